"""Fit lape_qa/answer/broad.json: which sentences belong in an overview and in a list, and how likely they do.

    python -m training.fit_broad eval/first-questions.jsonl index

On the `dev` first questions that ask for an overview or a list, or are bare words, about the corpus as it is indexed,
each read by the shipped reader. A sentence belongs there when it tells one of the facts that an answer may tell, and
stands in a document that it may quote.

The loss is that of each such sentence against all others of its question: ln(1 + the sum of exp(other - own)), the
mean over a question's sentences, and over questions; lightly regularised. Held out by set, as the sets were written
one after the other: the weights that answer a set have seen none of it.

How likely a sentence is to be to the point is told by logistic regression (scikit-learn), of the sentences that are
quoted by such held-out weights: those are to the point that stand in a document which a good answer may quote.
Questions about a theme are also answered without these documents, so that nothing is to the point.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lape_qa.answer import fitted, reading
from lape_qa.answer.broad import BROAD_FEATURES, judged, matrix, to_the_point
from lape_qa.answer.composition import of_overview, quoted_of_list, quoted_of_overview, speaking
from lape_qa.answer.fitted import Excerpts, fitted_model
from lape_qa.answer.listing import of_list
from lape_qa.answer.pool import BROAD, Pool, Pools
from lape_qa.answer.weighing import weigh
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import from_extra
from lape_qa.evaluation.first_questions import FirstQuestion, read_first_questions
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.question import analysis
from lape_qa.question.form import Form
from lape_qa.reading.reader import SentenceReader, open_reader
from lape_qa.retrieval.retriever import Retriever
from lape_qa.settings import load_settings

with from_extra("training", "fitting"):
    from scipy.optimize import minimize
    from scipy.special import logsumexp
    from sklearn.linear_model import LogisticRegression

KINDS = ("list", "overview", "topic")
"""Kinds of first questions that are answered by excerpts; of bare words an overview is given."""
FITTED = Path(fitted.__file__).parent / "broad.json"
SCALE = 2.0
"""What the weights are multiplied by, so that they go with the costs of what is like something chosen.

Chosen among 2 and 3.5 by what was told when held out, which differs little.
"""
PENALTY = 0.01
"""Weight of the sum of the squared weights of standardised features."""

TAKEN_AWAY = 0.3
"""What a question without its documents counts beside one with them: about a fourth of what is asked has no answer."""
LIKELY_PENALTY = 0.3
"""The inverse of the penalty on the standardised weights of the logistic regression."""

Quoted = Callable[[Pool], list[int]]
"""Chooses the sentences that an answer of a kind quotes, by their scores."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question with the sentences that may be quoted, and which of them belong in its answer."""

    question: FirstQuestion
    as_list: bool
    pool: Pool
    features: Floats
    belongs: Bools
    quotable: Bools

    @property
    def set(self) -> str:
        """Return the letter of the set that the question is of."""
        return self.question.id[0]

    def is_to_the_point(self, number: int) -> bool:
        """Tell whether a sentence stands in a document that a good answer may quote."""
        return self.pool.documents[number].id in self.question.documents

    def passes(self, numbers: Sequence[int]) -> bool:
        """Tell whether some sentences tell as many facts from as many documents as a good answer does."""
        asked = self.question
        documents = {self.pool.documents[number].id for number in numbers}
        folded = "\n".join(self.pool.grounds.texts[number] for number in numbers).casefold()
        told = sum(fact.stands_in(folded) for fact in asked.facts)
        quoted = len(documents.intersection(asked.documents))
        enough = told >= asked.least and quoted >= asked.at_least_documents
        return enough and documents.isdisjoint(asked.forbidden)


def examples(
    questions: Sequence[FirstQuestion], generation: Generation, encoder: Encoder, reader: SentenceReader
) -> list[Example]:
    """Retrieve and read each question; those that consist of several, or of which nothing speaks, are left out."""
    retriever, pools = Retriever(generation), Pools(generation)
    found = []
    for question in questions:
        query = analysis.analyse(question.question, encoder, generation.speller, question.history)
        if query.parts:
            continue
        candidates = retriever.search(query, BROAD)
        part = candidates.answerable_parts[0]
        before = weigh(generation, part, fitted_model().sentence)
        if not before.grounds.places:
            continue
        [read] = reading.read(reader, generation, [before])
        pool = pools.of(part, read)
        if pool is None:
            continue
        as_list = query.shape.form is Form.LIST or (query.shape.is_narrow and question.kind == "list")
        kept = (of_list if as_list else of_overview)(speaking(pool))
        found.append(_example(question, kept, as_list=as_list))
    return found


def _example(question: FirstQuestion, pool: Pool, *, as_list: bool) -> Example:
    belongs = [
        document.id in question.documents and any(fact.stands_in(text.casefold()) for fact in question.facts)
        for document, text in zip(pool.documents, pool.grounds.texts, strict=True)
    ]
    quotable = pool.scores > -np.inf
    return Example(question, as_list, pool, matrix(pool).astype(np.float64), np.array(belongs), quotable)


def fit(found: Sequence[Example]) -> dict[str, float]:
    """Return the weights with which the sentences that belong are likeliest to come before the others."""
    pairs = [(each.features[each.quotable], each.belongs[each.quotable]) for each in found]
    pairs = [(features, belongs) for features, belongs in pairs if belongs.any() and not belongs.all()]
    together = np.concatenate([features for features, _ in pairs])
    spread = together.std(axis=0) + 1e-6
    scaled = [((features - together.mean(axis=0)) / spread, belongs) for features, belongs in pairs]

    def loss(weights: Floats) -> tuple[float, Floats]:
        losses, slopes = zip(*(_loss(features, belongs, weights) for features, belongs in scaled), strict=True)
        slope = np.mean(slopes, axis=0) + 2 * PENALTY * weights
        return float(np.mean(losses)) + PENALTY * float(weights @ weights), slope

    best = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B").x
    return dict(zip(BROAD_FEATURES, np.round(SCALE * best / spread, 4).tolist(), strict=True))


def _loss(features: Floats, belongs: Bools, weights: Floats) -> tuple[float, Floats]:
    """Return the mean loss of the sentences of a question that belong, and its slope by the weights."""
    scores = features @ weights
    others = scores[~belongs]
    behind = logsumexp(others) - scores[belongs]
    pull = 1 / (1 + np.exp(-behind)) / belongs.sum()
    share = np.exp(others - logsumexp(others))
    slope: Floats = pull.sum() * (share @ features[~belongs]) - pull @ features[belongs]
    return float(np.logaddexp(0, behind).mean()), slope


def without_its_documents(example: Example) -> Example | None:
    """Return a question about a theme as if what a good answer may quote were not there; None where nothing is left.

    What is told of a place or of the whole elsewhere is to the point too, so these are left out.
    """
    shape, pool = example.pool.query.shape, example.pool
    left = np.array([not example.is_to_the_point(number) for number in range(len(pool.scores))], np.bool_)
    if not shape.subject or shape.of_whole or shape.places or not (left & example.quotable).any():
        return None
    signals, nearness = pool.signals, pool.signals.nearness[left]
    signals = replace(
        signals,
        nearness=((signals.nearness - nearness.mean()) / (nearness.std() + 1e-6)).astype(np.float32),
        passage=signals.passage - signals.passage[left].max(),
    )
    return _example(example.question, replace(pool, signals=signals).only(left), as_list=example.as_list)


def fit_relevance(
    found: Sequence[Example], orders: Mapping[str, Mapping[str, float]], quoted: Quoted
) -> tuple[dict[str, float], float, float]:
    """Return weights and biases of how likely it is to the point what `orders`, each of a set unseen, have quoted.

    The second bias is that without a reader: see `Excerpts`.
    """
    features, right, weights = [], [], []
    for each, weight in _both(found):
        numbers = quoted(judged(each.pool, orders[each.set]))
        features.append(each.features[numbers])
        right += [each.is_to_the_point(number) for number in numbers]
        weights += [weight] * len(numbers)
    together = np.concatenate(features)
    mean, spread = together.mean(axis=0), together.std(axis=0) + 1e-6
    model = LogisticRegression(C=LIKELY_PENALTY, max_iter=500)
    model.fit((together - mean) / spread, right, sample_weight=weights)
    found_weights = model.coef_[0] / spread
    named = dict(zip(BROAD_FEATURES, np.round(found_weights, 4).tolist(), strict=True))
    bias = float(model.intercept_[0] - mean @ found_weights)
    unread = sum(
        each * value
        for name, each, value in zip(BROAD_FEATURES, found_weights, mean, strict=True)
        if name.startswith("read")
    )
    return named, round(bias, 4), round(bias + float(unread), 4)


def _both(found: Sequence[Example]) -> Iterator[tuple[Example, float]]:
    """Yield each question as it is, and without its documents, with how much it counts."""
    for each in found:
        yield each, 1.0
        if bare := without_its_documents(each):
            yield bare, TAKEN_AWAY


def whole(found: Sequence[Example], quoted: Quoted) -> Excerpts:
    """Return the order of sentences and how likely they are to the point, fitted on some questions."""
    letters = sorted({each.set for each in found})
    orders = {letter: fit([each for each in found if each.set != letter]) for letter in letters}
    return Excerpts(fit(found), *fit_relevance(found, orders, quoted))


def held_out(found: Sequence[Example], quoted: Quoted) -> dict[str, Any]:
    """Return what becomes of the questions of each set with what was fitted without it.

    As they are; when all that is likeliest is quoted, whether to the point or not; and without their documents.
    """
    tallies = {"questions": Tally(), "all_quoted": Tally(), "without_their_documents": Tally()}
    for letter in sorted({each.set for each in found}):
        model = whole([each for each in found if each.set != letter], quoted)
        for each in found:
            if each.set != letter:
                continue
            tallies["questions"].count(each, to_the_point(each.pool, model, quoted)[0])
            tallies["all_quoted"].count(each, quoted(judged(each.pool, model.order)))
            if bare := without_its_documents(each):
                tallies["without_their_documents"].count(bare, to_the_point(bare.pool, model, quoted)[0])
    return {name: asdict(tally) for name, tally in tallies.items()}


@dataclass(slots=True)
class Tally:
    """What became of some questions."""

    asked: int = 0
    answered: int = 0
    told: int = 0
    """Answers that tell as much as a good one does."""
    quotes: int = 0
    to_the_point: int = 0

    def count(self, example: Example, numbers: Sequence[int]) -> None:
        """Count the sentences that are quoted for a question."""
        self.asked += 1
        self.answered += bool(numbers)
        self.told += bool(numbers) and example.passes(numbers)
        self.quotes += len(numbers)
        self.to_the_point += sum(map(example.is_to_the_point, numbers))


def main() -> None:
    """Fit on the corpus as it is indexed, and store the result."""
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    reader = open_reader(settings.cache)
    generation = store.open_index(Path(sys.argv[2]), encoder)
    asked = [each for each in read_first_questions(Path(sys.argv[1]), "dev") if each.kind in KINDS]
    found = examples(asked, generation, encoder, reader)
    lists = [each.as_list for each in found]
    result: dict[str, Any] = {
        "command": f"python -m training.fit_broad {sys.argv[1]} index",
        "reader": reader.name,
        "cross_validated": {},
    }
    for name, of_kind, quoted in (
        ("overview", list(compress(found, [not is_list for is_list in lists])), quoted_of_overview),
        ("list", list(compress(found, lists)), quoted_of_list),
    ):
        result["cross_validated"][name] = held_out(of_kind, quoted)
        result[name] = asdict(whole(of_kind, quoted))
    FITTED.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
