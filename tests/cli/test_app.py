"""What holds for every command: wrong settings and wrong usage are one line and exit status 2."""

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
