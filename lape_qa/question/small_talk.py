"""What is said to the assistant itself, or by somebody in distress: neither is looked for in the sources; pure."""

from dataclasses import dataclass
from enum import StrEnum

from lape_qa.language.detection import detect
from lape_qa.language.model import Language
from lape_qa.language.packs.guidance import GUIDANCE

_LONGEST_PLEA = 14
"""Words of a plea for advice; who tells more tells it to ask something about the sources."""


class Topic(StrEnum):
    """What it is about."""

    GREETING = "greeting"
    THANKS = "thanks"
    CAPABILITIES = "capabilities"
    ROBOT = "robot"
    MAKER = "maker"
    SOURCES = "sources"
    COMPLAINT = "complaint"
    URGENT = "urgent"
    """Somebody is in danger or in distress."""
    PERSONAL = "personal"
    """Advice for somebody's own life is asked for."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What was said, and what is to be said to it."""

    topic: Topic
    language: Language
    text: str
    questions: tuple[str, ...]
    """Questions to begin with; none for somebody in distress."""

    @property
    def is_guidance(self) -> bool:
        """Tell whether it is about the assistant: who is in distress gets no guidance but an honest not-found."""
        return self.topic not in {Topic.URGENT, Topic.PERSONAL}


def small_talk(text: str) -> SmallTalk | None:
    """Return what is to be said to a text that is no question to the sources; None when it is one."""
    detected = detect(text)
    # A greeting is too short for a language to be detected, so every language is looked at, the detected one first.
    for language in sorted(GUIDANCE, key=lambda other: other != detected):
        pack = GUIDANCE[language]
        for name, pattern in pack.topics:
            if pattern.search(text):
                return SmallTalk(Topic(name), language, pack.texts[name], pack.questions)
    pack = GUIDANCE[detected]
    if pack.acute.search(text) or (pack.grave.search(text) and pack.own.search(text)):
        return SmallTalk(Topic.URGENT, detected, pack.urgent, ())
    if pack.advice.search(text) and not pack.about_sources.search(text) and len(text.split()) <= _LONGEST_PLEA:
        return SmallTalk(Topic.PERSONAL, detected, pack.personal, ())
    return None
