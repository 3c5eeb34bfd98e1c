from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from .change import Change, Origin


class VersionQuerySet(models.QuerySet["Version"]):
    def of(self, record: models.Model) -> Self:
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)

    def of_outer(self, model: type[models.Model], key: str = "pk") -> Self:
        """For a subquery: those of the record whose key the outer query has as ``key``."""
        return self.filter(content_type=ContentType.objects.get_for_model(model), object_id=models.OuterRef(key))

    def deletions(self, model: type[models.Model]) -> Self:
        """The last versions of records of this kind that are no more."""
        there: Any = model._default_manager.filter(pk=models.OuterRef("object_id"))
        later = Version.objects.filter(
            content_type=models.OuterRef("content_type"),
            object_id=models.OuterRef("object_id"),
            number__gt=models.OuterRef("number"),
        )
        about = ContentType.objects.get_for_model(model)
        found = self.filter(content_type=about, is_deletion=True)
        return found.exclude(models.Exists(there)).exclude(models.Exists(later))


class Version(models.Model):
    """A record with all its rows as it was after one edit, and who made that edit.

    Written when a record is first edited (the state before, and the state after), so that a million imported records
    that nobody has touched cost nothing. A deletion is a version, too: of it the record can be brought back.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    number = models.PositiveIntegerField("版本")
    name = models.CharField("名称", max_length=200)
    content = models.JSONField("内容")
    origin = models.CharField("来由", max_length=10, choices=Origin.choices)
    is_deletion = models.BooleanField(default=False)
    change = models.ForeignKey(Change, models.SET_NULL, null=True, blank=True, related_name="versions")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    word = models.CharField("说明", max_length=300, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["content_type", "object_id", "-number"]
        verbose_name = verbose_name_plural = "历史版本"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "number"], name="core_version_once_for_each_number"
            ),
            models.CheckConstraint(
                condition=Q(is_deletion=False) | Q(origin__in=["delete", "merge", "undo"]),
                name="core_version_deletion_has_origin",
            ),
        ]
        indexes = [models.Index(fields=["content_type"], condition=Q(is_deletion=True), name="core_version_deletions")]

    def __str__(self) -> str:
        return f"{self.name} · {self.number}"


def edited_by(user: Any, model: type[models.Model], key: str = "pk") -> Q:
    """The records of which somebody has made a version."""
    return Q(models.Exists(Version.objects.of_outer(model, key).filter(made_by=user)))
