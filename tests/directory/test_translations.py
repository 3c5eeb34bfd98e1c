"""The English catalogue: complete, compiled, and of the same shape as the Chinese it translates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.db import models
from django.utils.translation.template import templatize

from directory.core.models import Record
from directory.core.publishing.publish import publishable_models
from directory.core.sources.provenance import citable_fields
from directory.words import WORDS

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "directory" / "locale" / "en" / "LC_MESSAGES"
ROOMS = ("directory", "hospitals", "offices")
MARKED = {"_", "gettext", "gettext_lazy", "gettext_noop"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
CALL = re.compile(r"\b(n?p?gettext)\((.*?)\)(?= |$)", re.DOTALL)
TEXT = re.compile(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
Message = tuple[str | None, str]


def in_templates() -> Iterator[Message]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("templates/**/*.html")):
            if "admin" in path.parts:
                continue
            for function, arguments in CALL.findall(templatize(path.read_text(encoding="utf-8"))):
                texts = [ast.literal_eval(text) for text in TEXT.findall(arguments)]
                yield (texts[0], texts[1]) if function == "pgettext" else (None, texts[0])


def in_code() -> Iterator[Message]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if node.func.id in MARKED and texts:
                    yield None, texts[0]
                elif node.func.id in IN_CONTEXT and len(texts) == 2:
                    yield texts[0], texts[1]


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE / "django.po"))


def test_it_works() -> None:
    assert (None, "没有这个参数：可用 %(known)s。") in set(in_code())
    assert ("kind", "医院") in set(in_code())
    assert {(None, "跳到正文"), (None, "第 %(number)s 页"), (None, "共 %(n)s 条")} <= set(in_templates())


def test_nothing_lacks_its_english(catalogue: polib.POFile) -> None:
    translated = {(entry.msgctxt, entry.msgid) for entry in catalogue if entry.translated()}
    assert sorted({*in_templates(), *in_code()} - translated, key=str) == []


def test_whatever_is_counted_somewhere_is_counted_everywhere(catalogue: polib.POFile) -> None:
    """A page of search said "See 8 entry": it gave the number, but not as the one that decides."""
    counted = {entry.msgid for entry in catalogue if entry.msgid_plural}
    uncounted = {
        message
        for room in ROOMS
        for path in (ROOT / room).rglob("templates/**/*.html")
        for function, arguments in CALL.findall(templatize(path.read_text(encoding="utf-8")))
        if not function.startswith("n")
        for message in [ast.literal_eval(text) for text in TEXT.findall(arguments)][-1:]
    }
    assert sorted(counted & uncounted) == []


def test_every_word_of_the_models_that_pages_show_is_listed() -> None:
    shown = set()
    for model in publishable_models():
        if issubclass(model, Record):
            shown |= {part for label in citable_fields(model).values() for part in label.split(" · ")}
        rows: list[type[models.Model]] = [model._meta.get_field(part).related_model for part in model.parts]  # type: ignore[misc]
        for one in [model, *rows]:
            choices = [field.flatchoices for field in one._meta.fields if field.choices and field.name != "status"]
            shown |= {str(label) for pairs in choices for _value, label in pairs}
    assert sorted(shown - set(WORDS)) == []


def test_what_is_compiled_is_what_was_written(catalogue: polib.POFile) -> None:
    def content(entries: list[polib.POEntry] | polib.MOFile) -> set[tuple[str | None, str, str]]:
        return {(one.msgctxt, one.msgid, one.msgstr or str(one.msgstr_plural)) for one in entries}

    compiled = polib.mofile(str(CATALOGUE / "django.mo"))
    assert content(compiled) == content([entry for entry in catalogue if entry.translated()])
    assert compiled.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"


def test_placeholders_are_the_same_on_both_sides(catalogue: polib.POFile) -> None:
    for entry in catalogue.translated_entries():
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            assert sorted(re.findall(r"%\(\w+\)[sd]", text)) == sorted(re.findall(r"%\(\w+\)[sd]", entry.msgid)), entry
