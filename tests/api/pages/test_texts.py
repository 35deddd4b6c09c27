"""The words of the pages."""

import pytest

from lape_qa.language.model import Language
from lape_qa_api.pages.texts import reader_texts, written_date


@pytest.mark.parametrize(
    ("published", "language", "written"),
    [
        ("2018-11-05", "fi", "5.11.2018"),
        ("2018-11-05", "sv", "5.11.2018"),
        ("2018-11-05", "en", "5 November 2018"),
        ("2018", "fi", "2018"),
        ("", "en", ""),
        ("keväällä 2018", "fi", "keväällä 2018"),
    ],
)
def test_a_date_is_written_as_in_its_language(published: str, language: Language, written: str) -> None:
    assert written_date(published, language) == written


@pytest.mark.parametrize(("language", "known"), [("fi", "fi"), ("sv", "sv"), ("en", "en"), ("se", "fi"), ("", "fi")])
def test_a_document_in_a_language_without_words_is_shown_in_finnish(language: str, known: Language) -> None:
    assert reader_texts(language)[0] == known
