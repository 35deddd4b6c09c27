from dataclasses import replace

import pytest

from lape_qa.corpus import make_document
from lape_qa.evidence import Check, check, gate, holds
from lape_qa.types import Answer, Citation, NoAnswer, Sentence

DOCUMENT = make_document("lappi", "Lapissa on perhekeskus. Kittilässä on kaksi. Loppu.", {"title": "Lappi"})
OTHER = make_document("kainuu", "👨\u200d👩\u200d👧 Kainuussa on yksi.", {"title": "Kainuu"})
FIRST = Citation(1, DOCUMENT, "Lapissa on perhekeskus.", 0, 23)
SECOND = Citation(2, DOCUMENT, "Kittilässä on kaksi.", 24, 44)
THIRD = Citation(3, OTHER, "Kainuussa on yksi.", 6, 24)
ALTERED = replace(SECOND, quote="Kittilässä on kolme.")


def answer(*pairs: tuple[str, int], citations: tuple[Citation, ...]) -> Answer:
    return Answer(tuple(Sentence(text, number) for text, number in pairs), citations, 0.75)


# ---- holds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("citation", [FIRST, SECOND, THIRD])
def test_quote_at_its_offsets_holds(citation: Citation) -> None:
    assert holds(citation)


@pytest.mark.parametrize(
    "citation",
    [
        pytest.param(ALTERED, id="another word"),
        pytest.param(replace(FIRST, quote="lapissa on perhekeskus."), id="another case"),
        pytest.param(replace(FIRST, quote="Lapissa on  perhekeskus."), id="another space"),
        pytest.param(replace(FIRST, start=1, end=24), id="beside its place"),
        pytest.param(replace(FIRST, end=24), id="one character too long"),
        pytest.param(replace(FIRST, quote="", start=5, end=5), id="empty"),
        pytest.param(replace(FIRST, quote="Loppu.", start=-6, end=51), id="negative start"),
        pytest.param(replace(FIRST, quote="Loppu.", start=45, end=60), id="end beyond the text"),
        pytest.param(replace(FIRST, document=replace(DOCUMENT, sha256="0" * 64)), id="another hash"),
        pytest.param(replace(FIRST, document=replace(DOCUMENT, text=DOCUMENT.text + "!")), id="another text"),
    ],
)
def test_anything_else_does_not_hold(citation: Citation) -> None:
    assert not holds(citation)


# ---- gate ------------------------------------------------------------------------------------------------


def test_answer_that_holds_passes_unchanged() -> None:
    given = answer((FIRST.quote, 1), (SECOND.quote, 2), citations=(FIRST, SECOND))
    assert gate(given) == given


def test_sentence_that_is_part_of_its_quote_passes() -> None:
    given = answer(("Lapissa on", 1), citations=(FIRST,))
    assert gate(given) == given


def test_sentence_with_an_altered_quote_is_dropped_and_the_rest_renumbered() -> None:
    given = answer((FIRST.quote, 1), (ALTERED.quote, 2), (THIRD.quote, 3), citations=(FIRST, ALTERED, THIRD))
    assert gate(given) == Answer(
        (Sentence(FIRST.quote, 1), Sentence(THIRD.quote, 2)),
        (FIRST, replace(THIRD, number=2)),
        0.75,
    )


def test_sentence_that_its_quote_does_not_carry_is_dropped() -> None:
    given = answer((SECOND.quote, 1), (SECOND.quote, 2), citations=(FIRST, SECOND))
    assert gate(given) == Answer((Sentence(SECOND.quote, 1),), (replace(SECOND, number=1),), 0.75)


def test_sentence_without_its_citation_is_dropped() -> None:
    given = answer((FIRST.quote, 1), ("Keksitty.", 9), citations=(FIRST,))
    assert gate(given) == Answer((Sentence(FIRST.quote, 1),), (FIRST,), 0.75)


def test_citations_are_numbered_in_the_order_of_the_sentences() -> None:
    given = answer((THIRD.quote, 3), (FIRST.quote, 1), ("Kainuussa", 3), citations=(FIRST, SECOND, THIRD))
    assert gate(given) == Answer(
        (Sentence(THIRD.quote, 1), Sentence(FIRST.quote, 2), Sentence("Kainuussa", 1)),
        (replace(THIRD, number=1), replace(FIRST, number=2)),
        0.75,
    )


def test_answer_of_which_nothing_holds_is_no_answer() -> None:
    assert gate(answer((ALTERED.quote, 2), citations=(ALTERED,))) == NoAnswer((), 0.0)


def test_empty_sentence_is_no_answer() -> None:
    assert gate(answer(("", 1), citations=(FIRST,))) == NoAnswer((), 0.0)


def test_no_answer_passes_unchanged() -> None:
    given = NoAnswer((), 0.2)
    assert gate(given) is given


# ---- check -----------------------------------------------------------------------------------------------

CHANGED = make_document("lappi", "Uutta. Lapissa on perhekeskus. Loppu.", {"title": "Lappi"})


def test_quote_at_its_place_in_the_same_version_is_found() -> None:
    assert check(1, DOCUMENT, DOCUMENT.sha256, FIRST.quote, 0) == Check(1, "found", 0)
    assert check(2, DOCUMENT, DOCUMENT.sha256, SECOND.quote, 24) == Check(2, "found", 24)


def test_quote_elsewhere_in_a_changed_document_is_moved() -> None:
    assert check(1, CHANGED, DOCUMENT.sha256, FIRST.quote, 0) == Check(1, "moved", 7)


def test_quote_at_its_place_in_a_changed_document_is_not_called_the_same_version() -> None:
    longer = make_document("lappi", DOCUMENT.text + " Uutta.", {"title": "Lappi"})
    assert check(1, longer, DOCUMENT.sha256, FIRST.quote, 0) == Check(1, "moved", 0)


def test_quote_gone_from_a_changed_document_is_changed() -> None:
    assert check(2, CHANGED, DOCUMENT.sha256, SECOND.quote, 24) == Check(2, "changed", None)


@pytest.mark.parametrize(
    ("quote", "start"),
    [("Keksitty.", 0), (FIRST.quote, 3), (SECOND.quote, 0), ("", 0), ("Loppu.", -6), (FIRST.quote, 10_000)],
)
def test_quote_that_the_same_version_never_held_there_is_absent(quote: str, start: int) -> None:
    assert check(1, DOCUMENT, DOCUMENT.sha256, quote, start) == Check(1, "absent", None)


def test_document_that_is_not_there_is_unknown() -> None:
    assert check(1, None, DOCUMENT.sha256, FIRST.quote, 0) == Check(1, "unknown_document", None)


def test_empty_quote_of_a_changed_document_is_not_found_anywhere() -> None:
    assert check(1, CHANGED, DOCUMENT.sha256, "", 0) == Check(1, "changed", None)
