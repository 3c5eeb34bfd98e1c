"""What is wrong with a line, in Chinese for the curators who read it in the admin: the loader speaks English to programs."""

from __future__ import annotations

import re

from django.apps import apps

from directory.core.caches import memoized
from directory.core.language.phone_kinds import PhoneKind
from directory.core.models import ImportRun

# As the loader says it → as a curator reads it.
WORDS: tuple[tuple[str, str], ...] = (
    (r"expected is one of (.*)", r"只能是 \1"),
    (r"accepted: (.*)", r"可以填：\1"),
    (r"(.*) \(accepted: (.*)\)", r"\1可以填：\2"),
    (r"是 or 否 is expected", "请填 是 或 否"),
    (r"三级甲等, 二级, 未定级 or the like is expected", "请写作 三级甲等、二级、未定级 这样的级别"),
    (r"a list of slugs is expected", "应是网址标识的列表"),
    (r"a slug is expected", "应是一个网址标识"),
    (r"a list of texts is expected", "应是几项文字"),
    (r"a list is expected", "应是一个列表"),
    (r"an object is expected", "应是一个对象"),
    (r"true or false is expected", "请填 是 或 否"),
    (r"a whole number is expected", "应是整数"),
    (r"a number is expected", "应是数字"),
    (r"a date such as (.*) is expected", r"应是 \1 这样的日期"),
    (r"a time such as (.*) is expected", r"应是 \1 这样的时间"),
    (r"a text is expected", "应是文字"),
    (r"a record cannot refer to itself", "不能指向自己"),
    (r"no database takes the character U\+0000", "含有不能保存的字符 U+0000"),
    (r"contains the invisible character (U\+[0-9A-F]+)", r"含有看不见的字符 \1，请删除后重新输入"),
    (r"expected is a \.csv, \.xlsx or \.ndjson file", "请给 .csv、.xlsx 或 .ndjson 文件"),
    (r"is larger than 200 MB when it is unpacked", "解开后超过 200 MB"),
    (r"cannot be read as CSV: (.*)", r"不能当作 CSV 读：\1"),
    (r"cannot be read as an Excel sheet: (.*)", r"不能当作 Excel 表读：\1"),
    (r"two columns have the same heading", "有两栏的标题相同"),
    (r"there is no line with headings", "没有标题行（至少两栏有字）"),
    (r"there is no row below the headings", "标题下面没有内容"),
    (r"line (\d+) is not JSON: (.*)", r"第 \1 行不是 JSON: \2"),
    (r"line (\d+): an object is expected", r"第 \1 行应是一个对象"),
    (r"not JSON: (.*)", r"不是 JSON: \1"),
    (r"is too long for one record \(1 MB at most\)", "太长，一条最多 1 MB"),
    (r"is missing; by it the record is known when it is loaded again", "缺少；再次载入时靠它认出这一条"),
    (r"is missing", "缺少"),
    (r"the name is missing", "缺少名称"),
    (r"is no name, it has no letter", "不像名称，里面没有文字"),
    (r"is a line of totals or remarks, no place", "是合计或说明，不是机构"),
    (r"is a formula without its value, open .*", "是公式，文件里没有它的结果；用电子表格软件打开后另存一次"),
    (r"is an error of the spreadsheet and no value", "是电子表格的错误值"),
    (r"not known, use (.*)", r"没有这一项，可以用 \1"),
    (r"several regions are called so, give the code or those above it: (.*)", r"有几个地区同名，请写代码或上级：\1"),
    (r"there is no such region, give its slug or code; nearest: (.*)", r"没有这个地区，最接近的是 \1"),
    (r"there is no such region, give its slug or code", "没有这个地区，请写名称或行政区划代码"),
    (r"there is no such department, give a name or alias of the catalogue", "科目表里没有，请用目录中的名称或别名"),
    (r"there is no such (\w+) yet, its line must come first", r"还没有这个\1，它的行要在前面"),
    (r"there is no such (\w+), give its slug or code", r"没有这个\1，请写它的网址标识或代码"),
    (r"there is no such column, there are (.*)", r"没有这一栏，有的是 \1"),
    (r"there is no such field, use (.*)", r"没有这个字段，可以用 \1"),
    (r"no column is the name.*", "没有一栏是“名称”，请指定"),
    (r"no column names the region, and the address does not begin with one", "没有地区栏，地址也不是从地区写起的"),
    (r"lies far outside (.*)", r"远在\1之外"),
    (r"is (.*), not (\w+)", r"号码是\1，不是\2"),
    (r"slug: (\S+) is another place's, (.*) in (\d+); give this one its own", r"网址标识 \1 已是 \2（\3）的，请另起一个"),
    (r"slug: line (\d+) has the same, (\S+)", r"第 \1 行的网址标识相同：\2"),
    (r"the same name and region stand in row (\d+) already", r"和第 \1 行同名同地区，只导入那一行"),
    (r"the same code stands in row (\d+) already", r"编码和第 \1 行相同，只导入那一行"),
    (r"the same place, (\S+), stands in row (\d+) already", r"和第 \2 行是同一家（\1），只导入那一行"),
    (r"may be the same place as in row (\d+)", r"可能和第 \1 行是同一家；确实是两家才勾选写入"),
    (r"may be the same as (.*), both have (.*)", r"可能就是已有的 \1，相同的有 \2；确实是两家才勾选写入"),
    (r"may be the same as (.*), which is near", r"可能就是已有的 \1，就在附近；确实是两家才勾选写入"),
    (r"the import is (\w+) already", r"这次导入已是“\1”，请刷新页面"),
    (r"somebody else goes on with this import", "别人正在继续这次导入"),
    (r"another load is running, try again when it is done", "另一批数据正在载入，这次还没有动；等它完成后再按一次"),
    (r"edited since it was imported: it stays", "导入以后有人改过，没有撤销这一行"),
    (r"edited since it was imported: (.*)", r"导入以后有人改过，不能撤销：\1"),
    (r"others refer to it: it stays", "有别的记录引用它，没有撤销这一行"),
    (r"was proposed before and not taken", "以前提出过，没有采用"),
    (r"lies outside the regions that you are responsible for", "不在您负责的地区"),
)  # fmt: skip
PATTERNS = [(re.compile(rf"{pattern}\Z", re.DOTALL), words) for pattern, words in WORDS]
# A place in a line, and the value there, as LineError writes them before what is accepted.
WHERE = re.compile(r"(?:[a-z_]+(?:\.\d+|\.[a-z_]+)* )?(?:[a-z_.\d, ]*)(?:\"(?:[^\"\\]|\\.)*\"|[\d.]+)?: ")


def filled(words: str, found: re.Match[str]) -> str:
    """A complaint's Chinese with what it names in Chinese, too."""
    return re.sub(r"\\(\d)", lambda place: in_words(found[int(place[1])]), words)


def in_words(text: str) -> str:
    """What a complaint names, where it is a state of an import, a sort of phone or a kind of record."""
    return chinese_names().get(text, re.sub(r"(?<=\d), (?=[\u4e00-\u9fff])", "、", text))


@memoized(1)
def chinese_names() -> dict[str, str]:
    known = {str(value): str(label) for value, label in (*ImportRun.State.choices, *PhoneKind.choices)}
    return known | {str(model._meta.model_name): str(model._meta.verbose_name) for model in apps.get_models()}


def in_chinese(text: str) -> str:
    """A complaint of the loader's as a curator reads it; what is Chinese already stays."""
    whole = one_in_chinese(text)
    return whole if whole != text else "；".join(map(one_in_chinese, text.split("; ")))


def one_in_chinese(text: str) -> str:
    for each in (text, WHERE.sub("", text, count=1)):
        for pattern, words in PATTERNS:
            if found := pattern.match(each):
                return filled(words, found)
    return text
