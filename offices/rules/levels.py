"""The level of a medical institution that a policy speaks of, as sources write it, held against the one that is asked about.

一级 and 基层 are not the same: community health centres and township clinics are 基层, and a source that says 基层 does not
say whether a 一级 hospital is one.
"""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.core.documents import Document

from .belonging import Limit


class FacilityLevel(models.TextChoices):
    """The levels that policies tell apart."""

    COMMUNITY = "community", gettext_lazy("社区、乡镇（基层）")
    FIRST = "1", gettext_lazy("一级医院")
    SECOND = "2", gettext_lazy("二级医院")
    THIRD = "3", gettext_lazy("三级医院")


# What people say for them.
SAID = {
    FacilityLevel.COMMUNITY: "社区|基层|乡镇|卫生院|卫生室|卫生所|卫生服务中心|卫生服务站|村医|诊所|community|clinic",
    FacilityLevel.FIRST: "一级|一甲|一乙|1级|first",
    FacilityLevel.SECOND: "二级|二甲|二乙|2级|县医院|second",
    FacilityLevel.THIRD: "三级|三甲|三乙|3级|大医院|省级|third|tertiary",
}
# How sources write them; 一级及以下 is two of them.
WRITTEN = {
    FacilityLevel.COMMUNITY: re.compile("基层|社区|乡镇|一级及以下|一级以下"),
    FacilityLevel.FIRST: re.compile("一级"),
    FacilityLevel.SECOND: re.compile("二级"),
    FacilityLevel.THIRD: re.compile("三级"),
}


def level_said(text: str) -> FacilityLevel | None:
    """The level that somebody names, by its code or by what people say; None if it is none or several."""
    if text in FacilityLevel.values:
        return FacilityLevel(text)
    found = [level for level, words in SAID.items() if any(word in text.casefold() for word in words.split("|"))]
    return found[0] if len(found) == 1 else None


def levels_of(written: str) -> frozenset[FacilityLevel]:
    """The levels that a policy's own words name; none where they name none (联网定点药店)."""
    return frozenset(level for level, pattern in WRITTEN.items() if pattern.search(written))


def of_another_level(rule: Document, asked: FacilityLevel | None) -> Limit | None:
    """Why a policy is not of the asked level of institution; None if it is, or names no level."""
    named = levels_of(rule["facility_level"])
    if asked is None or not named or asked in named:
        return None
    only_for = "，".join(filter(None, (rule["only_for"], rule["facility_level"])))
    return Limit(only_for, _("说的是%(level)s") % {"level": rule["facility_level"]})
