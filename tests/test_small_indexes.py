"""An index of any size answers any question: the short form of `benchmarks/attacks/questions.py`."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.attacks.questions import ask, corpora, opened, questions
from lape_qa.assistant import Assistant
from lape_qa.errors import QuestionError, StorageError
from lape_qa.index import token_vectors
from lape_qa.question.analysis import MAX_QUESTION_CHARS
from support.fakes import FakeEncoder, FakeReader

SMALL = corpora(None)


@pytest.fixture(scope="module")
def _late() -> Iterator[None]:
    """Late interaction with the fake encoder: it weighs the tokens of a question."""
    with pytest.MonkeyPatch.context() as patched:
        directions = (np.zeros(64, np.float32), np.eye(64, dtype=np.float32))
        patched.setattr(token_vectors, "_directions", lambda: directions)
        patched.setattr(token_vectors, "_made_for", lambda: FakeEncoder.weights)
        yield


@pytest.fixture(scope="module", params=SMALL)
def small(request: pytest.FixtureRequest, _late: None, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant of a small index."""
    return opened(tmp_path_factory.mktemp("small"), SMALL[request.param], FakeEncoder(), FakeReader())


def test_no_document_makes_no_index_and_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="hold no text"):
        opened(tmp_path, [], FakeEncoder(), None)


def test_questions_of_words_that_no_document_has_are_answered(small: Assistant) -> None:
    # So many ended in an error on an index of one document: their tokens weigh the same.
    for atom, count in itertools.product(["a ", "漢", "zq ", "щ "], range(6, 19)):
        small.ask((atom * count).strip())


def test_generated_questions_are_answered_or_refused(small: Assistant) -> None:
    result = ask(small, 60)
    assert result.errors == []
    assert sum(result.outcomes.values()) == 60
    assert result.outcomes["refused"] < 20


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=MAX_QUESTION_CHARS), st.lists(st.text(max_size=50), max_size=2))
def test_any_text_is_answered_or_is_no_question(small: Assistant, question: str, history: list[str]) -> None:
    try:
        assert small.ask(question, history=history).query.text
    except QuestionError as error:
        assert "\n" not in str(error)


def test_generated_questions_are_the_same_for_the_same_seed_and_of_every_length() -> None:
    first, again, other = (list(itertools.islice(questions(seed), 500)) for seed in (1, 1, 2))
    assert first == again != other
    assert max(map(len, first)) == MAX_QUESTION_CHARS
    assert min(map(len, first)) == 1
