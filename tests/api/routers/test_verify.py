"""POST /v1/verify."""

import json
from pathlib import Path
from typing import Any

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
        "differs": [],
    }
    assert client.post("/v1/verify", json=saved | {"citations": [sound]}).json() == {"stand": True, "checks": [found]}
    nowhere = {"document": None, "start": None, "end": None, "verbatim": False}
    assert client.post("/v1/verify", json=saved | {"citations": [sound, gone, unknown, earlier]}).json() == {
        "stand": False,
        "checks": [
            found,
            found | nowhere | {"number": 2, "verdict": "absent", "held": False},
            found
            | {"number": 3, "verdict": "misattributed", "version": "unknown", "held": None, "differs": ["reader_url"]},
            found | {"number": 4, "version": "changed", "held": None, "differs": ["reader_url"]},
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


@pytest.mark.parametrize(
    ("name", "forged"),
    [
        ("title", "Uutinen"),
        ("publisher", "STM"),
        ("published", "2025"),
        ("region", "Uusimaa"),
        ("language", "sv"),
        ("url", "https://example.org/"),
        ("digest", True),
    ],
)
def test_verify_tells_what_is_said_of_a_document_and_is_not_so(client: TestClient, name: str, forged: object) -> None:
    saved = client.post("/v1/ask", json={"question": ANSWERED}).json()
    saved["citations"][0]["document"][name] = forged
    told = client.post("/v1/verify", json=saved).json()
    assert (told["stand"], told["checks"][0]["verdict"], told["checks"][0]["differs"]) == (False, "found", [name])
    # Who saved less has less compared.
    del saved["citations"][0]["document"][name]
    assert client.post("/v1/verify", json=saved).json()["stand"] is True


def test_verify_tells_an_address_that_leads_elsewhere(client: TestClient) -> None:
    saved = client.post("/v1/ask", json={"question": ANSWERED}).json()
    saved["citations"][0]["reader_url"] = "https://example.org/lue/nokia"
    told = client.post("/v1/verify", json=saved).json()
    assert (told["stand"], told["checks"][0]["differs"]) == (False, ["reader_url"])


@pytest.mark.parametrize("citations", [None, [{"number": 1}], [1]])
def test_verify_of_what_is_no_answer_is_422(client: TestClient, citations: object) -> None:
    response = client.post("/v1/verify", json={"sentences": [], "citations": citations})
    assert response.status_code == 422
    assert response.json()["detail"].startswith("body.citations")


# ---- bodies that once held the process for minutes ---------------------------------------------------------


def body(quote: str, sentence: dict[str, Any], document: str = "nokia") -> dict[str, Any]:
    cited = {"number": 1, "document": {"id": document, "sha256": "0" * 64}, "quote": quote, "start": 0, "end": 1}
    return {"sentences": [sentence | {"citation": 1}] * 100, "citations": [cited]}


HEAVY = {
    "dots": body(f"Aa bb. {'.' * 9990}x"[:10_000], {"text": "Aa bb."}),
    "initials": body("A. " * 3333, {"text": "A."}),
    "repeated": body("Aa bb. " * 1428, {"text": "Aa bb."}),
    "marks": body("a" + "\u0301\u0323" * 4000, {"text": "a\u0301"}),
    "blanks": body(f"Aa.{' ' * 9990}Bb", {"text": "Aa."}),
}


@pytest.mark.parametrize("kind", HEAVY)
def test_a_hundred_sentences_of_a_long_quote_are_checked(client: TestClient, kind: str) -> None:
    response = client.post("/v1/verify", json=HEAVY[kind])
    assert response.status_code == 200
    [check] = response.json()["checks"]
    # "A." ends no sentence; the others do not stand in the sources, but are sentences of their quote.
    assert (check["verdict"], check["carries"]) == ("absent", kind in {"dots", "repeated", "blanks"})


@pytest.mark.parametrize("name", ["verify_dots_100", "verify_numbers"])
def test_a_quote_longer_than_a_passage_is_422_and_says_so(client: TestClient, shared: Path, name: str) -> None:
    file = shared / "attack-inputs" / f"{name}.json"
    if not file.exists():
        pytest.skip(f"there is no {file}")
    response = client.post("/v1/verify", json=json.loads(file.read_bytes()))
    assert (response.status_code, response.json()["detail"]) == (
        422,
        "body.citations.0.quote: String should have at most 10000 characters",
    )


def test_ten_sentences_of_a_language_model_are_checked_and_more_are_422(client: TestClient) -> None:
    numbers = " ".join(map(str, range(1000, 3000)))
    given = body(f"hanke {numbers}."[:10_000], {"text": "Hanke 1000 1001.", "written_by": "llm"})
    response = client.post("/v1/verify", json=given)
    assert (response.status_code, response.json()["detail"]) == (
        422,
        "body: more than 10 sentences are said to be a language model's",
    )
    response = client.post("/v1/verify", json=given | {"sentences": given["sentences"][:10]})
    assert (response.status_code, response.json()["checks"][0]["carries"]) == (200, False)


def test_two_citations_of_one_number_are_422(client: TestClient) -> None:
    one = body("Q.", {"text": "Q."})
    response = client.post("/v1/verify", json=one | {"citations": one["citations"] * 2})
    assert (response.status_code, response.json()["detail"]) == (422, "body: two citations have the same number")
