"""Spans: a request's, a question's with its steps, and a retrieval's by OpenTelemetry's conventions."""

from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from lape_qa.documents.model import Document
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.telemetry.tracing import Tracing
from support.servers import running

NARROW = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"
BROAD = "Kerro Nokian perhekeskuksesta"


@pytest.fixture(scope="module")
def spans(watcher: IndexWatcher, tmp_path_factory: pytest.TempPathFactory) -> Sequence[ReadableSpan]:
    """What is sent of a narrow question, a broad one, a greeting and a search, in this order."""
    exporter = InMemorySpanExporter()
    config = Config(state=tmp_path_factory.mktemp("state"))
    with running(create_app(Serving(lambda: watcher), config, Tracing(SimpleSpanProcessor(exporter)))) as client:
        for question in (NARROW, BROAD, "Moi"):
            assert client.post("/v1/ask", json={"question": question}).status_code == 200
        assert client.get("/v1/search", params={"q": NARROW, "k": 2}).status_code == 200
    return exporter.get_finished_spans()


def test_the_spans_are_these(spans: Sequence[ReadableSpan]) -> None:
    steps = ["analyse", "retrieval", "weigh", "read", "answer", "verify", "question", "POST /v1/ask"]
    greeting = ["analyse", "question", "POST /v1/ask"]
    assert [span.name for span in spans] == [*steps, *steps, *greeting, "retrieval", "GET /v1/search"]


def test_a_retrieval_is_told_by_the_conventions(spans: Sequence[ReadableSpan], watcher: IndexWatcher) -> None:
    retrievals = [span for span in spans if span.name == "retrieval"]
    told = {
        "gen_ai.operation.name": "retrieval",
        "gen_ai.data_source.id": watcher.assistant.generation.manifest.generation,
        "gen_ai.request.model": "fake",
    }
    assert [dict(span.attributes or {}) for span in retrievals] == [
        told | {"gen_ai.retrieval.top_k": most} for most in (10, 40, 2)
    ]
    assert {span.kind for span in retrievals} == {SpanKind.INTERNAL}


def test_steps_are_within_their_question(spans: Sequence[ReadableSpan]) -> None:
    for at in (6, 14):
        question = spans[at]
        steps = spans[at - 6 : at]
        assert {step.parent.span_id for step in steps if step.parent} == {question.context.span_id}
        assert all(step.parent for step in steps)
        times = [moment or 0 for step in steps for moment in (step.start_time, step.end_time)]
        whole = [question.start_time or 0, *times, question.end_time or 0]
        assert whole == sorted(whole)


def test_no_attribute_or_event_is_anything_else(spans: Sequence[ReadableSpan], documents: dict[str, Document]) -> None:
    attributes = {name for span in spans for name in span.attributes or {}}
    assert attributes == {
        "gen_ai.data_source.id",
        "gen_ai.operation.name",
        "gen_ai.request.model",
        "gen_ai.retrieval.top_k",
        "http.request.method",
        "http.response.status_code",
        "http.route",
    }
    assert [event for span in spans for event in span.events] == []
    text = "".join(span.to_json() for span in spans).lower()
    words = {word.lower() for question in (NARROW, BROAD) for word in question.rstrip("?").split()}
    assert [word for word in [*words, *documents] if word in text] == []


@pytest.mark.parametrize(("variable", "name"), [(None, "lape-qa"), ("lape-lappi", "lape-lappi")])
def test_the_standard_variable_names_the_service(
    variable: str | None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable:
        monkeypatch.setenv("OTEL_SERVICE_NAME", variable)
    exporter = InMemorySpanExporter()
    tracer = Tracing(SimpleSpanProcessor(exporter))
    tracer.request("GET", "/healthz", 200, 0.001)
    (span,) = exporter.get_finished_spans()
    assert span.resource.attributes["service.name"] == name
