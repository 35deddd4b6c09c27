import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.index.generation import Generation
from lape_qa.retrieval.candidates import Candidates, Part
from lape_qa.retrieval.retriever import RetrievalConfig, Retriever
from support.indexes import ask, indexed

TEXTS = {
    "kerho": "Kerhossa leikittiin ulkona.",
    "leiri": "Leirillä soudettiin järvellä.",
    "molemmat": "Kerhossa leikittiin ja leirillä soudettiin.",
}


@pytest.fixture(scope="module")
def clubs(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    documents = [make_document(name, text, {"title": "Toiminta", "language": "fi"}) for name, text in TEXTS.items()]
    return indexed(tmp_path_factory.mktemp("clubs"), documents)


def ids(found: Candidates | Part) -> list[str]:
    return [passage.document_id for passage in found.passages]


def test_of_two_questions_the_passages_take_turns_and_come_once(clubs: Generation) -> None:
    retriever = Retriever(clubs)
    first = retriever.search(ask("Miten leirillä soudettiin"), 10)
    second = retriever.search(ask("missä kerhossa leikittiin ulkona?"), 10)
    assert ids(first) == ["leiri", "molemmat", "kerho"]
    assert ids(second) == ["kerho", "molemmat", "leiri"]

    both = ask("Miten leirillä soudettiin ja missä kerhossa leikittiin ulkona?")
    assert ids(retriever.search(both, 10)) == ["leiri", "kerho", "molemmat"]
    assert ids(retriever.search(both, 2)) == ["leiri", "kerho"]


def test_each_of_two_questions_has_the_passages_in_its_own_order(clubs: Generation) -> None:
    both = ask("Miten leirillä soudettiin ja missä kerhossa leikittiin ulkona?")
    found = Retriever(clubs).search(both, 10)
    assert [part.query for part in found.answerable_parts] == list(both.parts)
    assert [ids(part) for part in found.answerable_parts] == [
        ["leiri", "molemmat", "kerho"],
        ["kerho", "molemmat", "leiri"],
    ]


def test_hits_are_the_passages_with_their_scores(clubs: Generation) -> None:
    found = Retriever(clubs).search(ask("Miten leirillä soudettiin"), 2)
    [part] = found.answerable_parts
    assert [(hit.passage, hit.score) for hit in found.hits()] == list(
        zip(part.passages, part.ranking.scores.tolist(), strict=True)
    )
    assert len(found.hits()) == 2


# ---- parts switched off ----------------------------------------------------------------------------------


def test_the_first_stage_may_stand_alone_with_either_ranking_or_both(clubs: Generation) -> None:
    query = ask("Miten leirillä soudettiin")

    def found(*, lexical: bool = True, dense: bool = True) -> Candidates:
        config = RetrievalConfig(lexical=lexical, dense=dense, second_stage=False, place_and_year=False)
        return Retriever(clubs, config).search(query, 10)

    # BM25 finds only what shares a word; min-max makes the best 1 and the last 0, and its share is a half.
    assert ids(found(dense=False)) == ["leiri", "molemmat"]
    assert found(dense=False).ranking.scores.tolist() == [0.5, 0.0]
    assert sorted(ids(found(lexical=False))) == ["kerho", "leiri", "molemmat"]
    assert ids(found(lexical=False)) == [
        clubs.passages[row].document_id for row in clubs.dense.search(query.vector, 3).rows
    ]
    assert found().ranking.scores[0] == 1.0


def test_fusion_may_be_by_reciprocal_ranks(clubs: Generation) -> None:
    config = RetrievalConfig(fusion="reciprocal", second_stage=False, place_and_year=False)
    found = Retriever(clubs, config).search(ask("Miten leirillä soudettiin"), 10)
    assert ids(found)[0] == "leiri"
    assert found.ranking.scores[0] == pytest.approx(2 / 61)


def test_a_signal_may_be_left_out(clubs: Generation) -> None:
    query = ask("Miten leirillä soudettiin")
    whole, without = (
        Retriever(clubs, RetrievalConfig(without_signals=frozenset(left_out))).search(query, 10)
        for left_out in ((), ("bm25",))
    )
    assert whole.ranking.scores[0] != without.ranking.scores[0]
    assert whole.answerable_parts[0].signals.tolist() == without.answerable_parts[0].signals.tolist()


def test_place_and_year_may_be_left_out(generation: Generation) -> None:
    query = ask("Mitä kerho teki Lapissa?")
    kept, left_out = (
        Retriever(generation, RetrievalConfig(place_and_year=on)).search(query, 10) for on in (True, False)
    )
    scores = dict(zip(ids(kept), kept.ranking.scores.tolist(), strict=True))
    plain = dict(zip(ids(left_out), left_out.ranking.scores.tolist(), strict=True))
    assert {name: plain[name] - scores[name] for name in plain} == {"lappi": 0.0, "nowhere": 0.0, "savo": 4.0}
