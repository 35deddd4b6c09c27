"""Collections of ir_datasets: read as far as they lie on the disk; nothing is ever fetched."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lape_qa.errors import UsageError
from lape_qa.evaluation import irds
from lape_qa.evaluation.sources import open_collection


class Rows(SimpleNamespace):
    """A row as ir_datasets has it."""

    def default_text(self) -> str:
        return str(self.text)


class Dataset:
    """Has documents and queries, and judgements unless it is told not to."""

    def __init__(self, *, qrels: bool = True) -> None:
        self._qrels = qrels

    def has_docs(self) -> bool:
        return True

    has_queries = has_docs

    def has_qrels(self) -> bool:
        return self._qrels

    def docs_iter(self) -> list[Rows]:
        return [Rows(doc_id="d1", title="Nokia", text="Pilotti alkoi."), Rows(doc_id="d2", text="Paikka avattiin.")]

    def queries_iter(self) -> list[Rows]:
        return [Rows(query_id="q1", text="Mikä alkoi?"), Rows(query_id="q2", text="Mikä avattiin?")]

    def qrels_iter(self) -> list[Rows]:
        return [Rows(query_id="q1", doc_id="d1", relevance=2), Rows(query_id="q2", doc_id="d2", relevance=0)]


def package(monkeypatch: pytest.MonkeyPatch, load: Any) -> SimpleNamespace:
    """Put a package in the place of ir_datasets, whose `load` it is."""
    made = SimpleNamespace(load=load, lazy_libs=SimpleNamespace(requests=lambda: "requests"))
    monkeypatch.setitem(sys.modules, "ir_datasets", made)
    return made


def test_documents_queries_and_judgements_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    package(monkeypatch, lambda identifier: {"small/test": Dataset()}[identifier])
    found = open_collection("irds:small/test")
    assert [(d.id, d.title, d.text) for d in found.documents] == [
        ("d1", "Nokia", "Pilotti alkoi."),
        ("d2", "", "Paikka avattiin."),
    ]
    assert found.queries == {"q1": "Mikä alkoi?"}
    assert found.relevant == {"q1": {"d1": 2}}


def test_other_judgements_stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package(monkeypatch, lambda _: Dataset(qrels=False))
    with pytest.raises(UsageError, match=r"^irds:small has no qrels: name the part of it that has \(…/test, …/dev\)$"):
        open_collection("irds:small")
    (tmp_path / "qrels.txt").write_text("q2 0 d2 1\n", encoding="utf-8")
    assert open_collection("irds:small", tmp_path / "qrels.txt").queries == {"q2": "Mikä avattiin?"}


def test_what_is_not_on_the_disk_is_refused_and_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_mirror(_: str) -> None:
        made.lazy_libs.requests().get("http://example.fi")

    def several_mirrors(_: str) -> None:
        try:
            made.lazy_libs.requests()
        except Exception as error:
            raise RuntimeError("All download sources failed", [error]) from error

    for load in (one_mirror, several_mirrors):
        made = package(monkeypatch, load)
        with pytest.raises(UsageError, match=r"^irds:a/test is not on this disk whole, and nothing is fetched here: "):
            irds.read("a/test")
        assert made.lazy_libs.requests() == "requests", "afterwards the package is as it was"


def test_an_unknown_id_and_a_missing_package_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    package(monkeypatch, lambda identifier: {}[identifier])
    with pytest.raises(UsageError, match=r"^ir_datasets knows no 'nothing': see https://ir-datasets\.com$"):
        irds.read("nothing")
    monkeypatch.setitem(sys.modules, "ir_datasets", None)
    with pytest.raises(UsageError, match=r"not installed here: pip install ir_datasets$"):
        irds.read("nothing")


def test_the_package_itself_fetches_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("ir_datasets", reason="ir_datasets is in no extra: pip install ir_datasets to try this")
    monkeypatch.setenv("IR_DATASETS_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=r"^irds:vaswani is not on this disk whole"):
        irds.read("vaswani")
    with pytest.raises(UsageError, match=r"^ir_datasets knows no 'none/such'"):
        irds.read("none/such")


def test_rows_of_the_package_itself_are_read(tmp_path: Path) -> None:
    package = pytest.importorskip(
        "ir_datasets", reason="ir_datasets is in no extra: pip install ir_datasets to try this"
    )
    files = {"docs": "d1\tPilotti alkoi.\nd2\tPaikka.\n", "queries": "q1\tMikä alkoi?\n", "qrels": "q1 0 d1 1\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = package.create_dataset(
        docs_tsv=str(tmp_path / "docs"), queries_tsv=str(tmp_path / "queries"), qrels_trec=str(tmp_path / "qrels")
    )
    found = irds._read(made, "own", None)
    assert [d.text for d in found.documents] == ["Pilotti alkoi.", "Paikka."]
    assert found.relevant == {"q1": {"d1": 1}}
