"""How patterns of the form `A.*B` are made linear, and that they find the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.language.packs.model import in_order, loose


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\bmitä\b.*\bkävi\b", r"\A(?>.*?\bmitä\b).*?\bkävi\b"),
        ("a.*b.*c", r"\A(?>.*?a)(?>.*?b).*?c"),
        ("a.*?b", r"\A(?>.*?a).*?b"),
        ("a|b.*c|d", r"a|\A(?>.*?b).*?c|d"),
        # What is anchored already, or stands in a group, a class or escaped, is no such form.
        (r"^\W*kerro\b.*\bhanke", r"^\W*+kerro\b.*?\bhanke"),
        ("^a.*b.*c", "^a(?>.*?b).*?c"),
        ("(?:a|b.*c)d", "(?:a|b.*c)d"),
        (r"[|.*(]\.*\|a", r"[|.*(]\.*\|a"),
        (".*a", ".*a"),
        (r"\w+", r"\w+"),
    ],
)
def test_what_is_looked_for_in_order_is_passed_once(pattern: str, expected: str) -> None:
    assert in_order(pattern) == expected


PATTERNS = (
    r"\ba\b.*\bb\b",
    r"a.*b.*c",
    r"^\W*a\b.*\bb|c.*a",
    r"\b(?:a|ab)\b(?!.*\bc\b).*\bb",
    r"\ba\w*.*\bb\b(?!.*c)",
    r"b a.*c\b|^(?!.*b).*a.*c",
)


@given(st.sampled_from(PATTERNS), st.text("abc -", max_size=24))
def test_it_is_found_in_the_same_texts(pattern: str, text: str) -> None:
    assert (re.search(in_order(pattern), text) is None) == (re.search(pattern, text) is None)


def test_dots_may_be_left_out_all_the_same() -> None:
    pattern = loose(r"\bmitä\b.*\bjäi\b")
    assert [bool(pattern.search(text)) for text in ("no mita sille jai", "jäi mitä", "Mitä jäi")] == [True, False, True]
