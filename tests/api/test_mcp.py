"""/mcp, with the official SDK's own client over real HTTP."""

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
from support.servers import listening

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


def test_each_tool_says_what_is_a_digest(digest_address: str, digest: Document) -> None:
    answered = call(digest_address, "ask_lape", question="Milloin LAPE-akatemia alkoi Helsingissä?")
    assert text(answered).splitlines()[-1] == (
        "[1] Tiivistelmä julkaisusta ”LAPE-akatemia” · STM · 2019 · "
        f"/lue/akatemia?start=0&end=46&sha256={digest.sha256[:12]}#lainaus"
        " · alkuperäinen: https://stm.example.fi/lapeakatemia"
    )
    found = call(digest_address, "search_lape", query="When did LAPE-akatemia begin?", k=1)
    assert text(found).startswith("1. Summary of “LAPE-akatemia” (akatemia)\n")
    read = call(digest_address, "read_source", identifier="akatemia")
    assert text(read) == (
        f"Tiivistelmä julkaisusta ”LAPE-akatemia” · STM · 2019 · https://stm.example.fi/lapeakatemia\n\n{digest.text}"
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


def test_the_tools_need_a_key_where_the_service_does(watcher: IndexWatcher) -> None:
    from lape_qa_api.security.keys import Keys

    app = create_app(Serving(lambda: watcher), Config(exposed=True))
    key = Keys(app.state.components.database).add("model", ["ask"])

    async def names(address: str, headers: dict[str, str]) -> list[str]:
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
        ):
            return [tool.name for tool in (await client.list_tools()).tools]

    with listening(app) as address:
        assert httpx2.post(f"{address}/mcp", json={}).status_code == 401
        assert anyio.run(names, address, {"Authorization": f"Bearer {key}"}) == [
            "ask_lape",
            "search_lape",
            "read_source",
        ]
