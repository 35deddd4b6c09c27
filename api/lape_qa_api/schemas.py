"""The JSON of the API, as `lape_qa.contract` makes it; a field that is in one and not in the other is an error."""

import hashlib
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from lape_qa.answer.verification import Verdict, Version
from lape_qa.documents import model as types
from lape_qa.errors import LlmReason
from lape_qa.language.model import Language

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
_SAVED: dict[str, Any] = {
    "number": 1,
    "document": {"id": _DOCUMENT["id"], "sha256": _DOCUMENT["sha256"]},
    "quote": _QUOTE,
    "start": _START,
    "end": _END,
}
_CHECK = {
    "number": 1,
    "verdict": "found",
    "version": "same",
    "document": _DOCUMENT["id"],
    "start": _START,
    "end": _END,
    "moved": False,
    "verbatim": True,
    "carries": True,
    "held": True,
}
_HIT = {
    "rank": 1,
    "score": 0.913206,
    "document": _DOCUMENT,
    "text": _QUOTE,
    "heading": _HEADING,
    **_PLACE,
}
_CONTACT = {"name": "Perhekeskuksen neuvonta", "url": "https://example.fi/neuvonta", "email": ""}
_FILTERS = {"region": "Kanta-Häme", "publisher": "", "language": "", "from_year": 2017, "to_year": 2019}
_ANSWER_ID = "AAAAAGtXZeQPIxn0v2C9eTnJv0mQ2v0h4yNn3gWq5Zt8rL1k"
_INDEX = {"generation": "20261122T041104538508Z-e96288f2", "model": "multilingual-e5-small", "morphology": "voikko"}
_REPLY: dict[str, Any] = {
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


def _example(value: dict[str, Any], extra: Literal["forbid", "ignore"] = "forbid") -> ConfigDict:
    return ConfigDict(extra=extra, json_schema_extra={"examples": [value]})


def _whole(text: str) -> str:
    """JSON can write half of a surrogate pair, which is no character and cannot be encoded."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("holds half of a surrogate pair, which is no character")
    return text


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("is true or false, not a number")
    return value


Text = Annotated[str, AfterValidator(_whole)]
Int = Annotated[int, BeforeValidator(_number)]
_Year = Annotated[int | None, Field(ge=1900, le=2100)]


class Filters(_Schema):
    """Which documents to look in; what is left out lets every document through."""

    model_config = _example(_FILTERS)

    region: Annotated[Text, Field(max_length=200, description="Only documents of this region.")] = ""
    publisher: Annotated[Text, Field(max_length=200, description="Only documents of this publisher.")] = ""
    language: Annotated[Text, Field(max_length=20, description="Only documents in this language, such as `fi`.")] = ""
    from_year: Annotated[_Year, Field(description="Only documents published in this year or later.")] = None
    to_year: Annotated[_Year, Field(description="Only documents published in this year or earlier.")] = None

    def chosen(self) -> types.Filters:
        """Return them as the assistant takes them."""
        return types.Filters(**self.model_dump())


class Question(_Schema):
    """A question to answer."""

    model_config = _example({"question": _REPLY["question"], "history": [], "not_carried": [], "filters": _FILTERS})

    question: Annotated[Text, Field(description="A question in Finnish, Swedish or English, at most 1,000 characters.")]
    history: Annotated[
        list[Annotated[Text, Field(max_length=1000)]],
        Field(max_length=20, description="Earlier questions of the conversation, oldest first."),
    ] = []
    not_carried: Annotated[
        list[Annotated[Text, Field(max_length=200)]],
        Field(
            max_length=20, description="`text` of what an earlier reply carried over and this question is not about."
        ),
    ] = []
    filters: Annotated[Filters, Field(description="Which documents to look in.")] = Filters()


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
    written_by: Annotated[
        Literal["llm"] | None,
        Field(description="Who worded it, when it is no quote; absent when it stands so in the source."),
    ] = None


class Carried(_Schema):
    """Something that a question took over from an earlier one."""

    model_config = _example({"kind": "region", "text": "Lappi"})

    kind: Literal["topic", "region", "year"]
    text: str


class LlmUse(_Schema):
    """Whether a language model worded an answer; absent where none is set."""

    model_config = _example({"used": False, "reason": "timeout"})

    used: bool
    reason: Annotated[LlmReason | None, Field(description="Why it was not used; absent when it was.")] = None


class Index(_Schema):
    """What a reply was made with."""

    model_config = _example(_INDEX)

    generation: str
    model: str
    morphology: Literal["voikko", "snowball"]


class Reply(_Schema):
    """An answer made of quotes or carried by them, or an honest not-found."""

    model_config = _example(_REPLY | {"answer_id": _ANSWER_ID})

    answer_id: Annotated[str, Field(description="Names this answer when feedback is given; good for thirty days.")]

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
    llm: LlmUse | None = None
    index: Index
    timing_ms: Annotated[dict[str, float], Field(description="Milliseconds by step, and their `total`.")]


class SearchResult(_Schema):
    """The passages that match best."""

    model_config = _example({"query": "loppuseminaari Hämeenlinna", "language": "fi", "hits": [_HIT]})

    query: str
    language: Language
    hits: list[Hit]


class SavedDocument(BaseModel):
    """Which version of which document a saved citation names; other fields are not read."""

    model_config = _example(_SAVED["document"], extra="ignore")

    id: Text
    sha256: Text


class SavedCitation(BaseModel):
    """A citation of a saved answer; other fields are not read."""

    model_config = _example(_SAVED, extra="ignore")

    number: Annotated[Int, Field(ge=1, le=1000)]
    document: SavedDocument
    quote: Text
    start: Annotated[Int, Field(ge=0, le=2**53)]
    end: Annotated[Int, Field(ge=0, le=2**53)]


class SavedSentence(BaseModel):
    """A sentence of a saved answer; other fields are not read."""

    model_config = _example(_REPLY["sentences"][0], extra="ignore")

    text: Text
    citation: Annotated[Int, Field(ge=1, le=1000)]
    written_by: Literal["llm"] | None = None


class SavedAnswer(BaseModel):
    """An answer as it was given; other fields than these are not read."""

    model_config = _example({"sentences": _REPLY["sentences"], "citations": [_SAVED]}, extra="ignore")

    sentences: Annotated[list[SavedSentence], Field(max_length=100)]
    citations: Annotated[list[SavedCitation], Field(max_length=100)]


class Check(_Schema):
    """What has become of a quote."""

    model_config = _example(_CHECK)

    number: int
    verdict: Annotated[
        Verdict,
        Field(
            description="`found`: word for word in the cited document. `misattributed`: in another document only. "
            "`stitched`: pieced together from what stands apart. `absent`: none of these."
        ),
    ]
    version: Annotated[
        Version,
        Field(
            description="The cited document is the `same` as then, has `changed`, has the same text under another id "
            "(`renamed`), is no longer among the sources (`removed`), or is `unknown`."
        ),
    ]
    document: Annotated[str | None, Field(description="Id of the document that the quote stands in; null when none.")]
    start: Annotated[int | None, Field(description="Where the quote stands now; null when nowhere.")]
    end: int | None
    moved: Annotated[bool, Field(description="It stands elsewhere in the cited document than the citation says.")]
    verbatim: Annotated[bool, Field(description="To the character; else white space or typography differs.")]
    carries: Annotated[bool, Field(description="It carries every sentence that cites it.")]
    held: Annotated[
        bool | None,
        Field(description="It stood at its place in the version that is cited; null when that version is not kept."),
    ]


class Verification(_Schema):
    """What has become of the quotes of a saved answer."""

    model_config = _example({"stand": True, "checks": [_CHECK]})

    stand: Annotated[
        bool,
        Field(
            description="Whether every quote is found, carries its sentences, and stood in the version that it cites."
        ),
    ]
    checks: list[Check]


class FeedbackGiven(_Schema):
    """Whether an answer was useful."""

    model_config = _example({"answer_id": _ANSWER_ID, "useful": False, "comment": "Vastaus on väärältä vuodelta."})

    answer_id: Annotated[Text, Field(max_length=100, description="`answer_id` of the answer.")]
    useful: StrictBool
    comment: Annotated[
        Text, Field(max_length=2000, description="Is kept as it is: tell people to write no personal data here.")
    ] = ""


class Topic(_Schema):
    """A search term that was asked for without an answer."""

    model_config = _example({"term": "isyysvapaa", "count": 7, "last": "2026-11-20"})

    term: str
    count: Annotated[int, Field(ge=2)]
    last: Annotated[str, Field(description="The day it was last asked for, ISO date.")]


class Unanswered(_Schema):
    """What people ask about and the sources do not answer."""

    model_config = _example({"topics": [{"term": "isyysvapaa", "count": 7, "last": "2026-11-20"}]})

    topics: list[Topic]


class Suggestions(_Schema):
    """Questions to begin with, by language of the user; for one that is absent, the widget has its own."""

    model_config = _example({"fi": [_REPLY["question"]], "sv": ["Vad är LAPE-akademin?"]})

    fi: list[str] = []
    sv: list[str] = []
    en: list[str] = []


class Contact(_Schema):
    """Whom to ask when the service does not answer; a field is empty when there is none."""

    model_config = _example(_CONTACT)

    name: str
    url: str
    email: str


class WidgetConfig(_Schema):
    """What the chat widget shows before the first question."""

    model_config = _example(
        {
            "suggestions": {"fi": [_REPLY["question"]], "sv": ["Vad är LAPE-akademin?"]},
            "contact": _CONTACT,
            "llm": False,
        }
    )

    suggestions: Suggestions
    contact: Contact | None
    llm: Annotated[bool, Field(description="Whether a language model may word answers.")]


class WidgetToken(_Schema):
    """A token that pages of one origin may ask with for a while."""

    model_config = _example({"token": _ANSWER_ID, "expires_in": 900})

    token: Annotated[str, Field(description="Send it as `Authorization: Bearer …`, from the same origin.")]
    expires_in: Annotated[int, Field(description="Seconds that it is good for.")]


class Health(_Schema):
    """The process is up."""

    model_config = _example({"status": "up"})

    status: Literal["up"]


class Readiness(_Schema):
    """What questions are answered with."""

    model_config = _example({"status": "ready", "missing": [], **_INDEX, "documents": 77, "passages": 340})

    status: Annotated[Literal["ready", "degraded"], Field(description="`degraded`: something is missing.")]
    missing: Annotated[list[str], Field(description="What is missing while questions are answered all the same.")]
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
