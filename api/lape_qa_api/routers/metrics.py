"""GET /metrics: numbers for Prometheus."""

from fastapi import APIRouter
from starlette.responses import Response

from lape_qa_api.dependencies import KEY, ComponentsDep
from lape_qa_api.http import problems
from lape_qa_api.telemetry.metrics import MEDIA_TYPE

router = APIRouter(tags=["health"], dependencies=[KEY])

_EXAMPLE = """\
# HELP lape_qa_outcomes_total Questions by outcome and language.
# TYPE lape_qa_outcomes_total counter
lape_qa_outcomes_total{language="fi",outcome="answered"} 412.0
"""


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    response_class=Response,
    response_description="The text format of Prometheus.",
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}}},
        **problems.documented("/metrics", 401, 403, 429),
    },
)
async def metrics(components: ComponentsDep) -> Response:
    """Return requests, latency by step, outcomes, the queue, and the index in use. Needs the scope `admin`."""
    return Response(components.metrics.text(), media_type=MEDIA_TYPE)
