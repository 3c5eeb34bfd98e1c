"""What things are called by in standards: UUIDs that anybody who knows the entry's can work out, and take apart again.

A place is an organization, its location, its service and that service at that location in HSDS, a pair in FHIR: each
needs an identity of its own. It is the entry's with some bits turned round, so an identity leads back to its entry
without a table.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from hashlib import sha1

from directory.core.caches import memoized
from directory.core.models.entry import UIDS

Uids = Mapping[tuple[str, str], uuid.UUID]  # by kind and slug, of what documents mention
# The bits that say of what kind a UUID is stay as they are.
KEPT = uuid.UUID("00000000-0000-f000-c000-000000000000").int
ALL = (1 << 128) - 1
VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))  # of RFC 9562: its two highest bits are 10


@memoized(None)
def mask(role: str) -> int:
    """Which bits of an identity stand otherwise in a role."""
    return uuid.uuid5(UIDS, f"role/{role}").int & (ALL ^ KEPT)


def in_role(uid: uuid.UUID, role: str) -> uuid.UUID:
    """The identity of what an entry also is; of what that is, the entry's again."""
    return uuid.UUID(int=uid.int ^ mask(role)) if role else uid


def part_of(uid: uuid.UUID, *what: object) -> str:
    """The identity of a part of an entry, by what it says: it stays as long as the part does.

    A ``uuid5``, written down at once: a service has a hundred parts, and to make objects of them took most of its time.
    """
    digest = sha1(uid.bytes + "/".join(map(str, what)).encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{VARIANTS[digest[16]]}{digest[17:20]}-{digest[20:32]}"


def read(text: str) -> uuid.UUID | None:
    """A UUID as it is written, or None."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None
