"""What each part of retrieval is worth: take one away, ask every question again, and test the difference.

    python -m benchmarks.ablation ../shared/data/squad-fi/dev eval/questions.jsonl corpus

writes benchmarks/ablation.json, from which `make docs` makes the tables of docs/retrieval.md. Of eval/ only the
`dev` questions are asked: these tables are for choosing by. A variant changes nothing else: the weights of the
second stage are those fitted for the whole.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np

from lape_qa.documents import chunking as passages
from lape_qa.documents import loading
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.model import Document, Passage
from lape_qa.encoding.protocol import Encoder
from lape_qa.encoding.sentence_transformer import SentenceTransformerEncoder
from lape_qa.evaluation import beir
from lape_qa.evaluation.question_set.questions import Case, gold_spans, overlaps, read_cases
from lape_qa.evaluation.significance import holm, randomisation_test
from lape_qa.index import builder, lexical, store
from lape_qa.index.generation import Generation
from lape_qa.index.model import Hit
from lape_qa.language import morphology
from lape_qa.language.model import Span
from lape_qa.question import analysis
from lape_qa.question.model import Query
from lape_qa.retrieval import reranking, retriever
from lape_qa.retrieval.retriever import CANDIDATES, LEXICAL_WEIGHT, RERANKED, Retriever
from lape_qa.settings import load_settings

RESULTS = Path(__file__).parent / "ablation.json"
DEPTH = 100
QUERIES = 1000
"""Drawn from the BEIR folder with a fixed seed: enough to tell a difference of 0.01 in MRR@10."""
SHIPPED = Chunking()

Search = Callable[[Generation, Query], list[Hit]]
Judge = Callable[[Hit], bool]
Split = Callable[[Document, Chunking, Callable[[str], bool]], list[Passage]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what is right for it, and the slices it belongs to."""

    query: Query
    is_right: Judge
    slices: tuple[str, ...]


# ---- variants of the search ------------------------------------------------------------------------------


def whole(generation: Generation, asked: Query) -> list[Hit]:
    """Search as shipped."""
    return Retriever(generation.lexical, generation.dense, generation).search(asked, DEPTH)


def first_stage(generation: Generation, asked: Query, weight: float | None = None) -> list[Hit]:
    """Search by fusion alone; `weight` is the lexical share, as shipped by default."""
    share = LEXICAL_WEIGHT[asked.language] if weight is None else weight
    rankings = [generation.lexical.search(asked, CANDIDATES), generation.dense.search(asked, CANDIDATES)]
    return retriever.convex(rankings, [share, 1 - share], DEPTH)


def reciprocal(generation: Generation, asked: Query, k: int = 60) -> list[Hit]:
    """Search by reciprocal rank fusion (Cormack et al. 2009), what general stacks do, and no second stage."""
    scores: dict[str, float] = {}
    hits: dict[str, Hit] = {}
    for searcher in (generation.lexical, generation.dense):
        for rank, hit in enumerate(searcher.search(asked, CANDIDATES), start=1):
            hits.setdefault(hit.passage.id, hit)
            scores[hit.passage.id] = scores.get(hit.passage.id, 0) + 1 / (k + rank)
    return [hits[key] for key in sorted(scores, key=lambda key: -scores[key])[:DEPTH]]


def without_preference(generation: Generation, asked: Query) -> list[Hit]:
    """Search without moving down what is about another place or year."""
    return reranking.rerank(generation, asked, first_stage(generation, asked)[:RERANKED])


def without_late(generation: Generation, asked: Query) -> list[Hit]:
    """Search without late interaction, with the weights fitted for that."""
    with mock.patch.object(generation, "tokens", None):
        return whole(generation, asked)


def without_signal(generation: Generation, asked: Query, name: str) -> list[Hit]:
    """Search with one signal of the second stage weighing nothing."""
    weights = reranking.weights(generation.tokens is not None).reshape(3, -1).copy()
    weights[:, reranking.SIGNALS.index(name)] = 0
    with mock.patch.object(reranking, "weights", lambda _: weights.ravel()):
        return whole(generation, asked)


def without_tie(generation: Generation, asked: Query) -> list[Hit]:
    """Search with all terms of a word counted whole, as plain BM25 does."""
    # Queries of their own, since the searcher remembers the scores of those that it knows.
    anew = replace(asked, parts=tuple(map(replace, asked.parts)))
    with mock.patch.object(lexical, "TIE", 1.0):
        return whole(generation, anew)


SEARCHES: Mapping[str, Search] = {
    "as shipped": whole,
    "dense alone": partial(first_stage, weight=0.0),
    "lexical alone": partial(first_stage, weight=1.0),
    "reciprocal rank fusion, no second stage": reciprocal,
    "convex fusion, no second stage": first_stage,
    "without late interaction": without_late,
    "without preferring the asked place and year": without_preference,
    "every term of a word counted whole (no maximum)": without_tie,
    **{f"without the signal {name}": partial(without_signal, name=name) for name in reranking.SIGNALS},
}


# ---- variants of the index -------------------------------------------------------------------------------


def _context(*fields: str) -> Callable[[Document, str], str]:
    def context(document: Document, heading: str) -> str:
        values = {"title": document.opening or document.title, "heading": heading}
        values |= {"region": document.region, "publisher": document.publisher}
        return ". ".join(values[name] for name in fields if values[name])

    return context


CONTEXTS: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "title": ("title",),
    "title, region": ("title", "region"),
    "title, region, heading": ("title", "region", "heading"),
    "title, region, publisher, heading (as shipped)": ("title", "region", "publisher", "heading"),
}
SIZES: Mapping[str, Chunking] = {
    "100 tokens": Chunking(100, 400),
    "150 tokens": Chunking(150, 400),
    "200 tokens (as shipped)": Chunking(200, 400),
    "300 tokens": Chunking(300, 400),
    "400 tokens": Chunking(400, 400),
}
OVERLAPPING = "200 tokens, each passage with the last sentence of the one before"


def _overlapping(document: Document, chunking: Chunking, fits: Callable[[str], bool]) -> list[Passage]:
    """Return the passages of a document, each but the first begun a sentence earlier where the encoder has room."""
    found = passages.split(document, chunking, fits)
    for at in range(len(found) - 1, 0, -1):
        before, here = found[at - 1], found[at]
        if before.sentences:
            start = before.sentences[-1].start
            text = document.text[start : here.end]
            if fits(passages.indexed_text(document, here.heading, text)):
                sentences = (before.sentences[-1], *here.sentences)
                found[at] = Passage(document.id, start, here.end, text, here.heading, sentences)
    return found


@contextmanager
def indexed(
    root: Path,
    documents: Sequence[Document],
    encoder: Encoder,
    chunking: Chunking = SHIPPED,
    context: Callable[[Document, str], str] = passages.context,
    split: Split = passages.split,
) -> Iterator[Generation]:
    """Build an index for one variant; what variants in the same folder share is encoded once."""
    with (
        mock.patch.object(passages, "context", context),
        mock.patch.object(builder, "context", context),
    ):
        store.build(
            root,
            documents,
            lambda document: split(document, chunking, encoder.fits),
            encoder,
            chunking,
            lambda *_: None,
        )
        yield store.open_index(root, encoder)


# ---- questions -------------------------------------------------------------------------------------------


def beir_questions(collection: beir.Collection, generation: Generation, encoder: Encoder) -> list[Asked]:
    """Return some queries of a BEIR folder."""
    drawn = np.random.default_rng(0).permutation(sorted(collection.queries))[:QUERIES]
    return [
        Asked(
            analysis.analyse(collection.queries[identifier], encoder, generation.speller),
            partial(_is_document, frozenset(collection.relevant[identifier])),
            (),
        )
        for identifier in drawn
    ]


def _is_document(relevant: frozenset[str], hit: Hit) -> bool:
    return hit.passage.document_id in relevant


def set_questions(
    cases: Sequence[Case], generation: Generation, encoder: Encoder, *, mended: bool = True
) -> list[Asked]:
    """Return the answerable questions of a set, with their language and tags as slices."""
    return [
        Asked(
            analysis.analyse(case.question, encoder, generation.speller if mended else None),
            partial(_is_quote, gold_spans(case, generation.documents)),
            (case.lang, *case.tags),
        )
        for case in cases
    ]


def _is_quote(spans: Mapping[str, list[Span]], hit: Hit) -> bool:
    return overlaps(hit.passage.start, hit.passage.end, spans.get(hit.passage.document_id, []))


# ---- measuring -------------------------------------------------------------------------------------------


def ranks(asked: Sequence[Asked], generation: Generation, search: Search) -> list[int]:
    """Return the rank of the first right hit of each question, 0 for none among DEPTH."""
    found = []
    for question in asked:
        hits = search(generation, question.query)
        found.append(next((rank for rank, hit in enumerate(hits, start=1) if question.is_right(hit)), 0))
    return found


def reciprocal_ranks(found: Sequence[int]) -> list[float]:
    """Return each question's part of MRR@10."""
    return [1 / rank if 0 < rank <= 10 else 0.0 for rank in found]


def row(found: Sequence[int], base: Sequence[int], asked: Sequence[Asked]) -> dict[str, object]:
    """Return the measures of a variant and its difference from the one it is compared with."""
    mine, theirs = np.array(reciprocal_ranks(found)), np.array(reciprocal_ranks(base))
    slices = sorted({name for question in asked for name in question.slices})
    return {
        "mrr@10": round(float(mine.mean()), 4),
        **{f"recall@{k}": round(float(np.mean([0 < rank <= k for rank in found])), 4) for k in (1, 5, 10, 100)},
        "difference": round(float((mine - theirs).mean()), 4),
        "p": randomisation_test(mine - theirs) if (mine != theirs).any() else 1.0,
        "slices": {
            name: round(float(mine[[name in question.slices for question in asked]].mean()), 3) for name in slices
        },
    }


def table(variants: Mapping[str, Sequence[int]], asked: Sequence[Asked], base: str) -> dict[str, object]:
    """Return a row for each variant, its p corrected for the number of variants (Holm)."""
    rows = {name: row(found, variants[base], asked) for name, found in variants.items()}
    corrected = holm([float(str(values["p"])) for values in rows.values()])
    for values, p in zip(rows.values(), corrected, strict=True):
        values["p"] = round(p, 4)
    return {"questions": len(asked), "rows": rows}


def main(folder: Path, questions: Path, sources: Path) -> dict[str, object]:
    """Run every variant and return the tables."""
    with tempfile.TemporaryDirectory(prefix="lape-qa-ablation-") as scratch:
        return _tables(folder, questions, sources, Path(scratch))


def _tables(folder: Path, questions: Path, sources: Path, root: Path) -> dict[str, object]:
    settings = load_settings()
    encoder = SentenceTransformerEncoder(settings.model_choice(), settings.cache)
    say = partial(print, file=sys.stderr, flush=True)

    documents = loading.load([sources]).documents
    cases = [case for case in read_cases(questions) if case.split == "dev" and case.answerable and not case.history]
    with indexed(root, documents, encoder) as generation:
        asked = set_questions(cases, generation, encoder)
        variants = {name: ranks(asked, generation, search) for name, search in SEARCHES.items()}
        plain = set_questions(cases, generation, encoder, mended=False)
        variants["without mending typing mistakes"] = ranks(plain, generation, whole)
    tables: dict[str, dict[str, object]] = {"eval": table(variants, asked, "as shipped")}

    by_context, by_size = {}, {}
    for number, (name, fields) in enumerate(CONTEXTS.items()):
        # Folders of their own: an index does not know what stood before its passages, and would be used again.
        with indexed(root / str(number), documents, encoder, context=_context(*fields)) as generation:
            by_context[name] = ranks(set_questions(cases, generation, encoder), generation, whole)
        say("context", name)
    for name, chunking in SIZES.items():
        with indexed(root, documents, encoder, chunking) as generation:
            by_size[name] = ranks(set_questions(cases, generation, encoder), generation, whole)
        say("size", name)
    with indexed(root / "overlapping", documents, encoder, split=_overlapping) as generation:
        by_size[OVERLAPPING] = ranks(set_questions(cases, generation, encoder), generation, whole)
    tables["context"] = table(by_context, asked, list(CONTEXTS)[-1])
    tables["size"] = table(by_size, asked, "200 tokens (as shipped)")
    collection = beir.read(folder)
    generation = beir.open_indexed(collection.documents, encoder, settings.cache, lambda *_: None).generation
    asked = beir_questions(collection, generation, encoder)
    by_search = {}
    for name, search in SEARCHES.items():
        by_search[name] = ranks(asked, generation, search)
        say(folder.name, name)
    tables["squad"] = table(by_search, asked, "as shipped")
    return {
        "command": f"python -m benchmarks.ablation {folder} {questions} {sources}",
        "morphology": morphology.MORPHOLOGY,
        "tables": tables,
    }


if __name__ == "__main__":
    measured = main(*map(Path, sys.argv[1:4]))
    RESULTS.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
