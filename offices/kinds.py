"""Offices, services, channels, procedures and policies as kinds: how they are found, in which order, what they say."""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory.core.hours import OFFICE
from directory.core.kinds import (
    NOWHERE,
    OWN,
    REGION,
    SOMEWHERE,
    STATED_FOR,
    Document,
    FactField,
    Kind,
    Points,
    Sort,
    Worded,
    declare,
)
from directory.core.language import asking
from directory.core.publishing import wording
from directory.core.publishing.declaring import PLACE_FACTS, phone_number, rows, website
from directory.core.serving.views import NAME

from .checkup import among, flaws
from .filters import ChannelFilterSet, OfficeFilterSet, PolicyFilterSet, ProcedureFilterSet, ServiceFilterSet
from .models import Channel, Office, Policy, Procedure, Service
from .reading.channels import read_channels
from .reading.offices import read_offices
from .reading.policies import read_policies
from .reading.procedures import read_procedures
from .serializers import (
    ChannelSerializer,
    ChannelSummarySerializer,
    OfficeSerializer,
    OfficeSummarySerializer,
    PolicySerializer,
    PolicySummarySerializer,
    ProcedureSerializer,
    ProcedureSummarySerializer,
    ServiceSerializer,
    ServiceSummarySerializer,
)
from .tags import (
    CHANNEL_KIND,
    OFFICE_KIND,
    OWN_PARENT,
    OWN_SLUG,
    SCHEME,
    SCHEMES,
    SCHEMES_HANDLED,
    SERVES,
    SERVES_WITHIN,
    SERVICE,
    SERVICES,
    STANDS_IN,
    SUBJECT,
    YEAR,
)
from .views import (
    ChannelDetailView,
    PolicyDetailView,
    PolicyListView,
    ProcedureDetailView,
    ProcedureListView,
    ServiceDetailView,
)
from .viewsets import OfficeViewSet, PolicyViewSet, ProcedureViewSet

FOR_WHOM = "for_whom"  # a section of a procedure's page


def menu_path(row: Document) -> Worded:
    return Worded(row["path"], row["service"]["name"] if row["service"] else "", (row["region"] or {}).get("name", ""))


def channel(row: Document) -> Worded:
    """A way of doing it, with what sort of way it is."""
    mention = row["channel"] or {"name": "", "page": ""}
    return Worded(mention["name"], wording.choice(row["kind"], "channel.channel_kind"), row["note"], mention["page"])


def through(row: Document) -> str:
    return row["channel"]["name"] if row["channel"] else ""


def step(row: Document) -> Worded:
    return Worded(row["text"], row["person_type"] or "", through(row))


def materials(value: list[Document], _document: Document) -> list[Worded]:
    """The papers of each group of people and each channel, together: ``户口簿、社保卡 或 医保码``."""

    def whose(row: Document) -> tuple[str, str]:
        return row["person_type"] or "", through(row)

    groups = groupby(sorted(value, key=whose), whose)
    return [Worded(papers(list(theirs)), person, way) for (person, way), theirs in groups]


def papers(value: list[Document]) -> str:
    """The names of papers; those of which one is enough with 或 between them."""
    groups: dict[str, list[str]] = {}
    for at, row in enumerate(value):
        groups.setdefault(row["alternative_group"] or str(at), []).append(row["name"])
    return _("、").join(_(" 或 ").join(names) for names in groups.values())


def time_limit(row: Document) -> Worded:
    scope = " ".join(filter(None, [row["condition"], row["person_type"], through(row)]))
    about = wording.choice(row["kind"], "procedure.time_limits.kind")
    return Worded(row["text"], about, scope, field=f"time_limits.{row['kind']}")


def person_type(row: Document) -> Worded:
    return Worded(row["name"], scope=row["eligibility"])


def problem(row: Document) -> Worded:
    return Worded(row["remedy"] or row["cause"] or row["name"], row["name"], row["cause"] if row["remedy"] else "")


def if_so(value: bool, _document: Document) -> list[Worded]:
    """Said where it is so; that a rule is no example need not be said."""
    return wording.worded(value) if value else []


def statement(_value: Document | None, document: Document) -> list[Worded]:
    """What a rule says, and for whom: its figure and its words."""
    said = " ".join(filter(None, [document["figure"] and document["figure"]["text"], document["statement"]]))
    about = " ".join(filter(None, [document["subject"], document["population"], document["facility_level"]]))
    scheme = document["scheme"]["name"] if document["scheme"] else ""
    where = document["region"]["name"] if document["region"] else ""
    scope = " ".join(filter(None, [where, wording.year(document["year"]), scheme]))
    return [Worded(said, about, scope, field="value")] if said else []


declare(
    Kind(
        model=Service,
        title=pgettext_lazy("kind", "服务事项"),
        number=4,
        order=80,
        precedence=80,
        sort=Sort.TERM,
        serializer=ServiceSerializer,
        summary=ServiceSummarySerializer,
        filterset=ServiceFilterSet,
        menu_order=70,
        detail_view=ServiceDetailView,
        form={"q": NAME, "parent": gettext_lazy("所属一级事项"), "origin": gettext_lazy("出处")},
        facts=(
            FactField("description", section=OWN),
            FactField("code"),
            FactField("aliases"),
            FactField("parent"),
            FactField("origin"),
            FactField("basis"),
        ),
        codes=("code",),
        tags=(OWN_SLUG, OWN_PARENT, NOWHERE),
        points=(Points("aliases", 2, each=True, most=10), Points("basis", 1)),
    )
)
declare(
    Kind(
        model=Channel,
        title=pgettext_lazy("kind", "办理渠道"),
        number=5,
        order=70,
        precedence=90,
        sort=Sort.REFERENCE,
        serializer=ChannelSerializer,
        reader=read_channels,
        summary=ChannelSummarySerializer,
        filterset=ChannelFilterSet,
        menu_order=80,
        detail_view=ChannelDetailView,
        region_order=60,
        form={
            "q": NAME,
            "applies_to": gettext_lazy("对哪里适用"),
            "service": gettext_lazy("服务事项"),
            "kind": gettext_lazy("种类"),
            "disputed": gettext_lazy("来源说法不一"),
        },
        applies_by="applies_to",
        facts=(
            FactField("channel_kind"),
            FactField("region"),
            FactField("platform"),
            FactField("operator"),
            FactField("phone", section=OWN, asked_by=asking.PHONE, wording=phone_number),
            FactField("website", section=OWN, wording=website),
            FactField("services"),
            FactField("menu_paths", section=OWN, wording=rows(menu_path)),
            FactField("description"),
            FactField("aliases"),
        ),
        phones=("phone",),
        tags=(REGION, STATED_FOR, SERVICES, CHANNEL_KIND),
        points=(
            Points("menu_paths", 6),
            Points("services", 1, each=True, most=8),
            Points("website", 1),
            Points("phone", 1),
        ),
    )
)
declare(
    Kind(
        model=Procedure,
        title=pgettext_lazy("kind", "办事指南"),
        number=6,
        order=40,
        precedence=60,
        sort=Sort.RULE,
        serializer=ProcedureSerializer,
        reader=read_procedures,
        checkup=flaws,
        checkup_among=among,
        summary=ProcedureSummarySerializer,
        filterset=ProcedureFilterSet,
        menu_order=10,
        viewset=ProcedureViewSet,
        list_view=ProcedureListView,
        detail_view=ProcedureDetailView,
        region_order=40,
        form={
            "q": NAME,
            "applies_to": gettext_lazy("对哪里适用"),
            "service": gettext_lazy("服务事项"),
            "scheme": gettext_lazy("险种"),
            "person_type": gettext_lazy("人员类别"),
            "channel": gettext_lazy("渠道名称"),
            "disputed": gettext_lazy("来源说法不一"),
        },
        applies_by="applies_to",
        facts=(
            FactField("summary", section=OWN),
            FactField("region", section=FOR_WHOM),
            FactField("schemes", section=FOR_WHOM),
            FactField(
                "only_for",
                section=FOR_WHOM,
                label=gettext_lazy("人群"),
                covers=("groups", "journey", "destination"),
                cited_as=("population",),
            ),
            FactField("service", section=FOR_WHOM),
            FactField("eligibility", section=FOR_WHOM),
            FactField("deadline", section=FOR_WHOM, asked_by=asking.DEADLINE),
            FactField("fee", section=FOR_WHOM, asked_by=asking.COST),
            FactField("visits", section=FOR_WHOM),
            FactField("channels", section=OWN, asked_by=asking.CHANNELS, wording=rows(channel)),
            FactField("steps", section=OWN, asked_by=asking.STEPS, wording=rows(step)),
            FactField("materials", section=OWN, asked_by=asking.MATERIALS, wording=materials),
            FactField("person_types", section=OWN, wording=rows(person_type)),
            FactField("time_limits", section=OWN, asked_by=asking.TIME_LIMIT, wording=rows(time_limit)),
            FactField("result"),
            FactField("validity"),
            FactField("consequence"),
            FactField("notes"),
            FactField("legal_basis"),
            FactField("aliases"),
            FactField("problems", section=OWN, wording=rows(problem)),
        ),
        tags=(REGION, STATED_FOR, SERVICE, SCHEMES),
        points=(
            Points("steps", 8),
            Points("materials", 6),
            Points("channels", 3),
            Points("citations", 1, each=True, most=8),
            Points("verified_on", 4),
        ),
    )
)
declare(
    Kind(
        model=Policy,
        title=pgettext_lazy("kind", "政策"),
        number=7,
        order=50,
        precedence=70,
        sort=Sort.RULE,
        serializer=PolicySerializer,
        reader=read_policies,
        summary=PolicySummarySerializer,
        filterset=PolicyFilterSet,
        menu_order=40,
        viewset=PolicyViewSet,
        list_view=PolicyListView,
        detail_view=PolicyDetailView,
        region_order=50,
        form={
            "q": NAME,
            "applies_to": gettext_lazy("对哪里适用"),
            "subject": gettext_lazy("主题"),
            "scheme": gettext_lazy("险种"),
            "year": gettext_lazy("年度"),
            "population": gettext_lazy("人群"),
            "cost": gettext_lazy("费用（元）"),
            "disputed": gettext_lazy("来源说法不一"),
        },
        applies_by="applies_to",
        facts=(
            # By which words people ask for it depends on the subject, see search.question.words.
            FactField(
                "figure",
                section=OWN,
                label=gettext_lazy("数值或说法"),
                wording=statement,
                covers=("statement",),
                cited_as=("value",),
            ),
            FactField("subject"),
            FactField("scheme"),
            FactField("region"),
            FactField("year"),
            FactField("population", covers=("only_for", "groups", "journey", "destination", "cost_above")),
            FactField("cost_up_to"),
            FactField("example", wording=if_so),
            FactField("facility_level"),
            FactField("conditions"),
            FactField("legal_basis"),
            FactField("aliases"),
        ),
        tags=(REGION, STATED_FOR, SOMEWHERE, SCHEME, SUBJECT, YEAR),
        points=(
            Points("year", 8),
            Points("figure", 6),
            Points("statement", 3),
            Points("citations", 1, each=True, most=6),
            Points("verified_on", 4),
        ),
    )
)
declare(
    Kind(
        model=Office,
        title=pgettext_lazy("kind", "医保机构"),
        number=19,
        heard=("address", "directions", "duties"),
        order=60,
        precedence=50,
        sort=Sort.PLACE,
        words=OFFICE,
        serializer=OfficeSerializer,
        reader=read_offices,
        summary=OfficeSummarySerializer,
        filterset=OfficeFilterSet,
        menu_order=30,
        viewset=OfficeViewSet,
        region_order=30,
        form={
            "q": NAME,
            "region": gettext_lazy("所在地区"),
            "serves": gettext_lazy("服务地区"),
            "service": gettext_lazy("服务事项"),
            "scheme": gettext_lazy("险种"),
            "kind": gettext_lazy("种类"),
            "open_at": gettext_lazy("正开着"),
        },
        applies_by="serves",
        facts=(
            *PLACE_FACTS,
            FactField("services"),
            FactField("advises_on"),
            FactField("schemes"),
            FactField("serves"),
            FactField("duties"),
            FactField("office_kind"),
            FactField("aliases"),
        ),
        phones=("phones.number",),
        tags=(REGION, SERVES_WITHIN, STANDS_IN, SERVES, OFFICE_KIND, SERVICES, SCHEMES_HANDLED),
        points=(
            Points("office_kind", 10, "bureau"),
            Points("office_kind", 8, "hotline"),
            Points("office_kind", 6, "agency"),
            Points("citations", 1, each=True, most=6),
            Points("verified_on", 4),
            Points("phones", 6),
            Points("opening_hours", 3),
            Points("address", 2),
        ),
    )
)
