"""Places that a question names and the directory does not have: 北京协和医院, 郑州市医保局. They are said to be missing."""

from __future__ import annotations

import re

from directory.core.index.search_index import kind_of
from directory.core.index.tokens import Term
from directory.search.question.settling import within
from directory.search.question.word import Word
from directory.search.question.words import PLACES, SORTS

from .finding import Hits
from .judging import AROUND, Item
from .links import Link

# What a hospital, an office or another place that people go to is called at its end.
ENDS = re.compile(
    "(?:医院|医疗中心|医学中心|卫生院|卫生服务中心|卫生服务站|卫生室|诊所|门诊部|保健院|妇幼院|医保局|医疗保障局|医保中心|医保办|社保局|社保中心"
    "|[一二三四五六七八九十]院|人社局|税务局|体检中心|疾控中心|急救中心|药店|药房|医务室|国医堂|中医馆)$"
)
NUMBERED = re.compile("([一二三四五六七八九十])院$")
SHORTEST = 2  # characters of a name before such an end: 几级医院, 县医院 are none
# What a name never ends before: it begins after the last of these. 哪家医院, 要马上去医院, 护国路2号是哪家医院.
CUT = re.compile(
    "[哪那这某每各几个家种间些的是有没去到在来找问想要能可不跟或就从向给被把让请该得管住看进送用打办挂选算映诉了吗呢么啊我你他她您们]"
)
BETWEEN = re.compile("(?<=[院局心所站堂])(?:和|与|同|跟|、|还是)")  # two names: 中心医院和矿总医院
# Said before such a word by who has no name in mind: 私人医院, 当地医保局, 跨省联网医院.
NO_NAME = re.compile(
    "(?:[大小好坏老新本别0-9]|其他|另外|私人|私立|公立|民营|正规|当地|本地|外地|附近|周边|定点|三甲|二甲|[一二三]级|甲等|专科|综合|什么|怎么|推荐|基层"
    "|看病|异地|跨省|联网|互通|市里|县里|省里|镇上|村里|社区|乡镇|乡下|镇里|居民|职工|参保|医保|医生|专家|网上|预约|挂号|投诉|举报|综合性|省内|省外|全国|高级|普通"
    "|退休|在职|低保|大学生|学生|灵活就业|新农合|零售|网络|民办|县级|市级|省级|国家|政府|单位|定点医疗|医药|医疗|急诊|门诊|住院|报销)*"
)
# Beside these a kind of place is no place to go to: 江苏三级医院住院报多少.
RULED = frozenset({"scheme", "service", "symptom"})
RULING = frozenset(
    {
        "cost",
        "reimbursement",
        "deadline",
        "years",
        "age",
        "departments",
        "hospitals",
        "materials",
        "steps",
        "time_limit",
    }
)


def missing_from(hits: Hits) -> str:
    """The place that a question names and that is not here, as it was named; else nothing."""
    for name, regions, generic in named_places(hits):
        if generic and (not regions or about_a_rule(hits) or not ENDS.match(name)):
            continue
        if not is_known(name, generic, bool(regions), hits):
            return "".join([*regions, name])
    return ""


def about_a_rule(hits: Hits) -> bool:
    question = hits.wanted.question
    return any(word.sort in RULED for word in question.words) or not RULING.isdisjoint(question.attributes)


def named_places(hits: Hits) -> list[tuple[str, list[str], bool]]:
    """What ends like a place's name: without its regions, these, and whether it says no more than the sort of place."""
    found, words = [], hits.wanted.question.words
    for at, word in enumerate(words):
        named = at and not words[at - 1].senses  # 协和医院腰疼: 医院 asks where to go only beside a symptom alone
        if not (word.sort in ("", "sort") or named) or word.text.isascii() or not ENDS.search(word.text[-6:]):
            continue
        first = at
        while first and may_be_named(words[first - 1]):
            first -= 1
        parts = list(words[first : at + 1])
        while len(parts) > 1 and parts[0].sort != "region" and any(part.sort == "region" for part in parts):
            parts = parts[1:]  # a name begins with its region
        places = [part for part in parts if part.sort == "region"]
        if len(places) == 2 and parts[1] is places[1] and is_a_name_beside(*places):
            places.pop()
        regions = [part.text for part in places]
        rest = "".join(part.text for part in parts if part not in places)
        cut = CUT.split(BETWEEN.split(rest)[-1])[-1]
        if cut != rest and regions:
            regions = []  # 罗山县那个医保局: the region stands for itself
            continue
        end = ENDS.search(cut)
        if end and cut and (regions or NUMBERED.search(cut) or end.start() >= SHORTEST):
            found.append((cut, regions, bool(NO_NAME.fullmatch(cut[: end.start()]))))
    return found


def is_a_name_beside(region: Word, other: Word) -> bool:
    """Whether a county far from the region named before it is the name of something there: 北京同仁医院."""
    outer = [int(code) for code in region.of("region")]
    codes = [int(code) for code in other.of("region")]
    return any(code % 100 for code in codes) and not any(within(code, wide) for code in codes for wide in outer)


def may_be_named(word: Word) -> bool:
    return not word.text.isascii() and word.sort in ("", "region", "department", "sort", "aside", "trait")


def is_known(name: str, generic: bool, in_region: bool, hits: Hits) -> bool:
    """Whether what was found first is that place, or one of the sort in the region."""
    if any(name in link.name and (not in_region or is_a_place(link)) for link in hits.links):
        return True
    places = [item for item in hits.ranked if item.kind in PLACES and item.place.nearness < AROUND]
    if generic:
        question = hits.wanted.question
        tags = [tag for value in question.values("sort") for tag in SORTS[int(value)].tags]
        return any(item.kind in (question.kinds or PLACES) and of_sort(item, tags) for item in places)
    if (short := NUMBERED.search(name)) and any(
        f"第{short[1]}" in row for item in places for row in item.handles.names
    ):
        return True  # 阜新二院 is 阜新市第二人民医院
    term = Term(name)
    return any(item.handles.holds(term) and not is_of_a_branch(name, item) for item in places[:20])


def is_of_a_branch(name: str, item: Item) -> bool:
    """Whether only a branch bears the name, which is another house: 盛京医院阜新医院 is not 盛京医院."""
    names = [row for row in (*item.handles.names, *item.handles.aliases) if name in row]
    return bool(names) and not any(row.endswith(name) for row in names)


def is_a_place(link: Link) -> bool:
    return any(kind_of(key) in PLACES for key in link.keys)


def of_sort(item: Item, tags: list[str]) -> bool:
    """Whether an entry is of the sort that was named: a 医保局 is no hotline."""
    return not tags or not item.handles.tags.isdisjoint(tags)
