"""Phone numbers: what people write, what is stored, dialled and looked up."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.core.language.area_codes import AREA_CODES
from directory.core.language.phones import PhoneError, area_code_fits, display, normal, parse, parse_one, tel
from directory.core.loading.seeding import load
from directory.core.models import Phone, Region
from directory.core.models.contact import NUMBER

EXTENSION = re.compile(r"[0-9]{1,8}|\Z")


def numbers(text: str, area_code: str = "") -> list[str]:
    """``number`` or ``number*extension`` of each."""
    return [f"{n.number}*{n.extension}" if n.extension else n.number for n in parse(text, area_code)]


def test_it_works() -> None:
    assert parse("0376-2137873转802") == [("0376-2137873", "802", Phone.Kind.LANDLINE)]


@pytest.mark.parametrize(
    "text",
    [
        "0376-2137873", "(0376)2137873", "（０３７６）２１３７８７３", "0376 2137873", "0376-213 7873", "0376—2137873",
        "03762137873", "86-0376-2137873", "86-376-2137873", "+86 376 2137873", "+86-376-213-7873", "+86 0376 2137873",
        "0086 376 2137873", "(+86)376-2137873", " 0376－2137873 ",
    ],
)  # fmt: skip
def test_one_landline_in_many_forms(text: str) -> None:
    assert parse(text) == [("0376-2137873", "", Phone.Kind.LANDLINE)]


@pytest.mark.parametrize(
    "text",
    [
        "0376-2137873转802", "0376-2137873 转 802", "0376-2137873-802", "0376-2137873分机802", "0376-2137873 分机号：802",
        "0376-2137873(转802)", "0376-2137873 ext. 802", "0376-2137873x802", "0376-2137873#802", "0376-2137873 转分机 802",
    ],
)  # fmt: skip
def test_one_extension_in_many_forms(text: str) -> None:
    assert numbers(text) == ["0376-2137873*802"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0376-2137873、0376-2137874", ["0376-2137873", "0376-2137874"]),
        ("0376-2137873、2137874", ["0376-2137873", "0376-2137874"]),
        ("0376-2137873/74", ["0376-2137873", "0376-2137874"]),
        ("0376-2137873/2137874", ["0376-2137873", "0376-2137874"]),
        ("0376-2137873/0377-63221234", ["0376-2137873", "0377-63221234"]),
        ("0376-2137873转802/803", ["0376-2137873*802", "0376-2137873*803"]),
        ("0376-2137873 0376-2137874", ["0376-2137873", "0376-2137874"]),
        ("0376-2137873 或 0376-2137874", ["0376-2137873", "0376-2137874"]),
        ("0376-2137873，12393；400 123 4567转2", ["0376-2137873", "12393", "400-123-4567*2"]),
        ("12345、12333", ["12345", "12333"]),
        ("0376-2137873、0376-2137873", ["0376-2137873"]),
        ("138 1234 5678\n010-62345678", ["13812345678", "010-62345678"]),
    ],
)
def test_lists_are_taken_apart(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("400-123-4567", "400-123-4567", "service"),
        ("4001234567", "400-123-4567", "service"),
        ("400-1234-567", "400-123-4567", "service"),
        ("+86 400 123 4567", "400-123-4567", "service"),
        ("８００８１０８８８８", "800-810-8888", "service"),
        ("13812345678", "13812345678", "mobile"),
        ("+86 138-1234-5678", "13812345678", "mobile"),
        ("8613812345678", "13812345678", "mobile"),
        ("12393", "12393", "hotline"),
        ("12345", "12345", "hotline"),
        ("12333", "12333", "hotline"),
        ("120", "120", "hotline"),
        ("95588", "95588", "hotline"),
        ("020 8316 8000", "020-83168000", "landline"),
        ("+86 10 62345678", "010-62345678", "landline"),
    ],
)
def test_kinds(text: str, number: str, kind: str) -> None:
    assert parse(text) == [(number, "", kind)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有写电话号码"),
        ("、", "没有写电话号码"),
        ("医保科", "里没有号码"),
        ("2137873", "缺少区号"),
        ("0376-12393", "热线短号前不写区号"),
        ("99999", "不是已知的短号"),
        ("12393转1", "短号后面不写分机"),
        ("0376-2137873-8转9", "写了两个分机"),
        ("0376-213787", "看不懂"),
        ("0376-2137873~5", "看不懂"),
        ("0376-1137873", "看不懂"),
        ("23812345678", "看不懂"),
        ("400-123-456", "看不懂"),
        ("电话0376-2137873", "看不懂"),
        ("0376-2137873、看门诊楼", "里没有号码"),
        ("0376-2137873\x00", "看不懂"),
    ],
)
def test_what_is_no_number_is_refused_in_chinese(text: str, message: str) -> None:
    with pytest.raises(PhoneError, match=message):
        parse(text)


def test_a_known_area_code_is_added() -> None:
    assert numbers("2137873", area_code="0376") == ["0376-2137873"]


def test_several_numbers_where_one_is_wanted() -> None:
    with pytest.raises(PhoneError, match="2 个号码"):
        parse_one("12345、12333")


@pytest.mark.parametrize(
    ("number", "extension", "link", "shown"),
    [
        ("0376-2137873", "", "tel:+86-376-213-7873", "0376-2137873"),
        ("0376-2137873", "802", "tel:+86-376-213-7873;ext=802", "0376-2137873 转 802"),
        ("020-83168000", "", "tel:+86-20-8316-8000", "020-83168000"),
        ("13812345678", "", "tel:+86-138-1234-5678", "138 1234 5678"),
        ("400-123-4567", "", "tel:400-123-4567", "400-123-4567"),
        ("12393", "", "tel:12393", "12393"),
        ("120", "", "tel:120", "120"),
    ],
)
def test_dialling_and_showing(number: str, extension: str, link: str, shown: str) -> None:
    assert (tel(number, extension), display(number, extension)) == (link, shown)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("+86 376 2137873", "03762137873"),
        ("0376-2137873转802", "03762137873"),
        ("(0376)2137873", "03762137873"),
        ("+8613812345678", "13812345678"),
        ("12393", "12393"),
        ("4001234567", "4001234567"),
        ("2137873", "2137873"),
        ("２１３-7873", "2137873"),
    ],
)
def test_numbers_are_looked_up_by_their_digits(text: str, key: str) -> None:
    assert normal(text) == key


@pytest.mark.parametrize(
    ("number", "region", "fits"),
    [
        ("0376-2137873", 411521, True),  # 罗山县 in 信阳
        ("0376-2137873", 411500, True),
        ("0376-2137873", 410000, True),
        ("0376-2137873", 410100, False),
        ("0418-2137873", 210902, True),  # 海州区 in 阜新
        ("0418-2137873", 320706, False),  # 海州区 in 连云港
        ("010-62345678", 110105, True),
        ("0371-62345678", 410200, True),  # 开封 shares 郑州's
        ("0391-6633999", 419001, True),  # 济源 shares 焦作's
        ("0898-62345678", 469001, True),
        ("0376-2137873", 100000, None),
        ("0999-8123456", 659001, None),
        ("0101-2137873", 411521, None),
        ("12393", 411521, None),
        ("13812345678", 411521, None),
        ("400-123-4567", 411521, None),
    ],
)
def test_whether_an_area_code_belongs_to_a_region(number: str, region: int, fits: bool | None) -> None:
    assert area_code_fits(number, region) is fits


@pytest.mark.django_db
def test_every_city_has_an_area_code_and_every_area_code_a_place() -> None:
    load(["regions"])
    codes = {str(code) for code in Region.objects.values_list("code", flat=True)}
    cities = [str(code) for code in Region.objects.filter(level="city").values_list("code", flat=True)]
    places = {place for found in AREA_CODES.values() for place in found}
    assert [city for city in cities if not any(city.startswith(place) for place in places) and city < "700000"] == []
    assert [place for place in places if not any(code.startswith(place) for code in codes)] in ([], ["6590"])


local = st.from_regex(r"[2-9][0-9]{6,7}", fullmatch=True)
landlines = st.builds("{}-{}".format, st.sampled_from(sorted(AREA_CODES)), local)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
services = st.from_regex(r"[48]00-[0-9]{3}-[0-9]{4}", fullmatch=True)
hotlines = st.sampled_from(["120", "110", "12345", "12333", "12393", "12320", "95588", "96111"])
stored = st.tuples(landlines | services, st.from_regex(EXTENSION, fullmatch=True)) | st.tuples(
    mobiles | hotlines, st.just("")
)


@settings(deadline=None)
@given(stored)
def test_what_is_shown_is_read_back(number: tuple[str, str]) -> None:
    found = parse_one(display(*number))
    assert (found.number, found.extension) == number
    NUMBER(found.number)


@settings(deadline=None)
@given(st.lists(stored, min_size=1, max_size=4, unique=True), st.sampled_from(["、", ",", ";", "\n", " 或 "]))
def test_lists_are_read_back(several: list[tuple[str, str]], comma: str) -> None:
    text = comma.join(display(*number) for number in several)
    assert [(found.number, found.extension) for found in parse(text)] == several


@settings(deadline=None)
@given(landlines | mobiles)
def test_links_are_what_libphonenumber_writes(number: str) -> None:
    parsed = phonenumbers.parse(number, "CN")
    if phonenumbers.is_valid_number(parsed):
        assert tel(number) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966)
    assert normal(tel(number)) == normal(number)


@settings(deadline=None)
@given(st.text(max_size=40) | st.text("0123456789-+() 转/、,86", max_size=40))
def test_anything_else_is_refused_or_storable(text: str) -> None:
    try:
        found = parse(text)
    except PhoneError:
        return
    for number in found:
        NUMBER(number.number)
        assert number.number.isascii()
        assert EXTENSION.fullmatch(number.extension)
        assert Phone.Kind(number.kind)
        assert normal(number.number) == number.number.replace("-", "")
