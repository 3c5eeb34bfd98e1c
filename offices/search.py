"""How offices, services, channels, procedures and policies are found, and which come first."""

from directory.core.index.terms import Points, Tag, divisions, findable
from directory.core.index.tokens import fold

from .models import Channel, Office, Policy, Procedure, Service

NOWHERE = Tag("r", "region", otherwise=("-",))  # true of every region

findable(
    Service,
    number=4,
    codes=("code",),
    tags=(Tag("v", "slug"), Tag("v", "parent.slug"), NOWHERE),
    points=(Points("aliases", 2, each=True, most=10), Points("basis", 1)),
)
findable(
    Channel,
    number=5,
    phones=("phone",),
    tags=(
        Tag("r", "region.code", divisions),
        Tag("a", "region.code"),
        Tag("v", "services.slug"),
        Tag("o", "channel_kind"),
    ),
    points=(
        Points("menu_paths", 6),
        Points("services", 1, each=True, most=8),
        Points("website", 1),
        Points("phone", 1),
    ),
)
findable(
    Procedure,
    number=6,
    tags=(
        Tag("r", "region.code", divisions),
        Tag("a", "region.code"),
        Tag("v", "service.slug"),
        Tag("m", "schemes.code", otherwise=("-",)),
    ),
    points=(
        Points("steps", 8),
        Points("materials", 6),
        Points("channels", 3),
        Points("citations", 1, each=True, most=8),
        Points("verified_on", 4),
    ),
)
findable(
    Policy,
    number=7,
    tags=(
        Tag("r", "region.code", divisions),
        Tag("a", "region.code"),
        Tag("m", "scheme.code", otherwise=("-",)),
        Tag("u", "subject", lambda subject: (fold(subject),)),
        Tag("x", "year", otherwise=("-",)),
    ),
    points=(
        Points("year", 8),
        Points("figure", 6),
        Points("statement", 3),
        Points("citations", 1, each=True, most=6),
        Points("verified_on", 4),
    ),
)
findable(
    Office,
    number=19,
    heard=("address", "directions", "duties"),
    phones=("phones.number",),
    tags=(
        Tag("r", "region.code", divisions),
        Tag("r", "serves.code", divisions),
        Tag("i", "region.code", divisions),
        Tag("a", "serves.code"),
        Tag("o", "office_kind"),
        Tag("v", "services.slug"),
        Tag("m", "schemes.code"),
    ),
    points=(
        Points("office_kind", 10, "bureau"),
        Points("office_kind", 8, "hotline"),
        Points("office_kind", 6, "agency"),
        Points("citations", 1, each=True, most=6),
        Points("verified_on", 4),
        Points("phones", 6),
        Points("opening_hours", 3),
        Points("address", 2),
    ),
)
