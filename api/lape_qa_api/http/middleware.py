"""What applies to every request: the path that the service is below, taking turns, headers that protect the reader,
origins that may read, a limit on what is sent."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lape_qa.settings import is_root_path
from lape_qa_api.http.problems import CLIENT_GONE, problem
from lape_qa_api.root import ROOT
from lape_qa_api.security.access import LONGEST_LOGGED, log_refused_origin
from lape_qa_api.security.headers import security_headers
from lape_qa_api.security.limits import network
from lape_qa_api.telemetry.logs import log

MAX_BODY_BYTES = 64 * 1024

_NO_PREFIX = "the proxy's X-Forwarded-Prefix is no path: let it send one like /lape, or nothing"
_OF_MCP = ("Mcp-Protocol-Version", "Mcp-Session-Id", "Mcp-Method", "Mcp-Name", "Last-Event-ID")
"""Headers that clients of the Model Context Protocol send; those in a browser ask before whether they may."""

# What is too long is read on, up to here, and dropped: a client that is still sending would see a broken
# connection instead of the answer.
_DRAINED_BYTES = 4 * 1024 * 1024


class SubPath:
    """Takes the path that the service is below off a request's path, whether or not the proxy has done so.

    The path is a setting; a trusted proxy may name another in `X-Forwarded-Prefix`.
    """

    def __init__(self, app: ASGIApp, root: str = "") -> None:
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the service's own path; what is no path in the header is answered with 400."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/") if scope.get("lape_qa.proxied") else ""
        is_good = is_root_path(named)
        root = named if named and is_good else self._root
        ROOT.set(root)
        if root and (scope["path"] == root or scope["path"].startswith(f"{root}/")):
            scope["path"] = scope["path"].removeprefix(root) or "/"
        if is_good:
            await self._app(scope, receive, send)
            return
        response = problem(Request(scope), 400, _NO_PREFIX)
        response.headers.update(security_headers(scope["path"]))
        await response(scope, receive, send)


class Turns:
    """Begins one request of an address in each turn of the event loop: what hundreds of its connections send at once
    does not keep others waiting for all of it. An address that is alone loses nothing, since the next turn follows at
    once.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # The addresses of which a request has begun in this turn, and what of them waits for the next ones.
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is its turn."""
        if scope["type"] == "http" and scope.get("client"):
            await self._turn(network(scope["client"][0]))
        await self._app(scope, receive, send)

    async def _turn(self, address: str) -> None:
        loop = asyncio.get_running_loop()
        if address in self._waiting:
            turn = loop.create_future()
            self._waiting[address].append(turn)
            await turn
        else:
            self._waiting[address] = deque()
            loop.call_soon(self._next, loop, address)

    def _next(self, loop: asyncio.AbstractEventLoop, address: str) -> None:
        waiting = self._waiting[address]
        if not waiting:
            del self._waiting[address]
            return
        turn = waiting.popleft()
        # One that was cancelled meanwhile costs the others a turn, no more.
        if not turn.done():
            turn.set_result(None)
        loop.call_soon(self._next, loop, address)


class SecurityHeaders:
    """Puts the security headers on every response."""

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and complete the response's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fixed = security_headers(scope["path"], self._origins)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in fixed.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


class CrossOrigin(CORSMiddleware):
    """Lets the pages of named origins read responses, with headers of their own; their preflights need no key."""

    def __init__(self, app: ASGIApp, origins: Sequence[str], headers: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Authorization", "Content-Type", "X-Request-ID", *_OF_MCP, *headers),
            expose_headers=("Retry-After", "X-Request-ID", "Mcp-Session-Id"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or pass the request on."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            headers = Headers(scope=scope)
            if "origin" in headers and "access-control-request-method" in headers:
                await self._preflight(scope, headers)(scope, receive, send)
                return
        await super().__call__(scope, receive, send)

    def _preflight(self, scope: Scope, headers: Headers) -> Response:
        response = self.preflight_response(headers)
        if response.status_code == 200:
            return response
        detail = "pages of this origin may not send this request"
        if not self.is_allowed_origin(headers["origin"]):
            log_refused_origin(headers["origin"])
        elif b"headers" in bytes(response.body):
            wanted = headers["access-control-request-headers"][:LONGEST_LOGGED]
            log.warning("headers refused", origin=headers["origin"], headers=wanted, setting="LAPE_QA_ORIGIN_HEADERS")
            detail += " with these headers; LAPE_QA_ORIGIN_HEADERS names those that they may"
        return problem(Request(scope), 403, detail, headers={"Vary": "Origin"})


class BodyLimit:
    """Answers 413 to a request body that is too long, whatever length it declares, and 408 to one too slow.

    Files that are sent in are limited where they are received.
    """

    def __init__(self, app: ASGIApp, seconds: float, is_upload: Callable[[Scope], bool]) -> None:
        self._app = app
        self._seconds = seconds
        self._is_upload = is_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then pass the request on with it."""
        if scope["type"] != "http" or self._is_upload(scope):
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await _read(receive)
        except TimeoutError:
            response = problem(Request(scope), 408, f"the body did not arrive within {self._seconds:g} seconds")
            # What may still come belongs to no request.
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        if body is None:
            # Nobody reads it, but the log and the counts would take no answer at all for a fault of the service.
            await problem(Request(scope), CLIENT_GONE, "the client has gone")(scope, receive, send)
            return
        if len(body) > MAX_BODY_BYTES:
            response = problem(Request(scope), 413, f"the body has more than {MAX_BODY_BYTES} bytes: send less")
            await response(scope, receive, send)
            return
        unread = True

        async def receive_again() -> Message:
            nonlocal unread
            if not unread:
                return await receive()
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, receive_again, send)


async def _read(receive: Receive) -> bytes | None:
    """Return a body, one byte too long when it was longer than that, or None when the client has gone."""
    body = bytearray()
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        body += chunk[: MAX_BODY_BYTES + 1 - len(body)]
        more = message.get("more_body", False) and size <= _DRAINED_BYTES
    return bytes(body)
