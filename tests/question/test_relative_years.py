from datetime import date

import pytest

from lape_qa.language.model import Language
from lape_qa.question.analysis import analyse
from lape_qa.question.relative_years import with_years
from support.fakes import FakeEncoder

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mitä tehdään ensi vuonna?", "fi", "Mitä tehdään vuonna 2027?"),
        ("Mitä tehdään tulevana vuonna?", "fi", "Mitä tehdään vuonna 2027?"),
        ("Ensi vuoden suunnitelma", "fi", "vuoden 2027 suunnitelma"),
        ("tana vuonna", "fi", "vuonna 2026"),
        ("kuluvana vuonna", "fi", "vuonna 2026"),
        ("Tämän vuoden tulokset", "fi", "vuoden 2026 tulokset"),
        ("kuluvan vuoden budjetti", "fi", "vuoden 2026 budjetti"),
        ("VIIME VUONNA", "fi", "vuonna 2025"),
        ("Viime vuoden ja ensi vuoden tulokset", "fi", "vuoden 2025 ja vuoden 2027 tulokset"),
        ("Vad gjordes i fjol?", "sv", "Vad gjordes år 2025?"),
        ("Vad gjordes förra året?", "sv", "Vad gjordes år 2025?"),
        ("Vad händer i år?", "sv", "Vad händer år 2026?"),
        ("Vad händer nästa år?", "sv", "Vad händer år 2027?"),
        ("What was done last year?", "en", "What was done in 2025?"),
        ("What is done this year?", "en", "What is done in 2026?"),
        ("What happens next year?", "en", "What happens in 2027?"),
        # Words of another language are left alone, and so is what names no year from today.
        ("next year", "fi", "next year"),
        ("ensi vuonna", "sv", "ensi vuonna"),
        ("Ensi viikolla, viime vuosina ja vuonna 2018", "fi", "Ensi viikolla, viime vuosina ja vuonna 2018"),
    ],
)
def test_years_named_from_today_are_put_in_figures(text: str, language: Language, expected: str) -> None:
    assert with_years(text, language, TODAY) == expected


def test_the_year_turns_with_the_day() -> None:
    assert with_years("ensi vuonna", "fi", date(2026, 12, 31)) == "vuonna 2027"
    assert with_years("ensi vuonna", "fi", date(2027, 1, 1)) == "vuonna 2028"


def test_a_question_is_read_with_the_year_and_stays_as_it_was_asked() -> None:
    query = analyse("Mitä Kainuussa tehdään ensi vuonna?", FakeEncoder(), today=TODAY)
    assert query.text == "Mitä Kainuussa tehdään ensi vuonna?"
    assert query.meant == "Mitä Kainuussa tehdään vuonna 2027?"
    assert [word[0] for word, must in zip(query.words, query.required, strict=True) if must] == ["kainuu", "2027"]


def test_a_question_is_read_on_the_day_that_is_given() -> None:
    assert analyse("Mitä Kainuussa tehtiin viime vuonna?", FakeEncoder(), today=date(2031, 1, 1)).meant == (
        "Mitä Kainuussa tehtiin vuonna 2030?"
    )


def test_a_year_is_required_in_every_language() -> None:
    for question, meant in [
        ("Vad gjordes i Lappland förra året?", "Vad gjordes i Lappland år 2025?"),
        ("What was done in Lapland last year?", "What was done in Lapland in 2025?"),
    ]:
        query = analyse(question, FakeEncoder(), today=TODAY)
        assert query.meant == meant
        required = [word for word, must in zip(query.words, query.required, strict=True) if must]
        assert [word[0] for word in required[1:]] == ["2025"]
        assert "lappi" in required[0]


def test_without_a_date_years_are_counted_from_the_present_day() -> None:
    query = analyse("Mitä Kainuussa tehdään tänä vuonna?", FakeEncoder())
    assert query.meant == f"Mitä Kainuussa tehdään vuonna {date.today().year}?"


def test_earlier_questions_are_read_with_the_year_too() -> None:
    query = analyse("Entä Lapissa?", FakeEncoder(), history=["Mitä Kainuussa tehtiin viime vuonna?"], today=TODAY)
    assert query.meant == "Entä Lapissa? Mitä tehtiin vuonna 2025?"
    assert query.own_end == len("Entä Lapissa?")
