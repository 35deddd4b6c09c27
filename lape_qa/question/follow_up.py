"""A question that leans on earlier ones -> a question that stands alone, and what it took over; pure.

"Entä Lapissa?" after "Missä Kainuun perhekeskukset ovat?" takes over the topic and the question word, not the
place. "Kerro lisää" takes over all of it, and "Miten se eroaa Lapista?" one side of a comparison. A question with a
topic of its own takes nothing over: only one that points back, leaves out what it is about, or begins with "entä".
What is taken over is said, so that it can be seen and refused.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lape_qa.language import glossary, morphology
from lape_qa.language.detection import detect
from lape_qa.language.glossary import Place
from lape_qa.language.model import Language, Span
from lape_qa.language.packs import PACKS
from lape_qa.language.packs.forms import FORMS, PROGRAMME
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Carried

_FEW_WORDS = 2
"""A question, not search words, of no more topical words than this, none a name, might lean on the one before."""
_MANY_WORDS = 4
"""A question of as many topical words, one of them a name, has a topic of its own, whatever it points to."""
_YEAR_WORDS = frozenset(["vuosi", "år", "year"])
_AND = re.compile(
    r"^(?:(?:no |ja |mutta )?ent(?:ä|a)s?|mites|(?:och|men|hur är det) (?:i|på|med|hos)?"
    r"|(?:and|what about|how about))\b",
    re.IGNORECASE,
)
_LEADS_TO_A_PLACE = re.compile(r"\b(?:vuo\w+|år|in|i|på) $", re.IGNORECASE)
"""What stands before a place or a year, and goes with it."""
_PERSONAL = re.compile(r"hän\w*|he|hei\w+|han|hon|honom|henne|hans|hennes|him|his|she|her", re.IGNORECASE)
"""Pronouns of persons, in all three languages: no noun stands with them."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that stands alone."""

    text: str
    carried: tuple[Carried, ...]
    more: int = 0
    """How many times in a row more of the same was asked for."""
    compared: bool = False
    """Does it compare what was asked before with something?"""


_NOTHING = Resolved("", ())


@dataclass(frozen=True, slots=True)
class _Word:
    """A topical word of a question: where it begins, as written, its place or year if it is one."""

    start: int
    written: str
    terms: tuple[str, ...]
    place: Place | None
    is_year: bool


def resolve(question: str, history: Sequence[str], exclude: Collection[str] = (), *, readily: bool = False) -> Resolved:
    """Return a question with what it takes over from the earlier ones, which come oldest first.

    `exclude` holds texts of `Carried` that are not to be taken over. `readily` is for a question that found nothing
    alone, and for the second of two asked in one: few words without a name are enough then.
    """
    refused = {text.casefold() for text in exclude}
    before = _NOTHING
    for earlier in history:
        before = _joined(" ".join(earlier.split()), before, set(), readily=False)
    return _joined(question, before, refused, readily=readily)


def _joined(question: str, before: Resolved, refused: set[str], *, readily: bool) -> Resolved:
    if not before.text:
        return Resolved(question, ())
    if not readily and (compared := _compared(question, before, refused)):
        return compared
    asks_for_more = _asks_for_more(question)
    words = [] if asks_for_more else list(_words(question))
    if not (asks_for_more or _leans(question, words) or (readily and _might_lean(question, words))):
        return Resolved(question, ())
    taken = [word for word in _words(before.text) if _is_taken(word, words)]
    carried = [item for item in _items(taken) if item.text.casefold() not in refused]
    kept = {item.text for item in carried}
    topic = _topic_text(taken)
    written = [word.written for word in taken if (topic if _topic(word) else _text(word)) in kept]
    if not written:
        return Resolved(question, ())
    if asks_for_more:
        text = before.text if len(written) == len(taken) else _with_asking("", before.text, written)
        return Resolved(text, tuple(carried), before.more + 1)
    whole = len(written) == len(taken) and all(word.place or word.is_year for word in words)
    rest = _without(before.text, words) if whole and not _asks(question) else ""
    return Resolved(f"{question} {rest}" if rest else _with_asking(question, before.text, written), tuple(carried))


def _compared(question: str, before: Resolved, refused: set[str]) -> Resolved | None:
    """Return a question that compares what was asked before with something; None where it does not compare so.

    Of two places what was asked of one is asked of both.
    """
    language = detect(question)
    match = PACKS[language].compares_with_earlier.match(question)
    # "Vertaa Kainuuta ja Lappia" compares two things of its own.
    if match is None or PACKS[language].joins.search(match["other"]):
        return None
    asked = list(_words(question))
    is_place = any(word.place for word in asked)
    taken = [word for word in _words(before.text) if word.place or (_topic(word) and _is_thing(word, before.text))]
    places = [word for word in taken if word.place]
    things = [word for word in taken if not word.place]
    carried = tuple(_items([*things, *places] if is_place else things))
    if not (places if is_place else things) or any(item.text.casefold() in refused for item in carried):
        return None
    others = [word for word in asked if word.start >= match.start("other")]
    one, other = ((*things, *places), (*things, *others)) if is_place else (things, others)
    sides = (" ".join(dict.fromkeys(_name(word, language) for word in side)) for side in (one, other))
    return Resolved(PACKS[language].compared.format(*sides), carried, compared=True)


def _name(word: _Word, language: Language) -> str:
    """Return a word as it stands in a heading: a place by its name, a Finnish word in its base form."""
    if word.place:
        return glossary.place_name(word.place.name, language)
    return word.terms[0] if language == "fi" else word.written


def _is_thing(word: _Word, question: str) -> bool:
    """Tell whether a word of a question names something that can be told of one place and another."""
    language = detect(question)
    pack = FORMS[language]
    forms = morphology.base_forms(word.written, language) | set(word.terms[: morphology.FIRST_READINGS])
    if forms & (pack.general | pack.fillers | pack.same_thing | PROGRAMME) or _names_no_topic(word, question, language):
        return False
    return morphology.may_be_a_noun(word.written)


def _with_asking(question: str, before: str, taken: Sequence[str]) -> str:
    """Return a question and the words that it takes over, with what they asked for where it does not ask itself."""
    return " ".join(filter(None, [question, "" if _asks(question) else _asking(before), *taken]))


def _without(before: str, words: Sequence[_Word]) -> str:
    """Return the earlier question without its place or year, which others take the place of; nothing when it has more.

    "Missä Kainuun perhekeskukset ovat?" before "Entä Lapissa?" becomes "Missä perhekeskukset ovat?".
    """
    replaced = [word for word in _words(before) if not (_topic(word) or _is_taken(word, words))]
    if len(replaced) > 1:
        return ""
    for word in replaced:
        kept = _LEADS_TO_A_PLACE.sub("", before[: word.start])
        before = kept + before[word.start + len(word.written) :]
    return " ".join(_AND.sub("", before).lstrip(" ?").split()).replace(" ?", "?")


def _asks_for_more(question: str) -> bool:
    # Too short for its language to be known.
    return any(pack.asks_for_more.fullmatch(question.strip(" .?!…")) for pack in PACKS.values())


def _leans(question: str, words: Sequence[_Word]) -> bool:
    language = detect(question)
    return bool(
        _AND.match(question)
        or _points_back(question, words, language)
        or _leaves_out_its_topic(question, words, language)
    )


def _points_back(question: str, words: Sequence[_Word], language: Language) -> bool:
    """Tell whether a word points to something that the question itself does not name."""
    pack = PACKS[language]
    full = len(words) >= _MANY_WORDS and any(word.place or _is_name(word, question) for word in words)
    for match in pack.points_to_earlier.finditer(question):
        clauses = [clause.start() for clause in pack.begins_a_clause.finditer(question[: match.start()])]
        clauses += [clause.start() for clause in pack.asks_again.finditer(question, 0, match.start())]
        clauses += [match.start()] if pack.explained_within.fullmatch(match[0]) else []
        named = any(word.start < clause for word in words for clause in clauses)
        personal = _PERSONAL.fullmatch(match[0])
        described = language == "fi" and _is_described(question, match, words)
        if not named and (personal or not (full or described)):
            return True
    return False


def _is_described(question: str, pronoun: re.Match[str], words: Sequence[_Word]) -> bool:
    """Tell whether a Finnish pronoun points at a noun that says what is meant; "se hanke" alone does not."""
    parts = question[: pronoun.start()], question[pronoun.end() :]
    before, behind = ([word[0] for word in morphology.words(part)] for part in parts)
    noun = morphology.noun_pointed_at(pronoun[0], before, behind)
    if noun is None or noun != behind[0] or FORMS["fi"].same_thing.isdisjoint(morphology.base_forms(noun, "fi")):
        return noun is not None
    others = [word for word in words if word.written != noun and not morphology.may_be_finite(word.written)]
    return not all(_names_no_topic(word, question, "fi") for word in others)


def _leaves_out_its_topic(question: str, words: Sequence[_Word], language: Language) -> bool:
    """Tell whether a question, not search words, does not name what it asks about: "Mikä oli hankalaa?"."""
    written = [word[0] for word in morphology.words(question)]
    others = len(written) - len(words)
    of_us = language == "fi" and any(map(morphology.speaks_of_us, written))
    if not others or of_us or PACKS[language].speaks_of_us.search(question):
        return False
    bare = others == 1 and all(word.place or word.is_year for word in words)
    return bare or all(_names_no_topic(word, question, language) for word in words)


def _names_no_topic(word: _Word, question: str, language: Language) -> bool:
    if word.place or word.is_year or _is_name(word, question):
        return False
    if PACKS[language].names_no_topic.fullmatch(word.terms[0] if language == "fi" else word.written):
        return True
    return language == "fi" and not morphology.may_be_a_noun(word.written)


def _might_lean(question: str, words: Sequence[_Word]) -> bool:
    others = sum(1 for _ in morphology.words(question)) - len(words)
    names = any(word.place is not None or _is_name(word, question) for word in words)
    return others > 0 and len(words) <= _FEW_WORDS and not names


def _is_name(word: _Word, question: str) -> bool:
    return word.written[0].isupper() and not question.startswith(word.written)


def _is_taken(word: _Word, words: Sequence[_Word]) -> bool:
    """Tell whether a word of the earlier question is taken over: not when this one has its own place, year or it."""
    if word.place:
        return not any(other.place for other in words)
    if word.is_year:
        return not any(other.is_year for other in words)
    return not any(word.terms[0] in other.terms for other in words)


def _words(text: str) -> Iterator[_Word]:
    language = detect(text)
    names = [Span(*match.span()) for match in glossary.long_names(language).finditer(text)]
    for token in glossary.translate(glossary.annotate(morphology.tokens(text, language), language), language):
        # "Norra Karelen" is one name, read where it begins.
        name = next((name for name in names if name.start <= token.start < name.end), None)
        if name and name.start < token.start:
            continue
        if token.terms and token.terms[0] not in _YEAR_WORDS:
            written = text[token.start : name.end if name else token.end]
            place = glossary.place_among(token.terms[: morphology.FIRST_READINGS])
            yield _Word(token.start, written, token.terms, place, morphology.is_year(written))


def _topic(word: _Word) -> bool:
    return word.place is None and not word.is_year


def _text(word: _Word) -> str:
    return word.place.name if word.place else word.written


def _topic_text(words: Sequence[_Word]) -> str:
    return " ".join(word.written for word in words if _topic(word))


def _items(words: Sequence[_Word]) -> Iterator[Carried]:
    """Yield what is taken over: the topic as one, then each place and each year."""
    if topic := _topic_text(words):
        yield Carried("topic", topic)
    for name in dict.fromkeys(word.place.name for word in words if word.place):
        yield Carried("region", name)
    for year in dict.fromkeys(word.written for word in words if word.is_year):
        yield Carried("year", year)


def _asks(question: str) -> bool:
    """Tell whether a word of the question asks, "entä" aside."""
    language = detect(question)
    rest = _AND.sub("", question)
    return kinds.asked(rest, language) is not Asked.OTHER or PACKS[language].asks_again.search(rest) is not None


def names_another(question: str) -> bool:
    """Tell whether a question only names another thing to ask what was asked before about: "Entä neuvolat?"."""
    return _AND.match(question) is not None and not _asks(question)


def _asking(question: str) -> str:
    """Return the first word of the earlier question that asks for a kind of thing: `missä`, `montako`."""
    language = detect(question)
    words = (word[0].lower() for word in morphology.words(question))
    return next((word for word in words if kinds.asked(word, language) is not Asked.OTHER), "")
