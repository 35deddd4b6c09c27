"""Vectors that were computed beforehand, here or elsewhere, are those of the next build, which encodes nothing."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from lape_qa.documents.chunking import Chunking
from lape_qa.encoding.protocol import Advance
from lape_qa.errors import IndexBusy
from lape_qa.index import store
from lape_qa.index.lacking import Compute, Entry, Lacking, computed_here, entries
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from support.fakes import FakeEncoder, document
from support.generations import CHUNKING, DOCUMENTS, build, built, encoded, texts
from support.late import late_interaction


def encode(root: Path, compute: Compute | None = None, encoder: FakeEncoder | None = None) -> int:
    encoder = encoder or FakeEncoder()
    return store.encode(root, DOCUMENTS, IndexRecipe(encoder, CHUNKING), compute or computed_here(encoder))


def held(root: Path) -> dict[bytes, bytes]:
    with sqlite3.connect(Layout(root).cache) as cache:
        return dict(cache.execute("SELECT key, value FROM entries"))


def files(root: Path) -> dict[str, bytes]:
    """The content of the files of the generation in use, and of segments, but for the manifest, which holds a time."""
    folder = Layout(root).generations / store.current_name(root)
    own = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    shared = {file.name: file.read_bytes() for file in Layout(root).segments.iterdir()}
    return own | shared | {"manifest.json": b""}


@pytest.mark.parametrize("late", [False, True])
def test_a_build_after_it_encodes_nothing_and_is_the_same_to_the_byte(tmp_path: Path, late: bool) -> None:
    def both() -> None:
        encoder = FakeEncoder()
        assert encode(tmp_path / "before", encoder=encoder) == len(encoder.encoded) == 12
        assert encoded(encoder) == sorted(texts(DOCUMENTS))
        assert encode(tmp_path / "before") == 0
        assert not Layout(tmp_path / "before").current.exists()
        idle = FakeEncoder()
        assert built(tmp_path / "before", encoder=idle).encoded == 0
        assert idle.encoded == []
        build(tmp_path / "at once")
        assert files(tmp_path / "before") == files(tmp_path / "at once")
        assert held(tmp_path / "before") == held(tmp_path / "at once")

    if late:
        with late_interaction():
            both()
    else:
        both()


def test_only_what_is_new_is_computed(tmp_path: Path) -> None:
    build(tmp_path)
    encoder = FakeEncoder()
    more = [*DOCUMENTS, document("Uusi virke on tässä.", "uusi")]
    count = store.encode(tmp_path, more, IndexRecipe(encoder, CHUNKING), computed_here(encoder))
    assert (count, encoded(encoder)) == (2, ["Uusi virke on tässä.", "Uusi virke on tässä.. Uusi virke on tässä."])
    assert built(tmp_path, more).encoded == 0


def one_at_a_time(given: list[Lacking], lost: int) -> Compute:
    """Compute each text by itself, and be interrupted after so many."""

    def compute(blocks: Iterable[Sequence[Lacking]], advance: Advance) -> Iterator[Iterable[Entry]]:
        for number, one in enumerate(one for block in blocks for one in block):
            if number == lost:
                raise KeyboardInterrupt
            given.append(one)
            advance(1)
            yield entries(FakeEncoder(), [one])

    return compute


def test_what_came_back_before_an_interruption_is_kept(tmp_path: Path) -> None:
    first: list[Lacking] = []
    rest: list[Lacking] = []
    with pytest.raises(KeyboardInterrupt):
        encode(tmp_path, one_at_a_time(first, 3))
    assert encode(tmp_path, one_at_a_time(rest, 99)) == 9
    assert (len(first), len(rest)) == (3, 9)
    assert sorted(one.text for one in [*first, *rest]) == sorted(texts(DOCUMENTS))
    assert [folder.name for folder in tmp_path.glob("building-*")] == []
    assert built(tmp_path).encoded == 0


def test_a_text_has_its_tokens_and_vector_under_the_keys_that_came_with_it() -> None:
    encoder = FakeEncoder()
    with late_interaction():
        found = dict(entries(encoder, [Lacking("Nokia ja Lappi", b"v", b"t", (0,)), Lacking("Nokia", b"w")]))
        assert sorted(found) == [b"t", b"v", b"w"]
        # 4 bytes of the number of tokens; of each of the three, 4 + 2 bytes, 64 of its values and 2 of their scale.
        assert len(found[b"t"]) == 4 + 3 * (4 + 2 + 64 + 2)
    assert found[b"w"] == encoder.encode(["Nokia"], "passage").tobytes()


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    tmp_path.joinpath("cache.sqlite").write_bytes(b"no database at all, but long enough to be taken for one" * 100)
    assert encode(tmp_path) == 12


def test_it_waits_for_no_build(tmp_path: Path) -> None:
    with FileLock(Layout(tmp_path).lock), pytest.raises(IndexBusy, match="another build is at work"):
        encode(tmp_path)


def test_texts_that_are_cut_otherwise_are_others(tmp_path: Path) -> None:
    encode(tmp_path)
    assert built(tmp_path, chunking=Chunking(target=60, maximum=90)).encoded > 0
