"""`lape-qa erase`: the file, the versions and the generations that hold a document."""

import json
import zipfile
from pathlib import Path

import pytest

from lape_qa import indexing
from lape_qa.index.store import Layout, current_name
from support.command_line import ANSWERED, NOKIA, Run
from support.sources import pictured_pdf


def test_erase_removes_the_file_and_all_that_is_kept_of_it(run: Run, indexed: Path, sources: Path) -> None:
    old = current_name(indexed)
    (sources / "nokia.meta.yaml").write_text("region: Pirkanmaa\n", encoding="utf-8")
    new = run("index", sources, "--json").json["generation"]
    erased = run("erase", "nokia", sources, "--yes", "--json").json
    assert erased == {
        **{"erased": "nokia", "versions": 2, "generations": [old, new], "copies": []},
        **{"generation": current_name(indexed), "created": erased["created"], "model": "fake"},
        **{"documents": 2, "passages": 2, "sentences": 3},
    }
    assert sorted(file.name for file in sources.iterdir()) == ["README.md", "borga.md", "lappi.md"]
    [note] = map(json.loads, Layout(indexed).erased.read_text(encoding="utf-8").splitlines())
    assert (note["id"], note["by"]) == ("nokia", "command line")
    assert run("index", sources, "--json").json["unchanged"] == 2
    assert run("ask", ANSWERED, "--json").json["outcome"] == "not_found"


def test_erase_without_json_says_the_same_in_words(run: Run, indexed: Path, sources: Path) -> None:
    (sources / "kopio.txt").write_text(NOKIA, encoding="utf-8")
    run("index", sources)
    ran = run("erase", "nokia", sources, "--yes")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-2:] == [
        "erased: nokia, with 1 version, 2 earlier generations",
        "the same text stays as: kopio",
    ]


def test_erase_wants_to_be_meant(run: Run, indexed: Path, sources: Path) -> None:
    said = run("erase", "nokia", sources).refusal
    assert said == "erasing 'nokia' cannot be undone, and citations of it open no more: say --yes"
    assert (sources / "nokia.txt").exists()


def test_another_file_with_the_id_goes_as_well(run: Run, indexed: Path, sources: Path, tmp_path: Path) -> None:
    (sources / "toinen.md").write_text("---\nid: nokia\n---\nNokialla on toinenkin teksti.\n", encoding="utf-8")
    run("erase", "nokia", sources / "nokia.txt", sources, "--yes")
    assert sorted(file.name for file in sources.iterdir()) == ["README.md", "borga.md", "lappi.md"]


def test_a_document_whose_file_is_gone_is_erased(run: Run, indexed: Path, sources: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("erase", "nokia", empty, "--yes", "--json").json["versions"] == 1


def test_a_document_in_an_archive_is_refused_before_anything_is_erased(run: Run, indexed: Path, sources: Path) -> None:
    with zipfile.ZipFile(sources / "arkisto.zip", "w") as archive:
        archive.writestr("oulu.txt", "Oulussa avattiin perhekeskus.")
    run("index", sources)
    said = run("erase", "oulu", sources, "--yes").refusal
    assert said == f"{sources}/arkisto.zip/oulu.txt: stands in an archive; take it out of that first"
    assert not Layout(indexed).erased.exists()


def test_erase_refuses_what_is_not_there(run: Run, indexed: Path, sources: Path, tmp_path: Path) -> None:
    assert run("erase", "oulu", sources, "--yes").refusal == ("no document has or had the id 'oulu': nothing is erased")
    missing = tmp_path / "ei-ole"
    assert run("erase", "nokia", missing, "--yes").refusal == f"{missing}: no such file or folder"
    assert run("erase", "nokia", "--yes", "--index", tmp_path / "x").refusal.startswith("no index in")


def test_a_scan_is_erased_with_its_file_where_scans_are_read(
    run: Run, indexed: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "Tesseract", lambda _folder: lambda _page: "Skannatussa sivussa kerrotaan kerhosta.")
    scan = sources / "skannattu.pdf"
    scan.write_bytes(pictured_pdf())
    assert json.loads(run("index", sources, "--ocr", "--json").out)["added"] == ["skannattu"]
    # Unread, the file cannot be told from another of that name, and would stay.
    assert run("erase", "skannattu", sources, "--yes").refusal == (
        f"{scan}: has no text, only pictures of pages; read it with --ocr, or run text recognition on it first; "
        "mend or remove it first: it may be 'skannattu'"
    )
    assert not Layout(indexed).erased.exists()
    monkeypatch.setenv("LAPE_QA_OCR", "on")
    assert run("erase", "skannattu", sources, "--yes", "--json").json["versions"] == 1
    assert not scan.exists()
