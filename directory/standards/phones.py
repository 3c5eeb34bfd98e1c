"""Phone numbers as standards want them."""

from __future__ import annotations

from directory.core.documents import Document
from directory.core.language import phones


def telephone(phone: Document) -> str:
    """Internationally where it can be dialled from abroad; hotlines and 400 numbers as they are dialled in China."""
    link = phones.tel(phone["number"]).removeprefix("tel:")
    return f"{link};ext={phone['extension']}" if phone["extension"] else link
