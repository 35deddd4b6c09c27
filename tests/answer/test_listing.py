from pathlib import Path

import pytest

from lape_qa.answer.listing import asks_for_items, in_office, new_names, wants_everybody
from support.fakes import document
from support.indexes import ask, indexed
from support.pools import pool


@pytest.mark.parametrize(
    ("question", "items", "everybody"),
    [
        ("Ketkä puhuivat Kainuun seminaarissa?", True, True),
        ("Ketkä puhuivat Kainuun seminaarissa vuonna 2019?", True, True),
        ("Mitkä kunnat osallistuivat pilottiin?", True, False),
        ("Kuka puhui Kainuun seminaarissa?", False, False),
        # Of several things, but no list of them.
        ("Montako kuntaa osallistui?", False, False),
        ("Vertaa Lappia ja Kainuuta", False, False),
    ],
)
def test_who_asks_for_several_asks_for_items(question: str, items: bool, everybody: bool) -> None:
    query = ask(question)
    assert (asks_for_items(query), wants_everybody(query)) == (items, everybody)


def test_names_are_new_that_the_question_does_not_have_and_are_of_no_place(tmp_path: Path) -> None:
    texts = [
        "Kerhossa puhuivat Maija Mallikas ja Unicef.",
        "Kerhossa puhui Lapin väkeä.",
        "Kerhossa oli muutosagentti Pekka Puro.",
    ]
    documents = [document(text, f"d{number}", title="T") for number, text in enumerate(texts)]
    found = pool(indexed(tmp_path, documents), "Kerro kerhosta")
    by_text = dict(zip(found.grounds.texts, range(3), strict=True))
    # Each word of a name counts.
    assert [new_names(found, by_text[text]) for text in texts] == [3, 0, 2]
    assert [bool(in_office(found)[by_text[text]]) for text in texts] == [False, False, True]
