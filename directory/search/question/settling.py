"""What words mean beside each other: rules that settle a question's words, one after another."""

from __future__ import annotations

import re
from itertools import pairwise

from directory.core.models import code_range

from .lexicon import Lexicon, PlaceName
from .word import CIRCUMSTANCES, Word
from .words import (
    AFTER_REIMBURSED,
    BASIC_SCHEMES,
    BESIDE_SERVICE,
    BESIDE_SYMPTOM,
    BESIDE_TIME,
    CARE,
    COUNTED,
    ENROLLING,
    IMPLIED,
    LISTING,
    PAID,
    PATIENTS,
    PAYING,
    REIMBURSED,
    SORTS,
)

Words = list[Word]
SEEING = re.compile("[挂看]")
JOINING = re.compile("[交缴买]|参保|上医保")


def settled(words: Words, lexicon: Lexicon) -> Words:
    for rule in (patients, ages, asides, times, lists, symptoms, bureaus, services, schemes):
        words = rule(words, lexicon)
    return words


def patients(words: Words, lexicon: Lexicon) -> Words:
    """Who is ill says which department, where one is asked for and nothing else says it."""
    sorts = {word.sort for word in words}
    asked = any("departments" in word.of("attribute") for word in words)
    if not asked or sorts & {"symptom", "department"}:
        return words
    return [
        word._replace(senses=tuple(found))
        if (found := lexicon.means(PATIENTS.get(word.text, ""), "department"))
        else word
        for word in words
    ]


def ages(words: Words, _lexicon: Lexicon) -> Words:
    """An age beside being insured, of which nothing else is asked, asks from when and until when: 75岁还要交医保吗."""
    sorts = {word.sort for word in words}
    of_joining = any(JOINING.search(word.text) for word in words)
    if "attribute" in sorts or not (of_joining and sorts & {"scheme", "service"}):
        return words
    return [word.meaning("attribute", "age") if is_an_age(word) else word for word in words]


def is_an_age(word: Word) -> bool:
    return word.sort == "span" and word.text.endswith("岁")


def asides(words: Words, _lexicon: Lexicon) -> Words:
    """Who asks is beside the point only of a complaint or a formality: 老人医院 is a name."""
    if any(word.sort in ("symptom", "service", "scheme") for word in words):
        return words
    return [word._replace(senses=()) if word.sort == "aside" else word for word in words]


def times(words: Words, _lexicon: Lexicon) -> Words:
    """Beside a time, what doors do asks for the hours: 礼拜六 … 上班."""
    if not any(word.sort == "time" for word in words):
        return words
    return [word.meaning("attribute", "hours") if word.text in BESIDE_TIME else word for word in words]


def lists(words: Words, _lexicon: Lexicon) -> Words:
    """Beside hospitals of a sort, which ones there are asks for a list of them: 哪些三甲医院."""
    hospitals = any(SORTS[int(value)].kind == "hospital" for word in words for value in word.of("sort"))
    graded = any(word.sort == "trait" for word in words)
    listing = LISTING | COUNTED if graded else LISTING
    if not (hospitals or graded) or any(word.sort == "attribute" for word in words):
        return words
    return [word.meaning("attribute", "hospitals") if word.text in listing else word for word in words]


def symptoms(words: Words, _lexicon: Lexicon) -> Words:
    """What words ask beside a symptom."""
    if not any(word.sort == "symptom" for word in words):
        return words
    return [
        word.meaning("attribute", BESIDE_SYMPTOM[word.text]) if word.text in BESIDE_SYMPTOM else word for word in words
    ]


def bureaus(words: Words, _lexicon: Lexicon) -> Words:
    """Beside an insurance and no complaint, 找哪个科 asks which desk, no department of a hospital."""
    sorts = {word.sort for word in words}
    if not sorts & {"scheme", "service"} or sorts & {"symptom", "department"}:
        return words
    return [
        word._replace(senses=()) if "departments" in word.of("attribute") and not SEEING.search(word.text) else word
        for word in words
    ]


def services(words: Words, lexicon: Lexicon) -> Words:
    """What words ask beside a service."""
    asked = {attribute for word in words for attribute in word.of("attribute")}
    words = [paid(word, lexicon) if asked & PAID else word for word in words]
    if not any(word.sort == "service" for word in words):
        return words
    if not asked:
        words = [
            word.meaning("attribute", BESIDE_SERVICE[word.text]) if word.text in BESIDE_SERVICE else word
            for word in words
        ]
        words = [reimbursed(word, words) for word in words]
    before = [Word(""), *words]
    return [
        word.meaning("attribute", AFTER_REIMBURSED[word.text])
        if one.text.endswith(REIMBURSED) and word.text in AFTER_REIMBURSED
        else word
        for one, word in pairwise(before)
    ]


def reimbursed(word: Word, words: Words) -> Word:
    """What is paid back of a stay or a visit is asked by naming both: 社区医院住院报销."""
    of_care = any(each.text.endswith(CARE) for each in words)
    return word.meaning("attribute", "reimbursement") if word.text == REIMBURSED and of_care else word


def paid(word: Word, lexicon: Lexicon) -> Word:
    """Where what it costs is asked, paying says no more than which insurance."""
    scheme = word.text.strip(PAYING)
    schemes = lexicon.means(scheme, "scheme") if word.sort == "service" else []
    return Word(scheme, tuple(schemes)) if schemes else word


def schemes(words: Words, lexicon: Lexicon) -> Words:
    """What is asked says which service is meant, where nothing but an insurance is named: 居民医保怎么交."""
    sought = [word for word in words if word.sort not in CIRCUMSTANCES]
    named = {value for word in sought for value in word.of("scheme")}
    if not named or not named.issubset(BASIC_SCHEMES) or any(word.sort != "scheme" for word in sought):
        return words
    implied = IMPLIED | ENROLLING if len(named) == 1 else IMPLIED
    return [for_service(word, implied.get(word.text, ()), lexicon) for word in words]


def for_service(word: Word, names: tuple[str, ...], lexicon: Lexicon) -> Word:
    found = [sense for name in names for sense in lexicon.means(name, "service")]
    return Word(names[0], (*found, *word.senses)) if found else word


def places_of(words: Words, lexicon: Lexicon) -> tuple[list[PlaceName], list[PlaceName]]:
    """Which regions are meant, and which of them share a name.

    Of nested ones the narrowest, of several with one name those inside another one named.
    """
    places, groups = lexicon.places, []
    before: list[int] = []
    for word in words:
        codes = [int(code) for code in word.of("region") if int(code) in places] if word.sort == "region" else []
        codes = [code for code in codes if any(within(code, outer) for outer in before)] or codes  # 南京鼓楼
        if codes:
            groups.append(likeliest(codes, places) if word.text.isascii() else codes)
        before = codes
    sure = [codes[0] for codes in groups if len(codes) == 1]
    chosen: list[int] = []
    ambiguous: list[PlaceName] = []
    for codes in groups:
        inside = [code for code in codes if any(within(code, outer) for outer in sure if outer != code)]
        chosen += inside or codes
        if len(inside or codes) > 1:
            ambiguous += [places[code] for code in inside or codes]
    narrow = [
        code for code in dict.fromkeys(chosen) if not any(within(other, code) for other in chosen if other != code)
    ]
    return [places[code] for code in narrow], ambiguous


def outer_of(words: Words, places: list[PlaceName], lexicon: Lexicon) -> list[PlaceName]:
    """The regions that a place lies in and that are named apart from it: in 信阳罗山 it only says which 罗山."""
    apart = [one for one, behind in pairwise([*words, Word("")]) if one.sort == "region" and behind.sort != "region"]
    codes = dict.fromkeys(int(code) for word in apart for code in word.of("region"))
    chosen = [place.code for place in places]
    return [
        lexicon.places[code]
        for code in codes
        if code in lexicon.places and code not in chosen and any(within(place, code) for place in chosen)
    ]


def likeliest(codes: list[int], places: dict[int, PlaceName]) -> list[int]:
    """Of regions with other names that sound alike the wide ones: nanjing is 南京 before it is 南靖, a county."""
    wide = [code for code in codes if code % 100 == 0]
    return wide if wide and len({places[code].short for code in codes}) > 1 else codes


def within(code: int, outer: int) -> bool:
    first, last = code_range(outer)
    return first <= code <= last
