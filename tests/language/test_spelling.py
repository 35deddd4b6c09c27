import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.language import morphology, spelling
from lape_qa.language.model import Language
from lape_qa.language.spelling import Speller, fold
from support.growth import is_linear

TEXTS = [
    "Sodankylän perhekeskuksessa avattiin kohtaamispaikka. Kohtaamispaikka on avoinna.",
    "Päijät-Hämeen työntekijät saavat koulutusta. Kotipalvelua saa Suomesta.",
    "Österbotten samt Virtanen. Talo on saatu.",
]


@pytest.fixture(scope="module")
def speller(tmp_path_factory: pytest.TempPathFactory) -> Speller:
    file = tmp_path_factory.mktemp("spelling") / "forms.json"
    spelling.write(file, Counter(spelling.forms(" ".join(TEXTS))))
    return Speller(file.read_bytes(), {term for text in TEXTS for term in morphology.terms(text)})


def test_forms_are_written_most_frequent_first(tmp_path: Path) -> None:
    spelling.write(tmp_path / "forms.json", Counter(spelling.forms("talo Lappi talo lappi talo Lappi")))
    assert json.loads((tmp_path / "forms.json").read_text(encoding="utf-8")) == ["talo", "Lappi", "lappi"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sodankylan", "Sodankylän"),  # dots, the form stands in a source
        ("paijat-hameen", "Päijät-Hämeen"),
        ("paijathameen", "Päijät-Hämeen"),  # the hyphen too
        ("tyontekijoilla", "työntekijöillä"),  # a form that no source has: good Finnish, base form known
        ("perhekekuksessa", "perhekeskuksessa"),  # one letter of 16 missing
        ("kotamispaikka", "kohtaamispaikka"),  # two letters
        ("suomesa", "suomessa"),  # a single letter for a double one
        ("kooulutusta", "koulutusta"),  # a double letter for a single one
    ],
)
def test_slip_is_mended(speller: Speller, typed: str, meant: str) -> None:
    assert speller.mended(typed, "fi", is_name=False) == meant


@pytest.mark.parametrize(
    "word",
    [
        "perhekeskus",  # stands in a source in another form
        "hevonen",  # good Finnish that no source has
        "sää",  # dots are never taken away: no slip for saa
        "tala",  # too short for a guess
        "xyzzyqwert",  # nothing near
        "rterveys",  # near only to a word with another first letter
        "20l8",  # a code
        "missä",  # carries no topic
    ],
)
def test_other_words_stay(speller: Speller, word: str) -> None:
    assert speller.mended(word, "fi", is_name=False) == word


@pytest.mark.parametrize(
    ("first", "second", "joins"),
    [
        ("kohtaamis", "paikkaa", True),  # the first is nothing by itself
        ("perhe", "keskuksessa", True),
        ("Kohtaamis", "paikat", True),  # at the beginning of a question
        ("koti", "palvelu", True),
        ("perheen", "keskus", False),  # no compound has this form in it
        ("koti", "talo", False),  # no source has it
        ("kotip", "alvelu", False),  # the border is elsewhere
        ("kohtaamis" * 9, "paikka", False),
    ],
)
def test_two_words_are_one_compound_of_the_sources(speller: Speller, first: str, second: str, joins: bool) -> None:
    assert speller.joins(first, second) == joins


def test_unknown_name_stays_one(speller: Speller) -> None:
    assert speller.mended("Virtamen", "fi", is_name=True) == "Virtamen"
    assert speller.mended("virtamen", "fi", is_name=False) == "Virtanen"


def test_dots_of_a_name_are_put_back(speller: Speller) -> None:
    assert speller.mended("Sodankylan", "fi", is_name=True) == "Sodankylän"


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [("sv", "osterbotten", "Österbotten"), ("sv", "samtt", "samtt"), ("en", "tyontekijat", "tyontekijat")],
)
def test_only_names_in_other_languages(speller: Speller, language: Language, typed: str, meant: str) -> None:
    assert speller.mended(typed, language, is_name=False) == meant


def test_a_word_longer_than_any_is_left_as_it_is(speller: Speller) -> None:
    # Of a thousand letters, a thousand variants of a thousand letters would have to be made.
    assert is_linear(lambda size: "oa" * (size // 2), lambda word: speller.mended(word, "fi", False), 1000)
    assert speller.mended("oa" * 500, "fi", False) == "oa" * 500


def test_fold_drops_case_dots_rings_and_hyphens() -> None:
    assert fold("Päijät-HÄMEEN Åbo") == "paijathameen abo"


@given(st.text(max_size=20), st.sampled_from(["fi", "sv", "en"]), st.booleans())
def test_anything_can_be_typed(speller: Speller, word: str, language: Language, is_name: bool) -> None:
    mended = speller.mended(word, language, is_name)
    assert mended == word or morphology.terms(mended, language)


def test_forms_of_which_few_changed_are_put_where_they_belong(tmp_path: Path) -> None:
    forms = [f"{letter}{number}" for number in range(40) for letter in "aAbBäÄ"]
    before = Counter({form: 1 + number % 5 for number, form in enumerate(forms)})
    changes = {"a0": -1, "A7": 3, "Ä39": 1, "b12": 40, "c1": 1, "C1": 1, "zz": 2, "B3": 0}
    now = before + Counter(changes)
    now.subtract({form: -by for form, by in changes.items() if by < 0})
    now = +now
    assert now["a0"] == before["a0"] - 1
    for changed in (changes.keys(), before.keys() | changes.keys()):
        known = spelling.Before.of(spelling.to_bytes(before), changed)
        assert known.ordered(now) == json.loads(spelling.to_bytes(now))
        spelling.write(tmp_path / "forms.json", now, known)
        assert (tmp_path / "forms.json").read_bytes() == spelling.to_bytes(now)
