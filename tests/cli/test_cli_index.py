"""`lape-qa index`: what it reports, what it skips, and what leaves the old index in use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lape_qa.documents.formats import SUFFIXES
from lape_qa.index.store import Layout, current_name
from support.command_line import ANSWERED, LAPPI, NOKIA, QUOTE, Run
from support.sources import pdf


def test_index_reports_what_it_made(run: Run, sources: Path, tmp_path: Path) -> None:
    made = run("index", sources, "--index", tmp_path / "ix", "--json").json
    assert made == {
        **{"generation": made["generation"], "created": made["created"], "model": "fake"},
        **{"documents": 3, "passages": 3, "sentences": 5, "encoded": 8},
        **{"added": ["borga", "lappi", "nokia"], "changed": [], "renamed": [], "removed": []},
        **{"unchanged": 0, "skipped": []},
    }
    assert current_name(tmp_path / "ix") == made["generation"]


def test_index_without_json_says_the_same_in_words(run: Run, sources: Path) -> None:
    ran = run("index", sources)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.replace("\n", " ").startswith("3 documents, 3 passages, generation ")
    assert ran.out.splitlines()[-2:] == [
        "3 added, 0 changed, 0 renamed, 0 removed, 0 unchanged, 0 skipped; 8 texts encoded",
        "added: borga, lappi, nokia",
    ]


def test_index_of_the_same_sources_stays_the_same_generation(run: Run, sources: Path) -> None:
    first = run("index", sources, "--json").json
    again = run("index", sources, "--json").json
    assert again["generation"] == first["generation"]
    assert (again["added"], again["unchanged"], again["encoded"]) == ([], 3, 0)


def test_index_reports_what_became_of_each_file(run: Run, indexed: Path, sources: Path) -> None:
    (sources / "nokia.txt").rename(sources / "tampere.txt")
    (sources / "lappi.md").write_text(LAPPI.replace("kolme", "neljä"), encoding="utf-8")
    (sources / "borga.md").unlink()
    (sources / "uusi.txt").write_text("Uusi lähde.\n\nSiinä on yksi virke.\n", encoding="utf-8")
    made = run("index", sources, "--json").json
    assert {name: made[name] for name in ("added", "changed", "renamed", "removed", "unchanged")} == {
        "added": ["uusi"],
        "changed": ["lappi"],
        "renamed": [{"from": "nokia", "to": "tampere"}],
        "removed": ["borga"],
        "unchanged": 0,
    }


def test_index_of_a_file_in_another_folder_is_the_same_document(run: Run, indexed: Path, sources: Path) -> None:
    (sources / "2017").mkdir()
    (sources / "nokia.txt").rename(sources / "2017" / "nokia.txt")
    assert run("index", sources, "--json").json["unchanged"] == 3


def test_index_names_ten_of_many(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for number in range(12):
        (tmp_path / "many" / f"d{number:02}.txt").write_text(f"Virke numero {number}.", encoding="utf-8")
    ran = run("index", tmp_path / "many")
    names = ", ".join(f"d{number:02}" for number in range(10))
    assert ran.out.splitlines()[-1] == f"added: {names} and 2 more"


def test_index_list_and_rollback(run: Run, indexed: Path, sources: Path) -> None:
    old = run("index", sources, "--json").json["generation"]
    (sources / "nokia.txt").write_text(NOKIA.replace("2017", "2018"), encoding="utf-8")
    new = run("index", sources, "--json").json["generation"]
    listed = run("index", "--list", "--json").json
    assert [(row["generation"], row["current"], row["readable"], row["documents"]) for row in listed] == [
        (new, True, True, 3),
        (old, False, True, 3),
    ]
    rolled = run("index", "--rollback", "--index", indexed, "--json").json
    assert (rolled["generation"], rolled["documents"]) == (old, 3)
    assert "2017" in run("ask", ANSWERED, "--json").json["sentences"][0]["text"]
    assert run("index", "--rollback").refusal == (
        f"there is no older generation in {indexed} that can be used: {old} stays in use"
    )
    (indexed / "generations" / new / "manifest.json").unlink()
    shown = run("index", "--list")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.splitlines() == [
        f"  {new}  cannot be read",
        f"→ {old}  {rolled['created']}  3 documents, 3 passages, fake",
    ]


@pytest.mark.parametrize(
    "arguments",
    [["--list", "--rollback"], ["--list", "--watch"], ["--watch", "--json"], ["--list", "."], ["--rollback", "--ocr"]],
    ids=" ".join,
)
def test_index_options_that_exclude_each_other_are_refused(run: Run, arguments: list[str]) -> None:
    assert run("index", *arguments).refusal == (
        "--list and --rollback go with no path and no --ocr, --watch with no --json, and only one of the three"
    )


def test_index_of_settings_keeps_as_many_generations(
    run: Run, indexed: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPE_QA_GENERATIONS", "1")
    (sources / "nokia.txt").write_text(NOKIA.replace("2017", "2018"), encoding="utf-8")
    name = run("index", sources, "--json").json["generation"]
    assert Layout(indexed).names() == [name]


def test_index_watch_says_what_it_did_and_outlives_a_bad_file(
    run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watch(_folders: list[Path], _index: Path, rebuild: Callable[[], None]) -> None:
        rebuild()
        (sources / "rikki.txt").write_bytes(b"\xff")
        rebuild()
        (sources / "rikki.txt").write_text("Nyt se on ehjä.", encoding="utf-8")
        rebuild()

    monkeypatch.setattr("lape_qa.documents.watching.watch", watch)
    ran = run("index", sources, "--watch")
    assert ran.status == 0
    counts = [line for line in ran.out.splitlines() if " added, " in line]
    assert counts == [
        "3 added, 0 changed, 0 renamed, 0 removed, 0 unchanged, 0 skipped; 8 texts encoded",
        "0 added, 0 changed, 0 renamed, 0 removed, 3 unchanged, 1 skipped; 0 texts encoded",
        "1 added, 0 changed, 0 renamed, 0 removed, 3 unchanged, 0 skipped; 2 texts encoded",
    ]
    assert "rikki.txt: not UTF-8 at byte 0" in ran.err
    assert "stopped watching; what is in use stays in use" in " ".join(ran.out.split())


def test_index_of_changed_sources_is_another_generation(run: Run, sources: Path) -> None:
    first = run("index", sources, "--json").json
    (sources / "nokia.txt").write_text(NOKIA.replace("2017", "2018"), encoding="utf-8")
    assert run("index", sources, "--json").json["generation"] != first["generation"]
    assert "2018" in run("ask", ANSWERED, "--json").json["sentences"][0]["text"]


def test_index_takes_files_and_folders(run: Run, sources: Path) -> None:
    assert run("index", sources / "nokia.txt", sources / "lappi.md", "--json").json["documents"] == 2


def test_index_without_a_path_takes_the_corpus_of_the_settings(
    run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPE_QA_CORPUS", str(sources))
    assert run("index", "--json").json["documents"] == 3


def test_index_tells_each_file_that_it_skips_and_goes_on(run: Run, sources: Path) -> None:
    (sources / "a.pdf").write_bytes(b"<html>404</html>")
    (sources / "b.txt").write_bytes(b"\xc3")
    ran = run("index", sources)
    assert ran.status == 0
    assert ran.err.splitlines() == [
        f"skipped: {sources}/a.pdf: is an HTML page by its content, not what .pdf says; give it the right suffix, or "
        "save it anew",
        f"skipped: {sources}/b.txt: not UTF-8 at byte 0; save it as UTF-8",
    ]
    assert "3 added, 0 changed, 0 renamed, 0 removed, 0 unchanged, 2 skipped" in ran.out
    assert ran.out.replace("\n", " ").startswith("3 documents, 3 passages, generation ")


def test_index_of_bad_files_alone_is_refused(run: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"\xc3")
    ran = run("index", tmp_path / "a.txt", tmp_path / "b.txt")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        f"skipped: {tmp_path}/a.txt: not UTF-8 at byte 0; save it as UTF-8",
        f"skipped: {tmp_path}/b.txt: not UTF-8 at byte 0; save it as UTF-8",
        "lape-qa: none of the 2 files could be read",
    ]


def test_a_quote_from_a_pdf_names_its_page(run: Run, tmp_path: Path) -> None:
    pages = [[(56, 700, 11, words)] for words in ("Lapin raportti kertoo perhekeskuksista.", QUOTE)]
    (tmp_path / "raportti.pdf").write_bytes(pdf(*pages, info={"Title": "Lapin raportti"}))
    assert run("index", tmp_path / "raportti.pdf").status == 0
    [citation] = run("ask", ANSWERED, "--json").json["citations"]
    assert (citation["quote"], citation["page"]) == (QUOTE, 2)
    assert " ".join(run("ask", ANSWERED).out.split()).endswith("[1] Lapin raportti · s. 2")
    assert run("search", ANSWERED, "-k", "1").out.startswith("1. Lapin raportti · s. 2")


BAD_SOURCES = {
    "not UTF-8": ({"bad.txt": b"P\xc3\xa4ij\xc3"}, "bad.txt: not UTF-8 at byte 5; save it as UTF-8"),
    "front matter that does not parse": (
        {"bad.md": b"---\ntitle: LAPE: mita?\n---\nTeksti.\n"},
        "bad.md: front matter, line 2, does not parse: mapping values are not allowed here; quote values that hold a "
        "colon",
    ),
    "front matter that is no mapping": (
        {"bad.md": b"---\n- title\n---\nTeksti.\n"},
        "bad.md: front matter is not a list of `key: value` lines",
    ),
    "digest that is neither true nor false": (
        {"bad.md": b"---\ntitle: LAPE\ndigest: 'true'\n---\nTeksti.\n"},
        "bad.md: front matter, line 3: digest is 'true'; write true or false, without quotes",
    ),
    "no text": ({"bad.txt": b"\n\n"}, "bad.txt: holds no text"),
    "no document": (
        {"README.md": b"# Lue\n"},
        f"no document found: give files or folders that hold {', '.join(SUFFIXES)} or .zip files",
    ),
}


@pytest.mark.parametrize(("files", "said"), BAD_SOURCES.values(), ids=BAD_SOURCES)
def test_a_failed_index_names_the_fault_and_the_old_index_still_answers(
    run: Run, indexed: Path, tmp_path: Path, files: dict[str, bytes], said: str
) -> None:
    before = run("ask", ANSWERED, "--json").json
    bad = tmp_path / "bad"
    bad.mkdir()
    for name, content in files.items():
        (bad / name).write_bytes(content)
    assert run("index", bad).refusal == (f"{bad}/{said}" if said.startswith("bad") else said)
    after = run("ask", ANSWERED, "--json").json
    assert (after["index"], after["citations"]) == (before["index"], before["citations"])
    assert sorted(p.name for p in indexed.iterdir() if p.name.startswith("building-")) == []


def test_of_two_documents_with_one_id_the_second_is_named(run: Run, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text("Teksti.\n", encoding="utf-8")
    ran = run("index", tmp_path / "a", tmp_path / "b")
    assert ran.err == (
        f"skipped: {tmp_path}/b/same.txt: has the id 'same', as {tmp_path}/a/same.txt has; "
        "rename it, or give it another `id` in its front matter or sidecar\n"
    )
    assert "1 added, 0 changed, 0 renamed, 0 removed, 0 unchanged, 1 skipped" in ran.out


def test_what_was_left_out_of_a_file_that_was_read_is_noted(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("---\nurl: example.fi\n---\nTeksti.\n", encoding="utf-8")
    assert run("index", tmp_path).err == (
        f"note: {source}: front matter, line 2: url is 'example.fi', no address of the web; write one that begins with "
        "https:// or http://; it is left out\n"
    )


def test_text_recognition_without_its_program_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("Teksti.\n", encoding="utf-8")
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert run("index", tmp_path, "--ocr").refusal == (
        "recognising text in pictures (--ocr, LAPE_QA_OCR) needs Tesseract, which is not installed; install "
        "tesseract-ocr, tesseract-ocr-fin and tesseract-ocr-swe"
    )


def test_a_path_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("index", tmp_path / "puuttuu").refusal == f"{tmp_path}/puuttuu: no such file or folder"


def test_an_unknown_format_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kuva.gif").write_bytes(b"\x89PNG")
    assert run("index", tmp_path / "kuva.gif").refusal.startswith(f"{tmp_path}/kuva.gif: unknown format '.gif'")


def test_an_index_folder_that_is_a_file_is_refused(run: Run, sources: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("index", sources, "--index", tmp_path / "file").refusal.startswith(
        f"cannot write the index in {tmp_path}/file: "
    )
    assert run("ask", ANSWERED, "--index", tmp_path / "file").refusal.startswith(f"no index in {tmp_path}/file: ")


def test_interruption_leaves_the_old_index_and_says_so(
    run: Run, indexed: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run("ask", ANSWERED, "--json").json["index"]

    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    (sources / "nokia.txt").write_text("Uusi teksti on tässä.\n", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr("lape_qa.index.builder.dense.write", interrupted)
        ran = run("index", sources)
    assert (ran.status, ran.out) == (130, "")
    assert " ".join(ran.err.split()) == "lape-qa: interrupted; what was in use before still is"
    assert run("ask", ANSWERED, "--json").json["index"] == before
