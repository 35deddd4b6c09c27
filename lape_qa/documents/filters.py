"""Filters -> which documents may answer; pure."""

from collections.abc import Collection

from lape_qa.documents.model import Document, Filters
from lape_qa.errors import UsageError

_NAMED = ("region", "publisher", "language")


def admitted(filters: Filters, documents: Collection[Document]) -> set[str]:
    """Return the ids of the documents that pass; case does not matter.

    Raises UsageError when a value is none that any document has, and when the years are the wrong way round.
    """
    for name in _NAMED:
        _check_known(name, getattr(filters, name), {getattr(document, name) for document in documents})
    if filters.from_year is not None and filters.to_year is not None and filters.from_year > filters.to_year:
        raise UsageError(f"no year is from {filters.from_year} to {filters.to_year}: the first must not be the later")
    return {document.id for document in documents if _passes(filters, document)}


def _check_known(name: str, value: str, known: Collection[str]) -> None:
    if value and value.casefold() not in map(str.casefold, known):
        raise UsageError(f"no source has the {name} {value!r}; there are: {', '.join(sorted(filter(None, known)))}")


def _passes(filters: Filters, document: Document) -> bool:
    named = all(getattr(filters, name).casefold() in ("", getattr(document, name).casefold()) for name in _NAMED)
    return named and _in_years(filters, document.published[:4])


def _in_years(filters: Filters, year: str) -> bool:
    if filters.from_year is None and filters.to_year is None:
        return True
    return year.isdecimal() and (filters.from_year or 0) <= int(year) <= (filters.to_year or 9999)
