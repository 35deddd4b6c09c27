"""GET /healthz and /readyz: is the process up, and is all of it in order?"""

from fastapi import APIRouter

from lape_qa.finnish import MORPHOLOGY
from lape_qa.rendering import Json, index_json
from lape_qa_api.dependencies import AssistantDep
from lape_qa_api.schemas import Health, Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process up?", response_description="It is.")
async def healthz() -> Health:
    """Answer as long as the process does."""
    return Health(status="up")


@router.get(
    "/readyz",
    summary="Is the service in order?",
    response_model=Readiness,
    response_description="Questions are answered; `degraded` when without the Finnish morphology.",
)
async def readyz(assistant: AssistantDep) -> Json:
    """Name the index generation, the model and the morphology that questions are answered with.

    `degraded`: Voikko is missing, so Finnish words are reduced to their stems and fewer answers are found.
    """
    manifest = assistant.generation.manifest
    return index_json(manifest) | {
        "status": "ready" if MORPHOLOGY == "voikko" else "degraded",
        "documents": manifest.documents,
        "passages": manifest.passages,
    }
