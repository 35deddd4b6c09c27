"""Documents for groups in PostgreSQL: who is in none of them sees nothing, by what is asked and by row security."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from lape_qa.assistant import Assistant
from lape_qa.documents.membership import EVERYTHING, STRANGER, Membership
from lape_qa.documents.model import Document
from lape_qa.errors import DatabaseUnavailable
from lape_qa.index.model import Keep
from lape_qa.index.postgres.generation import StoredGeneration
from lape_qa.index.postgres.schema import SECURED
from lape_qa.index.postgres.statistics import unpacked_forms
from lape_qa.index.postgres.store import PostgresStore
from lape_qa.index.recipe import IndexRecipe
from support.fakes import FakeEncoder, document
from support.postgres import as_serving

ENCODER = FakeEncoder()
RECIPE = IndexRecipe(ENCODER)
OPEN = document("Perhekeskus avattiin Kajaanissa.", "kajaani")
JOHTO = replace(document("Salapalaverissa sovittiin perhekeskuksesta.", "palaveri"), groups=("johto",))
BOTH = replace(document("Talousarvio on salaisuus.", "arvio"), groups=("johto", "talous"))
DOCUMENTS = [OPEN, JOHTO, BOTH]
MEMBER = Membership(frozenset({"talous"}))
ROWS = ("version", "tally", "document", "passage", "payload")
"""Tables with a row for each of the documents, and for each set of groups."""


@pytest.fixture
def stored(database: str, tmp_path: Path) -> Iterator[PostgresStore]:
    """What builds, with the documents."""
    store = PostgresStore(database, tmp_path / "cache")
    store.build(DOCUMENTS, RECIPE)
    yield store
    store.close()


@pytest.fixture
def serving(stored: PostgresStore, database: str, tmp_path: Path) -> Iterator[PostgresStore]:
    """What serves."""
    store = PostgresStore(as_serving(database), tmp_path / "serving")
    yield store
    store.close()


def opened(store: PostgresStore) -> StoredGeneration:
    return store.open(store.current(), ENCODER)


def found(generation: StoredGeneration, question: str) -> list[str]:
    hits = Assistant(generation, ENCODER).search(question, 10)[1]
    return [hit.passage.document_id for hit in hits]


def counted(connection: psycopg.Connection[Any], table: str) -> int:
    [count] = connection.execute(f"SELECT count(*) FROM lape_qa.{table}").fetchone() or [-1]
    return int(count)


# ---- row security --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stored")
def test_the_database_shows_a_role_that_serves_what_is_for_the_groups_that_a_transaction_names(database: str) -> None:
    with psycopg.connect(as_serving(database), autocommit=True) as reader:
        assert all(counted(reader, table) == 0 for table in SECURED), "it has said nothing"
        for groups, shown in (("{}", 1), ("{muut}", 1), ("{talous}", 2), ("{muut,johto}", 3), ("*", 3)):
            with reader.transaction():
                reader.execute("SELECT set_config('lape_qa.groups', %s, true)", (groups,))
                assert {table: counted(reader, table) for table in ROWS} == dict.fromkeys(ROWS, shown)
                postings = reader.execute(
                    "SELECT count(DISTINCT passage), count(*) FILTER (WHERE NOT EXISTS"
                    " (SELECT FROM lape_qa.passage WHERE id = passage)) FROM lape_qa.posting"
                ).fetchone()
                assert postings == (shown, 0)
                # Words may be of any document.
                assert (counted(reader, "term") > 0) == (groups == "*")
            assert all(counted(reader, table) == 0 for table in SECURED), "what it has said is over"
        reader.execute("SET lape_qa.groups = 'johto'")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="malformed array literal"):
            counted(reader, "document")
        reader.execute("SET lape_qa.groups = '*'")
        for change in ("UPDATE lape_qa.audience SET groups = '{}'", "ALTER TABLE lape_qa.document DISABLE RULE x"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(change)


@pytest.mark.usefixtures("stored")
def test_every_table_with_rows_of_documents_is_secured(database: str) -> None:
    with psycopg.connect(database) as owner:
        found = owner.execute(
            "SELECT c.relname, c.relrowsecurity FROM pg_class c WHERE c.relnamespace = 'lape_qa'::regnamespace"
            " AND c.relkind = 'r'"
        ).fetchall()
    open_to_all = ("layout", "audience", "generation", "in_use")
    assert dict(found) == dict.fromkeys(SECURED, True) | dict.fromkeys(open_to_all, False)


def test_where_the_program_forgets_to_ask_for_what_may_be_seen_the_database_shows_no_more(
    serving: PostgresStore,
) -> None:
    whole = opened(serving)
    # It asks for all documents, by the words of all, and yet for a stranger.
    reader = whole._reader
    seen = StoredGeneration(reader.database, replace(reader.statistics, seen=STRANGER))
    [row] = whole.rows_of("palaveri")
    assert found(whole, "Mistä salapalaverissa sovittiin?")[0] == "palaveri"
    assert found(seen, "Mistä salapalaverissa sovittiin?") == ["kajaani"]
    assert seen.naming(["salapalaveri"]) == []
    assert list(seen.documents) == ["kajaani"]
    assert [one.id for one in seen.documents.values()] == ["kajaani"]
    assert (seen.rows_of("palaveri"), seen.of_texts([JOHTO.sha256])) == ((), [])
    with pytest.raises(KeyError):
        seen.document("palaveri")
    with pytest.raises(IndexError):
        seen.passages[row]
    with pytest.raises(KeyError):
        seen.prefetch(np.array([row]))


def test_what_was_read_for_a_member_is_not_there_for_a_stranger(serving: PostgresStore) -> None:
    whole = opened(serving)
    member, stranger = whole.seen_by(MEMBER), whole.seen_by(STRANGER)
    [row] = member.rows_of("arvio")
    with whole.reading():
        assert member.document("arvio") == BOTH
        assert member.passages[row].text == BOTH.text
        with pytest.raises(KeyError):
            stranger.document("arvio")
        with pytest.raises(IndexError):
            stranger.passages[row]
        assert stranger.document("kajaani") == OPEN


def test_a_version_is_read_for_those_who_ask_for_it(serving: PostgresStore) -> None:
    find_all = serving.versions.find_all
    assert list(find_all("palaveri", JOHTO.sha256)) == [JOHTO]
    assert list(find_all("palaveri", JOHTO.sha256[:12], Membership(frozenset({"johto"})))) == [JOHTO]
    assert list(find_all("palaveri", JOHTO.sha256, MEMBER)) == list(find_all("palaveri", JOHTO.sha256, STRANGER)) == []
    assert list(find_all("kajaani", OPEN.sha256, STRANGER)) == [OPEN]


def test_a_role_that_row_security_does_not_hold_for_is_told_of(
    stored: PostgresStore, serving: PostgresStore, caplog: pytest.LogCaptureFixture
) -> None:
    opened(serving).seen_by(STRANGER)
    assert caplog.messages == []
    # By the program alone it is kept apart all the same.
    assert found(opened(stored).seen_by(STRANGER), "Mistä salapalaverissa sovittiin?") == ["kajaani"]
    [said] = caplog.messages
    assert said.startswith("row security does not hold for the role that postgresql://")


# ---- parts ---------------------------------------------------------------------------------------------


def test_who_may_see_all_has_the_generation_itself_and_a_part_is_never_more_than_it_was(
    serving: PostgresStore,
) -> None:
    whole = opened(serving)
    assert whole.seen_by(EVERYTHING) is whole
    assert whole.seen_by(Membership(frozenset({"johto"}))) is whole
    seen = whole.seen_by(MEMBER)
    assert (list(seen.documents), sorted(seen.groups)) == (["kajaani", "arvio"], ["johto", "talous"])
    assert seen.seen_by(EVERYTHING) is seen
    assert seen.seen_by(Membership(frozenset({"johto"}))) is seen
    assert list(seen.seen_by(STRANGER).documents) == ["kajaani"]


def test_a_question_takes_three_round_trips_where_documents_are_closed(
    serving: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = opened(serving).seen_by(MEMBER)
    trips: list[int] = []
    read = serving._database.read

    def counting(*queries: Any, seen: Membership) -> Any:
        assert seen == MEMBER
        trips.append(len(queries))
        return read(*queries, seen=seen)

    monkeypatch.setattr(serving._database, "read", counting)
    assert found(seen, "Mitä talousarvio on?") == ["arvio", "kajaani"]
    assert trips == [3, 2, 2]


def test_all_of_it_may_be_closed(stored: PostgresStore) -> None:
    nothing = replace(document("", "tyhjä"), groups=("talous",))
    stored.build([JOHTO, BOTH, nothing], RECIPE)
    assert list(opened(stored).seen_by(MEMBER).documents) == ["arvio", "tyhjä"]
    seen = opened(stored).seen_by(STRANGER)
    assert (found(seen, "Mikä on perhekeskus?"), dict(seen.documents), len(seen.passages)) == ([], {}, 0)
    assert (seen.manifest.documents, seen.forward.vocabulary) == (0, {})


def test_a_part_of_a_generation_that_was_removed_says_so(stored: PostgresStore) -> None:
    held = opened(stored)
    stored.build([OPEN, BOTH], RECIPE, keep=Keep(generations=1))
    with pytest.raises(DatabaseUnavailable, match="is no longer in"):
        held.seen_by(STRANGER)


# ---- builds --------------------------------------------------------------------------------------------


def tallies(url: str) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Return what the generation in use counts for each set of groups: terms by how many passages they stand in."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT a.groups, documents, passages, sentences, occurrences, forms, number,"
            " (SELECT count(*) FROM lape_qa.posting p JOIN lape_qa.document d ON d.number = p.passage >> 16"
            "  WHERE d.audience = a.number AND p.audience = a.number AND d.died IS NULL)"
            " FROM lape_qa.tally JOIN lape_qa.in_use USING (generation) JOIN lape_qa.audience a ON audience = number"
        ).fetchall()
    return {
        tuple(groups): (documents, passages, sentences, occurrences, +unpacked_forms(forms), postings)
        for groups, documents, passages, sentences, occurrences, forms, _, postings in rows
    }


CHANGES: dict[str, list[Document]] = {
    "one is opened": [OPEN, replace(JOHTO, groups=()), BOTH],
    "one is closed": [replace(OPEN, groups=("talous",)), JOHTO, BOTH],
    "one goes, and nothing is for its groups": [OPEN, JOHTO],
    "all are open": [replace(one, groups=()) for one in DOCUMENTS],
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_of_groups_each_counts_what_a_new_index_counts(
    change: str, stored: PostgresStore, database: str, session_database: str, tmp_path: Path
) -> None:
    stored.build(CHANGES[change], RECIPE, keep=Keep(generations=1, version_days=0))
    anew = PostgresStore(session_database, tmp_path / "anew")
    anew.build([OPEN], RECIPE)
    anew.build(CHANGES[change], RECIPE)
    assert tallies(database) == tallies(session_database)
    anew.close()
    with psycopg.connect(database) as connection:
        names = connection.execute("SELECT groups FROM lape_qa.audience").fetchall()
        assert {tuple(groups) for (groups,) in names} == {one.groups for one in CHANGES[change]}
    seen = opened(stored).seen_by(STRANGER)
    assert list(seen.documents) == [one.id for one in CHANGES[change] if not one.groups]
