"""Every request is timed, counted and logged; what was asked is in none of it."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lape_qa_api.security.access import caller_of
from lape_qa_api.telemetry.logs import log
from lape_qa_api.telemetry.metrics import Metrics
from lape_qa_api.telemetry.tracer import Tracer

_QUIET = {"/healthz", "/readyz", "/metrics"}
_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


class Observe:
    """Tells of each request when it has ended."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracer: Tracer | None) -> None:
        self._app = app
        self._metrics = metrics
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of it afterwards."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route, caller = route_of(scope), caller_of(scope)
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        if self._tracer:
            self._tracer.request(method, route, status, seconds)
        if route not in _QUIET:
            who = (
                f"{caller.kind} {caller.name}".strip()
                if caller and caller.kind in ("key", "session", "widget")
                else None
            )
            log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1),
                     caller=who or (caller.kind if caller else "refused"))  # fmt: skip


def route_of(scope: Scope) -> str:
    """Return the pattern of the address, never the address itself."""
    path: str | None = getattr(scope.get("route"), "path", None)
    if path:
        return path
    return next((start for start in ("/mcp", "/static", "/widget") if scope["path"].startswith(start)), "unmatched")
