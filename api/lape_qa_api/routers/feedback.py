"""POST /v1/feedback: was an answer useful?"""

import asyncio

from fastapi import APIRouter, Depends, HTTPException
from starlette.responses import Response

from lape_qa.errors import StateUnavailable
from lape_qa_api.dependencies import KEY, ComponentsDep, require_json
from lape_qa_api.http import problems
from lape_qa_api.schemas import FeedbackGiven
from lape_qa_api.state.feedback import given

router = APIRouter(tags=["feedback"], dependencies=[KEY])

_UNKNOWN = "no answer of the last thirty days has this answer_id"
_PATIENCE = 2.0
"""Seconds that a caller waits for its feedback to be on disk."""


@router.post(
    "/v1/feedback",
    status_code=204,
    summary="Say whether an answer was useful",
    response_description="It is kept.",
    responses={
        202: {"description": "It is taken, and kept as soon as the state folder can be written."},
        **problems.documented("/v1/feedback", 400, 401, 403, 404, 408, 413, 415, 422, 429, 503, missing=_UNKNOWN),
    },
    dependencies=[Depends(require_json)],
)
async def feedback(body: FeedbackGiven, components: ComponentsDep) -> Response:
    """Keep feedback on an answer of the last thirty days; given again, it replaces what was given before."""
    if not components.signer.named(body.answer_id):
        raise HTTPException(404, _UNKNOWN)
    kept = components.bookkeeper.keep([given(body.answer_id, useful=body.useful, comment=body.comment)])
    if kept is None:
        raise StateUnavailable("there is no room for feedback", "too much waits to be written")
    on_disk, _ = await asyncio.wait({asyncio.wrap_future(kept)}, timeout=_PATIENCE)
    if on_disk and not kept.result():
        raise StateUnavailable("feedback could not be written", "it was given up")
    return Response(status_code=204 if on_disk else 202)
