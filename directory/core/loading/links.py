"""What records say of others of their own kind: whose campus a hospital is, with which it may be one and the same.

Such a line may name one that stands beside it in the batch. So the links are made after the
records are written, and the records published with them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models

from directory.core.models.bulk import insert
from directory.core.publishing.publish import dependents, publish_keys
from directory.core.sources.provenance import path_of

from .errors import LineError

if TYPE_CHECKING:
    from .loader import Ready

Links = dict[str, list[str]]  # field → slugs


def own_fields(model: type[models.Model]) -> dict[str, Any]:
    """The fields by which a record refers to others of its kind."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {field.name: field for field in fields if field.related_model is model}


def read(fields: dict[str, Any], given: dict[str, Any]) -> Links:
    """Raises LineError."""
    found = {}
    for name, field in fields.items():
        if name in given:
            raw = given[name]
            wanted = raw if field.many_to_many else [raw] if raw not in (None, "") else []
            if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
                raise LineError(
                    name, "a list of slugs is expected" if field.many_to_many else "a slug is expected", raw
                )
            if given.get("slug") in wanted:
                raise LineError(name, "a record cannot refer to itself", raw)
            found[name] = list(dict.fromkeys(wanted))
    return found


def held(model: Any, links: Links) -> list[str]:
    """Under which names what these links say is cited."""
    return [path for name, slugs in links.items() if slugs and (path := path_of(model, name))]


def missing(model: Any, ready: Collection[Ready], known: Collection[str] = ()) -> list[tuple[Ready, str]]:
    """The lines that name a record which is neither there, nor known, nor in this batch, and what is wrong with them."""
    wanted = {slug for each in ready for slugs in each.links.values() for slug in slugs}
    if not wanted:
        return []
    there = set(model._default_manager.filter(slug__among=wanted).order_by().values_list("slug", flat=True))
    there |= {*known, *(each.slug for each in ready)}
    return [
        (each, str(LineError(name, f"there is no such {model._meta.model_name} yet, its line must come first", slug)))
        for each in ready
        if (wrong := [(name, slug) for name, slugs in each.links.items() for slug in slugs if slug not in there])
        for name, slug in wrong[:1]
    ]


def make(model: Any, ready: Collection[Ready]) -> int:
    """Write the links of these lines and publish what they concern. Returns how many records have others than before."""
    linked = [each for each in ready if each.links]
    if not linked:
        return 0
    slugs = {each.slug for each in linked} | {slug for each in linked for some in each.links.values() for slug in some}
    keys = dict(model._default_manager.filter(slug__among=slugs).order_by().values_list("slug", "pk"))
    touched: set[Any] = set()
    for name, field in own_fields(model).items():
        told = {keys[each.slug]: [keys[slug] for slug in each.links[name]] for each in linked if name in each.links}
        touched |= pair(field, told) if field.many_to_many else point(model, field, told)
    publish_keys([(model, [*(keys[each.slug] for each in linked), *touched]), *dependents(model, list(touched))])
    return len(touched & {keys[each.slug] for each in linked})


def point(model: Any, field: Any, told: dict[Any, list[Any]]) -> set[Any]:
    before = dict(model._default_manager.filter(pk__in=told).values_list("pk", field.attname))
    other = {key: to[0] if to else None for key, to in told.items()}
    changed = {key for key, to in other.items() if before[key] != to}
    for key in changed:
        model._default_manager.filter(pk=key).update(**{field.attname: other[key]})
    return changed


def pair(field: Any, told: dict[Any, list[Any]]) -> set[Any]:
    """Both ways: if one may be the other, the other may be the one."""
    table, (own, other) = field.remote_field.through, through(field)
    there = set(table._default_manager.filter(**{f"{own}__in": told}).values_list(own, other))
    wanted = {(key, to) for key, some in told.items() for to in some}
    touched = set()
    for key, to in there - wanted:
        table._default_manager.filter(**{own: key, other: to}).delete()
        table._default_manager.filter(**{own: to, other: key}).delete()
        touched |= {key, to}
    fresh = {way for key, to in wanted - there for way in ((key, to), (to, key))}
    standing = set(table._default_manager.filter(**{f"{own}__in": {key for key, _to in fresh}}).values_list(own, other))
    insert(table, (own, other), sorted(fresh - standing))
    return touched | {key for pair in fresh for key in pair}


def through(field: Any) -> tuple[str, str]:
    return field.m2m_column_name(), field.m2m_reverse_name()
