from __future__ import annotations

import datetime
from collections.abc import Collection
from itertools import chain, count
from typing import Any, ClassVar, NamedTuple, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import Q

from directory.core.datums import SHIFTED, converted
from directory.core.language.text import pinyin_slug, pinyin_words, validate_visible

from .calendar import SummerDates
from .entry import Publishable
from .fields import LinesField
from .region import Region, read_before, within
from .relations import prefetches

SLUG = RegexValidator(
    r"^[a-z0-9]+(?:[.-][a-z0-9]+)*\Z", "只用小写字母、数字、连字符和点，例如 fu-xin-shi-zhong-xin-yi-yuan。"
)


class FactCheck(NamedTuple):
    """A fact that was verified apart from its record: which field, on which day, how."""

    field: str
    verified_on: str
    verified_how: str

    @classmethod
    def read(cls, line: str) -> FactCheck:
        field, on, how = line.split(" ")
        return cls(field, on, how)

    @property
    def line(self) -> str:
        return " ".join(self)


class RecordQuerySet(models.QuerySet[Any]):
    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)

    def published(self) -> Self:
        return self.filter(status=Record.Status.PUBLISHED)

    def for_document(self) -> Self:
        """With everything that rendering reads, in a constant number of queries."""
        return self.prefetch_related(*prefetches(self.model, (*self.model.parts, *self.model.mention_paths())))


class Record(Publishable):
    """A thing in the world that staff describe: a hospital, an office, a symptom, a rule.

    What it says of itself is either stated by articles (its citations) or the
    directory's own word (``editorial``). Only a published record is public.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        RETIRED = "retired", "已停用"

    class How(models.TextChoices):
        """How something was verified."""

        CALL = "call", "电话"
        VISIT = "visit", "实地走访"
        OFFICIAL = "official", "官方页面"
        DOCUMENT = "document", "文件"

    # Fields of which several sources may each name a part: another value adds to the first, it does not contradict it.
    cumulative: ClassVar[frozenset[str]] = frozenset()
    # Fields that tell about the record's keeping, not about the world: they need no source.
    bookkeeping: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "slug",
            "pinyin",
            "status",
            "verified_on",
            "verified_by",
            "verified_how",
            "fact_checks",
            "editorial",
            "unfinished",
            "version",
            "possible_duplicates",
        ]
    )

    slug = models.CharField(
        "网址标识", max_length=120, unique=True, blank=True, validators=[SLUG], help_text="留空则由名称的拼音生成。"
    )
    name = models.CharField("名称", max_length=120, validators=[validate_visible])
    pinyin = models.CharField("拼音", max_length=400, blank=True, help_text="全拼和首字母，供检索；留空则由名称生成。")
    aliases = LinesField("别名", help_text="每行一个：简称、俗称、曾用名。")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    verified_on = models.DateField("核实日期", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="核实人", null=True, blank=True, related_name="+"
    )
    verified_how = models.CharField("核实方式", max_length=10, choices=How.choices, blank=True)
    # Facts that were verified apart from the record: ``phones 2026-11-29 call``. A list of lines, as bulk loading writes it.
    fact_checks = LinesField("逐项核实", editable=False)
    editorial = LinesField("编者填写的字段", help_text="每行一个字段名：不是文章说的，是本名录补充的。")
    unfinished = LinesField("来源未说完的字段", help_text="每行一个字段名：节选在此中断，内容可能不全。")
    possible_duplicates = models.ManyToManyField("self", verbose_name="可能重复", blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["slug"]
        default_permissions = ("add", "change", "delete", "view", "publish")
        indexes = [
            models.Index(
                fields=["verified_on"], condition=Q(verified_on__isnull=False), name="%(app_label)s_%(class)s_due"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="%(app_label)s_%(class)s_has_name",
                violation_error_message="名称不能为空。",
            ),
            models.CheckConstraint(
                condition=~Q(slug=""),
                name="%(app_label)s_%(class)s_has_slug",
                violation_error_message="网址标识不能为空。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @classmethod
    def mention_paths(cls) -> tuple[str, ...]:
        return (*cls.mentions, "citations__article", "citations__region__parent__parent", "possible_duplicates")

    @property
    def is_public(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def checks(self) -> dict[str, FactCheck]:
        """When and how single facts were verified, by field."""
        return {check.field: check for check in map(FactCheck.read, self.fact_checks)}

    def verify(self, by: Any, on: datetime.date, how: str, fields: Collection[str] = ()) -> None:
        """Set the clock of these facts, or of the whole record, which is later then than any fact's own."""
        if fields:
            checks = self.checks | {field: FactCheck(field, on.isoformat(), how) for field in fields}
            self.fact_checks = [check.line for check in checks.values()]
        else:
            self.verified_on, self.verified_by, self.verified_how, self.fact_checks = on, by, how, []

    def clean(self) -> None:
        super().clean()
        if not self.slug:
            self.slug = self.free_slug()
        if not self.pinyin:
            self.pinyin = pinyin_words(self.name, self.reviewed_reading())

    def reviewed_reading(self) -> tuple[str, ...]:
        """Syllables of the name's first characters that are known better than by the dictionary."""
        return ()

    def free_slug(self) -> str:
        """The name's pinyin; where another record has it, with a number behind it."""
        return first_free(type(self), [pinyin_slug(self.name, self.reviewed_reading())], self.pk)


def first_free(model: type[Record], slugs: list[str], own: Any = None) -> str:
    """The first of these slugs that no other record has, else the last of them with a number behind it."""
    numbered = (f"{slugs[-1][:115]}-{number}" for number in count(2))
    taken = model._default_manager.exclude(pk=own)
    return next(slug for slug in chain(slugs, numbered) if not slug or not taken.filter(slug=slug).exists())


class PlaceQuerySet(RecordQuerySet):
    def within(self, code: int) -> Self:
        return self.filter(within(code))


class Place(Record, SummerDates):
    """A record with a door: somewhere people go to, at an address, by phone, at certain hours."""

    class Datum(models.TextChoices):
        WGS84 = "wgs84", "WGS-84 (GPS)"
        GCJ02 = "gcj02", "GCJ-02（高德、腾讯）"
        BD09 = "bd09", "BD-09（百度）"
        CGCS2000 = "cgcs2000", "CGCS2000（天地图）"

    class Operation(models.TextChoices):
        OPEN = "open", "开业"
        PLANNED = "planned", "筹建"
        SUSPENDED = "suspended", "停业"
        REVOKED = "revoked", "撤销"

    # What is none of these nor of unknown status is not there to go to, whatever else is known of it.
    working: ClassVar[frozenset[str]] = frozenset({"", "open"})
    bookkeeping = Record.bookkeeping | {"source_latitude", "source_longitude"}

    operation = models.CharField(
        "运营状态",
        max_length=10,
        choices=Operation.choices,
        blank=True,
        help_text="筹建、停业、撤销的不算开着，也不再推荐。",
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在地区", related_name="%(class)ss")
    address = models.CharField("地址", max_length=200, blank=True)
    directions = models.CharField("公交与到达", max_length=300, blank=True)
    parking = models.CharField("停车", max_length=200, blank=True)
    latitude = models.DecimalField(
        "纬度", max_digits=9, decimal_places=6, null=True, blank=True, help_text="WGS-84，十进制度。",
        validators=[MinValueValidator(3), MaxValueValidator(54)],
    )  # fmt: skip
    longitude = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True, help_text="WGS-84，十进制度。",
        validators=[MinValueValidator(73), MaxValueValidator(136)],
    )  # fmt: skip
    datum = models.CharField(
        "原坐标系", max_length=10, choices=Datum.choices, blank=True,
        help_text="照来源填写经纬度并选它的坐标系，保存时换算成 WGS-84。",
    )  # fmt: skip
    # As the source gave it, where that was GCJ-02 or BD-09: the stored position is worked out from it.
    source_latitude = models.DecimalField(
        "原纬度", max_digits=9, decimal_places=6, null=True, blank=True, editable=False
    )
    source_longitude = models.DecimalField(
        "原经度", max_digits=9, decimal_places=6, null=True, blank=True, editable=False
    )
    website = models.CharField("网站", max_length=200, blank=True, validators=[URLValidator(["http", "https"])])

    objects: ClassVar[Any] = PlaceQuerySet.as_manager()

    @property
    def is_working(self) -> bool:
        """Whether people can go there, as far as is known."""
        return self.operation in self.working

    def clean(self) -> None:
        super().clean()
        if self.latitude is not None and self.longitude is not None:
            self.convert_position()

    def convert_position(self) -> None:
        """Keep a GCJ-02 or BD-09 position as the source gave it and store what it is in WGS-84.

        A position that was worked out from the kept one is not a new one, so that saving twice changes nothing,
        and choosing another datum works it out anew.
        """
        here: Any = self.latitude, self.longitude
        source: Any = self.source_latitude, self.source_longitude
        kept = source[0] is not None and here in [converted(source[0], source[1], datum) for datum in self.Datum.values]
        given: Any = source if kept else here
        self.latitude, self.longitude = converted(given[0], given[1], self.datum)
        self.source_latitude, self.source_longitude = given if self.datum in SHIFTED else (None, None)

    def reviewed_reading(self) -> tuple[str, ...]:
        return read_before(self.name, self.region_id) if self.region_id else ()

    def free_slug(self) -> str:
        """The name's pinyin; where another place has it, the region's behind it, then a number."""
        slug = pinyin_slug(self.name, self.reviewed_reading())
        region = Region.objects.filter(pk=self.region_id).values_list("pinyin", flat=True).first()
        return first_free(type(self), [slug, f"{slug[:90]}-{region}"] if region else [slug], self.pk)

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["pinyin"], name="%(app_label)s_%(class)s_pinyin"),
            models.Index(fields=["name"], name="%(app_label)s_%(class)s_name"),  # by which lists find it again
        ]
        constraints = [
            *Record.Meta.constraints,
            *SummerDates.Meta.constraints,
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, datum="")
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(3, 54), longitude__range=(73, 136))
                & ~Q(datum=""),
                name="%(app_label)s_%(class)s_position_in_china",
                violation_error_message="纬度、经度和原坐标系要一起填写，且位于中国境内（纬度 3–54，经度 73–136）。",
            ),
        ]
