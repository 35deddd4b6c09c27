"""The questions that guidance suggests are answered, with the real model and the shipped corpus."""

import pytest

from lape_qa.answer.model import Answer, Guidance, Kind
from lape_qa.assistant import Assistant
from lape_qa.language.packs.guidance import GUIDANCE

pytestmark = pytest.mark.e2e

KINDS = {
    "Mikä on LAPE?": Kind.DEFINITION,
    "Mitä tuloksia Lapissa saatiin?": Kind.OVERVIEW,
    "Mikä on perhekeskus?": Kind.DEFINITION,
    "Vad är LAPE?": Kind.DEFINITION,
    "Vad är LAPE-akademin?": Kind.DEFINITION,
    "Vad är ett familjecenter?": Kind.DEFINITION,
    "What is LAPE?": Kind.DEFINITION,
    "What was achieved in Lapland?": Kind.OVERVIEW,
    "What is the LAPE academy?": Kind.DEFINITION,
}


def test_these_are_the_questions_that_are_suggested() -> None:
    assert [question for pack in GUIDANCE.values() for question in pack.questions] == list(KINDS)


@pytest.mark.parametrize(("question", "kind"), KINDS.items())
def test_a_suggested_question_is_answered(assistant: Assistant, question: str, kind: Kind) -> None:
    outcome = assistant.ask(question).outcome
    assert isinstance(outcome, Answer)
    assert outcome.kind is kind


@pytest.mark.parametrize("earlier", ["Mikä on LAPE?", "Missä Lapin kunnassa perhekeskusta pilotoidaan?"])
def test_a_complaint_after_an_answer_is_met_with_guidance(assistant: Assistant, earlier: str) -> None:
    outcome = assistant.ask("toi ei ollu oikee vastaus", history=[earlier]).outcome
    assert isinstance(outcome, Guidance)
    assert outcome.text == GUIDANCE["fi"].texts["complaint"]
    assert outcome.questions == GUIDANCE["fi"].questions
