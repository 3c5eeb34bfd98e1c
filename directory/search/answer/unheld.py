"""What is asked of which the directory holds nothing: a note, instead of what is merely near."""

from __future__ import annotations

from django.utils.translation import gettext as _

from directory.core.language.glosses import in_sentence
from directory.search.question.question import parse
from directory.search.question.unheld import Topic, topics_in

from .documents import Reading
from .telling import Answer

OTHERS = ("scheme", "service", "symptom")  # what the rest of a question asks about, where it is not the topic


def unheld(reading: Reading) -> list[Answer]:
    """A note for each topic that the question asks about, where nothing found is named by it."""
    text = reading.hits.instead_of or reading.hits.wanted.question.put
    return [
        note_on(topic, reading)
        for topic in topics_in(text)
        if (reading.named or not topic.of_a_place)
        and not is_beside_the_point(topic, text, reading)
        and not is_held(topic, reading)
    ]


def is_beside_the_point(topic: Topic, text: str, reading: Reading) -> bool:
    """Whether the rest of the question asks for something that is held: 饭店服务员怎么交医保, 医保卡坏了还能报销吗."""
    rest = parse(topic.said.sub(" ", text), reading.hits.wanted.lexicon)
    return any(rest.has(sort) for sort in OTHERS) or "reimbursement" in rest.attributes


def is_held(topic: Topic, reading: Reading) -> bool:
    """Whether a record that was found is named by a word of the topic, or the place that was named says it of itself."""
    names = [name for item in reading.hits.ranked for name in (*item.handles.names, *item.handles.aliases)]
    said = [*names, *(found.said.folded for found in reading.read_by_name)]
    return any(word in text for word in topic.words for text in said)


def note_on(topic: Topic, reading: Reading) -> Answer:
    names = [found.document["name"] for found in reading.read_by_name]
    label = in_sentence(str(topic.label))
    if len(names) == 1 and topic.words:
        note = _("本名录没有“%(name)s”的%(label)s。") % {"name": names[0], "label": label}
    else:
        note = _("本名录没有%(label)s。") % {"label": label}
    return Answer("unheld", str(topic.label), (), note)
