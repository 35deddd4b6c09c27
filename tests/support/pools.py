"""The pools of a question over a small index, as an assistant without a reader makes them."""

from lape_qa.answer.extractive import ExtractiveAnswerer
from lape_qa.answer.grounds import Bools
from lape_qa.answer.pool import BROAD, Pool, Pools
from lape_qa.answer.weighing import Weighed
from lape_qa.index.generation import Generation
from lape_qa.question.model import Query
from lape_qa.retrieval.candidates import Part
from lape_qa.retrieval.retriever import Retriever
from support.indexes import ask


def found_for(generation: Generation, query: Query, within: Bools | None = None) -> tuple[Part, Weighed]:
    """Return what retrieval finds for a question that is asked as one, and the weighed sentences of the best of it."""
    candidates = Retriever(generation).search(query, BROAD, within)
    [part], [weighed] = candidates.answerable_parts, ExtractiveAnswerer(generation).weigh(candidates)
    return part, weighed


def any_pool(generation: Generation, question: str | Query, within: Bools | None = None) -> Pool | None:
    """Return the pool of a question, of which only some passages may be quoted; None where nothing speaks of it."""
    query = ask(question) if isinstance(question, str) else question
    return Pools(generation).of(*found_for(generation, query, within), within)


def pool(generation: Generation, question: str | Query, within: Bools | None = None) -> Pool:
    """Return the pool of a question that the sources speak of."""
    found = any_pool(generation, question, within)
    assert found is not None
    return found


def quotable(found: Pool | None) -> set[str]:
    """Return the sentences that a pool may quote."""
    return set() if found is None else {found.grounds.texts[number] for number in found.quotable()}


def scores(found: Pool) -> dict[str, float]:
    """Return the score of each sentence that a pool may quote."""
    return {found.grounds.texts[number]: float(found.scores[number]) for number in found.quotable()}
