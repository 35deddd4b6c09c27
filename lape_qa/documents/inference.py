"""What is guessed of a document from its text: the language it is written in and the region it is about."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from lape_qa.documents.model import Document
from lape_qa.language.detection import detect
from lape_qa.language.glossary import places_in
from lape_qa.language.morphology import tokens

_LANGUAGE_CHARS = 4000
"""Enough to tell a language by; more would only cost time."""

_PLACES = 3


def with_language(stated: Mapping[str, str], text: str) -> Mapping[str, str]:
    """Return what a file says of itself, its language checked: templates often call a Finnish text English."""
    given = stated.get("language", "")
    told = given and given not in ("fi", "sv", "en")
    return {**stated, "language": given if told else detect(text[:_LANGUAGE_CHARS])}


def with_inferred_region(document: Document) -> Document:
    """Return the document with a region guessed from the place names in it, when its editor gave none.

    A region is taken when its own name and those of its municipalities are at least three, and more than
    half of all places named.
    """
    if document.region or document.language != "fi":
        return document
    named = Counter(place.region for place in places_in(tokens(f"{document.title}\n{document.text}")))
    if not named:
        return document
    region, count = named.most_common(1)[0]
    if count < _PLACES or 2 * count <= named.total():
        return document
    return replace(document, region=region, inferred=(*document.inferred, "region"))
