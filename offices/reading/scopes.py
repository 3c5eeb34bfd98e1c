"""For whom a rule of a text holds: scheme, people, level of the hospital, by the words nearest to its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from directory.core.reading.passage import Passage

GROUP = re.compile(
    r"在职职工|在职人员|退休职工|退休人员|省直(?:参保|在职|退休)?(?:人员|职工)?|机关事业单位|其他单位|用人单位职工|灵活就业人员|"
    r"(?:在徐?[\u4e00-\u9fff]{0,4}高校(?:就读)?的?)?大学生|高校学生|"
    r"普通居民|新生儿(?:及婴幼儿)?|婴幼儿|未成年人|学生儿童|中小学生|少年儿童|儿童|低保对象|"
    r"特困人员|重度残疾人|困难(?:群体|人群|群众)|低保、?特困(?:人员)?|成年居民|老年居民|"
    r"老年人|60周岁以上|"
    r"\d{1,2}\s{0,3}-\s{0,3}\d{1,2}周岁|未满\d{1,2}周岁|男性|女性|孕产妇|女职工|异地安置(?:退休)?人员|长期居住人员|常驻异地工作人员|"
    r"转诊人员|临时外出就医人员|单位职工|门诊慢病|(?:门诊)?慢性病(?:患者)?|"
    r"错过(?:今年的?)?集中缴费期?的?|断缴人员|断保人员|用人单位|(?<=一般)单位|单位(?=未|缓缴|逾期)|低档|高档|一档|二档|建档立卡|脱贫人口|"
    r"优抚对象|离休人员|军转干部|未参加职工医保的[\u4e00-\u9fff]{2,8}|特殊情况|一般情况|跨省就医|省内(?:异地)?就医"
)
SCHEMES = (
    ("ltc", re.compile(r"长护险|长期护理")),
    ("flexible", re.compile(r"灵活就业|个体工商户|自由职业")),
    ("maternity", re.compile(r"生育(?:保险|险|津贴|医疗)")),
    ("catastrophic", re.compile(r"大病(?:保险|报销|医保)")),
    (
        "resident",
        re.compile(
            r"(?:城乡|城镇)?居民(?:基本)?(?:医保|医疗保险|参保)|城乡居民|新农合|新型农村合作医疗|"
            r"农村(?:合作)?医疗|城乡医保|(?:农村)?居民"
        ),
    ),
    (
        "employee",
        re.compile(
            r"职工(?:基本)?(?:医保|医疗保险|个人账户)|城镇职工|(?:用人)?单位[^,。;]{0,6}缴纳?|"
            r"职工医保|在职职工|(?<!安置)退休(?:职工|人员)|"
            r"机关事业单位"
        ),
    ),
)
LEVEL = re.compile(
    r"(?P<v>[一二三]级(?:及以[上下])?|基层(?:公立)?(?:定点)?(?=医疗|定点|医院|机构)|社区|乡镇(?:卫生院)?|"
    r"村卫生室)(?:公立)?(?:定点)?(?:医疗)?(?:机构|医院|单位|卫生)?"
)
COST = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s{0,3}(?P<u>万元|元|万)(?:\(含\))?\s{0,3}(?P<d>以下|以内|及以下|以上|的部分|至)|"
    r"超过\s{0,3}(?P<m>\d+(?:\.\d+)?)\s{0,3}(?P<w>万元|元|万)"
)


class ScopeWord(NamedTuple):
    """A word of the scope and where it stands."""

    value: str
    start: int
    end: int
    code: str = ""


def scheme_at(passage: Passage, place: int, given: str = "") -> ScopeWord | None:
    """The scheme that holds here: of its clause, before it in its sentence, of the title, else first in the text."""
    sentence, clause, title = passage.source.sentence(place), passage.source.clause(place), passage.source.title
    if given:
        same = [one for one in mentions(passage, 0, len(passage.plain)) if one.code == given]
        before = [one for one in same if one.start <= place]
        return before[-1] if before else same[0] if same else None
    titled = main(mentions(passage, title.start, title.end))
    for found in (
        main(mentions(passage, clause.start, min(clause.end, place + 2))),
        main(mentions(passage, sentence.start, place)),
        titled[:1],
        main(mentions(passage, sentence.start, sentence.end)),
        main(mentions(passage, 0, min(len(passage.plain), 400)))[:1],
    ):
        if found:
            return found[-1]
    return None


def main(found: list[ScopeWord]) -> list[ScopeWord]:
    """Without 大病保险 where another is named beside it: that is one of its benefits."""
    return [one for one in found if one.code != "catastrophic"] or found


def mentions(passage: Passage, start: int, end: int) -> list[ScopeWord]:
    found: list[ScopeWord] = []
    for code, pattern in SCHEMES:
        for match in pattern.finditer(passage.plain, start, end):
            if not any(one.start <= match.start() < one.end for one in found):
                found.append(ScopeWord(match[0], match.start(), match.end(), code))
    return sorted(found, key=lambda one: one.start)


def groups(passage: Passage, start: int, end: int) -> list[ScopeWord]:
    return [ScopeWord(match[0], match.start(), match.end()) for match in GROUP.finditer(passage.plain, start, end)]


def levels(passage: Passage, start: int, end: int) -> list[ScopeWord]:
    return [ScopeWord(match["v"], match.start(), match.end()) for match in LEVEL.finditer(passage.plain, start, end)]


def nearest(found: Sequence[ScopeWord], place: int, reach: int) -> ScopeWord | None:
    before = [one for one in found if one.end <= place and place - one.end <= reach]
    return before[-1] if before else None


def cost_at(passage: Passage, start: int, end: int) -> ScopeWord | None:
    found = list(COST.finditer(passage.plain, start, end))
    return ScopeWord(f"费用 {shown(found[-1])}", found[-1].start(), found[-1].end()) if found else None


def shown(found: re.Match[str]) -> str:
    number, unit = (found["n"] or found["m"]), (found["u"] or found["w"])
    unit = "万元" if unit == "万" else unit
    return f"{number} {unit}{'以上' if found['m'] or found['d'] in ('以上', '的部分') else '以下（含）'}"
