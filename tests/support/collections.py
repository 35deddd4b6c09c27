"""A small collection in BEIR form, which the tests of measuring share, and another scorer of runs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ir_measures

CORPUS: tuple[Mapping[str, Any], ...] = (
    {"_id": "d1", "title": "Nokia", "text": "Nokian perhekeskuspilotti alkoi syyskuussa 2017."},
    {"_id": "d2", "text": "Kittilässä avattiin kolme kohtaamispaikkaa."},
    {"_id": "d3", "text": "Porissa budjetoitiin lapsille."},
)
QUERIES: tuple[Mapping[str, str], ...] = (
    {"_id": "q1", "text": "Milloin Nokian perhekeskuspilotti alkoi?"},
    {"_id": "q2", "text": "Montako kohtaamispaikkaa Kittilässä avattiin?"},
    {"_id": "q3", "text": "Kenelle Porissa budjetoitiin?"},
    {"_id": "q9", "text": "Mitä kukaan ei arvioinut?"},
)
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td2\t2\nq3\td3\t1\nq3\td1\t1\n"


def write_collection(
    folder: Path,
    corpus: Sequence[Mapping[str, Any]] = CORPUS,
    queries: Sequence[Mapping[str, str]] = QUERIES,
    qrels: str = QRELS,
) -> Path:
    """Write a BEIR folder."""
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


def rescored(run: Path, relevant: Mapping[str, Mapping[str, int]], *measures: Any) -> dict[str, dict[str, float]]:
    """Return each query's value of each measure as ir_measures, that is trec_eval, finds it in a run's file."""
    rows = list(ir_measures.read_trec_run(str(run)))  # type: ignore[no-untyped-call]
    values: dict[str, dict[str, float]] = {str(measure): {} for measure in measures}
    for found in ir_measures.iter_calc(measures, relevant, rows):
        values[str(found.measure)][found.query_id] = float(found.value)
    return values
