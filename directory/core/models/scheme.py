from __future__ import annotations

from django.db import models

from .fields import LinesField


class SchemeManager(models.Manager["Scheme"]):
    def get_by_natural_key(self, code: str) -> Scheme:
        return self.get(code=code)

    def named(self, text: str) -> Scheme | None:
        """The scheme with this code, name or alias (``resident``, ``城乡居民医保``, ``居民``), or none."""
        for scheme in self.all():
            if text in {scheme.code, scheme.name, *scheme.aliases}:
                return scheme
        return None


class Scheme(models.Model):
    """险种: one of the country's medical-insurance schemes, or a recognised way into one (灵活就业)."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    aliases = LinesField("别名", help_text="每行一个。")
    position = models.PositiveSmallIntegerField("次序", default=0)

    objects = SchemeManager()

    class Meta:
        ordering = ["position"]
        verbose_name = verbose_name_plural = "险种"

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)
