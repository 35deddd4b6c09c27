"""Groups: how a line names them, and whom a document is open to."""

import re
from dataclasses import replace

import pytest

from lape_qa.documents.membership import EVERYTHING, STRANGER, Membership, groups_in
from support.fakes import document

OPEN = document("abc")
CLOSED = replace(OPEN, groups=("johto", "talous"))


def test_groups_are_named_by_comma_whatever_their_order_and_case() -> None:
    assert groups_in("Talous,  johto , TALOUS") == ("johto", "talous")
    assert groups_in("työryhmä-2.b_c") == groups_in("tyo\u0308ryhma\u0308-2.b_c") == ("työryhmä-2.b_c",)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [("", ""), ("johto,", ""), (",", ""), ("oma johto", "oma johto"), ("johto;talous", "johto;talous"), ("*", "*"),
     ("[johto]", "[johto]"), ("-johto", "-johto"), ("a" * 61, "a" * 61),
     (",".join(f"g{number:02}" for number in range(51)), "g50")],
)  # fmt: skip
def test_what_names_no_group_is_not_read_as_less_than_it_says(line: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(wrong)}$"):
        groups_in(line)


@pytest.mark.parametrize(
    ("membership", "sees"),
    [(STRANGER, False), (Membership(frozenset({"muu"})), False), (Membership(frozenset({"muu", "talous"})), True),
     (Membership(frozenset({"johto"})), True), (EVERYTHING, True)],
)  # fmt: skip
def test_a_document_is_open_to_members_of_one_of_its_groups(membership: Membership, sees: bool) -> None:
    assert membership.admits(OPEN)
    assert membership.admits(CLOSED) is sees


def test_who_says_nothing_of_groups_is_a_stranger() -> None:
    assert Membership() == STRANGER
    assert STRANGER.among({"johto"}) == frozenset()
    assert Membership(frozenset({"johto", "muu"})).among({"johto", "talous"}) == frozenset({"johto"})
    assert EVERYTHING.among({"johto"}) is None
