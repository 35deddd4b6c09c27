"""A folder that is watched, with real changes of real files."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest
from watchfiles import Change

from lape_qa.documents import watching
from lape_qa.documents.watching import watch
from lape_qa.errors import UsageError


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_QUIET_MS", 50)


@contextmanager
def watched(folder: Path, index: Path) -> Iterator["Queue[list[str]]"]:
    """Watch in a thread; each rebuild puts what it finds into the queue."""
    found: Queue[list[str]] = Queue()
    stop = Event()

    def rebuild() -> None:
        found.put(sorted(path.name for path in folder.iterdir() if path.is_file()))

    thread = Thread(target=watch, args=([folder], index, rebuild, stop))
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def test_every_change_is_followed_by_a_rebuild(tmp_path: Path) -> None:
    folder = tmp_path / "lähteet"
    folder.mkdir()
    (folder / "a.md").write_text("yksi", encoding="utf-8")
    with watched(folder, tmp_path / "index") as found:
        assert found.get(timeout=60) == ["a.md"]
        (folder / "b.md").write_text("kaksi", encoding="utf-8")
        assert found.get(timeout=60) == ["a.md", "b.md"]
        # As editors save: beside the file, then over it.
        (folder / "b.md~").write_text("kolme", encoding="utf-8")
        (folder / "b.md~").rename(folder / "b.md")
        assert found.get(timeout=60) == ["a.md", "b.md"]
        (folder / "a.md").unlink()
        assert found.get(timeout=60) == ["b.md"]


def test_changes_during_a_rebuild_are_followed_by_another(tmp_path: Path) -> None:
    stop, rebuilt = Event(), []

    def rebuild() -> None:
        rebuilt.append(sorted(path.name for path in tmp_path.iterdir()))
        if len(rebuilt) == 1:
            (tmp_path / "b.md").write_text("kaksi", encoding="utf-8")
        else:
            stop.set()

    watch([tmp_path], tmp_path / "index", rebuild, stop)
    assert rebuilt == [[], ["b.md"]]


@pytest.mark.parametrize("where", ["first", "later"])
def test_interruption_ends_it_quietly(where: str, tmp_path: Path) -> None:
    calls = []

    def rebuild() -> None:
        calls.append(1)
        if where == "first" or len(calls) == 2:
            raise KeyboardInterrupt
        (tmp_path / "a.md").write_text("yksi", encoding="utf-8")

    watch([tmp_path], tmp_path / "index", rebuild)
    assert len(calls) == (1 if where == "first" else 2)


@pytest.mark.parametrize(
    ("path", "passes"),
    [
        ("lähteet/a.md", True),
        ("lähteet/alla/b.pdf", True),
        ("index-lähteet/a.md", True),
        ("index/CURRENT", False),
        ("index/generations/x/manifest.json", False),
        ("lähteet/a.md~", False),
        ("lähteet/.a.md.swp", False),
        ("lähteet/~$a.docx", False),
        ("lähteet/.git/HEAD", False),
    ],
)
def test_only_sources_count(path: str, passes: bool, tmp_path: Path) -> None:
    assert watching._Sources(tmp_path / "index")(Change.modified, str(tmp_path / path)) is passes


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("yksi", encoding="utf-8")
    for path in (tmp_path / "a.md", tmp_path / "none"):
        with pytest.raises(UsageError, match="--watch takes folders"):
            watch([tmp_path, path], tmp_path / "index", lambda: pytest.fail("not to be called"))


def test_folder_that_is_removed_does_not_end_it(tmp_path: Path) -> None:
    folder = tmp_path / "lähteet"
    folder.mkdir()
    (folder / "a.md").write_text("yksi", encoding="utf-8")
    stop, seen = Event(), []

    def rebuild() -> None:
        seen.append(folder.exists())
        if len(seen) == 1:
            shutil.rmtree(folder)
        else:
            stop.set()

    watch([folder], tmp_path / "index", rebuild, stop)
    assert seen == [True, False]
