"""A server's view of the index: it follows what is in use, and what it holds stays whole."""

import gc
import os
import shutil
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread

import pytest

from benchmarks.attacks.damage import change
from lape_qa import live_assistant
from lape_qa.documents.model import Document
from lape_qa.errors import IndexMismatch, IndexUnavailable
from lape_qa.index import store
from lape_qa.index.model import Keep
from lape_qa.index.payloads import Kept
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from lape_qa.index.stores import FileStore
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


def test_a_generation_is_out_of_the_collectors_sight_and_goes_without_it(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    gone = weakref.ref(watcher.assistant.generation)
    assert not any(known is watcher.assistant.generation for known in gc.get_objects())
    build(tmp_path, NEW)
    gc.disable()
    try:
        assert watcher.look()
        assert gone() is None
    finally:
        gc.enable()


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


def test_who_lost_a_generation_is_told_whether_another_serves(tmp_path: Path) -> None:
    old = build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    assert watcher.has_moved_on(old) is False
    new = build(tmp_path, NEW)
    assert (watcher.has_moved_on(old), served(watcher), watcher.has_moved_on(new)) == (True, ["lappi"], False)
    assert watcher.has_moved_on(old) is True
    Layout(tmp_path).current.unlink()
    assert watcher.has_moved_on(new) is False


def test_what_cannot_be_opened_is_not_moved_on_to(tmp_path: Path) -> None:
    old = build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    (Layout(tmp_path).generations / build(tmp_path, NEW) / "documents.jsonl").unlink()
    assert (watcher.has_moved_on(old), watcher.behind, served(watcher)) == (False, True, ["kainuu"])


# ---- files that are damaged while they are served -------------------------------------------------------


def _cut_off(file: Path) -> None:
    os.truncate(file, 0)


@pytest.mark.parametrize("harm", [_cut_off, change, Path.unlink], ids=["cut off", "one byte", "gone"])
def test_what_was_read_serves_on_whatever_happens_to_its_files(
    tmp_path: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    folder = Layout(tmp_path).generations / build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    copy = shutil.copytree(folder, tmp_path / "copy")
    [before] = watcher.assistant.search("Missä pidettiin tilaisuus?", 5)[1]
    files = store.files_of(tmp_path, store.current(tmp_path))
    segments = {file: file.read_bytes() for file in files if file.parent == Layout(tmp_path).segments}
    assert len(segments) == 1
    for file in files:
        harm(file)
    assert [watcher.look(), watcher.look()] == [False, False]
    assert (watcher.damaged, watcher.behind) == (True, False)
    assert caplog.text.count("what was read before the damage serves on") == 1
    assert watcher.assistant.search("Missä pidettiin tilaisuus?", 5)[1] == [before]
    shutil.copytree(copy, folder, dirs_exist_ok=True)
    assert (watcher.look(), watcher.damaged) == (False, True)
    for file, content in segments.items():
        file.write_bytes(content)
    assert (watcher.look(), watcher.damaged) == (False, False)


def test_what_was_damaged_before_it_was_opened_is_noticed_when_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name = build(tmp_path, [*OLD, *NEW])
    monkeypatch.setattr(live_assistant, "_FIRST_QUESTIONS", ())
    [file] = Layout(tmp_path).segments.iterdir()
    content = file.read_bytes()
    change(file)
    watcher = IndexWatcher(FileStore(tmp_path, Kept(0)), FakeEncoder())
    assert (watcher.look(), watcher.damaged) == (False, False), "nobody has read it"
    with pytest.raises(IndexUnavailable, match=r"is missing or damaged"):
        watcher.assistant.search("Missä pidettiin tilaisuus?", 5)
    for _ in range(2):
        assert watcher.has_moved_on(name) is False
        assert (watcher.look(), watcher.damaged) == (False, True)
    assert caplog.text.count("what was read before the damage serves on") == 1
    file.write_bytes(content)
    assert (watcher.look(), watcher.damaged) == (False, False)
    assert len(watcher.assistant.search("Missä pidettiin tilaisuus?", 5)[1]) == 2


def test_one_damaged_file_is_noticed_and_the_next_build_mends_it(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    for number in range(len(store.files_of(tmp_path, store.current(tmp_path)))):
        watcher = IndexWatcher(tmp_path, FakeEncoder())
        file = store.files_of(tmp_path, store.current(tmp_path))[number]
        change(file)
        assert (watcher.look(), watcher.damaged) == (False, True), file
        build(tmp_path, OLD)
        assert (watcher.look(), watcher.damaged, served(watcher)) == (True, False, ["kainuu"])


def test_files_that_are_only_touched_are_not_damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = Layout(tmp_path).generations / build(tmp_path, OLD)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    for file in folder.rglob("*"):
        os.utime(file)
    assert (watcher.look(), watcher.damaged) == (False, False)
    assert "damage" not in caplog.text


def test_the_one_before_serves_when_the_one_in_use_is_damaged_to_begin_with(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    file = Layout(tmp_path).generations / build(tmp_path, NEW) / "documents.jsonl"
    content = file.read_bytes()
    _cut_off(file)
    watcher = IndexWatcher(tmp_path, FakeEncoder())
    assert (served(watcher), watcher.behind, watcher.look()) == (["kainuu"], True, False)
    file.write_bytes(content)
    assert (watcher.look(), served(watcher), watcher.behind) == (True, ["lappi"], False)


@pytest.mark.parametrize("harm", ["current", "both"])
def test_without_a_sound_generation_before_there_is_nothing_to_serve(tmp_path: Path, harm: str) -> None:
    folders = [Layout(tmp_path).generations / build(tmp_path, documents) for documents in (OLD, NEW)]
    if harm == "current":
        # Which of the two was in use is not known: the newer one may have been rolled back from.
        _cut_off(Layout(tmp_path).current)
    else:
        for folder in folders:
            change(folder / "dense.faiss")
    with pytest.raises(IndexUnavailable):
        IndexWatcher(tmp_path, FakeEncoder())


def test_an_index_of_another_model_is_not_taken_for_a_damaged_one(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    other = FakeEncoder(fingerprint="another")
    store.build(tmp_path, NEW, IndexRecipe(other))
    with pytest.raises(IndexMismatch):
        IndexWatcher(tmp_path, FakeEncoder())
