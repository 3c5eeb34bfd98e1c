"""The admin of offices, services, channels, procedures and policies."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from directory.core.admin import (
    PlaceAdmin,
    RecordAdmin,
    SchemeAdmin,
    citations,
    exception_rows,
    hours_rows,
    phone_rows,
    tabular,
)
from directory.core.admin.filters import YesNoFilter
from directory.core.admin.rows import RowFormSet, TabularRows

from .checkup import checkup
from .models import (
    Channel,
    ChannelCitation,
    Group,
    Material,
    MenuPath,
    Office,
    OfficeCitation,
    OfficeHours,
    OfficeHoursException,
    OfficePhone,
    PersonType,
    Policy,
    PolicyCitation,
    Problem,
    Procedure,
    ProcedureChannel,
    ProcedureCitation,
    Service,
    ServiceCitation,
    Step,
    TimeLimit,
)

OF_PROCEDURE = (Step, Material, TimeLimit)


@admin.register(Office)
class OfficeAdmin(PlaceAdmin):
    details = ("office_kind", "serves", "schemes", "services", "advises_on", "duties")
    inlines = (
        phone_rows(OfficePhone),
        hours_rows(OfficeHours),
        exception_rows(OfficeHoursException),
        citations(OfficeCitation),
    )
    list_display = ("name", "region", "office_kind", "status", "verified_on", "version")
    list_filter = ("status", "operation", "office_kind", "schemes")
    autocomplete_fields = ("possible_duplicates", "region", "serves", "services", "advises_on")


@admin.register(Service)
class ServiceAdmin(RecordAdmin):
    details = ("code", "parent", "origin", "basis", "description")
    inlines = (citations(ServiceCitation),)
    list_display = ("name", "code", "origin", "status", "verified_on", "version")
    list_filter = ("status", "origin")
    search_fields = ("name", "aliases", "pinyin", "slug", "code")
    autocomplete_fields = ("possible_duplicates", "parent")


@admin.register(Channel)
class ChannelAdmin(RecordAdmin):
    details = ("channel_kind", "region", "platform", "operator", "website", "phone", "services", "description")
    inlines = (tabular(MenuPath, autocomplete_fields=("service", "region")), citations(ChannelCitation))
    list_display = ("name", "region", "channel_kind", "status", "verified_on", "version")
    list_filter = ("status", "channel_kind")
    list_select_related = ("region",)
    autocomplete_fields = ("possible_duplicates", "region", "services")


@admin.register(Group)
class GroupAdmin(SchemeAdmin):
    list_display = ("name", "code", "aliases", "position")
    filter_horizontal = ("part_of", "schemes")


class PersonTypeFormSet(RowFormSet):
    def clean(self) -> None:
        """Deleting a person type would take the rows that are limited to it along, unseen."""
        super().clean()
        for form in self.deleted_forms:
            count = sum(model.objects.filter(person_type=form.instance.pk).count() for model in OF_PROCEDURE)
            if count:
                name = self.rows[form.instance.pk]
                raise ValidationError(
                    f"“{name}” 还有 {count} 行（步骤、材料、时限）用着：先改掉那些行并保存，再删除它。"
                )


class PersonTypeRows(TabularRows):
    model = PersonType
    formset = PersonTypeFormSet


class OfProcedureRows(TabularRows):
    """Rows that may be limited to a person type, of this procedure only."""

    autocomplete_fields = ("channel",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "person_type":
            kwargs["queryset"] = PersonType.objects.filter(record=self.record)
            kwargs["help_text"] = "新的人员类别要先保存，这里才能选到。"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class StepRows(OfProcedureRows):
    model = Step
    fields = ("text", "alternative_group", "channel", "person_type", "position")


class MaterialRows(OfProcedureRows):
    model = Material
    fields = (
        "name", "form", "copies", "required", "alternative_group", "person_type", "channel", "obtained_from", "note",
        "position",
    )  # fmt: skip


class TimeLimitRows(OfProcedureRows):
    model = TimeLimit
    fields = (
        "kind", "minimum", "maximum", "unit", "approximate", "condition", "person_type", "channel", "position",
    )  # fmt: skip


class OutdatedTemplateFilter(YesNoFilter):
    title = "模板改过"
    parameter_name = "outdated_template"

    def matching(self, model: Any) -> Any:
        return model.objects.with_outdated_template()


@admin.register(Procedure)
class ProcedureAdmin(RecordAdmin):
    details = (
        "service", "region", "template", "schemes", "groups", ("journey", "destination"),
        "summary", "eligibility", "legal_basis", "validity", "fee", "deadline",
        "consequence", "result", "visits", "notes",
    )  # fmt: skip
    inlines = (
        PersonTypeRows,
        StepRows,
        MaterialRows,
        tabular(ProcedureChannel, autocomplete_fields=("channel", "office")),
        TimeLimitRows,
        tabular(Problem),
        citations(ProcedureCitation),
    )
    list_display = ("name", "region", "service", "status", "verified_on", "version")
    list_filter = ("status", "schemes", OutdatedTemplateFilter)
    list_select_related = ("region", "service")
    autocomplete_fields = ("possible_duplicates", "region", "service", "template", "destination")
    actions: Any = (*RecordAdmin.actions, "compared_with_template")
    findings: ClassVar[tuple[str, ...]] = (*RecordAdmin.findings, "checkup_summary")

    @admin.display(description="办事指南体检")
    def checkup_summary(self, procedure: Procedure) -> str:
        found = checkup(Procedure.objects.for_document().filter(pk=procedure.pk))
        return "\n".join(finding.message for finding in found) or "没有发现问题"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if "template" in form.changed_data:
            obj.template_version = obj.template.version if obj.template else None
        super().save_model(request, obj, form, change)

    @admin.action(permissions=["change"], description="标为已与模板核对")
    def compared_with_template(self, request: HttpRequest, queryset: Any) -> None:
        def change(procedure: Procedure) -> None:
            procedure.template_version = procedure.template.version if procedure.template else None

        self.change_each(request, queryset, change, "与模板核对")


@admin.register(Policy)
class PolicyAdmin(RecordAdmin):
    details = (
        "subject", "scheme", "example", "region", "year", "population", "groups", ("journey", "destination"),
        ("cost_above", "cost_up_to"), "facility_level",
        ("minimum", "maximum", "unit", "approximate"), "statement", "conditions", "legal_basis",
    )  # fmt: skip
    inlines = (citations(PolicyCitation),)
    list_display = ("name", "region", "scheme", "year", "value", "status", "verified_on", "version")
    list_filter = ("status", "example", "scheme", "groups", "year")
    list_select_related = ("region", "scheme")
    autocomplete_fields = ("possible_duplicates", "region", "destination")

    @admin.display(description="数值或说法")
    def value(self, policy: Policy) -> str:
        return policy.figure or policy.statement
