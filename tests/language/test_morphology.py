import itertools
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer
from hypothesis import example, given
from hypothesis import strategies as st

from lape_qa.language import morphology
from lape_qa.language.model import Language
from lape_qa.language.morphology import Token, known, noun_pointed_at, terms, tokens

# ---- Finnish: lemmas and parts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["perhekeskus", "perhekeskuksen", "perhekeskuksissa", "perhekeskuksia", "Perhekeskukseen", "PERHEKESKUS"],
)
def test_every_form_of_a_compound_gives_its_lemma_and_its_parts(word: str) -> None:
    assert terms(word) == ["perhekeskus", "perhe", "keskus"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("lasten", ["lapsi"]),
        ("lapsille", ["lapsi"]),
        ("nuorten", ["nuori"]),
        ("kehitettiin", ["kehittää"]),
        ("iässä", ["ikä"]),
        ("kouluun", ["koulu"]),
        ("lastensuojelun", ["lastensuojelu", "lapsi", "suojelu"]),
        ("muutosagentteja", ["muutosagentti", "muutos", "agentti"]),
        ("perhekeskusmallia", ["perhekeskusmalli", "perhekeskus", "keskusmalli", "perhe", "keskus", "malli"]),
        ("hyvinvointialueilla", ["hyvinvointialue", "hyvinvointi", "alue"]),
        ("Kymenlaaksossa", ["kymenlaakso"]),
    ],
)
def test_inflected_word_gives_its_lemma(word: str, expected: list[str]) -> None:
    assert terms(word) == expected


@pytest.mark.parametrize("word", ["Lappi", "Lapissa", "lapissa", "LAPISSA", "lapin", "Lapin"])
def test_place_name_is_known_in_lower_and_upper_case(word: str) -> None:
    assert terms(word) == ["lappi"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("THL:n", ["thl"]),
        ("THL", ["thl"]),
        ("STM:ssä", ["stm"]),
        ("Sote’n", ["sote"]),
        ("30:stä", ["30"]),
    ],
)
def test_case_ending_after_a_colon_or_apostrophe_is_dropped(word: str, expected: list[str]) -> None:
    assert terms(word) == expected


@pytest.mark.parametrize(
    "word",
    ["SOTE-uudistuksen", "sote-uudistus", "Sote\u2011uudistuksessa", "SOTE\u2010uudistusta"],
)
def test_hyphenated_word_gives_the_whole_and_its_parts(word: str) -> None:
    assert terms(word) == ["sote-uudistus", "sote", "uudistus"]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Etelä-Pohjanmaalla", "pohjanmaa"),
        ("Keski-Pohjanmaan", "pohjanmaa"),
        ("Pohjois-Pohjanmaa", "pohjanmaa"),
        ("Keski-Uudellamaalla", "uusimaa"),
    ],
)
def test_name_of_a_region_does_not_give_that_of_another(name: str, other: str) -> None:
    assert other in terms(other)
    assert other not in terms(name)


def test_name_of_a_region_is_known_in_every_form() -> None:
    assert terms("Etelä-Savossa")[0] == terms("etelä-savo")[0] == "etelä-savo"
    assert terms("Päijät-Hämeessä") == ["päijät-häme"]


def test_compound_that_is_cut_short_gives_its_stem_and_the_other_one_its_parts() -> None:
    assert terms("lapsi- ja perhepalvelut") == ["lapsi", "perhepalvelu", "perhe", "palvelu"]


def test_unknown_word_gives_itself() -> None:
    assert terms("Riku Niemistö") == ["riku", "niemistö"]


def test_unknown_word_gives_its_stem_too() -> None:
    # Voikko knows no such word; Snowball takes the ending off.
    assert terms("fobarilla") == ["fobarilla", "fobar"]


@pytest.mark.parametrize("word", ["18-vuotias", "18-vuotiaat", "18-vuotiaille", "18-vuotiaiden"])
def test_age_is_found_in_every_form(word: str) -> None:
    assert {"18", "vuotias"} <= set(terms(word))


@pytest.mark.parametrize("word", ["perhe\u00adkeskuksissa", "perhekes\u00adkuk\u00adsissa"])
def test_soft_hyphen_does_not_break_a_word(word: str) -> None:
    assert terms(word) == ["perhekeskus", "perhe", "keskus"]


@pytest.mark.parametrize("text", ["Kittilässä", "tämän äidin työ", "ÄIDIN"])
def test_decomposed_letters_give_the_terms_of_composed_ones(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(text) != []


# ---- Finnish: dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date",
    [
        "20.3.2019",
        "20. maaliskuuta 2019",
        "20.03.2019",
        "20. 3. 2019",
        "20. Maaliskuuta 2019",
        "20.3.19",
        "20. maaliskuuta\u00a02019",
        "2019-03-20",
    ],
)
def test_one_date_gives_one_term_however_it_is_written(date: str) -> None:
    assert "2019-03-20" in terms(f"Seminaari pidettiin {date} Oulussa.")
    assert "2019" in terms(f"Seminaari pidettiin {date} Oulussa.")


@pytest.mark.parametrize("date", ["20.3.", "20. maaliskuuta pidettiin", "20. maaliskuuta", "20. maaliskuuta."])
def test_date_without_a_year_gives_its_month_and_day(date: str) -> None:
    assert "03-20" in terms(date)
    assert not [term for term in terms(date) if term.endswith("-03-20")]


@pytest.mark.parametrize(
    ("date", "language"),
    [
        ("den 20 mars 2019", "sv"),
        ("den 20. mars 2019", "sv"),
        ("20 March 2019", "en"),
        ("20.3.2019", "sv"),
        ("20.3.2019", "en"),
    ],
)
def test_swedish_and_english_date_gives_the_same_term(date: str, language: Language) -> None:
    assert "2019-03-20" in terms(date, language)


def test_exact_terms_of_a_date() -> None:
    assert terms("20.3.2019") == ["03-20", "2019", "2019-03-20", "20.3.2019", "20", "2019"]


@pytest.mark.parametrize(
    "text", ["45.3.2019", "20.13.2019", "versio 1.2.3", "klo 9.30", "3. marskalkka 15", "0.5.2019"]
)
def test_number_that_is_no_date_gives_no_date(text: str) -> None:
    assert [term for term in terms(text) if len(term) >= 5 and term[-3] == "-" and term[-2:].isdigit()] == []


# ---- stop words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mitä LAPE-ohjelmassa tehtiin?", "fi", ["lape-ohjelma", "lape", "ohjelma", "tehdä"]),
        ("Kuka on Riku Niemistö?", "fi", ["riku", "niemistö"]),
        ("Missä kunnissa se oli ja kuka sitä johti?", "fi", ["kunta", "johtaa"]),
        ("Vad är det?", "sv", []),
        ("Who is the one?", "en", ["one"]),
    ],
)
def test_word_without_a_topic_gives_no_term(text: str, language: Language, expected: list[str]) -> None:
    assert terms(text, language) == expected


@pytest.mark.parametrize(
    "word",
    [
        *("kuka", "ketkä", "kenen", "kenet", "kenelle", "keitä", "mikä", "mitä", "mitkä", "minkä"),
        *("mihin", "missä", "mistä", "milloin", "koska", "kuinka", "moni", "monta", "montako", "paljonko"),
        *("miten", "miksi", "millainen", "millaisia", "kumpi", "onko", "ovatko", "oliko"),
    ],
)
def test_finnish_question_word_gives_no_term(word: str) -> None:
    assert terms(word) == []


def test_repeated_word_gives_its_term_each_time() -> None:
    assert terms("lapsi lapsen ja lapset") == ["lapsi", "lapsi", "lapsi"]


# ---- Swedish and English ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("barnens familjer", "sv", ["barn", "familj"]),
        ("kommuner", "sv", ["kommun"]),
        ("kommunerna", "sv", ["kommun"]),
        ("Österbotten", "sv", ["österbot"]),
        ("children's families", "en", ["children", "famili"]),
        ("family services", "en", ["famili", "servic"]),
        ("the programmes", "en", ["programm"]),
        ("COVID-19", "en", ["covid-19", "covid", "19"]),
    ],
)
def test_swedish_and_english_words_give_snowball_stems(text: str, language: Language, expected: list[str]) -> None:
    assert terms(text, language) == expected


# ---- tokens ----------------------------------------------------------------------------------------------


def test_token_says_where_its_word_stands() -> None:
    assert tokens("Lapsi, perheen ja THL:n.") == [
        Token(0, 5, ("lapsi",)),
        Token(7, 14, ("perhe",)),
        Token(15, 17, ()),
        Token(18, 23, ("thl",)),
    ]


_WORDS = ["perhekeskus", "THL:n", "20.3.2019", "99.99.9999", "20. maaliskuuta", "lapsi-", "x" * 300, "١٢.٣.٢٠١٩"]
_SIGNS = ["-", ":", "'", "&", ".", " ", "\n", "\u00ad", "\u0308", "_", "\x00"]
_ODD = ["ß", "İ", "ǆ", "e\u0301", "👨\u200d👩", "²", "½"]
_TEXT = st.text(max_size=60) | st.lists(st.sampled_from([*_WORDS, *_SIGNS, *_ODD])).map("".join)


@example(text="lapsi \u0308 ja \u00ad perhe", language="fi")
@given(text=_TEXT, language=st.sampled_from(["fi", "sv", "en"]))
def test_any_text_gives_the_same_words_in_order_every_time(text: str, language: Language) -> None:
    found = tokens(text, language)
    morphology._word_terms.cache_clear()
    assert tokens(text, language) == found
    at = 0
    for token in found:
        assert at <= token.start < token.end <= len(text)
        word = text[token.start : token.end]
        assert not any(char.isspace() for char in word)
        assert any(char.isalnum() or char == "_" for char in word)
        assert all(term and term == term.strip() for term in token.terms)
        at = token.end
    assert terms(text, language) == [term for token in found for term in token.terms]


@given(st.text(max_size=60))
def test_every_letter_and_digit_is_in_a_token(text: str) -> None:
    covered = {place for token in tokens(text) for place in range(token.start, token.end)}
    assert all(place in covered for place, char in enumerate(text) if char.isalnum())


# ---- without Voikko --------------------------------------------------------------------------------------


def test_morphology_at_work_is_voikko() -> None:
    assert morphology.MORPHOLOGY == "voikko"


@pytest.fixture
def _no_voikko(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(morphology, "pyvoikko", None)
    kept = (morphology._word_terms, morphology._readings)
    for function in kept:
        function.cache_clear()
    yield
    for function in kept:
        function.cache_clear()


@pytest.mark.usefixtures("_no_voikko")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("perhekeskuksissa", ["perhekeskuksissa", "perhekeskuks"]),
        ("talo", ["talo"]),
        ("THL:n", ["thl"]),
        ("20.3.2019", ["03-20", "2019", "2019-03-20", "20.3.2019", "20", "2019"]),
    ],
)
def test_without_voikko_a_word_gives_itself_and_its_stem(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


# ---- whole words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "language", "forms"),
    [
        ("Perhekeskuksessa", "fi", {"perhekeskus"}),
        ("Etelä-Savossa", "fi", {"etelä-savo"}),
        ("LAPEn", "fi", {"lape"}),
        ("kuusi", "fi", {"kuusi", "kuu"}),
        ("kommunerna", "sv", {"kommun"}),
        ("project's", "en", {"project"}),
    ],
)
def test_base_forms_are_of_the_whole_word(word: str, language: Language, forms: set[str]) -> None:
    assert morphology.base_forms(word, language) == forms


def test_kinds_of_words() -> None:
    assert [morphology.is_verb(word) for word in ("avattiin", "on", "Oulu", "xyzzy")] == [True, True, False, False]
    assert [morphology.is_name(word) for word in ("Oulussa", "Matti", "kunta", "xyzzy")] == [True, True, False, False]


@pytest.mark.parametrize("word", ["Lapinjärvellä", "Lapinlahden", "Lappeenrannassa", "Hämeenlinnan"])
def test_the_parts_of_a_place_name_are_no_places(word: str) -> None:
    assert len(terms(word)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018¹", ["2018"]),
        ("310⁵", ["310"]),
        ("12 000²³", ["12000"]),
        ("2018¹:n", ["2018"]),
        ("COVID-19²", terms("COVID-19")),
        ("10⁶", ["10⁶"]),
        ("m²", ["m²"]),
    ],
)
def test_the_mark_of_a_note_is_no_part_of_a_number(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_the_day_of_a_date_with_a_note_is_found() -> None:
    assert terms("5.9.2018¹") == terms("5.9.2018")


@pytest.mark.parametrize("text", ["12000", "12 000", "12\u00a0000", "12.000", "12 000:ta"])
def test_a_number_is_one_term_however_its_thousands_are_set(text: str) -> None:
    [token] = tokens(f"{text}")
    assert token == Token(0, len(text), ("12000",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234 567 euroa", ["1234567", "euro"]),
        ("10 000–20 000", ["10000", "20000"]),
        ("12 000, 13 000", ["12000", "13000"]),
        pytest.param("040 123 4567", ["040", "123", "4567"], id="a telephone number"),
        pytest.param("09 123 456", ["09", "123", "456"], id="a telephone number of threes"),
        pytest.param("2018 100", ["2018", "100"], id="a year before a number"),
    ],
)
def test_only_thousands_are_drawn_together(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("before", "pronoun", "behind", "expected"),
    [
        ([], "siitä", ["uudesta", "mallista"], "mallista"),
        ([], "ne", ["kuusi", "kuntaa"], "kuusi"),
        ([], "niiden", ["koululaisten"], "koululaisten"),
        ([], "sitä", ["lapea"], "lapea"),
        ([], "siellä", ["perhekeskuksessa"], "perhekeskuksessa"),
        ([], "siellä", ["kouvolan", "perhekeskuspäivillä"], "perhekeskuspäivillä"),
        ([], "sen", ["jäsenet"], None),
        ([], "se", ["hyvä"], None),
        ([], "sitä", [], None),
        # "Kesti" is also a guest, and "tuki" a verb.
        (["kauanko"], "se", ["kesti"], None),
        (["kauanko"], "se", ["hanke", "kesti"], "hanke"),
        (["milloin", "alkoi"], "se", ["tuki"], "tuki"),
    ],
)
def test_a_pronoun_points_at_the_noun_behind_it_that_agrees_with_it(
    before: list[str], pronoun: str, behind: list[str], expected: str | None
) -> None:
    assert noun_pointed_at(pronoun, before, behind) == expected


@pytest.mark.parametrize("word", ["perhe-" * 3_000, "perhe" * 3_000, "x" * 20_000, "alavuus-" * 3_000])
def test_a_word_of_thousands_of_characters_does_no_harm(word: str) -> None:
    assert [token.end for token in tokens(word)][-1] >= len(word) - 1
    assert not known(word)


def test_years_of_a_text_end_at_a_note_s_mark_and_stand_in_no_longer_number() -> None:
    assert morphology.years("Vuosina 2016–2018¹ ja 1999, ei 12018, 20190 eikä 1850.") == ["2016", "2018", "1999"]


@pytest.fixture
def threads_change_often() -> Iterator[None]:
    """Let another thread go on after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("threads_change_often")
@pytest.mark.parametrize(("language", "name"), [("sv", "swedish"), ("en", "english")])
def test_words_are_cut_to_their_stems_by_several_threads_at_once(language: Language, name: str) -> None:
    words = [f"{''.join(letters)}heterna" for letters in itertools.product("bdfgk", "aeiou", "lmnrt", "aeiou")]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda word: terms(word, language), words))
    assert found == [[snowballstemmer.stemmer(name).stemWord(word)] for word in words]


@pytest.mark.skipif(not known("perhekeskus"), reason="no morphology")
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("maahanmuuttajaperheet", ((14, "maahanmuuttaja", "perhe"),)),
        ("perhekeskusmallissa", ((11, "perhekeskus", "malli"), (5, "perhe", "keskusmalli"))),
        ("perheet", ()),
        ("zyxwv", ()),
    ],
)
def test_a_compound_is_cut_at_each_of_its_borders(word: str, expected: tuple[tuple[int, str, str], ...]) -> None:
    assert morphology.halves(word) == expected
