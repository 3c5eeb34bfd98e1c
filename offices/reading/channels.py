"""A text → proposals about channels: apps, mini-programs, sites, counters, and what is done through them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from directory.core.reading import vocabulary
from directory.core.reading.passage import PLACEHOLDER, Passage
from directory.core.reading.proposals import Proposal, Scope, Target

from .services import FoundService, about_treatment, services_in, topic

APP, MINI, ACCOUNT, SITE, PHONE, WINDOW, BANK, COMMUNITY, HOSPITAL, OTHER = (
    "手机应用",
    "小程序",
    "公众号",
    "网站",
    "电话",
    "现场窗口",
    "银行",
    "社区 (村) 代办",
    "定点医药机构",
    "其他",
)
LOCAL = r"(?:(?:您)?所在地?区?的?|当地的?|各地的?|本地的?|参保地的?|户籍地的?|居住地的?|邻近的?|区县的?)*"
# How texts call what every place has → the name by which the directory has it, and its kind.
COMMON: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (name, kind, re.compile(pattern))
    for name, kind, pattern in (
        (
            "当地医保局官网",
            SITE,
            LOCAL + r"(?:医疗保障局|医保局|医保(?:公共)?服务平台|医保公共服务平台)\)?(?:的)?(?:官方网站|官网|"
            r"网站)|当地医保公共服务平台|各地医保局官方网站",
        ),
        (
            "当地社保(人社)官网",
            SITE,
            LOCAL + r"(?:社会保险(?:公共)?服务平台|社会保险公共服务平台|社保(?:局)?(?:官网|网站|官方平台)|"
            r"人社局官网|(?:人力资源和社会保障局|"
            r"人社局)[^,。;]{0,12}(?:官网|网站)|社保官网)",
        ),
        ("当地政务服务平台", SITE, r"(?:一些)?政务(?:服务)?(?:网|平台|APP|App)|一网通办"),
        ("当地税务缴费平台", MINI, LOCAL + r"税务(?:部门)?(?:或社保)?(?:官方)?(?:平台|小程序)|税务端|社保小程序"),
        ("电子税务局", SITE, r"电子税务局"),
        (
            "当地医保部门APP",
            APP,
            r"(?:医保部门)?官方(?:医保)?(?:手机)?(?:APP|App|app|应用)|官方医保手机应用|手机(?:APP|App|app)(?:查询)?|"
            r"医保局发布的官方APP|手机应用查询|(?<=[/、,(])APP(?=[、,/)])",
        ),
        ("当地医保公众号", ACCOUNT, r"(?:医保局?(?:的)?)?微信公众号|官方微信|医保公众号"),
        (
            "当地医保小程序",
            MINI,
            LOCAL + r"(?:城乡居民)?医保(?:微信|支付宝)?小程序|微信/支付宝小程序|(?<=[、,/])小程序(?=[)、,])|"
            r"[“\"]XX[^”\"]{0,8}[”\"]小程序",
        ),
        ("微信城市服务", OTHER, r"微信(?!公众号|小程序|/支付宝小程序)"),
        ("支付宝", APP, r"支付宝(?!小程序)(?:APP|App)?"),
        (
            "当地医保部门电话",
            PHONE,
            r"电话(?:咨询|查询)|(?:拨打|致电)[^,。;]{0,8}(?:医保|咨询)(?:电话|热线)|咨询当地医保部门|"
            r"医保(?:服务)?(?:热线|电话)",
        ),
        (
            "参保地医保经办窗口",
            WINDOW,
            LOCAL + r"(?:医保经办机构|医保服务大厅|医保局窗口|医疗保障局窗口|医保经办窗口|医保窗口|经办机构|"
            r"医保局办理|医保大厅|医疗保险经办机构)|线下(?:医保经办机构|窗口)",
        ),
        (
            "社保经办窗口",
            WINDOW,
            LOCAL + r"(?:社保局(?:窗口)?|社保中心(?:稽核科)?|社保部门|社保经办(?:窗口|机构)|"
            r"医保中心(?=申请))(?!官网|网站|效率)",
        ),
        ("办税服务厅", WINDOW, r"办税服务厅|税务大厅|(?:到|去|前往|在)[\u4e00-\u9fff]{0,4}税务局|税务(?:服务)?窗口"),
        ("银行柜台", BANK, r"银行(?:柜台|网点|窗口)|(?:直接)?到银行缴纳?(?:现金)?"),
        ("银行代扣", BANK, r"银行(?:代扣(?:代缴)?|批扣)|代扣代缴|代扣协议|委托银行代扣"),
        (
            "社区(村)委会代收点",
            COMMUNITY,
            r"社区代[办缴]|代收点|社区(?:\(村\)|[、和/或]?村)?(?:居)?委会|村(?:居)?委会|居委会|"
            r"社区[或、](?:基层|"
            r"村)[^,。;]{0,10}(?:服务点|服务站)|基层医保服务点|线下服务点|社区服务(?:站|中心)代",
        ),
        ("医院医保窗口", HOSPITAL, r"医院(?:的)?医保(?:窗口|办|科)|定点医院医保办"),
        (
            "定点医院和药店",
            HOSPITAL,
            r"定点(?:医疗机构|医药机构|医院|药店)(?=[^,。;]{0,16}(?:结算|查询|就诊|:|刷|备案|办理|直接|购药))",
        ),
        ("医院官网", SITE, r"医院(?:官方)?(?:官网|网站)"),
        ("用人单位代办", OTHER, r"(?:由)?(?:用人)?单位(?:代办|统一(?:办理|申请|申报)|申请|提交申请|经办)"),
        ("学校代收", OTHER, r"(?:由)?(?:所在)?学校(?:统一)?(?:代收|代缴|收取|组织)"),
        ("劳动保障部门", WINDOW, r"劳动保障(?:监察|行政)?部门|劳动监察"),
    )
)
QUOTED = re.compile(
    r"[“\"「『]\s{0,3}(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,20}?)\s{0,3}(?P<inner>APP|App|app|小程序|"
    r"公众号)?[”\"」』]\s{0,3}(?:(?P<platform>微信|支付宝|微信/支付宝|微信和支付宝)\s{0,3})?(?P<kind>APP|App|app|小程序|"
    r"公众号|服务号|官网|网站|平台|客户端|手机应用|应用)"
)
BARE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,10}?)(?:手机)?(?P<kind>APP|App|app|微信小程序|支付宝小程序|小程序|微信公众号|公众号)"
)
# 微信公众号“湘税社保”: the kind stands before the name.
CALLED = re.compile(
    r"(?:(?P<platform>微信|支付宝)\s{0,3})?(?P<kind>公众号|服务号|小程序|APP|App|"
    r"app)\s{0,3}[“\"「『](?P<name>[\u4e00-\u9fffA-Za-z0-9]{3,20})[”\"」』]"
)
NO_CHANNEL = frozenset(
    {"官方", "手机", "城市服务", "市民中心", "信息查询", "个人办事", "查询管理", "异地就医", "异地备案", "家庭共济"}
)
KIND_OF = {
    "app": APP,
    "小程序": MINI,
    "微信小程序": MINI,
    "支付宝小程序": MINI,
    "公众号": ACCOUNT,
    "微信公众号": ACCOUNT,
    "服务号": ACCOUNT,
    "官网": SITE,
    "网站": SITE,
    "平台": SITE,
    "客户端": APP,
    "手机应用": APP,
    "应用": APP,
}
KIND_BEHIND = re.compile(
    r"[”\"」』:]?\s{0,3}(?:微信/?支付宝|微信|支付宝)?\s{0,3}(?P<kind>APP|App|app|小程序|公众号|网站|官网|客户端)"
)
NOT_A_NAME = re.compile(
    r"官方|手机|当地|所在地|通过|下载|使用|可在|微信$|支付宝$|政务$|税务$|社保$|医保$|相应|"
    r"对应|对应城市|有关|关注|打开|登录|进入|搜索|部分|各|该|此|本市|本|或|和|及|等|的|"
    r"银行$|社区|线上|平台|小程序|公众号|XX|专用|一些|其他|常用|第三方|掌上$|智慧$|的"
)
ARROW = re.compile(
    r"[「“\"]?[\u4e00-\u9fffA-Za-z()0-9（）]{1,24}[」”\"]?(?:\([^()]{1,12}\))?(?:\s{0,3}(?:→|->|➔|"
    r"—>|>|＞|-(?=[「“\"]))\s{0,3}[^→>,。;\n➔]{1,30}){1,12}"
)
STEPS_IN = re.compile(
    r"(?:进入|选择|点击|找到|打开|点选|点|"
    r"在)[^,。;“\"「]{0,8}[“\"「](?P<step>[^”\"」]{2,30})[”\"」](?:\s{0,3}或\s{0,3}[“\"「](?P<or>[^”\"」]{2,30})[”\"」])?|"
    r"[“\"「](?P<tail>[^”\"」]{2,24})[”\"」](?:模块|功能|栏目|板块|服务|页面|入口|频道)|"
    r"(?P<plain>城市服务|市民中心)(?=中|功能|[,，”\"]|→)"
)
QUOTED_PATH = re.compile(
    r"[“\"「]([\u4e00-\u9fffA-Za-z]{2,12}(?:\s{0,3}[-—>＞→]\s{0,3}[\u4e00-\u9fffA-Za-z()]{2,16}){1,8})[”\"」]"
)
PLATFORM = re.compile(r"微信|支付宝")
SaidPath = tuple[str, int, int]  # the taps, and from where to where the text says them


class FoundChannel(NamedTuple):
    """A channel where the text names it."""

    start: int
    end: int
    target: Target
    kind: str
    platform: str
    common: bool


def read_channels(passage: Passage) -> Iterator[Proposal]:
    found = channels(passage)
    about = topic(passage)
    if about and about_treatment(passage, about):
        about = next(iter(services_in(passage, 0, len(passage.plain), only="就医信息查询")), None)
    pathed: set[Target] = set()
    for at, channel in enumerate(found):
        until = found[at + 1].start if at + 1 < len(found) else len(passage.plain)
        for one in one_channel(passage, channel, about, until):
            if one.field != "menu_paths" or one.target not in pathed:
                pathed.update([one.target] if one.field == "menu_paths" else [])
                yield one


def channels(passage: Passage) -> list[FoundChannel]:
    """Every channel that the text names, in order; those of the directory before patterns."""
    found = [*known(passage), *quoted(passage), *sorted(common(passage), key=lambda one: one.start - one.end)]
    kept: list[FoundChannel] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept)


def known(passage: Passage) -> Iterator[FoundChannel]:
    generic = {name for name, _kind, _pattern in COMMON}
    for word in passage.of_kind("channel"):
        if word.meaning.name in generic:
            continue
        kind = KIND_BEHIND.match(passage.plain, word.end)
        named = re.search(r"APP$|app$", word.text)
        label = KIND_OF[kind["kind"].lower()] if kind else APP if named else ""
        platform = PLATFORM.search(kind[0]) if kind else None
        before = passage.plain[max(0, word.start - 6) : word.start]
        platform = platform or PLATFORM.search(before)
        yield FoundChannel(word.start, word.end, passage.target(word), label, platform[0] if platform else "", False)


def quoted(passage: Passage) -> Iterator[FoundChannel]:
    for found in (*QUOTED.finditer(passage.plain), *CALLED.finditer(passage.plain), *BARE.finditer(passage.plain)):
        name = found["name"]
        start = found.start("name")
        is_bare = found.re is BARE
        if is_bare:
            cut = re.match(
                r".*(?:通过|下载|使用|打开|登录|进入|搜索|关注|可在|或|和|及|与|到|在|用|的|上|如|注册|并|以)(?=.{2})",
                name,
            )
            if cut:
                name, start = name[cut.end() :], start + cut.end()
        if PLACEHOLDER.search(name) or len(name) < 3 or (NOT_A_NAME.search(name) if is_bare else name in NO_CHANNEL):
            continue
        if any(word.start <= start < word.end for word in passage.places) or re.search("[院医]$", name):
            continue  # 公众号“阜新二院”: what the hospital has is told with the hospital
        kind = KIND_OF[found["kind"].lower()]
        end = found.end("name")
        platform = PLATFORM.search(found[0])
        yield FoundChannel(start, end, resolved(name, kind), kind, platform[0] if platform else "", False)


def common(passage: Passage) -> Iterator[FoundChannel]:
    treated = any(name in passage.plain[:200] for name in ("医生", "医师", "哪家医院", "我院", "本院"))
    for name, kind, pattern in COMMON:
        if treated and name in ("当地医保部门电话", "当地医保公众号"):
            continue
        for found in pattern.finditer(passage.plain):
            platform = "微信" if name == "当地医保公众号" else ""
            if name == "当地医保小程序":
                near = PLATFORM.findall(passage.plain[max(0, found.start() - 16) : found.end() + 4])
                platform = "、".join(dict.fromkeys(near))
            yield FoundChannel(found.start(), found.end(), resolved(name, kind), kind, platform, True)


def resolved(name: str, kind: str) -> Target:
    """The directory's channel of this name, else a new one."""
    for word in vocabulary.terms().find(name):
        if word.meaning.kind == "channel" and word.end - word.start >= len(name) - 1:
            return Target("channel", word.meaning.slug, word.meaning.name)
    return Target("channel", "", name, (("channel_kind", kind),))


def one_channel(passage: Passage, channel: FoundChannel, about: FoundService | None, until: int) -> Iterator[Proposal]:
    target, start, end = channel.target, channel.start, channel.end
    if not target.slug:
        yield from passage.propose(target, "name", target.name, start, end, rule="channel.name")
    words = passage.plain[start : end + 10]
    if channel.kind and channel.kind != OTHER and says_kind(channel, words):
        label = KIND_BEHIND.match(passage.plain, end)
        stop = label.end("kind") if label and not channel.common else end
        yield from passage.propose(target, "channel_kind", channel.kind, start, stop, rule="channel.kind")
    if channel.platform:
        at = passage.plain.find(channel.platform.split("、")[0], max(0, start - 20))
        at = at if 0 <= at < end + 8 else start
        stop = at + len(channel.platform.split("、")[0]) if at != start else end
        yield from passage.propose(target, "platform", channel.platform, at, stop, rule="channel.platform")
    elif target.name == "微信城市服务" and re.search(r"城市服务|服务|→|中", passage.plain[end : end + 24]):
        yield from passage.propose(target, "platform", "微信", start, end, rule="channel.platform")
    yield from regions(passage, channel)
    yield from served(passage, channel, about)
    yield from paths(passage, channel, until)


# What must be said for a kind to be stated: 支付宝 alone does not say that it is an app.
SIGNS = {
    APP: re.compile("APP|应用|客户端", re.IGNORECASE),
    MINI: re.compile("小程序"),
    ACCOUNT: re.compile("公众号|官方微信|服务号"),
    SITE: re.compile("官网|网站|网页|网厅"),
    PHONE: re.compile("电话|热线"),
    WINDOW: re.compile("窗口|大厅|办理"),
    BANK: re.compile("银行"),
    COMMUNITY: re.compile("社区|村|居委"),
    HOSPITAL: re.compile("定点|医院"),
}


def says_kind(channel: FoundChannel, words: str) -> bool:
    sign = SIGNS.get(channel.kind)
    reach = words if not channel.common else words[: channel.end - channel.start + 4]
    return sign is None or bool(sign.search(reach))


def regions(passage: Passage, channel: FoundChannel) -> Iterator[Proposal]:
    mention = passage.region
    titled = mention and passage.source.title.holds(mention.start, mention.end)
    about_health = any(
        word.meaning.kind == "symptom" for word in passage.terms if word.start < passage.source.title.end
    )
    if (
        mention
        and titled
        and not about_health
        and not channel.common
        and channel.target.name not in ("国家医保服务平台", "支付宝", "微信城市服务")
    ):
        yield from passage.propose(
            channel.target,
            "region",
            mention.region.name,
            mention.start,
            mention.end,
            rule="channel.region",
            around=True,
        )


def served(passage: Passage, channel: FoundChannel, about: FoundService | None) -> Iterator[Proposal]:
    """What is done through it: the services of its sentence that its words lead to, else what the text is about."""
    clause = passage.source.clause(channel.start)
    inside = [one for one in services_in(passage, clause.start, clause.end) if one.start >= channel.start - 12]
    own = [about] if about else inside[:1]
    if (
        about
        and inside
        and inside[0].slug != about.slug
        and inside[0].name != "缴费"
        and about.name in ("缴费", "缴费查询")
    ):
        own.append(inside[0])
    for service in own:
        yield from passage.propose(
            channel.target, "services", service.name, service.start, service.end, rule="channel.service"
        )


def paths(passage: Passage, channel: FoundChannel, until: int) -> Iterator[Proposal]:
    """The taps that follow it: an arrowed path, or the quoted names of its modules in order."""
    said = arrowed_path(passage, channel) or quoted_path(passage, channel) or told_path(passage, channel, until)
    if said:
        path, start, end = said
        scope = here(passage, channel)
        yield from passage.propose(channel.target, "menu_paths", path, start, end, rule="channel.path", scope=scope)


def arrowed_path(passage: Passage, channel: FoundChannel) -> SaidPath | None:
    arrowed = ARROW.search(passage.plain, channel.start, min(len(passage.plain), channel.end + 240))
    if arrowed is None:
        return None
    between = passage.plain[channel.end : arrowed.start()]
    before = passage.plain[max(0, arrowed.start() - 6) : arrowed.start()]
    is_flow = re.search(
        r"(?:流程|步骤|程序)\s{0,3}:\s{0,3}$", before + (":" if re.match("流程|步骤|程序", arrowed[0]) else "")
    )
    if is_flow or len(between) >= 40 or "\n" in between:
        return None
    return path_of(arrowed[0]), arrowed.start(), arrowed.end()


def quoted_path(passage: Passage, channel: FoundChannel) -> SaidPath | None:
    quoted = QUOTED_PATH.search(passage.plain, channel.end, channel.end + 60)
    return (path_of(quoted[1]), quoted.start(1), quoted.end(1)) if quoted else None


def told_path(passage: Passage, channel: FoundChannel, until: int) -> SaidPath | None:
    steps = list(STEPS_IN.finditer(passage.plain, channel.end, min(until, channel.end + 160)))
    steps = [step for step in steps if passage.plain[channel.end : step.start()].count("。") <= 2]
    if not steps or steps[0].start() - channel.end >= 60:
        return None
    names = [step["step"] or step["tail"] or step["plain"] for step in steps]
    shown = [f"{name} (或 {step['or']})" if step["or"] else name for name, step in zip(names, steps, strict=True)]
    return " → ".join(dict.fromkeys(shown)), steps[0].start(), steps[-1].end()


def here(passage: Passage, channel: FoundChannel) -> Scope:
    """A national platform's path, told for one region, holds there alone."""
    national = channel.target.name in ("微信城市服务", "支付宝")
    return Scope(region=passage.region.region.code if passage.region else None) if national else Scope()


def path_of(words: str) -> str:
    parts = re.split(r"\s{0,3}(?:→|->|➔|—>|>|＞|—|-)\s{0,3}", words)
    return " → ".join(
        re.sub(r"^(?:打开|点击|进入|选择|找到|滑动找到|底部|首页进入)+|[「」“”\"]", "", part).strip()
        for part in parts
        if part.strip()
    )
