"""What is kept of an answer and its quotes."""

from types import SimpleNamespace
from typing import Any

import pytest

from lape_qa.contract import ANSWER_EXAMPLE
from lape_qa.language.packs import PACKS
from lape_qa_client import Client, Reply, described, identifier, worded
from lape_qa_client.described import WORDS


def reply(**changes: Any) -> Reply:
    return Reply.model_validate({"answer_id": "a"} | ANSWER_EXAMPLE | changes)


SENTENCES = [
    {"text": "Yksi.", "citation": 1, "highlights": []},
    {"text": "Kaksi.", "citation": 2, "highlights": [], "written_by": "llm"},
]


def test_the_words_beside_quotes_are_those_of_the_service() -> None:
    assert {language: (words.not_found, words.uncertain, words.worded) for language, words in WORDS.items()} == {
        language: (pack.not_found, pack.uncertain, pack.worded) for language, pack in PACKS.items()
    }


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, f"{ANSWER_EXAMPLE['sentences'][0]['text']} [1]"),
        ({"sentences": SENTENCES}, "Yksi. [1] Kaksi. [2] (kielimallin muotoilema)"),
        (
            {"sentences": SENTENCES, "text": "Huomaa.", "uncertain": True}
            | {"sections": [{"title": "Lappi", "sentences": [1]}, {"title": "Kainuu", "sentences": []}]},
            f"{PACKS['fi'].uncertain}\n\nHuomaa.\n\nLappi\nYksi. [1]\n\nKainuu",
        ),
        ({"outcome": "not_found", "sentences": []}, "En löytänyt tähän vastausta lähteistä."),
        ({"outcome": "not_found", "language": "sv"}, "Jag hittade inget svar på detta i källorna."),
        ({"outcome": "not_found", "text": "Soita 112."}, "Soita 112."),
        ({"outcome": "guidance", "text": "Kysy näin."}, "Kysy näin."),
    ],
)
def test_an_answer_is_one_text(changes: dict[str, Any], text: str) -> None:
    assert worded(reply(**changes)) == text


def test_a_quote_is_described_with_its_whole_address(service: SimpleNamespace) -> None:
    with Client(service.open) as client:
        (citation,) = client.ask("Milloin Nokian perhekeskuspilotti alkoi?").citations
        sha256 = citation.document.sha256
        assert identifier(citation) == f"nokia#23-71@{sha256[:12]}"
        assert described(citation, client.url) == {
            "document_id": "nokia",
            "title": "Nokian perhekeskus",
            "publisher": "Nokian kaupunki",
            "published": "2018-11-05",
            "region": "Pirkanmaa",
            "language": "fi",
            "url": "https://example.fi/nokia?a=1&b=2",
            "digest": False,
            "sha256": sha256,
            "start": 23,
            "end": 71,
            "number": 1,
            "reader_url": f"{service.open}/lue/nokia?start=23&end=71&sha256={sha256[:12]}#lainaus",
        }
