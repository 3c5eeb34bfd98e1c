from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from directory.core.models import Article, Citation, Record, Row
from directory.core.models.fields import LinesField
from directory.core.models.quantity import possible_year
from hospitals.language.words import validate_phrases

from .department import Department
from .hospital import Hospital


class Symptom(Record):
    """症状: what a person feels, in everyday words, alone or in combination (腰痛伴发热 = 腰痛 + 发热).

    It leads to departments and hospitals. It never diagnoses: causes are listed as
    sources state them.
    """

    kind = "symptom"
    collection = "symptoms"
    parts: ClassVar = ("citations", "departments", "causes", "red_flags", "recommendations")
    mentions: ClassVar = (
        "components",
        "departments__department",
        "red_flags__department",
        "recommendations__department",
        "recommendations__article",
        "recommendations__hospital__region__parent__parent",
    )
    cumulative = frozenset({"aliases", "phrases", "departments", "causes", "red_flags", "advice", "components"})

    class BodyPart(models.TextChoices):
        HEAD = "head", "头面五官"
        NECK = "neck", "颈部"
        BREAST = "breast", "乳房"
        CHEST = "chest", "胸部"
        ABDOMEN = "abdomen", "腹部"
        BACK = "back", "腰背"
        PELVIS = "pelvis", "泌尿生殖"
        LIMBS = "limbs", "四肢关节"
        SKIN = "skin", "皮肤"
        WHOLE = "whole", "全身"

    body_part = models.CharField("部位", max_length=10, choices=BodyPart.choices, blank=True)
    components = models.ManyToManyField(
        "self", verbose_name="由这些症状组成", symmetrical=False, blank=True, related_name="combinations"
    )
    description = models.CharField("说明", max_length=300, blank=True, help_text="一句话说明这个症状是什么。")
    advice = models.TextField("就诊建议", blank=True)
    phrases = LinesField(
        "说法",
        validators=[validate_phrases],
        help_text="每行一种平常的说法，写法与急症信号相同：词之间空格，同一处的几个词用 | 分开；{酸痛} 是一组词；!词 是不能有的。",
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "症状"


class SymptomCitation(Citation):
    """Who says what about a symptom."""

    record = models.ForeignKey(Symptom, models.CASCADE, related_name="citations")


class SymptomDepartment(Row):
    """A department to go to with a symptom; a smaller rank comes first, equal ranks are ties."""

    record = models.ForeignKey(Symptom, models.CASCADE, related_name="departments")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="诊疗科目", related_name="symptom_set")
    rank = models.PositiveSmallIntegerField("顺序", default=1, help_text="1 最先；相同表示并列。")
    condition = models.CharField("什么情况下", max_length=120, blank=True)

    class Meta(Row.Meta):
        ordering = ["rank", "position", "pk"]
        verbose_name = verbose_name_plural = "应看的科室"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "department", "condition"],
                name="hospitals_symptom_department_once",
                violation_error_message="这个科室已经填过了。",
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1),
                name="hospitals_symptom_department_rank",
                violation_error_message="顺序从 1 开始。",
            ),
        ]

    def __str__(self) -> str:
        return self.department.name


class Cause(Row):
    """A possible cause of a symptom, as a source states it."""

    record = models.ForeignKey(Symptom, models.CASCADE, related_name="causes")
    name = models.CharField("可能的原因", max_length=60)
    group = models.CharField("类别", max_length=40, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "可能的原因"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "name"], name="hospitals_cause_once", violation_error_message="这个原因已经填过了。"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RedFlag(Row):
    """A sign that makes a symptom urgent, and what to do then."""

    class Action(models.TextChoices):
        CALL_120 = "call_120", "拨打 120"
        EMERGENCY = "emergency", "立即去急诊"
        SOON = "soon", "尽快就医"

    record = models.ForeignKey(Symptom, models.CASCADE, related_name="red_flags")
    sign = models.CharField("危险信号", max_length=120)
    action = models.CharField("怎么办", max_length=10, choices=Action.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="科室", null=True, blank=True, related_name="+"
    )

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "危险信号"

    def __str__(self) -> str:
        return self.sign


class Recommendation(Row):
    """An article's advice to take a symptom to a hospital. Ranks that are equal are the article's ties."""

    record = models.ForeignKey(Symptom, models.CASCADE, related_name="recommendations")
    hospital = models.ForeignKey(Hospital, models.PROTECT, verbose_name="医院", related_name="recommendation_set")
    article = models.ForeignKey(
        Article, models.PROTECT, verbose_name="来源文章", related_name="+", limit_choices_to={"in_scope": True}
    )
    rank = models.PositiveSmallIntegerField("名次", default=1, help_text="1 最先；相同表示并列。")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="科室", null=True, blank=True, related_name="+"
    )
    condition = models.CharField("什么情况下", max_length=120, blank=True)
    reason = models.CharField("文章给的理由", max_length=300, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)

    class Meta(Row.Meta):
        ordering = ["rank", "position", "pk"]
        verbose_name = verbose_name_plural = "推荐的医院"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "hospital", "article", "condition"],
                name="hospitals_recommendation_once",
                violation_error_message="这篇文章对这家医院的推荐已经填过了。",
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1),
                name="hospitals_recommendation_rank",
                violation_error_message="名次从 1 开始。",
            ),
            possible_year(),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.hospital}"
