"""What retrieval is measured on: passages, queries, and which passages are relevant to which query."""

from collections import Counter
from collections.abc import Collection as Ids
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from lape_qa.counting import counted
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.errors import UsageError
from lape_qa.evaluation.judgements import Relevant
from lape_qa.language import detection
from lape_qa.language.model import Language

_SAMPLE = 100
"""Documents that a collection's language is told from."""


@dataclass(frozen=True, slots=True)
class Row:
    """One passage of a collection as its file has it."""

    id: str
    text: str
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection in memory: each document is one passage; `relevant` has the grades above zero."""

    documents: list[Document]
    queries: dict[str, str]
    """Those with a relevant document."""
    relevant: Relevant
    notes: tuple[str, ...] = ()
    """What whoever measures should know of it."""


def collected(where: str, rows: Sequence[Row], queries: Mapping[str, str], relevant: Relevant) -> Collection:
    """Put a collection together; queries without a relevant document are left out, as is usual.

    Raises UsageError when a judgement names a query that is not there; `where` says in which collection.
    """
    unknown = [query for query in relevant if query not in queries]
    if unknown:
        raise UsageError(
            f"{where}: the judgements name {counted(len(unknown), 'query', 'queries')} not in the collection, "
            f"first {unknown[0]!r}: are they of another collection?"
        )
    documents = documents_of(rows)
    judged = {query: text for query, text in queries.items() if query in relevant}
    absent = not_among((d for found in relevant.values() for d in found), {d.id for d in documents})
    notes = (f"{where}: {absent} judged relevant not in the collection: no system can find them",) if absent else ()
    return Collection(documents, judged, relevant, notes)


def documents_of(rows: Sequence[Row]) -> list[Document]:
    """Return rows as documents, each in the language that it says, else in that of most of them."""
    spoken = _language([row.text for row in rows[:_SAMPLE]])
    return [_document(row, spoken) for row in rows]


def not_among(ids: Iterable[str], known: Ids[str]) -> str:
    """Return how many different ids of documents are unknown, with the first, in words; nothing for none."""
    unknown = list(dict.fromkeys(one for one in ids if one not in known))
    return f"{counted(len(unknown), 'document')} (first {unknown[0]!r})" if unknown else ""


def _language(texts: list[str]) -> Language:
    """Return the language of most of the texts: most formats do not say it."""
    return Counter(map(detection.detect, texts)).most_common(1)[0][0]


def _document(row: Row, spoken: Language) -> Document:
    language = row.language if row.language in get_args(Language) else spoken
    metadata: dict[str, Any] = {"title": row.title, "language": language}
    document = make_document(row.id, row.text, metadata)
    # A row without a title has none: its first line would only be said twice.
    return document if row.title.strip() else Document(row.id, row.text, document.sha256, title="", language=language)
