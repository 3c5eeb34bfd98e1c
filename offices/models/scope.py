"""For whom a rule is made: groups of people, and journeys from the place of insurance to the place of treatment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from django.db import models

from directory.core.models import Region, Scheme
from directory.core.models.fields import LinesField
from directory.core.models.versions import per_version

ONES = ("", *"一二三四五六七八九")
AGE = re.compile(
    r"(?<![\d二三四五六七八九])(\d{2}|十[一二三四五六七八九]?)周?岁"
)  # of whom a group may be called by an age
FROM_AGE_TO_AGE = re.compile("(\\d+)[–-](\\d+) ?周岁")
NEGATIONS = ("不是", "并非", "不", "非", "没")


class GroupManager(models.Manager["Group"]):
    def get_by_natural_key(self, code: str) -> Group:
        return self.get(code=code)


class Group(models.Model):
    """人群: people for whom alone a rule may be made: 退休人员, 省直参保人员, 大学生.

    Nobody is taken to belong to one who does not say so, be it by one of its names or by
    a group that is part of it. A group with ``unless`` is the rest of the people: all who
    do not say that they belong to that other one.
    """

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True, help_text="读作“只适用于…”。")
    aliases = LinesField("说法", help_text="每行一个：人们怎么说自己属于它。")
    part_of = models.ManyToManyField("self", verbose_name="属于", symmetrical=False, blank=True, related_name="parts")
    schemes = models.ManyToManyField(
        Scheme, verbose_name="参加这些险种的就是", blank=True, related_name="+", help_text="说了险种，就是说了属于它。"
    )
    unless = models.ForeignKey(
        "self", models.PROTECT, verbose_name="除了", null=True, blank=True, related_name="+",
        help_text="没有说自己属于那一类的，都属于本类。",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField("次序", default=0)

    objects: ClassVar[Any] = GroupManager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = verbose_name_plural = "人群"

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class Scoped(models.Model):
    """A rule that may be made for some people or for one journey only. Empty fields limit nothing."""

    class Journey(models.TextChoices):
        WITHIN_PROVINCE = "within_province", "省内跨市就医"
        CROSS_PROVINCE = "cross_province", "跨省就医"
        ELSEWHERE = "elsewhere", "异地就医"

    groups = models.ManyToManyField(
        Group, verbose_name="只适用于这些人群", blank=True, help_text="几个都选就是几个都要符合。"
    )
    journey = models.CharField("只适用于这种异地就医", max_length=20, choices=Journey.choices, blank=True)
    destination = models.ForeignKey(
        Region, models.PROTECT, verbose_name="只适用于到这里就医", null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class KnownGroup(NamedTuple):
    """A group as it is known, with what follows from belonging to it."""

    code: str
    name: str
    words: tuple[str, ...]
    implied: frozenset[str]
    schemes: frozenset[str]
    unless: str


@per_version(2)
def groups() -> tuple[KnownGroup, ...]:
    """All groups, remembered until something is published."""
    found = list(Group.objects.prefetch_related("part_of", "schemes").select_related("unless"))
    return tuple(
        KnownGroup(
            group.code,
            group.name,
            tuple(sorted({group.name, *group.aliases}, key=len, reverse=True)),
            frozenset(wider.code for wider in group.part_of.all()),
            frozenset(scheme.code for scheme in group.schemes.all()),
            group.unless.code if group.unless else "",
        )
        for group in found
    )


@per_version(2)
def aged() -> tuple[tuple[range, str], ...]:
    """The groups that are called by an age from one year to another: 10–16 周岁."""
    return tuple(
        (range(int(years[1]), int(years[2]) + 1), group.code)
        for group in groups()
        if (years := FROM_AGE_TO_AGE.match(group.name))
    )


@per_version(2)
def spoken() -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    """What finds the words by which people say to belong to a group, longer ones first; and to which by each."""
    found: dict[str, set[str]] = {}
    for group in groups():
        for word in () if group.unless else group.words:
            found.setdefault(word, set()).add(group.code)
    words = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    return re.compile(words or "(?!)"), {word: frozenset(codes) for word, codes in found.items()}


def said(text: str) -> frozenset[str]:
    """The groups that somebody says to belong to; longer names first, so that 退休 does not hear 未退休."""
    pattern, codes = spoken()
    words = (match[0] for match in pattern.finditer(text) if not text[: match.start()].endswith(NEGATIONS))
    return frozenset().union(*(codes[word] for word in words), groups_of_age(text))


def groups_of_age(text: str) -> Iterable[str]:
    """The groups of who is as old as somebody says: 娃才十五岁."""
    ages = {int(age) if age.isdigit() else 10 + ONES.index(age[1:]) for age in AGE.findall(text)}
    return (code for years, code in aged() if not ages.isdisjoint(years)) if ages else ()


def belonging(codes: Iterable[str], schemes: Iterable[str] = ()) -> frozenset[str]:
    """Every group of which somebody in these groups and 险种 is: what is part of another, and the rest of the people."""
    own, insured = set(codes), set(schemes)
    own |= {group.code for group in groups() if group.schemes & insured}
    for _ in groups():  # a chain is no longer than there are groups
        wider = {code for group in groups() if group.code in own for code in group.implied} - own
        if not wider:
            break
        own |= wider
    return frozenset(own | {group.code for group in groups() if group.unless and group.unless not in own})
