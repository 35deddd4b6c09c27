"""POST /v1/ask: a question in, quoted sentences or an honest not-found out."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request

from lape_qa.contract import Json
from lape_qa.documents.membership import Membership
from lape_qa_api.dependencies import KEY, ComponentsDep, MembershipDep, require_json, unless_gone
from lape_qa_api.http import problems
from lape_qa_api.questions import QuestionAsked
from lape_qa_api.schemas import Question, Reply

router = APIRouter(tags=["questions"], dependencies=[KEY])

EXAMPLES = {
    "fi": {"summary": "Suomeksi", "value": {"question": "Missä Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa?"}},
    "sv": {"summary": "På svenska", "value": {"question": "Vad är LAPE-akademin?"}},
    "en": {"summary": "In English", "value": {"question": "Who coordinates the LAPE work in Kanta-Häme in 2019?"}},
    "later": {
        "summary": "Jatkokysymys, yhden alueen lähteistä",
        "value": {
            "question": "Entä milloin?",
            "history": ["Missä Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa?"],
            "filters": {"region": "Kanta-Häme"},
        },
    },
}
QuestionBody = Annotated[Question, Body(openapi_examples=EXAMPLES)]


def asked(body: Question, membership: Membership) -> QuestionAsked:
    """Return what was asked, by a member of some groups."""
    return QuestionAsked(body.question, tuple(body.history), tuple(body.not_carried), body.filters.chosen(), membership)


@router.post(
    "/v1/ask",
    summary="Answer a question",
    response_model=Reply,
    response_description="`outcome` is `answered` or `not_found`; both are 200.",
    responses=problems.documented("/v1/ask", 400, 401, 403, 408, 413, 415, 422, 429, 503),
    dependencies=[Depends(require_json)],
)
async def ask(body: QuestionBody, request: Request, components: ComponentsDep, membership: MembershipDep) -> Json:
    """Answer a question in Finnish, Swedish or English with sentences that stand word for word in the sources.

    Where the service has a language model, a sentence may be in its words: then it has `written_by`, and the citation
    holds the words of the source, which carry it. `llm` says whether it was used.

    Each sentence names its citation; each citation names a document version (`sha256`) and the offsets at
    which the quote was found there when the answer was made. Where `digest` is true, the document is a summary of what
    its title, publisher and address name, and the words are the summary's. How surely the quotes answer is an estimate,
    `confidence`; `uncertain` says that it is low. When the sources do not answer, `outcome` is
    `not_found` and `nearest` holds the passages that came closest, which are no answer.
    """
    return (await unless_gone(request, components.questions.ask(asked(body, membership)))).json()
