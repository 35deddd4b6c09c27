"""The JSON of answers, hits and checks: written here once, for the command line, HTTP and whoever reads a saved answer.

Each model is made from what the assistant gives by its `of`; `model_dump()` is the JSON, its members in this order.
A field without a value is left out of the JSON where its description says `absent`, and null where it does not.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, urlencode

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from lape_qa import assistant
from lape_qa.answer import model as answers
from lape_qa.answer import verification
from lape_qa.documents import model as documents
from lape_qa.documents.chunking import LONGEST_PASSAGE
from lape_qa.errors import LlmReason, UsageError
from lape_qa.index import model as found
from lape_qa.language.model import Language, Span
from lape_qa.language.morphology import MORPHOLOGY
from lape_qa.question import model as questions

Json = dict[str, Any]

# ---- examples: each model shows one, in the OpenAPI description --------------------------------------------

_HEADING = "Loppuseminaari Hämeenlinnassa"
_QUOTE = (
    "Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa Hämeenlinnassa vuoden 2018 lopulla, kun lapsi- ja "
    "perhepalveluiden muutosohjelman (LAPE) hankekausi oli päättymässä."
)
_TEXT = f"## {_HEADING}\n\n{_QUOTE}\n"
DOCUMENT_EXAMPLE: Json = {
    "id": "kanta-hame-loppuseminaari-2018",
    "title": "LAPE:n loppuseminaarin jälkilöylyt",
    "publisher": "Oma Häme",
    "published": "2018",
    "region": "Kanta-Häme",
    "language": "fi",
    "url": "",
    "digest": True,
    "sha256": hashlib.sha256(_TEXT.encode()).hexdigest(),
}
_START = _TEXT.index(_QUOTE)
_END = _START + len(_QUOTE)
_PLACE = {
    "start": _START,
    "end": _END,
    "reader_url": f"/lue/{DOCUMENT_EXAMPLE['id']}?start={_START}&end={_END}&sha256={DOCUMENT_EXAMPLE['sha256'][:12]}",
}
_CITATION: Json = {"number": 1, "document": DOCUMENT_EXAMPLE, "quote": _QUOTE, **_PLACE, "copies": []}
_HIT = {"rank": 1, "score": 0.913206, "document": DOCUMENT_EXAMPLE, "text": _QUOTE, "heading": _HEADING, **_PLACE}
INDEX_EXAMPLE = {
    "generation": "20261122T041104538508Z-e96288f2",
    "model": "multilingual-e5-small",
    "morphology": "voikko",
    "reader": "multilingual-e5-small 0f3c9a1e",
}
ANSWER_EXAMPLE: Json = {
    "question": "Missä Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa?",
    "read_as": "Missä Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa?",
    "carried": [],
    "language": "fi",
    "outcome": "answered",
    "kind": "fact",
    "sentences": [{"text": _QUOTE, "citation": 1, "highlights": [[47, 61]]}],
    "sections": [],
    "text": "",
    "citations": [_CITATION],
    "more": [],
    "suggestions": [],
    "confidence": 0.8127,
    "uncertain": False,
    "regions": ["Kanta-Häme"],
    "nearest": [],
    "index": INDEX_EXAMPLE,
    "timing_ms": {
        "analyse": 31.2,
        "retrieve": 1.4,
        "weigh": 2.4,
        "read": 38.0,
        "answer": 0.5,
        "verify": 0.1,
        "total": 73.6,
    },
}
_SAVED_SENTENCE = {"text": _QUOTE, "citation": 1}
_SAVED = {name: _CITATION[name] for name in ("number", "document", "quote", "start", "end", "reader_url")}
_CHECK = {
    "number": 1,
    "verdict": "found",
    "version": "same",
    "document": DOCUMENT_EXAMPLE["id"],
    "start": _START,
    "end": _END,
    "moved": False,
    "verbatim": True,
    "carries": True,
    "held": True,
    "differs": [],
}


def example(value: Json, extra: Literal["forbid", "ignore"] = "forbid") -> ConfigDict:
    """Return the configuration of a model with an example; `extra` says what becomes of fields it does not know."""
    return ConfigDict(extra=extra, json_schema_extra={"examples": [value]})


# ---- kinds of fields ---------------------------------------------------------------------------------------


def _whole(text: str) -> str:
    """JSON can write half of a surrogate pair, which is no character and cannot be encoded."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("holds half of a surrogate pair, which is no character")
    return text


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("is true or false, not a number")
    return value


def _none(value: object) -> bool:
    return value is None


WHOLE = AfterValidator(_whole)
"""Behind the length of a text that comes from outside."""
Name = Annotated[str, Field(max_length=500), WHOLE]
"""What something is called, such as a document's id."""
Quote = Annotated[str, Field(max_length=LONGEST_PASSAGE), WHOLE]
"""A quote, or a sentence of an answer: part of a passage."""
Int = Annotated[int, BeforeValidator(_number)]
"""A number that comes from outside."""
Start = Annotated[int, Field(ge=0, description="First code point of the stretch in the document's text.")]
End = Annotated[int, Field(ge=0, description="Code point after its last.")]
Highlight = Annotated[
    list[int], Field(min_length=2, max_length=2, description="First code point, and the one after the last.")
]
Page = Annotated[
    Annotated[int, Field(ge=1)] | SkipJsonSchema[None],
    Field(description="Page it begins on; absent when the source has no pages.", exclude_if=_none),
]
PageLabel = Annotated[
    str | SkipJsonSchema[None],
    Field(description="What the source calls that page, such as iii; absent when it is its number.", exclude_if=_none),
]
Recognised = Annotated[
    Literal[True] | SkipJsonSchema[None],
    Field(description="The text was recognised in a picture and may be wrong; absent otherwise.", exclude_if=_none),
]
Slide = Annotated[
    Annotated[int, Field(ge=1)] | SkipJsonSchema[None],
    Field(description="Slide it begins on; absent when the source is no presentation.", exclude_if=_none),
]
Sheet = Annotated[
    str | SkipJsonSchema[None],
    Field(description="Name of the sheet it begins on; absent when the source is no workbook.", exclude_if=_none),
]
Row = Annotated[
    Annotated[int, Field(ge=1)] | SkipJsonSchema[None],
    Field(description="Row of the sheet; absent where none is known.", exclude_if=_none),
]
ReaderUrl = Annotated[str, Field(description="Path of the page that shows the stretch where it stands.")]
Writer = Annotated[
    Literal["llm"] | SkipJsonSchema[None],
    Field(description="Who worded it, when it is no quote; absent when it stands so in the source.", exclude_if=_none),
]


# ---- what is said of a source ------------------------------------------------------------------------------


class Document(BaseModel):
    """What is known about a source document."""

    model_config = example(DOCUMENT_EXAMPLE)

    id: str
    title: str
    publisher: str
    published: Annotated[str, Field(description="An ISO date or a year; empty when it is not known.")]
    region: str
    language: Annotated[str, Field(description="Language code of the text, such as `fi`.")]
    url: Annotated[str, Field(description="Where the original is; empty when it is not known.")]
    digest: Annotated[
        bool,
        Field(description="The text is a summary of what title, publisher, date and address name, in other words."),
    ]
    sha256: Annotated[str, Field(description="Of the text in UTF-8; another text has another.")]

    @classmethod
    def of(cls, document: documents.Document) -> "Document":
        """Return a document's metadata without its text."""
        return Document(**{name: getattr(document, name) for name in Document.model_fields})


class DocumentDetail(Document):
    """A source document in full."""

    model_config = example(
        DOCUMENT_EXAMPLE
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

    @classmethod
    def of(cls, document: documents.Document) -> "DocumentDetail":
        """Return all that is known of a document."""
        return DocumentDetail(**{name: getattr(document, name) for name in DocumentDetail.model_fields})


def _standing(document: documents.Document, at: int) -> dict[str, Any]:
    """Return the page, slide or sheet and row that an offset stands on."""
    match document.place(at):
        case None:
            return {}
        case documents.Place(kind="sheet", name=name, row=row):
            return {"sheet": name, "row": row}
        case place:
            shown = {place.kind: place.number, "recognised": True if place.is_recognised else None}
            return shown | ({"page_label": place.label} if place.label else {})


class Copy(BaseModel):
    """Where a quote stands word for word in another document too."""

    model_config = example({"document": DOCUMENT_EXAMPLE, **_PLACE})

    document: Document
    start: Start
    end: End
    reader_url: ReaderUrl

    @classmethod
    def of(cls, copy: answers.Copy) -> "Copy":
        """Return a copy with the address of the reader page that highlights it."""
        return Copy(
            document=Document.of(copy.document),
            start=copy.start,
            end=copy.end,
            reader_url=reader_url(copy.document, copy.start, copy.end),
        )


class Citation(BaseModel):
    """A quote and where it stands."""

    model_config = example(_CITATION)

    number: Annotated[int, Field(ge=1)]
    document: Document
    quote: Annotated[str, Field(description="`text[start:end]` of the document, to the character.")]
    start: Start
    end: End
    page: Page = None
    page_label: PageLabel = None
    recognised: Recognised = None
    slide: Slide = None
    sheet: Sheet = None
    row: Row = None
    reader_url: ReaderUrl
    copies: Annotated[list[Copy], Field(description="One in each other document that was found to say the same.")]

    @classmethod
    def of(cls, citation: answers.Citation) -> "Citation":
        """Return a citation with the address of the reader page that highlights it."""
        return Citation(
            number=citation.number,
            document=Document.of(citation.document),
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
            **_standing(citation.document, citation.start),
            reader_url=reader_url(citation.document, citation.start, citation.end),
            copies=[Copy.of(copy) for copy in citation.copies],
        )


class Hit(BaseModel):
    """A passage found by search."""

    model_config = example(_HIT)

    rank: Annotated[int, Field(ge=1)]
    score: Annotated[float, Field(description="Higher is better; comparable within one result only.")]
    document: Document
    text: Annotated[str, Field(description="`text[start:end]` of the document, to the character.")]
    start: Start
    end: End
    page: Page = None
    page_label: PageLabel = None
    recognised: Recognised = None
    slide: Slide = None
    sheet: Sheet = None
    row: Row = None
    heading: Annotated[str, Field(description="The heading that the passage stands under; empty when none.")]
    reader_url: ReaderUrl

    @classmethod
    def of(cls, rank: int, hit: found.Hit, document: documents.Document) -> "Hit":
        """Return a passage of a document with its place in the ranking, from 1."""
        passage = hit.passage
        return Hit(
            rank=rank,
            score=round(hit.score, 6),
            document=Document.of(document),
            text=passage.text,
            start=passage.start,
            end=passage.end,
            **_standing(document, passage.start),
            heading=passage.heading,
            reader_url=reader_url(document, passage.start, passage.end),
        )


def hits(ranked: Sequence[found.Hit], sources: Mapping[str, documents.Document]) -> list[Hit]:
    """Return passages in their order, the first with rank 1; `sources`: documents by id."""
    return [Hit.of(rank, hit, sources[hit.passage.document_id]) for rank, hit in enumerate(ranked, start=1)]


def document_url(document: "documents.Document | SavedDocument") -> str:
    """Return the path of the reader page for a document as it is now."""
    return f"/lue/{quote(document.id, safe='')}"


def reader_url(document: "documents.Document | SavedDocument", start: int, end: int) -> str:
    """Return the path of the reader page for one stretch of one version of a document, which stays the same for good.

    Twelve digits of the hash tell a document's versions apart, and keep the address short.
    """
    where = urlencode({"start": start, "end": end, "sha256": document.sha256[:12]})
    return f"{document_url(document)}?{where}#lainaus"


# ---- an answer ---------------------------------------------------------------------------------------------


class Sentence(BaseModel):
    """One sentence of an answer."""

    model_config = example(ANSWER_EXAMPLE["sentences"][0])

    text: str
    citation: Annotated[int, Field(ge=1, description="Number of the citation that carries it.")]
    written_by: Writer = None
    highlights: Annotated[
        list[Highlight],
        Field(description="What of the text answers, such as a name, a date or a number: code points of it."),
    ]

    @classmethod
    def of(cls, sentence: answers.Sentence) -> "Sentence":
        """Return a sentence; one that is no quote says who wrote it."""
        written_by = None if sentence.written_by == "source" else sentence.written_by
        marks = [[span.start, span.end] for span in sentence.highlights]
        return Sentence(text=sentence.text, citation=sentence.citation, written_by=written_by, highlights=marks)


class Section(BaseModel):
    """Sentences that belong together under a heading."""

    model_config = example({"title": "Lappi", "sentences": [1, 2]})

    title: str
    sentences: Annotated[
        list[int], Field(description="Their numbers in the answer, from 1; none where nothing is told.")
    ]

    @classmethod
    def of(cls, section: answers.Section) -> "Section":
        """Return a section."""
        return Section(title=section.title, sentences=list(section.sentences))


class Carried(BaseModel):
    """Something that a question took over from an earlier one."""

    model_config = example({"kind": "region", "text": "Lappi"})

    kind: Literal["topic", "region", "year"]
    text: str

    @classmethod
    def of(cls, carried: questions.Carried) -> "Carried":
        """Return what was taken over."""
        return Carried(kind=carried.kind, text=carried.text)


class LlmUse(BaseModel):
    """Whether a language model worded an answer; absent where none is set."""

    model_config = example({"used": False, "reason": "timeout"})

    used: bool
    reason: Annotated[
        LlmReason | SkipJsonSchema[None],
        Field(description="Why it was not used; absent when it was.", exclude_if=_none),
    ] = None


class Index(BaseModel):
    """What a reply was made with."""

    model_config = example(INDEX_EXAMPLE)

    generation: str
    model: str
    morphology: Literal["voikko", "snowball"]
    reader: Annotated[
        str | None,
        Field(description="The reader that read the best sentences; null when the answer is from retrieval alone."),
    ]

    @classmethod
    def of(cls, manifest: found.Manifest, reader: str | None) -> "Index":
        """Return what served a reply: index generation, model, the morphology at work, and the reader if any."""
        return Index(generation=manifest.generation, model=manifest.model, morphology=MORPHOLOGY, reader=reader)


class Answer(BaseModel):
    """An answer made of quotes or carried by them, or an honest not-found."""

    model_config = example(ANSWER_EXAMPLE)

    question: Annotated[str, Field(description="The question as it was understood: white space tidied.")]
    read_as: Annotated[str, Field(description="The question as it was read: typing mistakes mended.")]
    carried: Annotated[
        list[Carried], Field(description="What the question took over from earlier ones; empty when it stands alone.")
    ]
    language: Annotated[Language, Field(description="The question's language as detected.")]
    outcome: Annotated[
        Literal["answered", "not_found", "guidance"],
        Field(description="`guidance`: the assistant speaks of itself in `text`, and quotes nothing."),
    ]
    kind: Annotated[
        Literal["fact", "yes_no", "definition", "overview", "list", "comparison"] | None,
        Field(description="How the answer is composed; null when there is none."),
    ]
    sentences: Annotated[list[Sentence], Field(description="The answer, in order; empty when not found.")]
    sections: Annotated[
        list[Section], Field(description="How the sentences are grouped; empty where they stand by themselves.")
    ]
    text: Annotated[str, Field(description="What is said besides quotes: guidance, emergency numbers, caveats.")]
    citations: list[Citation]
    more: Annotated[list[Document], Field(description="Further documents that speak of the same.")]
    suggestions: Annotated[list[str], Field(description="With guidance: questions to begin with.")]
    confidence: Annotated[float, Field(ge=0, le=1)]
    uncertain: Annotated[bool, Field(description="Answered, but so unsurely that it is to be said beside the answer.")]
    regions: Annotated[list[str], Field(description="Regions that the question names, as documents have them.")]
    nearest: Annotated[list[Hit], Field(description="When not found: what came closest, if anything. It is no answer.")]
    llm: Annotated[LlmUse | SkipJsonSchema[None], Field(exclude_if=_none)] = None
    index: Index
    timing_ms: Annotated[dict[str, float], Field(description="Milliseconds by step, and their `total`.")]

    @classmethod
    def of(cls, reply: assistant.Reply, sources: Mapping[str, documents.Document]) -> "Answer":
        """Return a reply as the contract has it; `sources`: documents by id, those that the reply was made from."""
        outcome = reply.outcome
        answer = outcome if isinstance(outcome, answers.Answer) else None
        guidance = outcome if isinstance(outcome, answers.Guidance) else None
        return Answer(
            question=reply.query.text,
            read_as=reply.query.meant,
            carried=[Carried.of(item) for item in reply.query.carried],
            language=reply.query.language,
            outcome=answers.outcome_name(outcome),
            kind=answer.kind.value if answer else None,
            sentences=[Sentence.of(sentence) for sentence in answer.sentences] if answer else [],
            sections=[Section.of(section) for section in answer.sections] if answer else [],
            text=outcome.text,
            citations=[Citation.of(citation) for citation in answer.citations] if answer else [],
            more=[Document.of(document) for document in answer.more] if answer else [],
            suggestions=list(guidance.questions) if guidance else [],
            confidence=round(outcome.confidence, 4),
            uncertain=answer.is_uncertain if answer else False,
            regions=list(dict.fromkeys(place.region for place in reply.query.shape.places)),
            nearest=hits(outcome.nearest, sources) if isinstance(outcome, answers.NoAnswer) else [],
            llm=LlmUse(used=outcome.llm.used, reason=outcome.llm.reason) if outcome.llm else None,
            index=Index.of(reply.manifest, reply.reader),
            timing_ms=dict(reply.timing_ms),
        )


class SearchResult(BaseModel):
    """The passages that match best."""

    model_config = example({"query": "loppuseminaari Hämeenlinna", "language": "fi", "hits": [_HIT]})

    query: str
    language: Language
    hits: list[Hit]

    @classmethod
    def of(
        cls, query: questions.Query, ranked: Sequence[found.Hit], sources: Mapping[str, documents.Document]
    ) -> "SearchResult":
        """Return what a search found; `sources`: documents by id."""
        return SearchResult(query=query.text, language=query.language, hits=hits(ranked, sources))


# ---- a saved answer, and what has become of it -------------------------------------------------------------


_MOST_WORDED = 10
"""Sentences of an answer that a language model worded; it words three, and each takes long to check."""


Told = Annotated[
    Annotated[str, Field(max_length=4000), WHOLE] | None,
    Field(description="As the answer gave it; what is absent or null is not compared."),
]


class SavedDocument(BaseModel):
    """Which version of which document a saved citation names, and what it says of it; other fields are not read."""

    model_config = example(_SAVED["document"], extra="ignore")

    id: Name
    sha256: Annotated[str, Field(max_length=64), WHOLE]
    title: Told = None
    publisher: Told = None
    published: Told = None
    region: Told = None
    language: Told = None
    url: Told = None
    digest: Annotated[StrictBool | None, Field(description="As the answer gave it; null is not compared.")] = None

    def told(self) -> dict[str, str | bool]:
        """Return what is said of the document, by its fields."""
        return self.model_dump(exclude={"id", "sha256"}, exclude_none=True)


class SavedCitation(BaseModel):
    """A citation of a saved answer; other fields are not read."""

    model_config = example(_SAVED, extra="ignore")

    number: Annotated[Int, Field(ge=1, le=1000)]
    document: SavedDocument
    quote: Quote
    start: Annotated[Int, Field(ge=0, le=2**53)]
    end: Annotated[Int, Field(ge=0, le=2**53)]
    reader_url: Told = None

    def leads_elsewhere(self) -> bool:
        """Tell whether its address is there and not that of the quote."""
        return self.reader_url is not None and self.reader_url != reader_url(self.document, self.start, self.end)


class SavedSentence(BaseModel):
    """A sentence of a saved answer; other fields are not read."""

    model_config = example(_SAVED_SENTENCE, extra="ignore")

    text: Quote
    citation: Annotated[Int, Field(ge=1, le=1000)]
    written_by: Literal["llm"] | None = None


class SavedAnswer(BaseModel):
    """An answer as it was given; other fields than these are not read."""

    model_config = example({"sentences": [_SAVED_SENTENCE], "citations": [_SAVED]}, extra="ignore")

    sentences: Annotated[list[SavedSentence], Field(max_length=100)]
    citations: Annotated[list[SavedCitation], Field(max_length=100)]

    @model_validator(mode="after")
    def _cites_what_it_holds(self) -> Self:
        numbers = {citation.number for citation in self.citations}
        if len(numbers) < len(self.citations):
            raise PydanticCustomError("citation", "two citations have the same number")
        if sum(sentence.written_by is not None for sentence in self.sentences) > _MOST_WORDED:
            raise PydanticCustomError("sentence", "more than 10 sentences are said to be a language model's")
        for sentence in self.sentences:
            if sentence.citation not in numbers:
                raise PydanticCustomError(
                    "citation", "a sentence cites [{number}], which is not in it", {"number": sentence.citation}
                )
        return self

    @classmethod
    def read(cls, value: object, source: str) -> "SavedAnswer":
        """Return the saved answer that some JSON holds; UsageError names the source when it holds none."""
        try:
            return SavedAnswer.model_validate(value)
        except ValidationError as error:
            fault = error.errors()[0]
            where = "".join(f"{part}: " for part in [".".join(map(str, fault["loc"]))] if part)
            mend = "give what `ask --json` printed, or the service answered, as a whole"
            raise UsageError(f"{source} is not a saved answer: {where}{fault['msg']}; {mend}") from error

    def verify(self, sources: Mapping[str, documents.Document], kept: verification.Kept) -> list[verification.Check]:
        """Check every citation against the documents as they are now and as they were, in order.

        `sources`: the documents of now, by id; `kept` finds the version that is cited.
        """
        said = [answers.Sentence(s.text, s.citation, s.written_by or "source") for s in self.sentences]
        cited = [
            verification.Cited(
                c.number, c.document.id, c.document.sha256, c.quote, Span(c.start, c.end), c.document.told()
            )
            for c in self.citations
        ]
        checks = verification.verify(said, cited, sources, kept)
        return [
            replace(check, differs=(*check.differs, "reader_url")) if citation.leads_elsewhere() else check
            for check, citation in zip(checks, self.citations, strict=True)
        ]


class Check(BaseModel):
    """What has become of a quote."""

    model_config = example(_CHECK)

    number: int
    verdict: Annotated[
        verification.Verdict,
        Field(
            description="`found`: word for word in the cited document. `misattributed`: in another document only. "
            "`stitched`: pieced together from what stands apart. `absent`: none of these."
        ),
    ]
    version: Annotated[
        verification.VersionNow,
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
    differs: Annotated[
        list[str],
        Field(
            description="What the citation says of the document (`title`, `publisher`, `published`, `region`, "
            "`language`, `url`, `digest`) otherwise than any version that is known; `reader_url` if it leads elsewhere."
        ),
    ]

    @classmethod
    def of(cls, check: verification.Check) -> "Check":
        """Return what was found of one citation."""
        return Check(**{name: getattr(check, name) for name in Check.model_fields} | {"differs": list(check.differs)})


class Verification(BaseModel):
    """What has become of the quotes of a saved answer."""

    model_config = example({"stand": True, "checks": [_CHECK]})

    stand: Annotated[
        bool,
        Field(
            description="Whether every quote is found, carries its sentences, stood in the version that it cites, and "
            "its document is named as it is."
        ),
    ]
    checks: list[Check]

    @classmethod
    def of(cls, checks: Sequence[verification.Check]) -> "Verification":
        """Return what was found of every citation, and whether the answer stands."""
        return Verification(stand=verification.all_verified(checks), checks=[Check.of(check) for check in checks])
