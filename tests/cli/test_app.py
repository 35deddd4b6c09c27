"""The command line in one process, behind a fake encoder; what goes wrong is one line and exit status 2."""

import hashlib
import io
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from lape_qa.index.store import Layout
from support.command_line import Ran, Run
from support.fakes import FakeEncoder
from support.llm_server import Serving, refuses, says, serving
from support.sources import pdf

# 👪 is beyond the 16-bit plane: offsets count code points.
NOKIA = """\
Nokian perhekeskus 👪

Nokian perhekeskuspilotti alkoi syyskuussa 2017. Pilotissa kokeiltiin yhteistä asiakasohjausta.
"""
LAPPI = """\
---
title: "Lapin hanke"
publisher: "Lapin liitto"
published: "2018-05-16"
region: "Lappi"
language: "fi"
url: "https://example.fi/lappi"
---
## Kunnat

Kittilässä avattiin kolme kohtaamispaikkaa. Rovaniemellä koulutettiin työntekijöitä.
"""
BORGA = "## Familjecentret 👪\r\n\r\nFamiljecentret i Borgå öppnade sina dörrar våren 2018.\r\n"
BORGA_MD = '---\r\ntitle: "Familjecentret i Borgå"\r\nlanguage: "sv"\r\n---\r\n' + BORGA
ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi?"
QUOTE = "Nokian perhekeskuspilotti alkoi syyskuussa 2017."

DOCUMENT_KEYS = {"id", "title", "publisher", "published", "region", "language", "url", "sha256"}
ANSWER_KEYS = {
    "question",
    "read_as",
    "carried",
    "language",
    "outcome",
    "sentences",
    "citations",
    "confidence",
    "nearest",
    "index",
    "timing_ms",
}
MEASURES = {
    *("hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "answer_recall", "citation_precision", "quote_fidelity"),
    *("answered_when_answerable", "abstained_when_unanswerable", "abstention_auroc", "answer_words_median"),
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder of three documents."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, text in {"nokia.txt": NOKIA, "lappi.md": LAPPI, "borga.md": BORGA_MD, "README.md": "# Lue"}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def indexed(run: Run, sources: Path, tmp_path: Path) -> Path:
    """The index folder of those documents, which the settings name."""
    assert run("index", sources).status == 0
    return tmp_path / "index"


def case(**changed: Any) -> dict[str, Any]:
    row = {
        "id": "q1",
        "question": ANSWERED,
        "lang": "fi",
        "answerable": True,
        "evidence": [{"document": "nokia", "quote": QUOTE}],
        "answer": ["2017"],
        "tags": ["when"],
        "split": "dev",
    }
    return row | changed


UNANSWERABLE: dict[str, Any] = case(
    id="q2", question="Hur är vädret?", lang="sv", answerable=False, evidence=[], answer=[], tags=["far-off"]
)


def questions(folder: Path, *rows: dict[str, Any]) -> Path:
    file = folder / "questions.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


# ---- index ---------------------------------------------------------------------------------------------


def test_index_reports_what_it_made(run: Run, sources: Path, tmp_path: Path) -> None:
    made = run("index", sources, "--index", tmp_path / "ix", "--json").json
    assert made == {
        **{"generation": made["generation"], "created": made["created"], "model": "fake"},
        **{"documents": 3, "passages": 3, "sentences": 5, "encoded": 8},
        **{"added": ["borga", "lappi", "nokia"], "changed": [], "renamed": [], "removed": []},
        **{"unchanged": 0, "skipped": []},
    }
    assert Layout(tmp_path / "ix").current.read_text(encoding="utf-8").strip() == made["generation"]


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
    [["--list", "--rollback"], ["--list", "--watch"], ["--watch", "--json"], ["--list", "."], ["--rollback", "."]],
    ids=" ".join,
)
def test_index_options_that_exclude_each_other_are_refused(run: Run, arguments: list[str]) -> None:
    assert run("index", *arguments).refusal == (
        "--list and --rollback go with no path, --watch with no --json, and only one of the three"
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
    (sources / "b.txt").write_bytes(b"\xe4")
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
        (tmp_path / name).write_bytes(b"\xe4")
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


# ---- ask and search ------------------------------------------------------------------------------------


def test_ask_prints_the_answer_json_of_the_contract(run: Run, indexed: Path) -> None:
    reply = run("ask", ANSWERED, "--index", indexed, "--json").json
    assert set(reply) == ANSWER_KEYS
    assert (reply["question"], reply["language"], reply["outcome"]) == (ANSWERED, "fi", "answered")
    assert reply["sentences"] == [{"text": QUOTE, "citation": 1}]
    [citation] = reply["citations"]
    assert set(citation) == {"number", "document", "quote", "start", "end", "reader_url"}
    assert set(citation["document"]) == DOCUMENT_KEYS
    assert (citation["number"], citation["document"]["id"], citation["quote"]) == (1, "nokia", QUOTE)
    assert NOKIA[citation["start"] : citation["end"]] == QUOTE
    assert 0.5 <= reply["confidence"] <= 1
    assert reply["nearest"] == []
    assert reply["index"]["model"] == "fake"
    assert reply["index"]["generation"] == Layout(indexed).current.read_text(encoding="utf-8").strip()
    assert set(reply["timing_ms"]) == {"analyse", "retrieve", "answer", "verify", "total"}


def test_offsets_count_code_points_of_a_text_with_carriage_returns(run: Run, indexed: Path) -> None:
    [citation] = run("ask", "När öppnade familjecentret i Borgå sina dörrar?", "--json").json["citations"]
    assert BORGA[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["quote"] == "Familjecentret i Borgå öppnade sina dörrar våren 2018."


# ---- ask with a language model ---------------------------------------------------------------------------

WORDED = "Syyskuussa 2017 alkoi Nokian perhekeskuspilotti."


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Serving]:
    """A language model, set by the environment, that words the answer anew."""
    with serving(says(f"{WORDED} [1]")) as served:
        monkeypatch.setenv("LAPE_QA_LLM_URL", served.url)
        monkeypatch.setenv("LAPE_QA_LLM_MODEL", "pikku")
        yield served


def test_ask_marks_what_a_language_model_worded(run: Run, indexed: Path, worded: Serving) -> None:
    reply = run("ask", ANSWERED, "--index", indexed, "--json").json
    assert reply["sentences"] == [{"text": WORDED, "citation": 1, "written_by": "llm"}]
    assert reply["llm"] == {"used": True}
    assert [citation["quote"] for citation in reply["citations"]] == [QUOTE]


def test_ask_shows_the_quote_below_what_a_language_model_worded(run: Run, indexed: Path, worded: Serving) -> None:
    answer, _, sources = run("ask", ANSWERED, "--index", indexed).out.partition("\n\nLähteet\n")
    assert " ".join(answer.split()) == f"{WORDED} [1] (kielimallin muotoilema)"
    assert sources.splitlines()[1:] == [f"    ”{QUOTE}”"]


def test_search_and_eval_never_ask_a_language_model(run: Run, indexed: Path, worded: Serving, tmp_path: Path) -> None:
    case = {
        "id": "a",
        "question": ANSWERED,
        "lang": "fi",
        "answerable": False,
        "evidence": [],
        "answer": [],
        "tags": [],
    }
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(case) + "\n", encoding="utf-8")
    assert run("search", ANSWERED, "--index", indexed).status == 0
    assert run("eval", questions, "--index", indexed).status == 0
    assert worded.bodies == []


def test_half_set_language_model_is_refused_before_anything_is_loaded(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPE_QA_LLM_URL", "http://127.0.0.1:1/v1")
    for command in (["ask", ANSWERED, "--index", indexed], ["serve", "--port", "0"]):
        assert run(*command).refusal.endswith("set LAPE_QA_LLM_MODEL")


def test_ask_without_an_answer_says_so_and_succeeds(run: Run, indexed: Path) -> None:
    reply = run("ask", "Kuinka korkea Eiffel-torni on?", "--json").json
    assert set(reply) == ANSWER_KEYS
    assert (reply["outcome"], reply["sentences"], reply["citations"]) == ("not_found", [], [])
    assert [hit["rank"] for hit in reply["nearest"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Kuinka korkea Eiffel-torni on?", "En löytänyt tähän vastausta lähteistä."),
        ("Hur hög är det höga tornet?", "Jag hittade inget svar på detta i källorna."),
        ("How high is the highest tower?", "I found no answer to this in the sources."),
    ],
)
def test_a_person_reads_in_the_questions_language_that_there_is_no_answer(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch, question: str, said: str
) -> None:
    ran = run("ask", question)
    assert (ran.status, ran.err) == (0, "")
    assert " ".join(ran.out.split()).startswith(said)


def test_a_person_reads_the_answer_and_its_source(run: Run, indexed: Path) -> None:
    ran = run("ask", "Missä kunnassa Lapissa avattiin kolme kohtaamispaikkaa, oliko se Kittilässä?")
    assert (ran.status, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert text.startswith("Kittilässä avattiin kolme kohtaamispaikkaa. [1] Lähteet ")
    assert text.endswith("[1] Lapin hanke · Lapin liitto · 2018-05-16 · Lappi · https://example.fi/lappi")


def test_a_question_that_begins_with_a_dash_is_asked_after_two_dashes(run: Run, indexed: Path) -> None:
    assert run("ask", "--json", "--", f"--{ANSWERED}").json["outcome"] == "answered"


@pytest.mark.parametrize(("k", "found"), [("1", 1), ("2", 2), ("100", 3)])
def test_search_gives_at_most_k_passages(run: Run, indexed: Path, k: str, found: int) -> None:
    shown = run("search", "perhekeskuspilotti", "-k", k, "--index", indexed, "--json").json
    assert set(shown) == {"query", "language", "hits"}
    assert shown["query"] == "perhekeskuspilotti"
    assert [hit["rank"] for hit in shown["hits"]] == [*range(1, found + 1)]
    assert shown["hits"][0]["document"]["id"] == "nokia"
    assert NOKIA[shown["hits"][0]["start"] : shown["hits"][0]["end"]] == shown["hits"][0]["text"]


def test_search_shows_each_passage_with_its_source(run: Run, indexed: Path) -> None:
    ran = run("search", "kohtaamispaikka Kittilä", "-k", "1")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("1. Lapin hanke")


# ---- serve ---------------------------------------------------------------------------------------------


def test_serve_builds_a_missing_index_and_says_where_it_listens(
    run: Run, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        for listener in sockets:
            assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            listener.close()
        server.config.load()
        app: Any = server.config.loaded_app
        with TestClient(app) as client:
            assert app.state.serving.wait(60)
            assert client.get("/readyz").json()["documents"] == 3

    monkeypatch.setattr(uvicorn.Server, "run", serve)
    monkeypatch.setattr("lape_qa_api.telemetry.logs.configure", lambda: None)
    monkeypatch.setenv("LAPE_QA_CORPUS", str(sources))
    ran = run("serve", "--port", "0")
    assert ran.status == 0
    assert " ".join(ran.err.split()).startswith("LAPE-QA is at http://127.0.0.1:")
    assert Layout(tmp_path / "index").current.exists()
    assert run("ask", ANSWERED, "--json").json["outcome"] == "answered"


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_serve_on_a_port_in_use_is_refused(run: Run, taken_port: int) -> None:
    refusal = run("serve", "--port", str(taken_port)).refusal
    assert refusal.startswith(f"cannot listen on 127.0.0.1:{taken_port}: Address already in use")
    assert refusal.endswith("; choose another with --port")


# ---- eval ----------------------------------------------------------------------------------------------


def test_eval_writes_the_measures_of_the_contract(run: Run, sources: Path, tmp_path: Path) -> None:
    file = questions(tmp_path, case(), UNANSWERABLE)
    ran = run("eval", file, "--corpus", sources, "--json", tmp_path / "out.json")
    assert (ran.status, ran.err) == (0, "")
    measures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert set(measures) >= MEASURES | {"by_lang", "by_tag"}
    assert set(measures["by_lang"]) == {"fi", "sv"}
    assert set(measures["by_tag"]) == {"when", "far-off"}
    for part in (*measures["by_lang"].values(), *measures["by_tag"].values()):
        assert set(part) >= MEASURES
    assert {name: measures[name] for name in MEASURES} == {
        "hit@1": 1.0,
        "hit@3": 1.0,
        "hit@5": 1.0,
        "mrr@10": 1.0,
        "ndcg@10": 1.0,
        "answer_recall": 1.0,
        "citation_precision": 1.0,
        "quote_fidelity": 1.0,
        "answered_when_answerable": 1.0,
        "abstained_when_unanswerable": 1.0,
        "abstention_auroc": 1.0,
        "answer_words_median": 5,
    }


def test_eval_of_a_corpus_leaves_the_index_in_use_alone(run: Run, sources: Path, tmp_path: Path) -> None:
    assert run("eval", questions(tmp_path, case()), "--corpus", sources).status == 0
    assert not (tmp_path / "index").exists()


def test_eval_of_an_index_shows_every_measure(run: Run, indexed: Path, tmp_path: Path) -> None:
    ran = run("eval", questions(tmp_path, case(), UNANSWERABLE), "--index", indexed)
    assert (ran.status, ran.err) == (0, "")
    assert [name for name in ("questions", "mrr@10", "quote_fidelity") if name not in ran.out] == []


def test_eval_of_a_split_asks_only_its_questions(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = questions(tmp_path, case(), case(id="q3", split="test", tags=["other"]))
    assert run("eval", file, "--split", "test", "--json", tmp_path / "out.json").status == 0
    measures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (measures["questions"], set(measures["by_tag"])) == (1, {"other"})


def test_eval_gives_each_question_and_the_intervals(run: Run, indexed: Path, tmp_path: Path) -> None:
    assert run("eval", questions(tmp_path, case(), UNANSWERABLE), "--json", tmp_path / "out.json").status == 0
    measures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert measures["intervals"]["hit@1"] == [1.0, 1.0]
    assert 0 <= measures["calibration_error"] <= 1
    assert {name: row["answered"] for name, row in measures["questions_detail"].items()} == {"q1": True, "q2": False}
    assert measures["questions_detail"]["q1"]["question"] == ANSWERED
    digest = hashlib.sha256((tmp_path / "questions.jsonl").read_bytes()).hexdigest()
    assert measures["question_set"] == {"sha256": digest, "split": None}


def test_eval_writes_a_page_for_reading(run: Run, indexed: Path, tmp_path: Path) -> None:
    wrong = case(id="q3", answer=["<1900>"])
    file = questions(tmp_path, case(), UNANSWERABLE, wrong)
    assert run("eval", file, "--split", "dev", "--report", tmp_path / "out.html").status == 0
    shown = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "3 questions of <b>questions.jsonl, split dev</b>" in shown
    assert "✗ &lt;1900&gt;" in shown


# ---- eval --compare --------------------------------------------------------------------------------------


def stored(file: Path, **hits: float) -> Path:
    """Write a run of answered questions, each with its hit@1 and, the same, mrr@10."""
    rows = {
        name: {"question": f"Kysymys {name}?", "answerable": True, "answered": True, "answer_holds_every_fact": True}
        | {"hit@1": hit, "mrr@10": hit}
        for name, hit in hits.items()
    }
    file.write_text(json.dumps({"questions_detail": rows}), encoding="utf-8")
    return file


def test_compare_of_a_run_with_itself_finds_no_difference(run: Run, indexed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert run("eval", questions(tmp_path, case(), UNANSWERABLE), "--json", out).status == 0
    ran = run("eval", "--compare", out, out, "--json", tmp_path / "compared.json")
    assert (ran.status, ran.err) == (0, "")
    compared = json.loads((tmp_path / "compared.json").read_text(encoding="utf-8"))
    assert (compared["a"], compared["b"], compared["questions"]) == (str(out), str(out), 2)
    assert {name: (row["difference"], row["p"], row["p_holm"]) for name, row in compared["measures"].items()} == (
        dict.fromkeys(
            ("hit@1", "mrr@10", "answer_recall", "answered_when_answerable", "abstained_when_unanswerable"), (0, 1, 1)
        )
    )


def test_compare_lists_what_was_won_and_lost(run: Run, tmp_path: Path) -> None:
    a, b = stored(tmp_path / "a.json", q1=1, q2=0, q3=0), stored(tmp_path / "b.json", q1=0, q2=1, q3=0)
    ran = run("eval", "--compare", a, b)
    assert (ran.status, ran.err) == (0, "")
    won, lost = ran.out.split("Won by B: 1 of 3 questions\n")[1].split("\n\nLost by B: 1 of 3 questions\n")
    assert (won, lost) == ("q2  Kysymys q2?  (hit@1, mrr@10)", "q1  Kysymys q1?  (hit@1, mrr@10)\n")


# ---- eval add --------------------------------------------------------------------------------------------

NEW = ("--document", "nokia", "--quote", QUOTE, "--fact", "2017", "--tag", "when", "--split", "dev")


def test_eval_add_appends_a_checked_case(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = questions(tmp_path, UNANSWERABLE)
    before = file.read_text(encoding="utf-8")
    ran = run("eval", "add", file, ANSWERED, *NEW)
    assert (ran.status, ran.out, ran.err) == (0, f"added q003 (dev) to {file}: {ANSWERED}\n", "")
    assert file.read_text(encoding="utf-8").startswith(before)
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[1]) == case(id="q003")
    assert run("eval", file).status == 0


def test_eval_add_of_an_unanswerable_question_needs_no_quote(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = questions(tmp_path, case())
    options = ("--unanswerable", "--tag", "far-off", "--history", "Missä?", "--id", "x1", "--lang", "sv")
    assert run("eval", "add", file, "Entä huomenna?", *options).status == 0
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[1]) == (
        UNANSWERABLE | {"id": "x1", "question": "Entä huomenna?", "split": "test", "history": ["Missä?"]}
    )


ADD_REFUSED = {
    "duplicate": ((ANSWERED.upper(), *NEW), "the question is in the set already: q1 "),
    "duplicate id": (("Milloin?", *NEW, "--id", "q1"), "the id 'q1' is empty or in the set already"),
    "no terminal": (("Milloin?",), "--quote (or --unanswerable) is missing; it is asked for only at a terminal"),
    "unequal": (("Milloin?", "--quote", QUOTE), "give one --document for each --quote"),
    "both": (("Milloin?", *NEW, "--unanswerable"), "give --quote or --unanswerable, not both"),
    "typed otherwise": (
        ("Milloin?", *NEW[:3], "Nokian  perhekeskuspilotti", *NEW[4:]),
        "the quote does not stand in 'nokia': 'Nokian perhekeskuspilotti'; but for white space, ",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), ADD_REFUSED.values(), ids=ADD_REFUSED)
def test_eval_add_writes_nothing_when_anything_is_wrong(
    run: Run, indexed: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    file = questions(tmp_path, case())
    before = file.read_bytes()
    assert run("eval", "add", file, *arguments).refusal.startswith(said)
    assert file.read_bytes() == before


def test_a_question_set_of_the_name_add_is_run_by_its_path(run: Run, indexed: Path, tmp_path: Path) -> None:
    questions(tmp_path, case()).rename(tmp_path / "add")
    assert run("eval", "./add").status == 0
    assert "questions" in run("eval", "add").refusal


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Type lines at a terminal."""

    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    return lambda *lines: monkeypatch.setattr("sys.stdin", Typed("".join(f"{line}\n" for line in lines)))


def test_eval_add_asks_for_what_is_missing(run: Run, indexed: Path, tmp_path: Path, typed: Callable[..., None]) -> None:
    file = questions(tmp_path, UNANSWERABLE)
    typed("", "", "", "1", QUOTE, "", "2017", "when", "dev")
    ran = run("eval", "add", file, ANSWERED)
    assert (ran.status, ran.err) == (0, "")
    assert "1. nokia · Nokian perhekeskus 👪\n" in ran.out
    assert QUOTE in ran.out
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[1]) == case(id="q003")


def test_eval_add_whose_input_ends_adds_nothing(
    run: Run, indexed: Path, tmp_path: Path, typed: Callable[..., None]
) -> None:
    file = questions(tmp_path, UNANSWERABLE)
    before = file.read_bytes()
    typed("", "")
    ran = run("eval", "add", file, ANSWERED)
    assert (ran.status, ran.err) == (2, "lape-qa: the input ended: nothing more was added; see `lape-qa --help`\n")
    assert file.read_bytes() == before


def test_eval_add_takes_feedback_row_by_row(
    run: Run, indexed: Path, tmp_path: Path, typed: Callable[..., None]
) -> None:
    file, feedback = questions(tmp_path, UNANSWERABLE), tmp_path / "feedback.jsonl"
    asked = [UNANSWERABLE["question"], "Kuka?", ANSWERED, ANSWERED]
    rows = [{"question": question, "comment": f"Huomio {n}"} for n, question in enumerate(asked, start=1)]
    feedback.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    typed("n", "y", "fi", "y", "nokia", QUOTE, "n", "2017", "when", "dev")
    ran = run("eval", "add", file, "--from-feedback", feedback)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.count("passed over: the question is in the set already") == 2
    assert "2/4  Kuka?\n      Huomio 2\n" in ran.out
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == [
        UNANSWERABLE,
        case(id="q003"),
    ]


def test_feedback_is_taken_at_a_terminal_and_with_nothing_else(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, feedback = questions(tmp_path, UNANSWERABLE), tmp_path / "feedback.jsonl"
    feedback.write_text('{"question": "Kuka?"}\n', encoding="utf-8")
    assert run("eval", "add", file, "--from-feedback", feedback).refusal == (
        "--from-feedback asks about each row: run it at a terminal"
    )
    assert run("eval", "add", file, ANSWERED, "--from-feedback", feedback).refusal == (
        "of the other options, only --index goes with --from-feedback"
    )


# ---- benchmark -------------------------------------------------------------------------------------------


def test_benchmark_writes_the_measures_and_times_of_the_contract(run: Run, tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(json.dumps({"_id": "d1", "text": QUOTE}) + "\n", encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": ANSWERED}) + "\n", encoding="utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text("q1\td1\t1\n", encoding="utf-8")
    ran = run("benchmark", tmp_path, "--json", tmp_path / "out.json")
    assert (ran.status, ran.err) == (0, "")
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    names = ("recall@1", "recall@5", "recall@10", "recall@100", "mrr@10", "ndcg@10")
    assert {name: found[name] for name in names} == dict.fromkeys(names, 1.0)
    assert found["intervals"] == {name: [1.0, 1.0] for name in names}
    assert (found["documents"], found["queries"], found["model"]) == (1, 1, "fake")
    assert min(found[name] for name in ("index_seconds", "query_ms_p50", "query_ms_p95")) > 0
    again = run("benchmark", tmp_path, "--json", tmp_path / "again.json")
    assert again.status == 0
    assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))["index_seconds"] == found["index_seconds"]


# ---- doctor --------------------------------------------------------------------------------------------


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
            ("question model", True),
            ("index", True),
            ("older generations", True),
            ("document versions", True),
        ),
    ]
    details = {finding["name"]: finding["detail"] for finding in findings}
    name = Layout(indexed).current.read_text(encoding="utf-8").strip()
    assert details["index"] == f"3 documents, 3 passages, generation {name}, every file has its hash"
    assert (details["older generations"], details["document versions"]) == ("0 sound", "3 sound")
    assert details["question model"] == "ONNX Runtime, 8 bits"


@pytest.mark.usefixtures("roomy", "indexed")
def test_doctor_says_why_questions_are_encoded_by_torch(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeEncoder, "refusal", "ValueError: an unknown operator")
    findings = {finding["name"]: finding for finding in run("doctor", "--json").json}
    assert findings["question model"] == {
        "name": "question model",
        "ok": True,
        "detail": "torch, several times slower than in 8 bits, because ValueError: an unknown operator",
    }


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
        file = indexed / "generations" / name / "sentences.npy"
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


# ---- bad input: exit status 2, one line, no traceback ----------------------------------------------------


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("", "the question is empty", id="empty"),
        pytest.param(" \t\n\u00a0", "the question is empty", id="white space"),
        pytest.param("a" * 20_000, "the question has 20000 characters, at most 1000 are read", id="20,000 characters"),
        pytest.param("?! … — ( ) 👪", "the question holds no word", id="punctuation alone"),
        pytest.param("\udcff mikä?", "the question is not valid Unicode", id="not UTF-8"),
    ],
)
def test_no_question_is_refused(run: Run, indexed: Path, command: str, question: str, said: str) -> None:
    assert run(command, question).refusal.startswith(said)


@pytest.mark.parametrize("arguments", [["ask", ANSWERED], ["search", "perhekeskus"]], ids=lambda a: a[0])
def test_without_an_index_the_command_says_how_to_make_one(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    folder = tmp_path / "none"
    assert run(*arguments, "--index", folder).refusal == f"no index in {folder}: run `lape-qa index --index {folder}`"


def test_a_half_written_index_is_refused_and_mended_by_index(run: Run, indexed: Path, sources: Path) -> None:
    [manifest] = indexed.glob("generations/*/manifest.json")
    manifest.write_bytes(manifest.read_bytes()[:40])
    assert run("ask", ANSWERED).refusal == (
        f"the index generation {manifest.parent} is missing, half-written or of an older format: "
        f"run `lape-qa index --index {indexed}`"
    )
    assert run("index", sources).status == 0
    assert run("ask", ANSWERED, "--json").json["outcome"] == "answered"


def test_a_damaged_index_file_is_refused(run: Run, indexed: Path) -> None:
    [file] = indexed.glob("generations/*/passages.jsonl")
    file.write_bytes(file.read_bytes()[:-10])
    assert run("ask", ANSWERED).refusal == (
        f"the index file {file} is missing or damaged: run `lape-qa index --index {indexed}`"
    )


def test_an_index_of_another_model_is_refused(run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = FakeEncoder(fingerprint="another")
    monkeypatch.setattr("lape_qa.cli.setup.SentenceTransformerEncoder", lambda _choice, _cache: other)
    assert run("ask", ANSWERED).refusal.startswith(
        f"the index in {indexed} was made with model fake (fake-fingerprint)"
    )


BAD_SOURCES = {
    "not UTF-8": ({"bad.txt": b"P\xe4ij\xe4t-H\xe4me"}, "bad.txt: not UTF-8 at byte 1; save it as UTF-8"),
    "front matter that does not parse": (
        {"bad.md": b"---\ntitle: LAPE: mita?\n---\nTeksti.\n"},
        "bad.md: front matter, line 2, does not parse: mapping values are not allowed here; quote values that hold a "
        "colon",
    ),
    "front matter that is no mapping": (
        {"bad.md": b"---\n- title\n---\nTeksti.\n"},
        "bad.md: front matter is not a list of `key: value` lines",
    ),
    "no text": ({"bad.txt": b"\n\n"}, "the documents hold no text: nothing to index"),
    "no document": (
        {"README.md": b"# Lue\n"},
        "no document found: give files or folders that hold .md, .txt, .html, .htm, .pdf, .docx or .zip files",
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


def test_two_documents_with_one_id_are_refused(run: Run, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text("Teksti.\n", encoding="utf-8")
    assert run("index", tmp_path / "a", tmp_path / "b").refusal == (
        f"two documents have the id 'same': {tmp_path}/a/same.txt and {tmp_path}/b/same.txt; "
        "rename one, or give it another `id` in its front matter or sidecar"
    )


def test_a_path_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("index", tmp_path / "puuttuu").refusal == f"{tmp_path}/puuttuu: no such file or folder"


def test_an_unknown_format_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kuva.png").write_bytes(b"\x89PNG")
    assert run("index", tmp_path / "kuva.png").refusal.startswith(f"{tmp_path}/kuva.png: unknown format '.png'")


def test_an_index_folder_that_is_a_file_is_refused(run: Run, sources: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("index", sources, "--index", tmp_path / "file").refusal.startswith(
        f"cannot write the index in {tmp_path}/file: "
    )
    assert run("ask", ANSWERED, "--index", tmp_path / "file").refusal.startswith(f"no index in {tmp_path}/file: ")


@pytest.mark.parametrize(
    ("name", "value"), [("LAPE_QA_PORT", "abc"), ("LAPE_QA_PORT", "70000"), ("LAPE_QA_PASSAGE_TOKENS", "1")]
)
@pytest.mark.parametrize("command", [["ask", ANSWERED], ["serve"], ["index"], ["doctor"]], ids=lambda a: a[0])
def test_a_wrong_setting_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, command: list[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert run(*command).refusal.startswith(f"the setting {name}='{value}' is wrong: ")


def test_a_wrong_setting_in_the_env_file_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LAPE_QA_PORT=abc\n", encoding="utf-8")
    assert run("ask", ANSWERED).refusal.startswith("the setting LAPE_QA_PORT='abc' is wrong: ")


def test_eval_of_an_unknown_split_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("eval", questions(tmp_path, case()), "--split", "train").refusal == (
        "--split is 'train', expected one of dev, test"
    )


def test_eval_of_a_split_without_questions_is_refused(run: Run, tmp_path: Path) -> None:
    file = questions(tmp_path, case())
    assert run("eval", file, "--split", "test").refusal == f"{file} holds no question of the split 'test'"


def test_eval_of_a_corpus_and_an_index_at_once_is_refused(run: Run, indexed: Path, sources: Path) -> None:
    file = questions(sources.parent, case())
    assert run("eval", file, "--corpus", sources, "--index", indexed).refusal == "give --corpus or --index, not both"


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"document": "nokia", "quote": "Tätä siellä ei ole."}, "its quote does not stand in 'nokia': "),
        ({"document": "puuttuu", "quote": QUOTE}, "its document 'puuttuu' is not in the index: "),
    ],
    ids=["quote", "document"],
)
def test_eval_with_gold_that_is_not_in_the_corpus_is_refused(
    run: Run, sources: Path, tmp_path: Path, evidence: dict[str, str], said: str
) -> None:
    file = questions(tmp_path, case(evidence=[evidence]))
    assert run("eval", file, "--corpus", sources).refusal.startswith(f"question q1: {said}")


def test_eval_of_a_question_set_that_is_not_one_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    assert run("eval", file).refusal.startswith(f"cannot read the question set {file}: ")
    file.write_text("{\n", encoding="utf-8")
    assert run("eval", file).refusal.startswith(f"{file}, line 1: not JSON: ")


def test_eval_that_cannot_write_its_measures_is_refused(run: Run, indexed: Path, tmp_path: Path) -> None:
    ran = run("eval", questions(tmp_path, case()), "--json", tmp_path / "none" / "out.json")
    assert ran.refusal == f"cannot write {tmp_path}/none/out.json: No such file or directory"


def test_eval_that_cannot_write_its_page_is_refused(run: Run, indexed: Path, tmp_path: Path) -> None:
    ran = run("eval", questions(tmp_path, case()), "--report", tmp_path / "none" / "out.html")
    assert ran.refusal == f"cannot write {tmp_path}/none/out.html: No such file or directory"


def test_eval_needs_either_a_question_set_or_two_runs(run: Run, tmp_path: Path) -> None:
    file, a, b = questions(tmp_path, case()), stored(tmp_path / "a.json", q1=1), stored(tmp_path / "b.json", q1=1)
    said = "give either a question set to run or --compare A.json B.json"
    assert run("eval").refusal == said
    assert run("eval", file, "--compare", a, b).refusal == said
    assert "--compare" in run("eval", "--compare", a).refusal


@pytest.mark.parametrize(
    "option", [("--corpus", "."), ("--index", "."), ("--split", "dev"), ("--report", "out.html")], ids=lambda o: o[0]
)
def test_compare_with_options_of_a_run_is_refused(run: Run, tmp_path: Path, option: tuple[str, str]) -> None:
    a = stored(tmp_path / "a.json", q1=1)
    assert run("eval", "--compare", a, a, *option).refusal.startswith("of the other options, only --json ")


def test_compare_of_different_questions_is_refused(run: Run, tmp_path: Path) -> None:
    a, b = stored(tmp_path / "a.json", q1=1, q2=1), stored(tmp_path / "b.json", q1=1)
    assert run("eval", "--compare", a, b).refusal == f"{a} and {b} hold different questions: 'q2' is in one only"


def test_compare_of_what_eval_did_not_write_is_refused(run: Run, tmp_path: Path) -> None:
    a, other = stored(tmp_path / "a.json", q1=1), tmp_path / "other.json"
    assert run("eval", "--compare", a, other).refusal == f"cannot read {other}: No such file or directory"
    other.write_text('{"hit@1": 1.0}', encoding="utf-8")
    assert run("eval", "--compare", a, other).refusal == f"{other} is not what `lape-qa eval --json` writes"


WRONG_USAGE = {
    "unknown command": (["kysy"], "kysy"),
    "unknown option": (["ask", ANSWERED, "--nopeasti"], "--nopeasti"),
    "no question": (["ask"], "question"),
    "two questions": (["ask", "Kuka?", "Missä?"], "Missä?"),
    "k of none": (["search", "perhe", "-k", "0"], "-k"),
    "k that is no number": (["search", "perhe", "-k", "monta"], "-k"),
    "port beyond the last": (["serve", "--port", "70000"], "--port"),
}


@pytest.mark.parametrize(("arguments", "named"), WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_wrong_usage_is_one_line_that_names_it(run: Run, arguments: list[str], named: str) -> None:
    assert named in run(*arguments).refusal


def test_no_arguments_at_all_show_the_help(run: Run) -> None:
    ran = run()
    assert (ran.status, ran.err) == (0, "")
    assert ran == run("--help")


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


# ---- verify --------------------------------------------------------------------------------------------


def saved(run: Run, indexed: Path, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    answer = run("ask", ANSWERED, "--index", indexed, "--json").json
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(answer), encoding="utf-8")
    return file, answer


def test_verify_finds_the_quotes_of_an_answer(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, answer = saved(run, indexed, tmp_path)
    ran = run("verify", file, "--index", indexed, "--json")
    assert ran.status == 0
    cited = answer["citations"][0]
    assert ran.json == [
        {
            "number": 1,
            "verdict": "found",
            "version": "same",
            "document": cited["document"]["id"],
            "start": cited["start"],
            "end": cited["end"],
            "moved": False,
            "verbatim": True,
            "carries": True,
            "held": True,
        }
    ]


def test_verify_catches_an_altered_quote(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, answer = saved(run, indexed, tmp_path)
    answer["citations"][0]["quote"] = QUOTE.replace("2017", "2018")
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    assert (ran.status, ran.out) == (1, "[1] absent (a sentence that cites it is not carried by it)\n")


def test_verify_says_what_is_not_as_it_was(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, answer = saved(run, indexed, tmp_path)
    cited = answer["citations"][0]
    place = f"[1] found in {cited['document']['id']} at {cited['start']}"
    cited["quote"] = QUOTE.replace(" ", "\u00a0")
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    assert (ran.status, ran.out) == (0, f"{place} (white space or typography differs)\n")
    cited["quote"], cited["start"] = QUOTE, cited["start"] + 1
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    assert (ran.status, ran.out) == (1, f"{place} (not at its place)\n")
    cited["document"]["sha256"] = "0" * 64
    file.write_text(json.dumps(answer), encoding="utf-8")
    ran = run("verify", file, "--index", indexed)
    told = "the document has changed, the version that is cited is not kept, not at its place"
    assert (ran.status, ran.out) == (0, f"{place} ({told})\n")


def test_verify_tells_what_has_become_of_a_document_since_it_was_cited(
    run: Run, indexed: Path, sources: Path, tmp_path: Path
) -> None:
    file, answer = saved(run, indexed, tmp_path)
    start = answer["citations"][0]["start"]
    nokia = sources / "nokia.txt"

    def told() -> tuple[int, str]:
        assert run("index", sources, "--index", indexed).status == 0
        ran = run("verify", file, "--index", indexed)
        return ran.status, ran.out

    stood = "the quote stood in the version that is cited"
    nokia.write_text("Uutta.\n\n" + NOKIA, encoding="utf-8")
    moved = f"[1] found in nokia at {start + 8} (the document has changed, {stood}, not at its place)\n"
    assert told() == (0, moved)
    nokia.write_text(NOKIA.replace("2017", "2018"), encoding="utf-8")
    assert told() == (1, f"[1] absent (the document has changed, {stood})\n")
    nokia.write_text(NOKIA, encoding="utf-8")
    nokia.rename(sources / "pirkanmaa.txt")
    assert told() == (0, f"[1] found in pirkanmaa at {start} (the document has another id now, {stood})\n")


@pytest.mark.parametrize("content", ["", "[]", '{"citations": [{"number": 1}]}'])
def test_verify_of_what_is_no_answer_is_refused(run: Run, indexed: Path, tmp_path: Path, content: str) -> None:
    file = tmp_path / "answer.json"
    file.write_text(content, encoding="utf-8")
    assert run("verify", file, "--index", indexed).refusal.startswith(f"{file} is not a saved answer: ")


def test_verify_without_an_index_is_refused(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, _ = saved(run, indexed, tmp_path)
    assert "no readable index" in run("verify", file, "--index", tmp_path / "none").refusal
