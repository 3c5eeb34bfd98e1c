"""What the guide is asked, and what it refuses: every parameter strict, as in the lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from directory.core.index.timetables import Moment
from directory.core.language.text import search_key
from directory.core.models import NATION, Region, Scheme
from directory.core.serving.parameters import (
    BoundedNumberField,
    MomentField,
    NearField,
    Parameters,
    RegionField,
    SchemeField,
    TextField,
    join_choices,
    short,
)
from directory.search.parameters import QuestionField
from offices.models.scope import groups, said
from offices.rules.levels import FacilityLevel, level_said

FILING = "4"  # 异地就医备案 in the national list of services
EMERGENCY = "急诊抢救人员"
# The person types of 异地就医备案, the service of the national list that is theirs alone, and what people say instead.
PERSON_TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "异地安置退休人员": ("4.1", ("异地安置", "退休", "退休人员", "退休异地")),
    "异地长期居住人员": ("4.2", ("异地长期居住", "长期居住", "异地居住", "居住")),
    "常驻异地工作人员": ("4.3", ("常驻异地工作", "常驻", "外派", "驻外", "异地工作")),
    "异地转诊人员": ("4.4", ("异地转诊", "转诊", "转院")),
    "其他临时外出就医人员": (FILING, ("临时外出", "临时外出就医", "临时", "自行外出")),
    EMERGENCY: (FILING, ("急诊", "抢救", "急诊抢救", "急救")),
}


LEAST = 4  # characters by which a person type is known without the rest of its name


class PersonTypeField(TextField):
    """人员类别 of 异地就医备案, by its name or the usual short ones."""

    def clean(self, value: Any) -> str:
        text = search_key(super().clean(value))
        if not text:
            return ""
        for name, (_code, aliases) in PERSON_TYPES.items():
            if text == name or text in aliases:
                return name
        if len(named := [name for name in PERSON_TYPES if len(text) >= LEAST and text in name]) == 1:
            return named[0]
        raise ValidationError(
            _("没有“%(value)s”这个人员类别：可用 %(choices)s。")
            % {"value": short(text), "choices": "、".join(PERSON_TYPES)}
        )


class AskerField(TextField):
    """Groups of people that somebody belongs to, by any of their names."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text or said(text):
            return text
        choices = "、".join(group.name for group in groups() if not group.unless)
        raise ValidationError(
            _("没有“%(value)s”这个人群：可用 %(choices)s。") % {"value": short(text), "choices": choices}
        )


class LevelField(TextField):
    """The level of the institution one goes to, by code, name or what people say (三甲, 社区, 卫生院)."""

    def clean(self, value: Any) -> FacilityLevel | None:
        text: str = super().clean(value)
        if not text or (level := level_said(text)):
            return level if text else None
        choices = "、".join(f"{level.value}（{level.label}）" for level in FacilityLevel)
        raise ValidationError(
            _("没有“%(value)s”这一级：可用 %(choices)s。") % {"value": short(text), "choices": choices}
        )


class PlaceField(RegionField):
    """A region that is not the whole nation: nobody is treated or insured in all of China."""

    def clean(self, value: Any) -> Region | None:
        region = super().clean(value)
        if region and region.code == NATION:
            provinces = Region.objects.filter(level=Region.Level.PROVINCE).values_list("name", flat=True)
            raise ValidationError(
                _("范围太大，请给到省、市或县：例如 %(choices)s。") % {"choices": join_choices(provinces)}
            )
        return region


class GuideParameters(Parameters):
    """What the guide is asked."""

    symptom = QuestionField(help_text=gettext_noop("哪里不舒服，可以用自己的话写。"), example="腰疼 发烧")
    region = PlaceField(help_text=gettext_noop("在哪里看病：6 位代码、名称或拼音。"), example="阜新")
    insured_region = PlaceField(help_text="在哪里参保：6 位代码、名称或拼音。", example="罗山县")
    scheme = SchemeField(help_text="险种：代码、名称或俗称。", example="居民")
    person_type = PersonTypeField(help_text="异地就医的人员类别。", example="其他临时外出就医人员")
    population = AskerField(help_text=gettext_noop("自己是什么人，可写几样：退休、在职、省直、大学生…"), example="退休")
    cost = BoundedNumberField(
        low=Decimal(0), high=Decimal(99_999_999), help_text=gettext_noop("费用大约多少元。"), example=12000
    )
    facility_level = LevelField(
        help_text=gettext_noop("去几级的医院看：只给这一级的报销比例和起付线，别级的另列。"), example="三级"
    )
    at = MomentField(help_text="什么时候去；没写时区按北京时间，不写为现在。", example="2025-04-21T09:00")
    near = NearField(help_text="你的位置，纬度,经度（WGS-84）：给出到各医院的距离。", example="42.02,121.65")

    required = ("symptom", "region")

    def question(self, now: Moment) -> GuideQuestion:
        """What is asked, once nothing is wrong with the parameters."""
        asked = self.cleaned
        return GuideQuestion(
            asked["symptom"],
            asked["region"],
            asked["insured_region"],
            asked["scheme"],
            asked["person_type"],
            asked["near"],
            now._replace(at=asked["at"]) if asked["at"] else now,
            asked["population"],
            asked["cost"],
            asked["facility_level"],
        )


class GuideQuestion(NamedTuple):
    """Who feels what, where, insured where and how."""

    symptom: str
    region: Any  # a Region; None where an emergency was told without saying where
    insured_region: Region | None
    scheme: Scheme | None
    person_type: str
    near: tuple[float, float] | None
    moment: Moment
    population: str = ""
    cost: Decimal | None = None
    facility_level: FacilityLevel | None = None
