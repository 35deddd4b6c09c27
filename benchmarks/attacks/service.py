"""A service of one's own to attack: started, asked, watched and stopped."""

import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).resolve().parents[2]
_RUN = "import sys; from lape_qa.cli import main; sys.argv[0] = 'lape-qa'; main()"


def command(*arguments: str | Path) -> list[str]:
    """Return the command line of `lape-qa ARGUMENTS`, of this checkout."""
    return [sys.executable, "-c", _RUN, *map(str, arguments)]


@dataclass(frozen=True)
class Service:
    """A running service."""

    url: str
    process: subprocess.Popen[bytes]

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        """Return what is at an address."""
        return httpx2.get(f"{self.url}{path}", headers=dict(headers or {}), timeout=30)

    def ready(self) -> dict[str, Any]:
        """Return what readiness says, with the status."""
        response = self.get("/readyz")
        said: dict[str, Any] = response.json()
        return {"http": response.status_code, "status": said["status"], "why": said.get("missing", said.get("detail"))}


@contextmanager
def serving(index: Path, state: Path, port: int = 0, **settings: str) -> Iterator[Service]:
    """Serve an index, until the end of the block; the settings are named as in `LAPE_QA_…`."""
    if port == 0:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
    named = {f"LAPE_QA_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, "LAPE_QA_STATE": str(state), "LAPE_QA_RATE": "0", **named}
    process = subprocess.Popen(
        command("serve", "--index", index, "--port", str(port)), env=environment, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    # Read, or the service would wait for room in the pipe.
    log = threading.Thread(target=lambda: [sys.stderr.buffer.write(line) for line in process.stderr or ()])
    log.start()
    service = Service(f"http://127.0.0.1:{port}", process)
    try:
        _await_ready(service)
        yield service
    finally:
        process.terminate()
        process.wait(60)
        log.join()
        process.stderr.close()


def _await_ready(service: Service) -> None:
    for _ in range(1200):
        if service.process.poll() is not None:
            raise SystemExit(f"the service ended with status {service.process.returncode}")
        try:
            if service.get("/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit("the service was not ready within two minutes")


@dataclass
class Seen:
    """What clients saw: the statuses of answers, and how long answers and `/healthz` took."""

    statuses: Counter[str] = field(default_factory=Counter)
    answer_ms: list[float] = field(default_factory=list)
    health_ms: list[float] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """Names of the answers, for feedback."""
    leaks: Counter[str] = field(default_factory=Counter)
    """Paths of the server in what was said."""

    def json(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "answers": dict(self.statuses),
            "answer_ms_p50": _at(self.answer_ms, 0.5),
            "answer_ms_max": _at(self.answer_ms, 1),
            "healthz": len(self.health_ms),
            "healthz_ms_p99": _at(self.health_ms, 0.99),
            "healthz_ms_max": _at(self.health_ms, 1),
            "paths_told": self.leaks.total(),
        }


def _at(values: Sequence[float], share: float) -> float | None:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None


@contextmanager
def watched(service: Service, key: str, clients: int = 2, secret: str = "/") -> Iterator[Seen]:
    """Ask questions with some clients and look at `/healthz` until the end of the block; `secret` is not to be told."""
    rows = (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = itertools.cycle(row["question"] for row in map(json.loads, rows) if row.get("split") != "test")
    seen, stop = Seen(), threading.Event()

    def ask() -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        with httpx2.Client(base_url=service.url, headers=headers, timeout=60) as http:
            while not stop.is_set():
                started = time.perf_counter()
                try:
                    response = http.post("/v1/ask", json={"question": next(questions)})
                except httpx2.TransportError as error:
                    seen.statuses[type(error).__name__] += 1
                    continue
                seen.answer_ms.append((time.perf_counter() - started) * 1000)
                seen.statuses[str(response.status_code)] += 1
                seen.leaks[response.text] += secret in response.text
                if response.status_code == 200:
                    seen.answers.append(response.json()["answer_id"])

    def look() -> None:
        with httpx2.Client(base_url=service.url, timeout=60) as http:
            while not stop.wait(0.02):
                started = time.perf_counter()
                try:
                    http.get("/healthz").raise_for_status()
                except httpx2.TransportError as error:
                    seen.statuses[f"healthz {type(error).__name__}"] += 1
                    continue
                seen.health_ms.append((time.perf_counter() - started) * 1000)
                seen.leaks["readyz"] += secret in http.get("/readyz").text

    threads = [threading.Thread(target=work) for work in (*[ask] * clients, look)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()
