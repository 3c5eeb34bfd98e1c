"""STAND-IN until kinds declare their facts: a document cut into facts."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from directory.core.models.contact import OpeningHours

Document = dict[str, Any]


class Fact(NamedTuple):
    field: str
    label: str
    text: str
    about: str = ""
    scope: str = ""
    link: str = ""
    page: str = ""
    value: Any = None
    citations: tuple[Any, ...] = ()
    disputed: bool = False
    asked_by: tuple[str, ...] = ()


LABELS = {
    "address": "地址", "directions": "怎么去", "parking": "停车", "website": "网站", "duties": "职责", "level": "级别", "grade": "等次",
    "ownership": "办别", "founded": "成立年份", "institution_type": "类型", "features": "特色", "equipment": "设备", "appointment": "预约方式",
    "description": "说明", "advice": "建议", "summary": "概要", "eligibility": "受理条件", "legal_basis": "依据", "validity": "有效期",
    "fee": "费用", "deadline": "期限", "consequence": "逾期后果", "result": "结果", "notes": "注意", "conditions": "条件", "basis": "依据",
    "platform": "平台", "operator": "主办", "population": "人群",
}  # fmt: skip
PLAIN = tuple(LABELS)
VALUES = {"public": "公立", "private": "民营", "a": "甲等", "b": "乙等", "specialised": "专科医院", "general": "综合医院", "tcm": "中医医院"}


def timetable(row: Document) -> str:
    times = _("24 小时") if row["round_the_clock"] else f"{row['opens']}–{row['closes']}"
    season = dict(OpeningHours.Season.choices)[row["season"]] if row["season"] in ("summer", "outside_summer") else ""
    if row["season"] == "dated":
        season = "{from_month}.{from_day}–{to_month}.{to_day}".format(**row)
    days = (
        dict(OpeningHours.Days.choices)[row["days"]]
        if not row["weekdays"]
        else _("星期") + "、".join("一二三四五六日"[int(day) - 1] for day in row["weekdays"])
    )
    return " ".join(str(part) for part in (season and _(str(season)), _(str(days)), times) if part)


def facts_of(kind: str, d: Document) -> list[Fact]:
    out: list[Fact] = []
    page = d["page"]

    def add(field: str, label: str, text: Any, about: str = "", scope: str = "", link: str = "") -> None:
        if text not in ("", None, []):
            out.append(Fact(field, label, str(text), about, scope, link, f"{page}#fact-{field}", d.get(field)))

    for r in d.get("phones", ()):
        number = _("%(number)s 转 %(extension)s") % r if r.get("extension") else r["number"]
        add("phones", "电话", number, r.get("label", ""), (r.get("scheme") or {}).get("name", ""), f"tel:{r['number']}")
    if d.get("phone"):
        add("phone", "电话", d["phone"], link=f"tel:{d['phone']}")
    purposes = dict(OpeningHours.Purpose.choices)
    for r in d.get("opening_hours", ()):
        add(f"opening_hours.{r['purpose']}", "时间", timetable(r), _(str(purposes[r["purpose"]])), r["note"])
    for field in PLAIN:
        value = d.get(field)
        if isinstance(value, list):
            for one in value:
                add(field, LABELS[field], one)
        elif field == "level" and value:
            add(field, "级别", {3: "三级", 2: "二级", 1: "一级"}.get(value, value))
        else:
            add(field, LABELS[field], VALUES.get(str(value), value))
    if kind == "hospital":
        for r in d["departments"]:
            add("departments", "科室", r["name"], scope=r["note"])
        for r in d["facts"]:
            add(f"facts.{r['kind']}", "数据", r["text"], (r["department"] or {}).get("name", ""), r["note"])
    if kind == "symptom":
        for r in d["departments"]:
            add("departments", "科室", r["department"]["name"], scope=r["condition"])
        for r in d["recommendations"]:
            add("recommendations", "推荐医院", r["hospital"]["name"], scope=" ".join(filter(None, [r["condition"], r["reason"]])), link=r["hospital"]["page"])
        for r in d["causes"]:
            add("causes", "病因", r["name"], scope=r["group"])
        for r in d["red_flags"]:
            add("red_flags", "尽快就医", r["action"], r["sign"])
    for field, label in (("services", "服务事项"), ("serves", "服务地区")):
        for r in d.get(field, ()):
            add(field, label, r["name"])
    for r in d.get("menu_paths", ()):
        add("menu_paths", "菜单", r["path"], r["service"]["name"] if r.get("service") else "")
    groups: dict[Any, list[str]] = {}
    for at, r in enumerate(d.get("materials", ())):
        groups.setdefault((r["person_type"] or "", (r["channel"] or {}).get("name", "")), []).append(r["name"])
    for (who, how), names in groups.items():
        add("materials", "材料", "、".join(names), who, how)
    for r in d.get("steps", ()):
        add("steps", "流程", r["text"], r["person_type"] or "", (r["channel"] or {}).get("name", ""))
    for r in d.get("channels", ()):
        add("channels", "渠道", r["channel"]["name"], scope=r.get("note", ""))
    for r in d.get("time_limits", ()):
        add("time_limits", "时限", r["text"], r["condition"], r["person_type"] or "")
    for r in d.get("problems", ()):
        add("problems", "常见问题", "；".join(filter(None, [r.get("cause"), r.get("remedy")])), r["name"])
    for r in d.get("person_types", ()):
        add("person_types", "人员类别", r["name"], scope=r.get("eligibility", ""))
    if kind == "policy":
        about = " ".join(part for part in (d["subject"], d["population"], d["facility_level"]) if part)
        said = d["figure"]["text"] if d["figure"] else d["statement"]
        if not said:
            sides = dict.fromkeys(row["value"] for row in d["citations"] if row["rank"] != "deprecated" and row["field"] == "value")
            said = _("各来源说法不一: ") + " / ".join(sides) if sides else ""
        year = _("%(year)s 年度") % {"year": d["year"]} if d["year"] else ""
        scope = " ".join(p for p in (d["region"]["name"], year, (d["scheme"] or {}).get("name", "")) if p)
        if said:
            out.insert(0, Fact("figure", d["subject"], said, about, scope, "", f"{page}#fact-value"))
    return out
