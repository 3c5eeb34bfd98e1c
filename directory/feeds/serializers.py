"""What the change feed answers, as the API describes it."""

from __future__ import annotations

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class Event(models.TextChoices):
    """What has become of an address."""

    PUBLISHED = "published", "公开或改变"
    WITHDRAWN = "withdrawn", "撤下"
    MOVED = "moved", "改了标识"


# Of what the API's description has no example by the field's name alone.
EXAMPLES: dict[str, Any] = {
    "Change.document": None,
    "Change.event": "moved",
    "Change.kind": "hospital",
    "Change.moved_to": "http://127.0.0.1:8000/api/v1/hospitals/fu-xin-shi-zhong-xin-yi-yuan/",
    "Change.sequence": 3837,
    "Change.slug": "fu-xin-zhong-xin",
    "Change.url": "http://127.0.0.1:8000/api/v1/hospitals/fu-xin-zhong-xin/",
    "Changes.last": 4000,
    "Changes.next": "http://127.0.0.1:8000/api/v1/changes/?since=100",
}


@extend_schema_field({"type": "object", "additionalProperties": True})
class DocumentField(serializers.JSONField):
    """A document of any kind."""


class ChangeSerializer(serializers.Serializer[Any]):
    """The latest state of one address."""

    sequence = serializers.IntegerField(help_text="序号：只增不减，每次改变取一个新的。")
    kind = serializers.CharField(help_text="种类：hospital, office, symptom …。")
    slug = serializers.CharField(help_text="标识，在同类中唯一。")
    url = serializers.CharField(help_text="在 API 的地址。")
    event = serializers.ChoiceField(Event.choices, help_text="这个地址怎么了。")
    moved_to = serializers.CharField(allow_null=True, help_text="改了标识后的地址。")
    updated_at = serializers.DateTimeField(help_text="改变的时刻。")
    version = serializers.IntegerField(help_text="这个地址的第几版。")
    document = DocumentField(
        allow_null=True, help_text="公开的内容，与这一条的详情相同，但没有 open；撤下或改了标识的为空。"
    )


class ChangesSerializer(serializers.Serializer[Any]):
    """A page of the change feed."""

    results = ChangeSerializer(many=True, help_text="按序号从小到大。")
    next = serializers.URLField(allow_null=True, help_text="接下去的地址；空：读完了，以后从 last 接着读。")
    last = serializers.IntegerField(help_text="名录现在的序号。")
