"""Nothing that a source or a user wrote is obeyed by a terminal."""

import io
import json
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

from lape_qa.cli import console
from lape_qa.cli.console import CleanConsole
from support.command_line import Run

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


def test_a_hostile_source_reaches_no_terminal(run: Run, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "paha.txt").write_text(f"Nokian perhekeskus{HOSTILE} avattiin vuonna 2017.\n", encoding="utf-8")
    assert run("index", corpus).status == 0
    for arguments in (("search", "Nokian perhekeskus"), ("ask", "Milloin Nokian perhekeskus avattiin?")):
        for flags in ((), ("--json",)):
            ran = run(*arguments, *flags)
            assert not set(ran.out + ran.err) & set(SIGNS)
