"""The body picture: where somebody points to, and the catalogue's symptoms there.

Drawn from rectangles in the picture's own units, front and back. Every one is a link to the list of the part's symptoms,
which stands on the same page as text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.core.models.versions import per_version
from hospitals.models import Symptom

MOST_SYMPTOMS = 16  # of one part; the rest stands in the list of symptoms
BACK = 180  # how far to the right of the front the back is drawn
ARMS, LEGS = re.compile("[肩臂手指肘腕]"), re.compile("[腿膝脚踝足趾胯髋]")


class Part(NamedTuple):
    """A part of the body as people name it, with the body parts of the catalogue that it stands for."""

    slug: str
    name: Promise
    body_parts: tuple[str, ...]


class Area(NamedTuple):
    """A part in the picture."""

    part: str
    name: Promise
    side: Promise
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def base(self) -> int:
        """The base line of the name."""
        return self.y + self.height // 2 + 5

    @property
    def is_grave(self) -> bool:
        """Whether what hurts here may be the heart."""
        return self.part == "chest"


PARTS = (
    Part("head", _("头、脸、眼、耳、鼻、牙"), ("head",)),
    Part("neck", _("脖子、咽喉"), ("neck",)),
    Part("arms", _("肩、臂、手"), ("limbs",)),
    Part("chest", _("胸、乳房"), ("chest", "breast")),
    Part("back", _("腰、背"), ("back",)),
    Part("belly", _("肚子"), ("abdomen",)),
    Part("pelvis", _("下腹、大小便、月经"), ("pelvis",)),
    Part("legs", _("腿、膝、脚"), ("limbs",)),
    Part("whole", _("全身、皮肤、心情"), ("whole", "skin")),
)
FRONT, REAR = _("正面"), _("背面")
# Name, part, and x, y, width and height in the front's picture.
LIMBS = (
    (_("臂"), "arms", 18, 142, 30, 82), (_("臂"), "arms", 132, 142, 30, 82),
    (_("手"), "arms", 18, 228, 30, 30), (_("手"), "arms", 132, 228, 30, 30),
    (_("腿"), "legs", 52, 284, 36, 82), (_("腿"), "legs", 92, 284, 36, 82),
    (_("脚"), "legs", 52, 370, 36, 28), (_("脚"), "legs", 92, 370, 36, 28),
)  # fmt: skip
HEAD = (
    (_("头"), "head", 64, 22, 52, 58),
    (_("颈"), "neck", 74, 83, 32, 26),
    (_("肩"), "arms", 42, 112, 96, 27),
)
TRUNK = (
    (_("胸"), "chest", 52, 142, 76, 50),
    (_("腹"), "belly", 52, 195, 76, 42),
    (_("下腹"), "pelvis", 50, 240, 80, 41),
)
BEHIND = (
    (_("背"), "back", 52, 142, 76, 50),
    (_("腰"), "back", 52, 195, 76, 42),
    (_("臀"), "pelvis", 50, 240, 80, 41),
)
AREAS = tuple(
    Area(part, name, side, x + shift, y, width, height)
    for side, shift, trunk in ((FRONT, 0, TRUNK), (REAR, BACK, BEHIND))
    for name, part, x, y, width, height in (*HEAD, *trunk, *LIMBS)
)


@per_version(1)
def symptoms_by_part() -> dict[str, list[str]]:
    """The names of the published symptoms of each part, combinations left out."""
    rows = Symptom.objects.published().filter(entries__isnull=False, components__isnull=True).order_by("pk")
    named = list(rows.values_list("name", "body_part"))
    return {part.slug: [name for name, where in named if is_in(name, where, part)] for part in PARTS}


def is_in(name: str, body_part: str, part: Part) -> bool:
    """A symptom of the limbs is of arms or legs by its name, of both where that says neither."""
    if body_part not in part.body_parts:
        return False
    if body_part != "limbs":
        return True
    own, other = (ARMS, LEGS) if part.slug == "arms" else (LEGS, ARMS)
    return bool(own.search(name)) or not other.search(name)


def parts() -> list[dict[str, object]]:
    """Each part for the page: its name, its first symptoms, where the others are."""
    known = symptoms_by_part()
    return [
        {
            "slug": part.slug,
            "name": part.name,
            "symptoms": known[part.slug][:MOST_SYMPTOMS],
            "more": part.body_parts[0] if len(known[part.slug]) > MOST_SYMPTOMS else "",
        }
        for part in PARTS
    ]


def areas() -> list[tuple[Area, int]]:
    """The picture's areas, each with how many symptoms are listed for it."""
    known = symptoms_by_part()
    return [(area, len(known[area.part])) for area in AREAS]
