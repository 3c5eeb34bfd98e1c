"""Days that people name instead of dating them: those on which offices close, and those on which they do not.

Who asks whether an office is open on 腊八节 is told of that day, which is a day like any other.
"""

from __future__ import annotations

from directory.core.hours.calendar import LUNAR

# The seventh evening, 中元, the double ninth, the first 腊八 of the year and the winter solstice, MMDD (GB/T 33661-2017).
ALMANAC = {
    2025: "0829 0906 1029 0107 1221", 2026: "0819 0827 1018 0126 1222", 2027: "0808 0816 1008 0115 1222",
    2028: "0826 0903 1026 0104 1221", 2029: "0816 0824 1016 0122 1221", 2030: "0805 0813 1005 0111 1222",
    2031: "0824 0901 1024 0101 1222", 2032: "0812 0820 1012 0120 1221", 2033: "0801 0809 1001 0108 1221",
    2034: "0820 0828 1020 0127 1222", 2035: "0810 0818 1009 0116 1222", 2036: "0828 0905 1027 0105 1221",
    2037: "0817 0825 1017 0123 1221", 2038: "0807 0815 1007 0112 1222", 2039: "0826 0903 1026 0102 1222",
    2040: "0814 0822 1014 0121 1221", 2041: "0803 0811 1003 0110 1221",
}  # fmt: skip
PLACE_NAMES = frozenset({"七夕", "重阳", "冬至", "腊八", "元宵", "圣诞"})
# Month and day; or the table, which of its days, and how many days after it.
FESTIVALS: dict[str, tuple[int, int] | tuple[str, int, int]] = {
    "国庆": (10, 1), "国庆节": (10, 1), "十一假期": (10, 1), "国庆假期": (10, 1), "元旦": (1, 1), "元旦节": (1, 1), "五一": (5, 1),
    "五一节": (5, 1), "劳动节": (5, 1), "清明": (4, 5), "清明节": (4, 5), "春节": ("lunar", 0, 0), "过年": ("lunar", 0, 0),
    "大年初一": ("lunar", 0, 0), "年初一": ("lunar", 0, 0), "正月初一": ("lunar", 0, 0), "除夕": ("lunar", 0, -1),
    "除夕夜": ("lunar", 0, -1), "年三十": ("lunar", 0, -1), "大年三十": ("lunar", 0, -1), "端午": ("lunar", 1, 0),
    "端午节": ("lunar", 1, 0), "中秋": ("lunar", 2, 0), "中秋节": ("lunar", 2, 0),
    **{f"{before}{name}": ("lunar", 0, after) for after, name in enumerate(("初二", "初三", "初四", "初五", "初六", "初七", "初八"), 1)
       for before in ("大年", "年", "正月")},
    "元宵": ("lunar", 0, 14), "元宵节": ("lunar", 0, 14), "正月十五": ("lunar", 0, 14),
    "七夕": ("almanac", 0, 0), "七夕节": ("almanac", 0, 0), "中元节": ("almanac", 1, 0),
    "重阳": ("almanac", 2, 0), "重阳节": ("almanac", 2, 0), "腊八": ("almanac", 3, 0),
    **{f"腊月{ten}{one}": ("almanac", 3, first + at) for ten, first in (("十", 3), ("二十", 13), ("廿", 13))
       for at, one in enumerate("一二三四五六七八九")},
    "腊八节": ("almanac", 3, 0), "小年": ("almanac", 3, 15), "小年夜": ("almanac", 3, 15), "北方小年": ("almanac", 3, 15),
    "南方小年": ("almanac", 3, 16), "腊月二十": ("almanac", 3, 12),
    "冬至": ("almanac", 4, 0), "情人节": (2, 14),
    "妇女节": (3, 8), "三八节": (3, 8), "三八妇女节": (3, 8), "植树节": (3, 12), "愚人节": (4, 1),
    "青年节": (5, 4), "五四青年节": (5, 4), "护士节": (5, 12), "儿童节": (6, 1), "六一儿童节": (6, 1),
    "建党节": (7, 1), "建军节": (8, 1), "医师节": (8, 19), "教师节": (9, 10), "双十一": (11, 11),
    "光棍节": (11, 11), "双十二": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25),
    "圣诞节": (12, 25), "跨年夜": (12, 31),
}  # fmt: skip

OF_AN_AGE = "(?<![今明去前后每当本来这])"  # 今年三十岁, 今年初三
OF_A_NAME = "(?!镇|乡|村|路|街|社区|医院|卫生院|卫生室|诊所)"  # 重阳镇卫生院
OF_YEARS = "(?![龄纪级轻青限])"  # 最小年龄


def guarded(name: str) -> str:
    """A pattern for the day where it is said as a day: not within an age, a form at school, or a place's name."""
    before = OF_AN_AGE if name.startswith("年") else ""
    behind = OF_A_NAME if name in PLACE_NAMES else OF_YEARS if name == "小年" else ""
    if name.endswith("三十"):
        behind = "(?![几多]?岁|[一二三四五六七八九]岁)"
    return f"{before}{name}{behind}"


def written(table: str, year: int) -> list[str]:
    """The days of a year in a table, MMDD; none where the table does not reach."""
    return {"lunar": LUNAR, "almanac": ALMANAC}[table].get(year, "").split()
