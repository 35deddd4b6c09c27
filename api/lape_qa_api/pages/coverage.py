"""How many documents there are of each region; pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lape_qa.documents.model import Document
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


def coverage(documents: Iterable[Document], language: Language, nationwide: str, unknown: str) -> list[Row]:
    """Return a row for each region, the most documents first; regions without any are there too.

    `nationwide` and `unknown` are what documents of the whole country and of no stated region are called.
    """
    known = list(documents)
    counts = Counter(document.region for document in known)
    names = {**region_names(language), NATIONWIDE: nationwide, "": unknown}
    of_lape = [region for region in region_names(language) if region != _WITHOUT_LAPE]
    rows = [
        Row(names.get(region, region), counts[region], _years(known, region))
        for region in dict.fromkeys([*counts, *of_lape])
    ]
    return sorted(rows, key=lambda row: (-row.documents, row.region))


def _years(documents: Iterable[Document], region: str) -> str:
    years = sorted({document.published[:4] for document in documents if document.region == region} - {""})
    return "–".join(dict.fromkeys([*years[:1], *years[-1:]]))
