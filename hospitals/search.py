"""How hospitals, departments and symptoms are found, and which come first."""

from directory.core.index.terms import Points, Tag, divisions, dotted, findable

from .models import Department, Hospital, Symptom

NOWHERE = Tag("r", "region", otherwise=("-",))  # true of every region

findable(
    Department,
    number=2,
    codes=("code",),
    tags=(Tag("d", "code", dotted), NOWHERE),
    points=(Points("aliases", 2, each=True, most=10),),
)
findable(
    Symptom,
    number=3,
    tags=(Tag("e", "departments.department.slug", dotted), Tag("y", "components.slug"), Tag("y", "slug"), NOWHERE),
    points=(Points("departments", 10), Points("recommendations", 2, each=True, most=8), Points("aliases", 1)),
)
# Level and grade stand for how well known a hospital is; then what sources say of it, then how complete it is.
findable(
    Hospital,
    number=20,
    heard=("address", "directions", "features", "equipment", "facts"),
    codes=("insurance_code", "uscc"),
    phones=("phones.number",),
    tags=(
        Tag("r", "region.code", divisions),
        Tag("d", "departments.department.slug", dotted),
        Tag("l", "level"),
        Tag("g", "grade"),
        Tag("h", "institution_type"),
        Tag("w", "ownership"),
        Tag("z", "designated"),
    ),
    points=(
        Points("level", 24, 3),
        Points("level", 12, 2),
        Points("level", 6, 1),
        Points("grade", 8, "special"),
        Points("grade", 6, "a"),
        Points("grade", 3, "b"),
        Points("citations", 1, each=True, most=6),
        Points("verified_on", 4),
        Points("departments", 2),
        Points("phones", 2),
        Points("opening_hours", 2),
        Points("address", 1),
    ),
)
