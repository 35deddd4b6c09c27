"""Which questions measure the programme as a whole, and that a part of it is no answer to them."""

from pathlib import Path

import pytest

from lape_qa.answer.model import Answer, Citation
from lape_qa.answer.programme import asks_of_programme, is_told_of_a_part
from lape_qa.assistant import Assistant
from lape_qa.documents.model import Document, Filters
from support.fakes import FakeEncoder, document
from support.indexes import ask, indexed


@pytest.mark.parametrize(
    "question",
    [
        "kauanko lape kesti",
        "Mikä oli LAPE-ohjelman budjetti?",
        "Paljonko LAPE maksoi?",
        "Paljonko rahaa LAPEen käytettiin?",
        "Kuinka monta vuotta LAPE kesti?",
        "Montako hanketta LAPEssa oli?",
        "Paljonko muutosohjelma maksoi?",
        "Vad kostade LAPE?",
        "Hur länge varade LAPE?",
        "What did LAPE cost?",
        "How long did LAPE last?",
    ],
)
def test_the_programme_is_measured(question: str) -> None:
    assert asks_of_programme(ask(question))


@pytest.mark.parametrize(
    "question",
    [
        "Paljonko Lapin LAPE maksoi?",  # a place
        "Paljonko LAPE maksoi vuonna 2018?",  # a year
        "Kauanko LAPE-akatemia kesti?",  # another thing
        "Montako perhekeskusta LAPE avasi?",  # a thing of its own is counted
        "Mikä LAPE on?",
        "Kuka johti LAPEa?",  # no measure
        "Paljonko hanke maksoi?",  # not by name
        "Milloin LAPE alkoi?",  # sources are shown beside each other
        "Paljonko LAPE maksoi ja kuka sitä johti?",
    ],
)
def test_something_else_is_asked(question: str) -> None:
    assert not asks_of_programme(ask(question))


@pytest.mark.parametrize(("region", "of_a_part"), [("Lappi", True), ("valtakunnallinen", False), ("", False)])
def test_a_source_about_a_region_tells_of_a_part(region: str, of_a_part: bool) -> None:
    source = document("LAPE maksoi 5 euroa.", "a", region=region)
    assert is_told_of_a_part([Citation(1, source, source.text, 0, len(source.text))]) == of_a_part


PART = document("LAPE maksoi Lapissa 5 miljoonaa euroa.", "lappi", region="Lappi")
WHOLE = document("Kaikkiaan LAPE-ohjelman hinta oli 40 miljoonaa euroa.", "maa", region="valtakunnallinen")
SILENT = document("Ministeriö lähetti kirjeen.", "kirje", region="valtakunnallinen")


@pytest.mark.parametrize(
    ("documents", "filters", "expected"),
    [
        ([PART, WHOLE], Filters(), ["maa"]),
        # What tells of the whole tells nothing of it: a part is no answer.
        ([PART, SILENT], Filters(), []),
        # A part is all there is, or is what was asked for.
        ([PART], Filters(), ["lappi"]),
        ([PART, WHOLE], Filters(region="Lappi"), ["lappi"]),
    ],
)
def test_what_the_programme_cost_is_not_told_by_a_region(
    documents: list[Document], filters: Filters, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How sure an answer is, a fake encoder does not tell: here, if it holds a sum of money.
    monkeypatch.setattr("lape_qa.answer.fitted.Choice.probability", lambda _, told: 0.9 - 0.8 * told["no_trace"])
    monkeypatch.setattr("lape_qa.answer.composition.counts_something_else", lambda *_: False)
    assistant = Assistant(indexed(tmp_path, documents), FakeEncoder())
    outcome = assistant.ask("Paljonko LAPE maksoi?", filters=filters).outcome
    found = [citation.document.id for citation in outcome.citations] if isinstance(outcome, Answer) else []
    assert found == expected
