"""What is given is encoded and hashed once, as versions and the hash of the corpus have always had it."""

import hashlib
import json
from dataclasses import fields, replace
from pathlib import Path

from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.index.given import Given
from lape_qa.index.versions import Versions, document_of, encoded, row_of
from support.generations import KAINUU, LAPPI, VASA

EVERYTHING = replace(
    make_document("kaikki", 'Sanoi: ", "title": "x" ja "text": \\ \u2028 👨\u200d👩.', {"title": 'T", "title": "y'}),
    publisher='", "text": "',
    inferred=("text", "title"),
    pages=(0, 4),
    paged="slide",
    recognised=(1,),
    page_labels=("i", "ii"),
    original="0" * 64,
    groups=("a", "text"),
)
EVERY = [KAINUU, LAPPI, VASA, EVERYTHING]


def plainly(document: Document) -> tuple[bytes, bytes]:
    """A document as JSON, without its text and with it."""
    row = row_of(document)
    known = {name: value for name, value in row.items() if name != "text"}
    as_json = [json.dumps(some, ensure_ascii=False, sort_keys=True).encode() for some in (known, row)]
    return as_json[0], as_json[1]


def test_a_row_is_encoded_as_json_with_its_keys_in_order() -> None:
    assert {field.name for field in fields(Document)} == row_of(EVERYTHING).keys()
    for document in EVERY:
        known, whole = plainly(document)
        assert encoded(document) == (known, whole + b"\n")
        assert document_of(json.loads(encoded(document)[1])) == document


def test_the_corpus_is_hashed_without_texts_and_each_row_with_its_own() -> None:
    given = Given.of(EVERY)
    assert given.corpus_sha256 == hashlib.sha256(b"".join(plainly(each)[0] for each in EVERY)).hexdigest()
    rows = [hashlib.sha256(plainly(each)[1] + b"\n") for each in EVERY]
    assert given.rows.tobytes() == b"".join(row.digest() for row in rows)
    names = [f"{each.sha256}.{row.hexdigest()[:16]}.json" for each, row in zip(EVERY, rows, strict=True)]
    assert list(given.named()) == list(zip(names, EVERY, strict=True))
    assert Given.of([]).rows.shape == (0, 32)


def test_a_version_has_the_name_of_its_content(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "versions")
    versions.add_named(Given.of(EVERY).named())
    assert sorted(file.name for file in versions.files()) == sorted(name for name, _ in Given.of(EVERY).named())
    assert versions.damaged() == []
    assert {document.id for document in versions.documents()} == {document.id for document in EVERY}
