"""Every response names its request: as the caller named it, or by a name of the service's own."""

import re

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("given", ["from-the-proxy.1", "a", "A_9" * 21])
def test_a_name_that_fits_is_taken(client: TestClient, given: str) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": given})
    assert response.headers.get_list("x-request-id") == [given]


@pytest.mark.parametrize("given", [b"", b"a b", b"a" * 65, "ä".encode(), b"a\tb"])
def test_another_is_replaced(client: TestClient, given: bytes) -> None:
    [made] = client.get("/healthz", headers={b"X-Request-ID": given}).headers.get_list("x-request-id")
    assert re.fullmatch(r"[0-9a-f]{16}", made)


def test_an_error_has_one_too(client: TestClient) -> None:
    [made] = client.get("/nowhere").headers.get_list("x-request-id")
    assert re.fullmatch(r"[0-9a-f]{16}", made)


def test_two_requests_have_two_names(client: TestClient) -> None:
    first, second = (client.get("/healthz").headers["x-request-id"] for _ in range(2))
    assert first != second
