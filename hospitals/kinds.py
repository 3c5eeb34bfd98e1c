"""Hospitals, departments and symptoms as kinds: how they are found, in which order, and what they say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from directory.core.hours import HOSPITAL
from directory.core.kinds import NOWHERE, OWN, REGION, Document, FactField, Kind, Points, Sort, Worded, declare
from directory.core.language import asking
from directory.core.publishing import wording
from directory.core.publishing.declaring import PLACE_FACTS, rows
from directory.core.serving.views import NAME

from .filters import DepartmentFilterSet, EmergencyFilterSet, HospitalFilterSet, SymptomFilterSet
from .models import Department, EmergencySign, Hospital, Symptom
from .reading.hospitals import read_hospitals
from .reading.symptoms import read_symptoms
from .serializers import (
    DepartmentSerializer,
    DepartmentSummarySerializer,
    EmergencySerializer,
    EmergencySummarySerializer,
    HospitalSerializer,
    HospitalSummarySerializer,
    SymptomSerializer,
    SymptomSummarySerializer,
)
from .tags import (
    DEPARTMENT,
    DESIGNATED,
    FOR_SYMPTOM,
    GRADE,
    LEVEL,
    OWN_CODE,
    OWNERSHIP,
    PART,
    RECOMMENDED_IN,
    SYMPTOM,
    TYPE,
)
from .views import DepartmentDetailView, EmergencyDetailView, HospitalDetailView, SymptomDetailView


def department_of(row: Document) -> Worded:
    """A department that a hospital has, under the name it has in the house."""
    return Worded(row["name"], scope=row["note"], link=row["department"]["page"])


def figure(row: Document) -> Worded:
    """床位 800 张, of the whole house or of a department."""
    department = row["department"]["name"] if row["department"] else ""
    about = wording.choice(row["kind"], "hospital.facts.kind")
    return Worded(row["text"], f"{about} {department}".strip(), row["note"], field=f"facts.{row['kind']}")


def go_to(row: Document) -> Worded:
    """A department to go to with a symptom."""
    return Worded(row["department"]["name"], scope=row["condition"], link=row["department"]["page"])


def red_flag(row: Document) -> Worded:
    """A sign that makes it urgent: what to do, and when."""
    return Worded(wording.choice(row["action"], "symptom.red_flags.action"), row["sign"])


def cause(row: Document) -> Worded:
    return Worded(row["name"], scope=row["group"])


def recommendation(row: Document) -> Worded:
    """A hospital that an article recommends, with its reason."""
    scope = [wording.year(row["year"]), row["condition"], row["reason"]]
    return Worded(row["hospital"]["name"], scope=" ".join(filter(None, scope)), link=row["hospital"]["page"])


declare(
    Kind(
        model=Department,
        title=pgettext_lazy("kind", "科室"),
        number=2,
        order=20,
        precedence=20,
        sort=Sort.TERM,
        serializer=DepartmentSerializer,
        summary=DepartmentSummarySerializer,
        filterset=DepartmentFilterSet,
        menu_order=60,
        detail_view=DepartmentDetailView,
        form={"q": NAME, "parent": gettext_lazy("一级科目")},
        facts=(FactField("code"), FactField("aliases"), FactField("parent"), FactField("basis")),
        codes=("code",),
        tags=(OWN_CODE, NOWHERE),
        points=(Points("aliases", 2, each=True, most=10),),
    )
)
declare(
    Kind(
        model=Symptom,
        title=pgettext_lazy("kind", "症状"),
        number=3,
        order=10,
        precedence=10,
        sort=Sort.TERM,
        serializer=SymptomSerializer,
        reader=read_symptoms,
        summary=SymptomSummarySerializer,
        filterset=SymptomFilterSet,
        menu_order=50,
        detail_view=SymptomDetailView,
        form={
            "q": NAME,
            "region": gettext_lazy("有推荐医院的地区"),
            "body_part": gettext_lazy("部位"),
            "department": gettext_lazy("科室名称或代码"),
        },
        region_order=70,
        region_title=gettext_lazy("有文章推荐这里的医院的症状"),
        facts=(
            FactField("description", section=OWN),
            FactField("red_flags", section=OWN, wording=rows(red_flag)),
            FactField("advice", section=OWN),
            FactField("departments", section=OWN, asked_by=asking.DEPARTMENTS, wording=rows(go_to)),
            FactField(
                "recommendations",
                label=gettext_lazy("文章推荐的医院"),
                section=OWN,
                asked_by=asking.HOSPITALS,
                wording=rows(recommendation),
            ),
            FactField("causes", section=OWN, wording=rows(cause)),
            FactField("aliases"),
            FactField("body_part"),
            FactField("components"),
        ),
        tags=(FOR_SYMPTOM, PART, SYMPTOM, NOWHERE, RECOMMENDED_IN),
        points=(Points("departments", 10), Points("recommendations", 2, each=True, most=8), Points("aliases", 1)),
    )
)
declare(
    Kind(
        model=Hospital,
        title=pgettext_lazy("kind", "医院"),
        number=20,
        heard=("address", "directions", "features", "equipment", "facts"),
        order=30,
        precedence=40,
        sort=Sort.PLACE,
        words=HOSPITAL,
        serializer=HospitalSerializer,
        reader=read_hospitals,
        summary=HospitalSummarySerializer,
        filterset=HospitalFilterSet,
        menu_order=20,
        detail_view=HospitalDetailView,
        region_order=10,
        form={
            "q": NAME,
            "region": gettext_lazy("所在地区"),
            "department": gettext_lazy("科室名称或代码"),
            "symptom": gettext_lazy("症状名称"),
            "level": gettext_lazy("级"),
            "grade": gettext_lazy("等"),
            "kind": gettext_lazy("机构类型"),
            "ownership": gettext_lazy("所有制"),
            "designated": gettext_lazy("医保定点"),
            "open_at": gettext_lazy("正开着"),
            "disputed": gettext_lazy("来源说法不一"),
        },
        facts=(
            *PLACE_FACTS,
            FactField("appointment", section=OWN, asked_by=asking.REGISTRATION),
            FactField("aliases"),
            FactField("level"),
            FactField("grade"),
            FactField("institution_type"),
            FactField("ownership"),
            FactField("nonprofit"),
            FactField("designated"),
            FactField("operation"),
            FactField("founded"),
            FactField("parent"),
            FactField("insurance_code"),
            FactField("uscc"),
            FactField("equipment"),
            FactField("features"),
            FactField("facts", section=OWN, wording=rows(figure)),
            FactField("departments", section=OWN, wording=rows(department_of)),
        ),
        codes=("insurance_code", "uscc"),
        phones=("phones.number",),
        tags=(REGION, DEPARTMENT, LEVEL, GRADE, TYPE, OWNERSHIP, DESIGNATED),
        # Level and grade stand for how well known a hospital is; then what sources say of it, then how complete it is.
        points=(
            Points("level", 24, 3),
            Points("level", 12, 2),
            Points("level", 6, 1),
            Points("grade", 8, "special"),
            Points("grade", 6, "a"),
            Points("grade", 3, "b"),
            Points("citations", 1, each=True, most=6),
            Points("verified_on", 4),
            Points("departments", 2),
            Points("phones", 2),
            Points("opening_hours", 2),
            Points("address", 1),
        ),
    )
)
declare(
    Kind(
        model=EmergencySign,
        title=pgettext_lazy("kind", "急症信号"),
        number=8,
        order=15,
        precedence=5,
        sort=Sort.TERM,
        serializer=EmergencySerializer,
        summary=EmergencySummarySerializer,
        filterset=EmergencyFilterSet,
        detail_view=EmergencyDetailView,
        form={"q": NAME},
        facts=(
            FactField("line"),
            FactField("call"),
            FactField("until_then"),
            FactField("urgent"),
            FactField("aliases"),
        ),
        tags=(NOWHERE,),
        points=(Points("urgent", 10), Points("citations", 1, each=True, most=6)),
    )
)
