"""POST /v1/ask/stream: the same answer as events."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sse_starlette import ServerSentEvent

from lape_qa_api.components import Components
from lape_qa_api.http.workers import longest_wait
from lape_qa_api.questions import QuestionAsked
from lape_qa_api.routers.stream import streamed

ANSWERED = {"question": "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"}
UNKNOWN = {"question": "Paljonko polkupyörä maksaa torilla?"}


def events(text: str) -> list[tuple[str, Any]]:
    """Return the events of a stream; comments are none."""
    found = []
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_sources_come_first_then_sentences_then_the_verdict(client: TestClient) -> None:
    response = client.post("/v1/ask/stream", json=ANSWERED)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    found = events(response.text)
    verdict = found[-1][1]
    assert [name for name, _ in found] == ["sources", *["sentence"] * len(verdict["sentences"]), "verdict"]
    assert found[0][1] == {"citations": verdict["citations"]}
    assert [value for name, value in found if name == "sentence"] == verdict["sentences"]
    at_once = client.post("/v1/ask", json=ANSWERED).json()
    for reply in (verdict, at_once):
        del reply["timing_ms"], reply["answer_id"]
    assert verdict == at_once


@pytest.mark.parametrize(
    ("question", "page"),
    [(ANSWERED, {}), ({"question": "När öppnade familjecentret i Borgå sina dörrar?"}, {"page": 2})],
)
def test_a_source_names_its_page_if_it_has_pages(
    client: TestClient, question: dict[str, str], page: dict[str, int]
) -> None:
    for name, value in events(client.post("/v1/ask/stream", json=question).text):
        if name != "sentence":
            [citation, *_] = value["citations"]
            assert {key: citation[key] for key in citation if key == "page"} == page


def test_what_is_not_found_has_no_sources_and_no_sentences(client: TestClient) -> None:
    found = events(client.post("/v1/ask/stream", json=UNKNOWN).text)
    assert [name for name, _ in found] == ["sources", "verdict"]
    assert (found[0][1], found[1][1]["outcome"]) == ({"citations": []}, "not_found")


def test_an_error_is_a_problem_as_an_event(client: TestClient) -> None:
    [(name, problem)] = events(client.post("/v1/ask/stream", json={"question": "?!"}).text)
    assert name == "error"
    assert problem == client.post("/v1/ask", json={"question": "?!"}).json() | {"instance": "/v1/ask/stream"}


def test_who_leaves_before_the_verdict_is_counted_too(client: TestClient) -> None:
    app = cast("FastAPI", client.app)
    components: Components = app.state.components

    def counted() -> float:
        found = re.findall(
            r'^lape_qa_\w+_total{.*"answered".*} (\S+)$', components.metrics.text().decode(), re.MULTILINE
        )
        return sum(map(float, found))

    async def leaves() -> None:
        async with aclosing(components.questions.tell(QuestionAsked(ANSWERED["question"]))) as answers:
            async for _ in answers:
                break

    before = counted()
    assert client.portal
    client.portal.call(leaves)
    assert counted() == before + 1


def test_a_body_that_does_not_fit_is_refused_before_the_stream(client: TestClient) -> None:
    response = client.post("/v1/ask/stream", json={"question": 5})
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("timeout", [0.5, 10, 60])
def test_a_stream_outlives_its_question_when_the_service_stops(timeout: float) -> None:
    async def none() -> AsyncIterator[ServerSentEvent]:
        return
        yield

    assert streamed(none(), timeout)._shutdown_grace_period > longest_wait(timeout)
