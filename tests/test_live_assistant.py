"""A server's view of the index: it follows what is in use, and what it holds stays whole."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import pytest

from lape_qa import live_assistant
from lape_qa.documents.model import Document
from lape_qa.errors import IndexUnavailable
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Keep, Layout
from lape_qa.language.detection import detect
from lape_qa.live_assistant import IndexWatcher
from support.fakes import FakeEncoder, document

OLD = [document("Kainuussa pidettiin akatemia.", "kainuu")]
NEW = [document("Lapissa pidettiin seminaari.", "lappi")]


def build(root: Path, documents: Sequence[Document], generations: int = 3) -> str:
    keep = Keep(generations=generations)
    return store.build(root, documents, IndexRecipe(FakeEncoder()), keep=keep).manifest.generation


def served(watcher: IndexWatcher) -> list[str]:
    return list(watcher.assistant.generation.documents)


def test_there_must_be_an_index_to_begin_with(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        IndexWatcher(tmp_path, FakeEncoder())


def test_look_opens_another_generation_once(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    assert (watcher.look(), served(watcher)) == (False, ["kainuu"])
    build(tmp_path, NEW)
    assert (watcher.look(), served(watcher)) == (True, ["lappi"])
    assert watcher.look() is False
    store.rollback(tmp_path, FakeEncoder())
    assert (watcher.look(), served(watcher)) == (True, ["kainuu"])


def test_each_generation_has_been_asked_in_every_language_before_it_serves(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    encoder = FakeEncoder()
    watcher = IndexWatcher(tmp_path, encoder)
    assert [detect(text) for text, _ in encoder.encoded] == ["fi", "sv", "en"]
    assert "_by_letter" in vars(watcher.assistant.generation.speller), "made when a word is first mended"
    build(tmp_path, NEW)
    assert watcher.look()
    assert [detect(text) for text, _ in encoder.encoded] == ["fi", "sv", "en"] * 2


def test_assistant_that_is_held_answers_on_from_its_own_generation(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    held = watcher.assistant
    build(tmp_path, NEW, generations=1)
    assert Layout(tmp_path).names() != [held.generation.manifest.generation]
    assert watcher.look()
    for assistant, found in ((held, "kainuu"), (watcher.assistant, "lappi")):
        [hit] = assistant.search("Missä pidettiin tilaisuus?", 5)[1]
        assert hit.passage.document_id == found


@pytest.mark.parametrize("damage", ["file", "current"])
def test_what_cannot_be_opened_is_logged_once_and_the_old_serves_on(
    damage: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    name = build(tmp_path, NEW)
    if damage == "file":
        (Layout(tmp_path).generations / name / "documents.jsonl").unlink()
    else:
        Layout(tmp_path).current.unlink()
    assert [watcher.look(), watcher.look()] == [False, False]
    assert (served(watcher), watcher.behind) == (["kainuu"], True)
    assert caplog.text.count("the one before serves on") == 1
    build(tmp_path, [*OLD, *NEW])
    assert (watcher.look(), served(watcher), watcher.behind) == (True, ["kainuu", "lappi"], False)


def test_a_rollback_to_what_is_served_mends_what_could_not_be_opened(tmp_path: Path) -> None:
    old = build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    name = build(tmp_path, NEW)
    (Layout(tmp_path).generations / name / "documents.jsonl").unlink()
    assert (watcher.look(), watcher.behind) == (False, True)
    assert store.rollback(tmp_path, FakeEncoder()).generation == old
    assert (watcher.look(), watcher.behind, served(watcher)) == (False, False, ["kainuu"])


def test_follow_looks_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, OLD)
    monkeypatch.setattr(live_assistant, "_SECONDS", 0.01)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    looked, stop = Event(), Event()
    look = watcher.look

    def looking() -> bool:
        if switched := look():
            looked.set()
        return switched

    monkeypatch.setattr(watcher, "look", looking)
    thread = Thread(target=watcher.follow, args=(stop,))
    thread.start()
    build(tmp_path, NEW)
    assert looked.wait(60)
    stop.set()
    thread.join(60)
    assert (served(watcher), thread.is_alive()) == (["lappi"], False)


def test_versions_are_those_of_the_index(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    assert watcher.versions.find("kainuu", OLD[0].sha256) == OLD[0]
