"""What is told when no service answers, or something else does; how long a refusal is followed."""

import json
import pickle
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest

from lape_qa_client import (
    Client,
    LapeQAError,
    NoAnswerInTimeError,
    NoServiceError,
    NotFoundError,
    ProblemError,
    StartingError,
    TooManyRequestsError,
    UnavailableError,
    UnexpectedReplyError,
    UsageError,
    made,
)
from lape_qa_client.connection import Connection
from lape_qa_client.models import Filters
from support.clients import Ask, streamed
from support.scripted_server import Reply, scripted

READY = Reply(
    200,
    json.dumps(
        {"status": "ready", "missing": [], "generation": "g", "model": "m", "morphology": "voikko", "reader": None}
        | {"documents": 1, "passages": 2, "new": "what a later version says"}
    ),
    {"Content-Type": "application/json"},
)


def problem(status: int, kind: str, **headers: str) -> Reply:
    body = {"type": f"urn:lape-qa:problem:{kind}", "title": "T", "status": status, "detail": "D", "instance": "/readyz"}
    return Reply(status, json.dumps(body), {"Content-Type": "application/problem+json", **headers})


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Take the place of waiting; the seconds that were to be waited."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    # The client's alone: other threads of the tests sleep too.
    monkeypatch.setattr("lape_qa_client.client.time", SimpleNamespace(sleep=waits.append))
    monkeypatch.setattr("lape_qa_client.client.asyncio", SimpleNamespace(sleep=sleep))
    return waits


# ---- coming again ------------------------------------------------------------------------------------------


def test_a_refusal_that_says_when_is_followed(ask: Ask, slept: list[float]) -> None:
    later = [problem(503, "starting", **{"Retry-After": "5"}), problem(429, "x", **{"Retry-After": "10"}), READY]
    with scripted(later) as (url, asked):
        assert ask(lambda client: client.ready(), url, key="lqa_1").documents == 1
    assert (slept, asked) == ([5, 10], ["GET /readyz Bearer lqa_1"] * 3)


@pytest.mark.parametrize(
    ("reply", "settings", "kind", "times"),
    [
        (problem(503, "starting", **{"Retry-After": "1"}), {}, StartingError, 3),
        (problem(503, "starting", **{"Retry-After": "1"}), {"retries": 0}, StartingError, 1),
        (problem(429, "x", **{"Retry-After": "11"}), {}, TooManyRequestsError, 1),
        (problem(429, "x", **{"Retry-After": "soon"}), {}, TooManyRequestsError, 1),
        (problem(503, "index-unavailable"), {}, UnavailableError, 1),
        (problem(500, "internal", **{"Retry-After": "1"}), {}, ProblemError, 1),
        (Reply(502, "<html>Bad Gateway</html>"), {}, UnavailableError, 1),
    ],
)
def test_it_is_followed_so_often_and_then_raised(
    ask: Ask, slept: list[float], reply: Reply, settings: dict[str, Any], kind: type[LapeQAError], times: int
) -> None:
    with scripted([reply] * 4) as (url, asked), pytest.raises(kind) as refused:
        ask(lambda client: client.ready(), url, **settings)
    assert type(refused.value) is kind
    assert (len(asked), slept) == (times, [1.0] * (times - 1))


def test_a_stream_that_is_refused_is_asked_for_again(ask: Ask, slept: list[float]) -> None:
    event = 'event: error\ndata: {"type":"urn:lape-qa:problem:busy","title":"T","status":503,"detail":"full"}\n\n'
    replies = [problem(503, "busy", **{"Retry-After": "1"}), Reply(200, event, {"Content-Type": "text/event-stream"})]
    with scripted(replies) as (url, asked), pytest.raises(UnavailableError, match=r"^full \(503 from http"):
        streamed(ask, "Mikä?", url)
    assert (slept, asked) == ([1], ["POST /v1/ask/stream"] * 2)


def test_when_to_come_again_may_be_a_date() -> None:
    connection = Connection.of("http://a", None, 1, 1, 1)
    request = httpx2.Request("GET", "http://a/readyz")
    over = httpx2.Response(503, headers={"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, request=request)
    assert connection.wait(over, 0) == 0


# ---- no service, or another one ----------------------------------------------------------------------------


def test_nothing_listens(ask: Ask) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(NoServiceError, match=rf"^no service answers at {url} \(.+\): is `lape-qa serve` running\?$"):
        ask(lambda client: client.ask("Mikä?"), url)


def test_no_machine_has_this_name(ask: Ask) -> None:
    with pytest.raises(NoServiceError, match=r"^no service answers at http://ei-ole\.invalid "):
        ask(lambda client: client.ask("Mikä?"), "http://ei-ole.invalid")


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of something that listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_nothing_is_heard(ask: Ask, silent: str) -> None:
    with pytest.raises(NoAnswerInTimeError, match=rf"^{silent} did not answer within 0\.2 seconds$"):
        ask(lambda client: client.ask("Mikä?"), silent, timeout=0.2)


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (Reply(404, "<html>Not here</html>"), NotFoundError, "Not Found, not in the words of LAPE-QA: "),
        (Reply(404, '{"detail": ["no text"]}'), NotFoundError, "Not Found, not in the words of LAPE-QA: "),
        (Reply(200, "<html>Welcome</html>"), UnexpectedReplyError, "the reply is not what this version "),
        (
            Reply(200, "{}"),
            UnexpectedReplyError,
            "the reply is not what this version of lape-qa-client knows: status: ",
        ),
        (Reply(301, "", {"Location": "https://a.fi/"}), UnexpectedReplyError, "http"),
    ],
)
def test_something_else_answers(ask: Ask, reply: Reply, kind: type[LapeQAError], said: str) -> None:
    with scripted([reply]) as (url, _), pytest.raises(kind) as raised:
        ask(lambda client: client.ready(), url)
    assert str(raised.value).startswith(said)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("body", "media", "said"),
    [
        ("", "text/event-stream", "broke off before the end of its answer: ask again"),
        ('event: sources\ndata: {"citations": []}\n\n', "text/event-stream", "broke off before the end"),
        ("event: error\ndata: no problem\n\n", "text/event-stream", "sent an error that is no problem: 'no problem'"),
        ("event: verdict\ndata: {}\n\n", "text/event-stream", "the reply is not what this version"),
        ("{}", "application/json", "does not answer as LAPE-QA does: Expected response with content type"),
    ],
)
def test_a_stream_that_is_none_is_told(ask: Ask, body: str, media: str, said: str) -> None:
    with (
        scripted([Reply(200, body, {"Content-Type": media})]) as (url, _),
        pytest.raises(UnexpectedReplyError) as raised,
    ):
        streamed(ask, "Mikä?", url)
    assert said in str(raised.value)


def test_an_event_of_an_unknown_kind_is_passed_over() -> None:
    body = 'event: later\ndata: {}\n\nevent: sources\ndata: {"citations": []}\n\n'
    later = Reply(200, body, {"Content-Type": "text/event-stream"})
    with scripted([later]) as (url, _), Client(url) as client, client.stream("Mikä?") as events:
        assert next(events).model_dump() == {"citations": ()}


# ---- what is not sent --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"url": "localhost:8000"},
            "'localhost:8000' is no address of a service: give one such as http://127.0.0.1:8000",
        ),
        ({"url": "ftp://a"}, "'ftp://a' is no address of a service"),
        ({"url": "http://a/?b=c"}, "'http://a/?b=c' is no address of a service"),
        ({"key": "lqa_1\nX: y"}, "the key holds a blank or a letter that no key has"),
        ({"key": "avain ä"}, "the key holds a blank or a letter that no key has"),
        ({"timeout": 0}, "timeout must be above 0 seconds"),
        ({"timeout": float("nan")}, "timeout must be above 0 seconds"),
        ({"retries": -1}, "timeout must be above 0 seconds; retries and longest_wait must not be below 0"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        Client(**settings)
    assert str(refused.value).startswith(said)
    assert str(settings.get("key", "-")) not in str(refused.value)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda client: client.ask("puolikas \ud83d"), "/v1/ask is not asked: its values cannot be sent: "),
        (lambda client: client.search("puolikas \ud83d"), "/v1/search is not asked: its values cannot be sent: "),
        (lambda client: client.ask(None), "question: Input should be a valid string, not None"),
        (lambda client: client.ask("Mikä?", history="Kuka?"), "history: Input should be a valid tuple, not 'Kuka?'"),
        (lambda client: client.verify({"sentences": {1}}), "/v1/verify is not asked: its values cannot be sent: "),
        (lambda _client: made(Filters, regio="Lappi"), "regio: Extra inputs are not permitted, not 'Lappi'"),
        (lambda _client: made(Filters, from_year="eilen"), "from_year: Input should be a valid integer"),
    ],
)
def test_values_that_cannot_be_sent_are_refused(ask: Ask, silent: str, call: Any, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        ask(call, silent)
    assert str(refused.value).startswith(said)


def test_an_error_and_a_client_can_be_shown_and_sent_without_the_key() -> None:
    with Client("http://a/", "lqa_secret") as client:
        assert (repr(client), client.address("/lue/x")) == ("Client('http://a')", "http://a/lue/x")
    assert "secret" not in repr(Connection.of("http://a", "lqa_secret", 1, 1, 1))
    refusal = problem(429, "x", **{"Retry-After": "60"})
    with scripted([refusal]) as (url, _), Client(url) as client, pytest.raises(TooManyRequestsError) as refused:
        client.ready()
    again = pickle.loads(pickle.dumps(refused.value))
    assert (type(again), str(again), again.problem) == (TooManyRequestsError, str(refused.value), refused.value.problem)
