"""Every sheet there is to print, as JSON: run by a test in a process of its own, on a copy of the database.

Beside Playwright's event loop Django gives one thread now one, now another connection.
"""

from __future__ import annotations

import json
import os
import sys
from urllib.parse import urlencode

import django

GUIDES = [
    {"symptom": "腰疼 发烧", "region": "阜新", "insured_region": "罗山县", "scheme": "居民"},
    {"symptom": "脚踝肿痛", "region": "210902", "insured_region": "武汉", "scheme": "职工", "person_type": "急诊"},
    {"symptom": "身上起红疹子", "region": "巴彦淖尔", "insured_region": "扬州", "scheme": "职工"},
    {"symptom": "肩膀疼、头疼、胳膊麻 尿急 吃东西噎", "region": "阜新", "insured_region": "长春", "scheme": "居民"},
    {"symptom": "脚踝肿痛 乳房有硬块 皮疹 手脚凉", "region": "阜新", "insured_region": "扬州", "scheme": "居民"},
    {"symptom": "头痛", "region": "拉萨", "insured_region": "昌都"},
    {"symptom": "尿急", "region": "南昌"},
]
WITH_OFFICE = {"office": "罗山县医保局", "scheme": "居民"}


def main() -> None:
    """Write the sheets of the seeded directory, by address: each procedure for each person type, and some guides."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    from django.test import Client

    from directory.core.models import Entry

    addresses = [f"/guide/print/?{urlencode(question)}" for question in GUIDES]
    addresses.append(f"/procedures/he-nan-yi-di-jiu-yi-bei-an/print/?{urlencode(WITH_OFFICE)}")
    for entry in list(Entry.objects.live().of("procedure")):
        types = [person["name"] for person in entry.data["person_types"]]
        queries = ["", *(f"?{urlencode({'person_type': name})}" for name in types)]
        addresses += [f"/procedures/{entry.slug}/print/{query}" for query in queries]
    client = Client()
    json.dump({address: client.get(address).content.decode() for address in addresses}, sys.stdout)


if __name__ == "__main__":
    main()
