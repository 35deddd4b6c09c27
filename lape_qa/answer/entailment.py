"""Does a quote carry a sentence that says it in other words? Strict on purpose: what is in doubt is not carried.

Every word with a meaning must stand in the quote, by its Finnish base form (Swedish and English: its stem), and so must
every number, date and name. Names and numbers keep the quote's order, so that none is given what belongs to another;
negations keep the words around them; verbs keep their form, so tense and mood; quantity and possibility ("kaikki",
"voi") are neither added nor lost. And it must not be the quote broken off.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lape_qa.language import morphology
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language
from lape_qa.language.packs import PACKS
from lape_qa.language.sentences import sentence_spans
from lape_qa.language.typography import fold

_JOINING_END = re.compile(
    r"-$|\b(?:ja|sekä|tai|että|joka|jotka|jossa|kuin|myös|och|samt|eller|att|som|and|or|that|which|the|an?|of|to|in)$",
    re.IGNORECASE,
)
_MOST_WORDS = 100
"""Words of a sentence that is looked at: comparing them with a quote's takes time by the product of both."""
_PLAIN = frozenset(" .,;:!?()-–'’\"”%")
_NUMBER = re.compile(r"\d")
_GROUPED = re.compile(r"(?<=\d)[ \xa0\u2009\u202f](?=\d{3}\b)")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: where it stands, as it is written, and what it is compared by."""

    start: int
    written: str
    forms: frozenset[str]
    topical: bool
    negates: bool
    weighty: bool
    fixed: bool
    """A verb: it must stand in the quote as it is written."""
    marked: bool
    """Written as a name or a number is."""


def supports(quote: str, sentence: str, language: str) -> bool:
    """Tell whether a quote carries a sentence in the same language; another language than ours is read as Finnish."""
    known = analysed_as(language)
    if len(sentence.split()) > _MOST_WORDS:
        return False
    # Nothing unseen, no markup: any other sign than these must stand in the quote.
    if not all(char.isalnum() or char in _PLAIN or char in quote for char in sentence) or _cut_off(sentence, quote):
        return False
    quote, sentence = (_GROUPED.sub("", morphology.dates_in_figures(text)) for text in (quote, sentence))
    there, said = list(_words(quote, known)), list(_words(sentence, known))
    topical = [word for word in said if word.topical and not word.forms & PACKS[known].frame_words]
    return (
        bool(topical)
        and all(any(_same(word, other) for other in there) for word in said if word.fixed or word in topical)
        and _weights(said) == _weights(there)
        and _negated(said, there)
        and _in_their_places(quote, there, said, known)
    )


def _cut_off(sentence: str, quote: str) -> bool:
    """Tell whether a sentence breaks off: it begins one of the quote's, or ends in a word or hyphen that joins."""
    said = fold(sentence).rstrip(".!?… ")
    theirs = (fold(quote[span.start : span.end]) for span in sentence_spans(quote, 0, len(quote)))
    return bool(_JOINING_END.search(said)) or any(
        whole.startswith(said) and whole[len(said) :].lstrip(")\"'")[:1] not in {"", *",;:.!?"} for whole in theirs
    )


def _words(text: str, language: Language) -> Iterator[_Word]:
    opening = True
    tokens = {token.start: token for token in morphology.tokens(text, language)}
    for match in morphology.words(text):
        written, lower = match[0], match[0].casefold().replace("’", "'")
        number = bool(_NUMBER.search(written))
        negates = bool(PACKS[language].negation.fullmatch(lower))
        weighty = not negates and bool(PACKS[language].weighty.fullmatch(lower))
        name = morphology.is_name(written) if opening else written[:1].isupper()
        terms = tokens[match.start()].terms
        fixed = morphology.is_verb(written) if language == "fi" else bool(PACKS[language].auxiliary.fullmatch(lower))
        # A date is the same however it is written.
        dates = frozenset(term for term in terms if re.fullmatch(r"\d{4}-\d\d-\d\d", term))
        yield _Word(
            match.start(),
            lower,
            dates or (frozenset([lower]) if number or fixed else morphology.base_forms(written, language)),
            topical=bool(terms) and not negates and not weighty,
            negates=negates,
            weighty=weighty,
            fixed=fixed,
            marked=number or name or (written.isupper() and len(written) > 1),
        )
        opening = bool(re.match(r"[.!?…]+\s", text[match.end() :]))


def _same(one: _Word, other: _Word) -> bool:
    return bool(one.forms & other.forms)


def _weights(words: Sequence[_Word]) -> list[frozenset[str]]:
    """Return the base forms of what says how much, and whether at all; sorted, since it may move in a sentence."""
    return sorted((word.forms for word in words if word.weighty), key=sorted)


def _negated(said: Sequence[_Word], there: Sequence[_Word]) -> bool:
    """Tell whether the same is negated: as often, and between the same words."""
    ours, theirs = list(_around_negations(said)), list(_around_negations(there))
    return len(ours) == len(theirs) and all(
        (one is None) == (other is None) and (one is None or other is None or _same(one, other))
        for our, their in zip(ours, theirs, strict=True)
        for one, other in zip(our, their, strict=True)
    )


def _around_negations(words: Sequence[_Word]) -> Iterator[tuple[_Word | None, _Word | None]]:
    for at, word in enumerate(words):
        if word.negates:
            before = next((other for other in words[:at][::-1] if other.topical), None)
            yield before, next((other for other in words[at:] if other.topical), None)


def _in_their_places(quote: str, there: Sequence[_Word], said: Sequence[_Word], language: Language) -> bool:
    """Tell whether names and numbers stand in the quote's order, and none is parted from what it belongs to.

    Of a quote that lists several groups ("Kemissä on 3 ja Oulussa 5"), a number is taken with all names of its group.
    """
    marked = [word for word in (*there, *said) if word.marked]
    ours, theirs = ([word for word in words if any(_same(word, other) for other in marked)] for words in (said, there))
    groups = list(_groups(quote, theirs, language))
    if len(groups) < 2:
        return _in_order(ours, theirs)
    if _names(ours) == len(ours):
        return _in_order(ours, theirs)
    whole = len(ours) == len(theirs) and _in_order(ours, theirs)
    return whole or any(_names(ours) == _names(group) and _in_order(ours, group) for group in groups)


def _names(words: Sequence[_Word]) -> int:
    return sum(not _NUMBER.search(word.written) for word in words)


def _groups(quote: str, words: Sequence[_Word], language: Language) -> Iterator[list[_Word]]:
    """Yield names and numbers that no comma and no "and" parts."""
    group: list[_Word] = []
    for word in words:
        if group and PACKS[language].list_break.search(quote, group[-1].start + len(group[-1].written), word.start):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _in_order(ours: Sequence[_Word], theirs: Sequence[_Word]) -> bool:
    """Tell whether some words are among others in their order; of several names, each must keep its case ending.

    One name and one number belong together in any order.
    """
    several = _names(ours) > 1
    if not several and len(ours) - _names(ours) < 2:
        return all(any(_same(word, other) for other in theirs) for word in ours)
    left = iter(theirs)
    return all(
        any(_same(word, other) and (not several or word.written == other.written) for other in left) for word in ours
    )
