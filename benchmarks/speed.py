"""How fast and how large retrieval and encoding are; ratios of one run say more than its milliseconds.

    python -m benchmarks.speed ../shared/data/squad-fi/dev

writes benchmarks/speed.json, from which `make docs` makes the tables of docs/retrieval.md. Times are processor
times of this process alone, so that other programs on the machine change them little; but for those of the encoder,
which are of the clock, since some of them are on two threads: what is compared there is measured in turns.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from lape_qa.encoding.bundled_e5 import PASSAGE_PROMPT, QUERY_PROMPT, bundled_folder
from lape_qa.encoding.model import Vectors
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.texts import TextEncoder
from lape_qa.evaluation import beir
from lape_qa.evaluation.collection_index import open_indexed
from lape_qa.index import dense, lexical
from lape_qa.index.dense import DenseSearcher
from lape_qa.index.generation import Files, Generation
from lape_qa.language import morphology as finnish
from lape_qa.question import analysis
from lape_qa.question.model import Query
from lape_qa.retrieval import retriever
from lape_qa.retrieval.candidates import gather
from lape_qa.retrieval.reranking import prefer, rerank
from lape_qa.retrieval.retriever import CANDIDATES, LEXICAL_WEIGHT, RERANKED
from lape_qa.settings import load_settings

RESULTS = Path(__file__).parent / "speed.json"
QUESTIONS = 500
WARMING = 50
GRAPH_SIZES = (12_500, 25_000, 50_000)
NEAREST = 200
PASSAGES = 128
ROUNDS = 5


def milliseconds(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def middle(times: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    return {"p50": round(float(np.median(times)), 2), "p95": round(float(np.quantile(times, 0.95)), 2)}


def words_per_second(texts: Iterable[str]) -> dict[str, int]:
    """Return how many words are analysed in a second, each form met for the first time, and again."""
    gathered = list(texts)
    words = sum(1 for text in gathered for _ in finnish.words(text))
    first, again = (milliseconds(lambda: [finnish.tokens(text) for text in gathered]) for _ in range(2))
    return {"words": words, "first": round(words / first * 1000), "again": round(words / again * 1000)}


def encoding(
    encoder: TextEncoder, plain: SentenceTransformer, passages: Sequence[str], questions: Sequence[str]
) -> list[dict[str, Any]]:
    """Compare our encoder with plain sentence-transformers in float32, on one thread and on two."""
    rows = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        os.environ["OMP_NUM_THREADS"] = str(threads)
        for_passages = in_turns(
            {
                "plain": lambda: plain.encode([PASSAGE_PROMPT + text for text in passages], prompt=""),
                "ours": lambda: [encoded for _, encoded in encoder.encode_tokens(passages, "passage")],
            },
            ROUNDS,
        )
        for_questions: dict[str, list[float]] = {"plain": [], "ours": []}
        for text in questions:
            turn = in_turns(
                {
                    "plain": lambda: plain.encode(QUERY_PROMPT + text, prompt="", output_value=None),  # noqa: B023
                    "ours": lambda: list(encoder.encode_tokens([text], "query")),  # noqa: B023
                },
                1,
            )
            for name, times in turn.items():
                for_questions[name] += times
        rows.append(
            {
                "threads": threads,
                "passages_ms": {name: round(min(times) / len(passages), 2) for name, times in for_passages.items()},
                "question_ms": {name: middle(times[WARMING:]) for name, times in for_questions.items()},
            }
        )
    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"
    return rows


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds by the clock of each piece of work, done in turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            times[name].append((time.perf_counter() - started) * 1000)
    return times


def stages(generation: Generation, asked: Sequence[Query]) -> dict[str, dict[str, float]]:
    """Return what retrieval adds to encoding the question, by stage."""
    times: dict[str, list[float]] = {name: [] for name in ("lexical", "dense", "fusion", "second stage", "all")}
    for number, question in enumerate(asked):
        weight = LEXICAL_WEIGHT[question.language]
        started = time.process_time()
        bm25 = generation.lexical.scores(question.words)
        by_terms = lexical.best(bm25, CANDIDATES)
        after_terms = time.process_time()
        by_vector = generation.dense.search(question.vector, CANDIDATES)
        after_vector = time.process_time()
        fused = retriever.convex([by_terms, by_vector], [weight, 1 - weight], RERANKED)
        after_fusion = time.process_time()
        prefer(rerank(gather(generation, question, fused, bm25), generation.tokens is not None))
        marks = (started, after_terms, after_vector, after_fusion, time.process_time())
        if number >= WARMING:
            for name, (before, after) in zip(times, pairwise(marks), strict=False):
                times[name].append((after - before) * 1000)
            times["all"].append((marks[-1] - marks[0]) * 1000)
    return {name: middle(values) for name, values in times.items()}


def bytes_per_passage(folder: Path, generation: Generation) -> dict[str, int]:
    """Return the size of each part of an index, by passage."""
    files, stored = Files(folder), generation.segments.of_rows(range(len(generation.passages)))
    sizes = {
        "vectors": _size(files.dense),
        "sentence vectors": sum(payload.vectors.nbytes for payload in stored),
        "tokens (late interaction)": sum(payload.values.nbytes + 4 * len(payload.values) for payload in stored),
        "terms in reading order": _size(files.forward),
        "inverted index": _size(files.lexical),
        "texts": _size(files.documents),
        "offsets": _size(files.passages),
        "word forms": _size(files.forms),
    }
    return {name: round(size / len(generation.passages)) for name, size in sizes.items()}


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())


def graphs(vectors: Vectors, asked: Sequence[Query]) -> list[dict[str, float]]:
    """Compare an exact search with a graph at several sizes; beyond the real vectors, noisy copies of them."""
    rng = np.random.default_rng(0)
    rows = []
    for size in GRAPH_SIZES:
        copies = [vectors + rng.normal(0, 0.02, vectors.shape) for _ in range(size // len(vectors))]
        several = np.concatenate([vectors, *copies])[:size].astype(np.float32)
        rows.append(_exact_and_graph(several / np.linalg.norm(several, axis=1, keepdims=True), asked))
    return rows


def _exact_and_graph(vectors: Vectors, asked: Sequence[Query]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        exact, graph = Path(folder) / "exact", Path(folder) / "graph"
        dense.write(exact, vectors.shape, [vectors], exact_up_to=len(vectors))
        building = milliseconds(lambda: dense.write(graph, vectors.shape, [vectors], exact_up_to=0))
        found, times = zip(*(_searched(DenseSearcher(file), asked) for file in (exact, graph)), strict=True)
    recall = np.mean([len(a & b) / NEAREST for a, b in zip(*found, strict=True)])
    return {
        "passages": len(vectors),
        "exact_ms": times[0],
        "graph_ms": times[1],
        f"graph_recall@{NEAREST}": round(float(recall), 4),
        "graph_building_s": round(building / 1000),
    }


def _searched(searcher: DenseSearcher, asked: Sequence[Query]) -> tuple[list[set[int]], float]:
    """Return what is found for each question, and the median time."""
    found: list[set[int]] = []
    times = [
        milliseconds(lambda: found.append(set(searcher.search(question.vector, NEAREST).rows.tolist())))  # noqa: B023
        for question in asked
    ]
    return found, middle(times)["p50"]


def main(folder: Path) -> dict[str, object]:
    """Index the folder (once) and measure."""
    faiss.omp_set_num_threads(1)
    torch.set_num_threads(1)
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    collection = beir.read(folder)
    morphology = words_per_second(document.text for document in collection.documents[:2000])
    indexed = open_indexed(collection.documents, encoder, settings.cache, lambda *_: None)
    generation = indexed.generation
    questions = list(collection.queries.values())[: QUESTIONS + WARMING]
    plain = SentenceTransformer(str(bundled_folder(settings.cache)), device="cpu", local_files_only=True)
    passages = random.Random(0).sample([document.text for document in collection.documents], PASSAGES)
    asked = [analysis.analyse(text, encoder, generation.speller) for text in questions]
    vectors = np.stack([generation.dense.vector(row) for row in range(len(generation.passages))])
    return {
        "command": f"python -m benchmarks.speed {folder}",
        "words_per_second": morphology,
        "passages": len(generation.passages),
        "encoding": encoding(encoder, plain, passages, questions[: WARMING + 150]),
        "added_ms": stages(generation, asked),
        "bytes_per_passage": bytes_per_passage(indexed.folder, generation),
        "exact_or_graph": graphs(vectors, asked[:200]),
    }


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    RESULTS.write_text(json.dumps(main(Path(sys.argv[1])), indent=1) + "\n", encoding="utf-8")
