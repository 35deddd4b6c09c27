"""Calls made with either client of `lape_qa_client`."""

import asyncio
from collections.abc import Callable
from typing import Any

from lape_qa_client import AsyncClient, Client

Made = Callable[[Any], Any]
Ask = Callable[..., Any]
"""Makes a call with one of the clients: `ask(call, url, **settings)`."""


def waiting(call: Made, url: str | None, **settings: Any) -> Any:
    """Make a call with the client that waits."""
    with Client(url, **settings) as client:
        return call(client)


def asynchronous(call: Made, url: str | None, **settings: Any) -> Any:
    """Make a call with the client for asyncio."""

    async def main() -> Any:
        async with AsyncClient(url, **settings) as client:
            return await call(client)

    return asyncio.run(main())


def streamed(ask: Ask, question: str, url: str, **settings: Any) -> list[Any]:
    """Return the events of an answer."""

    def collected(client: Client) -> list[Any]:
        with client.stream(question) as events:
            return list(events)

    async def collected_later(client: AsyncClient) -> list[Any]:
        async with client.stream(question) as events:
            return [event async for event in events]

    made: list[Any] = ask(collected if ask is waiting else collected_later, url, **settings)
    return made
