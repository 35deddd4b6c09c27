"""Which sentences say what something is: they name it, as itself, and a word that defines follows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lape_qa.answer.pool import Pool
from lape_qa.index.model import Floats
from lape_qa.language import glossary, morphology
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language, Span
from lape_qa.language.names import own_forms
from lape_qa.language.packs.forms import FORMS, PROGRAMME, Forms
from lape_qa.question.model import Query

_FIRST_WORDS = 25
"""Characters from the beginning of a sentence in which what it defines stands."""
_BEGINNING = 3
"""Letters that a word keeps in all its forms."""
_BETWEEN = 2
"""Words that may stand between those of a subject."""
_LATER, _UNSAID, _OF_ONE, _INFLECTED = 0.4, 0.3, 0.5, 0.4
"""What is left where the subject stands later, where no word that defines follows, where one such thing is meant,

and where the subject is none of its sentence.
"""
_EXPANDED, _SPELT_OUT = 0.6, 1.5
"""What it is worth that a sentence has an abbreviation and its full name, and where that is what is asked for."""
_EXPANDED_FIRST = 0.9
"""The same where the sentence opens with them and speaks of nothing that belongs to it."""
_NAMED_LATER = 0.8
"""What is left where a sentence that explains a name does so later."""
_ABBREVIATION_NAMED = 1.2
"""The same where it is an abbreviation, which says nothing by itself."""
_OPENS_AN_EXPLANATION = ("(", "eli ")
_OF_ITS_USE, _OF_IT, _OF_A_KIND = 0.8, 0.4, 0.6
"""What it is worth that a sentence tells what the subject is for, that it opens with it, and that it says its kind."""
_ONCE = 0.7
"""What is left where a sentence that does not say what the subject is tells of a year."""
_GENITIVE = re.compile(r"n$")
_CLAUSE = re.compile(r", (?:jo|som\b|which\b|whose\b)")
_OWNER = re.compile(r"\b[A-ZÅÄÖ][\w-]{0,60}(?:(?<!ne)n|s)\s+$")
"""A genitive before the subject: "Kittilän perhekeskus"; not an adjective: "Kansallinen perhekeskus"."""
_KIND_BEHIND = re.compile(r"[”\"!]? -(\w+)")
"""A word for the same thing behind a name of several words."""
_LONGER_NAME = re.compile(r" [A-ZÅÄÖ][\w-]{0,40}(?: [\w-]{1,40}){0,3} -[a-zåäö]")
_NAME_BEHIND = re.compile(r" [A-ZÅÄÖ]")
"""What makes a name, or an abbreviation, a part of another's: "LAPE Etelä-Savo -hanke" and "LAPE PKS" are not LAPE."""
_REST_OF_WORD = re.compile(r"^\w+")
_BETWEEN_NAMES = re.compile(r"""[\s”“"»:,(]*(?:on|oli|är|var|is|was)?[\s”“"»:,(]*""")
"""What may stand between a word that names and the name."""
_LAST_LETTERS = 6
"""Letters of a long name's last word that inflection may change."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be defined: the base forms of each of its words, and its full name if it is an abbreviation."""

    words: tuple[frozenset[str], ...]
    full_name: str | None = None
    in_finnish: tuple[frozenset[str], ...] = ()
    """What words of another language are in Finnish together: "family centre" is `perhekeskus`."""
    is_abbreviation: bool = False

    def found_in(self, text: str, language: Language) -> Span | None:
        """Return where a text has the words close upon each other, as themselves; None where it has not."""
        if language == "fi" and self.in_finnish:
            return Subject(self.in_finnish).found_in(text, language)
        written = list(morphology.words(text))
        # Analysing a word takes long, and few begin as one of these does.
        likely = {form[:_BEGINNING] for want in self.words for form in want}
        forms = [
            self._forms_of(word[0], language)
            if any(part[:_BEGINNING] in likely for part in (word[0].casefold(), *word[0].casefold().split("-")[1:]))
            else frozenset[str]()
            for word in written
        ]
        hits = [[place for place, those in enumerate(forms) if want & those] for want in self.words]
        if not (hits and all(hits)):
            return None
        first = min(hits[0])
        places = [min(those, key=lambda place: (place < first, abs(place - first))) for those in hits]
        # "Perhekeskuksen sähköiset palvelut" are no "sähköinen perhekeskus".
        if places != sorted(places) or max(places) - min(places) > len(self.words) + _BETWEEN:
            return None
        start, end = written[min(places)].start(), written[max(places)].end()
        behind = _KIND_BEHIND.match(text, end)
        # "Lapset puheeksi -menetelmä" is one name.
        if behind and morphology.base_forms(behind[1], language) & FORMS[language].same_thing:
            end = behind.end()
        return Span(start, end)

    def _forms_of(self, word: str, language: Language) -> frozenset[str]:
        """Return what a word may be; of a name of several words a compound may hold them all: VIP-verkosto."""
        own = own_forms(word, language)
        named, _, head = word.rpartition("-")
        # LAPE-muutosagentti is one; LAPE-ohjelma is the programme.
        if (
            named.casefold() in PROGRAMME
            and not (heads := morphology.base_forms(head, language)) & FORMS[language].same_thing
        ):
            own |= heads
        return own | frozenset(morphology.terms(word, language)) if len(self.words) > 1 else own


def subject_of(query: Query) -> Subject:
    """Return what a question wants to know the meaning of."""
    numbers = query.shape.subject
    words = tuple(_word(query, number) for number in numbers)
    names = [name for word in words for form in sorted(word) if (name := glossary.full_name(form))]
    full_name = names[0] if len(words) == 1 and names else None
    abbreviated = len(numbers) == 1 and query.written[numbers[0]].isupper()
    entry = glossary.said_in_one([query.words[number] for number in numbers], query.language)
    if entry is None:
        return Subject(words, full_name, is_abbreviation=abbreviated)
    stretch, terms = entry
    others = [word for place, word in enumerate(words) if place not in stretch]
    return Subject(words, full_name, (*(frozenset([term]) for term in terms), *others))


def _word(query: Query, number: int) -> frozenset[str]:
    written = query.written[number]
    own = own_forms(written, query.language)
    if query.language == "fi":
        return own
    if written[:1].isupper():
        own |= own_forms(written, "fi")
    # Parts of a Finnish name are other things: Omaperhe is no perhe.
    return own | {term for term in query.words[number] if term == written.casefold() or term not in written.casefold()}


def defining(pool: Pool, subject: Subject) -> Floats:
    """Return how far each sentence says what the subject is, 0..1; -1 where it does not name it, or is not quoted."""
    found = np.full(len(pool.scores), -1, np.float32)
    # Analysing the words of a sentence takes long, so only those that may be quoted are looked at.
    for number in pool.quotable():
        found[number] = _defines(pool, subject, number)
    return found


def _defines(pool: Pool, subject: Subject, number: int) -> float:
    text = pool.grounds.texts[number]
    language = analysed_as(pool.documents[number].language)
    forms = FORMS[language]
    expanded = subject.full_name is not None and _stem_of(subject.full_name) in text.casefold()
    at = subject.found_in(text, language)
    if at is None:
        return _by_full_name(text, subject.full_name, forms) if subject.full_name and expanded else -1.0
    first = at.start < _FIRST_WORDS
    before, rest = text[: at.start], text[at.end :]
    named = text[at.start : at.end]
    if (_NAME_BEHIND if named.isupper() else _LONGER_NAME).match(rest):
        return -1.0
    if any(_names(naming, at, text) for naming in forms.naming.finditer(text)):
        if subject.is_abbreviation:
            return _ABBREVIATION_NAMED
        return 1.0 if first else _NAMED_LATER
    says = forms.defining.match(rest) is not None or rest.lstrip().startswith(_OPENS_AN_EXPLANATION)
    nominative = language != "fi" or is_nominative(named)
    if before.endswith("(") and rest.startswith(")"):
        if FORMS[pool.query.language].explains.search(pool.query.meant):
            return _SPELT_OUT
        return _EXPANDED_FIRST if _opens_with(subject.full_name, before) else _EXPANDED
    # What is said of something that belongs to it is not said of it: "Perhekeskuksen alue on …".
    says = says and (nominative or not _GENITIVE.search(named))
    worth = (1.0 if first else _LATER) * (1.0 if says else _UNSAID)
    worth *= _OF_ONE if is_one_of_them(before) else 1.0
    worth *= 1.0 if nominative else _INFLECTED
    if not morphology.years(text):
        worth = max(worth, _opening(before, named, rest, forms, nominative))
    elif not says:
        worth *= _ONCE
    if forms.made_before.search(before):
        worth = max(worth, _OF_ITS_USE)
    if text[at.start].isupper() and forms.kind_before.search(before):
        worth = max(worth, _OF_A_KIND)
    return max(worth, _EXPANDED) if expanded else worth


def _opening(before: str, named: str, rest: str, forms: Forms, nominative: bool) -> float:
    """Return how far a sentence that opens with the subject says what that is for, or what is so with it in general."""
    if before.strip("”“\"' "):
        return 0.0
    if not nominative and forms.role.match(rest):
        return _OF_ITS_USE
    return _OF_IT if nominative or not _GENITIVE.search(named) else 0.0


def _opens_with(name: str | None, before: str) -> bool:
    """Tell whether what stands before an abbreviation in brackets is its full name alone, and no genitive."""
    full = before.removesuffix("(").strip()
    return name is not None and full.casefold().startswith(_stem_of(name)) and not _GENITIVE.search(full)


def _by_full_name(text: str, name: str, forms: Forms) -> float:
    """Return how far a sentence that has the full name alone says what that is."""
    at = text.casefold().find(_stem_of(name))
    rest = _REST_OF_WORD.sub("", text[at + len(_stem_of(name)) :])
    return (1.0 if at < _FIRST_WORDS else _LATER) * (1.0 if forms.defining.match(rest) else _UNSAID)


def _names(naming: re.Match[str], at: Span, text: str) -> bool:
    """Tell whether a word that names speaks of the subject: it stands before that word, or right behind it.

    What a clause of its own names, unless that follows upon the subject, is something else: "…, jonka nimi oli".
    """
    between = text[at.end : naming.start()]
    names_it = at.start < naming.start() and not _CLAUSE.search(between.removeprefix(","))
    behind = naming.end() <= at.start
    return names_it or (behind and _BETWEEN_NAMES.fullmatch(text[naming.end() : at.start]) is not None)


def is_nominative(name: str) -> bool:
    """Tell whether the last word of a Finnish name is its base form, or may be its plural."""
    word = [found[0] for found in morphology.words(name)][-1]
    return word.endswith("t") or word.casefold() in own_forms(word, "fi")


def is_one_of_them(before: str) -> bool:
    """Tell whether what stands before the subject makes it one of its kind: `Kittilän perhekeskus`."""
    return _OWNER.search(before) is not None


def _stem_of(name: str) -> str:
    """Return a full name without the end of its last word, which inflection changes."""
    return name.casefold()[:-_LAST_LETTERS] if len(name) > 3 * _LAST_LETTERS else name.casefold()


def is_known(query: Query, vocabulary: Mapping[str, int]) -> bool:
    """Tell whether the sources have every word of the subject as a whole, not its parts alone."""
    subject = subject_of(query)
    names = [subject.words, *([subject.in_finnish] if subject.in_finnish else [])]
    return any(all(any(form in vocabulary for form in forms) for forms in words) for words in names)
