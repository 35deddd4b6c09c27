"""Jobs: changes of the sources, one at a time, each in a process of its own, with a record that outlives the service.

STATE/editing/
  lock                the process of a job holds it locked; the system lets go of it when that process ends
  jobs/ID.json        the record of a job, replaced whole by its process as it goes on
  staged/ID/          what a job brings and what it may have to put back, as `editing.sources` says
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from lape_qa import durable_files
from lape_qa.errors import Conflict, StorageError
from lape_qa.reasons import because, packed, unpacked
from lape_qa_api.telemetry.logs import log

Kind = Literal["add", "replace", "remove", "erase", "index", "rollback"]
State = Literal["running", "done", "failed", "interrupted"]

COMMAND = (sys.executable, "-m", "lape_qa_api.editing.work")
"""The program of a job; it is given the folder, the job's id and the number of the open lock."""
_KEPT = 50
"""Records that are kept."""
_PATIENCE = 0.5
"""Seconds that the lock is waited for: somebody may just be looking whether it is held."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a job is doing, how much of it is done, and how much there is; zero of zero when that is not known."""

    work: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the editor on a file: why it was left out, or what to know of it."""

    file: str
    said: str


@dataclass(frozen=True, slots=True)
class Job:
    """The record of a job."""

    id: str
    kind: Kind
    by: str
    """The name of the key that asked for it."""
    began: str
    document: str = ""
    """The id of the document that it is about."""
    file: str = ""
    """The name of the file that it brings; of a page, empty before it has come."""
    address: str = ""
    """Of the page that it fetches."""
    target: str = ""
    """Where that file is placed, below the folder of sources; empty before that is known."""
    state: State = "running"
    ended: str = ""
    step: Step = Step("waiting")
    error: str = ""
    """Why it failed, with the remedy."""
    generation: str = ""
    """The generation in use at its end."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Line, ...] = ()
    noted: tuple[Line, ...] = ()
    versions: int = 0
    """Versions that were erased."""

    def at(self, work: str, done: int = 0, total: int = 0) -> "Job":
        """Return the record at another step."""
        return replace(self, step=Step(work, done, total))


def _job(row: dict[str, Any]) -> Job:
    lines = {
        name: tuple(Line(line["file"], unpacked(line["said"])) for line in row[name]) for name in ("skipped", "noted")
    }
    names = {name: tuple(row[name]) for name in ("added", "changed", "removed")}
    renamed = tuple((old, new) for old, new in row["renamed"])
    read = {"renamed": renamed, "step": Step(**row["step"]), "error": unpacked(row["error"])}
    return Job(**row | lines | names | read)


def _row(job: Job) -> dict[str, Any]:
    lines = {
        name: [{"file": line.file, "said": packed(line.said)} for line in found]
        for name, found in (("skipped", job.skipped), ("noted", job.noted))
    }
    return asdict(job) | lines | {"error": packed(job.error)}


class Records:
    """The records in a folder: written by whoever holds the lock, read by everyone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._records = folder / "jobs"

    def staged(self, job: str) -> Path:
        """Return the folder of what a job brings and holds."""
        return self.folder / "staged" / job

    def write(self, job: Job) -> None:
        """Write a record, whole, to disk; OSError when the disk refuses."""
        self._records.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable_files.replace(self._records / f"{job.id}.json", json.dumps(_row(job), ensure_ascii=False, indent=1))

    def all(self) -> list[Job]:
        """Return the records as they were written, newest first; what is none is passed over."""
        found = (self._read(file) for file in sorted(self._records.glob("*.json"), reverse=True))
        return [job for job in found if job]

    def unfinished(self, before: str) -> list[Job]:
        """Return the records of jobs that were killed before another one, oldest first."""
        return [job for job in reversed(self.all()) if job.state == "running" and job.id < before]

    def clean(self) -> None:
        """Remove the oldest records, and what no unfinished job has staged."""
        records = self.all()
        for job in records[_KEPT:]:
            (self._records / f"{job.id}.json").unlink()
        needed = {job.id for job in records if job.state == "running"}
        for folder in (self.folder / "staged").glob("*"):
            if folder.name not in needed:
                shutil.rmtree(folder)

    def _read(self, file: Path) -> Job | None:
        try:
            return _job(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


class Jobs:
    """Begins jobs, one at a time on this machine, and tells how they stand."""

    def __init__(self, folder: Path) -> None:
        self.records = Records(folder)
        self._folder = folder

    def all(self) -> list[Job]:
        """Return the jobs, newest first; one that was running when its process ended is interrupted."""
        records = self.records.all()
        if any(job.state == "running" for job in records) and not self._is_held():
            # Read again: it may have ended well just before.
            return [_interrupted(job) for job in self.records.all()]
        return [job if at == 0 else _interrupted(job) for at, job in enumerate(records)]

    def find(self, identifier: str) -> Job | None:
        """Return a job by its id."""
        return next((job for job in self.all() if job.id == identifier), None)

    @contextmanager
    def turn(self) -> Iterator["Turn"]:
        """Have the turn to begin a job; Conflict when one is at work, StorageError when the disk refuses."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(f"cannot write {self._folder}: {error.strerror}") from error
        try:
            self._lock(descriptor)
            self.records.clean()
            yield Turn(self.records, descriptor)
        except OSError as error:
            raise StorageError(f"cannot write {self._folder}: {error.strerror}") from error
        finally:
            # Not unlocked: the process of a job that has begun holds it on.
            os.close(descriptor)

    def _lock(self, descriptor: int) -> None:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Conflict(self._at_work()) from None
                time.sleep(0.02)
            else:
                return

    def _at_work(self) -> str:
        job = next(iter(self.all()), None)
        if job is None or job.state != "running":
            return because("change_beginning")
        what = (
            because("change_of", change=job.kind, document=job.document)
            if job.document
            else because("change", change=job.kind)
        )
        return because("change_at_work", problem=what, by=job.by)

    def _is_held(self) -> bool:
        try:
            descriptor = os.open(self._folder / "lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to begin one job."""

    records: Records
    descriptor: int

    def prepared(self, kind: Kind, by: str, document: str = "", file: str = "", address: str = "") -> Job:
        """Return a job that has not begun."""
        now = datetime.now(UTC)
        return Job(f"{now:%Y%m%dT%H%M%S%f}Z", kind, by, now.isoformat(timespec="seconds"), document, file, address)

    def begin(self, job: Job) -> None:
        """Start the process of a job, which holds the turn until it ends."""
        self.records.write(job)
        child = subprocess.Popen(  # noqa: S603 - the program is our own
            [*COMMAND, str(self.records.folder), job.id, str(self.descriptor)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(self.descriptor,),
        )
        threading.Thread(target=_wait, args=(child, job), name="lape-qa-job", daemon=True).start()


def _wait(child: "subprocess.Popen[bytes]", job: Job) -> None:
    if status := child.wait():
        log.error("a change of the sources was interrupted", job=job.id, kind=job.kind, status=status)


def _interrupted(job: Job) -> Job:
    return replace(job, state="interrupted") if job.state == "running" else job
