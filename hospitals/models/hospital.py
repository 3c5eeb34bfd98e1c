from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from directory.core.models import Citation, HoursException, OpeningHours, Phone, Place, Quantity, Row
from directory.core.models.fields import LinesField

from .department import Department


class Hospital(Place):
    """医疗机构: one place where people are treated. A campus is a hospital of its own with a parent."""

    kind = "hospital"
    collection = "hospitals"
    parts: ClassVar = ("citations", "phones", "opening_hours", "hours_exceptions", "departments", "facts")
    mentions: ClassVar = (
        "region__parent__parent",
        "parent",
        "phones__scheme",
        "departments__department",
        "facts__department",
    )
    cumulative = frozenset({"aliases", "departments", "phones", "equipment", "features", "appointment"})

    class Level(models.IntegerChoices):
        UNRATED = 0, "未定级"
        PRIMARY = 1, "一级"
        SECONDARY = 2, "二级"
        TERTIARY = 3, "三级"

    class Grade(models.TextChoices):
        SPECIAL = "special", "特等"
        A = "a", "甲等"
        B = "b", "乙等"
        C = "c", "丙等"
        NONE = "none", "未评等"

    class Type(models.TextChoices):
        GENERAL = "general", "综合医院"
        TCM = "tcm", "中医医院"
        INTEGRATED = "integrated", "中西医结合医院"
        ETHNIC = "ethnic", "民族医医院（含中蒙医）"
        SPECIALISED = "specialised", "专科医院"
        MATERNITY = "maternity", "妇幼保健院"
        COMMUNITY = "community", "社区卫生服务中心"
        TOWNSHIP = "township", "乡镇卫生院"
        CLINIC = "clinic", "诊所"
        OTHER = "other", "其他"

    class Ownership(models.TextChoices):
        PUBLIC = "public", "公立"
        PRIVATE = "private", "民营"

    insurance_code = models.CharField(
        "定点医药机构编码", max_length=12, blank=True,
        validators=[RegexValidator(r"^[HP]\d{11}\Z", "定点编码是 H 或 P 加 11 位数字，例如 H21090200001。")],
    )  # fmt: skip
    uscc = models.CharField(
        "统一社会信用代码", max_length=18, blank=True,
        validators=[RegexValidator(r"^[0-9A-HJ-NP-RTUW-Y]{18}\Z", "统一社会信用代码是 18 位数字或大写字母（不含 I O S V Z）。")],
    )  # fmt: skip
    level = models.PositiveSmallIntegerField("级", choices=Level.choices, null=True, blank=True)
    grade = models.CharField("等", max_length=10, choices=Grade.choices, blank=True)
    institution_type = models.CharField("机构类型", max_length=15, choices=Type.choices, blank=True)
    ownership = models.CharField("所有制", max_length=10, choices=Ownership.choices, blank=True)
    nonprofit = models.BooleanField("非营利", null=True, blank=True)
    designated = models.BooleanField("医保定点", null=True, blank=True)
    founded = models.PositiveSmallIntegerField("成立年份", null=True, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="所属医院（本院是其院区）", null=True, blank=True, related_name="campuses"
    )
    equipment = LinesField("设备", help_text="每行一项。")
    features = LinesField("特色与说明", help_text="每行一条，用自己的话写。")
    appointment = LinesField("预约挂号途径", help_text="每行一条。")

    class Meta(Place.Meta):
        verbose_name = verbose_name_plural = "医院"
        indexes = [
            *Place.Meta.indexes,
            models.Index(fields=["region", "level"]),
            models.Index(fields=["uscc"], condition=~Q(uscc=""), name="hospitals_hospital_uscc"),
        ]
        constraints = [
            *Place.Meta.constraints,
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(0, 3)),
                name="hospitals_hospital_level_known",
                violation_error_message="级只能是一级、二级、三级或未定级。",
            ),
            models.CheckConstraint(
                condition=~Q(grade="special") | Q(level__isnull=False, level=3),
                name="hospitals_hospital_special_grade_is_tertiary",
                violation_error_message="只有三级医院才有特等。",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="hospitals_hospital_not_its_own_campus",
                violation_error_message="医院不能是自己的院区。",
            ),
            models.CheckConstraint(
                condition=Q(founded__isnull=True) | Q(founded__range=(1800, 2100)),
                name="hospitals_hospital_founded_possible",
                violation_error_message="成立年份应在 1800 到 2100 之间。",
            ),
            models.UniqueConstraint(
                fields=["insurance_code"],
                condition=~Q(insurance_code=""),
                name="hospitals_hospital_insurance_code_once",
                violation_error_message="这个定点医药机构编码已属于另一家医院。",
            ),
        ]


class HospitalCitation(Citation):
    """Who says what about a hospital."""

    record = models.ForeignKey(Hospital, models.CASCADE, related_name="citations")


class HospitalPhone(Phone):
    """A hospital's phone."""

    record = models.ForeignKey(Hospital, models.CASCADE, related_name="phones")


class HospitalHours(OpeningHours):
    """One row of a hospital's timetable."""

    record = models.ForeignKey(Hospital, models.CASCADE, related_name="opening_hours")


class HospitalHoursException(HoursException):
    """A time in which a hospital does not keep its timetable."""

    record = models.ForeignKey(Hospital, models.CASCADE, related_name="hours_exceptions")


class HospitalDepartment(Row):
    """A department that a hospital has, under the name it has in the house."""

    record = models.ForeignKey(Hospital, models.CASCADE, related_name="departments")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="诊疗科目", related_name="hospital_set")
    name = models.CharField("院内名称", max_length=60, blank=True, help_text="与目录名称相同时留空。")
    is_key = models.BooleanField("重点 / 特色科室", default=False)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "科室"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "department", "name"],
                name="hospitals_department_once_per_hospital",
                violation_error_message="这个科室已经填过了。",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.department.name


class HospitalFact(Row, Quantity):
    """A figure that a source gives of a hospital: beds, doctors, operations a year, a portal's score."""

    class Kind(models.TextChoices):
        BEDS = "beds", "床位"
        DOCTORS = "doctors", "医生"
        EXPERTS = "experts", "专家"
        CONSULTABLE = "consultable", "可咨询医生"
        DEPARTMENTS = "departments", "科室数"
        OPERATIONS = "operations", "年手术量"
        SCORE = "score", "网站综合评分"
        REVIEWS = "reviews", "患者评价数"
        OTHER = "other", "其他"

    record = models.ForeignKey(Hospital, models.CASCADE, related_name="facts")
    kind = models.CharField("项目", max_length=15, choices=Kind.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="限于科室", null=True, blank=True, related_name="+"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "数据"
        constraints = [*Quantity.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.figure}"
