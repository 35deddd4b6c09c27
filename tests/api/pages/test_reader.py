"""Text -> elements with a quote marked: nothing is lost, nothing is marked that is not quoted."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from lape_qa.language.model import Span
from lape_qa_api.pages.reader import Element, Line, elements

# White space of several kinds, marks of headings and lists, a sign beyond the 16-bit plane.
TEXTS = st.text(alphabet="ab#-1. \n\r\u2028\t👪)", max_size=60)


def spoken(found: list[Element]) -> str:
    """Return all that is shown, without white space."""
    return "".join("".join(words(line).split()) for element in found for line in element.lines)


def words(line: Line) -> str:
    """Return all the words of a line."""
    return "".join(piece.words for piece in line.pieces)


@given(TEXTS)
def test_only_marks_and_white_space_are_left_out(text: str) -> None:
    shown = spoken(elements(text, None))

    rest = iter("".join(text.split()))
    left_out = [sign for wanted in [*shown, None] for sign in _until(rest, wanted)]
    assert set(left_out) <= set("#-1.)")


@given(TEXTS, st.data())
def test_what_is_marked_is_the_quote_and_cutting_changes_nothing(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    found = elements(text, Span(start, end))

    assert spoken(found) == spoken(elements(text, None))
    pieces = [piece for element in found for line in element.lines for piece in line.pieces]
    marked = [piece.words for piece in pieces if piece.mark == "quote"]
    at = start
    for quoted in marked:
        at = text.index(quoted, at) + len(quoted)
    assert at <= max(end, start)
    assert sum(piece.begins_quote for piece in pieces) == bool(marked)


def test_other_quotes_of_the_answer_are_marked_apart_and_give_way_to_the_quote() -> None:
    text = "Yksi kaksi kolme neljä.\n\n- viisi\n- kuusi"
    quote = Span(text.index("kaksi"), text.index(" neljä"))
    others = [Span(0, text.index(" kolme")), Span(text.index("neljä"), text.index("kuusi") + 2)]

    found = [
        [(p.words, p.mark, p.begins_quote) for p in line.pieces]
        for b in elements(text, quote, others)
        for line in b.lines
    ]

    assert found == [
        [("Yksi ", "other", False), ("kaksi kolme", "quote", True), (" ", None, False), ("neljä.", "other", False)],
        [("viisi", "other", False)],
        [("ku", "other", False), ("usi", None, False)],
    ]


def test_a_list_item_goes_on_until_a_blank_line() -> None:
    found = elements("- yksi\n  jatkuu\n- kaksi\n\nKappale\njatkuu", None)

    assert [(element.kind, [words(line) for line in element.lines]) for element in found] == [
        ("bullets", ["yksi\n  jatkuu", "kaksi"]),
        ("paragraph", ["Kappale\njatkuu"]),
    ]


def test_numbers_are_those_of_the_text() -> None:
    (element,) = elements("3. kolmas\n4) neljäs", None)

    assert [(line.number, words(line)) for line in element.lines] == [(3, "kolmas"), (4, "neljäs")]


def test_a_day_begins_a_paragraph_and_letters_a_list() -> None:
    found = elements("6. joulukuuta 2018 pidettiin koulutus.\n\na) yksi\nå) kaksi\n- kolme\n\nKunnat:", None)

    assert [(element.kind, [words(line) for line in element.lines]) for element in found] == [
        ("paragraph", ["6. joulukuuta 2018 pidettiin koulutus."]),
        ("letters", ["a) yksi", "å) kaksi"]),
        ("bullets", ["kolme"]),
        ("paragraph", ["Kunnat:"]),
    ]


def test_a_heading_is_at_least_of_the_second_level() -> None:
    assert [(b.level, words(b.lines[0])) for b in elements("# A\n## B ##\n#### C\n#ei", None)] == [
        (2, "A"),
        (2, "B"),
        (4, "C"),
        (0, "#ei"),
    ]


def _until(signs: Iterator[str], wanted: str | None) -> list[str]:
    """Return the signs passed on the way to the wanted one, or to the end."""
    passed = []
    for sign in signs:
        if sign == wanted:
            break
        passed.append(sign)
    return passed
