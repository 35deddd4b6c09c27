from dataclasses import replace
from pathlib import Path

import pytest

from lape_qa.answer.extractive import ExtractiveAnswerer
from lape_qa.answer.model import Answer, Citation, Guidance, NoAnswer, Sentence
from lape_qa.assistant import Assistant
from lape_qa.documents.membership import EVERYTHING, STRANGER, Membership
from lape_qa.errors import IndexMismatch, IndexUnavailable
from lape_qa.language.packs.guidance import GUIDANCE
from support.fakes import FakeEncoder, document
from support.indexes import indexed

DOCUMENTS = [document(f"Kerho {number} alkoi syksyllä.", f"d{number}", title="Kerho") for number in range(5)]


def test_open_takes_the_index_in_use(tmp_path: Path) -> None:
    generation = indexed(tmp_path, DOCUMENTS)
    assistant = Assistant.open(str(tmp_path), encoder=FakeEncoder())
    assert assistant.generation.manifest == generation.manifest
    assert len(assistant.ask("Milloin kerho alkoi?").hits) == 5


def test_open_says_that_there_is_no_index_before_a_model_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("lape_qa.assistant.open_encoder")
    with pytest.raises(IndexUnavailable, match="no index in"):
        Assistant.open(tmp_path)


def test_open_refuses_an_index_of_another_model(tmp_path: Path) -> None:
    indexed(tmp_path, DOCUMENTS)
    with pytest.raises(IndexMismatch):
        Assistant.open(tmp_path, encoder=FakeEncoder(fingerprint="another"))


def test_the_views_of_those_who_asked_last_are_kept_and_that_of_strangers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lape_qa.assistant._PARTS", 8)
    groups = [f"g{number}" for number in range(8)]
    closed = [document(f"Kerho {group} on suljettu.", group, title="Kerho", groups=group) for group in groups]
    assistant = Assistant(indexed(tmp_path, [*DOCUMENTS, *closed]), FakeEncoder())
    assert assistant.seen_by(EVERYTHING) is assistant.seen_by(Membership(frozenset(groups))) is assistant
    strangers = assistant.seen_by(STRANGER)
    views = [assistant.seen_by(Membership(frozenset({group}))) for group in groups]
    again = [assistant.seen_by(Membership(frozenset({group}))) for group in groups[1:]]
    kept = [view is before for view, before in zip(again, views[1:], strict=True)]
    assert (kept, assistant.seen_by(STRANGER) is strangers) == ([True] * 7, True)
    assert assistant.seen_by(Membership(frozenset({"g0"}))) is not views[0]


def test_search_and_ask_find_the_same(tmp_path: Path) -> None:
    assistant = Assistant(indexed(tmp_path, DOCUMENTS), FakeEncoder())
    reply = assistant.ask("Milloin kerho 3 alkoi?")
    query, hits = assistant.search("Milloin kerho 3 alkoi?", 5)
    assert (query.text, tuple(hits)) == (reply.query.text, reply.hits)
    assert list(reply.timing_ms) == ["analyse", "retrieve", "weigh", "read", "answer", "verify", "total"]


def test_where_the_gate_leaves_nothing_the_nearest_passages_and_the_confidence_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant(indexed(tmp_path, DOCUMENTS), FakeEncoder())
    quote = Citation(1, DOCUMENTS[0], DOCUMENTS[0].text, 0, len(DOCUMENTS[0].text))
    false = Answer((Sentence(quote.quote, 1),), (replace(quote, end=quote.end - 1),), 0.875)
    monkeypatch.setattr(ExtractiveAnswerer, "choose", lambda *_: false)
    reply = assistant.ask("Milloin kerho alkoi?")
    assert reply.outcome == NoAnswer(reply.hits[:2], 0.875)


REPORT = document("Kerho alkoi syksyllä. Ohjaaja kirjoitti raportin.", "kerho", title="Kerho")


@pytest.mark.parametrize(
    ("question", "history", "carried"),
    [
        pytest.param("Kuka kirjoitti raportin?", ["Milloin kerho alkoi?"], ("kerho alkoi",), id="asked with it"),
        pytest.param("Kuka kirjoitti raportin?", [], (), id="no earlier question"),
        pytest.param("Kuka kirjoitti Raportin?", ["Milloin kerho alkoi?"], (), id="a name"),
        pytest.param("Kuka kirjoitti romaanin?", ["Milloin kerho alkoi?"], (), id="a word that no source has"),
        pytest.param("Kuka kirjoitti syksyllä?", ["Milloin kerho alkoi?"], (), id="the quote speaks of something else"),
    ],
)
def test_what_finds_nothing_alone_is_asked_with_the_earlier_question(
    question: str, history: list[str], carried: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant(indexed(tmp_path, [REPORT]), FakeEncoder())
    start = REPORT.text.index("Ohjaaja")
    quote = Citation(1, REPORT, REPORT.text[start:], start, len(REPORT.text))
    found = Answer((Sentence(quote.quote, 1),), (quote,), 0.875)
    monkeypatch.setattr(
        ExtractiveAnswerer, "choose", lambda _, candidates, __: found if candidates.query.carried else NoAnswer((), 0.1)
    )
    reply = assistant.ask(question, history=history)
    assert tuple(item.text for item in reply.query.carried) == carried
    assert isinstance(reply.outcome, Answer) == bool(carried)
    assert reply.query.text == question


def test_what_names_nothing_to_look_for_is_guided_and_with_an_earlier_question_answered(tmp_path: Path) -> None:
    assistant = Assistant(indexed(tmp_path, DOCUMENTS), FakeEncoder())
    guided = assistant.ask("milloin?")
    assert isinstance(guided.outcome, Guidance)
    assert (guided.outcome.text, guided.hits) == (GUIDANCE["fi"].texts["unclear"], ())
    leaning = assistant.ask("milloin?", history=["Missä kerho 3 alkoi?"])
    assert [item.text for item in leaning.query.carried] == ["kerho 3 alkoi"]
    assert not isinstance(leaning.outcome, Guidance)
    assert isinstance(assistant.ask("asdf", history=["Missä kerho 3 alkoi?"]).outcome, Guidance)


def test_of_words_that_no_source_has_nothing_is_found(tmp_path: Path) -> None:
    swedish = document("Klubben började på hösten.", "sv", title="Klubb", language="sv")
    assistant = Assistant(indexed(tmp_path, [*DOCUMENTS, swedish]), FakeEncoder())
    found = assistant.ask("Mistä saan passin?").outcome
    assert isinstance(found, NoAnswer)
    assert found.confidence == 0.0
