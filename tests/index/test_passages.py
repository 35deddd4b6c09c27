"""Passages are made of columns of numbers when they are asked for."""

import gc
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lape_qa.documents.model import Document, Passage
from lape_qa.index.passages import PassageColumns, Passages
from lape_qa.language.model import Span
from support.fakes import document

SAVO = document("Otsikko. Yksi virke. Toinen virke.", "savo")
EMPTY = document(" ", "tyhjä")
LAPPI = document("Lappi on laaja.", "lappi")
DOCUMENTS = [SAVO, EMPTY, LAPPI]
FIRST = Passage("savo", 0, 8, "Otsikko.", "", ())
SECOND = Passage("savo", 9, 34, "Yksi virke. Toinen virke.", "Otsikko", (Span(9, 20), Span(21, 34)))
THIRD = Passage("lappi", 0, 15, "Lappi on laaja.", "", (Span(0, 15),))


def written(folder: Path, passages: Sequence[Sequence[Passage]], documents: Sequence[Document] = DOCUMENTS) -> Passages:
    columns = PassageColumns()
    for those in passages:
        columns.add(those)
    folder.mkdir(exist_ok=True)
    columns.write(folder / "passages")
    return Passages(folder / "passages", documents)


@pytest.fixture
def table(tmp_path: Path) -> Passages:
    return written(tmp_path, [[FIRST, SECOND], [], [THIRD]])


def test_they_come_back_as_they_were(table: Passages) -> None:
    assert list(table) == [FIRST, SECOND, THIRD]
    assert [table[row] for row in (0, 1, 2, -1)] == [FIRST, SECOND, THIRD, THIRD]
    assert table[1:] == [SECOND, THIRD]
    assert len(table) == 3
    with pytest.raises(IndexError):
        table[3]


def test_each_knows_its_document_and_its_sentences(table: Passages) -> None:
    assert table.document_of.tolist() == [0, 0, 2]
    assert [table.of_document(number) for number in range(3)] == [range(2), range(2, 2), range(2, 3)]
    assert table.sentence_starts.tolist() == [0, 0, 2, 3]
    assert [table.sentence(number) for number in range(3)] == ["Yksi virke.", "Toinen virke.", "Lappi on laaja."]


def test_one_that_was_made_is_kept(table: Passages) -> None:
    assert table[1] is table[1]


def test_they_go_without_a_collector(tmp_path: Path) -> None:
    table = written(tmp_path, [[FIRST, SECOND], [], [THIRD]])
    assert table[0] == FIRST
    gone = weakref.ref(table._columns)
    gc.disable()
    try:
        del table
        assert gone() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SECOND, start=-1),
        replace(SECOND, start=34),
        replace(SECOND, end=35),
        replace(SECOND, sentences=(Span(8, 20), Span(21, 34))),
        replace(SECOND, sentences=(Span(9, 20), Span(21, 21))),
        replace(SECOND, sentences=(Span(9, 20), Span(21, 35))),
    ],
)
def test_the_first_that_is_not_inside_its_text_is_told(wrong: Passage, tmp_path: Path) -> None:
    assert written(tmp_path / "right", [[FIRST, SECOND], [], [THIRD]]).stray() is None
    assert written(tmp_path / "wrong", [[FIRST, wrong], [], [wrong]]).stray() == 1
