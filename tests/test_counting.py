"""What is counted stands in the singular where it is one."""

import pytest

from lape_qa.counting import counted


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 documents"), (1, "1 document"), (2, "2 documents"), (14158, "14,158 documents")]
)
def test_one_of_something_is_no_plural(number: int, expected: str) -> None:
    assert counted(number, "document") == expected


def test_a_plural_without_s_is_given() -> None:
    assert [counted(number, "query", "queries") for number in (1, 2)] == ["1 query", "2 queries"]
