"""The weights of overviews and lists: a loss with its slope, what it is fitted to, and what is to the point."""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from lape_qa.answer.broad import BROAD_FEATURES, relevance
from lape_qa.answer.fitted import Excerpts
from lape_qa.evaluation.first_questions import Fact, FirstQuestion
from support.fakes import document
from support.indexes import indexed
from support.pools import pool
from training.fit_broad import Example, Tally, _example, _loss, fit_relevance, without_its_documents

FEATURES = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
BELONGS = np.array([True, False, False])


def test_the_loss_of_a_sentence_is_that_against_all_others() -> None:
    # With no weights all scores are 0: ln(1 + 2) for one of three.
    loss, slope = _loss(FEATURES, BELONGS, np.zeros(2))
    assert loss == pytest.approx(np.log(3))
    # Two thirds pull it up, and the others down by their share, here a half each.
    assert slope.tolist() == pytest.approx([-2 / 3, 2 / 3 * 1.0])


def test_the_slope_is_that_of_the_loss() -> None:
    weights, step = np.array([0.3, -0.7]), 1e-6
    features, belongs = np.array([[1.0, 0.5], [0.0, 2.0], [0.4, 0.0], [2.0, 1.0]]), np.array([True, False, False, True])
    _, slope = _loss(features, belongs, weights)
    for axis in range(2):
        moved = weights + step * np.eye(2)[axis]
        assert (_loss(features, belongs, moved)[0] - _loss(features, belongs, weights)[0]) / step == pytest.approx(
            slope[axis], abs=1e-4
        )


# ---- how likely a sentence is to be to the point --------------------------------------------------------------

CAFE, CLUB, COURSE = "Perhekahvila avattiin Simossa.", "Perhekerho kokoontui Kemissä.", "Perhekurssi pidettiin Oulussa."
ASKED = FirstQuestion(
    *("x1", "Mitä perheille järjestettiin?", "fi", "overview", True, ("simo", "kemi")),
    *((Fact(("avattiin",)), Fact(("kokoontui",))), 2, 2, (), (), "dev"),
)


@pytest.fixture
def made(tmp_path: Path) -> Example:
    """A question about a theme, of whose three sentences two stand in documents that a good answer may quote."""
    texts = {"simo": CAFE, "kemi": CLUB, "oulu": COURSE}
    generation = indexed(tmp_path, [document(text, name, title=name) for name, text in texts.items()])
    found = pool(generation, ASKED.question)
    assert set(found.grounds.texts) == set(texts.values())
    read = np.array([{CAFE: 2.0, CLUB: 1.0, COURSE: -3.0}[text] for text in found.grounds.texts], np.float32)
    found = replace(found, scores=np.zeros(3, np.float32), signals=replace(found.signals, read=read))
    return _example(ASKED, found, as_list=False)


def number(example: Example, text: str) -> int:
    return example.pool.grounds.texts.index(text)


def test_what_stands_in_a_document_that_may_be_quoted_is_to_the_point(made: Example) -> None:
    assert [made.is_to_the_point(number(made, text)) for text in (CAFE, CLUB, COURSE)] == [True, True, False]


def test_without_its_documents_a_question_has_nothing_to_the_point(made: Example) -> None:
    bare = without_its_documents(made)
    assert bare is not None
    assert bare.pool.quotable() == [number(made, COURSE)]
    assert not bare.belongs[bare.quotable].any()
    # What is left is measured by what is left.
    at = number(made, COURSE)
    names = list(BROAD_FEATURES)
    assert bare.features[at, names.index("passage")] == 0.0
    assert bare.features[at, names.index("nearness")] == pytest.approx(0.0, abs=1e-3)


def test_where_nothing_else_is_there_nothing_is_left(made: Example) -> None:
    known = replace(made.question, documents=("simo", "kemi", "oulu"))
    assert without_its_documents(replace(made, question=known)) is None


def test_a_tally_counts_answers_that_tell_enough_and_quotes_to_the_point(made: Example) -> None:
    cafe, club, course = (number(made, text) for text in (CAFE, CLUB, COURSE))
    tally = Tally()
    for numbers in ([cafe, club], [cafe, course], []):
        tally.count(made, numbers)
    assert asdict(tally) == {"asked": 3, "answered": 2, "told": 1, "quotes": 4, "to_the_point": 3}


def test_what_the_reader_finds_likely_is_found_to_the_point(made: Example) -> None:
    nothing = dict.fromkeys(BROAD_FEATURES, 0.0)
    order = {**nothing, "read": 1.0}
    fitted = fit_relevance([made], {"x": order}, lambda found: found.quotable())
    likely = dict(zip(made.pool.grounds.texts, relevance(made.pool, Excerpts(order, *fitted)).tolist(), strict=True))
    assert likely[CAFE] > likely[CLUB] > likely[COURSE]
