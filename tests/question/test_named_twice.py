import pytest

from lape_qa.language.model import Language
from lape_qa.question.analysis import analyse
from lape_qa.question.form import Form
from lape_qa.question.named_twice import by_one_name
from support.fakes import FakeEncoder


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Mikä on OT-keskus (osaamis- ja tukikeskus)?", "fi", "mikä on OT-keskus?"),
        ("mitä tarkoittaa LP eli Lapset puheeksi", "fi", "mikä on LP?"),
        # The sources are mostly Finnish.
        ("Vad är ett familjehus, Perheentalo?", "sv", "vad är Perheentalo?"),
        ("Vad är perhekeskus, alltså familjecenter?", "sv", "vad är perhekeskus?"),
        ("What is a family centre (perhekeskus)?", "en", "what is perhekeskus?"),
        ("What is LAPE, the programme?", "en", "what is LAPE?"),
        # None of two names is Finnish, and what follows is no name.
        ("What is a family centre (a meeting place)?", "en", "What is a family centre (a meeting place)?"),
        ("Mikä on perhekeskus (Kainuussa)?", "fi", "Mikä on perhekeskus (Kainuussa)?"),
        ("Mikä on LAPE (2016–2019)?", "fi", "Mikä on LAPE (2016–2019)?"),
        ("Mikä on perhekeskus?", "fi", "Mikä on perhekeskus?"),
        ("Milloin LAPE (Lapsi- ja perhepalveluiden muutosohjelma) alkoi?", "fi", None),
    ],
)
def test_what_is_named_twice_is_asked_about_by_one_name(
    question: str, language: Language, expected: str | None
) -> None:
    assert by_one_name(question, language) == (expected or question)


def test_it_is_answered_in_the_language_that_it_was_asked_in() -> None:
    query = analyse("What is a family centre (perhekeskus)?", FakeEncoder())
    assert (query.language, query.shape.form, query.words) == (
        "en",
        Form.DEFINITION,
        (("perhekeskus",),),
    )
