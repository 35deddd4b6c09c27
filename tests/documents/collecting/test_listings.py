"""What sitemaps and feeds list."""

import gzip
from pathlib import Path

import httpx2
import pytest

from lape_qa.documents.collecting import listings
from lape_qa.documents.collecting.listings import Listing, Named, read_listing
from lape_qa.errors import FetchError

BASE = httpx2.URL("https://kunta.fi/lape/lista.xml")
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<!-- made by hand -->
<url><image:image><image:loc>https://kunta.fi/kuva.png</image:loc></image:image>
<loc> https://kunta.fi/a?b=1&amp;c=2 </loc><lastmod>2019-02-01</lastmod></url>
<url><loc>https://kunta.fi/a?b=1&amp;c=2#alku</loc></url>
<url><loc>ftp://kunta.fi/b</loc></url>
<url><lastmod>2019</lastmod></url>
<url><loc>https://kunta.fi/ä</loc></url>
</urlset>"""


def named(*urls: str) -> tuple[Named, ...]:
    return tuple(Named(httpx2.URL(url)) for url in urls)


def test_a_sitemap_lists_each_address_once_in_its_order() -> None:
    found = named("https://kunta.fi/a?b=1&c=2", "https://kunta.fi/%C3%A4")
    # One is no address of the web; one that names none leads nowhere but to the list itself.
    assert read_listing(SITEMAP.encode(), BASE) == Listing(found, unfit=2)
    assert read_listing(gzip.compress(SITEMAP.encode()), BASE) == Listing(found, unfit=2)
    assert read_listing(SITEMAP.replace("UTF-8", "UTF-16").encode("utf-16"), BASE) == Listing(found, unfit=2)


def test_a_sitemap_index_lists_sitemaps() -> None:
    text = (
        "<sitemapindex><sitemap><loc>/1.xml.gz</loc></sitemap><sitemap><loc>https://muu.fi/2.xml</loc></sitemap>"
        "</sitemapindex>"
    )
    sitemaps = (httpx2.URL("https://kunta.fi/1.xml.gz"), httpx2.URL("https://muu.fi/2.xml"))
    assert read_listing(text.encode(), BASE) == Listing((), sitemaps)


RSS = """<rss version="2.0"><channel><title>Kunta</title><link>https://kunta.fi/</link>
<image><url>https://kunta.fi/kuva.png</url></image>
<item><title> Perhekeskus
avattiin </title><link>https://kunta.fi/1</link><pubDate>Fri, 01 Feb 2019 23:30:00 +0200</pubDate></item>
<item><title><![CDATA[A & B]]></title><guid>https://kunta.fi/2</guid><pubDate>eilen</pubDate></item>
<item><title>Ilman osoitetta</title><guid isPermaLink="false">https://kunta.fi/3</guid></item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Kunta</title></channel>
<item><title>Yksi</title><link>https://kunta.fi/1</link><dc:date>2019-02-01T10:00:00+02:00</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://kunta.fi/blogi/"><link href="atom.xml"/>
<entry><title>Yksi</title><link rel="edit" href="muokkaa"/><link href="1"/><published>2019-02-01T10:00:00Z</published>
<updated>2020-03-03T10:00:00Z</updated></entry>
<entry><title>Kaksi</title><link rel="alternate" href="/2"/><updated>2020-03-03</updated></entry>
<entry><title>Kolme</title><link rel="self" href="3"/></entry></feed>"""


@pytest.mark.parametrize(
    ("text", "pages", "unfit"),
    [
        (
            RSS,
            (
                Named(httpx2.URL("https://kunta.fi/1"), "Perhekeskus avattiin", "2019-02-01"),
                Named(httpx2.URL("https://kunta.fi/2"), "A & B"),
            ),
            1,
        ),
        (RDF, (Named(httpx2.URL("https://kunta.fi/1"), "Yksi", "2019-02-01"),), 0),
        (
            ATOM,
            (
                Named(httpx2.URL("https://kunta.fi/blogi/1"), "Yksi", "2019-02-01"),
                Named(httpx2.URL("https://kunta.fi/2"), "Kaksi", "2020-03-03"),
            ),
            1,
        ),
    ],
    ids=["RSS 2.0", "RSS 1.0", "Atom"],
)
def test_a_feed_lists_addresses_with_title_and_date(text: str, pages: tuple[Named, ...], unfit: int) -> None:
    assert read_listing(text.encode(), BASE) == Listing(pages, unfit=unfit)


def test_a_title_that_can_be_none_is_left_out() -> None:
    text = RDF.replace("Yksi", "x" * 501)
    assert read_listing(text.encode(), BASE).pages == (Named(httpx2.URL("https://kunta.fi/1"), "", "2019-02-01"),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no sitemap and no feed ("),
        (b"not xml", "is no sitemap and no feed ("),
        (b"<html><body>404</body></html>", "is no sitemap and no feed, but <html>"),
        (b"<urlset><url><loc>https://kunta.fi/1</loc></url>", "is no sitemap and no feed ("),
        (b"<rss>&nbsp;</rss>", "is no sitemap and no feed ("),
        (b"<" + b"a" * 1000 + b"/>", "is no sitemap and no feed, but <" + "a" * 40 + ">"),
        (b"\x1f\x8b\x08", "is a gzip file that ends in the middle"),
    ],
)
def test_what_is_no_listing_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(FetchError) as raised:
        read_listing(content, BASE)
    assert str(raised.value).startswith(said)


LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{at + 1} "{f"&l{at};" * 10}">' for at in range(9))


def test_a_bomb_of_entities_is_refused() -> None:
    for text in (
        f"<!DOCTYPE urlset [{LAUGHS}]><urlset><url><loc>https://kunta.fi/&l9;</loc></url></urlset>",
        f"<!DOCTYPE feed [{LAUGHS}]><feed><entry><link href='https://kunta.fi/&l9;'/></entry></feed>",
    ):
        with pytest.raises(FetchError, match=r"is no sitemap and no feed \(Maximum entity amplification"):
            read_listing(text.encode(), BASE)


def test_nothing_from_outside_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("/salaisuus", encoding="utf-8")
    text = (
        f'<!DOCTYPE urlset [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
        "<urlset><url><loc>https://kunta.fi/a&s;</loc></url></urlset>"
    )
    assert read_listing(text.encode(), BASE).pages == named("https://kunta.fi/a&s;")


def test_a_feed_of_a_hundred_thousand_entries_is_read_whole() -> None:
    items = "".join(f"<item><title>{n}</title><link>/{n}</link></item>" for n in range(100_000))
    found = read_listing(f"<rss><channel>{items}</channel></rss>".encode(), BASE)
    assert len(found.pages) == 100_000
    assert found.pages[-1] == Named(httpx2.URL("https://kunta.fi/99999"), "99999")


def test_a_listing_is_read_up_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "MOST_LISTED", 3)
    items = "".join(f"<url><loc>/{n}</loc></url>" for n in range(10))
    assert [page.url.path for page in read_listing(f"<urlset>{items}</urlset>".encode(), BASE).pages] == [
        "/0",
        "/1",
        "/2",
    ]
