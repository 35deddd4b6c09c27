"""Why something was refused, in the language of the page: nothing lacks, and nothing is half in another language."""

from string import Formatter

import pytest

from lape_qa.language.model import Language
from lape_qa.reasons import ENGLISH, because
from lape_qa_api.pages.editing_texts import editing_texts
from lape_qa_api.pages.reason_texts import TRANSLATED, told


def values_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_reason_is_told_in_every_language(language: Language) -> None:
    assert set(TRANSLATED[language]) == set(ENGLISH)
    for code, text in TRANSLATED[language].items():
        assert values_of(text) <= values_of(ENGLISH[code]), code


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "a.pdf: sivuja on 12\u00a0345, enemmän kuin 10\u00a0000. Jaa tiedosto osiin."),
        ("sv", "a.pdf: sidorna är 12\u00a0345, fler än 10\u00a0000. Dela upp filen."),
        ("en", "a.pdf: has 12,345 pages, more than 10,000; split it"),
    ],
)
def test_a_reason_in_a_reason_and_its_numbers_are_told_in_one_language(language: Language, said: str) -> None:
    problem = because("too_many_pages", count=12_345, most=10_000)
    assert told(language, because("in_file", file="a.pdf", problem=problem)) == said


def test_fields_and_changes_are_called_as_the_page_calls_them() -> None:
    date = because("field", field="published", problem=because("no_date", value="'eilen'"))
    assert told("fi", date) == (
        "kenttä ”Julkaistu” ei kelpaa: 'eilen' ei ole päiväys. Kirjoita se näin: 2019-02-01, 2019-02 tai 2019."
    )
    for kind in ("add", "replace", "remove", "erase", "index", "rollback"):
        assert told("sv", because("change", change=kind)) == editing_texts("sv")[f"kind_{kind}"]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_what_is_known_in_english_only_is_not_told_by_halves(language: Language) -> None:
    assert told(language, "something new") is None
    assert told(language, because("in_file", file="a.pdf", problem="something new")) is None
    assert told("en", "something new") == "something new"
