from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

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
    """A source: one news article as it was saved, main article of a page or teaser beside it.

    The text itself is not kept, only what it is and what was taken from it.
    """

    kind = "article"
    collection = "articles"
    pages = "sources"
    mentions: ClassVar = ("page",)

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
    title = models.CharField("标题", max_length=200)
    section = models.CharField("栏目", max_length=40, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    role = models.CharField("位置", max_length=10, choices=Role.choices)
    page = models.ForeignKey(
        "self", models.PROTECT, verbose_name="所在页面的正文", null=True, blank=True, related_name="teasers"
    )
    extent = models.CharField("完整程度", max_length=10, choices=Extent.choices)
    in_scope = models.BooleanField("属于收录范围", default=True)
    out_of_scope_reason = models.CharField("不收录的原因", max_length=200, blank=True)
    remark = models.TextField("编者按", blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = verbose_name_plural = "来源文章"
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
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.title}"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def key(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        return self.title


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
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"

    @property
    def scope(self) -> tuple[int | None, int | None, str]:
        return self.region_id, self.year, self.population
