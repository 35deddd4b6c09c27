"""Markdown is kept to the character, but for comments, tables and underlined headings."""

from pathlib import Path

import pytest

from lape_qa.documents.formats.markdown import read_through, without_comments
from lape_qa.documents.loading import load, read
from support.growth import is_linear
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
    ("text", "read"),
    [
        pytest.param(
            "Alku.\n\n| Kunta | Perheitä |\n| --- | ---: |\n| Ahola | 12 |\n| **Iirola** |\n\nLoppu.\n",
            "Alku.\n\n- Kunta: Ahola; Perheitä: 12\n- Kunta: **Iirola**\n\nLoppu.\n",
            id="bars around",
        ),
        pytest.param(
            "Alku.\nKunta | Perheitä | Osuus\n:-: | - | -\nAhola | 12 | a \\| b\n## Loppu\n",
            "Alku.\n- Kunta: Ahola; Perheitä: 12; Osuus: a | b\n\n## Loppu\n",
            id="bars between",
        ),
        pytest.param("| Kunta |\r\n|---|\r\n| Ahola |\r\n", "- Kunta: Ahola\n", id="one column"),
        pytest.param("| Kunta | Perheitä |\n|---|---|\n", "- Kunta: Perheitä\n", id="names alone"),
        pytest.param("||2018|2019|\n|-|-|-|\n|Ahola|1|2|", "- Ahola; 2018: 1; 2019: 2\n", id="no name for the first"),
        pytest.param("Otsikko\n=======\n\nToinen\n---\nTeksti.\n", "# Otsikko\n\n## Toinen\nTeksti.\n", id="headings"),
    ],
)
def test_tables_and_underlined_headings_read_by_themselves(text: str, read: str) -> None:
    assert read_through(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "```\n| a | b |\n|---|---|\n| 1 | 2 |\n```\n",
        "~~~~\nOtsikko\n===\n~~~\n~~~~\n",
        "| a | b |\n|---|\n| 1 | 2 |\n",
        "a | b\n\n---\n\nTeksti | toinen.\n",
        "Kappale, joka\njatkuu.\n---\n",
        "- kohta\n---\n",
        "    koodi\n---\n",
        "a\x0cb\u2028c\r\n\n* * *\n- d\n",
    ],
)
def test_what_is_neither_is_kept_to_the_character(text: str) -> None:
    assert read_through(text) == text


@pytest.mark.parametrize("piece", ["|", "| a |\n|-|\n", "|-", "-", "a\n-\n", "```\n|", " "])
def test_time_grows_with_the_number_of_bars_only(piece: str) -> None:
    assert is_linear(lambda size: f"|a|\n|-{piece * size}x", read_through, 5_000)


def test_the_rows_of_a_kept_file(shared: Path) -> None:
    assert read(shared / "bug-inputs" / "tilasto.md").text == (
        "# Perhetyön tilasto 2019\n\nTaulukossa ovat kunnat, perhetyön perheet ja jonottavat perheet.\n\n"
        "- Kunta: Ahola; Perheitä: 12; Jonossa: 3\n- Kunta: Iirola; Perheitä: 7; Jonossa: 5\n"
        "- Kunta: Rantala; Perheitä: 21; Jonossa: 2\n- Kunta: Mäkelä; Perheitä: 9; Jonossa: 8\n"
        "- Kunta: Kuusela; Perheitä: 14; Jonossa: 6\n- Kunta: Peltola; Perheitä: 30; Jonossa: 1\n\n"
        "Jonot ovat lyhentyneet.\n"
    )


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
