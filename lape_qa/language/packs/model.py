"""The words of one language: what a pack holds."""

import re
from dataclasses import dataclass


def loose(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that also matches words typed without their dots and rings: `nar`, `manga`, `milla`.

    See `in_order` of what it has of the form `A.*B`.
    """
    spelt = in_order(pattern).replace("ä", "[äa]").replace("å", "[åa]").replace("ö", "[öo]")
    return re.compile(spelt, re.IGNORECASE)


def named_parts(match: re.Match[str]) -> dict[str, str]:
    """Return what the named groups of a match hold, by name without the digits that tell its alternatives apart."""
    return {name.rstrip("0123456789"): part.strip() for name, part in match.groupdict().items() if part}


_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\]){0,60}\]|\.\*\??|[()|]|[^\\\[().|]+|\.")
"""What a pattern is written with, as far as its alternatives can be told: an escaped sign, a class, `.*`, a bracket."""


def in_order(pattern: str) -> str:
    """Return a pattern that finds the same in a line of text, without looking at it again from each of its words.

    `A.*B` is looked for from every A to the end of the text, though the first A tells: what stands behind another stands
    behind that one too. So each alternative of this form begins where the text does, and passes its first A for good, as
    it does all that is no word before `^\\W*`. Only whether it is found is the same, not where.
    """
    return "|".join(map(_passed_once, _alternatives(pattern)))


def _alternatives(pattern: str) -> list[list[str]]:
    """Return the alternatives of a pattern, each parted at the `.*` that stand in no group."""
    alternatives = [[""]]
    depth = 0
    for sign in _SIGN.findall(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            alternatives.append([""])
        elif sign.startswith(".*") and depth == 0:
            alternatives[-1].append("")
        else:
            alternatives[-1][-1] += sign
    return alternatives


def _passed_once(parts: list[str]) -> str:
    first, *rest = parts
    anchored = first.startswith("^")
    if anchored:
        first = re.sub(r"^\^\\W\*(?!\+)", r"^\\W*+", first)
    elif first and rest:
        first = rf"\A(?>.*?{first})"
    if not first or not rest:
        return ".*".join([first, *rest])
    *between, last = rest
    return first + "".join(f"(?>.*?{part})" for part in between) + f".*?{last}"


@dataclass(frozen=True, slots=True)
class Pack:
    """Every word list, pattern and text of one language that the code reads."""

    stop_words: frozenset[str]
    """Words that ask or bind and carry no topic; lemmas as the analyser gives them."""
    never_last: frozenset[str]
    """A full stop after these never ends a sentence, even before a capital: "mm. Lapin", "esim. Oulu"."""
    relative_years: tuple[tuple[re.Pattern[str], int, str], ...]
    """Years that are named from today, by how many years on they are, and the words that go before their figures."""
    months: tuple[str, ...]
    """The twelve months."""
    asks: tuple[tuple[str, re.Pattern[str]], ...]
    """What a question asks for, by its words: kinds of `question.kinds.Asked`.

    The first pattern that matches decides, so the narrower ones come first.
    """
    of_a_text: re.Pattern[str]
    """What a question about an author says of the text itself, which the text does not say."""
    joins: re.Pattern[str]
    """What joins two questions, or two sides."""
    asks_again: re.Pattern[str]
    """A word that asks, behind what joins."""
    compares: re.Pattern[str]
    """A word that compares."""
    points_to_earlier: re.Pattern[str]
    """Words of a question that point back, unless a clause of their own explains them: "sitä, että", "ne, jotka"."""
    explained_within: re.Pattern[str]
    """Those of them that may point to a word of their own clause: "the region and its families"."""
    begins_a_clause: re.Pattern[str]
    """What stands before a clause: what a word in it points to may stand in the clause before."""
    names_no_topic: re.Pattern[str]
    """Words, in their base form or as written, that say nothing of what they are about: "tulos", "tehdä", "hankala"."""
    speaks_of_us: re.Pattern[str]
    """Words of a question about the one who asks or the one who is asked: it needs no other topic."""
    asks_for_more: re.Pattern[str]
    """The whole of a question that asks for more of the same."""
    compares_with_earlier: re.Pattern[str]
    """The whole of a question that compares what was asked before with an `other`."""
    compared: str
    """One and another side of a comparison, as a question for it."""
    leans: re.Pattern[str]
    """First words of a sentence that mean something named before, unless explained: "Se, että", "Ne, jotka"."""
    not_found: str
    """What is said when the sources do not answer."""
    sources: str
    """The heading of an answer's sources."""
    read_as: str
    """What stands before a question as it was read."""
    worded: str
    """What marks a sentence that a language model has shortened."""
    page: str
    """What stands before a page's number."""
    recognised: str
    """What stands behind the page of what was recognised in a picture."""
    slide: str
    """What stands before a slide's number."""
    sheet: str
    """What stands before the name of a workbook's sheet."""
    row: str
    """What stands before a row's number."""
    digest: str
    """What a source is called that is a digest of another text, whose title goes into it."""
    original: str
    """What stands before the address of the text that a digest was made from."""
    copies: str
    """What stands before other sources in which a quote stands too."""
    uncertain: str
    """What is said beside an answer that may be none."""
    nearest: str
    """What stands before the passages that came closest."""
