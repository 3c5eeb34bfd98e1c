"""办事指南体检: what a procedure's document says against itself, or leaves a reader without.

Each check is a function from a document to what it found, in Chinese, for staff. It
looks at the document as it is or would be published, what it inherits included.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations
from typing import Any, NamedTuple

import orjson

from directory.core.documents import Document
from directory.core.kinds import divisions
from directory.core.models import NATION, Entry, code_range

from .models import Channel, Office, Procedure
from .serializers import ProcedureSerializer

Kind = Channel.Kind
COUNTERS = frozenset({Kind.WINDOW})
ORIGINALS = ("original", "original_and_copy")
MAIL = re.compile("邮寄|邮递|快递")
# A date, a number of days or months, or what it is reckoned from: 10–12月, 90天内, 看病前.
DATED = re.compile(r"\d|[前后]|次[年月日]|当[年月日]")

Check = Callable[[Document], Iterable[str]]
checks: dict[str, Check] = {}


class Flaw(NamedTuple):
    """What one check has to say of one procedure."""

    slug: str
    check: str
    message: str


def check(function: Check) -> Check:
    checks[function.__name__] = function
    return function


def flaws(document: Document) -> Iterator[str]:
    """What can be told from one document alone."""
    return (message for look in checks.values() for message in look(document))


def checkup(procedures: Iterable[Procedure]) -> list[Flaw]:
    """Every finding on these procedures, among them and beside the public ones; fetch them ``for_document()``."""
    records = list(procedures)
    documents = [ProcedureSerializer().to_representation(record) for record in records]
    found = [
        Flaw(document["slug"], name, message)
        for document in documents
        for name, look in checks.items()
        for message in look(document)
    ]
    slugs = {document["slug"] for document in documents}
    public = Entry.objects.live().of("procedure").filter(region_code__in={record.region_id for record in records})
    texts = public.exclude(slug__in=slugs).values_list("document__text", flat=True)
    everything = [*documents, *map(orjson.loads, texts)]
    return [*found, *(flaw for flaw in among(everything) if flaw.slug in slugs)]


def among(documents: list[Document]) -> Iterator[Flaw]:
    """What can be told of one document only beside others, or beside the offices that there are."""
    yield from counters_without_office(documents)
    yield from same_procedures(documents)


@check
def originals_only_online(document: Document) -> Iterator[str]:
    """Nobody can hand over a paper original on the web."""
    if document["channels"] and all(channel["kind"] in Channel.ONLINE for channel in document["channels"]):
        for material in document["materials"]:
            if material["form"] in ORIGINALS:
                yield f"“{material['name']}”要原件，但渠道都在网上。"


@check
def deadline_without_date(document: Document) -> Iterator[str]:
    if document["deadline"] and not DATED.search(document["deadline"]):
        yield f"截止时间“{document['deadline']}”没有日期、天数，也没有从哪件事算起。"


@check
def limit_without_figure(document: Document) -> Iterator[str]:
    for limit in document["time_limits"]:
        if not limit["text"]:
            yield "有一条时限没有数字。"


@check
def paper_without_person_type(document: Document) -> Iterator[str]:
    """Where papers differ by person type, one without a type is either for all or forgotten."""
    materials = document["materials"]
    if any(material["person_type"] for material in materials):
        for material in materials:
            if not material["person_type"]:
                yield f"其他材料分人员类别，“{material['name']}”没有写是哪一类。"


@check
def person_type_without_anything(document: Document) -> Iterator[str]:
    """A person type is listed because something differs for it."""
    if len(document["person_types"]) > 1:
        rows = [row for part in ("steps", "materials", "time_limits") for row in document[part]]
        named = {row["person_type"] for row in rows}
        for person in document["person_types"]:
            if not person["eligibility"] and person["name"] not in named:
                yield f"列了“{person['name']}”，却没有写它有什么不同。"


@check
def no_visit_no_way(document: Document) -> Iterator[str]:
    if document["visits"] != 0:
        return
    online = any(channel["kind"] in Channel.ONLINE for channel in document["channels"])
    if not online and not MAIL.search(" ".join(step["text"] for step in document["steps"])):
        yield "写着不用到现场，却既没有网上渠道，也没有写邮寄。"


@check
def channel_not_listed(document: Document) -> Iterator[str]:
    listed = {channel["channel"]["slug"] for channel in document["channels"] if channel["channel"]}
    rows = [*document["steps"], *document["materials"], *document["time_limits"]]
    missing = dict.fromkeys(
        row["channel"]["name"] for row in rows if row["channel"] and row["channel"]["slug"] not in listed
    )
    for name in missing:
        yield f"有步骤、材料或时限限于“{name}”，但它不在办理渠道里。"


@check
def said_twice(document: Document) -> Iterator[str]:
    """The same step or paper for the same people through the same channel."""
    for part, word in (("steps", "text"), ("materials", "name")):
        rows = Counter((row[word], row["person_type"], (row["channel"] or {}).get("slug")) for row in document[part])
        for (text, _person_type, _channel), count in rows.items():
            if count > 1:
                yield f"“{text}”写了 {count} 遍。"


@check
def choice_of_one(document: Document) -> Iterator[str]:
    """任交一种 needs a second one to choose from."""
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for material in document["materials"]:
        if material["alternative_group"]:
            channel = (material["channel"] or {}).get("slug", "")
            groups[material["alternative_group"], material["person_type"] or "", channel].append(material["name"])
    for (group, _person_type, _channel), names in groups.items():
        if len(names) == 1:
            yield f"替代组“{group}”里只有“{names[0]}”，没有可替代的。"


@check
def nowhere_to_go(document: Document) -> Iterator[str]:
    """No channel and no word on the gap in the source: the reader is told what, but not where."""
    if not document["channels"] and not {"channels", "steps"} & set(document["unfinished"]):
        yield "没有写在哪里办。"


@check
def template_of_others(document: Document) -> Iterator[str]:
    """What a template says of one 险种 must not be inherited for another."""
    for name, mark in document["inherited"].items():
        covered = {scheme["code"] for scheme in mark["from"]["schemes"]}
        own = {scheme["code"] for scheme in document["schemes"]}
        if covered and not (own and own <= covered):
            yield f"“{name}”沿用的模板只对{'、'.join(scheme['name'] for scheme in mark['from']['schemes'])}，本条不限于它。"


def counters_without_office(documents: Iterable[Document]) -> Iterator[Flaw]:
    """A counter of a place whose address the directory does not know. A national procedure names none."""
    served = set(Office.objects.published().values_list("serves", flat=True)) - {NATION, None}
    for document in documents:
        names = [row["channel"]["name"] for row in document["channels"] if row["channel"] and row["kind"] in COUNTERS]
        code = int(document["region"]["code"])
        if not names or code == NATION:
            continue
        low, high = code_range(code)
        above = {int(each) for each in divisions(str(code))}
        if not (served & above or any(low <= each <= high for each in served)):
            message = f"可在“{'、'.join(names)}”办，但名录里没有{document['region']['name']}的机构。"
            yield Flaw(document["slug"], "counters_without_office", message)


def same_procedures(documents: Iterable[Document]) -> Iterator[Flaw]:
    """Two procedures for the same service, place, 险种 and people: said of both."""
    groups: dict[tuple[Any, ...], list[Document]] = defaultdict(list)
    for document in documents:
        people = tuple(sorted(person["name"] for person in document["person_types"]))
        service = (document["service"] or {}).get("slug")
        groups[service, document["region"]["code"], people].append(document)
    for group in groups.values():
        for one, other in permutations(group, 2):
            schemes = [{scheme["code"] for scheme in document["schemes"]} for document in (one, other)]
            if schemes[0] == schemes[1] or schemes[0] & schemes[1]:
                yield Flaw(one["slug"], "same_procedures", f"与“{other['name']}”的事项、地区、险种和人员类别相同。")
