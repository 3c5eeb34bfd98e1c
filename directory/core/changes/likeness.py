"""Duplicate detection: pairs of places that may be one, with the evidence for it and the vetoes against it. Pure.

``likenesses`` compares only places that share a block (a code, a stretch of the map, or in one city a phone, an address or
a name), as all pairs of a province would be too many. ``duplicates.py`` feeds it records and stores the pairs. With these
thresholds ``benchmarks.duplicates`` reaches a precision of 0.97 and a recall of 0.95, held by ``test_the_benchmark_is_met``.

Names are compared without the region they begin with and without 有限公司; what tells places of one name apart (第二,
东院区, 中医, 妇幼) rules a pair out whatever else they share: a switchboard and a building are shared by many.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from directory.core.caches import memoized
from directory.core.language.names import SORT_WORDS, SPECIALITIES
from directory.core.language.text import search_key
from directory.core.models.region import nested

NUMERALS = "一二三四五六七八九十百"
ORDINAL = re.compile(
    rf"第?([{NUMERALS}]+|\d+)(?=(?:人民|中心|职工|附属|中医|精神|妇幼|专科|综合)?(?:医院|院|门诊|社区|卫生|诊所|附属|人民|中心|医科))"
)
BRANCH = re.compile(r"(?:[东南西北中新老总本]|[\u4e00-\u9fff]{2,6})?(?:分院|院区|分部|分中心|分局|服务站|分店)")
TELLING_APART = (*SPECIALITIES, *SORT_WORDS)
NOISE = re.compile(r"股份有限公司|有限责任公司|有限公司|管理(?=有限)|[\s·\-—_,，。.、'\"“”]")
BRACKETS = re.compile(r"[(（\[【](.*?)[)）\]】]")
ADDRESS_NOISE = re.compile(r"[\s,，。.、\-—()（）]|号院?$")
CLOSE = 0.002  # degrees: some 200 m
ALIKE, VERY_ALIKE = 0.5, 0.8  # shares of common bigrams, see alike
FULLEST = 40  # places that share a phone, an address or a name's core: more say nothing
CODE, NAME, ALIAS, PHONE, ADDRESS, NEAR = "code", "name", "alias", "phone", "address", "near"


class ComparedPlace(NamedTuple):
    """What is compared of a place; two places have different keys."""

    key: int
    name: str
    region: int  # GB/T 2260 code
    prefixes: tuple[tuple[str, int], ...]  # names of the regions it lies in, with their codes
    aliases: tuple[str, ...] = ()
    phones: frozenset[str] = frozenset()
    address: str = ""
    codes: tuple[tuple[str, str], ...] = ()  # (name of the field, code)
    position: tuple[float, float] | None = None  # latitude, longitude
    parent: int | None = None


class Core(NamedTuple):
    """A name taken apart, see ``core``. All but the text are what tells places of one name apart."""

    text: str  # without region, brackets and form of company; ordinals in digits
    region: int | None  # the last, so the narrowest, that it begins with
    ordinals: tuple[str, ...]  # "2" of 第二人民医院
    branches: tuple[str, ...]  # 东院区
    special: frozenset[str]  # words of SPECIAL


class Likeness(NamedTuple):
    """The comparison of two places. A candidate where something speaks for it and nothing rules it out."""

    one: int  # their keys
    other: int
    evidence: tuple[tuple[str, str], ...]  # sort, and what they share
    vetoes: tuple[str, ...]

    @property
    def is_candidate(self) -> bool:
        return bool(self.evidence) and not self.vetoes


class ParsedPlace(NamedTuple):
    """A place with its names taken apart."""

    place: ComparedPlace
    own: Core
    cores: tuple[Core, ...]  # of its own name first, then of its aliases
    address: str

    @property
    def insured(self) -> set[str]:
        return {code for name, code in self.place.codes if name == "insurance_code"}


@memoized(2048)  # the rows of a batch, each of which is asked for twice
def core(name: str, prefixes: tuple[tuple[str, int], ...]) -> Core:
    """Take a name apart; ``prefixes`` are names of regions with their codes, as in ``ComparedPlace``.

    A name may begin with several regions (辽宁省阜新市海州区…): longer names are taken off first, and all of them.
    """
    text, region = NOISE.sub("", BRACKETS.sub("", search_key(name))), None
    ordered = longest_first(prefixes)
    while found := next(((name, code) for name, code in ordered if is_prefix(text, name)), None):
        text, region = text[len(found[0]) :], found[1]
    ordinals = tuple(number_of(each) for each in ORDINAL.findall(text))
    text = ORDINAL.sub(lambda found: number_of(found[1]), text)
    special = {word for word in TELLING_APART if word in text}
    branches = tuple(BRANCH.findall(text))
    return Core(text, region, ordinals, branches, frozenset(special))


@memoized(4096)
def longest_first(prefixes: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
    return sorted(prefixes, key=lambda pair: -len(pair[0]))


def is_prefix(text: str, name: str) -> bool:
    """Whether a name begins with a region's name, and not with a road or village called so: 南京路医院."""
    if not text.startswith(name):
        return False
    rest = text[len(name) :]
    return len(rest) >= 3 and not rest.startswith(("路", "街", "大道", "桥", "门", "村", "镇", "乡"))


def number_of(text: str) -> str:
    """一 and 1 are one ordinal."""
    digits = {each: str(place) for place, each in enumerate(NUMERALS[:10], start=1)}
    return digits.get(text, text)


def bracketed(name: str) -> list[str]:
    """What stands in brackets, where that is a name and no remark."""
    return [text for text in BRACKETS.findall(search_key(name)) if len(text) > 4 and not BRANCH.fullmatch(text)]


def branch_of(name: str) -> tuple[str, ...]:
    """The branch that brackets name: 中心医院(东院区)."""
    return tuple(text for text in BRACKETS.findall(search_key(name)) if BRANCH.search(text))


def taken_apart(place: ComparedPlace) -> ParsedPlace:
    own = core(place.name, place.prefixes)
    own = own._replace(branches=(*own.branches, *branch_of(place.name)))
    others = [core(name, place.prefixes) for name in (*place.aliases, *bracketed(place.name))]
    address = search_key(place.address)
    for name, _code in sorted(place.prefixes, key=lambda pair: -len(pair[0])):
        if len(name) > 2:
            address = address.removeprefix(name)
    return ParsedPlace(place, own, (own, *others), ADDRESS_NOISE.sub("", address))


def bigrams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def alike(one: str, other: str) -> float:
    """The Dice coefficient of the bigrams of two texts, from 0 to 1."""
    a, b = bigrams(one), bigrams(other)
    return 2 * len(a & b) / (len(a) + len(b))


def is_slip(one: str, other: str) -> bool:
    """Whether two texts differ in one character, as by a slip of the pen; short ones are too often different names."""
    return len(one) == len(other) > 3 and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def is_near(one: ParsedPlace, other: ParsedPlace) -> bool:
    here, there = one.place.position, other.place.position
    return bool(here and there) and max(abs(here[0] - there[0]), abs(here[1] - there[1])) < CLOSE  # type: ignore[index]


def compare(one: ParsedPlace, other: ParsedPlace) -> Likeness:
    evidence = tuple(evidence_of(one, other))
    return Likeness(one.place.key, other.place.key, evidence, tuple(vetoes_of(one, other)) if evidence else ())


def evidence_of(one: ParsedPlace, other: ParsedPlace) -> Iterator[tuple[str, str]]:
    """What speaks for one place, strongest first; what many share counts beside a name that is alike only."""
    likeness = max(alike(a.text, b.text) for a in one.cores for b in other.cores)
    if shared := set(one.place.codes) & set(other.place.codes):
        yield CODE, sorted(shared)[0][1]
    if nested(one.place.region, other.place.region):
        if one.own.text == other.own.text:
            yield NAME, one.own.text
        elif {each.text for each in one.cores} & {each.text for each in other.cores}:
            yield ALIAS, sorted({each.text for each in one.cores} & {each.text for each in other.cores})[0]
    same_city = one.place.region // 100 == other.place.region // 100
    phones, is_address = one.place.phones & other.place.phones, bool(one.address) and one.address == other.address
    if not same_city or not (likeness >= ALIKE or (phones and is_address and is_slip(one.own.text, other.own.text))):
        return
    # One of them alone is shared by neighbours with names that are half alike.
    if phones and (likeness >= VERY_ALIKE or is_address):
        yield PHONE, sorted(phones)[0]
    if is_address and len(one.address) > 3 and (likeness >= VERY_ALIKE or phones):
        yield ADDRESS, one.place.address
    if likeness >= VERY_ALIKE and is_near(one, other):
        yield NEAR, ""


def vetoes_of(one: ParsedPlace, other: ParsedPlace) -> Iterator[str]:
    """What rules out that they are one."""
    a, b = one.own, other.own
    yield from campuses(one.place, other.place)
    if agreed := agree_on_name(one, other):
        a, b = agreed
    if one.own.branches != other.own.branches:
        yield f"分院不同：{'、'.join(one.own.branches) or '无'} / {'、'.join(other.own.branches) or '无'}"
    if one.insured & other.insured:  # a place has one such code, whatever it is called; a firm's covers all its places
        return
    if a.ordinals != b.ordinals:
        yield f"序号不同：{'、'.join(a.ordinals) or '无'} / {'、'.join(b.ordinals) or '无'}"
    if a.special != b.special:
        yield f"种类不同：{'、'.join(sorted(a.special ^ b.special))}"
    if a.region and b.region and a.region != b.region:
        yield "名称里的地区不同"
    for name, code in one.place.codes:
        if any(name == its and code != another for its, another in other.place.codes):
            yield "编码不同"


def campuses(one: ComparedPlace, other: ComparedPlace) -> Iterator[str]:
    if one.parent == other.key or other.parent == one.key:
        yield "一个是另一个的院区"
    elif one.parent and one.parent == other.parent:
        yield "同一医院的两个院区"


def agree_on_name(one: ParsedPlace, other: ParsedPlace) -> tuple[Core, Core] | None:
    """The two names under which they are the same, where that is not both their own."""
    return next(((a, b) for a in one.cores for b in other.cores if a.text == b.text), None)


def likenesses(places: Iterable[ComparedPlace]) -> Iterator[Likeness]:
    """Every pair of places with evidence that they are one, each once; those with vetoes are included."""
    taken = [taken_apart(place) for place in places]
    seen: set[tuple[int, int]] = set()
    for group in blocks(taken).values():
        if len(group) > FULLEST:
            continue
        for a, b in combinations(group, 2):
            pair = (min(a, b), max(a, b))
            if a == b or pair in seen:
                continue
            seen.add(pair)
            found = compare(taken[pair[0]], taken[pair[1]])
            if found.evidence:
                yield found


def blocks(taken: list[ParsedPlace]) -> Mapping[tuple[str, ...], list[int]]:
    """Blocking: key → indices of the places that share it. Each place is in several blocks.

    Cells of positions overlap (each place is in its own and in three next to it), so that two places within ``CLOSE``
    share one, wherever the borders lie.
    """
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, each in enumerate(taken):
        city = str(each.place.region // 100)
        keys = {(CODE, name, code) for name, code in each.place.codes}
        keys |= {(PHONE, city, phone) for phone in each.place.phones}
        keys |= {(NAME, city, one.text) for one in each.cores}
        keys |= {(ADDRESS, city, each.address)} if len(each.address) > 3 else set()
        if each.place.region % 100 == 0:  # of a city or province: against all that lies in it
            keys |= {(NAME, str(each.place.region // 10000), one.text) for one in each.cores}
        if each.place.position:
            lat, lon = (int(angle / CLOSE / 2) for angle in each.place.position)
            keys |= {(NEAR, str(lat + x), str(lon + y)) for x in (0, 1) for y in (0, 1)}
        for key in keys:
            found[key].append(at)
    return found
