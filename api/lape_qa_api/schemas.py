"""The JSON of the API, as `lape_qa.rendering` makes it; a field that is in one and not in the other is an error."""

import hashlib
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from lape_qa.types import Language

_HEADING = "Loppuseminaari Hämeenlinnassa"
_QUOTE = (
    "Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa Hämeenlinnassa vuoden 2018 lopulla, kun lapsi- ja "
    "perhepalveluiden muutosohjelman (LAPE) hankekausi oli päättymässä."
)
_TEXT = f"## {_HEADING}\n\n{_QUOTE}\n"
_DOCUMENT = {
    "id": "kanta-hame-loppuseminaari-2018",
    "title": "LAPE:n loppuseminaarin jälkilöylyt",
    "publisher": "Oma Häme",
    "published": "2018",
    "region": "Kanta-Häme",
    "language": "fi",
    "url": "",
    "sha256": hashlib.sha256(_TEXT.encode()).hexdigest(),
}
_START = _TEXT.index(_QUOTE)
_END = _START + len(_QUOTE)
_PLACE = {
    "start": _START,
    "end": _END,
    "reader_url": f"/lue/{_DOCUMENT['id']}?start={_START}&end={_END}&sha256={_DOCUMENT['sha256'][:12]}",
}
_CITATION = {"number": 1, "document": _DOCUMENT, "quote": _QUOTE, **_PLACE}
_HIT = {
    "rank": 1,
    "score": 0.913206,
    "document": _DOCUMENT,
    "text": _QUOTE,
    "heading": _HEADING,
    **_PLACE,
}
_INDEX = {"generation": "20261122T041104538508Z-e96288f2", "model": "multilingual-e5-small", "morphology": "voikko"}
_REPLY = {
    "question": "Missä Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa?",
    "read_as": "Missä Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa?",
    "carried": [],
    "language": "fi",
    "outcome": "answered",
    "sentences": [{"text": _QUOTE, "citation": 1}],
    "citations": [_CITATION],
    "confidence": 0.8127,
    "nearest": [],
    "index": _INDEX,
    "timing_ms": {"analyse": 31.2, "retrieve": 1.4, "answer": 2.9, "verify": 0.1, "total": 35.6},
}


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _example(value: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [value]})


def _whole(text: str) -> str:
    """JSON can write half of a surrogate pair, which is no character and cannot be encoded."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("holds half of a surrogate pair, which is no character")
    return text


class Question(_Schema):
    """A question to answer."""

    model_config = _example({"question": _REPLY["question"]})

    question: Annotated[
        str,
        AfterValidator(_whole),
        Field(description="A question in Finnish, Swedish or English, at most 1,000 characters."),
    ]


class Document(_Schema):
    """What is known about a source document."""

    model_config = _example(_DOCUMENT)

    id: str
    title: str
    publisher: str
    published: Annotated[str, Field(description="An ISO date or a year; empty when it is not known.")]
    region: str
    language: Annotated[str, Field(description="Language code of the text, such as `fi`.")]
    url: Annotated[str, Field(description="Where the original is; empty when it is not known.")]
    sha256: Annotated[str, Field(description="Of the text in UTF-8; another text has another.")]


class DocumentDetail(Document):
    """A source document in full."""

    model_config = _example(
        _DOCUMENT
        | {
            "author": "Laura Lamberg",
            "rights": "Tiivistelmä: LAPE-QA, CC BY 4.0. Alkuperäinen teksti: © julkaisija.",
            "text": _TEXT,
            "inferred": [],
        }
    )

    author: str
    rights: str
    text: Annotated[str, Field(description="The text that all offsets refer to.")]
    inferred: Annotated[list[str], Field(description="Fields that were guessed from the text, not given by an editor.")]


class DocumentList(_Schema):
    """All source documents."""

    model_config = _example({"documents": [_DOCUMENT]})

    documents: list[Document]


_Start = Annotated[int, Field(ge=0, description="First code point of the stretch in the document's text.")]
_End = Annotated[int, Field(ge=0, description="Code point after its last.")]
_Page = Annotated[int, Field(ge=1, description="Page it begins on; absent when the source has no pages.")]
_ReaderUrl = Annotated[str, Field(description="Path of the page that shows the stretch where it stands.")]


class Citation(_Schema):
    """A quote and where it stands."""

    model_config = _example(_CITATION)

    number: Annotated[int, Field(ge=1)]
    document: Document
    quote: Annotated[str, Field(description="`text[start:end]` of the document, to the character.")]
    start: _Start
    end: _End
    page: _Page | None = None
    reader_url: _ReaderUrl


class Hit(_Schema):
    """A passage found by search."""

    model_config = _example(_HIT)

    rank: Annotated[int, Field(ge=1)]
    score: Annotated[float, Field(description="Higher is better; comparable within one result only.")]
    document: Document
    text: Annotated[str, Field(description="`text[start:end]` of the document, to the character.")]
    start: _Start
    end: _End
    page: _Page | None = None
    heading: Annotated[str, Field(description="The heading that the passage stands under; empty when none.")]
    reader_url: _ReaderUrl


class Sentence(_Schema):
    """One sentence of an answer."""

    model_config = _example({"text": _QUOTE, "citation": 1})

    text: str
    citation: Annotated[int, Field(ge=1, description="Number of the citation that carries it.")]


class Carried(_Schema):
    """Something that a question took over from an earlier one."""

    model_config = _example({"kind": "region", "text": "Lappi"})

    kind: Literal["topic", "region", "year"]
    text: str


class Index(_Schema):
    """What a reply was made with."""

    model_config = _example(_INDEX)

    generation: str
    model: str
    morphology: Literal["voikko", "snowball"]


class Reply(_Schema):
    """An answer made of quotes, or an honest not-found."""

    model_config = _example(_REPLY)

    question: Annotated[str, Field(description="The question as it was understood: white space tidied.")]
    read_as: Annotated[str, Field(description="The question as it was read: typing mistakes mended.")]
    carried: Annotated[
        list[Carried], Field(description="What the question took over from earlier ones; empty when it stands alone.")
    ]
    language: Annotated[Language, Field(description="The question's language as detected.")]
    outcome: Literal["answered", "not_found"]
    sentences: Annotated[list[Sentence], Field(description="The answer, in order; empty when not found.")]
    citations: list[Citation]
    confidence: Annotated[float, Field(ge=0, le=1)]
    nearest: Annotated[list[Hit], Field(description="When not found: what came closest. It is no answer.")]
    index: Index
    timing_ms: Annotated[dict[str, float], Field(description="Milliseconds by step, and their `total`.")]


class SearchResult(_Schema):
    """The passages that match best."""

    model_config = _example({"query": "loppuseminaari Hämeenlinna", "language": "fi", "hits": [_HIT]})

    query: str
    language: Language
    hits: list[Hit]


class Health(_Schema):
    """The process is up."""

    model_config = _example({"status": "up"})

    status: Literal["up"]


class Readiness(_Schema):
    """What questions are answered with."""

    model_config = _example({"status": "ready", **_INDEX, "documents": 77, "passages": 340})

    status: Annotated[Literal["ready", "degraded"], Field(description="`degraded`: without the Finnish morphology.")]
    generation: str
    model: str
    morphology: Literal["voikko", "snowball"]
    documents: Annotated[int, Field(ge=0)]
    passages: Annotated[int, Field(ge=0)]


class Problem(BaseModel):
    """An error as RFC 9457 has it."""

    type: Annotated[str, Field(description="Names the kind of problem; `about:blank` when the status says it all.")]
    title: Annotated[str, Field(description="The kind of problem in words.")]
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="What is wrong this time, and how to mend it.")]
    instance: Annotated[str, Field(description="The path that was asked for.")]
