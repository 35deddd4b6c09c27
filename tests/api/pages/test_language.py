"""The language that a browser asks for."""

import pytest

from lape_qa_api.pages.language import preferred


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "fi"),
        ("sv", "sv"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,sv-FI;q=0.5,en;q=0.4", "sv"),
        ("en;q=0.4, SV-fi;q=0.5", "sv"),
        ("sv,en", "sv"),
        ("en;q=0.8,fi", "fi"),
        ("de,fr;q=0.5", "fi"),
        ("sv;q=0", "fi"),
        ("*", "fi"),
        ("en;q=much,sv;q=0.1", "sv"),
        ("english,svenska", "fi"),
        (",;q=;,en", "en"),
    ],
)
def test_the_best_liked_of_the_three_is_spoken_and_finnish_without_one(accepted: str, language: str) -> None:
    assert preferred(accepted) == language
