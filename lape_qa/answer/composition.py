"""How an answer is composed: by the form that the question asks for, and by how the evidence lies."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from lape_qa.answer import anaphora, errand
from lape_qa.answer.broad import TO_THE_POINT, judged, to_the_point
from lape_qa.answer.counted import amount, counts_something_else, is_of_a_part
from lape_qa.answer.defining import Subject, defining, is_known, subject_of
from lape_qa.answer.enumerated import asks_for_places, enumerations, names_a_town
from lape_qa.answer.extractive import LACKING, ExtractiveAnswerer
from lape_qa.answer.fitted import Excerpts, fitted_broad_model
from lape_qa.answer.grounds import Grounds
from lape_qa.answer.highlights import highlights
from lape_qa.answer.listed import list_around
from lape_qa.answer.listing import asks_for_items, in_office, new_names, of_list, wants_everybody
from lape_qa.answer.model import SURE, Answer, Citation, Kind, NoAnswer, Section, Sentence
from lape_qa.answer.nearest import nearest
from lape_qa.answer.offices import names_another_office
from lape_qa.answer.otherwise import value_otherwise
from lape_qa.answer.pool import DENIED, HELD, NATIONAL, Pool, Pools, asks_for_people, last_year, names_a_place
from lape_qa.answer.selecting import Costs, Limits, select
from lape_qa.answer.told import Told
from lape_qa.answer.towns import names as towns_named
from lape_qa.answer.towns import tells_of
from lape_qa.answer.unknown import knows_nothing, leaves_out
from lape_qa.answer.weighing import Weighed
from lape_qa.answer.when import tells_the_other_end, years_told
from lape_qa.index.model import Floats
from lape_qa.index.ports import Scope, Source
from lape_qa.language import glossary, morphology
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language, Span
from lape_qa.language.packs.forms import FORMS
from lape_qa.question import kinds
from lape_qa.question.form import MEANING, Aspect, Form
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query
from lape_qa.question.side_names import side_name
from lape_qa.retrieval.candidates import Candidates

OVERVIEW = Limits(quotes=8, words=120, each=3)
LIST = Limits(quotes=8, words=120, each=2)
LIST_OF_PLACE = Limits(quotes=4, words=80, each=4)
OPEN = Limits(quotes=5, words=90, each=4)
"""Of a question that leaves open how much it wants."""
BESIDE = Limits(quotes=3, words=60, each=3)
"""Of a question whose fact seems to be all there is to tell, with that fact."""
SIDE = Limits(quotes=3, words=55, each=2)
SIDE_OF_MONEY = replace(SIDE, repeats=0.95)
"""Of two amounts in the same words each is another."""
DEFINITION = Limits(quotes=3, words=70, each=2)
_MOST_YEARS = 4
"""Years that are told beside each other."""
_MOST_TOLD = 3
"""Sources that tell the same differently, beside each other."""
_COSTS = Costs()
_ITEMS = Costs(document=1.5)
"""A list is to come from many documents."""
_SEVERAL = 2
"""Years that differ, or sentences of a list, at the least."""
_NEARLY_AS_MUCH = 0.87
"""Of what an item holds of the question, the share that what introduces its list has to hold."""
_ENOUGH = 6
"""Sentences that speak of the subject from which others are not quoted."""
_ENOUGH_NAMED = 4
"""Sentences that name the subject as itself from which an overview quotes no others."""
_SURELY_DONE = 0.8
"""How far a sentence must speak of what was done to be quoted although it does not name the subject as itself."""
_WIDENED = frozenset({Form.FACT, Form.YES_NO, Form.DEFINITION, Form.TIME})
"""Forms whose answers an overview goes on from when more is asked for."""
_OF_KNOWN = MEANING | {Form.OVERVIEW}
"""Forms that ask about something that the sources must know as a whole."""
_ALL_IN_ONE, _MOST_IN_ONE = 0.9, 0.5
"""Share of the probability to answer from which one sentence holds a whole list, and where it enumerates people."""
_FEW_WORDS = 2
"""Words of a subject each of which the sources must know; of more, some are other words for the same."""
_MENTIONS = 0.1
"""How far a sentence must say what something is beside one that does."""
_SAYS_SURELY, _TELLS = 0.8, 0.25
"""How far the best sentence must say what something is for others to have to tell of it themselves, and how far."""
_NEARLY, _SAYS = 0.1, 0.5
"""How far a sentence must say what something is, where that is asked and of bare words, lest they get an overview."""
_DEFINES = 6.0
"""What a defining sentence gains in a definition."""
_WIDEST = 45
"""Words of a sentence together with the one before it."""
_STANDS_OUT = 0.6
"""Share of the probability to answer from which one sentence stands out."""
_AS_AN_ITEM = 0.75
"""Of what a sentence holds of the question, the share that one beside it has to hold to be an item of the same list."""
_HALF_SURE = 0.4
"""Confidence of one sentence from which several may make the list that it is not."""
_LED = 0.75
"""Confidence of who leads, where the question has the verb and the source the name of an office."""
_ENUMERATED = 0.75
"""Confidence, at the least, of a sentence that enumerates the places asked for."""
_DIFFERING = 0.7
"""Confidence, at the most, of an answer that sources tell differently."""
_COUNTS_ANYWAY = 6.0
"""How much less likely, in log-odds, a sentence may be that counts what is asked about, than one that does not."""
_AS_LIKELY, _ABOUT = 3.0, 0.2
"""How much less likely, in log-odds, another count may be, and how much less of the question its sentence may hold."""
_COMPARED, _OF_SUPPORT = 0.45, 0.4
"""Confidence of a comparison: a part that all have, and what the support of the subject adds, of the lesser side."""
_OF_WORTH = ((0.8, 0.95), (0.4, 0.85), (0.2, 0.72), (0.0, 0.65))
"""Confidence of a definition by how far its best sentence says what the subject is."""
_MENTIONED = 0.6
"""Confidence where the sources only name what is to be explained."""
_UNSUPPORTED = 0.2
"""What a definition loses where its quotes hold nothing of the subject's words."""

Quote = tuple[str, Span]
"""The id of a document, and where in it the quote stands."""


class Composer:
    """Composes answers; a question that asks for one fact is the extractive answerer's."""

    def __init__(self, generation: Source, answerer: ExtractiveAnswerer) -> None:
        self._generation = generation
        self._answerer = answerer
        self._pools = Pools(generation)

    def compose(self, candidates: Candidates, weighed: Sequence[Weighed], within: Scope = None) -> Answer | NoAnswer:
        """Return the answer in the form that the question asks for, or NoAnswer with the nearest hits.

        `within` tells which passages may be quoted. Where more of the same is asked for, what was shown
        before is left out.
        """
        query = candidates.query
        form = query.shape.form
        answer = self._answered(candidates, weighed, within)
        if isinstance(answer, Answer) and leaves_out(answer, query, self._generation.forward.vocabulary):
            return NoAnswer(nearest(candidates), 0.0)
        if elsewhere := errand.instead(answer, query):
            return elsewhere
        shown: list[Quote] = []
        for _ in range(query.more):
            if isinstance(answer, NoAnswer):
                break
            shown += [(citation.document.id, Span(citation.start, citation.end)) for citation in answer.citations]
            pools = [pool and _of_the_same(pool.without(shown)) for pool in self._all(candidates, weighed, within)]
            further = self._broad(candidates, pools, Form.OVERVIEW if form in _WIDENED else form)
            answer = further or NoAnswer((), 0.0, text=FORMS[query.language].no_more)
        return answer

    def _answered(self, candidates: Candidates, weighed: Sequence[Weighed], within: Scope) -> Answer | NoAnswer:
        query = candidates.query
        if knows_nothing(candidates, self._generation):
            return NoAnswer(nearest(candidates), 0.0)
        form, known = query.shape.form, self._is_known(query)
        few = len(query.shape.subject) <= _FEW_WORDS
        if not known and few and form is not Form.OVERVIEW:
            return NoAnswer(nearest(candidates), 0.0)
        if asks_for_places(query) and (places := self._enumerated(candidates, weighed)):
            return places
        if whole := self._whole_list(candidates, weighed):
            return whole
        broad = _is_broad(query, weighed)
        fact = None if known and broad and not query.shape.is_open else self._fact(candidates, weighed)
        # Where the words are others than the sources', a sure fact shows that what is meant stands there.
        sure = isinstance(fact, Answer) and fact.confidence >= SURE
        if query.shape.is_open:
            # What asks openly for anything may ask for what no source tells of.
            if isinstance(fact, Answer) and (known or sure):
                everybody = self._listing_on(candidates, weighed, within, fact)
                return everybody or self._going_on(candidates, weighed, within, fact)
            broad = False
        if broad and (known or sure):
            composed = self._broad(candidates, self._all(candidates, weighed, within), form)
            if composed:
                return composed
        fact = fact or self._fact(candidates, weighed)
        # Of words to search for, no one of which sentences that speak of them stands out, several are quoted.
        if form is Form.FACT and query.shape.searches and _is_spread(weighed) and isinstance(fact, Answer):
            spread = self._broad(candidates, self._all(candidates, weighed, within), Form.TOPIC)
            return spread if spread and fact.confidence >= SURE else fact
        # What one sentence seemed to hold, and does not surely, several may.
        may_list = form is Form.LIST and known and not query.shape.is_open
        if isinstance(fact, NoAnswer) and may_list:
            pools = self._all(candidates, weighed, within)
            # Where the reader denies all that it read, the others that were found hardly answer either.
            if fact.confidence >= _HALF_SURE or any(map(_may_answer, pools, weighed)):
                return self._broad(candidates, pools, form) or fact
        # "Missä sitä kokeiltiin?": several places answer, though a reader looked for one.
        if isinstance(fact, NoAnswer) and weighed[0].grounds.kind is Asked.PLACE and known:
            return self._enumerated(candidates, weighed) or fact
        listing = self._listing_on(candidates, weighed, within, fact)
        return listing or self._leaders(candidates, weighed, within, fact)

    def _going_on(self, candidates: Candidates, weighed: Sequence[Weighed], within: Scope, fact: Answer) -> Answer:
        """Return a fact with what else is told of it behind it, as sure as the fact; it alone where nothing is.

        So what is told of a question that leaves open how much it wants, and whether anything, rests on the fact.
        """
        alone = not _goes_on(weighed)
        pools = self._all(candidates, weighed, within)
        pools = [pool and pool.beginning_with(fact.citations, alone=alone) for pool in pools]
        composed = self._broad(candidates, pools, candidates.query.shape.form)
        return replace(composed, confidence=fact.confidence) if composed else fact

    def _listing_on(
        self, candidates: Candidates, weighed: Sequence[Weighed], within: Scope, fact: Answer | NoAnswer
    ) -> Answer | None:
        """Return a fact with whom else its document names in about the same words, where everybody is asked for.

        None where it names nobody else. What sources tell differently is no list.
        """
        if isinstance(fact, NoAnswer) or fact.text or not wants_everybody(candidates.query):
            return None
        pool = self._pools.of(candidates.answerable_parts[0], weighed[0], within)
        if pool is None:
            return None
        pool = pool.beginning_with(fact.citations)
        held = pool.grounds.support @ pool.grounds.share
        enough = held >= _AS_AN_ITEM * held[sorted(pool.surest)].max(initial=0.0)
        beside = np.array([document.id == fact.citations[0].document.id for document in pool.documents], np.bool_)
        names = np.array([new_names(pool, number) > 0 for number in range(len(pool.scores))], np.bool_)
        kept = of_list(pool.only(beside & enough & names & pool.undenied()))
        scored = judged(kept, fitted_broad_model().list.order)
        items = {*kept.quotable(), *pool.surest}
        chosen = [number for number in _chosen(scored, LIST_OF_PLACE) if number in items]
        # What introduces another list is no item of this one.
        chosen = [n for n in chosen if not pool.introduces(n) or not items.isdisjoint(pool.items(n))]
        quotes = list(dict.fromkeys(self._quotes(scored, chosen).values()))
        if not pool.surest or len(quotes) <= len(fact.citations):
            return None
        kind = Kind.LIST if pool.query.shape.form is Form.LIST else fact.kind
        answer = self._quoted(kind, quotes, fact.confidence)
        return replace(answer, sentences=_marked(pool.query, answer.sentences))

    def _is_known(self, query: Query) -> bool:
        """Tell whether the sources know what is asked about, where they must know it as a whole."""
        shape = query.shape
        if shape.parted:
            return not shape.subject or self._pools.hold_together(query)
        must = shape.form in _OF_KNOWN or (shape.bare and shape.form is Form.FACT)
        return not must or is_known(query, self._generation.forward.vocabulary)

    def _fact(self, candidates: Candidates, weighed: Sequence[Weighed]) -> Answer | NoAnswer:
        query = candidates.query
        if query.parts:
            weighed = [self._counting(part) for part in weighed]
        fact = self._answerer.choose(candidates, weighed)
        if isinstance(fact, NoAnswer):
            return fact
        if not query.parts and (
            counts_something_else(query, fact.citations)
            or names_another_office(query, fact.citations)
            or tells_the_other_end(query, fact.citations)
        ):
            return NoAnswer(nearest(candidates), fact.confidence * LACKING)
        kind = Kind.YES_NO if query.shape.form is Form.YES_NO else Kind.FACT
        if other := self._told_otherwise(query, weighed[0], fact):
            return other
        fact = self._with_its_town(query, fact)
        return replace(fact, kind=kind, sentences=_marked(query, fact.sentences))

    def _counting(self, read: Weighed) -> Weighed:
        """Return the sentences with those that count what one of two questions asks about before all others."""
        grounds = read.grounds
        languages = self._languages(grounds)
        if grounds.kind is Asked.MONEY:
            counts = [
                holds and not is_of_a_part(text) for holds, text in zip(grounds.trace, grounds.texts, strict=True)
            ]
        else:
            counts = [amount(grounds.query, *each) is not None for each in zip(grounds.texts, languages, strict=True)]
        near = read.scores > read.scores.max(initial=-np.inf) - _COUNTS_ANYWAY
        allowed = np.array(counts, np.bool_) & near
        return replace(read, scores=np.where(allowed, read.scores, -np.inf)) if allowed.any() else read

    def _told_otherwise(self, query: Query, read: Weighed, fact: Answer) -> Answer | None:
        """Return what sources tell differently, the newest first; of what is so now, the newest alone.

        None where none tells it differently.
        """
        cited, grounds = fact.citations[0], read.grounds
        if query.parts or not fact.confidence >= SURE:
            return None
        own = (n for n, (_, span) in enumerate(grounds.places) if grounds.document(n) == cited.document.id)
        first = next((n for n in own if grounds.places[n][1].start >= cited.start), 0)
        others = self._other_values(query, grounds, first) or self._other_counts(query, read, first, cited)
        telling = {grounds.document(number) for number in others}
        # What was quoted beside it must be what tells it differently.
        if not others or any(each.document.id not in telling for each in fact.citations[1:]):
            return None
        quotes = [(cited.document.id, Span(cited.start, cited.end))]
        quotes += [(grounds.document(number), grounds.places[number][1]) for number in others]
        dates = [self._generation.document(document).published for document, _ in quotes]
        order = sorted(range(len(quotes)), key=lambda number: dates[number], reverse=True)
        forms, newest = FORMS[query.language], dates[order[0]]
        if query.shape.newest and newest > dates[order[1]]:
            order, text = order[:1], forms.as_of.format(newest[:4])
        else:
            text = forms.differ
        answer = self._quoted(Kind.FACT, [quotes[number] for number in order], min(fact.confidence, _DIFFERING))
        return replace(answer, sentences=_marked(query, answer.sentences), text=text)

    def _other_values(self, query: Query, grounds: Grounds, first: int) -> list[int]:
        """Return the sentences of other documents that say the same but for the value asked for, each value once."""
        found: dict[str, int] = {}
        documents = {grounds.document(first)}
        for number, (passage, _) in enumerate(grounds.places):
            document = grounds.document(number)
            value = value_otherwise(grounds.kind, query.meant, grounds.texts[first], grounds.texts[number])
            speaks = (grounds.support[number] >= grounds.support[first] - _ABOUT).all()
            if value and speaks and document not in documents and not grounds.lacking[passage] and value not in found:
                found[value] = number
                documents.add(document)
        return list(found.values())[: _MOST_TOLD - 1]

    def _other_counts(self, query: Query, read: Weighed, first: int, cited: Citation) -> list[int]:
        """Return the likeliest sentence of another document that counts the same differently, if there is any."""
        here, grounds = amount(query, cited.quote, analysed_as(cited.document.language)), read.grounds
        if here is None:
            return []
        for number in np.argsort(-read.scores, kind="stable").tolist():
            document = self._generation.document(grounds.document(number))
            if not read.scores[number] > read.scores[first] - _AS_LIKELY:
                break
            there = amount(query, grounds.texts[number], analysed_as(document.language))
            if document.id != cited.document.id and there not in {None, here} and _says_as_much(grounds, first, number):
                return [number]
        return []

    def _with_its_town(self, query: Query, fact: Answer) -> Answer:
        """Return a fact with the sentence before it that names the municipality asked about, where it does not itself.

        So it shows that what it tells is told of that place.
        """
        towns = [place for place in query.shape.places if not place.is_region]
        cited = fact.citations[0]
        if len(towns) != 1 or len(fact.citations) > 1 or tells_of(cited.document, towns[0]):
            return fact
        passage = next(
            passage
            for passage in map(self._generation.passages.__getitem__, self._generation.rows_of(cited.document.id))
            if passage.start <= cited.start < passage.end
        )
        # Before it, nearest first; else behind it.
        before = [span for span in passage.sentences if span.end <= cited.start][::-1]
        behind = [span for span in passage.sentences if span.start >= cited.end]
        text = cited.document.text
        named = [span for span in (*before, *behind) if towns_named(text[span.start : span.end], towns[0])]
        if towns_named(cited.quote, towns[0]) or not named:
            return fact
        quotes = sorted([named[0], Span(cited.start, cited.end)], key=lambda span: span.start)
        return self._quoted(fact.kind, [(cited.document.id, span) for span in quotes], fact.confidence)

    def _leaders(
        self, candidates: Candidates, weighed: Sequence[Weighed], within: Scope, fact: Answer | NoAnswer
    ) -> Answer | NoAnswer:
        """Return who leads, where that is asked and the fact names nobody: sources say it by the name of an office."""
        query = candidates.query
        wanted = kinds.asked(query.meant, query.language) is Asked.PERSON and asks_for_people(query)
        named = isinstance(fact, Answer) and any(
            kinds.holds(Asked.PERSON, each.text, query.meant) for each in fact.sentences
        )
        if not wanted or named or query.parts or not (query.shape.subject or query.shape.places):
            return fact
        pool = self._pools.of(candidates.answerable_parts[0], weighed[0], within)
        if pool is None:
            return fact
        pool = pool.only((pool.support >= HELD) & in_office(pool))
        if not pool.quotable():
            return fact
        best = int(pool.scores.argmax())
        answer = self._quoted(Kind.FACT, [self._quote(pool, best)], _LED)
        return replace(answer, sentences=_marked(query, answer.sentences))

    def _enumerated(self, candidates: Candidates, weighed: Sequence[Weighed]) -> Answer | None:
        """Return the sentences that enumerate the places asked for, or the town asked about among others, if any do."""
        query = candidates.query
        numbers = [] if query.parts else enumerations(weighed[0], self._languages(weighed[0].grounds))
        if not numbers:
            return None
        grounds, fact = weighed[0].grounds, self._answerer.choose(candidates, weighed)
        cited = fact.citations if isinstance(fact, Answer) else ()
        if query.shape.form is Form.YES_NO and any(
            names_a_town(query, each.quote, analysed_as(each.document.language)) for each in cited
        ):
            return None
        quotes = [(grounds.document(number), grounds.places[number][1]) for number in numbers]
        kind = {Form.YES_NO: Kind.YES_NO, Form.LIST: Kind.LIST}.get(query.shape.form, Kind.FACT)
        answer = self._quoted(kind, quotes, max(fact.confidence, _ENUMERATED))
        return replace(answer, sentences=_marked(query, answer.sentences))

    def _languages(self, grounds: Grounds) -> list[Language]:
        """Return the language that each sentence is analysed as."""
        return [analysed_as(self._generation.document(grounds.document(n)).language) for n in range(len(grounds.texts))]

    def _whole_list(self, candidates: Candidates, weighed: Sequence[Weighed]) -> Answer | None:
        """Return the list that the surest sentence is an item of, where several things are asked for."""
        query = candidates.query
        if query.parts or not asks_for_items(query) or FORMS[query.language].across.search(query.meant):
            return None
        fact = self._answerer.choose(candidates, weighed)
        if isinstance(fact, NoAnswer) or fact.confidence < SURE:
            return None
        cited = fact.citations[0]
        quote = Span(cited.start, cited.end)
        for row in self._generation.rows_of(cited.document.id):
            passage = self._generation.passages[row]
            found = list_around(cited.document.text, passage.sentences, quote, LIST.words)
            if found and _is_of_all(weighed[0], cited.document.id, found[0], quote):
                kind = Kind.LIST if query.shape.form is Form.LIST else Kind.FACT
                quoted = self._quoted(kind, [(cited.document.id, span) for span in found], fact.confidence)
                return replace(quoted, sentences=_marked(query, quoted.sentences))
        return None

    def _all(self, candidates: Candidates, weighed: Sequence[Weighed], within: Scope) -> list[Pool | None]:
        return [
            self._pools.of(part, read, within) for part, read in zip(candidates.answerable_parts, weighed, strict=True)
        ]

    def _broad(self, candidates: Candidates, pools: Sequence[Pool | None], form: Form) -> Answer | None:
        # Of two things asked about in one, each is told of, beside the other.
        if form is Form.COMPARISON or len(pools) > 1:
            return self._comparison(candidates, pools)
        pool = pools[0] and speaking(pools[0])
        if pool is None:
            return None
        match form:
            case Form.DEFINITION:
                return self._definition(pool, _NEARLY) or self._mentions_of(pool) or self._overview(pool)
            case Form.TOPIC:
                return self._definition(pool, _SAYS) or self._overview(pool)
            case Form.TIME:
                return self._times(pool)
            case Form.LIST:
                return self._list(pool)
            case _:
                return self._overview(pool)

    # ---- kinds of answers

    def _overview(self, pool: Pool) -> Answer | None:
        model = fitted_broad_model().overview
        return self._of_excerpts(Kind.OVERVIEW, of_overview(pool), model, quoted_of_overview)

    def _list(self, pool: Pool) -> Answer | None:
        kept = of_list(pool)
        if len(kept.quotable()) < _SEVERAL:
            return None
        return self._of_excerpts(Kind.LIST, kept, fitted_broad_model().list, quoted_of_list)

    def _definition(self, pool: Pool, least: float) -> Answer | None:
        """Return what says what the subject is; None where no sentence says so that far."""
        worth = defining(pool, subject_of(pool.query))
        if worth.max(initial=-1) < least:
            return None
        told = _saying_what_it_is(pool, worth, readily=pool.query.shape.form is not Form.DEFINITION)
        chosen = _chosen(told, DEFINITION)
        confidence = next(value for floor, value in _OF_WORTH if worth[chosen].max() >= floor)
        confidence -= _UNSUPPORTED * (1 - float(pool.support[chosen].mean()))
        quotes = self._quotes(told, chosen)
        return self._quoted(Kind.DEFINITION, list(dict.fromkeys(quotes.values())), confidence)

    def _mentions_of(self, pool: Pool) -> Answer | None:
        """Return what names the subject without saying what it is, and that it is so; None where nothing does.

        Of somebody what they did says who they are.
        """
        query = pool.query
        named = pool.only(defining(pool, subject_of(query)) >= 0)
        if not named.quotable() or kinds.asked(query.meant, query.language) is Asked.PERSON:
            return None
        quotes = self._quotes(named, _chosen(named, DEFINITION))
        answer = self._quoted(Kind.DEFINITION, list(dict.fromkeys(quotes.values())), _MENTIONED)
        return replace(answer, text=FORMS[query.language].mentioned)

    def _times(self, pool: Pool) -> Answer | None:
        """Return what sources say differently of when something began or ended; None when they do not."""
        told = dict(islice(years_told(pool).items(), _MOST_YEARS))
        if len(told) < _SEVERAL:
            return None
        answer = self._quoted(Kind.FACT, [self._quote(pool, told[year]) for year in sorted(told)], _DIFFERING)
        sentences = _marked(pool.query, answer.sentences)
        return replace(answer, sentences=sentences, text=FORMS[pool.query.language].differ)

    def _comparison(self, candidates: Candidates, pools: Sequence[Pool | None]) -> Answer | None:
        quotes: list[Quote] = []
        sections: list[Section] = []
        missing: list[str] = []
        supports: list[float] = []
        for part, pool in zip(candidates.answerable_parts, pools, strict=True):
            name = side_name(part.query)
            if pool is None:
                missing.append(name)
                continue
            told = _told_of_side(pool, part.query)
            chosen = _chosen(told, SIDE_OF_MONEY if told.grounds.kind is Asked.MONEY else SIDE)
            supports.append(float(told.support[chosen].mean()) if chosen else 0.0)
            found = self._quotes(told, _by_document(told, chosen)).values()
            # What is told of both stands under both.
            quotes += [quote for quote in dict.fromkeys(found) if quote not in quotes]
            if found:
                sections.append(Section(name, tuple(quotes.index(quote) + 1 for quote in dict.fromkeys(found))))
        if not quotes:
            return None
        forms = FORMS[candidates.query.language]
        text = " ".join(forms.nothing_of.format(name) for name in missing)
        # Half a comparison is none.
        confidence = _COMPARED + _OF_SUPPORT * (0.0 if missing else min(supports))
        return replace(self._quoted(Kind.COMPARISON, quotes, confidence), sections=tuple(sections), text=text)

    # ---- an answer of what was chosen

    def _of_excerpts(
        self, kind: Kind, pool: Pool, model: Excerpts, quoted: Callable[[Pool], list[int]]
    ) -> Answer | None:
        """Return an answer of excerpts under headings, with the documents that also speak of the subject.

        None where no quote is likely to be to the point.
        """
        found, likely = to_the_point(pool, model, quoted)
        if not found:
            return None
        chosen, pool = list(found), pool.only(likely >= TO_THE_POINT)
        quotes = self._quotes(pool, chosen)
        # Of sentences that one quote holds, the first stands for them.
        first = {quote: number for number, quote in reversed(quotes.items())}
        sections = _sections(pool, [number for number, quote in quotes.items() if first[quote] == number])
        in_order = [number for _, numbers in sections for number in numbers]
        # Of `dev` answers that are as sure as this, about so many tell enough, held out.
        confidence = float(likely[chosen].mean() + likely[chosen].max()) / 2
        shown = self._quoted(kind, [quotes[number] for number in in_order], confidence)
        at = {number: place for place, number in enumerate(in_order, start=1)}
        others = pool.speaking() - {citation.document.id for citation in shown.citations}
        forms = FORMS[pool.query.language]
        newest = last_year(pool, in_order) if pool.query.shape.newest else 0
        remarks = [forms.excerpts, *([forms.as_of.format(newest)] if newest else [])]
        return replace(
            shown,
            sections=tuple(Section(title, tuple(at[number] for number in numbers)) for title, numbers in sections),
            more=tuple(self._generation.document(name) for name in sorted(others)),
            text=" ".join(remarks),
        )

    def _quotes(self, pool: Pool, chosen: Sequence[int]) -> dict[int, Quote]:
        """Return the quote of each chosen sentence; those that share a character are one."""
        found: dict[int, Quote] = {}
        for number in chosen:
            name, span = self._quote(pool, number)
            for other, (document, known) in found.items():
                if document == name and anaphora.overlap(known, span):
                    span = Span(min(known.start, span.start), max(known.end, span.end))
                    found = {each: (name, span) if quote == found[other] else quote for each, quote in found.items()}
                    break
            found[number] = (name, span)
        return found

    def _quote(self, pool: Pool, number: int) -> Quote:
        grounds, document = pool.grounds, pool.documents[number]
        passage, span = grounds.places[number]
        sentences = grounds.part.passages[passage].sentences
        return document.id, anaphora.widened(document.text, document.language, span, sentences, _WIDEST)

    def _quoted(self, kind: Kind, quotes: Sequence[Quote], confidence: float) -> Answer:
        citations = []
        for number, (identifier, span) in enumerate(quotes, start=1):
            document = self._generation.document(identifier)
            citations.append(Citation(number, document, document.text[span.start : span.end], span.start, span.end))
        sentences = tuple(Sentence(citation.quote, citation.number) for citation in citations)
        return Answer(sentences, tuple(citations), confidence, kind=kind)


def speaking(pool: Pool) -> Pool:
    """Return the pool with nothing to quote but what speaks of the subject, where enough does."""
    speaks = pool.support >= HELD
    quotable = pool.scores > -np.inf
    return pool.only(speaks) if (speaks & quotable).sum() >= _ENOUGH else pool


def of_overview(pool: Pool) -> Pool:
    """Return the pool with nothing to quote but what an overview is chosen from."""
    shape = pool.query.shape
    few = bool(shape.subject) and not shape.of_whole and len(shape.subject) <= _FEW_WORDS
    names = defining(pool, subject_of(pool.query)) if few else None
    # What speaks of something near it is not told where enough names it.
    if names is not None and (names >= 0).sum() >= _ENOUGH_NAMED:
        done = pool.grounds.support[:, list(shape.doing)]
        pool = pool.only((names >= 0) | (done >= _SURELY_DONE).any(axis=1))
    return pool


def quoted_of_overview(pool: Pool) -> list[int]:
    """Return the numbers of the sentences that an overview quotes."""
    return _chosen(pool, _open(pool) if pool.query.shape.is_open else OVERVIEW)


def quoted_of_list(pool: Pool) -> list[int]:
    """Return the numbers of the sentences that a list quotes."""
    if pool.query.shape.is_open:
        return _chosen(pool, _open(pool))
    return _chosen(pool, LIST_OF_PLACE if pool.query.shape.places else LIST, _ITEMS)


def _open(pool: Pool) -> Limits:
    """Return how much is quoted of a question that leaves open how much it wants."""
    return BESIDE if pool.alone else OPEN


def _of_the_same(pool: Pool) -> Pool:
    """Return the pool with nothing to quote but what speaks of the subject, and names it where that was explained."""
    if pool.query.shape.form in MEANING and pool.query.shape.subject:
        return pool.only(defining(pool, subject_of(pool.query)) >= 0)
    return pool.only(pool.support >= HELD)


def _says_as_much(grounds: Grounds, first: int, other: int) -> bool:
    """Tell whether a sentence speaks of each word of the question about as far as another, and of the same years."""
    same = set(morphology.years(grounds.texts[first])) == set(morphology.years(grounds.texts[other]))
    return same and bool((grounds.support[other] >= grounds.support[first] - _ABOUT).all())


def _is_of_all(read: Weighed, document: str, introduction: Span, item: Span) -> bool:
    """Tell whether what introduces a list speaks of what is asked about nearly as much as one of its items."""
    grounds = read.grounds
    places = {
        span.start: number for number, (_, span) in enumerate(grounds.places) if grounds.document(number) == document
    }
    if introduction.start not in places or item.start not in places:
        return False
    held = grounds.support @ grounds.rarity
    return bool(held[places[introduction.start]] >= _NEARLY_AS_MUCH * held[places[item.start]])


def _is_broad(query: Query, weighed: Sequence[Weighed]) -> bool:
    """Tell whether several quotes are to be composed; one sentence may hold a list of what there is in a place."""
    if query.shape.form is Form.LIST and query.shape.places:
        shares = weighed[0].shares()
        most = _ALL_IN_ONE
        # "Ketkä osallistuivat …?": one sentence names them.
        if query.shape.subject and weighed[0].grounds.kind is Asked.PERSON and len(shares):
            enumerates = kinds.holds(Asked.LIST, weighed[0].grounds.texts[int(shares.argmax())])
            most = _MOST_IN_ONE if enumerates else _ALL_IN_ONE
        return float(shares.max(initial=0.0)) < most
    return query.shape.form not in {Form.FACT, Form.YES_NO}


def _goes_on(weighed: Sequence[Weighed]) -> bool:
    """Tell whether the surest sentence seems not to be all that there is to tell.

    Not where one sentence has nearly all of the probability, and the reader says of no other that it answers.
    """
    if any(read.logits is not None and (read.logits > 0).sum() >= _SEVERAL for read in weighed):
        return True
    return len(weighed) > 1 or float(weighed[0].shares().max(initial=0.0)) < _ALL_IN_ONE


def _may_answer(pool: Pool | None, read: Weighed) -> bool:
    """Tell whether the reader read a sentence of the pool of which it does not say that it hardly answers."""
    return pool is not None and read.logits is not None and bool((pool.signals.read > DENIED).any())


def _is_spread(weighed: Sequence[Weighed]) -> bool:
    """Tell whether no one sentence is by far the likeliest to answer."""
    return len(weighed) == 1 and float(weighed[0].shares().max(initial=0.0)) < _STANDS_OUT


def _chosen(pool: Pool, limits: Limits, costs: Costs = _COSTS) -> list[int]:
    """Return the numbers of the sentences to quote; where the best are of few documents, each is quoted more often."""
    documents = [document.id for document in pool.documents]
    best = sorted(pool.quotable(), key=lambda number: -pool.scores[number])[: limits.quotes]
    sources = len({documents[number] for number in best})
    each = max(limits.each, -(-limits.quotes // max(sources, 1)))
    chosen = select(pool.scores, pool.grounds.texts, documents, replace(limits, each=each), costs, sorted(pool.surest))
    return _with_items(pool, chosen, limits.words)


def _with_items(pool: Pool, chosen: Sequence[int], words: int) -> list[int]:
    """Return chosen sentences with what those introduce that end in a colon, as long as there is room."""
    found: list[int] = []
    left = words
    introduced = {item for number in chosen for item in pool.items(number)}
    for number in (number for number in chosen if number not in introduced):
        for each in (number, *pool.items(number)):
            length = len(pool.grounds.texts[each].split())
            if each not in found and length <= left:
                found.append(each)
                left -= length
    return found


def _saying_what_it_is(pool: Pool, worth: Floats, *, readily: bool = False) -> Pool:
    """Return the pool with what says what something is, which `worth` tells, before what only names it.

    What does not name it does not say what it is, and beside what says so, what names it in passing says little;
    `readily` that is quoted too.
    """
    least = _TELLS if worth.max() >= _SAYS_SURELY and not readily else _MENTIONS if worth.max() >= _SAYS else 0.0
    if (worth >= least).sum() < _SEVERAL:
        least = min(least, _MENTIONS)
    return pool.only(worth >= least).raised(_DEFINES * worth)


def _defined(pool: Pool, subject: Subject) -> Pool:
    """Return the pool with what says what a side of a comparison is; else with what speaks of it."""
    worth = defining(pool, subject)
    return _saying_what_it_is(pool, worth) if worth.max(initial=-1) >= 0 else pool.raised(_DEFINES * worth)


def _told_of_side(pool: Pool, query: Query) -> Pool:
    """Return the pool of one side of a comparison with nothing to quote but what speaks of that side, where any does.

    What speaks of it names its place or its years, and what is there by its name where anything does, or it says
    what the side is. Of an amount of money only what holds one compares.
    """
    if pool.grounds.kind is Asked.MONEY and (priced := pool.grounds.trace & (pool.scores > -np.inf)).any():
        # What a part of it got is not what it got.
        whole = priced & ~np.array([is_of_a_part(text) for text in pool.grounds.texts], np.bool_)
        pool = pool.only(whole if whole.any() else priced)
    if not any(query.required):
        return _defined(pool, subject_of(query))
    if (named := pool.holding_subject() & (pool.scores > -np.inf)).any():
        return pool.only(named)
    names = np.array([names_a_place(pool, number) for number in range(len(pool.scores))], np.bool_)
    least = SIDE.quotes if query.shape.places else 1
    return pool.only(names) if (names & (pool.scores > -np.inf)).sum() >= least else pool


def _sections(pool: Pool, chosen: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Group the chosen sentences: by document where a place is asked about, else by region; goals by themselves."""
    headings = FORMS[pool.query.language].headings
    groups: dict[str, list[int]] = {}
    goals: list[int] = []
    for number in chosen:
        document = pool.documents[number]
        if pool.query.shape.aspect is not Aspect.GOALS and pool.told(number) is Told.GOAL:
            goals.append(number)
            continue
        region = (
            headings["national"] if document.region == NATIONAL else _in_words(document.region, pool.query.language)
        )
        groups.setdefault(document.title if pool.query.shape.places else region or document.title, []).append(number)
    # Where no place is asked about, what holds for the whole country comes first.
    groups = dict(sorted(groups.items(), key=lambda group: group[0] != headings["national"]))
    groups |= {headings["goals"]: goals} if goals else {}
    return [(title, _by_document(pool, numbers)) for title, numbers in groups.items()]


def _in_words(regions: str, language: Language) -> str:
    """Return the names of the regions that a document is about in a language."""
    return ", ".join(glossary.place_name(region.strip(), language) for region in regions.split(","))


def _by_document(pool: Pool, numbers: Sequence[int]) -> list[int]:
    """Return sentences with those of one document behind each other, each document at its first place."""
    order = list(dict.fromkeys(pool.documents[number].id for number in numbers))
    return sorted(numbers, key=lambda number: order.index(pool.documents[number].id))


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
