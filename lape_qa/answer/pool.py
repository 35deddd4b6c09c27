"""Part of a question that asks broadly -> the sentences that its answer may quote, and what speaks for each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress

import numpy as np

from lape_qa.answer import anaphora
from lape_qa.answer.fitted import fitted_model
from lape_qa.answer.grounds import Bools, Grounds
from lape_qa.answer.model import Citation
from lape_qa.answer.told import Told, told
from lape_qa.answer.towns import tells_of
from lape_qa.answer.weighing import Weighed, weigh
from lape_qa.documents.model import Document
from lape_qa.index.model import Floats, Ints, Ranking
from lape_qa.index.ports import Scope, Source
from lape_qa.language import glossary, morphology, themes
from lape_qa.language.detection import analysed_as
from lape_qa.language.glossary import Place
from lape_qa.language.model import Language, Span
from lape_qa.language.packs.forms import FORMS, OFFICES, TERMS_OF_ASPECTS, Forms
from lape_qa.question import kinds
from lape_qa.question.form import MEANING, OF_ITSELF, Aspect, Form, Shape
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query
from lape_qa.retrieval.candidates import Part
from lape_qa.retrieval.retriever import LEXICAL_WEIGHT, convex
from lape_qa.retrieval.signals import lexical_signals

NATIONAL = "valtakunnallinen"
"""The region of sources about the whole country."""
BROAD = 40
"""Passages that an answer of several documents is looked for in."""

HELD = 0.5
"""Support of the subject with which a sentence speaks of it."""
_HARDLY = 0.35
"""Support of the best sentence without which none speaks of the subject."""
_TOUCHED, _OF_BEST = 0.4, 0.75
"""Support without which a sentence is not quoted, and the share of the best one's that is enough where that is less."""
_UNKNOWN = 0.3
"""What a word of the subject counts that no source has: another one may stand there instead."""
_OF_THEME = 0.7
"""Support of a word by one that tells of the same theme."""
_LOOKED_AT = 80
"""Sentences whose wording is looked at."""
_SIGNS_LOOKED_FOR = 400
"""Sentences among which those with a sign are looked for, where passages were looked for by its terms."""
_NAMED = 5.0
"""What a sentence that names the subject has before the others when it is chosen for a look at its wording."""
_OPENS = 0.5
"""How much more, in parts of that, one that opens with its name has."""
_READINGS = 4
"""Terms of a word, most exact first, that a sentence may name it by."""
_MOST_HAVING = 160
"""Passages that are looked at because they have the words of what is to be explained."""
_MOST_WEIGHED = 400
"""Passages whose sentences are weighed, so that the work of a question does not grow with what there is of a place."""
_MOST_COMPARED = 4_000
"""Passages whose vectors are compared with the question's to find these, those with its words first."""
_BEGINNING, _ENDING = 5, 6
"""Letters of a word that inflection leaves alone, and of a full name that it may change."""
_UNREAD = -4.0
"""Logit that counts where the reader read nothing."""
DENIED = _UNREAD
"""Logit of the reader below which a sentence hardly answers."""
_SUREST = 8.0
"""A logit of the reader beyond this counts as this."""

_SUBJECT, _DOING, _READ, _READ_OF_ALL = 2.0, 2.0, 1.0, 0.25
"""What the support of the subject, that of what was done, and the reader's logit count beside a sentence's score.

Of a place or of the programme as a whole no one sentence answers, and the reader, which looks for one, says little.
"""
_SIGN, _ANY_SIGN = 1.5, 0.5
"""What a sign of the aspect counts, and one where no aspect in particular is asked about."""
_SHARP = frozenset({Aspect.CHALLENGES, Aspect.LESSONS, Aspect.FUTURE, Aspect.REASONS, Aspect.GOALS, Aspect.INVOLVEMENT})
"""Aspects that a sentence without their signs hardly ever speaks of."""
_OF_THE_PAST = frozenset({Aspect.RESULTS, Aspect.ACTIONS})
"""Aspects that ask what was done or came of it."""
_OF_WHAT_IS_TOLD = {
    Told.DONE: 0.5,
    Told.OTHER: 0.0,
    Told.SET_UP: -0.7,
    Told.GOAL: -1.0,
    Told.DUTY: -1.0,
    Told.CONTACT: -2.0,
}
"""What a sentence gains or loses where that is asked, by what it tells."""
_LEAST_DONE = 4
"""Sentences of what was done from which those of goals, duties and contacts are not quoted."""
_HEADED = 1.0
"""What a sentence gains under a heading that speaks of the aspect asked about."""
_LEAST_SIGNED = 2
"""Sentences with a sign from which those without are not quoted; of what was hard one is enough."""
_ASKED_ABOUT = 1.0
"""What a sentence gains that has the very word of the aspect."""
_WHOLE = 0.9
"""Share of a word's weight from which a sentence has it as a whole, and not only a part of it."""
_LEAST_NAMED = 3
"""Sentences that name the subject from which others are not quoted."""
_LEANING, _OF_A_TEXT = 0.5, 0.8
"""What a sentence loses that goes on with one before, and one that tells of a text."""
_NAMES_THE_PLACE = 0.8
"""What a sentence gains that names a place asked about: it stands by itself."""
_IN_PASSING = 0.7
"""What a sentence about a place loses in a document about another one."""
_OF_ANOTHER_PLACE = 2.0
"""What a sentence loses that names other places than those asked about, or them among many."""
_MANY_PLACES = 4
_OPENING = 200
"""Characters from the beginning of a document in which it says what it is about."""
_MOST_ITEMS = 4
"""Items of a list that are quoted with what introduces them."""
_NOT_FOUND = 0.1
"""How far behind the last passage that retrieval found one counts that it did not."""
_SHORT, _LONG = 6, 35
"""Words of a sentence that says too little by itself, or too much."""
_NEWER = 0.3
"""What each year counts where what is so now is asked for, up to _MOST_YEARS of them."""
_MOST_YEARS = 5
_OLD = 2018
"""Year from which on a text is newer the later it is."""
_YEARS = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """What speaks for quoting each sentence of a pool, beside its support of the subject; shape (sentences,) each."""

    nearness: Floats
    """Its score from retrieval, with mean 0 and deviation 1."""
    read: Floats
    """What the reader said of it, see `_logits`."""
    doing: Floats
    """How far it speaks of what was done, 0..1."""
    passage: Floats
    """How far the score of its passage lies behind the best."""
    wording: Floats
    """What its wording was found worth; 0 where it was not looked at."""
    names: Floats
    """What it gains by the names that it has, where things with names are listed; else 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The sentences of many passages, and what speaks for quoting each."""

    weighed: Weighed
    documents: tuple[Document, ...]
    """That of each sentence."""
    scores: Floats
    """-inf for what is not to be quoted."""
    support: Floats
    """How far each speaks of the subject, 0..1."""
    signals: Signals
    said: frozenset[int] = frozenset()
    """Those that were shown before."""
    surest: frozenset[int] = frozenset()
    """Those that answer by themselves, as far as can be told: they are quoted before all others."""
    alone: bool = False
    """Do they seem to be all there is to tell?"""

    @property
    def grounds(self) -> Grounds:
        """What is known of the sentences."""
        return self.weighed.grounds

    @property
    def query(self) -> Query:
        """The question."""
        return self.grounds.query

    def only(self, allowed: Bools) -> "Pool":
        """Return the pool with nothing to quote but some of its sentences."""
        return replace(self, scores=np.where(allowed, self.scores, -np.inf))

    def raised(self, worth: Floats) -> "Pool":
        """Return the pool with something added to each score."""
        return replace(self, scores=self.scores + worth)

    def with_names(self, gains: Floats) -> "Pool":
        """Return the pool with what those that may be quoted gain by their names."""
        return replace(self, signals=replace(self.signals, names=np.where(self.scores > -np.inf, gains, 0)))

    def quotable(self) -> list[int]:
        """Return the numbers of the sentences that may be quoted."""
        return [int(number) for number in np.flatnonzero(self.scores > -np.inf)]

    def without(self, quotes: Sequence[tuple[str, Span]]) -> "Pool":
        """Return the pool with nothing to quote that shares a character with some quotes."""
        said = [
            any(document.id == other and anaphora.overlap(span, taken) for other, taken in quotes)
            for document, (_, span) in zip(self.documents, self.grounds.places, strict=True)
        ]
        shown = frozenset(int(number) for number in np.flatnonzero(said))
        return replace(self.only(~np.array(said, np.bool_)), said=self.said | shown)

    def beginning_with(self, quotes: Sequence[Citation], *, alone: bool = False) -> "Pool":
        """Return the pool with the sentences of some quotes to be quoted before all others."""
        found = frozenset(
            number
            for number, (document, (_, span)) in enumerate(zip(self.documents, self.grounds.places, strict=True))
            if any(document.id == each.document.id and each.start <= span.start < each.end for each in quotes)
        )
        return replace(self, surest=found, alone=alone)

    def undenied(self) -> Bools:
        """Tell of which sentences the reader does not say that they hardly answer, as it does of none that it left."""
        allowed: Bools = self.signals.read >= DENIED
        return allowed

    def language(self, number: int) -> Language:
        """Return the language that a sentence is analysed as."""
        return analysed_as(self.documents[number].language)

    def forms(self, number: int) -> Forms:
        """Return the patterns of the language that a sentence is written in."""
        return FORMS[self.language(number)]

    def heading(self, number: int) -> str:
        """Return the heading that a sentence stands under."""
        return self.grounds.part.passages[self.grounds.places[number][0]].heading

    def told(self, number: int) -> Told:
        """Return what a sentence tells: what was done, what was meant to be and so on."""
        return told(self.grounds.texts[number], self.heading(number), self.language(number))

    def introduces(self, number: int) -> bool:
        """Tell whether a sentence introduces a list."""
        return self.grounds.texts[number].endswith(":")

    def items(self, number: int) -> list[int]:
        """Return the items of the list that a sentence introduces with a colon."""
        if not self.introduces(number):
            return []
        passage = self.grounds.places[number][0]
        following = range(number + 1, min(number + 1 + _MOST_ITEMS, len(self.grounds.places)))
        return [other for other in following if self.grounds.places[other][0] == passage and other not in self.said]

    def holding_subject(self) -> Bools:
        """Tell which sentences have each word of the subject as a whole; none where there is no subject."""
        shape, grounds = self.query.shape, self.grounds
        subject = list(shape.subject)
        if shape.of_whole or not subject:
            return np.zeros(len(self.scores), np.bool_)
        share = grounds.sentences.own[:, subject] / np.maximum(grounds.share[subject], 1e-6)
        return np.array((share >= _WHOLE).all(axis=1), np.bool_)

    def speaking(self) -> set[str]:
        """Return the ids of the documents that speak of the subject."""
        return {self.documents[number].id for number in self.quotable() if self.support[number] >= HELD}


class Pools:
    """Makes the pools of one index generation."""

    def __init__(self, generation: Source) -> None:
        self._generation = generation

    def of(self, part: Part, read: Weighed, within: Scope = None) -> Pool | None:
        """Return the sentences that a broad answer may quote; None when none speaks of the subject.

        `read` is what the reader said of some of them, `within` which passages may be quoted.
        """
        rows = self._generation.among(self._rows(part), within)
        rows = rows if len(rows) <= _MOST_WEIGHED else self._likeliest(part, rows)
        if not rows:
            return None
        ranking = Ranking(np.array(rows, np.int64), np.zeros(len(rows)))
        weighed = weigh(self._generation, part.at(self._generation, ranking), fitted_model().sentence, len(rows))
        grounds = weighed.grounds
        documents = tuple(self._generation.document(grounds.document(n)) for n in range(len(grounds.texts)))
        about = _about_places(grounds, documents) & _of_years(grounds)
        support = _subject_support(grounds, self._weights(grounds.query), self._of_its_themes(grounds))
        best = float(support[about].max(initial=0.0))
        if best < _HARDLY:
            return None
        nearness, logits = _standard(weighed.scores), _logits(read, grounds)
        doing = list(part.query.shape.doing)
        done: Floats = grounds.support[:, doing].mean(axis=1) if doing else np.zeros_like(support)
        read_for = _READ_OF_ALL if _is_of_all(part.query.shape) else _READ
        scores = nearness + _SUBJECT * support + read_for * logits + _DOING * done
        scores = np.where(about & (support >= min(_TOUCHED, _OF_BEST * best)), scores, -np.inf)
        passages = _behind_best(part, [rows[passage] for passage, _ in grounds.places])
        none = np.zeros_like(support)
        signals = Signals(nearness, logits, done, passages, none, none)
        pool = _looked_at(Pool(weighed, documents, scores, support, signals))
        looked_at = pool.scores > -np.inf
        wording = np.where(looked_at, pool.scores - np.where(looked_at, scores, 0), 0)
        return replace(pool, signals=replace(signals, wording=wording))

    def _of_its_themes(self, grounds: Grounds) -> Bools:
        """Tell which sentences have a word that tells of the theme of each of the question's words."""
        told = [tuple(sorted(themes.told_by(word[:_READINGS]))) for word in grounds.query.words]
        rows = grounds.part.ranking.rows
        sentences = np.array([len(passage.sentences) for passage in grounds.part.passages], np.int64)
        matches = self._generation.forward.matches(told, rows)
        found: Bools = lexical_signals(matches, len(rows), sentences, len(told), 1.0).own > 0
        return found

    def _weights(self, query: Query) -> Floats:
        """Return what each word of a question weighs: as much as it is rare, and little where no source has it.

        A Swedish or English word that no source has is as rare as the Finnish ones that stand for it.
        """
        forward = self._generation.forward
        known = [tuple(term for term in word if term in forward.vocabulary) for word in query.words]
        rarity = forward.word_weights(
            [held if held and query.language != "fi" else word for held, word in zip(known, query.words, strict=True)]
        )
        weights: Floats = rarity * np.where([bool(held) for held in known], 1, np.float32(_UNKNOWN))
        return weights

    def _rows(self, part: Part) -> list[int]:
        """Return the rows of the passages that tell of the places asked about, or that retrieval found."""
        places = part.query.shape.places
        found = [int(row) for row in part.ranking.rows]
        if not places and asks_for_people(part.query):
            return sorted({*found, *self._generation.naming(sorted(OFFICES))})
        if not places:
            # Of the programme as a whole the national sources tell, however they put it.
            whole = part.query.shape.of_whole
            others = self._generation.rows_of_region(NATIONAL) if whole else self._having(part.query)
            return sorted({*found, *others, *self._of_aspect(part.query.shape), *self._of_themes(part.query)})
        rows = set(self._generation.naming([place.name.casefold() for place in places]))
        for region in _regions(places):
            rows.update(self._generation.rows_of_region(region))
        return sorted(rows)

    def _likeliest(self, part: Part, rows: Sequence[int]) -> list[int]:
        """Return those of some rows that are weighed: what retrieval found, then the likeliest by its first stage."""
        query, there = part.query, np.array(rows, np.int64)
        words = _ranked(there, self._generation.lexical.of_rows(query.words, there), _MOST_COMPARED)
        nearness = _ranked(words.rows, self._generation.dense.cosines(query.vector, words.rows), _MOST_COMPARED)
        share = LEXICAL_WEIGHT[query.language]
        likely = convex([words, nearness], [share, 1 - share], _MOST_WEIGHED).rows.tolist()
        admitted = set(rows)
        found = [row for row in part.ranking.rows.tolist() if row in admitted]
        return sorted([*dict.fromkeys([*found, *likely])][:_MOST_WEIGHED])

    def _having(self, query: Query) -> list[int]:
        """Return the rows of the passages that have the words of what is to be explained, or found, if they are few."""
        numbers = query.shape.subject
        located = query.shape.form is Form.LIST and kinds.asked(query.meant, query.language) is Asked.PLACE
        if not (query.shape.form in MEANING or located) or not numbers:
            return []
        entry = glossary.said_in_one([query.words[number] for number in numbers], query.language)
        wanted = [(term,) for term in entry[1]] if entry else [query.words[number][:_READINGS] for number in numbers]
        rows = set.intersection(*(set(self._generation.naming(terms)) for terms in wanted))
        return sorted(rows) if len(rows) <= _MOST_HAVING else []

    def _of_themes(self, query: Query) -> list[int]:
        """Return the rows of the passages that tell of each theme asked about, if they are few."""
        told = [themes.told_by(query.words[number][:_READINGS]) for number in query.shape.subject]
        rows = [set(self._generation.naming(sorted(terms))) for terms in told if terms]
        every = sorted(set.intersection(*rows)) if rows else []
        return every if len(every) <= _MOST_HAVING else []

    def _of_aspect(self, shape: Shape) -> list[int]:
        """Return the rows of the passages that may speak of the aspect asked about, if they are few."""
        terms = TERMS_OF_ASPECTS.get(shape.aspect)
        rows = self._generation.naming(sorted(terms)) if terms else []
        return rows if len(rows) <= _MOST_HAVING else []

    def hold_together(self, query: Query) -> bool:
        """Tell whether a passage has all words of the subject."""
        rows = [set(self._generation.naming(query.words[number][:_READINGS])) for number in query.shape.subject]
        return bool(rows) and bool(set.intersection(*rows))


def _is_of_all(shape: Shape) -> bool:
    """Tell whether an account of a place, or of the programme, as a whole is asked for."""
    return shape.form is Form.OVERVIEW and (shape.of_whole or not shape.subject)


def asks_for_people(query: Query) -> bool:
    """Tell whether the names of those who hold an office are asked for."""
    return FORMS[query.language].people.search(query.meant) is not None


def _ranked(rows: Ints, scores: Floats, most: int) -> Ranking:
    """Return at most so many rows, of the highest scores first; of equal ones those of the lowest rows."""
    order = np.argsort(-scores, kind="stable")[:most]
    return Ranking(rows[order], scores[order].astype(np.float64))


def _standard(values: Floats) -> Floats:
    """Return values with mean 0 and deviation 1."""
    scaled: Floats = (values - values.mean()) / max(float(values.std()), 1e-6)
    return scaled


def _behind_best(part: Part, rows: Sequence[int]) -> Floats:
    """Return how far the score of each passage lies behind the best; one that retrieval did not find is the last."""
    scores = dict(zip(part.ranking.rows.tolist(), part.ranking.scores.tolist(), strict=True))
    least = min(scores.values(), default=0.0) - _NOT_FOUND
    found = np.array([scores.get(row, least) for row in rows], np.float32)
    behind: Floats = found - found.max(initial=-np.inf)
    return behind


def _looked_at(pool: Pool) -> Pool:
    """Return the pool with the wording of its likeliest sentences weighed, and nothing but those to quote."""
    # Patterns take long, so only the likeliest are looked at; of what is to be explained, those that name it.
    scores = pool.scores.copy()
    likely = scores + _NAMED * _names_subject(pool) if pool.query.shape.form in OF_ITSELF else scores
    aspect = pool.query.shape.aspect
    order = np.argsort(-likely, kind="stable")
    signed = np.zeros(len(scores), np.bool_)
    looked_for = order[: _SIGNS_LOOKED_FOR if aspect in TERMS_OF_ASPECTS else _LOOKED_AT].tolist()
    signed[[n for n in looked_for if scores[n] > -np.inf and _speaks_of(pool, n, aspect)]] = True
    if aspect in TERMS_OF_ASPECTS:
        order = np.argsort(-(likely + _NAMED * signed), kind="stable")
    scores[order[_LOOKED_AT:]] = -np.inf
    pool = replace(pool, scores=scores)
    if aspect in _OF_THE_PAST:
        pool = _of_the_past(pool)
    if aspect in _SHARP or aspect is Aspect.RESULTS:
        pool = _of_aspect(pool, signed)
    worth = np.multiply(_has_word_of_aspect(pool), _ASKED_ABOUT, dtype=np.float32)
    for number in pool.quotable():
        worth[number] += _worth(pool, number) + (_ANY_SIGN if aspect is Aspect.ANYTHING else _SIGN) * signed[number]
    return pool.raised(worth)


def _has_word_of_aspect(pool: Pool) -> Floats:
    """Return 1 for each sentence that has the very word of the question that asks for the aspect, else 0: "hyöty"."""
    query, grounds = pool.query, pool.grounds
    signs = [sign for name, sign in FORMS[query.language].aspects if name == query.shape.aspect]
    numbers = [
        number
        for number, word in enumerate(query.written)
        if number not in query.shape.subject and any(sign.fullmatch(word) for sign in signs)
    ]
    if not numbers or query.shape.aspect is Aspect.ANYTHING:
        return np.zeros(len(pool.scores), np.float32)
    return np.array((grounds.sentences.own[:, numbers] > 0).any(axis=1), np.float32)


def _of_aspect(pool: Pool, signed: Bools) -> Pool:
    """Return the pool with nothing to quote but what bears a sign of the aspect, where enough does.

    What bears one, but does not name the subject, is no answer where enough names it.
    """
    aspect, quotable = pool.query.shape.aspect, pool.scores > -np.inf
    named = pool.holding_subject() & quotable
    # Whoever took part names itself in each sign of it.
    if aspect is not Aspect.INVOLVEMENT and named.sum() >= _LEAST_NAMED:
        # What was hard is told apart from all else by its signs.
        enough = _LEAST_SIGNED if aspect is Aspect.CHALLENGES else _LEAST_DONE
        return pool.only(named & signed if (named & signed).sum() >= enough else named)
    least = 1 if aspect is Aspect.CHALLENGES else _LEAST_SIGNED if aspect in _SHARP else _LEAST_DONE
    return pool.only(signed) if (signed & quotable).sum() >= least else pool


def _of_the_past(pool: Pool) -> Pool:
    """Return the pool with what was done, and what came of it, before what was meant to be or is somebody's duty.

    Where enough was done, nothing else is quoted.
    """
    kinds = {number: pool.told(number) for number in pool.quotable()}
    worth = np.full(len(pool.scores), -np.inf, np.float32)
    for number, kind in kinds.items():
        worth[number] = _OF_WHAT_IS_TOLD[kind]
    if sum(kind is Told.DONE for kind in kinds.values()) < _LEAST_DONE:
        return pool.raised(worth)
    least = Told.OTHER if pool.query.shape.aspect is Aspect.RESULTS else Told.SET_UP
    return pool.raised(worth).only(worth >= _OF_WHAT_IS_TOLD[least])


def _is_headed(pool: Pool, number: int) -> bool:
    """Tell whether the heading above a sentence speaks of the aspect that is asked about."""
    aspect, heading = pool.query.shape.aspect, pool.heading(number)
    if aspect is Aspect.ANYTHING or not heading:
        return False
    return any(name == aspect and sign.search(heading) for name, sign in pool.forms(number).aspects)


def _names_subject(pool: Pool) -> Floats:
    """Return 1 for each sentence that has the beginnings of the subject's words, or its full name, else 0.

    One that opens with the first of them may say what it is, and counts more.
    """
    query = pool.query
    words = []
    for number in query.shape.subject:
        forms = (query.written[number].casefold(), *query.words[number][:_READINGS])
        words.append({form[:_BEGINNING] for form in forms})
    names = [name.casefold()[:-_ENDING] for word in words for form in word if (name := glossary.full_name(form))]
    folded = [text.casefold() for text in pool.grounds.texts]
    found = [all(any(b in text for b in word) for word in words) or any(n in text for n in names) for text in folded]
    opens = [
        bool(words) and (text.lstrip("”“\"' ").startswith(tuple(words[0])) or any(name in text for name in names))
        for text in folded
    ]
    return np.array(found, np.float32) * (1 + _OPENS * np.array(opens, np.float32))


def _about_places(grounds: Grounds, documents: Sequence[Document]) -> Bools:
    """Tell which sentences tell of the places asked about: by their document's region, or by naming one."""
    query = grounds.query
    if not query.shape.places:
        return np.ones(len(grounds.texts), np.bool_)
    regions = _regions(query.shape.places)
    towns = [place for place in query.shape.places if not place.is_region]
    told = [document.region in regions or any(tells_of(document, town) for town in towns) for document in documents]
    of_region = np.array(told, np.bool_)
    place_words = [number for number, must in enumerate(query.required) if must]
    named = grounds.sentences.own[:, place_words].any(axis=1)
    # In Etelä-Pohjanmaa "Pohjanmaan piiri" is what something is called.
    alike = np.array([_is_named_alike(document, query.shape.places) for document in documents], np.bool_)
    about: Bools = of_region | (named & ~alike & _named_alone(grounds, documents))
    return about


def _is_named_alike(document: Document, places: Sequence[Place]) -> bool:
    """Tell whether a document is about a region whose name ends with that of one asked about."""
    return any(document.region.casefold().endswith(f"-{place.name.casefold()}") for place in places)


def _named_alone(grounds: Grounds, documents: Sequence[Document]) -> Bools:
    """Tell which Finnish sentences name a place by itself: Etelä-Pohjanmaa is not Pohjanmaa; others are let through."""
    names = "|".join(re.escape(glossary.beginning_of_place(place.name)) for place in grounds.query.shape.places)
    alone = re.compile(rf"(?<![\w-])(?:{names})", re.IGNORECASE)
    found = [
        analysed_as(document.language) != "fi" or alone.search(text) is not None
        for document, text in zip(documents, grounds.texts, strict=True)
    ]
    return np.array(found, np.bool_)


def _of_years(grounds: Grounds) -> Bools:
    """Tell which sentences stand in documents that name the years asked about."""
    query = grounds.query
    since = FORMS[query.language].since.search(query.meant)
    if since or not any(map(morphology.is_year, compress(query.written, query.required))):
        return np.ones(len(grounds.texts), np.bool_)
    return ~grounds.lacking[[number for number, _ in grounds.places]]


def _subject_support(grounds: Grounds, weights: Floats, themed: Bools) -> Floats:
    """Return how far each sentence speaks of the subject, 0..1; 1 throughout where a place alone is asked about."""
    subject = list(grounds.query.shape.subject)
    if not subject:
        return np.ones(len(grounds.texts), np.float32)
    weight, sentences = weights[subject], grounds.sentences
    # What a word weighs in retrieval is not what its Finnish equivalent does, which is what stands there.
    by_term = np.maximum(sentences.own, sentences.before)[:, subject] * grounds.weight / np.maximum(weight, 1e-6)
    held = np.maximum(grounds.support[:, subject], np.minimum(by_term, 1))
    held = np.maximum(held, np.where(themed[:, subject], _OF_THEME, 0))
    support: Floats = (held @ weight / weight.sum()).astype(np.float32)
    # Of what a place got or spent each source speaks in its own words: budget, grant, cost.
    if grounds.kind is Asked.MONEY and grounds.query.shape.places:
        support = np.maximum(support, np.where(grounds.trace, 1, 0)).astype(np.float32)
    return support


def _logits(read: Weighed, grounds: Grounds) -> Floats:
    """Return what the reader said of each sentence, within what is sure either way; 0 where it read nothing."""
    if read.logits is None:
        return np.zeros(len(grounds.texts), np.float32)
    known: Mapping[tuple[str, int], float] = {
        (read.grounds.document(number), read.grounds.places[number][1].start): float(logit)
        for number, logit in enumerate(read.logits)
        if logit > -np.inf
    }
    found = [known.get((grounds.document(n), span.start), _UNREAD) for n, (_, span) in enumerate(grounds.places)]
    return np.clip(np.array(found, np.float32), -_SUREST, _SUREST)


def _worth(pool: Pool, number: int) -> float:
    """Return what a sentence is worth to a broad answer beside how likely it answers."""
    shape, document, text = pool.query.shape, pool.documents[number], pool.grounds.texts[number]
    passage_number, span = pool.grounds.places[number]
    passage = pool.grounds.part.passages[passage_number]
    opens = span == passage.sentences[0]
    words = len(text.split())
    worth = 0.3 * opens + 0.4 * (opens and passage.start < _OPENING)
    worth += _HEADED * _is_headed(pool, number)
    worth -= 1.0 * anaphora.points_back(text, document.language)
    worth -= _LEANING * (pool.forms(number).leans.search(text) is not None)
    worth -= _OF_A_TEXT * (pool.forms(number).of_a_text.search(text) is not None)
    worth += _NAMES_THE_PLACE * (bool(shape.places) and _names_one_within(pool, number))
    worth -= 1.5 * (pool.introduces(number) and not pool.items(number)) + 1.5 * (words < _SHORT) + 0.7 * (words > _LONG)
    worth += (1.0 if shape.of_whole else 0.4) * (not shape.places and document.region == NATIONAL)
    worth -= _IN_PASSING * bool(shape.places and document.region not in _regions(shape.places))
    worth -= _OF_ANOTHER_PLACE * bool(shape.places and _names_other_places(pool, number))
    if shape.newest:
        worth += _NEWER * min(max(_year(document, text) - _OLD, 0), _MOST_YEARS)
    return worth


def names_a_place(pool: Pool, number: int) -> bool:
    """Tell whether a sentence names a place, or a year, that is asked about."""
    query = pool.query
    own = pool.grounds.sentences.own[number]
    return any(own[word] > 0 for word, must in enumerate(query.required) if must)


def _names_one_within(pool: Pool, number: int) -> bool:
    """Tell whether a sentence names a place that is asked about, or a municipality of it."""
    return names_a_place(pool, number) or bool(_asked_among(pool, _places_named(pool, number)))


def _places_named(pool: Pool, number: int) -> frozenset[Place]:
    return _places_in(pool.grounds.texts[number]) if pool.language(number) == "fi" else frozenset()


def _asked_among(pool: Pool, named: frozenset[Place]) -> frozenset[Place]:
    """Return those of some places that are asked about, or lie in a region that is."""
    places = pool.query.shape.places
    regions = " ".join(_regions(places))
    return frozenset(place for place in named if place in places or place.is_in(regions))


@lru_cache(maxsize=4096)
def _places_in(text: str) -> frozenset[Place]:
    return frozenset(glossary.places_in(morphology.tokens(text)))


def _names_other_places(pool: Pool, number: int) -> bool:
    """Tell whether a Finnish sentence names other places and none that is asked about, or that one among many."""
    named = _places_named(pool, number)
    asked = _asked_among(pool, named)
    return len(named - asked) > _MANY_PLACES if asked else bool(named)


def last_year(pool: Pool, numbers: Sequence[int]) -> int:
    """Return the last year of some sentences, see `_year`."""
    return max((_year(pool.documents[number], pool.grounds.texts[number]) for number in numbers), default=0)


def _year(document: Document, text: str) -> int:
    """Return the last year that a sentence names or its document was published in; 0 where neither is known."""
    named = [int(year) for year in _YEARS.findall(text)]
    published = [int(year) for year in _YEARS.findall(document.published or "")]
    return max([*named, *published], default=0)


def _speaks_of(pool: Pool, number: int, aspect: Aspect) -> bool:
    """Tell whether a sentence, or the heading above it, speaks of an aspect; who took part it has to name itself."""
    subject = list(pool.query.shape.subject)
    if aspect is Aspect.INVOLVEMENT and subject and not (pool.grounds.sentences.own[number, subject] > 0).any():
        return False
    return _bears_sign(pool, number, aspect) or _is_headed(pool, number)


def _bears_sign(pool: Pool, number: int, aspect: Aspect) -> bool:
    """Tell whether a sentence bears a sign of an aspect; of no one in particular, of what was done or came of it."""
    aspects = (Aspect.RESULTS, Aspect.ACTIONS) if aspect is Aspect.ANYTHING else (aspect,)
    signs = (pool.forms(number).signs.get(each) for each in aspects)
    return any(sign.search(pool.grounds.texts[number]) for sign in signs if sign)


def _regions(places: Sequence[Place]) -> set[str]:
    """Return the regions that are asked about as a whole."""
    return {place.region for place in places if place.is_region}
