"""POST /v1/ask."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lape_qa.assistant import Assistant
from lape_qa.contract import Answer
from lape_qa.documents.model import Document
from support.command_line import ANSWER_KEYS

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"
UNKNOWN = "Paljonko polkupyörä maksaa torilla?"


def test_an_answer_has_exactly_the_json_of_the_contract(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": f"  {ANSWERED}\n"})

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    reply = response.json()
    assert set(reply) == {*ANSWER_KEYS, "answer_id"}
    assert reply["question"] == ANSWERED
    assert reply["language"] == "fi"
    assert reply["outcome"] == "answered"
    assert reply["nearest"] == []
    assert 0 < reply["confidence"] <= 1
    assert set(reply["index"]) == {"generation", "model", "morphology", "reader"}
    assert reply["index"]["model"] == "fake"
    assert reply["timing_ms"]["total"] > 0
    assert reply["sentences"][0] == {
        "text": "Nokian perhekeskuspilotti alkoi syyskuussa 2017.",
        "citation": 1,
        "highlights": [],
    }
    citation = reply["citations"][0]
    assert set(citation) == {"number", "document", "quote", "start", "end", "reader_url", "copies"}
    assert citation["number"] == 1
    assert set(citation["document"]) == {
        "id",
        "title",
        "publisher",
        "published",
        "region",
        "language",
        "url",
        "digest",
        "sha256",
    }
    assert citation["document"]["id"] == "nokia"


@pytest.mark.parametrize("question", [ANSWERED, "Familjecentret i Borgå öppnade sina dörrar våren 2018"])
def test_every_quote_stands_at_its_offsets_in_the_named_version(
    client: TestClient, documents: dict[str, Document], question: str
) -> None:
    reply = client.post("/v1/ask", json={"question": question}).json()

    assert reply["citations"]
    for citation in reply["citations"]:
        document = documents[citation["document"]["id"]]
        assert citation["document"]["sha256"] == document.sha256
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
    quotes = {citation["number"]: citation["quote"] for citation in reply["citations"]}
    assert all(sentence["text"] in quotes[sentence["citation"]] for sentence in reply["sentences"])


@pytest.mark.parametrize(("question", "nearest"), [(UNKNOWN, 0), ("Milloin perhekeskuspilotti alkoi Kainuussa?", 1)])
def test_what_the_sources_do_not_answer_is_not_found_with_what_speaks_of_it(
    client: TestClient, question: str, nearest: int
) -> None:
    response = client.post("/v1/ask", json={"question": question})

    assert response.status_code == 200
    reply = response.json()
    assert reply["outcome"] == "not_found"
    assert reply["sentences"] == reply["citations"] == []
    assert [hit["rank"] for hit in reply["nearest"]] == list(range(1, nearest + 1))


@pytest.mark.parametrize("question", [ANSWERED, UNKNOWN])
def test_http_and_command_line_give_the_same_json(client: TestClient, assistant: Assistant, question: str) -> None:
    over_http = client.post("/v1/ask", json={"question": question}).json()
    directly = Answer.of(assistant.ask(question), assistant.generation.documents).model_dump()

    assert over_http.pop("answer_id")
    assert list(over_http.pop("timing_ms")) == list(directly.pop("timing_ms"))
    # To the order of their members.
    assert json.dumps(over_http) == json.dumps(directly)


def test_filters_narrow_the_sources_and_an_unknown_value_is_422(client: TestClient) -> None:
    def found(**filters: Any) -> list[str]:
        response = client.get("/v1/search", params={"q": "perhekeskus", "k": 100, **filters})
        return sorted({hit["document"]["id"] for hit in response.json()["hits"]})

    assert found() == ["borga", "hostile/<b>&", "nokia"]
    assert found(region="Pirkanmaa") == ["nokia"]
    assert found(language="sv", to_year=2018) == ["borga"]
    assert found(from_year=2019) == []
    asked = client.post("/v1/ask", json={"question": ANSWERED, "filters": {"region": "Atlantis"}})
    assert asked.status_code == 422
    assert asked.json()["detail"] == "no source has the region 'Atlantis'; there are: Pirkanmaa"
