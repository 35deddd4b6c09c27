"""The list of sources: which are wanted, in which order, on which page."""

from collections.abc import Sequence

import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.language.model import Language
from lape_qa_api.pages.sources import ROWS, Choice, SourceList, Wanted, listed


def source(identifier: str, title: str, **metadata: object) -> Document:
    return make_document(identifier, "Teksti on tässä.\n", {"title": title, "language": "fi", **metadata})


SOURCES = [
    source("b", "perhekeskus Rovaniemellä", region="Lappi", published="2018-05-01", publisher="Lapin liitto"),
    source("a", "Perhekeskus Kemissä", region="Lappi", published="2019", digest=True, url="https://www.kemi.example/x"),
    source("sv", "Familjecentret", region="Uusimaa", published="2018", language="sv", publisher="Borgå"),
    source("x", "Ilman tietoja", author="Aino Ahti", url="javascript:alert(1)"),
]


def page(documents: Sequence[Document], wanted: Wanted, language: Language, number: int) -> SourceList:
    return listed(documents, wanted, language, number, {document.id: document for document in documents}.__getitem__)


def ids(**wanted: str) -> list[str]:
    return [row.document.id for row in page(SOURCES, Wanted(**wanted), "fi", 1).rows]  # type: ignore[arg-type]


def test_all_are_listed_by_title_whatever_the_case_of_its_letters() -> None:
    assert ids() == ["sv", "x", "a", "b"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"alue": "Lappi"}, ["a", "b"]),
        ({"alue": "lappi"}, ["a", "b"]),
        ({"alue": "-"}, ["x"]),
        ({"vuosi": "2018"}, ["sv", "b"]),
        ({"vuosi": "-"}, ["x"]),
        ({"kieli": "sv"}, ["sv"]),
        ({"laji": "tiivistelma"}, ["a"]),
        ({"laji": "alkuperainen"}, ["sv", "x", "b"]),
        ({"julkaisija": "Borgå"}, ["sv"]),
        ({"q": "PERHEKESKUS"}, ["a", "b"]),
        ({"q": "liitto lappi"}, ["b"]),
        ({"q": "aino"}, ["x"]),
        ({"q": "teksti"}, []),
        ({"q": "perhekeskus", "vuosi": "2019"}, ["a"]),
        ({"alue": "Kainuu"}, []),
    ],
)
def test_each_condition_limits_and_all_of_them_hold(wanted: dict[str, str], found: list[str]) -> None:
    assert ids(**wanted) == found


def test_what_can_be_chosen_is_counted_over_all_sources() -> None:
    assert page(SOURCES, Wanted(alue="Uusimaa"), "fi", 1).choices == {
        "alue": (Choice("-", 1), Choice("Lappi", 2), Choice("Uusimaa", 1)),
        "vuosi": (Choice("2019", 1), Choice("2018", 2), Choice("-", 1)),
        "kieli": (Choice("fi", 3), Choice("sv", 1)),
    }


def test_a_row_has_the_date_as_it_is_written_and_the_site_of_what_a_browser_may_open() -> None:
    rows = {row.document.id: row for row in page(SOURCES, Wanted(), "en", 1).rows}
    assert [(rows[key].date, rows[key].site) for key in ("a", "b", "x")] == [
        ("2019", "kemi.example"),
        ("1 May 2018", ""),
        ("", ""),
    ]
    assert rows["a"].address == "/lue/a"


def test_the_list_has_pages_and_behind_the_last_comes_the_last() -> None:
    many = [source(f"d{number:04}", f"Lähde {number:04}") for number in range(2 * ROWS + 1)]
    first, last = page(many, Wanted(), "fi", 1), page(many, Wanted(), "fi", 99)
    assert [row.document.id for row in first.rows] == [f"d{number:04}" for number in range(ROWS)]
    assert ([row.document.id for row in last.rows], last.page, last.pages) == (["d0100"], 3, 3)
    assert (last.found, last.total) == (101, 101)
    empty = page(many, Wanted(q="ei ole"), "fi", 2)
    assert (empty.rows, empty.found, empty.page, empty.pages) == ((), 0, 1, 1)
