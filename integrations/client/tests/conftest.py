"""Each test runs with the client that waits, and with the one for asyncio."""

import pytest

from support.clients import Ask, asynchronous, waiting


@pytest.fixture(params=[waiting, asynchronous], ids=["Client", "AsyncClient"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Make a call with one of the clients."""
    made: Ask = request.param
    return made
