"""POST /v1/verify: do the quotes of a saved answer still stand?"""

from fastapi import APIRouter, Depends, Request

from lape_qa.contract import SavedAnswer, Verification
from lape_qa_api.dependencies import KEY, ComponentsDep, SeenDep, require_json, unless_gone
from lape_qa_api.http import problems

router = APIRouter(tags=["documents"], dependencies=[KEY])


@router.post(
    "/v1/verify",
    summary="Check the quotes of a saved answer, and how it names its documents",
    response_description="One check for each citation, in order.",
    responses=problems.documented("/v1/verify", 400, 401, 403, 408, 413, 415, 422, 429, 503),
    dependencies=[Depends(require_json)],
)
async def verify(body: SavedAnswer, request: Request, seen: SeenDep, components: ComponentsDep) -> Verification:
    """Compare an answer, as `/v1/ask` gave it, with the documents as they are now and with the versions that it cites.

    White space and typography make no difference. Sentences are checked against the quotes that they cite, and what is
    said of a document (title, publisher, date, region, language, address) against what is known of it.
    """
    generation, versions = seen.assistant.generation, seen.versions
    checks = await unless_gone(
        request, components.questions.work(lambda: body.verify(generation.quotable(), versions.find_all))
    )
    return Verification.of(checks)
