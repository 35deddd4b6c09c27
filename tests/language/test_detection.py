import pytest

from lape_qa.language.detection import analysed_as, detect


@pytest.mark.parametrize(
    "question",
    [
        "Mikä on VIP-verkosto?",
        "Kuka on Riku Niemistö?",
        "Missä Lapin kunnissa on perhekeskus?",
        "perhekeskus pilotti lappi",
        "Montako lasta?",
        "Kuka johti LAPE-hanketta Österbottenissa?",
    ],
)
def test_finnish_question(question: str) -> None:
    assert detect(question) == "fi"


@pytest.mark.parametrize(
    "question",
    [
        "Vem är förändringsagent i Österbotten?",
        "Vad är LAPE?",
        "Hur många familjecenter finns det?",
        "Vem är Riku Niemistö?",
        "Vad betyder SOTE-uudistus?",
    ],
)
def test_swedish_question(question: str) -> None:
    assert detect(question) == "sv"


@pytest.mark.parametrize(
    "question",
    [
        "Who is Riku Niemistö?",
        "What is VIP-verkosto?",
        "Where is Kittilä?",
        "How many family centres are there?",
        "What did Perhekeskus Hämeenlinna do in 2019?",
    ],
)
def test_english_question(question: str) -> None:
    assert detect(question) == "en"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        *(("lape", "fi"), ("ero", "fi"), ("info", "fi"), ("kontakti", "fi"), ("digi", "fi"), ("lapeen", "fi")),
        *(("barnskydd", "sv"), ("familjecenter", "sv"), ("Vem?", "sv"), ("hej", "sv"), ("Vad är LAPE", "sv")),
        *(("child welfare", "en"), ("Who?", "en"), ("family centre", "en"), ("hello", "en")),
        *(("interpreter", "en"), ("interpreters", "en"), ("tolkar", "sv"), ("tulkki", "fi")),
        *(("LAPE Norra Karelen", "sv"), ("LAPE Lapland", "en"), ("LAPE Satakunta", "fi")),
    ],
)
def test_few_words_are_finnish_unless_they_clearly_are_not(question: str, language: str) -> None:
    assert detect(question) == language


@pytest.mark.parametrize("question", ["2019", "20.3.2019?", "?", "", "LAPE", "THL 2019?", "VIP"])
def test_finnish_when_nothing_speaks_for_another(question: str) -> None:
    assert detect(question) == "fi"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("VEM ÄR FÖRÄNDRINGSAGENT I VASA?", "sv"),
        ("WHAT DID THE FAMILY CENTRES DO?", "en"),
        ("MISSÄ PERHEKESKUS ON?", "fi"),
    ],
)
def test_question_in_capitals_alone_is_no_name(question: str, language: str) -> None:
    assert detect(question) == language


@pytest.mark.parametrize(("code", "language"), [("fi", "fi"), ("sv", "sv"), ("en", "en"), ("se", "fi"), ("", "fi")])
def test_document_in_any_other_language_is_analysed_as_finnish(code: str, language: str) -> None:
    assert analysed_as(code) == language
