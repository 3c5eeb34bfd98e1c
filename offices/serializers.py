"""How offices, services, channels, procedures and policies become public documents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from directory.core.publishing.representation import PublicRows, RememberingSerializer
from directory.core.publishing.serializers import (
    FIGURE,
    FigureSerializer,
    NumberField,
    PlaceSerializer,
    RecordRefSerializer,
    RecordRefsField,
    RecordSerializer,
    RegionRefSerializer,
    SchemeSerializer,
)

from .models import (
    Channel,
    Group,
    Material,
    MenuPath,
    Office,
    PersonType,
    Policy,
    Problem,
    Procedure,
    ProcedureChannel,
    Scoped,
    Service,
    Step,
    TimeLimit,
)
from .rules.belonging import only_for
from .rules.inheritance import INHERITABLE, inherit


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

    advises_on = RecordRefsField(help_text="可以问、但不在这里办的事项。")

    class Meta(OfficeSummarySerializer.Meta):
        fields = (
            *PlaceSerializer.Meta.head, "office_kind", *PlaceSerializer.Meta.place, "serves", "schemes", "services",
            "advises_on", "duties", *PlaceSerializer.Meta.tail,
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
    region = RegionRefSerializer(allow_null=True, help_text="只在这里有这个入口；空：与渠道相同。")

    class Meta:
        model = MenuPath
        fields = ("service", "path", "region")
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


class PeopleGroupSerializer(RememberingSerializer, serializers.ModelSerializer[Group]):
    """A group of people for whom alone a rule is made."""

    class Meta:
        model = Group
        fields = ("code", "name")


class ScopedSerializer(serializers.ModelSerializer[Any]):
    """For whom a rule is made; what is empty limits nothing."""

    groups = PeopleGroupSerializer(many=True, help_text="只适用于这些人群的人（几个都要符合）；空：不分人群。")
    journey = serializers.ChoiceField(
        Scoped.Journey.choices, allow_blank=True, help_text="只适用于这种异地就医；空：不限。"
    )
    destination = RegionRefSerializer(allow_null=True, help_text="只适用于到这里就医；空：不限。")
    only_for = serializers.SerializerMethodField(help_text="只适用于谁或哪种情形，一句话；空：对所有人。")

    def get_only_for(self, rule: Any) -> str:
        return only_for(rule)


class PersonTypeSerializer(serializers.ModelSerializer[PersonType]):
    """A group of people with papers or conditions of its own."""

    class Meta:
        model = PersonType
        fields = ("name", "eligibility")


class OfProcedureSerializer(serializers.ModelSerializer[Any]):
    """A row for one person type or channel, or for all."""

    person_type = serializers.CharField(
        source="person_type.name", default=None, allow_null=True, help_text="空：对所有人。"
    )
    channel = RecordRefSerializer(allow_null=True)


class StepSerializer(OfProcedureSerializer):
    """One thing to do."""

    class Meta:
        model = Step
        list_serializer_class = PublicRows
        about = "channel"
        fields = ("text", "alternative_group", "person_type", "channel")


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

    channel = RecordRefSerializer(source="way", help_text="渠道，或一条热线（医保服务机构）。")
    kind = serializers.ChoiceField(Channel.Kind.choices)
    region = RegionRefSerializer(source="way.region", help_text="渠道适用的地区。")

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


class ProcedureSummarySerializer(ScopedSerializer, RecordSerializer):
    """A procedure in a list."""

    service = RecordRefSerializer(allow_null=True)
    region = RegionRefSerializer()
    schemes = SchemeSerializer(many=True)

    class Meta(RecordSerializer.Meta):
        model = Procedure
        fields: tuple[str, ...] = (
            *RecordSerializer.Meta.head, "service", "region", "schemes", "only_for", "summary", "disputed",
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

    template = RecordRefSerializer(allow_null=True, help_text="全国模板；本地没有写的内容沿用它的。")
    inherited = serializers.SerializerMethodField(help_text="沿用模板的字段：各注明模板和它的来源文章。")

    def get_inherited(self, procedure: Procedure) -> dict[str, dict[str, Any]]:
        return {}  # what stands here is known when the document is whole

    def to_representation(self, instance: Procedure) -> Any:
        document = super().to_representation(instance)
        if instance.template is None or not instance.template.is_public:
            return document
        return inherit(document, TemplateSerializer(instance.template).data)

    class Meta(ProcedureSummarySerializer.Meta):
        fields = (
            *RecordSerializer.Meta.head, "service", "region", "schemes", "groups", "journey", "destination", "only_for",
            "summary", "eligibility", "legal_basis",
            "person_types", "steps", "materials", "channels", "time_limits", "validity", "fee", "deadline",
            "consequence", "result", "visits", "notes", "problems", "template", "inherited",
            *RecordSerializer.Meta.tail,
        )  # fmt: skip


class PolicySummarySerializer(ScopedSerializer, RecordSerializer):
    """A policy in a list."""

    scheme = SchemeSerializer(allow_null=True)
    region = RegionRefSerializer(allow_null=True, help_text="适用地区；空：只是举例，哪里都不适用。")
    figure = FigureSerializer(source="stated", allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Policy
        fields: tuple[str, ...] = (
            *RecordSerializer.Meta.head, "subject", "example", "scheme", "region", "year", "population", "only_for",
            "facility_level", "figure", "statement", "disputed",
        )  # fmt: skip


class PolicySerializer(PolicySummarySerializer):
    """政策."""

    cost_above = NumberField(help_text="只适用于费用超过这个数（元）的部分；空：不限。")
    cost_up_to = NumberField(help_text="费用到这个数（元，含）为止；空：不限。")

    class Meta(PolicySummarySerializer.Meta):
        fields = (
            *(name for name in PolicySummarySerializer.Meta.fields if name != "disputed"), "groups",
            "journey", "destination", "cost_above", "cost_up_to", "conditions", "legal_basis",
            *RecordSerializer.Meta.tail,
        )  # fmt: skip
