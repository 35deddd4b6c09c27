import pytest

from lape_qa.answer.entailment import supports

OULU = "Oulussa avattiin 5.3.2019 perhekeskus, jossa työskentelee 12 ammattilaista."
LIST = "Kemissä on 3 ja Oulussa 5 keskusta."
NEGATED = "Kunta ei osallistunut, mutta maakunta osallistui hankkeeseen."
CAN = "Hanke voi jatkua vuonna 2020."


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        (OULU, "Perhekeskus avattiin Oulussa."),
        (OULU, "Perhekeskus avattiin Oulussa 5. maaliskuuta 2019."),
        (OULU, "Perhekeskuksessa työskentelee 12 ammattilaista."),
        (OULU, "Lähteen mukaan perhekeskus avattiin Oulussa."),
        (OULU, "Oulussa avattiin 5.3.2019 perhekeskus."),
        (LIST, "Oulussa on 5 keskusta."),
        (LIST, "Kemissä on 3 ja Oulussa 5 keskusta."),
        (NEGATED, "Kunta ei osallistunut hankkeeseen."),
        (CAN, "Vuonna 2020 hanke voi jatkua."),
        ("Oulu ohjasi Kajaania hankkeessa.", "Hankkeessa Oulu ohjasi Kajaania."),
        ("Hankkeeseen osallistui 1 200 lasta.", "Hankkeeseen osallistui 1200 lasta."),
        ("Perhe\u00adkeskus avattiin.", "Perhekeskus avattiin."),
    ],
)
def test_sentence_of_the_quotes_own_words_is_supported(quote: str, sentence: str) -> None:
    assert supports(quote, sentence, "fi")


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        pytest.param(OULU, "Perhekeskus suljettiin Oulussa.", id="another verb"),
        pytest.param(OULU, "Perhekeskus avataan Oulussa.", id="another tense"),
        pytest.param(OULU, "Perhekeskus avattiin Kemissä.", id="another place"),
        pytest.param(OULU, "Perhekeskus avattiin Oulussa 6.3.2019.", id="another date"),
        pytest.param(OULU, "Perhekeskuksessa työskentelee 13 ammattilaista.", id="another number"),
        pytest.param(OULU, "Perhekeskus avattiin hienosti Oulussa.", id="a word more"),
        pytest.param(OULU, "Keskus avattiin Oulussa.", id="part of a compound"),
        pytest.param(OULU, "Perhekeskusta ei avattiin Oulussa.", id="negation added"),
        pytest.param(OULU, "Kaikki perhekeskukset avattiin Oulussa.", id="quantity added"),
        pytest.param(OULU, "Se on tämä.", id="nothing said"),
        pytest.param(OULU, "", id="empty"),
        pytest.param(OULU, "Perhekeskus <b>avattiin</b> Oulussa.", id="markup"),
        pytest.param(OULU, "Perhekeskus \u202eavattiin Oulussa.", id="unseen sign"),
        pytest.param(OULU, "Oulussa avattiin 5.3.2019.", id="broken off"),
        pytest.param(f"Alku oli hyvä. {OULU}", "Oulussa avattiin 5.3.2019.", id="the second sentence broken off"),
        pytest.param(OULU, "Perhekeskus avattiin Oulussa ja.", id="ends in a joining word"),
        pytest.param("Oulun sote- ja kuntatyö jatkuu.", "Jatkuu Oulun sote-.", id="ends in a hyphen"),
        pytest.param(LIST, "Kemissä on 5 keskusta.", id="the number of another place"),
        pytest.param(LIST, "Oulussa on 3 keskusta.", id="the number of another place, reordered"),
        pytest.param(LIST, "Keskuksia on 5.", id="a number without its place"),
        pytest.param(LIST, "Kemissä ja Oulussa 5 keskusta.", id="a number for both places"),
        pytest.param(NEGATED, "Kunta osallistui hankkeeseen.", id="negation dropped"),
        pytest.param(NEGATED, "Maakunta ei osallistunut hankkeeseen.", id="negation moved"),
        pytest.param(CAN, "Hanke jatkua vuonna 2020.", id="possibility dropped"),
        pytest.param("Oulu ohjasi Kajaania.", "Oulua ohjasi Kajaani.", id="who did what to whom"),
        pytest.param("Oulu ohjasi Kajaania.", "Kajaani ohjasi Oulua.", id="names in another order"),
        pytest.param("Etelä-Savo sai rahaa.", "Pohjois-Savo sai rahaa.", id="another region"),
        pytest.param("Etelä-Savo sai rahaa.", "Savo sai rahaa.", id="part of a region"),
    ],
)
def test_sentence_that_says_anything_else_is_not(quote: str, sentence: str) -> None:
    assert not supports(quote, sentence, "fi")


def test_longer_sentence_than_any_is_supported_by_nothing() -> None:
    words = " ".join(["Oulu"] * 99)
    assert supports(f"{words} kasvoi.", f"{words} kasvoi.", "fi")
    assert not supports(f"Oulu {words} kasvoi.", f"Oulu {words} kasvoi.", "fi")


@pytest.mark.parametrize(
    ("quote", "sentence", "language", "supported"),
    [
        ("Projektet började i Vasa år 2017.", "I Vasa började projektet 2017.", "sv", True),
        ("Projektet började i Vasa år 2017.", "Projektet började i Borgå.", "sv", False),
        ("Kommunen kan inte delta.", "Kommunen kan delta.", "sv", False),
        ("Kommunen var med.", "Kommunen är med.", "sv", False),
        ("The project started in 2018.", "In 2018 the project started.", "en", True),
        ("The project did not start in 2018.", "The project did start in 2018.", "en", False),
        ("Hanke alkoi.", "Hanke alkoi.", "se", True),
    ],
)
def test_swedish_and_english_go_by_stems(quote: str, sentence: str, language: str, supported: bool) -> None:
    assert supports(quote, sentence, language) is supported
