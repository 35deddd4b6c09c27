"""GET /v1/documents, and whether the service is up and ready."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from lape_qa.assistant import Assistant
from lape_qa.contract import Document as DocumentJson
from lape_qa.documents.model import Document
from lape_qa_api import readiness


def test_the_list_holds_every_documents_metadata(client: TestClient, documents: dict[str, Document]) -> None:
    response = client.get("/v1/documents")

    assert response.status_code == 200
    assert set(response.json()) == {"documents"}
    listed = {document["id"]: document for document in response.json()["documents"]}
    assert listed == {identifier: DocumentJson.of(document).model_dump() for identifier, document in documents.items()}


def test_a_document_has_the_text_that_offsets_refer_to(client: TestClient, documents: dict[str, Document]) -> None:
    response = client.get("/v1/documents/borga")

    assert response.status_code == 200
    assert response.json() == {
        **DocumentJson.of(documents["borga"]).model_dump(),
        "author": "",
        "rights": "",
        "text": documents["borga"].text,
        "inferred": [],
    }


def test_a_document_names_what_was_inferred(client: TestClient) -> None:
    detail = client.get(f"/v1/documents/{quote('hostile/<b>&', safe='')}").json()

    assert detail["id"] == "hostile/<b>&"
    assert detail["inferred"] == ["language"]


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
        "documents": 3,
        "passages": len(assistant.generation.passages),
    }
