"""What a document or a sentence has to do with a municipality; pure."""

import re

from lape_qa.documents.model import Document
from lape_qa.language import glossary, morphology
from lape_qa.language.glossary import Place


def tells_of(document: Document, town: Place) -> bool:
    """Tell whether a document is about a municipality as a whole: its title names it, or who published it."""
    head = f"{document.title} {document.publisher} {document.author}".casefold()
    names = {town.name, glossary.place_name(town.name, "sv")}
    return any(re.search(rf"\b{re.escape(glossary.beginning_of_place(name).casefold())}", head) for name in names)


def names(text: str, town: Place) -> bool:
    """Tell whether a Finnish text names a municipality."""
    return town in glossary.places_in(morphology.tokens(text))
