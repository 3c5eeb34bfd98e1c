"""A statement that the rules have missed: words of a source's text, marked by a person, as a proposal like any other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directory.core.kinds import kinds
from directory.core.models import Citation, Record
from directory.core.reading.comparing import judged
from directory.core.reading.figures import figures
from directory.core.reading.proposals import Figure, Proposal, Target
from directory.core.sources.provenance import citable_fields

LONGEST = 500  # characters, as a citation keeps them


def fields() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What a statement can be about, by kind."""
    for kind in kinds:
        if issubclass(kind.model, Record):
            names = citable_fields(kind.model)
            yield kind.label, [(f"{kind.name}.{name}", f"{kind.label}：{label}") for name, label in names.items()]


class StatementForm(forms.Form):
    """Which words, of which record, what they say. ``start`` is where the words stand, if they were selected on the page;
    words that were typed or pasted are looked for."""

    prefix = "new"
    use_required_attribute = False  # it stands in the form of the whole page

    quote = forms.CharField(
        label="原文里的话", max_length=LONGEST, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    field = forms.ChoiceField(label="说的是", choices=lambda: [("", "---------"), *fields()])
    record = forms.CharField(
        label="哪一条",
        max_length=120,
        help_text="名称或网址标识。",
        widget=forms.TextInput(attrs={"list": "known-records"}),
    )
    value = forms.CharField(
        label="值", max_length=Citation._meta.get_field("value").max_length, required=False, help_text="留空则照原话。"
    )

    def __init__(self, text: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("quote") and (start := self.place(cleaned["quote"], cleaned.get("start"))) < 0:
            self.add_error("quote", "原文里没有这句话。请照原文抄，一字不差。")
        elif cleaned.get("quote"):
            cleaned["start"] = start
        if cleaned.get("record") and cleaned.get("field"):
            try:
                cleaned["target"] = self.target(cleaned["field"].partition(".")[0], cleaned["record"])
            except ValidationError as error:
                self.add_error("record", error)
        return cleaned

    def place(self, quote: str, start: int | None) -> int:
        """Where the words stand; -1 where they do not."""
        if start is not None and self.text.startswith(quote, start):
            return start
        return self.text.find(quote)

    def target(self, kind: str, words: str) -> Target:
        records = kinds[kind].model.objects.order_by()
        found = list(records.filter(slug=words) or records.filter(name=words)[:2])
        if len(found) != 1:
            raise ValidationError(f"{'没有' if not found else '不止一个'}“{words}”，请填网址标识。")
        return Target(kind, found[0].slug, found[0].name)

    @property
    def proposal(self) -> Proposal:
        """Of a valid form; held against what is published, as those that the rules find."""
        said = self.cleaned_data
        quote, start = said["quote"], said["start"]
        made = Proposal(
            start, start + len(quote), quote, said["target"], said["field"].partition(".")[2], said["value"] or quote,
            figure=figure_in(said["value"] or quote), rule="marked by hand",
        )  # fmt: skip
        return judged([made])[0]


def figure_in(words: str) -> Figure | None:
    """The one figure that the words state."""
    found = list(figures(words))
    return found[0].figure if len(found) == 1 else None
