"""POST /v1/feedback: was an answer useful?"""

from anyio import to_thread
from fastapi import APIRouter, Depends, HTTPException

from lape_qa_api.dependencies import KEY, ComponentsDep, require_json
from lape_qa_api.http import problems
from lape_qa_api.schemas import FeedbackGiven

router = APIRouter(tags=["feedback"], dependencies=[KEY])

_UNKNOWN = "no answer of the last thirty days has this answer_id"


@router.post(
    "/v1/feedback",
    status_code=204,
    summary="Say whether an answer was useful",
    response_description="It is kept.",
    responses=problems.documented("/v1/feedback", 400, 401, 403, 404, 408, 413, 415, 422, 429, missing=_UNKNOWN),
    dependencies=[Depends(require_json)],
)
async def feedback(body: FeedbackGiven, components: ComponentsDep) -> None:
    """Keep feedback on an answer of the last thirty days; given again, it replaces what was given before."""
    if not components.signer.named(body.answer_id):
        raise HTTPException(404, _UNKNOWN)
    await to_thread.run_sync(lambda: components.feedback.give(body.answer_id, useful=body.useful, comment=body.comment))
