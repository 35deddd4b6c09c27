"""Back up a service under load: `python -m benchmarks.attacks.backups --index DIR [--seconds 60]`.

Feedback comes at a thousand a minute, questions meanwhile; backups are taken one after the other, and every second one
is killed at a random moment. Whatever 204 was said of before a backup began must be in it, each must be whole or not
there, and in the end nothing that was said to be kept may be missing.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.attacks import figures
from benchmarks.attacks.service import Seen, Service, command, serving, watched
from lape_qa_api.state import archive
from lape_qa_api.state.database import Database

_EVERY = 0.06
"""Seconds between two opinions: a thousand a minute."""


class Opinions:
    """Gives feedback on answers, and keeps the names of those of which it was said that they are kept."""

    def __init__(self, service: Service, seen: Seen) -> None:
        self._service = service
        self._seen = seen
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.kept: list[str] = []
        self.others = 0

    def __enter__(self) -> "Opinions":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        number = 0
        with httpx2.Client(base_url=self._service.url, timeout=60) as http:
            due = time.monotonic()
            while not self._stop.wait(max(0, due - time.monotonic())):
                due += _EVERY
                if not self._seen.answers:
                    continue
                name = self._seen.answers[number % len(self._seen.answers)]
                comment = str(number)
                body = {"answer_id": name, "useful": True, "comment": comment}
                status = http.post("/v1/feedback", json=body).status_code
                number += 1
                if status == 204:
                    self.kept.append(name)
                else:
                    self.others += 1


def attack(root: Path, index: Path, seconds: float, port: int) -> dict[str, Any]:
    """Return what came of it."""
    state = root / "state"
    whole = killed = missing = refused = 0
    places = random.Random(1)
    took = [1.0]
    with (
        serving(index, state, port) as service,
        watched(service, "", 1, secret=str(root)) as seen,
        Opinions(service, seen) as opinions,
    ):
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            file = root / f"backup-{whole}-{killed}.tar"
            before = set(opinions.kept)
            started = time.monotonic()
            arguments = command("backup", file, "--index", index, "--state", state)
            process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
            if (whole + killed) % 2:
                time.sleep(places.uniform(0.3, 1.05) * took[-1])
                os.kill(process.pid, signal.SIGKILL)
            process.wait()
            if not file.exists():
                killed += 1
                continue
            took.append(time.monotonic() - started)
            whole += 1
            new = root / "new"
            archive.restore(file, new / "index", new / "state", overwrite=True)
            with closing(Database(new / "state")) as database:
                missing += len(before - {name for (name,) in database.rows("select answer_id from feedback")})
            harmed = bytearray(file.read_bytes())
            harmed[places.randrange(len(harmed))] ^= 1 << places.randrange(8)
            file.write_bytes(harmed)
            restoring = command("restore", file, "--index", new / "index", "--state", new / "state", "--replace")
            refused += subprocess.run(restoring, capture_output=True, check=False).returncode == 2
            file.unlink()
        minutes = (time.monotonic() - began) / 60
    with closing(Database(state)) as database:
        there = {name for (name,) in database.rows("select answer_id from feedback")}
    return {
        "feedback_a_minute": round(len(opinions.kept) / minutes),
        "feedback_kept": len(opinions.kept),
        "feedback_not_kept_at_once": opinions.others,
        "lost": len(set(opinions.kept) - there),
        "backups_whole": whole,
        "backups_killed": killed,
        "missing_in_backups": missing,
        "damaged_ones_refused": refused,
        "left_behind": sorted(path.name for path in root.glob("backup-*.tar")),
        **seen.json(),
    }


def main() -> None:
    """Do it, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="an index folder")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--port", type=int, default=0, help="port of the service; a free one by default")
    figures.add_option(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = attack(Path(folder), options.index, options.seconds, options.port)
    print(json.dumps(found, indent=1))
    if options.store:
        figures.keep("backups", found)


if __name__ == "__main__":
    main()
