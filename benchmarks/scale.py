"""What an index costs as it grows: building, one change, a filter, a question, memory and disk.

    python -m benchmarks.scale ../shared/data/nq-fi/train ../shared/data/squad-fi/train --work DIR

writes benchmarks/scale.json. The passages are those of BEIR folders, repeated with changed words beyond their number,
each a document of its own; vectors and tokens are hashed, since it is the index that is measured and not the model.
Each step runs in a process of its own. `cpu_s` is the processor time of that process, which other programs on the
machine change little; ratios of one run say more than seconds. `--profile` prints where the time of a change goes.
"""

import argparse
import cProfile
import json
import multiprocessing
import pstats
import random
import re
import shutil
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from lape_qa.assistant import Assistant
from lape_qa.documents import chunking
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Filters, Passage
from lape_qa.encoding.model import Encoded, Vectors
from lape_qa.encoding.protocol import Advance, Role
from lape_qa.evaluation import beir
from lape_qa.index import store, token_vectors
from lape_qa.index.model import Keep
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from lape_qa.question import analysis
from lape_qa.retrieval.retriever import Retriever

T = TypeVar("T")

RESULTS = Path(__file__).parent / "scale.json"
SIZES = (10_000, 30_000, 100_000)
QUESTIONS = 200
WARMING = 20
KEEP = Keep(generations=2)
_CHANGED = 0.2
"""Share of the words that are others in a passage that is repeated."""
_WORD = re.compile(r"\w+")
_REGIONS = ("Lappi", "Kainuu", "Pohjanmaa", "Etelä-Savo", "")
_PUBLISHERS = 40
_YEARS = range(2008, 2024)
_FILTERS = (
    Filters(region="Lappi"),
    Filters(publisher="Julkaisija 7"),
    Filters(from_year=2015, to_year=2019),
    Filters(region="Kainuu", language="fi", from_year=2012),
)
_OF_PLACES = (
    "Mitä tehtiin alueella {}?",
    "Mitä tuloksia saatiin alueella {}?",
    "Kuka johti työtä alueella {}?",
    "Luettele paikkoja alueella {}",
    "kerro {}",
    "{}",
    "Miten {} eroaa alueesta Pohjanmaa?",
    "Mitkä olivat haasteet alueella {}?",
    "Mikä jatkuu alueella {}?",
    "Milloin työ alkoi alueella {}?",
)
"""Questions of a region as a whole, of whose passages many could be quoted."""


# ---- what is indexed ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Collection:
    """Folders in the BEIR form, as many documents made of them, and the questions of the first."""

    folders: tuple[Path, ...]
    size: int

    def documents(self) -> Iterator[Document]:
        """Yield the documents: those of the folders, and then again with changed words."""
        rows = [document for folder in self.folders for document in beir.read(folder).documents]
        words = sorted({word for row in rows for word in _WORD.findall(row.text)})
        for number in range(self.size):
            row = rows[number % len(rows)]
            yield _repeated(row, number, words if number >= len(rows) else ())

    def questions(self) -> list[str]:
        """Return some questions, the same each time."""
        every = sorted(beir.read(self.folders[0]).queries.values())
        return random.Random(0).sample(every, QUESTIONS + WARMING)


def _repeated(row: Document, number: int, words: Sequence[str]) -> Document:
    chance = random.Random(number)

    def other(match: re.Match[str]) -> str:
        return chance.choice(words) if chance.random() < _CHANGED else match[0]

    text = _WORD.sub(other, row.text) if words else row.text
    known = {
        "title": row.title,
        "region": _REGIONS[number % len(_REGIONS)],
        "publisher": f"Julkaisija {number % _PUBLISHERS}",
        "published": str(_YEARS[number % len(_YEARS)]),
        "language": "fi",
    }
    return make_document(f"{number:07}", text, known)


def whole(document: Document, *_: object) -> list[Passage]:
    """Take a document as one passage."""
    return [chunking.whole(document)] if document.text.strip() else []


class HashedEncoder:
    """An Encoder without a model: each stretch of up to four letters is a token with a vector of its own."""

    name = "hashed"
    fingerprint = "hashed"
    weights = token_vectors._made_for()
    dimensions = 384
    _longest = 512

    def fits(self, _text: str) -> bool:
        """Tell that any text fits."""
        return True

    def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
        """Return one vector of unit length for each text."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in self.encode_tokens(texts, role, advance):
            vectors[row] = text.vector
        return vectors

    def encode_tokens(
        self, texts: Sequence[str], _role: Role, advance: Advance | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Yield each text's number with its vector and those of its tokens."""
        for row, text in enumerate(texts):
            found = list(_PIECE.finditer(text))[: self._longest]
            ids = np.array([zlib.crc32(piece[0].casefold().encode()) % 250_000 for piece in found], np.int64)
            tokens = _directions()[ids % len(_directions())]
            vector = tokens.sum(axis=0) if found else _directions()[0]
            starts = np.array([piece.start() for piece in found], np.int64)
            yield row, Encoded((vector / np.linalg.norm(vector)).astype(np.float32), ids, starts, tokens)
            if advance:
                advance(1)


_PIECE = re.compile(r"\w{1,4}")


@cache
def _directions() -> NDArray[np.float32]:
    return np.random.default_rng(0).normal(size=(4096, HashedEncoder.dimensions)).astype(np.float32)


_RECIPE = IndexRecipe(HashedEncoder(), split=whole)


# ---- what is measured --------------------------------------------------------------------------------------


class Watch:
    """Seconds by the clock and of the processor since it was made."""

    def __init__(self) -> None:
        self._started = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """Return both."""
        clock, processor = self._started
        return {"s": round(time.perf_counter() - clock, 1), "cpu_s": round(time.process_time() - processor, 1)}


def memory(entry: str) -> int:
    """Return what the kernel says of this process's memory, in MiB: `VmRSS` is now, `VmHWM` the most there was."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith(f"{entry}:"))
    return kilobytes // 1024


def written() -> int:
    """Return how much this process has written to files so far, in MiB."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar:")) // 2**20


def first_build(collection: Collection, root: Path) -> dict[str, Any]:
    """Build the index of a collection where there is none."""
    documents = list(collection.documents())
    before, watch = memory("VmRSS"), Watch()
    store.build(root, documents, _RECIPE, keep=KEEP)
    return {**watch.read(), "documents_mib": before, "peak_mib": memory("VmHWM")}


def one_change(collection: Collection, root: Path, profile: bool) -> dict[str, Any]:
    """Build it again with another text in one of the documents, and open what was built."""
    documents = list(collection.documents())
    middle = len(documents) // 2
    changed = documents[middle]
    documents[middle] = make_document(changed.id, f"{changed.text} Virke on uusi.", {"title": changed.title})
    profiler, before, watch = cProfile.Profile(), written(), Watch()
    if profile:
        profiler.enable()
    store.build(root, documents, _RECIPE, keep=KEEP)
    profiler.disable()
    building, peak, write, opening = watch.read(), memory("VmHWM"), written() - before, Watch()
    Assistant(store.open_index(root, _RECIPE.encoder), _RECIPE.encoder)
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(35)
    return {**building, "peak_mib": peak, "written_mib": write, "opening": opening.read()}


def serving(collection: Collection, root: Path) -> dict[str, Any]:
    """Open it, and ask questions with filters and without, each on one thread as in the service."""
    threadpool_limits(1)
    asked = collection.questions()
    before, watch = memory("VmRSS"), Watch()
    generation = store.open_index(root, _RECIPE.encoder)
    assistant = Assistant(generation, _RECIPE.encoder)
    opening, resident = watch.read(), memory("VmRSS")
    retriever = Retriever(generation)
    queries = [analysis.analyse(question, _RECIPE.encoder) for question in asked]
    filters = [_FILTERS[number % len(_FILTERS)] for number in range(len(asked))]
    within = [generation.within(limits) for limits in filters]
    searched = middle([partial(retriever.search, query, 10) for query in queries])
    limited = [partial(retriever.search, query, 10, limits) for query, limits in zip(queries, within, strict=True)]
    filtering = middle([partial(generation.within, limits) for limits in filters])
    return {
        "opening": opening,
        "resident_mib": resident - before,
        "resident_after_questions_mib": memory("VmRSS") - before,
        "question_ms": middle([partial(assistant.ask, question) for question in asked]),
        "of_a_place_ms": middle([partial(assistant.ask, question) for question in _of_places()]),
        "search_ms": searched,
        "search_within_ms": middle(limited),
        "filter_ms": filtering,
        "filter_to_search": round(filtering["p50"] / searched["p50"], 3),
    }


def _of_places() -> list[str]:
    """Return questions of regions that the collection has, each for warming up or measured as it comes."""
    return [asking.format(region) for region in filter(None, _REGIONS) for asking in _OF_PLACES]


def middle(works: Sequence[Callable[[], object]]) -> dict[str, float]:
    """Return the median and the 95th percentile of their processor times, the first being for warming up."""
    times = []
    for work in works:
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    kept = times[WARMING:]
    return {"p50": round(float(np.median(kept)), 2), "p95": round(float(np.quantile(kept, 0.95)), 2)}


def disk(root: Path) -> dict[str, int]:
    """Return the sizes of what is in an index folder, in MiB."""
    layout = Layout(root)
    parts = {
        "generation": store.files_of(root, store.current(root)),
        "segments": layout.segments.iterdir(),
        "versions": layout.versions.files(),
        "cache": [layout.cache],
    }
    return {f"{name}_mib": sum(file.stat().st_size for file in files) // 2**20 for name, files in parts.items()}


def apart(work: Callable[..., T], *given: object) -> T:
    """Return what some work gives in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def measured(folders: Sequence[Path], size: int, work: Path, profile: bool) -> dict[str, Any]:
    """Return what an index of a size costs."""
    collection, root = Collection(tuple(folders), size), work / f"scale-{size}"
    shutil.rmtree(root, ignore_errors=True)
    row = {
        "passages": size,
        "first_build": apart(first_build, collection, root),
        "one_change": apart(one_change, collection, root, profile),
        "serving": apart(serving, collection, root),
        "disk": disk(root),
    }
    shutil.rmtree(root)
    return row


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure each size, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folders", type=Path, nargs="+", help="BEIR folders, whose passages are taken one after another"
    )
    parser.add_argument("--work", type=Path, required=True, help="where indexes are built, and removed afterwards")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of passages")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the results are written")
    parser.add_argument("--profile", action="store_true", help="print where the time of a change goes")
    given = parser.parse_args(arguments)
    rows = []
    for size in given.sizes:
        rows.append(measured(given.folders, size, given.work, given.profile))
        print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
