import pytest

from lape_qa.language.model import Language
from lape_qa.language.names import own_forms


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("LAPE", {"lape"}),
        ("LAPEn", {"lape"}),
        ("lapessa", {"lape"}),
        ("STM:n", {"stm"}),
        ("perhekeskuksissa", {"perhekeskus"}),
        # A name before a word for the same thing is that thing.
        ("LAPE-ohjelma", {"lape", "lape-ohjelma"}),
        ("LAPE-ohjelmassa", {"lape", "lape-ohjelma"}),
        ("lape-ohjelma", {"lape", "lape-ohjelma"}),
        ("LAPE-muutosohjelman", {"lape", "lape-muutosohjelma"}),
        ("LP-menetelmää", {"lp", "lp-menetelmä"}),
        ("Kainuu-hanke", {"kainuu", "kainuu-hanke"}),
        # Written as one, an abbreviation is.
        ("lapehanke", {"lape", "lapehanke"}),
        ("Lapehankkeessa", {"lape", "lapehanke"}),
        # Before another word it is something else.
        ("LAPE-akatemia", {"lape-akatemia"}),
        ("lapehankehakemus", {"lapehankehakemus"}),
        # An ordinary word is no name: a reform of schools is no school.
        ("koulu-uudistus", {"koulu-uudistus"}),
        ("perhekeskushanke", {"perhekeskushanke"}),
        ("lapsityö", {"lapsityö"}),
    ],
)
def test_a_finnish_word_names_what_it_is_as_a_whole(word: str, forms: set[str]) -> None:
    assert own_forms(word, "fi") == forms


@pytest.mark.parametrize(
    ("word", "language", "forms"),
    [
        ("LAPE", "sv", {"lap"}),
        ("familjecenter", "sv", {"familjecent"}),
        ("LAPE-modellen", "sv", {"lap", "lape-modell"}),
        ("LAPE-arbetet", "sv", {"lap", "lape-arbet"}),
        ("LAPE-akademin", "sv", {"lape-akademin"}),
        ("skol-modellen", "sv", {"skol-modell"}),
        ("LAPE", "en", {"lape"}),
        ("LAPE-programme", "en", {"lape", "lape-programm"}),
        ("LAPE-projects", "en", {"lape", "lape-project"}),
        ("LAPE-academy", "en", {"lape-academi"}),
        ("school-project", "en", {"school-project"}),
        ("centre's", "en", {"centr"}),
    ],
)
def test_so_does_a_swedish_and_an_english_one(word: str, language: Language, forms: set[str]) -> None:
    assert own_forms(word, language) == forms


def test_a_word_for_the_same_thing_is_one_of_its_own_language() -> None:
    assert own_forms("LAPE-hanke", "fi") == {"lape", "lape-hanke"}
    assert own_forms("LAPE-project", "fi").isdisjoint({"lape"})
