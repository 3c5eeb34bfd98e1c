"""The list page and the detail page of every kind, rendered from entries as they were published, as HTML or Markdown.

A kind without views of its own gets plain ones (``pages_of``). The API's side of the same is ``viewsets.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, cast
from urllib.parse import urlencode

import orjson
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from directory.core.caches import memoized
from directory.core.index import entries
from directory.core.index.timetables import Moment
from directory.core.kinds import Kind, kinds
from directory.core.models import Publishable
from directory.core.publishing import markdown
from directory.core.publishing.facts import in_a_sentence
from directory.core.publishing.rendering import Renderer
from directory.core.publishing.wording import field_label

from .lists import COUNTED, Listing, Queried
from .pagination import DEFAULT_SIZE, bounded
from .parameters import NOW, FlagField, OpenAtField, Pairs, Parameters, filled
from .renderers import weights
from .viewsets import PublicView, is_elder

ALWAYS_SHOWN = 2  # fields of a form; the others fold away
MARKDOWN = "text/markdown; charset=utf-8"
RELATED = 10  # rows of a related list; the rest stands on the kind's list page
NAME = gettext_lazy("名称、别名或拼音")
# Of a form whose kind does not say which fields it has.
API_ONLY = frozenset({"near", "radius", "phone", "updated_since", "ordering"})
ORDERING = "ordering"
ORDERS = {
    "name": gettext_lazy("按名称的拼音"),
    "-updated_at": gettext_lazy("最近更新的在前"),
    "-published_on": gettext_lazy("最近发表的在前"),
    "published_on": gettext_lazy("最早发表的在前"),
}
LABELS = {
    ORDERING: gettext_lazy("排序"),
    "q": NAME,
    "region": gettext_lazy("所在地区"),
    "open_at": gettext_lazy("正开着"),
    "disputed": gettext_lazy("来源说法不一"),
}


@dataclass(frozen=True)
class ListExcerpt:
    """The first rows of a list, how many there are and where the rest is."""

    results: list[dict[str, Any]]
    count: int
    capped: bool
    url: str


class FormField(NamedTuple):
    """One parameter of a list as its form shows it."""

    name: str
    label: Any
    value: str
    errors: list[str]
    choices: list[tuple[str, str]]  # empty: anything may be typed


class NumberedPages(Paginator):  # type: ignore[type-arg]
    """Pages down to where rows are counted: who needs more narrows the list, or reads the API."""

    @cached_property
    def counted(self) -> tuple[int, bool]:
        rows = self.object_list
        return (len(rows), False) if isinstance(rows, Sized) else rows.counted

    @property
    def count(self) -> int:
        return self.counted[0]

    @property
    def capped(self) -> bool:
        return self.counted[1]


class PublicPage(PublicView, TemplateView):
    """A page without session: it differs by what is published, language and size of type, and is cached by these.

    HTML, or Markdown for clients that ask for it by ``Accept``; ``PublicView`` answers 304.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ("Accept-Language", "Cookie", "Accept"))
        if isinstance(response, TemplateResponse):
            if wants_markdown(request):
                return self.in_markdown(request, response)
            response["Link"] = f'<{request.get_full_path()}>; rel="alternate"; type="text/markdown"'
        return response

    def variant(self, request: HttpRequest) -> str:
        return "-md" if wants_markdown(request) else ""

    def in_markdown(self, request: HttpRequest, response: TemplateResponse) -> HttpResponse:
        """The same answer with the same headers, as text."""
        text = self.markdown(request, response)
        answer = HttpResponse(text, status=response.status_code, content_type=MARKDOWN)
        for name, value in response.items():
            answer.setdefault(name, value)
        return answer

    def markdown(self, request: HttpRequest, response: TemplateResponse) -> str:
        """What the page says, from what it shows."""
        response.render()
        return markdown.of_page(response.content.decode(), request.build_absolute_uri())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(elder=is_elder(self.request), **kwargs)


class EntryListView(PublicPage):
    """The list of one kind. A subclass names the model; everything else is in the kind's declaration."""

    template_name = "entry_list.html"
    model: ClassVar[type[Publishable]]
    filterset: Any  # of the request that is answered

    @classmethod
    def declared(cls) -> Kind:
        return kinds.of(cls.model)

    @property
    def tells_time(self) -> bool:  # type: ignore[override]
        return self.declared().is_place

    @classmethod
    def mention(cls, **more: Any) -> dict[str, Any]:
        """This kind as other pages mention it."""
        kind = cls.declared()
        url = reverse(kind.collection)
        about = {"title": kind.title, "kind": kind.name, "url": url, "item": item_templates(kind)}
        return {**about, "is_place": kind.is_place, **more}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = self.declared()
        filterset = kind.filterset(filled(request.GET), queryset=kind.published(), request=request, beside=("page",))
        self.filterset = filterset
        errors, page = dict(filterset.errors), None
        if not errors:
            try:
                page = page_of(filterset.listing, request)
            except ValidationError as error:
                errors = dict(error.detail)  # type: ignore[arg-type]
        context = self.get_context_data(
            page=page, filtered=bool(request.GET), **form(filterset.parameters, errors, dict(form_fields(kind)))
        )
        return self.render_to_response(context, status=400 if errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = kwargs["page"]
        results = [line(*row) for row in page] if page else []
        numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)) if page else []
        return super().get_context_data(**self.mention(), results=results, numbers=numbers, **kwargs)

    # For pages about something else that show a part of this list.

    @classmethod
    def asked(cls, **query: Any) -> Any:
        """The filter set of the list page with this query."""
        kind = cls.declared()
        return kind.filterset(QueryDict(urlencode(query)), queryset=kind.published(), beside=())

    @classmethod
    def rows(cls, **query: Any) -> QuerySet[Any]:
        """The records on the list page with this query."""
        filterset = cls.asked(**query)
        return filterset.qs if filterset.is_valid() else cls.model._default_manager.none()

    @classmethod
    def first(cls, size: int = RELATED, **query: Any) -> ListExcerpt:
        """The beginning of the list page with this query, for a page about something else."""
        filterset = cls.asked(**query)
        return cls.shown(
            filterset.listing if filterset.is_valid() else Queried(cls.model._default_manager.none()), size, **query
        )

    @classmethod
    def shown(cls, rows: Listing, size: int = RELATED, **query: Any) -> ListExcerpt:
        """The first of these rows; ``query`` is that of the list page which shows the rest."""
        summaries = [line(*row) for row in rows[:size]]
        count, capped = rows.counted
        return ListExcerpt(summaries, count, capped, f"{reverse(cls.declared().collection)}?{urlencode(query)}")


class EntryDetailView(PublicPage):
    """The page of one entry. A subclass names the model, and what the page shows beside the document."""

    model: ClassVar[type[Publishable]]
    lists_places: ClassVar[bool] = False

    @property
    def tells_time(self) -> bool:  # type: ignore[override]
        return self.lists_places or self.declared().is_place

    @classmethod
    def declared(cls) -> Kind:
        return kinds.of(cls.model)

    def get(self, request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = entries.at(self.model.kind, slug)
        if entry is None:
            raise Http404
        if entry.moved_to:
            return HttpResponsePermanentRedirect(reverse(self.model.kind, args=[entry.moved_to]))
        if entry.withdrawn:
            context = {"listing": list_of(self.model).mention(), "elder": is_elder(request)}
            return render(request, "410.html", context, status=410)
        document = numbered(entry.data) | {"hours_spec": entry.hours_spec}
        return self.render_to_response(self.get_context_data(entry=document))

    @classmethod
    def preview(cls, request: HttpRequest, record: Any, said: str) -> HttpResponse:
        """The page as it would be if this record were published as it is now, rendered: for staff. ``said`` is its banner."""
        view, rendered = cls(), Renderer(cls.model).render(record)
        view.setup(request, slug=record.key)
        view.moment = Moment.now()
        document = orjson.loads(rendered.stamped(timezone.now().isoformat(), 0))
        spec = rendered.timetable.spec if rendered.timetable else None
        context = view.get_context_data(entry=numbered(document) | {"hours_spec": spec}, preview=said)
        return cast("TemplateResponse", view.render_to_response(context)).render()

    def markdown(self, request: HttpRequest, response: TemplateResponse) -> str:
        """From the document, with whether the place is open."""
        kind, document = self.declared(), (response.context_data or {})["entry"]
        spec, site = document.get("hours_spec"), request.build_absolute_uri("/").removesuffix("/")
        opening = self.moment.sentence(spec, kind.name) if spec else ""
        now = f"{opening} ({self.moment.minute:%Y-%m-%d %H:%M})" if opening else ""
        return markdown.of_entry(kind, document, site, now)

    def get_template_names(self) -> list[str]:
        return [f"{self.model._meta.app_label}/{self.model.kind}_detail.html", "entry_detail.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        related = self.related(kwargs["entry"])
        sentence = in_a_sentence(self.declared(), kwargs["entry"])
        return super().get_context_data(listing=list_of(self.model).mention(), sentence=sentence, **related, **kwargs)

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        """What the page shows beside the document, by the name it has in the template."""
        return {}


def wants_markdown(request: HttpRequest) -> bool:
    """Whether Markdown is asked for by name, and not less than HTML: a browser never does."""
    accepted = weights(request.headers.get("Accept", ""))
    return accepted.get("text/markdown", 0.0) > 0 and accepted["text/markdown"] >= accepted.get("text/html", 0.0)


class Pages(NamedTuple):
    """The two views of a kind."""

    list_view: type[EntryListView]
    detail_view: type[EntryDetailView]


@memoized(None)
def pages_of(kind: Kind) -> Pages:
    """The views that a kind declares, or plain ones by its declaration alone."""
    model = {"model": kind.model, "__module__": __name__}
    return Pages(
        kind.list_view or type(f"{kind.model.__name__}ListView", (EntryListView,), model),
        kind.detail_view or type(f"{kind.model.__name__}DetailView", (EntryDetailView,), model),
    )


def list_of(model: type[Publishable]) -> type[EntryListView]:
    """The list page of a model's kind: for pages about something else that show a part of it."""
    return pages_of(kinds.of(model)).list_view


def addresses() -> Iterator[URLPattern]:
    """Of the pages of every kind."""
    for kind in kinds:
        list_view, detail_view = pages_of(kind)
        yield path(f"{kind.pages}/", list_view.as_view(), name=kind.collection)
        yield path(f"{kind.pages}/<str:slug>/", detail_view.as_view(), name=kind.name)


def line(summary: str, spec: str | None) -> dict[str, Any]:
    """A row of a list for its template: the summary, and ``hours_spec``, the pattern from which ``{% opening %}`` tells
    whether a place is open now (None for what is no place). It is not in the summary, as what it says depends on the clock.
    """
    return orjson.loads(summary) | {"hours_spec": spec}


def page_of(rows: Listing | list[Any], request: HttpRequest) -> Page[Any]:
    """The page that ``page=`` asks for. Raises ValidationError naming the parameter."""
    pages = NumberedPages(rows, DEFAULT_SIZE)  # type: ignore[arg-type]
    number = bounded(Request(request), "page", 1, COUNTED // DEFAULT_SIZE)
    if number > pages.num_pages:
        raise ValidationError({"page": [_("只有 %(count)d 条，没有这一页。") % {"count": pages.count}]})
    return pages.page(number)


def form(parameters: Parameters, errors: dict[str, list[str]], labels: Mapping[str, Any]) -> dict[str, Any]:
    """A list's form for its template: the first fields, those that fold away, and what is wrong, named."""
    fields = [form_field(parameters, name, label, errors.get(name, [])) for name, label in labels.items()]
    more = fields[ALWAYS_SHOWN:]
    return {
        "errors": named_errors(parameters, errors, labels),
        "fields": fields[:ALWAYS_SHOWN],
        "more_fields": more,
        "unfolded": any(field.value or field.errors for field in more),
    }


def named_errors(
    parameters: Parameters, errors: Mapping[str, list[str]], labels: Mapping[str, Any]
) -> list[tuple[Any, str, list[str]]]:
    """Of each parameter that is wrong what readers call it, if they do, its name and what is wrong."""
    # Which parameters there are helps programs: readers, who followed a link, would read a list of field names.
    unknown = [_("没有这个参数，可能是链接写错了。")]
    known = {*parameters.fields, *parameters.beside, "page", "format"}
    return [(labels.get(name, ""), name, text if name in known else unknown) for name, text in errors.items()]


def form_field(parameters: Parameters, name: str, label: Any, errors: list[str]) -> FormField:
    field = parameters.fields[name]
    value = parameters.data.get(name, "")
    if name == ORDERING:
        given = {str(key) for key, _text in cast("Pairs", cast("forms.ChoiceField", field).choices)}
        unordered = _("最全的在前") if "-updated_at" in given else _("按编号")
        choices = [("", unordered), *((value, str(text)) for value, text in ORDERS.items() if value in given)]
    elif isinstance(field, forms.ChoiceField):
        choices = [(str(key), _(str(text))) for key, text in cast("Pairs", field.choices) if key != ""]
    elif isinstance(field, FlagField):
        choices = [("true", _("是")), ("false", _("否"))]
    elif isinstance(field, OpenAtField):
        choices = [(NOW, _("现在")), *([(value, value)] if value not in ("", NOW) else [])]
    else:
        choices = []
    return FormField(name, label, value, errors, choices)


def item_templates(kind: Kind) -> tuple[str, str]:
    """The templates of one row of this kind's lists, of which the first that there is counts."""
    return (f"{kind.model._meta.app_label}/_{kind.name}.html", "_entry.html")


def form_fields(kind: Kind) -> Mapping[str, Any]:
    """The fields of a list's form: those that the kind declares, or its filters by the names of the model's fields.

    Whatever can be put in order by its readers has that last.
    """
    filters = kind.filterset.base_filters
    own = (name for name in filters if name not in API_ONLY)
    fields = kind.form or {name: LABELS.get(name) or field_label(kind.model, name) for name in own}
    return {**fields, ORDERING: LABELS[ORDERING]} if ORDERING in filters else fields


def numbered(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its citations article by article, each given its ``number`` in place: the marks beside facts show it."""
    articles: dict[str, list[dict[str, Any]]] = {}
    for citation in document.get("citations", ()):
        articles.setdefault(citation["article"]["slug"], []).append(citation)
    in_order = [citation for group in articles.values() for citation in group]
    for number, citation in enumerate(in_order, 1):
        citation["number"] = number
    return document | {"citations": in_order}
