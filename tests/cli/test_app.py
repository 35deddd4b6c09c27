"""What holds for every command: wrong settings and wrong usage are one line and exit status 2."""

import errno
import io
import os
from pathlib import Path

import pytest

from support.command_line import ANSWERED, Run


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


WRONG_USAGE = {
    "unknown command": (["kysy"], "kysy"),
    "unknown option": (["ask", ANSWERED, "--nopeasti"], "--nopeasti"),
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


class Full(io.StringIO):
    """Standard output that takes nothing."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.error = OSError(number, os.strerror(number))

    def flush(self) -> None:
        raise self.error

    def fileno(self) -> int:
        return os.open(os.devnull, os.O_WRONLY)


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        (errno.EPIPE, 1, ""),
        (errno.ENOSPC, 2, "lape-qa: cannot write what was found: No space left on device\n"),
    ],
)
def test_output_that_cannot_be_written_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, number: int, status: int, said: str
) -> None:
    monkeypatch.setattr("sys.stdout", Full(number))
    ran = run("keys", "list", "--json")
    assert (ran.status, ran.err) == (status, said)


def test_a_file_that_is_not_there_is_told_in_words(run: Run, tmp_path: Path) -> None:
    assert run("verify", "vastaus.json").refusal == "cannot read vastaus.json: no such file"
    assert run("verify", tmp_path).refusal == f"cannot read {tmp_path}: it is a folder"
    assert run("eval", "none.jsonl").refusal == "cannot read the question set none.jsonl: no such file"
    assert run("index", "none.pdf").refusal == "none.pdf: no such file or folder"
    (tmp_path / "latin.jsonl").write_bytes(b'{"question": "\xe4"}')
    assert run("eval", "latin.jsonl").refusal == "latin.jsonl, line 1: it is not UTF-8: convert the file first"
