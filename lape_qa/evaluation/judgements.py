"""Which documents are relevant to which query: qrels of TREC or BEIR, or JSON Lines, as MTEB has them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lape_qa.errors import UsageError
from lape_qa.evaluation.text_lines import json_rows, lines

Relevant = Mapping[str, Mapping[str, int]]
"""Query to document to grade, each above zero."""

_GRADE = re.compile(r"-?\d{1,9}", re.ASCII)
"""A whole number, of which trec_eval keeps 32 bits."""
_FORMS = "expected query, document and score separated by tabs (BEIR), or query, 0, document and grade (TREC)"


def read_judgements(path: Path) -> Relevant:
    """Read a file of judgements; UsageError names the file and line that is wrong."""
    rows = _json(path) if path.name.removesuffix(".gz").endswith(".jsonl") else _columns(path)
    grades: dict[tuple[str, str], int] = {}
    relevant: dict[str, dict[str, int]] = {}
    for number, query, document, written in rows:
        if not query or not document or not _GRADE.fullmatch(written):
            raise UsageError(f"{path}, line {number}: {_FORMS}")
        grade = int(written)
        if grades.setdefault((query, document), grade) != grade:
            raise UsageError(f"{path}, line {number}: {document!r} is judged twice for {query!r}, and differently")
        if grade > 0:
            relevant.setdefault(query, {})[document] = grade
    if not relevant:
        raise UsageError(f"{path} judges no document relevant to any query")
    return relevant


def _columns(path: Path) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, query, document and grade; the first row says which of both forms the file has."""
    form = 0
    for number, line in lines(path):
        tabbed = [field.strip() for field in line.split("\t")]
        fields = tabbed if len(tabbed) == 3 else line.split()
        if not fields or (number == 1 and fields[-1] == "score"):
            continue
        form = form or len(fields)
        if len(fields) != form or form not in (3, 4) or (form == 3 and len(tabbed) != 3):
            raise UsageError(f"{path}, line {number}: {_FORMS}")
        yield number, fields[0], fields[-2], fields[-1]


def _json(path: Path) -> Iterator[tuple[int, str, str, str]]:
    for number, row in json_rows(path):
        if not {"query-id", "corpus-id", "score"} <= row.keys():
            raise UsageError(f"{path}, line {number}: an object with query-id, corpus-id and score is expected")
        score = row["score"]
        whole = int(score) if isinstance(score, float) and score.is_integer() else score
        yield number, str(row["query-id"]), str(row["corpus-id"]), str(whole)
