"""Who calls the service, and what for: an address of each right, and what it answers to whom."""

from fastapi.testclient import TestClient

ASKING = ("POST", "/v1/ask")
READING = ("GET", "/v1/documents")
ADMIN = ("GET", "/metrics")
QUESTION = {"question": "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"}
INTRANET = "https://intra.example.fi"


def status(client: TestClient, route: tuple[str, str], **headers: str) -> int:
    """Return the status of a call; names of headers are written with `_`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    method, path = route
    return client.request(method, path, headers=named, json=QUESTION if method == "POST" else None).status_code
