"""With the real model, questions of the set under four filters are answered from PostgreSQL as from files."""

import shutil
from pathlib import Path

import pytest

from lape_qa.assistant import EVERYTHING, Assistant
from lape_qa.documents import loading
from lape_qa.documents.model import Filters
from lape_qa.encoding.texts import TextEncoder
from lape_qa.evaluation.question_set.questions import read_cases
from lape_qa.index import store
from lape_qa.index.postgres.store import PostgresStore
from lape_qa.index.recipe import IndexRecipe

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
FILTERS = (EVERYTHING, Filters(region="Kainuu"), Filters(language="sv"), Filters(from_year=2018, to_year=2019))
STEP = 11
"""Of so many questions one is asked: all of them take minutes."""


@pytest.fixture(scope="module")
def pair(
    shipped_index: Path,
    real_encoder: TextEncoder,
    session_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Assistant, Assistant]:
    """The shipped corpus in files and in a database."""
    cache = tmp_path_factory.mktemp("cache")
    shutil.copy(store.Layout(shipped_index).cache, cache / "cache.sqlite")
    stored = PostgresStore(session_database, cache)
    documents = loading.load([ROOT / "corpus"]).documents
    assert stored.build(documents, IndexRecipe(real_encoder)).encoded == 0
    return (
        Assistant(store.open_index(shipped_index, real_encoder), real_encoder),
        Assistant(stored.open(stored.current(), real_encoder), real_encoder),
    )


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: repr(filters)[8:-1])
def test_questions_are_answered_as_from_files(filters: Filters, pair: tuple[Assistant, Assistant]) -> None:
    differing = []
    for case in read_cases(ROOT / "eval" / "questions.jsonl")[::STEP]:
        replies = [assistant.ask(case.question, history=case.history, filters=filters) for assistant in pair]
        of_files, stored = ([(hit.passage, hit.score) for hit in reply.hits] for reply in replies)
        if of_files != stored or replies[0].outcome != replies[1].outcome:
            differing.append(case.id)
    assert differing == []
