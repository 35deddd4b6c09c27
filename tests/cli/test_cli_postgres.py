"""The commands over an index in PostgreSQL, as LAPE_QA_STORE names it."""

import json
from pathlib import Path

import pytest

from support.command_line import ANSWERED, NOKIA, QUOTE, Run, case, questions


@pytest.fixture
def set_to(run: Run, database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database, set by the environment."""
    monkeypatch.setenv("LAPE_QA_STORE", database)
    monkeypatch.setattr("lape_qa.cli.doctor._DISK_GB", 0.0)
    monkeypatch.setattr("lape_qa.cli.doctor._MEMORY_GB", 0.0)
    return database


@pytest.mark.usefixtures("set_to")
def test_index_ask_search_verify_eval_list_rollback_and_doctor(run: Run, sources: Path, tmp_path: Path) -> None:
    assert "run `lape-qa index`" in run("ask", ANSWERED).refusal
    first = run("index", sources, "--json").json["generation"]
    assert not (tmp_path / "index").exists()
    answer = run("ask", ANSWERED, "--json").json
    assert (answer["sentences"][0]["text"], answer["index"]["generation"]) == (QUOTE, first)
    hits = run("search", "perhekeskuspilotti", "-k", "1", "--json").json["hits"]
    assert [hit["document"]["id"] for hit in hits] == ["nokia"]
    saved = tmp_path / "answer.json"
    saved.write_text(json.dumps(answer), encoding="utf-8")
    assert run("verify", saved, "--json").json[0]["verdict"] == "found"
    out = tmp_path / "measures.json"
    assert run("eval", questions(tmp_path, case()), "--json", out).status == 0
    assert json.loads(out.read_text(encoding="utf-8"))["hit@1"] == 1.0

    (sources / "nokia.txt").write_text(NOKIA.replace("2017", "2018"), encoding="utf-8")
    second = run("index", sources, "--json").json
    assert (second["changed"], second["unchanged"]) == (["nokia"], 2)
    kept = [(row["generation"], row["current"]) for row in run("index", "--list", "--json").json]
    assert kept == [(second["generation"], True), (first, False)]
    assert run("index", "--rollback", "--json").json["generation"] == first
    assert run("ask", ANSWERED, "--json").json["sentences"][0]["text"] == QUOTE

    findings = {finding["name"]: finding for finding in run("doctor", "--json").json}
    assert not {"index folder", "disk of index", "document versions"} & set(findings)
    detail = findings["index"]["detail"]
    assert detail.startswith(f"3 documents, 3 passages, generation {first}, every text in postgresql://")
    assert findings["older generations"]["detail"] == "1 kept"


@pytest.mark.usefixtures("set_to")
def test_what_works_with_a_folder_alone_says_so(run: Run, sources: Path, tmp_path: Path) -> None:
    assert run("index", sources).status == 0
    for arguments in (
        ("erase", "nokia", sources, "--yes"),
        ("backup", tmp_path / "backup.tar"),
        ("restore", tmp_path / "backup.tar"),
    ):
        refusal = run(*arguments).refusal
        assert refusal.startswith(f"{arguments[0]} works with an index folder, and LAPE_QA_STORE names a database: ")
    # A folder that is named is meant.
    assert run("index", sources, "--index", tmp_path / "folder").status == 0
    assert (tmp_path / "folder" / "CURRENT").is_file()


def test_an_address_that_is_none_and_a_server_that_is_not_there_are_told_without_the_password(
    run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPE_QA_STORE", "mysql://lape:salasana@db/lape")
    refusal = run("index", sources).refusal
    assert refusal == "LAPE_QA_STORE is no address of a database: write it like postgresql://user@host/database"
    monkeypatch.setenv("LAPE_QA_STORE", "postgresql://lape:salasana@127.0.0.1:1/lape")
    for arguments in (("ask", ANSWERED), ("index", sources)):
        refusal = run(*arguments).refusal
        assert refusal.startswith("postgresql://127.0.0.1/lape does not answer (")
        assert "salasana" not in refusal
