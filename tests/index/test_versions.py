import os
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lape_qa.documents.membership import STRANGER, Membership
from lape_qa.documents.model import Document
from lape_qa.index.versions import SeenVersions, Versions
from support.fakes import document

# Of "abc", from FIPS 180-2.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "versions")


def test_version_is_read_by_the_hash_of_its_text_or_its_beginning(versions: Versions) -> None:
    stored = replace(document("abc", "lappi", title="Ä", region="Lappi"), inferred=("region",), digest=True)
    versions.add([stored])
    assert versions.find("lappi", ABC) == stored
    assert versions.find("lappi", ABC[:12]) == stored


def test_what_pages_are_called_is_kept_and_a_row_without_it_is_that_of_earlier_programs(versions: Versions) -> None:
    plain = replace(document("abc", "a"), pages=(0,))
    versions.add([plain, replace(plain, page_labels=("i",))])
    labelled = {file.name: "page_labels" in file.read_text(encoding="utf-8") for file in versions.files()}
    assert sorted(labelled.values()) == [False, True]
    assert {found.page_labels for found in versions.find_all("a", ABC)} == {(), ("i",)}


@pytest.mark.parametrize("sha256", ["", ABC[:11], ABC[:11] + "0", ABC.upper(), f"../{ABC}", "*" * 12, ABC + "0"])
def test_what_is_no_hash_of_a_version_finds_none(sha256: str, versions: Versions) -> None:
    versions.add([document("abc", "lappi")])
    assert versions.find("lappi", sha256) is None


def test_the_same_text_is_kept_for_each_id_and_the_latest_title_is_read(versions: Versions) -> None:
    old, new, other = (document("abc", name, title=t) for name, t in [("a", "Vanha"), ("a", "Uusi"), ("b", "Toinen")])
    versions.add([old, other])
    for file in versions.files():
        os.utime(file, (1, 1))
    versions.add([new])
    assert len(list(versions.files())) == 3
    assert versions.find("a", ABC) == new
    assert versions.find("b", ABC) == other
    assert versions.find("c", ABC) is None


def test_adding_again_writes_nothing(versions: Versions) -> None:
    versions.add([document("abc", "a")])
    [file] = versions.files()
    before = file.stat()
    versions.add([document("abc", "a")])
    assert file.stat() == before


def test_half_written_file_is_neither_read_nor_in_the_way(versions: Versions) -> None:
    stored = document("abc", "a")
    versions.add([stored])
    [file] = versions.files()
    content = file.read_bytes()
    file.rename(file.with_suffix(".new"))
    file.with_suffix(".new").write_bytes(content[:20])
    assert versions.find("a", ABC) is None
    versions.add([stored])
    assert versions.find("a", ABC) == stored


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b"\xff", b'{"id": "a"}'])
def test_damaged_file_is_not_read_and_is_named(content: bytes, versions: Versions) -> None:
    versions.add([document("abc", "a"), document("toinen", "b")])
    [file] = versions.folder.glob(f"*/{ABC}*")
    assert versions.damaged() == []
    file.write_bytes(content)
    assert versions.find("a", ABC) is None
    assert versions.damaged() == [file]


def test_altered_text_is_not_read(versions: Versions) -> None:
    versions.add([document("abc", "a")])
    [file] = versions.files()
    file.write_text(file.read_text(encoding="utf-8").replace('"abc"', '"abd"'), encoding="utf-8")
    assert versions.find("a", ABC) is None


def test_clean_removes_what_is_neither_held_nor_young(versions: Versions) -> None:
    held, old, young = (document(text, text) for text in ("pidetty", "vanha", "nuori"))
    versions.add([held, old, young])
    two_days_ago = time.time() - 2 * 86400
    for file in versions.files():
        os.utime(file, (two_days_ago, two_days_ago))
    versions.let_go([young, document("tuntematon")])
    versions.clean([held], days=1)
    assert [versions.find(d.id, d.sha256) for d in (held, old, young)] == [held, None, young]


def test_clean_of_a_store_that_is_not_there_does_nothing(versions: Versions) -> None:
    versions.clean([], days=0)
    assert not versions.folder.exists()


class Served:
    """A generation of some documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = {document.id: document for document in documents}
        self.groups = frozenset(group for document in documents for group in document.groups)

    def of_texts(self, hashes: Collection[str]) -> list[Document]:
        return [document for document in self.documents.values() if document.sha256 in hashes]


def test_a_version_may_be_seen_with_its_document(versions: Versions) -> None:
    before = document("abc", "a")
    closed = replace(before, groups=("johto",))
    versions.add([before, closed])
    member = Membership(frozenset({"johto"}))

    def seen(membership: Membership, now: Document | None) -> set[tuple[str, ...]]:
        found = SeenVersions(versions, membership, Served([now] if now else []))
        assert (found.find("a", ABC) is None) == (not list(found.find_all("a", ABC)))
        return {version.groups for version in found.find_all("a", ABC)}

    # Open before, closed now: and so where it has been removed since.
    assert seen(STRANGER, closed) == seen(STRANGER, None) == set()
    assert seen(member, closed) == seen(member, None) == {(), ("johto",)}
    # Open again: what it was while it was closed stays closed.
    assert seen(STRANGER, replace(before, text="Muu.", sha256="1")) == {()}
    assert seen(member, replace(before, groups=("talous",))) == set()


def test_a_text_that_was_closed_under_a_new_name_is_closed_under_the_old_one(versions: Versions) -> None:
    before = document("abc", "a")
    versions.add([before])
    renamed = replace(before, id="b", groups=("johto",))

    def seen(membership: Membership, now: Document) -> Document | None:
        return SeenVersions(versions, membership, Served([now])).find("a", ABC)

    assert seen(STRANGER, renamed) is None
    assert seen(Membership(frozenset({"johto"})), renamed) == before
    # Open under the new name, or another text: nothing is closed.
    assert seen(STRANGER, replace(renamed, groups=())) == before
    assert seen(STRANGER, replace(renamed, sha256="1")) == before
