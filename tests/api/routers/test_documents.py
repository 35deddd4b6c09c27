"""GET /v1/documents."""

from urllib.parse import quote

from fastapi.testclient import TestClient

from lape_qa.contract import Document as DocumentJson
from lape_qa.documents.model import Document


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
