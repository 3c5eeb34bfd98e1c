"""What the API says of places beside their documents: when they are open in a stretch of time, as JSON and iCalendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from directory.core.hours import MAX_DAYS, SHANGHAI, Hours, Interval, Reason, State
from directory.core.index.entries import Published
from directory.core.index.timetables import evaluator, osm_value
from directory.core.kinds import Kind
from directory.core.language.punctuation import bracketed
from directory.core.models import OpeningHours

from .parameters import MomentField, Parameters, refuse_parameters
from .renderers import JSONRenderer
from .viewsets import EntryViewSet

if TYPE_CHECKING:
    from icalendar import Event

ONE_DAY = datetime.timedelta(days=1)
USUAL, COMING = ONE_DAY * 14, ONE_DAY * 28
PERIOD = {"from": MomentField(), "to": MomentField()}  # no class: from is no name in Python
ICALENDAR = "text/calendar"


class IntervalSerializer(serializers.Serializer[Any]):
    """A stretch of time in which the state stays the same."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField(help_text="到这一刻为止（不含）。")
    state = serializers.ChoiceField([state.value for state in State], help_text="开、关或不能确定。")
    reason = serializers.ChoiceField(Reason.choices)
    note = serializers.CharField(help_text="节日的名称，或通知。")


class PurposeHoursSerializer(serializers.Serializer[Any]):
    """One of the things a place does, or the place as a whole."""

    purpose = serializers.ChoiceField(OpeningHours.Purpose.choices, allow_null=True, help_text="null：整个机构。")
    osm = serializers.CharField(help_text="OpenStreetMap 的 opening_hours 写法，本年和以后已公布放假安排的各年。")
    intervals = IntervalSerializer(many=True)


class TimetableSerializer(serializers.Serializer[Any]):
    """When a place is open in a stretch of time, without gaps."""

    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    start = serializers.DateTimeField(help_text="起，即 from。")
    end = serializers.DateTimeField(help_text="止（不含），即 to。")
    hours = PurposeHoursSerializer(many=True)


class CalendarRenderer(BaseRenderer):
    """Lets clients ask for iCalendar; the answer is made already."""

    media_type = ICALENDAR
    format = "ics"


class PlaceViewSet(EntryViewSet):
    """Places, with their hours."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """What may be asked of an address is told in JSON, whatever is found there."""
        if request.method == "OPTIONS":
            return JSONRenderer(), JSONRenderer.media_type
        return super().perform_content_negotiation(request, force)

    @extend_schema(
        responses=TimetableSerializer,
        filters=False,
        parameters=[
            OpenApiParameter("from", description="从哪天或哪一刻起，默认今天；没写时区按北京时间。"),
            OpenApiParameter("to", description=f"到哪天（含）或哪一刻为止，默认 14 天以后；最多 {MAX_DAYS} 天。"),
        ],
    )
    @action(detail=True, pagination_class=None)
    def hours(self, request: Request, slug: str) -> HttpResponse:
        start, end = period(request.query_params, self.moment.minute)

        def tell(entry: Published) -> Response:
            about = {name: entry.data[name] for name in ("slug", "name", "url")}
            return Response({**about, "start": start, "end": end, "hours": list(self.told(entry, start, end))})

        return self.found(slug, tell, "hours/")

    def told(self, entry: Published, start: datetime.datetime, end: datetime.datetime) -> Iterator[dict[str, Any]]:
        """The whole place first, then each purpose."""
        hours, since = self.hours_of(entry), self.moment.minute.year
        for purpose in ("", *hours.pattern.purposes):
            yield {
                "purpose": purpose or None,
                "osm": osm_value(entry.hours_spec or "", hours.calendar, purpose, since),
                "intervals": [interval._asdict() for interval in hours.intervals(start, end, purpose)],
            }

    @extend_schema(responses={(200, ICALENDAR): str}, filters=False)
    def calendar(self, request: Request, slug: str) -> HttpResponse:
        """The coming four weeks, to subscribe to."""
        refuse_parameters(request.query_params)
        start = self.moment.minute.replace(hour=0, minute=0)

        def tell(entry: Published) -> HttpResponse:
            text = icalendar(entry, self.hours_of(entry), start)
            response = HttpResponse(text, content_type=f"{ICALENDAR}; charset=utf-8")
            response["Content-Disposition"] = f'inline; filename="{entry.slug}.ics"'
            return response

        return self.found(slug, tell, "hours.ics")

    def hours_of(self, entry: Published) -> Hours:
        return evaluator(entry.hours_spec or "", self.moment.calendar)

    @classmethod
    def as_calendar(cls) -> Any:
        """The view of the .ics address. JSON is accepted too, for what goes wrong."""
        return cls.as_view({"get": "calendar"}, renderer_classes=[CalendarRenderer, JSONRenderer], suffix="Calendar")


def viewset_of(kind: Kind) -> type[EntryViewSet]:
    """The viewset of a kind, by its declaration alone."""
    base = kind.viewset or (PlaceViewSet if kind.is_place else EntryViewSet)
    made = {"queryset": kind.published(), "serializer_class": kind.serializer, "filterset_class": kind.filterset}
    # Named after the model: tracebacks and drf-spectacular show it.
    return type(f"{kind.model.__name__}ViewSet", (base,), made | {"__module__": base.__module__, "__doc__": kind.label})


def period(query: QueryDict, now: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    """From when to when. Raises ValidationError naming the parameter."""
    parameters = Parameters(query, fields=PERIOD)
    if parameters.errors:
        raise ValidationError(parameters.errors)
    first, last = (moment and moment.astimezone(SHANGHAI) for moment in parameters.cleaned.values())
    if last and is_date(query.get("to", "")):
        last += ONE_DAY
    start = first or now.replace(hour=0, minute=0)
    end = last or start + USUAL
    if end <= start:
        raise ValidationError({"to": [_("应晚于 from。")]})
    if end - start > ONE_DAY * MAX_DAYS:
        raise ValidationError({"to": [_("与 from 最多相隔 %(most)d 天。") % {"most": MAX_DAYS}]})
    return start, end


def is_date(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text.strip()))
    except ValueError:
        return False


def icalendar(entry: Published, hours: Hours, start: datetime.datetime) -> bytes:
    """The open times of each purpose in the coming weeks; those that are not certain as tentative."""
    from icalendar import Calendar  # here, as few ask for it and every process would hold it

    document = entry.data
    calendar = Calendar()
    calendar.add("prodid", "-//Jiuyi//hours//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", document["name"])
    for purpose in hours.pattern.purposes:
        for interval in joined(hours.intervals(start, start + COMING, purpose)):
            calendar.add_component(event(entry, document, purpose, interval))
    return bytes(calendar.to_ical())


def joined(intervals: list[Interval]) -> Iterator[Interval]:
    """Open and uncertain times, neighbours that differ by their reason only as one."""
    held: Interval | None = None
    for interval in intervals:
        if held and held.state is interval.state and held.end == interval.start:
            held = held._replace(end=interval.end)
            continue
        if held and is_worth_noting(held):
            yield held
        held = interval
    if held and is_worth_noting(held):
        yield held


def is_worth_noting(interval: Interval) -> bool:
    return interval.state is State.OPEN or (interval.state is State.UNKNOWN and interval.reason is not Reason.NO_HOURS)


def event(entry: Published, document: dict[str, Any], purpose: str, interval: Interval) -> Event:
    from icalendar import Event

    found = Event()
    label = "" if purpose == "all" else f" {OpeningHours.Purpose(purpose).label}"
    sure = interval.state is State.OPEN
    found.add("uid", f"{entry.kind}-{entry.slug}-{purpose}-{interval.start:%Y%m%dT%H%M}@jiuyi")
    found.add("dtstamp", datetime.datetime.fromisoformat(document["updated_at"]).astimezone(datetime.UTC))
    found.add("dtstart", interval.start.astimezone(datetime.UTC))
    found.add("dtend", interval.end.astimezone(datetime.UTC))
    found.add("summary", bracketed(f"{document['name']}{label}", "" if sure else _("时间还不知道")))
    found.add("status", "CONFIRMED" if sure else "TENTATIVE")
    found.add("transp", "TRANSPARENT")
    if document["address"]:
        found.add("location", document["address"])
    return found
