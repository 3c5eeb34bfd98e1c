from __future__ import annotations

import hashlib
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q

from directory.core.language.text import validate_visible

from .entry import Publishable
from .quantity import Quantity, possible_year
from .region import Region
from .row import Row


class ArticleQuerySet(models.QuerySet["Article"]):
    def get_by_natural_key(self, slug: str) -> Article:
        return self.get(slug=slug)

    def published(self) -> Self:
        """All: a source is public as soon as it is known."""
        return self.all()

    def for_document(self) -> Self:
        return self.select_related(*self.model.mentions)


class Article(Publishable):
    """A source: where statements come from. Most are news articles as they were saved, main article of a page or teaser
    beside it; others are pages and notices of authorities, lists, phone calls, visits and e-mails.

    What it is and what was taken from it is public; its text is kept apart (SourceText), for staff alone.
    """

    kind = "article"
    collection = "articles"
    pages = "sources"
    mentions: ClassVar = ("page",)

    class SourceKind(models.TextChoices):
        ARTICLE = "article", "文章"
        OFFICIAL = "official", "官方页面"
        NOTICE = "notice", "通知公告"
        DOCUMENT = "document", "文件或名单"
        CALL = "call", "电话核实"
        VISIT = "visit", "实地走访"
        EMAIL = "email", "电子邮件"

    class Role(models.TextChoices):
        MAIN = "main", "正文"
        TEASER = "teaser", "相关推荐"

    class Extent(models.TextChoices):
        WHOLE = "whole", "全文"
        EXCERPT = "excerpt", "节选（句中截断）"

    slug = models.CharField(
        "标识",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", "只用小写字母、数字和连字符。")],
    )
    source_kind = models.CharField("来源种类", max_length=10, choices=SourceKind.choices, default=SourceKind.ARTICLE)
    title = models.CharField("标题", max_length=200, validators=[validate_visible])
    publisher = models.CharField(
        "发布者", max_length=100, blank=True, validators=[validate_visible],
        help_text="媒体、机关或机构的名称；电话和走访写对方单位，不写个人姓名。",
    )  # fmt: skip
    link = models.CharField("原文网址", max_length=500, blank=True, validators=[URLValidator(["http", "https"])])
    section = models.CharField("栏目", max_length=40, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    read_on = models.DateField("查阅日期", null=True, blank=True, help_text="读到、打电话或走访的那一天。")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="查阅人", null=True, blank=True, related_name="+"
    )
    role = models.CharField("位置", max_length=10, choices=Role.choices, default=Role.MAIN)
    page = models.ForeignKey(
        "self", models.PROTECT, verbose_name="所在页面的正文", null=True, blank=True, related_name="teasers"
    )
    extent = models.CharField("完整程度", max_length=10, choices=Extent.choices, default=Extent.WHOLE)
    in_scope = models.BooleanField("属于收录范围", default=True)
    out_of_scope_reason = models.CharField("不收录的原因", max_length=200, blank=True)
    remark = models.TextField("编者按", blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = verbose_name_plural = "来源文章"
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            models.CheckConstraint(
                condition=Q(in_scope=True, out_of_scope_reason="") | Q(in_scope=False) & ~Q(out_of_scope_reason=""),
                name="core_article_out_of_scope_has_reason",
                violation_error_message="不收录的文章要写明原因，收录的文章不写。",
            ),
            models.CheckConstraint(
                condition=Q(role="main", page__isnull=True) | Q(role="teaser", page__isnull=False),
                name="core_article_teaser_stands_on_a_page",
                violation_error_message="相关推荐要选所在页面的正文，正文不选。",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(read_on__isnull=True) | Q(read_on__gte=F("published_on")),
                name="core_article_read_after_published",
                violation_error_message="查阅日期不能早于发布日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.title}"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def name(self) -> str:
        return self.title


class SourceText(models.Model):
    """The text of a source as it was read, for staff alone: what citations point into.

    A table of its own, which nothing that is public reads. Line ends are ``\\n`` only and nothing else is changed, so
    that a place in it stays one: places are counted in code points.
    """

    LONGEST = 100_000

    source = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="kept_text")
    text = models.TextField("原文")
    sha256 = models.CharField("校验和", max_length=64, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "来源原文"

    def __str__(self) -> str:
        return f"{self.source} · {len(self.text)}"

    @classmethod
    def keep(cls, source: Article, text: str) -> SourceText | None:
        """Keep this as the source's text; nothing is kept of an empty one."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            cls.objects.filter(source=source).delete()
            return None
        digest = hashlib.sha256(text.encode()).hexdigest()
        return cls.objects.update_or_create(source=source, defaults={"text": text, "sha256": digest})[0]


class CitationQuerySet(models.QuerySet[Any]):
    def get_by_natural_key(self, uid: str) -> Any:
        return self.get(uid=uid)


class Citation(Row, Quantity):
    """One article's statement about one field of one record.

    ``value`` is the statement in our words; a figure is kept as a figure as well.
    Region, year and population are the scope the article gives the statement where
    that is narrower than, or other than, the record's own: two figures for two
    years do not contradict each other. What an article only supposes or illustrates
    (例如某地, 假设) is its ``example``: kept and shown as such, a rule nowhere.
    """

    class Rank(models.TextChoices):
        PREFERRED = "preferred", "采信"
        NORMAL = "normal", "并列"
        DEPRECATED = "deprecated", "不采信"
        EXAMPLE = "example", "举例"

    article = models.ForeignKey(
        Article,
        models.PROTECT,
        verbose_name="来源文章",
        related_name="%(app_label)s_%(class)s_set",
        limit_choices_to={"in_scope": True},
    )
    field = models.CharField("字段", max_length=40)
    value = models.CharField("文章的说法", max_length=500)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="限于地区", null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField("限于年度", null=True, blank=True)
    population = models.CharField("限于人群或情形", max_length=60, blank=True)
    rank = models.CharField("取舍", max_length=10, choices=Rank.choices, default=Rank.NORMAL)
    reason = models.CharField("取舍理由 / 编者按", max_length=300, blank=True)
    # Where in the source's text this stands, in code points, and the words there. For staff: the text is not ours.
    start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    end = models.PositiveIntegerField("原文终点", null=True, blank=True)
    quote = models.TextField("原文", blank=True, max_length=500)

    objects: ClassVar[Any] = CitationQuerySet.as_manager()

    class Meta(Row.Meta):
        abstract = True
        verbose_name = verbose_name_plural = "出处"
        ordering = ["field", "position", "pk"]
        constraints = [
            *Quantity.Meta.constraints,
            possible_year(),
            models.CheckConstraint(
                condition=~Q(rank="deprecated") | ~Q(reason=""),
                name="%(app_label)s_%(class)s_deprecated_has_reason",
                violation_error_message="不采信一个说法时要写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, start__lt=F("end")),
                name="%(app_label)s_%(class)s_place_in_text",
                violation_error_message="原文的起点和终点要一起填写，起点在前。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"

    @property
    def scope(self) -> tuple[int | None, int | None, str]:
        return self.region_id, self.year, self.population
