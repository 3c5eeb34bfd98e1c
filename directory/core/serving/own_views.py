"""The pages of core's own kinds.

Of a region: what lies in it, kind by kind, and what wider regions have that applies to it. Of a source article: what it
is, and what was taken from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

import orjson
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from directory.core.index import entries, search_index
from directory.core.index.gazetteer import gazetteer
from directory.core.kinds import REGION, STATED_FOR, Kind, kinds
from directory.core.models import NATION, Article, Entry, Record, Region, has_region
from directory.core.models.versions import per_version
from directory.core.prepared import PreparedQuery

from .views import EntryDetailView, EntryListView, ListExcerpt, line, pages_of

WIDER = 5  # rows of what wider regions have
MOST_STATED = 10_000  # entries of a kind that are for just one region


class RegionListView(EntryListView):
    model = Region
    template_name = "core/region_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        overview = {} if kwargs["filtered"] else content_by_region()
        provinces = [] if kwargs["filtered"] else list(summaries(Region.objects.filter(level=Region.Level.PROVINCE)))
        return super().get_context_data(all_provinces=provinces, **overview, **kwargs)


class RegionDetailView(EntryDetailView):
    model = Region
    lists_places = True

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        code = int(entry["code"])
        shown = sorted((kind for kind in kinds if kind.region_order), key=lambda kind: kind.region_order)
        applying = applying_to(code)
        return {"children": children(code), "sections": [section(kind, code, applying[kind.name]) for kind in shown]}


def summaries(queryset: QuerySet[Any]) -> list[dict[str, Any]]:
    return [orjson.loads(row) for row in queryset.values_list("entries__summary", flat=True)]


@per_version(2)
def entry_counts() -> dict[str, int]:
    """How many entries of each kind there are. Places, of which there may be a million, are counted by the index."""
    others = [kind.name for kind in kinds if not kind.is_place]
    rows = Entry.objects.live().filter(kind__in=others).order_by().values_list("kind").annotate(n=Count("pk"))
    of_kind = search_index.bitmaps().of_kind
    return {kind.name: len(of_kind.get(kind.number, ())) for kind in kinds if kind.is_place} | dict(rows)


def numbers_within(codes: Iterable[int]) -> dict[int, int]:
    """Region → how many live entries there are in it and below it, of the kinds that lie in regions."""
    lying = [kind.number for kind in kinds if has_region(kind.model)]
    tokens = {REGION.token(code): code for code in codes}
    having = search_index.bitmaps().having(tokens, lying)
    return {code: len(having.get(token, ())) for token, code in tokens.items()}


@per_version(2)
def regions_with_pages() -> frozenset[int]:
    """The regions about which, or about what lies in them, there is something to read."""
    numbers = numbers_within(Region.objects.values_list("code", flat=True))
    return frozenset(code for code, number in numbers.items() if number)


@per_version(2)
def regions_with_content() -> dict[str, Any]:
    """The provinces that have something, each with its cities and counties that do, and what holds for all."""
    highest = Region.objects.filter(parent__level__in=(Region.Level.NATION, Region.Level.PROVINCE))
    paths = [summary["path"] for summary in summaries(highest.filter(entries__withdrawn_at=None).order_by("code"))]
    numbers = numbers_within([NATION, *(int(path[-1]["code"]) for path in paths)])
    provinces: dict[str, dict[str, Any]] = {}
    for path in paths:
        found = path[-1] | {"count": numbers[int(path[-1]["code"])]}
        if not found["count"]:
            continue
        if len(path) == 1:
            provinces[found["code"]] = found | {"cities": []}
        elif province := provinces.get(path[0]["code"]):
            province["cities"].append(found)
    return {"provinces": list(provinces.values()), "nationwide": numbers[NATION]}


@per_version(4)
def provinces_listed(language: str | None) -> SafeString:
    """The list of them for pages in a language, the active one: hundreds of links, alike for everybody."""
    return render_to_string("_provinces.html", regions_with_content())


def content_by_region() -> dict[str, Any]:
    """What a page says of where the directory has something."""
    return regions_with_content() | {"provinces_listed": provinces_listed(get_language())}


@PreparedQuery
def summaries_below(code: int) -> QuerySet[Any, Any]:
    return Region.objects.filter(parent=code).order_by("code").values_list("entries__summary")


def children(code: int) -> dict[str, list[dict[str, Any]]]:
    """The regions directly below: those with content, and the others."""
    below = [orjson.loads(summary) for (summary,) in summaries_below(code)]
    numbers = numbers_within(int(child["code"]) for child in below)
    for child in below:
        child["count"] = numbers[int(child["code"])]
    return {
        "filled": [child for child in below if child["count"]],
        "empty": [child for child in below if not child["count"]],
    }


def section(kind: Kind, code: int, applying: set[Stated]) -> dict[str, Any]:
    """One kind on a region's page: what is in it, and what a wider region has that applies to it."""
    view, wider = pages_of(kind).list_view, None
    if kind.applies_by and code != NATION:
        wider = shown_from_wider(view, kind, code, applying)
    title = {"title": kind.region_title} if kind.region_title else {}
    here, for_some_here = parted(view.first(region=code))
    wider, for_some_wider = parted(wider) if wider else (None, [])
    return view.mention(here=here, wider=wider, for_some=[*for_some_here, *for_some_wider]) | title


def parted(shown: ListExcerpt) -> tuple[ListExcerpt, list[dict[str, Any]]]:
    """What is for everybody, and apart from it the rules that are for some people or journeys only."""
    for_some = [one for one in shown.results if one.get("only_for")]
    for_all = [one for one in shown.results if not one.get("only_for")]
    return replace(shown, results=for_all, count=shown.count - len(for_some)), for_some


def shown_from_wider(view: type[EntryListView], kind: Kind, code: int, applying: set[Stated]) -> ListExcerpt:
    further = sorted((-one.region, one.slug, one.key) for one in applying if one.region != code)
    shown = entries.lines([key for _region, _slug, key in further[:WIDER]])
    count = len(applying) if len(further) > WIDER else len(further)  # as many as the linked list has
    url = f"{view.mention()['url']}?{urlencode({kind.applies_by: code})}"
    return ListExcerpt([line(*row) for row in shown], count, False, url)


class Stated(NamedTuple):
    """An entry and where it stands, which for a place may be another region than the one it serves."""

    kind: str
    region: int
    slug: str
    key: int


def applying_to(code: int) -> dict[str, set[Stated]]:
    """What there is of each kind for a region, or for a wider one it lies in."""
    own, *wider = gazetteer().named(str(code))[0].upwards
    found: dict[str, set[Stated]] = defaultdict(set)
    for one in (*stated_for((own,)), *stated_for(tuple(wider))):
        found[one.kind].add(one)
    return found


@per_version(1024)  # regions have few wider ones, and share them
def stated_for(codes: tuple[int, ...]) -> list[Stated]:
    """What is for just these regions, not for what lies in them."""
    # Every kind that applies to regions has this tag or one of its letter, as offices have for whom they serve.
    ways = tuple(frozenset([STATED_FOR.token(code)]) for code in codes)
    found = search_index.find((ways,), [kind.name for kind in kinds if kind.applies_by], MOST_STATED)
    keys = [key for each in found.values() for key in each.keys]
    rows = Entry.objects.filter(key__among=keys).values_list("kind", "region_code", "slug", "key")
    return [Stated(kind, region or 0, slug, key) for kind, region, slug, key in rows] if keys else []


class ArticleDetailView(EntryDetailView):
    model = Article

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {"taken": taken_from(entry["slug"]) if entry["in_scope"] else []}


def sourced_parts(model: type[Record]) -> list[str]:
    """The relations whose rows name the article they are from: citations, and recommendations of a symptom."""
    rows: dict[str, Any] = {part: model._meta.get_field(part).related_model for part in model.parts}
    return [part for part, row in rows.items() if any(field.name == "article" for field in row._meta.fields)]


def taken_from(article: str) -> list[dict[str, Any]]:
    """What published documents cite this article for, kind by kind and record by record."""
    sections = []
    for kind in kinds:
        if not issubclass(kind.model, Record):
            continue
        cites = Q()
        for part in sourced_parts(kind.model):
            cites |= Q(**{f"{part}__article__slug": article})
        citing = kind.published().filter(cites).values("pk")
        entries = Entry.objects.live().of(kind.name).filter(object_id__in=citing).order_by("slug")
        records = [
            taken(entry, article) for entry in map(orjson.loads, entries.values_list("document__text", flat=True))
        ]
        if records:
            sections.append(pages_of(kind).list_view.mention(records=records))
    return sections


def taken(document: dict[str, Any], article: str) -> dict[str, Any]:
    """A record with what it took from one article only."""

    def its(part: str) -> list[dict[str, Any]]:
        return [row for row in document.get(part, ()) if row["article"]["slug"] == article]

    return document | {"citations": its("citations"), "recommendations": its("recommendations")}
