from __future__ import annotations

from django.conf import settings
from django.db import models

from ..region import Region


class Responsibility(models.Model):
    """A region whose records somebody may edit; the nation stands for all. Without one, nothing can be edited."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="编辑", related_name="responsibilities"
    )
    region = models.ForeignKey(Region, models.CASCADE, verbose_name="负责地区", related_name="+")

    class Meta:
        ordering = ["user", "region"]
        verbose_name = verbose_name_plural = "负责地区"
        constraints = [models.UniqueConstraint(fields=["user", "region"], name="core_responsibility_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.region}"
