"""Who may do what: every request passes here before anything of it is read.

A caller shows an API key, a token of the widget, or comes through a trusted proxy that names who has signed in.
Without any of these it is let in on loopback while no key was ever made, or where the administrator opened the
service.
"""

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from lape_qa_api.config import Config, is_loopback
from lape_qa_api.http.problems import problem
from lape_qa_api.security import keys as api_keys
from lape_qa_api.security.keys import SCOPES, Keys
from lape_qa_api.security.limits import Limiter, network
from lape_qa_api.security.signing import Signer

Right = api_keys.Scope | Literal["public"]

# The first that an address begins with holds. What is not named needs an admin.
_RIGHTS: tuple[tuple[str, Right], ...] = (
    ("/v1/widget/", "public"),
    ("/v1/ask", "ask"),
    ("/v1/chat/", "ask"),
    ("/v1/feedback", "ask"),
    ("/v1/verify", "ask"),
    ("/v1/models", "ask"),
    ("/v1/unanswered", "admin"),
    ("/v1/", "read"),
    ("/mcp", "ask"),
    ("/metrics", "admin"),
    ("/lue/", "read"),
    ("/arviointi", "public"),
    ("/rajapinta", "public"),
    ("/openapi.json", "public"),
    ("/healthz", "public"),
    ("/readyz", "public"),
    ("/widget/", "public"),
    ("/static/", "public"),
)
_GUESSES_PER_MINUTE = 10
_BURST_SECONDS = 20
_SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a kind and a name for logs and limits, and what it may do."""

    kind: Literal["key", "widget", "user", "anyone", "local"]
    name: str
    scopes: frozenset[api_keys.Scope]


_ASKS_AND_READS: frozenset[api_keys.Scope] = frozenset({"ask", "read"})
_LOCAL = Caller("local", "", frozenset(SCOPES))


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    detail: str
    retry_after: int = 0

    def headers(self) -> dict[str, str]:
        if self.status == 401:
            return {"WWW-Authenticate": 'Bearer realm="LAPE-QA"'}
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}


class Access:
    """Lets a request pass, or answers it with 401, 403 or 429."""

    def __init__(self, app: ASGIApp, config: Config, keys: Keys, signer: Signer) -> None:
        self._app = app
        self._config = config
        self._keys = keys
        self._signer = signer
        self._limiter = Limiter(config.rate, max(1, config.rate * _BURST_SECONDS // 60)) if config.rate else None
        self._guesses = Limiter(_GUESSES_PER_MINUTE, _GUESSES_PER_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its caller in `request.state`, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        outcome = self._foreign(request) or self._admit(request)
        if isinstance(outcome, _Refusal):
            response = problem(request, outcome.status, outcome.detail, headers=outcome.headers())
            await response(scope, receive, send)
            return
        request.state.caller = outcome
        await self._app(scope, receive, send)

    def _foreign(self, request: Request) -> _Refusal | None:
        """Refuse what a page of another site sends: a browser sends it even where it may not read the answer."""
        origin = request.headers.get("origin")
        if origin is None or request.method in _SAFE or origin in self._config.origins or same_origin(request):
            return None
        return _Refusal(403, "pages of this origin may not use the service; LAPE_QA_ORIGINS names those that may")

    def _admit(self, request: Request) -> Caller | _Refusal:
        address = network(request.client.host) if request.client else ""
        needed = right(request.url.path, widget=bool(self._config.origins))
        caller = self._caller(request, address)
        if isinstance(caller, _Refusal):
            if needed != "public":
                return caller
            caller = None
        if needed != "public" and (caller is None or needed not in caller.scopes):
            if caller is None or caller.kind == "anyone":
                return _Refusal(401, f"this needs a key with the scope {needed!r}: Authorization: Bearer lqa_…")
            return _Refusal(403, f"this needs the scope {needed!r}, which the {caller.kind} shown does not have")
        caller = caller or Caller("anyone", address, frozenset())
        # Tokens are public, but not without end.
        limited = needed != "public" or request.method not in _SAFE
        if self._limiter and caller.kind != "local" and limited:
            name = caller.name if caller.kind == "key" else address
            if wait := self._limiter.take(f"{caller.kind} {name}"):
                return _Refusal(429, f"too many requests: come again in {wait} seconds", wait)
        return caller

    def _caller(self, request: Request, address: str) -> Caller | _Refusal | None:
        """Return who asks, None for someone without any right, or a refusal of what was shown."""
        kind, _, shown = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not shown:
            return self._unnamed(request, address)
        if key := self._keys.find(shown.strip()):
            return Caller("key", key.id, key.scopes)
        if self._signer.opens(shown.strip(), request.headers.get("origin", "")):
            return Caller("widget", "", _ASKS_AND_READS)
        # Some programs always show a key: where none is needed, any will do.
        return self._unnamed(request, address) or self._refused(address)

    def _unnamed(self, request: Request, address: str) -> Caller | None:
        """Return who asks without showing anything good."""
        config = self._config
        user = request.headers.get(config.user_header) if config.user_header else None
        if user and request.scope.get("lape_qa.proxied"):
            return Caller("user", hashlib.sha256(user.encode()).hexdigest()[:12], _ASKS_AND_READS)
        if config.open:
            return Caller("anyone", address, _ASKS_AND_READS)
        if config.exposed or config.user_header or self._keys.any():
            return None
        # Whatever the settings say it listens on: local is who calls from this machine.
        local = (
            request.client is not None
            and is_loopback(request.client.host)
            and _named_locally(request.headers.get("host", ""))
        )
        return _LOCAL if local else None

    def _refused(self, address: str) -> _Refusal:
        if wait := self._guesses.take(address):
            return _Refusal(429, f"too many keys that are not good: come again in {wait} seconds", wait)
        return _Refusal(401, "the key or token is not good here: unknown, revoked, expired or made for another origin")


class TrustedProxy:
    """Believes `X-Forwarded-…` of the named proxies only, and marks what came through one."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...]) -> None:
        self._networks = [ip_network(proxy) for proxy in proxies]
        self._plain = app
        self._forwarded = ProxyHeadersMiddleware(app, list(proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with the address of who is behind the proxy."""
        if scope["type"] == "http" and self._trusts(scope.get("client")):
            scope["lape_qa.proxied"] = True
            await self._forwarded(scope, receive, send)  # type: ignore[arg-type]
        else:
            await self._plain(scope, receive, send)

    def _trusts(self, client: tuple[str, int] | None) -> bool:
        try:
            return client is not None and any(ip_address(client[0]) in known for known in self._networks)
        except ValueError:
            return False


def right(path: str, *, widget: bool) -> Right:
    """Return what an address needs; where the widget is in use, the pages that it links to are public."""
    if path == "/" or (widget and path.startswith("/lue/")):
        return "public"
    return next((needed for start, needed in _RIGHTS if path.startswith(start)), "admin")


def same_origin(request: Request) -> bool:
    """Tell whether a request comes from a page of the service itself."""
    origin = urlsplit(request.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == request.headers.get("host")


def _named_locally(host: str) -> bool:
    """Tell whether no public name was used: a foreign site can make its own name lead to this machine."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(".localhost")
    return True


def caller_of(scope: Scope) -> Caller | None:
    """Return who was let in, when anyone was."""
    caller: Caller | None = scope.get("state", {}).get("caller")
    return caller
