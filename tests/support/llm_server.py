"""A small real server that speaks, or breaks, the protocol of chat completions."""

import json
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@dataclass
class Serving:
    """Where the server is, and what it was sent."""

    url: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    """Set when the first request has come."""
    left: threading.Event = field(default_factory=threading.Event)
    """Set when a client has hung up on a reply that hangs."""
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: a reply that hangs waits for it."""

    def data(self) -> str:
        """What the model was given of the question and sentences in the last request."""
        data: str = self.bodies[-1]["messages"][1]["content"]
        return data


@contextmanager
def serving(reply: Reply) -> Iterator[Serving]:
    """Serve until the end of the block; every POST is read whole and then answered by `reply`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.bodies.append(body)
            state.headers.append(dict(self.headers))
            state.paths.append(self.path)
            state.asked.set()
            try:
                reply(self, body)
            except (BrokenPipeError, ConnectionResetError):
                # The client has had enough.
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Serving(f"http://127.0.0.1:{server.server_address[1]}/v1")
    server.state = state  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        state.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def head(handler: BaseHTTPRequestHandler, kind: str = "text/event-stream", **headers: str) -> None:
    """Begin a reply that ends when the connection does."""
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def event(piece: str, reason: str | None = None) -> bytes:
    """Return one event of a streamed reply."""
    return (
        b"data: " + json.dumps({"choices": [{"delta": {"content": piece}, "finish_reason": reason}]}).encode() + b"\n\n"
    )


def says(text: str) -> Reply:
    """Return a server that streams a text in pieces of five characters, as it should."""

    def reply(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
        head(handler)
        handler.wfile.write(b": comment\n\n")
        for at in range(0, len(text), 5):
            handler.wfile.write(event(text[at : at + 5]))
        handler.wfile.write(event("", "stop") + b'data: {"choices": [], "usage": {}}\n\ndata: [DONE]\n\n')

    return reply


def sends(content: bytes, kind: str = "text/event-stream", **headers: str) -> Reply:
    """Return a server that sends these bytes."""

    def reply(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
        head(handler, kind, **headers)
        handler.wfile.write(content)

    return reply


def refuses(status: int, **headers: str) -> Reply:
    """Return a server that answers with an HTTP status."""

    def reply(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    return reply


def hangs_after(content: bytes) -> Reply:
    """Return a server that sends these bytes as they are and then nothing until the test is over."""

    def reply(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
        handler.wfile.write(content)
        handler.wfile.flush()
        state: Serving = handler.server.state  # type: ignore[attr-defined]
        while not state.ended.is_set():
            if select.select([handler.connection], [], [], 0.05)[0]:
                # Nothing more is asked on this connection, so it was closed.
                state.left.set()
                return

    return reply


def drips(content: bytes) -> Reply:
    """Return a server that sends a byte every hundredth of a second, for ever, so that no single wait is long."""

    def reply(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
        handler.wfile.write(content)
        state: Serving = handler.server.state  # type: ignore[attr-defined]
        while not state.ended.wait(0.01):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    return reply
