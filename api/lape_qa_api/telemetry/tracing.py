"""OpenTelemetry traces: a span for each request and for each step of a question; never a question's words.

Needs the extra `lape-qa[tracing]`. Where traces go is said by the standard variables (`OTEL_EXPORTER_OTLP_ENDPOINT` …).
"""

import time
from collections.abc import Mapping

from lape_qa.errors import from_extra

with from_extra("tracing", "LAPE_QA_TRACING"):
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor


class Tracing:
    """Makes spans and sends them."""

    def __init__(self, processor: SpanProcessor | None = None) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": "lape-qa"}))
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

    def question(self, timing_ms: Mapping[str, float]) -> None:
        """Send a span for a question that was just answered, with one for each step in it."""
        end = time.time_ns()
        began = end - int(timing_ms["total"] * 1e6)
        parent = self._tracer.start_span("question", start_time=began)
        within = trace.set_span_in_context(parent)
        for step, milliseconds in timing_ms.items():
            if step != "total":
                ended = min(end, began + int(milliseconds * 1e6))
                self._tracer.start_span(step, within, start_time=began).end(ended)
                began = ended
        parent.end(end)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()
