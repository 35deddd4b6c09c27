"""Sitemaps (sitemaps.org) and feeds (RSS 0.9 to 2.0, Atom) -> the addresses that they name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
from lxml import etree

from lape_qa.documents.collecting.addresses import normal
from lape_qa.documents.collecting.fetching import gunzipped
from lape_qa.documents.metadata import fit
from lape_qa.errors import FetchError

MOST_BYTES = 50 * 2**20
"""Of a sitemap or feed, packed or not: what sitemaps.org allows."""
MOST_LISTED = 200_000
"""Addresses of one entry of `sources.yaml`."""
MOST_SITEMAPS = 500
"""Sitemaps that a sitemap may name, and these again."""
_MEMBERS = {"urlset": "url", "sitemapindex": "sitemap", "rss": "item", "RDF": "item", "feed": "entry"}
"""What a listing's outermost element holds one of for each address."""
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True, slots=True)
class Named:
    """An address that a listing names, and what it says of it."""

    url: httpx2.URL
    title: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one file lists."""

    pages: tuple[Named, ...]
    sitemaps: tuple[httpx2.URL, ...] = ()
    """Further sitemaps to read."""
    unfit: int = 0
    """Addresses in it that are none."""


def read_listing(content: bytes, base: httpx2.URL) -> Listing:
    """Return what a sitemap, a sitemap index or a feed lists, in its order; FetchError when it is none of them."""
    content = gunzipped(content, MOST_BYTES)
    pages: dict[httpx2.URL, Named] = {}
    sitemaps: dict[httpx2.URL, None] = {}
    unfit = 0
    try:
        for kind, element in _members(content):
            address = _address(element, kind)
            try:
                url = normal(address, base=_base(element, base))
            except FetchError:
                unfit += 1
            else:
                if kind == "sitemap":
                    sitemaps[url] = None
                else:
                    pages.setdefault(url, Named(url, **_said(element, kind)))
            _forget(element)
            if len(pages) >= MOST_LISTED:
                break
    except etree.XMLSyntaxError as error:
        raise FetchError(f"is no sitemap and no feed ({' '.join(error.msg.split())[:120]})") from error
    return Listing(tuple(pages.values()), tuple(sitemaps), unfit)


def _members(content: bytes) -> Iterator[tuple[str, Any]]:
    """Yield what a listing holds as it is read, without entities or anything from outside."""
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    kind = ""
    for at in range(0, len(content), 2**16):
        parser.feed(content[at : at + 2**16])
        for event, element in parser.read_events():
            if not kind:
                kind = _MEMBERS.get(_local(element), "")
                if not kind:
                    raise FetchError(f"is no sitemap and no feed, but <{_local(element)[:40]}>")
            if event == "end" and _local(element) == kind:
                yield kind, element
    parser.close()


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _child(element: Any, name: str) -> str:
    found = next((child for child in element if _local(child) == name), None)
    return "".join(found.itertext()).strip() if found is not None else ""


def _address(element: Any, kind: str) -> str:
    if kind in ("url", "sitemap"):
        return _child(element, "loc")
    if kind == "item":
        return _child(element, "link") or _permanent(element)
    links = [child for child in element if _local(child) == "link"]
    named = next((link for link in links if link.get("rel", "alternate") == "alternate"), None)
    return named.get("href", "") if named is not None else ""


def _permanent(item: Any) -> str:
    """Return the name of an RSS item that has no link, where it is an address: it is one unless it says otherwise."""
    guid = next((child for child in item if _local(child) == "guid"), None)
    return (guid.text or "").strip() if guid is not None and guid.get("isPermaLink") != "false" else ""


def _base(element: Any, base: httpx2.URL) -> httpx2.URL:
    stated = next((up.get(_XML_BASE) for up in (element, *element.iterancestors()) if up.get(_XML_BASE)), None)
    return normal(stated, base=base) if stated else base


def _said(element: Any, kind: str) -> dict[str, str]:
    """Return title and date of an entry of a feed; a sitemap says neither."""
    if kind == "url":
        return {}
    dates = (_child(element, name) for name in ("published", "pubDate", "date", "updated"))
    published = next(filter(None, map(_date, dates)), "")
    return fit({"title": " ".join(_child(element, "title").split()), "published": published})


def _date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return ""


def _forget(element: Any) -> None:
    """Free what was read, so that a feed of a hundred thousand entries takes little memory."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
