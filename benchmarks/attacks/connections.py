"""Thousands of connections from one address: `python -m benchmarks.attacks.connections --index INDEX`.

Serves an index with `ulimit -n 1024`, and attacks it from 127.0.0.2 in four ways: connections on which nothing is sent
(idle), that rest after one request (resting), that ask on and on and read nothing (unread), or that ask for answers as
events (streaming). Whatever the service ends is opened anew five seconds later. Meanwhile another address opens a
connection for each request: `/healthz` and a question in turn. Each row says what it saw, by how many lines the log
grew, and how many connections the attacker held at the end; the first row is without an attack.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, Literal

import numpy as np

from benchmarks.attacks import figures

Mode = Literal["none", "idle", "resting", "unread", "streaming"]
MODES: tuple[Mode, ...] = ("none", "idle", "resting", "unread", "streaming")
QUESTION = "Mikä on LAPE-akatemia?"
_DEAF: tuple[Mode, ...] = ("unread", "streaming")
_HEAD = "HTTP/1.1\r\nHost: localhost\r\n"
_AGAIN_SECONDS = 5.0
_OPEN_FILES = 1024


def request(method: str, path: str, body: bytes = b"", *, close: bool = False) -> bytes:
    """Return a request as it goes over the wire."""
    length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    return (
        f"{method} {path} {_HEAD}{length}{'Connection: close' + chr(13) + chr(10) if close else ''}\r\n".encode() + body
    )


_ASKED = json.dumps({"question": QUESTION}).encode()
_SENT: dict[Mode, bytes] = {
    "none": b"",
    "idle": b"",
    "resting": request("GET", "/healthz"),
    "unread": request("GET", "/openapi.json") * 400,
    "streaming": request("POST", "/v1/ask/stream", _ASKED) * 20,
}


class Attacker(asyncio.Protocol):
    """A connection that sends what its mode says, and does not read what comes where the mode says so."""

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send everything at once."""
        assert isinstance(transport, asyncio.Transport)
        if self._mode in _DEAF:
            transport.pause_reading()
        transport.write(_SENT[self._mode])

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Tell of the end."""
        self.ended.set()


async def attack(address: tuple[str, int], mode: Mode, clients: int, source: str, stop: Event) -> int:
    """Hold connections from an address until told to stop, and return how many are open then."""
    held: set[asyncio.Task[None]] = set()
    tasks = [asyncio.create_task(_client(address, mode, source, held)) for _ in range(clients)]
    while not stop.is_set():
        await asyncio.sleep(0.2)
    open_now = len(held)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return open_now


async def _client(address: tuple[str, int], mode: Mode, source: str, held: set[asyncio.Task[None]]) -> None:
    """Connect, and again whenever that has ended."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task
    while True:
        with socket.socket() as connection:
            connection.setblocking(False)
            if mode in _DEAF:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            with suppress(OSError):
                connection.bind((source, 0))
                await loop.sock_connect(connection, address)
                transport, attacker = await loop.create_connection(partial(Attacker, mode), sock=connection)
                held.add(task)
                while mode in _DEAF and not _is_reset(connection):
                    await asyncio.sleep(_AGAIN_SECONDS)
                if mode not in _DEAF:
                    await attacker.ended.wait()
                transport.abort()
            held.discard(task)
        await asyncio.sleep(_AGAIN_SECONDS)


def _is_reset(connection: socket.socket) -> bool:
    """Tell whether the other side has ended a connection that nobody reads from."""
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


@dataclass
class Seen:
    """What the others saw: the time and outcome of each request."""

    milliseconds: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def percentile(self, share: int) -> float:
        """Return the time within which a share of the requests ended, well or not."""
        return float(np.percentile(self.milliseconds, share))


def others(address: tuple[str, int], seconds: float, source: str = "127.0.0.1") -> Seen:
    """Send requests from an address, each on a connection of its own, one after another."""
    seen = Seen()
    end = time.perf_counter() + seconds
    asked = [request("GET", "/healthz", close=True), request("POST", "/v1/ask", _ASKED, close=True)]
    while time.perf_counter() < end:
        started = time.perf_counter()
        try:
            with socket.create_connection(address, 10, (source, 0)) as connection:
                connection.sendall(asked[len(seen.milliseconds) % 2])
                status = connection.makefile("rb").read()[9:12].decode() or "ended"
        except OSError as error:
            status = type(error).__name__
        seen.milliseconds.append((time.perf_counter() - started) * 1000)
        seen.outcomes[status] += 1
        time.sleep(0.05)
    return seen


def attacker(address: tuple[str, int], mode: Mode, clients: int, source: str, stop: Event, held: Any) -> None:
    """Attack, in a process of its own."""
    held.value = asyncio.run(attack(address, mode, clients, source, stop))


def measured(
    address: tuple[str, int], mode: Mode, clients: int, seconds: float, source: str = "127.0.0.2", settle: float = 3.0
) -> tuple[Seen, int]:
    """Return what others saw during an attack, and how many connections the attacker held at its end."""
    context = multiprocessing.get_context("spawn")
    stop, held = context.Event(), context.Value("i", 0)
    process = context.Process(target=attacker, args=(address, mode, clients, source, stop, held))
    process.start()
    time.sleep(settle)
    seen = others(address, seconds)
    stop.set()
    process.join()
    return seen, held.value


@contextmanager
def serving(index: Path, log: Path) -> Iterator[tuple[str, int]]:
    """Serve an index on a free port, with few open files allowed; its log goes to a file."""
    with tempfile.TemporaryDirectory() as state, log.open("wb") as lines:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = "from lape_qa.cli import main; main()", "serve", "--port", f"{port}", "--index", f"{index}"
        process = subprocess.Popen(
            ["sh", "-c", f'ulimit -n {_OPEN_FILES}; exec "$@"', "sh", sys.executable, "-c", *command],
            stdout=subprocess.DEVNULL,
            stderr=lines,
            env=os.environ | {"LAPE_QA_STATE": state},
        )
        address = ("127.0.0.1", port)
        try:
            while others(address, 0.01).outcomes["200"] == 0 or not _answers(address):
                if process.poll() is not None:
                    raise SystemExit(log.read_text(encoding="utf-8"))
                time.sleep(0.5)
            yield address
        finally:
            process.terminate()
            process.wait()


def _answers(address: tuple[str, int]) -> bool:
    with socket.create_connection(address, 30) as connection:
        connection.sendall(request("GET", "/readyz", close=True))
        return connection.makefile("rb").read()[9:12] == b"200"


def main() -> None:
    """Attack in each way, and print what the others saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="an index folder")
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--source", default="127.0.0.2", help="the attacker's address")
    parser.add_argument("--mode", choices=MODES, action="append", help="all by default")
    figures.add_option(parser)
    options = parser.parse_args()
    found: dict[str, Any] = {}
    print(f"{'attack':10} {'p50 ms':>7} {'p95 ms':>7} {'max ms':>7} {'lines/s':>7} {'held':>5}  outcomes")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with serving(options.index, log) as address:
            for mode in options.mode or MODES:
                before, started = log.stat().st_size, time.perf_counter()
                clients = 0 if mode == "none" else options.clients
                seen, held = measured(address, mode, clients, options.seconds, options.source)
                lines = log.read_bytes()[before:].count(b"\n") / (time.perf_counter() - started)
                times = {f"p{share}_ms": round(seen.percentile(share)) for share in (50, 95, 100)}
                row = " ".join(f"{taken:7}" for taken in times.values())
                print(f"{mode:10} {row} {lines:7.1f} {held:5}  {dict(seen.outcomes)}", flush=True)
                found[mode] = {**times, "lines_a_second": round(lines, 1), "held": held, "outcomes": seen.outcomes}
    if options.store:
        figures.keep("connections", found)


if __name__ == "__main__":
    main()
