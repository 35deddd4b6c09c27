import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from lape_qa.errors import QuestionError
from lape_qa.language import morphology, spelling
from lape_qa.language.model import Span
from lape_qa.language.spelling import Speller
from lape_qa.question.analysis import MAX_QUESTION_CHARS, analyse
from lape_qa.question.form import Form
from lape_qa.question.model import Carried
from support.fakes import FakeEncoder


def refusal(question: str, encoder: FakeEncoder) -> str:
    with pytest.raises(QuestionError) as error:
        analyse(question, encoder)
    assert encoder.encoded == [], "what is refused is not encoded"
    assert "\n" not in str(error.value)
    return str(error.value)


def test_question_is_analysed_once_for_everyone(encoder: FakeEncoder) -> None:
    query = analyse("Missä Lapin perhekeskukset ovat?", encoder)
    assert query.text == "Missä Lapin perhekeskukset ovat?"
    assert query.language == "fi"
    assert query.words == (("lappi",), ("perhekeskus", "perhe", "keskus"))
    assert encoder.encoded == [("Missä Lapin perhekeskukset ovat?", "query")]
    np.testing.assert_array_equal(query.vector, FakeEncoder().encode(["Missä Lapin perhekeskukset ovat?"], "query")[0])


def test_terms_are_those_of_the_questions_language(encoder: FakeEncoder) -> None:
    query = analyse("Where are the schools?", encoder)
    assert query.language == "en"
    assert [word[0] for word in query.words] == ["school"]


def test_name_in_a_swedish_or_english_question_is_read_as_finnish_too(encoder: FakeEncoder) -> None:
    query = analyse("Vem är Riku Niemistö i Kittilä?", encoder)
    assert query.language == "sv"
    assert [term in word for word, term in zip(query.words, ["riku", "niemistö", "kittilä"], strict=True)] == [True] * 3


def test_names_places_and_numbers_are_told_from_other_words(encoder: FakeEncoder) -> None:
    query = analyse("Montako lapsen asiaa Riku Niemistö johti kittilässä 20.3.2019 ja THL:ssä?", encoder)
    assert [(word[0], name) for word, name in zip(query.words, query.named, strict=True)] == [
        ("lapsi", False),
        ("asia", False),
        ("riku", True),
        ("niemistö", True),
        ("johtaa", False),
        ("kittilä", True),
        ("03-20", True),
        ("thl", True),
    ]


def test_question_is_composed_and_its_white_space_made_single(encoder: FakeEncoder) -> None:
    query = analyse(" \n Missa\u0308\u00a0 on\tKittila\u0308?\u2028", encoder)
    assert query.text == "Missä on Kittilä?"
    assert query.words == (("kittilä",),)
    assert encoder.encoded == [("Missä on Kittilä?", "query")]


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u00a0"])
def test_empty_question_is_refused(question: str, encoder: FakeEncoder) -> None:
    assert "empty" in refusal(question, encoder)


@pytest.mark.parametrize("question", ["?", "... !?", "—", "👨\u200d👩\u200d👧", "\u00ad\u200b"])
def test_question_without_a_word_is_refused(question: str, encoder: FakeEncoder) -> None:
    assert "no word" in refusal(question, encoder)


def test_question_of_1001_characters_is_refused(encoder: FakeEncoder) -> None:
    assert "1001" in refusal("x" * 1001, encoder)
    assert "1000" in refusal("x" * 1001, encoder)


def test_question_of_1000_characters_is_read(encoder: FakeEncoder) -> None:
    assert MAX_QUESTION_CHARS == 1000
    assert len(analyse("perhe " * 166 + "kuka", encoder).text) == 1000


def test_white_space_and_combining_marks_do_not_count(encoder: FakeEncoder) -> None:
    assert len(analyse(" " * 2000 + "a\u0308" * 1000 + "\n" * 2000, encoder).text) == 1000


def test_a_sign_counts_for_as_many_as_it_stands_for(encoder: FakeEncoder) -> None:
    # The greeting is one sign, and 18 once it is read.
    assert unicodedata.normalize("NFKC", "ﷺ") == "صلى الله عليه وسلم"
    assert "1008" in refusal("ﷺ" * 56, encoder)
    assert len(analyse("ﷺ" * 55, encoder).text) == 55


def test_marks_beyond_four_a_letter_are_counted_before_they_are_joined(encoder: FakeEncoder) -> None:
    assert "4001" in refusal("a" + "\u0301" * 4000, encoder)


def test_an_earlier_question_that_is_too_long_is_left_out(encoder: FakeEncoder) -> None:
    long = "Missä Kainuun perhekeskukset ovat? " + "a" * 1000
    assert analyse("Entä Lapissa?", encoder, history=[long]).carried == ()
    assert (
        analyse("Entä Lapissa?", encoder, history=[long, long[:34]]).meant == "Entä Lapissa? Missä perhekeskukset ovat?"
    )


def test_question_that_is_not_valid_unicode_is_refused(encoder: FakeEncoder) -> None:
    # What Python makes of a Latin-1 "ä" on the command line, and JSON of "\\ud83d".
    refusal("Mik\udce4 on LAPE?", encoder)
    refusal("Mikä on LAPE \ud83d?", encoder)


def test_slips_are_mended_before_anything_else_and_the_question_stays_as_asked(
    encoder: FakeEncoder, tmp_path: Path
) -> None:
    spelling.write(tmp_path / "forms.json", Counter(spelling.forms("Perhekeskus on Sodankylässä, missä muuallakin.")))
    speller = Speller((tmp_path / "forms.json").read_bytes(), {"perhekeskus", "perhe", "keskus", "sodankylä"})
    query = analyse("missa sodankylan perhekekus on", encoder, speller)
    assert query.text == "missa sodankylan perhekekus on"
    assert query.meant == "missä sodankylän Perhekeskus on"
    assert query.words == (("sodankylä",), ("perhekeskus", "perhe", "keskus"))
    assert encoder.encoded == [("missä sodankylän Perhekeskus on", "query")]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        # The first is nothing by itself, and could be read as speech.
        ("montako kohtaamis paikkaa oli", "montako kohtaamispaikkaa oli"),
        ("Kohtaamis paikat, missä?", "Kohtaamispaikat, missä?"),
        # Of three words, two at a time.
        ("mikä on koti palvelu ohjelma", "mikä on kotipalveluohjelma"),
        ("Mitä ohjelma vuosina 2018–2019 tehtiin?", "Mitä ohjelma vuosina 2018–2019 tehtiin?"),
        ("Mitä on kohtaamis, paikka?", "Mitä on kohtaamissa, paikka?"),
        ("Mikä on Kohtaamis Paikka?", "Mikä on Kohtaamis Paikka?"),
        ("lape ohjelma", "lape ohjelma"),
    ],
)
def test_a_compound_that_is_written_apart_is_one_word(
    encoder: FakeEncoder, asked: str, meant: str, tmp_path: Path
) -> None:
    text = "Kohtaamispaikka, kotipalvelu, kotipalveluohjelma, ohjelmavuosi, lapeohjelma, ohjelma, LAPE."
    spelling.write(tmp_path / "forms.json", Counter(spelling.forms(text)))
    terms = {term for form in spelling.forms(text) for term in morphology.terms(form)}
    query = analyse(asked, encoder, Speller((tmp_path / "forms.json").read_bytes(), terms))
    assert (query.text, query.meant) == (asked, meant)


def test_an_inflected_abbreviation_is_no_slip(encoder: FakeEncoder, tmp_path: Path) -> None:
    spelling.write(tmp_path / "forms.json", Counter(spelling.forms("LAPE Läpeen Lapissa")))
    speller = Speller((tmp_path / "forms.json").read_bytes(), {"lape", "lappi", "läpi"})
    query = analyse("mitä lapeen kuului ja miksi lapessa on LAPEn malli", encoder, speller)
    assert query.meant == "mitä LAPEen kuului ja miksi LAPEssa on LAPEn malli"
    assert [word[0] for word in query.words] == ["lape", "kuulua", "lape", "lape", "malli"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("etela pohjanmaalla", "etelä-pohjanmaa"),
        ("Pohjois Savossa", "pohjois-savo"),
        ("keskipohjanmaalla", "keski-pohjanmaa"),
        ("paijat-hameessa", "päijät-häme"),
    ],
)
def test_place_names_are_read_without_their_hyphens_and_dots(
    typed: str, place: str, encoder: FakeEncoder, tmp_path: Path
) -> None:
    spelling.write(tmp_path / "forms.json", Counter(spelling.forms(place)))
    query = analyse(f"neuvola {typed}", encoder, Speller((tmp_path / "forms.json").read_bytes(), {"neuvola", place}))
    assert query.words == (("neuvola",), (place,))
    assert query.required == (False, True)


def test_words_know_where_they_stand() -> None:
    query = analyse("Missä kerho alkoi ja loppui?", FakeEncoder())
    assert [word[0] for word in query.words] == ["kerho", "alkaa", "loppua"]
    assert query.spans == (Span(6, 11), Span(12, 17), Span(21, 27))
    assert query.written == ["kerho", "alkoi", "loppui"]
    assert query.parts == ()


def test_of_two_questions_the_second_may_lean_on_the_first() -> None:
    encoder = FakeEncoder()
    query = analyse("Missä Kainuun kerho alkoi ja kuka sitä johti?", encoder)
    first, second = query.parts
    assert (first.text, first.meant, first.carried) == ("Missä Kainuun kerho alkoi", "Missä Kainuun kerho alkoi", ())
    assert (second.text, second.meant) == ("kuka sitä johti?", "kuka sitä johti? Kainuun kerho alkoi")
    assert second.carried == (Carried("topic", "kerho alkoi"), Carried("region", "Kainuu"))
    assert [word[0] for word in second.words] == ["johtaa", "kainuu", "kerho", "alkaa"]
    assert second.required == (False, True, False, False)
    assert first.parts == second.parts == ()
    assert [text for text, _ in encoder.encoded] == [first.meant, second.meant]
    assert query.encoded is first.encoded


def test_a_question_about_an_author_is_about_what_the_text_is_about() -> None:
    query = analyse("Kuka kirjoitti blogikirjoituksen Kainuun kerhosta?", FakeEncoder())
    assert [word[0] for word in query.words] == ["kainuu", "kerho"]
    assert [word[0] for word in analyse("Vem skrev om barnen?", FakeEncoder()).words] == ["barn"]
    # Without anything else to go by they stay; and in other questions they may be the topic.
    assert [word[0] for word in analyse("Kuka kirjoitti blogin?", FakeEncoder()).words] == ["kirjoittaa", "blogi"]
    assert [word[0] for word in analyse("Milloin blogi alkoi?", FakeEncoder()).words] == ["blogi", "alkaa"]


def test_a_question_that_asks_two_things_of_one_is_one() -> None:
    assert analyse("Milloin ja missä kerho alkoi?", FakeEncoder()).parts == ()


def test_what_a_follow_up_takes_over_is_no_question_of_its_own() -> None:
    query = analyse("Entä Lapissa?", FakeEncoder(), None, ["Montako kerhoa Kainuussa oli?"])
    assert query.meant == "Entä Lapissa? Montako kerhoa oli?"
    assert query.parts == ()


def test_each_side_of_a_comparison_is_asked_by_itself() -> None:
    query = analyse("Kummassa kävi enemmän väkeä, Kainuussa vai Lapissa?", FakeEncoder())
    assert [part.meant for part in query.parts] == [
        "Kummassa kävi enemmän väkeä, Kainuussa",
        "Kummassa kävi enemmän väkeä, Lapissa?",
    ]


def test_hyphenated_swedish_name_of_a_region_is_required() -> None:
    query = analyse("Hur mycket fick Päijänne-Tavastlands projekt?", FakeEncoder())
    required = [word for word, must in zip(query.words, query.required, strict=True) if must]
    assert [word[0] for word in required] == ["päijänne-tavastland"]
    assert "päijät-häme" in required[0]


def test_a_question_for_more_is_the_earlier_one_asked_again() -> None:
    query = analyse("Tell me more", FakeEncoder(), None, ["Montako kerhoa Kainuussa oli?"])
    assert (query.text, query.meant, query.more) == ("Tell me more", "Montako kerhoa Kainuussa oli?", 1)
    assert query.carried == (Carried("topic", "kerhoa"), Carried("region", "Kainuu"))
    assert query.language == "fi"
    assert [word[0] for word in query.words] == ["kerho", "kainuu"]
    # All of it is what is asked now.
    assert query.own_end == len(query.meant)


def test_more_on_a_comparison_is_asked_of_each_side() -> None:
    query = analyse("Kerro lisää", FakeEncoder(), None, ["Kummassa kävi enemmän väkeä, Kainuussa vai Lapissa?"])
    assert len(query.parts) == 2


def test_what_a_question_takes_over_stands_behind_its_own_words() -> None:
    query = analyse("Milloin se alkoi?", FakeEncoder(), None, ["Missä kerho on?"])
    assert query.meant == "Milloin se alkoi? kerho"
    assert query.own_end == len("Milloin se alkoi?")
    assert analyse("Milloin kerho alkoi?", FakeEncoder()).own_end == len("Milloin kerho alkoi?")


def test_few_words_lean_readily_only_when_it_is_asked_for() -> None:
    history = ["Missä kerho on?"]
    assert analyse("Kuka kirjoitti raportin?", FakeEncoder(), None, history).carried == ()
    readily = analyse("Kuka kirjoitti raportin?", FakeEncoder(), None, history, readily=True)
    assert readily.carried == (Carried("topic", "kerho"),)


def test_what_is_said_before_a_question_is_no_part_of_it_nor_of_one_that_goes_on_with_it() -> None:
    asked = analyse("Voitko kertoa, mikä on perhekeskus?", FakeEncoder())
    assert (asked.text, asked.meant) == ("Voitko kertoa, mikä on perhekeskus?", "mikä on perhekeskus?")
    assert asked.own_end == len("mikä on perhekeskus?")
    more = analyse("Kerro lisää", FakeEncoder(), history=["Voitko kertoa, mikä on perhekeskus?"])
    assert (more.meant, more.shape.form, more.more) == ("mikä on perhekeskus?", Form.DEFINITION, 1)
    leaning = analyse("Hei! Entä Lapissa?", FakeEncoder(), history=["Mitä Kainuussa tehtiin?"])
    assert leaning.meant[: leaning.own_end] == "Hei! Entä Lapissa?"


def test_an_earlier_question_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(QuestionError, match=r"^an earlier question is not valid Unicode: send it as UTF-8$"):
        analyse("Entä Lapissa?", FakeEncoder(), history=["Mikä on \ud800?"])


@pytest.mark.parametrize(
    ("question", "form", "words", "parted"),
    [
        ("maahanmuuttajaperheet", Form.TOPIC, ["maahanmuuttaja", "perheet"], True),
        ("Miten maahanmuuttajaperheitä tuettiin?", Form.OVERVIEW, ["maahanmuuttaja", "perheitä", "tuettiin"], True),
        # What something is, is said of it as a whole.
        ("Mikä on maahanmuuttajaperhe?", Form.DEFINITION, ["maahanmuuttajaperhe"], False),
        # A source has it as a whole, or lacks a part of it.
        ("perhekeskukset", Form.TOPIC, ["perhekeskukset"], False),
        ("maahanmuuttajakeskukset", Form.TOPIC, ["maahanmuuttajakeskukset"], False),
    ],
)
def test_a_compound_that_no_source_has_is_read_as_its_parts(
    question: str, form: Form, words: list[str], parted: bool, encoder: FakeEncoder, tmp_path: Path
) -> None:
    spelling.write(tmp_path / "forms.json", Counter())
    terms = {"maahanmuuttaja", "perhe", "perhekeskus"}
    query = analyse(question, encoder, Speller((tmp_path / "forms.json").read_bytes(), terms))
    assert (query.shape.form, query.written, query.shape.parted) == (form, words, parted)
