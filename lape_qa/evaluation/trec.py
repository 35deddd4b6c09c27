"""TREC's files: runs, read and written, and collections of documents and topics."""

import html
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lape_qa.errors import UsageError
from lape_qa.evaluation.collection import Collection, Row, collected
from lape_qa.evaluation.judgements import Relevant, read_judgements
from lape_qa.evaluation.text_lines import lines, present

Scored = Sequence[tuple[str, float]]
"""Documents found for a query with their scores, best first."""

_SPACE = re.compile(r"\s")
_RUN = "expected query, Q0, document, rank, score and the run's name"


# ---- runs ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrecRun:
    """What some system found: its name, and by query the documents, best first."""

    name: str
    rankings: Mapping[str, Scored]


def read_run(path: Path) -> TrecRun:
    """Read a run of six columns; UsageError names the line that is wrong.

    Documents are ordered by score alone, as trec_eval does, which takes scores as 32-bit floats and of equal ones the
    greater id first; ranks count for nothing.
    """
    found: dict[str, dict[str, float]] = {}
    names: set[str] = set()
    for number, line in lines(path):
        fields = line.split()
        if not fields:
            continue
        if len(fields) != 6 or not _is_number(fields[4]):
            raise UsageError(f"{path}, line {number}: {_RUN}, six columns")
        query, _, document, _, score, name = fields
        if document in found.setdefault(query, {}):
            raise UsageError(f"{path}, line {number}: the document {document!r} occurs twice for the query {query!r}")
        found[query][document] = float(score)
        names.add(name)
    if not found:
        raise UsageError(f"{path} holds no row of a run: {_RUN}")
    if len(names) > 1:
        first, second, *_ = sorted(names)
        raise UsageError(f"{path} holds several runs, {first!r} and {second!r}: give each a file of its own")
    by_score = {
        query: sorted(of.items(), key=lambda row: (np.float32(row[1]), row[0]), reverse=True)
        for query, of in found.items()
    }
    return TrecRun(names.pop(), by_score)


def _is_number(written: str) -> bool:
    try:
        return math.isfinite(float(written))
    except ValueError:
        return False


def run_text(rankings: Mapping[str, Scored], name: str) -> str:
    """Return a run that every scorer ranks as it is; UsageError as of `check_ids`."""
    check_ids((name, *rankings, *(document for found in rankings.values() for document, _ in found)))
    rows = (
        f"{query} Q0 {document} {rank} {score:.9g} {name}\n"
        for query, found in rankings.items()
        for rank, ((document, _), score) in enumerate(
            zip(found, falling(score for _, score in found), strict=True), start=1
        )
    )
    return "".join(rows)


def check_ids(ids: Iterable[str]) -> None:
    """Check that a run can hold some ids, before anything is measured; UsageError for one that has white space."""
    for one in ids:
        if not one or _SPACE.search(one):
            raise UsageError(
                f"a TREC run cannot hold the id {one!r}, which has white space: rename it (the id of a source is the "
                "name of its file), or leave out --run"
            )


def falling(scores: Iterable[float]) -> Iterator[float]:
    """Yield scores as 32-bit floats, each that is not below the one before lowered to the next below it.

    Scorers order by score alone, each in its own way where scores are equal, and trec_eval keeps 32 bits of them. Nine
    digits write such a float exactly.
    """
    last = np.float32(np.inf)
    for score in scores:
        value = np.float32(score)
        last = value if value < last else np.nextafter(last, np.float32(-np.inf))
        yield float(last)


# ---- collections -----------------------------------------------------------------------------------------

_CORPUS = ("corpus.trec", "corpus.tsv")
_TOPICS = ("topics.trec", "topics.tsv")
_QRELS = ("qrels.txt", "qrels.tsv")
_ELEMENT = re.compile(r"<(/?)([A-Za-z][\w-]*)[^<>]*>")
_TITLES = frozenset(("title", "headline", "head", "ttl"))
_MARKS = {
    name: (re.compile(f"<{name}>", re.IGNORECASE), re.compile(f"</{name}>", re.IGNORECASE)) for name in ("doc", "top")
}
"""How an element of a name begins and ends."""


def is_collection(folder: Path) -> bool:
    """Tell whether a folder holds documents in a form of TREC's."""
    return present(folder, *_CORPUS) is not None


def read(folder: Path, judgements: Relevant | None = None) -> Collection:
    """Read a folder of corpus.trec or corpus.tsv, topics.trec or topics.tsv, and qrels.txt, each perhaps gzipped.

    `corpus.trec` has `<DOC>` elements with a `<DOCNO>`; `corpus.tsv` id and text, or id, title and text. `topics.trec`
    has `<top>` elements with a `<num>`, whose `<title>` is the query; `topics.tsv` id and text.
    """
    corpus, topics = present(folder, *_CORPUS), present(folder, *_TOPICS)
    if judgements is None and (qrels := present(folder, *_QRELS)):
        judgements = read_judgements(qrels)
    if corpus is None or topics is None or judgements is None:
        raise UsageError(
            f"{folder} is no TREC collection: it needs corpus.trec or corpus.tsv, topics.trec or topics.tsv, and "
            "qrels.txt or --qrels"
        )
    rows = _unique(corpus, _documents(corpus) if _is_tagged(corpus) else _tabbed(corpus))
    queries = _unique(topics, _topics(topics) if _is_tagged(topics) else _tabbed(topics))
    return collected(str(folder), rows, {row.id: row.text for row in queries}, judgements)


def _is_tagged(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(".trec")


def _unique(path: Path, rows: Iterable[tuple[int, Row]]) -> list[Row]:
    found: dict[str, Row] = {}
    for number, row in rows:
        if row.id in found:
            raise UsageError(f"{path}, line {number}: the id {row.id!r} occurs twice")
        found[row.id] = row
    if not found:
        raise UsageError(f"{path} is empty")
    return list(found.values())


def _tabbed(path: Path) -> Iterator[tuple[int, Row]]:
    for number, line in lines(path):
        fields = line.split("\t")
        if not 2 <= len(fields) <= 3 or not fields[0].strip():
            raise UsageError(f"{path}, line {number}: expected an id and a text separated by a tab")
        yield number, Row(fields[0].strip(), fields[-1], fields[1] if len(fields) == 3 else "")


def _documents(path: Path) -> Iterator[tuple[int, Row]]:
    for number, body in _elements(path, "doc"):
        parts = _parts(body)
        identifier = _only(parts, "docno")
        title = " ".join(text for name, text in parts if name in _TITLES)
        # What stands in no TEXT is the text where there is none.
        told = [text for name, text in parts if name == "text"]
        rest = [text for name, text in parts if name not in {"docno", *_TITLES}]
        if not identifier:
            raise UsageError(f"{path}, line {number}: this <DOC> has no <DOCNO>")
        yield number, Row(identifier, "\n".join(told or rest), title)


def _topics(path: Path) -> Iterator[tuple[int, Row]]:
    for number, body in _elements(path, "top"):
        parts = _parts(body)
        identifier = re.sub(r"^number:\s*", "", _only(parts, "num"), flags=re.IGNORECASE)
        query = re.sub(r"^topic:\s*", "", _only(parts, "title"), flags=re.IGNORECASE)
        if not identifier or not query:
            raise UsageError(f"{path}, line {number}: this <top> has no <num> or no <title>")
        yield number, Row(identifier, query)


def _only(parts: Sequence[tuple[str, str]], wanted: str) -> str:
    return next((" ".join(text.split()) for name, text in parts if name == wanted), "")


def _elements(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """Yield the line on which each element of a name begins, and what is inside it."""
    opening, closing = _MARKS[name]
    began, held = 0, list[str]()
    for number, line in lines(path):
        rest = line
        while rest:
            match = (closing if began else opening).search(rest)
            if began:
                held.append(rest[: match.start()] if match else rest)
            elif (rest[: match.start()] if match else rest).strip():
                raise UsageError(f"{path}, line {number}: expected <{name.upper()}>, found {rest.strip()[:40]!r}")
            if match is None:
                break
            if began:
                yield began, "\n".join(held)
                began, held = 0, []
            else:
                began = number
            rest = rest[match.end() :]
    if began:
        raise UsageError(f"{path}, line {began}: this <{name.upper()}> is not closed")


def _parts(body: str) -> list[tuple[str, str]]:
    """Return the text behind each tag, up to the next one, with the name of the innermost element of ours around it.

    Topics do not close what they open, and markup within a text, such as `<P>`, belongs to it.
    """
    ours = {"docno", "text", "num", "title", "desc", "narr", *_TITLES}
    parts: list[tuple[str, str]] = []
    name, at = "", 0
    for tag in (*_ELEMENT.finditer(body), None):
        text = html.unescape(body[at : tag.start() if tag else len(body)]).strip()
        if text:
            if parts and parts[-1][0] == name:
                parts[-1] = (name, f"{parts[-1][1]}\n{text}")
            else:
                parts.append((name, text))
        if tag is None:
            break
        at = tag.end()
        if tag[2].lower() in ours:
            name = "" if tag[1] else tag[2].lower()
        elif name in {"docno", "num", *_TITLES}:
            # A tag that is not ours ends what holds no markup.
            name = ""
    return parts
