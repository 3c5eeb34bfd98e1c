"""How regions and articles are found."""

from .index.terms import Points, Tag, divisions, findable
from .models import Article, Region

findable(
    Region,
    number=0,
    heard=(),
    names=("short_name",),
    codes=("code",),
    tags=(Tag("r", "code", divisions), Tag("l", "level")),
    points=(
        Points("level", 40, "nation"),
        Points("level", 30, "province"),
        Points("level", 20, "city"),
        Points("level", 10, "county"),
    ),
)
findable(
    Article,
    number=1,
    only="in_scope",
    points=(Points("role", 10, "main"), Points("extent", 5, "whole"), Points("published_on", 1)),
)
