"""What the demo page offers to ask."""

import json
from pathlib import Path

import pytest

from lape_qa.language.model import Language
from lape_qa_api.pages.home import QUESTIONS, region_question

ROOT = Path(__file__).parents[3]


def test_the_questions_are_of_the_first_questions_and_were_answered() -> None:
    stored = json.loads((ROOT / "eval" / "baselines" / "first-questions.json").read_text(encoding="utf-8"))
    by_text = {row["question"]: row for row in stored["questions_detail"].values() if row["split"] == "dev"}
    found = {
        language: [(by_text[question]["lang"], by_text[question]["kind"]) for question in questions]
        for language, questions in QUESTIONS.items()
    }
    assert found == {
        "fi": [("fi", kind) for kind in ("definition", "list", "compare", "overview", "number", "yesno")],
        "sv": [("sv", kind) for kind in ("definition", "list", "compare", "overview", "number", "yesno")],
        "en": [("en", kind) for kind in ("definition", "list", "compare", "overview", "number", "yesno")],
    }
    assert all(by_text[question]["passed"] for questions in QUESTIONS.values() for question in questions)


@pytest.mark.parametrize(
    ("region", "language", "question"),
    [
        ("Lappi", "fi", "Mitä tuloksia Lapissa saatiin?"),
        ("Pirkanmaa", "fi", "Mitä tuloksia Pirkanmaalla saatiin?"),
        ("Lappi", "sv", "Vilka resultat nåddes i Lappland?"),
        ("Ahvenanmaa", "sv", "Vilka resultat nåddes på Åland?"),
        ("Etelä-Savo", "en", "What was achieved in South Savo?"),
        ("valtakunnallinen", "fi", ""),
    ],
)
def test_a_region_is_asked_about_in_the_visitors_language(region: str, language: Language, question: str) -> None:
    assert region_question(region, language) == question
