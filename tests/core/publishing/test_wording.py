"""A value reads the same wherever it stands: on pages, in search answers, on sheets, in the admin; in both languages."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from directory.core.hours import HoursRow, row_text
from directory.core.kinds import kinds
from directory.core.models import Entry
from directory.core.publishing import wording
from directory.core.publishing.facts import fact_field, facts_of
from directory.core.publishing.publish import publish

ROW: dict[str, Any] = {
    "purpose": "emergency", "days": "weekdays", "weekdays": "135", "season": "whole_year", "from_month": None,
    "from_day": None, "to_month": None, "to_day": None, "round_the_clock": False, "opens": "17:00", "closes": "08:00",
    "overnight": True, "note": "从东门进",
}  # fmt: skip
NIGHT = "星期一、星期三、星期五 17:00–次日 08:00"
NIGHT_IN_ENGLISH = "Monday, Wednesday, Friday 17:00–08:00 next day"


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """A page that was asked for in English leaves its language active."""
    with override("zh-hans"):
        yield


def test_it_works() -> None:
    told = wording.hours(ROW)
    assert (told.text, told.about, told.scope, told.field) == (NIGHT, "急诊", "从东门进", "opening_hours.emergency")
    with override("en"):
        assert wording.hours(ROW).text == NIGHT_IN_ENGLISH


@pytest.mark.parametrize(
    ("row", "chinese", "english"),
    [
        ({"days": "daily", "weekdays": "", "round_the_clock": True, "opens": None, "closes": None, "overnight": False},
         "每天 24 小时", "Daily 24 hours"),
        ({"days": "workdays", "weekdays": "", "season": "summer", "closes": "18:00", "overnight": False},
         "夏季（月份不详） 工作日 17:00–18:00", "Summer (months unknown) Workdays 17:00–18:00"),
        ({"season": "dated", "from_month": 6, "from_day": 1, "to_month": 9, "to_day": 30},
         "6月1日 至 9月30日 " + NIGHT, "1 June to 30 September " + NIGHT_IN_ENGLISH),
        ({"weekdays": "1234567"}, "每天 17:00–次日 08:00", "Daily 17:00–08:00 next day"),
    ],
)  # fmt: skip
def test_rows_of_hours_in_both_languages(row: dict[str, Any], chinese: str, english: str) -> None:
    assert wording.hours(ROW | row).text == chinese
    with override("en"):
        assert wording.hours(ROW | row).text == english


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (None, "", ""),
        (True, "是", "Yes"),
        (["核磁共振", "CT"], "核磁共振、CT", "核磁共振, CT"),
        ({"name": "罗山县", "path": ["河南省", "信阳市", "罗山县"], "page": "/regions/411521/"},) + ("河南省 信阳市 罗山县",) * 2,
        ({"minimum": 380, "maximum": 400, "unit": "元/年", "approximate": False, "text": "380–400 元/年"},)
        + ("380–400 元/年",) * 2,
        ({"number": "0376-2137873", "extension": "802", "label": "转诊", "kind": "landline", "scheme": None},
         "0376-2137873 转 802", "0376-2137873 ext. 802"),
        (0, "0", "0"),
    ],
)  # fmt: skip
def test_values_in_both_languages(value: Any, chinese: str, english: str) -> None:
    assert wording.text_of(value) == chinese
    with override("en"):
        assert wording.text_of(value) == english


def test_dates_and_choices_in_both_languages() -> None:
    assert (wording.day("2025-04-20"), wording.choice(3, "hospital.level"), wording.year(2025)) == (
        "2025年4月20日", "三级", "2025 年度",
    )  # fmt: skip
    with override("en"):
        assert wording.choice("office", "office.office_kind") == "office", "a word without a label stays as it is"
        assert wording.choice(3, "hospital.level") == "Level 3"


@pytest.fixture
def night_shift(cast: SimpleNamespace) -> Any:
    """阜新市中心医院 with emergency hours over midnight and a phone with an extension."""
    row = {name: value for name, value in ROW.items() if value is not None}
    times = {"opens": datetime.time(17), "closes": datetime.time(8)}
    cast.central.opening_hours.create(**row | times)
    cast.central.phones.create(number="0418-2345678", extension="802", label="急诊", kind="landline")
    cast.central.citations.create(article=cast.page, field="opening_hours.emergency", value="一三五夜间急诊")
    publish([cast.central])
    return cast.central


@pytest.mark.django_db
def test_everybody_asks_the_one_place(night_shift: Any, client: Client) -> None:
    page = client.get(night_shift.page_url).content.decode()
    answers = [
        client.get("/api/v1/search/", {"q": f"阜新市中心医院 {fact}"}).json()["answer"] for fact in ("电话", "几点上班")
    ]
    facts = facts_of(kinds["hospital"], Entry.objects.get(slug=night_shift.slug).data, ["opening_hours", "phones"])
    assert [fact.text for fact in facts] == ["0418-2345678 转 802", NIGHT]
    for part in NIGHT.split(" ", 1):
        assert part in page
    assert "0418-2345678 转 802" in page
    assert [fact["text"] for answer in answers for fact in answer["facts"]] == ["0418-2345678 转 802", NIGHT]
    assert str(night_shift.opening_hours.get()) == f"急诊 {row_text(HoursRow.of(night_shift.opening_hours.get()))}"
    english = Client(headers={"Accept-Language": "en"}).get(night_shift.page_url).content.decode()
    assert "Monday, Wednesday, Friday" in english


@pytest.mark.django_db
def test_facts_carry_their_sources_and_their_place(night_shift: Any, cast: SimpleNamespace) -> None:
    cast.central.citations.create(article=cast.page, field="level", value="二级")
    publish([cast.central])
    kind, document = kinds["hospital"], Entry.objects.get(slug=night_shift.slug).data
    (hours,) = facts_of(kind, document, ["opening_hours"])
    assert [one["value"] for one in hours.citations] == ["一三五夜间急诊"]
    assert hours.page == f"{night_shift.page_url}#fact-opening_hours"
    assert "几点上班" in hours.asked_by
    (level,) = facts_of(kind, document, ["level"])
    assert (level.label, level.text, level.disputed) == ("级", "三级", True)
    assert [one["value"] for one in level.citations] == ["三级", "二级"]


@pytest.mark.django_db
def test_what_is_not_known_is_no_fact(cast: SimpleNamespace) -> None:
    document = Entry.objects.get(slug=cast.second.slug).data
    assert facts_of(kinds["hospital"], document, ["phones", "opening_hours", "address", "grade"]) == []
    with pytest.raises(KeyError, match="hospital has no fact shoe_size"):
        fact_field(kinds["hospital"], "shoe_size")
