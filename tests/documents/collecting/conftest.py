"""A site on loopback, a corpus folder, and a clock that nobody waits for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import httpx2
import pytest

from lape_qa.documents.collecting.fetching import Client, Reply
from lape_qa.documents.collecting.network import CheckedBackend
from lape_qa.documents.collecting.web import Found, Web
from lape_qa.documents.sandbox.pool import Sandbox
from support.collecting import NAMED, Collecting, Waits
from support.web_server import Site, site


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as found:
        yield found


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One for all tests: its process imports the library of a format once."""
    with Sandbox() as found:
        yield found


@pytest.fixture
def collecting_into(tmp_path: Path, served: Site, waits: Waits, sandbox: Sandbox) -> Collecting:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return Collecting(folder, served, waits, sandbox)


@pytest.fixture
def get() -> Callable[..., Reply]:
    """Ask for an address once."""

    def get(url: str, most: int = 100_000, *, seconds: float = 60, cut: bool = False) -> Reply:
        async def got() -> Reply:
            async with Client("lape-qa/0", CheckedBackend(NAMED), seconds) as client:
                return await client.get(httpx2.URL(url), most, cut=cut)

        return anyio.run(got)

    return get


@pytest.fixture
def visit(waits: Waits) -> Callable[..., list[Found]]:
    """Ask for addresses one after the other as a polite visitor."""

    def visit(*urls: str, pause: float = 0.0, named: frozenset[str] = NAMED) -> list[Found]:
        async def visited() -> list[Found]:
            async with Client("lape-qa/0", CheckedBackend(NAMED)) as client:
                web = Web(client, pause, named, waits.timing)
                return [await web.get(httpx2.URL(url), 100_000) for url in urls]

        return anyio.run(visited)

    return visit
