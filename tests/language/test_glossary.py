import pytest

from lape_qa.language import glossary, morphology
from lape_qa.language.glossary import Place
from lape_qa.language.model import Language


def annotated(text: str, language: Language = "fi") -> list[tuple[str, ...]]:
    return [token.terms for token in glossary.annotate(morphology.tokens(text, language), language)]


def translated(text: str, language: Language) -> list[tuple[str, ...]]:
    return [token.terms for token in glossary.translate(morphology.tokens(text, language), language)]


def places(text: str) -> list[Place]:
    return list(glossary.places_in(morphology.tokens(text)))


def regions(text: str) -> list[str]:
    return [place.region for place in places(text)]


# ---- abbreviations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Terveyden ja hyvinvoinnin laitos", "thl"),
        ("Terveyden ja hyvinvoinnin laitoksen", "thl"),
        ("Terveyden ja hyvinvoinnin laitokselle", "thl"),
        ("sosiaali- ja terveysministeriössä", "stm"),
        ("sosiaali- ja terveysministeriön", "stm"),
        ("Suomen Punaisen Ristin", "spr"),
        ("Lastensuojelun Keskusliitosta", "lskl"),
        ("Etelä-Karjalan sosiaali- ja terveyspiirissä", "eksote"),
        ("lapsi- ja perhepalveluiden muutosohjelmassa", "lape"),
        ("lapsi- ja perhepalvelujen muutosohjelma", "lape"),
        ("Toimiva lapsi & perhe", "tlp"),
        ("Toimiva lapsi ja perhe -työtä", "tlp"),
        ("Yhdistyneiden kansakuntien", "yk"),
    ],
)
def test_first_word_of_a_full_name_gets_its_abbreviation_in_any_case(text: str, short: str) -> None:
    first, *others = annotated(text)
    assert short in first
    assert all(short not in terms for terms in others)


def test_abbreviation_stands_behind_the_words_own_terms_and_nothing_moves() -> None:
    plain = morphology.tokens("Oppaan teki Terveyden ja hyvinvoinnin laitos.")
    found = glossary.annotate(plain, "fi")
    assert [token.terms for token in found][2:] == [("terveys", "thl"), (), ("hyvinvointi",), ("laitos",)]
    assert [(token.start, token.end) for token in found] == [(token.start, token.end) for token in plain]


@pytest.mark.parametrize(
    "text",
    [
        "terveyden ja hyvinvoinnin laite",
        "laitos, hyvinvointi ja terveys",
        "terveyden ja hyvinvoinnin",
        "hyvinvoinnin laitos",
    ],
)
def test_words_that_are_not_the_full_name_in_order_get_nothing(text: str) -> None:
    assert annotated(text) == [token.terms for token in morphology.tokens(text)]


@pytest.mark.parametrize(("text", "short"), [("Kansaneläkelaitos", "kela"), ("ammattikorkeakoulu", "amk")])
def test_full_name_of_one_word_is_not_tied_to_its_abbreviation(text: str, short: str) -> None:
    assert short not in annotated(text)[0]


def test_only_finnish_is_annotated() -> None:
    tokens = morphology.tokens("Terveyden ja hyvinvoinnin laitos", "en")
    assert glossary.annotate(tokens, "en") is tokens


# ---- translations ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("sv", "familjecenter", [("familjecent", "perhekeskus")]),
        ("en", "family centre", [("famili", "perhekeskus", "perhe"), ("centr", "keskus", "keskusta")]),
        ("en", "family centers", [("famili", "perhekeskus", "perhe"), ("center", "keskus", "keskusta")]),
        ("en", "child welfare", [("child", "lastensuojelu", "lapsi"), ("welfar", "hyvinvointi")]),
        (
            "en",
            "child and family services",
            [("child", "lapsi", "perhepalvelu"), (), ("famili", "perhe"), ("servic", "palvelu")],
        ),
        ("sv", "krävande", [("kräv", "vaatia")]),
    ],
)
def test_words_of_the_programme_get_their_finnish_terms(
    language: Language, text: str, expected: list[tuple[str, ...]]
) -> None:
    assert translated(text, language) == expected


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("skolan", ("koulu",)),
        ("skolans", ("koulu",)),
        ("platserna", ("paikka",)),
        ("familjecentret", ("perhekeskus",)),
        ("familjecentren", ("perhekeskus",)),
        ("barnskyddet", ("lastensuojelu",)),
        ("lågtröskeltjänsterna", ("matala", "kynnys", "palvelu")),
    ],
)
def test_swedish_definite_form_is_the_same_word(word: str, terms: tuple[str, ...]) -> None:
    [(_, *finnish)] = translated(word, "sv")
    assert tuple(finnish) == terms


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        pytest.param("temadagen", ("aihe", "teema", "päivä"), id="as they are"),
        pytest.param("landskapsprojekt", ("maakunta", "hanke"), id="an s between them"),
        pytest.param("familjedag", ("perhe", "päivä"), id="an e between them"),
        pytest.param("spetsprojektblogg", ("kärkihanke", "blogi"), id="of parts that are compounds"),
        pytest.param("barnfamilj", ("lapsiperhe",), id="an entry of its own"),
        pytest.param("hockeyprojekt", (), id="one part unknown"),
        pytest.param("projekthockey", (), id="the other unknown"),
    ],
)
def test_swedish_compound_has_the_terms_of_its_parts(word: str, terms: tuple[str, ...]) -> None:
    [(_, *finnish)] = translated(word, "sv")
    assert tuple(finnish) == terms


def test_english_words_are_not_cut() -> None:
    assert translated("themeday", "en") == [("themeday",)]


@pytest.mark.parametrize(
    ("language", "text", "at", "term"),
    [
        ("sv", "Lappland", 0, "lappi"),
        ("sv", "i Borgå", 1, "porvoo"),
        ("sv", "Åbo", 0, "turku"),
        ("sv", "Norra Karelen", 0, "pohjois-karjala"),
        ("sv", "Södra Savolax", 0, "etelä-savo"),
        ("sv", "Norra Österbotten", 0, "pohjois-pohjanmaa"),
        ("sv", "Österbotten", 0, "pohjanmaa"),
        ("en", "in Lapland", 1, "lappi"),
        ("en", "in North Ostrobothnia", 1, "pohjois-pohjanmaa"),
        ("en", "Northern Ostrobothnia", 0, "pohjois-pohjanmaa"),
        ("en", "South Savo", 0, "etelä-savo"),
        ("en", "Åland Islands", 0, "ahvenanmaa"),
    ],
)
def test_place_names_get_their_finnish_terms(language: Language, text: str, at: int, term: str) -> None:
    assert translated(text, language)[at][1:] == (term,)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "Norra Österbotten"),
        ("sv", "Södra Österbotten"),
        ("sv", "Mellersta Österbotten"),
        ("en", "North Ostrobothnia"),
        ("en", "Central Ostrobothnia"),
    ],
)
def test_longest_place_name_wins(language: Language, text: str) -> None:
    assert "pohjanmaa" not in translated(text, language)[1]


@pytest.mark.parametrize(
    ("language", "text", "term"), [("sv", "Nyland", "uusimaa"), ("en", "Southwest Finland", "varsinais-suomi")]
)
def test_region_is_translated_to_the_term_that_its_inflected_forms_have(
    language: Language, text: str, term: str
) -> None:
    assert translated(text, language)[0][1:2] == (term,)


def test_finnish_is_not_translated() -> None:
    tokens = morphology.tokens("perhekeskus Lapissa")
    assert glossary.translate(tokens, "fi") is tokens


# ---- places ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "place"),
    [
        (("lappi",), Place("Lappi", "Lappi")),
        (("kittilä",), Place("Kittilä", "Lappi")),
        (("kuusamo",), Place("Kuusamo", "Pohjois-Pohjanmaa")),
        (("pohjanmaa",), Place("Pohjanmaa", "Pohjanmaa")),
        (("pohjois-pohjanmaa",), Place("Pohjois-Pohjanmaa", "Pohjois-Pohjanmaa")),
        (("pääkaupunkiseutu",), Place("Uusimaa", "Uusimaa")),
        (("siun", "sote"), Place("Pohjois-Karjala", "Pohjois-Karjala")),
        (("pielinen", "karjala"), Place("Pohjois-Karjala", "Pohjois-Karjala")),
        (("savo",), None),
        (("karjala",), None),
        (("perhe",), None),
        (("lappi", "lappi"), None),
        ((), None),
    ],
)
def test_place_of(phrase: tuple[str, ...], place: Place | None) -> None:
    assert glossary.place_of(phrase) == place


def test_a_place_is_in_its_region_and_in_that_which_it_changed_to() -> None:
    iitti = glossary.place_of(("iitti",))
    assert iitti == Place("Iitti", "Kymenlaakso", "Päijät-Häme")
    assert [iitti.is_in(region) for region in ("Kymenlaakso", "Päijät-Häme", "Kainuu, Kymenlaakso", "Kainuu", "")] == [
        *(True, True, True),
        *(False, False),
    ]
    # Another region whose name ends alike.
    assert not Place("Vaasa", "Pohjanmaa").is_in("Etelä-Pohjanmaa")
    assert (Place("Lappi", "Lappi").is_region, iitti.is_region) == (True, False)


def test_municipalities_of_a_region() -> None:
    assert glossary.municipalities_of("Kainuu") == (
        *("hyrynsalmi", "kajaani", "kuhmo", "paltamo", "puolanka", "ristijärvi", "sotkamo", "suomussalmi"),
    )
    assert "iitti" in glossary.municipalities_of("Päijät-Häme")


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("lapeen", "LAPEen"),
        ("lapesta", "LAPEsta"),
        ("LAPESSA", "LAPEssa"),
        ("LAPEssa", None),
        ("thln", "THL:n"),
        ("oysissa", "OYS:issa"),
        ("sotessa", "sote:ssa"),
        ("kelan", None),
        ("lapset", None),
        ("thl", None),
    ],
)
def test_an_abbreviation_with_a_case_ending(word: str, read: str | None) -> None:
    assert glossary.with_its_case(word) == read


def test_places_come_in_the_order_of_the_text_with_repeats() -> None:
    assert places("Kuusamo, Inari ja Kainuu; Inarissa myös Pohjois-Savosta.") == [
        Place("Kuusamo", "Pohjois-Pohjanmaa"),
        Place("Inari", "Lappi"),
        Place("Kainuu", "Kainuu"),
        Place("Inari", "Lappi"),
        Place("Pohjois-Savo", "Pohjois-Savo"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Siun soten alueella", ["Pohjois-Karjala"]),
        ("Pielisen Karjalassa", ["Pohjois-Karjala"]),
        ("Tampereen seudulla", ["Pirkanmaa"]),
        ("Etelä-Pohjanmaan ja Pohjanmaan", ["Etelä-Pohjanmaa", "Pohjanmaa"]),
        ("Pohjois-Pohjanmaalla", ["Pohjois-Pohjanmaa"]),
        ("Keski-Suomessa", ["Keski-Suomi"]),
        ("Varsinais-Suomessa", ["Varsinais-Suomi"]),
        ("Uudessakaupungissa", ["Varsinais-Suomi"]),
        ("Suomessa, Savossa ja Karjalassa", []),
        ("Perhekahvila on auki.", []),
        ("", []),
    ],
)
def test_longest_name_is_taken_in_any_case(text: str, expected: list[str]) -> None:
    assert regions(text) == expected


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Uudenmaan", "Uusimaa"),
        ("Uudellamaalla", "Uusimaa"),
        ("Keski-Uudellamaalla", "Uusimaa"),
        ("Nokialla", "Pirkanmaa"),
        ("Kaarinassa", "Varsinais-Suomi"),
    ],
)
def test_place_whose_base_form_has_several_readings_is_found_when_inflected(text: str, region: str) -> None:
    assert regions(text) == [region]


@pytest.mark.parametrize("text", ["noki", "kaaren muoto"])
def test_ordinary_word_is_no_place(text: str) -> None:
    assert regions(text) == []


# ---- the people of a place ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "home"),
    [
        ("satakuntalaisten", "Satakunta"),
        ("lappilaiset", "Lappi"),
        ("varsinaissuomalaisia", "Varsinais-Suomi"),
        ("Päijät-hämäläisten", "Päijät-Häme"),
        ("eteläpohjalainen", "Etelä-Pohjanmaa"),
        ("pohjanmaalaisten", "Pohjanmaa"),
        ("kittiläläisille", "Kittilä"),
        ("rovaniemeläiset", "Rovaniemi"),
        ("seinäjokelaisten", "Seinäjoki"),
        ("turkulainen", "Turku"),
        # Of several regions, of the whole country, and of no place.
        ("pohjalaisten", None),
        ("suomalaiset", None),
        ("asiakaslähtöinen", None),
        ("perheelliset", None),
    ],
)
def test_a_word_for_the_people_of_a_place_is_read_as_the_place(word: str, home: str | None) -> None:
    plain = morphology.tokens(word, "fi")
    [token] = glossary.with_homes(word, plain)
    place = glossary.place_among(token.terms[:3])
    assert (place.name if place else None) == home
    # What the word itself says is kept.
    assert set(plain[0].terms) <= set(token.terms)
    assert (token.start, token.end) == (0, len(word))
