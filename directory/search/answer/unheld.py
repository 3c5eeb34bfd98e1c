"""What is asked of which the directory holds nothing: a note, instead of what is merely near."""

from __future__ import annotations

from django.utils.translation import gettext as _

from directory.core.language.glosses import in_sentence
from directory.search.question.unheld import Topic, topics_in

from .documents import Reading
from .telling import Answer


def unheld(reading: Reading) -> list[Answer]:
    """A note for each topic of the question that nothing found is named by."""
    asked = topics_in(reading.hits.instead_of or reading.hits.wanted.question.put)
    return [note_on(topic, reading) for topic in asked if not is_held(topic, reading)]


def is_held(topic: Topic, reading: Reading) -> bool:
    """Whether a record that was found is named by a word of the topic, or the place that was named says it of itself."""
    names = [name for item in reading.hits.ranked for name in (*item.handles.names, *item.handles.aliases)]
    named = [item for item in reading.hits.ranked if item.key in reading.named]
    said = [*names, *(found.said.folded for found in reading.read(named, len(named)))]
    return any(word in text for word in topic.words for text in said)


def note_on(topic: Topic, reading: Reading) -> Answer:
    named = [item for item in reading.hits.ranked if item.key in reading.named]
    names = [found.document["name"] for found in reading.read(named, len(named))]
    label = in_sentence(str(topic.label))
    if len(names) == 1 and topic.words:
        note = _("本名录没有“%(name)s”的%(label)s。") % {"name": names[0], "label": label}
    else:
        note = _("本名录没有%(label)s。") % {"label": label}
    return Answer("unheld", str(topic.label), (), note)
