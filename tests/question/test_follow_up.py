import pytest
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.question.follow_up import Resolved, resolve
from lape_qa.question.model import Carried


def topic(text: str) -> Carried:
    return Carried("topic", text)


def region(text: str) -> Carried:
    return Carried("region", text)


def year(text: str) -> Carried:
    return Carried("year", text)


@pytest.mark.parametrize(
    ("before", "question", "text", "carried"),
    [
        (
            "Missä Kainuun perhekeskukset ovat?",
            "Entä Lapissa?",
            "Entä Lapissa? missä perhekeskukset",
            (topic("perhekeskukset"),),
        ),
        (
            "Kuka johtaa LAPE-ryhmää Lapissa vuonna 2019?",
            "Milloin se alkoi?",
            "Milloin se alkoi? johtaa LAPE-ryhmää Lapissa 2019",
            (topic("johtaa LAPE-ryhmää"), region("Lappi"), year("2019")),
        ),
        (
            "Montako neuvolaa Kajaanissa oli vuonna 2018?",
            "Entä vuonna 2020?",
            "Entä vuonna 2020? montako neuvolaa Kajaanissa",
            (topic("neuvolaa"), region("Kajaani")),
        ),
        (
            "Mikä kaupunki hoiti hanketta Keski-Suomessa?",
            "mikä Lapissa?",
            "mikä Lapissa? kaupunki hoiti hanketta",
            (topic("kaupunki hoiti hanketta"),),
        ),
        (
            "Vad är familjecenter i Lappland?",
            "Vem leder dem?",
            "Vem leder dem? familjecenter Lappland",
            (topic("familjecenter"), region("Lappi")),
        ),
        (
            "Where are the family centres in Kainuu?",
            "And who runs them?",
            "And who runs them? family centres Kainuu",
            (topic("family centres"), region("Kainuu")),
        ),
    ],
)
def test_what_a_follow_up_takes_over(before: str, question: str, text: str, carried: tuple[Carried, ...]) -> None:
    assert resolve(question, [before]) == Resolved(text, carried)


@pytest.mark.parametrize(
    "question",
    [
        "Mitä opettaja Meikäläinen sanoi ryhmistä Oulussa?",  # names its own people and place
        "Miten koulujen hyvinvointia mitattiin kyselyllä keväällä?",  # enough words of its own
        "mustikkapiirakan ohje",  # search words
        "Kuka on Lapissa?",  # more than a word that asks and a name
        "Kuinka moni vanhempi sanoi kyselyssä sitä, että apua saa?",  # explains what it points to
    ],
)
def test_a_question_that_stands_alone_takes_nothing_over(question: str) -> None:
    assert resolve(question, ["Missä Kainuun perhekeskukset ovat?"]) == Resolved(question, ())


def test_without_history_a_question_stays() -> None:
    assert resolve("Entä Lapissa?", []) == Resolved("Entä Lapissa?", ())


def test_what_is_refused_is_left_out() -> None:
    history = ["Kuka johtaa LAPE-ryhmää Lapissa vuonna 2019?"]
    assert resolve("Milloin se alkoi?", history, ["lappi", "2019"]) == Resolved(
        "Milloin se alkoi? johtaa LAPE-ryhmää", (topic("johtaa LAPE-ryhmää"),)
    )


def test_a_topic_goes_through_several_follow_ups() -> None:
    resolved = resolve("Entä Kainuussa?", ["Missä perhekeskukset ovat?", "Entä Lapissa?"])
    assert resolved == Resolved("Entä Kainuussa? missä perhekeskukset", (topic("perhekeskukset"),))


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3), st.lists(st.text(max_size=10), max_size=2))
def test_anything_can_be_asked_after_anything(question: str, history: list[str], refused: list[str]) -> None:
    resolved = resolve(question, history, refused)
    assert resolved.text.startswith(question)
    assert (resolved.text == question) == (resolved.carried == ())
