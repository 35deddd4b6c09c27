"""Put what was measured into results.json, with the measures that `lape-qa benchmark` takes.

    python -m benchmarks.peers.collect WORK-FOLDER haystack llama_index langchain txtai
    python -m benchmarks.peers.collect WORK-FOLDER lape-qa

The stacks begin a new results.json; LAPE-QA's own row joins the one that is there, or takes the place of an older one.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from benchmarks.peers.results import OURS, SETUPS, STORED, Measure, Results, Row, System, read, write
from lape_qa import __version__
from lape_qa.errors import LapeQAError, UsageError
from lape_qa.evaluation.benchmark import quality, query_times


def stacks(work: Path, names: Sequence[System], machine: str) -> Results:
    """Return the results of the stacks that `run` wrote to the work folder."""
    job = _load(work / "job.json")
    return Results(**_about(job), systems={name: _stack(_load(work / f"{name}.json"), job, machine) for name in names})


def with_ours(results: Results, work: Path, machine: str) -> Results:
    """Return results with LAPE-QA's row from what `lape-qa benchmark --json` wrote to the work folder."""
    job = _load(work / "job.json")
    if _about(job) != results.model_dump(exclude={"systems"}):
        raise UsageError(
            f"the stored results are of {results.collection}, {work} is of {job['collection']}: run `make peers` anew"
        )
    measured = _load(work / f"{OURS}.json")
    row = Row(
        version=f"lape-qa {__version__}",
        machine=machine,
        measures={name: measured[name] for name in get_args(Measure)},
        index_seconds=measured["index_seconds"],
        encode_seconds=None,
        timed_queries=len(job["queries"]),
        query_ms_p50=measured["query_ms_p50"],
        query_ms_p95=measured["query_ms_p95"],
    )
    return results.model_copy(update={"systems": {**results.systems, OURS: row}})


def machine() -> str:
    """Return the processor's name, where the system tells, the threads in use, and the load of the last 15 minutes.

    A load above the number of threads says that others were at work, and that the times are too long.
    """
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        told = []
    names = [line.partition(":")[2].strip() for line in told if line.startswith("model name")]
    threads = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
    load = f"load {os.getloadavg()[2]:.1f} on {os.cpu_count()} processors"
    return f"{names[0] if names else 'unnamed processor'}, {threads} thread{'s' if threads > 1 else ''}, {load}"


def _about(job: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "collection": job["collection"],
        "passages": len(job["passages"]),
        "queries": len(job["queries"]),
        "model": job["model"],
    }


def _stack(run: Mapping[str, Any], job: Mapping[str, Any], machine: str) -> Row:
    times = query_times(run["query_ms"])
    measured = quality(job["relevant"], run["rankings"])
    return Row(
        version=run["version"],
        machine=machine,
        measures={name: measured[name] for name in get_args(Measure)},
        index_seconds=round(run["own_index_seconds"] + run["encode_seconds"], 2),
        encode_seconds=round(run["encode_seconds"], 2),
        timed_queries=len(run["query_ms"]),
        query_ms_p50=times["query_ms_p50"],
        query_ms_p95=times["query_ms_p95"],
    )


def _load(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{file} does not exist: run `make peers BEIR=…`, which writes it") from error
    except ValueError as error:
        raise UsageError(f"{file} is damaged ({error}): delete it and run `make peers BEIR=…` again") from error


def main(work: Path, names: Sequence[str]) -> None:
    """Write results.json anew from the stacks named, or with LAPE-QA's row."""
    theirs: list[System] = [name for name in SETUPS if name != OURS]
    if list(names) == [OURS]:
        results = with_ours(read(STORED), work, machine())
    elif names and set(names) <= set(theirs):
        results = stacks(work, [name for name in theirs if name in names], machine())
    else:
        raise UsageError(f"name {OURS} alone, or some of {', '.join(theirs)}: not {' '.join(names) or 'nothing'}")
    write(STORED, results)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2:])
    except LapeQAError as error:
        sys.exit(f"peers: {error}")
