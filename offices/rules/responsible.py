"""Which office handles me: 参保地 × 事项 × 险种 → offices, best first, each with the rule that chose it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from directory.core.documents import Document
from directory.core.index.timetables import Moment
from directory.core.language.punctuation import clauses
from directory.core.models import Region, Scheme
from directory.core.prepared import PreparedQuery
from directory.core.serving.lists import LINE
from offices.models import Office, Service
from offices.models.office import OfficeQuerySet

from .resolution import accepted

MOST_OFFICES = 3  # of those responsible
MOST_ELSEWHERE = 10  # offices of wider regions that are named where nobody local is known
HOTLINE = Office.Kind.HOTLINE


@PreparedQuery
def responsible(
    upwards: tuple[int, ...], service: int | None, above: int | None, schemes: tuple[str, ...]
) -> QuerySet[Any, Any]:
    """The first published offices that handle this for a place, with their timetables."""
    asked = Service(pk=service, parent_id=above) if service else None
    offices = Office.objects.published().responsible(upwards, asked, schemes).filter(entries__isnull=False)
    return offices.values_list("entries__document__text", "entries__hours_pattern__spec")[:MOST_OFFICES]


@PreparedQuery
def to_ask_instead(upwards: tuple[int, ...], services: tuple[str, ...]) -> QuerySet[Any, Any]:
    """Lines of published offices of a place that do not say what they handle, and of hotlines, nearest first."""
    offices = Office.objects.published().serving(upwards).to_ask_instead(services).filter(entries__isnull=False)
    return offices.order_by("distance", "slug").values_list(*LINE)[: 2 * MOST_ELSEWHERE]


@dataclass(frozen=True)
class Errand:
    """What somebody insured in a place has to do, and who there handles it."""

    region: Region
    service: Service | None = None
    scheme: Scheme | None = None
    moment: Moment | None = None

    @cached_property
    def services(self) -> list[str]:
        """The services of which an office may name one: the one asked about, the one it is part of, its parts."""
        if self.service is None:
            return []
        above = [self.service.parent.slug] if self.service.parent else []
        return [self.service.slug, *above, *(child.slug for child in self.service.children.all())]

    @property
    def named(self) -> str:
        """What the service is called in public; a draft of one is not spoken of."""
        known = self.service is not None and self.service.status == Service.Status.PUBLISHED
        return str(self.service) if known else _("医保业务")

    @cached_property
    def levels(self) -> dict[str, str]:
        return {str(step.code): str(step.level) for step in self.region.path}

    @cached_property
    def asked(self) -> tuple[tuple[int, ...], int | None, int | None, tuple[str, ...]]:
        """The codes of the place's regions, the service and the one it is part of, the 险种: as they are looked for."""
        own, above = (self.service.pk, self.service.parent_id) if self.service else (None, None)
        return tuple(self.region.upwards), own, above, tuple(sorted(accepted(self.scheme)))

    def among(self, offices: Any) -> OfficeQuerySet:
        """The offices that serve the place and say that they handle this, best first."""
        found: OfficeQuerySet = offices.responsible(self.region.upwards, self.service, accepted(self.scheme))
        return found

    def best(self) -> list[Document]:
        """The first of those published, with all that is known of them."""
        return self.chosen(responsible(*self.asked))

    def chosen(self, rows: Iterable[tuple[Any, ...]]) -> list[Document]:
        """Stored lines with their timetables as offices chosen, each with whether it is open."""
        texts = (self.moment.with_state(text, spec, Office.kind) if self.moment else text for text, spec in rows)
        return [self.as_chosen(orjson.loads(text)) for text in texts]

    def as_chosen(self, office: Document) -> Document:
        """An office's published line with its phones for the asker first and the rule that chose it."""
        return office | {"phones": sorted(office["phones"], key=self.remoteness), "rule": self.rule(office)}

    def remoteness(self, phone: Document) -> int:
        """Phones for the asker's 险种 come first, then those for everybody, then the others."""
        if phone["scheme"] is None:
            return 1
        return 0 if phone["scheme"]["code"] in accepted(self.scheme) else 2

    def rule(self, office: Document) -> Document:
        """Why this office: whom it serves, which service it handles, for which 险种; in one sentence, too."""
        place, service = self.served(office), self.handled(office)
        scheme = next((one for one in office["schemes"] if one["code"] in accepted(self.scheme)), None)
        said = [_("服务%(region)s") % {"region": place["name"]}]
        if service:
            said.append(self.handles(service))
        if scheme:
            said.append(_("受理%(scheme)s") % {"scheme": scheme["name"]})
        elif self.scheme and not office["schemes"]:
            said.append(_("没有限定险种"))
        level = self.levels.get(place["code"], str(Region.Level.NATION))
        return {"level": level, "serves": place, "service": service, "scheme": scheme, "text": clauses(said)}

    def handles(self, service: Document) -> str:
        """That an office handles a service: one that is a part of what was asked about is said to be that."""
        asked = self.service
        if asked is None or service["slug"] in self.services[: 2 if asked.parent else 1]:  # the parts come last
            return _("办理%(service)s") % {"service": service["name"]}
        return _("办理%(service)s（“%(asked)s”的一种）") % {"service": service["name"], "asked": self.named}

    def served(self, office: Document) -> Document:
        """The most local of the regions an office serves that the place lies in. There is one: offices are looked up by it."""
        serves: dict[str, Document] = {one["code"]: one for one in office["serves"]}
        return next(serves[str(code)] for code in self.region.upwards if str(code) in serves)

    def handled(self, office: Document) -> Document | None:
        named: dict[str, Document] = {one["slug"]: one for one in office["services"]}
        return next((named[slug] for slug in self.services if slug in named), None)

    def answer(self, best: Document | None) -> Document:
        """What stands beside the offices: the level of the best one, and where to turn when none is known here."""
        level = best["rule"]["level"] if best else None
        local = level == self.region.level
        others = [] if local else self.elsewhere()
        return {
            "level": level,
            "no_local_office": not local,
            "statement": self.statement(best, local),
            "next_level": [one for one in others if one["office_kind"] != HOTLINE][:MOST_ELSEWHERE],
            "hotlines": [one for one in others if one["office_kind"] == HOTLINE],
        }

    def elsewhere(self) -> list[Document]:
        """Offices of the place that do not say what they handle, nearest first, and the hotlines that answer for it."""
        rows = to_ask_instead(tuple(self.region.upwards), tuple(self.services))
        return sorted(self.chosen(rows), key=lambda one: one["rule"]["service"] is None)

    def statement(self, best: Document | None, local: bool) -> str:
        """One plain sentence."""
        what: dict[str, Any] = {"region": self.region.name, "service": self.named}
        if local and self.service is None:
            return _("下面是为%(region)s服务的机构。") % what
        if local:
            return _("%(region)s有写明办理“%(service)s”的机构。") % what
        if best:
            what["wider"] = best["rule"]["serves"]["name"]
            return _("本名录还不知道%(region)s自己办理“%(service)s”的机构，下面是%(wider)s的。") % what
        return _("本名录还不知道%(region)s办理“%(service)s”的机构。请先问上一级机构或热线。") % what
