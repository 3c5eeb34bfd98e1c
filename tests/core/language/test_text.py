"""Chinese text as people type it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from directory.core.language.text import clean_line, pinyin_slug, pinyin_words, search_key, validate_visible


def test_it_works() -> None:
    assert search_key("阜新市 中心医院") == "阜新市中心医院"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ＣＴ检查", "ct检查"),
        ("核磁共振（MRI）", "核磁共振(mri)"),
        ("罗山县\u3000医保局", "罗山县医保局"),
        (" 1２3 ", "123"),
        ("⼈民医院", "人民医院"),  # a Kangxi radical that looks like 人
        ("", ""),
    ],
)
def test_names_are_compared_without_width_case_and_spaces(typed: str, key: str) -> None:
    assert search_key(typed) == key


def test_a_line_keeps_its_display_form() -> None:
    assert clean_line("  ＣＴ \t 检查\n室 ") == "ＣＴ 检查 室"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("阜新", "fuxin fx"),
        ("12345热线", "12345rexian 1rx"),
        ("CT室", "ctshi cs"),
        ("", ""),
    ],
)
def test_pinyin_is_full_and_initials(name: str, words: str) -> None:
    assert pinyin_words(name) == words


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("罗山县医保局", "luo-shan-xian-yi-bao-ju"),
        ("12345举报医院", "12345-ju-bao-yi-yuan"),
        ("核磁共振（MRI）", "he-ci-gong-zhen-mri"),
        ("——", ""),
    ],
)
def test_slugs_are_readable(name: str, slug: str) -> None:
    assert pinyin_slug(name) == slug


def test_slugs_have_a_limit_and_do_not_end_in_a_hyphen() -> None:
    slug = pinyin_slug("医" * 200)
    assert len(slug) <= 120
    assert not slug.endswith("-")


@pytest.mark.parametrize(
    "code",
    [
        0x00,
        0x07,
        0x1F,
        0x7F,
        0x85,
        0xAD,
        0x061C,
        0x180E,
        0x200B,
        0x200D,
        0x200E,
        0x202A,
        0x202E,
        0x2028,
        0x2060,
        0xFEFF,
    ],
    ids="U+{:04X}".format,
)
def test_invisible_characters_are_refused_by_name(code: int) -> None:
    with pytest.raises(ValidationError, match=f"U\\+{code:04X}"):
        validate_visible(f"阜新{chr(code)}医院")


def test_what_people_type_is_accepted() -> None:
    validate_visible("阜新市中心医院 (东院) — 24 小时, 380～400 元/年 ①👩‍".replace("\u200d", ""))
