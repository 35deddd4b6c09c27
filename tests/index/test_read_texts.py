"""Documents in memory and documents that are read when they are looked at are told apart by nothing that is asked."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lape_qa.documents.membership import EVERYTHING, STRANGER, Membership
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.errors import IndexUnavailable
from lape_qa.index.contents import Checked
from lape_qa.index.documents import Documents, HeldTexts, ReadTexts, Texts
from lape_qa.index.generation import document_line, write_lines
from lape_qa.index.payloads import Kept

LAPPI = make_document("lappi", "Lapissa on\u2028perhekeskus.", {"region": "Lappi", "published": "2017-03-01"})
JOHTO = make_document("johto", "Palaveri oli salainen.", {"publisher": "Kunta", "groups": "johto"})
COPY = replace(LAPPI, id="kopio", language="sv")
ALL = [LAPPI, JOHTO, COPY]


def read(folder: Path, room: int = 0) -> ReadTexts:
    file = folder / "documents.jsonl"
    write_lines(file, map(document_line, ALL))
    return again(folder, hashlib.sha256(file.read_bytes()).hexdigest(), room)


def again(folder: Path, sha256: str, room: int = 0) -> ReadTexts:
    return ReadTexts(Checked(folder, folder, {"documents.jsonl": sha256}, "documents.jsonl"), Kept(room))


@pytest.fixture(params=[HeldTexts, None])
def texts(request: pytest.FixtureRequest, tmp_path: Path) -> Texts:
    made: Callable[[list[Document]], Texts] | None = request.param
    return made(ALL) if made else read(tmp_path)


def test_each_is_what_it_was(texts: Texts) -> None:
    documents = Documents.of(texts)
    assert (list(texts), texts[1:], texts[-1], len(texts)) == (ALL, [JOHTO, COPY], COPY, 3)
    assert (list(documents), list(documents.values()), len(documents)) == (["lappi", "johto", "kopio"], ALL, 3)
    assert (documents["johto"], documents.get("puuttuu")) == (JOHTO, None)
    told = [(each.region, each.publisher, each.language, each.published, each.groups) for each in documents.told]
    assert told == [
        ("Lappi", "", "fi", "2017-03-01", ()),
        ("", "Kunta", "fi", "", ("johto",)),
        ("Lappi", "", "sv", "2017-03-01", ()),
    ]
    assert (documents.about("kopio").language, documents.numbers) == ("sv", {"lappi": 0, "johto": 1, "kopio": 2})
    with pytest.raises(IndexError):
        texts[3]


def test_those_with_a_text_are_found_by_its_hash(texts: Texts) -> None:
    documents = Documents.of(texts)
    assert documents.with_texts([JOHTO.sha256, LAPPI.sha256, "0" * 64]) == ALL
    assert (documents.with_text(LAPPI.sha256), documents.with_text("0" * 64)) == (LAPPI, None)


def test_who_may_not_see_one_finds_nothing_of_it(texts: Texts) -> None:
    documents = Documents.of(texts)
    seen = documents.among(STRANGER)
    assert (dict(seen), list(seen.values())) == ({"lappi": LAPPI, "kopio": COPY}, [LAPPI, COPY])
    assert (seen.with_text(JOHTO.sha256), seen.found("Palaveri oli salainen.")) == (None, None)
    assert [each.language for each in seen.told] == ["fi", "sv"]
    for who in (EVERYTHING, Membership(frozenset({"johto"}))):
        assert dict(documents.among(who)) == dict(documents)
    found = documents.found("Palaveri oli salainen.")
    assert found is not None
    assert found[0] == JOHTO


def test_what_was_looked_at_is_held_and_what_was_gone_through_is_not(tmp_path: Path) -> None:
    texts = read(tmp_path, room=10_000)
    first = texts[0]
    assert texts[0] is first
    [_, second, _] = Documents.of(texts).values()
    assert (texts[1], texts[1] is second) == (JOHTO, False)
    none_held = read(tmp_path)
    assert (none_held[0] == none_held[0], none_held[0] is none_held[0]) == (True, False)


def test_a_file_whose_name_is_gone_is_read_as_before(tmp_path: Path) -> None:
    texts = read(tmp_path)
    (tmp_path / "documents.jsonl").unlink()
    assert texts[0] == LAPPI


def test_one_that_is_not_as_it_was_is_refused_until_it_is_put_back(tmp_path: Path) -> None:
    texts, file = read(tmp_path), tmp_path / "documents.jsonl"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"salainen", b"avoin..."))
    assert texts[0] == LAPPI
    message = rf"{file} is missing or damaged: run `lape-qa index --index {tmp_path}`"
    with pytest.raises(IndexUnavailable, match=message):
        texts[1]
    file.write_bytes(content[:10])
    with pytest.raises(IndexUnavailable, match=message):
        texts[0]
    # Under its name, and not in what was open.
    (tmp_path / "new").write_bytes(content)
    (tmp_path / "new").replace(file)
    assert list(texts) == ALL


@pytest.mark.parametrize("harmed", [b"", b"{\n", b"[]\n", b'{"id": 1}\n', b"\xff\n"])
def test_a_file_that_is_not_what_it_should_be_is_refused_when_it_is_opened(harmed: bytes, tmp_path: Path) -> None:
    read(tmp_path)
    file = tmp_path / "documents.jsonl"
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(harmed)
    with pytest.raises(IndexUnavailable, match=rf"{file} is missing or damaged"):
        again(tmp_path, sha256)
    file.unlink()
    with pytest.raises(IndexUnavailable, match=rf"{file} is missing or damaged"):
        again(tmp_path, sha256)
