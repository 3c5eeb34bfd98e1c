"""English beside the Chinese names of symptoms, departments and insurance, on pages in English alone."""

from __future__ import annotations

import orjson
import pytest
from django.test import Client

from directory.core.language.glosses import GLOSSES
from directory.core.models import Entry, Scheme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
ANSWER = "/guide/?symptom=腰痛发烧&region=阜新"


def page(client: Client, address: str, language: str) -> str:
    return " ".join(client.get(address, headers={"Accept-Language": language}).content.decode().split())


def test_it_works(client: Client) -> None:
    """An English reader was sent to "急诊医学科", and asked to choose among 50 complaints in Chinese."""
    answer = page(client, ANSWER, "en")
    assert '<p class="gloss">emergency or orthopaedics</p>' in answer
    assert "low back pain with fever" in answer
    assert "blurred vision" in page(client, "/guide/", "en")
    assert "resident insurance" in page(client, "/guide/?symptom=腰痛&ask=where", "en")
    for address in ("/symptoms/yao-tong/", "/symptoms/", "/departments/"):
        assert 'class="gloss"' in page(client, address, "en"), address


def test_pages_in_chinese_have_none(client: Client) -> None:
    for address in (ANSWER, "/guide/", "/symptoms/yao-tong/", "/departments/"):
        assert "gloss" not in page(client, address, "zh"), address


def test_what_readers_choose_among_has_english() -> None:
    symptoms = [
        orjson.loads(one) for one in Entry.objects.live().of("symptom").values_list("document__text", flat=True)
    ]
    sent_to = {row["department"]["name"] for symptom in symptoms for row in symptom["departments"]}
    names = {symptom["name"] for symptom in symptoms} | sent_to | {scheme.name for scheme in Scheme.objects.all()}
    assert sorted(names - set(GLOSSES)) == []
