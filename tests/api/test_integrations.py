"""The programs of docs/integrations.md, run as they stand there against the service."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from lape_qa.documents.model import Document

PAGE = Path(__file__).parents[2] / "docs" / "integrations.md"
QUERY = "avoin kohtaamispaikka Kerhotalolla"


def snippet(name: str, address: str) -> str:
    """Return the program of a name, with the address of the service under test in it."""
    found = re.search(
        rf"<!-- {name} -->\n```python\n(.*?)```\n<!-- end {name} -->", PAGE.read_text(encoding="utf-8"), re.S
    )
    assert found
    assert found[1].count("http://127.0.0.1:8000") == 1
    return found[1].replace("http://127.0.0.1:8000", address)


def run(name: str, address: str) -> tuple[dict[str, Any], str]:
    """Run a program; return its names and what it printed."""
    names: dict[str, Any] = {"__name__": "snippet"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(snippet(name, address), str(PAGE), "exec"), names)
    return names, printed.getvalue()


@pytest.mark.parametrize("name", ["openai", "mcp"])
def test_a_client_prints_what_the_service_says(name: str, address: str) -> None:
    _, printed = run(name, address)
    # These sources do not answer what the page asks of the shipped ones.
    assert printed == "En löytänyt tähän vastausta lähteistä.\n"


@pytest.mark.filterwarnings("ignore")
def test_the_langchain_retriever_finds_passages(address: str, documents: dict[str, Document]) -> None:
    pytest.importorskip("langchain_core", reason="langchain-core is not installed")
    names, _ = run("langchain", address)
    [best] = names["LapeRetriever"](k=1).invoke(QUERY)
    assert (best.metadata["id"], best.metadata["title"]) == ("nokia", "Nokian perhekeskus")
    assert best.page_content in documents["nokia"].text
    assert "kohtaamispaikka on Kerhotalolla" in best.page_content
    assert best.metadata["reader_url"].startswith(f"{address}/lue/nokia?start=")


@pytest.mark.filterwarnings("ignore")
def test_the_llamaindex_retriever_finds_passages(address: str, documents: dict[str, Document]) -> None:
    pytest.importorskip("llama_index.core", reason="llama-index-core is not installed")
    names, _ = run("llamaindex", address)
    [best] = names["LapeRetriever"](k=1).retrieve(QUERY)
    assert best.node.metadata["id"] == "nokia"
    assert best.node.text in documents["nokia"].text
    assert best.score > 0
