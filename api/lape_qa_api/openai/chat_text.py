"""An answer as text for a chat: sentences with numbers, and the sources as footnotes; pure."""

from dataclasses import dataclass

from lape_qa.answer.model import Citation, Guidance, Kind, NoAnswer
from lape_qa.answer.plain_text import (
    copies,
    further,
    grouped,
    marked,
    place_name,
    reference,
    remarks,
    source_words,
    titled,
)
from lape_qa.assistant import Reply
from lape_qa.contract import reader_url
from lape_qa.language.model import Language
from lape_qa.language.packs import PACKS

_BREAK = "  \n"
"""The end of a line that Markdown keeps; without the spaces it runs lines together."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence in a text, code points from start to end, and where it is from."""

    start: int
    end: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ChatText:
    """An answer as text: its pieces in order, whose sum is the text, and the sentences in it."""

    pieces: tuple[str, ...]
    sentences: tuple[Marked, ...]

    @property
    def text(self) -> str:
        """The whole."""
        return "".join(self.pieces)


def chat_text(reply: Reply, base_url: str) -> ChatText:
    """Return a reply as text; addresses begin with the service's own, such as https://lape.example.fi."""
    language, outcome = reply.query.language, reply.outcome
    # What was taken over from earlier questions, or mended, is said first.
    understood = f"{PACKS[language].read_as}: {reply.query.meant}\n\n" if reply.query.meant != reply.query.text else ""
    if isinstance(outcome, Guidance):
        asked = "".join(f"\n- {question}" for question in outcome.questions)
        return ChatText((f"{outcome.text}\n{asked}",), ())
    if isinstance(outcome, NoAnswer):
        return ChatText((understood + (outcome.text or PACKS[language].not_found),), ())
    # Of what kind the quotes are is read before the first of them.
    opening = understood + "".join(f"*{remark}*\n\n" for remark in remarks(outcome, language))
    urls = {c.number: base_url + reader_url(c.document, c.start, c.end) for c in outcome.citations}
    by_number = {c.number: c for c in outcome.citations}
    pieces: list[str] = []
    sentences = []
    length = 0
    bullet = "- " if outcome.kind is Kind.LIST and len(outcome.sentences) > 1 else ""
    for title, those in grouped(outcome):
        before = f"{opening if not pieces else chr(10) * 2}**{title}**\n\n" if title else opening
        for sentence in those:
            piece = f"{before}{bullet}{marked(sentence, language)}"
            before = "\n" if bullet else _BREAK if title else " "
            start = length + piece.rindex(sentence.text)
            source = by_number[sentence.citation].document
            named = titled(source.title, source.digest, language)
            sentences.append(Marked(start, start + len(sentence.text), named, urls[sentence.citation]))
            pieces.append(piece)
            length += len(piece)
    if more := further(outcome, language):
        pieces.append(f"\n\n*{more}*")
    footnotes = [
        f"[{number}] {_named(by_number[number], url, language)}{source_words(outcome, by_number[number])}"
        f"{copies(by_number[number], language)}"
        for number, url in urls.items()
    ]
    pieces.append("\n\n" + _BREAK.join((PACKS[language].sources, *footnotes)))
    return ChatText(tuple(pieces), tuple(sentences))


def _named(citation: Citation, url: str, language: Language) -> str:
    document = citation.document
    original = f" · {PACKS[language].original}: {document.url}" if document.digest and document.url else ""
    return reference(document, place_name(document, citation.start, language), url, language) + original
