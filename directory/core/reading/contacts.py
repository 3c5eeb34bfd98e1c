"""What every place may have in a text: address, way, parking, phones, hours, website."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from directory.core.hours import reading
from directory.core.language import phones

from . import figures
from .names import PlaceMention
from .passage import Passage
from .proposals import Proposal, Scope

ADDRESS_CUE = re.compile(
    r"(?:(?:详细|办公|单位|医院|就诊|现|新|联系|通讯|窗口|办理|院)?(?:地址|地点|院址|位置)\s{0,3}(?:为|是|在|位于|:|[ \t]*:)?\s{0,3}|"
    r"(?:位于|坐落(?:于|在)|地处|(?:整体|已经?|现)*(?:搬迁?|迁移?|迁)(?:到|至|入)|设(?:在|于)|开在|在)\s{0,3})"
)
ADDRESS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()·、\-—#]{2,50}")
ADDRESS_SIGN = re.compile(
    r"路|街|巷|\d+\s{0,3}号|大道|[一二三四五六七八九十\d]+(?:楼|层)|大厦|广场|[^\d]村|镇|室|院内|"
    r"对面|旁|大楼|服务中心|交叉口|交汇处|胡同|弄|附近|以[东南西北]|[东南西北]侧"
)
ADDRESS_BARE = re.compile(
    r"[\u4e00-\u9fff]{2,18}?(?:大道|路|街|巷|胡同)(?:[东西南北中]段|"
    r"[一二三四五六七八九十\d]+段)?\s{0,3}\d+(?:-\d+)?\s{0,3}号(?:[\u4e00-\u9fff\d]{0,12}(?:楼|层|室|院内|大厦|"
    r"中心))?(?:\([^()\n]{2,20}\))?"
)
DIRECTIONS = re.compile(
    r"乘\d|\d+路(?:车|、|到|至|在)|公交|地铁|乘坐|乘车|坐车|自驾|导航|步行|轻轨|出口(?:步行|出)|路(?:车|公交)|下车(?!库)|公共汽车|线路"
)
PARKING = re.compile(r"停车|车位|泊车")
PARKING_TOLD = re.compile(r"免费|收费|元|车位|停车位|可|库|停车场|地下|门")
WEBSITE = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?=&_%#:-]+[A-Za-z0-9/]")
NUMBER = re.compile(
    r"(?<![\d-])(?:\(?0\d{2,3}\)?\s{0,3}[-－—–]?\s{0,3}[2-9]\d{6,7}|"
    r"[48]00\s{0,3}-?\s{0,3}\d{3,4}\s{0,3}-?\s{0,3}\d{3,4}|1[3-9]\d{9}|[2-9]\d{6,7}(?=(?:转|分机)?)|123\d\d|"
    r"12\d{3}|9[56]\d{3,4}|12[02])"
    r"(?:\s{0,3}[-(]?(?:转|分机|转接)\s{0,3}:?\s{0,3}\d{1,6}\)?)?(?![\d元%张个年月日])"
)
PHONE_CUE = re.compile(
    r"电话|热线|拨打|致电|座机|手机|号码|联系|咨询|[Tt][Ee][Ll]|总机|值班|☎|客服|来电|拨(?=\d)|打(?=\d)"
)
FAX = re.compile(r"传真|[Ff][Aa][Xx]|邮编|邮政编码|QQ|身份证|群号|备案号")
CLOCK = re.compile(
    r"[一二两三四五六七八九十]{1,3}点半?\s{0,3}(?:到|至|-)\s{0,3}(?:次日|第二天|下午|晚上?|中午|上午)*[一二两三四五六七八九十]{1,3}点半?|"
    r"(?:[01]?\d|2[0-4])\s{0,3}[:点时∶︰]\s{0,3}(?:[0-5]\d)?分?半?\s{0,3}(?:[-–—―−─~～〜至到]+|"
    r"[^,;。\n]{0,3}(?:至|到))\s{0,3}(?:次日|第二天|下午|晚上?|中午|上午)*\s{0,3}(?:[01]?\d|"
    r"2[0-4])\s{0,3}[:点时∶︰]?\s{0,3}(?:[0-5]\d)?|24\s{0,3}小时|全天候|昼夜"
)
SPOKEN = re.compile(r"(?:二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九])(?=点)")
LEAD = re.compile(
    r"(?:周[一二三四五六日末]|星期|礼拜|工作日|每天|每日|天天|全年|双休|夏[季天令]|冬[季天令]|上午|下午|早上|晚上|夜间|"
    r"(?:夜间门诊|夜门诊|夜诊|门急诊|急诊|门诊|挂号|窗口|办事大厅|服务大厅|办公|上班|营业|工作|服务|开放|接待|作息|受理|办理|"
    r"对外)[\u4e00-\u9fff]{0,4}?时间|急诊|门诊|夜诊|挂号|\d{1,2}\s{0,3}月)"
)
PURPOSE_START = re.compile(
    r"(?:夜间门诊|夜门诊|夜诊|门急诊|急诊|门诊|挂号|窗口|办公|上班|办事大厅|服务大厅)(?:科|部|窗口|处)?(?:时间)?"
)
PURPOSES = (
    ("夜", "night"),
    ("急", "emergency"),
    ("门诊", "outpatient"),
    ("挂号", "registration"),
    ("窗口", "window"),
    ("大厅", "window"),
)
ROUND_THE_CLOCK = re.compile(
    r"急诊(?:科|部|中心)?[^,;。\n]{0,8}?(?:24\s{0,3}小时|全天候|昼夜)|(?:24\s{0,3}小时|全天候)[^,;。\n]{0,4}急诊"
)


def contacts(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    """All that the text says of how to reach these places."""
    if not places:
        return
    yield from addresses(passage, places)
    yield from ways(passage, places)
    yield from numbers(passage, places)
    yield from hours(passage, places)
    for found in WEBSITE.finditer(passage.plain):
        if place := whose(passage, places, found.start()):
            yield from passage.propose(place.target, "website", found[0], found.start(), found.end(), rule="website")


def whose(passage: Passage, places: list[PlaceMention], at: int) -> PlaceMention | None:
    """The place that was named last before; on a page of one place it is that one, wherever its name stands."""
    before = [place for place in places if place.start <= at]
    if before:
        return before[-1]
    return places[0] if len({place.target for place in places}) == 1 else None


def addresses(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    taken: list[tuple[int, int]] = []
    for cue in ADDRESS_CUE.finditer(passage.plain):
        found = ADDRESS.match(passage.plain, cue.end())
        place = whose(passage, places, cue.start())
        if not found or not place or any(start <= cue.end() < end for start, end in taken):
            continue
        told = "地址" in passage.plain[max(0, cue.start() - 10) : cue.start()]
        end = trimmed(passage.plain, found.start(), found.end(), weak=cue[0].strip() == "在" and not told)
        if end - found.start() < 4 or not ADDRESS_SIGN.search(passage.plain, found.start(), end):
            continue
        taken.append((found.start(), end))
        yield from address(passage, place, found.start(), end)
    for row in passage.source.rows:
        for cell, name in zip(row.cells, row.names, strict=True):
            place = whose(passage, places, cell.start)
            if place and re.search("地址|地点|位置", name) and cell.end - cell.start > 3:
                taken.append((cell.start, cell.end))
                yield from address(passage, place, cell.start, cell.end)
    for found in ADDRESS_BARE.finditer(passage.plain):
        place = whose(passage, places, found.start())
        if (
            place
            and place.end <= found.start() + 40
            and not any(start < found.end() and found.start() < end for start, end in taken)
        ):
            begin = next(
                (one.start for one in passage.regions if found.start() <= one.start < found.end()), found.start()
            )
            yield from address(passage, place, begin, found.end())


def address(passage: Passage, place: PlaceMention, start: int, end: int) -> Iterable[Proposal]:
    bracket = re.match(r"\((城乡居民|居民医保|职工医保|城镇职工|职工|居民)\)", passage.plain[end:])
    scope = Scope(population=bracket[1]) if bracket else Scope()
    return passage.propose(
        place.target, "address", passage.source.quote(start, end), start, end, rule="address", scope=scope
    )


def trimmed(plain: str, start: int, end: int, weak: bool) -> int:
    """An address without what stands behind it: brackets that open and do not close, the next heading, a verb."""
    piece = plain[start:end]
    stop = re.search(
        r"(?:,|。|;|办公时间|上班时间|工作时间|联系电话|电话|咨询|邮编|乘坐|可乘|可办理|办理|"
        r"是一[家所]|是|为您|就诊|设有|成立|提供|开设|专|的|"
        r"\((?:城乡居民|居民医保|职工医保|职工|居民)\))",
        piece,
    )
    if stop and stop.start() > 3:
        piece = piece[: stop.start()]
    if piece.count("(") > piece.count(")"):
        piece = piece[: piece.rfind("(")]
    if weak and not re.search(r"\d+\s{0,3}号|[一二三四五六七八九\d]楼[A-Z]?区?$", piece):
        return start
    return start + len(piece.rstrip("、-—·(,"))


def ways(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    """Directions and parking, clause by clause; neighbouring clauses are one statement."""
    run: list[tuple[int, int]] = []
    for piece in passage.source.clauses:
        words = passage.source.of(piece)
        place = whose(passage, places, piece.start)
        if (
            place
            and PARKING.search(words)
            and PARKING_TOLD.search(words)
            and len(words) < 60
            and not re.match(r"^(?:交通|停车)?\S{0,2}$", words)
        ):
            yield from passage.propose(place.target, "parking", words, piece.start, piece.end, rule="parking")
        elif place and DIRECTIONS.search(words) and len(words) > 4:
            if run and piece.start - run[-1][1] <= 3:
                run[-1] = (run[-1][0], piece.end)
            else:
                run.append((piece.start, piece.end))
    for start, end in run:
        if place := whose(passage, places, start):
            yield from passage.propose(
                place.target, "directions", passage.source.quote(start, end), start, end, rule="directions"
            )


def numbers(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for found in NUMBER.finditer(passage.plain):
        before = passage.plain[max(0, found.start() - 30) : found.start()]
        line = re.split(r"[。\n]", before)[-1]
        place = whose(passage, places, found.start())
        named = PHONE_CUE.search(line) or PHONE_CUE.search(passage.source.header(found.start()))
        if not place or FAX.search(line[-8:]) or not (named or "-" in found[0]):
            continue
        try:
            region = passage.region_code(found.start())
            parsed = phones.parse(found[0], phones.area_code_of(region) if region else "")
        except phones.PhoneError:
            continue
        for one in parsed:
            value = phones.display(one.number, one.extension)
            yield from passage.propose(
                place.target,
                "phones",
                value,
                found.start(),
                found.end(),
                rule="phone",
                scope=Scope(population=label(passage, found)),
            )


def label(passage: Passage, found: re.Match[str]) -> str:
    """Whom a number is for, by the brackets behind it or the words before it."""
    after = re.match(r"\s{0,3}\(([\u4e00-\u9fff]{2,12})\)", passage.plain[found.end() :])
    if after:
        return after[1]
    before = re.search(
        r"([\u4e00-\u9fff]{2,10}?)(?:咨询)?(?:联系)?(?:电话|热线|座机|号码)\s{0,3}(?:为|是)?[:\s]*$",
        passage.plain[max(0, found.start() - 20) : found.start()],
    )
    return before[1] if before and not re.search(r"联系|拨打|的$|官方", before[1]) else ""


def hours(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    emergency = []
    for found in ROUND_THE_CLOCK.finditer(passage.plain):
        if place := whose(passage, places, found.start()):
            emergency.append((found.start(), found.end()))
            yield from passage.propose(
                place.target, "opening_hours", "急诊 24 小时", found.start(), found.end(), rule="hours.emergency"
            )
    for start, end in runs(passage.plain):
        place = whose(passage, places, start)
        ring = re.match(r"(?:急救|咨询|服务|值班)?(?:电话|热线)", passage.plain[end : end + 8])
        if place and not ring and not any(start < last and first < end for first, last in emergency):
            yield from timetable(passage, place, start, end)


def runs(plain: str) -> Iterator[tuple[int, int]]:
    """Stretches of a line with times, one for each purpose: 门诊时间 …, 挂号时间 …"""
    for line in re.finditer(r"[^\n]+", plain):
        clocks = list(CLOCK.finditer(plain, line.start(), line.end()))
        if not clocks:
            continue
        leads = [lead.start() for lead in LEAD.finditer(plain, line.start(), clocks[-1].start())]
        starts = [found.start() for found in PURPOSE_START.finditer(plain, line.start(), clocks[-1].start())]
        begin = min([*leads, clocks[0].start()])
        cuts = sorted({begin, *(at for at in starts if at > begin and any(clock.end() <= at for clock in clocks))})
        for at, cut in enumerate(cuts):
            limit = cuts[at + 1] if at + 1 < len(cuts) else line.end()
            inside = [clock.end() for clock in clocks if cut <= clock.start() < limit]
            if inside:
                end = inside[-1]
                end += 1 if plain[end : end + 1] == ")" and "(" in plain[cut:end] else 0
                yield cut, end


def timetable(passage: Passage, place: PlaceMention, start: int, end: int) -> Iterator[Proposal]:
    """The rows that can be read; where they cannot, the words as they are, in doubt."""
    best = best_reading(passage.plain, start, end)
    begin, rows, fault = best
    words = passage.source.quote(begin, end).strip()
    purposes = {row["purpose"] for row in rows} or {purpose_of(words)}
    name = next(iter(purposes)) if len(purposes) == 1 else "all"
    field = "opening_hours" if name == "all" else f"opening_hours.{name}"
    doubt = fault
    if not doubt and any(row["season"] in ("summer", "outside_summer") for row in rows):
        doubt = "summer without months"
    yield from passage.propose(place.target, field, words, begin, begin + len(words), rule="hours", doubt=doubt)


def best_reading(plain: str, start: int, end: int) -> tuple[int, list[dict[str, object]], str]:
    """From the earliest word from which the rest is understood."""
    fault = ""
    begins = [start, *(lead.start() for lead in LEAD.finditer(plain, start + 1, end))]
    for begin in begins:
        try:
            return begin, reading.read_hours(digits(plain[begin:end])), ""
        except (reading.HoursTextError, ValueError, IndexError) as error:
            fault = fault or str(error)
    return start, [], fault


def digits(words: str) -> str:
    """Hours as they are said, in digits: 九点到十二点 → 9点到12点, 一点半 → 1点半."""
    return SPOKEN.sub(lambda found: str(figures.value(found[0])), words)


def purpose_of(words: str) -> str:
    return next((name for sign, name in PURPOSES if sign in words), "all")
