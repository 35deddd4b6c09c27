"""GET /healthz and /readyz."""

import pytest
from fastapi.testclient import TestClient

from lape_qa.assistant import Assistant
from lape_qa_api import readiness


def test_the_process_is_up(client: TestClient) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "up"}


@pytest.mark.parametrize(("morphology", "status"), [("voikko", "ready"), ("snowball", "degraded")])
def test_readiness_says_what_answers_are_made_with(
    client: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, morphology: str, status: str
) -> None:
    monkeypatch.setattr(readiness, "MORPHOLOGY", morphology)
    monkeypatch.setattr("lape_qa.contract.MORPHOLOGY", morphology)

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "status": status,
        "missing": []
        if status == "ready"
        else ["Voikko is missing: Finnish words are cut to their stems, and fewer answers are found"],
        "generation": assistant.generation.manifest.generation,
        "model": "fake",
        "morphology": morphology,
        "reader": None,
        "documents": 3,
        "passages": len(assistant.generation.passages),
    }
