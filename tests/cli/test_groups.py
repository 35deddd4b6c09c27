"""The help: commands by group, nothing cut off, the version, and what completes in a shell."""

import re

import pytest

from lape_qa import __version__
from lape_qa.cli.app import app
from support.command_line import Run

GROUPS = {
    "Ask": ["ask", "search", "verify"],
    "Sources": ["index", "encode", "erase", "collect"],
    "Service": ["doctor", "init", "serve", "unanswered", "backup", "restore", "keys", "feedback"],
    "Evaluation": ["eval", "eval add", "eval export", "first-questions", "benchmark"],
}


def test_every_command_stands_in_its_group(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = run("--help").out
    listed = {
        group: re.findall(r"^  ((?:\w|-| (?=\w))+?)  +\S", body, re.M)
        for group, body in re.findall(r"^(\w+):\n((?:  .*\n)+)", text, re.M)
        if group != "Options"
    }
    assert listed == GROUPS
    named = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    assert sorted(name for names in GROUPS.values() for name in names) == sorted([*named, "keys", "feedback"])


@pytest.mark.parametrize("columns", ["40", "80"])
def test_nothing_of_what_a_command_does_is_cut_off(run: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for group in ([], ["keys"], ["feedback"]):
        assert "..." not in run(*group, "--help").out.replace("[ARGS]...", "")
    words = " ".join(run("--help").out.split())
    assert "erase Erase a document for good: its file, every version that was served, and every generation" in words


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == (0, f"lape-qa {__version__}\n", "")


def test_a_shell_completes_commands_and_options(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # As a shell asks: by the environment, in the name of the program.
    monkeypatch.setattr("typer._click.utils._detect_program_name", lambda: "lape-qa")
    monkeypatch.setenv("_LAPE_QA_COMPLETE", "complete_bash")
    completed = {}
    for words, at in (("lape-qa f", 1), ("lape-qa keys ", 2), ("lape-qa ask --reg", 2)):
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(at))
        completed[words] = run().out.split()
    assert completed == {
        "lape-qa f": ["first-questions", "feedback"],
        "lape-qa keys ": ["add", "list", "revoke"],
        "lape-qa ask --reg": ["--region"],
    }
