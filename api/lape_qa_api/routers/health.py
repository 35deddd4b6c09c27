"""GET /healthz and /readyz: is the process up, and is all of it in order?"""

from fastapi import APIRouter

from lape_qa.contract import Index
from lape_qa.errors import StateUnavailable
from lape_qa_api.dependencies import ComponentsDep
from lape_qa_api.http import problems
from lape_qa_api.schemas import Health, Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process up?", response_description="It is.")
async def healthz() -> Health:
    """Answer as long as the process does."""
    return Health(status="up")


@router.get(
    "/readyz",
    summary="Is the service in order?",
    response_description="Questions are answered; `degraded` when something is missing.",
    responses=problems.documented("/readyz", 503),
)
async def readyz(components: ComponentsDep) -> Readiness:
    """Name the index generation, the model and the morphology that questions are answered with.

    A question is asked as a trial, every other second at most. While the service is starting, when it failed to,
    when no thread answers, and when the keys could not be read yet, this is a problem with status 503 whose `type` is
    `urn:lape-qa:problem:starting`, `…:index-unavailable`, `…:busy` or `…:state-unavailable`.
    """
    standing, config = components.standing, components.config
    if not (components.keys.known or config.open or config.user_header):
        raise StateUnavailable("the keys were never read", "nobody is let in before they are")
    assistant = standing.serving.assistant
    await standing.require_answers()
    manifest = assistant.generation.manifest
    missing = list(standing.missing())
    return Readiness(
        status="degraded" if missing else "ready",
        missing=missing,
        **Index.of(manifest, assistant.reader.name if assistant.reader else None).model_dump(),
        documents=manifest.documents,
        passages=manifest.passages,
    )
