"""Whether somebody tells of an emergency: the published signs, looked for in what they typed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.core.models import Entry
from directory.core.models.versions import per_version

from .language.emergencies import Recogniser, Seen, Sign
from .language.flags import Flags
from .models import EmergencySign

Document = dict[str, Any]
MOST = 200  # characters that are looked at: what matters is said before
STANDING = gettext_lazy("昏迷、胸痛、喘不上气、大出血、抽搐、突然说不清话或半身不能动：立即拨打 120。")
AMBULANCE, SUPPORT = EmergencySign.Call.AMBULANCE.value, EmergencySign.Call.SUPPORT.value


class Signs:
    """The published signs of an emergency."""

    def __init__(self) -> None:
        entries = Entry.objects.live().of(EmergencySign.kind).select_related("document")
        documents = sorted((entry.data for entry in entries), key=lambda one: (one["rank"], one["slug"]))
        self.documents: dict[str, Document] = {one["slug"]: one for one in documents}
        self.recogniser = Recogniser(
            Sign(one["slug"], tuple(one["phrases"]), tuple(one["lookalikes"]), one["urgent"]) for one in documents
        )

        context = self.recogniser.context
        self.flags = Flags(self.recogniser.vocabulary, context["denial"], context["whether"])

    def told(self, text: str) -> Document:
        """What a text tells of an emergency, and what to do first. Without any sign it is the standing notice."""
        seen = sorted(self.recogniser.recognise(text[:MOST]), key=lambda one: not one.urgent)
        urgent = [one for one in seen if one.urgent]
        documents = [self.documents[one.slug] for one in urgent or seen]
        calls = [document["call"] for document in documents]
        call = SUPPORT if calls and set(calls) == {SUPPORT} else AMBULANCE
        return {
            "urgent": bool(urgent),
            "call": call,
            "notice": notice(call, bool(urgent), bool(seen)),
            "signs": [self.sign(one) for one in seen],
            "until_then": list(dict.fromkeys(line for one in documents for line in own(one, "until_then")))
            if urgent
            else [],
            "sources": sources(documents),
        }

    def sign(self, seen: Seen) -> Document:
        document = self.documents[seen.slug]
        return {
            "slug": document["slug"],
            "name": own(document, "name"),
            "url": document["url"],
            "page": document["page"],
            "urgent": seen.urgent,
            "call": document["call"],
            "words": seen.words,
            "line": own(document, "line"),
        }


@per_version(1, kinds=(EmergencySign.kind,))
def signs() -> Signs:
    return Signs()


def told(text: str, version: int | None = None) -> Document:
    """What a text tells of an emergency, in a version of the directory that the caller knows to be the present one."""
    return (signs() if version is None else signs.at(version)).told(text)


def is_told(text: str, sign: str) -> bool:
    """Whether a text tells of what a danger sign says, in whatever words."""
    return signs().flags.tells(text[:MOST], sign)


def notice(call: str, urgent: bool, seen: bool) -> str:
    if urgent and call == SUPPORT:
        return _("现在就拨打 12356，有人听你说；有生命危险拨打 120。")
    if urgent:
        return _("立即拨打 120。")
    return _("出现下面写的情况，立即拨打 120。") if seen else str(STANDING)


def own(document: Document, name: str) -> Any:
    """A field in the reader's language, or in Chinese where it is not translated."""
    english = document[f"{name}_en"] if (get_language() or "").startswith("en") else None
    return english or document[name]


def sources(documents: list[Document]) -> list[Document]:
    """The articles that these signs stand on, each once."""
    return list(
        {
            citation["article"]["slug"]: citation["article"]
            for document in documents
            for citation in document["citations"]
            if citation["rank"] != "deprecated"
        }.values()
    )
