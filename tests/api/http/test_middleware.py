"""What is sent is limited in length and time, and every response protects its reader."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.http.middleware import MAX_BODY_BYTES
from lape_qa_api.security.headers import security_headers
from support.servers import listening

QUESTION = "urn:lape-qa:problem:question"


@contextmanager
def connected(watcher: IndexWatcher, timeout: float = 10) -> Iterator[socket.socket]:
    """A bare connection to a service."""
    with listening(create_app(Serving(lambda: watcher), Config(timeout=timeout))) as address:
        host, port = re.fullmatch(r"http://(.+):(\d+)", address).groups()  # type: ignore[union-attr]
        with socket.create_connection((host, int(port)), 30) as connection:
            yield connection


def test_a_body_that_arrives_too_slowly_is_408_and_the_connection_ends(watcher: IndexWatcher) -> None:
    with connected(watcher, timeout=0.1) as connection:
        connection.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                           b'Content-Type: application/json\r\n\r\n{"question": ')  # fmt: skip
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"content-type: application/problem+json" in head
    assert b"the body did not arrive within 0.1 seconds" in body


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


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_413(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    frame = b'{"question": ""}'
    longest = frame + b" " * (MAX_BODY_BYTES - len(frame))

    assert_problem(client.post("/v1/ask", content=longest, headers=headers), 422, QUESTION)
    assert "65536" in assert_problem(client.post("/v1/ask", content=longest + b" ", headers=headers), 413)


def test_a_body_that_declares_no_length_is_413_as_well(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    assert_problem(client.post("/v1/ask", content=chunks(), headers={"Content-Type": "application/json"}), 413)


@pytest.mark.parametrize(
    "path", ["/", "/lue/nokia", "/v1/documents", "/v1/none", "/healthz", "/openapi.json", "/static/style.css"]
)
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    response = client.get(path)

    expected = security_headers(path)
    assert {name: response.headers[name] for name in expected} == expected
    assert "unsafe" not in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
