"""A text → proposals about offices: where they are, when they are open, what they handle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from directory.core.reading import contacts, vocabulary
from directory.core.reading.names import PlaceMention, first_mentions, identity, known_and_new
from directory.core.reading.passage import Passage
from directory.core.reading.proposals import Proposal
from directory.core.reading.texts import TextRange

from .services import services_in, topic

ENDINGS = (
    "医疗保障局|医保局|医疗保障(?:事务|服务)?中心|医保(?:服务|经办|事务)?中心|医疗保险(?:基金)?(?:管理|事业管理|服务|事业)?(?:中心|局|"
    "处)|社会保险(?:事业)?(?:管理)?(?:局|中心)|社保局|社保中心|"
    "经办中心|经办服务中心|政务服务中心|便民服务中心|行政审批服务中心|人力资源和社会保障局|"
    "人社局|医保服务(?:大厅|站|点)|医保分局|税务局|办税服务厅|医保办|社保所|"
    "劳动保障(?:事务)?所"
)
KINDS = (
    (re.compile(r"医疗保障局$|医保局$|医保分局$"), "医疗保障局"),
    (re.compile(r"税务局$|办税服务厅$"), "税务机关"),
    (re.compile(r"热线$"), "热线"),
    (re.compile(r"大厅$|服务中心$|站$|点$|所$"), "服务窗口"),
    (re.compile(r"中心$|处$|局$"), "经办中心"),
)
HANDLES = re.compile(
    r"窗口办|大厅办|业务(?:范围)?|涵盖|办理|受理|负责|承办|可办|经办|包括|提供|咨询|服务(?:事项|内容)|窗口|电话|转诊|投诉|举报|核实|查询"
)
DUTY = re.compile(r"负责|职责|主管|承担|受理|解答|咨询|区分拨打|查询最新|官方渠道|二次确认|接收")
HOTLINE = re.compile(
    r"(?<!\d)(123\d\d|12320|12356|9\d{4})(?=\s{0,3}(?:热线|电话|服务|作为|负责|咨询|举报|投诉))|(?:拨打|打)\s{0,3}(123\d\d|12320)(?!\d)"
)


def read_offices(passage: Passage) -> Iterator[Proposal]:
    places = [*known_and_new(passage, "office", ENDINGS), *hotlines(passage)]
    places.sort(key=lambda place: place.start)
    places = [place for place in places if place.target.slug or is_institution(passage, place)]
    if not places:
        return
    yield from identities(passage, places)
    others = (
        known_and_new(passage, "hospital", "医院|卫生院|卫生服务中心|保健院")
        if passage.places or "医院" in passage.plain
        else []
    )
    yield from mine(contacts.contacts(passage, sorted([*places, *others])), places)
    yield from handled(passage, places)


def mine(proposals: Iterator[Proposal], places: list[PlaceMention]) -> Iterator[Proposal]:
    targets = {place.target for place in places}
    yield from (one for one in proposals if one.target in targets)


def is_institution(passage: Passage, place: PlaceMention) -> bool:
    """信阳市税务局, not 当地税务局: it begins with a region."""
    return any(place.start <= one.start < place.end for one in passage.regions)


def hotlines(passage: Passage) -> Iterator[PlaceMention]:
    """A hotline by its number: 12333 is 12333热线."""
    known = {word.meaning.name[:5]: passage.target(word) for word in passage.of_kind("office")}

    for found in HOTLINE.finditer(passage.plain):
        number = found[1] or found[2]
        name = f"{number}热线"
        words = [word for word in vocabulary.places(name) if word.meaning.kind == "office"]
        target = passage.target(words[0]) if words else known.get(number)
        if target and not any(one.start <= found.start() < one.end for one in passage.places):
            yield PlaceMention(found.start(), found.end(), target)


def identities(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for place in first_mentions(places):
        yield from identity(passage, place, "office")
        kind = next((value for pattern, value in KINDS if pattern.search(place.target.name)), "")
        if kind and not place.target.slug:
            yield from passage.propose(place.target, "office_kind", kind, place.start, place.end, rule="office.kind")
        number = re.match(r"1\d{4}", place.target.name)
        if number and number[0] in passage.plain[place.start : place.end]:
            at = passage.plain.index(number[0], place.start)
            yield from passage.propose(
                place.target, "phones", number[0], at, at + len(number[0]), rule="office.hotline"
            )


def handled(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    """What is done at the places of the text: services, for which schemes, and duties in the text's own words."""
    for sentence in passage.source.sentences:
        words = passage.source.of(sentence)
        place = contacts.whose(passage, places, sentence.end)
        if place and HANDLES.search(words) and (place.start >= sentence.start or sentence.start - place.end <= 160):
            yield from services_handled(passage, places, sentence, place)
            yield from schemes_handled(passage, places, sentence)
    yield from duties(passage, places)


def services_handled(
    passage: Passage, places: list[PlaceMention], sentence: TextRange, place: PlaceMention
) -> Iterator[Proposal]:
    begin = sentence.start
    if sentence.holds(place.start, place.end):
        begin = max(begin, min(place.start, sentence.end))
    end = sentence.end
    if place.target.name[:1].isdigit():  # a hotline: only what stands right behind its number
        begin = next(one.end for one in reversed(places) if one.target == place.target)
        end = min(end, begin + 14)
    services, about = services_in(passage, begin, end), topic(passage)
    if not services and about and re.search("窗口办|大厅办|办理|可办|去办", passage.source.of(sentence)):
        services = [about]
    for service in services:
        owner = contacts.whose(passage, places, service.start) or place
        yield from passage.propose(
            owner.target, "services", service.name, service.start, service.end, rule="office.service"
        )


def schemes_handled(passage: Passage, places: list[PlaceMention], sentence: TextRange) -> Iterator[Proposal]:
    """Schemes in brackets behind a number: 0418-2810001(职工), 2810002(居民)."""
    for word in passage.schemes:
        bearer = contacts.whose(passage, places, word.start)
        if (
            bearer
            and sentence.holds(word.start, word.end)
            and re.search(r"[\d)]\($", passage.plain[max(0, word.start - 2) : word.start])
        ):
            yield from passage.propose(bearer.target, "schemes", word.text, word.start, word.end, rule="office.scheme")


def duties(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for piece in passage.source.clauses:
        words = passage.source.of(piece)
        place = contacts.whose(passage, places, piece.end)
        if (
            place
            and DUTY.search(words)
            and not re.search("^咨询电话|电话$|问|拨打1|联系电话", words)
            and 4 <= len(words) <= 60
            and piece.start - place.end < 200
            and piece.end > place.start
        ):
            yield from passage.propose(place.target, "duties", words, piece.start, piece.end, rule="office.duty")
