from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from directory.core.language.pinyin import spelled

from .entry import Publishable
from .fields import LinesField

NATION = 100000
# 台湾, 香港, 澳门 have a health insurance of their own: what holds in all the nation is written for the mainland.
BEYOND_MAINLAND = frozenset({710000, 810000, 820000})

# A code's trailing zeros say how far its subtree reaches: 41 00 00 is a province, 41 15 00 a city.
SPANS = ((10000, 9999), (100, 99))


def code_range(code: int) -> tuple[int, int]:
    """First and last GB/T 2260 code inside a region, itself included.

    410000 → (410000, 419999); 411500 → (411500, 411599); 411521 → (411521, 411521);
    100000, the nation, → every code.
    """
    if code == NATION:
        return NATION, 999999
    for step, reach in SPANS:
        if code % step == 0:
            return code, code + reach
    return code, code


def lies_in(code: int, other: int) -> bool:
    """Whether a region is another one or lies in it."""
    first, last = code_range(other)
    return first <= code <= last


def nested(one: int, other: int) -> bool:
    """Whether one of two regions lies in the other, or they are the same."""
    return lies_in(one, other) or lies_in(other, one)


def is_mainland(code: int) -> bool:
    """Whether a region lies where the mainland's medical insurance holds."""
    return code // 10000 * 10000 not in BEYOND_MAINLAND


def within(code: int, path: str = "region__code") -> Q:
    """The condition "lies in this region or anywhere below it", for the given path to a region's code."""
    return Q(**{f"{path}__range": code_range(code)})


def within_any(codes: Iterable[int], path: str = "region__code") -> Q:
    """The same for several regions; where there is none, nothing lies in it."""
    return reduce(or_, (within(code, path) for code in codes), Q(pk__in=[]))


def has_region(model: type[models.Model]) -> bool:
    return any(field.name == "region" for field in model._meta.fields)


def widest(codes: Iterable[int]) -> list[int]:
    """The codes without those that lie within another of them."""
    known = sorted(set(codes))
    return [code for code in known if not any(code != other and lies_in(code, other) for other in known)]


class RegionQuerySet(models.QuerySet["Region"]):
    def get_by_natural_key(self, code: int | str) -> Region:
        return self.get(code=code)

    def within(self, code: int) -> Self:
        return self.filter(within(code, "code"))

    def published(self) -> Self:
        """All: no region is kept back."""
        return self.all()

    def for_document(self) -> Self:
        return self.select_related(*self.model.mentions)


class Region(Publishable):
    """An administrative division of China, county level and above, by its GB/T 2260 code.

    The code is the path: everything inside a region has a code inside ``code_range``.
    The parent is kept all the same, because directly administered counties
    (济源 419001) hang from the province though their code has a city's place filled.
    """

    kind = "region"
    collection = "regions"
    key_field = "code"
    mentions: ClassVar = ("parent__parent",)

    class Level(models.TextChoices):
        NATION = "nation", "国家"
        PROVINCE = "province", "省级"
        CITY = "city", "地级"
        COUNTY = "county", "县级"

    code = models.PositiveIntegerField("行政区划代码", primary_key=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=40, help_text="不带省、市、县、区等字，例如 阜新。")
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    pinyin = models.CharField("拼音", max_length=120, help_text="简称的全拼，小写无空格，例如 fuxin。")
    initials = models.CharField("拼音首字母", max_length=30)
    aliases = LinesField("别名", help_text="每行一个。")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级区划", null=True, blank=True, related_name="children"
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "行政区划"
        indexes = [models.Index(fields=["name"]), models.Index(fields=["short_name"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__range=(100000, 829999)),
                name="core_region_code_in_gbt2260",
                violation_error_message="行政区划代码是 6 位数字，从 110000 到 829999（全国为 100000）。",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, level="nation") | Q(parent__isnull=False) & ~Q(level="nation"),
                name="core_region_only_nation_has_no_parent",
                violation_error_message="除全国以外，每个区划都要有上级区划。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[int]:
        return (self.code,)

    @property
    def ancestors(self) -> list[Region]:
        """Province first, itself not included, the nation left out."""
        chain = []
        region = self
        while region.parent_id not in (None, NATION):
            region = region.parent  # type: ignore[assignment]
            chain.append(region)
        return chain[::-1]

    @property
    def path(self) -> list[Region]:
        """From the province down to this region."""
        return [*self.ancestors, self]

    @property
    def upwards(self) -> list[int]:
        """The codes whose rules apply here, most local first: 罗山县, 信阳市, 河南省 and, on the mainland, the nation."""
        nation = [NATION] if is_mainland(self.code) else []
        return list(dict.fromkeys([*(region.code for region in reversed(self.path)), *nation]))

    @property
    def full_name(self) -> str:
        return "".join(region.name for region in self.path)


def read_before(name: str, within_code: int) -> tuple[str, ...]:
    """The reviewed syllables of the region with which a name in this region's province begins: 闵行区中心医院 → min, hang."""
    starts = [name[:cut] for cut in range(2, 9)]
    province = within_code // 10000 * 10000
    regions = (
        Region.objects.within(province).filter(short_name__in=starts).values_list("short_name", "pinyin", "initials")
    )
    longest = max(regions, key=lambda region: len(region[0]), default=None)
    return spelled(*longest[1:]) if longest else ()
