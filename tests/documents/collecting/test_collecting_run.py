"""Runs of collecting against a site: what comes into the folder, what stays, and what is told."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import yaml

from lape_qa import durable_files
from lape_qa.documents import loading
from lape_qa.documents.collecting import run as collecting
from lape_qa.documents.collecting.addresses import identifier, normal
from lape_qa.documents.collecting.folder import Folder
from lape_qa.documents.collecting.report import Failure, Kept, Planned
from lape_qa.documents.collecting.state import State
from lape_qa.errors import StorageError, UsageError
from support.collecting import FIRST_RUN, Collecting
from support.sources import pdf
from support.web_server import (
    Answer,
    Site,
    in_turn,
    leads,
    page,
    resets,
    sends,
    status,
    with_etag,
)

TEXT = "Nokialla avattiin perhekeskus vuonna 2018, ja siellä on kohtaamispaikka perheille."
CHANGED = "Nokialla suljettiin perhekeskus vuonna 2019, ja siellä ei ole kohtaamispaikkaa."
PDF = pdf([(72, 700 - 14 * n, 12, "Nokia 2018") for n in range(9)])
PAGE = page("Nokian perhekeskus", TEXT)
ONE = "- address: SITE/a\n  id: nokia\n"


def sidecar(folder: Path, name: str) -> dict[str, str]:
    values: dict[str, str] = yaml.safe_load((folder / f"{name}.meta.yaml").read_text(encoding="utf-8"))
    return values


# ---- what comes into the folder --------------------------------------------------------------------------


def test_a_page_comes_as_it_is_with_what_is_said_of_it(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = sends(PAGE)
    report = c.run(f"{ONE}  publisher: Kunta\n  region: Lappi\n  title: 'LAPE: \"tulokset\"'\n")
    assert (report.new, report.is_whole, c.said()) == (["nokia"], True, [])
    assert c.files() == ["nokia.html", "nokia.html.meta.yaml"]
    assert (c.folder / "nokia.html").read_text(encoding="utf-8") == PAGE
    assert (c.folder / "nokia.html.meta.yaml").read_text(encoding="utf-8") == (
        "# Written by `lape-qa collect`, as sources.yaml says: what is to be changed is changed there.\n"
        'title: "LAPE: \\"tulokset\\""\npublisher: "Kunta"\nregion: "Lappi"\n'
        f'url: "{c.site.url}/a"\nrights: "CC BY 4.0"\n'
    )
    [document] = c.documents()
    assert (document.id, document.text, document.title) == ("nokia", TEXT, 'LAPE: "tulokset"')
    assert (document.publisher, document.region, document.rights) == ("Kunta", "Lappi", "CC BY 4.0")
    assert (document.url, document.digest) == (f"{c.site.url}/a", False)


def test_a_page_without_an_id_is_called_by_its_address(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a?b=1"] = sends(PAGE)
    c.run("- address: SITE/a?b=1\n")
    name = identifier(normal(f"{c.site.url}/a?b=1"))
    assert name.startswith("127-0-0-1-a-")
    assert c.files() == [f"{name}.html", f"{name}.html.meta.yaml"]


@pytest.mark.parametrize(
    ("kind", "path", "content", "name"),
    [
        ("text/html", "/a", PAGE.encode(), "nokia.html"),
        ("application/xhtml+xml; charset=utf-8", "/a", PAGE.encode(), "nokia.html"),
        ("Text/Plain", "/a.html", TEXT.encode(), "nokia.txt"),
        ("text/markdown", "/a.md", f"---\ntitle: x\n---\n{TEXT}".encode(), "nokia.txt"),
        ("application/pdf", "/a", PDF, "nokia.pdf"),
        ("application/octet-stream", "/a", PDF, "nokia.pdf"),
        ("text/html", "/a", PDF, "nokia.pdf"),
        ("application/octet-stream", "/a.txt?b", TEXT.encode(), "nokia.txt"),
        ("", "/a.HTM", PAGE.encode(), "nokia.htm"),
    ],
)
def test_a_file_is_of_the_kind_that_its_server_says(
    collecting_into: Collecting, kind: str, path: str, content: bytes, name: str
) -> None:
    c = collecting_into
    c.site.answers[path] = sends(content, kind)
    c.run(f"- address: SITE{path}\n  id: nokia\n")
    assert (c.files(), c.said()) == ([name, f"{name}.meta.yaml"], [])
    assert (c.folder / name).read_bytes() == content


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (sends(b"\x89PNG\r\n", "image/png"), "is image/png, which is not read"),
        (sends(b"PK\x03\x04", "application/zip"), "is application/zip, which is not read"),
        (sends(PAGE, "application/octet-stream"), "is application/octet-stream, which is not read"),
        (sends(PAGE, ""), "is of a kind that its server does not tell, which is not read"),
        (sends(b"\x89PNG\r\n"), "cannot be read: is an image by its content, not what .html says; give it the right"),
        (sends(b""), "cannot be read: is empty"),
        (sends(page("", "")), "cannot be read: "),
        (status(204), "HTTP status 204"),
        (status(304), "HTTP status 304"),
        (status(401), "HTTP status 401"),
        (status(404), "HTTP status 404"),
        (status(500), "HTTP status 500"),
        (sends(b"", code=206), "HTTP status 206"),
        (leads("/"), "leads to the front page SITE/: the page itself is hardly there any more"),
        (leads("/bad"), "its redirects go round in a circle"),
        (leads("http://169.254.169.254/"), "leads to another site, http://169.254.169.254/; if that is right, write"),
        (sends("x" * 200_001), "has more than 200,000 bytes; raise `megabytes_a_page` when they are wanted"),
    ],
)
def test_what_cannot_be_a_source_is_one_line_and_the_others_come(
    collecting_into: Collecting, answer: Answer, reason: str
) -> None:
    c = collecting_into
    c.site.answers |= {"/bad": answer, "/": sends(PAGE), "/a": sends(PAGE)}
    report = c.run(f"- address: SITE/bad\n{ONE}", "megabytes_a_page: 0.2\n")
    [line] = c.said()
    assert line.startswith(f"not collected: SITE/bad: {reason}")
    assert (report.new, len(report.failed), report.is_whole) == (["nokia"], 1, False)
    assert c.files() == ["nokia.html", "nokia.html.meta.yaml"]
    assert list((c.folder / ".collected" / "new").iterdir()) == []


def test_a_page_in_another_encoding_than_it_says_is_read_by_its_letters(collecting_into: Collecting) -> None:
    c = collecting_into
    content = PAGE.encode("windows-1252")
    c.site.answers["/a"] = sends(content, "text/html; charset=utf-8")
    c.run(ONE)
    assert (c.folder / "nokia.html").read_bytes() == content
    assert c.documents()[0].text == TEXT


# ---- asked again -----------------------------------------------------------------------------------------


def test_a_page_is_asked_for_only_if_it_has_changed(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = with_etag(PAGE, '"1"')
    c.run(ONE)
    before = (c.folder / "nokia.html").stat().st_mtime_ns
    report = c.run(ONE)
    assert (report.new, report.changed, report.unchanged, report.is_whole) == ([], [], 1, True)
    assert c.site.headers[-1]["if-none-match"] == '"1"'
    assert (c.folder / "nokia.html").stat().st_mtime_ns == before
    c.site.answers["/a"] = with_etag(page("", CHANGED), '"2"')
    report = c.run(ONE)
    assert (report.changed, report.unchanged) == (["nokia"], 0)
    assert c.documents()[0].text == CHANGED


def test_last_modified_serves_as_well(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = sends(PAGE, Last_Modified="Fri, 01 Feb 2019 10:00:00 GMT")
    c.run(ONE)
    c.run(ONE)
    assert c.site.headers[-1]["if-modified-since"] == "Fri, 01 Feb 2019 10:00:00 GMT"
    assert "if-none-match" not in c.site.headers[-1]


def test_bytes_that_change_without_the_text_are_no_change(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = in_turn(sends(PAGE, ETag='"1"'), sends(PAGE + "<!-- 14:07 -->", ETag='"2"'))
    c.run(ONE)
    report = c.run(ONE)
    assert (report.changed, report.unchanged) == ([], 1)
    assert (c.folder / "nokia.html").read_text(encoding="utf-8") == PAGE
    c.run(ONE)
    assert c.site.headers[-1]["if-none-match"] == '"2"'


def test_the_same_etag_for_another_text_deceives_nobody(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = in_turn(sends(PAGE, ETag='"1"'), sends(page("", CHANGED), ETag='"1"'))
    c.run(ONE)
    assert c.run(ONE).changed == ["nokia"]


def test_a_server_that_always_says_nothing_changed_is_believed_for_thirty_days(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = in_turn(sends(PAGE, ETag='"1"'), status(304))
    c.run(ONE)
    c.now = FIRST_RUN + timedelta(days=29)
    assert c.run(ONE).unchanged == 1
    assert "if-none-match" in c.site.headers[-1]
    report = c.run(ONE)
    assert "if-none-match" not in c.site.headers[-1]
    assert report.failed == [Failure(f"{c.site.url}/a", "HTTP status 304")]
    assert c.files() == ["nokia.html", "nokia.html.meta.yaml"]


@pytest.mark.parametrize("etag", ["x" * 1001, "ä", "a\tb"])
def test_an_etag_that_is_none_is_not_sent(collecting_into: Collecting, etag: str) -> None:
    c = collecting_into
    c.site.answers["/a"] = sends(PAGE, ETag=etag)
    c.run(ONE)
    c.run(ONE)
    assert "if-none-match" not in c.site.headers[-1]


def test_a_file_that_was_deleted_comes_again(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = with_etag(PAGE, '"1"')
    c.run(ONE)
    (c.folder / "nokia.html").unlink()
    c.run(ONE)
    assert c.files() == ["nokia.html", "nokia.html.meta.yaml"]


def test_a_file_that_was_changed_by_hand_is_kept(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = sends(PAGE)
    c.run(ONE)
    (c.folder / "nokia.html").write_text(page("", "Oma teksti"), encoding="utf-8")
    c.site.answers["/a"] = sends(page("", CHANGED))
    assert c.run(ONE).failed[0].reason == (
        f"{c.folder}/nokia.html was changed by hand, and is kept; move it away first"
    )
    assert "Oma teksti" in (c.folder / "nokia.html").read_text(encoding="utf-8")
    assert c.site.pages() == ["/a"]


def test_what_is_said_in_sources_yaml_later_comes_into_the_sidecar(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = with_etag(PAGE, '"1"')
    c.run(ONE)
    c.run(f"{ONE}  licence: CC0\n  publisher: Kunta\n")
    assert sidecar(c.folder, "nokia.html") == {"publisher": "Kunta", "url": f"{c.site.url}/a", "rights": "CC0"}


def test_a_page_that_becomes_a_pdf_leaves_no_page_behind(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = in_turn(sends(PAGE), sends(PDF, "application/pdf"))
    c.run(ONE)
    assert c.run(ONE).changed == ["nokia"]
    assert c.files() == ["nokia.pdf", "nokia.pdf.meta.yaml"]


def test_an_id_that_is_given_later_renames(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = with_etag(PAGE, '"1"')
    c.run("- address: SITE/a\n")
    c.run(ONE)
    assert c.files() == ["nokia.html", "nokia.html.meta.yaml"]


# ---- moved and gone --------------------------------------------------------------------------------------


def test_a_page_that_has_moved_is_told_and_collected(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers |= {"/a": leads("/uusi"), "/uusi": sends(PAGE)}
    report = c.run(ONE)
    assert c.said() == ["moved: SITE/a: it is now SITE/uusi; write that address in its place"]
    assert (report.moved, report.is_whole) == ([(f"{c.site.url}/a", f"{c.site.url}/uusi")], True)
    assert sidecar(c.folder, "nokia.html")["url"] == f"{c.site.url}/uusi"


def test_a_page_that_is_elsewhere_for_now_keeps_its_address(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers |= {"/a": leads("/nyt", 302), "/nyt": sends(PAGE)}
    assert c.run(ONE).moved == []
    assert sidecar(c.folder, "nokia.html")["url"] == f"{c.site.url}/a"


@pytest.mark.parametrize("code", [404, 410])
def test_a_page_that_is_gone_is_kept_until_it_is_pruned(collecting_into: Collecting, code: int) -> None:
    c = collecting_into
    c.site.answers["/a"] = sends(PAGE)
    c.run(ONE)
    c.site.answers["/a"] = status(code)
    kept = Kept(f"{c.site.url}/a", "nokia.html", f"HTTP status {code} since 2026-11-03", removed=False)
    for _ in range(2):
        report = c.run(ONE)
        assert (report.gone, report.is_whole) == ([kept], False)
        assert c.said() == [
            f"kept: FOLDER/nokia.html: SITE/a: HTTP status {code} since 2026-11-03; "
            "`lape-qa collect --prune` removes it"
        ]
        assert c.files() == ["nokia.html", "nokia.html.meta.yaml"]
    report = c.run(ONE, prune=True)
    assert (report.gone, report.is_whole) == ([replace(kept, removed=True)], True)
    assert c.files() == []
    assert c.run(ONE).failed == [Failure(f"{c.site.url}/a", f"HTTP status {code}")]


def test_a_page_that_comes_back_is_no_longer_gone(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = in_turn(sends(PAGE), status(404), sends(PAGE))
    c.run(ONE)
    assert len(c.run(ONE).gone) == 1
    report = c.run(ONE, prune=True)
    assert (report.gone, report.unchanged, len(c.files())) == ([], 1, 2)


def test_what_nothing_names_any_more_is_kept_until_it_is_pruned(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers |= {"/a": sends(PAGE), "/b": sends(page("", CHANGED))}
    other = "- address: SITE/b\n  id: muu\n"
    c.run(ONE + other)
    report = c.run(other)
    assert (report.unlisted[0].file, report.is_whole) == ("nokia.html", True)
    assert c.said() == [
        "kept: FOLDER/nokia.html: SITE/a: nothing names it any more; `lape-qa collect --prune` removes it"
    ]
    # With a fault, nobody can tell what the entry would have named.
    c.run(f"{other}- adress: SITE/a\n", prune=True)
    assert "nokia.html" in c.files()
    assert c.said()[-1].endswith("nothing names it any more; --prune removes it once sources.yaml has no fault")
    c.run(other, prune=True)
    assert c.files() == ["muu.html", "muu.html.meta.yaml"]


def test_what_was_changed_by_hand_is_not_pruned(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers |= {"/a": sends(PAGE), "/b": sends(page("", CHANGED))}
    c.run(f"{ONE}- address: SITE/b\n  id: muu\n")
    (c.folder / "muu.html").write_text("oma", encoding="utf-8")
    c.run(ONE, prune=True)
    assert c.said() == [
        "kept: FOLDER/muu.html: SITE/b: nothing names it any more; it was changed by hand: remove it by hand"
    ]
    assert "muu.html" in c.files()


# ---- digests and other files -----------------------------------------------------------------------------

DIGEST = """---
title: "Nokian perhekeskus"
region: "Pirkanmaa"
url: "https://kunta.example/a"
digest: true
---
Nokialla on perhekeskus, joka avattiin vuonna 2018.
"""


def test_an_original_takes_the_place_of_its_digest(collecting_into: Collecting) -> None:
    c = collecting_into
    (c.folder / "nokia.md").write_text(DIGEST, encoding="utf-8")
    c.site.answers["/a"] = sends(PAGE)
    report = c.run(ONE)
    assert (report.new, report.replaced) == (["nokia"], ["nokia"])
    assert c.files() == ["nokia.html", "nokia.html.meta.yaml"]
    assert (c.folder / ".collected/replaced/nokia.md").read_text(encoding="utf-8") == DIGEST
    loaded = loading.load([c.folder])
    [document] = loaded.documents
    assert (document.id, document.digest, document.text) == ("nokia", False, TEXT)
    assert (loaded.skipped, loaded.noted) == ((), ())


def test_what_says_less_than_the_digest_does_not_replace_it(collecting_into: Collecting) -> None:
    c = collecting_into
    (c.folder / "nokia.md").write_text(DIGEST, encoding="utf-8")
    c.site.answers["/a"] = sends(page("", "Tämä verkkotunnus on myytävänä."))
    report = c.run(ONE)
    assert (report.new, report.replaced, c.files()) == ([], [], ["nokia.md"])
    assert report.failed[0].reason == ("has 4 words, its digest 7: this is hardly the original, and the digest stays")


@pytest.mark.parametrize("name", ["nokia.md", "nokia.txt", "nokia.pdf", "nokia.meta.yaml"])
def test_a_file_of_that_name_that_was_not_collected_is_left_alone(collecting_into: Collecting, name: str) -> None:
    c = collecting_into
    (c.folder / name).write_text("Oma teksti.", encoding="utf-8")
    c.site.answers["/a"] = sends(PAGE)
    report = c.run(ONE)
    assert report.failed[0].reason == (
        f"{c.folder}/{name} is there and was not collected; rename it, or give another `id`"
    )
    assert (c.files(), c.site.pages()) == ([name], [])


def test_sources_yaml_in_the_folder_is_no_document(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = sends(PAGE)
    c.run(ONE)
    (c.folder / "sources.yaml").write_text("sources: []", encoding="utf-8")
    loaded = loading.load([c.folder])
    assert ([document.id for document in loaded.documents], loaded.skipped) == (["nokia"], ())


# ---- listings --------------------------------------------------------------------------------------------


def sitemap(*paths: str, member: str = "url", root: str = "urlset") -> Answer:
    rows = "".join(f"<{member}><loc>{path}</loc></{member}>" for path in paths)
    return sends(f"<{root}>{rows}</{root}>", "application/xml")


def index(*paths: str) -> Answer:
    return sitemap(*paths, member="sitemap", root="sitemapindex")


def test_the_pages_of_a_sitemap_are_collected(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers |= {
        "/sitemap.xml": sitemap("/lape/1", "/lape/2", "/muu", "https://muu.example/lape/3"),
        "/lape/1": sends(PAGE),
        "/lape/2": sends(page("", CHANGED)),
    }
    report = c.run("- sitemap: SITE/sitemap.xml\n  only: [SITE/lape/]\n  publisher: Kunta\n")
    assert (len(report.new), report.is_whole) == (2, True)
    assert c.said() == ["note: SITE/sitemap.xml: 2 addresses of other places left out; `only` can allow them"]
    assert {document.publisher for document in c.documents()} == {"Kunta"}


def test_sitemaps_that_name_each_other_are_read_once_each(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers |= {
        "/index.xml": index("/index.xml", "/2.xml", "/3.xml", "https://muu.example/4.xml"),
        "/2.xml": index("/index.xml", "/2.xml", "/3.xml"),
        "/3.xml": sitemap("/a"),
        "/a": sends(PAGE),
    }
    report = c.run("- sitemap: SITE/index.xml\n")
    assert (len(report.new), c.site.pages()) == (1, ["/index.xml", "/2.xml", "/3.xml", "/a"])
    assert c.said() == ["note: SITE/index.xml: 1 address of other places left out; `only` can allow them"]


def test_sitemaps_without_end_are_read_up_to_the_limit(
    collecting_into: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    c = collecting_into
    monkeypatch.setattr(collecting, "MOST_SITEMAPS", 4)
    c.site.answers |= {f"/{n}.xml": index(f"/{n + 1}.xml", f"/{n + 100}.xml") for n in range(200)}
    report = c.run("- sitemap: SITE/0.xml\n")
    assert len(c.site.pages()) == 4
    assert (report.left_out > 0, report.is_whole) == (True, False)
    assert c.said()[0] == "left out: 1 more, after 4 sitemaps of SITE/0.xml"


RSS = "<rss><channel>{}</channel></rss>"
ITEM = "<item><title>{1}</title><link>{0}</link><pubDate>Fri, 01 Feb 2019 10:00:00 GMT</pubDate></item>"


def test_a_feed_says_titles_and_dates_and_old_entries_stay(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers |= {
        "/rss": in_turn(
            sends(RSS.format(ITEM.format("/1", "Yksi") + ITEM.format("/2", "Kaksi"))),
            sends(RSS.format(ITEM.format("/2", "Kaksi"))),
        ),
        "/1": in_turn(sends(PAGE), sends(PAGE), status(404)),
        "/2": sends(page("", CHANGED)),
    }
    feed = "- feed: SITE/rss\n"
    c.run(feed)
    told = {(document.title, document.published) for document in c.documents()}
    assert told == {("Yksi", "2019-02-01"), ("Kaksi", "2019-02-01")}
    report = c.run(feed)
    assert (report.unchanged, report.unlisted) == (2, [])
    told = {(document.title, document.published) for document in c.documents()}
    assert told == {("Yksi", "2019-02-01"), ("Kaksi", "2019-02-01")}
    assert [kept.address for kept in c.run(feed).gone] == [f"{c.site.url}/1"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (status(404), "HTTP status 404"),
        (sends("<html/>"), "is no sitemap and no feed, but <html>"),
        (sends("<rss><chan"), "is no sitemap and no feed ("),
        (leads("/rss"), "its redirects go round in a circle"),
    ],
)
def test_a_listing_that_fails_is_one_line_and_its_pages_stay(
    collecting_into: Collecting, answer: Answer, reason: str
) -> None:
    c = collecting_into
    c.site.answers |= {
        "/rss": in_turn(sends(RSS.format(ITEM.format("/1", "Yksi"))), answer),
        "/1": sends(PAGE),
        "/a": sends(page("", CHANGED)),
    }
    c.run(f"- feed: SITE/rss\n{ONE}")
    report = c.run(f"- feed: SITE/rss\n{ONE}", prune=True)
    assert (report.unchanged, len(report.failed), len(c.files())) == (2, 1, 4)
    assert c.said()[0].startswith(f"not collected: SITE/rss: {reason}")


def test_a_long_feed_is_collected_up_to_the_limit(collecting_into: Collecting) -> None:
    c = collecting_into
    items = "".join(f"<item><link>/{n}</link></item>" for n in range(5_000))
    c.site.answers |= {"/rss": sends(RSS.format(items)), "/0": sends(PAGE), "/1": sends(page("", CHANGED))}
    report = c.run("- feed: SITE/rss\n", "pages: 2\n")
    assert (len(report.new), report.left_out, report.is_whole) == (2, 4_998, False)
    assert c.said() == ["left out: 4998 more, after `pages: 2`"]


# ---- limits and hosts ------------------------------------------------------------------------------------


def test_no_more_bytes_come_than_a_run_may_take(collecting_into: Collecting) -> None:
    c = collecting_into
    for name in "abc":
        c.site.answers[f"/{name}"] = sends(page(name, TEXT + "<!--" + "x" * 4000 + "-->"))
    entries = "".join(f"- address: SITE/{name}\n  id: {name}\n" for name in "abc")
    report = c.run(entries, "megabytes: 0.006\n")
    # The first has 4,200 bytes, so that 1,800 are left for the second.
    assert (report.new, report.left_out, report.failed) == (["a"], 2, [])
    assert c.said() == ["left out: 1 more, after `megabytes: 0.006`"] * 2
    assert c.site.pages() == ["/a", "/b"]


def test_a_host_that_fails_does_not_stop_the_others(collecting_into: Collecting) -> None:
    c = collecting_into
    # Nothing listens there, and the address is as much loopback as the other.
    silent = c.site.url.replace("127.0.0.1", "127.0.0.2")
    c.site.answers["/a"] = sends(PAGE)
    entries = "".join(f"- address: {silent}/{n}\n" for n in range(10)) + ONE
    report = c.run(entries, also_named=("127.0.0.2",))
    assert (report.new, len(report.failed), report.left_out) == (["nokia"], 3, 7)


def test_a_host_that_resets_every_connection_is_left_after_three_failures(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers |= {f"/{n}": resets() for n in range(10)}
    report = c.run("".join(f"- address: SITE/{n}\n" for n in range(10)))
    assert (len(report.failed), report.left_out) == (3, 7)
    assert c.said()[-1] == "left out: 7 more, after 3 failures of 127.0.0.1 one after the other"
    assert len(c.site.pages()) == 3


# ---- ended and gone on with ------------------------------------------------------------------------------


def test_a_second_run_on_the_same_folder_is_refused(collecting_into: Collecting) -> None:
    c = collecting_into
    refused: list[str] = []

    def meanwhile(handler: BaseHTTPRequestHandler) -> None:
        try:
            collecting.collect(c.sources(ONE), c.folder, sandbox=c.sandbox)
        except UsageError as error:
            refused.append(str(error))
        sends(PAGE)(handler)

    c.site.answers["/a"] = meanwhile
    assert c.run(ONE).new == ["nokia"]
    assert refused == [f"another `lape-qa collect` is working on {c.folder}; wait for it to end"]


def test_a_folder_that_is_none_is_refused(collecting_into: Collecting) -> None:
    c = collecting_into
    c.folder.rmdir()
    with pytest.raises(UsageError, match="corpus is no folder; make it, or name the corpus folder by --into"):
        c.run(ONE)


ENTRIES = "".join(f"- address: SITE/{n}\n  id: nokia-{n}\n" for n in range(5))


def answers(site: Site) -> None:
    for n in range(5):
        site.answers[f"/{n}"] = sends(page("", f"{TEXT} Numero {n} on sivun numero."))


def test_a_disk_that_refuses_ends_the_run_and_the_next_goes_on(
    collecting_into: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    c = collecting_into
    answers(c.site)
    put = Folder.put

    def full(self: Folder, name: str, content: bytes) -> None:
        if name == "nokia-2.html":
            raise StorageError(f"cannot read or write {name}: No space left on device")
        put(self, name, content)

    monkeypatch.setattr(Folder, "put", full)
    with pytest.raises(StorageError, match=r"nokia-2\.html: No space left on device"):
        c.run(ENTRIES)
    monkeypatch.undo()
    c.now = c.now.replace(hour=2)
    report = c.run(ENTRIES)
    assert (report.goes_on, report.new) == (True, [f"nokia-{n}" for n in range(5)])
    assert c.site.pages() == ["/0", "/1", "/2", "/2", "/3", "/4"]


KILLED = """
import os, signal, sys
from pathlib import Path
from lape_qa import durable_files
from lape_qa.documents.collecting import run
from lape_qa.documents.collecting.sources import read_sources

left = int(sys.argv[3])
sync = durable_files.sync
def die(path):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    sync(path)
durable_files.sync = die
report = run.collect(read_sources(Path(sys.argv[1])), Path(sys.argv[2]))
print(len(report.new) + len(report.changed) + report.unchanged)
"""


@pytest.mark.parametrize("at", range(1, 7))
def test_killed_at_whatever_write_the_next_run_makes_it_whole(collecting_into: Collecting, at: int) -> None:
    """The page becomes a PDF, and its digest is there: every step of a replacement is cut off once."""
    c = collecting_into
    (c.folder / "nokia.md").write_text(DIGEST, encoding="utf-8")
    c.site.answers["/a"] = in_turn(sends(TEXT, "text/plain"), sends(PDF, "application/pdf"))
    c.sources(ONE)
    arguments = [sys.executable, "-c", KILLED, str(c.folder.parent / "sources.yaml"), str(c.folder)]
    ended = subprocess.run([*arguments, str(at)], check=False, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL
    # Whatever happened, there is something, and it can be read.
    assert [document.id for document in loading.load([c.folder]).documents] == ["nokia"]
    # Too late to go on with what was ended: the page is asked for again.
    c.now = datetime.now(UTC) + timedelta(days=2)
    assert c.run(ONE).failed == []
    assert c.files() == ["nokia.pdf", "nokia.pdf.meta.yaml"]
    assert loading.load([c.folder]).skipped == ()
    state = State(c.folder / ".collected" / "state.jsonl")
    [known] = state.pages.values()
    assert (known.file, known.next, known.old, state.run) == ("nokia.pdf", "", "", "")
    assert known.sha256 == durable_files.sha256(c.folder / "nokia.pdf")


# ---- a run that is only planned --------------------------------------------------------------------------


def test_a_plan_says_what_would_be_asked_for_and_writes_nothing(collecting_into: Collecting) -> None:
    c = collecting_into
    (c.folder / "nokia.md").write_text(DIGEST, encoding="utf-8")
    (c.folder / "oma.txt").write_text("Oma", encoding="utf-8")
    c.site.answers |= {
        "/robots.txt": sends("User-agent: *\nDisallow: /salainen", "text/plain"),
        "/rss": sends(RSS.format(ITEM.format("/1", "Yksi"))),
    }
    entries = f"{ONE}- address: SITE/salainen\n- feed: SITE/rss\n- address: SITE/b\n  id: oma\n- address: SITE/c\n"
    told: list[str] = []
    plan = collecting.plan(c.sources(entries, "pages: 4\n"), c.folder, tell=told.append, timing=c.waits.timing)
    url = c.site.url
    assert plan.pages == (
        Planned(f"{url}/a", "nokia", "digest"),
        Planned(f"{url}/c", identifier(normal(f"{url}/c")), "new"),
    )
    assert plan.failed == (
        Failure(f"{url}/salainen", "its robots.txt forbids it"),
        Failure(f"{url}/b", f"{c.folder}/oma.txt is there and was not collected; rename it, or give another `id`"),
    )
    assert (plan.left_out, plan.is_whole) == (1, False)
    assert c.site.asked == ["/robots.txt", "/rss"]
    assert sorted(path.name for path in c.folder.iterdir()) == ["nokia.md", "oma.txt"]


def test_a_plan_knows_what_was_collected(collecting_into: Collecting) -> None:
    c = collecting_into
    c.site.answers["/a"] = sends(PAGE)
    c.run(ONE)
    plan = collecting.plan(c.sources(ONE), c.folder, timing=c.waits.timing)
    assert (plan.pages, plan.is_whole) == ((Planned(f"{c.site.url}/a", "nokia", "known"),), True)
