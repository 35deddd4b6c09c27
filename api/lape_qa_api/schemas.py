"""The JSON that is HTTP's own, around that of `lape_qa.contract`: what is asked, listed, kept and refused."""

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool

from lape_qa.contract import ANSWER_EXAMPLE, DOCUMENT_EXAMPLE, INDEX_EXAMPLE, WHOLE, Answer, Document, example
from lape_qa.documents import model as documents
from lape_qa_api.editing.jobs import Job

_CONTACT = {"name": "Perhekeskuksen neuvonta", "url": "https://example.fi/neuvonta", "email": ""}
_FILTERS = {"region": "Kanta-Häme", "publisher": "", "language": "", "from_year": 2017, "to_year": 2019}
_JOB = {
    "id": "20261129T101500000000Z",
    "kind": "add",
    "document": "oulu-2019",
    "file": "oulu-2019.pdf",
    "address": "",
    "by": "Kirsi",
    "state": "done",
    "began": "2026-11-29T10:15:00+00:00",
    "ended": "2026-11-29T10:15:09+00:00",
    "step": {"work": "analysing words", "done": 120, "total": 120},
    "error": "",
    "generation": "20261129T101508123456Z-0f1e2d3c",
    "added": ["oulu-2019"],
    "changed": [],
    "renamed": [],
    "removed": [],
    "skipped": [],
    "noted": [],
    "versions": 0,
}
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


class JobWanted(BaseModel):
    """What is to be done with the index."""

    model_config = example({"kind": "index"})

    kind: Annotated[
        Literal["index", "rollback"],
        Field(description="`index` the folder as it is, or `rollback` to the generation before."),
    ]


class JobStep(BaseModel):
    """How far a job is."""

    model_config = example({"work": "encoding", "done": 64, "total": 120})

    work: Annotated[str, Field(description="What is being done.")]
    done: Annotated[int, Field(ge=0)]
    total: Annotated[int, Field(ge=0, description="0 when it is not known.")]


class JobLine(BaseModel):
    """One line on a file: why it was left out, or what to know of it."""

    model_config = example({"file": "skannaus.pdf", "said": "its pages hold no text; run text recognition first"})

    file: str
    said: str


class Renaming(BaseModel):
    """A text that is the same under another id."""

    model_config = example({"old": "oulu", "new": "oulu-2019"})

    old: str
    new: str


class EditingJob(BaseModel):
    """A change of the sources: what it is, how far it is, and what came of it."""

    model_config = example(_JOB)

    id: str
    kind: Literal["add", "replace", "remove", "erase", "index", "rollback"]
    document: Annotated[str, Field(description="The id of the document that it is about; empty for all of them.")]
    file: Annotated[str, Field(description="The name of the file that it brings; empty when none.")]
    address: Annotated[str, Field(description="Of the page that it fetches; empty when it brings a file.")]
    by: Annotated[str, Field(description="The name of the key that asked for it.")]
    state: Annotated[
        Literal["running", "done", "failed", "interrupted"],
        Field(
            description="`failed`: nothing was changed, and `error` says why. `interrupted`: its process was ended; "
            "the next job carries it out first, unless it was a rollback."
        ),
    ]
    began: str
    ended: Annotated[str, Field(description="Empty while it is running.")]
    step: JobStep
    error: str
    generation: Annotated[str, Field(description="The generation in use at its end; empty before.")]
    added: list[str]
    changed: list[str]
    renamed: list[Renaming]
    removed: list[str]
    skipped: Annotated[
        list[JobLine], Field(description="Files of the folder that were left out, each with the reason.")
    ]
    noted: Annotated[list[JobLine], Field(description="What editors should know of files that were read.")]
    versions: Annotated[int, Field(ge=0, description="Versions that were erased.")]

    @classmethod
    def of(cls, job: Job) -> "EditingJob":
        """Return a job as it is shown."""
        row = {name: value for name, value in asdict(job).items() if name != "target"}
        return cls.model_validate(row | {"renamed": [{"old": old, "new": new} for old, new in job.renamed]})


class EditingJobs(BaseModel):
    """Changes of the sources, newest first."""

    model_config = example({"jobs": [_JOB]})

    jobs: list[EditingJob]


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
