"""GET /v1/search: the passages that match best."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from lape_qa.contract import SearchResult
from lape_qa_api.dependencies import KEY, ComponentsDep, MembershipDep, unless_gone
from lape_qa_api.http import problems
from lape_qa_api.schemas import Filters, Typed

router = APIRouter(tags=["questions"], dependencies=[KEY])


class SearchQuery(Filters):
    """What to search for, and where."""

    q: Annotated[Typed, Query(description="A question or search words.", examples=["perhekeskus Nokia"])]
    k: Annotated[int, Query(ge=1, le=100, description="How many passages.", examples=[5])] = 5


@router.get(
    "/v1/search",
    summary="Search passages",
    response_description="At most `k` passages, best first.",
    responses=problems.documented("/v1/search", 401, 403, 422, 429, 503),
)
async def search(
    query: Annotated[SearchQuery, Query()], request: Request, components: ComponentsDep, membership: MembershipDep
) -> SearchResult:
    """Return the passages that match a question or search words, best first; none of them claims to be an answer."""
    filters = Filters(**query.model_dump(exclude={"q", "k"})).chosen()
    return await unless_gone(request, components.questions.search(query.q, query.k, filters, membership))
