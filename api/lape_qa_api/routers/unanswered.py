"""GET /v1/unanswered: what people ask about and the sources do not answer."""

from dataclasses import asdict

from anyio import to_thread
from fastapi import APIRouter, HTTPException

from lape_qa_api.dependencies import KEY, ComponentsDep
from lape_qa_api.http import problems
from lape_qa_api.schemas import Topic, Unanswered

router = APIRouter(tags=["feedback"], dependencies=[KEY])

_OFF = "nothing is counted: LAPE_QA_UNANSWERED_TOPICS turns it on"


@router.get(
    "/v1/unanswered",
    summary="List topics that get no answer",
    response_description="Search terms, most frequent first.",
    responses=problems.documented("/v1/unanswered", 401, 403, 404, 429, 503, missing=_OFF),
)
async def unanswered(components: ComponentsDep) -> Unanswered:
    """Return search terms that were asked for without an answer, each often enough to tell of nobody.

    Needs the scope `admin`, and `LAPE_QA_UNANSWERED_TOPICS`: without it nothing is counted.
    """
    if not components.config.unanswered_topics:
        raise HTTPException(404, _OFF)
    topics = await to_thread.run_sync(components.topics.all)
    return Unanswered(topics=[Topic(**asdict(topic)) for topic in topics])
