from dataclasses import replace

import pytest

from lape_qa.answer.model import Answer, Citation, Copy, Sentence
from lape_qa.answer.plain_text import copies, further, place_name, reference, remarks
from lape_qa.documents.model import Paged
from lape_qa.language.model import Language
from support.fakes import document

SOURCE = document("Kerho alkoi.", "kerho", title="Kerho")
CITATION = Citation(1, SOURCE, SOURCE.text, 0, len(SOURCE.text))


@pytest.mark.parametrize(
    ("language", "doubt"),
    [
        ("fi", "Epävarma: lainaukset eivät ehkä vastaa kysymykseen. Tarkista lähteestä."),
        ("sv", "Osäkert: citaten svarar kanske inte på frågan. Kontrollera i källan."),
        ("en", "Uncertain: the quotes may not answer the question. Check the source."),
    ],
)
def test_doubt_is_said_before_what_else_there_is_to_say(language: Language, doubt: str) -> None:
    said = [Sentence(SOURCE.text, 1)]
    assert remarks(Answer(tuple(said), (CITATION,), 0.65, text="Poimintoja."), language) == [doubt, "Poimintoja."]
    assert remarks(Answer(tuple(said), (CITATION,), 0.75, text="Poimintoja."), language) == ["Poimintoja."]
    assert remarks(Answer(tuple(said), (CITATION,), 0.75), language) == []


def test_how_many_more_documents_speak_of_it_is_said_behind_the_quotes() -> None:
    answer = Answer((), (CITATION,), 0.75, more=(CITATION.document, CITATION.document))
    assert further(answer, "fi") == "Aiheesta kertovia muita lähteitä: 2."
    assert further(Answer((), (CITATION,), 0.75), "fi") == ""


@pytest.mark.parametrize(
    ("paged", "at", "named"),
    [
        ("page", 30, ("s. 2", "s. 2", "p. 2")),
        ("slide", 30, ("dia 2", "bild 2", "slide 2")),
        ("sheet", 14, ("taulukko Kainuu", "blad Kainuu", "sheet Kainuu")),
        ("sheet", 30, ("taulukko Lappi, rivi 7", "blad Lappi, rad 7", "sheet Lappi, row 7")),
    ],
)
def test_the_place_of_a_quote_is_named_as_its_source_has_it(paged: Paged, at: int, named: tuple[str, ...]) -> None:
    source = replace(document("# Kainuu\n\nLuvut.\n\n# Lappi\n\n7. Kemi: 12", "a"), pages=(0, 18), paged=paged)
    languages: tuple[Language, ...] = ("fi", "sv", "en")
    assert tuple(place_name(source, at, language) for language in languages) == named


def test_what_was_recognised_in_a_picture_is_marked() -> None:
    source = replace(document("Eka.\n\nToka.", "a"), pages=(0, 6), recognised=(1,))
    assert [place_name(source, at, "fi") for at in (0, 6)] == ["s. 1", "s. 2, tunnistettu kuvasta"]


def test_a_page_is_called_what_its_source_calls_it() -> None:
    source = replace(document("Eka.\n\nToka.", "a"), pages=(0, 6), recognised=(0,), page_labels=("iii", "2"))
    assert [place_name(source, at, "fi") for at in (0, 6)] == ["s. iii, tunnistettu kuvasta", "s. 2"]
    assert place_name(source, 0, "en") == "p. iii, recognised in a picture"


DIGEST = replace(document("Kerho alkoi.", "kerho", title="Kerho", publisher="Kunta", published="2019"), digest=True)


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("fi", "Tiivistelmä julkaisusta ”Kerho” · Kunta · 2019 · s. 2 · https://example.fi"),
        ("sv", "Sammandrag av ”Kerho” · Kunta · 2019 · s. 2 · https://example.fi"),
        ("en", "Summary of “Kerho” · Kunta · 2019 · s. 2 · https://example.fi"),
    ],
)
def test_a_digest_is_named_as_one(language: Language, named: str) -> None:
    assert reference(DIGEST, "s. 2", "https://example.fi", language) == named
    original = replace(DIGEST, digest=False)
    assert reference(original, "", "", language) == "Kerho · Kunta · 2019"
    cited = Citation(1, SOURCE, SOURCE.text, 0, 12, (Copy(DIGEST, 0, 12),))
    assert copies(cited, language).endswith(": " + named.removesuffix(" · s. 2 · https://example.fi"))


def test_other_sources_of_a_quote_are_named_on_a_line() -> None:
    others = [document(SOURCE.text, name, title=name.title(), publisher="Kunta") for name in ("leiri", "retki")]
    cited = Citation(1, SOURCE, SOURCE.text, 0, 12, tuple(Copy(other, 0, 12) for other in others))
    assert copies(cited, "fi") == "\n    Sama teksti myös: Leiri · Kunta; Retki · Kunta"
    assert copies(CITATION, "fi") == ""
