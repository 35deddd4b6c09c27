"""Generated requests to every route of a service: none is answered with a 5xx but 503, and `/healthz` stays prompt.

    python -m benchmarks.attacks.bodies --index DIR --requests 10000

A service is started over copies of the index and of the sources, which may be edited. Each request goes to the next
row of the table of who may do what, and is one that `/openapi.json` gives as an example, with something changed: a
value of another type, a text of adversarial signs up to and beyond its greatest length, lists made longer, fields left
out or added, JSON broken off; files and forms of the editors are of the same texts. Meanwhile `/healthz` is looked at.
The exit status is 1 when a status is a 5xx but 503, a connection breaks, or the 99th percentile of `/healthz` is over
100 ms.
"""

import argparse
import itertools
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx2

from benchmarks.attacks import figures
from benchmarks.attacks.patterns import ATOMS
from benchmarks.attacks.questions import questions
from benchmarks.attacks.service import ROOT, serving, watched
from lape_qa_api.editing.sources import FIELDS
from lape_qa_api.security import rights

HEALTHY_MS = 100.0
_REST_S = 10
"""For which `/healthz` is looked at before anything is sent: how it is otherwise, on the same machine."""
_SLOW_S = 2.0
_LENGTHS = (1, 20, 200, 201, 1_000, 1_001, 2_001, 10_000, 10_001, 30_000)
_MCP = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask_lape", "arguments": {"question": "LAPE"}},
}
_EDGE = "edge"
_SUFFIXES = (".txt", ".md", ".html", ".pdf", ".docx", ".zip", ".eml", "")
_FORM_FIELDS = ("id", "csrf", "key", "erase", "digest", *FIELDS)
_FILTERS = ("alue", "julkaisija", "vuosi", "kieli", "laji")
_PAGE_PARAMETERS = ("lang", "q", "sivu", *_FILTERS, "start", "end", "sha256", "also")
"""Of the pages, which `/openapi.json` does not describe."""
_PARTS = ("identifier", "path")
_KNOWN = "kanta-hame-loppuseminaari-2018"
_MCP_HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


@dataclass(frozen=True)
class Request:
    """A request as it is sent."""

    method: str
    route: str
    path: str
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


# ---- what is sent ------------------------------------------------------------------------------------------


def requests(openapi: Mapping[str, Any], seed: int = 1) -> Iterator[Request]:
    """Yield requests to all routes in turn, without end; the same for the same seed and description."""
    drawn, asked = random.Random(seed), questions(seed)
    while True:
        for row in rights.TABLE:
            path = row.path.replace(":path", "")
            operation = openapi["paths"].get(path, {}).get(row.method.lower(), {})
            address = _address(row.method, path, operation, drawn, asked)
            if row.method in ("GET", "DELETE"):
                yield Request(row.method, path, address)
            elif path == rights.MCP:
                body = _written(mutated(_MCP, drawn, asked), drawn)
                yield Request("POST", path, path, body, {"Content-Type": "application/json", **_MCP_HEADERS})
            elif "application/json" in operation.get("requestBody", {}).get("content", {}):
                body = _written(mutated(_example(openapi, operation), drawn, asked), drawn)
                yield Request(row.method, path, address, body)
            else:
                yield _sent_in(row.method, path, address, drawn, asked)


def _example(openapi: Mapping[str, Any], operation: Mapping[str, Any]) -> Any:
    """Return the example of a route's body: its schema's, else that of the media type."""
    media = operation["requestBody"]["content"]["application/json"]
    schema = media["schema"]
    if "$ref" in schema:
        schema = openapi["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema["examples"][0]


def _address(method: str, path: str, operation: Mapping[str, Any], drawn: random.Random, asked: Iterator[str]) -> str:
    """Return a path with some of its parameters filled in; values are cut to what the head of a request may have."""
    named = [(each["name"], each.get("schema", {}), each.get("example")) for each in operation.get("parameters", ())]
    known = {name: example for name, _, example in named if example}
    query = {}
    for name in [*_PARTS, *(name for name, _, _ in named), *_PAGE_PARAMETERS]:
        value = quote(str(scalar(drawn, asked))[:2000].encode("utf-8", "replace"), safe="")
        if f"{{{name}}}" in path:
            # Only looked at: to change what there is takes minutes each time.
            is_known = method == "GET" and drawn.random() < 0.5
            path = path.replace(f"{{{name}}}", quote(known.get(name, _KNOWN)) if is_known else value or "a")
        elif name not in _PARTS and drawn.random() < 0.4:
            query[name] = value
    return f"{path}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def _sent_in(method: str, path: str, address: str, drawn: random.Random, asked: Iterator[str]) -> Request:
    """Return a form, with a file or without."""
    chosen = drawn.sample(_FORM_FIELDS, drawn.randint(0, 5))
    values = {name: text(drawn, asked)[:3000] for name in chosen}
    if drawn.random() < 0.3:
        body = urlencode(values, errors="replace").encode()
        return Request(method, path, address, body, {"Content-Type": "application/x-www-form-urlencoded"})
    parts = [(f'name="{name}"', value) for name, value in values.items()]
    name = text(drawn, asked)[:200].replace('"', "") + drawn.choice(_SUFFIXES)
    parts.insert(drawn.randint(0, len(parts)), (f'name="file"; filename="{name}"', text(drawn, asked)))
    written = "".join(
        f"--{_EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n" for head, value in parts
    )
    whole = f"{written}--{_EDGE}--\r\n".encode("utf-8", "surrogatepass")
    body = whole if drawn.random() < 0.9 else whole[: drawn.randrange(len(whole))]
    return Request(method, path, address, body, {"Content-Type": f"multipart/form-data; boundary={_EDGE}"})


def _written(body: Any, drawn: random.Random) -> bytes:
    written = json.dumps(body, ensure_ascii=drawn.random() < 0.5).encode("utf-8", "surrogatepass")
    match drawn.randrange(20):
        case 0:
            return written[: drawn.randrange(len(written) + 1)]
        case 1:
            return written.replace(b"1", b"9" * drawn.choice([30, 5000]))
        case 2:
            return drawn.choice([b"[", b'{"a":', b"\xff", b"NaN", b"1e999,"]) * drawn.randint(1, 12_000)
        case _:
            return written


def mutated(value: Any, drawn: random.Random, asked: Iterator[str]) -> Any:
    """Return a value with something changed, at any depth."""
    match value:
        case dict() if value and drawn.random() < 0.9:
            changed = dict(value)
            name = drawn.choice(list(changed))
            match drawn.randrange(8):
                case 0:
                    del changed[name]
                case 1:
                    changed[text(drawn, asked)[:300]] = scalar(drawn, asked)
                case _:
                    changed[name] = mutated(changed[name], drawn, asked)
            return changed
        case list() if value and drawn.random() < 0.9:
            items = value * drawn.choice([1, 1, 2, 21, 100, 101, 201])
            at = drawn.randrange(len(items))
            return [*items[:at], mutated(items[at], drawn, asked), *items[at + 1 :]]
        case str() if drawn.random() < 0.8:
            return text(drawn, asked)
        case _:
            return scalar(drawn, asked)


def text(drawn: random.Random, asked: Iterator[str]) -> str:
    """Return a question, or an adversarial text of a telling length."""
    if drawn.random() < 0.4:
        return next(asked)
    atom, length = drawn.choice(ATOMS), drawn.choice(_LENGTHS)
    return (atom * (length // len(atom) + 1))[:length] + drawn.choice(["", "!", "\ud800", "\x00"])


def scalar(drawn: random.Random, asked: Iterator[str]) -> Any:
    """Return a value of any type."""
    values: tuple[Any, ...] = (
        None,
        True,
        0,
        -1,
        1,
        5,
        101,
        2**53,
        2**63,
        1e308,
        0.5,
        "",
        [],
        {},
        [[[[1]]]],
        {"a": {"b": 1}},
    )
    return drawn.choice((*values, text(drawn, asked)))


# ---- what comes back ---------------------------------------------------------------------------------------


@dataclass
class Answered:
    """What became of the requests."""

    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    slow: list[tuple[float, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, request: Request, status: str, seconds: float) -> None:
        """Take down how a request ended; by several threads."""
        with self.lock:
            self.statuses.setdefault(f"{request.method} {request.route}", Counter())[status] += 1
            if seconds > _SLOW_S:
                self.slow.append((seconds, f"{request.method} {request.route} {status}"))
            if status[0] not in "1234" and status != "503":
                self.faults.append(f"{status}: {request.method} {request.path[:300]} {request.content[:300]!r}")

    def json(self) -> dict[str, Any]:
        """Return the figures."""
        statuses = sum(self.statuses.values(), Counter[str]())
        return {
            "routes": len(self.statuses),
            "requests": statuses.total(),
            "statuses": dict(sorted(statuses.items())),
            "faults": len(self.faults),
        }


def send(url: str, given: Iterator[Request], answered: Answered, until: float) -> None:
    """Send requests until there are no more, or no time."""
    with httpx2.Client(base_url=url, timeout=60) as http:
        while time.monotonic() < until:
            with answered.lock:
                request = next(given, None)
            if request is None:
                return
            started = time.perf_counter()
            try:
                response = http.request(
                    request.method, request.path, content=request.content, headers=dict(request.headers)
                )
                status = str(response.status_code)
            except httpx2.TransportError as error:
                status = type(error).__name__
            answered.note(request, status, time.perf_counter() - started)


def main() -> None:
    """Print what became of the requests; the exit status is 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description="send generated requests to every route of a service")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    figures.add_option(parser)
    options = parser.parse_args()
    answered = Answered()
    with tempfile.TemporaryDirectory() as folder:
        index = shutil.copytree(options.index, Path(folder) / "index")
        corpus = shutil.copytree(ROOT / "corpus", Path(folder) / "corpus")
        with serving(index, Path(folder) / "state", options.port, corpus=str(corpus)) as service:
            with watched(service, "", clients=0) as at_rest:
                time.sleep(_REST_S)
            given = itertools.islice(requests(service.get("/openapi.json").json(), options.seed), options.requests)
            until = time.monotonic() + options.seconds
            with (
                watched(service, "", clients=0) as seen,
                ThreadPoolExecutor(options.clients) as clients,
            ):
                sent = [clients.submit(send, service.url, given, answered, until) for _ in range(options.clients)]
                for each in sent:
                    each.result()
    for route, statuses in sorted(answered.statuses.items()):
        print(f"{route}: {dict(statuses)}")
    print("slowest:", [(round(seconds, 1), what) for seconds, what in sorted(answered.slow, reverse=True)[:5]])
    found = answered.json() | {name: figure for name, figure in seen.json().items() if name.startswith("healthz")}
    found["healthz_at_rest_ms_p99"] = at_rest.json()["healthz_ms_p99"]
    print(json.dumps(found))
    for fault in answered.faults[:10]:
        print(fault, file=sys.stderr)
    if options.store:
        figures.keep("bodies", found)
    late = (found["healthz_ms_p99"] or 0.0) > HEALTHY_MS
    sys.exit(1 if answered.faults or late else 0)


if __name__ == "__main__":
    main()
