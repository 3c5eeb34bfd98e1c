"""How a number is dialled at home and from abroad. Knows no records, so that search tokens can be made of it anywhere."""

from __future__ import annotations

import re

COUNTRY = re.compile(r"^(?:\(?\+\(?86\)?-?|\(86\)-?|0086-?|86-?(?=(?:\D*\d){10}))", re.ASCII)
MOBILE = re.compile(r"0?(1[3-9]\d)-?(\d{4})-?(\d{4})\Z", re.ASCII)
SERVICE = re.compile(r"([48]00)-?(\d{3,4})-?(\d{3,4})(?:-(\d{1,8}))?\Z", re.ASCII)


def domestic(number: str) -> str:
    """Without the country code, and with the area code's 0 that is left out after it."""
    rest = COUNTRY.sub("", number)
    if rest == number or rest.startswith(("0", "(0")) or MOBILE.match(rest) or SERVICE.match(rest):
        return rest
    return f"0{rest}"
