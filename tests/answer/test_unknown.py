import pytest

from lape_qa.answer.model import Answer, Citation, Sentence
from lape_qa.answer.unknown import is_strange, leaves_out
from lape_qa.question.analysis import analyse
from support.fakes import FakeEncoder, document

KNOWN = frozenset(["lapsi", "lisä", "perhe", "tuki", "neuvola", "kerho"])
BEFORE = "Mitä LAPE tarkoitti perheille?"


def quoting(text: str) -> Answer:
    """An answer of one quote, the whole of a document."""
    return Answer((Sentence(text, 1),), (Citation(1, document(text, "d"), text, 0, len(text)),), 0.9)


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        # Both parts stand in some source, but the thing does not, nor do they together in the quote.
        ("Entä lapsilisät?", "LAPE tuki perheitä varhain.", True),
        ("entäs lapsilisät", "Lapsen tuki alkoi varhain.", True),
        ("Entä lapsilisät?", "Lapsen saama lisä kasvoi.", False),
        # What a source names is for the confidence to judge.
        ("Entä neuvolat?", "LAPE tuki perheitä varhain.", False),
        # Places are looked for by their region's documents, and general words name nothing.
        ("Entä Lapissa?", "LAPE tuki perheitä varhain.", False),
        ("Entä tulokset?", "LAPE tuki perheitä varhain.", False),
        # Who asks something of what was before may say it in other words than the sources.
        ("Kuka siinä oli vetäjänä?", "LAPE tuki perheitä varhain.", False),
        ("Entä kuka oli vetäjä?", "LAPE tuki perheitä varhain.", False),
        ("What about child benefits?", "LAPE tuki perheitä varhain.", False),
    ],
)
def test_a_follow_up_that_only_names_what_no_source_has_is_not_answered_by_the_rest(
    question: str, quote: str, expected: bool
) -> None:
    assert leaves_out(quoting(quote), analyse(question, FakeEncoder(), history=[BEFORE]), KNOWN) is expected


def test_alone_it_takes_nothing_over() -> None:
    assert not leaves_out(quoting("LAPE tuki perheitä varhain."), analyse("Entä lapsilisät?", FakeEncoder()), KNOWN)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("opinnot", True),
        ("neuvoloista", False),
        # Read as the two words that it consists of.
        ("lapsilisiä", False),
        ("Kainuussa", False),
        ("avattiin", False),
        ("tuloksia", False),
    ],
)
def test_a_noun_that_no_source_has_is_strange(word: str, expected: bool) -> None:
    assert is_strange(word, KNOWN) is expected
