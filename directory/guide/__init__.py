"""From a symptom or a task to the right counter: one question, one answer, composed of published entries."""

from .answer import answer
from .question import GuideParameters, GuideQuestion

__all__ = ["GuideParameters", "GuideQuestion", "answer"]
