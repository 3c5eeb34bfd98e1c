"""Everything live of a kind as one file, streamed: as published, for spreadsheets, for maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.db.models import BinaryField, Func, QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.core.index.entries import as_uid
from directory.core.kinds import kinds
from directory.core.models import Entry, Place, Publishable
from directory.core.serving.parameters import refuse_parameters
from directory.core.serving.renderers import IN_DOCUMENTS, JSONRenderer, absolute, site_of
from directory.core.serving.viewsets import PublicView

from .table import columns, header, table

BATCH = 2000  # entries that are in memory at a time
Model = type[Publishable]


class Utf8(Func):
    """A text as bytes: neither decoded when it is read nor encoded when it is sent, which would take most of the time."""

    template = "CAST(%(expressions)s AS BLOB)"
    output_field = BinaryField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="convert_to(%(expressions)s, 'UTF8')", **context)


def live(model: Model) -> QuerySet[Entry]:
    """Found by their records, which only live entries have: in the order of an index that holds nothing else."""
    of_kind = {"content_type": ContentType.objects.get_for_model(model), "object_id__isnull": False}
    return Entry.objects.filter(**of_kind).order_by("object_id")


def batches(entries: QuerySet[Entry], *wanted: Any) -> Iterator[list[Any]]:
    """Record and wanted columns, batch by batch: a query of its own each, so a slow reader keeps nobody from publishing."""
    last = 0
    while rows := fetched(entries.filter(object_id__gt=last).values_list("object_id", *wanted)[:BATCH]):
        yield rows
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def fetched(rows: QuerySet[Any, Any]) -> list[Any]:
    """Rows as the database hands them over: Django would take as long again to look at each."""
    with connections[rows.db].cursor() as cursor:
        cursor.execute(*rows.query.get_compiler(rows.db).as_sql())
        return cursor.fetchall()


def ndjson(model: Model, site: str) -> Iterator[bytes]:
    """The documents as they are stored, with whole addresses, one a line."""
    for rows in batches(live(model), Utf8("document__text")):
        yield absolute(b"\n".join([*(document for _record, document in rows), b""]), site, IN_DOCUMENTS)


def csv(model: Model, site: str) -> Iterator[bytes]:
    """The summaries as a table."""
    names = columns(model)
    yield header(names)
    for rows in batches(live(model), Utf8("summary")):
        yield table(names, [absolute(summary, site, IN_DOCUMENTS) for _record, summary in rows])


def geojson(model: Model, site: str) -> Iterator[bytes]:
    """A FeatureCollection (RFC 7946) of the places whose position is known, a line each."""
    entries, separator = live(model).filter(latitude__isnull=False), "\n"
    yield b'{"type":"FeatureCollection","features":['
    for rows in batches(entries, "uid", "longitude", "latitude", "summary"):
        lines = separator + ",\n".join([feature(*place) for _record, *place in rows])
        yield absolute(lines.encode(), site, IN_DOCUMENTS)
        separator = ",\n"
    yield b"\n]}\n"


def feature(uid: Any, longitude: Any, latitude: Any, summary: str) -> str:
    """A place, under the identity that it keeps when it is renamed."""
    point = f'{{"type":"Point","coordinates":[{float(longitude)},{float(latitude)}]}}'
    return f'{{"type":"Feature","id":"{as_uid(uid)}","geometry":{point},"properties":{summary}}}'


class Format(NamedTuple):
    """What a file name's end stands for."""

    media_type: str
    chunks: Callable[[Model, str], Iterator[bytes]]


FORMATS = {
    "ndjson": Format("application/x-ndjson", ndjson),
    "csv": Format("text/csv; charset=utf-8; header=present", csv),
    "geojson": Format("application/geo+json", geojson),
}


class NoPositions(APIException):
    """Only places can be put on a map."""

    status_code = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        places = "、".join(name for name, model in collections().items() if issubclass(model, Place))
        super().__init__(_("GeoJSON 只有带位置的才有：%(places)s。") % {"places": places})


def collections() -> dict[str, Model]:
    return {kind.collection: kind.model for kind in sorted(kinds, key=lambda kind: kind.collection)}


def formats(model: Model) -> list[str]:
    return [name for name in FORMATS if name != "geojson" or issubclass(model, Place)]


class ExportIndex(PublicView, APIView):
    """Every file that there is."""

    schema = None

    def get(self, request: Request) -> Response:
        refuse_parameters(request.query_params)
        return Response(
            {
                collection: {form: request.build_absolute_uri(f"{collection}.{form}") for form in formats(model)}
                for collection, model in collections().items()
            }
        )


class ExportAPI(PublicView, APIView):
    """A file. What is published while it is written may be in it or not; ``Sequence`` says from where to read on."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """The address says the format, whatever Accept says."""
        return JSONRenderer(), JSONRenderer.media_type

    @extend_schema(
        operation_id="export", tags=["export"], summary="整个种类的文件",
        parameters=[
            OpenApiParameter("collection", str, OpenApiParameter.PATH, description="种类，与列表的地址相同。"),
            OpenApiParameter(
                "extension", str, OpenApiParameter.PATH, enum=list(FORMATS),
                description="ndjson：公开的内容，一行一条；csv：列表的字段；geojson：有位置的机构。",
            ),
        ],
        responses={
            (200, "application/x-ndjson"): OpenApiTypes.STR,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/geo+json"): OpenApiTypes.OBJECT,
        },
    )  # fmt: skip
    def get(self, request: Request, collection: str, extension: str) -> StreamingHttpResponse:
        refuse_parameters(request.query_params)
        model = collections().get(collection)
        if model is None or extension not in FORMATS:
            raise NotFound
        if extension not in formats(model):
            raise NoPositions
        chunks = FORMATS[extension].chunks(model, site_of(request)) if request.method == "GET" else iter(())
        response = StreamingHttpResponse(chunks, content_type=FORMATS[extension].media_type)
        response["Content-Disposition"] = f'attachment; filename="{collection}.{extension}"'
        # Drawn before anything was read: whoever reads the changes since has missed nothing.
        response["Sequence"] = str(self.moment.version)
        return response
