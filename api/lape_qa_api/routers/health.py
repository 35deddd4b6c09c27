"""GET /healthz and /readyz: is the process up, and is all of it in order?"""

from fastapi import APIRouter

from lape_qa.contract import Index
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

    While the service is starting, or when it failed to, this is a problem with status 503 whose `type` is
    `urn:lape-qa:problem:starting` or `urn:lape-qa:problem:index-unavailable`.
    """
    serving = components.serving
    assistant = serving.assistant
    manifest = assistant.generation.manifest
    missing = list(serving.missing())
    return Readiness(
        status="degraded" if missing else "ready",
        missing=missing,
        **Index.of(manifest, assistant.reader.name if assistant.reader else None).model_dump(),
        documents=manifest.documents,
        passages=manifest.passages,
    )
