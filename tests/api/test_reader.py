"""Text -> blocks with a quote marked: nothing is lost, nothing is marked that is not quoted."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from lape_qa.types import Span
from lape_qa_api.reader import Block, blocks

# White space of several kinds, marks of headings and lists, a sign beyond the 16-bit plane.
TEXTS = st.text(alphabet="ab#-1. \n\r\u2028\t👪)", max_size=60)


def spoken(found: list[Block]) -> str:
    """Return all that is shown, without white space."""
    return "".join(
        "".join(f"{line.before}{line.quoted}{line.after}".split()) for block in found for line in block.lines
    )


@given(TEXTS)
def test_only_marks_and_white_space_are_left_out(text: str) -> None:
    shown = spoken(blocks(text, None))

    rest = iter("".join(text.split()))
    left_out = [sign for wanted in [*shown, None] for sign in _until(rest, wanted)]
    assert set(left_out) <= set("#-1.)")


@given(TEXTS, st.data())
def test_what_is_marked_is_the_quote_and_cutting_changes_nothing(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    found = blocks(text, Span(start, end))

    assert spoken(found) == spoken(blocks(text, None))
    lines = [line for block in found for line in block.lines]
    marked = [line.quoted for line in lines if line.quoted]
    at = start
    for words in marked:
        at = text.index(words, at) + len(words)
    assert at <= max(end, start)
    assert sum(line.begins_quote for line in lines) == bool(marked)


def test_a_list_item_goes_on_until_a_blank_line() -> None:
    found = blocks("- yksi\n  jatkuu\n- kaksi\n\nKappale\njatkuu", None)

    assert [(block.kind, [line.before for line in block.lines]) for block in found] == [
        ("bullets", ["yksi\n  jatkuu", "kaksi"]),
        ("paragraph", ["Kappale\njatkuu"]),
    ]


def test_numbers_are_those_of_the_text() -> None:
    (block,) = blocks("3. kolmas\n4) neljäs", None)

    assert [(line.number, line.before) for line in block.lines] == [(3, "kolmas"), (4, "neljäs")]


def test_a_heading_is_at_least_of_the_second_level() -> None:
    assert [(b.level, b.lines[0].before) for b in blocks("# A\n## B ##\n#### C\n#ei", None)] == [
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
