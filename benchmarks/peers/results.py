"""The stored figures of the comparison, and the table made of them."""

from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, ValidationError, model_validator

from lape_qa.errors import UsageError

STORED = Path(__file__).with_name("results.json")
OURS = "lape-qa"

Measure = Literal["recall@1", "recall@5", "recall@10", "recall@100", "mrr@10", "ndcg@10"]
System = Literal["lape-qa", "haystack", "llama_index", "langchain", "txtai"]
SETUPS: dict[System, tuple[str, str]] = {
    "lape-qa": ("**LAPE-QA**", "as it is served"),
    "haystack": ("Haystack", "BM25L + dot product, reciprocal rank fusion"),
    "llama_index": ("LlamaIndex", "bm25s with a Finnish stemmer + cosine, reciprocal rank fusion"),
    "langchain": ("LangChain", "BM25Okapi + FAISS, reciprocal rank fusion"),
    "txtai": ("txtai", "BM25 + Faiss, sum of normalised scores"),
}
"""System to its name and its documented hybrid set-up, in the order of the table."""


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Row(_Stored):
    """What one system did."""

    version: str
    machine: str
    measures: dict[Measure, Annotated[float, Field(ge=0, le=1)]]
    index_seconds: PositiveFloat | None
    """From texts to an index that answers, the encoding of the passages included; None where that was not measured."""
    encode_seconds: PositiveFloat | None
    """The part of it that was the shared pass of the model; None where the system encoded for itself."""
    timed_queries: PositiveInt
    query_ms_p50: PositiveFloat
    query_ms_p95: PositiveFloat

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = [name for name in get_args(Measure) if name not in self.measures]
        if missing:
            raise ValueError(f"the measure {missing[0]} is missing")
        return self


class Results(_Stored):
    """One comparison: every system on the same passages and queries with the same model."""

    collection: str
    passages: PositiveInt
    queries: PositiveInt
    model: str
    systems: dict[System, Row]


def read(file: Path) -> Results:
    """Return stored results; UsageError when there are none or they are not of this form."""
    try:
        return Results.model_validate_json(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{file} does not exist: run `make peers BEIR=…` first") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise UsageError(f"{file}, {place}: {first['msg']}; run `make peers BEIR=…` anew") from error


def write(file: Path, results: Results) -> None:
    """Store results."""
    file.write_text(results.model_dump_json(indent=1) + "\n", encoding="utf-8")


def table(results: Results) -> str:
    """Return the Markdown table of the systems that have figures, and below it what the figures were taken on."""
    columns = ["system", *get_args(Measure), "index s", "of it encoding", "query ms p50", "p95"]
    lines = [" | ".join(columns), " | ".join(["---"] + ["---:"] * (len(columns) - 1))]
    shown = [(name, results.systems[name]) for name in SETUPS if name in results.systems]
    for name, row in shown:
        title, setup = SETUPS[name]
        cells = [f"{title}: {setup}"]
        cells += [f"{row.measures[measure]:.3f}" for measure in get_args(Measure)]
        cells += [
            f"{row.index_seconds:.0f}" if row.index_seconds else "–",
            f"{row.encode_seconds:.0f}" if row.encode_seconds else "its own",
        ]
        cells += [f"{row.query_ms_p50:.0f}", f"{row.query_ms_p95:.0f}"]
        lines.append(" | ".join(cells))
    text = "".join(f"| {line} |\n" for line in lines)
    text += f"\n{results.passages:,} passages and {results.queries:,} questions of `{results.collection}`, model"
    text += f" {results.model}.\n\n"
    for name, row in shown:
        text += (
            f"- {SETUPS[name][0].strip('*')}: {row.version}; {row.machine}; times of {row.timed_queries:,} questions.\n"
        )
    return text


def stored_table() -> str:
    """Return the table of the results in this folder."""
    return table(read(STORED))
