"""What a build takes over from the generation in use is the same to the byte as what it would make."""

import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.errors import IndexUnavailable, StorageError
from lape_qa.index import builder, contents, store, token_vectors
from lape_qa.index.contents import Hashed
from lape_qa.index.earlier import IDENTITY, Earlier, EarlierDocuments, Run
from lape_qa.index.generation import Files, checked_files, checked_segments, read_manifest, write_lines
from lape_qa.index.given import Given
from lape_qa.index.model import Changes
from lape_qa.index.payloads import Kept
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.segments import Segments
from lape_qa.index.store import Layout, open_index
from lape_qa.index.versions import document_of
from support.fakes import FakeEncoder
from support.generations import CHUNKING, DOCUMENTS, KAINUU, LAPPI, VASA, as_before_seals, build, changed, current

CLOSED = replace(make_document("suljettu", "Nokialla on kerhotalo. Se on uusi.", {"title": "Nokia"}), groups=("a", "b"))
OTHERS = replace(make_document("toiset", "Perhekeskus avattiin.", {"title": "Toiset"}), groups=("b",))
NOKIA = make_document("nokia", "Nokialla on perhekeskus. Lapissa on kaksi.", {"title": "Nokia"})
EMPTY = make_document("tyhjä", " ", {})
MOST = [EMPTY, CLOSED, KAINUU, LAPPI, OTHERS, VASA]


def store_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    width = FakeEncoder.dimensions
    monkeypatch.setattr(token_vectors, "available", lambda _: True)
    directions = np.zeros(width, np.float32), np.eye(width, dtype=np.float32)
    monkeypatch.setattr(token_vectors, "_directions", lambda: directions)


@pytest.fixture(params=[False, True], ids=["no tokens", "tokens"])
def late(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether tokens are stored."""
    if request.param:
        store_tokens(monkeypatch)
    return bool(request.param)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(DOCUMENTS, changed("Kainuussa pidettiin seminaari. Lapissa on uusi."), id="changed"),
        pytest.param(DOCUMENTS, [KAINUU, LAPPI, NOKIA, VASA], id="added between"),
        pytest.param([KAINUU, LAPPI, NOKIA, VASA], [LAPPI, VASA], id="removed"),
        pytest.param(DOCUMENTS, [VASA, LAPPI, KAINUU], id="in another order"),
        pytest.param(DOCUMENTS, [replace(KAINUU, published="2020"), LAPPI, VASA], id="other metadata"),
        pytest.param(DOCUMENTS, [NOKIA], id="all others"),
        pytest.param(MOST, [EMPTY, CLOSED, NOKIA, LAPPI, OTHERS, VASA], id="with closed ones, an open one changed"),
        pytest.param(MOST, [EMPTY, KAINUU, LAPPI, OTHERS, VASA], id="a set of groups is gone"),
        pytest.param(MOST, [EMPTY, CLOSED, replace(KAINUU, groups=("c",)), LAPPI, OTHERS, VASA], id="closed now"),
        pytest.param(MOST, DOCUMENTS, id="none is closed any more"),
        pytest.param(DOCUMENTS, [*DOCUMENTS, CLOSED], id="the first is closed"),
    ],
)
def test_what_is_taken_over_is_the_same_to_the_byte(
    before: list[Document], after: list[Document], late: bool, tmp_path: Path
) -> None:
    build(tmp_path / "parts", before)
    parts = build(tmp_path / "parts", after)
    whole = build(tmp_path / "whole", after)
    assert (parts.files, parts.segments) == (whole.files, whole.segments)
    assert ("tokens/frequency.npy" in parts.files) is late


def test_a_long_stretch_is_taken_over_in_parts(late: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lape_qa.index.contents._PASSAGES", 2)
    many = [
        make_document(f"d{n:02}", f"Virke numero {n}. Perhe{n} on uusi.", {"title": f"T{n % 3}"}) for n in range(20)
    ]
    build(tmp_path / "parts", many)
    other = [*many[:7], make_document("d07", "Muu virke.", {"title": "T1"}), *many[8:15], *many[16:]]
    parts, whole = build(tmp_path / "parts", other), build(tmp_path / "whole", other)
    assert (parts.files, parts.segments) == (whole.files, whole.segments)


def cut_documents(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are cut from now on."""
    cut: list[str] = []
    of = builder._key_of_passages

    def noting(document: Document, recipe: IndexRecipe) -> bytes:
        cut.append(document.id)
        return of(document, recipe)

    monkeypatch.setattr(builder, "_key_of_passages", noting)
    return cut


def test_only_what_changed_is_asked_of_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path)
    cut = cut_documents(monkeypatch)
    build(tmp_path, changed("Kainuussa pidettiin seminaari."))
    assert cut == ["kainuu"]


def earlier(root: Path, documents: Sequence[Document] = DOCUMENTS) -> Earlier:
    manifest = build(root, documents)
    folder = Layout(root).generations / manifest.generation
    files = Files(checked_files(folder, manifest))
    segments = Segments(checked_segments(folder, manifest), manifest.segments, files.payloads, Kept())
    return Earlier(files, segments, EarlierDocuments.of(folder, manifest))


def runs(found: Earlier, documents: Sequence[Document]) -> list[Run]:
    return found.runs(Given.of(documents))


def test_documents_are_parted_into_those_that_stay_and_those_that_are_made(tmp_path: Path) -> None:
    found = earlier(tmp_path, [KAINUU, LAPPI, NOKIA, VASA])
    whole = [KAINUU, LAPPI, NOKIA, VASA]
    assert runs(found, whole) == [Run(range(4), range(4))]
    assert list(found.left(runs(found, whole))) == []
    other = replace(LAPPI, title="Muu")
    parted = runs(found, [KAINUU, other, CLOSED, VASA])
    assert parted == [Run(range(1), range(1)), Run(range(1, 3)), Run(range(3, 4), range(3, 4))]
    rows = [row for document in (LAPPI, NOKIA) for row in open_index(tmp_path, FakeEncoder()).rows_of(document.id)]
    assert list(found.left(parted)) == rows
    # Read once from the first to the last: what has moved forward is made.
    assert runs(found, [VASA, KAINUU]) == [Run(range(1), range(3, 4)), Run(range(1, 2))]
    assert runs(found, []) == []
    assert list(found.left([])) == list(range(len(found.passages)))


def test_a_cache_that_was_made_anew_gets_everything(tmp_path: Path) -> None:
    build(tmp_path)
    Layout(tmp_path).cache.unlink()
    encoder = FakeEncoder()
    build(tmp_path, [*DOCUMENTS, NOKIA], encoder=encoder)
    again = FakeEncoder()
    build(tmp_path / "whole", [*DOCUMENTS, NOKIA], encoder=again)
    assert encoder.encoded == again.encoded


def test_a_generation_of_before_or_of_another_recipe_is_not_taken_over(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    folder = Layout(tmp_path).generations / manifest.generation
    documents, identity = EarlierDocuments.of(folder, manifest), (folder / IDENTITY).read_text(encoding="ascii")
    assert Earlier.of(folder, manifest, documents, "toinen", Hashed()) is None
    without = replace(manifest, files={file: of for file, of in manifest.files.items() if not file.startswith("keys/")})
    assert Earlier.of(folder, without, documents, identity, Hashed()) is None
    assert Earlier.of(folder, manifest, documents, identity, Hashed()) is not None


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def test_nothing_is_taken_over_from_a_damaged_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store_tokens(monkeypatch)
    after = changed("Kainuussa pidettiin seminaari.")
    whole = build(tmp_path / "whole", after)
    root = tmp_path / "parts"

    def files() -> list[Path]:
        unused = ("lexical", "dense.faiss", "manifest.json")
        every = store.files_of(root, store.current(root))
        return [file for file in every if file.name not in unused and file.parent.name not in unused]

    build(root)
    numbers = range(len(files()))
    assert len(numbers) == 27
    damages: list[Callable[[Path], None]] = [_flip, _cut_off, Path.unlink]
    # An id that is none is noticed before it is used, and so is a segment that stays, however it is damaged.
    terms = next(number for number in numbers if files()[number].name == "terms.npy")
    assert files()[-1].parent == Layout(root).segments
    wanted = [(terms, _flip), *zip(numbers, cycle(damages), strict=False), *((-1, damage) for damage in damages)]
    for number, damage in wanted:
        build(root)
        for folder in Layout(root).generations.iterdir():
            if folder.name != current(root):
                shutil.rmtree(folder)
        file = files()[number]
        damage(file)
        caplog.clear()
        again = build(root, after)
        assert (again.files, again.segments) == (whole.files, whole.segments)
        # Without its documents there is nothing to begin with.
        told = f"{file} is missing or damaged" in caplog.text
        assert told is (file.name != "documents.jsonl"), file


# ---- what is remembered of segments ------------------------------------------------------------------------


@pytest.fixture
def new_process(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Forget what this process has hashed; return the names of the segments that were hashed since."""
    found: list[str] = []
    real = hashlib.file_digest

    def noting(stream: io.BufferedReader, algorithm: str) -> object:
        if Path(stream.name).parent.name == "segments":
            found.append(Path(stream.name).name)
        return real(stream, algorithm)

    def forget() -> list[str]:
        monkeypatch.setattr(contents, "_hashes", contents._Hashes())
        before = found.copy()
        found.clear()
        return before

    monkeypatch.setattr(hashlib, "file_digest", noting)
    # Every file has stayed as it is for longer than a clock takes to tick.
    monkeypatch.setattr(contents, "_TICK_NS", -(10**18))
    return forget


NEXT = [changed(f"Kainuussa pidettiin {what}.") for what in ("seminaari", "kurssi", "juhla")]


def test_another_process_hashes_no_segment_that_stayed_as_it_is(
    new_process: Callable[[], list[str]], tmp_path: Path
) -> None:
    first = build(tmp_path)
    assert new_process() == first.segments
    second = build(tmp_path, NEXT[0])
    assert new_process() == [name for name in second.segments if name not in first.segments]
    # Also one that makes nothing, since there is a generation of just this.
    assert build(tmp_path, NEXT[0]) == second
    assert new_process() == []
    Layout(tmp_path).cache.unlink()
    assert build(tmp_path, NEXT[0]) == second
    assert new_process() == second.segments


@pytest.mark.parametrize("damage", [_flip, _cut_off, Path.unlink])
def test_a_segment_that_was_altered_since_another_process_hashed_it_is_noticed(
    damage: Callable[[Path], None],
    new_process: Callable[[], list[str]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole = build(tmp_path / "whole", NEXT[1])
    root = tmp_path / "parts"
    build(root, [KAINUU, LAPPI, VASA])
    [segment] = build(root, NEXT[0]).segments
    file = Layout(root).segments / segment
    at = file.stat()
    new_process()
    damage(file)
    if file.exists():
        os.utime(file, ns=(at.st_atime_ns, at.st_mtime_ns))
    again = build(root, NEXT[1])
    assert f"{file} is missing or damaged" in caplog.text
    assert (again.files, again.segments) == (whole.files, whole.segments)
    # What was remembered goes with a cache that is damaged.
    new_process()
    Layout(root).cache.write_bytes(b"ei tietokanta" * 1000)
    third = build(root, NEXT[2])
    assert {*new_process()} == {*third.segments}


# ---- documents that are not read ---------------------------------------------------------------------------


def documents_of(root: Path) -> EarlierDocuments:
    manifest = read_manifest(Layout(root).generations / current(root))
    return EarlierDocuments.of(Layout(root).generations / current(root), manifest)


def test_only_those_are_read_that_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, MOST)
    read: list[str] = []
    of = document_of

    def noting(row: dict[str, object]) -> Document:
        read.append(str(row["id"]))
        return of(row)

    monkeypatch.setattr("lape_qa.index.earlier.document_of", noting)
    other = [EMPTY, replace(KAINUU, region="Kainuu"), replace(OTHERS, id="muut"), LAPPI, NOKIA]
    result = store.build(tmp_path, other, IndexRecipe(FakeEncoder(), CHUNKING))
    assert result.changes == Changes(
        added=("nokia",), changed=("kainuu",), renamed=(("toiset", "muut"),), removed=("suljettu", "vasa"), unchanged=2
    )
    assert {*read} == {"suljettu", "kainuu", "toiset", "vasa"}


def test_a_document_that_was_altered_since_it_was_checked_is_refused(tmp_path: Path) -> None:
    build(tmp_path)
    found = documents_of(tmp_path)
    assert [*found] == DOCUMENTS
    assert found[1:] == DOCUMENTS[1:]
    content = found.file.folder.joinpath(found.file.name).read_bytes()
    for other in (content.replace(b"perhekeskus", b"Perhekeskus"), content.replace(b"{", b"["), content[:-20]):
        found.file.folder.joinpath(found.file.name).write_bytes(other)
        with pytest.raises(IndexUnavailable, match=r"documents\.jsonl is missing or damaged"):
            list(found)


def test_a_generation_without_the_hashes_of_its_rows_is_taken_over_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = build(tmp_path)
    folder = Layout(tmp_path).generations / manifest.generation
    (folder / "keys" / "rows.npy").unlink()
    as_before_seals(
        tmp_path, replace(manifest, files={n: of for n, of in manifest.files.items() if n != "keys/rows.npy"})
    )
    cut = cut_documents(monkeypatch)
    assert build(tmp_path, NEXT[0]).files.keys() == manifest.files.keys()
    assert cut == ["kainuu"]


# ---- what was written is read back -------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["made", "taken", "more", "fewer", "no row", "no JSON", "another text"])
def test_documents_that_are_not_as_they_were_given_are_not_taken_into_use(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(tmp_path)

    def write(file: Path, lines: Iterable[bytes]) -> None:
        content = b"".join(lines)
        wanted = {
            "made": content.replace(b"seminaari", b"Seminaari"),
            "taken": content.replace(b"perhekeskus", b"Perhekeskus"),
            "more": content + b"{}\n",
            "no row": content.replace(b'"id": "kainuu"', b'"it": "kainuu"'),
            "no JSON": content.replace(b'{"id": "kainuu"', b'["id": "kainuu"'),
            "fewer": content[: content.index(b"\n") + 1],
        }
        write_lines(file, [wanted.get(wrong, content)])

    monkeypatch.setattr(builder, "write_lines", write)
    after = NEXT[0]
    if wrong == "another text":
        after = [replace(after[0], sha256=after[1].sha256), *after[1:]]
    with pytest.raises(StorageError, match="the text of 'kainuu'" if wrong == "another text" else "what was put in"):
        build(tmp_path, after)
    assert current(tmp_path) == first.generation
    monkeypatch.undo()
    assert build(tmp_path, NEXT[0]).generation == current(tmp_path)
