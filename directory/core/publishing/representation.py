"""DRF serializers for output only: how each field gets and represents its value is worked out once, not for every value.

DRF asks that anew for every value of every instance, and a load renders hundreds of thousands of documents with some
hundred values each. Here it is asked once for each class of instance and kept as a plan. The result must be DRF's own:
``tests/core/publishing/test_representation.py`` compares both for every kind. It relies on these internals of DRF:
``_readable_fields``, ``field.source`` once it is bound, ``get_attribute``, and that ``to_representation`` is not called
for None. ``SkipField`` is not caught: a field whose attribute is missing fails.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from inspect import isfunction
from operator import attrgetter, methodcaller
from typing import Any

from django.db.models.fields.related_descriptors import ReverseManyToOneDescriptor
from django.utils.functional import cached_property
from rest_framework import fields
from rest_framework.serializers import ListSerializer, Serializer

from directory.core.models import Publishable
from directory.core.models.entry import identity_formats
from directory.core.models.relations import HELD, rows

# to_representation → the classes of value that it returns unchanged, so that it need not be called. A field class that
# overrides to_representation is not found here and is called. None is never represented, by any field.
UNCHANGED: dict[Any, frozenset[type]] = {
    fields.CharField.to_representation: frozenset([type(None), str]),
    fields.ChoiceField.to_representation: frozenset([type(None), str]),
    fields.BooleanField.to_representation: frozenset([type(None), bool]),
    fields.IntegerField.to_representation: frozenset([type(None), int]),
}
ONLY_NONE = frozenset([type(None)])


class ReadingSerializer(Serializer[Any]):
    """A serializer that represents model instances and cannot validate."""

    @cached_property
    def plans(self) -> dict[type, list[Any]]:
        """Class of instance → for each field: its name, the getter of its value, the classes shown unchanged, the representer.

        By class, because one serializer represents several: a mention is of any kind, a region or a record.
        """
        return {}

    def to_representation(self, instance: Any) -> Any:
        model = instance.__class__
        if (plan := self.plans.get(model)) is None:
            plan = self.plans[model] = [
                (field.field_name, getter(field, model), UNCHANGED.get(type(field).to_representation, ONLY_NONE), representer(field))
                for field in self._readable_fields
            ]  # fmt: skip
        return {
            name: value if (value := get(instance)).__class__ in unchanged else represent(value)
            for name, get, unchanged, represent in plan
        }


class RememberingSerializer(ReadingSerializer):
    """Represents what many documents contain alike (a region, a source) once, and returns the same object again.

    It is never forgotten, so a serializer must not outlive the values of what it represents: a renderer has one for a
    batch. Whoever changes a represented value must copy it first, it stands in other documents, too.
    """

    only_public = False  # what is not public is represented as None

    @cached_property
    def known(self) -> dict[Hashable, Any]:
        """Identity → what it was represented as."""
        return {}

    def identity(self, instance: Any) -> Hashable:
        """Instances of one identity are represented alike. Override it where equal content is enough."""
        return instance.__class__, instance.pk

    def to_representation(self, instance: Any) -> Any:
        key = self.identity(instance)
        if key not in self.known:
            is_hidden = self.only_public and not instance.is_public
            self.known[key] = None if is_hidden else super().to_representation(instance)
        return self.known[key]


class PublicRows(ListSerializer):  # type: ignore[type-arg]
    """A record's rows without those that are about a record which is not public.

    The row serializer names its field for that mention in ``Meta.about``: there is one in the row, but none is shown.
    """

    def to_representation(self, data: Any) -> list[Any]:
        child: Any = self.child
        about = child.Meta.about
        mention = attrgetter(child.fields[about].source)
        shown = ((row, child.to_representation(row)) for row in rows(data))
        return [each for row, each in shown if each[about] is not None or mention(row) is None]


def representer(field: Any) -> Callable[[Any], Any]:
    """A function from a value that is not None to what the field shows of it.

    Lists have a short way, as most are empty: a plain list (rows fetched before, see ``fetched``) goes to the child row
    by row. A manager or queryset, and a subclass of ListSerializer, which may leave rows out, go DRF's way.
    """
    whole = field.to_representation
    if not isinstance(field, fields.ListField | ListSerializer):
        return whole
    if type(field) is ListSerializer:
        one = field.child.to_representation  # type: ignore[union-attr]
        return lambda value: [one(row) for row in value] if value.__class__ is list else whole(value)
    return lambda value: [] if value.__class__ is list and not value else whole(value)


def getter(field: Any, model: type) -> Callable[[Any], Any]:
    """A function from an instance of this class to the field's value, before it is represented.

    A dotted source, and an attribute that only instances have, are left to DRF's ``get_attribute``.
    """
    source = str(field.source)
    attribute = getattr(model, source, None)
    if source == "*":
        return itself
    if attribute is None:
        return field.get_attribute
    if issubclass(model, Publishable) and (made_by := identity_formats(model).get(source)):
        return made_by.format
    if isinstance(attribute, ReverseManyToOneDescriptor):
        return attrgetter(HELD + source)
    return methodcaller(source) if isfunction(attribute) else attrgetter(source)


def itself(instance: Any) -> Any:
    return instance
