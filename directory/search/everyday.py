"""Search for what ails somebody: an emergency first, and everyday words where the catalogue's own find no symptom."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from directory.core.serving.parameters import Parameters
from directory.guide.heeding import heeded
from directory.guide.symptoms import catalogue
from directory.search.found.ranking import Match
from directory.search.question.english import is_english
from directory.search.question.words import RULES
from hospitals.emergencies import told
from hospitals.models import Symptom

R = TypeVar("R")
Get = Callable[[Any, Request], Response]


def emergency_first(parameters: type[Parameters], beside: tuple[str, ...] = ()) -> Callable[[Get], Get]:
    """An answer that begins with the emergency that the question tells of, whatever is wrong with its parameters."""

    def decorate(get: Get) -> Get:
        @wraps(get)
        def first(view: Any, request: Request) -> Response:
            emergency = told(request.query_params.get("q", ""), view.moment.version)
            try:
                response = get(view, request)
            except ValidationError:
                if not emergency["urgent"]:
                    raise
                readable = heeded(parameters(request.query_params, beside=beside), "q").data
                request._request.GET = readable  # type: ignore[assignment]
                response = get(view, request)
            response.data = {"emergency": emergency, **response.data}
            return response

        return first

    return decorate


def in_everyday_words(ask: Callable[..., R], question: str, *more: Any) -> R:
    """What answers a question; asked anew in the catalogue's words where everyday ones found no symptom."""
    results: Any = ask(question, *more)
    if has_symptom(results) or bears_a_name(results) or is_read_as_insurance(results):
        return results
    plain = catalogue().in_its_words(question)
    again: Any = ask(plain, *more) if plain != question else results
    return again if has_symptom(again) else results


def bears_a_name(results: Any) -> bool:
    """Whether what was typed is a name, or the beginning of one."""
    return bool(results.ranked) and results.ranked[0].place.match <= Match.ALIAS_BEGINNING


def is_read_as_insurance(results: Any) -> bool:
    """Whether pinyin was read as a question about insurance: any run of letters sounds like some complaint."""
    question = results.wanted.question
    if is_english(question.text) or not (results.instead_of or question.text.isascii()):
        return False
    first = results.ranked[0].kind if results.ranked else ""
    return question.has("scheme") or question.has("service") or first in RULES


def has_symptom(results: Any) -> bool:
    """Whether the question names a symptom of the catalogue, or one bears the words that were typed."""
    named = results.wanted.question.values(Symptom.kind)
    return bool(named) or any(item.kind == Symptom.kind and item.place.match < Match.MEANING for item in results.ranked)


def suggested(text: str, suggestions: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Suggestions, with the symptoms before them that everyday words mean."""
    known = catalogue()
    understood = known.understand(text)
    pages = {one["page"] for one in suggestions}
    means = [
        {
            "kind": Symptom.kind,
            "name": known.names[slug],
            "highlights": [],
            "alias": {"text": words[0], "highlights": [[0, len(words[0])]]}
            if (words := understood.words[slug])
            else None,
            "region": "",
            "page": f"/{Symptom.collection}/{slug}/",
        }
        for slug in understood.slugs
    ]
    return [*(one for one in means if one["page"] not in pages), *suggestions][:most]
