"""What is sent and received; made from the service's OpenAPI description by `make client`, not by hand."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Unchangeable; what a newer service adds is left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Sent(Model):
    """What is asked: nothing of it is left aside."""

    model_config = ConfigDict(extra="forbid")


class Filters(Sent):
    """Which documents to look in; what is left out lets every document through."""

    region: str = ""
    """Only documents of this region."""
    publisher: str = ""
    """Only documents of this publisher."""
    language: str = ""
    """Only documents in this language, such as `fi`."""
    from_year: int | None = None
    """Only documents published in this year or later."""
    to_year: int | None = None
    """Only documents published in this year or earlier."""


class Question(Sent):
    """A question to answer."""

    question: str
    """A question in Finnish, Swedish or English, at most 1,000 characters, blanks aside."""
    history: tuple[str, ...] = ()
    """Earlier questions of the conversation, oldest first."""
    not_carried: tuple[str, ...] = ()
    """`text` of what an earlier reply carried over and this question is not about."""
    filters: Filters = Filters()
    """Which documents to look in."""


class Carried(Model):
    """Something that a question took over from an earlier one."""

    kind: Literal["topic", "region", "year"]
    text: str


class Sentence(Model):
    """One sentence of an answer."""

    text: str
    citation: int
    """Number of the citation that carries it."""
    written_by: Literal["llm"] | None = None
    """Who worded it, when it is no quote; absent when it stands so in the source."""
    highlights: tuple[tuple[int, int], ...]
    """What of the text answers, such as a name, a date or a number: code points of it."""


class Section(Model):
    """Sentences that belong together under a heading."""

    title: str
    sentences: tuple[int, ...]
    """Their numbers in the answer, from 1; none where nothing is told."""


class Document(Model):
    """What is known about a source document."""

    id: str
    title: str
    publisher: str
    published: str
    """An ISO date or a year; empty when it is not known."""
    region: str
    language: str
    """Language code of the text, such as `fi`."""
    url: str
    """Where the original is; empty when it is not known."""
    digest: bool
    """The text is a summary of what title, publisher, date and address name, in other words."""
    sha256: str
    """Of the text in UTF-8; another text has another."""


class Copy(Model):
    """Where a quote stands word for word in another document too."""

    document: Document
    start: int
    """First code point of the stretch in the document's text."""
    end: int
    """Code point after its last."""
    reader_url: str
    """Path of the page that shows the stretch where it stands."""


class Citation(Model):
    """A quote and where it stands."""

    number: int
    document: Document
    quote: str
    """`text[start:end]` of the document, to the character."""
    start: int
    """First code point of the stretch in the document's text."""
    end: int
    """Code point after its last."""
    page: int | None = None
    """Page it begins on; absent when the source has no pages."""
    page_label: str | None = None
    """What the source calls that page, such as iii; absent when it is its number."""
    recognised: Literal[True] | None = None
    """The text was recognised in a picture and may be wrong; absent otherwise."""
    slide: int | None = None
    """Slide it begins on; absent when the source is no presentation."""
    sheet: str | None = None
    """Name of the sheet it begins on; absent when the source is no workbook."""
    row: int | None = None
    """Row of the sheet; absent where none is known."""
    reader_url: str
    """Path of the page that shows the stretch where it stands."""
    copies: tuple[Copy, ...]
    """One in each other document that was found to say the same."""


class Hit(Model):
    """A passage found by search."""

    rank: int
    score: float
    """Higher is better; comparable within one result only."""
    document: Document
    text: str
    """`text[start:end]` of the document, to the character."""
    start: int
    """First code point of the stretch in the document's text."""
    end: int
    """Code point after its last."""
    page: int | None = None
    """Page it begins on; absent when the source has no pages."""
    page_label: str | None = None
    """What the source calls that page, such as iii; absent when it is its number."""
    recognised: Literal[True] | None = None
    """The text was recognised in a picture and may be wrong; absent otherwise."""
    slide: int | None = None
    """Slide it begins on; absent when the source is no presentation."""
    sheet: str | None = None
    """Name of the sheet it begins on; absent when the source is no workbook."""
    row: int | None = None
    """Row of the sheet; absent where none is known."""
    heading: str
    """The heading that the passage stands under; empty when none."""
    reader_url: str
    """Path of the page that shows the stretch where it stands."""


class LlmUse(Model):
    """Whether a language model worded an answer; absent where none is set."""

    used: bool
    reason: (
        Literal[
            "no_evidence",
            "instructions",
            "unreachable",
            "timeout",
            "http_error",
            "malformed",
            "too_long",
            "unsupported",
            "no_choice",
        ]
        | None
    ) = None
    """Why it was not used; absent when it was."""


class Index(Model):
    """What a reply was made with."""

    generation: str
    model: str
    morphology: Literal["voikko", "snowball"]
    reader: str | None
    """The reader that read the best sentences; null when the answer is from retrieval alone."""


class Reply(Model):
    """An answer made of quotes or carried by them, or an honest not-found."""

    answer_id: str
    """Names this answer when feedback is given; good for thirty days."""
    question: str
    """The question as it was understood: white space tidied."""
    read_as: str
    """The question as it was read: typing mistakes mended."""
    carried: tuple[Carried, ...]
    """What the question took over from earlier ones; empty when it stands alone."""
    language: Literal["fi", "sv", "en"]
    """The question's language as detected."""
    outcome: Literal["answered", "not_found", "guidance"]
    """`guidance`: the assistant speaks of itself in `text`, and quotes nothing."""
    kind: Literal["fact", "yes_no", "definition", "overview", "list", "comparison"] | None
    """How the answer is composed; null when there is none."""
    sentences: tuple[Sentence, ...]
    """The answer, in order; empty when not found."""
    sections: tuple[Section, ...]
    """How the sentences are grouped; empty where they stand by themselves."""
    text: str
    """What is said besides quotes: guidance, emergency numbers, caveats."""
    citations: tuple[Citation, ...]
    more: tuple[Document, ...]
    """Further documents that speak of the same."""
    suggestions: tuple[str, ...]
    """With guidance: questions to begin with."""
    confidence: float
    uncertain: bool
    """Answered, but so unsurely that it is to be said beside the answer."""
    regions: tuple[str, ...]
    """Regions that the question names, as documents have them."""
    nearest: tuple[Hit, ...]
    """When not found: what came closest, if anything. It is no answer."""
    llm: LlmUse | None = None
    index: Index
    timing_ms: dict[str, float]
    """Milliseconds by step, and their `total`."""


class SearchResult(Model):
    """The passages that match best."""

    query: str
    language: Literal["fi", "sv", "en"]
    hits: tuple[Hit, ...]


class DocumentList(Model):
    """All source documents."""

    documents: tuple[Document, ...]


class DocumentDetail(Model):
    """A source document in full."""

    id: str
    title: str
    publisher: str
    published: str
    """An ISO date or a year; empty when it is not known."""
    region: str
    language: str
    """Language code of the text, such as `fi`."""
    url: str
    """Where the original is; empty when it is not known."""
    digest: bool
    """The text is a summary of what title, publisher, date and address name, in other words."""
    sha256: str
    """Of the text in UTF-8; another text has another."""
    author: str
    rights: str
    text: str
    """The text that all offsets refer to."""
    inferred: tuple[str, ...]
    """Fields that were guessed from the text, not given by an editor."""


class Check(Model):
    """What has become of a quote."""

    number: int
    verdict: Literal["found", "misattributed", "stitched", "absent"]
    """`found`: word for word in the cited document. `misattributed`: in another document only. `stitched`: pieced
    together from what stands apart. `absent`: none of these.
    """
    version: Literal["same", "changed", "renamed", "removed", "unknown"]
    """The cited document is the `same` as then, has `changed`, has the same text under another id (`renamed`), is no
    longer among the sources (`removed`), or is `unknown`.
    """
    document: str | None
    """Id of the document that the quote stands in; null when none."""
    start: int | None
    """Where the quote stands now; null when nowhere."""
    end: int | None
    moved: bool
    """It stands elsewhere in the cited document than the citation says."""
    verbatim: bool
    """To the character; else white space or typography differs."""
    carries: bool
    """It carries every sentence that cites it."""
    held: bool | None
    """It stood at its place in the version that is cited; null when that version is not kept."""
    differs: tuple[str, ...]
    """What the citation says of the document (`title`, `publisher`, `published`, `region`, `language`, `url`,
    `digest`) otherwise than any version that is known; `reader_url` if it leads elsewhere.
    """


class Verification(Model):
    """What has become of the quotes of a saved answer."""

    stand: bool
    """Whether every quote is found, carries its sentences, stood in the version that it cites, and its document is
    named as it is.
    """
    checks: tuple[Check, ...]


class Readiness(Model):
    """What questions are answered with."""

    status: Literal["ready", "degraded"]
    """`degraded`: something is missing."""
    missing: tuple[str, ...]
    """What is missing while questions are answered all the same."""
    generation: str
    model: str
    morphology: Literal["voikko", "snowball"]
    reader: str | None
    """The reader; null when answers come from retrieval alone."""
    documents: int
    passages: int
