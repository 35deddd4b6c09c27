"""Every error is a problem: its status, its kind and a line that says what is wrong."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from lape_qa.assistant import Assistant
from lape_qa.errors import (
    Busy,
    IndexUnavailable,
    ModelError,
    Starting,
    StateUnavailable,
    StorageError,
    UsageError,
)

INVALID = "urn:lape-qa:problem:invalid-request"
QUESTION = "urn:lape-qa:problem:question"


def assert_problem(response: Any, status: int, type_: str = "about:blank", instance: str = "/v1/ask") -> str:
    """Check all that a problem has in common and return its detail."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "instance"}
    assert (body["type"], body["status"], body["instance"]) == (type_, status, instance)
    assert body["title"]
    assert "Traceback" not in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    detail: str = body["detail"]
    assert detail
    assert "\n" not in detail
    return detail


@pytest.mark.parametrize(
    ("question", "word"), [("", "empty"), (" \n ", "empty"), ("?!…", "no word"), ("a" * 1001, "1001")]
)
def test_what_is_no_question_is_422_and_says_why(client: TestClient, question: str, word: str) -> None:
    assert word in assert_problem(client.post("/v1/ask", json={"question": question}), 422, QUESTION)


SAVED = {"number": 1, "document": {"id": "nokia", "sha256": "0" * 64}, "quote": "Q.", "start": 0, "end": 2}
SAID = {"text": "Q.", "citation": 1}
MESSAGE = {"role": "user", "content": "Mikä on LAPE?"}
ASK, VERIFY, CHAT, FEEDBACK = "/v1/ask", "/v1/verify", "/v1/chat/completions", "/v1/feedback"
TOO_LONG: list[tuple[str, str, dict[str, Any]]] = [
    (ASK, "body.question", {"question": "a" * 10_001}),
    (ASK, "body.history", {"question": "a", "history": ["a"] * 21}),
    (ASK, "body.history.0", {"question": "a", "history": ["a" * 1001]}),
    (ASK, "body.not_carried", {"question": "a", "not_carried": ["a"] * 21}),
    (ASK, "body.not_carried.0", {"question": "a", "not_carried": ["a" * 201]}),
    (ASK, "body.filters.region", {"question": "a", "filters": {"region": "a" * 201}}),
    (ASK, "body.filters.publisher", {"question": "a", "filters": {"publisher": "a" * 201}}),
    (ASK, "body.filters.language", {"question": "a", "filters": {"language": "a" * 21}}),
    (VERIFY, "body.sentences", {"sentences": [SAID] * 101, "citations": [SAVED]}),
    (VERIFY, "body.citations", {"sentences": [], "citations": [SAVED | {"number": n + 1} for n in range(101)]}),
    (VERIFY, "body.sentences.0.text", {"sentences": [SAID | {"text": "a" * 10_001}], "citations": [SAVED]}),
    (VERIFY, "body.citations.0.quote", {"sentences": [], "citations": [SAVED | {"quote": "a" * 10_001}]}),
    (
        VERIFY,
        "body.citations.0.document.id",
        {"sentences": [], "citations": [SAVED | {"document": {"id": "a" * 501, "sha256": ""}}]},
    ),
    (
        VERIFY,
        "body.citations.0.document.sha256",
        {"sentences": [], "citations": [SAVED | {"document": {"id": "a", "sha256": "0" * 65}}]},
    ),
    (CHAT, "body.model", {"model": "a" * 501, "messages": [MESSAGE]}),
    (CHAT, "body.messages", {"model": "lape-qa", "messages": [MESSAGE] * 201}),
    (CHAT, "body.messages.0.role", {"model": "lape-qa", "messages": [MESSAGE | {"role": "a" * 51}]}),
    (CHAT, "body.messages.0.content.", {"model": "lape-qa", "messages": [MESSAGE | {"content": "a" * 20_001}]}),
    (
        CHAT,
        "body.messages.0.content.list[ContentPart]",
        {"model": "lape-qa", "messages": [MESSAGE | {"content": [{"type": "text", "text": "a"}] * 101}]},
    ),
    (FEEDBACK, "body.answer_id", {"answer_id": "a" * 101, "useful": True}),
    (FEEDBACK, "body.comment", {"answer_id": "a", "useful": True, "comment": "a" * 2001}),
]


@pytest.mark.parametrize(("path", "place", "body"), TOO_LONG, ids=[f"{path} {place}" for path, place, _ in TOO_LONG])
def test_every_field_has_a_length_and_what_is_longer_is_422_in_one_line(
    client: TestClient, path: str, place: str, body: dict[str, Any]
) -> None:
    response = client.post(path, json=body)
    detail = response.json()["detail"]
    assert (response.status_code, response.json()["type"]) == (422, INVALID)
    assert place in detail
    assert ("at most" in detail, "\n" in detail) == (True, False)


def test_of_many_faults_a_few_are_told_and_names_that_a_client_made_up_are_cut(client: TestClient) -> None:
    body = {"question": "a"} | {f"a\n{number:04}{'b' * 200}": 1 for number in range(100)}
    detail = assert_problem(client.post("/v1/ask", json=body), 422, INVALID)
    assert detail.startswith(f"body.a 0000{'b' * 94}: Extra inputs are not permitted; body.a 0001")
    assert detail.endswith("; and 95 more")


@pytest.mark.parametrize(
    "query",
    [
        {"q": "a" * 10_001},
        {"q": "a", "region": "a" * 201},
        {"q": "a", "publisher": "a" * 201},
        {"q": "a", "k": "9" * 5000},
    ],
    ids=["q", "region", "publisher", "k"],
)
def test_a_search_has_lengths_too(client: TestClient, query: dict[str, str]) -> None:
    assert_problem(client.get("/v1/search", params=query), 422, INVALID, "/v1/search")


def test_an_empty_search_is_422(client: TestClient) -> None:
    assert_problem(client.get("/v1/search", params={"q": ""}), 422, QUESTION, "/v1/search")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "body"),
        (b"{}", "body.question"),
        (b"[]", "body"),
        (b'{"question": 5}', "body.question"),
        (b'{"question": null}', "body.question"),
        (b'{"question": "a", "k": 3}', "body.k"),
        (b'{"question": "a"', "body"),
        (b'{"question": "perhekeskus \\ud800"}', "body.question"),
    ],
)
def test_a_body_that_is_not_a_question_is_422_and_names_the_place(client: TestClient, body: bytes, place: str) -> None:
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})

    assert assert_problem(response, 422, INVALID).startswith(place)


@pytest.mark.parametrize("body", [b'{"question": "\xff"}', b"[" * 50_000])
def test_a_body_that_cannot_be_read_is_400(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})

    assert_problem(response, 400)


@pytest.mark.parametrize("k", ["0", "101", "-1", "many", ""])
def test_k_out_of_range_is_422(client: TestClient, k: str) -> None:
    detail = assert_problem(client.get("/v1/search", params={"q": "perhekeskus", "k": k}), 422, INVALID, "/v1/search")

    assert detail.startswith("query.k")


def test_search_without_q_is_422(client: TestClient) -> None:
    assert "query.q" in assert_problem(client.get("/v1/search"), 422, INVALID, "/v1/search")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", None])
def test_a_body_that_is_not_declared_as_json_is_415(client: TestClient, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}

    assert_problem(client.post("/v1/ask", content=b'{"question": "perhekeskus"}', headers=headers), 415)


def test_json_may_name_its_charset(client: TestClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}

    assert client.post("/v1/ask", content=b'{"question": "perhekeskus"}', headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/v1/documents/none", "/v1/none", "/v1/ask/", "/docs", "/redoc", "/static/none.js"])
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 404, instance=path)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/v1/ask", "POST"), ("POST", "/v1/search", "GET"), ("PATCH", "/v1/documents/nokia", "DELETE, GET, PUT")],
)
def test_a_wrong_method_is_405_and_the_right_one_is_named(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    response = client.request(method, path)

    assert_problem(response, 405, instance=path)
    assert response.headers["allow"] == allowed


def test_what_is_not_utf_8_is_told_so(client: TestClient) -> None:
    json = {"Content-Type": "application/json"}
    latin = '{"question": "Mikä?"}'.encode("latin-1")
    for path in ("/v1/ask", "/v1/ask/stream", "/v1/chat/completions", "/v1/verify", "/v1/feedback"):
        answered = client.post(path, content=latin, headers=json)
        body = answered.json()
        assert (answered.status_code, body["detail"]) == (400, "the body is not UTF-8, from byte 18 on: send UTF-8")
    for address in ("/v1/search?q=%E4iti", "/v1/documents/%E4iti", "/lue/nokia?start=%FF"):
        answered = client.get(address)
        said = "the address is not UTF-8: send UTF-8, percent-encoded"
        assert (answered.status_code, answered.json()["detail"]) == (400, said)
    assert client.get("/v1/search?q=%C3%A4iti").status_code == 200


_FAILED = "the index or the model cannot be used: the service's log says why, and it is tried again"
_KEPT = "what the service keeps cannot be read or written at the moment: come again in a few seconds"


@pytest.mark.parametrize(
    ("error", "status", "kind", "said"),
    [
        (Starting("ask again in a few seconds"), 503, "starting", "ask again in a few seconds"),
        (Busy("ask again in a moment"), 503, "busy", "ask again in a moment"),
        (UsageError("no source is of that region"), 422, "invalid-request", "no source is of that region"),
        (IndexUnavailable("no index in /srv: run `lape-qa index`"), 503, "index-unavailable", _FAILED),
        (StateUnavailable("/srv/state is locked", "locked"), 503, "state-unavailable", _KEPT),
        (StorageError("cannot write /srv/x"), 500, "internal", "the service failed to answer; its log says why"),
        (ModelError("/srv/model is damaged"), 500, "internal", "the service failed to answer; its log says why"),
    ],
)
def test_an_expected_error_says_what_its_caller_can_use_and_no_path(
    client: TestClient,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    kind: str,
    said: str,
) -> None:
    monkeypatch.setattr(assistant, "ask", _raising(error))

    response = client.post("/v1/ask", json={"question": "Mikä?"})

    assert assert_problem(response, status, f"urn:lape-qa:problem:{kind}") == said


def test_an_unexpected_error_says_nothing_of_the_inside(
    client: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "ask", _raising(RuntimeError("secret: /home/somebody")))

    response = client.post("/v1/ask", json={"question": "Mikä?"})

    assert_problem(response, 500)
    assert "secret" not in response.text


@pytest.mark.parametrize(("path", "status"), [("/lue/none", 404), ("/lue/nokia?start=x", 422), ("/none", 404)])
def test_a_browser_gets_a_page_instead(client: TestClient, path: str, status: int) -> None:
    response = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})

    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="fi">' in response.text
    assert client.get("/v1/none", headers={"Accept": "text/html"}).headers["content-type"] == "application/problem+json"


def _raising(error: Exception) -> Any:
    def ask(_question: str, **_with: object) -> None:
        raise error

    return ask
