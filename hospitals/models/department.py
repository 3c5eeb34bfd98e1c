from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from directory.core.models import Citation, Record


class Department(Record):
    """诊疗科目: one entry of the national catalogue of clinical departments, with the names people use for it.

    The catalogue is 《医疗机构诊疗科目名录》 (卫医发〔1994〕27号 and its later additions).
    """

    kind = "department"
    collection = "departments"
    parts: ClassVar = ("citations",)
    mentions: ClassVar = ("parent",)
    cumulative = frozenset({"aliases"})

    code = models.CharField(
        "科目代码", max_length=11, unique=True,
        validators=[RegexValidator(r"^\d{2}(\.\d{2}){0,2}\Z", "代码写作 03 或 03.01。")],
    )  # fmt: skip
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="一级科目", null=True, blank=True, related_name="children"
    )
    basis = models.CharField("依据", max_length=120, blank=True, help_text="文号。")

    class Meta(Record.Meta):
        ordering = ["code"]
        verbose_name = verbose_name_plural = "诊疗科目"


class DepartmentCitation(Citation):
    """Who says what about a department."""

    record = models.ForeignKey(Department, models.CASCADE, related_name="citations")
