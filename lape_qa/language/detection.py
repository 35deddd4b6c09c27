"""The language of a question, by lingua; names are set aside first, since they say nothing of it."""

import re
from functools import cache
from typing import TYPE_CHECKING

from lape_qa.language.model import Language

if TYPE_CHECKING:
    from lingua import LanguageDetector

_NAME = re.compile(r"(?<!^)\b[A-ZÅÄÖ][\w:-]*|\b\w*[A-ZÅÄÖ]{2}[\w:-]*|\b\w*\d[\w:-]*")


def detect(text: str) -> Language:
    """Return the language of a text: Finnish, Swedish or English; Finnish when nothing speaks for another."""
    # A question typed in capitals alone holds no names to set aside.
    text = text.lower() if text.isupper() and len(text.split()) > 2 else text
    plain = _NAME.sub(" ", text.strip()).strip()
    detected = _detector().detect_language_of(plain) if any(map(str.isalpha, plain)) else None
    return {"SWEDISH": "sv", "ENGLISH": "en"}.get(detected.name, "fi") if detected else "fi"  # type: ignore[return-value]


def analysed_as(code: str) -> Language:
    """Return the language that a document's words are analysed in: its own if that is one of ours, or Finnish."""
    match code:
        case "sv" | "en" as known:
            return known
        case _:
            return "fi"


@cache
def _detector() -> "LanguageDetector":
    # Imported here: its models are needed only once a question is asked.
    from lingua import Language as Known
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(Known.FINNISH, Known.SWEDISH, Known.ENGLISH).build()
