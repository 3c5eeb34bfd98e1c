from __future__ import annotations

from typing import Any, ClassVar, Self

import orjson
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, Q


class Sequence(models.Model):
    """The one counter behind the change feed.

    Drawing a number locks the row until the transaction ends, so numbers become
    visible in the order in which they were drawn: a client that has read up to
    number N will never be overtaken by a smaller one that commits later.
    """

    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="core_sequence_is_one_row")]

    @classmethod
    def current(cls) -> int:
        return cls.objects.filter(pk=1).values_list("value", flat=True).first() or 0

    @classmethod
    def draw(cls, count: int) -> range:
        """The next ``count`` numbers. Only inside a transaction."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("sequence numbers are drawn inside a transaction only")
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(value=F("value") + count)
        last = cls.current()
        return range(last - count + 1, last + 1)


class EntryQuerySet(models.QuerySet["Entry"]):
    def live(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def of(self, kind: str) -> Self:
        return self.filter(kind=kind)


class Entry(models.Model):
    """What the public sees of one record: its document as published, or the tombstone of a withdrawn one.

    The only table that public pages, API and exports read documents from. Written
    by publishing alone.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True)
    record = GenericForeignKey()

    name = models.CharField(max_length=200)
    search_text = models.TextField(help_text="Normalised name, aliases and pinyin, for q=.")
    region_code = models.PositiveIntegerField(null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    disputed = models.BooleanField(default=False)

    document = models.TextField(help_text="The public detail as JSON.")
    summary = models.TextField(help_text="The line in a list as JSON.")
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    sequence = models.PositiveBigIntegerField(unique=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    moved_to = models.CharField(max_length=120, blank=True, help_text="The slug it has now, after a rename.")

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        verbose_name = verbose_name_plural = "公开条目"
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="core_entry_one_per_address"),
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(object_id__isnull=False),
                name="core_entry_one_per_record",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, object_id__isnull=False)
                | Q(withdrawn_at__isnull=False, object_id__isnull=True, document=""),
                name="core_entry_live_or_tombstone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def data(self) -> dict[str, Any]:
        return orjson.loads(self.document)


class Publishable(models.Model):
    """Anything the public can read about: publishing renders it into its Entry.

    ``kind`` is the word for it in the API (singular, English), ``collection`` the
    plural that stands in addresses. ``version`` is what
    two curators' edits are compared by; it has nothing to do with the entry's.
    """

    kind: ClassVar[str]
    collection: ClassVar[str]
    # Relations whose rows are part of the record: edited on its screen, rendered in its document.
    parts: ClassVar[tuple[str, ...]] = ()
    # Paths to what the document mentions, to be fetched before rendering.
    mentions: ClassVar[tuple[str, ...]] = ()

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    entries = GenericRelation(Entry)

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """What stands in its URL: the slug, or the code of a region."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Its address in the API."""
        return f"/api/v1/{self.collection}/{self.key}/"

    @property
    def page_url(self) -> str:
        """The address of its page for people."""
        return f"/{self.collection}/{self.key}/"

    @property
    def is_public(self) -> bool:
        return True
