"""POST /v1/verify."""

import pytest
from fastapi.testclient import TestClient

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"


def test_verify_says_what_has_become_of_each_quote(client: TestClient) -> None:
    saved = client.post("/v1/ask", json={"question": ANSWERED}).json() | {"sentences": []}
    sound = saved["citations"][0]
    gone = sound | {"number": 2, "quote": "Tätä ei sanota missään."}
    unknown = sound | {"number": 3, "document": sound["document"] | {"id": "../nokia"}}
    earlier = sound | {"number": 4, "document": sound["document"] | {"sha256": "0" * 64}}
    found = {
        "number": 1,
        "verdict": "found",
        "version": "same",
        "document": "nokia",
        "start": 23,
        "end": 71,
        "moved": False,
        "verbatim": True,
        "carries": True,
        "held": True,
    }
    assert client.post("/v1/verify", json=saved | {"citations": [sound]}).json() == {"stand": True, "checks": [found]}
    nowhere = {"document": None, "start": None, "end": None, "verbatim": False}
    assert client.post("/v1/verify", json=saved | {"citations": [sound, gone, unknown, earlier]}).json() == {
        "stand": False,
        "checks": [
            found,
            found | nowhere | {"number": 2, "verdict": "absent", "held": False},
            found | {"number": 3, "verdict": "misattributed", "version": "unknown", "held": None},
            found | {"number": 4, "version": "changed", "held": None},
        ],
    }


def test_verify_compares_sentences_with_the_quotes_that_they_cite(client: TestClient) -> None:
    saved = client.post("/v1/ask", json={"question": ANSWERED}).json()
    assert client.post("/v1/verify", json=saved).json()["stand"] is True
    saved["sentences"][0]["text"] = "Nokian perhekeskuspilotti alkoi syyskuussa 2018."
    altered = client.post("/v1/verify", json=saved).json()
    assert (altered["stand"], altered["checks"][0]["verdict"], altered["checks"][0]["carries"]) == (
        False,
        "found",
        False,
    )


@pytest.mark.parametrize("citations", [None, [{"number": 1}], [1]])
def test_verify_of_what_is_no_answer_is_422(client: TestClient, citations: object) -> None:
    response = client.post("/v1/verify", json={"sentences": [], "citations": citations})
    assert response.status_code == 422
    assert response.json()["detail"].startswith("body.citations")
