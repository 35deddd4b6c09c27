"""What has changed between two texts: every word of both is there once, and only what is another is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lape_qa_api.pages import changes as module
from lape_qa_api.pages.changes import Change, Run, Unchanged, changes

BEFORE = "# Pilotti\n\nPilotti alkoi vuonna 2017 Nokialla.\n\n- Neuvola\n- Kahvila\n\nLopuksi.\n"


def same(words: str) -> Run:
    return Run("same", words)


def deleted(words: str) -> Run:
    return Run("deleted", words)


def added(words: str) -> Run:
    return Run("added", words)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (
            BEFORE.replace("vuonna 2017", "syksyllä 2018"),
            [
                Unchanged(1),
                Change((same("Pilotti alkoi"), deleted("vuonna 2017"), added("syksyllä 2018"), same("Nokialla."))),
                Unchanged(3),
            ],
        ),
        (BEFORE.replace("- Kahvila\n", ""), [Unchanged(3), Change((deleted("- Kahvila"),)), Unchanged(1)]),
        (f"Alku.\n{BEFORE}Loppu.\n", [Change((added("Alku."),)), Unchanged(5), Change((added("Loppu."),))]),
        (
            BEFORE.replace("- Neuvola\n- Kahvila", "- Neuvola Kahvila"),
            [Unchanged(2), Change((same("- Neuvola"), deleted("¶ -"), same("Kahvila"))), Unchanged(1)],
        ),
        (BEFORE.replace("\n\n", "\n").replace(" alkoi ", "\t alkoi  "), [Unchanged(5)]),
        ("", [Change((deleted(line),)) for line in BEFORE.split("\n") if line]),
    ],
    ids=["words", "a line gone", "lines come", "lines joined", "white space alone", "all gone"],
)
def test_what_has_changed(now: str, found: list[Change | Unchanged]) -> None:
    assert changes(BEFORE, now) == found


TEXTS = st.text(alphabet="ab \n", max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_what_has_changed(before: str, now: str) -> None:
    found = changes(before, now)
    assert found is not None
    for text, other in ((before, "added"), (now, "deleted")):
        lines = [" ".join(line.split()) for line in text.splitlines() if line.split()]
        for each in found:
            if isinstance(each, Unchanged):
                del lines[: each.count]
            elif runs := [run.words for run in each.runs if run.kind != other]:
                shown = " ".join(runs).split(" ¶ ")
                assert shown == lines[: len(shown)]
                del lines[: len(shown)]
        assert lines == []


def test_texts_that_are_too_long_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 3)
    assert changes("a\nb\nc", "a\nb\nd") == [Unchanged(2), Change((deleted("c"), added("d")))]
    assert changes("a\nb\nc\nd", "a") is None
    assert changes("a b c d", "a b c e") == [Change((deleted("a b c d"), added("a b c e")))]
