"""Names of places in a text: those that the directory has, and new ones by the words that such names end with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .passage import Passage
from .proposals import Proposal, Target
from .regions import RegionMatch

# Where a name cannot reach back over: verbs, prepositions and conjunctions before a name.
BEFORE = re.compile(
    r".*(?:位于|前往|选择|推荐|建议|首选|优先|就诊于|转至|转到|包括|分别是|分别为|还是|或者|"
    r"以及|来到|咨询|联系|拨打|致电|登录|关注|经由|通过|"
    r"地址|名称|简称|原名|曾用名|更名为|改名为|挂牌|归属|隶属于?|属于|是指|作为|关于|根据|"
    r"按照|持|凭|请到|可到|可去|到|在|去|于|和|与|或|及|由|向|对|为|是|从|的|经|至|叫)(?=.{3})"
)
# What is no name although it ends like one: 这两家医院, 去哪家医院, 异地就医医院.
NO_NAME = re.compile(
    r"\d{3}|举报|投诉|^专业|中西医结合医院$|^中医(?:医)?院$|[这那哪您我他她们了吗的]|"
    r"[一二两三几多\d]家|以[下上]|上述|本地|外地|如果|位三|"
    r"如[一二三]|出现|就医医院|^有|^如|^若|^在|^该|^此|^具备|^拥有|^到|^去|^所|^各|^其他|^任何|\d位"
)
LOCATED = re.compile(r"(?:地址|位于|设在|设于|地处|坐落于)\s*[::为]?\s*$")
GENERIC = re.compile(
    r"^(?:(?:城镇|城乡|职工|居民|参保|基本|所有|各级|各类|各地|各|本|该|这家|那家|一家|两家|几家|多家|某|当地|所在地的?|户籍地|参保地的?|"
    r"就医地|居住地|附近|邻近|基层|大型|一般|普通|其他|其它|相关|有关|"
    r"正规|公立|私立|民营|民办|国有|定点|非定点|联网|异地|本地|外地|省内|省外|市内|县级|市级|"
    r"省级|区县|县区|综合性?|专科|专业|权威|知名|三甲|二甲|三级|二级|一级|甲等|乙等|医疗|医保|"
    r"社保|"
    r"社区|乡镇|村|全市|全县|全省|国家|地方|上级|下级|主管|全国|我们|你们|贵|总|分|新|老|儿童|"
    r"妇产|中医|西医|骨科|城区|主城区|市区|开通|跨省|"
    r"指定|签约|对口|就近的?|当天|首诊|转诊|收治|住院|出具|开具)+)?"
)


MOST = 100  # new places in one piece of text


class PlaceMention(NamedTuple):
    """A place that the text names; ``slug`` is empty where the directory does not have it."""

    start: int
    end: int
    target: Target


def known_and_new(passage: Passage, kind: str, endings: str, *, least: int = 4) -> list[PlaceMention]:
    """The places of a kind, in order: by the directory's names and, where none stands, by these endings."""
    known = [PlaceMention(word.start, word.end, passage.target(word)) for word in passage.of_kind(kind)]
    taken = [(word.start, word.end) for word in passage.places]
    fresh = [
        place
        for place in by_ending(passage, kind, endings, least)
        if not any(place.start < end and start < place.end for start, end in taken)
    ]
    fresh = fresh[:MOST]
    named = {place.target.name: place.target for place in fresh}
    # 县中医院 stands for 罗山县中医院, once the whole name was said.
    return sorted([*known, *(PlaceMention(one.start, one.end, whole(one.target, named.values())) for one in fresh)])


def first_mentions(places: Iterable[PlaceMention]) -> list[PlaceMention]:
    """Where each target is named first."""
    found: dict[Target, PlaceMention] = {}
    for place in places:
        found.setdefault(place.target, place)
    return list(found.values())


def identity(
    passage: Passage, place: PlaceMention, rule: str, *, beside: RegionMatch | None = None, around: bool = False
) -> Iterator[Proposal]:
    """The name of what is new, and the region that its name contains, else the one ``beside`` it."""
    if not place.target.slug:
        yield from passage.propose(place.target, "name", place.target.name, place.start, place.end, rule=f"{rule}.name")
    inside = [one for one in passage.regions if place.start <= one.start < place.end]
    if mention := inside[0] if inside else beside:
        yield from passage.propose(
            place.target, "region", mention.region.name, mention.start, mention.end, rule=f"{rule}.region", around=around,
        )  # fmt: skip


def whole(target: Target, others: Iterable[Target]) -> Target:
    longer = [other for other in others if other.name != target.name and other.name.endswith(target.name)]
    return longer[0] if len(longer) == 1 else target


def by_ending(passage: Passage, kind: str, endings: str, least: int) -> Iterable[PlaceMention]:
    plain = passage.plain
    for found in re.finditer(rf"(?:{endings})(?![\u4e00-\u9fff]?(?:院区|分院)(?!\w))", plain):
        begin = name_start(passage, found.start(), found.end())
        name = plain[begin : found.end()]
        stem = plain[begin : found.start()]
        if NO_NAME.search(name) or LOCATED.search(plain[max(0, begin - 8) : begin]):
            continue
        region = next((one for one in passage.all_regions if one.start == begin), None)
        stem = plain[region.end if region else begin : found.start()]
        bare = (
            region is not None
            and not stem
            and (region.region.name == plain[region.start : region.end] or len(found[0]) > 2)
        )
        if len(name) < least or not (bare or re.search(r"[\u4e00-\u9fff]", GENERIC.sub("", stem, count=1))):
            continue
        yield PlaceMention(begin, found.end(), Target(kind, "", name))


def name_start(passage: Passage, end: int, over: int) -> int:
    """Where a name that ends here begins: at the region it starts with, else at the clause or behind a verb."""
    plain = passage.plain
    run = re.search(r"[\u4e00-\u9fffA-Za-z0-9()]{0,24}$", plain[max(0, end - 24) : end])
    begin = end - len(run[0]) if run else end
    opened = plain[begin:over].rfind("(")
    if opened >= 0 and plain.count("(", begin, over) > plain.count(")", begin, over):
        begin += opened + 1
    elif ")" in plain[begin:end]:
        begin = plain.rfind(")", begin, end) + 1
    regions = [one for one in passage.all_regions if begin <= one.start and one.end <= over and one.start < end]
    if regions:
        first = next((one for one in regions if not BEFORE.match(plain[one.end : end])), None)
        if first:
            return first.start
    found = BEFORE.match(plain[begin : end + 3])
    return begin + found.end() if found and begin + found.end() <= end else begin
