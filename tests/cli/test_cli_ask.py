"""`lape-qa ask` and `search`: for programs, for a person, with a language model, and without an index."""

import json
from pathlib import Path

import pytest

from lape_qa.index.store import current_name
from support.command_line import ANSWER_KEYS, ANSWERED, BORGA, NOKIA, QUOTE, WORDED, Run
from support.fakes import FakeEncoder
from support.llm_server import Serving

DOCUMENT_KEYS = {"id", "title", "publisher", "published", "region", "language", "url", "digest", "sha256"}


# ---- ask and search ------------------------------------------------------------------------------------


def test_ask_prints_the_answer_json_of_the_contract(run: Run, indexed: Path) -> None:
    reply = run("ask", ANSWERED, "--index", indexed, "--json").json
    assert set(reply) == ANSWER_KEYS
    assert (reply["question"], reply["language"], reply["outcome"]) == (ANSWERED, "fi", "answered")
    assert reply["sentences"] == [{"text": QUOTE, "citation": 1, "highlights": [[32, 47]]}]
    [citation] = reply["citations"]
    assert set(citation) == {"number", "document", "quote", "start", "end", "reader_url", "copies"}
    assert set(citation["document"]) == DOCUMENT_KEYS
    assert (citation["number"], citation["document"]["id"], citation["quote"]) == (1, "nokia", QUOTE)
    assert NOKIA[citation["start"] : citation["end"]] == QUOTE
    assert 0.5 <= reply["confidence"] <= 1
    assert reply["nearest"] == []
    assert reply["index"]["model"] == "fake"
    assert reply["index"]["generation"] == current_name(indexed)
    assert set(reply["timing_ms"]) == {"analyse", "retrieve", "weigh", "read", "answer", "verify", "total"}


def test_offsets_count_code_points_of_a_text_with_carriage_returns(run: Run, indexed: Path) -> None:
    [citation] = run("ask", "När öppnade familjecentret i Borgå sina dörrar?", "--json").json["citations"]
    assert BORGA[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["quote"] == "Familjecentret i Borgå öppnade sina dörrar våren 2018."


# ---- with a language model -----------------------------------------------------------------------------


def test_ask_marks_what_a_language_model_worded(run: Run, indexed: Path, worded: Serving) -> None:
    reply = run("ask", ANSWERED, "--index", indexed, "--json").json
    assert reply["sentences"] == [{"text": WORDED, "citation": 1, "written_by": "llm", "highlights": [[32, 47]]}]
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
    assert reply["nearest"] == []


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


def test_a_person_reads_that_the_source_is_a_digest_and_where_the_original_is(run: Run, tmp_path: Path) -> None:
    matter = 'title: "Pilotti"\npublisher: "Nokian kaupunki"\nurl: "https://example.fi/pilotti"\ndigest: true'
    (tmp_path / "pilotti.md").write_text(f"---\n{matter}\n---\n{QUOTE}\n", encoding="utf-8")
    assert run("index", tmp_path / "pilotti.md").status == 0
    assert run("ask", ANSWERED).out.splitlines()[-1] == (
        "[1] Tiivistelmä julkaisusta ”Pilotti” · Nokian kaupunki · https://example.fi/pilotti"
    )
    shown = " ".join(run("search", ANSWERED, "-k", "1").out.split())
    assert shown.startswith("1. Tiivistelmä julkaisusta ”Pilotti” · Nokian kaupunki · https://example.fi/pilotti (")
    [citation] = run("ask", ANSWERED, "--json").json["citations"]
    assert citation["document"]["digest"] is True


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


# ---- what is refused -----------------------------------------------------------------------------------


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


def test_the_first_question_makes_no_index_beside_a_database(
    run: Run, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lape_qa.settings._CHECKOUT", tmp_path)
    monkeypatch.delenv("LAPE_QA_INDEX")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LAPE_QA_CORPUS", str(sources))
    monkeypatch.setenv("LAPE_QA_STORE", "postgresql://127.0.0.1:1/lape")
    assert "127.0.0.1" in run("ask", ANSWERED).refusal
    assert not (tmp_path / "data").exists()


def test_the_first_question_makes_the_index_where_no_setting_says_where_it_is(
    run: Run, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As it is installed: the index is in the user's data folder.
    monkeypatch.setattr("lape_qa.settings._CHECKOUT", tmp_path)
    monkeypatch.delenv("LAPE_QA_INDEX")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LAPE_QA_CORPUS", str(sources))
    first, second = run("ask", ANSWERED), run("ask", ANSWERED)
    assert (first.status, second.status, second.err) == (0, 0, "")
    assert first.err.startswith("there is no index yet: it is made now, once, in a few minutes\n")
    assert first.out == second.out
    assert QUOTE in " ".join(first.out.split())
    assert current_name(tmp_path / "data" / "lape-qa" / "index")
    # One that a setting names is not made.
    monkeypatch.setenv("LAPE_QA_INDEX", str(tmp_path / "none"))
    assert run("ask", ANSWERED).refusal.startswith(f"no index in {tmp_path / 'none'}: ")


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
    [file] = indexed.glob("generations/*/passages/bounds.npy")
    file.write_bytes(file.read_bytes()[:-10])
    assert run("ask", ANSWERED).refusal == (
        f"the index file {file} is missing or damaged: run `lape-qa index --index {indexed}`"
    )


def test_an_index_of_another_model_is_refused(run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = FakeEncoder(fingerprint="another")
    monkeypatch.setattr("lape_qa.cli.setup.open_encoder", lambda _choice, _cache: other)
    assert run("ask", ANSWERED).refusal.startswith(
        f"the index in {indexed} was made with model fake (fake-fingerprint)"
    )
