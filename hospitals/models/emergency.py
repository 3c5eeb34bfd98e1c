from __future__ import annotations

from typing import ClassVar

from django.db import models

from directory.core.models import Citation, Record
from directory.core.models.fields import LinesField
from hospitals.language.words import validate_phrases


class EmergencySign(Record):
    """急症信号: what somebody sees or feels that cannot wait, the phrases people tell it in, and whom to call.

    It never diagnoses. A sign that is not urgent in itself says when it becomes so.
    """

    kind = "emergency"
    collection = "emergencies"
    parts: ClassVar = ("citations",)
    mentions: ClassVar = ()
    cumulative = frozenset({"aliases", "name", "until_then", "line"})

    class Call(models.TextChoices):
        AMBULANCE = "120", "120 急救"
        SUPPORT = "12356", "12356 心理援助"

    call = models.CharField("拨打", max_length=5, choices=Call.choices, default=Call.AMBULANCE)
    urgent = models.BooleanField("出现就要打", default=True, help_text="不勾：只在“自己的一句话”写明的情况下才要打。")
    rank = models.PositiveSmallIntegerField("顺序", default=50, help_text="小的在前。")
    line = models.CharField("自己的一句话", max_length=200, blank=True, help_text="只对这个信号说的话，放在最前。")
    until_then = LinesField("等人来以前", help_text="每行一件事，来源说了才写。")
    phrases = LinesField(
        "说法",
        validators=[validate_phrases],
        help_text="每行一种：词之间空格，要挨着；同一处的几个词用 | 分开；… 前后不必挨着；{胸} 是一组词；!词 不能有；~ 开头的只是病名。",
    )
    lookalikes = LinesField("不是的说法", validators=[validate_phrases], help_text="写法同上：看着像而不是。")
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    line_en = models.CharField("英文的一句话", max_length=300, blank=True)
    until_then_en = LinesField("英文的等人来以前", help_text="每行一件事，与中文对应。")

    class Meta(Record.Meta):
        ordering = ["rank", "slug"]
        verbose_name = verbose_name_plural = "急症信号"


class EmergencyCitation(Citation):
    """Who says what about a sign of an emergency."""

    record = models.ForeignKey(EmergencySign, models.CASCADE, related_name="citations")
