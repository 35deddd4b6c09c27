"""Which words tell of a theme, and that the list of themes is kept as it says."""

from collections import Counter
from importlib.resources import files
from typing import Any

import pytest
import yaml

from lape_qa.language import glossary, morphology, themes
from lape_qa.language.model import Language
from lape_qa.language.packs.forms import FORMS

THEMES: list[dict[str, Any]] = yaml.safe_load(
    (files("lape_qa.language.packs") / "themes.yaml").read_text(encoding="utf-8")
)["themes"]


@pytest.mark.parametrize(
    ("asked", "told", "other"),
    [
        ("ulkomailla", "ruotsi", "kainuu"),
        ("ulkomailla", "svensk", "finsk"),
        ("viestinnästä", "uutiskirje", "työkuorma"),
        ("jaksamisesta", "työkuorma", "uutiskirje"),
        ("väkivaltaan", "turvakoti", "koti"),
    ],
)
def test_a_theme_is_told_of_by_other_words_in_two_languages(asked: str, told: str, other: str) -> None:
    found = themes.told_by(morphology.terms(asked))
    assert told in found
    assert other not in found


def test_a_word_without_a_theme_is_told_of_by_none() -> None:
    assert themes.told_by(morphology.terms("perhekeskuksessa")) == frozenset()
    assert themes.told_by(()) == frozenset()


@pytest.mark.parametrize(("language", "word"), [("sv", "utomlands"), ("sv", "missbruket"), ("en", "abroad")])
def test_a_swedish_or_english_question_comes_to_a_theme_by_the_glossary(language: Language, word: str) -> None:
    [token] = glossary.translate(morphology.tokens(word, language), language)
    assert themes.told_by(token.terms)


def test_each_word_stands_once_in_its_entry_and_is_asked_with_in_one() -> None:
    twice = {
        (entry["asked"][0], word)
        for entry in THEMES
        for words in (entry["asked"], entry["told"], entry.get("sv", []))
        for word, count in Counter(words).items()
        if count > 1
    }
    assert twice == set()
    asked = Counter(word for entry in THEMES for word in entry["asked"])
    assert [word for word, count in asked.items() if count > 1] == []


def test_no_theme_is_asked_about_with_a_word_that_says_nothing() -> None:
    empty = FORMS["fi"].fillers
    terms = {word: morphology.terms(word)[0] for entry in THEMES for word in entry["asked"]}
    assert [word for word, term in terms.items() if term in empty] == []
    assert {key for entry in THEMES for key in entry} == {"asked", "told", "sv"}
