"""Cells as lists have them, at least sixty kinds, and what must become of each: read, doubtful, or refused and why."""

from __future__ import annotations

from typing import Any, NamedTuple

HEADINGS = [
    "序号", "机构名称", "省", "市", "区县", "详细地址", "联系电话", "医院等级", "机构类别", "门诊时间", "诊疗科目",
    "医保编码", "统一社会信用代码", "是否定点", "网址", "纬度", "经度", "坐标系", "运营状态",
]  # fmt: skip
# Each row has a name and a house of its own: what is alike is a kind of fault by itself.
SIGNS = "安百长春德恩福光和吉康乐明宁平荣瑞顺泰万祥益永裕兆正志忠中慈达东方丰广海杭恒宏华怀惠佳建健江金京景敬靖九君凯科兰朗利"
NOWHERE = {"省": "", "市": "", "区县": ""}
AM, PM = "08:00–12:00", "14:30–17:30"


class Kind(NamedTuple):
    """A kind of cell: what stands where, and what becomes of the row."""

    title: str
    cells: dict[str, Any]
    field: str = ""  # of the document, for a row that comes in
    value: Any = None
    state: str = "new"
    column: str = ""
    says: str = ""  # in Chinese, as the preview shows it


def read(title: str, cells: dict[str, Any], field: str, value: Any) -> Kind:
    return Kind(title, cells, field, value)


def doubtful(title: str, cells: dict[str, Any], column: str, says: str) -> Kind:
    return Kind(title, cells, state="doubtful", column=column, says=says)


def refused(title: str, cells: dict[str, Any], column: str, says: str) -> Kind:
    return Kind(title, cells, state="refused", column=column, says=says)


def phone(title: str, text: Any, *numbers: str) -> Kind:
    return read(title, {"联系电话": text}, "phones", list(numbers))


def hours(title: str, text: str, *times: str) -> Kind:
    return read(title, {"门诊时间": text}, "opening_hours", sorted(times))


def region(title: str, province: str, city: str, county: Any, code: str) -> Kind:
    return read(title, {"省": province, "市": city, "区县": county, "联系电话": ""}, "region", code)


def level(title: str, text: Any, found: int) -> Kind:
    return read(title, {"医院等级": text}, "level", found)


KINDS = [
    read("blanks within a name", {"机构名称": "罗山县 甲子　医院"}, "name", "罗山县甲子医院"),
    read("blanks around a name", {"机构名称": "　罗山县乙丑医院 "}, "name", "罗山县乙丑医院"),
    read("a mark that nobody sees at an end", {"机构名称": "罗山县丙寅医院\u200e"}, "name", "罗山县丙寅医院"),
    phone("a lost zero", "3762131001", "0376-2131001"),
    phone("full-width digits", "０３７６－２１３１００２", "0376-2131002"),
    phone("a character of no width", "0376-213\u200b1003", "0376-2131003"),
    phone("a dash twice", "0376--2131004", "0376-2131004"),
    phone("a long dash", "0376—2131005", "0376-2131005"),
    phone("brackets", "(0376)2131006", "0376-2131006"),
    phone("no area code", "2131007", "0376-2131007"),
    phone("the country in front", "+86-376-2131008", "0376-2131008"),
    phone("shifts", "白天2131009，夜间2131010", "白天 0376-2131009", "夜间 0376-2131010"),
    phone("a label in front", "值班室0376-2131011", "值班室 0376-2131011"),
    phone("a label behind", "0376-2131012（办公室）", "办公室 0376-2131012"),
    phone("a word that says phone", "联系电话：0376-2131013", "0376-2131013"),
    phone("an extension", "0376-2131014转802", "0376-2131014 转 802"),
    phone("a list", "0376-2131015、0376-2131016", "0376-2131015", "0376-2131016"),
    phone("the last digits of another", "2131017/18", "0376-2131017", "0376-2131018"),
    phone("a mobile on a line of its own", "2131019\n13812345678", "0376-2131019", "13812345678"),
    phone("blanks within", "0376 213 1020", "0376-2131020"),
    level("a short level", "三甲", 3),
    level("a level with a word behind", "二级甲等医院", 2),
    level("a level in other words", "未评级", 0),
    level("a level in full-width digits", "２级", 2),
    level("a level as a number", "3", 3),
    read("a type's beginning", {"机构类别": "综合"}, "institution_type", "general"),
    read("a tick for yes", {"是否定点": "√"}, "designated", True),
    read("departments between semicolons, by other names", {"诊疗科目": "骨科；内科门诊"}, "departments", ["骨科", "内科门诊"]),
    read("a code in small letters with blanks", {"医保编码": " h4115 2100901 "}, "insurance_code", "H41152100901"),
    read("nothing, in words", {"联系电话": "暂无", "医院等级": "—"}, "phones", []),
    read("a map's position", {"纬度": "32.203", "经度": "114.533", "坐标系": "GCJ-02"}, "datum", "gcj02"),
    read("in operation, in other words", {"运营状态": "正常营业"}, "operation", "open"),
    read("not in operation", {"运营状态": "停业"}, "operation", "suspended"),
    hours("full-width hours", "周一至周五　上午８：００－１２：００　下午２：３０－５：３０", AM, PM),
    hours("hours in words", "星期一到星期五 8点-12点 下午2点半到5点半", AM, PM),
    hours("hours with a point", "周一至周五 8.00-12.00 14.30-17.30", AM, PM),
    hours("without holidays", "周一至周五8:00至12:00，14:30至17:30（法定节假日除外）", AM, PM),
    hours("days behind the times", "8:00-12:00，14:30-17:30（周一至周五）", AM, PM),
    hours("round the clock", "24小时", "24"),
    hours("from nought to twenty-four", "每天0:00-24:00", "24"),
    hours("to a minute before midnight", "每天00:00-23:59", "24"),
    hours("the whole day without days", "00:00-23:59", "24"),
    hours("until twenty-four", "每天8:00-24:00", "08:00–00:00"),
    hours("morning to evening", "每天早8:00-晚6:00", "08:00–18:00"),
    hours("a purpose", "门诊：工作日8:00-12:00；急诊：24小时", "08:00–12:00", "24"),
    hours("summer and winter", "周一至周五 8:00-12:00 夏季15:00-18:00 冬季14:30-17:30", "08:00–12:00", "14:30–17:30", "15:00–18:00"),
    region("the whole path in one column", "", "", "河南省信阳市罗山县", "411521"),
    region("a blank within a region", "河南省", "信阳市", "罗 山县", "411521"),
    region("a region's short name", "河南", "信阳", "罗山", "411521"),
    region("a code", "", "", 411521, "411521"),
    region("an old name", "北京市", "", "崇文区", "110101"),
    region("an old code", "", "", "330103", "330105"),
    region("a county that is a city by now", "湖北省", "荆州市", "监利县", "421088"),
    region("an autonomous county's short name", "海南省", "", "陵水县", "469028"),
    region("a development zone", "河南省", "信阳市", "高新区", "411500"),
    read("a region before the address", NOWHERE | {"详细地址": "河南省信阳市罗山县灵山街9号"}, "region", "411521"),
    doubtful("another city's area code", {"联系电话": "0371-62131021"}, "联系电话", "区号不是所在地区的"),
    doubtful("a digit too many", {"联系电话": "0376-21310221"}, "联系电话", "位数与这个区号的号码不符"),
    doubtful("a position far away", {"纬度": "39.9", "经度": "116.4", "坐标系": "WGS-84"}, "纬度", "之外"),
    doubtful("the same place by another name", {"机构名称": "信阳市罗山县甲子医院有限公司"}, "机构名称", "可能和第"),
    refused("no name", {"机构名称": ""}, "机构名称", "缺少名称"),
    refused("no name but digits", {"机构名称": "0376-2131023"}, "机构名称", "不像名称"),
    refused("name and phone swapped", {"机构名称": "0376-2131024", "联系电话": "罗山县戊辰医院"}, "联系电话", "没有号码"),
    refused("a mark that nobody sees within", {"机构名称": "罗山县己\u202e巳医院"}, "机构名称", "看不见的字符"),
    refused("a name without end", {"机构名称": "罗" * 121}, "机构名称", "120"),
    refused("an unknown region", {"区县": "骡山县"}, "省", "最接近的是"),
    refused("a region that several are called", {"省": "", "市": "", "区县": "鼓楼区"}, "省", "有几个地区同名"),
    refused("two regions", {"区县": "罗山县、光山县"}, "省", "没有这个地区"),
    refused("no region", NOWHERE, "省", "没有地区栏"),
    refused("no phone in a phone's cell", {"联系电话": "见门诊楼"}, "联系电话", "没有号码"),
    refused("a mobile with a digit missing", {"联系电话": "1381234567"}, "联系电话", "看不懂"),
    refused("hours without days", {"门诊时间": "8:00-17:00"}, "门诊时间", "哪几天没有写"),
    refused("hours that end before they begin", {"门诊时间": "周一至周五17:00-8:00"}, "门诊时间", "早于开始"),
    refused("no time of a day", {"门诊时间": "每天25:00-26:00"}, "门诊时间", "不是一天里的时间"),
    refused("no hours in an hours' cell", {"门诊时间": "电话预约"}, "门诊时间", "看不懂"),
    refused("an unknown department", {"诊疗科目": "内科、占卜科"}, "诊疗科目", "科目表里没有"),
    refused("a level that there is not", {"医院等级": "五级"}, "医院等级", "三级甲等"),
    refused("a type that there is not", {"机构类别": "兽医院"}, "机构类别", "可以填"),
    refused("neither yes nor no", {"是否定点": "大概"}, "是否定点", "请填 是 或 否"),
    refused("a code that is none", {"医保编码": "X123"}, "医保编码", "定点编码"),
    refused("another code that is none", {"统一社会信用代码": "12345"}, "统一社会信用代码", "18"),
    refused("latitude and longitude swapped", {"纬度": "114.53", "经度": "32.2", "坐标系": "WGS-84"}, "纬度", "54"),
    refused("half a position", {"纬度": "32.2"}, "", "一起填写"),
    refused("an address of the web that is none", {"网址": "没有"}, "网址", ""),
    refused("an error of the spreadsheet", {"详细地址": "#N/A"}, "详细地址", "电子表格的错误值"),
    refused("a formula", {"详细地址": '=CONCATENATE("宝城","路")'}, "详细地址", "是公式"),
    refused("a row twice", {"机构名称": "罗山县甲子医院"}, "机构名称", "同名同地区"),
    refused("a code twice", {"医保编码": "H41152100901"}, "医保编码", "编码和第"),
    refused("several faults at once", {"医院等级": "九级", "联系电话": "无人接听"}, "联系电话", "没有号码"),
]  # fmt: skip


def rows(kinds: list[Kind] = KINDS) -> list[list[Any]]:
    """A row for each kind: all is well with it but for that."""
    return [cells(number, kind) for number, kind in enumerate(kinds)]


def cells(number: int, kind: Kind) -> list[Any]:
    well = {
        "序号": str(number + 1), "机构名称": name_of(number), "省": "河南省", "市": "信阳市", "区县": "罗山县",
        "详细地址": f"灵山大道{number + 1}号", "联系电话": "", "机构类别": "综合医院",
    }  # fmt: skip
    told = well | kind.cells
    return [told.get(heading, "") for heading in HEADINGS]


def name_of(number: int) -> str:
    return f"罗山县{SIGNS[number // 10]}{SIGNS[20 + number % 10]}{SIGNS[30 + number % 10]}医院"
