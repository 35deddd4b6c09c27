"""Who may do what: the one table of addresses, tools and callers; checks, documentation and tests are made from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from starlette.routing import compile_path

from lape_qa_api.security.keys import SCOPES, Scope

Kind = Literal["key", "session", "widget", "user", "anyone", "local", "stranger"]
"""Who calls: with a key; with the cookie of an editor who has signed in with one; with a token of the widget; named by
a trusted proxy that has signed them in; whoever comes to a service that the administrator opened; a program of this
machine while no key was ever made; or none of these."""
Way = Literal["loopback", "public name", "proxy"]
"""How a call comes: from this machine by a local name; otherwise (from another machine, by a public name, or with what
a proxy adds and nobody trusts); or through a trusted proxy."""

KINDS: tuple[Kind, ...] = get_args(Kind)
WAYS: tuple[Way, ...] = get_args(Way)

_NOTHING: frozenset[Scope] = frozenset()
_ASKS_AND_READS: frozenset[Scope] = frozenset({"ask", "read"})
_EVERYTHING: frozenset[Scope] = frozenset(SCOPES)


@dataclass(frozen=True, slots=True)
class Row:
    """An address, and what it needs: one of some scopes; with none it is public."""

    method: str
    """Where GET goes, HEAD goes too."""
    path: str
    """As the router has it."""
    needs: tuple[Scope, ...] = ()
    linked: bool = False
    """Do answers in the widget link to it? Then it is public where the widget is in use."""
    session: bool = False
    """Is it a page that an editor's cookie opens? Nothing else is: a browser sends it unasked."""


TOOLS: Mapping[str, str] = {
    "ask_lape": "/v1/ask",
    "search_lape": "/v1/search",
    "read_source": "/v1/documents/{identifier:path}",
}
"""Each tool of the Model Context Protocol, and the address that it stands for: it needs the same."""

MCP = "/mcp"

EDITORS = "/yllapito"
"""Where the pages for editors are; a cookie goes to no other place."""
SIGN_IN = f"{EDITORS}/kirjaudu"
_EDITORS_PAGES = (EDITORS, f"{EDITORS}/lahde/{{identifier:path}}", f"{EDITORS}/tyo/{{identifier}}")
_EDITORS_FORMS = tuple(
    f"{EDITORS}/{form}" for form in ("lisaa", "korvaa", "poista", "havita", "paivita", "palauta", "ulos")
)

TABLE: tuple[Row, ...] = (
    Row("POST", "/v1/ask", ("ask",)),
    Row("POST", "/v1/ask/stream", ("ask",)),
    Row("GET", "/v1/search", ("read",)),
    Row("GET", "/v1/documents", ("read",)),
    Row("POST", "/v1/documents", ("editor",)),
    Row("GET", "/v1/documents/{identifier:path}", ("read",)),
    Row("PUT", "/v1/documents/{identifier:path}", ("editor",)),
    Row("DELETE", "/v1/documents/{identifier:path}", ("editor",)),
    Row("GET", "/v1/jobs", ("editor",)),
    Row("POST", "/v1/jobs", ("editor",)),
    Row("GET", "/v1/jobs/{identifier}", ("editor",)),
    Row("POST", "/v1/verify", ("ask",)),
    Row("GET", "/v1/models", ("ask",)),
    Row("GET", "/v1/models/{identifier:path}", ("ask",)),
    Row("POST", "/v1/chat/completions", ("ask",)),
    Row("POST", "/v1/feedback", ("ask",)),
    Row("GET", "/v1/unanswered", ("editor", "admin")),
    Row("GET", "/v1/widget/config"),
    Row("POST", "/v1/widget/token"),
    # Whoever may call one of its tools; which, is checked for each.
    Row("POST", MCP, ("ask", "read")),
    Row("POST", f"{MCP}/", ("ask", "read")),
    Row("GET", "/healthz"),
    Row("GET", "/readyz"),
    Row("GET", "/metrics", ("admin",)),
    Row("GET", "/openapi.json"),
    Row("GET", "/"),
    Row("GET", "/arviointi"),
    Row("GET", "/rajapinta"),
    Row("GET", "/tietosuoja"),
    Row("GET", "/saavutettavuus"),
    Row("GET", "/tunnus"),
    Row("GET", "/lahteet", ("read",), linked=True),
    Row("GET", "/lue/{identifier:path}", ("read",), linked=True),
    Row("GET", "/lue-kuva/{page}/{identifier:path}", ("read",), linked=True),
    Row("GET", SIGN_IN),
    Row("POST", SIGN_IN),
    *(Row("GET", path, ("editor",), session=True) for path in _EDITORS_PAGES),
    *(Row("POST", path, ("editor",), session=True) for path in _EDITORS_FORMS),
    Row("GET", "/widget/lape-qa.js"),
    Row("GET", "/static/{path:path}"),
)
"""Every address. One that is missing here needs an admin."""

GRANTS: Mapping[Kind, Mapping[Way, frozenset[Scope]]] = {
    # At most: a key has those that it was made with.
    "key": dict.fromkeys(WAYS, _EVERYTHING),
    # On the pages for editors only.
    "session": dict.fromkeys(WAYS, frozenset[Scope]({"editor"})),
    "widget": dict.fromkeys(WAYS, _ASKS_AND_READS),
    "user": {"loopback": _NOTHING, "public name": _NOTHING, "proxy": _ASKS_AND_READS},
    "anyone": dict.fromkeys(WAYS, _ASKS_AND_READS),
    "local": {"loopback": _EVERYTHING, "public name": _NOTHING, "proxy": _NOTHING},
    "stranger": dict.fromkeys(WAYS, _NOTHING),
}
"""The scopes of each caller by the way it comes."""

_UNKNOWN: tuple[Scope, ...] = ("admin",)
_PATTERNS = tuple((compile_path(row.path)[0], row) for row in TABLE if "{" in row.path)


def row_of(method: str, path: str) -> Row | None:
    """Return the row of an address; where no row has its method, which is then refused, the first with its path."""
    wanted = "GET" if method == "HEAD" else method
    rows = _rows(path)
    return next((row for row in rows if row.method == wanted), rows[0] if rows else None)


def methods(path: str) -> tuple[str, ...]:
    """Return the methods that a path takes."""
    return tuple(row.method for row in _rows(path))


def _rows(path: str) -> list[Row]:
    rows = [row for row in TABLE if row.path == path]
    return rows or [row for pattern, row in _PATTERNS if pattern.match(path)]


def needs(method: str, path: str, *, widget: bool) -> tuple[Scope, ...]:
    """Return the scopes of which an address needs one; `widget` tells that pages of other origins may hold it."""
    row = row_of(method, path)
    return needs_of(row, widget=widget) if row else _UNKNOWN


def needs_of(row: Row, *, widget: bool) -> tuple[Scope, ...]:
    """Return the scopes of which a row needs one."""
    return () if widget and row.linked else row.needs


def tool_needs(tool: str) -> tuple[Scope, ...]:
    """Return the scopes of which a tool needs one; a tool that nobody has put into the table needs an admin."""
    row = next((row for row in TABLE if row.path == TOOLS.get(tool)), None)
    return row.needs if row else _UNKNOWN


def suffice(scopes: Iterable[Scope], wanted: tuple[Scope, ...]) -> bool:
    """Tell whether a caller's scopes are enough for what is wanted."""
    return not wanted or not set(wanted).isdisjoint(scopes)


def admitted(wanted: tuple[Scope, ...], way: Way, *, session: bool = False) -> tuple[str, ...]:
    """Return in words which callers are let in by a way, `everyone` where nothing is wanted.

    `session` tells a page that an editor's cookie opens.
    """
    if not wanted:
        return ("everyone",)
    kinds = (kind for kind in KINDS if suffice(GRANTS[kind][way], wanted) and (session or kind != "session"))
    return tuple(f"key ({' or '.join(wanted)})" if kind == "key" else kind for kind in kinds)
