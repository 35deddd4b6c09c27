"""Jobs: one at a time, told of whatever happens to them, and nothing lost when one is killed."""

import io
import subprocess
import time
from pathlib import Path

import pytest
from filelock import FileLock

from lape_qa import indexing
from lape_qa.errors import StorageError
from lape_qa.index.store import Layout, current_name
from lape_qa.settings import Settings
from lape_qa_api.editing import jobs, sources
from lape_qa_api.editing.jobs import Job, Jobs, Records
from lape_qa_api.editing.work import Work
from support.editing import OULU, Edited
from support.fakes import FakeEncoder
from support.web_server import HOST, hangs, page, sends, site

KILLED = """
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every process of a job that is started."""
    found: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(command: list[str], **options: object) -> "subprocess.Popen[bytes]":
        child = real(command, **options)  # type: ignore[call-overload]
        if command[: len(jobs.COMMAND)] == [*jobs.COMMAND]:
            found.append(child)
        return child  # type: ignore[no-any-return]

    monkeypatch.setattr(subprocess, "Popen", popen)
    return found


def states(edited: Edited) -> list[tuple[str, str, str]]:
    listed = edited.call("GET", "/v1/jobs").json()["jobs"]
    return [(job["kind"], job["document"], job["state"]) for job in reversed(listed)]


def test_while_one_is_at_work_questions_are_answered_and_a_second_editor_is_told_so(edited: Edited) -> None:
    stop = edited.stop()
    first = edited.send("oulu.txt", OULU)
    second = edited.send("turku.txt", "Turussa avattiin perhekeskus.")
    assert (second.status_code, second.json()["type"]) == (409, "urn:lape-qa:problem:conflict")
    assert second.json()["detail"] == ("another change is being made (add oulu, by Kirsi): try again when it has ended")
    key = {"Authorization": f"Bearer {edited.new_key('Lukija', 'ask')}"}
    asked = {"question": "Milloin Nokian perhekeskuspilotti alkoi?"}
    assert edited.client.post("/v1/ask", json=asked, headers=key).json()["outcome"] == "answered"
    stop.unlink()
    assert edited.ended(first)["state"] == "done"
    assert edited.ended(edited.send("turku.txt", "Turussa avattiin perhekeskus."))["added"] == ["turku"]
    assert states(edited) == [("add", "oulu", "done"), ("add", "turku", "done")]


def test_while_a_file_is_tried_a_second_editor_is_told_to_wait(edited: Edited) -> None:
    assert edited.client.app.state.components.editor is not None  # type: ignore[attr-defined]
    with edited.client.app.state.components.editor.jobs.turn():  # type: ignore[attr-defined]
        refused = edited.send("turku.txt", OULU)
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "another change is just beginning: try again in a moment",
    )


@pytest.mark.parametrize("kind", ["add", "replace", "remove", "erase"])
def test_a_change_that_is_killed_is_told_of_and_carried_out_before_the_next(
    edited: Edited, started: list["subprocess.Popen[bytes]"], kind: str
) -> None:
    edited.stop()
    begun = {
        "add": lambda: edited.send("oulu.txt", OULU),
        "replace": lambda: edited.send("oulu.txt", OULU, put="nokia"),
        "remove": lambda: edited.call("DELETE", "/v1/documents/nokia"),
        "erase": lambda: edited.call("DELETE", "/v1/documents/nokia?erase=true"),
    }[kind]()
    assert begun.status_code == 202
    generation = current_name(edited.index)
    started[-1].kill()
    edited.wait()
    job = edited.call("GET", begun.headers["location"]).json()
    assert (job["state"], job["ended"], job["generation"]) == ("interrupted", "", "")
    assert current_name(edited.index) == generation
    assert edited.served() == ["borga", "lappi", "nokia"]

    (edited.state / "editing" / "stop").unlink()
    after = edited.ended(edited.send("turku.txt", "Turussa avattiin perhekeskus."))
    assert after["state"] == "done"
    assert states(edited) == [(kind, begun.json()["document"], "done"), ("add", "turku", "done")]
    assert (
        edited.served()
        == {
            "add": ["borga", "lappi", "nokia", "oulu", "turku"],
            "replace": ["borga", "lappi", "nokia", "turku"],
            "remove": ["borga", "lappi", "turku"],
            "erase": ["borga", "lappi", "turku"],
        }[kind]
    )
    if kind == "replace":
        assert edited.watcher.assistant.generation.documents["nokia"].text == OULU
    assert list((edited.state / "editing" / "staged").iterdir()) == []
    assert Layout(edited.index).erased.exists() == (kind == "erase")


def test_a_page_whose_job_is_killed_is_fetched_before_the_next(
    edited: Edited, started: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPE_QA_PRIVATE_HOSTS", HOST)
    with site() as web:
        web.answers["/a"] = hangs(b"HTTP/1.1 200 OK\r\n")
        begun = edited.link(f"{web.url}/a", id="oulu", rights="CC BY 4.0")
        while "/a" not in web.asked:
            assert started[-1].poll() is None
            time.sleep(0.01)
        step = edited.call("GET", begun.headers["location"]).json()["step"]
        started[-1].kill()
        edited.wait()
        assert step == {"work": "fetching", "done": 0, "total": 0}
        assert edited.call("GET", begun.headers["location"]).json()["state"] == "interrupted"
        web.answers["/a"] = sends(page("Oulun perhekeskus", OULU))
        edited.ended(edited.send("turku.txt", "Turussa avattiin perhekeskus."))
    assert states(edited) == [("add", "oulu", "done"), ("add", "turku", "done")]
    assert edited.watcher.assistant.generation.documents["oulu"].rights == "CC BY 4.0"


def test_going_back_is_not_done_later_than_it_was_asked_for(edited: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    edited.ended(edited.send("oulu.txt", OULU))
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "COMMAND", (jobs.COMMAND[0], "-c", KILLED))
        assert edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "rollback"}))["state"] == "interrupted"
    edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "index"}))
    assert [state for *_, state in states(edited)] == ["done", "interrupted", "done"]
    assert edited.served() == ["borga", "lappi", "nokia", "oulu"]


def test_jobs_outlive_the_service(edited: Edited) -> None:
    done = edited.ended(edited.send("oulu.txt", OULU))
    found = Jobs(edited.state / "editing").find(done["id"])
    assert found is not None
    assert (found.state, found.generation, found.added) == ("done", done["generation"], ("oulu",))


def test_another_build_is_waited_for(edited: Edited) -> None:
    with FileLock(Layout(edited.index).lock):
        begun = edited.send("oulu.txt", OULU)
    assert edited.ended(begun)["added"] == ["oulu"]


def test_a_file_that_has_come_meanwhile_is_not_replaced(
    edited: Edited, started: list["subprocess.Popen[bytes]"]
) -> None:
    edited.stop()
    begun = edited.send("oulu.txt", OULU)
    started[-1].kill()
    edited.wait()
    (edited.state / "editing" / "stop").unlink()
    staged = edited.state / "editing" / "jobs" / f"{begun.json()['id']}.json"
    # As if it had been killed before it was known where the file goes.
    staged.write_text(
        staged.read_text(encoding="utf-8").replace('"target": "oulu.txt"', '"target": ""'), encoding="utf-8"
    )
    (edited.corpus / "oulu.txt").write_text("Jonkun muun teksti Oulusta.", encoding="utf-8")
    edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "index"}))
    job = edited.call("GET", begun.headers["location"]).json()
    assert (job["state"], job["error"]) == (
        "failed",
        "oulu.txt is in the folder already: replace its document, or give the file another name",
    )
    assert (edited.corpus / "oulu.txt").read_text(encoding="utf-8") == "Jonkun muun teksti Oulusta."


def test_what_the_index_refuses_is_told_without_paths(edited: Edited) -> None:
    (edited.index / "building-1").write_text("", encoding="utf-8")
    job = edited.ended(edited.send("oulu.txt", OULU))
    assert (job["state"], job["error"]) == ("failed", "the index could not be written: the service's log says why")
    (edited.index / "building-1").unlink()
    assert edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "index"}))["added"] == ["oulu"]


def test_a_change_that_the_disk_refuses_is_taken_back(edited: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StorageError("cannot remove nokia.txt: Read-only file system")

    records = Records(edited.state / "editing")
    sources.put(records.staged("1") / "new", "oulu.md", io.BytesIO(OULU.encode()), {})
    records.write(Job("1", "replace", "Kirsi", "2026-11-29T10:00:00+00:00", "nokia", "oulu.md"))
    monkeypatch.setattr(indexing, "remove_source", refuse)
    Work(records, Settings(), FakeEncoder).run("1")
    [job] = records.all()
    assert (job.state, job.error) == ("failed", "the index could not be written: the service's log says why")
    assert edited.files() == ["borga.md", "lappi.md", "nokia.txt"]


def test_a_damaged_record_is_passed_over_and_the_oldest_go(tmp_path: Path) -> None:
    found = Jobs(tmp_path)
    for number in range(60):
        found.records.write(Job(f"{number:03}", "index", "Kirsi", "2026-11-29T10:00:00+00:00", state="done"))
    (tmp_path / "jobs" / "059.json").write_text("{", encoding="utf-8")
    (tmp_path / "staged" / "001").mkdir(parents=True)
    with found.turn():
        pass
    assert [job.id for job in found.all()] == [f"{number:03}" for number in range(58, 8, -1)]
    assert list((tmp_path / "staged").iterdir()) == []
