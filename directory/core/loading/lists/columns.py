"""Which column of a list is which field, guessed from headings and values, and what a cell says in a field's own terms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models

from directory.core.models.fields import LinesField

from ..errors import LineError

# What lists call a field, the usual name first; 省 and the like are steps of one region.
HEADINGS: dict[str, str] = {
    "name": "名称 机构名称 医院名称 医疗机构名称 单位名称 定点医疗机构名称 定点机构名称 机构 医院 单位 经办机构 经办机构名称 全称 name",
    "region": "省 省份 市 地市 城市 地级市 区县 县区 县 区 县市区 所属区县 所在区县 所属地区 地区 行政区划 行政区 所在地区 所在地 统筹区 "
    "统筹地区 参保地 region province city county",
    "address": "地址 详细地址 机构地址 医院地址 单位地址 办公地址 通讯地址 联系地址 address",
    "phones": "电话 联系电话 咨询电话 服务电话 办公电话 电话号码 联系方式 值班电话 座机 phone phones tel telephone",
    "opening_hours": "营业时间 门诊时间 办公时间 上班时间 工作时间 服务时间 开放时间 作息时间 对外办公时间 hours opening_hours",
    "level": "级别 等级 医院等级 医院级别 机构等级 机构级别 医疗机构等级 级别等次 级 level",
    "grade": "等次 等 grade",
    "institution_type": "类别 类型 机构类型 机构类别 医院类型 医院类别 医疗机构类别 type",
    "ownership": "所有制 所有制形式 公立民营 办医主体 ownership",
    "insurance_code": "定点编码 医保编码 国家医保编码 定点医药机构编码 定点医疗机构编码 医疗机构编码 机构编码 insurance_code",
    "uscc": "统一社会信用代码 社会信用代码 信用代码 uscc",
    "departments": "科室 诊疗科目 科目 departments",
    "aliases": "别名 简称 曾用名 又名 俗称 aliases",
    "website": "网址 网站 官网 website",
    "latitude": "纬度 lat latitude",
    "longitude": "经度 lng lon longitude",
    "datum": "坐标系 datum",
    "operation": "状态 运营状态 营业状态 经营状态 运行状态 operation",
    "designated": "是否定点 医保定点 是否医保定点 定点 designated",
    "directions": "公交 乘车路线 交通 directions",
    "parking": "停车 停车场 停车位 parking",
    "founded": "成立年份 成立时间 成立日期 建院时间 建院年份 founded",
    "office_kind": "种类 office_kind",
    "slug": "标识 slug",
}
BY_HEADING = {heading: name for name, headings in HEADINGS.items() for heading in headings.split()}
BY_VALUE = {
    "insurance_code": re.compile(r"[HP]\d{11}\Z"),
    "uscc": re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}\Z"),
    "phones": re.compile(r"\(?0?\d{2,4}\)?-?\d{7,8}|1[3-9]\d{9}\Z"),
    "level": re.compile(r"[一二三]级(?:[甲乙丙特]等)?|[一二三][甲乙丙]\Z"),
}
ENOUGH = 0.8
LEVELS = {"三": 3, "二": 2, "一": 1, "3": 3, "2": 2, "1": 1}
GRADES = {"甲": "a", "乙": "b", "丙": "c", "特": "special"}
YES = frozenset(["是", "有", "定点", "y", "yes", "true", "1", "√", "对"])
NO = frozenset(["否", "非定点", "不是", "n", "no", "false", "0", "×", "不"])
NOTHING = frozenset({"", "无", "-", "/", "—", "暂无", "不详", "null", "NULL", "None"})
OPERATIONS = {
    **dict.fromkeys(("正常", "正常营业", "正常运营", "正常执业", "营业", "运营", "在营", "在业", "存续"), "open"),
    **dict.fromkeys(("歇业", "暂停营业", "暂停服务", "暂停执业", "停诊"), "suspended"),
    **dict.fromkeys(("注销", "吊销", "已注销", "已吊销", "已撤销"), "revoked"),
    **dict.fromkeys(("筹备", "在建", "建设中"), "planned"),
}
CODES = ("insurance_code", "uscc")
LISTED = re.compile(r"[、,，;；\n|]+")


def is_heading(cell: Any) -> bool:
    """Whether lists call something so."""
    bare = bare_heading("".join(str(cell or "").split()))
    return bool(bare) and (bare in BY_HEADING or bare.lower() in BY_HEADING)


def bare_heading(heading: str) -> str:
    return re.sub(r"[(（].*?[)）]|[*＊:：]", "", heading)


def guess(headings: Iterable[str], sample: list[dict[str, Any]], fields: Iterable[str]) -> dict[str, str]:
    """Heading → field, for those that can be told; several columns may be steps of one region."""
    known, found = set(fields), dict[str, str]()
    for heading in headings:
        bare = bare_heading(heading)
        name = heading if heading in known else BY_HEADING.get(bare) or BY_HEADING.get(bare.lower(), "")
        if name in known and (name == "region" or name not in found.values()):
            found[heading] = name
    for heading in headings:
        cells = [str(row[heading]) for row in sample if row.get(heading)]
        for name, pattern in BY_VALUE.items():
            if heading in found or name not in known or name in found.values() or not cells:
                continue
            if sum(bool(pattern.match(cell)) for cell in cells) >= ENOUGH * len(cells):
                found[heading] = name
    return found


def half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def told(model: type[models.Model], name: str, cell: Any) -> dict[str, Any]:
    """What a cell says, by field: 三级甲等 is a level and a grade. Raises LineError."""
    text = str(cell).strip()
    if text in NOTHING:
        return {}
    if name == "level" and not text.isdecimal():
        return level_and_grade(half_width(text))
    if name in CODES:
        return {name: "".join(half_width(text).upper().split())}
    field: Any = model._meta.get_field(name)
    return {name: value_of(field, cell, text)}


def value_of(field: Any, cell: Any, text: str) -> Any:
    if isinstance(field, LinesField):
        return cell if isinstance(cell, list) else [each.strip() for each in LISTED.split(text) if each.strip()]
    if isinstance(field, models.BooleanField):
        return yes_or_no(field, text)
    if getattr(field, "choices", None):
        return choice(field, text)
    if isinstance(field, models.IntegerField):
        return whole_number(field.name, text)
    if field.name == "website":
        return whole_link(text)
    return cell if field.is_relation else text


def whole_link(text: str) -> str:
    """An address on the web with its beginning, which people leave out."""
    return f"https://{text}" if text and "://" not in text else text


def whole_number(name: str, text: str) -> int:
    """Also the year of a date: 1956年3月1日. Raises LineError."""
    if found := re.fullmatch(r"(-?\d+)(?:年|(?<=\d{4})[年./-]\d{1,2}(?:[月./-].*)?)?", half_width(text), re.ASCII):
        return int(found[1])
    raise LineError(name, "a whole number is expected", text)


def yes_or_no(field: Any, text: str) -> bool:
    if text.lower() not in YES | NO:
        raise LineError(field.name, "是 or 否 is expected", text)
    return text.lower() in YES


def choice(field: Any, text: str) -> Any:
    """By its value or its label, or by the only label that begins like it: 综合 → 综合医院."""
    text = OPERATIONS.get(text, text) if field.name == "operation" else text
    options = {str(value): value for value, _label in field.flatchoices if value not in (None, "")}
    labels = {str(label): value for value, label in field.flatchoices if value not in (None, "")}
    if (found := options.get(text, labels.get(text))) is not None:
        return found
    like = [value for label, value in labels.items() if label.startswith(text) or text.startswith(label)]
    if len(like) == 1:
        return like[0]
    raise LineError(field.name, f"accepted: {'、'.join(labels)}", text)


def level_and_grade(text: str) -> dict[str, Any]:
    """三级甲等, 三甲, 二级, 未定级."""
    if re.match(r"未(?:定|评)[级等]|无(?:等?级|级别)", text):
        return {"level": 0}
    if found := re.fullmatch(
        r"([一二三123])级?\s*(?:([甲乙丙特])[等级]?|未定等|未评等)?(?:医院|综合|专科|中医|公立|民营)*", text
    ):
        grade = GRADES.get(found[2] or "")
        return {"level": LEVELS[found[1]], **({"grade": grade} if grade else {})}
    raise LineError("level", "三级甲等, 二级, 未定级 or the like is expected", text)
