"""What a person proves with: the app that makes codes, the recovery codes, and how often one may guess at either."""

from __future__ import annotations

import math
import time
import unicodedata
from base64 import b32encode
from binascii import unhexlify
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

DIGITS = 6
TOLERANCE = 1  # codes before and after the present one: clocks of phones differ
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another one
LENGTH = 10  # of a recovery code: 49 bits


class CodeCheck(NamedTuple):
    """Whether a code is right, or for how many seconds none is looked at after wrong ones."""

    right: bool
    wait: int = 0


def device_of(user: Any) -> Any:
    """The app of a person; None: the password is enough."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def new_app(user: Any, key: str = "") -> Any:
    """An app that has not been bound yet, with its secret."""
    return TOTPDevice(user=user, name="app", key=key or default_key(), digits=DIGITS, tolerance=TOLERANCE)


@transaction.atomic
def bind(app: Any, code: str) -> list[str]:
    """Bind an app that has shown a right code, instead of any other; the recovery codes, or none where it is wrong."""
    totp = TOTP(unhexlify(app.key), app.step, app.t0, app.digits)
    totp.time = time.time()
    typed = plain(code)
    if not (typed.isdecimal() and totp.verify(int(typed), TOLERANCE)):
        return []
    unbind(app.user)
    app.last_t, app.drift = totp.t(), totp.drift  # the same code does not open a second time
    app.save()
    return new_recovery_codes(app.user)


@transaction.atomic
def unbind(user: Any) -> bool:
    """The password is enough again. Whether there was a second factor."""
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])


@transaction.atomic
def new_recovery_codes(user: Any) -> list[str]:
    """Instead of those before. They are shown once: the database has only what can be compared with them."""
    StaticDevice.objects.filter(user=user).delete()
    paper = StaticDevice.objects.create(user=user, name="paper")
    codes = [get_random_string(LENGTH, LETTERS) for _n in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=sealed(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: Any) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def verify(user: Any, code: str) -> CodeCheck:
    """Check a code of the app, or a recovery code, which is used up by it.

    After each wrong one the next is checked only after twice the time, from wherever it is sent: django-otp keeps that in
    the device, hence ``select_for_update``, lest many guesses at once count as one.
    """
    typed = plain(code)
    from_app = typed.isdecimal() and len(typed) == DIGITS
    model, proof = (TOTPDevice, typed) if from_app else (StaticDevice, sealed(typed))
    device = model.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
    if device is None:
        return CodeCheck(right=False)
    allowed, why = device.verify_is_allowed()
    if not allowed:
        return CodeCheck(False, max(1, math.ceil((why["locked_until"] - timezone.now()).total_seconds())))
    return CodeCheck(device.verify_token(proof))


def plain(code: str) -> str:
    """As people type it: in groups, with dashes, by a Chinese keyboard."""
    return "".join(char for char in unicodedata.normalize("NFKC", code).lower() if char.isalnum())


def sealed(code: str) -> str:
    """Who reads the database, or a backup of it, cannot log in with what stands there."""
    return b32encode(salted_hmac("directory.recovery", code, algorithm="sha256").digest()[:10]).decode()
