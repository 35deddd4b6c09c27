"""How many documents there are of each region; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from lape_qa.documents.model import Told
from lape_qa.language.glossary import region_names
from lape_qa.language.model import Language

NATIONWIDE = "valtakunnallinen"
"""The region of documents about the whole country."""
_WITHOUT_LAPE = "Ahvenanmaa"
"""Åland legislates for its own services: it has a row only when there are documents of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A region by its name in the page's language, and the years its documents were published in."""

    region: str
    documents: int
    years: str
    value: str
    """The region as documents have it."""


def coverage(documents: Iterable[Told], language: Language, nationwide: str, unknown: str) -> list[Row]:
    """Return a row for each region, the most documents first; regions without any are there too.

    `nationwide` and `unknown` are what documents of the whole country and of no stated region are called.
    """
    of_lape = [region for region in region_names(language) if region != _WITHOUT_LAPE]
    published: dict[str, list[str]] = {region: [] for region in of_lape}
    for document in documents:
        published.setdefault(document.region, []).append(document.published[:4])
    names = {**region_names(language), NATIONWIDE: nationwide, "": unknown}
    rows = [Row(names.get(region, region), len(years), _span(years), region) for region, years in published.items()]
    return sorted(rows, key=lambda row: (-row.documents, row.region))


def _span(years: Iterable[str]) -> str:
    known = sorted(set(years) - {""})
    return "–".join(dict.fromkeys([*known[:1], *known[-1:]]))
