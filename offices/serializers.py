"""How offices, services, channels, procedures and policies become public documents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from directory.core.publishing.serializers import (
    FIGURE,
    FigureField,
    FigureSerializer,
    PlaceSerializer,
    PublicRows,
    RecordRefSerializer,
    RecordRefsField,
    RecordSerializer,
    RegionRefSerializer,
    SchemeSerializer,
)

from .inheritance import INHERITABLE, inherit
from .models import (
    Channel,
    Material,
    MenuPath,
    Office,
    PersonType,
    Policy,
    Problem,
    Procedure,
    ProcedureChannel,
    Service,
    Step,
    TimeLimit,
)


class OfficeSummarySerializer(PlaceSerializer):
    """An office in a list."""

    schemes = SchemeSerializer(many=True)
    serves = RegionRefSerializer(many=True)
    services = RecordRefsField()

    class Meta(PlaceSerializer.Meta):
        model = Office
        fields = (
            *PlaceSerializer.Meta.head, "operation", "office_kind", "region", "serves", "schemes", "services", "address", "phones",
            "disputed",
        )  # fmt: skip


class OfficeSerializer(OfficeSummarySerializer):
    """医保服务机构."""

    class Meta(OfficeSummarySerializer.Meta):
        fields = (
            *PlaceSerializer.Meta.head, "office_kind", *PlaceSerializer.Meta.place, "serves", "schemes", "services",
            "duties", *PlaceSerializer.Meta.tail,
        )  # fmt: skip


class ServiceSummarySerializer(RecordSerializer):
    """A service in a list."""

    parent = RecordRefSerializer(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Service
        fields: tuple[str, ...] = (*RecordSerializer.Meta.head, "code", "parent", "origin")


class ServiceSerializer(ServiceSummarySerializer):
    """服务事项."""

    class Meta(ServiceSummarySerializer.Meta):
        fields = (*ServiceSummarySerializer.Meta.fields, "basis", "description", *RecordSerializer.Meta.tail)


class MenuPathSerializer(serializers.ModelSerializer[MenuPath]):
    """Where in a channel a service is found."""

    service = RecordRefSerializer(allow_null=True)

    class Meta:
        model = MenuPath
        fields = ("service", "path")
        list_serializer_class = PublicRows
        about = "service"


class ChannelSummarySerializer(RecordSerializer):
    """A channel in a list."""

    region = RegionRefSerializer()

    class Meta(RecordSerializer.Meta):
        model = Channel
        fields: tuple[str, ...] = (
            *RecordSerializer.Meta.head,
            "channel_kind",
            "region",
            "platform",
            "phone",
            "website",
        )


class ChannelSerializer(ChannelSummarySerializer):
    """办理渠道."""

    services = RecordRefsField()
    menu_paths = MenuPathSerializer(many=True)

    class Meta(ChannelSummarySerializer.Meta):
        fields = (
            *ChannelSummarySerializer.Meta.fields, "operator", "services", "menu_paths", "description",
            *RecordSerializer.Meta.tail,
        )  # fmt: skip


class PersonTypeSerializer(serializers.ModelSerializer[PersonType]):
    """A group of people with papers or conditions of its own."""

    class Meta:
        model = PersonType
        fields = ("name", "eligibility")


class OfProcedureSerializer(serializers.ModelSerializer[Any]):
    """A row for one person type or channel, or for all."""

    person_type = serializers.CharField(
        source="person_type.name", default=None, allow_null=True, help_text="空: 对所有人。"
    )
    channel = RecordRefSerializer(allow_null=True)


class StepSerializer(OfProcedureSerializer):
    """One thing to do."""

    class Meta:
        model = Step
        list_serializer_class = PublicRows
        about = "channel"
        fields = ("text", "person_type", "channel")


class MaterialSerializer(OfProcedureSerializer):
    """One paper."""

    class Meta:
        model = Material
        list_serializer_class = PublicRows
        about = "channel"
        fields = (
            "name", "form", "copies", "required", "alternative_group", "obtained_from", "note", "person_type",
            "channel",
        )  # fmt: skip


class TimeLimitSerializer(FigureSerializer, OfProcedureSerializer):
    """How long something takes or may take."""

    class Meta:
        model = TimeLimit
        list_serializer_class = PublicRows
        about = "channel"
        fields = ("kind", *FIGURE, "condition", "person_type", "channel")


class ProcedureChannelSerializer(serializers.ModelSerializer[ProcedureChannel]):
    """A channel through which it can be done."""

    channel = RecordRefSerializer()
    kind = serializers.ChoiceField(Channel.Kind.choices, source="channel.channel_kind")
    region = RegionRefSerializer(source="channel.region", help_text="渠道适用的地区。")

    class Meta:
        model = ProcedureChannel
        list_serializer_class = PublicRows
        about = "channel"
        fields = ("channel", "kind", "region", "note")


class ProblemSerializer(serializers.ModelSerializer[Problem]):
    """What can go wrong."""

    class Meta:
        model = Problem
        fields = ("name", "cause", "remedy")


class ProcedureSummarySerializer(RecordSerializer):
    """A procedure in a list."""

    service = RecordRefSerializer(allow_null=True)
    region = RegionRefSerializer()
    schemes = SchemeSerializer(many=True)

    class Meta(RecordSerializer.Meta):
        model = Procedure
        fields: tuple[str, ...] = (
            *RecordSerializer.Meta.head, "service", "region", "schemes", "summary", "disputed",
        )  # fmt: skip


class TemplateSerializer(RecordSerializer):
    """What a local procedure may inherit, and what is said of where it is from."""

    schemes = SchemeSerializer(many=True)
    person_types = PersonTypeSerializer(many=True)
    steps = StepSerializer(many=True)
    materials = MaterialSerializer(many=True)
    channels = ProcedureChannelSerializer(many=True)
    time_limits = TimeLimitSerializer(many=True)
    problems = ProblemSerializer(many=True)

    class Meta(RecordSerializer.Meta):
        model = Procedure
        fields: tuple[str, ...] = ("slug", "url", "page", "name", "schemes", "citations", "disputed", *INHERITABLE)


class ProcedureSerializer(TemplateSerializer, ProcedureSummarySerializer):
    """办事指南."""

    template = RecordRefSerializer(allow_null=True, help_text="全国模板; 本地没有写的内容沿用它的。")
    inherited = serializers.SerializerMethodField(help_text="沿用模板的字段: 各注明模板和它的来源文章。")

    def get_inherited(self, procedure: Procedure) -> dict[str, dict[str, Any]]:
        return {}  # what stands here is known when the document is whole

    def to_representation(self, instance: Procedure) -> Any:
        document = super().to_representation(instance)
        if instance.template is None or not instance.template.is_public:
            return document
        return inherit(document, TemplateSerializer(instance.template).data)

    class Meta(ProcedureSummarySerializer.Meta):
        fields = (
            *RecordSerializer.Meta.head, "service", "region", "schemes", "summary", "eligibility", "legal_basis",
            "person_types", "steps", "materials", "channels", "time_limits", "validity", "fee", "deadline",
            "consequence", "result", "visits", "notes", "problems", "template", "inherited",
            *RecordSerializer.Meta.tail,
        )  # fmt: skip


class PolicySummarySerializer(RecordSerializer):
    """A policy in a list."""

    scheme = SchemeSerializer(allow_null=True)
    region = RegionRefSerializer()
    figure = FigureField()

    class Meta(RecordSerializer.Meta):
        model = Policy
        fields: tuple[str, ...] = (
            *RecordSerializer.Meta.head, "subject", "scheme", "region", "year", "population", "facility_level",
            "figure", "statement", "disputed",
        )  # fmt: skip


class PolicySerializer(PolicySummarySerializer):
    """政策."""

    class Meta(PolicySummarySerializer.Meta):
        fields = (
            *(name for name in PolicySummarySerializer.Meta.fields if name != "disputed"), "conditions",
            "legal_basis", *RecordSerializer.Meta.tail,
        )  # fmt: skip
