"""What an attacker tries with an address, a header or a name that is given twice."""

import socket
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lape_qa_api import Config
from lape_qa_api.routers import editing_pages
from lape_qa_api.security.access import COOKIE
from lape_qa_api.security.keys import Keys
from lape_qa_api.security.limits import Limiter
from support.callers import INTRANET
from support.servers import Serve

AS_TYPED = """\
/static/../app.py
/static/..%2f..%2fapp.py
/static/%2e%2e/%2e%2e/app.py
/static/%252e%252e/app.py
/static/..%5c..%5capp.py
/static//etc/passwd
/static/style.css%00.png
/static/widget/
/lue/../../etc/passwd
/lue/..%2f..%2fetc%2fpasswd
/lue/nokia%00
/lue/NOKIA
/lue/%EF%BD%8Eokia
/v1/documents/%2e%2e%2fnokia
/v1/documents/nokia%20
//evil.example/lue/nokia
http://evil.example/healthz
/healthz%0d%0aX-Evil:%201
/.git/config""".splitlines()
"""The client of other tests tidies addresses up; these go out as they stand."""


def sent(address: str, path: str, *headers: str) -> tuple[int, dict[str, str], str]:
    """Return the status, the headers and the body of what is answered to a request as it is typed here."""
    host, _, port = address.removeprefix("http://").partition(":")
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]
    with socket.create_connection((host, int(port)), 30) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    named = (line.partition(": ") for line in rest)
    return int(first.split()[1]), {name.lower(): value for name, _, value in named}, body.decode()


@pytest.mark.parametrize("path", AS_TYPED)
def test_no_way_of_writing_an_address_leads_to_a_file_or_another_document(address: str, path: str) -> None:
    status, headers, body = sent(address, path)
    assert (status, headers["content-type"]) == (404, "application/problem+json")
    assert "x-evil" not in headers
    assert "import" not in body


@pytest.mark.parametrize("shown", ["a%0d%0aSet-Cookie: x=1", "a\r\n Set-Cookie: x=1", "a" * 65, "ä", "a b", "<script>"])
def test_a_request_id_adds_no_header(address: str, shown: str) -> None:
    status, headers, _ = sent(address, "/healthz", f"X-Request-ID: {shown}")
    assert (status, "set-cookie" in headers, len(headers["x-request-id"])) == (200, False, 16)


def test_of_a_name_that_is_given_twice_the_last_counts_everywhere(client: TestClient) -> None:
    found = client.get("/v1/search?q=nokia&q=perhekeskus&k=2&k=1").json()
    assert (found["query"], len(found["hits"])) == ("perhekeskus", 1)
    assert '<html lang="sv">' in client.get("/?lang=fi&lang=sv").text
    body = b'{"question": "nokia", "question": "perhekeskus"}'
    asked = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert asked.json()["question"] == "perhekeskus"


def test_a_body_and_an_address_are_not_taken_for_each_other(client: TestClient) -> None:
    assert client.post("/v1/ask?question=nokia", json={}).status_code == 422
    assert client.request("GET", "/v1/search", json={"q": "nokia"}).status_code == 422
    assert client.get("/v1/search?q=nokia&extra=1").status_code == 422


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream", "/v1/verify", "/v1/feedback", "/v1/chat/completions"])
@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
    ],
)
def test_what_a_page_may_send_unasked_is_no_json(client: TestClient, path: str, media_type: str) -> None:
    body = b'{"question": "nokia"}'
    assert client.post(path, content=body, headers={"Content-Type": media_type}).status_code == 415


def test_a_page_that_another_site_may_keep_says_nothing_of_the_headers_it_was_asked_with(serve: Serve) -> None:
    client = serve(Config(open=True, origins=(INTRANET,)))
    claims = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "X-Original-URL": "/metrics"}
    for path in ("/", "/rajapinta", "/lue/nokia", "/openapi.json", "/widget/lape-qa.js", "/v1/widget/config"):
        plain, claimed = client.get(path), client.get(path, headers=claims | {"Origin": INTRANET})
        assert (plain.status_code, plain.content) == (claimed.status_code, claimed.content)
        assert plain.headers["vary"] == claimed.headers["vary"]
        assert "Origin" in plain.headers["vary"].split(", ")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "OPTIONS", "PATCH"])
def test_a_method_of_no_route_is_refused(client: TestClient, method: str) -> None:
    response = client.request(method, "/healthz")
    assert (response.status_code, response.headers["allow"]) == (405, "GET")


def test_a_name_of_a_session_gives_no_tool_of_another_key(serve: Serve, tmp_path: Path) -> None:
    client = serve(Config(exposed=True, state=tmp_path))
    keys = Keys(client.app.state.components.database)  # type: ignore[attr-defined]
    asks, reads = keys.add("a", ["ask"]), keys.add("b", ["read"])

    def call(key: str, method: str, **params: Any) -> Any:
        headers = {"Authorization": f"Bearer {key}", "Mcp-Session-Id": "1", "Accept": "application/json"}
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        response = client.post("/mcp", json=body, headers=headers)
        assert "mcp-session-id" not in response.headers
        return response.json()["result"]

    client_info = {"name": "a", "version": "1"}
    call(asks, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=client_info)
    assert [tool["name"] for tool in call(reads, "tools/list")["tools"]] == ["search_lape", "read_source"]
    for name in ("ask_lape", "ASK_LAPE", "ask_lape ", ["ask_lape"]):
        assert call(reads, "tools/call", name=name, arguments={"question": "nokia"})["isError"] is True


@pytest.mark.parametrize("cookie", ["a" * 100_000, f"{COOKIE}=x; {COOKIE}=y", f'{COOKIE}="\\"', f"{COOKIE}=é"])
def test_a_cookie_that_is_none_signs_nobody_in(serve: Serve, tmp_path: Path, cookie: str) -> None:
    client = serve(Config(exposed=True, corpus=tmp_path, index=tmp_path, state=tmp_path / "s"))
    shown = client.get("/yllapito", headers={b"Cookie": cookie.encode()}, follow_redirects=False)
    assert (shown.status_code, shown.headers["location"]) == (303, "/yllapito/kirjaudu")


@pytest.mark.parametrize("more", ["next=https://evil.example", "lang=//evil.example", "lang=fi%0d%0aX-Evil:1"])
def test_signing_in_leads_to_the_own_pages_only(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    monkeypatch.setattr(editing_pages, "_ATTEMPTS", Limiter(10, 10))
    client = serve(Config(exposed=True, corpus=tmp_path, index=tmp_path, state=tmp_path / "s"))
    key = Keys(client.app.state.components.database).add("Kirsi", ["editor"])  # type: ignore[attr-defined]
    response = client.post(f"/yllapito/kirjaudu?{more}", data={"key": key}, follow_redirects=False)
    assert response.headers.get("location", "/yllapito?lang=fi") == "/yllapito?lang=fi"
    assert (response.status_code == 303) == more.startswith("next")


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_other_site_signs_an_editor_in(serve: Serve, tmp_path: Path, origin: str) -> None:
    client = serve(Config(exposed=True, corpus=tmp_path, index=tmp_path, state=tmp_path / "s"))
    key = Keys(client.app.state.components.database).add("Kirsi", ["editor"])  # type: ignore[attr-defined]
    response = client.post("/yllapito/kirjaudu", data={"key": key}, headers={"Origin": origin}, follow_redirects=False)
    assert (response.status_code, "set-cookie" in response.headers) == (403, False)


@pytest.mark.parametrize("name", ["key", "api_key", "token", "access_token", "authorization"])
def test_a_key_in_an_address_opens_nothing(serve: Serve, tmp_path: Path, name: str) -> None:
    client = serve(Config(exposed=True, state=tmp_path))
    key = Keys(client.app.state.components.database).add("a", ["read"])  # type: ignore[attr-defined]
    assert client.get("/v1/documents", params={name: key}).status_code == 401
    assert client.get("/v1/documents", headers={"Authorization": f"Bearer {key}"}).status_code == 200
