"""schema.org: what is said of documents, and that no hour is told at which a place is closed."""

from __future__ import annotations

import datetime
import json
import random
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.hours import SHANGHAI, Hours, Pattern, State
from directory.core.hours.calendar import ONE_DAY
from directory.core.index.timetables import Moment
from directory.core.kinds import kinds
from directory.core.models import Entry
from directory.core.publishing.publish import publish
from directory.standards.schema_org import WEEKDAYS, Saying, json_ld, opening
from tests.standards.patterns import random_pattern
from tests.timetables import COUNTY_HOSPITAL, ER_YUAN, LUOSHAN, NIGHT_WINDOW, WEDNESDAY_AND_WEEKEND, at, calendar


def moment(text: str) -> Moment:
    found = Moment(0, at(text))
    return SimpleNamespace(calendar=calendar(), today=found.today, minute=found.minute)  # type: ignore[return-value]


def told(pattern: Pattern, when: str, **fields: Any) -> dict[str, Any]:
    document = {"hours_spec": pattern.to_json(), "operation": "", **fields}
    return opening(Saying(document, "https://x", moment(when), kinds["office"]))


def is_open(said: dict[str, Any], when: datetime.datetime) -> bool | None:
    """As a reader of schema.org takes it: what is dated wins over the week. None where nothing is said."""
    day, now = when.date().isoformat(), when.strftime("%H:%M")

    def valid(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in rows if row["validFrom"] <= day <= row["validThrough"]]

    if not (weeks := valid(said.get("openingHoursSpecification", []))):
        return None
    special = valid(said.get("specialOpeningHoursSpecification", []))
    name = f"https://schema.org/{WEEKDAYS[when.weekday()]}"
    rows = special or [row for row in weeks if name in row["dayOfWeek"]]
    return any(row["opens"] <= now < row["closes"] or (row["closes"] == "23:59" == now) for row in rows)


def test_hours_never_open_a_closed_place() -> None:
    """10,000 random moments: what is told as open is open; what is told as closed is closed, unknown or 急诊 alone."""
    seed, compared = random.Random(19), 0
    patterns = [Pattern.of(rows) for rows in (LUOSHAN, ER_YUAN, COUNTY_HOSPITAL, NIGHT_WINDOW, WEDNESDAY_AND_WEEKEND)]
    for number in range(50):
        pattern = patterns[number] if number < len(patterns) else random_pattern(seed)
        today = datetime.date(2026, 1, 1) + ONE_DAY * seed.randrange(330)
        said, hours = told(pattern, f"{today}T09:00"), Hours(pattern, calendar())
        for _ in range(200):
            day = today + ONE_DAY * seed.randrange(105)
            when = datetime.datetime.combine(
                day, datetime.time(seed.randrange(24), seed.choice([0, 15, 30, 59])), SHANGHAI
            )
            answer, truth = is_open(said, when), hours.state(when)
            if answer is None:
                continue
            compared += 1
            really = truth.state is State.OPEN and truth.reason != "emergency"
            assert answer == really, (pattern, when, truth, said)
    assert compared > 5000


def test_a_holiday_and_a_make_up_day_are_told_by_date() -> None:
    said = told(Pattern.of(LUOSHAN), "2026-09-20T09:00")
    special = [(row["validFrom"], row["opens"], row["closes"]) for row in said["specialOpeningHoursSpecification"]]
    assert ("2026-10-01", "00:00", "00:00") in special
    assert ("2026-10-10", "08:00", "12:00") in special


def test_nothing_is_promised_beyond_the_announced_days() -> None:
    last = max(
        row["validThrough"] for row in told(Pattern.of(LUOSHAN), "2026-11-20T09:00")["openingHoursSpecification"]
    )
    assert "2026-12-01" < last < "2027-01-01"
    assert told(Pattern.of(LUOSHAN), "2027-01-01T09:00") == {}


@pytest.mark.parametrize("operation", ["planned", "suspended", "revoked"])
def test_a_place_that_is_not_in_operation_tells_no_hours(operation: str) -> None:
    assert told(Pattern.of(LUOSHAN), "2026-09-20T09:00", operation=operation) == {}


def test_disputed_hours_are_not_told() -> None:
    assert told(Pattern.of(LUOSHAN), "2026-09-20T09:00", disputed=["opening_hours"]) == {}


def test_sides_of_a_dispute_are_suggestions(cast: SimpleNamespace) -> None:
    policy = Entry.objects.get(kind="policy", slug=cast.policy.slug).data
    question = json_ld(policy)["mainEntity"]
    assert "acceptedAnswer" not in question
    assert [one["text"] for one in question["suggestedAnswer"]] == ["全国：强制", "全国：自愿"]
    assert {one["citation"][0]["name"] for one in question["suggestedAnswer"]} == {
        "城乡居民医保怎么交",
        "阜新市腰痛去哪里看",
    }


def test_at_its_address(cast: SimpleNamespace, client: Client, django_assert_num_queries: Any) -> None:
    address = "/hospitals/fu-xin-zhong-xin.jsonld"
    client.get(address)
    with django_assert_num_queries(2):  # version, document
        answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/ld+json"
    said = json.loads(answer.content)
    assert (said["@type"], said["name"], said["geo"]["latitude"]) == ("Hospital", "阜新市中心医院", 42.02)
    assert said["@id"] == "http://testserver/hospitals/fu-xin-zhong-xin/"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_is_refused(cast: SimpleNamespace, client: Client) -> None:
    assert client.get("/hospitals/cao-gao.jsonld").status_code == 404
    wrong = client.get("/hospitals/fu-xin-zhong-xin.jsonld?x=1")
    assert (wrong.status_code, wrong.headers["Content-Type"]) == (400, "application/problem+json")
    cast.central.slug = "zhong-xin"
    cast.central.save()
    cast.second.status = "draft"
    cast.second.save()
    publish([cast.central, cast.second])
    moved = client.get("/hospitals/fu-xin-zhong-xin.jsonld")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/hospitals/zhong-xin.jsonld")
    assert client.get("/hospitals/hai-zhou-er-yuan.jsonld").status_code == 410
