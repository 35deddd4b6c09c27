"""What is sent is limited in length and time, and every response protects its reader."""

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.http.middleware import MAX_BODY_BYTES, BodyLimit, Turns
from lape_qa_api.security.access import TrustedProxy
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


def test_who_leaves_before_the_body_is_there_is_no_fault_of_the_service() -> None:
    told: list[Message] = []

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def note(message: Message) -> None:
        told.append(message)

    async def app(*_: object) -> None:
        raise AssertionError("nothing is to be answered")

    scope = {"type": "http", "method": "POST", "path": "/v1/ask", "headers": []}
    asyncio.run(BodyLimit(app, 10, lambda _scope: False)(scope, gone, note))
    assert [message["status"] for message in told if message["type"] == "http.response.start"] == [499]


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


class Loop:
    """An application that notes in which turn of the event loop each request begins."""

    def __init__(self) -> None:
        self.began: list[tuple[str, int]] = []
        self._turn = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.began.append((scope["path"], self._turn))

    def count(self) -> None:
        """Count the turns from now on."""
        self._turn += 1
        asyncio.get_running_loop().call_soon(self.count)


def begun(*requests: tuple[str, str, str], proxy: str = "", cancelled: str = "") -> list[tuple[str, int]]:
    """Send requests (path, address, forwarded for) at once, and return which began in which turn of the loop."""
    noted = Loop()
    app = TrustedProxy(Turns(noted), (proxy,) if proxy else ())

    async def send() -> None:
        tasks = {}
        for path, address, behind in requests:
            headers = [(b"x-forwarded-for", behind.encode())] if behind else []
            scope = {"type": "http", "path": path, "client": (address, 50000), "headers": headers, "scheme": "http"}
            tasks[path] = asyncio.create_task(app(scope, None, None))  # type: ignore[arg-type]
        asyncio.get_running_loop().call_soon(noted.count)
        await asyncio.sleep(0)
        if cancelled:
            tasks[cancelled].cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)

    asyncio.run(send())
    return noted.began


def test_an_address_begins_one_request_in_each_turn_of_the_loop() -> None:
    one, other = "192.0.2.1", "192.0.2.2"
    began = begun(("/a", one, ""), ("/b", one, ""), ("/c", one, ""), ("/d", other, ""))
    # What waits is told in the next turn that it may begin, and begins in the one after.
    assert began == [("/a", 0), ("/d", 0), ("/b", 2), ("/c", 3)]


def test_an_ipv6_network_begins_one_request_in_each_turn() -> None:
    began = begun(("/a", "2001:db8::1", ""), ("/b", "2001:db8::2", ""), ("/c", "2001:db8:0:1::1", ""))
    assert began == [("/a", 0), ("/c", 0), ("/b", 2)]


def test_turns_are_those_of_who_is_behind_a_trusted_proxy() -> None:
    requests = [("/a", "10.0.0.1", "192.0.2.1"), ("/b", "10.0.0.1", "192.0.2.2"), ("/c", "10.0.0.1", "192.0.2.1")]
    assert begun(*requests, proxy="10.0.0.1") == [("/a", 0), ("/b", 0), ("/c", 2)]
    assert begun(*requests) == [("/a", 0), ("/b", 2), ("/c", 3)]


def test_a_request_that_has_gone_while_it_waited_holds_nobody_up() -> None:
    one = "192.0.2.1"
    assert begun(("/a", one, ""), ("/b", one, ""), ("/c", one, ""), cancelled="/b") == [("/a", 0), ("/c", 3)]


def test_turns_are_taken_by_the_address_behind_the_proxy(client: TestClient) -> None:
    order = [middleware.cls for middleware in client.app.user_middleware]  # type: ignore[attr-defined]
    assert order.index(TrustedProxy) < order.index(Turns)
