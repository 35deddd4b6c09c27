"""/mcp, with the official SDK's own client over real HTTP."""

from functools import partial
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from lape_qa.documents.model import Document
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.security.keys import Keys
from support.servers import Serve, listening

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"


def call(address: str, tool: str, **arguments: Any) -> CallToolResult:
    """Call one tool."""

    async def run() -> CallToolResult:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(run)


def text(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_the_tools_are_listed_with_their_arguments(address: str) -> None:
    async def run() -> dict[str, list[str]]:
        async with Client(f"{address}/mcp") as client:
            return {tool.name: list(tool.input_schema["properties"]) for tool in (await client.list_tools()).tools}

    assert anyio.run(run) == {
        "ask_lape": ["question", "history", "region"],
        "search_lape": ["query", "k", "region"],
        "read_source": ["identifier", "start"],
    }


def test_ask_lape_gives_the_answer_as_text_and_as_the_answer_json(address: str, documents: dict[str, Document]) -> None:
    result = call(address, "ask_lape", question=ANSWERED)

    assert not result.is_error
    assert text(result).startswith("Nokian perhekeskuspilotti alkoi syyskuussa 2017. [1]")
    answer = result.structured_content
    assert answer is not None
    citation = answer["citations"][0]
    assert documents["nokia"].text[citation["start"] : citation["end"]] == citation["quote"]


def test_search_lape_and_read_source_lead_to_the_text(address: str, documents: dict[str, Document]) -> None:
    found = call(address, "search_lape", query="avoin kohtaamispaikka Kerhotalolla", k=1).structured_content
    assert found is not None
    [hit] = found["hits"]
    read = call(address, "read_source", identifier=hit["document"]["id"], start=hit["start"])
    assert read.structured_content is not None
    assert read.structured_content["text"] == documents["nokia"].text[hit["start"] :]
    assert (read.structured_content["start"], read.structured_content["end"]) == (
        hit["start"],
        len(documents["nokia"].text),
    )


def test_each_tool_gives_whole_addresses(address: str, documents: dict[str, Document]) -> None:
    answered = call(address, "ask_lape", question=ANSWERED)
    sha256 = documents["nokia"].sha256[:12]
    path = f"/lue/nokia?start=23&end=71&sha256={sha256}#lainaus"
    assert text(answered).splitlines()[-1].endswith(f" · Pirkanmaa · {address}{path}")
    found = call(address, "search_lape", query=ANSWERED, k=1)
    number, where, *_ = text(found).splitlines()
    assert number == "1. Nokian perhekeskus (nokia)"
    assert where == f"{address}{(found.structured_content or {})['hits'][0]['reader_url']}"
    read = call(address, "read_source", identifier="nokia")
    assert text(read).splitlines()[1] == f"{address}/lue/nokia"
    results = (answered, found, read)
    assert [(result.structured_content or {})["base_url"] for result in results] == [address] * 3
    # In the JSON it stays the path that `/v1/verify` knows.
    assert (answered.structured_content or {})["citations"][0]["reader_url"] == path


def test_each_tool_says_what_is_a_digest(digest_address: str, digest: Document) -> None:
    answered = call(digest_address, "ask_lape", question="Milloin LAPE-akatemia alkoi Helsingissä?")
    assert text(answered).splitlines()[-1] == (
        "[1] Tiivistelmä julkaisusta ”LAPE-akatemia” · STM · 2019 · "
        f"{digest_address}/lue/akatemia?start=0&end=46&sha256={digest.sha256[:12]}#lainaus"
        " · alkuperäinen: https://stm.example.fi/lapeakatemia"
    )
    found = call(digest_address, "search_lape", query="When did LAPE-akatemia begin?", k=1)
    assert text(found).startswith("1. Summary of “LAPE-akatemia” (akatemia)\n")
    read = call(digest_address, "read_source", identifier="akatemia")
    assert text(read) == (
        "Tiivistelmä julkaisusta ”LAPE-akatemia” · STM · 2019 · https://stm.example.fi/lapeakatemia\n"
        f"{digest_address}/lue/akatemia\n\n{digest.text}"
    )
    assert read.structured_content is not None
    assert read.structured_content["document"]["digest"] is True


@pytest.mark.parametrize(("query", "page"), [("perhekeskus Nokia", {}), ("Familjecentret i Borgå dörrar", {"page": 2})])
def test_a_passage_names_its_page_if_its_source_has_pages(address: str, query: str, page: dict[str, int]) -> None:
    found = call(address, "search_lape", query=query, k=1).structured_content
    assert found is not None
    [hit] = found["hits"]
    assert {key: hit[key] for key in hit if key == "page"} == page


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask_lape", {"question": ""}, "the question is empty"),
        ("ask_lape", {"question": ANSWERED, "region": "Atlantis"}, "no source has the region 'Atlantis'"),
        ("ask_lape", {"question": ANSWERED, "history": ["a" * 1001]}, "at most 1000 characters"),
        ("search_lape", {"query": "?"}, "the question holds no word"),
        ("search_lape", {"query": "perhekeskus", "k": 0}, "greater than or equal to 1"),
        ("read_source", {"identifier": "../../etc/passwd"}, "no document has the id '../../etc/passwd'"),
    ],
)
def test_what_cannot_be_done_is_an_error_that_says_why(
    address: str, tool: str, arguments: dict[str, Any], said: str
) -> None:
    result = call(address, tool, **arguments)
    assert result.is_error
    assert said in text(result)


async def tools(address: str, headers: dict[str, str], **called: dict[str, Any]) -> tuple[list[str], list[str]]:
    """List the tools as a caller, call some of them, and return the names of the one and the errors of the other."""
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
    ):
        listed = [tool.name for tool in (await client.list_tools()).tools]
        results = [await client.call_tool(name, arguments) for name, arguments in called.items()]
        return listed, [text(result) if result.is_error else "" for result in results]


CALLS: dict[str, dict[str, Any]] = {
    "ask_lape": {"question": ANSWERED},
    "search_lape": {"query": "perhekeskus"},
    "read_source": {"identifier": "nokia"},
}


def test_a_tool_needs_the_scope_of_the_route_that_it_stands_for(watcher: IndexWatcher) -> None:
    app = create_app(Serving(lambda: watcher), Config(exposed=True))
    keys = Keys(app.state.components.database)

    def bearer(*scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {keys.add('model', scopes)}"}

    with listening(app) as address:
        assert httpx2.post(f"{address}/mcp", json={}).status_code == 401
        assert httpx2.post(f"{address}/mcp", json={}, headers=bearer("admin")).status_code == 403
        seen = {
            scopes: anyio.run(partial(tools, address, bearer(*scopes.split()), **CALLS))
            for scopes in ("ask", "read", "ask read")
        }
    lacks_ask = "ask_lape needs a key with the scope 'ask'"
    lacks_read = [f"{tool} needs a key with the scope 'read'" for tool in ("search_lape", "read_source")]
    assert seen == {
        "ask": (["ask_lape"], ["", *lacks_read]),
        "read": (["search_lape", "read_source"], [lacks_ask, "", ""]),
        "ask read": (["ask_lape", "search_lape", "read_source"], ["", "", ""]),
    }


def test_the_tools_work_under_a_public_name(watcher: IndexWatcher) -> None:
    app = create_app(Serving(lambda: watcher), Config(exposed=True, hosts=("lape.example.fi",), rate=0))
    key = Keys(app.state.components.database).add("model", ["read"])
    headers = {"Authorization": f"Bearer {key}"}
    with listening(app) as address:
        named = headers | {"Host": "lape.example.fi"}
        assert anyio.run(partial(tools, address, named, read_source=CALLS["read_source"])) == (
            ["search_lape", "read_source"],
            [""],
        )
        rebound = headers | {"Host": "rebound.example.com", "Origin": "http://rebound.example.com"}
        assert httpx2.post(f"{address}/mcp", json={}, headers=rebound).status_code == 421


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("lape.example.fi", None, 200),
        ("lape.example.fi", "https://intra.example.fi", 200),
        ("lape.example.fi", "https://lape.example.fi", 403),
        ("rebound.example.com", "http://rebound.example.com", 403),
        ("localhost:8000", "http://localhost:8000", 200),
        ("localhost:8000", "http://localhost:9000", 403),
    ],
)
def test_a_page_uses_the_tools_only_by_a_name_that_is_known(
    serve: Serve, host: str, origin: str | None, status: int
) -> None:
    client = serve(Config(open=True, origins=("https://intra.example.fi",)))
    headers = {"Host": host, "Accept": "application/json, text/event-stream"} | ({"Origin": origin} if origin else {})
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    statuses = [client.post(path, json=body, headers=headers).status_code for path in ("/mcp", "/mcp/")]
    assert statuses == [status, status]


def test_a_client_in_a_page_may_send_what_the_protocol_wants(serve: Serve) -> None:
    client = serve(Config(open=True, origins=("https://intra.example.fi",), origin_headers=()))
    origin = {"Origin": "https://intra.example.fi"}
    wanted = ["authorization", "content-type", "last-event-id", "mcp-method", "mcp-name", "mcp-protocol-version",
              "mcp-session-id"]  # fmt: skip
    for path in ("/mcp", "/mcp/"):
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": ",".join(wanted)}
        preflight = client.options(path, headers=origin | asked)
        assert preflight.status_code == 200
        allowed = preflight.headers["access-control-allow-headers"].lower().split(", ")
        assert [name for name in wanted if name not in allowed] == []
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        listed = client.post(path, json=body, headers=origin | {"Accept": "application/json, text/event-stream"})
        assert (listed.status_code, listed.headers["access-control-allow-origin"]) == (200, origin["Origin"])
        assert listed.headers["access-control-expose-headers"] == "Retry-After, X-Request-ID, Mcp-Session-Id"
        assert listed.headers["cache-control"] == "no-store"


def test_there_is_no_stream_to_hold_open(serve: Serve) -> None:
    client = serve(Config())
    for path in ("/mcp", "/mcp/"):
        response = client.get(path, headers={"Accept": "text/event-stream"})
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
