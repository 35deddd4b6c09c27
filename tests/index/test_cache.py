import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lape_qa.index.cache import Cache, Taken, discard, is_damaged, key


def get(cache: Cache, wanted: bytes) -> bytes | None:
    """The value of one key."""
    return cache.get_all([wanted]).get(wanted)


def test_key_tells_where_a_part_ends() -> None:
    assert key("a", "bc") == key("a", "bc")
    assert len({key("a", "bc"), key("ab", "c"), key("abc"), key("a", "b", "c"), key("a", "bc", "")}) == 5


def test_value_comes_back_after_a_commit_only(tmp_path: Path) -> None:
    with closing(Cache(tmp_path / "c")) as cache:
        cache.put(key("a"), b"1")
        cache.commit()
        cache.put(key("b"), b"2")
        assert (get(cache, key("a")), get(cache, key("b")), get(cache, key("c"))) == (b"1", b"2", None)
    with closing(Cache(tmp_path / "c")) as cache:
        assert (get(cache, key("a")), get(cache, key("b"))) == (b"1", None)


def test_many_values_are_committed_on_the_way(tmp_path: Path) -> None:
    with closing(Cache(tmp_path / "c")) as cache:
        for number in range(300):
            cache.put(key(str(number)), b"x")
    with closing(Cache(tmp_path / "c")) as cache:
        assert [get(cache, key(str(number))) for number in (0, 255, 256, 299)] == [b"x", b"x", None, None]


def test_many_values_come_back_at_once_and_only_those_that_are_there(tmp_path: Path) -> None:
    keys = [key(str(number)) for number in range(1300)]
    with closing(Cache(tmp_path / "c")) as cache:
        for number in range(0, 1300, 2):
            cache.put(keys[number], str(number).encode())
        assert cache.get_all(keys) == {keys[number]: str(number).encode() for number in range(0, 1300, 2)}
        assert cache.known(keys) == set(keys[::2])
        assert cache.get_all([]) == {}
        assert cache.get_all([keys[0], keys[0]]) == {keys[0]: b"0"}


def test_altered_value_is_no_value(tmp_path: Path) -> None:
    with closing(Cache(tmp_path / "c")) as cache:
        cache.put(key("a"), b"1")
        cache.commit()
    with closing(sqlite3.connect(tmp_path / "c")) as connection:
        connection.execute("UPDATE entries SET value = ?", (b"2",))
        connection.commit()
    with closing(Cache(tmp_path / "c")) as cache:
        assert get(cache, key("a")) is None
        assert cache.known([key("a")]) == {key("a")}
        cache.put(key("a"), b"3")
        assert get(cache, key("a")) == b"3"


def test_what_the_last_builds_asked_for_is_kept(tmp_path: Path) -> None:
    builds = ["ab", "bc", "c", "a"]
    held = []
    for wanted in builds:
        with closing(Cache(tmp_path / "c")) as cache:
            for name in wanted:
                if get(cache, key(name)) is None:
                    cache.put(key(name), name.encode())
            cache.forget(2)
        with closing(sqlite3.connect(tmp_path / "c")) as connection:
            held.append({value.decode() for (value,) in connection.execute("SELECT value FROM entries")})
    assert held == [{"a", "b"}, {"a", "b", "c"}, {"b", "c"}, {"a", "c"}]


def test_what_is_asked_for_again_is_kept_on(tmp_path: Path) -> None:
    held = []
    for wanted in ["ab", "a", "ab", "a", "a", "a"]:
        with closing(Cache(tmp_path / "c")) as cache:
            for name in wanted:
                if key(name) not in cache.known([key(name)]):
                    cache.put(key(name), name.encode())
            cache.forget(3)
        with closing(sqlite3.connect(tmp_path / "c")) as connection:
            held.append("".join(sorted(value.decode() for (value,) in connection.execute("SELECT value FROM entries"))))
    assert held == ["ab", "ab", "ab", "ab", "ab", "a"]


def test_a_cache_from_before_keeps_what_it_holds(tmp_path: Path) -> None:
    with closing(Cache(tmp_path / "c")) as cache:
        for name in "ab":
            cache.put(key(name), name.encode())
        cache.commit()
    with closing(sqlite3.connect(tmp_path / "c")) as connection:
        connection.execute("CREATE TABLE used (key BLOB PRIMARY KEY, build INTEGER NOT NULL) WITHOUT ROWID")
        connection.execute("INSERT INTO used VALUES (?, 7)", (key("a"),))
        connection.execute("DROP TABLE unwanted")
        connection.commit()
    with closing(Cache(tmp_path / "c")) as cache:
        assert cache.get_all([key("a"), key("b")]) == {key("a"): b"a", key("b"): b"b"}
        cache.forget(1)
        assert cache.known([key("a"), key("b")]) == {key("a"), key("b")}


def test_file_that_is_no_cache_is_damaged_and_one_that_cannot_be_opened_is_not(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"ei tietokanta" * 100)
    with pytest.raises(sqlite3.DatabaseError) as damaged:
        Cache(tmp_path / "c")
    assert is_damaged(damaged.value)
    with pytest.raises(sqlite3.OperationalError) as refused:
        Cache(tmp_path / "none" / "c")
    assert not is_damaged(refused.value)


def test_discarded_cache_leaves_no_journal(tmp_path: Path) -> None:
    for name in ("c", "c-journal"):
        (tmp_path / name).write_bytes(b"x")
    discard(tmp_path / "c")
    discard(tmp_path / "c")
    assert list(tmp_path.iterdir()) == []


# ---- what a build has taken over ---------------------------------------------------------------------------


def _state(file: Path) -> tuple[set[str], set[tuple[str, int]]]:
    """What a cache holds, and since which build what it holds is not wanted."""
    with closing(sqlite3.connect(file)) as connection:
        names = {key(name): name for name in "abcdefgh"}
        held = {names[found] for (found,) in connection.execute("SELECT key FROM entries")}
        unwanted = {(names[found], since) for found, since in connection.execute("SELECT key, since FROM unwanted")}
    return held, unwanted


def _built(file: Path, wanted: str, made: str, taken: Taken | None) -> None:
    with closing(Cache(file)) as cache:
        for name in wanted:
            if key(name) not in cache.known([key(name)]):
                cache.put(key(name), name.encode())
        cache.forget(3, made, taken)


def test_of_what_was_taken_over_only_what_is_left_is_looked_at(tmp_path: Path) -> None:
    before = ""
    for number, wanted in enumerate(["abc", "abd", "abd", "ac", "acde", "bcd", "bcd", "bcd", "h", "abh", "abh", "abh"]):
        # What a build that was killed has put there meanwhile is not wanted either.
        for file in (tmp_path / "all", tmp_path / "left"):
            with closing(Cache(file)) as cache:
                cache.put(key("efg"[number % 3]), b"")
                cache.commit()
        _built(tmp_path / "all", wanted, f"g{number}", None)
        left = [key(name) for name in before if name not in wanted]
        _built(tmp_path / "left", wanted, f"g{number}", Taken(f"g{number - 1}", left) if number else None)
        assert _state(tmp_path / "left") == _state(tmp_path / "all"), number
        before = wanted


def test_where_another_build_came_between_all_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "c"
    _built(file, "abc", "g1", None)
    _built(file, "ad", "g2", Taken("g1", [key("b"), key("c")]))
    # Back to the first, and on from there: d is not among what is left of it.
    _built(file, "ab", "g3", Taken("g1", [key("c")]))
    assert _state(file) == ({"a", "b", "c", "d"}, {("c", 2), ("d", 3)})
    with closing(Cache(file)) as cache:
        cache.overwrite()
    _built(file, "b", "g4", Taken("g3", []))
    assert _state(file) == ({"a", "b", "d"}, {("a", 4), ("d", 3)})


def test_marks_of_files_are_those_of_the_last_build(tmp_path: Path) -> None:
    with closing(Cache(tmp_path / "c")) as cache:
        assert cache.hashed() == set()
        cache.note_hashed([b"a", b"b"])
        cache.forget(1)
    with closing(Cache(tmp_path / "c")) as cache:
        assert cache.hashed() == {b"a", b"b"}
        cache.note_hashed([b"c"])
    with closing(Cache(tmp_path / "c")) as cache:
        assert cache.hashed() == {b"a", b"b"}, "no build ended"
