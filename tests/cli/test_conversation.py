"""`lape-qa ask` without a question: a conversation at a terminal, and questions from standard input."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from lape_qa.assistant import Assistant, Reply
from lape_qa.cli import conversation
from lape_qa.cli.conversation import Conversation
from lape_qa.documents.model import Filters
from support.command_line import ANSWERED, QUOTE, Ran, Run
from support.fakes import FakeEncoder

FOLLOWING = "Entä Kittilässä?"
HELLO = "Ask about the results of LAPE; /help \nsays what else there is, /quit ends.\n"
"""As 40 columns show it."""


@pytest.fixture
def talk(indexed: Path) -> tuple[Conversation, list[Reply]]:
    """A conversation over three documents, and the replies that it shows."""
    shown: list[Reply] = []
    assistant = Assistant.open(indexed, encoder=FakeEncoder())
    return Conversation(assistant, lambda reply, _documents: shown.append(reply), Filters(), ()), shown


@pytest.fixture
def given(run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run `lape-qa ask OPTIONS` with some bytes on standard input."""

    def given(content: bytes, *options: str) -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        return run("ask", *options)

    return given


def typed(talk: Conversation, keys: str) -> None:
    """Hold a conversation with what is typed."""
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        keyboard.send_text(keys)
        conversation.converse(talk)


# ---- what is said --------------------------------------------------------------------------------------------


def test_a_question_leans_on_those_before_it(talk: tuple[Conversation, list[Reply]]) -> None:
    talking, shown = talk
    for line in ("Milloin kohtaamispaikka avattiin Rovaniemellä?", FOLLOWING, "/new", FOLLOWING):
        talking.say(line)
    first, second, third = (reply.query for reply in shown)
    assert (first.meant, third.meant) == ("Milloin kohtaamispaikka avattiin Rovaniemellä?", FOLLOWING)
    assert second.text == FOLLOWING
    assert second.meant != FOLLOWING
    assert "kohtaamispaikka" in second.meant


def test_no_more_is_remembered_than_over_http(
    talk: tuple[Conversation, list[Reply]], monkeypatch: pytest.MonkeyPatch
) -> None:
    histories: list[list[str]] = []
    ask = Assistant.ask

    def noted(self: Assistant, question: str, *, history: list[str], filters: Filters) -> Reply:
        histories.append(history)
        return ask(self, question, history=history, filters=filters)

    monkeypatch.setattr(Assistant, "ask", noted)
    asked = [f"Milloin pilotti {number} alkoi?" for number in range(22)]
    for question in asked:
        talk[0].say(question)
    assert histories == [asked[max(0, number - 20) : number] for number in range(22)]


def test_a_region_narrows_the_sources_until_it_is_let_go(
    talk: tuple[Conversation, list[Reply]], capsys: pytest.CaptureFixture[str]
) -> None:
    talking, shown = talk
    assert talking.prompt == "> "
    talking.say("/region lappi")
    assert talking.prompt == "Lappi> "
    talking.say(ANSWERED)
    with pytest.raises(Exception, match=r"^no source has the region 'Atlantis'; there are: Lappi, Pirkanmaa$"):
        talking.say("/region Atlantis")
    assert talking.prompt == "Lappi> "
    talking.say("/region")
    talking.say(ANSWERED)
    assert {hit.passage.document_id for hit in shown[0].hits} == {"lappi"}
    assert [citation.document.id for citation in shown[1].outcome.citations] == ["nokia"]  # type: ignore[union-attr]
    assert capsys.readouterr().out == "Answers from sources of Lappi only.\nAnswers from sources of every region.\n"


def test_sources_are_listed_and_found_by_words(
    talk: tuple[Conversation, list[Reply]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lappi = "Lapin hanke · Lapin liitto · 2018-05-16 · Lappi · https://example.fi/lappi"

    def said(line: str) -> list[str]:
        talk[0].say(line)
        return capsys.readouterr().out.splitlines()

    assert said("/sources") == ["Familjecentret i Borgå", "Nokian perhekeskus 👪 · Pirkanmaa", lappi, "3 sources"]
    assert said("/sources LIITTO 2018") == [lappi, "1 source"]
    assert said("/sources kuu") == ["0 sources"]
    monkeypatch.setattr(conversation, "_MOST_LISTED", 2)
    assert said("/sources") == [
        "   1  no region",
        "   1  Lappi",
        "   1  Pirkanmaa",
        "3 sources",
        "Give words of them to see which: ",
        "/sources WORDS",
    ]
    assert said("/region Lappi") == ["Answers from sources of Lappi only."]
    assert said("/sources") == [lappi, "1 source of Lappi"]


def test_a_command_that_is_none_is_told(talk: tuple[Conversation, list[Reply]]) -> None:
    said = r"^there is no command /alue; there are /sources, /region, /new, /help and /quit$"
    with pytest.raises(Exception, match=said):
        talk[0].say("/alue Lappi")


def test_commands_and_regions_are_completed(talk: tuple[Conversation, list[Reply]]) -> None:
    regions = {"Lappi": None, "Pirkanmaa": None}
    assert talk[0].completions() == {
        "/sources": regions, "/region": regions, "/new": None, "/help": None, "/quit": None,
    }  # fmt: skip


# ---- at a terminal -------------------------------------------------------------------------------------------


def test_keys_make_a_conversation(talk: tuple[Conversation, list[Reply]], capsys: pytest.CaptureFixture[str]) -> None:
    talking, shown = talk
    # A line that is thrown away with Ctrl-C, an empty one, a question, none, and the end.
    typed(talking, f"jotain\x03\r{ANSWERED}\r?!\r/quit\rja vielä\r")
    assert [reply.query.text for reply in shown] == [ANSWERED]
    captured = capsys.readouterr()
    assert captured.out == HELLO + "\n" * 2
    assert captured.err == "lape-qa: the question holds no word: write a question in Finnish, Swedish or English\n"


def test_the_end_of_the_input_ends_it(
    talk: tuple[Conversation, list[Reply]], capsys: pytest.CaptureFixture[str]
) -> None:
    typed(talk[0], "\x04")
    assert (talk[1], capsys.readouterr().out) == ([], HELLO)


def test_a_question_is_stopped_and_the_next_one_asked(
    talk: tuple[Conversation, list[Reply]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Assistant.ask
    stopped: list[str] = []

    def interrupted(self: Assistant, question: str, **further: object) -> Reply:
        if not stopped:
            stopped.append(question)
            raise KeyboardInterrupt
        return ask(self, question, **further)  # type: ignore[arg-type]

    monkeypatch.setattr(Assistant, "ask", interrupted)
    typed(talk[0], f"Mikä?\r{ANSWERED}\r\x04")
    assert (stopped, [reply.query.text for reply in talk[1]]) == (["Mikä?"], [ANSWERED])
    assert capsys.readouterr().err == "stopped\n"


# ---- from standard input -------------------------------------------------------------------------------------


def test_questions_are_answered_one_a_line(given: Callable[..., Ran]) -> None:
    ran = given(f"\ufeff{ANSWERED}\r\n\n/region Lappi\n{ANSWERED}\n/quit\nMikä?\n".encode())
    assert (ran.status, ran.err) == (0, "")
    first, region, second = ran.out.split("\n\n> ")
    assert " ".join(first.split()) == f"> {ANSWERED} {QUOTE} [1] Lähteet [1] Nokian perhekeskus 👪 · Pirkanmaa"
    assert region == "/region Lappi\nAnswers from sources of Lappi only."
    assert " ".join(second.split()) == f"{ANSWERED} En löytänyt tähän vastausta lähteistä."


def test_each_is_a_line_of_json(given: Callable[..., Ran]) -> None:
    ran = given(f"{ANSWERED}\n{FOLLOWING}\n".encode(), "--json", "--history", "Mikä on LAPE?")
    assert (ran.status, ran.err) == (0, "")
    first, second = map(json.loads, ran.out.splitlines())
    assert (first["question"], first["outcome"]) == (ANSWERED, "answered")
    assert second["question"] == FOLLOWING
    assert second["read_as"] != FOLLOWING


def test_what_cannot_be_answered_is_told_and_the_rest_is_answered(given: Callable[..., Ran]) -> None:
    ran = given(b"?!\n" + b"\xe4iti?\n" + f"{ANSWERED}\n".encode(), "--json")
    assert ran.status == 2
    assert [json.loads(line)["question"] for line in ran.out.splitlines()] == [ANSWERED]
    assert ran.err == (
        "lape-qa: line 1: the question holds no word: write a question in Finnish, Swedish or English\n"
        "lape-qa: line 2: it is not UTF-8, from byte 1 on\n"
    )


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_no_question_at_all_is_wrong_usage(given: Callable[..., Ran], content: bytes) -> None:
    assert given(content).refusal == "no question: give one, or one a line on standard input"


def test_a_question_that_is_none_is_told_before_anything_is_loaded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # There is no index either.
    assert run("ask", "?!").refusal.startswith("the question holds no word")


def test_a_hostile_source_reaches_no_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "paha.txt").write_text("Kahvila\x1b[31m\x9b2J avattiin\x07 vuonna 2017.\n", encoding="utf-8")
    assert run("index", tmp_path / "paha.txt").status == 0
    lines = "/sources\n/region c\x1b[31m\n/\x9b2J\nMilloin kahvila avattiin?\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    ran = run("ask")
    assert ran.status == 2
    assert "2017" in ran.out
    assert len(ran.err.splitlines()) == 2
    assert not set(ran.out + ran.err) & set("\x1b\x9b\x07")
