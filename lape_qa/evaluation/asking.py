"""Queries asked in blocks, whose results are kept: what was cut off goes on, what was asked is not asked again."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

import lape_qa
from lape_qa import durable_files
from lape_qa.errors import QuestionError, StorageError, UsageError, plainly
from lape_qa.evaluation.trec import Scored
from lape_qa.index import recipe
from lape_qa.index.model import Hit

Search = Callable[[str], Sequence[Hit]]
BLOCK = 32
"""Queries of which the results are written at once: a few seconds of work."""
_MEASURING = ("evaluation", "cli")
"""Parts of the package that no ranking depends on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found for each query, and how long it took when it was asked."""

    rankings: Mapping[str, Scored]
    milliseconds: Sequence[float]
    kept: int
    """Queries whose results are of an earlier run."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the results of one system over one index are kept, a file for each block of queries.

    A file is called by the hash of all that its results depend on: the system, the code and the libraries that analyse
    texts, and the queries.
    """

    folder: Path
    system: str
    """The generation of the index, the reader and the configuration, in words."""
    fresh: bool = False
    """Whether what was kept before counts for nothing."""

    def file(self, queries: Sequence[tuple[str, str]]) -> Path:
        """Return the file of a block."""
        content = json.dumps([self.system, code_digest(), recipe.analysis(), [list(query) for query in queries]])
        return self.folder / f"{sha256(content.encode()).hexdigest()[:32]}.json"

    def read(self, queries: Sequence[tuple[str, str]]) -> list[tuple[Scored, float]] | None:
        """Return ranking and milliseconds of each query of a block; None when they are not kept whole."""
        if self.fresh:
            return None
        try:
            rows = json.loads(self.file(queries).read_text(encoding="utf-8"))
            found: list[tuple[Scored, float]] = [
                ([(str(d), float(s)) for d, s in row["found"]], float(row["ms"])) for row in rows
            ]
        except (OSError, ValueError, TypeError, KeyError):
            # Not there, or damaged: it is asked anew.
            return None
        return found if len(found) == len(queries) else None

    def write(self, queries: Sequence[tuple[str, str]], results: Sequence[tuple[Scored, float]]) -> None:
        """Keep a block's results."""
        file = self.file(queries)
        rows = [{"found": found, "ms": ms} for found, ms in results]
        try:
            durable_files.replace(file, json.dumps(rows))
        except OSError as error:
            raise StorageError(f"cannot write {file}: {error.strerror}; free some space") from error


def ask(queries: Mapping[str, str], search: Search, kept: Kept, advance: Callable[[], None]) -> Asked:
    """Ask every query, one by one, but those whose results are kept.

    Times are of whole queries, in milliseconds. UsageError names a query that cannot be asked, or says that another run
    is asking the same collection.
    """
    rankings: dict[str, Scored] = {}
    times: list[float] = []
    known = 0
    try:
        kept.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot write {kept.folder}: {plainly(error)}") from error
    try:
        with FileLock(kept.folder / "lock", timeout=0):
            for block in _blocks(list(queries.items())):
                results = kept.read(block)
                if results is None:
                    results = [_asked(identifier, text, search, advance) for identifier, text in block]
                    kept.write(block, results)
                else:
                    known += len(block)
                    for _ in block:
                        advance()
                for (identifier, _), (found, milliseconds) in zip(block, results, strict=True):
                    rankings[identifier] = found
                    times.append(milliseconds)
    except Timeout as error:
        raise UsageError("another run is asking this collection: wait for it, or stop it") from error
    return Asked(rankings, times, known)


def _blocks(queries: Sequence[tuple[str, str]]) -> list[Sequence[tuple[str, str]]]:
    return [queries[start : start + BLOCK] for start in range(0, len(queries), BLOCK)]


def _asked(identifier: str, text: str, search: Search, advance: Callable[[], None]) -> tuple[Scored, float]:
    started = time.perf_counter()
    try:
        hits = search(text)
    except QuestionError as error:
        raise UsageError(f"query {identifier!r}: {error}") from error
    spent = (time.perf_counter() - started) * 1000
    advance()
    return [(hit.passage.document_id, hit.score) for hit in hits], spent


@cache
def code_digest() -> str:
    """Return the hash of every file of the package that a ranking may depend on."""
    package = Path(lape_qa.__file__).parent
    digest = sha256()
    for file in sorted(package.rglob("*")):
        inside = file.relative_to(package)
        if file.is_file() and inside.parts[0] not in _MEASURING and "__pycache__" not in inside.parts:
            digest.update(f"{inside.as_posix()} {durable_files.sha256(file)}\n".encode())
    return digest.hexdigest()
