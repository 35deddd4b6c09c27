"""Collections by an id of ir_datasets (`irds:beir/scifact/test`), as they lie on the disk: nothing is fetched."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lape_qa.errors import UsageError
from lape_qa.evaluation.collection import Collection, Row, collected
from lape_qa.evaluation.judgements import Relevant

PREFIX = "irds:"
_FAILED = "All download sources failed"


class _NotOnDisk(Exception):  # noqa: N818 - it names a state, and never leaves this module
    """The package wanted to fetch a file."""


def read(identifier: str, judgements: Relevant | None = None) -> Collection:
    """Read a collection of ir_datasets; UsageError when it is unknown, not on the disk, or the package is missing."""
    try:
        import ir_datasets
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{PREFIX}{identifier} is read by the package ir_datasets, which is not installed here: "
            "pip install ir_datasets"
        ) from error
    try:
        with _offline(ir_datasets):
            return _read(ir_datasets.load(identifier), identifier, judgements)
    except KeyError as error:
        raise UsageError(f"ir_datasets knows no {identifier!r}: see https://ir-datasets.com") from error
    except (_NotOnDisk, RuntimeError) as error:
        if isinstance(error, RuntimeError) and _FAILED not in str(error):
            raise
        raise UsageError(
            f"{PREFIX}{identifier} is not on this disk whole, and nothing is fetched here: let ir_datasets fetch it "
            f"first, where there is a network: ir_datasets export {identifier} docs > /dev/null (and queries, qrels)"
        ) from error


def _read(dataset: Any, identifier: str, judgements: Relevant | None) -> Collection:
    parts = [part for part in ("docs", "queries", "qrels") if not getattr(dataset, f"has_{part}")()]
    if parts and not (parts == ["qrels"] and judgements is not None):
        raise UsageError(f"{PREFIX}{identifier} has no {parts[0]}: name the part of it that has (…/test, …/dev)")
    relevant: dict[str, dict[str, int]] = {}
    for row in () if judgements is not None else dataset.qrels_iter():
        if row.relevance > 0:
            relevant.setdefault(row.query_id, {})[row.doc_id] = int(row.relevance)
    queries = {row.query_id: row.default_text() for row in dataset.queries_iter()}
    rows = [Row(row.doc_id, _text(row), str(getattr(row, "title", "") or "")) for row in dataset.docs_iter()]
    return collected(f"{PREFIX}{identifier}", rows, queries, judgements if judgements is not None else relevant)


def _text(row: Any) -> str:
    """Return a document's text without the title, which stands by itself."""
    return str(row.text) if hasattr(row, "text") else str(row.default_text())


@contextmanager
def _offline(package: Any) -> Iterator[None]:
    """Let the package read what it has, and fetch nothing: all that it fetches goes through one import of its own."""

    def refuse() -> None:
        raise _NotOnDisk

    logger, requests = logging.getLogger("ir_datasets"), package.lazy_libs.requests
    was = logger.level
    logger.setLevel(logging.CRITICAL)
    package.lazy_libs.requests = refuse
    try:
        yield
    finally:
        package.lazy_libs.requests = requests
        logger.setLevel(was)
