"""Sources made to do harm: each is one line or read truly, and its neighbour is read."""

import os
from pathlib import Path

import pytest

from lape_qa.documents.discovery import Noted, Skipped
from lape_qa.documents.loading import Loaded, load
from support.sources import Write, zipped

GOOD = ("hyva", "Hyvä", "## Otsikko\n\nKajaanin perhekeskus avattiin vuonna 2018. Se toimii hyvin.\n")

# ---- those kept beside the checkout ------------------------------------------------------------------


def attacked(shared: Path, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the text of every other document, and why files were left out."""
    folder = shared / "attack-inputs" / "sources" / name
    found = load([folder])
    documents = {document.id: document for document in found.documents}
    if name not in ("mini_corpus", "md_40_comments"):
        good = documents.pop("hyva")
        assert (good.id, good.title, good.text) == GOOD
    return (
        {document.id: document.text for document in documents.values()},
        {skipped.path.removeprefix(f"{folder}/"): skipped.reason for skipped in found.skipped},
    )


@pytest.mark.parametrize(
    ("name", "skipped"),
    [
        ("yaml_esc", {"x.md": "front matter, line 2: title holds a control character (U+001B); remove it"}),
        ("yaml_hex_id", {"x.md": "front matter, line 2: id has 8,002 characters, more than 200; shorten it"}),
        (
            "yaml_merge_bomb",
            {"x.md": "front matter, line 4: aliases (*a0) are not read; write the value itself"},
        ),
        ("yaml_sexagesimal", {"x.md": "front matter, line 2: title has 8,999 characters, more than 500; shorten it"}),
        ("yaml_surrogate", {"x.md": "front matter, line 2: title holds half a character (U+D800); remove it"}),
        (
            "zip_sidecar",
            {
                "x.zip/a.txt": "its sidecar a.meta.yaml, line 1: title has 8,002 characters, more than 500; shorten it",
            },
        ),
        (
            "zip_slip",
            {
                "x.zip/../../../../tmp/sec/PWNED.txt": "its name leads out of its archive; pack it anew",
                "x.zip/../../w.txt": "its name leads out of its archive; pack it anew",
                "x.zip/tmp/sec/PWNED2.txt": "its name leads out of its archive; pack it anew",
                "x.zip/con/../x.txt": "its name leads out of its archive; pack it anew",
                "x.zip/link.txt": "is a link in an archive, which is not followed; pack the file itself",
                "x.zip/a\ufffdb.txt": "its name holds a control character (U+000A); remove it",
            },
        ),
    ],
)
def test_metadata_and_names_that_do_harm_are_refused(name: str, skipped: dict[str, str], shared: Path) -> None:
    assert attacked(shared, name) == ({}, skipped)


def test_pages_that_lie_about_their_encoding_are_read_as_browsers_do(shared: Path) -> None:
    texts, skipped = attacked(shared, "html_badenc")
    assert texts == {
        "s": "ÿ+2AA- Kainuu",
        "t": "ÿþ Kain\\ud800uu perhekeskus avattiin vuonna 2019 ja se toimii.",
        "u": "ÿþ Kain\\ud800uu",
        **dict.fromkeys("vwxyz", "ÿþ Kainuu"),
    }
    assert skipped == {}


def test_comments_before_a_page_take_no_time(shared: Path) -> None:
    assert attacked(shared, "html_comments") == ({"x": "Kainuu"}, {})


def test_forty_comments_before_a_text_take_no_time(shared: Path) -> None:
    assert attacked(shared, "md_40_comments") == ({"x": "# Otsikko\n\nKainuun perhekeskus avattiin.\n"}, {})


def test_an_address_that_runs_a_program_is_left_out_and_the_text_read(shared: Path) -> None:
    folder = shared / "attack-inputs" / "sources" / "mini_corpus"
    found = load([folder])
    assert [(document.id, document.url) for document in found.documents] == [("kainuu", "")]
    assert found.noted == (
        Noted(
            f"{folder}/kainuu.md",
            "front matter, line 7: url is 'javascript:alert(document.domain)', no address of the web; write one that "
            "begins with https:// or http://; it is left out",
        ),
    )


# ---- links -------------------------------------------------------------------------------------------


def test_links_are_followed_inside_the_folder_only(write: Write) -> None:
    write("lähteet/.varasto/abc", "Linkin takaa")
    outside = write("ulkona/salainen.txt", "Salainen")
    write("lähteet/kansio/b.txt", "B")
    write("lähteet/c.txt", "C")
    root = write.folder / "lähteet"
    for link, target in {
        "a.txt": root / ".varasto" / "abc",
        "vuoto.txt": outside,
        "c.meta.yaml": outside,
        "tyhjä.txt": root / "puuttuu.txt",
        "toinen": root / "kansio",
        "ulos": outside.parent,
        "silmukka": root,
    }.items():
        (root / link).symlink_to(target)
    found = load([root])
    assert [(document.id, document.text) for document in found.documents] == [
        ("a", "Linkin takaa"),
        ("b", "B"),
        ("c", "C"),
    ]
    assert {skipped.path.removeprefix(f"{root}/"): skipped.reason for skipped in found.skipped} == {
        "vuoto.txt": f"is a link to a file outside {root}; copy the file there",
        "c.meta.yaml": f"is a link to a file outside {root}; copy the file there",
        "tyhjä.txt": "is a link that leads nowhere; remove it",
        "toinen": "is a link to a folder that is read at its own place",
        "ulos": f"is a link to a folder outside {root}; name that folder as well",
        "silmukka": "is a link to a folder that is read at its own place",
    }
    assert [document.text for document in load([root / "vuoto.txt"]).documents] == ["Salainen"]
    assert [document.text for document in load([root / "ulos"]).documents] == ["Salainen"]


def test_a_pipe_is_not_waited_for(write: Write) -> None:
    write("a.txt", "A")
    os.mkfifo(write.folder / "b.txt")
    assert [document.id for document in load([write.folder]).documents] == ["a"]


# ---- fields ------------------------------------------------------------------------------------------


def with_matter(write: Write, matter: str) -> Loaded:
    return load([write("a.md", f"---\n{matter}\n---\nTeksti")])


@pytest.mark.parametrize(
    ("matter", "problem"),
    [
        ("id: a/b", "id is 'a/b'; write letters, digits, `-`, `_` or `.`, without slashes"),
        ("id: ..", "id is '..'; write letters, digits, `-`, `_` or `.`, without slashes"),
        ('title: "a\\x07b"', "title holds a control character (U+0007); remove it"),
        ('author: "a\\u202eb"', "author holds a character that turns the direction of writing (U+202E); remove it"),
        (f"region: {'x' * 101}", "region has 101 characters, more than 100; shorten it"),
        ("language: suomi", "language is 'suomi'; write its code, such as fi, sv or en"),
        ("published: 2018-05-01 10:00", "published has 16 characters, more than 10; shorten it"),
        ("published: 1:30", "published is '1:30'; write a date as 2019-02-01, 2019-02 or 2019"),
    ],
)
def test_a_field_that_cannot_be_one_is_named_with_its_line(matter: str, problem: str, write: Write) -> None:
    assert [skipped.reason for skipped in with_matter(write, matter).skipped] == [f"front matter, line 2: {problem}"]


@pytest.mark.parametrize("address", ["ftp://example.fi/a", "//example.fi", "https://", "example.fi", "https://a b.fi"])
def test_an_address_is_one_of_the_web(address: str, write: Write) -> None:
    found = with_matter(write, f'url: "{address}"')
    assert [document.url for document in found.documents] == [""]
    assert [noted.note.startswith(f"front matter, line 2: url is '{address}', no ") for noted in found.noted] == [True]


@pytest.mark.parametrize(
    ("matter", "title"),
    [
        ("title: 12:30:45", "12:30:45"),
        ("title: 0x1F", "0x1F"),
        ("title: 1_000", "1_000"),
        ("title: no", "no"),
        ("title: 2019-02-03", "2019-02-03"),
        ("title: |\n  Kaksi\n  riviä", "Kaksi riviä"),
        ("title: >-\n  Kaksi\n  riviä", "Kaksi riviä"),
        ("title: 'Lainaus: ''näin'''", "Lainaus: 'näin'"),
        ("title: ~", "Teksti"),
        ("tags: [a, {b: c}]\ntitle: Otsikko", "Otsikko"),
        ("title: Eka\ntitle: Toka", "Toka"),
    ],
)
def test_a_value_is_the_text_that_stands_there(matter: str, title: str, write: Write) -> None:
    assert [document.title for document in with_matter(write, matter).documents] == [title]


def test_what_a_page_says_of_itself_is_left_out_when_it_cannot_be(write: Write) -> None:
    head = (
        "<html><head><title>T</title>"
        f'<meta property="og:site_name" content="{"x" * 301}">'
        '<meta name="author" content="Maija"><link rel="canonical" href="javascript:alert(1)"></head>'
    )
    write("a.html", f"{head}<body><article><p>Perhekeskus avattiin Kittilässä.</p></article></body></html>")
    [document] = load([write.folder]).documents
    assert (document.publisher, document.url) == ("", "")


def test_a_title_taken_from_a_text_holds_no_escape_signs(write: Write) -> None:
    [document] = load([write("a.txt", "\x1b[31mPunainen\x1b[0m otsikko\n\nTeksti")]).documents
    assert document.title == "[31mPunainen [0m otsikko"
    assert document.text.startswith(" [31m")


# ---- archives ----------------------------------------------------------------------------------------


def test_an_archive_of_many_files_is_opened_once(write: Write) -> None:
    path = write("a.zip", zipped({f"{number:04}.txt": b"Teksti %d" % number for number in range(2_000)}))
    found = load([path])
    assert len(found.documents) == 2_000
    assert found.documents[1_999].text == "Teksti 1999"
    assert found.skipped == ()


def test_a_page_whose_mark_of_order_lies_is_told(write: Write) -> None:
    write("a.txt", "A")
    path = write("b.html", b"\xff\xfe<html><body><p>Perhekeskus</p></body></html>x")
    assert load([write.folder]).skipped == (
        Skipped(str(path), "its byte order mark says UTF-16, which it is not at byte 46; save it as UTF-8"),
    )
