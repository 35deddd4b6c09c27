"""Harm the state database of a service under load: `python -m benchmarks.attacks.state --index DIR [--seconds 60]`.

Locked, on a full disk, read-only, overwritten and deleted: for each, all questions are to be answered, `/healthz`
within 100 ms, `/readyz` says `degraded` and why, and feedback that was taken meanwhile is there afterwards, where the
database comes back. A small file system is mounted for the state folder, so it takes root.
"""

import argparse
import json
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.attacks import figures
from benchmarks.attacks.service import Service, command, serving, watched

_SIZE = "4m"


@contextmanager
def locked(state: Path) -> Iterator[None]:
    """Hold the database as another program might."""
    with closing(sqlite3.connect(state / "service.sqlite", isolation_level=None)) as holder:
        holder.execute("begin exclusive")
        yield


@contextmanager
def full(state: Path) -> Iterator[None]:
    """Leave no room on the file system."""
    filler = state.parent / "filler"
    try:
        with filler.open("wb", buffering=0) as stream:
            while stream.write(bytes(4096)):
                pass
    except OSError:
        pass
    yield
    filler.unlink()


@contextmanager
def read_only(state: Path) -> Iterator[None]:
    """Let nobody write any more in the folder."""
    # Mounted over itself: what is open for writing forbids it otherwise.
    _run("mount", "--bind", str(state), str(state))
    _run("mount", "-o", "remount,bind,ro", str(state))
    yield
    _run("umount", str(state))


@contextmanager
def overwritten(state: Path) -> Iterator[None]:
    """Write something else over all of it, then what was there."""
    file = state / "service.sqlite"
    content = file.read_bytes()
    file.write_bytes(b"garbage " * (len(content) // 8))
    yield
    file.write_bytes(content)


@contextmanager
def deleted(state: Path) -> Iterator[None]:
    """Take it away, and bring it back."""
    file = (state / "service.sqlite").rename(state / "away")
    yield
    file.rename(state / "service.sqlite")


@contextmanager
def unharmed(_state: Path) -> Iterator[None]:
    """Do nothing: how it is otherwise, on the same machine."""
    yield


HARMS: dict[str, Callable[[Path], AbstractContextManager[None]]] = {
    "unharmed": unharmed,
    "locked": locked,
    "full": full,
    "read-only": read_only,
    "overwritten": overwritten,
    "deleted": deleted,
}


def attack(service: Service, state: Path, key: str, harm: str, seconds: float) -> dict[str, Any]:
    """Do one harm for some seconds under load; return what was seen."""
    headers = {"Authorization": f"Bearer {key}"}
    given: dict[int, list[str]] = {}
    with HARMS[harm](state), watched(service, key, secret=str(state.parent)) as seen:
        began = time.monotonic()
        noticed = None
        while time.monotonic() < began + seconds:
            ready = service.ready()
            if noticed is None and ready["status"] == "degraded":
                noticed = round(time.monotonic() - began, 1)
            if seen.answers:
                name = seen.answers[-1]
                body = {"answer_id": name, "useful": True}
                response = httpx2.post(f"{service.url}/v1/feedback", json=body, headers=headers, timeout=30)
                given.setdefault(response.status_code, []).append(name)
            time.sleep(0.2)
    result = {**seen.json(), "noticed_after_s": noticed, "readyz": ready}
    began = time.monotonic()
    while service.ready()["status"] != "ready" and time.monotonic() < began + 60:
        time.sleep(0.1)
    result["mended_after_s"] = round(time.monotonic() - began, 1)
    result["feedback"] = {str(status): len(names) for status, names in given.items()}
    with closing(sqlite3.connect(f"file:{state / 'service.sqlite'}?mode=ro", uri=True)) as connection:
        kept = {name for (name,) in connection.execute("select answer_id from feedback")}
    result["feedback_lost"] = sum(name not in kept for names in given.values() for name in names)
    return result


def main() -> None:
    """Do every harm, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="an index folder")
    parser.add_argument("--seconds", type=float, default=60, help="how long each harm lasts")
    parser.add_argument("--port", type=int, default=0, help="port of the service; a free one by default")
    parser.add_argument("--harm", choices=HARMS, action="append", help="only these")
    figures.add_option(parser)
    options = parser.parse_args()
    found: dict[str, Any] = {}
    with _mounted() as folder:
        state = folder / "state"
        added = subprocess.run(
            command("keys", "add", "attack", "--scopes", "ask,read,admin", "--state", state),
            capture_output=True,
            text=True,
            check=True,
        )
        key = added.stdout.strip()
        kept = {"keep_questions": "true", "unanswered_topics": "true"}
        with serving(options.index, state, options.port, **kept) as service:
            for harm in options.harm or HARMS:
                found[harm] = attack(service, state, key, harm, options.seconds)
                print(json.dumps({harm: found[harm]}, indent=1), flush=True)
    if options.store:
        figures.keep("state", found)


@contextmanager
def _mounted() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        _run("mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", folder)
        try:
            yield Path(folder)
        finally:
            _run("umount", folder)


def _run(*arguments: str) -> None:
    subprocess.run(arguments, check=True)


if __name__ == "__main__":
    main()
