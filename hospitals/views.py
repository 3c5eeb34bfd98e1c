"""The pages of this app."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

import orjson

from directory.core.models.versions import per_version
from directory.core.serving.views import EntryDetailView, list_of

from .emergencies import own
from .models import Department, EmergencySign, Hospital, Symptom

MOST_SYMPTOMS = 50


class HospitalDetailView(EntryDetailView):
    model = Hospital

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {"recommended": recommended_for(entry["slug"])}


class DepartmentDetailView(EntryDetailView):
    model = Department
    lists_places = True

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        slug = entry["slug"]
        return {
            "children": list_of(Department).first(size=100, parent=slug),
            "symptoms": list_of(Symptom).first(department=slug),
            "hospitals": list_of(Hospital).first(department=slug),
        }


class EmergencyDetailView(EntryDetailView):
    """The call and what to do until help comes, in the reader's language; the words it is known by are for programs."""

    model = EmergencySign
    told = ("name", "line", "until_then")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = kwargs.pop("entry")
        editorial = [field for field in entry["editorial"] if field in (*self.told, "aliases")]
        return super().get_context_data(entry=entry | {"editorial": editorial}, **kwargs)

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {name: own(entry, name) for name in self.told}


class SymptomDetailView(EntryDetailView):
    model = Symptom

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {
            "departments": by_rank(entry["departments"]),
            "advisers": by_adviser(entry["recommendations"]),
        }


def recommended_for(hospital: str) -> list[dict[str, Any]]:
    """The symptoms for which articles recommend a hospital: each symptom with the recommendations as published."""
    return recommended().get(hospital, [])[:MOST_SYMPTOMS]


@per_version(1)
def recommended() -> dict[str, list[dict[str, Any]]]:
    """The same for every hospital: few are recommended, and the page of each would look through all symptoms."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for text in list_of(Symptom).rows().values_list("entries__document__text", flat=True):
        symptom = orjson.loads(text)
        for hospital, ones in by_hospital(symptom["recommendations"]).items():
            found[hospital].append(symptom | {"recommendations": ones})
    return found


def by_hospital(recommendations: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in recommendations:
        found[one["hospital"]["slug"]].append(one)
    return found


def by_rank(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Ranked rows in order, those of equal rank together: they are ties."""
    ordered = sorted(rows, key=lambda row: row["rank"])
    return [list(tied) for _rank, tied in groupby(ordered, key=lambda row: row["rank"])]


def by_adviser(recommendations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each article that recommends hospitals, with its ranking: ranks of different articles do not compare."""
    articles: dict[str, list[dict[str, Any]]] = {}
    for one in recommendations:
        articles.setdefault(one["article"]["slug"], []).append(one)
    return [{"article": ones[0]["article"], "ranking": by_rank(ones)} for ones in articles.values()]
