"""What retrieval libraries keep of a passage, a quote and an answer: flat values, an id, a text."""

from dataclasses import dataclass

from lape_qa_client.models import Citation, Hit, Reply, Sentence

Value = str | int | float | bool
_OF_THE_DOCUMENT = ("title", "publisher", "published", "region", "language", "url", "digest", "sha256")
_OF_THE_PLACE = ("start", "end", "page", "page_label", "recognised", "slide", "sheet", "row")
_OF_A_HIT = ("heading", "rank", "score")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in a language beside quotes."""

    not_found: str
    uncertain: str
    worded: str


WORDS = {
    "fi": Words(
        "En löytänyt tähän vastausta lähteistä.",
        "Epävarma: lainaukset eivät ehkä vastaa kysymykseen. Tarkista lähteestä.",
        "kielimallin muotoilema",
    ),
    "sv": Words(
        "Jag hittade inget svar på detta i källorna.",
        "Osäkert: citaten svarar kanske inte på frågan. Kontrollera i källan.",
        "formulerad av en språkmodell",
    ),
    "en": Words(
        "I found no answer to this in the sources.",
        "Uncertain: the quotes may not answer the question. Check the source.",
        "worded by a language model",
    ),
}
"""By language; those of the service's own chat."""


def described(found: Hit | Citation, url: str) -> dict[str, Value]:
    """Return the document, the place and the score of a passage or quote; what is absent is left out.

    `document_id` is the id of its document; `reader_url` becomes a whole address; `url` is that of the service.
    """
    names = (*_OF_THE_PLACE, *(_OF_A_HIT if isinstance(found, Hit) else ("number",)))
    values: dict[str, Value] = {"document_id": found.document.id}
    values |= {name: getattr(found.document, name) for name in _OF_THE_DOCUMENT}
    values |= {name: value for name in names if (value := getattr(found, name)) is not None}
    return values | {"reader_url": url + found.reader_url}


def identifier(found: Hit | Citation) -> str:
    """Return an id of a passage or quote, the same for as long as its document's text is."""
    return f"{found.document.id}#{found.start}-{found.end}@{found.document.sha256[:12]}"


def worded(reply: Reply) -> str:
    """Return an answer as one text: what is said beside quotes, each sentence with its number, or that none was found.

    Sections begin with their title; a sentence in a language model's words says so. The numbers are those of the
    citations.
    """
    words = WORDS[reply.language]
    if reply.outcome != "answered":
        return reply.text or words.not_found
    said = [text for text in (words.uncertain if reply.uncertain else "", reply.text) if text]
    if not reply.sections:
        return "\n\n".join((*said, " ".join(_marked(sentence, words) for sentence in reply.sentences)))
    grouped = (
        (section.title, (reply.sentences[number - 1] for number in section.sentences)) for section in reply.sections
    )
    parts = ("\n".join((title, *(_marked(sentence, words) for sentence in those))) for title, those in grouped)
    return "\n\n".join((*said, *parts))


def _marked(sentence: Sentence, words: Words) -> str:
    return f"{sentence.text} [{sentence.citation}]" + (f" ({words.worded})" if sentence.written_by else "")
