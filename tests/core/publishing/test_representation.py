"""Serializers that plan ahead show what Django REST Framework shows: the same values under the same names, in the same order."""

from __future__ import annotations

import orjson
import pytest
from rest_framework.fields import CharField
from rest_framework.serializers import Serializer

from directory.core.kinds import Kind, kinds
from directory.core.publishing.rendering import Renderer
from directory.core.publishing.representation import ReadingSerializer

RECORDS = 6  # of each kind


@pytest.mark.parametrize("kind", list(kinds), ids=lambda kind: kind.name)
def test_it_works(directory: None, db: None, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = list(kind.model._default_manager.order_by("pk").values_list("pk", flat=True)[:RECORDS])
    records = list(Renderer(kind.model).fetch(keys))
    assert records
    planned = [orjson.dumps(kind.serializer().to_representation(record)) for record in records]
    monkeypatch.setattr(ReadingSerializer, "to_representation", Serializer.to_representation)
    assert [orjson.dumps(kind.serializer().to_representation(record)) for record in records] == planned


def test_an_instance_of_another_class_has_a_plan_of_its_own() -> None:
    """A mention is of any kind of record: what is an attribute in one may be a method in the next."""

    class One:
        name = "attribute"

    class Other:
        def name(self) -> str:
            return "method"

    class NameSerializer(ReadingSerializer):
        name = CharField()

    serializer = NameSerializer()
    shown = [serializer.to_representation(each)["name"] for each in (One(), Other(), One())]
    assert shown == ["attribute", "method", "attribute"]
