from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.index.generation import Generation
from lape_qa.index.model import Ranking
from lape_qa.language.model import Language
from lape_qa.question.model import Query
from lape_qa.retrieval.place_and_year import naming
from support.fakes import document, make_query
from support.indexes import ask, indexed, ranked


def required(*words: tuple[str, ...], language: Language = "fi") -> Query:
    """A question whose words are all places or years."""
    plain = make_query(*(word[0] for word in words), language=language, vector=[0.0] * 64)
    must = (True,) * len(words)
    return replace(plain, words=words, named=must, required=must)


def lacking(generation: Generation, query: Query, ranking: Ranking) -> list[bool]:
    found: list[bool] = naming(generation, query, ranking.rows).lacking().tolist()
    return found


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        # No place and no year: nothing can be lacking.
        ("Missä kerho toimi?", [False, False, False]),
        ("Mitä kerho teki Lapissa?", [False, True, True]),
        ("Mitä kerho teki Pohjois-Savossa?", [True, True, False]),
        # Another Savo is another region.
        ("Mitä kerho teki Etelä-Savossa?", [True, True, True]),
        ("Mitä kerho teki Kuopiossa?", [True, True, False]),
        ("Mitä kerho teki vuonna 2017?", [True, True, False]),
        # 2018 stands in one and is the year in which the other was published; 2019 only the latter.
        ("Mitä kerho teki vuonna 2018?", [False, True, False]),
        ("Mitä kerho teki vuonna 2019?", [False, True, True]),
        # The place in one, the year in another: neither will do.
        ("Mitä kerho teki Inarissa vuonna 2017?", [True, True, True]),
        ("Mitä kerho teki Inarissa vuonna 2018?", [False, True, True]),
        # Several places may be named together, by all the hits.
        ("Missä kerho alkoi ensin, Inarissa vai Kuopiossa?", [False, False, False]),
        ("Missä kerho alkoi ensin, Inarissa vai Kuopiossa vuonna 2017?", [False, False, False]),
        ("Missä kerho alkoi ensin, Inarissa vai Kajaanissa?", [True, True, True]),
    ],
)
def test_lacking(question: str, lacks: list[bool], generation: Generation) -> None:
    assert lacking(generation, ask(question), ranked(generation, lappi=3.0, nowhere=2.0, savo=1.0)) == lacks


def test_several_places_must_be_named_by_the_hits_that_there_are(generation: Generation) -> None:
    query = ask("Missä kerho alkoi ensin, Inarissa vai Kuopiossa?")
    assert lacking(generation, query, ranked(generation, lappi=2.0, nowhere=1.0)) == [True, True]
    assert lacking(generation, query, ranked(generation, lappi=2.0, savo=1.0)) == [False, False]
    assert lacking(generation, query, ranked(generation)) == []


def test_in_finnish_only_the_most_exact_term_of_a_place_counts(generation: Generation) -> None:
    words = ("kajaani", "kuopio")
    found = ranked(generation, savo=1.0)
    assert lacking(generation, required(words), found) == [True]
    assert lacking(generation, required(words, language="sv"), found) == [False]


KITTILA = document("Kerho toimi Kittilässä.", "kittila", title="Kittilän kerho", region="Lappi")
LAPPI = document("Kerho toimi monessa paikassa.", "lappi", title="Kerho", region="Lappi")
LAPINJARVI = document("Kerho toimi Lapinjärvellä.", "lapinjarvi", title="Lapinjärven kerho", region="Uusimaa")


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        # A municipality belongs to its region, and another's name does not hold that of the region.
        ("Mitä kerho teki Lapissa?", [False, False, True]),
        ("Mitä kerho teki Kittilässä?", [False, False, True]),
        # What is said of all of Lappi may hold in Inari, what is said of Kittilä does not.
        ("Mitä kerho teki Inarissa?", [True, False, True]),
        ("Mitä kerho teki Lapinjärvellä?", [True, True, False]),
        ("Mitä kerho teki Uudellamaalla?", [True, True, False]),
    ],
)
def test_a_municipality_belongs_to_its_region(question: str, lacks: list[bool], tmp_path: Path) -> None:
    generation = indexed(tmp_path, [KITTILA, LAPPI, LAPINJARVI])
    found = ranked(generation, kittila=3.0, lappi=2.0, lapinjarvi=1.0)
    assert lacking(generation, ask(question), found) == lacks


def test_place_that_is_named_twice_is_not_lacking(generation: Generation) -> None:
    assert lacking(generation, required(("lappi",), ("lappi",)), ranked(generation, lappi=1.0)) == [False]


def test_document_about_another_region_must_name_the_place_in_the_hit_itself(tmp_path: Path) -> None:
    text = "Kerho alkoi Inarissa. " + "Siellä leikittiin paljon. " * 40 + "Myös Kuopiossa oli kerho."
    elsewhere = make_document("elsewhere", text, {"title": "Kerho", "region": "Lappi", "language": "fi"})
    everywhere = make_document("everywhere", text, {"title": "Kerho", "language": "fi"})
    generation = indexed(tmp_path, [elsewhere, everywhere])
    first, *_, last = generation.rows_of("elsewhere")
    both = Ranking(np.array([first, last]), np.ones(2))
    query = ask("Milloin kerho alkoi Kuopiossa?")
    assert lacking(generation, query, both) == [True, False]
    # A document without a region, and one of the place's own, may name it anywhere.
    assert lacking(generation, query, ranked(generation, everywhere=1.0)) == [False]
    assert lacking(generation, ask("Milloin kerho alkoi Inarissa?"), both) == [False, False]
