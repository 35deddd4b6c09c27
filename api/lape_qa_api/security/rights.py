"""Who may do what: the one table of addresses, tools and callers; checks, documentation and tests are made from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from starlette.routing import compile_path

from lape_qa_api.security.keys import SCOPES, Scope

Kind = Literal["key", "widget", "user", "anyone", "local", "stranger"]
"""Who calls: with a key; with a token of the widget; named by a trusted proxy that has signed them in; whoever comes to
a service that the administrator opened; a program of this machine while no key was ever made; or none of these."""
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


TOOLS: Mapping[str, str] = {
    "ask_lape": "/v1/ask",
    "search_lape": "/v1/search",
    "read_source": "/v1/documents/{identifier:path}",
}
"""Each tool of the Model Context Protocol, and the address that it stands for: it needs the same."""

MCP = "/mcp"

TABLE: tuple[Row, ...] = (
    Row("POST", "/v1/ask", ("ask",)),
    Row("POST", "/v1/ask/stream", ("ask",)),
    Row("GET", "/v1/search", ("read",)),
    Row("GET", "/v1/documents", ("read",)),
    Row("GET", "/v1/documents/{identifier:path}", ("read",)),
    Row("POST", "/v1/verify", ("ask",)),
    Row("GET", "/v1/models", ("ask",)),
    Row("POST", "/v1/chat/completions", ("ask",)),
    Row("POST", "/v1/feedback", ("ask",)),
    Row("GET", "/v1/unanswered", ("admin",)),
    Row("GET", "/v1/widget/config"),
    Row("POST", "/v1/widget/token"),
    # Whoever may call one of its tools; which, is checked for each.
    Row("POST", MCP, ("ask", "read")),
    Row("GET", "/healthz"),
    Row("GET", "/readyz"),
    Row("GET", "/metrics", ("admin",)),
    Row("GET", "/openapi.json"),
    Row("GET", "/"),
    Row("GET", "/arviointi"),
    Row("GET", "/rajapinta"),
    Row("GET", "/lue/{identifier:path}", ("read",), linked=True),
    Row("GET", "/widget/lape-qa.js"),
    Row("GET", "/static/{path:path}"),
)
"""Every address. One that is missing here needs an admin."""

GRANTS: Mapping[Kind, Mapping[Way, frozenset[Scope]]] = {
    # At most: a key has those that it was made with.
    "key": dict.fromkeys(WAYS, _EVERYTHING),
    "widget": dict.fromkeys(WAYS, _ASKS_AND_READS),
    "user": {"loopback": _NOTHING, "public name": _NOTHING, "proxy": _ASKS_AND_READS},
    "anyone": dict.fromkeys(WAYS, _ASKS_AND_READS),
    "local": {"loopback": _EVERYTHING, "public name": _NOTHING, "proxy": _NOTHING},
    "stranger": dict.fromkeys(WAYS, _NOTHING),
}
"""The scopes of each caller by the way it comes."""

_UNKNOWN: tuple[Scope, ...] = ("admin",)
_BY_PATH = {row.path: row for row in TABLE}
_PATTERNS = tuple((compile_path(row.path)[0], row) for row in TABLE if "{" in row.path)


def needs(path: str, *, widget: bool) -> tuple[Scope, ...]:
    """Return the scopes of which an address needs one; `widget` tells that pages of other origins may hold it."""
    row = _BY_PATH.get(path) or next((row for pattern, row in _PATTERNS if pattern.match(path)), None)
    return needs_of(row, widget=widget) if row else _UNKNOWN


def needs_of(row: Row, *, widget: bool) -> tuple[Scope, ...]:
    """Return the scopes of which a row needs one."""
    return () if widget and row.linked else row.needs


def tool_needs(tool: str) -> tuple[Scope, ...]:
    """Return the scopes of which a tool needs one; a tool that nobody has put into the table needs an admin."""
    return _BY_PATH[TOOLS[tool]].needs if tool in TOOLS else _UNKNOWN


def suffice(scopes: Iterable[Scope], wanted: tuple[Scope, ...]) -> bool:
    """Tell whether a caller's scopes are enough for what is wanted."""
    return not wanted or not set(wanted).isdisjoint(scopes)


def admitted(wanted: tuple[Scope, ...], way: Way) -> tuple[str, ...]:
    """Return in words which callers are let in by a way, `everyone` where nothing is wanted."""
    if not wanted:
        return ("everyone",)
    kinds = (kind for kind in KINDS if suffice(GRANTS[kind][way], wanted))
    return tuple(f"key ({' or '.join(wanted)})" if kind == "key" else kind for kind in kinds)
