"""What the author of a Markdown text has commented out is not read; all else is kept to the character."""

from pathlib import Path

import pytest

from lape_qa.documents.formats.markdown import without_comments
from lape_qa.documents.loading import load, read
from support.sources import Write


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hanke alkoi.\n", "Hanke alkoi.\n"),
        ("Hanke sai 60 000 euroa. <!-- luonnos: 6 000 -->\n\nLoppu.", "Hanke sai 60 000 euroa. \n\nLoppu."),
        ("A <!-- x --> B <!-- y --> C", "A  B  C"),
        ("<!-- x -->\n<!-- y -->\n# Otsikko\n", "# Otsikko\n"),
        ("Eka.\n\n  <!-- kaksi\nriviä -->  \n\nToka.", "Eka.\n\n\nToka."),
        ("Eka.\r\n<!-- x -->\r\nToka.", "Eka.\r\nToka."),
        ("<!-- x --><!-- y -->\nA", "\nA"),
        ("<!---->A<!-- -->", "A"),
        # No comment ends before it begins, and one that never ends is none.
        ("A <!-- B", "A <!-- B"),
        ("A --> B <!-- C --> D", "A --> B  D"),
        ("```\n<!-- koodia -->\n```\nA <!-- x -->B", "```\n<!-- koodia -->\n```\nA B"),
        ("~~~~ html\n```\n<!-- koodia -->\n~~~~\n<!-- x -->\nB", "~~~~ html\n```\n<!-- koodia -->\n~~~~\nB"),
        ("```\n<!-- koodia -->\n", "```\n<!-- koodia -->\n"),
    ],
)
def test_comments_are_left_out(text: str, kept: str) -> None:
    assert without_comments(text) == kept


def test_a_comment_in_front_matter_or_in_plain_text_stays(write: Write) -> None:
    document = read(write("a.md", "---\ntitle: A <!-- b -->\n---\nTeksti<!-- x -->."))
    assert (document.title, document.text) == ("A <!-- b -->", "Teksti.")
    assert read(write("a.txt", "Teksti<!-- x -->.")).text == "Teksti<!-- x -->."


@pytest.mark.parametrize(
    ("piece", "left", "fenced"),
    [
        ("<!-- x -->\n", "", "~~~\n~~~\n"),
        # The first fence stands in a line, and the second opens a block that holds the comment.
        ("a <!-- x -->", "a ", "~~~\n~~~\n<!-- x -->"),
        ("```\n", "```\n", "~~~\n~~~\n"),
        ("```\n<!-- x -->\n```\n", "```\n<!-- x -->\n```\n", "~~~\n~~~\n"),
    ],
)
def test_any_number_of_comments_takes_a_moment(piece: str, left: str, fenced: str) -> None:
    assert without_comments(piece * 100_000) == left * 100_000
    assert without_comments(piece * 100_000 + "~~~\n~~~\n<!-- x -->") == left * 100_000 + fenced


def test_any_number_of_comments_without_an_end_takes_a_moment() -> None:
    assert without_comments("<!--" * 100_000) == "<!--" * 100_000
    assert without_comments("<!--" * 100_000 + "~~~\n~~~\n<!-- x -->") == ""


def test_the_comment_of_a_kept_file_is_not_read(shared: Path) -> None:
    [document] = load([shared / "bug-inputs" / "setext.md"]).documents
    assert "Hanke sai 60 000 euroa. \n" in document.text
    assert "luonnos" not in document.text
