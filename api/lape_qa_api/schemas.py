"""The JSON that is HTTP's own, around that of `lape_qa.contract`: what is asked, listed, kept and refused."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool

from lape_qa.contract import ANSWER_EXAMPLE, DOCUMENT_EXAMPLE, INDEX_EXAMPLE, WHOLE, Answer, Document, example
from lape_qa.documents import model as documents

_CONTACT = {"name": "Perhekeskuksen neuvonta", "url": "https://example.fi/neuvonta", "email": ""}
_FILTERS = {"region": "Kanta-Häme", "publisher": "", "language": "", "from_year": 2017, "to_year": 2019}
_ANSWER_ID = "AAAAAGtXZeQPIxn0v2C9eTnJv0mQ2v0h4yNn3gWq5Zt8rL1k"

Typed = Annotated[str, Field(max_length=10_000), WHOLE]
"""What somebody typed; its blanks are tidied away before it is measured as a question."""
_Year = Annotated[int | None, Field(ge=1900, le=2100)]


class Filters(BaseModel):
    """Which documents to look in; what is left out lets every document through."""

    model_config = example(_FILTERS)

    region: Annotated[str, Field(max_length=200, description="Only documents of this region."), WHOLE] = ""
    publisher: Annotated[str, Field(max_length=200, description="Only documents of this publisher."), WHOLE] = ""
    language: Annotated[
        str, Field(max_length=20, description="Only documents in this language, such as `fi`."), WHOLE
    ] = ""
    from_year: Annotated[_Year, Field(description="Only documents published in this year or later.")] = None
    to_year: Annotated[_Year, Field(description="Only documents published in this year or earlier.")] = None

    def chosen(self) -> documents.Filters:
        """Return them as the assistant takes them."""
        return documents.Filters(**self.model_dump())


class Question(BaseModel):
    """A question to answer."""

    model_config = example(
        {"question": ANSWER_EXAMPLE["question"], "history": [], "not_carried": [], "filters": _FILTERS}
    )

    question: Annotated[
        Typed, Field(description="A question in Finnish, Swedish or English, at most 1,000 characters, blanks aside.")
    ]
    history: Annotated[
        list[Annotated[str, Field(max_length=1000), WHOLE]],
        Field(max_length=20, description="Earlier questions of the conversation, oldest first."),
    ] = []
    not_carried: Annotated[
        list[Annotated[str, Field(max_length=200), WHOLE]],
        Field(
            max_length=20, description="`text` of what an earlier reply carried over and this question is not about."
        ),
    ] = []
    filters: Annotated[Filters, Field(description="Which documents to look in.")] = Filters()


class DocumentList(BaseModel):
    """All source documents."""

    model_config = example({"documents": [DOCUMENT_EXAMPLE]})

    documents: list[Document]


class _Named(BaseModel):
    answer_id: Annotated[str, Field(description="Names this answer when feedback is given; good for thirty days.")]


class Reply(Answer, _Named):
    """An answer made of quotes or carried by them, or an honest not-found."""

    # The last base comes first: a reply begins with its name.
    model_config = example({"answer_id": _ANSWER_ID} | ANSWER_EXAMPLE)


class FeedbackGiven(BaseModel):
    """Whether an answer was useful."""

    model_config = example({"answer_id": _ANSWER_ID, "useful": False, "comment": "Vastaus on väärältä vuodelta."})

    answer_id: Annotated[str, Field(max_length=100, description="`answer_id` of the answer."), WHOLE]
    useful: StrictBool
    comment: Annotated[
        str,
        Field(max_length=2000, description="Is kept as it is: tell people to write no personal data here."),
        WHOLE,
    ] = ""


class Topic(BaseModel):
    """A search term that was asked for without an answer."""

    model_config = example({"term": "isyysvapaa", "count": 7, "last": "2026-11-20"})

    term: str
    count: Annotated[int, Field(ge=2)]
    last: Annotated[str, Field(description="The day it was last asked for, ISO date.")]


class Unanswered(BaseModel):
    """What people ask about and the sources do not answer."""

    model_config = example({"topics": [{"term": "isyysvapaa", "count": 7, "last": "2026-11-20"}]})

    topics: list[Topic]


class Suggestions(BaseModel):
    """Questions to begin with, by language of the user; for one that is absent, the widget has its own."""

    model_config = example({"fi": [ANSWER_EXAMPLE["question"]], "sv": ["Vad är LAPE-akademin?"]})

    fi: list[str] = []
    sv: list[str] = []
    en: list[str] = []


class Contact(BaseModel):
    """Whom to ask when the service does not answer; a field is empty when there is none."""

    model_config = example(_CONTACT)

    name: str
    url: str
    email: str


class WidgetConfig(BaseModel):
    """What the chat widget shows before the first question."""

    model_config = example(
        {
            "suggestions": {"fi": [ANSWER_EXAMPLE["question"]], "sv": ["Vad är LAPE-akademin?"]},
            "contact": _CONTACT,
            "llm": False,
        }
    )

    suggestions: Suggestions
    contact: Contact | None
    llm: Annotated[bool, Field(description="Whether a language model may word answers.")]


class WidgetToken(BaseModel):
    """A token that pages of one origin may ask with for a while."""

    model_config = example({"token": _ANSWER_ID, "expires_in": 900})

    token: Annotated[str, Field(description="Send it as `Authorization: Bearer …`, from the same origin.")]
    expires_in: Annotated[int, Field(description="Seconds that it is good for.")]


class Health(BaseModel):
    """The process is up."""

    model_config = example({"status": "up"})

    status: Literal["up"]


class Readiness(BaseModel):
    """What questions are answered with."""

    model_config = example({"status": "ready", "missing": [], **INDEX_EXAMPLE, "documents": 77, "passages": 340})

    status: Annotated[Literal["ready", "degraded"], Field(description="`degraded`: something is missing.")]
    missing: Annotated[list[str], Field(description="What is missing while questions are answered all the same.")]
    generation: str
    model: str
    morphology: Literal["voikko", "snowball"]
    reader: Annotated[str | None, Field(description="The reader; null when answers come from retrieval alone.")]
    documents: Annotated[int, Field(ge=0)]
    passages: Annotated[int, Field(ge=0)]


class Problem(BaseModel):
    """An error as RFC 9457 has it."""

    type: Annotated[str, Field(description="Names the kind of problem; `about:blank` when the status says it all.")]
    title: Annotated[str, Field(description="The kind of problem in words.")]
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="What is wrong this time, and how to mend it.")]
    instance: Annotated[str, Field(description="The path that was asked for.")]
