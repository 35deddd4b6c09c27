"""`sources.yaml`: what it asks for, and one line for each fault."""

from pathlib import Path

import httpx2
import pytest

from lape_qa.documents.collecting.sources import Source, Sources, read_sources
from lape_qa.errors import UsageError

WHOLE = """\
licence: CC BY 4.0
contact: tieto@kunta.example
private: [intra.kunta.fi, 10.0.0.7, "::1", äänekoski.fi]
pause: 5
pages: 20
megabytes: 100
megabytes_a_page: 2.5
sources:
  - address: https://kunta.fi/lape.html#alku
    id: kunta-lape
    title: "LAPE: tulokset"
    publisher: Kunta
    published: 2019-02
    region: Lappi
    language: fi
    licence: "Lupa: sähköposti 1.2.2026"
  - addresses:
      - https://kunta.fi/1
      - https://kunta.fi/2
    author: Kunta
  - sitemap: https://kunta.fi/sitemap.xml
    only: [https://kunta.fi/lape/, https://muu.fi/]
  - feed: https://kunta.fi/rss
"""


def url(text: str) -> httpx2.URL:
    return httpx2.URL(text)


def read(tmp_path: Path, text: str, licence: str = "") -> Sources:
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    return read_sources(tmp_path / "sources.yaml", licence)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(UsageError) as raised:
        read(tmp_path, text)
    return str(raised.value).replace(f"{tmp_path}/", "")


def test_everything_that_can_be_said_is_read(tmp_path: Path) -> None:
    metadata = {
        "title": "LAPE: tulokset",
        "publisher": "Kunta",
        "published": "2019-02",
        "region": "Lappi",
        "language": "fi",
    }
    only = (url("https://kunta.fi/lape/"), url("https://muu.fi/"))
    assert read(tmp_path, WHOLE) == Sources(
        (
            Source(url("https://kunta.fi/lape.html"), "Lupa: sähköposti 1.2.2026", False, "kunta-lape", metadata),
            Source(url("https://kunta.fi/1"), "CC BY 4.0", metadata={"author": "Kunta"}),
            Source(url("https://kunta.fi/2"), "CC BY 4.0", metadata={"author": "Kunta"}),
            Source(url("https://kunta.fi/sitemap.xml"), "CC BY 4.0", True, only=only),
            Source(url("https://kunta.fi/rss"), "CC BY 4.0", True),
        ),
        (),
        frozenset(["intra.kunta.fi", "10.0.0.7", "::1", "xn--nekoski-4waa.fi"]),
        "tieto@kunta.example",
        5,
        20,
        100,
        2.5,
    )


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    read_in = read(tmp_path, "sources:\n- address: https://kunta.fi/1\n", "CC0")
    assert read_in == Sources((Source(url("https://kunta.fi/1"), "CC0"),), (), frozenset(), "", 2.0, 1000, 2000.0, 50.0)


def test_a_licence_of_the_command_goes_before_that_at_the_top_and_after_an_entrys_own(tmp_path: Path) -> None:
    sources = read(tmp_path, WHOLE, "Lupa 2026").sources
    assert [source.licence for source in sources] == ["Lupa: sähköposti 1.2.2026", *["Lupa 2026"] * 4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "sources.yaml, line 1: is empty; list under `sources:` what to collect"),
        ("# nothing\n", "sources.yaml, line 1: is empty; list under `sources:` what to collect"),
        (
            "- https://kunta.fi\n",
            "sources.yaml, line 1: is no list of `key: value` lines; known keys: sources, licence, contact, private, "
            "pause, pages, megabytes, megabytes_a_page",
        ),
        ("licence: a\n", "sources.yaml, line 1: has no `sources:`; list under it what to collect"),
        (
            "licence: a\nsources: https://kunta.fi\n",
            "sources.yaml, line 2: is no list; begin each item with `- ` on a line of its own",
        ),
        (
            "licence: a\nsources: []\n",
            "sources.yaml, line 2: lists nothing; write an `address`, a `sitemap` or a `feed`",
        ),
        (
            "licence: a\nsource: []\n",
            "sources.yaml, line 2: unknown key 'source'; known: sources, licence, contact, private, pause, pages, "
            "megabytes, megabytes_a_page",
        ),
        ("licence: a\nlicence: b\n", "sources.yaml, line 2: licence stands there twice; remove one of the two"),
        (
            "sources:\n- address: a: b\n",
            "sources.yaml, line 2, does not parse: mapping values are not allowed here; quote values that hold a colon",
        ),
        ("a: &a [x]\nsources: *a\n", "sources.yaml, line 2: aliases (*a) are not read; write the value itself"),
        (
            "sources:\n- address: https://kunta.fi/1\n- address: https://kunta.fi/2\n",
            "sources.yaml, line 1: no `licence` (line 2, 3); write what permits to keep a copy there, at the top, or "
            "by --licence",
        ),
        (
            "pause: fast\nlicence: a\nsources:\n- address: https://kunta.fi/1\n",
            "sources.yaml, line 1: is 'fast'; write a number from 0 to 60",
        ),
        (
            "pages: 0\nlicence: a\nsources:\n- address: https://kunta.fi/1\n",
            "sources.yaml, line 1: is '0'; write a number from 1 to 1e+06",
        ),
        (
            "megabytes: .nan\nlicence: a\nsources:\n- address: https://kunta.fi/1\n",
            "sources.yaml, line 1: is '.nan'; write a number from 0.001 to 1e+06",
        ),
        (
            "private:\n- https://kunta.fi/\nlicence: a\nsources:\n- address: https://kunta.fi/1\n",
            "sources.yaml, line 2: private names 'https://kunta.fi/', no host; write it as intra.example.fi or "
            "10.0.0.7",
        ),
        (
            "contact: 'a (b)'\nlicence: a\nsources:\n- address: https://kunta.fi/1\n",
            "sources.yaml, line 1: contact is no address; write one of mail or the web, which the sites' keepers may "
            "use",
        ),
        ("[" * 1000 + "]" * 1000, "sources.yaml does not parse: "),
        ("a: \x07\n", "sources.yaml does not parse: "),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    refused = refusal(tmp_path, text)
    assert "\n" not in refused
    assert refused.startswith(said) if said.endswith(": ") else refused == said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("https://kunta.fi/1", "is no list of `key: value` lines; known keys: address, addresses, sitemap, feed, id, "),
        ("{publisher: Kunta}", "has nothing to collect; write one of address, addresses, sitemap, feed"),
        (
            "{address: https://kunta.fi/1, feed: https://kunta.fi/2}",
            "has address and feed to collect; write one of address, addresses, sitemap, feed",
        ),
        ("{adress: https://kunta.fi/1}", "unknown key 'adress'; known: address, "),
        ("{address: kunta.fi/1}", "the address is 'kunta.fi/1', no address of the web; write one that begins with"),
        ("{address: }", "the address is empty"),
        ("{address: [https://kunta.fi/1]}", "is not a text; write it on one line, in quotes"),
        ("{address: 'https://a:b@kunta.fi/'}", "the address holds a user name or a password"),
        ("{address: https://kunta.fi/1, published: 1.2.2019}", "published is '1.2.2019'; write a date as 2019-02-01"),
        ("{address: https://kunta.fi/1, language: suomi!}", "language is 'suomi!'; write its code"),
        ('{address: https://kunta.fi/1, title: "a\\u202eb"}', "title holds a character that turns the direction"),
        ("{address: https://kunta.fi/1, id: a/b}", "id is 'a/b'; write letters, digits"),
        ("{address: https://kunta.fi/1, id: .piilo}", "id is '.piilo', which names no document"),
        ("{address: https://kunta.fi/1, id: ReadMe}", "id is 'ReadMe', which names no document"),
        ("{address: https://kunta.fi/1, id: ''}", "id is '', which names no document"),
        ("{feed: https://kunta.fi/1, id: a}", "id is of one page; give it with an `address`"),
        ("{sitemap: https://kunta.fi/1, title: a}", "title is of one page; give it with an `address`"),
        ("{address: https://kunta.fi/1, only: [https://kunta.fi/]}", "only limits a `sitemap` or a `feed`"),
        ("{feed: https://kunta.fi/1, only: https://kunta.fi/}", "is no list; begin each item with `- `"),
        ("{address: https://kunta.fi/good}", "https://kunta.fi/good stands there already; remove one of the two"),
        ("{address: https://kunta.fi/1, id: GOOD}", "the id 'GOOD' stands there already; give another"),
    ],
)
def test_an_entry_with_a_fault_is_one_line_and_the_others_are_collected(tmp_path: Path, entry: str, said: str) -> None:
    text = f"licence: a\nsources:\n- address: https://kunta.fi/good\n  id: good\n- {entry}\n"
    found = read(tmp_path, text)
    assert [str(source.url) for source in found.sources] == ["https://kunta.fi/good"]
    [fault] = found.faults
    assert fault.startswith(f"{tmp_path}/sources.yaml, line 5: {said}")
    assert "\n" not in fault


def test_entries_without_a_licence_are_left_out_in_one_line(tmp_path: Path) -> None:
    entries = "".join(f"- address: https://kunta.fi/{n}\n" for n in range(5))
    found = read(tmp_path, f"sources:\n- address: https://kunta.fi/good\n  licence: a\n{entries}")
    assert [str(source.url) for source in found.sources] == ["https://kunta.fi/good"]
    assert found.faults == (
        f"{tmp_path}/sources.yaml, line 1: no `licence` (line 4, 5, 6 and 2 more); write what permits to keep a copy "
        "there, at the top, or by --licence",
    )


def test_a_file_that_is_not_there_or_is_no_text_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"sources\.yaml does not exist; write there what to collect"):
        read_sources(tmp_path / "sources.yaml")
    (tmp_path / "sources.yaml").write_bytes(b"licence: \xe4\n")
    with pytest.raises(UsageError, match=r"sources\.yaml is not UTF-8 at byte 9; save it as UTF-8"):
        read_sources(tmp_path / "sources.yaml")
    with pytest.raises(UsageError, match=r"is a folder; give its sources\.yaml, and the folder itself as --into$"):
        read_sources(tmp_path)
