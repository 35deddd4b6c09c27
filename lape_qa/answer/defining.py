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
from lape_qa.language.packs.forms import FORMS
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
_NAMED_LATER = 0.8
"""What is left where a sentence that explains a name does so later."""
_OPENS_AN_EXPLANATION = ("(", "eli ")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be defined: the base forms of each of its words, and its full name if it is an abbreviation."""

    words: tuple[frozenset[str], ...]
    full_name: str | None = None

    def found_in(self, text: str, language: Language) -> Span | None:
        """Return where a text has the words close upon each other, as themselves; None where it has not."""
        written = list(morphology.words(text))
        # Analysing a word takes long, and few begin as one of these does.
        likely = {form[:_BEGINNING] for want in self.words for form in want}
        forms = [
            own_forms(word[0], language) if word[0].casefold()[:_BEGINNING] in likely else frozenset[str]()
            for word in written
        ]
        hits = [[place for place, those in enumerate(forms) if want & those] for want in self.words]
        if not (hits and all(hits)):
            return None
        first = min(hits[0])
        places = [min(those, key=lambda place: abs(place - first)) for those in hits]
        if max(places) - min(places) > len(self.words) + _BETWEEN:
            return None
        return Span(written[min(places)].start(), written[max(places)].end())


def subject_of(query: Query) -> Subject:
    """Return what a question wants to know the meaning of."""
    words = []
    names = []
    for number in query.shape.subject:
        span = query.spans[number]
        word = query.meant[span.start : span.end]
        own = own_forms(word, query.language)
        words.append(own if query.language == "fi" else own | frozenset(query.words[number]))
        names += [name for form in sorted(words[-1]) if (name := glossary.full_name(form))]
    return Subject(tuple(words), names[0] if len(words) == 1 and names else None)


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
        return _UNSAID if expanded and forms.defining.match(text) else -1.0
    first = at.start < _FIRST_WORDS
    if expanded or forms.naming.search(text):
        return 1.0 if first else _NAMED_LATER
    rest = text[at.end :]
    says = forms.defining.match(rest) is not None or rest.lstrip().startswith(_OPENS_AN_EXPLANATION)
    worth = (1.0 if first else _LATER) * (1.0 if says else _UNSAID)
    worth *= _OF_ONE if is_one_of_them(text[: at.start]) else 1.0
    return worth * (1.0 if language != "fi" or is_nominative(text[at.start : at.end]) else _INFLECTED)


def is_nominative(name: str) -> bool:
    """Tell whether the last word of a Finnish name is its base form, or may be its plural."""
    word = [found[0] for found in morphology.words(name)][-1]
    return word.endswith("t") or word.casefold() in own_forms(word, "fi")


def is_one_of_them(before: str) -> bool:
    """Tell whether what stands before the subject makes it one of its kind: `Kittilän perhekeskus`."""
    return _OWNER.search(before) is not None


_OWNER = re.compile(r"\b[A-ZÅÄÖ][\w-]*(?:n|s)\s+$")
_LAST_LETTERS = 6


def _stem_of(name: str) -> str:
    """Return a full name without the end of its last word, which inflection changes."""
    return name.casefold()[:-_LAST_LETTERS] if len(name) > 3 * _LAST_LETTERS else name.casefold()


def is_known(query: Query, vocabulary: Mapping[str, int]) -> bool:
    """Tell whether the sources have every word of the subject as a whole, not its parts alone."""
    return all(any(form in vocabulary for form in forms) for forms in subject_of(query).words)
