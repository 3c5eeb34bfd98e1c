"""Documents that nobody published, with every field empty, filled and at its limits by turns."""

from __future__ import annotations

from random import Random
from typing import Any

import orjson

from directory.core.index.entries import Identified
from directory.core.models.entry import uid_of
from tests.standards.patterns import random_pattern

TEXTS = ("", "", "说明", '"引号" & <b>标签</b>', "第一行\n第二行", "🏥", "x" * 300)
NUMBERS = ("0376-2137873", "13812345678", "400-123-4567", "12393", "120")


def mention(collection: str, slug: str, name: str) -> dict[str, Any]:
    return {"slug": slug, "name": name, "url": f"/api/v1/{collection}/{slug}/", "page": f"/{collection}/{slug}/"}


def region(seed: Random) -> dict[str, Any]:
    path = seed.choice([["全国"], ["辽宁省"], ["辽宁省", "阜新市"], ["河南省", "信阳市", "罗山县"]])
    code = {1: "210000", 2: "210900", 3: "411521"}[len(path)]
    return {
        "code": code,
        "name": path[-1],
        "url": f"/api/v1/regions/{code}/",
        "page": f"/regions/{code}/",
        "path": path,
    }


def citation(seed: Random, field: str) -> dict[str, Any]:
    article = {"slug": "000", "title": "一篇文章", "published_on": seed.choice([None, "2025-04-20"]), "extent": "whole"}
    article |= {"url": "/api/v1/articles/000/", "page": "/sources/000/"}
    about = {"figure": None, "region": None, "year": None, "population": "", "reason": "", "article": article}
    rank = seed.choice(["normal", "preferred", "deprecated", "example"])
    return {"field": field, "value": seed.choice(TEXTS), "rank": rank, **about}


def record(seed: Random, collection: str, number: int, fields: tuple[str, ...]) -> dict[str, Any]:
    slug = f"invented-{number}"
    return {
        **mention(collection, slug, f"第{number}处"),
        "aliases": seed.sample(["别名", "又名"], seed.randint(0, 2)),
        "citations": [citation(seed, field) for field in fields for _ in range(seed.randint(0, 2))],
        "disputed": seed.sample(fields, seed.randint(0, 2)),
        "editorial": [],
        "unfinished": seed.sample(fields, seed.randint(0, 1)),
        "possible_duplicates": [],
        "verified_on": seed.choice([None, "2026-01-02"]),
        "verified_how": "",
        "fact_checks": [],
        "updated_at": "2026-11-29T00:41:45.610879+00:00",
        "version": 1,
    }


def phone(seed: Random) -> dict[str, Any]:
    scheme = seed.choice([None, {"code": "resident", "name": "城乡居民医保"}])
    kind = seed.choice(["landline", "mobile", "service", "hotline"])
    extension = seed.choice(["", "", "802"])
    return {
        "number": seed.choice(NUMBERS),
        "extension": extension,
        "label": seed.choice(TEXTS),
        "kind": kind,
        "scheme": scheme,
    }


def invented_place(seed: Random, number: int) -> Identified:
    kind = seed.choice(["hospital", "office"])
    where = seed.random() < 0.5
    document = record(seed, f"{kind}s", number, ("address", "phones", "opening_hours", "level"))
    document |= {
        "operation": seed.choice(["", "open", "planned", "suspended", "revoked"]),
        "region": region(seed),
        "address": seed.choice(TEXTS), "directions": seed.choice(TEXTS), "parking": seed.choice(TEXTS),
        "latitude": round(seed.uniform(3, 54), 6) if where else None,
        "longitude": round(seed.uniform(73, 136), 6) if where else None,
        "datum": seed.choice(["wgs84", "gcj02"]) if where else "",
        "website": seed.choice(["", "https://example.org/主页?a=1"]),
        "phones": [phone(seed) for _ in range(seed.randint(0, 3))],
        "opening_hours": [], "hours_exceptions": [], "summer": "",
    }  # fmt: skip
    document |= hospital(seed) if kind == "hospital" else office(seed)
    spec = random_pattern(seed).to_json() if seed.random() < 0.8 else None
    return Identified(kind, document["slug"], uid_of(kind, document["slug"]), orjson.dumps(document).decode(), spec, 1)


def hospital(seed: Random) -> dict[str, Any]:
    departments = [
        {"department": mention("departments", code, name), "name": name, "is_key": False, "note": ""}
        for code, name in seed.sample([("04.03", "骨科专业"), ("20", "急诊医学科"), ("10", "眼科")], seed.randint(0, 3))
    ]
    return {
        "insurance_code": seed.choice(["", "H21090200001"]), "uscc": seed.choice(["", "12210900464123456X"]),
        "level": seed.choice([None, 0, 1, 2, 3]), "grade": seed.choice(["", "a", "none", "special"]),
        "institution_type": seed.choice(["", "general", "clinic", "tcm"]), "ownership": seed.choice(["", "public", "private"]),
        "nonprofit": seed.choice([None, True, False]), "designated": seed.choice([None, True, False]),
        "founded": seed.choice([None, 1949]), "parent": seed.choice([None, mention("hospitals", "zong-yuan", "总院")]),
        "equipment": [], "features": seed.sample(["特色一", "特色二"], seed.randint(0, 2)),
        "appointment": seed.sample(["电话预约", "现场"], seed.randint(0, 2)), "departments": departments, "facts": [],
    }  # fmt: skip


def office(seed: Random) -> dict[str, Any]:
    service = mention("services", "yi-di-jiu-yi-bei-an", "异地就医备案")
    return {
        "office_kind": seed.choice(["bureau", "hotline", "counter"]), "serves": [region(seed) for _ in range(seed.randint(0, 2))],
        "schemes": [], "services": seed.sample([service], seed.randint(0, 1)), "advises_on": [], "duties": seed.choice(TEXTS),
    }  # fmt: skip


def invented_procedure(seed: Random, number: int) -> Identified:
    document = record(seed, "procedures", number, ("steps", "materials", "fee"))
    channel = mention("channels", "zhi-fu-bao", "支付宝")

    def scope() -> dict[str, Any]:
        return {"person_type": seed.choice([None, "退休人员"]), "channel": seed.choice([None, channel])}

    paper = {
        "form": "copy",
        "copies": 1,
        "required": True,
        "alternative_group": "任选",
        "obtained_from": "",
        "note": "",
    }
    document |= {
        "service": seed.choice([None, mention("services", "yi-di-jiu-yi-bei-an", "异地就医备案")]),
        "region": region(seed), "schemes": [{"code": "resident", "name": "城乡居民医保"}] * seed.randint(0, 1),
        "groups": [], "journey": "", "destination": None, "only_for": seed.choice(TEXTS), "summary": seed.choice(TEXTS),
        "eligibility": seed.choice(TEXTS), "legal_basis": "", "validity": "", "fee": seed.choice(TEXTS),
        "deadline": seed.choice(TEXTS), "consequence": "", "result": "", "visits": None, "notes": seed.choice(TEXTS),
        "person_types": [{"name": "退休人员", "eligibility": seed.choice(TEXTS)}] * seed.randint(0, 1),
        "steps": [{"text": f"第{at}步", "alternative_group": seed.choice(["", "任选"]), **scope()} for at in range(seed.randint(0, 4))],
        "materials": [
            paper
            | {"name": f"材料{at}", "required": seed.random() < 0.8}
            | {"copies": seed.choice([None, 2]), "form": seed.choice(["", "copy"])}
            | scope()
            for at in range(seed.randint(0, 4))
        ],
        "channels": [], "time_limits": [{"kind": "handling", "text": "3 个工作日", "condition": "", **scope()}] * seed.randint(0, 1),
        "problems": [], "template": None, "inherited": {},
    }  # fmt: skip
    slug = document["slug"]
    return Identified("procedure", slug, uid_of("procedure", slug), orjson.dumps(document).decode(), None, 1)
