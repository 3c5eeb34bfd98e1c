from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from directory.core.models import Citation, Record, Region, Row


class Service(Record):
    """医保经办政务服务事项: one thing people can have done, from the national list or added by this directory."""

    kind = "service"
    collection = "services"
    parts: ClassVar = ("citations",)
    mentions: ClassVar = ("parent",)
    cumulative = frozenset({"aliases"})

    class Origin(models.TextChoices):
        NATIONAL = "national", "全国清单"
        OWN = "own", "本名录增列"

    code = models.CharField(
        "编号", max_length=10, unique=True,
        validators=[RegexValidator(r"^[0-9A-Z]+(\.[0-9]+)*\Z", "编号写作 5.1（全国清单）或 J.1（本名录增列）。")],
    )  # fmt: skip
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="所属一级事项", null=True, blank=True, related_name="children"
    )
    origin = models.CharField("出处", max_length=10, choices=Origin.choices)
    basis = models.CharField("依据", max_length=120, blank=True, help_text="文号。")
    description = models.CharField("说明", max_length=300, blank=True)

    class Meta(Record.Meta):
        ordering = ["pk"]  # as the list has it: by code, 10 would stand before 2
        verbose_name = verbose_name_plural = "服务事项"


class ServiceCitation(Citation):
    """Who says what about a service."""

    record = models.ForeignKey(Service, models.CASCADE, related_name="citations")


class Channel(Record):
    """办理渠道: a way to a service that has a name of its own: an app, a mini-program, a hotline, a kind of counter.

    A placeholder ("XX医保") is not a channel.
    """

    kind = "channel"
    collection = "channels"
    parts: ClassVar = ("citations", "menu_paths")
    mentions: ClassVar = (
        "region__parent__parent",
        "services",
        "menu_paths__service",
        "menu_paths__region__parent__parent",
    )
    cumulative = frozenset({"aliases", "services", "menu_paths", "description"})

    class Kind(models.TextChoices):
        APP = "app", "手机应用"
        MINI_PROGRAM = "mini_program", "小程序"
        OFFICIAL_ACCOUNT = "official_account", "公众号"
        WEBSITE = "website", "网站"
        PHONE = "phone", "电话"
        WINDOW = "window", "现场窗口"
        BANK = "bank", "银行"
        COMMUNITY = "community", "社区（村）代办"
        HOSPITAL = "hospital", "定点医药机构"
        OTHER = "other", "其他"

    # What takes a telephone or a computer with the internet.
    ONLINE: ClassVar = frozenset({Kind.APP, Kind.MINI_PROGRAM, Kind.OFFICIAL_ACCOUNT, Kind.WEBSITE})

    channel_kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="适用地区", related_name="channels")
    platform = models.CharField("所在平台", max_length=60, blank=True, help_text="例如 微信、支付宝。")
    operator = models.CharField("主办单位", max_length=60, blank=True)
    website = models.URLField("网址", blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    services = models.ManyToManyField(Service, verbose_name="可办事项", blank=True, related_name="channels")
    description = models.TextField("说明", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "办理渠道"


class ChannelCitation(Citation):
    """Who says what about a channel."""

    record = models.ForeignKey(Channel, models.CASCADE, related_name="citations")


class MenuPath(Row):
    """Where in a channel a service is found: the taps from its first screen, in order."""

    record = models.ForeignKey(Channel, models.CASCADE, related_name="menu_paths")
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="事项", null=True, blank=True, related_name="+")
    path = models.CharField("入口", max_length=300, help_text="用 → 连接，例如 我 → 服务 → 城市服务。")
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name="只在这里", null=True, blank=True, related_name="+",
        help_text="来源只说了一地的入口时选；别处未必一样。",
    )  # fmt: skip

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "入口"

    def __str__(self) -> str:
        return self.path
