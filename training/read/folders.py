"""Groups from BEIR folders with marked sentences: Natural Questions and SQuAD in Finnish, negatives by BM25."""

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import bm25s
import snowballstemmer
from bm25s.tokenization import Tokenized

from lape_qa.documents import chunking
from lape_qa.documents.model import Passage
from lape_qa.evaluation import beir, labels
from lape_qa.language.model import Span
from training.read.groups import Group, Marked, around, marked, touches

NEGATIVES = 4
"""Best passages by BM25 that wrong ones are drawn from."""
WITHOUT = 0.12
"""Share of the answered questions that are asked again with their passage taken away."""
_WHOLE, _WHOLE_CHARACTERS = 0.3, 600
"""How often a passage is read whole instead of a window of it, and how long it may be then."""
_WORD = re.compile(r"\w+")

_stemmer = snowballstemmer.stemmer("finnish")


@cache
def _stem(word: str) -> str:
    stem: str = _stemmer.stemWord(word)
    return stem


def stems(text: str) -> set[str]:
    """Return the stems of a text's words."""
    return {_stem(word) for word in _WORD.findall(text.casefold())}


class Negatives:
    """Finds passages that share words with a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vocabulary: dict[str, int] = {}
        words = ([_stem(word) for word in _WORD.findall(text.casefold())] for text in texts)
        ids = [[self._vocabulary.setdefault(stem, len(self._vocabulary)) for stem in those] for those in words]
        self._model = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
        self._model.index(Tokenized(ids=ids, vocab=self._vocabulary), create_empty_token=False, show_progress=False)

    def best(self, question: str, k: int) -> list[int]:
        """Return the rows of the k best passages that share a stem with the question, best first."""
        known = sorted(self._vocabulary[stem] for stem in stems(question) if stem in self._vocabulary)
        if not known:
            return []
        scores = self._model.get_scores_from_ids(known)
        best = sorted(scores.argpartition(-k)[-k:].tolist(), key=lambda row: -scores[row])
        return [row for row in best if scores[row] > 0]


def learning(folder: Path, labelled: Path, seed: int) -> Iterator[Group]:
    """Yield the groups of a folder's labelled questions, in a drawn order."""
    chance = random.Random(f"{seed} {folder.name}")  # noqa: S311
    collection = beir.read(folder)
    whole = [chunking.whole(document) if document.text.strip() else None for document in collection.documents]
    rows = {document.id: row for row, document in enumerate(collection.documents)}
    negatives = Negatives([document.text for document in collection.documents])
    order = list(labels.read(labelled).items())
    chance.shuffle(order)
    for identifier, answers in order:
        question = collection.queries[identifier]
        golds = [rows[name] for name in collection.relevant[identifier] if name in rows]
        gold = whole[golds[0]] if golds else None
        if gold is None:
            continue
        found = [row for row in negatives.best(question, NEGATIVES + len(golds)) if row not in golds]
        others = [passage for row in found if (passage := whole[row])]
        wrong = [_likest(question, passage, chance) for passage in chance.sample(others, min(2, len(others)))]
        right, rest = _of_gold(question, gold, answers, chance)
        if right or not answers:
            yield Group(identifier, question, tuple(right), (*rest, *wrong[:1]))
        if answers and wrong and chance.random() < WITHOUT:
            yield Group(f"{identifier}-without", question, (), tuple(wrong))


def measuring(folder: Path, labelled: Path, limit: int | None = None) -> Iterator[Group]:
    """Yield groups that hold the whole of the right passage, three sentences a window, in a drawn order."""
    collection = beir.read(folder)
    documents = {document.id: document for document in collection.documents}
    order = list(labels.read(labelled).items())
    random.Random(1).shuffle(order)  # noqa: S311
    for identifier, answers in order[:limit]:
        passage = chunking.whole(documents[next(iter(collection.relevant[identifier]))])
        count = len(passage.sentences)
        windows = [
            marked(passage.text, passage.sentences, first, min(first + 2, count - 1), answers)
            for first in range(0, count, 3)
        ]
        right = tuple(entry for entry in windows if any(entry.right))
        if right or not answers:
            wrong = tuple(entry for entry in windows if not any(entry.right))
            yield Group(identifier, collection.queries[identifier], right, wrong)


def _of_gold(
    question: str, passage: Passage, answers: Sequence[Span], chance: random.Random
) -> tuple[list[Marked], list[Marked]]:
    """Return a window of the right passage that answers, and one that does not where there is one."""
    spans = passage.sentences
    if not answers:
        # A near miss: the passage is about the matter and does not answer.
        return [], [_likest(question, passage, chance), *_elsewhere(passage, 0, -1, (), chance)]
    places = [number for number, span in enumerate(spans) if touches(span, answers)]
    if not places:
        return [], []
    first, last = around(chance.choice(places), len(spans), chance)
    if chance.random() < _WHOLE and len(passage.text) < _WHOLE_CHARACTERS:
        first, last = 0, len(spans) - 1
    rest = [entry for entry in _elsewhere(passage, first, last, answers, chance) if not any(entry.right)]
    return [marked(passage.text, spans, first, last, answers)], rest


def _elsewhere(passage: Passage, first: int, last: int, answers: Sequence[Span], chance: random.Random) -> list[Marked]:
    """Return a window of a passage beside the one from `first` to `last`, if there is room for one."""
    count = len(passage.sentences)
    free = [number for number in range(count) if not first <= number <= last]
    if not free:
        return []
    start, end = around(chance.choice(free), count, chance)
    start, end = (max(start, last + 1), end) if start > last else (start, min(end, first - 1) if start < first else end)
    return [marked(passage.text, passage.sentences, start, end, answers)] if start <= end else []


def _likest(question: str, passage: Passage, chance: random.Random) -> Marked:
    """Return the window around the sentence that shares most stems with the question."""
    asked = stems(question)
    shared = [len(asked & stems(passage.text[span.start : span.end])) for span in passage.sentences]
    place = max(range(len(shared)), key=lambda number: (shared[number], chance.random()))
    first, last = around(place, len(shared), chance)
    return marked(passage.text, passage.sentences, first, last, ())
