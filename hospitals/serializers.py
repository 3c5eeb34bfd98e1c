"""How hospitals, departments and symptoms become public documents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from directory.core.publishing.representation import PublicRows, ReadingSerializer
from directory.core.publishing.serializers import (
    FIGURE,
    ArticleRefSerializer,
    FigureSerializer,
    PlaceSerializer,
    RecordRefSerializer,
    RecordRefsField,
    RecordSerializer,
    RegionRefSerializer,
)

from .models import Cause, Department, EmergencySign, Hospital, HospitalDepartment, HospitalFact, RedFlag, Symptom


class HospitalDepartmentSerializer(ReadingSerializer, serializers.ModelSerializer[HospitalDepartment]):
    """A department that a hospital has."""

    department = RecordRefSerializer()
    name = serializers.CharField(source="__str__", help_text="院内名称。")

    class Meta:
        model = HospitalDepartment
        fields = ("department", "name", "is_key", "note")
        list_serializer_class = PublicRows
        about = "department"


class HospitalFactSerializer(FigureSerializer, serializers.ModelSerializer[HospitalFact]):
    """A figure of a hospital."""

    department = RecordRefSerializer(allow_null=True)

    class Meta:
        model = HospitalFact
        fields = ("kind", "department", *FIGURE, "note")
        list_serializer_class = PublicRows
        about = "department"


class HospitalSummarySerializer(PlaceSerializer):
    """A hospital in a list."""

    class Meta(PlaceSerializer.Meta):
        model = Hospital
        fields = (
            *PlaceSerializer.Meta.head, "operation", "region", "address", "level", "grade", "institution_type", "ownership",
            "designated", "phones", "disputed",
        )  # fmt: skip


class HospitalSerializer(HospitalSummarySerializer):
    """医院."""

    parent = RecordRefSerializer(allow_null=True, help_text="所属医院，本条是其院区。")
    equipment = serializers.ListField(child=serializers.CharField())
    features = serializers.ListField(child=serializers.CharField())
    appointment = serializers.ListField(child=serializers.CharField())
    departments = HospitalDepartmentSerializer(many=True)
    facts = HospitalFactSerializer(many=True)

    class Meta(HospitalSummarySerializer.Meta):
        fields = (
            *PlaceSerializer.Meta.head, *PlaceSerializer.Meta.place, "insurance_code", "uscc", "level", "grade",
            "institution_type", "ownership", "nonprofit", "designated", "founded", "parent", "equipment",
            "features", "appointment", "departments", "facts", *PlaceSerializer.Meta.tail,
        )  # fmt: skip


class DepartmentSummarySerializer(RecordSerializer):
    """A department in a list."""

    parent = RecordRefSerializer(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Department
        fields: tuple[str, ...] = (*RecordSerializer.Meta.head, "code", "parent")


class DepartmentSerializer(DepartmentSummarySerializer):
    """诊疗科目."""

    class Meta(DepartmentSummarySerializer.Meta):
        fields = (*DepartmentSummarySerializer.Meta.fields, "basis", *RecordSerializer.Meta.tail)


class SymptomDepartmentSerializer(serializers.Serializer[Any]):
    """A department to go to."""

    department = RecordRefSerializer()
    rank = serializers.IntegerField(help_text="1 最先；相同表示并列。")
    condition = serializers.CharField()

    class Meta:
        list_serializer_class = PublicRows
        about = "department"


class CauseSerializer(serializers.ModelSerializer[Cause]):
    """A possible cause, as a source states it."""

    class Meta:
        model = Cause
        fields = ("name", "group")


class RedFlagSerializer(serializers.ModelSerializer[RedFlag]):
    """A sign that makes it urgent."""

    department = RecordRefSerializer(allow_null=True)

    class Meta:
        model = RedFlag
        fields = ("sign", "action", "department")


class RecommendedHospitalSerializer(RecordRefSerializer):
    """A hospital with where it is and of what level."""

    region = RegionRefSerializer()
    level = serializers.IntegerField(allow_null=True)
    grade = serializers.CharField()


class RecommendationSerializer(serializers.Serializer[Any]):
    """An article's advice to go to a hospital with this symptom."""

    hospital = RecommendedHospitalSerializer()
    rank = serializers.IntegerField(help_text="1 最先；相同表示文章并列推荐。")
    department = RecordRefSerializer(allow_null=True)
    condition = serializers.CharField()
    reason = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    article = ArticleRefSerializer()

    class Meta:
        list_serializer_class = PublicRows
        about = "hospital"


class SymptomSummarySerializer(RecordSerializer):
    """A symptom in a list."""

    departments = SymptomDepartmentSerializer(many=True)

    class Meta(RecordSerializer.Meta):
        model = Symptom
        fields: tuple[str, ...] = (
            *RecordSerializer.Meta.head, "body_part", "description", "departments", "disputed",
        )  # fmt: skip


class SymptomSerializer(SymptomSummarySerializer):
    """症状. It leads to departments and hospitals; it is no diagnosis."""

    components = RecordRefsField(help_text="由这些症状组成。")
    causes = CauseSerializer(many=True)
    red_flags = RedFlagSerializer(many=True)
    recommendations = RecommendationSerializer(many=True)

    class Meta(SymptomSummarySerializer.Meta):
        fields = (
            *RecordSerializer.Meta.head, "body_part", "description", "components", "departments", "causes",
            "red_flags", "advice", "recommendations", *RecordSerializer.Meta.tail,
        )  # fmt: skip


class EmergencySummarySerializer(RecordSerializer):
    """A sign of an emergency in a list."""

    class Meta(RecordSerializer.Meta):
        model = EmergencySign
        fields: tuple[str, ...] = (
            *RecordSerializer.Meta.head, "call", "urgent", "line", "name_en", "line_en", "disputed",
        )  # fmt: skip


class EmergencySerializer(EmergencySummarySerializer):
    """急症信号. It tells whom to call; it is no diagnosis."""

    until_then = serializers.ListField(child=serializers.CharField(), help_text="等人来以前做什么。")
    phrases = serializers.ListField(child=serializers.CharField(), help_text="人们怎样说它，写法见文档。")
    lookalikes = serializers.ListField(child=serializers.CharField(), help_text="看着像而不是的说法。")
    until_then_en = serializers.ListField(child=serializers.CharField(), help_text="英文的等人来以前做什么。")

    class Meta(EmergencySummarySerializer.Meta):
        fields = (
            *RecordSerializer.Meta.head, "call", "urgent", "rank", "line", "until_then", "phrases", "lookalikes",
            "name_en", "line_en", "until_then_en", *RecordSerializer.Meta.tail,
        )  # fmt: skip


class SeenSignSerializer(RecordRefSerializer):
    """A sign of an emergency that was recognised in a text."""

    urgent = serializers.BooleanField(help_text="照这样说是不是马上要打电话。")
    call = serializers.ChoiceField(EmergencySign.Call.choices, help_text="该打哪个号码。")
    words = serializers.CharField(help_text="由哪些话认出。")
    line = serializers.CharField(help_text="只对这个信号说的话。")


class EmergencyAnswerSerializer(serializers.Serializer[Any]):
    """Whether a text tells of an emergency, and what to do first."""

    urgent = serializers.BooleanField(help_text="是不是马上要打电话；只是一般的提醒或有条件的信号时为 false。")
    call = serializers.ChoiceField(EmergencySign.Call.choices, help_text="该打哪个号码。")
    notice = serializers.CharField(help_text="一句话：现在做什么。")
    signs = SeenSignSerializer(many=True, help_text="认出的信号，最急的在前。")
    until_then = serializers.ListField(child=serializers.CharField(), help_text="等人来以前做什么，来源说了才有。")
    sources = ArticleRefSerializer(many=True, help_text="出自哪些来源。")
