"""GET /v1/search."""

from fastapi.testclient import TestClient

from lape_qa.assistant import Assistant
from lape_qa.contract import hits as contract_hits
from lape_qa.documents.model import Document


def test_search_returns_the_best_k_passages_in_order(
    client: TestClient, assistant: Assistant, documents: dict[str, Document]
) -> None:
    response = client.get("/v1/search", params={"q": "avoin kohtaamispaikka Kerhotalolla", "k": 2})

    assert response.status_code == 200
    found = response.json()
    assert set(found) == {"query", "language", "hits"}
    assert found["query"] == "avoin kohtaamispaikka Kerhotalolla"
    assert len(found["hits"]) == 2
    _, hits = assistant.search("avoin kohtaamispaikka Kerhotalolla", 2)
    assert found["hits"] == [hit.model_dump() for hit in contract_hits(hits, documents)]
    best = found["hits"][0]
    assert best["document"]["id"] == "nokia"
    assert documents["nokia"].text[best["start"] : best["end"]] == best["text"]
    assert found["hits"][0]["score"] >= found["hits"][1]["score"]


def test_search_returns_five_passages_or_all_there_are(client: TestClient) -> None:
    assert len(client.get("/v1/search", params={"q": "perhekeskus"}).json()["hits"]) <= 5
    assert len(client.get("/v1/search", params={"q": "perhekeskus", "k": 100}).json()["hits"]) >= 3
