"""Superscripts and subscripts as plain text: marks of notes leave the word that they stand at, the rest is kept.

A mark of a note is no part of what it stands at: of 2018¹ the year is 2018, and 310⁵ are 310 children. Exponents of
units and of ten, fractions, degrees and what stands in letters are part of it.
"""

import re
from collections.abc import Sequence

_UP = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_DOWN = str.maketrans("0123456789+-−–()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₍₎")
_NOTE = re.compile(
    r"[\[(]?(?:\d{1,3}|[a-zåäö]|[ivx]{1,4}|[*†‡§]{1,4})(?:\s*[,;–-]\s*(?:\d{1,3}|[a-zåäö]))*[\])]?[.)]?", re.IGNORECASE
)
_POWER = re.compile(r"[-−–+]?\d{1,2}")
_UNIT = re.compile(r"(?:^|[\s\d(/·.-])(?:[kmcdhµ]?m|kem|brm|htm|hum|asm|krsm)$")
_TEN = re.compile(r"[×x·*]\s?10$")
_ORDINAL = re.compile(r"(?:^|\D)\d{1,2}:?$")
_REACH = 12
"""Characters before a superscript that tell what it is."""


def in_words(pieces: Sequence[tuple[str, str]]) -> str:
    """Return the text of a paragraph's pieces, each with where it stands: `super`, `sub`, or anything else."""
    text = ""
    for number, (where, piece) in enumerate(pieces):
        following = pieces[number + 1][1] if number + 1 < len(pieces) else ""
        match where:
            case "super":
                text += raised(text, piece, following)
            case "sub":
                text += lowered(piece)
            case _:
                text += piece
    return text


def raised(before: str, content: str, after: str = "") -> str:
    """Return what a superscript reads as, between the text before it in its paragraph and the text behind it."""
    content = " ".join(content.split())
    before = before[-_REACH:]
    if not content:
        return ""
    if after.startswith(("/", "⁄")) and content.isdecimal():
        return content.translate(_UP)
    if content in ("0", "o", "O") and before.rstrip()[-1:].isdigit():
        return "°"
    if _POWER.fullmatch(content) and (not content[0].isdigit() or _TEN.search(before)):
        return content.translate(_UP)
    if content in ("2", "3") and _UNIT.search(before):
        return content.translate(_UP)
    if _NOTE.fullmatch(content):
        if not before.strip():
            # The number of the note itself, at the head of its text.
            return f"{content} "
        is_ordinal = content in ("a", "e") and _ORDINAL.search(before)
        return content if is_ordinal else ""
    return f" {content}" if content[0].isdigit() and before[-1:].isdigit() else content


def lowered(content: str) -> str:
    """Return what a subscript reads as: CO₂."""
    shown = content.strip().translate(_DOWN)
    return shown if content.strip().isdecimal() else content
