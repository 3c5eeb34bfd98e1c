"""Records that may be one place: found among those of a province, and kept as pairs for staff to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from directory.core.index.gazetteer import gazetteer
from directory.core.models import Pair, Region, within

from .likeness import CODE, PHONE, ComparedPlace, Likeness, likenesses

CODES = ("insurance_code", "uscc")
DECISIVE = {CODE, PHONE}  # what a decision is asked again for


def find(model: Any, within_code: int | None = None) -> Iterator[Likeness]:
    """Likely pairs of a kind's records, province by province or in one region; vetoed ones are left out."""
    codes = [within_code] if within_code else provinces()
    for code in codes:
        yield from (each for each in likenesses(places(model, code)) if each.is_candidate)


def provinces() -> list[int]:
    return list(Region.objects.filter(level=Region.Level.PROVINCE).order_by("code").values_list("pk", flat=True))


def places(model: Any, code: int) -> Iterator[ComparedPlace]:
    regions = gazetteer().regions
    names: dict[int, tuple[tuple[str, int], ...]] = {}
    records = model._default_manager.filter(within(code)).exclude(status="retired").prefetch_related("phones")
    for record in records.iterator(chunk_size=2000):
        if record.region_id not in names:
            names[record.region_id] = names_above(regions[record.region_id])
        yield place(record, names[record.region_id])


def names_above(region: Region) -> tuple[tuple[str, int], ...]:
    """The names, long and short, of a region and those above it, with their codes."""
    return tuple((name, step.code) for step in region.path for name in sorted({step.name, step.short_name}))


def place(record: Any, prefixes: tuple[tuple[str, int], ...]) -> ComparedPlace:
    at = (float(record.latitude), float(record.longitude)) if record.latitude is not None else None
    return ComparedPlace(
        key=record.pk,
        name=record.name,
        region=record.region_id,
        prefixes=prefixes,
        aliases=tuple(record.aliases),
        phones=frozenset(phone.number for phone in record.phones.all() if phone.number.startswith(("0", "1"))),
        address=record.address,
        codes=tuple((name, code) for name in CODES if (code := getattr(record, name, ""))),
        position=at,
        parent=getattr(record, "parent_id", None),
    )


@transaction.atomic
def remember(model: Any, found: Iterable[Likeness]) -> int:
    """Store new pairs, and open decided ones anew for which more speaks than before. Returns how many are new or open again."""
    about, count = ContentType.objects.get_for_model(model), 0
    for each in found:
        one, other = sorted((each.one, each.other))
        records = {record.pk: record for record in model._default_manager.filter(pk__in=[one, other])}
        if len(records) < 2:
            continue
        pair, is_new = Pair.objects.get_or_create(
            content_type=about,
            one=one,
            other=other,
            defaults={
                "region_id": records[one].region_id,
                "title": f"{records[one].name} / {records[other].name}"[:300],
                "evidence": [list(evidence) for evidence in each.evidence],
            },
        )
        count += is_new or reopened(pair, each)
    return count


def reopened(pair: Pair, found: Likeness) -> bool:
    """Only what is decisive and new asks again."""
    fresh = {each for each in found.evidence if each[0] in DECISIVE} - pair.sorts()
    if pair.state != Pair.State.APART or not fresh:
        return False
    pair.state, pair.evidence = Pair.State.OPEN, [list(each) for each in found.evidence]
    pair.save()
    return True
