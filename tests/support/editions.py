"""Editions of a small corpus, told apart by every text of theirs."""

import re
from collections.abc import Iterable

from lape_qa.documents.model import Document
from support.fakes import document

_PLACES = ("kainuu", "lappi", "kymenlaakso", "satakunta")
_EDITION = re.compile(r"painos (\d+)")
QUESTION = "Mikä painos perhekeskus on?"


def edition(number: int) -> list[Document]:
    """Return the documents of an edition: of one more in each second, and all others changed."""
    names = [*_PLACES, *(["lisä"] if number % 2 else [])]
    return [
        document(f"Perhekeskus {name} on painos {number}.\n\nSen toiminta jatkuu.", name, title=name) for name in names
    ]


def editions_of(texts: Iterable[str]) -> set[int]:
    """Return which editions some texts are of."""
    return {int(found) for text in texts for found in _EDITION.findall(text)}
