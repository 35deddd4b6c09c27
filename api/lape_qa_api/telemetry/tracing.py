"""OpenTelemetry traces: a span for each request and for each step of a question; never a question's words.

Needs the extra `lape-qa[tracing]`. Where traces go is said by the standard variables (`OTEL_EXPORTER_OTLP_ENDPOINT` …).
A retrieval has the name and the attributes of OpenTelemetry's conventions for generative AI, without the two that it
leaves to choice: the query's text, and the documents, which would tell what was asked about.
"""

import time
from collections.abc import Mapping

from lape_qa.errors import from_extra
from lape_qa_api.telemetry.tracer import Retrieval

with from_extra("tracing", "LAPE_QA_TRACING"):
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

_RETRIEVAL = "retrieval"
"""The conventions' name of the operation, and so of its span."""


class Tracing:
    """Makes spans and sends them."""

    def __init__(self, processor: SpanProcessor | None = None) -> None:
        # What `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` say comes before the name that it has by itself.
        named = Resource.create({"service.name": "lape-qa"}).merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=named)
        self._provider.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("lape_qa_api")

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Send the span of a request that has just ended."""
        end = time.time_ns()
        span = self._tracer.start_span(
            f"{method} {route}",
            kind=trace.SpanKind.SERVER,
            start_time=end - int(seconds * 1e9),
            attributes={"http.request.method": method, "http.route": route, "http.response.status_code": status},
        )
        span.end(end)

    def question(self, timing_ms: Mapping[str, float], retrieval: Retrieval) -> None:
        """Send a span for a question that was just answered, with one for each step in it."""
        end = time.time_ns()
        began = end - int(timing_ms["total"] * 1e6)
        parent = self._tracer.start_span("question", start_time=began)
        within = trace.set_span_in_context(parent)
        for step, milliseconds in timing_ms.items():
            if step != "total":
                ended = min(end, began + int(milliseconds * 1e6))
                if step == "retrieve":
                    span = self._tracer.start_span(_RETRIEVAL, within, attributes=_told(retrieval), start_time=began)
                else:
                    span = self._tracer.start_span(step, within, start_time=began)
                span.end(ended)
                began = ended
        parent.end(end)

    def search(self, milliseconds: float, retrieval: Retrieval) -> None:
        """Send the span of a search that has just ended."""
        end = time.time_ns()
        began = end - int(milliseconds * 1e6)
        self._tracer.start_span(_RETRIEVAL, attributes=_told(retrieval), start_time=began).end(end)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _told(retrieval: Retrieval) -> dict[str, str | int]:
    """Return a retrieval's attributes, by the conventions' names (`gen_ai.*`, in development as of version 0.1)."""
    return {
        "gen_ai.operation.name": _RETRIEVAL,
        "gen_ai.data_source.id": retrieval.generation,
        "gen_ai.request.model": retrieval.model,
        "gen_ai.retrieval.top_k": retrieval.most,
    }
