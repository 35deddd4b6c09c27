import pytest

from lape_qa.answer.model import Answer, Citation, Sentence
from lape_qa.answer.plain_text import remarks
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
