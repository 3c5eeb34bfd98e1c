"""Opening hours as lists write them, with what each text says: days, from, to, and the season."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

Hours = frozenset[tuple[str, str, str, str]]  # days 1–7 or workdays, opens, closes, season or months


class WeekTexts(NamedTuple):
    """Some days, and how lists write them."""

    days: str
    words: tuple[str, ...]


WORKDAYS = WeekTexts(
    "12345",
    (
        "周一至周五",
        "星期一至星期五",
        "周一到周五",
        "周一-周五",
        "周一—周五",
        "星期一至五",
        "周1至周5",
        "礼拜一至礼拜五",
    ),
)
DAILY = WeekTexts("daily", ("每天", "每日", "周一至周日", "星期一至星期日", "全年", "周一至周天"))
SIX = WeekTexts("123456", ("周一至周六", "星期一至星期六", "周一到周六"))
OFFICIAL = WeekTexts("workdays", ("工作日", "工作日", "工作日期间"))


MARKS = {1: "：", 6: "."}


def clock(minutes: int, form: int, is_afternoon: bool = False) -> str:
    hour, minute = divmod(minutes, 60)
    if form == 5 and is_afternoon and hour > 12:
        hour -= 12
    if form in (3, 4):
        return f"{hour}{'点时'[form - 3]}{f'{minute}分' if minute else ''}"
    return f"{hour:02}:{minute:02}" if form == 2 else f"{hour}{MARKS.get(form, ':')}{minute:02}"


def hhmm(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def hours_text(chance: Random) -> tuple[str, Hours]:
    """A text and what it says. One in thirty leaves out the days: nobody can tell which."""
    am = chance.randrange(450, 541, 30), chance.randrange(690, 721, 30)
    pm = chance.randrange(780, 871, 30), chance.randrange(1020, 1081, 30)
    week = chance.choice([WORKDAYS, WORKDAYS, DAILY, SIX, OFFICIAL])
    days, form, dash = chance.choice(week.words), chance.randrange(7), chance.choice("-—~至～－")
    marked = form == 5 or chance.random() < 0.4
    morning = f"{'上午' if marked else ''}{clock(am[0], form)}{dash}{clock(am[1], form)}"
    afternoon = f"{'下午' if marked else ''}{clock(pm[0], form, True)}{dash}{clock(pm[1], form, True)}"
    both = f"{morning}{chance.choice(['，', ' ', '、', '；', ', ', '/'])}{afternoon}"
    whole = f"{clock(am[0], form if form != 5 else 0)}{dash}{clock(pm[1], form if form != 5 else 0)}"
    said = frozenset((week.days, hhmm(start), hhmm(end), "") for start, end in (am, pm))
    through = frozenset([(week.days, hhmm(am[0]), hhmm(pm[1]), "")])
    shut = chance.choice(["（节假日除外）", "，法定节假日休息", "(国家法定节假日除外)"]) if week is not DAILY else ""
    saturday = said | {("6", hhmm(am[0]), hhmm(am[1]), "")}
    night = frozenset([(week.days, *each, "") for each in [(hhmm(am[0]), hhmm(pm[1]))]]) | {("daily", "24", "24", "")}
    season = summer_text(chance, days, am, pm, week)
    ways: list[tuple[str, Hours]] = [
        *[(f"{days} {both}", said)] * 4, *[(f"{days}{both}{shut}", said)] * 3, *[(f"{days}{whole}", through)] * 3,
        (f"{days}：{both}", said), (f"{days}{whole}{shut}", through), (f"{both}（{days}）", said),
        (f"{whole}({days})", through), ("24小时", frozenset([("daily", "24", "24", "")])),
        ("全天24小时", frozenset([("daily", "24", "24", "")])), (f"门诊：{days}{whole}；急诊：24小时", night),
        (f"上班时间：{days}{both}", said), (f"{days} 早{clock(am[0], 0)}{dash}晚{clock(pm[1] - 720, 0)}", through),
        (f"{WORKDAYS.words[0]}{both}；周六{morning}", saturday if week is WORKDAYS else weekdays_and_saturday(am, pm)),
        season, season, (whole, through) if week is DAILY else (f"{days}，{both}", said),
    ]  # fmt: skip
    return chance.choice(ways)


def weekdays_and_saturday(am: tuple[int, int], pm: tuple[int, int]) -> Hours:
    spans = [("12345", *am), ("12345", *pm), ("6", *am)]
    return frozenset((days, hhmm(start), hhmm(end), "") for days, start, end in spans)


def summer_text(
    chance: Random, days: str, am: tuple[int, int], pm: tuple[int, int], week: WeekTexts
) -> tuple[str, Hours]:
    later = pm[0] + 30, pm[1] + 30
    morning, usual, summer = (f"{clock(a, 0)}-{clock(b, 0)}" for a, b in (am, pm, later))
    start, end = chance.choice([(5, 9), (6, 9), (5, 10)])
    months, rest = f"{start}月-{end}月", f"{end + 1}月-次年{start - 1}月"
    text = chance.choice([
        f"{days}夏季：{morning} {summer}；冬季：{morning} {usual}",
        f"{days} 上午{morning} 下午{usual}（夏季{summer}）",
        f"{days}，{months}：{morning}，{summer}；{rest}：{morning}，{usual}",
    ])  # fmt: skip
    names = ("summer", "outside_summer") if "夏" in text else (f"{start}-{end}", f"{end + 1}-{start - 1}")
    spans = [(am, ""), (later, names[0]), (pm, names[1])]
    if "（夏季" not in text:
        spans = [(am, names[0]), (am, names[1]), *spans[1:]]
    return text, frozenset((week.days, hhmm(a), hhmm(b), season) for (a, b), season in spans)
