"""Load on a service of this checkout's index: `python -m benchmarks.load --soak 10000 --store`.

Asks the questions of eval/ with 1 and 16 clients, then with ten times as many, and looks how soon it is itself
again; then a soak. Every figure stands beside that of a bare FastAPI route on the same machine. `--store` keeps the
figures in benchmarks/load.json, of which the table of docs/operations.md is made (`python -m docs.generate`).

A service that runs already is measured by its address: `python -m benchmarks.load http://127.0.0.1:8000 --pid PID`.
One that asks for a key has limits by rate: start it with LAPE_QA_RATE=0.
"""

import argparse
import asyncio
import itertools
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from benchmarks.attacks.service import serving

ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "benchmarks" / "load.json"
CLIENTS = 16
OVERLOAD = 10
_ECHO = """
import sys, socket, uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
class Question(BaseModel):
    question: str
app = FastAPI()
@app.post("/v1/ask")
async def echo(body: Question) -> Question:
    return body
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
"""


@dataclass
class Run:
    """What some clients saw: the time and the status of each answer."""

    clients: int
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        """Return its figures; latencies are those of answers with status 200."""
        at = np.percentile(self.milliseconds, [50, 95, 99]) if self.milliseconds else [float("nan")] * 3
        return {
            "clients": self.clients,
            "requests": self.statuses.total(),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "answered_per_second": round(self.statuses[200] / self.seconds, 1),
            **{f"p{share}_ms": round(float(value), 2) for share, value in zip((50, 95, 99), at, strict=True)},
        }


async def load(url: str, headers: dict[str, str], questions: Iterator[str], clients: int, requests: int) -> Run:
    """Ask a number of questions with some clients, each asking again as soon as it has an answer."""
    run = Run(clients)
    left = itertools.count(requests, -1)

    async def client(http: httpx2.AsyncClient) -> None:
        while next(left) > 0:
            started = time.perf_counter()
            response = await http.post("/v1/ask", json={"question": next(questions)})
            run.statuses[response.status_code] += 1
            if response.status_code == 200:
                run.milliseconds.append((time.perf_counter() - started) * 1000)
            elif response.status_code == 503:
                # As a client should: Retry-After, with the clients spread out.
                await asyncio.sleep(float(response.headers["retry-after"]) * (0.5 + len(run.milliseconds) % 10 / 10))

    limits = httpx2.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx2.AsyncClient(base_url=url, headers=headers, limits=limits, timeout=60) as http:
        started = time.perf_counter()
        await asyncio.gather(*(client(http) for _ in range(clients)))
        run.seconds = time.perf_counter() - started
    return run


async def recovery(url: str, headers: dict[str, str], questions: Iterator[str], normal_ms: float) -> float:
    """Return the seconds until five answers in a row take at most twice the normal median."""
    started = time.perf_counter()
    quick = 0
    async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=60) as http:
        while quick < 5:
            asked = time.perf_counter()
            response = await http.post("/v1/ask", json={"question": next(questions)})
            took = (time.perf_counter() - asked) * 1000
            quick = quick + 1 if response.status_code == 200 and took <= 2 * normal_ms else 0
    return time.perf_counter() - started


@contextmanager
def echo() -> Iterator[str]:
    """Serve a bare FastAPI route that gives back what it gets, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen([sys.executable, "-c", _ECHO, str(listener.fileno())], pass_fds=[listener.fileno()])
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            process.terminate()
            process.wait()


def memory_mib(pid: int | None) -> float | None:
    """Return the memory of a process, resident, where Linux tells it."""
    if pid is None:
        return None
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return round(int(status.split("VmRSS:")[1].split()[0]) / 1024, 1)


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures."""
    rows = (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = itertools.cycle(json.loads(row)["question"] for row in rows)
    headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
    async with httpx2.AsyncClient(base_url=options.url) as http:
        result: dict[str, Any] = {"passages": (await http.get("/readyz")).json()["passages"]}
    with echo() as bare:
        for clients in (1, CLIENTS):
            await load(bare, {}, questions, clients, 10)
            await load(options.url, headers, questions, clients, 10)
            reference = (await load(bare, {}, questions, clients, options.requests)).json()
            figures = (await load(options.url, headers, questions, clients, options.requests)).json()
            ratio = {name: round(figures[name] / reference[name], 2) for name in ("p50_ms", "p99_ms")}
            result[f"clients_{clients}"] = {"service": figures, "echo": reference, "ratio": ratio}
    normal = result["clients_1"]["service"]["p50_ms"]
    overload = await load(options.url, headers, questions, CLIENTS * OVERLOAD, options.requests * 2)
    result["overload"] = overload.json()
    result["recovery_seconds"] = round(await recovery(options.url, headers, questions, normal), 2)
    if options.soak:
        before = memory_mib(options.pid)
        soak = await load(options.url, headers, questions, CLIENTS, options.soak)
        result["soak"] = soak.json() | {"memory_mib_before": before, "memory_mib_after": memory_mib(options.pid)}
    return result


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures of a service that runs already, or of one that runs as long as this takes."""
    if options.url:
        return asyncio.run(measure(options))
    with tempfile.TemporaryDirectory() as state, serving(options.index, Path(state)) as service:
        options.url, options.pid = service.url, service.process.pid
        return asyncio.run(measure(options))


def arguments(given: list[str]) -> argparse.Namespace:
    """Return what was asked for; what cannot be stored ends the program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", help="where a service is; without one, one is started")
    parser.add_argument("--index", type=Path, default=ROOT / "index", help="what that one serves")
    parser.add_argument("--key", help="an API key with the scope ask")
    parser.add_argument("--pid", type=int, help="the service's process, for its memory")
    parser.add_argument("--requests", type=int, default=1000, help="questions for each number of clients")
    parser.add_argument("--soak", type=int, default=0, help="questions of the soak; none by default")
    parser.add_argument("--store", action="store_true", help="keep the figures in benchmarks/load.json")
    options = parser.parse_args(given)
    if options.store and (options.url or not options.soak):
        parser.error("what is stored is of a service that is started for it, and with a soak: no URL, and --soak N")
    return options


def main() -> None:
    """Measure, and print the figures as JSON."""
    options = arguments(sys.argv[1:])
    figures = measured(options)
    print(json.dumps(figures, indent=1))
    if options.store:
        command = f"python -m benchmarks.load --requests {options.requests} --soak {options.soak} --store"
        STORED.write_text(json.dumps({"command": command} | figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
