"""A small real web site on loopback that answers, or misbehaves, as a test says."""

import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[[BaseHTTPRequestHandler], None]

HOST = "127.0.0.1"


@dataclass
class Site:
    """Where the site is, what it answers, and what it was asked."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    """By path; what is not there is answered 404."""
    asked: list[str] = field(default_factory=list)
    """Paths, in the order in which they were asked for."""
    headers: list[dict[str, str]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: an answer that never ends waits for it."""

    def pages(self) -> list[str]:
        """Return what was asked but for robots.txt."""
        return [path for path in self.asked if path != "/robots.txt"]


@contextmanager
def site(certificate: Path | None = None) -> Iterator[Site]:
    """Serve until the end of the block, by TLS with a certificate."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state.asked.append(self.path)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            try:
                state.answers.get(self.path, status(404))(self)
            except (BrokenPipeError, ConnectionResetError):
                # The client has had enough.
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = False
        block_on_close = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Server((HOST, 0), Handler)
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "https"
    state = Site(f"{scheme}://{HOST}:{server.server_address[1]}")
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


def sends(content: bytes | str, kind: str = "text/html; charset=utf-8", code: int = 200, **headers: str) -> Answer:
    """Return an answer with this body, whole and with its length."""
    body = content.encode() if isinstance(content, str) else content

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def status(code: int, **headers: str) -> Answer:
    """Return an answer without a body."""
    return sends(b"", code=code, **headers)


def leads(to: str, code: int = 301) -> Answer:
    """Return a redirect."""
    return status(code, Location=to)


def with_etag(content: str, etag: str) -> Answer:
    """Return a page that is told by its ETag not to have changed."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        is_known = handler.headers.get("If-None-Match") == etag
        (status(304) if is_known else sends(content, ETag=etag))(handler)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """Return one answer after the other; the last one for ever."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def never_ends(head: bytes, piece: bytes) -> Answer:
    """Return an answer of these bytes and then the piece again and again, as they are, until the client has enough."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(head)
        state: Site = handler.server.state  # type: ignore[attr-defined]
        while not state.ended.is_set():
            handler.wfile.write(piece)

    return answer


def hangs(head: bytes) -> Answer:
    """Return an answer of these bytes as they are, and then nothing until the test is over or the client leaves."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(head)
        state: Site = handler.server.state  # type: ignore[attr-defined]
        handler.connection.settimeout(0.05)
        while not state.ended.is_set():
            try:
                if not handler.connection.recv(1):
                    return
            except TimeoutError:
                continue

    return answer


def resets(head: bytes = b"") -> Answer:
    """Return an answer that ends in a reset connection after these bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        if head:
            handler.wfile.write(head)
            handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return answer


def bomb(size: int) -> bytes:
    """Return a gzip file that unpacks to so many blanks."""
    return gzip.compress(b" " * size)


def page(title: str, text: str) -> str:
    """Return an HTML page with a text long enough to be found."""
    return f"<!doctype html><html lang='fi'><head><title>{title}</title></head><body><p>{text}</p></body></html>"
