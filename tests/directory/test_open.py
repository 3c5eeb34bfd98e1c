"""Open now: in details and lists, as a filter, as intervals and iCalendar, and on pages."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from directory.core.hours import SHANGHAI
from directory.core.index import timetables
from directory.core.models import Entry, HoursPattern, OfficialDay, Sequence, Summer, versions
from directory.core.publishing.publish import publish, remove
from offices.models import Office
from tests.directory.reading import Reader

pytestmark = pytest.mark.django_db
BUREAU = "/api/v1/offices/fu-xin-yi-bao-ju/"
PAGE = "/offices/fu-xin-yi-bao-ju/"
MONDAY = "2026-11-23"


def at(time: str, day: str = MONDAY) -> Any:
    return time_machine.travel(datetime.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI), tick=False)


@pytest.fixture
def bureau(cast: SimpleNamespace) -> Office:
    """Open on workdays 08:00–12:00 and 14:30–17:30."""
    for opens, closes in (("08:00", "12:00"), ("14:30", "17:30")):
        cast.bureau.opening_hours.create(purpose="all", days="workdays", opens=opens, closes=closes)
    publish([cast.bureau])
    office: Office = cast.bureau
    return office


def get(url: str, **query: Any) -> Any:
    response = Client().get(url, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def read(client: Client, address: str) -> Reader:
    page = Reader(client.get(address).content.decode())
    assert not page.faults, address
    return page


def refusal(url: str, **query: Any) -> str:
    response = Client().get(url, query)
    assert response.status_code == 400, response.content.decode()
    return " ".join(error["parameter"] + error["message"] for error in response.json()["errors"])


def test_it_works(bureau: Office) -> None:
    with at("09:00"):
        assert get(BUREAU)["open"] == {
            "state": "open",
            "reason": "workday",
            "text": "现在办公 · 12:00 下班",
            "changes_at": "2026-11-23T12:00:00+08:00",
            "next_state": "closed",
        }
    with at("12:30"):
        assert get(BUREAU)["open"]["text"] == "午休中 · 14:30 开门"


def test_a_list_says_the_same(bureau: Office) -> None:
    with at("12:30"):
        (line,) = get("/api/v1/offices/")["results"]
        assert line["open"] == get(BUREAU)["open"]
        (line,) = get("/api/v1/offices/", serves="210900")["results"]
        assert line["open"]["reason"] == "lunch"
        assert [one["open"]["state"] for one in get("/api/v1/hospitals/", cursor="*")["results"]] == ["unknown"] * 2


def test_it_is_never_stored(bureau: Office) -> None:
    entry = Entry.objects.get(kind="office")
    assert "open" not in entry.data
    assert '"open"' not in entry.summary
    assert entry.hours_spec


def test_what_is_no_place_has_no_state(cast: SimpleNamespace) -> None:
    assert "open" not in get("/api/v1/symptoms/yao-tong/")
    assert "open" not in get("/api/v1/regions/")["results"][0]


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2026-11-23T09:00", 1),
        ("2026-11-23T12:30", 0),
        ("2026-11-22T09:00", 0),
        ("2026-10-10T09:00", 1),
        ("2026-11-23T01:30:00+00:00", 1),
        ("2026-11-23", 0),
    ],
)
def test_open_at(bureau: Office, moment: str, found: int) -> None:
    OfficialDay.objects.create(date="2026-10-01", kind="rest", name="国庆节")
    OfficialDay.objects.create(date="2026-10-10", kind="workday", name="国庆节")
    versions.forget()  # written without being published
    assert get("/api/v1/offices/", open_at=moment)["count"] == found
    assert get("/api/v1/hospitals/", open_at=moment)["count"] == 0


def test_open_now(bureau: Office) -> None:
    with at("09:00"):
        assert get("/api/v1/offices/", open_at="now")["count"] == 1
    with at("18:00"):
        assert get("/api/v1/offices/", open_at="now")["count"] == 0


@pytest.mark.parametrize(
    "value",
    [
        "yesterday", "NOW", "0000-01-01", "0001-01-01T00:00", "10000-01-01", "1999-12-31", "2101-01-02",
        "2026-11-23T09:00+25:00", "2026-11-23T09:00+24:00", "2026-13-01", "2026-02-30", "25:00", "1e9", "2026-11-23T25:00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("url", ["/api/v1/offices/", "/api/v1/hospitals/"])
def test_moments_that_are_none(cast: SimpleNamespace, url: str, value: str) -> None:
    assert refusal(url, open_at=value).startswith("open_at")


def test_intervals(bureau: Office) -> None:
    with at("09:00"):
        told = get(f"{BUREAU}hours/", **{"from": "2026-11-23", "to": "2026-11-23"})
    assert (told["start"], told["end"]) == ("2026-11-23T00:00:00+08:00", "2026-11-24T00:00:00+08:00")
    assert [one["purpose"] for one in told["hours"]] == [None, "all"]
    for one in told["hours"]:
        assert [(i["start"][11:16], i["end"][11:16], i["state"], i["reason"]) for i in one["intervals"]] == [
            ("00:00", "08:00", "closed", "out_of_hours"),
            ("08:00", "12:00", "open", "workday"),
            ("12:00", "14:30", "closed", "lunch"),
            ("14:30", "17:30", "open", "workday"),
            ("17:30", "00:00", "closed", "out_of_hours"),
        ]
        assert one["osm"].startswith("Mo-Fr 08:00-12:00,14:30-17:30")


def test_two_weeks_unless_asked_otherwise(bureau: Office) -> None:
    with at("09:00"):
        told = get(f"{BUREAU}hours/")
    assert (told["start"][:16], told["end"][:16]) == ("2026-11-23T00:00", "2026-12-07T00:00")
    assert get(f"{BUREAU}hours/", **{"from": "2026-01-01T00:00", "to": "2026-03-04T00:00"})["hours"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "2026-11-24", "to": "2026-11-22"}, "to应晚于 from。"),
        ({"from": "2026-11-24T09:00", "to": "2026-11-24T09:00"}, "to应晚于 from。"),
        ({"from": "2026-01-01", "to": "2026-03-04"}, "to与 from 最多相隔 62 天。"),
        ({"from": "yesterday"}, "from应是 2000 到 2100 年间"),
        ({"to": "10000-01-01"}, "to应是 2000 到 2100 年间"),
        ({"since": "2026-01-01"}, "since没有这个参数：可用 from、to。"),
        ({"from": ["2026-01-01", "2026-01-02"]}, "from只能出现一次。"),
    ],
)
def test_periods_that_are_refused(bureau: Office, query: dict[str, Any], said: str) -> None:
    assert refusal(f"{BUREAU}hours/", **query).startswith(said)
    assert refusal("/api/v1/hospitals/fu-xin-zhong-xin/hours/", **query).startswith(said)


def test_hours_follow_renames_and_end_with_the_entry(bureau: Office) -> None:
    bureau.slug = "elsewhere"
    bureau.save()
    publish([bureau])
    for rest in ("hours/", "hours.ics"):
        assert Client().get(f"{BUREAU}{rest}")["Location"] == f"/api/v1/offices/elsewhere/{rest}"
    bureau.status = "retired"
    bureau.save()
    publish([bureau])
    for rest in ("hours/", "hours.ics"):
        assert Client().get(f"/api/v1/offices/elsewhere/{rest}").status_code == 410
        assert Client().get(f"/api/v1/offices/nobody/{rest}").status_code == 404


def test_the_calendar(bureau: Office) -> None:
    with at("09:00"):
        response = Client().get(f"{BUREAU}hours.ics", headers={"accept": "text/calendar"})
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    events = calendar.walk("VEVENT")
    assert len(events) == 20 * 2
    assert events[0]["SUMMARY"] == "阜新市医疗保障局"
    assert events[0].decoded("DTSTART") == datetime.datetime(2026, 11, 23, 0, tzinfo=datetime.UTC)
    assert events[0].decoded("DTEND") == datetime.datetime(2026, 11, 23, 4, tzinfo=datetime.UTC)
    assert len({event["UID"] for event in events}) == len(events)
    assert refusal(f"{BUREAU}hours.ics", weeks=4).startswith("weeks")


def test_what_is_near_and_open(bureau: Office) -> None:
    def near(time: str, **more: Any) -> list[str]:
        with at(time):
            asked = {"near": "42.02,121.65", "open_at": "now", **more}
            return [line["slug"] for line in get("/api/v1/offices/", **asked)["results"]]

    bureau.latitude, bureau.longitude, bureau.datum = "42.020000", "121.650000", "wgs84"
    bureau.save()
    publish([bureau])
    assert near("09:03") == near("09:03", kind="bureau") == [bureau.slug]
    assert near("13:00") == near("09:03", kind="hotline") == []


def test_a_phone_is_identified(bureau: Office) -> None:
    bureau.phones.create(number="0418-2820000", extension="802", kind="landline")
    publish([bureau])
    for written in ("0418-2820000", "(0418)2820000", "04182820000转802", "+86 418 2820000", "tel:+86-418-282-0000"):
        assert get("/api/v1/offices/", phone=written)["count"] == 1, written
        assert get("/api/v1/hospitals/", phone=written)["count"] == 0
    assert get("/api/v1/offices/", phone="0418-2820001")["count"] == 0
    assert "缺少区号" in refusal("/api/v1/offices/", phone="2820000")
    assert "2 个号码" in refusal("/api/v1/offices/", phone="0418-2820000、0418-2820001")


def test_places_share_a_pattern(bureau: Office, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        other = Office.objects.create(
            slug=f"o{number}", name=f"机构{number}", region=cast.haizhou, office_kind="counter", status="published"
        )
        for opens, closes in (("08:00", "12:00"), ("14:30", "17:30")):
            other.opening_hours.create(purpose="all", days="workdays", opens=opens, closes=closes)
        publish([other])
    assert HoursPattern.objects.count() == 2  # theirs, and that of the hospitals without hours
    asked: list[Any] = []
    real = timetables.evaluator

    def counted(*key: Any) -> Any:
        asked.append(key)
        return real(*key)

    timetables.opening_at.cache_clear()
    timetables.state_as_json.cache_clear()
    monkeypatch.setattr(timetables, "evaluator", counted)
    with at("09:03"):
        states = {line["open"]["state"] for line in get("/api/v1/offices/")["results"]}
    assert states == {"open"}
    assert len(asked) == 1


def test_a_list_asks_no_more_for_more_places(bureau: Office, cast: SimpleNamespace) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            get("/api/v1/offices/")
        return len(found)

    queries()
    few = queries()
    for number in range(5):
        other = Office.objects.create(
            slug=f"o{number}", name=f"机构{number}", region=cast.haizhou, office_kind="counter", status="published"
        )
        other.opening_hours.create(purpose="all", days="daily", opens=f"0{number}:00", closes="12:00")
        publish([other])
    queries()
    assert queries() == few == 2  # the keys are remembered


def test_a_summer_is_the_places_own_or_its_regions(bureau: Office, cast: SimpleNamespace) -> None:
    bureau.opening_hours.all().delete()
    bureau.opening_hours.create(purpose="all", days="daily", season="summer", opens="08:00", closes="18:00")
    bureau.opening_hours.create(purpose="all", days="daily", season="outside_summer", opens="09:00", closes="17:00")
    publish([bureau])
    query = {"open_at": "2026-06-10T08:30"}
    assert get("/api/v1/offices/", **query)["count"] == 0
    dates = {"summer_from_month": 6, "summer_from_day": 1, "summer_to_month": 9, "summer_to_day": 30}
    summer = Summer.objects.create(region=cast.province, basis="通知", **dates)
    publish([cast.province])
    assert get("/api/v1/offices/", **query)["count"] == 1
    bureau.summer_from_month, bureau.summer_from_day, bureau.summer_to_month, bureau.summer_to_day = 7, 1, 8, 31
    bureau.save()
    publish([bureau])
    assert get("/api/v1/offices/", **query)["count"] == 0
    assert get(BUREAU)["summer"] == "07-01/08-31"
    summer.delete()
    publish([cast.province])
    remove(bureau)
    assert Entry.objects.get(kind="office").hours_pattern is None


def test_a_closure_is_said_everywhere(bureau: Office) -> None:
    bureau.hours_exceptions.create(from_date="2026-11-20", to_date="2026-11-30", kind="closed", notice="搬迁")
    publish([bureau])
    with at("09:00"):
        assert get(BUREAU)["open"]["text"] == "暂停服务（搬迁）· 12月1日 08:00 开门"
        page = read(Client(), PAGE)
    assert "暂停服务（搬迁）" in page.text
    assert "2026年11月20日 至 2026年11月30日" in page.text


def test_a_page_says_it_beside_the_name_and_day_by_day(bureau: Office) -> None:
    with at("09:00"):
        page = read(Client(), PAGE)
        for url in ("/offices/", "/regions/210900/", "/services/yi-di-bei-an/"):
            assert "现在办公 · 12:00 下班" in read(Client(), url).text, url
    assert "现在办公 · 12:00 下班" in page.text
    assert "11月23日 星期一 今天 08:00–12:00、14:30–17:30" in page.text
    assert "11月28日 星期六 休息" in page.text
    assert f"{BUREAU}hours.ics" in page.links


def test_a_page_confesses_what_is_not_known(cast: SimpleNamespace) -> None:
    assert "开门时间还不知道" in read(Client(), "/hospitals/fu-xin-zhong-xin/").text
    assert "时间还不知道" in read(Client(), "/hospitals/").text


def test_a_page_lists_what_is_open(bureau: Office) -> None:
    with at("09:00"):
        assert "共 1 条" in read(Client(), "/offices/?open_at=now").text
    with at("19:00"):
        assert "共 0 条" in read(Client(), "/offices/?open_at=now").text


def test_a_changed_calendar_is_answered_by_at_once(bureau: Office) -> None:
    with at("09:00"):
        tag = Client().get(BUREAU)["ETag"]
        OfficialDay.objects.create(date=MONDAY, kind="rest", name="临时放假")
        Sequence.draw(1)
        again = Client().get(BUREAU, headers={"if-none-match": tag})
    assert again.status_code == 200
    assert again.json()["open"]["text"].startswith("今天休息（临时放假）")
