"""Every request passes here before anything of it is read: who calls, by which way, and is that enough?

A caller shows an API key, a token of the widget, or comes through a trusted proxy that names who has signed in.
Without any of these it is let in on loopback while no key was ever made, or where the administrator opened the
service. What each may do stands in the table of `security.rights`.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Asgi
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from lape_qa.counting import counted
from lape_qa.documents.membership import STRANGER, Membership
from lape_qa_api.config import Config, is_loopback
from lape_qa_api.http.problems import problem
from lape_qa_api.http.workers import CALLER
from lape_qa_api.root import rooted
from lape_qa_api.security import rights
from lape_qa_api.security.keys import KeyRing, Scope
from lape_qa_api.security.limits import Limiter, network
from lape_qa_api.security.rights import GRANTS, MCP, Kind, Way
from lape_qa_api.security.signing import Signer
from lape_qa_api.telemetry.logs import log

COOKIE = "lape-qa-editor"
"""Holds the session of an editor who has signed in; over TLS its name begins with `__Secure-`."""
_GUESSES_PER_MINUTE = 10
_BURST_SECONDS = 20
LONGEST_LOGGED = 200
"""Characters of a header that a log line may hold: a client chooses them."""
_SAFE = {"GET", "HEAD", "OPTIONS"}
_HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

# What proxies add, besides every header whose name begins with `X-Forwarded`.
_FORWARDING = {
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a kind and a name for logs and limits, and what it may do."""

    kind: Kind
    name: str
    scopes: frozenset[Scope]
    groups: frozenset[str] = frozenset()
    """Whose documents are open to it, beside those that are to everybody."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    detail: str
    retry_after: int = 0

    def headers(self) -> dict[str, str]:
        if self.status == 401:
            return {"WWW-Authenticate": 'Bearer realm="LAPE-QA"'}
        if self is _UNCLEAR:
            return {"Connection": "close"}
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}


_UNCLEAR = _Refusal(400, "a request has a Content-Length or a Transfer-Encoding, not both")
"""A proxy may have gone by the one where we would go by the other: what follows on the connection is read by nobody."""
_GARBLED = _Refusal(400, "the address is not UTF-8: send UTF-8, percent-encoded")
"""Letters that are not would be looked for as what they are not."""
_UNKNOWN = _Refusal(503, "the keys cannot be read at the moment: come again in a few seconds", 5)
"""What is said while a key that is shown may be good or not."""


class Access:
    """Lets a request pass, or answers it with 401, 403 or 429, and with 503 while the keys are not known."""

    def __init__(self, app: ASGIApp, config: Config, keys: KeyRing, signer: Signer) -> None:
        self._app = app
        self._config = config
        self._keys = keys
        self._signer = signer
        self._limiter = Limiter(config.rate, max(1, config.rate * _BURST_SECONDS // 60)) if config.rate else None
        self._guesses = Limiter(_GUESSES_PER_MINUTE, _GUESSES_PER_MINUTE)

    async def __call__(self, scope: Asgi, receive: Receive, send: Send) -> None:
        """Pass a request on with its caller in `request.state`, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        outcome = _unclear(request) or _garbled(request) or self._foreign(request) or self._admit(request)
        if isinstance(outcome, _Refusal):
            await self._refusal(request, outcome)(scope, receive, send)
            return
        request.state.caller = outcome
        CALLER.set(f"{outcome.kind} {outcome.name or (network(request.client.host) if request.client else '')}")
        await self._app(scope, receive, send)

    def _refusal(self, request: Request, refusal: _Refusal) -> Response:
        row = rights.row_of(request.method, request.scope["path"])
        if row and row.session and refusal.status == 401 and "authorization" not in request.headers:
            return RedirectResponse(rooted(rights.SIGN_IN), 303)
        return problem(request, refusal.status, refusal.detail, headers=refusal.headers())

    def _foreign(self, request: Request) -> _Refusal | None:
        """Refuse what a page of another site sends: a browser sends it even where it may not read the answer.

        A site can make its own name lead to this machine, and its pages then look like the service's own. Where the
        names of the service are set, no other is answered to; where they are not, a page may not use the tools.
        """
        host = host_name(request.headers.get("host", ""))
        known = is_local_name(host) or host in self._config.hosts
        if self._config.hosts and not known:
            return _Refusal(421, "the service does not answer to this name; LAPE_QA_HOSTS names those that it has")
        origin = request.headers.get("origin")
        if origin is None or request.method in _SAFE or origin in self._config.origins:
            return None
        if same_origin(request) and (known or request.scope["path"] not in (MCP, f"{MCP}/")):
            return None
        log_refused_origin(origin)
        return _Refusal(403, "pages of this origin may not use the service; LAPE_QA_ORIGINS names those that may")

    def _admit(self, request: Request) -> Caller | _Refusal:
        address = network(request.client.host) if request.client else ""
        # The path that is routed: the address as text is made with the host that the client sent.
        needs = rights.needs(request.method, request.scope["path"], widget=bool(self._config.origins))
        caller = self._caller(request, address)
        if isinstance(caller, _Refusal):
            if needs:
                return caller
            caller = Caller("stranger", address, frozenset())
        if not rights.suffice(caller.scopes, needs):
            if not self._keys.known:
                return _UNKNOWN
            wanted = " or ".join(map(repr, needs))
            if caller.kind in ("anyone", "stranger"):
                return _Refusal(401, f"this needs a key with the scope {wanted}: Authorization: Bearer lqa_…")
            return _Refusal(403, f"this needs the scope {wanted}, which the {caller.kind} shown does not have")
        # Tokens are public, but not without end.
        limited = needs or request.method not in _SAFE
        if self._limiter and caller.kind != "local" and limited:
            name = caller.name if caller.kind in ("key", "session") else address
            if wait := self._limiter.take(f"{caller.kind} {name}"):
                return _Refusal(429, f"too many requests: come again in {counted(wait, 'second')}", wait)
        return caller

    def _caller(self, request: Request, address: str) -> Caller | _Refusal:
        """Return who asks, a stranger for someone without any right, or a refusal of what was shown."""
        way = way_of(request)
        kind, _, shown = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not shown:
            return self._signed_in(request, way) or self._unnamed(request, address, way)
        if key := self._keys.find(shown.strip()):
            if key.is_over(_now().date()):
                return _Refusal(401, f"this key was good until {key.expires}: ask the administrator for a new one")
            return Caller("key", key.id, GRANTS["key"][way] & key.scopes, key.groups)
        if self._signer.opens(shown.strip(), request.headers.get("origin", "")):
            # The token opens no group; who has signed in at the proxy is in theirs also with the widget.
            groups = self._groups(request) if self._user(request, way) else frozenset[str]()
            return Caller("widget", "", GRANTS["widget"][way], groups)
        # Some programs always show a key: where none is needed, any will do.
        unnamed = self._unnamed(request, address, way)
        return self._refused(address) if unnamed.kind == "stranger" else unnamed

    def _signed_in(self, request: Request, way: Way) -> Caller | None:
        """Return the editor whose cookie came with a request for a page of theirs, as long as the key is good."""
        row = rights.row_of(request.method, request.scope["path"])
        session = (
            self._signer.session_of(request.cookies.get(cookie_name(request), "")) if row and row.session else None
        )
        key = self._keys.in_use(session.key) if session and not self._keys.has_ended(session.form) else None
        if key is None or key.is_over(_now().date()):
            return None
        return Caller("session", key.id, GRANTS["session"][way] & key.scopes)

    def _unnamed(self, request: Request, address: str, way: Way) -> Caller:
        """Return who asks without showing anything good."""
        config = self._config
        if user := self._user(request, way):
            name = hashlib.sha256(user.encode()).hexdigest()[:12]
            return Caller("user", name, GRANTS["user"][way], self._groups(request))
        if config.open:
            return Caller("anyone", address, GRANTS["anyone"][way])
        # Whatever the settings say it listens on: local is who calls from this machine.
        if way == "loopback" and not (config.exposed or config.user_header or self._keys.any()):
            return Caller("local", "", GRANTS["local"][way])
        return Caller("stranger", address, GRANTS["stranger"][way])

    def _user(self, request: Request, way: Way) -> str:
        """Return who has signed in at a trusted proxy, empty when nobody has."""
        header = self._config.user_header
        return _only(request, header) if header and way == "proxy" else ""

    def _groups(self, request: Request) -> frozenset[str]:
        """Return the groups of documents for the groups that a trusted proxy names of who has signed in.

        What the settings do not map opens nothing.
        """
        config = self._config
        named = _only(request, config.groups_header).split(",") if config.groups_header else []
        return frozenset(group for name in named for group in config.group_map.get(name.strip(), ()))

    def _refused(self, address: str) -> _Refusal:
        if not self._keys.known:
            return _UNKNOWN
        if wait := self._guesses.take(address):
            return _Refusal(429, f"too many keys that are not good: come again in {counted(wait, 'second')}", wait)
        return _Refusal(401, "the key or token is not good here: unknown, revoked, expired or made for another origin")


class TrustedProxy:
    """Believes `X-Forwarded-…` of the named proxies only, and marks what came through one."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...]) -> None:
        self._networks = [ip_network(proxy) for proxy in proxies]
        self._plain = app
        self._forwarded = ProxyHeadersMiddleware(app, list(proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Asgi, receive: Receive, send: Send) -> None:
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


def log_refused_origin(origin: str) -> None:
    """Tell the administrator which page was turned away: the browser tells it nothing of why."""
    log.warning("origin refused", origin=origin[:LONGEST_LOGGED], setting="LAPE_QA_ORIGINS")


def _only(request: Request, header: str) -> str:
    """Return the value of a header that came once, else nothing: of two, one may be the client's."""
    values = request.headers.getlist(header)
    return values[0] if len(values) == 1 else ""


def _unclear(request: Request) -> _Refusal | None:
    """Refuse a request of which it can be read in two ways where it ends."""
    both = "transfer-encoding" in request.headers and "content-length" in request.headers
    return _UNCLEAR if both else None


def _garbled(request: Request) -> _Refusal | None:
    """Refuse an address of which the letters cannot be read."""
    try:
        unquote_to_bytes(request.scope.get("raw_path", b"") + b"?" + request.scope["query_string"]).decode()
    except UnicodeDecodeError:
        return _GARBLED
    return None


def cookie_name(request: Request) -> str:
    """Return what the cookie of a session is called: browsers let nobody set one of that name but over TLS."""
    return f"__Secure-{COOKIE}" if request.scope["scheme"] == "https" else COOKIE


def way_of(request: Request) -> Way:
    """Return how a request comes: whoever puts a proxy between this machine and the caller is not local."""
    if request.scope.get("lape_qa.proxied"):
        return "proxy"
    here = request.client is not None and is_loopback(request.client.host)
    if here and is_local_name(host_name(request.headers.get("host", ""))) and not _is_forwarded(request.headers):
        return "loopback"
    return "public name"


def same_origin(request: Request) -> bool:
    """Tell whether a request comes from a page of the service itself, as far as a browser can tell."""
    host = request.headers.get("host", "")
    return bool(host_name(host)) and request.headers.get("origin") in (f"http://{host}", f"https://{host}")


def host_name(header: str) -> str:
    """Return the name or address in a Host header, empty when it is none."""
    match = _HOST.fullmatch(header)
    return match["name"].strip("[]").lower() if match else ""


def is_local_name(name: str) -> bool:
    """Tell whether a name is no public one: a foreign site can make its own name lead to this machine."""
    try:
        ip_address(name)
    except ValueError:
        return bool(name) and ("." not in name or name.endswith(".localhost"))
    return True


def _is_forwarded(headers: Headers) -> bool:
    return any(name.startswith("x-forwarded") or name in _FORWARDING for name in headers)


def _now() -> datetime:
    return datetime.now(UTC)


def named(request: Request, keys: KeyRing) -> str:
    """Return who asks as the record of a change names them: what their key is called, or their kind."""
    caller: Caller = request.state.caller
    key = keys.in_use(caller.name) if caller.kind in ("key", "session") else None
    return key.name if key else caller.kind


def membership_of(scope: Asgi) -> Membership:
    """Return which closed documents are open to who was let in; none to whoever was not."""
    caller = caller_of(scope)
    return Membership(caller.groups) if caller else STRANGER


def caller_of(scope: Asgi) -> Caller | None:
    """Return who was let in, when anyone was."""
    caller: Caller | None = scope.get("state", {}).get("caller")
    return caller
