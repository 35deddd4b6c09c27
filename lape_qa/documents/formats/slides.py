"""What presentations of both kinds are put together from: slides, their speakers' notes, what is not read of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lape_qa.documents.formats.composing import Part, composed_pages, numbered
from lape_qa.reasons import because

MAX_SLIDES = 2_000
"""The longest have some hundreds."""
_WORDS = {
    "fi": ("Dia {}", "Puhujan muistiinpanot"),
    "sv": ("Bild {}", "Talarens anteckningar"),
    "en": ("Slide {}", "Speaker notes"),
}
"""The headings of a slide without a title and of its notes."""


@dataclass(frozen=True, slots=True)
class Slide:
    """What stands on a slide, in order, and what its speaker notes beside it."""

    parts: Sequence[Part] = ()
    notes: Sequence[Part] = ()
    is_hidden: bool = False
    is_pictured: bool = False
    """Whether there is a picture or a chart on it."""

    def all_parts(self, number: int, language: str) -> list[Part]:
        """Return the parts of the slide and, under a heading of their own, those of its notes.

        A slide without a title has its number as its heading, or it would stand under that of the slide before.
        """
        untitled, noted = _WORDS.get(language, _WORDS["fi"])
        parts = [part for part in self.parts if part.text]
        notes = [part for part in self.notes if part.text]
        if (parts or notes) and not (parts and parts[0].kind == "heading"):
            parts.insert(0, Part("heading", untitled.format(number)))
        return [*parts, *([Part("heading", noted, 2), *notes] if notes else [])]


def presented(slides: Sequence[Slide], language: str) -> tuple[str, tuple[int, ...], tuple[str, ...]]:
    """Return the text of slides that are shown, where each begins in it, and what is to be said of the others."""
    text, pages = composed_pages(
        [] if slide.is_hidden else slide.all_parts(number, language) for number, slide in enumerate(slides, start=1)
    )
    hidden = [at for at, slide in enumerate(slides) if slide.is_hidden]
    pictured = [
        at
        for at, slide in enumerate(slides)
        if slide.is_pictured and not slide.is_hidden and not any(part.text for part in slide.parts)
    ]
    notes = []
    if hidden:
        notes.append(because("hidden_slides", slides=numbered(hidden)))
    if pictured:
        notes.append(because("picture_slides", slides=numbered(pictured)))
    return text, pages, tuple(notes)
