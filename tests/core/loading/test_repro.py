"""Lines that real lists have shown, each with what was wrong before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from directory.core.index.timetables import Moment
from directory.core.loading.loader import Done
from directory.core.models import Entry
from directory.core.publishing.publish import publish
from hospitals.models import Hospital

from .answered import check, load

pytestmark = pytest.mark.usefixtures("directory")

PATH = str(Path(__file__).resolve().parents[2] / "data" / "repro.ndjson")
LINES = {line["slug"]: line for line in map(orjson.loads, Path(PATH).read_bytes().splitlines())}


@pytest.fixture(scope="module")
def done(directory: None) -> Done:
    (done,) = load([PATH], skip_bad=True)
    return done


def document(slug: str) -> dict[str, Any]:
    return Entry.objects.get(slug=slug, kind="hospital").data


def slugs(client: Client, query: str) -> list[str]:
    response = client.get(f"/api/v1/hospitals/?{query}")
    assert response.status_code == 200, response.content
    return [one["slug"] for one in response.json()["results"]]


def test_it_works(done: Done) -> None:
    assert (done.new, [each.is_doubt for each in done.refused]) == (len(LINES) - 1, [True])


def test_the_check_says_the_same(done: Done) -> None:
    (checked,) = check([PATH])
    assert [str(each) for each in checked.refused] == [str(each) for each in done.refused]


def test_a_landline_called_a_mobile_was_taken_as_a_landline_without_a_word(done: Done) -> None:
    (doubt,) = done.refused
    assert "r-kind" in doubt.line.decode()
    assert "not mobile" in doubt.why


def test_a_revoked_hospital_was_open_round_the_clock(done: Done, client: Client) -> None:
    assert document("r-revoked")["operation"] == "revoked"
    spec = Entry.objects.get(slug="r-revoked").hours_spec
    assert spec
    opening = Moment.now().opening(spec)
    assert (opening.state, opening.note) == ("closed", "撤销")
    assert "r-revoked" not in slugs(client, "region=411521&open_at=now&page_size=100")
    assert slugs(client, "operation=revoked") == ["r-revoked"]
    assert slugs(client, "region=411521&page_size=100")[-1] == "r-revoked"  # though it is the only one of level 3
    assert client.get("/api/v1/hospitals/r-revoked/hours/").json()["hours"][0]["osm"].endswith("off")


def test_no_guide_leads_to_a_revoked_hospital(done: Done, client: Client) -> None:
    answer = client.get("/api/v1/guide/?symptom=腰痛&region=411521").json()
    found = [one["slug"] for part in ("recommended", "others") for one in answer["hospitals"][part]]
    assert "r-revoked" not in found


def test_from_midnight_to_a_minute_before_was_closed_for_a_minute(done: Done) -> None:
    (row,) = document("r-2359")["opening_hours"]
    assert (row["round_the_clock"], row["opens"], row["closes"]) == (True, None, None)


def test_an_endless_closure_was_exported_with_an_end(done: Done, client: Client) -> None:
    osm = client.get("/api/v1/hospitals/r-closed/hours/").json()["hours"][0]["osm"]
    assert osm.endswith("+ off")


def test_a_position_of_a_chinese_map_was_half_a_kilometre_off(done: Done, client: Client) -> None:
    found = document("r-gcj")
    assert (found["latitude"], found["longitude"]) == (39.907422, 116.391229)
    hospital = Hospital.objects.get(slug="r-gcj")
    assert (str(hospital.source_latitude), str(hospital.source_longitude), hospital.datum) == (
        "39.908823",
        "116.397470",
        "gcj02",
    )
    assert "r-gcj" in slugs(client, "near=39.907422,116.391229&radius=0.1")


def test_changge_was_read_zhangge(done: Done) -> None:
    assert Hospital.objects.get(slug="r-pinyin").pinyin.startswith("changgeshi")


def test_a_blank_and_a_mark_that_nobody_sees_stayed_at_the_end(done: Done) -> None:
    assert (document("r-trail")["name"], document("r-trail")["address"]) == ("尾空格医院", "甲路1号")


def test_possible_duplicates_could_not_be_loaded(done: Done) -> None:
    assert [each["slug"] for each in document("r-dup-a")["possible_duplicates"]] == ["r-dup-b"]
    assert [each["slug"] for each in document("r-dup-b")["possible_duplicates"]] == ["r-dup-a"]


def test_what_opens_again_is_open_and_listed_again(done: Done, client: Client) -> None:
    Hospital.objects.filter(slug="r-revoked").update(operation="open")
    publish([Hospital.objects.get(slug="r-revoked")])
    assert slugs(client, "region=411521&open_at=now&page_size=100")[0] == "r-revoked"
    Hospital.objects.filter(slug="r-revoked").update(operation="revoked")
    publish([Hospital.objects.get(slug="r-revoked")])
