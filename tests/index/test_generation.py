"""A generation as members of some groups see it: just as if the documents closed to them were not there."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lape_qa.documents.membership import EVERYTHING, STRANGER, Membership
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Filters
from lape_qa.errors import UsageError
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.index.payloads import Kept
from lape_qa.retrieval.retriever import Retriever
from support.fakes import FakeEncoder, make_query
from support.generations import DOCUMENTS, SHAPE, built
from support.late import late_interaction

JOHTO = make_document(
    "johto",
    "Salapalaveri pidettiin Kittilässä. Lapissa on salapalavereita. Kittilässä on perhekeskus ja akatemia. " * 3,
    {"title": "Kittilän perhekeskus", "publisher": "Salainen", "region": "Kymenlaakso", "groups": "johto"},
)
TALOUS = make_document("talous", "Talousarvio on perhekeskuksen salaisuus Lapissa.", {"groups": "talous, johto"})
OPEN, CLOSED = DOCUMENTS, [JOHTO, TALOUS]
MIXED: list[Document] = [OPEN[0], JOHTO, OPEN[1], TALOUS, OPEN[2]]
MEMBER = Membership(frozenset({"talous"}))
QUESTIONS = (("perhekeskus",), ("kittilä", "lappi"), ("akatemia", "olla"), ("salapalaveri",), ("talousarvio",))


def generation(root: Path, documents: list[Document], exact_up_to: int = SHAPE.exact_up_to) -> Generation:
    built(root, documents, shape=dataclasses.replace(SHAPE, exact_up_to=exact_up_to))
    return store.open_index(root, FakeEncoder())


@pytest.fixture(scope="module", autouse=True)
def late() -> Iterator[None]:
    """Let token vectors be stored and compared: a score tells of them as well."""
    with late_interaction():
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return generation(tmp_path_factory.mktemp("whole"), MIXED)


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> dict[Membership, Generation]:
    """Indexes without what is closed to somebody."""
    return {
        who: generation(tmp_path_factory.mktemp("apart"), [document for document in MIXED if who.admits(document)])
        for who in (STRANGER, MEMBER)
    }


@pytest.fixture(scope="module")
def unheld(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The same, of which nothing is held that may be read when it is looked at."""
    root = tmp_path_factory.mktemp("unheld")
    built(root, MIXED, shape=SHAPE)
    return store.open_current(root, store.current(root), FakeEncoder(), Kept(0))


def found(seen: Generation, *terms: str) -> list[tuple[str, float, list[float]]]:
    """What is found for some terms: passages, scores, and every signal of the second stage."""
    [(_, encoded)] = FakeEncoder().encode_tokens([" ".join(terms)], "query")
    query = dataclasses.replace(make_query(*terms), encoded=encoded)
    candidates = Retriever(seen).search(query, 10)
    [part] = candidates.answerable_parts
    return [
        (hit.passage.id, hit.score, signals)
        for hit, signals in zip(candidates.hits(), part.signals.tolist(), strict=True)
    ]


@pytest.mark.parametrize("terms", QUESTIONS)
@pytest.mark.parametrize("who", [STRANGER, MEMBER])
def test_what_is_found_and_each_score_is_that_of_an_index_without_what_is_closed(
    whole: Generation, apart: dict[Membership, Generation], who: Membership, terms: tuple[str, ...]
) -> None:
    seen, alone = found(whole.seen_by(who), *terms), found(apart[who], *terms)
    assert [name for name, _, _ in seen] == [name for name, _, _ in alone]
    for (_, score, signals), (_, expected, expected_signals) in zip(seen, alone, strict=True):
        assert score == pytest.approx(expected, rel=1e-5)
        assert signals == pytest.approx(expected_signals, rel=1e-5, abs=1e-6)
    assert whole.seen_by(who).tokens is not None
    assert found(whole, "salapalaveri")[0][0].startswith("johto:")


@pytest.mark.parametrize("who", [STRANGER, MEMBER])
def test_each_score_of_bm25_is_that_of_an_index_without_what_is_closed(
    whole: Generation, apart: dict[Membership, Generation], who: Membership
) -> None:
    seen, alone = whole.seen_by(who), apart[who]
    rows = [
        row for row, number in enumerate(whole.passages.document_of) if who.opens(whole.documents.told[number].groups)
    ]
    assert set(seen.forward.vocabulary) == set(alone.forward.vocabulary)
    for term in whole.forward.vocabulary:
        scores = seen.lexical.scores([(term,)])
        assert np.array_equal(scores[rows], alone.lexical.scores([(term,)])), term
        assert not np.delete(scores, rows).any()
        assert seen.forward.word_weight((term,)) == alone.forward.word_weight((term,))
    assert seen.naming(["salapalaveri"]) == []


@pytest.mark.parametrize("who", [STRANGER, MEMBER])
def test_words_are_mended_by_those_that_may_be_seen(
    whole: Generation, apart: dict[Membership, Generation], who: Membership
) -> None:
    assert whole.speller.mended("Salapalavri", "fi", is_name=False) == "Salapalaveri"
    seen, alone = whole.seen_by(who).speller, apart[who].speller
    for word in ("Salapalavri", "talousarvoi", "perhekesksu", "akatemai"):
        assert seen.mended(word, "fi", is_name=False) == alone.mended(word, "fi", is_name=False)
        assert seen.writes_small(word) == alone.writes_small(word)
    assert seen.mended("Salapalavri", "fi", is_name=False) == "Salapalavri"
    assert whole.seen_by(STRANGER).speller.mended("talousarvoi", "fi", is_name=False) == "talousarvoi"


def test_nothing_else_of_what_is_closed_is_there(whole: Generation) -> None:
    seen = whole.seen_by(STRANGER)
    assert list(seen.documents) == [document.id for document in OPEN]
    assert seen.groups == frozenset()
    assert [seen.rows_of(document.id) for document in CLOSED] == [(), ()]
    assert {passage.document_id for passage in seen.passages} == {"kainuu", "lappi", "vasa"}
    with pytest.raises(KeyError):
        seen.document("johto")
    with pytest.raises(IndexError, match="not there"):
        seen.passages[whole.rows_of("johto")[0]]
    assert (seen.manifest.documents, seen.manifest.passages) == (3, len(list(seen.passages)))
    assert seen.manifest.sentences == sum(len(passage.sentences) for passage in seen.passages)
    assert seen.manifest.passages < whole.manifest.passages
    assert seen.documents.found("Salapalaveri pidettiin Kittilässä.") is None


def test_a_filter_knows_no_value_of_what_is_closed(whole: Generation) -> None:
    seen = whole.seen_by(STRANGER)
    for filters in (Filters(region="Kymenlaakso"), Filters(publisher="Salainen")):
        assert whole.within(filters) is not None
        with pytest.raises(UsageError) as refused:
            seen.within(filters)
        assert "there are: Lappi" in str(refused.value) or str(refused.value).endswith("there are: ")
    within = seen.within(Filters(region="lappi"))
    assert within is not None
    assert {whole.passages[row].document_id for row in np.flatnonzero(within).tolist()} == {"lappi"}


def test_who_may_see_all_has_the_generation_itself_and_a_part_is_never_more_than_it_was(whole: Generation) -> None:
    assert whole.seen_by(EVERYTHING) is whole
    assert whole.seen_by(Membership(frozenset({"johto"}))) is whole
    seen = whole.seen_by(MEMBER)
    assert list(seen.documents) == ["kainuu", "lappi", "talous", "vasa"]
    assert seen.seen_by(EVERYTHING) is seen
    assert list(seen.seen_by(Membership(frozenset({"johto"}))).documents) == list(seen.documents)
    assert found(seen.seen_by(STRANGER), "perhekeskus") == found(whole.seen_by(STRANGER), "perhekeskus")


def test_where_all_is_open_nothing_is_made_for_groups(tmp_path: Path) -> None:
    everything = generation(tmp_path, OPEN)
    assert everything.seen_by(STRANGER) is everything
    assert everything._forms_apart == b"[]"


def test_all_of_it_may_be_closed_and_in_a_graph_as_well(tmp_path: Path) -> None:
    seen = generation(tmp_path, CLOSED, exact_up_to=0).seen_by(STRANGER)
    assert found(seen, "perhekeskus") == []
    assert (dict(seen.documents), seen.manifest.passages, seen.forward.vocabulary) == ({}, 0, {})
    assert seen.dense.search(FakeEncoder().encode(["perhekeskus"], "query")[0], 5).rows.tolist() == []


# ---- what is not held ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [EVERYTHING, STRANGER, MEMBER])
def test_what_is_read_when_it_is_looked_at_is_what_is_held(
    whole: Generation, unheld: Generation, who: Membership
) -> None:
    one, other = whole.seen_by(who), unheld.seen_by(who)
    assert dict(one.documents) == dict(other.documents)
    assert dict(one.quotable()) == dict(other.quotable())
    assert list(one.passages) == list(other.passages)
    assert one.groups == other.groups
    listed = [[(d.id, d.title, d.author, d.publisher, d.digest) for d in seen.told] for seen in (one, other)]
    assert listed[0] == listed[1] == [(d.id, d.title, d.author, d.publisher, d.digest) for d in one.documents.values()]
    for terms in QUESTIONS:
        assert found(one, *terms) == found(other, *terms)
    for document in one.documents.values():
        about = other.about(document.id)
        assert (about.region, about.published) == (document.region, document.published)
        assert one.rows_of(document.id) == other.rows_of(document.id)
        assert list(one.rows_of_region(document.region)) == list(other.rows_of_region(document.region))
    assert other.of_texts([OPEN[0].sha256]) == [OPEN[0]]


@pytest.mark.parametrize("who", [EVERYTHING, STRANGER, MEMBER])
def test_passages_that_name_something_come_once_for_each_time(unheld: Generation, who: Membership) -> None:
    seen = unheld.seen_by(who)
    for terms in [*QUESTIONS, ("tuntematon",), tuple(unheld.forward.vocabulary)]:
        rows = [row for row, number in enumerate(seen.passages.document_of) if who.opens(told(unheld, number))]
        stored = seen.forward.of_rows(rows).terms
        wanted = [unheld.forward.vocabulary[term] for term in terms if term in unheld.forward.vocabulary]
        expected = [row for row, ids in zip(rows, stored, strict=True) for number in ids if number in wanted]
        assert seen.naming(terms) == expected


def told(generation: Generation, number: int) -> tuple[str, ...]:
    return generation.documents.told[number].groups


def test_what_was_erased_is_not_held_by_what_still_reads_the_generation_before(tmp_path: Path) -> None:
    # Too little for all of it.
    kept = Kept(4_000)
    built(tmp_path, MIXED, shape=SHAPE)
    before = store.open_current(tmp_path, store.current(tmp_path), FakeEncoder(), kept)
    assert before.document("johto") is before.document("johto")
    built(tmp_path, [document for document in MIXED if document != JOHTO], shape=SHAPE)
    after = store.open_current(tmp_path, store.current(tmp_path), FakeEncoder(), kept)
    assert "johto" not in after.documents
    assert before.document("johto") == JOHTO
    assert before.document("johto") is not before.document("johto")
    assert after.document("talous") is after.document("talous")
