"""What attacks measured is kept with its command, and the table says of each goal whether it is met."""

from pathlib import Path

import pytest

from benchmarks.attacks import figures, questions, table


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of no figures."""
    file = tmp_path / "attacks.json"
    file.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(figures, "FILE", file)
    monkeypatch.setattr("sys.argv", ["flips.py", "--index", "/srv/index", "--flips", "1000", "--port=8700", "--store"])
    return file


def rows() -> dict[str, list[str]]:
    """Return the rows of the table by their goal."""
    cells = [line.strip("| \n").split(" | ") for line in table.table().splitlines()]
    return {goal: rest for goal, *rest in cells}


def test_figures_are_kept_with_a_command_that_names_nothing_of_this_machine(kept: Path) -> None:
    figures.keep("flips", {"opening: one line": 999, "read: CURRENT": 1})
    figures.keep("flips", {"opening: one line": 990, "reading: one line": 10, "afterwards read: whole": 1})
    command = "python -m benchmarks.attacks.flips --index INDEX --flips 1000"
    assert figures.kept() == {
        "flips": {
            "command": command,
            "figures": {"opening: one line": 990, "reading: one line": 10, "afterwards read: whole": 1},
        }
    }


def test_a_goal_is_met_only_by_what_was_measured(kept: Path) -> None:
    goal = "1,000 flipped bits of the index, manifest and CURRENT included: all refused"
    assert rows()[goal] == ["not measured", "**no**", "`python -m benchmarks.attacks.flips`"]
    figures.keep("flips", {"opening: one line": 990, "reading: one line": 10, "afterwards read: whole": 1})
    assert rows()[goal][:2] == ["1,000 of 1,000", "yes"]
    figures.keep("flips", {"opening: one line": 999, "read: CURRENT": 1, "afterwards read: whole": 1})
    assert rows()[goal][:2] == ["999 of 1,000", "**no**"]


def test_other_goals_are_not_met_by_less(kept: Path) -> None:
    answered = {"alive": True, "answers": {"200": 9}, "noticed_after_s": 1.5}
    figures.keep("damage", {"cut off": answered, "deleted": answered | {"answers": {"200": 8, "503": 1}}})
    asked = {"asked": 50_000, "outcomes": {"Answer": 50_000}}
    figures.keep("questions", {"one document": asked, "two documents": asked | {"asked": 20}})
    found = rows()
    assert found["damage while serving: no process ends, every question answered"][:2] == [
        "cut off: 9 of 9; deleted: 8 of 9",
        "**no**",
    ]
    assert found["and it is noticed within 60 s"][:2] == ["cut off: 1.5 s; deleted: 1.5 s", "yes"]
    assert found["50,000 questions of each of five indexes: no error"][:2] == [
        "one document: 0 of 50,000; two documents: 0 of 20",
        "**no**",
    ]


def test_questions_are_asked_of_every_index_in_turn_and_what_was_asked_is_not_asked_again() -> None:
    kept: dict[str, dict[str, questions.Outcomes]] = {"one document": {"7": {}}, "two documents": {}}
    assert list(questions.rounds(1001, 7, kept)) == [
        (7, "two documents"),
        (8, "one document"),
        (8, "two documents"),
        (9, "one document"),
        (9, "two documents"),
    ]


def test_rounds_are_counted_together() -> None:
    first = {"asked": 500, "outcomes": {"Answer": 400, "refused": 100}, "slowest_s": 0.4, "over_a_second": 0}
    second = {"asked": 500, "outcomes": {"Answer": 499, "error": 1}, "slowest_s": 1.2, "over_a_second": 1}
    assert questions.together([first, second]) == {
        "asked": 1000,
        "outcomes": {"Answer": 899, "error": 1, "refused": 100},
        "slowest_s": 1.2,
        "over_a_second": 1,
    }
    assert questions.together([])["asked"] == 0
