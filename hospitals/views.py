"""The pages of this app."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.core.serving.views import NAME, EntryDetailView, EntryListView

from .filters import DepartmentFilterSet, HospitalFilterSet, SymptomFilterSet
from .models import Department, Hospital, Symptom

MOST_SYMPTOMS = 50


class HospitalListView(EntryListView):
    title = pgettext_lazy("kind", "医院")
    queryset = Hospital.objects.published()
    filterset_class = HospitalFilterSet
    form_fields = {
        "q": NAME,
        "region": _("所在地区"),
        "department": _("科室名称或代码"),
        "symptom": _("症状名称"),
        "level": _("级"),
        "grade": _("等"),
        "kind": _("机构类型"),
        "ownership": _("所有制"),
        "designated": _("医保定点"),
        "open_at": _("正开着"),
        "disputed": _("来源说法不一"),
    }


class DepartmentListView(EntryListView):
    title = pgettext_lazy("kind", "科室")
    queryset = Department.objects.published()
    filterset_class = DepartmentFilterSet
    form_fields = {"q": NAME, "parent": _("一级科目")}


class SymptomListView(EntryListView):
    title = pgettext_lazy("kind", "症状")
    queryset = Symptom.objects.published()
    filterset_class = SymptomFilterSet
    form_fields = {
        "q": NAME,
        "region": _("有推荐医院的地区"),
        "body_part": _("部位"),
        "department": _("科室名称或代码"),
    }


class HospitalDetailView(EntryDetailView):
    listing = HospitalListView

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {"recommended": recommended_for(entry["slug"])}


class DepartmentDetailView(EntryDetailView):
    listing = DepartmentListView
    lists_places = True

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        slug = entry["slug"]
        return {
            "children": DepartmentListView.first(size=100, parent=slug),
            "symptoms": SymptomListView.first(department=slug),
            "hospitals": HospitalListView.first(department=slug),
        }


class SymptomDetailView(EntryDetailView):
    listing = SymptomListView

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {
            "departments": by_rank(entry["departments"]),
            "advisers": by_adviser(entry["recommendations"]),
        }


def recommended_for(hospital: str) -> list[dict[str, Any]]:
    """The symptoms for which articles recommend a hospital: each symptom with the recommendations as published."""
    rows = SymptomListView.rows(hospital=hospital).values_list("entries__document", flat=True)[:MOST_SYMPTOMS]
    symptoms = [orjson.loads(row) for row in rows]
    for symptom in symptoms:
        symptom["recommendations"] = [one for one in symptom["recommendations"] if one["hospital"]["slug"] == hospital]
    return symptoms


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
