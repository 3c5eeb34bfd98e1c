"""Which rule of the directory a text speaks of: of its subject or service, for its region, scheme, year and people."""

from __future__ import annotations

from directory.core.models import NATION, Region, Scheme
from directory.core.models.versions import per_version
from directory.core.reading.proposals import Scope, Target
from offices.models import Policy, Procedure


@per_version(1)
def scheme_names() -> dict[str, str]:
    return dict(Scheme.objects.values_list("code", "name"))


def scheme_name(code: str) -> str:
    return scheme_names().get(code, code)


@per_version(512)
def policies_about(subject: str) -> tuple[tuple[str, str, Scope], ...]:
    rows = Policy.objects.published().filter(subject=subject, example=False).order_by("slug")
    values = rows.values_list("slug", "name", "region_id", "year", "population", "scheme__code", "facility_level")[
        :2000
    ]
    return tuple(
        (slug, name, Scope(region, year, population, scheme or "", level))
        for slug, name, region, year, population, scheme, level in values
    )


def find_policy(subject: str, scope: Scope) -> Target:
    """The policy of exactly this scope; else a new one of it."""
    fitting = [
        (likeness(scope, held), slug, name) for slug, name, held in policies_about(subject) if compatible(scope, held)
    ]
    if fitting:
        best = max(one[0] for one in fitting)
        first = [one for one in fitting if one[0] == best]
        if len(first) == 1:
            return Target("policy", first[0][1], first[0][2])
    beside = max(policies_about(subject), key=lambda one: likeness(scope, one[2]), default=("", "", scope))[0]
    return Target("policy", "", name_of(subject, scope), (("subject", subject), *scope.as_dict().items()), beside)


def compatible(scope: Scope, held: Scope) -> bool:
    """Whether a statement of this scope may stand with the record: what both say must be the same."""
    same_region = scope.region == held.region
    same_year = scope.year == held.year or held.year is None or scope.year is None
    same_scheme = not scope.scheme or not held.scheme or scope.scheme == held.scheme
    same_level = (
        not scope.facility_level or not held.facility_level or scope.facility_level[:2] == held.facility_level[:2]
    )
    return same_region and same_year and same_scheme and same_level and people_fit(scope.population, held.population)


def people_fit(said: str, held: str) -> bool:
    return not said or not held or said[:2] == held[:2] or said in held or held in said


def likeness(scope: Scope, held: Scope) -> int:
    points = 4 * (scope.year == held.year) + 4 * (scope.scheme == held.scheme)
    points += 3 * (bool(scope.facility_level) == bool(held.facility_level))
    return points + 3 * (bool(scope.population) == bool(held.population)) + 2 * (scope.population == held.population)


def name_of(subject: str, scope: Scope) -> str:
    """What a new policy may be called: 徐州市 2025 年度城乡居民医保个人缴费标准 (普通居民)."""
    region = "全国" if scope.region in (None, NATION) else "举例：" if not scope.region else region_name(scope.region)
    year = f" {scope.year} 年度" if scope.year else ""
    more = "、".join(filter(None, [scope.population, scope.facility_level]))
    return f"{region}{year}{scheme_name(scope.scheme)}{subject}{f' ({more})' if more else ''}"


@per_version(1024)
def region_name(code: int | None) -> str:
    return Region.objects.filter(pk=code or 0).values_list("name", flat=True).first() or ""


@per_version(512)
def procedures_of(service: str) -> tuple[tuple[str, str, int, tuple[str, ...], tuple[str, ...]], ...]:
    rows = Procedure.objects.published().filter(service__slug=service).prefetch_related("schemes").order_by("slug")
    return tuple(
        (
            row.slug,
            row.name,
            row.region_id,
            tuple(scheme.code for scheme in row.schemes.all()),
            (row.name, *row.aliases),
        )
        for row in rows[:2000]
    )


def find_procedure(service: str, name: str, region: int, schemes: set[str], title: str) -> Target:
    """The procedure of this service for this region, and of several the one whose schemes and names the title has."""
    fitting = []
    for slug, own, place, own_schemes, names in procedures_of(service) if service else ():
        if place != region:
            continue
        points: float = 3 * len(schemes & set(own_schemes)) - 2 * bool(
            schemes and own_schemes and not schemes & set(own_schemes)
        )
        points += max(shared(title, each) for each in names)
        fitting.append((points, slug, own))
    if fitting:
        best = max(fitting, key=lambda one: one[0])
        return Target("procedure", best[1], best[2])
    where = "全国" if region == NATION else region_name(region)
    return Target("procedure", "", f"{where}{name}", (("service", service or name), ("region", region)))


def shared(title: str, name: str) -> float:
    """How many pairs of a name's characters stand in a title."""
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    return 4 * sum(pair in title for pair in pairs) / max(len(pairs), 1)
