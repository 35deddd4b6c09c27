"""Groups from questions about the corpus, their wrong windows those that the product itself would read."""

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lape_qa.answer.fitted import fitted_model
from lape_qa.answer.reading import lay
from lape_qa.answer.weighing import Weighed, weigh
from lape_qa.assistant import HITS
from lape_qa.documents.model import Passage
from lape_qa.encoding.protocol import Encoder
from lape_qa.evaluation.question_set.questions import Case, gold_spans, read_cases, training_cases
from lape_qa.index.generation import Generation
from lape_qa.language.model import Span
from lape_qa.question import analysis
from lape_qa.retrieval.retriever import Retriever
from training.read.groups import Group, Marked, around, marked, touches

TRAIN, OTHERS = Path("eval/train.jsonl"), Path("eval/questions.jsonl")
WINDOWS = 10
"""Windows around the likeliest sentences; the product reads half of them."""
_MOST_RIGHT = 3
_HELD_OUT = 6
"""One document in so many is kept for measuring."""
_SENTENCES_HELD_OUT = 8
"""One sentence in so many of the other documents is too."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """What must not serve as a wrong answer, or the reader learns that it never answers.

    Documents without training questions, those kept for measuring, and the sentences kept for it or that `test`
    questions rest on.
    """

    documents: frozenset[str]
    spans: Mapping[str, Sequence[Span]]

    def holds(self, document: str, stretch: Span) -> bool:
        """Tell whether a stretch of a document touches what is reserved."""
        return document in self.documents or touches(stretch, self.spans.get(document, ()))


def is_held_out(name: str) -> bool:
    """Tell whether a document, or a question without one, is kept for measuring."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % _HELD_OUT == 0


def is_for_measuring(case: Case) -> bool:
    """Tell whether a question is kept for measuring: by its documents, or by its id where it has none."""
    documents = {evidence.document for evidence in case.evidence}
    return any(map(is_held_out, documents)) if documents else is_held_out(case.id)


def is_held_out_sentence(document: str, sentence: Span) -> bool:
    """Tell whether a sentence of a document that is learnt from is kept for measuring.

    A reader that is asked often about the same documents learns which of their sentences ever answer; only sentences
    that it was never asked about show whether it reads.
    """
    digest = hashlib.sha256(f"{document} {sentence.start}".encode()).hexdigest()
    return int(digest, 16) % _SENTENCES_HELD_OUT == 0


def rests_on_held_out(case: Case, generation: Generation) -> bool:
    """Tell whether a question rests on a sentence that is kept for measuring."""
    golds = gold_spans(case, generation.documents)
    return any(
        is_held_out_sentence(document, sentence) and touches(sentence, spans)
        for document, spans in golds.items()
        for sentence in _sentences(generation, document)
    )


def _sentences(generation: Generation, document: str) -> Iterator[Span]:
    for row in generation.rows_of(document):
        yield from generation.passages[row].sentences


def reserved(train: Sequence[Case], others: Sequence[Case], generation: Generation) -> Reserved:
    """Return what is reserved, given the training questions and those of `dev` and `test`."""
    asked = {evidence.document for case in train for evidence in case.evidence}
    spans: dict[str, list[Span]] = {}
    for document in asked:
        spans[document] = [span for span in _sentences(generation, document) if is_held_out_sentence(document, span)]
    for case in others:
        if case.split == "test":
            for document, found in gold_spans(case, generation.documents).items():
                spans.setdefault(document, []).extend(found)
    kept = {document for document in generation.documents if document not in asked or is_held_out(document)}
    return Reserved(frozenset(kept), spans)


@dataclass(frozen=True, slots=True)
class CorpusGroups:
    """The groups of the questions about the corpus, by what they are for."""

    learnt: list[Group]
    documents: list[Group]
    """Of documents that are held out."""
    sentences: list[Group]
    """Of sentences that are held out, in documents that are learnt from."""


def corpus_groups(indexed: tuple[Generation, Encoder], seed: int) -> CorpusGroups:
    """Return the groups to learn from and those to measure on, given the index and its encoder."""
    generation, encoder = indexed
    train, others = training_cases(TRAIN), read_cases(OTHERS)
    kept = reserved(train, others, generation)
    maker = Maker(generation, encoder, kept, random.Random(f"{seed} corpus"))  # noqa: S311
    learnt: list[Case] = []
    documents: list[Case] = []
    sentences: list[Case] = []
    for case in train:
        if is_for_measuring(case):
            documents.append(case)
        else:
            (sentences if rests_on_held_out(case, generation) else learnt).append(case)
    return CorpusGroups(
        list(maker.groups(learnt, learning=True)),
        list(maker.groups(documents, learning=False)),
        list(maker.groups(sentences, learning=False)),
    )


@dataclass(frozen=True, slots=True)
class Maker:
    """Lays the windows of questions as the product would, from one index."""

    generation: Generation
    encoder: Encoder
    reserved: Reserved
    chance: random.Random

    def groups(self, cases: Sequence[Case], *, learning: bool) -> Iterator[Group]:
        """Yield a group for each question that has windows to show."""
        retriever = Retriever(self.generation)
        for case in cases:
            asked = analysis.analyse(case.question, self.encoder, self.generation.speller)
            if asked.parts:
                continue
            [part] = retriever.search(asked, HITS).answerable_parts
            weighed = weigh(self.generation, part, fitted_model().sentence)
            golds = gold_spans(case, self.generation.documents)
            right, wrong = self._windows(weighed, golds, learning=learning)
            if learning:
                right += self._of_gold(golds)[: max(1, _MOST_RIGHT - len(right))]
            if right or (wrong and not (learning and case.answerable)):
                yield Group(case.id, case.question, tuple(right), tuple(wrong))

    def _windows(
        self, weighed: Weighed, golds: Mapping[str, list[Span]], *, learning: bool
    ) -> tuple[list[Marked], list[Marked]]:
        right: list[Marked] = []
        wrong: list[Marked] = []
        for laid in lay(self.generation, weighed, WINDOWS):
            spans = [weighed.grounds.places[place][1] for place in laid.places]
            document = weighed.grounds.document(laid.places[0])
            answers = tuple(touches(span, golds.get(document, ())) for span in spans)
            # Beside what answers, too, a reserved sentence would be learnt as a wrong answer.
            if learning and self.reserved.holds(document, Span(spans[0].start, spans[-1].end)):
                continue
            (right if any(answers) else wrong).append(Marked(laid.window, answers))
        return right, wrong

    def _of_gold(self, golds: Mapping[str, list[Span]]) -> list[Marked]:
        """Return windows around the sentences that answer, found or not."""
        found = []
        for document, spans in golds.items():
            for row in self.generation.rows_of(document):
                passage = self.generation.passages[row]
                places = [place for place, span in enumerate(passage.sentences) if touches(span, spans)]
                found += [self._around(passage, place, spans) for place in places]
        return found

    def _around(self, passage: Passage, place: int, spans: Sequence[Span]) -> Marked:
        document = self.generation.document(passage.document_id)
        context = ". ".join(filter(None, (document.title, document.region, passage.heading)))
        first, last = around(place, len(passage.sentences), self.chance)
        kept = [self.reserved.holds(document.id, span) for span in passage.sentences]
        first = max((at + 1 for at in range(first, place) if kept[at]), default=first)
        last = min((at - 1 for at in range(place + 1, last + 1) if kept[at]), default=last)
        return marked(document.text, passage.sentences, first, last, spans, context)
