"""Rows of a list of hospitals as people keep one, with what each cell states: the same for the same size and seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import NamedTuple

from directory.core.language.phones import is_possible

from .geography import County, fixture
from .institutions import Maker, Task, tasks
from .list_hours import Hours, hours_text

SEED = 20261129
HEADINGS = [
    "序号", "机构名称", "省", "市", "区县", "详细地址", "联系电话", "医院等级", "机构类别", "门诊时间", "诊疗科目", "医保编码",
]  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")
LEVELS = {
    3: ["三级甲等", "三甲", "三级"],
    2: ["二级甲等", "二级", "二甲"],
    1: ["一级", "一级医院"],
    0: ["未定级", "未评级", "无等级"],
}
TYPES = {"general": "综合医院", "tcm": "中医医院", "specialised": "专科医院", "clinic": "诊所"}
FAMILIAR = ("内科", "外科", "妇产科", "儿科", "眼科", "中医科", "骨科", "皮肤科")


class ListRow(NamedTuple):
    """A row of the list, and what it says."""

    cells: list[str]
    region: int
    phones: frozenset[tuple[str, str]]
    hours: Hours | None  # None: the row says nothing of them
    place: int  # the same for two rows about one place


class RegionNames(NamedTuple):
    province: str
    city: str
    county: str


def regions() -> dict[int, RegionNames]:
    names = {region["code"]: region["name"] for region in fixture("regions", "core.region")}
    return {
        code: RegionNames(names[code // 10000 * 10000], names.get(code // 100 * 100, ""), name)
        for code, name in names.items()
        if code % 10000
    }


def region_cells(chance: Random, county: County, of: RegionNames, is_alone: bool) -> list[str]:
    """Province, city and county as lists have them in one, two or three columns."""
    is_city = county.code % 100 == 0
    city, name = ("" if is_city else of.city), of.county
    whole = [of.province, city, name]
    path = "".join(dict.fromkeys(filter(None, whole)))
    ways: list[list[str]] = [
        whole, whole, whole, whole,
        ["", city, name] if city else whole, ["", "", path], ["", "", f"{city or of.province}{name}"],
        ["", "", str(county.code)],
        [of.province, city, f"{name[0]} {name[1:]}"], [f" {of.province}", f"{city}　", name],
        [of.province, city, county.short_name] if len(county.short_name) > 1 else whole,
    ]  # fmt: skip
    if is_alone:
        ways += [["", "", name], ["", "", name]]
    if of.province[-1] == "市":
        ways += [[of.province, "市辖区", name]]
    return chance.choice([way for way in ways if any(way)])


def phone_text(chance: Random, area: str, local: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """A cell for a landline, and the numbers that it states."""
    number, mobile = f"{area}-{local}", f"1{chance.choice('3578')}{chance.randrange(10**9):09}"
    other = f"{local[:-1]}{(int(local[-1]) + 1) % 10}"
    one, two = frozenset([(number, "")]), frozenset([(number, ""), (f"{area}-{other}", "")])
    ways: list[tuple[str, frozenset[tuple[str, str]]]] = [
        *[(number, one)] * 4, *[(local, one)] * 3,
        (f"{area[1:]}{local}", one), (number.translate(FULL_WIDTH), one), (f"({area}){local}", one),
        (f"{area} {local}", one), (f"{area}--{local}", one), (f"{area}—{local}", one), (f"\u200b{number}\u200e", one),
        (f"电话：{number}", one), (f"值班室{local}", one), (f"{number}（办公室）", one), (f"86-{area[1:]}-{local}", one),
        (f"{area}{local}", one), (f"{area}-{local[:-4]} {local[-4:]}", one),
        (f"{number}转802", frozenset([(number, "802")])), (f"{local}-8001", frozenset([(number, "8001")])),
        (f"{number}、{mobile}", one | {(mobile, "")}), (f"{local}/{other[-2:]}", two), (f"{number},{other}", two),
        (f"白天{local}，夜间{other}", two), (f"{number} {area}-{other}", two), (f"{local}\n{mobile}", one | {(mobile, "")}),
        (f"白天(8:00-17:30){local}夜间{other}", two), (f"咨询电话：{number}；投诉：12345", one | {("12345", "")}),
    ]  # fmt: skip
    return chance.choice(ways)


class ListMaker:
    """Makes the rows of one county."""

    def __init__(self, task: Task, of: dict[int, RegionNames], alone: set[str], first: int) -> None:
        self.maker = Maker(task)
        self.county, self.chance = self.maker.county, self.maker.chance
        self.of, self.is_alone = of[self.county.code], self.county.name in alone
        self.number, self.used = first, set[str]()

    def rows(self, count: int) -> Iterator[ListRow]:
        while count > 0:
            made = self.maker.hospital(self.number)
            if made["name"] in self.used or len(made["name"]) < 5:
                made["name"] = f"{made['name']}{self.number}号"
            self.used.add(made["name"])
            self.number += 1
            row, roll = self.row(made), self.chance.random()
            yield row
            count -= 1
            if roll < 0.1 and count:
                yield self.again(row)
                count -= 1
            elif roll < 0.2 and count and (other := self.lookalike(row)):
                yield other
                count -= 1

    def row(self, made: dict[str, object]) -> ListRow:
        chance, county = self.chance, self.county
        text, phones = "", frozenset[tuple[str, str]]()
        if chance.random() < 0.8:
            text, phones = phone_text(chance, self.county.area_code, self.local())
        told, hours = hours_text(chance) if chance.random() < 0.6 else ("", None)
        level = made["level"]
        cells = [
            str(self.number), str(made["name"]), *region_cells(chance, county, self.of, self.is_alone),
            self.address(str(made["address"])), text,
            chance.choice(LEVELS[level]) if isinstance(level, int) and chance.random() < 0.7 else "",
            TYPES.get(str(made["institution_type"]), ""), told,
            "、".join(chance.sample(FAMILIAR, 2)) if chance.random() < 0.5 else "",
            f"H{county.code}{self.number % 100_000:05}" if chance.random() < 0.5 else "",
        ]  # fmt: skip
        return ListRow(cells, county.code, phones, hours, self.number)

    def local(self) -> str:
        """A number with as many digits as the area's have."""
        chance, area = self.chance, self.county.area_code
        length = 8 if is_possible(f"{area}-22277777") else 7
        begun = (f"{chance.randint(2, 8)}{chance.randint(10, 99)}" for _each in count())
        beginning = next(each for each in begun if is_possible(f"{area}-{each:7<{length}}"))
        return f"{beginning}{chance.randrange(10 ** (length - 3)):0{length - 3}}"

    def address(self, text: str) -> str:
        bare, chance = text.removeprefix(self.county.name), self.chance
        return chance.choice([bare, text, f"{self.of.province}{self.of.city}{text}" if self.of.city else text])

    def named(self, row: ListRow, name: str, **changes: str) -> ListRow:
        self.number += 1
        self.used.add(name)
        told = dict(zip(HEADINGS, row.cells, strict=True)) | {"序号": str(self.number), "机构名称": name} | changes
        return row._replace(cells=list(told.values()))

    def again(self, row: ListRow) -> ListRow:
        """The same place as another list has it: another form of its name, another of its address or region."""
        name, chance, county = row.cells[1], self.chance, self.county
        bare = name.removeprefix(county.name).removeprefix(county.short_name)
        is_own = bare != name and len(bare) > 3
        forms = [f"{name}有限公司", f" {name[:2]} {name[2:]} ", f"{self.of.province}{name}"]
        forms += (
            [f"{county.city}{county.name}{bare}", f"{county.short_name}{bare}"] if is_own else [f"{county.name}{name}"]
        )
        changes = {"医保编码": ""} if chance.random() < 0.7 else {}
        region = dict(zip(("省", "市", "区县"), region_cells(chance, county, self.of, self.is_alone), strict=True))
        return self.named(row, chance.choice(forms), 详细地址=self.address(row.cells[5]), **changes, **region)

    def lookalike(self, row: ListRow) -> ListRow | None:
        """Another place that shares a name's form, a phone and a house."""
        stem = row.cells[1].removesuffix("医院").removesuffix("诊所").removesuffix("门诊部")
        ways: list[Callable[[], str]] = [
            lambda: f"{stem}第二医院", lambda: f"{row.cells[1]}东院区", lambda: f"{row.cells[1]}分院",
            lambda: f"{stem}妇幼保健院", lambda: f"{stem.replace('口腔', '')}{'中医' if '口腔' in stem else '口腔'}诊所",
        ]  # fmt: skip
        name = self.chance.choice(ways)()
        return None if name in self.used else self.named(row, name, 医保编码="")._replace(place=self.number)


def seeded(size: int, seed: int = SEED) -> Iterator[ListRow]:
    of, first = regions(), 0
    every = [region.county for region in of.values()]
    alone = {name for name in every if every.count(name) == 1}
    for task in tasks(seed, size):
        yield from ListMaker(task, of, alone, first).rows(task.institutions)
        first += 2 * task.institutions
