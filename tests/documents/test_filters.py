from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest

from lape_qa.assistant import Assistant
from lape_qa.documents.filters import FilterIndex
from lape_qa.documents.model import Document, Filters
from lape_qa.errors import UsageError
from lape_qa.index import store
from lape_qa.index.model import Within
from lape_qa.index.recipe import IndexRecipe
from support.fakes import FakeEncoder, document

DOCUMENTS = [
    document("Perhekeskus on Lapissa.", "a", region="Lappi", publisher="Lapin liitto", published="2019-03-20"),
    document("Perhekeskus on Kainuussa.", "b", region="Kainuu", publisher="Kainuun sote", published="2017"),
    document("Familjecenter i Vasa.", "c", region="Pohjanmaa", publisher="Lapin liitto", language="sv"),
]


def admitted(filters: Filters, documents: Sequence[Document]) -> set[str]:
    """The ids of the documents that pass."""
    passing = FilterIndex(documents).admitted(filters).tolist()
    return {document.id for document, passes in zip(documents, passing, strict=True) if passes}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"a", "b", "c"}),
        (Filters(region="lappi"), {"a"}),
        (Filters(publisher="Lapin liitto"), {"a", "c"}),
        (Filters(language="fi"), {"a", "b"}),
        (Filters(from_year=2018), {"a"}),
        (Filters(to_year=2018), {"b"}),
        (Filters(from_year=2017, to_year=2019), {"a", "b"}),
        (Filters(region="Kainuu", from_year=2018), set()),
        (Filters(publisher="Lapin liitto", language="sv"), {"c"}),
    ],
)
def test_documents_admitted(filters: Filters, expected: set[str]) -> None:
    assert admitted(filters, DOCUMENTS) == expected


def test_an_undated_document_has_no_year_and_case_does_not_matter() -> None:
    undated = [
        document("a", "a", region="LAPPI"),
        document("b", "b", region="Lappi", published="2019-03-20"),
        document("c", "c", region="lappi", published="maaliskuu"),
        document("d", "d"),
    ]
    assert admitted(Filters(region="lAPPI"), undated) == {"a", "b", "c"}
    assert admitted(Filters(from_year=0), undated) == {"b"}
    assert admitted(Filters(to_year=9999), undated) == {"b"}
    assert admitted(Filters(from_year=-5, to_year=10**12), undated) == {"b"}
    assert admitted(Filters(from_year=10**12), undated) == set()


def test_unknown_value_names_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no source has the region 'Lapi'; there are: Kainuu, Lappi, Pohjanmaa"):
        admitted(Filters(region="Lapi"), DOCUMENTS)


def test_years_the_wrong_way_round() -> None:
    with pytest.raises(UsageError, match="no year is from 2019 to 2018"):
        admitted(Filters(from_year=2019, to_year=2018), DOCUMENTS)


# ---- in an index ----------------------------------------------------------------------------------------

REGIONS = ("Lappi", "Kainuu", "Pohjanmaa")
WORDS = ("perhekeskus", "neuvola", "koulu", "kohtaamispaikka", "vertaistuki", "lapsi")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    root = tmp_path_factory.mktemp("index")
    encoder = FakeEncoder()
    rng = np.random.default_rng(1)
    documents = [
        document(
            f"{' '.join(rng.choice(WORDS, 4))} {n}.", f"d{n:02}", region=REGIONS[n % 3], published=str(2016 + n % 4)
        )
        for n in range(60)
    ]
    store.build(root, documents, IndexRecipe(encoder))
    return Assistant(store.open_index(root, encoder), encoder)


@pytest.mark.parametrize("filters", [Filters(region="Kainuu"), Filters(from_year=2018, to_year=2018), Filters("Lappi")])
def test_filtered_rankings_are_those_of_brute_force(assistant: Assistant, filters: Filters) -> None:
    generation = assistant.generation
    asked, _ = assistant.search("Missä on neuvola ja koulu?", 1)
    within = generation.within(filters)
    allowed = admitted(filters, list(generation.documents.values()))
    for search in (partial(generation.lexical.search, asked.words), partial(generation.dense.search, asked.vector)):
        everything = search(len(generation.passages)).rows.tolist()
        expected = [row for row in everything if generation.passages[row].document_id in allowed][:5]
        assert search(5, within).rows.tolist() == expected
        assert len(expected) == 5


def test_only_admitted_documents_are_found_and_cited(assistant: Assistant) -> None:
    _, hits = assistant.search("perhekeskus", 60, filters=Filters(region="Kainuu"))
    assert sorted(hit.passage.document_id for hit in hits) == [f"d{n:02}" for n in range(1, 60, 3)]


def test_nothing_is_found_where_nothing_is_admitted(assistant: Assistant) -> None:
    assert assistant.search("perhekeskus", 5, filters=Filters(region="Lappi", from_year=2030))[1] == []
    assert (
        assistant.ask("Missä on perhekeskus?", filters=Filters(region="Lappi", from_year=2030)).outcome.confidence == 0
    )


def test_no_filter_limits_nothing(assistant: Assistant) -> None:
    nothing: Within = assistant.generation.within(Filters())
    assert nothing is None
