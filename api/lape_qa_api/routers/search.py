"""GET /v1/search: the passages that match best."""

from typing import Annotated

from fastapi import APIRouter, Query

from lape_qa.rendering import Json, hits_json
from lape_qa_api import problems
from lape_qa_api.dependencies import AssistantDep, WorkersDep
from lape_qa_api.schemas import SearchResult

router = APIRouter(tags=["questions"])


@router.get(
    "/v1/search",
    summary="Search passages",
    response_model=SearchResult,
    response_model_exclude_unset=True,
    response_description="At most `k` passages, best first.",
    responses=problems.documented("/v1/search", 422, 503),
)
async def search(
    q: Annotated[str, Query(description="A question or search words.", examples=["perhekeskus Nokia"])],
    assistant: AssistantDep,
    workers: WorkersDep,
    k: Annotated[int, Query(ge=1, le=100, description="How many passages.", examples=[5])] = 5,
) -> Json:
    """Return the passages that match a question or search words, best first; none of them claims to be an answer."""
    query, hits = await workers.run(lambda: assistant.search(q, k))
    return {
        "query": query.text,
        "language": query.language,
        "hits": hits_json(hits, assistant.generation.documents),
    }
