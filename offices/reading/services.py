"""Which service a text speaks of: by the names and aliases of the directory's, and by how people ask for it."""

from __future__ import annotations

import re
from typing import NamedTuple

from directory.core.reading import vocabulary
from directory.core.reading.passage import Passage

# In this order: what is named first is more special than what follows. The names are those of the national list or their aliases.
CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("家庭共济", r"家庭共济|(?:给|为|替)家(?:人|庭成员)[\u4e00-\u9fff]{0,6}(?:缴|交|代缴)"),
        ("参保人员个人账户一次性支取", r"提现|取现|(?:个人账户|账户余额)[\u4e00-\u9fff]{0,4}(?:支取|提取)|一次性支取"),
        (
            "缴费查询",
            r"(?:查|核实|确认)[^。;\n]{0,14}(?:缴费|缴纳|有没有交|交费|应缴|到账)|"
            r"缴费[^。;\n]{0,8}(?:查询|查不到|查到|查)|缴费记录|清缴查不到",
        ),
        ("异地转诊人员备案", r"转诊|转院|转外就医"),
        (
            "异地就医备案",
            r"异地(?:就医)?(?:登记)?备案|跨省(?:就医)?备案|异地就医|异地(?:住院|看病)|跨(?:省|"
            r"市)(?:使用|就医|备案)|异地备案|免备案|双向互通|算异地",
        ),
        ("转移接续手续办理", r"(?:医保|医疗保险|保险|职工医保|关系|异地|申请)[^。;,\n]{0,8}转移|转移接续|转入|转出"),
        ("生育津贴支付", r"生育津贴"),
        ("断缴补缴", r"断[缴交保]|补[缴交]|续[缴交]|停[缴交]|欠[缴费]|滞纳金|迟交|迟缴"),
        (
            "参保人员参保信息查询",
            r"(?:查|看)[^。;\n]{0,10}(?:参保|医保(?:信息|状态|余额)?|账户余额|个人账户)|参保(?:状态|"
            r"信息)(?:查询)?|医保查询|余额查询|"
            r"查看自己有没有|暂停参保|显示城乡医保|医保[^。;\n]{0,8}在哪里(?:查|看)",
        ),
        ("缴费", r"参保缴费|缴费(?:通知|标准|公告|时间|须知)|集中(?:缴费|征缴)|征缴"),
        ("城乡居民参保登记", r"(?:居民|新生儿|婴儿|儿童|少儿|学生)[^。;,\n]{0,12}(?:参保|登记)"),
        ("职工参保登记", r"(?:灵活就业|职工)[^。;,\n]{0,12}(?:参保|登记|办理|单独(?:交|缴))|只买灵活就业"),
        ("门诊慢特病病种待遇认定", r"慢(?:特)?病[^。;,\n]{0,8}(?:认定|申请|办理|备案)|门慢|门特"),
        (
            "医药费用手工（零星）报销",
            r"手工报销|零星报销|报销时限|医保[^。;,\n]{0,6}报销(?=所需|$|吗|的?材料|流程)|(?:费用|医药费|"
            r"医疗费)[^。;,\n]{0,4}报销(?:时限|材料|手续|申请)|报销(?:所需)?(?:材料|时限|手续|办理)|费用报销",
        ),
        ("医保码使用", r"医保码|电子凭证|医保电子"),
        ("投诉举报", r"投诉|举报|申诉|维权"),
        ("就医信息查询", r"预约(?:挂号)?|挂号|约号|医生查询|查医生|联系方式查询|查找医生|坐诊时间"),
        ("医疗救助对象待遇", r"医疗救助"),
        ("缴费", r"缴费|交费|交一年|续交|每月交|缴纳|代扣|代缴|扫码付|清缴|交钱|交多少"),
        ("城乡居民参保登记", r"参保登记|办理参保|参保手续"),
    )
)
DOING = re.compile(r"办理|申请|携带|带[^,。]{0,12}到|材料|怎么办")
TOPICS = re.compile(
    r"拨打|受理|材料|办理|流程|怎么|如何|怎样|步骤|手续|指南|渠道|方式|途径|申请|登录|查询|窗口|需要|提供|携带|到账|须知|通知"
)
OPENING, OPENING_LENGTH = 6, 160  # sentences after the title, and characters of each, that tell what a text is about
PLAIN_ENROLMENT = "城乡居民参保登记"  # of a text that names employees only it is theirs
# Whoever asks where his insurance can be seen may mean whether he has paid.
VAGUE, PLAIN = frozenset({"参保人员参保信息查询"}), frozenset({"缴费查询"})


class FoundService(NamedTuple):
    """A service that the text speaks of, with the words that say so."""

    name: str  # as the text's readers say it: the list's name or the cue's
    slug: str
    start: int
    end: int


def service_named(name: str) -> tuple[str, str]:
    """(slug, name) of the directory's service of this name or alias."""
    for word in vocabulary.terms().find(name):
        if word.meaning.kind == "service" and word.end - word.start == len(name):
            return word.meaning.slug, word.meaning.name
    return "", name


def services_in(passage: Passage, start: int, end: int, only: str = "") -> list[FoundService]:
    """Each service once, in the order of their weight; a cue inside another's words says nothing more."""
    found: list[FoundService] = []
    employees = bool(re.search("灵活就业|职工医保", passage.plain)) and "居民" not in passage.plain
    for cue, pattern in CUES:
        if only and cue != only:
            continue
        match = pattern.search(passage.plain, start, end)
        if match and not any(one.start <= match.start() and match.end() <= one.end for one in found):
            name = "职工参保登记" if employees and cue == PLAIN_ENROLMENT else cue
            slug, full = service_named(name)
            if not any(one.slug == slug and slug for one in found):
                found.append(FoundService(full if slug else name, slug, match.start(), match.end()))
    return found


def topic(passage: Passage) -> FoundService | None:
    """What the text is about: the service of its title, else of what follows. A vague one yields to a plain one there."""
    title = passage.source.title
    found = services_in(passage, title.start, title.end)
    following = [piece for piece in passage.source.sentences if piece.start >= title.end][:OPENING]
    after = [
        one
        for piece in following
        for one in services_in(passage, piece.start, min(piece.end, piece.start + OPENING_LENGTH))
    ]
    paid = next((one for one in after if one.name in PLAIN), None)
    if found and found[0].name in VAGUE and paid and not re.search("参保|参加", passage.plain[title.end : paid.start]):
        return paid
    doing = [
        one
        for piece in following
        if DOING.search(passage.source.of(piece))
        for one in services_in(passage, piece.start, piece.end)
    ]
    return next(iter(found or doing or after), None)


def about_treatment(passage: Passage, service: FoundService) -> bool:
    """Whether the text is about where to be treated: what it says of insurance there is said in passing."""
    title = passage.source.title
    named = [word for word in (*passage.terms, *passage.places) if title.holds(word.start, word.end)]
    return service.name != "就医信息查询" and any(word.meaning.kind in ("symptom", "hospital") for word in named)
