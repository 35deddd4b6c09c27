"""`lape-qa doctor`: what is in order and what is not."""

from pathlib import Path

import pytest

from lape_qa.index.store import Layout, current_name
from support.command_line import NOKIA, Ran, Run
from support.llm_server import Serving, refuses, serving


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough disk and memory, whatever this machine has."""
    monkeypatch.setattr("lape_qa.cli.doctor._DISK_GB", 0.0)
    monkeypatch.setattr("lape_qa.cli.doctor._MEMORY_GB", 0.0)


def failed(ran: Ran) -> list[str]:
    """What the doctor finds wrong."""
    assert (ran.status, ran.err) == (1, "")
    return [line for line in ran.out.splitlines() if not line.startswith("ok  ")]


@pytest.mark.usefixtures("roomy")
def test_doctor_finds_everything_in_order(run: Run, indexed: Path) -> None:
    findings = run("doctor", "--index", indexed, "--json").json
    assert [(finding["name"], finding["ok"]) for finding in findings] == [
        *(("configuration", True), ("corpus", True), ("index folder", True), ("cache folder", True)),
        *(("morphology", True), ("token table", True), ("disk of cache", True), ("disk of index", True)),
        *(
            ("memory", True),
            ("model", True),
            ("encoding", True),
            ("reader", True),
            ("index", True),
            ("older generations", True),
            ("document versions", True),
        ),
    ]
    details = {finding["name"]: finding["detail"] for finding in findings}
    name = current_name(indexed)
    assert details["index"] == f"3 documents, 3 passages, generation {name}, every file has its hash"
    assert (details["older generations"], details["document versions"]) == ("0 sound", "3 sound")
    assert details["encoding"] == "by hashing"
    assert details["reader"] == "answers come from retrieval alone: LAPE_QA_READER is off"


@pytest.mark.usefixtures("roomy")
def test_doctor_asks_the_language_model_where_one_is_set(
    run: Run, indexed: Path, worded: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = run("doctor", "--index", indexed, "--json").json
    [found] = [finding for finding in findings if finding["name"] == "language model"]
    assert found == {"name": "language model", "ok": True, "detail": f"pikku at {worded.url} answers"}
    with serving(refuses(401)) as refusing:
        monkeypatch.setenv("LAPE_QA_LLM_URL", refusing.url)
        told = f"FAIL language model: {refusing.url}: HTTP status 401: mend it, or unset LAPE_QA_LLM_URL"
        assert failed(run("doctor", "--index", indexed)) == [told]
    monkeypatch.delenv("LAPE_QA_LLM_MODEL")
    told = "FAIL language model: LAPE_QA_LLM_URL is set, but not which model to ask: set LAPE_QA_LLM_MODEL"
    assert failed(run("doctor", "--index", indexed)) == [told]


@pytest.mark.usefixtures("roomy")
def test_doctor_names_what_is_missing_and_how_to_mend_it(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert failed(run("doctor")) == [f"FAIL index: no index in {folder}: run `lape-qa index --index {folder}`"]


@pytest.mark.usefixtures("roomy")
def test_doctor_finds_what_is_damaged_of_the_index(run: Run, indexed: Path, sources: Path) -> None:
    (sources / "nokia.txt").write_text(NOKIA.replace("2017", "2018"), encoding="utf-8")
    assert run("index", sources).status == 0
    old, new = Layout(indexed).names()
    for name in (old, new):
        file = indexed / "generations" / name / "dense.faiss"
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content)
    version = next(Layout(indexed).versions.files())
    version.write_bytes(b"{}")
    assert failed(run("doctor")) == [
        f"FAIL index: the index file {file} is missing or damaged: run `lape-qa index --index {indexed}`",
        f"FAIL older generations: {old} cannot be rolled back to: remove it from {indexed}/generations",
        f"FAIL document versions: 1 damaged, such as {version}: remove them, or restore them from a backup",
    ]


@pytest.mark.usefixtures("roomy")
def test_doctor_finds_settings_that_contradict_each_other(
    run: Run, indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPE_QA_PASSAGE_TOKENS", "500")
    monkeypatch.setenv("LAPE_QA_CORPUS", str(tmp_path))
    monkeypatch.setenv("LAPE_QA_INDX", "x")
    monkeypatch.setenv("LAPE_QA_HOST", "ei.osoite.invalid")
    [first, inside, host, unknown] = [line for line in failed(run("doctor")) if line.startswith("FAIL configuration")]
    assert first == (
        "FAIL configuration: LAPE_QA_PASSAGE_TOKENS=500 is more than LAPE_QA_PASSAGE_MAX_TOKENS=400: "
        "lower the first or raise the second"
    )
    assert inside == (
        f"FAIL configuration: the index folder {indexed} is inside the corpus {tmp_path}: "
        "set LAPE_QA_INDEX to another place"
    )
    assert host.startswith("FAIL configuration: LAPE_QA_HOST=ei.osoite.invalid is no address of this machine (")
    assert unknown == (
        "FAIL configuration: LAPE_QA_INDX is set, but there is no such setting: docs/settings.md lists them"
    )


@pytest.mark.usefixtures("roomy")
def test_doctor_finds_folders_that_cannot_be_used(
    run: Run, indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("LAPE_QA_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setenv("LAPE_QA_CORPUS", str(tmp_path / "none"))
    assert failed(run("doctor")) == [
        f"FAIL corpus: {tmp_path}/none: no such file or folder",
        f"FAIL cache folder: {tmp_path}/file is no folder: change its owner or set LAPE_QA_CACHE to another place",
    ]
