"""Let one stack index the passages and answer the questions; no connection can be opened meanwhile.

python -m benchmarks.peers.run haystack|llama_index|langchain|txtai WORK-FOLDER
"""

import importlib
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.peers.shared import DEPTH, Search, open_job

TIMED = 300
"""Questions asked once more with the model encoding each, evenly spread over all; their times are reported."""


def forbid_network(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection and name look-up: an audit hook, which no library gets round unseen."""
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        raise PermissionError(f"the comparison is offline, but {event} was called with {arguments[1:]}")


def run(name: str, work: Path) -> None:
    """Write WORK/NAME.json: the ranking of every question, the seconds of indexing, the milliseconds of each query."""
    system = importlib.import_module(f"benchmarks.peers.with_{name}")
    job, encoder = open_job(work)
    started = time.perf_counter()
    search: Search = system.build(job["passages"], encoder)
    own_seconds = time.perf_counter() - started
    questions = list(job["queries"].items())
    encoder.live = True
    milliseconds = []
    for _, text in questions[:: max(1, len(questions) // TIMED)][:TIMED]:
        started = time.perf_counter()
        search(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
    encoder.live = False
    result = {
        "version": f"{system.DISTRIBUTION} {version(system.DISTRIBUTION)}",
        "own_index_seconds": own_seconds,
        "encode_seconds": encoder.seconds["passage"],
        "query_ms": milliseconds,
        "rankings": {identifier: search(text)[:DEPTH] for identifier, text in questions},
    }
    (work / f"{name}.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    sys.addaudithook(forbid_network)
    run(sys.argv[1], Path(sys.argv[2]))
