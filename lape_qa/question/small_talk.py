"""What is said to the assistant itself, or by somebody in distress: neither is looked for in the sources; pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lape_qa.language import morphology
from lape_qa.language.detection import detect
from lape_qa.language.model import Language
from lape_qa.language.packs.guidance import GUIDANCE, Guidance
from lape_qa.language.spelling import fold

_LONGEST_PLEA = 14
"""Words of a plea for advice; who tells more tells it to ask something about the sources."""
_IN_ANY_LANGUAGE = 2
_SHORT = 8
"""Words of a text whose language is not sure."""
_SHORTEST_MENDED = 6
"""Letters; in shorter words one letter makes too much of a difference."""

_FACE = re.compile(r"(?<!\w)(?:[:;=x]['-]?[)(dpo3/|]+|<3)(?!\w)")
_DRAWLED = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_EMERGENCY = re.compile(r"112|116 ?1(?:17|11)")
"""A number for emergencies, said alone."""
_NAME = re.compile(r"(?<=[\w,] )[A-ZÅÄÖ][\w:-]*[a-zåäö]")


class Topic(StrEnum):
    """What it is about."""

    GREETING = "greeting"
    THANKS = "thanks"
    CAPABILITIES = "capabilities"
    ROBOT = "robot"
    MAKER = "maker"
    SOURCES = "sources"
    COMPLAINT = "complaint"
    UNCLEAR = "unclear"
    """Nothing is named that could be looked for; see `question.unclear`."""
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


def small_talk(text: str, before: str = "") -> SmallTalk | None:
    """Return what is to be said to a text that is no question to the sources; None when it is one.

    Of one or two words, such as "ok", which are said in several languages, the question before tells which is meant.
    """
    detected = detect(text)
    said = " ".join(_WORD.findall(_plain(text)))
    # A short text says little of its language, so every language is looked at, the detected one first.
    languages = sorted(GUIDANCE, key=lambda other: other != detected) if len(said.split()) <= _SHORT else [detected]
    for language in languages:
        if _EMERGENCY.fullmatch(said) or _is_urgent(said, GUIDANCE[language], language == detected):
            return SmallTalk(Topic.URGENT, language, GUIDANCE[language].urgent, ())
    spoken = detect(before) if before and len(said.split()) <= _IN_ANY_LANGUAGE else None
    for language in sorted(languages, key=lambda other: other != spoken):
        pack = GUIDANCE[language]
        if topic := _topic(said, pack):
            return SmallTalk(topic, language, pack.texts[topic], pack.questions)
    if _is_personal(text, said, GUIDANCE[detected]):
        return SmallTalk(Topic.PERSONAL, detected, GUIDANCE[detected].personal, ())
    return None


def _plain(text: str) -> str:
    """Return a text in small letters, without faces and drawls: "Heiiii :)" is "hei"."""
    return _DRAWLED.sub(r"\1", _FACE.sub(" ", text.casefold().replace("’", "'")))


# ---- what is said to the assistant


def _topic(said: str, pack: Guidance) -> Topic | None:
    """Return what a text is about if every word of it is of those that are said to the assistant."""
    words: list[str] = []
    for word in said.split():
        if (known := _known(word, pack, mends=len(words) < _SHORT)) is None:
            return None
        words.append(known)
    text = " ".join(words)
    return next((Topic(name) for name, pattern in pack.topics if pattern.search(text)), None)


def _known(word: str, pack: Guidance, mends: bool) -> str | None:
    """Return the word of small talk that a word is, or was meant to be; None when it is another."""
    folded = fold(word)
    if folded in pack.speech:
        return folded
    if not mends or len(folded) < _SHORTEST_MENDED or morphology.known(word):
        return None
    found = process.extractOne(folded, pack.speech, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else None


# ---- distress


def _is_urgent(said: str, pack: Guidance, is_detected: bool) -> bool:
    if pack.acute.search(said):
        return True
    if not is_detected or not pack.grave.search(said) or pack.about_sources.search(said):
        return False
    return bool(pack.own.search(said) or (pack.near.search(said) and not pack.asks.match(said)))


def _is_personal(text: str, said: str, pack: Guidance) -> bool:
    if len(said.split()) > _LONGEST_PLEA or not pack.advice.search(said):
        return False
    # Who names a place or a service asks what the sources tell of it.
    return not (pack.about_sources.search(said) or _NAME.search(text))
