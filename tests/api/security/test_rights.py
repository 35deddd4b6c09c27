"""The table of who may do what: it says what is meant, covers everything, and is what the service does."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import anyio
import pytest
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount, Route

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.security import rights
from lape_qa_api.security.access import COOKIE
from lape_qa_api.security.keys import SCOPES, Keys, Scope
from lape_qa_api.security.rights import GRANTS, KINDS, TABLE, TOOLS, WAYS, Kind, Way
from lape_qa_api.security.signing import Session
from support.callers import INTRANET
from support.servers import Serve

PROXY, STRANGER = "10.0.0.1", "192.0.2.7"
PUBLIC = "lape.example.fi"
NEEDS: dict[str, tuple[Scope, ...]] = {
    "POST /v1/ask": ("ask",),
    "POST /v1/ask/stream": ("ask",),
    "POST /v1/verify": ("ask",),
    "POST /v1/chat/completions": ("ask",),
    "POST /v1/feedback": ("ask",),
    "GET /v1/models": ("ask",),
    "GET /v1/models/{identifier:path}": ("ask",),
    "GET /v1/search": ("read",),
    "GET /v1/documents": ("read",),
    "POST /v1/documents": ("editor",),
    "GET /v1/documents/{identifier:path}": ("read",),
    "PUT /v1/documents/{identifier:path}": ("editor",),
    "DELETE /v1/documents/{identifier:path}": ("editor",),
    "GET /v1/jobs": ("editor",),
    "POST /v1/jobs": ("editor",),
    "GET /v1/jobs/{identifier}": ("editor",),
    "GET /lue/{identifier:path}": ("read",),
    "GET /lue-kuva/{page}/{identifier:path}": ("read",),
    "POST /mcp": ("ask", "read"),
    "POST /mcp/": ("ask", "read"),
    "GET /v1/unanswered": ("editor", "admin"),
    "GET /metrics": ("admin",),
    "GET /v1/widget/config": (),
    "POST /v1/widget/token": (),
    "GET /healthz": (),
    "GET /readyz": (),
    "GET /openapi.json": (),
    "GET /": (),
    "GET /arviointi": (),
    "GET /rajapinta": (),
    "GET /tietosuoja": (),
    "GET /saavutettavuus": (),
    "GET /tunnus": (),
    "GET /lahteet": ("read",),
    "GET /yllapito/kirjaudu": (),
    "POST /yllapito/kirjaudu": (),
    **{f"GET /yllapito{page}": ("editor",) for page in ("", "/lahde/{identifier:path}", "/tyo/{identifier}")},
    **{
        f"POST /yllapito/{form}": ("editor",)
        for form in ("lisaa", "korvaa", "poista", "havita", "paivita", "palauta", "ulos")
    },
    "GET /widget/lape-qa.js": (),
    "GET /static/{path:path}": (),
}
MAY: dict[Kind, tuple[list[str], list[str], list[str]]] = {
    "key": (["admin", "ask", "editor", "read"],) * 3,
    "session": (["editor"],) * 3,
    "widget": (["ask", "read"],) * 3,
    "user": ([], [], ["ask", "read"]),
    "anyone": (["ask", "read"],) * 3,
    "local": (["admin", "ask", "editor", "read"], [], []),
    "stranger": ([], [], []),
}
"""By way: loopback, public name, proxy."""


def routed(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Name every address that a router answers, but HEAD, which goes where GET goes."""
    for route in routes:
        if isinstance(route, Mount):
            yield f"GET {route.path}/{{path:path}}"
        elif isinstance(route, Route):
            yield from (f"{method} {route.path}" for method in sorted((route.methods or set()) - {"HEAD"}))
        else:
            yield from routed(route.original_router.routes)  # type: ignore[attr-defined]


def test_the_table_says_what_is_meant() -> None:
    assert {f"{row.method} {row.path}": row.needs for row in TABLE} == NEEDS
    assert [row.path for row in TABLE if row.linked] == [
        "/lahteet",
        "/lue/{identifier:path}",
        "/lue-kuva/{page}/{identifier:path}",
    ]
    assert {f"{row.method} {row.path}" for row in TABLE if row.session} == {
        name for name, needs in NEEDS.items() if "/yllapito" in name and needs
    }
    assert {kind: tuple(sorted(GRANTS[kind][way]) for way in WAYS) for kind in KINDS} == MAY
    assert dict(TOOLS) == {
        "ask_lape": "/v1/ask",
        "search_lape": "/v1/search",
        "read_source": "/v1/documents/{identifier:path}",
    }


def test_every_route_has_a_row_and_every_row_a_route(watcher: IndexWatcher) -> None:
    app = create_app(Serving(lambda: watcher))
    assert sorted(routed(app.router.routes)) == sorted(NEEDS)


def test_every_tool_has_a_row_and_its_own_needs(watcher: IndexWatcher) -> None:
    tools = anyio.run(create_app(Serving(lambda: watcher)).state.mcp.server.list_tools)
    assert [tool.name for tool in tools] == list(TOOLS)
    assert [rights.tool_needs(tool) for tool in (*TOOLS, "new")] == [("ask",), ("read",), ("read",), ("admin",)]
    assert set(rights.needs("POST", "/mcp", widget=False)) == {
        scope for tool in TOOLS for scope in rights.tool_needs(tool)
    }


@pytest.mark.parametrize(
    "path", ["/none", "/v1", "/v1/none", "/v1/ask/", "/V1/ask", "//healthz", "/healthz/", "/static", "/lue", "", "*"]
)
def test_an_address_without_a_row_needs_an_admin(path: str) -> None:
    assert rights.needs("GET", path, widget=True) == ("admin",)


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("HEAD", "/v1/documents", ("read",)),
        ("PATCH", "/v1/documents", ("read",)),
        ("DELETE", "/v1/documents", ("read",)),
        ("HEAD", "/v1/documents/a/b", ("read",)),
        ("PUT", "/v1/documents/a/b", ("editor",)),
        ("DELETE", "/healthz", ()),
    ],
)
def test_a_method_has_the_row_of_its_own_or_one_that_refuses_it(
    client: TestClient, method: str, path: str, needed: tuple[Scope, ...]
) -> None:
    assert rights.needs(method, path, widget=False) == needed
    assert method in ("HEAD", "PUT") or client.request(method, path).status_code == 405


def shown(kind: Kind, client: TestClient) -> dict[tuple[Scope, ...], dict[str, str]]:
    """Return what a kind of caller shows of itself, by the scopes that it has where it has any."""
    components = client.app.state.components  # type: ignore[attr-defined]
    match kind:
        case "key":
            made = {(scope,): Keys(components.database).add("a", [scope]) for scope in SCOPES}
            return {scopes: {"Authorization": f"Bearer {key}"} for scopes, key in made.items()}
        case "session":
            key = Keys(components.database).add("a", ["editor", "read"])
            cookie = components.signer.session(Session(key.split("_")[1], "x"))
            return {("editor",): {"Cookie": f"{COOKIE}={cookie}"}}
        case "widget":
            return {
                ("ask", "read"): {"Authorization": f"Bearer {components.signer.token(INTRANET)}", "Origin": INTRANET}
            }
        case "user":
            return {("ask", "read"): {"X-Remote-User": "kirsi"}}
        case "anyone":
            return {("ask", "read"): {}}
        case "local":
            return {SCOPES: {}}
        case "stranger":
            return {(): {}}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_service_does_what_the_table_says(serve: Serve, tmp_path: Path, kind: Kind, way: Way) -> None:
    config = Config(
        exposed=kind == "stranger",
        open=kind == "anyone",
        trusted_proxies=(PROXY,),
        user_header="x-remote-user" if kind == "user" else "",
        origins=(INTRANET,) if kind == "widget" else (),
        rate=0,
        state=tmp_path,
    )
    client = serve(config, PROXY if way == "proxy" else "127.0.0.1")
    host = {"Host": "localhost" if way == "loopback" else PUBLIC}
    forwarded = {"X-Forwarded-For": "127.0.0.1"} if way == "proxy" else {}
    for scopes, headers in shown(kind, client).items():
        may = set(scopes) & set(MAY[kind][WAYS.index(way)])
        for row in TABLE:
            # A cookie is nothing but where it goes to.
            has = may if kind != "session" or row.session else set()
            # One that has shown nothing is asked to; of one that has, more is wanted.
            refusal = 403 if has and kind != "anyone" else 401
            # Who has shown nothing is led to where an editor signs in.
            if refusal == 401 and row.session and "Authorization" not in headers:
                refusal = 303
            needed = () if kind == "widget" and row.linked else NEEDS[f"{row.method} {row.path}"]
            path = row.path.replace("{path:path}", "style.css")
            path = path.replace("{identifier:path}", "nokia").replace("{identifier}", "1").replace("{page}", "1")
            body: dict[str, str] | None = {} if row.method == "POST" else None
            status = client.request(
                row.method, path, headers=host | forwarded | headers, json=body, follow_redirects=False
            ).status_code
            # Once let in, an empty body is refused for what it lacks; a token for a page without an origin.
            editing = {404} if row.needs == ("editor",) or row.path == rights.SIGN_IN else set()
            lacking = {
                "/mcp": {400},
                "/mcp/": {400},
                "/v1/widget/token": {200, 403},
                "/v1/unanswered": {404},
                "/v1/search": {422},
                "/v1/models/nokia": {404},
                "/lue-kuva/1/nokia": {404},
            }
            past = editing or lacking.get(path, {200} if body is None else {422})
            assert status in (past if not needed or has & set(needed) else {refusal}), (row, scopes, status)


FORWARDING = [
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded",
    "Forwarded",
    "Via",
    "X-Real-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
]


@pytest.mark.parametrize("header", FORWARDING)
def test_what_a_proxy_adds_makes_nobody_local(serve: Serve, header: str) -> None:
    client = serve(Config())
    assert client.get("/v1/documents", headers={"Host": "localhost"}).status_code == 200
    for value in ("127.0.0.1", ""):
        assert client.get("/v1/documents", headers={"Host": "localhost", header: value}).status_code == 401


@pytest.mark.parametrize(
    "host", ["", "[::1", "[", "a b", "a@localhost", "localhost/x", "localhost,evil", "localhost.", "%00"]
)
def test_a_host_that_is_none_makes_nobody_local(serve: Serve, host: str) -> None:
    assert serve(Config()).get("/v1/documents", headers={"Host": host}).status_code == 401


@pytest.mark.parametrize(
    "origin", ["http://[", "https://[::1", "null", "a", "http://", "http://testserver:1:2", "//testserver"]
)
def test_an_origin_that_is_none_is_foreign(serve: Serve, origin: str) -> None:
    assert serve(Config()).post("/v1/ask", json={}, headers={"Origin": origin}).status_code == 403


def test_where_its_names_are_set_the_service_answers_to_no_other(serve: Serve, tmp_path: Path) -> None:
    client = serve(Config(hosts=(PUBLIC,), open=True), STRANGER)
    statuses = {
        host: client.get("/v1/documents", headers={"Host": host}).status_code
        for host in (PUBLIC, f"{PUBLIC}:8443", "LAPE.example.fi", "localhost", "192.0.2.1", "[2001:db8::1]:80", "lape")
    }
    assert set(statuses.values()) == {200}
    refused = client.get("/healthz", headers={"Host": "rebound.example.com"})
    assert (refused.status_code, refused.json()["detail"]) == (
        421,
        "the service does not answer to this name; LAPE_QA_HOSTS names those that it has",
    )
