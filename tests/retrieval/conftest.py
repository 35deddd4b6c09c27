"""Three documents about a club: two with a region, one without."""

import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.index.generation import Generation
from support.indexes import indexed

LAPPI = make_document(
    "lappi",
    "Kerho alkoi Inarissa vuonna 2018. Siellä leikittiin.",
    {"title": "Pohjoinen kerho", "region": "Lappi", "published": "2019-03-20", "language": "fi"},
)
SAVO = make_document(
    "savo",
    "Kerho toimi Kuopiossa. Perheet tulivat vuonna 2017.",
    {"title": "Itäinen kerho", "region": "Pohjois-Savo", "published": "2018-11-05", "language": "fi"},
)
NOWHERE = make_document("nowhere", "Kerho on kaikille avoin.", {"title": "Yleinen kerho", "language": "fi"})
DOCUMENTS = [LAPPI, NOWHERE, SAVO]


@pytest.fixture(scope="session")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """Their index; without late interaction, which the fake encoder does not have."""
    return indexed(tmp_path_factory.mktemp("index"), DOCUMENTS)
