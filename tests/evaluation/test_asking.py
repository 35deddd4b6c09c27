"""What was asked is kept: a run that was cut off goes on where it was."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from lape_qa.documents.model import Passage
from lape_qa.errors import QuestionError, StorageError, UsageError
from lape_qa.evaluation import asking
from lape_qa.evaluation.asking import BLOCK, Kept, ask
from lape_qa.index.model import Hit

COUNT = 2 * BLOCK + 5
QUERIES = {f"q{number}": f"kysymys {number}" for number in range(COUNT)}


def hits(text: str) -> list[Hit]:
    number = int(text.split()[1])
    return [Hit(Passage(f"d{number + rank}", 0, 1, "x", "", ()), 1 / 3 - rank) for rank in range(2)]


class Search:
    """Counts what it is asked, and is cut off at the query that `until` names."""

    def __init__(self, until: str = "", error: type[BaseException] = KeyboardInterrupt) -> None:
        self.asked: list[str] = []
        self._until, self._error = until, error

    def __call__(self, text: str) -> Sequence[Hit]:
        if text == self._until:
            raise self._error("cut off")
        self.asked.append(text)
        return hits(text)


def counting() -> tuple[list[None], Callable[[], None]]:
    steps: list[None] = []
    return steps, lambda: steps.append(None)


def test_a_run_that_was_cut_off_goes_on_from_the_block_that_it_was_in(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "runs", "ours")
    first, second, third = Search(until=f"kysymys {BLOCK + 7}"), Search(), Search()
    with pytest.raises(KeyboardInterrupt):
        ask(QUERIES, first, kept, lambda: None)
    steps, advance = counting()
    found = ask(QUERIES, second, kept, advance)
    assert second.asked == [f"kysymys {number}" for number in range(BLOCK, COUNT)]
    assert len(steps) == COUNT
    assert found.kept == BLOCK
    assert found.rankings == {
        f"q{number}": [(f"d{number}", 1 / 3), (f"d{number + 1}", 1 / 3 - 1)] for number in range(COUNT)
    }
    assert len(found.milliseconds) == COUNT
    again = ask(QUERIES, third, kept, lambda: None)
    assert (third.asked, again.kept) == ([], COUNT)
    assert (again.rankings, again.milliseconds) == (found.rankings, found.milliseconds)


def test_another_system_query_code_or_analysis_is_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = dict(list(QUERIES.items())[: BLOCK + 1])
    ask(queries, Search(), Kept(tmp_path, "ours"), lambda: None)
    other, changed, renewed, recoded, analysed = Search(), Search(), Search(), Search(), Search()
    ask(queries, other, Kept(tmp_path, "ours without the reader"), lambda: None)
    ask(queries | {f"q{BLOCK}": "kysymys 99"}, changed, Kept(tmp_path, "ours"), lambda: None)
    ask(queries, renewed, Kept(tmp_path, "ours", fresh=True), lambda: None)
    with monkeypatch.context() as patched:
        patched.setattr(asking, "code_digest", lambda: "other")
        ask(queries, recoded, Kept(tmp_path, "ours"), lambda: None)
    monkeypatch.setattr("lape_qa.index.recipe.analysis", lambda: "another release of a library")
    ask(queries, analysed, Kept(tmp_path, "ours"), lambda: None)
    assert other.asked == renewed.asked == recoded.asked == analysed.asked == list(queries.values())
    assert changed.asked == ["kysymys 99"], "only the block that it is in"


@pytest.mark.parametrize("damage", [b"", b"[]", b'[{"found": [["d1"]], "ms": 1}]', b'{"found": 1}', b"\xff"])
def test_a_damaged_block_is_asked_anew(tmp_path: Path, damage: bytes) -> None:
    queries = dict(list(QUERIES.items())[:3])
    kept = Kept(tmp_path, "ours")
    first = ask(queries, Search(), kept, lambda: None)
    kept.file(list(queries.items())).write_bytes(damage)
    search = Search()
    assert ask(queries, search, kept, lambda: None).rankings == first.rankings
    assert search.asked == list(queries.values())


def test_a_query_that_cannot_be_asked_is_named_and_nothing_of_its_block_is_kept(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^query 'q2': cut off$"):
        ask(QUERIES, Search("kysymys 2", QuestionError), Kept(tmp_path, "ours"), lambda: None)
    assert list(tmp_path.glob("*.json*")) == []


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock"), pytest.raises(UsageError, match=r"^another run is asking this collection"):
        ask(QUERIES, Search(), Kept(tmp_path, "ours"), lambda: None)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match=rf"^cannot write {tmp_path}/runs: "):
        ask(QUERIES, Search(), Kept(tmp_path / "runs", "ours"), lambda: None)


def test_what_is_kept_is_json_with_every_score_whole(tmp_path: Path) -> None:
    ask({"q1": "kysymys 1"}, Search(), Kept(tmp_path, "ours"), lambda: None)
    [file] = tmp_path.glob("*.json")
    [row] = json.loads(file.read_text(encoding="utf-8"))
    assert row["found"] == [["d1", 1 / 3], ["d2", 1 / 3 - 1]]
