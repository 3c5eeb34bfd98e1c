"""The filter tokens of this app's kinds: the kinds list them, and the filters that they answer take them."""

from directory.core.index.tokens import fold
from directory.core.kinds import Tag, divisions

STANDS_IN = Tag("i", "region.code", divisions)  # an office that lies in a region
SERVES = Tag("a", "serves.code")  # an office for this very region
SERVES_WITHIN = Tag("r", "serves.code", divisions)  # an office for a region in this one
OFFICE_KIND = Tag("o", "office_kind")
CHANNEL_KIND = Tag("o", "channel_kind")
SERVICES = Tag("v", "services.slug")
SERVICE = Tag("v", "service.slug")
OWN_SLUG = Tag("v", "slug")  # is this service
OWN_PARENT = Tag("v", "parent.slug")  # belongs to this service
# An office names the 险种 it handles, or none; a rule without one is a rule for all.
SCHEMES_HANDLED = Tag("m", "schemes.code")
SCHEMES = Tag("m", "schemes.code", otherwise=("-",))
SCHEME = Tag("m", "scheme.code", otherwise=("-",))
SUBJECT = Tag("u", "subject", lambda subject: (fold(subject),))
YEAR = Tag("x", "year", otherwise=("-",))
