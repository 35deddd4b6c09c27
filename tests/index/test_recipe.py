import hashlib
import json

import pytest

from lape_qa.documents.chunking import Chunking, split, whole
from lape_qa.documents.model import Document, Passage
from lape_qa.index.builder import occurrences
from lape_qa.index.passages import passage_row
from lape_qa.index.recipe import ANALYSIS_VERSION, IndexRecipe, Shape
from support.fakes import FakeEncoder, document

# A text for each language and each way in which texts are cut: headings, lists, dates, abbreviations, compounds.
TEXTS = [
    document(
        "# Perhekeskus\n\nPerhekeskusten toimintamallia kehitettiin Lapissa 1.3.2017 alkaen. Mukana oli mm. THL ja 14 "
        "kuntaa!\n\nPalveluja ovat:\n\n- neuvola ja kohtaamispaikka\n- vertaistuki ”Vahvuutta vanhemmuuteen”\n\n"
        "## Tulokset\n\nHuoltajista 6. joulukuuta 2018 mennessä 80 % oli tyytyväisiä. Lastensuojelun tarve väheni.",
        "fi",
        title="Lapin malli",
        region="Lappi",
        publisher="Lapin liitto",
    ),
    document(
        "Familjecentret i Vasa öppnades den 5 maj 2018. Barnens och föräldrarnas utvecklingsarbete fortsatte.",
        "sv",
        title="Familjecenter",
        region="Pohjanmaa",
        language="sv",
    ),
    document(
        "The programme ran from 2016 to 2018. Family centres in Helsinki weren't closed; they moved to schools.",
        "en",
        title="Family centres",
        language="en",
    ),
]
GOLDEN = {3: "58a237f15282bd8c"}
"""Hash of what becomes of the texts, by the version of the analysis."""


def analysed(texts: list[Document]) -> str:
    """Hash the passages of some texts and the search terms of those."""
    recipe = IndexRecipe(FakeEncoder(), Chunking(target=20, maximum=60))
    found = []
    for text in texts:
        for passage in recipe.passages(text):
            terms = occurrences(text, passage, recipe.context(text, passage.heading))
            found.append([passage_row(passage), [[o.term, o.word, o.sentence] for o in terms]])
    return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()[:16]


def test_what_analysis_makes_of_a_text_changes_only_with_its_version() -> None:
    assert {ANALYSIS_VERSION: analysed(TEXTS)} == GOLDEN, (
        "texts are cut otherwise or get other search terms: raise ANALYSIS_VERSION, and set this hash beside it"
    )


def test_the_hash_tells_a_word_and_a_border() -> None:
    other = [document(TEXTS[1].text.replace("Barnens", "Barnen"), "sv", title="Familjecenter", language="sv")]
    assert len({analysed(TEXTS), analysed(TEXTS[1:]), analysed([TEXTS[1]]), analysed(other)}) == 4


def in_one(text: Document, *_: object) -> list[Passage]:
    return [whole(text)]


@pytest.mark.parametrize(
    "recipe",
    [
        IndexRecipe(FakeEncoder(fingerprint="another")),
        IndexRecipe(FakeEncoder(), Chunking(target=20)),
        IndexRecipe(FakeEncoder(), split=in_one),
    ],
)
def test_the_key_changes_with_each_choice_that_cuts(recipe: IndexRecipe) -> None:
    assert recipe.key() != IndexRecipe(FakeEncoder()).key()


def test_the_key_is_the_same_for_what_does_not_cut() -> None:
    assert IndexRecipe(FakeEncoder(), shape=Shape(exact_up_to=0)).key() == IndexRecipe(FakeEncoder()).key()


def test_passages_are_those_of_the_choices() -> None:
    [text, *_] = TEXTS
    encoder = FakeEncoder(longest=12)
    small = Chunking(target=20, maximum=60)
    assert IndexRecipe(encoder, small).passages(text) == split(text, small, encoder.fits)
    assert IndexRecipe(encoder, split=in_one).passages(text) == [whole(text)]
    # With nothing before a passage more of it fits.
    bare = IndexRecipe(encoder, small, context=lambda _document, _heading: "")
    assert len(bare.passages(text)) < len(IndexRecipe(encoder, small).passages(text))
    [passage] = IndexRecipe(encoder, split=in_one).passages(TEXTS[2])
    assert bare.indexed_text(TEXTS[2], passage) == TEXTS[2].text
    assert IndexRecipe(encoder).indexed_text(TEXTS[2], passage) == f"Family centres. {TEXTS[2].text}"
