"""In what form a question wants its answer: one fact, what something is, an overview, a list, a comparison; pure."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress

from lape_qa.language import glossary, morphology, themes
from lape_qa.language.glossary import Place
from lape_qa.language.model import Language, Span
from lape_qa.language.names import own_forms
from lape_qa.language.packs.common import COMMON
from lape_qa.language.packs.forms import FORMS, PROGRAMME, Forms
from lape_qa.language.packs.model import named_parts
from lape_qa.question import kinds
from lape_qa.question.breadth import Asking, fitted_breadth_model
from lape_qa.question.kinds import Asked

_MOST_OF_A_DEFINITION = 4
"""Words of what is to be defined; who asks about more asks for a fact."""
_MOST_OF_AN_OVERVIEW = 3
"""Words that say what an overview is about, beside a place; with more of them a question is narrow."""
_MOST_OF_A_TOPIC = 2
_MOST_OF_A_LIST = 3
_TWO = 2
"""Places that are compared without a word between them."""
_LONGEST_SIDE = 5
"""Words of one of two things that are compared."""
_OWNER_AND_ONE = 2
"""Words of the first of two that share a noun: "LAPEn ensimmäisellä ja toisella kaudella"."""
_BACK = str.maketrans("äöy", "aou")
_LOCATED = re.compile(r"(?:ss|st|ll|lt)[aä]$")
"""The end of a Finnish word that says where something is, or whence."""
_AT = re.compile(r"\A(?P<what>(?:.{0,200}\S )?)(?P<at>i|på|in|at) (?P<place>\S{1,50}(?: \S{1,50})?)\Z", re.IGNORECASE)
"""Something in a place, in Swedish or English."""
_THERE = re.compile(r"\A(?:that|those|det|den|de) (?=(?:i|på|in|at) )", re.IGNORECASE)
"""What stands for something that was named before: "that in Uusimaa"."""
_AGREEING = 2
"""Letters at the end of two words that stand in the same form."""
_COUNTED = re.compile(
    r"\b(?:\d+|två|tre|fyra|fem|sex|sju|åtta|nio|tio|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)
"""A question for so many of a kind: one sentence names them."""
_HOW = re.compile(r"\A\W*+(?:miten|mites|kuinka|hur|how)\b(?! (?:mon|paljon|många|mycket|many|much))", re.IGNORECASE)
"""A question how something went, which asks for no list, whatever it speaks of."""
_WHICH_IS = re.compile(r"\A\W*+(?:mikä (?:on|oli)|vad (?:är|var)|what(?:'s| is| was))\b", re.IGNORECASE)
"""A question what one thing is; with a word for a property, which one that is."""
_NAMES_A_DOING = re.compile(r"mi(?:nen|s\w+)$", re.IGNORECASE)
"""The end of a verb that is a noun: `kehittäminen`."""
_WHAT = re.compile(
    r"\bmi(?:tä|ssä|stä|hin|llä|ltä|lle) (?:eri |muita |kaikkia )?(?!(?:sano|kirjaim|vuosi|aiko)\w*)(\w+)",
    re.IGNORECASE,
)
"""The noun that is asked for; words, letters and times are no several things."""
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
    INVOLVEMENT = "involvement"
    """Who took part, and how."""
    REASONS = "reasons"
    GOALS = "goals"
    ANYTHING = "anything"


_JUDGED = frozenset({Aspect.RESULTS, Aspect.CHALLENGES, Aspect.FUTURE})
"""What of a whole, asked for by yes or no, many sentences tell."""
_MAY_BE_OPEN = frozenset({Asked.OTHER, Asked.LIST})
"""Kinds of things of which several sentences may tell, though no rule says so."""
_NOUNS = frozenset({Aspect.RESULTS, Aspect.CHALLENGES, Aspect.LESSONS, Aspect.GOALS})
"""Aspects that are asked for by a noun: "Mitkä olivat haasteet?" lists nothing else."""
MEANING = frozenset({Form.DEFINITION, Form.TOPIC})
"""Forms that ask what something is."""
OF_ITSELF = MEANING | {Form.TIME}
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
    doing: tuple[int, ...] = ()
    """Numbers of the question's words that say what was done: "koulutettiin"."""
    of_whole: bool = False
    """Is it about the programme itself, of which every source speaks?"""
    searches: bool = False
    """Is it words to search for, however many, and no sentence?"""
    parted: bool = False
    """Is a word of it, which no source has as a whole, read as the two that it consists of?"""
    is_open: bool = False
    """Is it a list or an overview because nothing narrower is asked, and not because its words ask for one?"""

    @property
    def is_narrow(self) -> bool:
        """Tell whether one fact is asked for."""
        return self.form in {Form.FACT, Form.YES_NO, Form.COMPARISON}

    @property
    def asks_what_it_is(self) -> bool:
        """Tell whether what something is is asked for, and not what is so in a place."""
        return self.form in MEANING and not self.places


def shape(
    text: str, language: Language, words: Sequence[Sequence[str]], spans: Sequence[Span], required: Sequence[bool]
) -> Shape:
    """Return the form that a question asks for; its words as a Query has them."""
    pack, kind = FORMS[language], kinds.asked(text, language)
    read = _read(text, language, kind, words, spans)
    places, subject, written, meant, bare = read.places, read.subject, read.written, read.meant, read.bare
    years = any(compress(map(morphology.is_year, written), required))
    listed = read.count - _said_twice(text, language, [spans[number] for number in subject])
    form, aspect = _form(text, language, kind, read.count, listed, len(places), bare)
    is_open = form is Form.FACT and not years and _wants_several(text, language, kind, read)
    form = (Form.LIST if _lists(text, language, kind) else Form.OVERVIEW) if is_open else form
    is_open = is_open or (kind is Asked.YES_NO and form is Form.OVERVIEW)
    # Of a place as a whole the sources tell whatever is asked.
    is_open = is_open and not (places and not subject)
    # What of a year is told is told of another year too, so one sentence has to answer.
    is_open = is_open or (years and form is Form.LIST)
    if years and form is Form.TOPIC:
        form = Form.FACT
    if form in MEANING:
        subject = _of_name(written, meant, pack, read.is_place) or subject
    of_whole = not (subject or places)
    of_itself = form in OF_ITSELF or (form is Form.OVERVIEW and aspect is Aspect.ANYTHING)
    if of_itself and of_whole:
        subject = tuple(number for number, forms in enumerate(meant) if PROGRAMME & forms) or tuple(range(len(words)))
    newest = aspect is Aspect.FUTURE or bool(pack.newest.search(text) or pack.since.search(text))
    doing = _doing(written, meant, language) if form is Form.OVERVIEW else ()
    searches = kind is Asked.OTHER and _bare(text, language, len(words)) and not pack.property.search(text)
    return Shape(form, aspect, subject, places, newest, bare, doing, of_whole, searches, is_open=is_open)


@dataclass(frozen=True, slots=True)
class _Read:
    """The words of a question, and which of them say what it is about."""

    written: Sequence[str]
    meant: Sequence[frozenset[str]]
    places: tuple[Place, ...]
    is_place: Sequence[bool]
    """For each word: is it a place, or of the long name of one?"""
    subject: tuple[int, ...]
    count: int
    """How many things the subject's words name."""
    bare: bool


def _read(text: str, language: Language, kind: Asked, words: Sequence[Sequence[str]], spans: Sequence[Span]) -> _Read:
    pack = FORMS[language]
    found = [glossary.place_among(word[:_READINGS] if language == "fi" else word) for word in words]
    places = tuple(dict.fromkeys(place for place in found if place))
    written = [text[span.start : span.end] for span in spans]
    named = [Span(*match.span()) for match in glossary.long_names(language).finditer(text)]
    is_place = [
        place is not None or any(name.start <= span.start < name.end for name in named)
        for place, span in zip(found, spans, strict=True)
    ]
    meant = [_whole(word, terms, language) for word, terms in zip(written, words, strict=True)]
    entry = glossary.said_in_one([tuple(word) for word in words], language)
    one_name = entry[0] if entry else range(0)
    people = kind is Asked.PERSON or pack.lists.search(text) is not None
    subject = tuple(
        number
        for number, word in enumerate(written)
        if not (is_place[number] or morphology.is_year(word))
        and (number in one_name or not _is_general(word, meant[number], language, people))
    )
    # Whom it is for makes a topic no narrower.
    narrowing = sum(not pack.field & meant[number] for number in subject)
    bare = narrowing <= _MOST_OF_A_TOPIC and not (subject and places) and _bare(text, language, len(words))
    bare = bare and kind is not Asked.LIST and not (pack.lists.match(text) and pack.requests.match(text))
    if places:
        subject = tuple(number for number in subject if not pack.field & meant[number])
    # What is one entry of the glossary is one thing, however many words it has.
    count = len(subject) - max(0, sum(number in one_name for number in subject) - 1)
    return _Read(written, meant, places, is_place, subject, count, bare)


def asking(text: str, language: Language, words: Sequence[Sequence[str]], spans: Sequence[Span]) -> Asking:
    """Return what there is to judge by how many sentences a question wants; its words as a Query has them."""
    kind = kinds.asked(text, language)
    return _asking(text, language, kind, _read(text, language, kind, words, spans))


def _asking(text: str, language: Language, kind: Asked, read: _Read) -> Asking:
    several = asks_for_several(text, language)
    return Asking(text, language, kind, read.count, len(read.places), read.bare, several)


def _wants_several(text: str, language: Language, kind: Asked, read: _Read) -> bool:
    """Tell whether a question that no rule knows seems to want several sentences; not one for a number of things."""
    model, asked_for = fitted_breadth_model(), _asking(text, language, kind, read)
    counted = _COUNTED.search(text) or (language == "fi" and any(map(morphology.counts_or_compares, asked_for.written)))
    one = _WHICH_IS.search(text) and FORMS[language].property.search(text)
    return kind in _MAY_BE_OPEN and not (counted or one) and model.chance(asked_for) >= model.threshold


def _lists(text: str, language: Language, kind: Asked) -> bool:
    """Tell whether a question that wants several sentences wants a list of things."""
    pack = FORMS[language]
    return kind is Asked.LIST or asks_for_several(text, language) or pack.lists.search(text) is not None


def _doing(written: Sequence[str], meant: Sequence[frozenset[str]], language: Language) -> tuple[int, ...]:
    """Return the numbers of the Finnish verbs that say what was done, and not only that something was."""
    pack = FORMS[language]
    return tuple(
        number
        for number, (word, forms) in enumerate(zip(written, meant, strict=True))
        if language == "fi" and morphology.is_verb(word) and not (pack.general | pack.fillers) & forms
    )


def _of_name(
    written: Sequence[str], meant: Sequence[frozenset[str]], pack: Forms, is_place: Sequence[bool]
) -> tuple[int, ...]:
    """Return the numbers of the words that name what is to be explained; none where that is the programme itself."""
    named = [
        number
        for number, (word, forms) in enumerate(zip(written, meant, strict=True))
        if not (
            is_place[number]
            or pack.meaning.fullmatch(word)
            # "Ero" is a matter of its own.
            or (pack.comparing.fullmatch(word) and "ero" not in forms)
            or forms & pack.fillers
        )
    ]
    # LAPE-hanke is LAPE, and "hanke" alone is what is asked about.
    proper = [number for number in named if not meant[number] & pack.same_thing] or named
    return () if all(meant[number] & PROGRAMME for number in proper) else tuple(proper)


def _whole(word: str, terms: Sequence[str], language: Language) -> frozenset[str]:
    """Return what a word may mean as a whole, not as the sum of its parts."""
    own = own_forms(word, language)
    return own if language == "fi" or "-" in word else own | frozenset(terms[:_READINGS])


def _is_general(word: str, meant: frozenset[str], language: Language, people: bool) -> bool:
    """Tell whether a word says nothing of what a question is about, or only what is to be told of it.

    Where `people` are asked for, their office is what is to be told.
    """
    pack = FORMS[language]
    offices = (pack.people,) if people else ()
    signs = (*(sign for _, sign in (*pack.aspects, *pack.times)), *offices, pack.meaning, pack.called)
    said = meant | {word.casefold()}
    return (
        not all(map(said.isdisjoint, (pack.general, pack.fillers, COMMON[language])))
        or (language == "fi" and not (morphology.may_be_a_topic(word) or themes.told_by(meant)))
        or any(sign.fullmatch(word) for sign in signs)
    )


def _said_twice(text: str, language: Language, subject: Sequence[Span]) -> int:
    """Return how many words of a subject say no more of what is listed: the second of two nouns in one, and verbs."""
    joined = sum(
        text[one.end : other.start].strip().casefold() in FORMS[language].joining
        for one, other in itertools.pairwise(subject)
    )
    verbs = sum(language == "fi" and morphology.may_be_finite(text[span.start : span.end]) for span in subject)
    return joined + verbs


def _form(
    text: str, language: Language, kind: Asked, subject: int, listed: int, places: int, bare: bool
) -> tuple[Form, Aspect]:
    """Return the form of the answer, and what an overview is to tell.

    `subject` is how many words a question is about, and `listed` how many of them say what a list would be of.
    """
    pack = FORMS[language]
    aspect = next((Aspect(name) for name, pattern in pack.aspects if pattern.search(text)), None)
    if kind is Asked.YES_NO:
        # "Onko siellä tehty mitään?", "Onnistuiko LAPE?": no one sentence settles it.
        judged = aspect in _JUDGED and not subject
        broad = judged or (pack.anything.search(text) and subject <= _MOST_OF_A_TOPIC)
        return (Form.OVERVIEW, aspect or Aspect.ANYTHING) if broad else (Form.YES_NO, Aspect.ANYTHING)
    if kind is Asked.TIME and not places and subject <= _MOST_OF_A_TOPIC and any(s.search(text) for _, s in pack.times):
        return Form.TIME, Aspect.ANYTHING
    if kind in {Asked.AUTHOR, Asked.CONTACT, Asked.HOURS}:
        return Form.FACT, Aspect.ANYTHING
    if (
        pack.lists.search(text)
        and not (bare or (aspect and places) or (aspect in _NOUNS and not subject))
        and (listed <= _MOST_OF_AN_OVERVIEW or (pack.places.search(text) and not places))
        and kind not in {Asked.TIME, Asked.REASON}
        and not _HOW.match(text)
    ):
        return Form.LIST, aspect or Aspect.ANYTHING
    if pack.introduces.search(text) and not places:
        return Form.DEFINITION, Aspect.ANYTHING
    several = asks_for_several(text, language)
    located = kind is Asked.PLACE and not places and language == "fi" and listed <= _MOST_OF_A_LIST
    if located and (_of_several(text) or _goes_on(text)):
        return Form.LIST, Aspect.ANYTHING
    # "Mistä sanoista LAPE tulee?", "What are family centres?"
    explains = kind is Asked.OTHER or (kind in {Asked.PLACE, Asked.NAME, Asked.LIST} and pack.explains.search(text))
    defined = explains and not (aspect or (several and not pack.explains.search(text))) and pack.defines.search(text)
    if several and not (aspect or defined or places) and listed <= _MOST_OF_A_LIST:
        return Form.LIST, Aspect.ANYTHING
    if (
        defined
        and not pack.property.search(text)
        and subject <= (_MOST_OF_A_TOPIC if places else _MOST_OF_A_DEFINITION)
    ):
        # Of what a region did, and of what is new of something, there is much to tell.
        of_more = pack.newest.search(text) or (places and not subject)
        return (Form.OVERVIEW if of_more else Form.DEFINITION), Aspect.ANYTHING
    broad = kind in {Asked.OTHER, Asked.LIST}
    # Who asks why something went as it did asks for one reason.
    broad = broad or (kind in {Asked.REASON, Asked.PLACE} and aspect in {Aspect.REASONS, Aspect.GOALS})
    if aspect and broad and subject <= _MOST_OF_AN_OVERVIEW:
        return Form.OVERVIEW, aspect
    # Of a place and something there one fact is wanted: "nuokkarit kittilä".
    if bare and kind is Asked.OTHER and not pack.property.search(text):
        return Form.TOPIC, Aspect.ANYTHING
    return Form.FACT, Aspect.ANYTHING


def asks_for_several(text: str, language: Language) -> bool:
    """Tell whether a question asks for several of a kind: `mitä palveluja`."""
    if language != "fi":
        return kinds.asked(text, language) is Asked.LIST and not _COUNTED.search(text)
    match = _WHAT.search(text)
    return match is not None and morphology.asks_for_several(match[1])


def _of_several(text: str) -> bool:
    """Tell whether a Finnish question for a place is about several of a kind: "Missä seminaareja pidettiin?"."""
    return any(morphology.is_several(word[0]) for word in morphology.words(text))


def _goes_on(text: str) -> bool:
    """Tell whether a Finnish question is about what is done, or has been done, maybe in several places."""
    written = [word[0].casefold() for word in morphology.words(text)]
    done = {"on", "ovat"}.intersection(written) and any(word.endswith(("tu", "ty")) for word in written)
    return bool(done) or any(word.endswith(("taan", "tään")) for word in written)


def _bare(text: str, language: Language, topical: int) -> bool:
    """Tell whether a text is nothing but a topic: no word that asks, no verb."""
    written = [word[0] for word in morphology.words(text)]
    joining = sum(word.casefold() in FORMS[language].connecting for word in written)
    verbs = any(morphology.is_verb(word) and not _NAMES_A_DOING.search(word) for word in written)
    return len(written) - joining <= topical and not verbs


def sides(text: str, language: Language) -> tuple[str, ...]:
    """Return the two things that a question compares, each with what is asked of both; else nothing."""
    match = FORMS[language].compares.match(text)
    if match is None:
        return _two_places(text, language)
    found = named_parts(match)
    one, other, rest = (found.get(name, "") for name in ("one", "other", "rest"))
    # "X vai Y, mistä saa mitäkin?" and "…, kumpi on kenelle?" ask what there is in each, and whom it is for.
    compared = {Asked.OTHER, Asked.LIST, Asked.PLACE, Asked.PERSON} if rest else {Asked.OTHER, Asked.LIST}
    if kinds.asked(text, language) not in compared:
        return ()
    # "X vai Y, mikä ero?" asks nothing of each.
    rest = "" if FORMS[language].merely_comparing.match(rest) else rest
    one, other = _completed(one, other), _in_its_place(one, other)
    if "," in one or max(len(one.split()), len(other.split())) > _LONGEST_SIDE:
        return ()
    of_programme = any(PROGRAMME & own_forms(word[0], language) for word in morphology.words(text))
    periods = FORMS[language].periods
    # "Eka kausi ja jatkokausi" are those of the programme too.
    of_programme = of_programme or all(any(called.search(side) for called, _ in periods) for side in (one, other))
    periods = periods if of_programme else ()
    return _in_years(f"{rest} {one}".strip(), periods), _in_years(f"{rest} {other}".strip(), periods)


def _two_places(text: str, language: Language) -> tuple[str, ...]:
    """Return the places of a question that only compares two of them, with nothing between: "vertaa kainuu lappi"."""
    comparing = FORMS[language].comparing
    if comparing.search(text) is None:
        return ()
    tokens = glossary.annotate(morphology.tokens(text, language), language)
    written = {text[token.start : token.end]: token.terms for token in tokens if token.terms}
    named = {word: terms for word, terms in written.items() if not comparing.fullmatch(word)}
    are_places = all(glossary.place_among(terms[: morphology.FIRST_READINGS]) for terms in named.values())
    return tuple(named) if len(named) == _TWO and are_places else ()


def _in_years(side: str, periods: Sequence[tuple[re.Pattern[str], str]]) -> str:
    """Return one side of a comparison with the years of the programme's period that it names."""
    for called, years in periods:
        side = called.sub(years, side)
    return side


def _completed(one: str, other: str) -> str:
    """Return the first of two sides with the noun that it shares: "eka ja toka kausi", "MuKaVa- ja SATULA-hanke"."""
    if one.endswith("-") and "-" in other:
        return one + other.rsplit("-", 1)[1]
    first, *behind = other.split()
    owner_and_one = one.split()
    shares = behind and 0 < len(owner_and_one) <= _OWNER_AND_ONE and _ending(owner_and_one[-1]) == _ending(first)
    return " ".join([one, *behind]) if shares else one


def _in_its_place(one: str, other: str) -> str:
    """Return the second of two sides with what the first says of its place: "perhekeskus Kainuussa / Lapissa".

    In Swedish and English a preposition stands before the place, maybe with a pronoun for what is there before it.
    """
    word, behind = _AT.match(one), _AT.match(_THERE.sub("", other))
    if word and behind and behind["what"] == "" and word["at"].casefold() == behind["at"].casefold():
        return f"{word['what']}{behind['at']} {behind['place']}"
    *said, last = one.split()
    located = len(other.split()) == 1 and said and _LOCATED.search(last) and _LOCATED.search(other)
    return " ".join([*said, other]) if located else other


def _ending(word: str) -> str:
    """Return a word's last letters; which vowels they have, its others decide: ensimmäisellä, toisella."""
    return word[-_AGREEING:].translate(_BACK)
