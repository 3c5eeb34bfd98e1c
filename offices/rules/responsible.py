"""Which office handles me: 参保地 × 事项 × 险种 → offices, best first, each with the rule that chose it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Case, IntegerField, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from directory.core.documents import Document
from directory.core.index.timetables import Moment
from directory.core.language.punctuation import clauses
from directory.core.models import Region, Scheme
from directory.core.serving.lists import LINE
from offices.models import Office, Service
from offices.models.office import OfficeQuerySet

from .resolution import accepted

MOST_ELSEWHERE = 10  # offices of wider regions that are named where nobody local is known
HOTLINE = Office.Kind.HOTLINE


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

    def among(self, offices: Any) -> OfficeQuerySet:
        """The offices that serve the place and say that they handle this, best first.

        Nearest level first; there, who handles all of the service before who handles a
        part of it, who names the 险种 before who is for everybody, a counter before a hotline.
        """
        hotline = Case(When(office_kind=HOTLINE, then=Value(1)), default=Value(0), output_field=IntegerField())
        offices, order = offices.serving(self.region), ["distance"]
        if self.service:
            offices, order = offices.handling(self.service), [*order, "-whole"]
        if self.scheme:
            offices, order = offices.for_schemes(accepted(self.scheme)), [*order, "-names_scheme"]
        return offices.order_by(*order, hotline, "slug")

    def chosen(self, rows: Iterable[tuple[str, str | None]]) -> list[Document]:
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
        asked = self.service
        if asked is None or service["slug"] in self.services[: 2 if asked.parent else 1]:
            return _("办理%(service)s") % {"service": service["name"]}
        return _("办理%(service)s（“%(asked)s”的一种）") % {"service": service["name"], "asked": self.named}

    def served(self, office: Document) -> Document:
        """The most local of the regions an office serves that the place lies in."""
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
        others = (
            Office.objects.published().serving(self.region).to_ask_instead(self.services).filter(entries__isnull=False)
        )
        rows = others.order_by("distance", "slug").values_list(*LINE)
        return sorted(self.chosen(rows[: 2 * MOST_ELSEWHERE]), key=lambda one: one["rule"]["service"] is None)

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
