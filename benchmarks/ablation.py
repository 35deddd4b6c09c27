"""What each part of retrieval is worth: take one away, ask every question again, and test the difference.

    python -m benchmarks.ablation ../shared/data/squad-fi/dev eval/questions.jsonl corpus

writes benchmarks/ablation.json, from which `make docs` makes the tables of docs/retrieval.md. Of eval/ only the
`dev` questions are asked: these tables are for choosing by. A variant changes nothing else: the weights of the
second stage are those fitted for the whole.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from lape_qa.assistant import Assistant
from lape_qa.documents import chunking as passages
from lape_qa.documents import loading
from lape_qa.documents.chunking import Chunking, Context
from lape_qa.documents.model import Document, Passage
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.evaluation import beir
from lape_qa.evaluation.collection import Collection
from lape_qa.evaluation.collection_index import open_indexed
from lape_qa.evaluation.question_set.questions import Case, gold_spans, overlaps, read_cases
from lape_qa.evaluation.significance import holm, randomisation_test
from lape_qa.evaluation.systems import DEFAULT, VARIANTS
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.index.recipe import IndexRecipe
from lape_qa.language import morphology
from lape_qa.language.model import Span
from lape_qa.question import analysis
from lape_qa.question.model import Query
from lape_qa.reading.reader import open_reader
from lape_qa.retrieval.candidates import SIGNALS
from lape_qa.retrieval.retriever import RetrievalConfig, Retriever
from lape_qa.settings import load_settings

RESULTS = Path(__file__).parent / "ablation.json"
DEPTH = 100
QUERIES = 1000
"""Drawn from the BEIR folder with a fixed seed: enough to tell a difference of 0.01 in MRR@10."""

Judge = Callable[[Passage], bool]


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question, what is right for it, and the slices it belongs to."""

    query: Query
    is_right: Judge
    slices: tuple[str, ...]


# ---- variants of the search ------------------------------------------------------------------------------


SHIPPED = VARIANTS[DEFAULT].config

SEARCHES: Mapping[str, RetrievalConfig] = {
    "as shipped": SHIPPED,
    "dense alone": VARIANTS["dense"].config,
    "lexical alone": VARIANTS["lexical"].config,
    "reciprocal rank fusion, no second stage": VARIANTS["rrf"].config,
    "convex fusion, no second stage": VARIANTS["fusion"].config,
    "without late interaction": VARIANTS["no-late"].config,
    "without preferring the asked place and year": RetrievalConfig(place_and_year=False),
    "every term of a word counted whole (no maximum)": RetrievalConfig(tie=1.0),
    **{f"without the signal {name}": RetrievalConfig(without_signals=frozenset({name})) for name in SIGNALS},
}


WITH_READER = "as shipped, and the reader reads the best"


# ---- variants of the index -------------------------------------------------------------------------------


def _context(*fields: str) -> Context:
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


def _overlapping(
    document: Document, chunking: Chunking, fits: Callable[[str], bool], before_it: Context
) -> list[Passage]:
    """Return the passages of a document, each but the first begun a sentence earlier where the encoder has room."""
    found = passages.split(document, chunking, fits, before_it)
    for at in range(len(found) - 1, 0, -1):
        before, here = found[at - 1], found[at]
        if before.sentences:
            start = before.sentences[-1].start
            text = document.text[start : here.end]
            if fits(passages.indexed_text(document, here.heading, text, before_it)):
                sentences = (before.sentences[-1], *here.sentences)
                found[at] = Passage(document.id, start, here.end, text, here.heading, sentences)
    return found


def indexed(root: Path, documents: Sequence[Document], recipe: IndexRecipe) -> Generation:
    """Build an index for one variant; what variants in the same folder share is encoded once."""
    store.build(root, documents, recipe)
    return store.open_index(root, recipe.encoder)


# ---- questions -------------------------------------------------------------------------------------------


def beir_questions(collection: Collection, generation: Generation, encoder: Encoder) -> list[JudgedQuestion]:
    """Return some queries of a BEIR folder."""
    drawn = np.random.default_rng(0).permutation(sorted(collection.queries))[:QUERIES]
    return [
        JudgedQuestion(
            analysis.analyse(collection.queries[identifier], encoder, generation.speller),
            partial(_is_document, frozenset(collection.relevant[identifier])),
            (),
        )
        for identifier in drawn
    ]


def _is_document(relevant: frozenset[str], passage: Passage) -> bool:
    return passage.document_id in relevant


def set_questions(
    cases: Sequence[Case], generation: Generation, encoder: Encoder, *, mended: bool = True
) -> list[JudgedQuestion]:
    """Return the answerable questions of a set, with their language and tags as slices."""
    return [
        JudgedQuestion(
            analysis.analyse(case.question, encoder, generation.speller if mended else None),
            partial(_is_quote, gold_spans(case, generation.documents)),
            (case.lang, *case.tags),
        )
        for case in cases
    ]


def _is_quote(spans: Mapping[str, list[Span]], passage: Passage) -> bool:
    return overlaps(passage.start, passage.end, spans.get(passage.document_id, []))


# ---- measuring -------------------------------------------------------------------------------------------


def ranks(asked: Sequence[JudgedQuestion], generation: Generation, config: RetrievalConfig = SHIPPED) -> list[int]:
    """Return the rank of the first right passage of each question, 0 for none among DEPTH."""
    retriever = Retriever(generation, config)
    found = []
    for question in asked:
        passages = retriever.search(question.query, DEPTH).passages
        found.append(next((rank for rank, passage in enumerate(passages, start=1) if question.is_right(passage)), 0))
    return found


def read_ranks(asked: Sequence[JudgedQuestion], assistant: Assistant) -> list[int]:
    """Return the same where the assistant's reader has read the best passages."""
    found = []
    for question in asked:
        _, hits = assistant.search(question.query.text, DEPTH)
        found.append(next((rank for rank, hit in enumerate(hits, start=1) if question.is_right(hit.passage)), 0))
    return found


def reciprocal_ranks(found: Sequence[int]) -> list[float]:
    """Return each question's part of MRR@10."""
    return [1 / rank if 0 < rank <= 10 else 0.0 for rank in found]


def row(found: Sequence[int], base: Sequence[int], asked: Sequence[JudgedQuestion]) -> dict[str, object]:
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


def table(variants: Mapping[str, Sequence[int]], asked: Sequence[JudgedQuestion], base: str) -> dict[str, object]:
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
    encoder = open_encoder(settings.model_choice(), settings.cache)
    say = partial(print, file=sys.stderr, flush=True)

    documents = loading.load([sources]).documents
    cases = [case for case in read_cases(questions) if case.split == "dev" and case.answerable and not case.history]
    shipped = IndexRecipe(encoder)
    generation = indexed(root, documents, shipped)
    asked = set_questions(cases, generation, encoder)
    variants = {name: ranks(asked, generation, config) for name, config in SEARCHES.items()}
    plain = set_questions(cases, generation, encoder, mended=False)
    variants["without mending typing mistakes"] = ranks(plain, generation)
    reader = open_reader(settings.cache)
    variants[WITH_READER] = read_ranks(asked, Assistant(generation, encoder, reader=reader))
    tables: dict[str, dict[str, object]] = {"eval": table(variants, asked, "as shipped")}

    by_context, by_size = {}, {}
    for number, (name, fields) in enumerate(CONTEXTS.items()):
        # Folders of their own: an index does not know what stood before its passages, and would be used again.
        generation = indexed(root / str(number), documents, replace(shipped, context=_context(*fields)))
        by_context[name] = ranks(set_questions(cases, generation, encoder), generation)
        say("context", name)
    for name, chunking in SIZES.items():
        generation = indexed(root, documents, replace(shipped, chunking=chunking))
        by_size[name] = ranks(set_questions(cases, generation, encoder), generation)
        say("size", name)
    generation = indexed(root / "overlapping", documents, replace(shipped, split=_overlapping))
    by_size[OVERLAPPING] = ranks(set_questions(cases, generation, encoder), generation)
    tables["context"] = table(by_context, asked, list(CONTEXTS)[-1])
    tables["size"] = table(by_size, asked, "200 tokens (as shipped)")
    collection = beir.read(folder)
    generation = open_indexed(collection.documents, encoder, settings.cache, lambda *_: None).generation
    asked = beir_questions(collection, generation, encoder)
    by_search = {}
    for name, config in SEARCHES.items():
        by_search[name] = ranks(asked, generation, config)
        say(folder.name, name)
    by_search[WITH_READER] = read_ranks(asked, Assistant(generation, encoder, reader=reader))
    tables["squad"] = table(by_search, asked, "as shipped")
    return {
        "command": f"python -m benchmarks.ablation {folder} {questions} {sources}",
        "morphology": morphology.MORPHOLOGY,
        "tables": tables,
    }


if __name__ == "__main__":
    measured = main(*map(Path, sys.argv[1:4]))
    RESULTS.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
