"""Every published entry, and many invented ones, in the words of every standard, held to the standard's own rules."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.test import Client

from directory.core.index import entries
from directory.core.index.entries import Identified
from directory.core.index.timetables import Moment
from directory.core.kinds import kinds
from directory.core.models import Entry, Region
from directory.core.models.entry import uid_of
from directory.standards.fhir import resources as fhir
from directory.standards.hsds import documents as hsds
from directory.standards.hsds.lists import uids_of
from directory.standards.hsds.parts import HsdsSource
from directory.standards.reconcile.matching import ReconciliationQuery, candidates, is_match
from directory.standards.schema_org import json_ld

from .fhir import faults as of_fhir
from .invented import invented_place, invented_procedure
from .schema_org import strange
from .validating import faults
from .variants import publish_hospitals, variants

SITE = "https://example.org"
# So many in every run; all ten thousand where EVERY_SCENARIO is set.
CHANCES = (19, 2027, 31337, 411521) if "EVERY_SCENARIO" in os.environ else (19,)
INVENTED = 10_000 if "EVERY_SCENARIO" in os.environ else 40


def published(*kinds: str) -> list[Identified]:
    keys = Entry.objects.live().filter(kind__in=kinds).order_by("key").values_list("key", flat=True)
    return entries.identified_by_key(list(keys))


def invented() -> Iterator[Identified]:
    seed = Random(19)
    for number in range(INVENTED):
        yield invented_procedure(seed, number) if number % 5 == 0 else invented_place(seed, number)


def test_schema_org(directory: None, db: None) -> None:
    now, found = Moment.now(), []
    for entry in Entry.objects.live().exclude(kind="region").select_related("document", "hours_pattern"):
        said = json_ld(entry.data | {"hours_spec": entry.hours_spec}, SITE, now)
        found += [f"{entry}: {fault}" for fault in strange(said)]
        assert said["@id"].startswith(SITE)
    assert found == []


@pytest.mark.timeout(3000)  # all ten thousand take minutes
def test_schema_org_of_what_is_invented(directory: None, db: None) -> None:
    now = Moment.now()
    assert [fault for entry in invented() for fault in strange(json_ld(entry.document, SITE, now))] == []


def test_schema_org_of_a_region(directory: None, db: None) -> None:
    said = json_ld(Entry.objects.get(kind="region", slug="210902").data, SITE)
    assert strange(said) == []
    assert said["containedInPlace"]["name"] == "阜新市"


def hsds_faults(entry: Identified, uids: Any, now: Moment) -> list[str]:
    it, kind = HsdsSource.of(entry, uids, SITE, now), entry.kind
    found = faults("hsds", "service", hsds.full_service(it, kind)) + faults(
        "hsds", "service_list", hsds.service(it, kind)
    )
    if kind != "procedure":
        found += faults("hsds", "organization", hsds.full_organization(it, kind))
        found += faults("hsds", "organization_list", hsds.organization(it, kind))
        found += faults("hsds", "service_at_location", hsds.full_at_location(it, kind))
        found += faults("hsds", "service_at_location_list", hsds.brief_at_location(it, kind))
    return [f"{entry.slug}: {fault}" for fault in found]


def test_hsds(directory: None, db: None) -> None:
    now, rows = Moment.now(), published("hospital", "office", "procedure")
    uids = uids_of(rows, hsds.mentioned)
    assert [fault for entry in rows for fault in hsds_faults(entry, uids, now)] == []
    terms = published("department", "service")
    uids = uids_of(terms, hsds.mentioned)
    told = [hsds.term(HsdsSource.of(entry, uids, SITE, now), entry.kind) for entry in terms]
    assert len(told) > 200
    assert [fault for term in told for fault in faults("hsds", "taxonomy_term", term)] == []


@pytest.mark.timeout(3000)  # all ten thousand take minutes
def test_hsds_of_what_is_invented(directory: None, db: None) -> None:
    now = Moment.now()
    uids = {("service", "yi-di-jiu-yi-bei-an"): uid_of("service", "yi-di-jiu-yi-bei-an")}
    assert [fault for entry in invented() for fault in hsds_faults(entry, uids, now)] == []


def fhir_faults(entry: Identified, uids: Any, now: Moment) -> list[str]:
    it = fhir.FhirSource.of(entry, uids, SITE, now)
    made = [fhir.organization(it), fhir.location(it)]
    if entry.kind != "region":
        made += [fhir.healthcare_service(it), fhir.verification(it)]
    return [f"{entry.slug}: {fault}" for resource in made for fault in of_fhir(resource)]


def test_fhir(directory: None, db: None) -> None:
    now, rows = Moment.now(), [*published("hospital", "office"), *published("region")[::100]]
    uids = entries.uids({it for entry in rows for it in fhir.mentioned(entry.kind, entry.document)})
    assert [fault for entry in rows for fault in fhir_faults(entry, uids, now)] == []


@pytest.mark.timeout(3000)  # all ten thousand take minutes
def test_fhir_of_what_is_invented(directory: None, db: None) -> None:
    now, places = Moment.now(), [entry for entry in invented() if entry.kind != "procedure"]
    uids = {
        ("region", "210900"): uid_of("region", "210900"),
        ("hospital", "zong-yuan"): uid_of("hospital", "zong-yuan"),
    }
    assert [fault for entry in places for fault in fhir_faults(entry, uids, now)] == []


def test_an_emergency_in_text(directory: None, db: None, client: Client) -> None:
    text = client.get("/search/", {"q": "胸痛出冷汗"}, headers={"Accept": "text/markdown"}).content.decode()
    assert text.index("120") < text.index("心血管内科")


# Names as others write them. These come last: the hospitals that they mean are published for them.


@pytest.fixture(scope="module")
def counties(directory: None, django_db_blocker: Any) -> list[Region]:
    with django_db_blocker.unblock():
        return publish_hospitals()


@pytest.mark.parametrize("chance", CHANCES)
def test_two_thousand_variants(counties: list[Region], db: None, chance: int) -> None:
    every, hospital = list(variants(counties, 2000, chance)), (kinds["hospital"],)
    known, misses, wrong = 0, [], []
    for start in range(0, len(every), 50):
        some = every[start : start + 50]
        for variant, found in zip(
            some, candidates([ReconciliationQuery(it.text, hospital, it.region) for it in some]), strict=True
        ):
            first = found[0].row.slug if found else None
            known += variant.slug is not None
            if first != variant.slug:
                misses += [(variant, found[:2])] if variant.slug else []
                wrong += [(variant, found[:2])] if is_match(found) else []
    print(f"chance {chance}: first {1 - len(misses) / known:.4f}, wrong {len(wrong) / len(every):.4f}")
    assert len(misses) / known <= 0.05, misses[:10]
    assert len(wrong) / len(every) <= 0.005, wrong[:10]


def reconciled(client: Client, **queries: Any) -> Any:
    return client.post("/reconcile/", {"queries": json.dumps(queries)}).json()


def test_a_second_hospital_is_not_the_first(counties: list[Region], db: None, client: Client) -> None:
    region = counties[0]
    found = reconciled(client, q={"query": f"{region.name}第四人民医院", "type": "hospital"})["q"]["result"]
    assert found
    assert not any(row["match"] for row in found)
    assert {"id": "ordinals", "value": False} in found[0]["features"]


def test_a_batch_of_ten(counties: list[Region], db: None, client: Client, django_assert_max_num_queries: Any) -> None:
    queries = {f"q{at}": {"query": f"{region.name}人民医院", "limit": 3} for at, region in enumerate(counties[:10])}
    reconciled(client, **queries)
    with django_assert_max_num_queries(3):  # version, postings, candidates
        found = reconciled(client, **queries)
    assert all(row["result"][0]["match"] for row in found.values())
    assert all(len(row["result"]) <= 3 for row in found.values())
