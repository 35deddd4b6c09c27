"""There are only so many connections, and those on which nothing more comes or is read are ended."""

import pickle
import re
import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.http import connections as connections_module
from lape_qa_api.http.connections import Connections, PromptProtocol, room
from support.servers import listening


@contextmanager
def connected(watcher: IndexWatcher, timeout: float = 10) -> Iterator[socket.socket]:
    """A bare connection to a service."""
    with listening(create_app(Serving(lambda: watcher), Config(timeout=timeout))) as address:
        host, port = re.fullmatch(r"http://(.+):(\d+)", address).groups()  # type: ignore[union-attr]
        with socket.create_connection((host, int(port)), 30) as connection:
            yield connection


def test_a_connection_ends_on_which_no_request_comes(watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections_module, "HEAD_SECONDS", 0.2)
    with connected(watcher) as connection:
        assert connection.recv(65536) == b""


def test_a_connection_ends_whose_head_comes_in_drops(watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections_module, "HEAD_SECONDS", 0.5)
    with connected(watcher) as connection:
        connection.settimeout(0.05)
        ended = False
        for drop in b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000:
            try:
                connection.send(bytes([drop]))
                ended = connection.recv(65536) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                ended = True
            if ended:
                break
        assert ended


def test_a_connection_may_rest_between_requests_but_not_within_a_head(
    watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections_module, "HEAD_SECONDS", 1.0)
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(watcher) as connection:
        answers = connection.makefile("rb")
        for pieces in ((request,), (request[:20], request[20:])):
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.1)
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            headers = dict(line.split(b": ") for line in iter(answers.readline, b"\r\n"))
            answers.read(int(headers[b"content-length"]))
            time.sleep(1.2)
        connection.sendall(request[:20])
        assert answers.read() == b""


class Far:
    """A connection as `Connections` sees it."""

    def __init__(self, address: str, state: str = "resting") -> None:
        self.address = address
        self.state = state
        self.aborted = False
        self.transport = self

    def abort(self) -> None:
        self.aborted = True


@pytest.fixture
def clock() -> Iterator[list[float]]:
    """The time, which a test sets."""
    yield [0.0]


def opened(connections: Connections, address: str, state: str = "resting") -> Far | None:
    """Open a connection from an address; None when it is refused."""
    if not connections.admit(address):
        return None
    made = Far(address, state)
    connections.opened(made)  # type: ignore[arg-type]
    return made


def test_an_address_has_a_quarter_of_the_connections(clock: list[float]) -> None:
    connections = Connections(8, clock=lambda: clock[0])
    assert [opened(connections, "192.0.2.1", "working") is not None for _ in range(3)] == [True, True, False]
    assert opened(connections, "192.0.2.2") is not None


def test_an_ipv6_network_has_a_quarter_and_the_one_around_it_half(clock: list[float]) -> None:
    connections = Connections(8, clock=lambda: clock[0])
    addresses = [f"2001:db8:1:{network}::{host}" for network in (1, 2, 3) for host in (1, 2, 3)]
    taken = [opened(connections, address, "working") is not None for address in addresses]
    assert taken == [True, True, False, True, True, False, False, False, False]
    assert opened(connections, "2001:db8:2::1", "working") is not None


def test_a_trusted_proxy_may_have_all_of_them(clock: list[float]) -> None:
    connections = Connections(8, ["10.0.0.0/8"], clock=lambda: clock[0])
    assert [opened(connections, "10.1.2.3", "working") is not None for _ in range(9)] == [True] * 8 + [False]
    assert opened(connections, "192.0.2.1") is None


def test_a_new_connection_takes_the_place_of_the_one_that_rests_longest(clock: list[float]) -> None:
    connections = Connections(16, clock=lambda: clock[0])
    far = [opened(connections, "192.0.2.1", state) for state in ("working", "resting", "resting", "stuck")]
    assert None not in far
    # The second has just answered, so the third has rested for longest.
    connections.used(far[1])  # type: ignore[arg-type]
    ended = []
    for second in range(4):
        clock[0] = float(second)
        admitted = opened(connections, "192.0.2.1", "working") is not None
        ended.append((admitted, [one.aborted for one in far if one]))
    assert ended == [
        (True, [False, False, True, False]),
        (True, [False, True, True, False]),
        (True, [False, True, True, True]),
        (False, [False, True, True, True]),
    ]


def test_a_storm_of_new_connections_is_refused(clock: list[float]) -> None:
    connections = Connections(16, clock=lambda: clock[0])
    for _ in range(4):
        opened(connections, "192.0.2.1")
    taken = 0
    for millisecond in range(1000):
        clock[0] = millisecond / 1000
        taken += opened(connections, "192.0.2.1") is not None
    assert taken == 20


def test_what_has_ended_counts_no_more(clock: list[float]) -> None:
    connections = Connections(4, clock=lambda: clock[0])
    for _ in range(100):
        connection = opened(connections, "192.0.2.1", "working")
        assert connection is not None
        assert opened(connections, "192.0.2.1") is None
        connections.closed(connection)  # type: ignore[arg-type]
        connections.closed(connection)  # type: ignore[arg-type]


def test_connections_are_counted_by_each_process() -> None:
    connections = Connections(4, ["10.0.0.1"])
    assert opened(connections, "192.0.2.1", "working") is not None
    assert opened(connections, "192.0.2.1", "working") is None
    copied = pickle.loads(pickle.dumps(connections))
    assert opened(copied, "192.0.2.1", "working") is not None
    assert [opened(copied, "10.0.0.1", "working") is not None for _ in range(4)] == [True] * 3 + [False]


def test_a_refused_client_is_told_why(watcher: IndexWatcher) -> None:
    with listening(create_app(Serving(lambda: watcher)), most=4) as address, ExitStack() as stack:
        host, port = address.removeprefix("http://").split(":")
        first = stack.enter_context(socket.create_connection((host, int(port)), 10))
        # At work: its body is still to come.
        first.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n")
        time.sleep(0.3)
        second = stack.enter_context(socket.create_connection((host, int(port)), 10))
        answer = second.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n")
        assert answer.endswith(b"\r\n\r\ntoo many open connections\n")


def test_a_client_that_reads_nothing_is_let_go(watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections_module, "READ_SECONDS", 0.3)
    gone, closed = threading.Event(), Connections.closed

    def seen(connections: Connections, connection: PromptProtocol) -> None:
        closed(connections, connection)
        gone.set()

    monkeypatch.setattr(Connections, "closed", seen)
    with listening(create_app(Serving(lambda: watcher))) as address, socket.socket() as connection:
        host, port = address.removeprefix("http://").split(":")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.settimeout(10)
        connection.connect((host, int(port)))
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20)
        assert gone.wait(60)
        received = 0
        with suppress(ConnectionError):
            while chunk := connection.recv(65536):
                received += len(chunk)
        # Twenty answers of a tenth of a megabyte each were asked for.
        assert 0 < received < 1_000_000


def test_a_client_that_reads_slowly_gets_all(watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch) -> None:
    # Twenty times as much is read in this time as must be, and all of it takes longer.
    monkeypatch.setattr(connections_module, "READ_SECONDS", 1.0)
    with listening(create_app(Serving(lambda: watcher))) as address, socket.socket() as connection:
        host, port = address.removeprefix("http://").split(":")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
        connection.settimeout(10)
        connection.connect((host, int(port)))
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 4)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        received = b""
        while chunk := connection.recv(16384):
            received += chunk
            time.sleep(0.04)
        assert received.endswith(b'{"status":"up"}')


def test_as_many_files_may_be_open_as_connections_need(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = (256, 1024)
    set_to = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: set_to.append(both))
    assert [room(100), room(500), room(5000)] == [100, 500, 896]
    assert set_to == [(628, 1024), (1024, 1024)]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 0\r\nContent-Length: 40",
        "Content-Length: -3",
        "Content-Length: 0x10",
        "Content-Length : 0",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0",
    ],
)
def test_a_message_without_clear_bounds_is_refused_and_nothing_behind_it_is_read(address: str, head: str) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    behind = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection((host, int(port)), 30) as connection:
        connection.sendall(f"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode() + behind)
        answered = connection.makefile("rb").read()
    assert answered.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 501 "))
    assert answered.count(b"HTTP/1.1 ") == 1
