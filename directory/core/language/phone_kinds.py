"""What sorts of phone numbers there are, as tables and documents store them."""

from __future__ import annotations

from django.db.models import TextChoices


class PhoneKind(TextChoices):
    """What sort of number a phone has: it decides how the number is written and dialled."""

    LANDLINE = "landline", "固定电话"
    MOBILE = "mobile", "手机"
    SERVICE = "service", "400/800"
    HOTLINE = "hotline", "热线短号"
