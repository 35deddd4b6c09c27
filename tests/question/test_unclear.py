"""What names nothing to look for is told from questions to the sources."""

import pytest

from lape_qa.language import morphology
from lape_qa.language.model import Language
from lape_qa.language.packs.guidance import GUIDANCE
from lape_qa.question.analysis import analyse
from lape_qa.question.small_talk import Topic
from lape_qa.question.unclear import unclear
from support.fakes import FakeEncoder
from support.indexes import ask

pytestmark = pytest.mark.skipif(not morphology.known("perhekeskus"), reason="no morphology")

KNOWN = frozenset({"lape", "perhekeskus", "kainuu", "stea", "työ"})
"""The search terms of some sources."""


@pytest.mark.parametrize(
    "said",
    [
        *("missä?", "Miksi?", "milloin", "kuinka monta", "mikä se on?"),
        *("luettele", "selvitä", "kerro", "jaa mitä", "etsi tietoa", "hae jotain"),
        *("1", "42", "x", "ä", "äää", "?? 1", "a b c"),
        *("asdf", "asdf asdf", "qwertyuiop", "ghjk lkjh", "jklö sdfg"),
        *(
            "https://example.org/sivu?a=1",
            "www.example.org",
            "raportti_final2.pdf",
            "Loppuraportti 2018.docx",
            "c:\\tmp\\a.txt",
        ),
    ],
)
def test_nothing_is_named_in_finnish_or_in_no_language(said: str) -> None:
    talk = unclear(ask(said), KNOWN)
    assert talk is not None
    assert (talk.topic, talk.language, talk.is_guidance) == (Topic.UNCLEAR, "fi", True)
    assert (talk.text, talk.questions) == (GUIDANCE["fi"].texts["unclear"], GUIDANCE["fi"].questions)


@pytest.mark.parametrize(
    ("said", "language"),
    [("vad?", "sv"), ("berätta", "sv"), ("varför", "sv"), ("list", "en"), ("which one?", "en"), ("how many?", "en")],
)
def test_nothing_is_named_in_another_language(said: str, language: Language) -> None:
    talk = unclear(ask(said), KNOWN)
    assert talk is not None
    assert (talk.topic, talk.language, talk.text) == (Topic.UNCLEAR, language, GUIDANCE[language].texts["unclear"])


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "lape",
            "perhekeskus?",
            "Kainuu",
            "stea",
            "2019",
            "tulokset",
            "haasteet",
            "Mitä tehtiin?",
            "Milloin se alkoi?",
        ),
        # What the sources do not know is a name, or a word: it is looked for, and not found.
        *("Theraplay", "nepsy", "jalkapallo", "Aku Ankka", "VTKL", "kissa", "12345"),
        *("sdfgh lape", "Missä perhekeskus on?", "Kerro Kainuusta", "Mitä raportti.pdf kertoo Kainuusta?"),
        *("Missä ja milloin kerho alkoi?", "Berätta om LAPE", "List the regions"),
    ],
)
def test_what_names_something_is_looked_for(asked: str) -> None:
    assert unclear(ask(asked), KNOWN) is None


def test_what_leans_on_an_earlier_question_asks_about_that() -> None:
    before = ["Missä Kainuun perhekeskukset ovat?"]
    assert unclear(analyse("Miksi?", FakeEncoder(), history=before), KNOWN) is None
    assert unclear(analyse("asdf", FakeEncoder(), history=before), KNOWN) is not None


@pytest.mark.parametrize(
    ("said", "before", "language"),
    [("1", "What is LAPE?", "en"), ("asdf", "Vad är LAPE?", "sv"), ("list", "Mikä on LAPE?", "fi"), ("asdf", "", "fi")],
)
def test_of_a_few_words_the_question_before_tells_the_language(said: str, before: str, language: Language) -> None:
    talk = unclear(ask(said), KNOWN, before)
    assert talk is not None
    assert talk.language == language
