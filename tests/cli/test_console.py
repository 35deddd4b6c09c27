"""Nothing that a source or a user wrote is obeyed by a terminal."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

from lape_qa.answer.model import Answer, Citation, Kind, NoAnswer, Sentence
from lape_qa.assistant import Assistant
from lape_qa.cli import console
from lape_qa.cli.console import CleanConsole, ProgressLines, readable, show_reply
from support.command_line import Run
from support.fakes import FakeEncoder

HOSTILE = "a\x1b[31mb\x1b]0;title\x07c\x9b2Jd\re\x08f\u202eg\u2066h\x7fi\u2028j"
SIGNS = "\x1b\x07\x9b\r\x08\u202e\u2066\x7f\u2028"


def test_signs_that_a_terminal_obeys_are_shown_as_what_they_are_not() -> None:
    shown = CleanConsole(file=io.StringIO(), highlight=False, width=200, force_terminal=True, color_system="truecolor")
    table = Table("name")
    table.add_row(Text(HOSTILE))
    table.add_row(HOSTILE)
    for printed in (HOSTILE, Text(HOSTILE), table):
        shown.print(printed)
    assert isinstance(shown.file, io.StringIO)
    text = shown.file.getvalue()
    # Bold, which the table's head is, may stay.
    assert not set(text.replace("\x1b[1m", "").replace("\x1b[0m", "")) & set(SIGNS)
    assert "a�[31mb�]0;titlec�2Jd" in text


def test_what_is_plain_stays_as_it_is() -> None:
    text = "Äiti & isä 👪\tÅbo – “lainaus”\nrivi"
    assert console.cleaned(text) == text


def test_json_has_the_same_value_and_none_of_those_signs(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_json({"text": HOSTILE, "äö": "👪"})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"text": HOSTILE, "äö": "👪"}
    assert not set(printed) & set(SIGNS)
    assert "äö" in printed


def test_progress_is_a_line_now_and_then_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    progress = ProgressLines(lambda: now[0])
    for second in range(1, 26):
        now[0] = float(second)
        progress("encoding", second * 4, 100)
    said = "encoding: 40 of 100, about 15 seconds left\nencoding: 80 of 100, about 5 seconds left\n"
    assert capsys.readouterr() == ("", said)


def test_a_long_rest_is_told_in_minutes_or_hours(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    progress = ProgressLines(lambda: now[0])
    for second, done in ((0.0, 100), (10.0, 100), (20.0, 110), (30.0, 400)):
        now[0] = second
        progress("asking", done, 4000)
    # Nothing in the first ten seconds, 10 in the next, 290 in the last.
    assert capsys.readouterr().err.splitlines() == [
        "asking: 100 of 4000",
        "asking: 110 of 4000, about 65 minutes left",
        "asking: 400 of 4000, about 2 minutes left",
    ]


def test_a_passage_is_shown_without_the_marks_of_its_headings() -> None:
    text = "## Kunnat ##\n\nKittilässä avattiin kolme.\n\n- #1 on ensin\n- toinen\n### Muut\nRovaniemi.\n"
    assert readable(text) == "Kunnat\n\nKittilässä avattiin kolme.\n\n- #1 on ensin\n- toinen\nMuut\nRovaniemi.\n"


def test_what_is_not_found_has_no_marks_and_no_scores(run: Run, indexed: Path) -> None:
    [found] = run("search", "kohtaamispaikka Kittilä", "-k", "1", "--json").json["hits"]
    reply = Assistant.open(indexed, encoder=FakeEncoder()).ask("Kuinka korkea Eiffel-torni on?")
    with console.out.capture() as capture:
        nearest = Assistant.open(indexed, encoder=FakeEncoder()).search("kohtaamispaikka Kittilä", 1)[1]
        assistant = Assistant.open(indexed, encoder=FakeEncoder())
        show_reply(replace(reply, outcome=NoAnswer(tuple(nearest), 0.1)), assistant.generation.documents)
    assert found["text"].startswith("## Kunnat")
    assert " ".join(capture.get().split()) == (
        "En löytänyt tähän vastausta lähteistä. Lähimmät kohdat (eivät vastaa kysymykseen): Lapin hanke · "
        "Lapin liitto · 2018-05-16 · Lappi · https://example.fi/lappi Kunnat Kittilässä avattiin kolme "
        "kohtaamispaikkaa. Rovaniemellä "
        "koulutettiin työntekijöitä."
    )


def test_quotes_of_one_source_share_its_line_and_a_list_has_bullets(run: Run, indexed: Path) -> None:
    assistant = Assistant.open(indexed, encoder=FakeEncoder())
    document = assistant.generation.documents["lappi"]
    citations = tuple(Citation(number, document, "x", number, number + 1) for number in (1, 2))
    answer = Answer((Sentence("Ensin.", 1), Sentence("Sitten.", 2)), citations, 0.9, kind=Kind.LIST)
    with console.out.capture() as capture:
        show_reply(replace(assistant.ask("Mikä Lappi?"), outcome=answer), assistant.generation.documents)
    assert capture.get().splitlines()[-5:] == [
        "– Ensin. [1]",
        "– Sitten. [2]",
        "",
        "Lähteet",
        "[1][2] Lapin hanke · Lapin liitto · 2018-05-16 · Lappi · https://example.fi/lappi",
    ]


def test_a_hostile_source_reaches_no_terminal(run: Run, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "paha.txt").write_text(f"Nokian perhekeskus{HOSTILE} avattiin vuonna 2017.\n", encoding="utf-8")
    assert run("index", corpus).status == 0
    for arguments in (("search", "Nokian perhekeskus"), ("ask", "Milloin Nokian perhekeskus avattiin?")):
        for flags in ((), ("--json",)):
            ran = run(*arguments, *flags)
            assert not set(ran.out + ran.err) & set(SIGNS)


def test_each_step_of_a_work_is_counted() -> None:
    reported: list[tuple[str, int, int]] = []
    advance = console.steps(lambda *report: reported.append(report), "asking", 3)
    advance()
    advance()
    assert reported == [("asking", 1, 3), ("asking", 2, 3)]
