import gc
import weakref
from pathlib import Path

import pytest

from lape_qa.retrieval.copies import found_once, words_of
from lape_qa.retrieval.retriever import Retriever
from support.fakes import document
from support.indexes import ask, indexed

WORDS = "kerho kokosi lapset ja vanhemmat yhteen joka viikko ja tarjosi kahvia sekä leikkejä kaikille halukkaille"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(f"Siis {WORDS}.", f"Siis  {WORDS}!", True, id="punctuation and spaces differ"),
        pytest.param(f"Siis {WORDS}.", f"Siis {WORDS} myös.", True, id="a word of fifteen more"),
        pytest.param(f"Siis {WORDS}.", f"Siis {WORDS} myös aina.", False, id="two words more"),
        pytest.param(f"Siis {WORDS} 2018.", f"Siis {WORDS} 2019.", False, id="another year"),
        pytest.param(f"Siis {WORDS} Lapissa.", f"Siis {WORDS} Oulussa.", False, id="another place"),
        pytest.param(f"Siis {WORDS}.", "Siis.", False, id="much shorter"),
        pytest.param("", "", False, id="nothing is no copy"),
    ],
)
def test_what_a_copy_is(one: str, other: str, expected: bool) -> None:
    assert found_once([words_of(one), words_of(other)], 2) == ({0: [1]} if expected else {0: [], 1: []})


def test_each_text_is_found_once_with_its_copies() -> None:
    assert found_once([words_of(text) for text in ["a b", "c", "b a", "d", "c", "e", "d"]], 2) == {0: [2], 1: [4]}
    assert found_once([words_of("a"), words_of("b")], 5) == {0: [], 1: []}
    assert found_once([], 5) == {}


def test_a_passage_is_found_once_and_knows_its_copies(tmp_path: Path) -> None:
    text = f"Siis {WORDS}."
    generation = indexed(
        tmp_path, [document(text, "a"), document(text, "b"), document("Kerho loppui kesällä.", "c", title="Kerho")]
    )
    hits = Retriever(generation).search(ask("Mitä kerho tarjosi?"), 3).hits()
    found = {hit.passage.document_id: [copy.document_id for copy in hit.copies] for hit in hits}
    assert found in ({"a": ["b"], "c": []}, {"b": ["a"], "c": []})


def test_copies_leave_room_for_others(tmp_path: Path) -> None:
    copies = [document(f"Siis {WORDS}.", f"copy{number}") for number in range(5)]
    generation = indexed(tmp_path, [*copies, document("Kerho loppui kesällä.", "other", title="Muu")])
    hits = Retriever(generation).search(ask("Mitä kerho tarjosi?"), 2).hits()
    assert sorted(len(hit.copies) for hit in hits) == [0, 4]
    assert "other" in {hit.passage.document_id for hit in hits}


def test_the_two_sides_of_a_comparison_find_each_passage_once(tmp_path: Path) -> None:
    text = f"Kainuussa ja Lapissa {WORDS}."
    generation = indexed(tmp_path, [document(text, "a"), document(text, "b")])
    candidates = Retriever(generation).search(ask("Kummassa kävi enemmän väkeä, Kainuussa vai Lapissa?"), 5)
    assert len(candidates.hits()) == 1
    assert [len(part.passages) for part in candidates.answerable_parts] == [1, 1]
    assert len(candidates.hits()[0].copies) == 1


def test_the_words_of_passages_go_with_the_retriever(tmp_path: Path) -> None:
    generation = indexed(tmp_path, [document(f"Siis {WORDS}.", "a")])
    retriever = Retriever(generation)
    retriever.search(ask("Mitä kerho tarjosi?"), 1)
    held = weakref.ref(retriever._words(0))
    assert held() is not None
    del retriever
    gc.collect()
    assert held() is None
