"""What uvicorn leaves open: how many connections there may be, and how long one may take to send or to be read from."""

import asyncio
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address, ip_network
from multiprocessing.reduction import DupFd
from typing import Any, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from lape_qa_api.security.limits import networks
from lape_qa_api.telemetry.logs import log

HEAD_SECONDS = 10.0
"""Time that the head of a request may take, from its first byte or, for the first one, from the connection."""
KEEP_ALIVE_SECONDS = 75
"""Time that a connection may rest between requests: longer than clients and proxies keep one (nginx: 60 seconds).

One that closes first would now and then close a connection on which a question has just been sent.
"""
READ_SECONDS = 20.0
READ_BYTES = 20 * 1024
"""A client that has not read this much of what waits for it within that time is let go."""
STUCK_SECONDS = 2.0
"""A client that reads nothing for so long may have to make room for another."""
QUEUE = 2048
"""Connections that the system keeps until they are accepted."""
_GIVEN_UP_EACH = 0.05
"""Seconds between two connections that are ended for the sake of new ones: a storm of these is refused instead."""
_REFUSED_AT_ONCE = 100
"""Connections refused before others have their turn."""
_TOLD_EACH = 10.0
_SENT_AHEAD_BYTES = 128 * 1024
_OTHER_FILES = 128
"""Files of the index, of the state, of connections to a language model, and the like."""
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 26\r\n\r\ntoo many open connections\n"
)


def room(wanted: int) -> int:
    """Let this process open as many files as it may and needs, and return for how many connections that is enough."""
    if sys.platform == "win32":
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft - _OTHER_FILES))


class Connections:
    """The open connections of a process. There may be so many in all; a quarter from one address (an IPv6 /64), half
    from an IPv6 /48. A trusted proxy may have them all, since many callers come through it.

    One too many takes the place of one that rests, or whose client does not read: of the same address if that has its
    share, or of any if there is no more room. Where every other is at work, and in a storm, it is refused.
    """

    def __init__(
        self, most: int, trusted_proxies: Sequence[str] = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._trusted = [ip_network(proxy) for proxy in trusted_proxies]
        self._clock = clock
        self._counts: Counter[str] = Counter()
        # Those of each group that may be ended, the one that has been without a request for longest first.
        self._members: dict[str, dict[PromptProtocol, None]] = {}
        self._given_up: dict[str, float] = {}
        self._refused, self._told = 0, float("-inf")

    def __reduce__(self) -> tuple[Any, ...]:
        """Each process counts for itself."""
        return Connections, (self._most, [str(network) for network in self._trusted])

    def admit(self, address: str) -> bool:
        """Count a new connection, and end another for it if need be; False when it has to be refused."""
        groups = self._groups(address)
        for group, most in groups.items():
            if self._counts[group] >= most and not self._make_room(group):
                self._refuse()
                return False
        self._counts.update(groups.keys())
        return True

    def opened(self, connection: "PromptProtocol") -> None:
        """Note that a connection that was admitted may be ended from now on."""
        for group in self._groups(connection.address):
            self._members.setdefault(group, {})[connection] = None

    def used(self, connection: "PromptProtocol") -> None:
        """Note that a connection has just answered a request."""
        for group in self._groups(connection.address):
            members = self._members.get(group, {})
            if connection in members:
                members[connection] = members.pop(connection)

    def closed(self, connection: "PromptProtocol") -> None:
        """Forget a connection."""
        for group in self._groups(connection.address):
            if connection in self._members.get(group, {}):
                del self._members[group][connection]
                self._counts[group] -= 1
            if not self._counts[group]:
                del self._counts[group]
                self._members.pop(group, None)
                self._given_up.pop(group, None)

    def _make_room(self, group: str) -> bool:
        now = self._clock()
        if now - self._given_up.get(group, float("-inf")) < _GIVEN_UP_EACH:
            return False
        self._given_up[group] = now
        for state in ("resting", "stuck"):
            found = next((member for member in self._members.get(group, {}) if member.state == state), None)
            if found:
                self.closed(found)
                found.transport.abort()
                return True
        return False

    def _refuse(self) -> None:
        self._refused += 1
        if self._clock() - self._told >= _TOLD_EACH:
            log.warning("connections refused", number=self._refused, reason="too many at once")
            self._refused, self._told = 0, self._clock()

    def _groups(self, address: str) -> dict[str, int]:
        """Return what an address counts for, the narrowest first, and how many connections each may have."""
        shares = (max(1, self._most // 4), max(1, self._most // 2))
        own = {} if self._trusts(address) else dict(zip(networks(address), shares, strict=False))
        return own | {"all": self._most}

    def _trusts(self, address: str) -> bool:
        try:
            return any(ip_address(address) in known for known in self._trusted)
        except ValueError:
            return False


class Listener(socket.socket):
    """A socket that accepts connections for which there is room, and refuses the others before they cost anything."""

    connections: Connections

    @classmethod
    def bound(cls, host: str, port: int, connections: Connections) -> "Listener":
        """Bind to an address, without listening: until then, clients are refused at once. OSError if it is taken."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = cls(family)
        listener.connections = connections
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        # What follows is inherited by each connection. Without it an answer waits 40 ms for the client to acknowledge
        # its head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # What a client does not read may not fill the system's memory.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_AHEAD_BYTES)
        try:
            listener.bind((host, port))
        except OSError:
            listener.close()
            raise
        return listener

    def accept(self) -> tuple[socket.socket, Any]:
        """Return the next connection that is admitted; BlockingIOError if there is none, or others have their turn."""
        for _ in range(_REFUSED_AT_ONCE):
            accepted, address = super().accept()
            if self.connections.admit(address[0]):
                return accepted, address
            accepted.setblocking(False)
            with accepted, suppress(OSError):
                accepted.send(_FULL)
        raise BlockingIOError

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process."""
        return _rebuilt, (DupFd(self.fileno()), self.family, self.type, self.proto, self.connections)


def _rebuilt(descriptor: Any, family: int, kind: int, protocol: int, connections: Connections) -> Listener:
    listener = Listener(family, kind, protocol, fileno=descriptor.detach())
    listener.connections = connections
    return listener


class PromptProtocol(H11Protocol):
    """HTTP/1.1 on a connection that ends when the head of a request comes in drops or not at all, or when its client
    does not read what it asked for."""

    def __init__(self, *options: Any, connections: Connections, **named: Any) -> None:
        super().__init__(*options, **named)
        self.address = ""
        self._connections = connections
        self._deadline: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._stuck_since: float | None = None
        self._unread = 0

    @property
    def state(self) -> Literal["resting", "stuck", "working"]:
        """What it does: between requests, unable to send, or neither."""
        if self._stuck_since is not None and self.loop.time() - self._stuck_since >= STUCK_SECONDS:
            return "stuck"
        return "resting" if self.cycle is None or self.cycle.response_complete else "working"

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        # As it was accepted: a client that has gone again has no address any more.
        self.address = transport.get_extra_info("peername")[0]
        # The system has buffers of its own: whatever waits in this process waits for the client.
        transport.set_write_buffer_limits(high=0)
        self._connections.opened(self)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what has come, and wait for the rest of a head that is not whole."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._watch()
        else:
            self._relax()

    def on_response_complete(self) -> None:
        """Go on with the next request."""
        self._connections.used(self)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._stuck_since = self.loop.time()
        self._unread = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(READ_SECONDS, self._insist)

    def resume_writing(self) -> None:
        """Go on: it has."""
        super().resume_writing()
        self._stop_insisting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._connections.closed(self)
        self._relax()
        self._stop_insisting()
        super().connection_lost(exc)

    def _insist(self) -> None:
        unread = self.transport.get_write_buffer_size()
        if self._unread - unread < READ_BYTES:
            self.transport.abort()
            return
        self._unread = unread
        self._stuck_since = self.loop.time()
        self._reading = self.loop.call_later(READ_SECONDS, self._insist)

    def _stop_insisting(self) -> None:
        self._stuck_since = None
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _watch(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _relax(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
