"""The admin of regions, sources, schemes, users and groups: what the records refer to, and who may edit them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directory.core.kinds import kinds
from directory.core.language.text import validate_visible
from directory.core.models import Article, CheckPeriod, Record, Region, Row, Scheme, SourceText
from directory.core.models.curation import Responsibility
from directory.core.sources.provenance import citable_fields

from .desk.reading import ReadingMixin
from .filters import RegionProvinceFilter
from .robust import RobustAdmin
from .seen import SeenMixin
from .versioned import PublishingAdmin, VersionedAdmin, VersionedForm


@admin.register(Region)
class RegionAdmin(VersionedAdmin):
    fields = ("code", "name", "short_name", "level", "parent", "pinyin", "initials", "aliases")
    list_display = ("name", "code", "level", "parent", "pinyin")
    list_filter = ("level", RegionProvinceFilter)
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "aliases", "pinyin", "initials", "code")
    autocomplete_fields = ("parent",)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The code is the key: another code is another region."""
        return ("code",) if obj else ()


class SourceForm(VersionedForm):
    """A source with its text, which is kept in a table of its own: lists, exports and the public must not read it."""

    text = forms.CharField(
        label="原文", required=False, widget=forms.Textarea, max_length=SourceText.LONGEST, strip=False,
        help_text="只供编辑部使用，不公开，也不进入任何导出。粘贴时不改动原文，出处的位置按字数计算。",
        error_messages={"max_length": f"原文最多 {SourceText.LONGEST} 字；更长的请分成几个来源。"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = SourceText.objects.filter(source=self.instance.pk).first()
        self.initial["text"] = kept.text if kept else ""

    def clean_text(self) -> str:
        # Browsers send CRLF; positions of citations count a line's end as one character.
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        validate_visible(text)
        return str(text)


@admin.register(Article)
class ArticleAdmin(ReadingMixin, VersionedAdmin):
    form = SourceForm
    fieldsets = (
        (None, {"fields": (
            "slug", "source_kind", "title", "publisher", "link", ("published_on", "read_on"), "read_by", "remark",
        )}),
        ("剪存的文章", {"fields": ("section", "role", "page", "extent", "in_scope", "out_of_scope_reason")}),
        ("原文（不公开）", {"fields": ("text", "digest", "read")}),
        ("取用", {"fields": ("taken",)}),
    )  # fmt: skip
    readonly_fields = ("taken", "read_by", "digest", "read")
    list_display = ("slug", "title", "source_kind", "publisher", "published_on", "role", "extent", "in_scope")
    list_display_links = ("slug", "title")
    list_filter = ("source_kind", "in_scope", "role", "extent", "section")
    search_fields = ("slug", "title", "publisher", "section", "link")
    autocomplete_fields = ("page",)
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if "read_on" in form.changed_data:
            obj.read_by = request.user if obj.read_on else None
        super().save_model(request, obj, form, change)
        if "text" in form.changed_data:
            SourceText.keep(obj, form.cleaned_data["text"])

    @admin.display(description="校验和 (SHA-256)")
    def digest(self, article: Article) -> str:
        kept = SourceText.objects.filter(source=article.pk).first()
        return kept.sha256 if kept else "没有原文。"

    @admin.display(description="摘取")
    def read(self, article: Article) -> SafeString | str:
        if not SourceText.objects.filter(source=article.pk).exists():
            return "存了原文以后可以从中摘取。"
        return format_html('<a href="{}">从原文摘取</a>', reverse("admin:core_article_read", args=[article.pk]))

    @admin.display(description="从中取用的内容")
    def taken(self, article: Article) -> SafeString | str:
        if article.pk is None:
            return "保存之后列出。"
        groups = [group for model in sourced_rows() if (group := rows_from(model, article))["rows"]]
        return render_to_string("admin/versioned/taken.html", {"groups": groups}) if groups else "还没有取用。"


def sourced_rows() -> list[type[Row]]:
    """The models of rows with a foreign key ``article``: citations and recommendations, those of apps to come, too."""
    models = [model for model in apps.get_models() if issubclass(model, Row)]
    return [model for model in models if any(field.name == "article" for field in model._meta.fields)]


def rows_from(model: type[Row], article: Article) -> dict[str, Any]:
    """For ``taken.html``: the rows of this model that are from the article, each with the label of its field; one query."""
    options: Any = model._meta
    record = options.get_field("record").related_model
    relations = [field.name for field in options.fields if field.is_relation and field.name != "article"]
    manager: Any = model.objects
    rows = manager.filter(article=article).select_related(*relations).order_by("record__name", "position", "pk")
    labels = citable_fields(record)
    return {
        "opts": record._meta,
        "kind": options.verbose_name,
        "rows": [{"row": row, "label": label(row, labels)} for row in rows],
    }


def label(row: Any, labels: dict[str, str]) -> str:
    """The field that a citation speaks of; for a row without a field, what sort of row it is."""
    return labels.get(row.field, row.field) if hasattr(row, "field") else str(row._meta.verbose_name)


@admin.register(CheckPeriod)
class CheckPeriodAdmin(SeenMixin, RobustAdmin):
    list_display = ("named", "days")

    @admin.display(description="种类", ordering="kind")
    def named(self, period: CheckPeriod) -> str:
        return kinds[period.kind].label if period.kind in kinds else period.kind

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            choices = [(kind.name, kind.label) for kind in kinds if issubclass(kind.model, Record)]
            return forms.ChoiceField(label=db_field.verbose_name, choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Scheme)
class SchemeAdmin(SeenMixin, PublishingAdmin):
    list_display = ("name", "code", "aliases", "position")
    search_fields = ("name", "code", "aliases")


# Django's own; both are registered anew below, and User once more with the second factor in directory/operations/admin.py.
admin.site.unregister([User, Group])


class ResponsibilityRows(admin.TabularInline):  # type: ignore[type-arg]
    model = Responsibility
    extra = 1
    raw_id_fields = ("region",)


@admin.register(User)
class RobustUserAdmin(SeenMixin, RobustAdmin, UserAdmin):  # type: ignore[type-arg]
    unseen = frozenset({"last_login", "password"})
    seen_rows = ("responsibilities",)
    inlines = (ResponsibilityRows,)

    def allowed(self, request: HttpRequest, action: str, obj: Any) -> bool:
        """Not by region, as RobustAdmin asks: users lie in none. A superuser is changed by superusers alone."""
        return obj is None or request.user.is_superuser or not obj.is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a superuser makes superusers or grants single permissions: else staff could grant themselves more."""
        held = () if request.user.is_superuser else ("is_superuser", "user_permissions")
        return (*super().get_readonly_fields(request, obj), *held)


@admin.register(Group)
class RobustGroupAdmin(SeenMixin, RobustAdmin, GroupAdmin):  # type: ignore[misc]
    def allowed(self, request: HttpRequest, action: str, obj: Any) -> bool:
        """A group is changed by superusers alone: it grants permissions to all its members."""
        return obj is None or request.user.is_superuser
