from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self

import orjson
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import F, Func, Q

from directory.core.bands import BANDS
from directory.core.caches import memoized

UIDS = uuid.UUID("6d6c3c1e-6f0b-5b0e-9a65-6f1f0c6e2d4b")  # the namespace of entries' identities
HELD: ContextVar[int | None] = ContextVar("held sequence number", default=None)


class Sequence(models.Model):
    """The one counter behind the change feed.

    Whoever draws a number has the row locked until the transaction ends, so numbers
    become visible in the order in which they were drawn: a client that has read up to
    number N will never be overtaken by a smaller one that commits later.
    """

    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="core_sequence_is_one_row")]

    @classmethod
    def current(cls) -> int:
        """The last number drawn; while a public answer is made, the one that it began with."""
        held = HELD.get()
        return cls.read() if held is None else held

    @classmethod
    @contextmanager
    def held(cls) -> Iterator[int]:
        """The number for one answer, read once: all that is told in it is of one version of the directory."""
        number = cls.read()
        token = HELD.set(number)
        try:
            yield number
        finally:
            HELD.reset(token)

    @classmethod
    def read(cls) -> int:
        # By every request, hence as plain SQL.
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM core_sequence WHERE id = 1")
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def take_turn(cls) -> Self:
        """Wait until nobody else publishes, and keep others out until this transaction ends."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("sequence numbers are drawn inside a transaction only")
        return cls.objects.select_for_update().get_or_create(pk=1)[0]

    @classmethod
    def draw(cls, count: int) -> range:
        """The next ``count`` numbers. Only inside a transaction."""
        if not count:
            return range(0)
        counter = cls.take_turn()
        first, counter.value = counter.value + 1, counter.value + count
        counter.save()
        return range(first, counter.value + 1)


def uid_of(kind: str, address: str) -> uuid.UUID:
    """The identity that an entry gets from the address it is first published at."""
    return uuid.uuid5(UIDS, f"{kind}/{address}")


class EntryQuerySet(models.QuerySet["Entry"]):
    def live(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def of(self, kind: str) -> Self:
        return self.filter(kind=kind)


class Entry(models.Model):
    """What the public sees of one record, or the tombstone of a withdrawn one: its line in lists, and its Document.

    The only table, with that of documents, that public pages, API and exports read from. Written
    by publishing alone.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    # What standards know it by. Made from its first address, and kept through renames, see publishing.
    uid = models.UUIDField(null=True, unique=True, editable=False)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    object_id = models.PositiveBigIntegerField(null=True)
    record = GenericForeignKey()

    name = models.CharField(max_length=200)
    search_text = models.TextField(help_text="Normalised name, aliases and pinyin, for q=.")
    found_by = models.TextField(blank=True, help_text="What its search tokens are made of, see tokens.Handles.")
    rank = models.PositiveSmallIntegerField(default=0, help_text="How early it is found among equals, 0 first.")
    # Kind, rank and record in one number, see keys: the order of lists, and its place in the search index.
    # A tombstone's is its sequence number, negative.
    key = models.BigIntegerField(unique=True)
    region_code = models.PositiveIntegerField(null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    disputed = models.BooleanField(default=False)
    undecided = models.BooleanField(default=False, help_text="Whether nobody has decided on a field that is disputed.")
    uncited = models.BooleanField(
        default=False, help_text="Whether a field has neither a citation nor the directory's word."
    )
    flawed = models.BooleanField(
        default=False, help_text="Whether its kind's check-up finds something in its document."
    )
    # Of a place: when it is open. Evaluated when read, never written into the document.
    hours_pattern = models.ForeignKey("core.HoursPattern", models.PROTECT, null=True, related_name="entries")

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
        # In no order of its own: for one that nobody asked for, SQLite would walk through all entries of a kind.
        verbose_name = verbose_name_plural = "公开条目"
        indexes = [
            # For what is near, and open: a few bands of latitudes, in each a range of longitudes, and nothing read beside.
            models.Index(
                Func(
                    F("latitude"),
                    template=f"(CAST(%(expressions)s * {BANDS} AS integer))",
                    output_field=models.IntegerField(),
                ),
                *("longitude", "latitude", "key", "hours_pattern"),
                condition=Q(latitude__isnull=False),
                name="core_entry_position",
            ),
            models.Index(fields=["kind", "updated_at", "key"], name="core_entry_updated"),
            models.Index(fields=["kind", "sequence"], name="core_entry_changes"),
            models.Index(
                fields=["region_code", "kind"], condition=Q(withdrawn_at__isnull=True), name="core_entry_places"
            ),
            models.Index(fields=["key"], condition=Q(disputed=True), name="core_entry_disputed"),
            models.Index(fields=["key"], condition=Q(undecided=True), name="core_entry_undecided"),
            models.Index(fields=["key"], condition=Q(uncited=True), name="core_entry_uncited"),
            models.Index(fields=["key"], condition=Q(flawed=True), name="core_entry_flawed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="core_entry_one_per_address"),
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(object_id__isnull=False),
                name="core_entry_one_per_record",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, object_id__isnull=False)
                | Q(withdrawn_at__isnull=False, object_id__isnull=True, key__lt=0),
                name="core_entry_live_or_tombstone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def hours_spec(self) -> str | None:
        """Of a place, its timetable as stored."""
        return self.hours_pattern.spec if self.hours_pattern else None

    @property
    def data(self) -> dict[str, Any]:
        return orjson.loads(self.document.text)

    @property
    def said(self) -> str:
        """What its document says, as the index takes it."""
        return self.document.said


class Document(models.Model):
    """The public detail of one record as published.

    Apart from its entry: of this, lists and search read very many, which are so small that a million stay in memory.
    """

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="document")
    said = models.TextField(blank=True, help_text="What it says, as the search index takes it, see saying.")
    text = models.TextField(help_text="The public detail as JSON.")

    class Meta:
        verbose_name = verbose_name_plural = "公开内容"

    def __str__(self) -> str:
        return str(self.entry)


class Publishable(models.Model):
    """Anything the public can read about: publishing renders it into its Entry.

    ``kind`` is the word for it in the API (singular, English), ``collection`` the
    plural that stands in addresses. ``version`` is what
    two curators' edits are compared by; it has nothing to do with the entry's.
    """

    kind: ClassVar[str]
    collection: ClassVar[str]
    key_field: ClassVar[str] = "slug"  # what it is known by in addresses
    pages: ClassVar[str] = ""  # what stands in the addresses of its pages, where that is not the collection
    # Relations whose rows are part of the record: edited on its screen, rendered in its document.
    parts: ClassVar[tuple[str, ...]] = ()
    # Paths to what the document mentions: fetched before rendering, and followed back when what is mentioned changes.
    mentions: ClassVar[tuple[str, ...]] = ()

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    entries = GenericRelation(Entry)

    class Meta:
        abstract = True

    @classmethod
    def mention_paths(cls) -> tuple[str, ...]:
        return cls.mentions

    @property
    def key(self) -> str:
        """What stands in its URL."""
        return identity_formats(type(self))["key"].format(self)

    @property
    def url(self) -> str:
        """Its address in the API."""
        return identity_formats(type(self))["url"].format(self)

    @property
    def page_url(self) -> str:
        """The address of its page for people."""
        return identity_formats(type(self))["page_url"].format(self)

    @property
    def is_public(self) -> bool:
        return True


@memoized(64)
def identity_formats(model: type[Publishable]) -> dict[str, str]:
    """Property → the format that makes it of a record: whoever renders very many needs no call for each."""
    key = f"{{0.{model.key_field}}}"
    return {
        "key": key,
        "url": f"/api/v1/{model.collection}/{key}/",
        "page_url": f"/{model.pages or model.collection}/{key}/",
    }
