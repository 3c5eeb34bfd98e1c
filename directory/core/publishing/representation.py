"""Serializers that only read: what DRF asks anew for every value is asked once for every class of instance.

A document has a hundred values and a million are rendered in a row. What comes out is
DRF's own, to which a test holds it.
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

from directory.core.models.relations import fetched

# Values of these classes come out of these fields as they went in. So does None, of every field.
AS_IS: dict[Any, frozenset[type]] = {
    fields.CharField.to_representation: frozenset([type(None), str]),
    fields.ChoiceField.to_representation: frozenset([type(None), str]),
    fields.BooleanField.to_representation: frozenset([type(None), bool]),
    fields.IntegerField.to_representation: frozenset([type(None), int]),
}
NOTHING = frozenset([type(None)])


class ReadingSerializer(Serializer[Any]):
    """Represents model instances."""

    @cached_property
    def plans(self) -> dict[type, list[Any]]:
        """For every class of instance: what a field is called, how to get its value, which are shown as they are, how the others."""
        return {}

    def to_representation(self, instance: Any) -> Any:
        model = instance.__class__
        if (plan := self.plans.get(model)) is None:
            plan = self.plans[model] = [
                (field.field_name, getter(field, model), AS_IS.get(type(field).to_representation, NOTHING), represented(field))
                for field in self._readable_fields
            ]  # fmt: skip
        return {
            name: value if (value := get(instance)).__class__ in as_is else represent(value)
            for name, get, as_is, represent in plan
        }


class RememberingSerializer(ReadingSerializer):
    """Represents what many documents tell alike: once while it lives, which is for a batch of them."""

    @cached_property
    def known(self) -> dict[Hashable, Any]:
        return {}

    def identity(self, instance: Any) -> Hashable:
        return instance.__class__, instance.pk

    def to_representation(self, instance: Any) -> Any:
        key = self.identity(instance)
        if key not in self.known:
            self.known[key] = self.represented(instance)
        return self.known[key]

    def represented(self, instance: Any) -> Any:
        return super().to_representation(instance)


def represented(field: Any) -> Callable[[Any], Any]:
    """How a field represents a value. Most lists are empty, and those of rows are fetched: nothing more is asked of them."""
    whole = field.to_representation
    if not isinstance(field, fields.ListField | ListSerializer):
        return whole
    if type(field) is ListSerializer:
        one = field.child.to_representation  # type: ignore[union-attr]
        return lambda value: [one(row) for row in value] if value.__class__ is list else whole(value)
    return lambda value: [] if value.__class__ is list and not value else whole(value)


def getter(field: Any, model: type) -> Callable[[Any], Any]:
    """How to come by a field's value in instances of a class."""
    source = str(field.source)
    attribute = getattr(model, source, None)
    if source == "*":
        return itself
    if attribute is None:
        return field.get_attribute
    if isinstance(attribute, ReverseManyToOneDescriptor):
        return lambda instance: fetched(instance, source)
    return methodcaller(source) if isfunction(attribute) else attrgetter(source)


def itself(instance: Any) -> Any:
    return instance
