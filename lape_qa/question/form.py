"""In what form a question wants its answer: one fact, what something is, an overview, a list, a comparison; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress

from lape_qa.language import glossary, morphology
from lape_qa.language.glossary import Place
from lape_qa.language.model import Language, Span
from lape_qa.language.names import own_forms
from lape_qa.language.packs.forms import FORMS, PROGRAMME, Forms
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked

_MOST_OF_A_DEFINITION = 4
"""Words of what is to be defined; who asks about more asks for a fact."""
_MOST_OF_AN_OVERVIEW = 2
"""Words that say what an overview is about, beside a place; with more of them a question is narrow."""
_MOST_OF_A_TOPIC = 2
_LONGEST_SIDE = 5
"""Words of one of two things that are compared."""
_READINGS = 3
"""Terms of a word, most exact first, among which a general one is believed."""


class Form(StrEnum):
    """The form of the answer."""

    FACT = "fact"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    TOPIC = "topic"
    """A bare topic: what it is, and what the sources tell of it."""
    OVERVIEW = "overview"
    TIME = "time"
    """When something began or ended, which sources may tell differently."""
    LIST = "list"
    COMPARISON = "comparison"


class Aspect(StrEnum):
    """What an overview is to tell."""

    RESULTS = "results"
    ACTIONS = "actions"
    CHALLENGES = "challenges"
    LESSONS = "lessons"
    FUTURE = "future"
    REASONS = "reasons"
    GOALS = "goals"
    ANYTHING = "anything"


_OF_ITSELF = frozenset({Form.DEFINITION, Form.TIME, Form.TOPIC})
"""Forms that ask about a thing itself, not about what came of it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The form that a question asks for, and what it is about."""

    form: Form
    aspect: Aspect = Aspect.ANYTHING
    subject: tuple[int, ...] = ()
    """Numbers of the question's words that say what it is about; places and general words are not among them."""
    places: tuple[Place, ...] = ()
    newest: bool = False
    """Does it ask what is so now, or came last?"""
    bare: bool = False
    """Is it nothing but a few words to search for: none that asks, no verb?"""
    of_whole: bool = False
    """Is it about the programme itself, of which every source speaks?"""

    @property
    def is_narrow(self) -> bool:
        """Tell whether one fact is asked for."""
        return self.form in {Form.FACT, Form.YES_NO, Form.COMPARISON}


def shape(
    text: str, language: Language, words: Sequence[Sequence[str]], spans: Sequence[Span], required: Sequence[bool]
) -> Shape:
    """Return the form that a question asks for; its words as a Query has them."""
    pack = FORMS[language]
    kind = kinds.asked(text, language)
    found = [glossary.place_among(word[:_READINGS] if language == "fi" else word) for word in words]
    places = tuple(dict.fromkeys(place for place in found if place))
    written = [text[span.start : span.end] for span in spans]
    naming_places = [Span(*match.span()) for match in glossary.long_names(language).finditer(text)]
    general = [
        bool(pack.general & _whole(word, terms, language))
        or _only_asks(word, pack)
        or any(name.start <= span.start < name.end for name in naming_places)
        for word, terms, span in zip(written, words, spans, strict=True)
    ]
    subject = tuple(
        number for number, place in enumerate(found) if not (place or general[number] or _is_year(text, spans[number]))
    )
    bare = len(subject) <= _MOST_OF_A_TOPIC and not (subject and places) and _bare(text, language, len(words))
    form, aspect = _form(text, language, kind, len(subject), len(places), bare)
    years = any(compress((_is_year(text, span) for span in spans), required))
    if years and form in {Form.LIST, Form.TOPIC}:
        form = Form.FACT
    of_whole = not (subject or places)
    of_itself = form in _OF_ITSELF or (form is Form.OVERVIEW and aspect is Aspect.ANYTHING)
    if of_itself and of_whole:
        named = [number for number, word in enumerate(written) if PROGRAMME & _whole(word, words[number], language)]
        subject = tuple(named or range(len(words)))
    newest = bool(pack.newest.search(text) or pack.since.search(text))
    return Shape(form, aspect, subject, places, newest, bare, of_whole)


def _whole(word: str, terms: Sequence[str], language: Language) -> frozenset[str]:
    """Return what a word may mean as a whole, not as the sum of its parts."""
    own = own_forms(word, language)
    return own if language == "fi" or "-" in word else own | frozenset(terms[:_READINGS])


def _only_asks(word: str, pack: Forms) -> bool:
    """Tell whether a word says what is to be told of something, and not of what."""
    signs = (*pack.aspects, *pack.times, ("people", pack.people))
    return any(sign.fullmatch(word) for _, sign in signs) or pack.defines_too.fullmatch(word) is not None


def _form(text: str, language: Language, kind: Asked, subject: int, places: int, bare: bool) -> tuple[Form, Aspect]:
    pack = FORMS[language]
    if kind is Asked.YES_NO:
        return Form.YES_NO, Aspect.ANYTHING
    if kind is Asked.TIME and not places and subject <= _MOST_OF_A_TOPIC and any(s.search(text) for _, s in pack.times):
        return Form.TIME, Aspect.ANYTHING
    if kind in {Asked.AUTHOR, Asked.CONTACT, Asked.HOURS}:
        return Form.FACT, Aspect.ANYTHING
    aspect = next((Aspect(name) for name, pattern in pack.aspects if pattern.search(text)), None)
    if pack.lists.search(text) and not places and subject <= _MOST_OF_AN_OVERVIEW and kind is not Asked.TIME:
        return Form.LIST, aspect or Aspect.ANYTHING
    if pack.introduces.search(text) and not places:
        return Form.DEFINITION, Aspect.ANYTHING
    defined = kind is Asked.OTHER and pack.defines.search(text) and not pack.property.search(text)
    if defined and not places and subject <= _MOST_OF_A_DEFINITION:
        return Form.DEFINITION, Aspect.ANYTHING
    if aspect and kind in {Asked.OTHER, Asked.REASON, Asked.LIST} and subject <= _MOST_OF_AN_OVERVIEW:
        return Form.OVERVIEW, aspect
    # Of a place and something there one fact is wanted: "nuokkarit kittilä".
    if bare and kind is Asked.OTHER and not pack.property.search(text):
        return Form.TOPIC, Aspect.ANYTHING
    return Form.FACT, Aspect.ANYTHING


def _bare(text: str, language: Language, topical: int) -> bool:
    """Tell whether a text is nothing but a topic: no word that asks, no verb."""
    written = [word[0] for word in morphology.words(text)]
    joining = sum(word.casefold() in FORMS[language].connecting for word in written)
    return len(written) - joining <= topical and not any(map(morphology.is_verb, written))


def _is_year(text: str, span: Span) -> bool:
    return morphology.is_year(text[span.start : span.end])


def sides(text: str, language: Language) -> tuple[str, ...]:
    """Return the two things that a question compares, each with what is asked of both; else nothing."""
    match = FORMS[language].compares.match(text)
    if match is None or kinds.asked(text, language) not in {Asked.OTHER, Asked.LIST}:
        return ()
    found = {name.rstrip("23456"): part.strip() for name, part in match.groupdict().items() if part}
    one, other, rest = (found.get(name, "") for name in ("one", "other", "rest"))
    if "," in one or max(len(one.split()), len(other.split())) > _LONGEST_SIDE:
        return ()
    return f"{rest} {one}".strip(), f"{rest} {other}".strip()
