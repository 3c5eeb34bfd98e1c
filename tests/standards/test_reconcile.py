"""Reconciliation: names of a table matched to entries, and never to the wrong one."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.models import Entry
from directory.core.publishing.publish import publish

from .validating import reconciliation_faults


def ask(client: Client, **queries: Any) -> Any:
    answer = client.post("/reconcile/", {"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.content.decode()
    assert reconciliation_faults("reconciliation-query-batch", queries) == []
    assert reconciliation_faults("reconciliation-result-batch", answer.json()) == []
    return answer.json()


def test_manifest(cast: SimpleNamespace, client: Client) -> None:
    answer = client.get("/reconcile/")
    assert reconciliation_faults("manifest", answer.json()) == []
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["view"]["url"] == "http://testserver/reconcile/{{id}}"
    assert client.get("/reconcile/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_properties_narrow(cast: SimpleNamespace, client: Client) -> None:
    def first(**query: Any) -> Any:
        return ask(client, q={"type": "hospital", **query})["q"]["result"][0]

    assert first(query="中心医院")["match"] is False
    named = first(query="中心医院", properties=[{"pid": "region", "v": "阜新"}])
    assert (named["name"], named["match"]) == ("阜新市中心医院", True)
    assert first(query="阜新市中心医院", properties=[{"pid": "region", "v": "沈阳"}])["match"] is False
    assert first(query="阜新市中心医院", properties=[{"pid": "level", "v": 2}])["match"] is False
    assert first(query="阜新市中心医院", properties=[{"pid": "level", "v": "三级甲等"}])["match"] is True
    cast.central.phones.create(number="0418-2822229", kind="landline")
    publish([cast.central])
    assert first(query="阜新中心", properties=[{"pid": "phone", "v": "0418 2822229"}])["match"] is True
    assert first(query="阜新市中心医院", properties=[{"pid": "region", "v": "谁知道"}])["match"] is True


def test_by_get_and_of_other_types(cast: SimpleNamespace, client: Client) -> None:
    queries = {"a": {"query": "腰疼", "type": "symptom"}, "b": {"query": "骨科", "type": ["department", "symptom"]}}
    found = client.get("/reconcile/", {"queries": json.dumps(queries)}).json()
    assert [found[name]["result"][0]["name"] for name in "ab"] == ["腰痛", "骨科专业"]


def test_extension(cast: SimpleNamespace, client: Client) -> None:
    uid = str(Entry.objects.get(kind="hospital", slug="fu-xin-zhong-xin").uid)
    asked = {
        "ids": [uid, "nobody"],
        "properties": [{"id": "level"}, {"id": "region"}, {"id": "latitude"}, {"id": "designated"}],
    }
    assert reconciliation_faults("data-extension-query", asked) == []
    found = client.post("/reconcile/", {"extend": json.dumps(asked)}).json()
    assert reconciliation_faults("data-extension-response", found) == []
    assert found["meta"][0] == {"id": "level", "name": "级"}  # it was called as regions call theirs
    assert found["rows"][uid]["level"] == [{"str": "三级"}]
    assert found["rows"][uid]["region"] == [{"str": "辽宁省 阜新市"}]
    assert found["rows"][uid]["designated"] == []
    assert found["rows"]["nobody"]["level"] == []
    proposed = client.get("/reconcile/properties?type=hospital").json()
    assert reconciliation_faults("data-extension-property-proposal", proposed) == []
    assert {"id": "phones", "name": "电话"} in proposed["properties"]


def test_suggestions(cast: SimpleNamespace, client: Client) -> None:
    found = client.get("/reconcile/suggest/entity?prefix=阜新市中心").json()
    assert reconciliation_faults("suggest-entities-response", found) == []
    assert found["result"][0]["name"] == "阜新市中心医院"
    types = client.get("/reconcile/suggest/type?prefix=医院").json()
    assert reconciliation_faults("suggest-types-response", types) == []
    assert types["result"] == [{"id": "hospital", "name": "医院"}]
    assert client.get("/reconcile/suggest/type?prefix=hosp").json() == types  # by the beginning of its id, too
    every = [client.get(f"/reconcile/suggest/entity?prefix=阜新&cursor={at}").json()["result"] for at in (0, 1)]
    assert every[1] == every[0][1:]  # what was seen came again
    assert client.get("/reconcile/suggest/entity?prefix=阜新&cursor=x").status_code == 400
    assert client.get("/reconcile/properties?type=hospital&limit=0").status_code == 400
    properties = client.get("/reconcile/suggest/property?prefix=电").json()
    assert reconciliation_faults("suggest-properties-response", properties) == []
    assert {"id": "phones", "name": "电话"} in properties["result"]


def test_the_preview_alone_may_be_framed(cast: SimpleNamespace, client: Client) -> None:
    uid = Entry.objects.get(kind="hospital", slug="fu-xin-zhong-xin").uid
    card = client.get(f"/reconcile/preview/{uid}")
    assert "阜新市中心医院" in card.content.decode()
    assert "X-Frame-Options" not in card.headers
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    wrong = client.get(f"/reconcile/preview/{uid}?x=1")  # it was passed over
    assert (wrong.status_code, wrong.headers["Content-Type"]) == (400, "application/problem+json")
    page = client.get(f"/reconcile/{uid}")
    assert (page.status_code, page.headers["Location"]) == (302, "/hospitals/fu-xin-zhong-xin/")
    framed = client.get(page.headers["Location"])
    assert framed.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in framed.headers["Content-Security-Policy"]


WRONG = [
    {"queries": "{"},
    {"queries": "[]"},
    {"queries": "{}"},
    {"queries": json.dumps({f"q{at}": {"query": "x"} for at in range(51)})},
    {"queries": '{"q": {"query": ""}}'},
    {"queries": '{"q": {"query": 3}}'},
    {"queries": '{"q": {"query": "x", "type": "doctor"}}'},
    {"queries": '{"q": {"query": "x", "limit": 0}}'},
    {"queries": '{"q": {"query": "x", "wo": 1}}'},
    {"queries": '{"q": {"query": "x", "properties": [1]}}'},
    {"extend": '{"ids": []}'},
    {"extend": '{"ids": ["x"], "properties": [{"id": "wages"}]}'},
    {"wo": "x"},
]


@pytest.mark.parametrize("given", WRONG)
def test_what_is_refused(cast: SimpleNamespace, client: Client, given: Any) -> None:
    for answer in (client.post("/reconcile/", given), client.get("/reconcile/", given)):
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert answer.json()["errors"][0]["parameter"] in given
    assert client.get("/reconcile/properties?type=doctor").status_code == 400
    assert client.get("/reconcile/suggest/entity").status_code == 400
