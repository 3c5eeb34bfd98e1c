"""The cast of the admin's tests, and a browser's way of filling in its forms."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from benchmarks.faults.forms import filled
from directory.core.models import NATION, Article, Region
from directory.core.sources.provenance import citable_fields
from hospitals.models import Hospital, HospitalPhone

FUXIN = 210900


def curator(name: str) -> Client:
    """Somebody who may do everything, at a browser of their own."""
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True, "is_superuser": True})
    client = Client()
    client.force_login(user)
    return client


def fuxin() -> Region:
    """阜新, with the province and the nation it lies in."""
    parent = None
    for code, level, name, pinyin in (
        (NATION, "nation", "全国", "quanguo"),
        (210000, "province", "辽宁", "liaoning"),
        (FUXIN, "city", "阜新", "fuxin"),
    ):
        parent, _ = Region.objects.get_or_create(
            code=code,
            defaults={
                "name": {"province": f"{name}省", "city": f"{name}市"}.get(level, name),
                "short_name": name,
                "level": level,
                "pinyin": pinyin,
                "initials": pinyin[0],
                "parent": parent,
            },
        )
    assert parent is not None
    return parent


def hospital_named(name: str, **fields: Any) -> Hospital:
    """A published hospital in 阜新; whatever it says is the directory's own word, unless told otherwise."""
    own = {"name": name, "region": fuxin(), "status": "published", "editorial": list(citable_fields(Hospital))}
    hospital = Hospital(**own | fields)
    hospital.full_clean()
    hospital.save()
    return hospital


def answer_for(*models: Any) -> None:
    """All that the cast says is the directory's own word, so that it can be edited without sources."""
    for model in models:
        model.objects.update(editorial=list(citable_fields(model)))


def central_hospital() -> Hospital:
    """阜新市中心医院 with two phones."""
    hospital = hospital_named("阜新市中心医院", address="中华路 1 号")
    for position in (1, 2):
        HospitalPhone.objects.create(
            record=hospital, number=f"0418-281000{position}", kind="landline", position=position
        )
    return hospital


def article(slug: str = "000", **fields: Any) -> Article:
    return Article.objects.create(
        **{"slug": slug, "title": f"阜新医院推荐 {slug}", "role": "main", "extent": "whole"} | fields
    )


def form_of(response: Any, **typed: Any) -> dict[str, Any]:
    """What a browser would send of the page's form, with these values typed over it (``a__b`` for ``a-b``)."""
    return {**filled(response.content.decode()), **typed}


def add_row(data: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
    """The form with one more row in the group of rows with this prefix."""
    number = int(data[f"{prefix}-TOTAL_FORMS"][0])
    row = {
        name.replace("__prefix__", str(number)): value
        for name, value in data.items()
        if name.startswith(f"{prefix}-__")
    }
    typed = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {**data, **row, **typed, f"{prefix}-TOTAL_FORMS": [str(number + 1)]}
