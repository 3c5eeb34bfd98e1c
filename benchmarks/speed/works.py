"""What is measured, as data: for each work the values it walks through, and each system's address for them.

An address that is not given means that the system cannot do it. ``next`` works begin
at the address and follow the ``next`` links that the system itself gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from . import values
from .values import AddressMaterial, Values

OURS, OFFICIAL = "/api/v1/hospitals/", "/api/v1/search/"
PEER, SCROLL, BARE, SETTE = "/api/hospitals/", "/api/scroll/hospitals/", "/hospitals/", "/datasette/hospitals"
ONE, THREE = "region={city}", "region={city}&level={level}&kind={kind}"
PEER_ONE, PEER_THREE = "city={city}", "city={city}&level={level}&kind={kind}"
SETTE_ONE = "region__gte={city}&region__lte={end}"
SETTE_THREE = f"{SETTE_ONE}&level={{level}}&institution_type={{kind}}"
GROONGA = "/d/select?table=Places&match_columns=name||aliases&query={q}&limit=20&output_columns=_key,name&cache=no"
GUIDED = "symptom={symptom}&region={region}&insured_region={insured}&scheme={scheme}"
ROWS = ".json?_shape=objects&_size=20"


@dataclass(frozen=True)
class Work:
    """One kind of request."""

    key: str
    title: str
    values: Callable[[AddressMaterial], Values]
    addresses: dict[str, str]
    steps: int = 0  # so many ``next`` links are followed from every address
    rows: bool = False  # of every list, each row at its own address is asked for
    hot: bool = False  # measured with one and the same address, too
    grows: bool = True  # part of the growth exponent
    conditional: bool = False
    filters: int = field(default=0)  # how many; several may grow a little faster


def alike(peer: str, **others: str) -> dict[str, str]:
    """The two peers that have the same addresses, and the others."""
    return {**others, "plain": peer, "ninja": peer}


WORKS = (
    Work("detail", "one institution", values.places, hot=True, addresses=alike(
        f"{PEER}{{slug}}/", ours=f"{OURS}{{slug}}/", bare=f"{BARE}{{slug}}/",
        datasette=f"{SETTE}/{{slug}}.json?_shape=objects",
    )),
    Work("list-1", "list, one filter (city)", values.places, filters=1, addresses=alike(
        f"{PEER}?{PEER_ONE}", ours=f"{OURS}?{ONE}", bare=f"{BARE}?{ONE}", datasette=f"{SETTE}{ROWS}&{SETTE_ONE}",
    )),
    Work("list-3", "list, three filters (city, level, type)", values.rated, filters=3, hot=True, addresses=alike(
        f"{PEER}?{PEER_THREE}", ours=f"{OURS}?{THREE}", bare=f"{BARE}?{THREE}",
        datasette=f"{SETTE}{ROWS}&{SETTE_THREE}",
    )),
    Work("next", "next page of a city", values.lists, steps=3, filters=1, addresses=alike(
        f"{SCROLL}?{PEER_ONE}&page_size={{size}}", ours=f"{OURS}?{ONE}&cursor=*&page_size={{size}}",
        bare=f"{BARE}?{ONE}&page_size={{size}}", datasette=f"{SETTE}.json?_shape=objects&_size={{size}}&{SETTE_ONE}",
    )),
    Work("next-deep", "next page, up to 20,000 rows down", values.one, steps=200, addresses=alike(
        f"{SCROLL}?page_size=100", ours=f"{OURS}?cursor=*&page_size=100", bare=f"{BARE}?page_size=100",
        datasette=f"{SETTE}.json?_shape=objects&_size=100",
    )),
    Work("page-500", "pages 401 to 500 by number", values.pages, addresses=alike(
        f"{PEER}?page={{page}}", ours=f"{OURS}?page={{page}}", bare=f"{BARE}?page={{page}}",
    )),
    Work("search", "search, mix", values.search_mix, hot=True, addresses=alike(
        f"{PEER}?search={{q}}", ours=f"{OFFICIAL}?q={{q}}", bare="/search/?q={q}",
        groonga=GROONGA, tantivy="/?q={q}", datasette=f"{SETTE}{ROWS}&{{words}}",
    )),
    Work("search-rare", "search, rarest (a whole name)", values.whole_names, addresses=alike(
        f"{PEER}?search={{q}}", ours=f"{OFFICIAL}?q={{q}}", bare="/search/?q={q}",
        groonga=GROONGA, tantivy="/?q={q}", datasette=f"{SETTE}{ROWS}&{{words}}",
    )),
    Work("search-common", "search, most common (卫生室, 诊所 …)", values.common_words, addresses=alike(
        f"{PEER}?search={{q}}", ours=f"{OFFICIAL}?q={{q}}", bare="/search/?q={q}",
        groonga=GROONGA, tantivy="/?q={q}", datasette=f"{SETTE}{ROWS}&{{words}}",
    )),
    Work("search-pinyin", "search, pinyin and initials", values.pinyin, {
        "ours": f"{OFFICIAL}?q={{q}}", "bare": "/search/?q={q}",
    }),
    Work("search-sentence", "search, sentences with intent", values.sentences, {"ours": f"{OFFICIAL}?q={{q}}"}),
    Work("suggest", "suggest", values.beginnings, hot=True, addresses=alike(
        f"{PEER}suggest/?q={{q}}", ours="/api/v1/suggest/?q={q}", bare="/suggest/?q={q}",
        datasette=f"{SETTE}.json?_shape=objects&_size=10&_col=name&name__startswith={{q}}",
    )),
    Work("near", "near, 10 km, nearest first", values.positions, hot=True, addresses=alike(
        f"{PEER}?near={{lat}},{{lng}}&radius=10", ours=f"{OURS}?near={{lat}},{{lng}}&radius=10",
        bare=f"{BARE}?near={{lat}},{{lng}}",
        datasette="/datasette/near.json?_shape=objects&lat={lat}&lng={lng}&radius=10",
    )),
    Work("near-search", "near, by the search", values.positions_and_words, {
        "ours": f"{OFFICIAL}?q={{q}}&near={{lat}},{{lng}}",
    }),
    Work("near-open", "near, open now", values.positions, {"ours": f"{OURS}?near={{lat}},{{lng}}&open_at=now"}),
    Work("count", "count (city, level)", values.rated, filters=2, addresses=alike(
        f"{PEER}count/?city={{city}}&level={{level}}", ours=f"{OURS}?region={{city}}&level={{level}}&page_size=0",
        bare=f"{BARE}?region={{city}}&level={{level}}&page_size=0",
        datasette=f"{SETTE}.json?_shape=objects&_size=0&{SETTE_ONE}&level={{level}}",
    )),
    Work("guide", "the guide: symptom, city and place of insurance", values.guides, filters=4, addresses={
        "ours": f"/api/v1/guide/?{GUIDED}",
    }),
    Work("unchanged", "conditional GET (304)", values.places, {"ours": f"{OURS}{{slug}}/"}, grows=False, conditional=True),
)  # fmt: skip
# Measured in floors alone: pages need the static files, and nobody beside us does any of these.
OWN = (
    Work("page-region", "a region's page", values.places, {"ours": "/regions/{city}/"}),
    Work("page-place", "a place's page", values.places, {"ours": "/hospitals/{slug}/"}),
    Work("sheet", "the guide, to be printed", values.guides, {"ours": f"/guide/print/?{GUIDED}"}),
    Work("pdf", "the guide, as PDF", values.guides, {"ours": f"/guide/print.pdf?{GUIDED}"}),
    Work("hsds-list", "HSDS, a page of services", values.pages, {"ours": "/hsds/services?page={page}"}),
    Work("hsds-detail", "HSDS, one service", values.pages, {"ours": "/hsds/services?page={page}"}, rows=True),
    Work("fhir-list", "FHIR, locations by name", values.search_mix, {"ours": "/fhir/Location?name={q}"}),
    Work("fhir-detail", "FHIR, one location", values.pages, {"ours": "/fhir/Location?_page={page}"}, rows=True),
    Work("reconcile", "reconciliation, ten names", values.tens, {"ours": "/reconcile/?queries={queries}"}),
)
# What tells whether a server is awake: nothing that needs the rows.
PROBES = {
    "ours": "/api/v1/regions/210900/",
    "plain": f"{PEER}count/?level=3",
    "ninja": f"{PEER}count/?level=3",
    "datasette": "/-/versions.json",
    "groonga": "/d/status",
    "tantivy": "/",
    "bare": f"{BARE}?page_size=1&level=3",
}
