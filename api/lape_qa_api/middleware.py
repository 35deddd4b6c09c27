"""What applies to every request: headers that protect the reader, and a limit on what is sent."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lape_qa_api.headers import SECURITY_HEADERS
from lape_qa_api.problems import problem

MAX_BODY_BYTES = 64 * 1024

# What is too long is read on, up to here, and dropped: a client that is still sending would see a broken
# connection instead of the answer.
_DRAINED_BYTES = 4 * 1024 * 1024


class SecurityHeaders:
    """Puts the security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and complete the response's headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Answers 413 to a request body that is too long, whatever length it declares."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then pass the request on with it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            if size <= MAX_BODY_BYTES:
                body += chunk
            more = message.get("more_body", False) and size <= _DRAINED_BYTES
        if size > MAX_BODY_BYTES:
            response = problem(Request(scope), 413, f"the body has more than {MAX_BODY_BYTES} bytes: send less")
            await response(scope, receive, send)
            return
        unread = True

        async def receive_again() -> Message:
            nonlocal unread
            if not unread:
                return await receive()
            unread = False
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, receive_again, send)
