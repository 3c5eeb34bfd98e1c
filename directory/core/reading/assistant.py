"""Where an operator has a language model: it may propose the same things as the rules, and is held to the same rule.

``READING_ASSISTANTS`` names callables by their dotted paths; none by default, nothing is sent anywhere. One takes the text
and gives rows such as ``{"start": 0, "end": 4, "quote": "三级甲等", "kind": "hospital", "record": "a-slug" or None,
"name": "…", "field": "level", "value": "三级"}``; ``scope`` is optional. What is not of this form, or whose words do not
stand in the text at that place, is left out. A quote without a place is looked for: it counts where it stands only once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from directory.core.kinds import kinds

from .proposals import Proposal, Scope, Target

Assistant = Callable[[str], Iterable[Mapping[str, Any]]]
SCOPES = {"region": int, "year": int, "population": str, "scheme": str, "facility_level": str}
log = logging.getLogger(__name__)


def assistants() -> Iterator[Callable[[str], list[Proposal]]]:
    for path in settings.READING_ASSISTANTS:
        yield lambda text, path=path: heard(import_string(path), path, text)  # type: ignore[misc]


def heard(assistant: Assistant, path: str, text: str) -> list[Proposal]:
    """What one says, as far as it can be understood. One that fails does not keep the rules from being shown."""
    try:
        rows = list(assistant(text))
    except Exception:
        log.exception("The reading assistant %s failed.", path)
        return []
    return [made for row in rows if (made := understood(row, text, path)) is not None]


def understood(row: Any, text: str, path: str) -> Proposal | None:
    if not isinstance(row, Mapping):
        return None
    quote, field, value = (row.get(name) for name in ("quote", "field", "value"))
    if not (isinstance(quote, str) and isinstance(field, str) and isinstance(value, str)):
        return None
    start = placed(row, quote, text)
    if start is None or row.get("kind") not in kinds or not is_field(str(row["kind"]), field) or len(value) > 500:
        return None
    target = Target(str(row["kind"]), str(row.get("record") or ""), str(row.get("name") or ""))
    return Proposal(
        start, start + len(quote), quote, target, field, value, scope_of(row.get("scope")), rule=f"assistant:{path}"
    )


def placed(row: Mapping[str, Any], quote: str, text: str) -> int | None:
    start = row.get("start")
    if isinstance(start, int) and not isinstance(start, bool):
        return start if start >= 0 and text[start : start + len(quote)] == quote else None
    return text.find(quote) if quote and text.count(quote) == 1 else None


def is_field(kind: str, field: str) -> bool:
    model = kinds[kind].model
    name = field.split(".", maxsplit=1)[0]
    return (name == "value" and hasattr(model, "has_figure")) or any(
        one.name == name for one in model._meta.get_fields()
    )


def scope_of(given: Any) -> Scope:
    if not isinstance(given, Mapping):
        return Scope()
    return Scope(**{name: given[name] for name, sort in SCOPES.items() if isinstance(given.get(name), sort)})
