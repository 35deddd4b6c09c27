from pathlib import Path

import pytest

from lape_qa.answer.defining import Subject, defining, is_known, is_one_of_them, subject_of
from lape_qa.language.model import Language, Span
from support.fakes import document
from support.indexes import ask, indexed
from support.pools import pool


def subject(question: str) -> Subject:
    return subject_of(ask(question))


def worth(folder: Path, question: str, *sentences: str, language: Language = "fi") -> dict[str, float]:
    """How far each sentence, in a document of its own, says what the subject of a question is."""
    documents = [document(text, f"d{at}", title="Toiminta", language=language) for at, text in enumerate(sentences)]
    found = pool(indexed(folder, documents), question)
    values = defining(found, subject_of(found.query)).tolist()
    assert set(found.grounds.texts) == set(sentences)
    return dict(zip(found.grounds.texts, values, strict=True))


# ---- the subject --------------------------------------------------------------------------------------------


def test_a_subject_is_the_base_forms_of_its_words() -> None:
    assert subject("Mikä on perhekeskus?") == Subject((frozenset({"perhekeskus"}),))
    assert subject("Mikä on perhekeskusten kansallinen verkosto?").words == (
        frozenset({"perhekeskus"}),
        frozenset({"kansallinen"}),
        frozenset({"verkosto"}),
    )


def test_an_abbreviation_has_its_full_name_too() -> None:
    assert subject("Mikä on STM?").full_name == "sosiaali- ja terveysministeriö"
    assert subject("Mikä on LAPE-ohjelma?") == Subject(
        (frozenset({"lape", "lape-ohjelma"}),), "lapsi- ja perhepalveluiden muutosohjelma"
    )
    # Of several words the abbreviation is but one.
    assert subject("Mikä on LP neuvolassa?").full_name is None
    assert subject("Mikä on LAPE-akatemia?").full_name is None


def test_a_swedish_subject_is_its_finnish_name_too() -> None:
    assert subject("Vad är ett familjecenter?").words == (frozenset({"familjecent", "perhekeskus"}),)


# ---- where it stands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("Mikä on perhekeskus?", "Uusi perhekeskus avattiin.", "perhekeskus"),
        ("Mikä on perhekeskus?", "Kittilän perhekeskuksissa leikitään.", "perhekeskuksissa"),
        # A compound is another thing, and so is a part of the name.
        ("Mikä on perhekeskus?", "Perhekeskustyö alkoi.", None),
        ("Mikä on perhekeskus?", "Keskus palvelee perhettä.", None),
        ("Mikä on LAPE?", "Oli LAPE-ohjelmassa mukana.", "LAPE-ohjelmassa"),
        ("Mikä on LAPE?", "Oli LAPE-akatemiassa mukana.", None),
        ("Mikä on LAPE-akatemia?", "LAPE-ohjelma alkoi.", None),
        ("Mikä on Lapset puheeksi -menetelmä?", "Tuo Lapset puheeksi -menetelmä auttaa.", "Lapset puheeksi -menetelmä"),
        ("Mikä on vanhemmuuden tuki?", "Vanhemmuutta auttaa, sanottiin, aina tuki.", "Vanhemmuutta … tuki"),
        # Of two words the places may differ by four, not by five, and they stand in their order.
        ("Mikä on vanhemmuuden tuki?", "Vanhemmuutta auttaa, sanottiin, aina arjen tuki.", None),
        ("Mikä on vanhemmuuden tuki?", "Tuki kuuluu vanhemmuuteen.", None),
        # What the programme's name stands before is one of them.
        ("Mikä on muutosagentti?", "LAPE-muutosagentin työ alkoi.", "LAPE-muutosagentin"),
        ("Mikä on OT-keskus?", "Avataan OT-keskusten verkosto.", "OT-keskusten"),
        ("Mikä on vanhemmuuden tuki?", "Tuki on tärkeää.", None),
    ],
)
def test_a_subject_is_found_as_itself_with_its_words_close_upon_each_other(
    question: str, text: str, found: str | None
) -> None:
    span = subject(question).found_in(text, "fi")
    if found is None:
        assert span is None
    else:
        first, *_, last = found.split(" … ") if "…" in found else [found, found]
        assert span == Span(text.index(first), text.index(last) + len(last))


def test_a_subject_without_words_is_found_nowhere() -> None:
    assert Subject(()).found_in("Perhekeskus avattiin.", "fi") is None


# ---- what defines it ----------------------------------------------------------------------------------------


def test_finnish_sentences_define_by_how_they_name_the_subject(tmp_path: Path) -> None:
    assert worth(
        tmp_path,
        "Mikä on perhekeskus?",
        "Perhekeskus on palvelujen verkosto.",
        "Perhekeskukset ovat yhteisiä paikkoja.",
        "Perhekeskus (aiemmin neuvola) maalattiin eilen.",
        "Verkostoa kutsutaan nimellä perhekeskus.",
        "Kittilän perhekeskus on uudessa talossa.",
        "Avointa toimintaa kokoava perhekeskus on ilmainen.",
        "Perhekeskuksen ovi on auki arkisin.",
        "Perhekeskus avattiin kesällä Inariin.",
        "Lasten iloksi kaupungissa perhekeskus avattiin.",
        "Perhekeskustyö on aikuisten keskinäistä työtä.",
    ) == pytest.approx(
        {
            "Perhekeskus on palvelujen verkosto.": 1.0,
            "Perhekeskukset ovat yhteisiä paikkoja.": 1.0,
            "Perhekeskus (aiemmin neuvola) maalattiin eilen.": 1.0,
            # It is said what it is called, the name 31 letters on.
            "Verkostoa kutsutaan nimellä perhekeskus.": 0.8,
            # One of its kind.
            "Kittilän perhekeskus on uudessa talossa.": 0.5,
            # 28 letters on.
            "Avointa toimintaa kokoava perhekeskus on ilmainen.": 0.4,
            # Of its door: 0.3 * 0.4.
            "Perhekeskuksen ovi on auki arkisin.": 0.12,
            # No word follows that defines, but it opens with its name.
            "Perhekeskus avattiin kesällä Inariin.": 0.4,
            # Both: 0.4 * 0.3.
            "Lasten iloksi kaupungissa perhekeskus avattiin.": 0.12,
            # A compound is another thing.
            "Perhekeskustyö on aikuisten keskinäistä työtä.": -1.0,
        }
    )


def test_an_abbreviation_is_explained_by_its_full_name(tmp_path: Path) -> None:
    assert worth(
        tmp_path,
        "Mikä on STM?",
        "STM on ministeriö Helsingissä.",
        "STM eli sosiaali- ja terveysministeriö johti ohjelmaa.",
        "Sosiaali- ja terveysministeriö (STM) rahoitti hankkeita.",
        "Sosiaali- ja terveysministeriö on valtion virasto.",
        "Sosiaali- ja terveysministeriö rahoitti kuntia.",
        "Kuntia auttoi STM rahoituksella.",
    ) == pytest.approx(
        {
            "STM on ministeriö Helsingissä.": 1.0,
            "STM eli sosiaali- ja terveysministeriö johti ohjelmaa.": 1.0,
            # Both names, and no word that defines.
            "Sosiaali- ja terveysministeriö (STM) rahoitti hankkeita.": 0.9,
            # The full name alone, with and without a word that defines.
            "Sosiaali- ja terveysministeriö on valtion virasto.": 1.0,
            "Sosiaali- ja terveysministeriö rahoitti kuntia.": 0.3,
            "Kuntia auttoi STM rahoituksella.": 0.3,
        }
    )


def test_the_programme_is_defined_where_its_name_means_it(tmp_path: Path) -> None:
    assert worth(
        tmp_path,
        "Mikä on LAPE?",
        "LAPE-ohjelma oli laaja uudistus.",
        "Ohjelman lyhenne on LAPE.",
        "Kainuun LAPE on pieni.",
        "LAPE-akatemia on johtajien koulutus.",
        "LAPE-hankkeessa tehtiin paljon työtä.",
    ) == pytest.approx(
        {
            "LAPE-ohjelma oli laaja uudistus.": 1.0,
            # An abbreviation says nothing by itself, so what says what it stands for counts most.
            "Ohjelman lyhenne on LAPE.": 1.2,
            "Kainuun LAPE on pieni.": 0.5,
            "LAPE-akatemia on johtajien koulutus.": -1.0,
            # Inflected and without a word that defines, but it opens with its name.
            "LAPE-hankkeessa tehtiin paljon työtä.": 0.4,
        }
    )


def test_a_sentence_may_say_what_something_is_for_or_of_what_kind(tmp_path: Path) -> None:
    assert worth(
        tmp_path,
        "Mikä on Perhetupa?",
        "Perhetuvan tehtävänä on auttaa perheitä.",
        "Perhetuvassa perheet leikkivät.",
        "Perhetuvan ovi on sininen.",
        "Perheet kävivät kohtaamispaikan keskus Perhetuvassa.",
        "Taloista muodostuu Perhetupa.",
        "Perhetupa on mukana kokeilussa.",
        "Perhetupa avattiin vuonna 2021.",
        "Kylään avattiin talo, jonka nimi on Koivula, ja Perhetupa.",
    ) == pytest.approx(
        {
            "Perhetuvan tehtävänä on auttaa perheitä.": 0.8,
            "Perhetuvassa perheet leikkivät.": 0.4,
            # Of its door: 0.3 * 0.4.
            "Perhetuvan ovi on sininen.": 0.12,
            # Its kind stands before it.
            "Perheet kävivät kohtaamispaikan keskus Perhetuvassa.": 0.6,
            "Taloista muodostuu Perhetupa.": 0.8,
            # To take part is not to be something.
            "Perhetupa on mukana kokeilussa.": 0.4,
            # 0.3 without a word that defines, 0.7 of one year.
            "Perhetupa avattiin vuonna 2021.": 0.21,
            # Another thing's name: 0.4 later, 0.3 without a word that defines.
            "Kylään avattiin talo, jonka nimi on Koivula, ja Perhetupa.": 0.12,
        }
    )


def test_a_name_within_a_longer_name_is_another_thing(tmp_path: Path) -> None:
    assert worth(
        tmp_path,
        "Mikä on LAPE?",
        "LAPE Etelä-Savo -hanke oli laaja uudistus.",
        "Hankkeen nimi oli LAPE PKS Lapsen paras.",
        "LAPE oli laaja uudistus.",
    ) == pytest.approx(
        {
            "LAPE Etelä-Savo -hanke oli laaja uudistus.": -1,
            "Hankkeen nimi oli LAPE PKS Lapsen paras.": -1,
            "LAPE oli laaja uudistus.": 1.0,
        }
    )
    # A place behind a common word belongs to the sentence, not to the name.
    assert worth(
        tmp_path / "common",
        "Mikä on perhekeskus?",
        "Perhekeskus Kainuussa on verkosto.",
        "Perhekeskus Omatila -hanke on verkosto.",
    ) == pytest.approx({"Perhekeskus Kainuussa on verkosto.": 1.0, "Perhekeskus Omatila -hanke on verkosto.": -1})


def test_what_letters_stand_for_is_told_where_they_stand_in_brackets(tmp_path: Path) -> None:
    sentence = "Sosiaali- ja terveysministeriö (STM) rahoitti hankkeita."
    assert worth(tmp_path / "is", "Mikä on STM?", sentence) == pytest.approx({sentence: 0.9})
    # What belongs to the ministry, and what is said on the way, say less of it.
    belongs = "Sosiaali- ja terveysministeriön (STM) virkamies vieraili Kainuussa."
    later = "Hankkeita rahoitti sosiaali- ja terveysministeriö (STM)."
    assert worth(tmp_path / "of", "Mikä on STM?", belongs, later) == pytest.approx({belongs: 0.6, later: 0.6})
    assert worth(tmp_path / "for", "Mistä lyhenne STM tulee?", sentence) == pytest.approx({sentence: 1.5})


def test_swedish_and_english_sentences_define_in_their_own_words(tmp_path: Path) -> None:
    assert worth(
        tmp_path / "sv",
        "Vad är ett familjecenter?",
        "Ett familjecenter är ett nätverk.",
        "Nätverket kallas familjecenter.",
        "Barnen i byn fick ett eget familjecenter.",
        language="sv",
    ) == pytest.approx(
        {
            "Ett familjecenter är ett nätverk.": 1.0,
            "Nätverket kallas familjecenter.": 1.0,
            # 28 letters on, and nothing follows.
            "Barnen i byn fick ett eget familjecenter.": 0.12,
        }
    )
    assert worth(
        tmp_path / "en",
        "What is a family centre?",
        "A family centre is a network.",
        "A family centre opened.",
        language="en",
    ) == pytest.approx({"A family centre is a network.": 1.0, "A family centre opened.": 0.3})


def test_only_what_may_be_quoted_is_looked_at(tmp_path: Path) -> None:
    documents = [
        document("Perhekeskus on palvelujen verkosto.", "one", title="Toiminta"),
        document("Perhekeskus on yhteinen talo.", "other", title="Toiminta"),
    ]
    found = pool(indexed(tmp_path, documents), "Mikä on perhekeskus?")
    [one] = [number for number, text in enumerate(found.grounds.texts) if "verkosto" in text]
    only = found.only(found.scores != found.scores[one])
    values = defining(only, subject_of(found.query))
    assert [values[one], values[1 - one]] == [-1.0, 1.0]


@pytest.mark.parametrize(
    ("before", "expected"),
    [("Kittilän ", True), ("Uuden Nousiaisten ", True), ("Vasas ", True), ("", False), ("Avoin ja iso ", False)],
)
def test_an_owner_before_a_name_makes_it_one_of_its_kind(before: str, expected: bool) -> None:
    assert is_one_of_them(before) is expected


# ---- what the sources know ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Mikä on perhekeskus?", True),
        ("Mikä on keskus?", True),
        # The parts alone are not the whole, and one word of two is not both.
        ("Mikä on perhekeskusmalli?", False),
        ("Mikä on avoin perhekeskus?", False),
        ("Vad är ett familjecenter?", True),
        # A place alone has no words that could be unknown.
        ("Kainuu", True),
    ],
)
def test_a_subject_is_known_by_its_whole_words(question: str, expected: bool) -> None:
    vocabulary = {"perhekeskus": 0, "perhe": 1, "keskus": 2, "malli": 3}
    assert is_known(ask(question), vocabulary) is expected
