"""How an answer is composed: by the form that the question asks for, and by how the evidence lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lape_qa.answer import anaphora
from lape_qa.answer.extractive import ExtractiveAnswerer
from lape_qa.answer.fitted import fitted_model
from lape_qa.answer.grounds import Bools, Grounds
from lape_qa.answer.highlights import highlights
from lape_qa.answer.model import Answer, Citation, Kind, NoAnswer, Section, Sentence
from lape_qa.answer.selecting import Costs, Limits, select
from lape_qa.answer.weighing import Weighed, weigh
from lape_qa.index.generation import Generation
from lape_qa.index.model import Floats, Ranking
from lape_qa.language import morphology
from lape_qa.language.detection import analysed_as
from lape_qa.language.glossary import Place
from lape_qa.language.model import Language, Span
from lape_qa.language.packs.forms import FORMS, OFFICE
from lape_qa.question import kinds
from lape_qa.question.form import Aspect, Form, Shape
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query
from lape_qa.retrieval.candidates import Candidates, Part

NATIONAL = "valtakunnallinen"
"""The region of sources about the whole country."""

BROAD = 40
"""Passages that an answer of several documents is looked for in."""

OVERVIEW = Limits(quotes=6, words=110, each=3)
LIST = Limits(quotes=8, words=120, each=2)
SIDE = Limits(quotes=3, words=55, each=2)
DEFINITION = Limits(quotes=3, words=70, each=2)
_COSTS = Costs()

_TRACED = frozenset({Asked.PERSON, Asked.NUMBER, Asked.MONEY, Asked.TIME, Asked.PLACE})
"""Kinds of things whose traces a sentence of a list must hold."""
_SHARP = frozenset({Aspect.CHALLENGES, Aspect.LESSONS, Aspect.FUTURE, Aspect.REASONS})
"""Aspects that a sentence without their signs hardly ever speaks of."""
_SIGN = 1.5
"""What a sign of the aspect counts."""
_LEAST_SIGNED = 2
"""Sentences with a sign from which those without are not quoted."""
_IN_PASSING = 0.7
"""What a sentence about a place loses in a document about another one."""
_LOOKED_AT = 60
"""Sentences whose wording is looked at."""
_LEAST_SOURCES = 2
_OF_KNOWN = frozenset({Form.TOPIC, Form.OVERVIEW})
"""Forms that ask about something that the sources must know as a whole."""
_SHORT, _LONG = 6, 35
"""Words of a sentence that says too little by itself, or too much."""
_OPENING = 200
"""Characters from the beginning of a document in which it says what it is about."""
_FIRST_WORDS = 25
"""Characters from the beginning of a sentence in which what it defines stands."""
_BETWEEN = 2
"""Words that may stand between those of a subject."""
_WIDEST = 45
"""Words of a sentence together with the one before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The sentences that an answer of several documents is chosen from, and what speaks for each."""

    weighed: Weighed
    shape: Shape
    scores: Floats
    """-inf for what is not to be quoted."""
    support: Floats
    """How far each speaks of the subject, 0..1."""

    @property
    def grounds(self) -> Grounds:
        """What is known of the sentences."""
        return self.weighed.grounds

    def only(self, allowed: Bools) -> "Pool":
        """Return the pool with nothing to quote but some of its sentences."""
        return replace(self, scores=np.where(allowed, self.scores, -np.inf))

    def documents(self) -> list[str]:
        """Return the document of each sentence."""
        return [self.grounds.document(place) for place in range(len(self.grounds.places))]


_HELD = 0.5
"""Support of the subject with which a sentence speaks of it."""
_TOUCHED = 0.3
"""Support without which a sentence is not quoted."""
_SUBJECT, _DEFINES, _READ = 2.0, 3.0, 0.4
"""What the support of the subject, a defining form, and the reader's logit count beside a sentence's score."""
_SUREST = 4.0
"""A logit beyond this counts as this."""
_CONFIDENCE: Mapping[Kind, float] = {
    Kind.DEFINITION: 0.8,
    Kind.OVERVIEW: 0.7,
    Kind.LIST: 0.6,
    Kind.COMPARISON: 0.6,
}
"""Share of such answers that hold on eval/first-questions.jsonl, `dev`."""


class Composer:
    """Composes answers; a question that asks for one fact is the extractive answerer's."""

    def __init__(self, generation: Generation, answerer: ExtractiveAnswerer) -> None:
        self._generation = generation
        self._answerer = answerer

    def compose(self, candidates: Candidates, weighed: Sequence[Weighed]) -> Answer | NoAnswer:
        """Return the answer in the form that the question asks for, or NoAnswer with the nearest hits."""
        composed = self._broad(candidates, weighed)
        if composed is not None:
            return composed
        fact = self._answerer.choose(candidates, weighed)
        if isinstance(fact, NoAnswer):
            return fact
        kind = Kind.YES_NO if candidates.query.shape.form is Form.YES_NO else Kind.FACT
        return replace(fact, kind=kind, sentences=_marked(candidates.query, fact.sentences))

    def _broad(self, candidates: Candidates, weighed: Sequence[Weighed]) -> Answer | None:
        form = candidates.query.shape.form
        if form in {Form.FACT, Form.YES_NO}:
            return None
        pools = [self._pool(part, read) for part, read in zip(candidates.answerable_parts, weighed, strict=True)]
        if form is Form.COMPARISON:
            return self._comparison(candidates, pools)
        pool = pools[0]
        if pool is None or (form in _OF_KNOWN and not self._is_known(candidates.query)):
            return None
        match form:
            case Form.DEFINITION:
                return self._definition(pool)
            case Form.TOPIC:
                return self._definition(pool) or self._overview(pool)
            case Form.OVERVIEW:
                return self._overview(pool)
            case _:
                return self._list(pool)

    def _is_known(self, query: Query) -> bool:
        """Tell whether the sources have every word of the subject as a whole, not its parts alone."""
        vocabulary = self._generation.forward.vocabulary
        return all(any(form in vocabulary for form in forms) for forms in _base_forms(query))

    # ---- kinds of answers

    def _overview(self, pool: Pool) -> Answer | None:
        chosen = self._chosen(pool, OVERVIEW)
        return self._answer(Kind.OVERVIEW, pool, chosen, self._sections(pool, chosen))

    def _list(self, pool: Pool) -> Answer | None:
        grounds = pool.grounds
        if grounds.kind in _TRACED:
            pool = pool.only(grounds.trace)
        if FORMS[grounds.query.language].people.search(grounds.query.meant):
            pool = pool.only(np.array([_names_a_person_in_office(text) for text in grounds.texts], np.bool_))
        if len(set(pool.documents())) < _LEAST_SOURCES:
            return None
        chosen = self._chosen(pool, LIST, Costs(document=1.5))
        return self._answer(Kind.LIST, pool, chosen, self._sections(pool, chosen))

    def _definition(self, pool: Pool) -> Answer | None:
        told = self._defined(pool)
        if not (told.scores > pool.scores).any():
            return None
        return self._answer(Kind.DEFINITION, told, self._chosen(told, DEFINITION), ())

    def _defined(self, pool: Pool) -> Pool:
        """Return the pool with what says what the subject is before what only speaks of it."""
        return replace(pool, scores=pool.scores + _DEFINES * self._defining(pool))

    def _comparison(self, candidates: Candidates, pools: Sequence[Pool | None]) -> Answer | None:
        quotes: list[tuple[str, Span]] = []
        sections: list[Section] = []
        missing: list[str] = []
        for part, pool in zip(candidates.answerable_parts, pools, strict=True):
            name = _name(part.query)
            if pool is None:
                missing.append(name)
                continue
            told = pool if part.query.shape.places else self._defined(pool)
            places = [place for place in self._chosen(told, SIDE) if self._at(pool, place) not in quotes]
            sections.append(Section(name, tuple(range(len(quotes) + 1, len(quotes) + len(places) + 1))))
            quotes += [self._at(pool, place) for place in places]
        if not quotes:
            return None
        forms = FORMS[candidates.query.language]
        text = " ".join(forms.nothing_of.format(name) for name in missing)
        return replace(self._quoted(Kind.COMPARISON, quotes, tuple(sections)), text=text)

    # ---- the sentences to choose from

    def _pool(self, part: Part, read: Weighed) -> Pool | None:
        """Return the sentences that a broad answer may quote; None when none speaks of the subject."""
        query = part.query
        rows = self._rows(part)
        if not rows:
            return None
        ranking = Ranking(np.array(rows, np.int64), np.zeros(len(rows)))
        weighed = weigh(self._generation, part.at(self._generation, ranking), fitted_model().sentence, len(rows))
        grounds = weighed.grounds
        allowed = self._about_places(query, grounds)
        if not allowed.any():
            return None
        scores = (weighed.scores - weighed.scores.mean()) / max(float(weighed.scores.std()), 1e-6)
        support = self._subject_support(query, grounds)
        if not (support[allowed] >= _HELD).any():
            return None
        scores = scores + _SUBJECT * support + _READ * _logits(read, grounds)
        scores = np.where(allowed & (support >= _TOUCHED), scores, -np.inf)
        # Patterns take long, so only the likeliest are looked at.
        for place in np.argsort(-scores, kind="stable")[_LOOKED_AT:].tolist():
            scores[place] = -np.inf
        likeliest = np.flatnonzero(scores > -np.inf).tolist()
        signed = [place for place in likeliest if self._bears_sign(query, grounds, place)]
        if query.shape.aspect in _SHARP and len(signed) >= _LEAST_SIGNED:
            scores = np.where(np.isin(np.arange(len(scores)), signed), scores, -np.inf)
            likeliest = signed
        for place in likeliest:
            scores[place] += self._worth(query, grounds, place) + _SIGN * (place in signed)
        return Pool(weighed, query.shape, scores, support)

    def _rows(self, part: Part) -> list[int]:
        """Return the rows of the passages that tell of the places asked about, or that retrieval found."""
        places = part.query.shape.places
        if not places:
            return [int(row) for row in part.ranking.rows]
        named = [(place.name.casefold(),) for place in places]
        everywhere = np.arange(len(self._generation.passages))
        rows = set(self._generation.forward.matches(named, everywhere).candidate.tolist())
        for name, document in self._generation.documents.items():
            if document.region in _regions(places):
                rows.update(self._generation.rows_of(name))
        return sorted(rows)

    def _about_places(self, query: Query, grounds: Grounds) -> Bools:
        """Tell which sentences tell of the places asked about: by their document's region, or by naming one."""
        places = query.shape.places
        if not places:
            return np.ones(len(grounds.texts), np.bool_)
        regions = _regions(places)
        of_region = [
            self._generation.document(grounds.document(n)).region in regions for n in range(len(grounds.texts))
        ]
        place_words = [number for number, must in enumerate(query.required) if must]
        named = (
            grounds.sentences.own[:, place_words].any(axis=1) if place_words else np.zeros(len(grounds.texts), np.bool_)
        )
        about: Bools = np.array(of_region, np.bool_) | named
        return about

    def _subject_support(self, query: Query, grounds: Grounds) -> Floats:
        """Return how far each sentence speaks of the subject, 0..1; 1 throughout where a place alone is asked about."""
        subject = list(query.shape.subject)
        if not subject:
            return np.ones(len(grounds.texts), np.float32)
        rarity = grounds.rarity[subject]
        support: Floats = grounds.support[:, subject] @ rarity / rarity.sum()
        return support

    def _worth(self, query: Query, grounds: Grounds, place: int) -> float:
        """Return what a sentence is worth to a broad answer beside how likely it answers."""
        number, span = grounds.places[place]
        passage = grounds.part.passages[number]
        document = self._generation.document(passage.document_id)
        text, forms = grounds.texts[place], FORMS[analysed_as(document.language)]
        words = len(text.split())
        opens = bool(passage.sentences) and span == passage.sentences[0]
        worth = 0.0
        if query.shape.aspect is Aspect.RESULTS and forms.goals.search(text):
            worth -= 1.0
        worth += 0.3 * opens + 0.4 * (opens and passage.start < _OPENING)
        worth -= 1.0 * anaphora.points_back(text, document.language)
        worth -= 1.5 * text.rstrip().endswith(":") + 1.5 * (words < _SHORT) + 0.7 * (words > _LONG)
        places = query.shape.places
        worth += 0.4 * (not places and document.region == NATIONAL)
        worth -= _IN_PASSING * bool(places and document.region not in _regions(places))
        return worth

    def _bears_sign(self, query: Query, grounds: Grounds, place: int) -> bool:
        """Tell whether a sentence bears a sign of the aspect that is asked about."""
        forms = FORMS[analysed_as(self._generation.document(grounds.document(place)).language)]
        sign = forms.signs.get(query.shape.aspect)
        return sign is not None and sign.search(grounds.texts[place]) is not None

    def _defining(self, pool: Pool) -> Floats:
        """Return how far each sentence says what the subject is: 1 where it begins with that and a copula follows."""
        wanted = _base_forms(pool.grounds.query)
        found = np.full(len(pool.scores), -1, np.float32)
        # Analysing the words of a sentence takes long, so only those that may hold the subject are looked at.
        for place in np.flatnonzero(pool.scores > -np.inf).tolist():
            found[place] = self._defines(pool, wanted, place)
        return found

    def _defines(self, pool: Pool, wanted: Sequence[frozenset[str]], place: int) -> float:
        text = pool.grounds.texts[place]
        language = analysed_as(self._generation.document(pool.grounds.document(place)).language)
        at = _found(text, language, wanted)
        if at is None:
            return -1.0
        forms = FORMS[language]
        if forms.naming.search(text):
            return 1.0
        rest = text[at.end :]
        says = forms.defining.match(rest) is not None or rest.lstrip().startswith(("(", "eli "))
        return (1.0 if at.start < _FIRST_WORDS else 0.4) * (1.0 if says else 0.3)

    # ---- an answer of what was chosen

    def _chosen(self, pool: Pool, limits: Limits, costs: Costs = _COSTS) -> list[int]:
        documents = pool.documents()
        sources = len({document for document, score in zip(documents, pool.scores, strict=True) if score > -np.inf})
        each = max(limits.each, -(-limits.quotes // max(sources, 1)))
        return select(pool.scores, pool.grounds.texts, documents, replace(limits, each=each), costs)

    def _sections(self, pool: Pool, chosen: Sequence[int]) -> tuple[Section, ...]:
        """Group the chosen sentences: by document where a place is asked about, else by region; goals by themselves."""
        forms = FORMS[pool.grounds.query.language]
        titles: dict[str, list[int]] = {}
        goals: list[int] = []
        for number, place in enumerate(chosen, start=1):
            document = self._generation.document(pool.grounds.document(place))
            if FORMS[analysed_as(document.language)].goals.search(pool.grounds.texts[place]):
                goals.append(number)
                continue
            region = forms.headings["national"] if document.region == NATIONAL else document.region
            titles.setdefault(document.title if pool.shape.places else region or document.title, []).append(number)
        sections = [Section(title, tuple(numbers)) for title, numbers in titles.items()]
        return (*sections, *([Section(forms.headings["goals"], tuple(goals))] if goals else ()))

    def _answer(self, kind: Kind, pool: Pool, chosen: Sequence[int], sections: tuple[Section, ...]) -> Answer | None:
        if not chosen:
            return None
        quoted = self._quoted(kind, [self._at(pool, place) for place in chosen], sections)
        if kind is Kind.DEFINITION:
            return quoted
        cited = {citation.document.id for citation in quoted.citations}
        speaking = zip(pool.documents(), pool.support, pool.scores, strict=True)
        others = {name for name, support, score in speaking if support >= _HELD and score > -np.inf} - cited
        more = tuple(self._generation.document(name) for name in sorted(others))
        return replace(quoted, more=more, text=FORMS[pool.grounds.query.language].excerpts)

    def _at(self, pool: Pool, place: int) -> tuple[str, Span]:
        grounds = pool.grounds
        number, span = grounds.places[place]
        passage = grounds.part.passages[number]
        document = self._generation.document(passage.document_id)
        return document.id, anaphora.widened(document.text, document.language, span, passage.sentences, _WIDEST)

    def _quoted(self, kind: Kind, quotes: Sequence[tuple[str, Span]], sections: tuple[Section, ...]) -> Answer:
        citations = []
        for number, (identifier, span) in enumerate(quotes, start=1):
            document = self._generation.document(identifier)
            citations.append(Citation(number, document, document.text[span.start : span.end], span.start, span.end))
        sentences = tuple(Sentence(citation.quote, citation.number) for citation in citations)
        return Answer(sentences, tuple(citations), _CONFIDENCE[kind], kind=kind, sections=sections)


def _marked(query: Query, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return sentences with what answers in them marked."""
    asked = [(kinds.asked(part.meant, part.language), part.meant) for part in query.parts or (query,)]
    return tuple(
        replace(
            sentence,
            highlights=tuple(
                dict.fromkeys(span for kind, text in asked for span in highlights(kind, sentence.text, text))
            ),
        )
        for sentence in sentences
    )


def _regions(places: Sequence[Place]) -> set[str]:
    """Return the regions that are asked about as a whole."""
    return {place.region for place in places if place.name == place.region}


def _logits(read: Weighed, grounds: Grounds) -> Floats:
    """Return what the reader said of each sentence, within what is sure either way; 0 where it read none of it."""
    if read.logits is None:
        return np.zeros(len(grounds.texts), np.float32)
    known = {
        (read.grounds.document(place), read.grounds.places[place][1].start): logit
        for place, logit in enumerate(read.logits.tolist())
        if logit > -np.inf
    }
    found = [
        known.get((grounds.document(place), span.start), -_SUREST / 2) for place, (_, span) in enumerate(grounds.places)
    ]
    return np.clip(np.array(found, np.float32), -_SUREST, _SUREST)


def _names_a_person_in_office(text: str) -> bool:
    return OFFICE.search(text) is not None and kinds.holds(Asked.PERSON, text)


def _name(query: Query) -> str:
    """Return what one side of a comparison is called."""
    if query.shape.places:
        return query.shape.places[0].name
    written = [query.words[number][0] for number in query.shape.subject]
    name = " ".join(written) or query.meant
    return name[:1].upper() + name[1:]


def _base_forms(query: Query) -> list[frozenset[str]]:
    """Return what each word of the subject may stand as in a source: whole words, not their parts."""
    found = []
    for number in query.shape.subject:
        span = query.spans[number]
        own = morphology.base_forms(query.meant[span.start : span.end], query.language)
        found.append(own if query.language == "fi" else own | frozenset(query.words[number]))
    return found


def _found(text: str, language: Language, wanted: Sequence[frozenset[str]]) -> Span | None:
    """Return where a text has the words of the subject close upon each other; None where it has not."""
    words = list(morphology.words(text))
    forms = [
        morphology.base_forms(word[0], language)
        | morphology.base_forms(word[0].rpartition("-")[0] or word[0], language)
        for word in words
    ]
    hits = [[place for place, those in enumerate(forms) if want & those] for want in wanted]
    if not (hits and all(hits)):
        return None
    first = min(hits[0])
    places = [min(those, key=lambda place: abs(place - first)) for those in hits]
    if max(places) - min(places) > len(wanted) + _BETWEEN:
        return None
    return Span(words[min(places)].start(), words[max(places)].end())
