from dataclasses import replace

import pytest

from lape_qa.answer.gate import gate, holds
from lape_qa.answer.model import Answer, Citation, LlmUse, NoAnswer, Sentence
from lape_qa.answer.verification import Check, Cited, Kept, Verdict, all_verified, check, verify
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Passage
from lape_qa.documents.quote_index import Sources, locate
from lape_qa.index.model import Hit
from lape_qa.language.model import Span
from support.fakes import none_kept

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
    given = answer((ALTERED.quote, 2), citations=(ALTERED,))
    nearest = (Hit(Passage("lappi", 0, 10, "Lapissa on", "", ()), 1.5),)
    assert gate(given, nearest) == NoAnswer(nearest, 0.75)


def test_empty_sentence_is_no_answer() -> None:
    assert gate(answer(("", 1), citations=(FIRST,))) == NoAnswer((), 0.75)


def test_no_answer_passes_unchanged() -> None:
    given = NoAnswer((), 0.2)
    assert gate(given) is given


@pytest.mark.parametrize("text", ["Kemissä on kahvila.", "Perhekeskus on Kemissä.", "Kemissä on\u00a0perhekeskus."])
def test_sentence_of_a_language_model_passes_only_as_its_quote_proves_it(text: str) -> None:
    document = make_document("kemi", "Kemissä on perhekeskus, ja sitä johtaa kunta.", {"title": "Kemi"})
    quote = Citation(1, document, document.text, 0, 45)
    said = Sentence("Kemissä on perhekeskus.", 1, "llm")
    given = Answer((said, Sentence(text, 1, "llm")), (quote,), 0.75, LlmUse(True))
    assert gate(given) == Answer((said,), (quote,), 0.75, LlmUse(True))
    assert gate(replace(given, sentences=(replace(said, written_by="source"),))) == NoAnswer((), 0.75)


# ---- locate ----------------------------------------------------------------------------------------------

TWICE = make_document("twice", "Hanke  alkoi. Hanke alkoi. ”Hanke” alkoi.", {"title": "x"})


@pytest.mark.parametrize(
    ("quote", "at", "found"),
    [
        pytest.param("Hanke alkoi.", Span(14, 26), Span(14, 26), id="at its place"),
        pytest.param("Hanke alkoi.", Span(0, 13), Span(0, 13), id="at its place with another space"),
        pytest.param("Hanke alkoi.", Span(1, 13), Span(14, 26), id="the same to the character goes first"),
        pytest.param("Hanke\u00a0alkoi.", None, Span(0, 13), id="with another space the first"),
        pytest.param('"Hanke" alkoi.', None, Span(27, 41), id="with other marks"),
        pytest.param("alkoi", None, Span(7, 12), id="a word"),
        pytest.param("alko", None, None, id="part of a word"),
        pytest.param("alko", Span(7, 11), Span(7, 11), id="part of a word where it was said to be"),
        pytest.param("alko", Span(20, 99), None, id="beyond the end"),
        pytest.param("Hanke päättyi.", Span(0, 13), None, id="nowhere"),
        pytest.param(" ", None, None, id="nothing"),
    ],
)
def test_quote_is_located(quote: str, at: Span | None, found: Span | None) -> None:
    assert locate(TWICE, quote, at) == found


# ---- check -----------------------------------------------------------------------------------------------

SOURCES = Sources({document.id: document for document in (DOCUMENT, OTHER)})
CHANGED = make_document("lappi", "Uutta. Lapissa on perhekeskus. Loppu.", {"title": "Lappi"})
NOW = Sources({"lappi": CHANGED, "kainuu": OTHER})


def cited_as(citation: Citation) -> Cited:
    """A citation as a saved answer names it."""
    document = citation.document
    return Cited(citation.number, document.id, document.sha256, citation.quote, Span(citation.start, citation.end))


def checked(citation: Citation, sources: Sources = SOURCES, kept: Kept = none_kept, **other: str) -> Check:
    document = replace(citation.document, **other)  # type: ignore[arg-type]
    return check(cited_as(replace(citation, number=1, document=document)), sources, kept)


def kept(identifier: str, sha256: str) -> list[Document]:
    """Find what `lappi` was before it changed."""
    return [DOCUMENT] if (identifier, sha256) == (DOCUMENT.id, DOCUMENT.sha256) else []


def test_quote_at_its_place_in_the_same_version_is_found() -> None:
    assert checked(FIRST) == Check(1, "found", "same", "lappi", 0, 23, verbatim=True, held=True)
    assert checked(SECOND) == Check(1, "found", "same", "lappi", 24, 44, verbatim=True, held=True)
    assert checked(THIRD) == Check(1, "found", "same", "kainuu", 6, 24, verbatim=True, held=True)


def test_typographic_variant_is_found_but_not_verbatim() -> None:
    assert checked(replace(FIRST, quote="Lapissa\u00a0on  perhe\u00adkeskus.")) == Check(
        1, "found", "same", "lappi", 0, 23, verbatim=False, held=True
    )


@pytest.mark.parametrize(("start", "end"), [(3, 26), (10_000, 10_023), (-6, 17)])
def test_quote_elsewhere_in_the_same_version_is_found_and_moved(start: int, end: int) -> None:
    assert checked(replace(FIRST, start=start, end=end)) == Check(
        1, "found", "same", "lappi", 0, 23, moved=True, verbatim=True, held=False
    )


def test_quote_in_a_changed_document_whose_earlier_version_is_not_kept() -> None:
    assert checked(FIRST, NOW) == Check(1, "found", "changed", "lappi", 7, 30, moved=True, verbatim=True, held=None)
    longer = make_document("lappi", DOCUMENT.text + " Uutta.", {"title": "Lappi"})
    assert checked(FIRST, Sources({"lappi": longer})) == Check(1, "found", "changed", "lappi", 0, 23, verbatim=True)
    assert checked(SECOND, NOW) == Check(1, "absent", "changed")


def test_quote_in_a_changed_document_is_compared_with_the_version_that_it_cites() -> None:
    assert checked(FIRST, NOW, kept) == Check(
        1, "found", "changed", "lappi", 7, 30, moved=True, verbatim=True, held=True
    )
    # It is gone, but it was quoted rightly; or it never stood there.
    assert checked(SECOND, NOW, kept) == Check(1, "absent", "changed", held=True)
    assert checked(ALTERED, NOW, kept) == Check(1, "absent", "changed", held=False)
    assert checked(replace(FIRST, start=7, end=30), NOW, kept) == Check(
        1, "found", "changed", "lappi", 7, 30, verbatim=True, held=False
    )


def test_quote_of_a_renamed_document_is_found_under_its_new_id() -> None:
    renamed = Sources({"uusi": replace(DOCUMENT, id="uusi"), "kainuu": OTHER})
    assert checked(SECOND, renamed, kept) == Check(1, "found", "renamed", "uusi", 24, 44, verbatim=True, held=True)
    assert checked(SECOND, renamed) == Check(1, "misattributed", "unknown", "uusi", 24, 44, verbatim=True)


def test_quote_of_a_removed_document_is_nowhere_but_was_there() -> None:
    assert checked(SECOND, Sources({"kainuu": OTHER}), kept) == Check(1, "absent", "removed", held=True)
    assert checked(ALTERED, Sources({"kainuu": OTHER}), kept) == Check(1, "absent", "removed", held=False)
    assert checked(SECOND, Sources({"kainuu": OTHER})) == Check(1, "absent", "unknown")


def test_quote_of_another_document_is_misattributed() -> None:
    assert checked(THIRD, id="lappi") == Check(1, "misattributed", "changed", "kainuu", 6, 24, verbatim=True)
    assert checked(THIRD, id="savo") == Check(1, "misattributed", "unknown", "kainuu", 6, 24, verbatim=True)
    assert checked(replace(THIRD, quote="Kainuussa  on yksi."), id="lappi", sha256=DOCUMENT.sha256) == Check(
        1, "misattributed", "same", "kainuu", 6, 24, verbatim=False, held=False
    )


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("Kainuussa on yksi. Lapissa on perhekeskus.", "stitched"),
        ("Lapissa on perhekeskus. on kaksi.", "stitched"),
        ("Kittilässä on kolme.", "absent"),
        ("apissa on perhekeskus.", "absent"),
        ("lapissa on perhekeskus.", "absent"),
        ("", "absent"),
        ("\u00ad", "absent"),
    ],
)
def test_quote_that_stands_nowhere(quote: str, verdict: Verdict) -> None:
    assert checked(replace(FIRST, quote=quote)) == Check(1, verdict, "same", held=False)
    assert checked(replace(FIRST, quote=quote), id="savo") == Check(1, verdict, "unknown")


def test_single_letters_are_looked_for_only_once_in_each_document() -> None:
    many = Sources({str(number): make_document(str(number), "aa" * 50_000, {"title": "x"}) for number in range(3)})
    assert many.found("a") is None


# ---- verify ----------------------------------------------------------------------------------------------


def test_every_citation_of_a_saved_answer_is_checked_in_order() -> None:
    cited = [cited_as(FIRST), cited_as(replace(THIRD, number=2))]
    checks = verify([], cited, {"lappi": DOCUMENT, "kainuu": OTHER}, none_kept)
    assert [(c.number, c.verdict, c.start) for c in checks] == [(1, "found", 0), (2, "found", 6)]
    assert all_verified(checks)


OTHER_TITLE = replace(DOCUMENT, title="Lapin perhekeskukset", publisher="Lapin sote")


@pytest.mark.parametrize(
    ("told", "now", "before", "differs"),
    [
        ({"title": "Lappi", "publisher": "", "url": "", "digest": False}, DOCUMENT, [], ()),
        ({"title": "Lappi 2"}, DOCUMENT, [], ("title",)),
        ({"digest": True, "publisher": "STM", "title": "Lappi"}, DOCUMENT, [], ("digest", "publisher")),
        ({}, DOCUMENT, [], ()),
        # The title was mended since, the text was not: it was told rightly, and is told so now.
        ({"title": "Lappi"}, OTHER_TITLE, [DOCUMENT], ()),
        ({"title": "Lapin perhekeskukset"}, OTHER_TITLE, [DOCUMENT], ()),
        # A title of one and the publisher of the other were never told together.
        ({"title": "Lappi", "publisher": "Lapin sote"}, OTHER_TITLE, [DOCUMENT], ("title",)),
        # It has been removed: what it was is known, or nothing is.
        ({"title": "Lappi 2"}, None, [DOCUMENT], ("title",)),
        ({"title": "Lappi 2"}, None, [], ()),
    ],
)
def test_what_is_told_of_a_document_is_compared_with_its_versions(
    told: dict[str, str | bool], now: Document | None, before: list[Document], differs: tuple[str, ...]
) -> None:
    sources = Sources({"lappi": now} if now else {})
    (checked_now,) = verify([], [replace(cited_as(FIRST), told=told)], sources, lambda *_: before)
    assert checked_now.differs == differs
    assert all_verified([checked_now]) is (now is not None and not differs)


@pytest.mark.parametrize(
    ("text", "carries"),
    [
        ("Lapissa on perhekeskus.", True),
        ("Lapissa  on perhekeskus. Kittilässä on kaksi.", True),
        ("Kittilässä on kaksi.", True),
        ("Lapissa on", False),
        ("on perhekeskus.", False),
        ("Lapissa on hanke.", False),
        ("", False),
    ],
)
def test_sentence_must_be_a_whole_one_of_its_quote(text: str, carries: bool) -> None:
    both = replace(FIRST, quote=DOCUMENT.text[:44], end=44)
    [check] = verify([Sentence(text, 1)], [cited_as(both)], SOURCES, none_kept)
    assert (check.verdict, check.carries, all_verified([check])) == ("found", carries, carries)


SAID = make_document(
    "sanottu",
    "## Arvio\n\nOn väärin sanoa, että palvelu toimi huonosti. Se oli suosittu.\n\n"
    "- Kunta ei maksanut.\n- Valtio maksoi.\n",
    {"title": "x"},
)


@pytest.mark.parametrize(
    ("quote", "text", "carries"),
    [
        pytest.param("On väärin sanoa, että palvelu toimi huonosti.", "", True, id="a sentence"),
        pytest.param("Kunta ei maksanut.", "", True, id="an item without its mark"),
        pytest.param("Valtio maksoi.", "", True, id="the last item"),
        pytest.param("Kunta ei maksanut.\n- Valtio maksoi.", "", True, id="two items"),
        pytest.param("palvelu toimi huonosti.", "", False, id="the end of a sentence"),
        pytest.param("On väärin sanoa", "", False, id="the beginning of a sentence"),
        pytest.param("maksanut.", "", False, id="the end of an item"),
        pytest.param("toimi huonosti. Se oli suosittu.", "Se oli suosittu.", False, id="half and one"),
        pytest.param(
            "On väärin sanoa, että palvelu toimi huonosti. Se oli suosittu.", "Se oli suosittu.", False,
            id="what leans, without what it leans on",
        ),
        pytest.param("Se oli suosittu.", "", True, id="a quote that leans"),
    ],
)  # fmt: skip
def test_quote_and_sentence_cut_alike_do_not_stand(quote: str, text: str, carries: bool) -> None:
    at = SAID.text.index(quote)
    cited = Cited(1, SAID.id, SAID.sha256, quote, Span(at, at + len(quote)))
    [check] = verify([Sentence(text or quote, 1)], [cited], {SAID.id: SAID}, none_kept)
    assert (check.verdict, check.held, check.carries, all_verified([check])) == ("found", True, carries, carries)


@pytest.mark.parametrize(
    ("check", "stands"),
    [
        (Check(1, "found", "same", "a", 0, 5, held=True), True),
        (Check(1, "found", "changed", "a", 0, 5), True),
        (Check(1, "found", "changed", "a", 0, 5, moved=True, held=True), True),
        (Check(1, "found", "renamed", "a", 0, 5, held=True), True),
        (Check(1, "found", "same", "a", 0, 5, moved=True, held=False), False),
        (Check(1, "found", "changed", "a", 0, 5, held=False), False),
        (Check(1, "found", "same", "a", 0, 5, carries=False, held=True), False),
        (Check(1, "misattributed", "same", "a", 0, 5), False),
        (Check(1, "stitched", "same"), False),
        (Check(1, "absent", "changed", held=True), False),
    ],
)
def test_answer_stands_when_all_of_its_quotes_do(check: Check, stands: bool) -> None:
    assert all_verified([check]) is stands
    assert all_verified([Check(2, "found", "same", "a", 0, 5), check]) is stands
