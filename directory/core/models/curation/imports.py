from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ..article import Article

KEPT = datetime.timedelta(days=30)  # a list that nobody confirms


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def unwritten(self) -> Self:
        """Of which nothing has ever been written: one that was checked again after its import is none."""
        return self.filter(state__in=["mapping", "checking", "checked"], written_at__isnull=True)

    def abandoned(self) -> Self:
        return self.unwritten().filter(made_at__lt=timezone.now() - KEPT)


class ImportRun(models.Model):
    """A list that is being brought in: its rows, what its columns are, how far it has come, and the source it is.

    Nothing of it is written before somebody has seen what it would do (``checked``). Each batch of rows is one
    transaction with ``position``, so whatever interrupts it, it goes on where it was.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", "对照栏目"
        CHECKING = "checking", "核对中"
        CHECKED = "checked", "待确认"
        WRITING = "writing", "写入中"
        DONE = "done", "已导入"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"

    kind = models.CharField("导入为", max_length=20)
    filename = models.CharField("文件", max_length=200)
    # Who says it: stated once, cited by every value.
    title = models.CharField("名单名称", max_length=200)
    publisher = models.CharField("发布者", max_length=100, blank=True)
    link = models.CharField("网址", max_length=500, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    source = models.ForeignKey(Article, models.PROTECT, verbose_name="来源", null=True, blank=True, related_name="+")

    columns = models.JSONField("栏目", default=list)
    mapping = models.JSONField("对照", default=dict)
    packed = models.BinaryField("内容", editable=False)  # the rows as lines of JSON, packed
    state = models.CharField("进度", max_length=10, choices=State.choices, default=State.MAPPING)
    total = models.PositiveIntegerField("行数", default=0)
    position = models.PositiveIntegerField("已处理", default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="上传人", null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField("上传时间", auto_now_add=True)
    written_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = verbose_name_plural = "名单导入"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["mapping", "checking", "checked", "writing", "done", "undoing", "undone"]),
                name="core_importrun_state_known",
            ),
            models.CheckConstraint(condition=Q(position__lte=F("total")), name="core_importrun_position_in_file"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "undoing", "undone"]) | Q(written_at__isnull=False),
                name="core_importrun_done_has_date",
            ),
        ]

    @property
    def mapped(self) -> dict[str, str]:
        """Heading → field, in the order of the file: PostgreSQL keeps none within JSON, and a region is read in steps."""
        return {heading: self.mapping[heading] for heading in self.columns if heading in self.mapping}

    def __str__(self) -> str:
        return f"{self.title}（{self.filename}）"

    @property
    def holds_records(self) -> bool:
        """Whether records are there because of it."""
        return self.state in {self.State.WRITING, self.State.UNDOING} or (
            self.written_at is not None and self.state != self.State.UNDONE
        )

    @property
    def is_working(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.WRITING, self.State.UNDOING}


class ImportRow(models.Model):
    """One row of a list: what was found about it before anything was written, and what has become of it."""

    class State(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "有改动"
        UNCHANGED = "unchanged", "相同"
        DOUBTFUL = "doubtful", "存疑"
        REFUSED = "refused", "不能导入"
        AGAIN = "again", "情况已变，要再看"

    WRITABLE: ClassVar = ("new", "changed", "unchanged")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行")
    name = models.CharField("名称", max_length=200, blank=True)
    state = models.CharField("情况", max_length=10, choices=State.choices)
    findings = models.JSONField("说明", default=list)
    has_proposal = models.BooleanField("有待采用的改动", default=False)
    accepted = models.BooleanField("存疑仍写入", default=False)
    slug = models.CharField(max_length=120, blank=True)
    same_as = models.CharField(max_length=200, blank=True)  # the same in two rows: the same place twice in one list
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)  # that the record had when it was written
    was_new = models.BooleanField(default=False)

    class Meta:
        ordering = ["run", "number"]
        verbose_name = verbose_name_plural = "名单的行"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="core_importrow_once"),
            models.CheckConstraint(
                condition=Q(object_id__isnull=True, version__isnull=True)
                | Q(object_id__isnull=False, version__isnull=False),
                name="core_importrow_written_or_not",
            ),
        ]
        indexes = [models.Index(fields=["run", "state", "number"], name="core_importrow_states")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def standing(self) -> str:
        """Its state in words; of a doubtful row that staff have accepted, what becomes of it."""
        is_undone = self.run.state == ImportRun.State.UNDONE
        if self.state == self.State.DOUBTFUL and self.accepted and not is_undone:
            return "已写入（原存疑）" if self.object_id else "存疑，仍写入"
        return self.get_state_display()

    @property
    def told(self) -> list[dict[str, Any]]:
        names = ("column", "value", "state", "text", "before", "after")
        return [dict(zip(names, finding, strict=True)) for finding in self.findings]


class ColumnMapping(models.Model):
    """What the columns of one publisher's lists are, kept by name for the next list."""

    name = models.CharField("名称", max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    columns = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = "栏目对照"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
