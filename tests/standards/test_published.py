"""Every published entry in the words of every standard, held to the standard's own rules."""

from __future__ import annotations

from directory.core.index.timetables import Moment
from directory.core.models import Entry
from directory.standards.schema_org import json_ld

from .schema_org import strange

SITE = "https://example.org"


def test_schema_org(directory: None, db: None) -> None:
    now, faults = Moment.now(), []
    for entry in Entry.objects.live().exclude(kind="region").select_related("document", "hours_pattern"):
        said = json_ld(entry.data | {"hours_spec": entry.hours_spec}, SITE, now)
        faults += [f"{entry}: {fault}" for fault in strange(said)]
        assert said["@id"].startswith(SITE)
    assert faults == []


def test_schema_org_of_a_region(directory: None, db: None) -> None:
    said = json_ld(Entry.objects.get(kind="region", slug="210902").data, SITE)
    assert strange(said) == []
    assert said["containedInPlace"]["name"] == "阜新市"
