"""Exports of the real content: whole, streamed batch by batch, harmless to spreadsheets, right on maps."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.api import COLLECTIONS
from directory.core.models import Entry, Sequence
from directory.core.publishing.publish import publish
from directory.core.serving.renderers import absolute
from directory.feeds import export
from directory.feeds.table import cell
from hospitals.models import Hospital

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
PROBLEM = "application/problem+json"
SITE = "http://testserver"
CENTRAL = "fu-xin-shi-zhong-xin-yi-yuan"


def get(file: str, **headers: str) -> Any:
    return Client().get(f"/api/v1/export/{file}", headers=headers)


def content(file: str) -> str:
    response = get(file)
    assert response.status_code == 200, response.content.decode()
    assert response.streaming
    return response.getvalue().decode()


def documents(collection: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content(f"{collection}.ndjson").splitlines()]


def rows(collection: str) -> list[dict[str, str]]:
    text = content(f"{collection}.csv")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def central(**changes: Any) -> Hospital:
    hospital = Hospital.objects.get(slug=CENTRAL)
    for name, value in changes.items():
        setattr(hospital, name, value)
    hospital.save()
    publish([hospital])
    return hospital


def test_it_works() -> None:
    response = get("hospitals.ndjson")
    assert response["Content-Type"] == "application/x-ndjson"
    assert response["Content-Disposition"] == 'attachment; filename="hospitals.ndjson"'
    assert response["Sequence"] == str(Sequence.current())
    (line,) = [line for line in response.getvalue().splitlines() if CENTRAL.encode() in line[:200]]
    assert line == absolute(Entry.objects.get(kind="hospital", slug=CENTRAL).document.text.encode(), SITE)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_documents_are_as_stored_but_for_whole_addresses(name: str) -> None:
    kind = COLLECTIONS[name].queryset.model.kind
    texts = Entry.objects.live().of(kind).order_by("object_id").values_list("document__text", flat=True)
    expected = "".join(f"{text}\n" for text in texts)
    for member in ("url", "page", "moved_to"):
        expected = expected.replace(f'"{member}":"/', f'"{member}":"{SITE}/')
    assert get(f"{name}.ndjson").getvalue() == expected.encode()


@pytest.mark.parametrize("name", COLLECTIONS)
def test_everything_live_is_in_it_once(name: str) -> None:
    live = set(Entry.objects.live().of(COLLECTIONS[name].queryset.model.kind).values_list("slug", flat=True))
    for read in (documents(name), rows(name)):
        assert len(read) == len(live)
        assert {one["slug"] for one in read} == live


def test_what_is_withdrawn_or_renamed_is_not_there_any_more() -> None:
    before = len(documents("hospitals"))
    retired = Hospital.objects.exclude(slug=CENTRAL)[0]
    retired.status = "retired"
    retired.save()
    publish([retired])
    central(slug="a-new-name")
    slugs = {document["slug"] for document in documents("hospitals")}
    assert len(slugs) == before - 1
    assert "a-new-name" in slugs
    assert not slugs & {CENTRAL, retired.slug}


def test_what_is_published_meanwhile_is_found_by_its_sequence() -> None:
    response = get("regions.ndjson")
    central(address="中华路 1 号")
    response.getvalue()
    changes = Client().get("/api/v1/changes/", {"since": response["Sequence"]}).json()
    assert f"/api/v1/hospitals/{CENTRAL}/" in {line["url"].removeprefix(SITE) for line in changes["results"]}


def test_it_is_read_while_it_is_sent() -> None:
    for file in ("regions.ndjson", "regions.csv"):
        with CaptureQueriesContext(connection) as captured:
            response = get(file)
        assert ["core_sequence" in query["sql"] for query in captured] == [True], file
        chunks = iter(response)
        if file.endswith("csv"):
            assert next(chunks).count(b"\n") == 1
        with CaptureQueriesContext(connection) as captured:
            assert next(chunks).count(b"\n") == export.BATCH
        assert len([query for query in captured if "core_entry" in query["sql"]]) == 1
        assert list(chunks)


def test_queries_grow_with_batches_only(monkeypatch: pytest.MonkeyPatch) -> None:
    there = Entry.objects.live().of("hospital").count()
    for size, batches in ((1000, 1), (there, 2), (5, there // 5 + 1)):
        monkeypatch.setattr(export, "BATCH", size)
        with CaptureQueriesContext(connection) as captured:
            assert len(documents("hospitals")) == there
        assert len([query for query in captured if "core_entry" in query["sql"]]) == batches, size


def test_a_batch_is_found_in_an_index_without_sorting() -> None:
    plan = export.live(Hospital).filter(object_id__gt=5).values_list("object_id", "document__text")[:1000].explain()
    if connection.vendor == "sqlite":
        assert "core_entry_one_per_record" in plan
        assert "TEMP B-TREE" not in plan


def test_head_reads_nothing() -> None:
    with CaptureQueriesContext(connection) as captured:
        response = Client().head("/api/v1/export/hospitals.csv")
        assert (response.status_code, response.getvalue()) == (200, b"")
    assert len(captured) == 1
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["ETag"] == get("hospitals.csv")["ETag"]


def test_an_unchanged_export_is_confirmed() -> None:
    for extension in export.FORMATS:
        tag = get(f"hospitals.{extension}")["ETag"]
        again = get(f"hospitals.{extension}", if_none_match=tag)
        assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "public, max-age=60")
    central(address="中华路 1 号")
    assert get("hospitals.geojson", if_none_match=tag).status_code == 200


def test_the_table_has_the_fields_of_the_list() -> None:
    (row,) = [row for row in rows("hospitals") if row["slug"] == CENTRAL]
    summary = json.loads(absolute(Entry.objects.get(kind="hospital", slug=CENTRAL).summary.encode(), SITE))
    assert [name for name in row if name != "region_code"] == list(summary)
    assert (row["region_code"], row["region"], row["level"]) == ("210900", "阜新市", str(summary["level"]))
    assert row["aliases"] == "; ".join(summary["aliases"])


def test_phones_figures_and_mentions_are_text() -> None:
    (office,) = [row for row in rows("offices") if row["slug"] == "luo-shan-xian-she-hui-yi-liao-bao-xian-zhong-xin"]
    assert office["phones"].startswith("0376-2137873")
    assert "{" not in "".join(office.values())
    assert any(row["figure"].endswith("元/年") for row in rows("policies"))
    (symptom,) = [row for row in rows("symptoms") if row["slug"] == "bai-dai-yi-chang"]
    assert symptom["departments"] == "妇产科; 妇科专业"
    (region,) = [row for row in rows("regions") if row["slug"] == "210902"]
    assert region["path"] == "辽宁省; 阜新市; 海州区"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1", "﹦1"]
)
def test_nothing_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell([text]) == f"'{text}"
    assert cell(-1) == -1


def test_a_formula_in_an_address_is_neutralised_in_the_table_only() -> None:
    formula = '=HYPERLINK("http://x.example/","点这里")'
    central(address=formula)
    assert {row["address"] for row in rows("hospitals") if row["slug"] == CENTRAL} == {f"'{formula}"}
    assert formula in {document["address"] for document in documents("hospitals")}


def test_ordinary_values_stay_as_they_are() -> None:
    for value, shown in (("A座", "A座"), ("", ""), (None, ""), (True, "true"), (0, 0), (1.5, 1.5), ([], "")):
        assert cell(value) == shown
    phone = {"number": "0376-2137873", "extension": "802", "label": "职工", "kind": "landline", "scheme": None}
    assert cell([phone]) == "0376-2137873 转 802（职工）"


def test_a_map_has_longitude_first() -> None:
    assert json.loads(content("hospitals.geojson")) == {"type": "FeatureCollection", "features": []}
    central(latitude="42.020000", longitude="121.650000", datum="wgs84")
    (feature,) = json.loads(content("hospitals.geojson"))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [121.65, 42.02]}
    assert feature["properties"] == json.loads(
        absolute(Entry.objects.get(kind="hospital", slug=CENTRAL).summary.encode(), SITE)
    )


def test_a_map_of_several_batches_is_one_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    Entry.objects.of("hospital").live().update(latitude="42", longitude="121")
    monkeypatch.setattr(export, "BATCH", 5)
    assert len(json.loads(content("hospitals.geojson"))["features"]) == len(documents("hospitals")) > 10


def test_only_places_are_on_maps() -> None:
    response = get("policies.geojson")
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)
    assert response.json()["detail"] == "GeoJSON 只有带位置的才有：hospitals、offices。"
    english = get("policies.geojson", accept_language="en")
    assert english.json()["detail"] == "Only what has a position can be had as GeoJSON: hospitals、offices."


@pytest.mark.parametrize(
    "file",
    [
        "nothing.csv",
        "hospital.csv",
        "hospitals.xml",
        "hospitals.CSV",
        "hospitals.csv/",
        ".csv",
        "hospitals.",
        "%00.csv",
    ],
)
def test_other_files_are_a_problem(file: str) -> None:
    response = Client().get(f"/api/v1/export/{file}", follow=True)
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)
    assert "ETag" not in response


def test_no_parameter_is_taken() -> None:
    for url in ("hospitals.csv?region=210900", "?x=1"):
        response = get(url)
        assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
        assert "没有这个参数：这里不用参数。" in response.json()["detail"]


def test_there_is_nothing_to_write() -> None:
    response = Client().post("/api/v1/export/hospitals.csv")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)


def test_whatever_is_accepted_the_address_says_the_format() -> None:
    for accepted in ("text/csv", "application/json", "*/*", "image/png"):
        assert get("hospitals.csv", accept=accepted).status_code == 200


def test_the_files_are_listed_and_are_there() -> None:
    listed = get("").json()
    assert Client().get("/api/v1/").json()["export"] == "http://testserver/api/v1/export/"
    assert set(listed) == set(COLLECTIONS)
    assert set(listed["hospitals"]) == set(export.FORMATS)
    assert set(listed["regions"]) == {"ndjson", "csv"}
    for files in listed.values():
        for url in files.values():
            assert Client().head(url.removeprefix("http://testserver")).status_code == 200


def test_it_is_described() -> None:
    paths = Client().get("/api/v1/schema/").json()["paths"]
    described = paths["/api/v1/export/{collection}.{extension}"]["get"]
    assert set(described["responses"]["200"]["content"]) == {
        form.media_type.partition(";")[0] for form in export.FORMATS.values()
    }
    assert set(described["responses"]) == {"200", "304", "400", "404"}
    enums = {one["name"]: set(one["schema"]["enum"]) for one in described["parameters"]}
    assert enums == {"collection": set(COLLECTIONS), "extension": set(export.FORMATS)}
