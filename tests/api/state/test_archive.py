"""`lape-qa backup` and `restore`: whole or not at all, and nothing is overwritten without a word."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.attacks.state import locked
from lape_qa.errors import IndexUnavailable, StateUnavailable, StorageError, UsageError
from lape_qa.index import generation, store
from lape_qa.index.store import Layout
from lape_qa_api import Config
from lape_qa_api.security.keys import KeyRing, Keys
from lape_qa_api.state import archive
from lape_qa_api.state.archive import Held
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback
from support.callers import ASKING, status
from support.command_line import ANSWERED, NOKIA, Run
from support.fakes import FakeEncoder
from support.generations import build, changed
from support.refusals import line
from support.servers import Serve


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index that was built twice."""
    build(tmp_path / "index")
    build(tmp_path / "index", changed("Kainuussa pidettiin seminaari."))
    return tmp_path / "index"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state with a key and feedback on two answers."""
    database = Database(tmp_path / "state")
    Keys(database).add("somebody", ["ask"])
    for name in ("first", "second"):
        Feedback(database).give(name, useful=True, comment="")
    database.close()
    return tmp_path / "state"


@pytest.fixture
def file(index: Path, state: Path, tmp_path: Path) -> Path:
    """A backup of both."""
    archive.backup(index, state, tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def scratch(folder: Path) -> list[Path]:
    return list(folder.glob("lape-qa-partial-*"))


def given(state: Path) -> list[str]:
    return [row["answer_id"] for row in Feedback(Database(state)).export()]


def test_what_was_backed_up_is_there_again_in_new_folders(index: Path, state: Path, file: Path, tmp_path: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "index", "state"]
    done = archive.restore(file, tmp_path / "new" / "index", tmp_path / "new" / "state", overwrite=False)
    name = store.current_name(index)
    assert done == archive.Restored(Held(), Held(f"generation {name}", "1 key, feedback on 2 answers"), False)
    opened = store.open_index(tmp_path / "new" / "index", FakeEncoder())
    assert list(opened.documents.values()) == list(store.open_index(index, FakeEncoder()).documents.values())
    assert Layout(tmp_path / "new" / "index").names() == [name]
    versions = [sorted(path.name for path in Layout(root).versions.files()) for root in (index, tmp_path / "new/index")]
    assert versions[0] == versions[1]
    assert len(versions[0]) == 4, "those that only the older generation holds, too"
    assert given(tmp_path / "new" / "state") == given(state) == ["first", "second"]
    assert Keys(Database(tmp_path / "new" / "state")).all() == Keys(Database(state)).all()
    assert (tmp_path / "new/state/secret").read_bytes() == (state / "secret").read_bytes()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["index", "state"]


def test_tar_reads_it_too(file: Path, index: Path) -> None:
    with tarfile.open(file) as packed:
        names = packed.getnames()
    assert names[0] == "index/CURRENT"
    assert names[-2:] == ["state/secret", "state/service.sqlite"]
    assert f"index/generations/{store.current_name(index)}/manifest.json" in names
    held = [f"index/segments/{name}" for name in store.open_index(index, FakeEncoder()).manifest.segments]
    assert [name for name in names if name.startswith("index/segments/")] == held
    assert len(held) == 1


def test_nothing_is_overwritten_without_a_word(index: Path, state: Path, file: Path) -> None:
    with pytest.raises(UsageError) as error:
        archive.backup(index, state, file)
    assert line(error) == f"{file} is there already: choose another name, or remove it"
    Feedback(Database(state)).give("third", useful=True, comment="")
    old = store.current_name(index)
    build(index)
    with pytest.raises(UsageError) as error:
        archive.restore(file, index, state, overwrite=False)
    assert line(error) == (
        f"there is something already: generation {store.current_name(index)}, 1 key, feedback on 3 answers; "
        f"--replace puts this in its place: generation {old}, 1 key, feedback on 2 answers"
    )
    assert (store.current_name(index) != old, len(given(state))) == (True, 3)
    done = archive.restore(file, index, state, overwrite=True)
    assert str(done.before).endswith("feedback on 3 answers")
    assert (store.current_name(index), given(state), done.another_secret) == (old, ["first", "second"], False)


def test_a_bit_that_changed_anywhere_is_refused_and_nothing_is_touched(file: Path, tmp_path: Path) -> None:
    content = file.read_bytes()
    places = random.Random(5)
    for at in [0, len(content) - 1, *(places.randrange(len(content)) for _ in range(200))]:
        harmed = bytearray(content)
        harmed[at] ^= 1 << places.randrange(8)
        file.write_bytes(harmed)
        with pytest.raises(UsageError) as error:
            archive.restore(file, tmp_path / "new" / "index", tmp_path / "new" / "state", overwrite=True)
        assert line(error) == (f"{file} is no backup of lape-qa, or is damaged: its hash is not that of its content")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", [b"", b"x" * 50, b"x" * 5000])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(UsageError, match="is no backup of lape-qa"):
        archive.restore(tmp_path / "x.tar", tmp_path / "index", tmp_path / "state", overwrite=True)
    with pytest.raises(StorageError, match="No such file"):
        archive.restore(tmp_path / "none.tar", tmp_path / "index", tmp_path / "state", overwrite=True)


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "../../etc/evil",
        "state/evil",
        "index/generations/x/../../../evil",
        "index/versions/ab/x.json",
        "index/segments/evil",
    ],
)
def test_an_archive_that_names_other_files_is_refused(
    tmp_path: Path, name: str, index: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "contents", lambda _root: [(f"../{name}", b"x")])
    archive.backup(index, state, tmp_path / "evil.tar")
    with pytest.raises(UsageError, match="holds what no backup does"):
        archive.restore(tmp_path / "evil.tar", tmp_path / "new" / "index", tmp_path / "new" / "state", overwrite=True)


def _garble(file: Path) -> None:
    file.write_bytes(b"garbage" * 1000)


def _cut_off(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("harm", [_garble, _cut_off, Path.unlink])
def test_a_state_and_an_index_that_are_lost_come_back_under_a_running_service(
    serve: Serve, index: Path, state: Path, harm: Callable[[Path], None], tmp_path: Path
) -> None:
    key = Keys(Database(state)).add("another", ["ask"])
    archive.backup(index, state, tmp_path / "lost.tar")
    client = serve(Config(state=state, exposed=True))
    harm(state / "service.sqlite")
    harm(Layout(index).current)
    done = archive.restore(tmp_path / "lost.tar", index, state, overwrite=True)
    assert "another" in [found.name for found in Keys(Database(state)).all()]
    assert done.another_secret is False
    Keys(Database(state)).revoke(key.split("_")[1])
    assert status(client, ASKING, Authorization=f"Bearer {key}") == 401, "it reads the new file"
    assert len(store.open_index(index, FakeEncoder()).documents) == 3


def test_another_secret_is_told(index: Path, state: Path, file: Path) -> None:
    (state / "secret").write_bytes(b"x" * 32)
    assert archive.restore(file, index, state, overwrite=True).another_secret is True
    assert (state / "secret").read_bytes() != b"x" * 32


def test_a_damaged_generation_is_not_backed_up_and_a_restore_mends_it(index: Path, state: Path, file: Path) -> None:
    [name] = store.open_index(index, FakeEncoder()).manifest.segments
    segment = Layout(index).segments / name
    for harmed in (Layout(index).generations / store.current_name(index) / "dense.faiss", segment):
        harmed.write_bytes(b"")
        with pytest.raises(IndexUnavailable, match=rf"{harmed.name} is missing or damaged"):
            archive.backup(index, state, file.with_name("other.tar"))
        assert not list(file.parent.glob("other.tar*"))
        archive.restore(file, index, state, overwrite=True)
        assert len(store.open_index(index, FakeEncoder()).documents) == 3


def test_a_generation_that_is_removed_while_it_is_read_is_followed_by_the_next(
    index: Path, state: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = generation.read_manifest

    def remove_first(folder: Path, sha256: str | None = None) -> object:
        monkeypatch.undo()
        manifest = read(folder, sha256)
        build(index)
        shutil.rmtree(folder)
        return manifest

    monkeypatch.setattr(store, "read_manifest", remove_first)
    archive.backup(index, state, file.with_name("other.tar"))
    with tarfile.open(file.with_name("other.tar")) as packed:
        assert f"index/generations/{store.current_name(index)}/manifest.json" in packed.getnames()


def test_a_locked_state_is_told_and_leaves_no_file(
    index: Path, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database.__init__, "__defaults__", (0.05,))
    archive.backup(index, state, tmp_path / "before.tar")
    with locked(state):
        with pytest.raises(StateUnavailable, match="another program holds it locked"):
            archive.backup(index, state, tmp_path / "x.tar")
        with pytest.raises(StateUnavailable, match="another program holds it locked"):
            archive.restore(tmp_path / "before.tar", index, state, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before.tar", "index", "state"]
    assert len(given(state)) == 2


_KILLED = """
import os, signal, sys
from pathlib import Path
from lape_qa_api.state import archive
steps = 0
def count(event, arguments):
    global steps
    if event in {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect"}:
        steps += 1
        if steps == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
file, index, state = map(Path, sys.argv[3:])
if sys.argv[2] == "backup":
    archive.backup(index, state, file)
else:
    archive.restore(file, index, state, overwrite=True)
"""


def _kill(step: int, what: str, *paths: Path) -> int:
    command = [sys.executable, "-c", _KILLED, str(step), what, *map(str, paths)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env=environment, check=False).returncode


def test_killed_at_any_step_a_backup_is_whole_or_not_there(index: Path, state: Path, tmp_path: Path) -> None:
    killed = 0
    for step in (3, 12, 25, 60, 100, 100_000):
        file = tmp_path / "killed.tar"
        killed += _kill(step, "backup", file, index, state) == -signal.SIGKILL
        if file.exists():
            archive.restore(file, tmp_path / "new" / "index", tmp_path / "new" / "state", overwrite=True)
            assert given(tmp_path / "new" / "state") == ["first", "second"]
            file.unlink()
    assert killed >= 3
    assert file.parent.joinpath("killed.tar").exists() is False
    assert _kill(25, "backup", file, index, state) == -signal.SIGKILL
    assert len(scratch(tmp_path)) == 1
    archive.backup(index, state, tmp_path / "of-another-day.tar")
    assert scratch(tmp_path) == []


def test_what_another_backup_is_writing_is_left_to_it(index: Path, state: Path, tmp_path: Path) -> None:
    going_on = archive._scratch(tmp_path)
    with going_on as folder:
        (folder / "archive").write_bytes(b"half of it")
        archive.backup(index, state, tmp_path / "backup.tar")
        assert (folder / "archive").read_bytes() == b"half of it"
    assert scratch(tmp_path) == []


def test_told_to_end_a_backup_leaves_nothing(index: Path, state: Path, tmp_path: Path) -> None:
    ended = """
import os, signal, sys
from lape_qa.cli import main

def end(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith("backup.tar"):
        os.kill(os.getpid(), signal.SIGTERM)

sys.addaudithook(end)
main()
"""
    folders = ["--index", str(index), "--state", str(state)]
    command = [sys.executable, "-c", ended, "backup", str(tmp_path / "backup.tar"), *folders]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (128 + signal.SIGTERM, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "state"]


def test_killed_at_any_step_a_restore_leaves_the_old_or_the_new(
    index: Path, state: Path, file: Path, tmp_path: Path
) -> None:
    old = store.current_name(index)
    killed = 0
    for step in (20, 60, 90, 120, 150, 100_000):
        build(index)
        new = store.current_name(index)
        Feedback(Database(state)).give("third", useful=True, comment="")
        killed += _kill(step, "restore", file, index, state) == -signal.SIGKILL
        assert len(scratch(tmp_path)) <= 1
        assert store.open_index(index, FakeEncoder()).manifest.generation in (old, new)
        assert given(state) in (["first", "second"], ["first", "second", "third"])
    assert killed >= 3
    archive.restore(file, index, state, overwrite=True)
    assert (store.current_name(index), given(state)) == (old, ["first", "second"])


def test_the_commands_say_what_they_did(run: Run, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "nokia.txt").write_text(NOKIA, encoding="utf-8")
    assert run("index", sources).status == 0
    key = run("keys", "add", "x").out.strip()
    made = run("backup", "b.tar")
    assert (made.status, made.err) == (0, "")
    name = store.current_name(tmp_path / "index")
    now = f"generation {name}, 1 key, feedback on 0 answers"
    assert made.out == f"b.tar: {now}\n"
    assert run("restore", "b.tar").refusal.startswith(f"there is something already: {now}; --replace puts this")
    shutil.rmtree(tmp_path / "index")
    shutil.rmtree(tmp_path / "state")
    done = run("restore", "b.tar")
    assert (done.status, done.out) == (0, f"before: no index, no state\nnow: {now}\n")
    assert run("ask", ANSWERED, "--json").json["outcome"] == "answered"
    assert KeyRing(Database(tmp_path / "state")).find(key)
    assert run("backup", "b.tar").refusal == "b.tar is there already: choose another name, or remove it"
