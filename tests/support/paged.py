"""A report as a PDF, in the edition of each year, and a service that has it."""

from dataclasses import dataclass

from support.sources import column, pdf


@dataclass(frozen=True, slots=True)
class Paged:
    """A service over two sources that may be edited; one is a PDF that has changed since it was quoted."""

    address: str
    key: str
    """Of an editor."""
    quote: str
    """Where a quote of the present version is, of a PDF."""
    earlier: str
    """Where it is of the version before."""
    row: str
    """Where a row of its table is."""


QUOTE = "Kittilään avattiin ensimmäinen perhekeskus syksyllä %d."
ROW = "Kunta: Kittilä; Kävijöitä: 3120"
ABOUT = """\
title: Perhekeskustoiminnan arviointi Lapissa
publisher: Lapin liitto
author: Lapin liitto
published: 2019-03-01
region: Lappi
url: https://example.fi/lappi.pdf
rights: CC BY 4.0
"""


def report(year: int) -> bytes:
    """Return a report of two pages, i and 1, with a table."""
    return pdf(
        [
            *column("Perhekeskustoiminnan arviointi Lapissa", top=780, size=18),
            *column(QUOTE % year + " Siellä toimii neuvola, avoin kohtaa-", "mispaikka ja perhetyö.", top=740),
            *((left, 690, 11, words) for left, words in ((56, "Kunta"), (200, "Kävijöitä"))),
            *((left, 674, 11, words) for left, words in ((56, "Kittilä"), (200, "3120"))),
            *((left, 658, 11, words) for left, words in ((56, "Inari"), (200, "1540"))),
        ],
        column("Perhekeskus toimii, kun sillä on yhteinen johto.", top=780),
        labels="0 << /S /r >> 1 << /S /D >>",
        bold=("Kunta", "Kävijöitä"),
    )
