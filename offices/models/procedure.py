from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from directory.core.models import NATION, Citation, Quantity, Record, Region, Row, Scheme

from .office import Office
from .rule import RuleQuerySet
from .scope import Scoped
from .service import Channel, Service

PARTS = ("person_types", "steps", "materials", "channels", "time_limits", "problems")
# Where the parts lead to: to the channels they name and to the group of people they are for.
OF_PARTS = (
    "channels__channel__region__parent__parent",
    "channels__office__region__parent__parent",
    "steps__person_type",
    "steps__channel",
    "materials__person_type",
    "materials__channel",
    "time_limits__person_type",
    "time_limits__channel",
)


class ProcedureQuerySet(RuleQuerySet):
    def with_outdated_template(self) -> Self:
        """Local copies whose template has been edited since somebody last compared the two."""
        return self.filter(template_version__lt=F("template__version"))

    def for_schemes(self, codes: Collection[str]) -> Self:
        named = Procedure.schemes.through.objects.filter(procedure=OuterRef("pk"))
        return self.filter(Exists(named.filter(scheme__code__in=codes)) | ~Exists(named))

    def for_person_type(self, name: str) -> Self:
        """That name this group of people, name none at all, or are about a service for them alone."""
        named = PersonType.objects.filter(record=OuterRef("pk"))
        return self.filter(Exists(named.filter(name=name)) | ~Exists(named) | Q(service__name__startswith=name))


class Procedure(Record, Scoped):
    """办事指南: how a service is done in one region: for whom, with which papers, where, how fast.

    What it does not state itself it may inherit from a national ``template``;
    ``template_version`` is the template's version that it was last compared with.
    """

    kind = "procedure"
    collection = "procedures"
    parts: ClassVar = ("citations", *PARTS)
    mentions: ClassVar = (
        "service",
        "region__parent__parent",
        "schemes",
        "groups",
        "destination__parent__parent",
        *OF_PARTS,
        "template__schemes",
        "template__citations__article",
        "template__citations__region__parent__parent",
        *(f"template__{path}" for path in (*PARTS, *OF_PARTS)),
    )
    bookkeeping = Record.bookkeeping | {"template", "template_version"}
    cumulative = frozenset(
        {"aliases", "schemes", "person_types", "steps", "materials", "channels", "problems", "eligibility", "notes"}
    )

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="服务事项", related_name="procedures")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="适用地区", related_name="procedures")
    schemes = models.ManyToManyField(Scheme, verbose_name="险种", blank=True, related_name="procedures")
    summary = models.CharField("一句话说明", max_length=300, blank=True)
    eligibility = models.TextField("受理条件", blank=True)
    legal_basis = models.CharField("设定依据", max_length=300, blank=True)
    validity = models.CharField("有效期", max_length=200, blank=True)
    fee = models.CharField("收费", max_length=200, blank=True)
    deadline = models.CharField("截止时间", max_length=200, blank=True)
    consequence = models.TextField("逾期或不办的后果", blank=True)
    result = models.CharField("办理结果", max_length=300, blank=True)
    visits = models.PositiveSmallIntegerField("到现场次数", null=True, blank=True)
    notes = models.TextField("注意事项", blank=True)
    template = models.ForeignKey(
        "self", models.PROTECT, verbose_name="全国模板", null=True, blank=True, related_name="local_copies",
        help_text="本地没有写的内容沿用它的；模板改了，本条会重新发布。",
    )  # fmt: skip
    template_version = models.PositiveIntegerField(
        "核对过的模板版本", null=True, blank=True, help_text="留空则为模板现在的版本。"
    )

    objects: ClassVar[Any] = ProcedureQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "办事指南"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(template__isnull=True, template_version__isnull=True)
                | Q(template__isnull=False, template_version__isnull=False),
                name="offices_procedure_template_compared",
                violation_error_message="有全国模板就要有核对过的模板版本，没有模板就不填。",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.template is None:
            self.template_version = None
            return
        self.template_version = self.template_version or self.template.version
        if self.template.region_id != NATION or self.template.template_id or self.region_id == NATION:
            raise ValidationError({"template": "模板要是全国的办事指南，它自己没有模板；全国的办事指南不能再选模板。"})


class ProcedureCitation(Citation):
    """Who says what about a procedure."""

    record = models.ForeignKey(Procedure, models.CASCADE, related_name="citations")


class PersonType(Row):
    """情形: a group of people for whom a procedure has papers or conditions of its own (异地安置退休人员 …)."""

    record = models.ForeignKey(Procedure, models.CASCADE, related_name="person_types")
    name = models.CharField("人员类别", max_length=60)
    eligibility = models.CharField("条件", max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "人员类别"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "name"],
                name="offices_person_type_once",
                violation_error_message="这个人员类别已经填过了。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OfProcedure(Row):
    """A row that may be limited to one person type or one channel of its procedure."""

    person_type = models.ForeignKey(
        PersonType, models.CASCADE, verbose_name="限于人员类别", null=True, blank=True, related_name="+"
    )
    channel = models.ForeignKey(
        Channel, models.PROTECT, verbose_name="限于渠道", null=True, blank=True, related_name="+"
    )

    class Meta(Row.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.person_type and self.person_type.record_id != self.record_id:  # type: ignore[attr-defined]
            raise ValidationError({"person_type": "人员类别要属于同一份办事指南。"})


class Step(OfProcedure):
    """One thing to do, in order; for everybody, or for one channel or person type.

    Steps of one ``alternative_group`` are ways of which one is enough: those of one
    channel belong together, each without a channel is a way of its own.
    """

    record = models.ForeignKey(Procedure, models.CASCADE, related_name="steps")
    text = models.CharField("做什么", max_length=400)
    alternative_group = models.CharField(
        "替代组", max_length=40, blank=True,
        help_text="同一组里任选一种办法：经同一渠道的几步算一种；留空表示都要做。",
    )  # fmt: skip

    class Meta(OfProcedure.Meta):
        verbose_name = verbose_name_plural = "步骤"

    def __str__(self) -> str:
        return self.text


class Material(OfProcedure):
    """One paper to bring or upload."""

    class Form(models.TextChoices):
        ORIGINAL = "original", "原件"
        COPY = "copy", "复印件"
        ORIGINAL_AND_COPY = "original_and_copy", "原件和复印件"
        ELECTRONIC = "electronic", "电子件"

    record = models.ForeignKey(Procedure, models.CASCADE, related_name="materials")
    name = models.CharField("材料名称", max_length=120)
    form = models.CharField("形式", max_length=20, choices=Form.choices, blank=True)
    copies = models.PositiveSmallIntegerField("份数", null=True, blank=True)
    required = models.BooleanField("必要", default=True)
    alternative_group = models.CharField(
        "替代组", max_length=40, blank=True, help_text="同一组里的材料任交一种；留空表示都要。"
    )
    obtained_from = models.CharField("从哪里取得", max_length=120, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(OfProcedure.Meta):
        verbose_name = verbose_name_plural = "材料"

    def __str__(self) -> str:
        return self.name


class ProcedureChannel(Row):
    """A channel through which a procedure can be done, or a hotline to call; online ones come first."""

    record = models.ForeignKey(Procedure, models.CASCADE, related_name="channels")
    channel = models.ForeignKey(
        Channel, models.PROTECT, verbose_name="渠道", null=True, blank=True, related_name="procedure_set"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, verbose_name="热线", null=True, blank=True, related_name="+",
        limit_choices_to={"office_kind": Office.Kind.HOTLINE}, help_text="打热线办的选热线，不选渠道。",
    )  # fmt: skip
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "办理渠道"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "channel"],
                name="offices_procedure_channel_once",
                violation_error_message="这个渠道已经填过了。",
            ),
            models.CheckConstraint(
                condition=Q(channel__isnull=False, office__isnull=True) | Q(channel__isnull=True, office__isnull=False),
                name="offices_procedure_channel_or_office",
                violation_error_message="渠道和热线选一个。",
            ),
        ]

    def __str__(self) -> str:
        return self.way.name

    @property
    def way(self) -> Channel | Office:
        """What one goes through: it has a name and a page."""
        return self.channel or self.office  # type: ignore[return-value]  # one of them, says the constraint

    @property
    def kind(self) -> str:
        return self.channel.channel_kind if self.channel else Channel.Kind.PHONE


class TimeLimit(OfProcedure, Quantity):
    """How long something about a procedure takes or may take."""

    class Kind(models.TextChoices):
        STATUTORY = "statutory", "法定时限"
        PROMISED = "promised", "承诺时限"
        PAYMENT = "payment", "到账时间"
        VALIDITY = "validity", "有效期"
        REGISTRATION = "registration", "办理期限"
        WAITING = "waiting", "待遇等待期"
        UPDATE = "update", "信息更新"

    record = models.ForeignKey(Procedure, models.CASCADE, related_name="time_limits")
    kind = models.CharField("种类", max_length=15, choices=Kind.choices)
    condition = models.CharField("什么情况下", max_length=120, blank=True)

    class Meta(OfProcedure.Meta):
        verbose_name = verbose_name_plural = "时限"
        constraints = [*Quantity.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.figure}"


class Problem(Row):
    """What can go wrong with a procedure, why, and what helps."""

    record = models.ForeignKey(Procedure, models.CASCADE, related_name="problems")
    name = models.CharField("遇到的问题", max_length=120)
    cause = models.CharField("可能的原因", max_length=200, blank=True)
    remedy = models.CharField("怎么办", max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "常见问题"

    def __str__(self) -> str:
        return self.name
