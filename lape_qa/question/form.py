"""In what form a question wants its answer: one fact, what something is, an overview, a list, a comparison; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress

from lape_qa.language import glossary, morphology
from lape_qa.language.glossary import Place
from lape_qa.language.model import Language, Span
from lape_qa.language.packs.forms import FORMS
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
    ANYTHING = "anything"


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
    general = [bool(pack.general & set(word[:_READINGS])) for word in words]
    subject = tuple(
        number for number, place in enumerate(found) if not (place or general[number] or _is_year(text, spans[number]))
    )
    form, aspect = _form(text, language, kind, len(subject), len(places), _bare(text, language, len(words)))
    years = any(compress((_is_year(text, span) for span in spans), required))
    if years and form in {Form.LIST, Form.TOPIC}:
        form = Form.FACT
    if form is Form.DEFINITION and not subject:
        subject = tuple(number for number, place in enumerate(found) if not place)
    return Shape(form, aspect, subject, places, bool(pack.newest.search(text)))


def _form(text: str, language: Language, kind: Asked, subject: int, places: int, bare: bool) -> tuple[Form, Aspect]:
    pack = FORMS[language]
    if kind is Asked.YES_NO:
        return Form.YES_NO, Aspect.ANYTHING
    if kind in {Asked.AUTHOR, Asked.CONTACT, Asked.HOURS}:
        return Form.FACT, Aspect.ANYTHING
    if pack.lists.search(text) and not places and subject <= _MOST_OF_AN_OVERVIEW and kind is not Asked.TIME:
        return Form.LIST, Aspect.ANYTHING
    if pack.introduces.search(text) and not places:
        return Form.DEFINITION, Aspect.ANYTHING
    defined = kind is Asked.OTHER and pack.defines.search(text) and not pack.property.search(text)
    if defined and not places and subject <= _MOST_OF_A_DEFINITION:
        return Form.DEFINITION, Aspect.ANYTHING
    if kind in {Asked.OTHER, Asked.REASON, Asked.LIST} and subject <= _MOST_OF_AN_OVERVIEW:
        for name, pattern in pack.aspects:
            if pattern.search(text):
                return Form.OVERVIEW, Aspect(name)
    # Of a place and something there one fact is wanted: "nuokkarit kittilä".
    if bare and kind is Asked.OTHER and subject <= _MOST_OF_A_TOPIC and not (subject and places):
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
    found = {name.rstrip("2345"): part.strip() for name, part in match.groupdict().items() if part}
    one, other, rest = (found.get(name, "") for name in ("one", "other", "rest"))
    if "," in one or max(len(one.split()), len(other.split())) > _LONGEST_SIDE:
        return ()
    return f"{rest} {one}".strip(), f"{rest} {other}".strip()
