"""`sources.yaml` -> what is to be collected; each fault is one line with the file, the line and the remedy."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import yaml

from lape_qa.documents.collecting import addresses
from lape_qa.documents.metadata import unfit
from lape_qa.errors import FetchError, UsageError

_MOST_CHARS = 4_000_000
_METADATA = ("title", "publisher", "author", "published", "region", "language", "groups")
_KINDS = ("address", "addresses", "sitemap", "feed")
_ENTRY = (*_KINDS, "id", "licence", *_METADATA, "only")
_TOP = ("sources", "licence", "contact", "private", "pause", "pages", "megabytes", "megabytes_a_page")
_HIDDEN = (".", "~$", "__MACOSX", "-")
"""Beginnings of names that are no documents, or look like options."""


@dataclass(frozen=True, slots=True)
class Source:
    """One page, or one listing of pages, and what is said of all of them."""

    url: httpx2.URL
    licence: str
    """What permits to keep a copy: `rights` of the documents."""
    is_listing: bool = False
    """Whether it is a sitemap or a feed."""
    id: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    only: tuple[httpx2.URL, ...] = ()
    """Beginnings of the addresses that a listing may name; empty for its own site."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a `sources.yaml` asks for."""

    sources: tuple[Source, ...]
    faults: tuple[str, ...] = ()
    """Entries that are left out, each one line."""
    private: frozenset[str] = frozenset()
    """Hosts that may be private addresses."""
    contact: str = ""
    pause: float = 2.0
    """Seconds between two requests to one host."""
    pages: int = 1_000
    """Pages that one run asks for."""
    megabytes: float = 2_000.0
    """Of one run."""
    megabytes_a_page: float = 50.0


class _FaultError(Exception):
    """What is wrong with a node, with its line from 1."""

    def __init__(self, node: yaml.Node | yaml.Event, said: str) -> None:
        super().__init__(said)
        self.line = (node.start_mark.line if node.start_mark else 0) + 1


def read_sources(file: Path, licence: str = "") -> Sources:
    """Read what is to be collected; `licence` holds for what names none.

    An entry with a fault is left out and named in `faults`. UsageError when the file as a whole cannot be used.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"{file} does not exist; write there what to collect, as docs/sources.md says") from error
    except IsADirectoryError as error:
        raise UsageError(f"{file} is a folder; give its sources.yaml, and the folder itself as --into") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    if len(text) > _MOST_CHARS:
        raise UsageError(
            f"{file} has more than {_MOST_CHARS:,} characters; name a sitemap in place of single addresses"
        )
    try:
        return _read(_root(text), licence, lambda fault: f"{file}, line {fault.line}: {fault}")
    except _FaultError as fault:
        raise UsageError(f"{file}, line {fault.line}: {fault}") from fault
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}," if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise UsageError(f"{file}{line} does not parse: {problem:.200}; quote values that hold a colon") from error


def _root(text: str) -> yaml.Node:
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _FaultError(event, f"aliases (*{event.anchor:.40}) are not read; write the value itself")
    root = yaml.compose(text, yaml.SafeLoader)
    if root is None:
        raise _FaultError(yaml.ScalarNode("", ""), "is empty; list under `sources:` what to collect")
    return root


def _read(root: yaml.Node, licence: str, line: Callable[[_FaultError], str]) -> Sources:
    top = _mapping(root, _TOP)
    if "sources" not in top:
        raise _FaultError(root, "has no `sources:`; list under it what to collect")
    stated = _text(top["licence"]) if "licence" in top else ""
    found: dict[httpx2.URL, Source] = {}
    ids: set[str] = set()
    faults: list[str] = []
    without_licence: list[int] = []
    for node in _items(top["sources"]):
        try:
            for source in _sources(node, licence or stated):
                if not source.licence:
                    without_licence.append(node.start_mark.line + 1)
                    break
                if source.url in found:
                    raise _FaultError(node, f"{source.url} stands there already; remove one of the two")
                if source.id.casefold() in ids:
                    raise _FaultError(node, f"the id {source.id!r} stands there already; give another")
                ids.update([source.id.casefold()] if source.id else [])
                found[source.url] = source
        except _FaultError as fault:
            faults.append(line(fault))
    if without_licence:
        at = ", ".join(map(str, without_licence[:3]))
        more = f" and {len(without_licence) - 3} more" if len(without_licence) > 3 else ""
        said = f"no `licence` (line {at}{more}); write what permits to keep a copy there, at the top, or by --licence"
        if not found and not faults:
            raise _FaultError(root, said)
        faults.append(line(_FaultError(root, said)))
    if not found and not faults:
        raise _FaultError(top["sources"], "lists nothing; write an `address`, a `sitemap` or a `feed`")
    return Sources(tuple(found.values()), tuple(faults), **_options(top))


def _options(top: Mapping[str, yaml.Node]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if "private" in top:
        options["private"] = frozenset(_named_host(node) for node in _items(top["private"]))
    if "contact" in top:
        options["contact"] = _contact(top["contact"])
    if "pause" in top:
        options["pause"] = _number(top["pause"], 0, 60)
    if "pages" in top:
        options["pages"] = int(_number(top["pages"], 1, 1_000_000))
    for name, most in (("megabytes", 1_000_000), ("megabytes_a_page", 200)):
        if name in top:
            options[name] = _number(top[name], 0.001, most)
    return options


def _sources(node: yaml.Node, licence: str) -> Iterator[Source]:
    """Yield what one entry asks for."""
    entry = _mapping(node, _ENTRY)
    kinds = [kind for kind in _KINDS if kind in entry]
    if len(kinds) != 1:
        raise _FaultError(node, f"has {' and '.join(kinds) or 'nothing'} to collect; write one of {', '.join(_KINDS)}")
    [kind] = kinds
    licence = _checked("rights", entry["licence"], called="licence") if "licence" in entry else licence
    metadata = {name: _checked(name, entry[name]) for name in _METADATA if name in entry}
    if kind != "address":
        for name in ("id", "title", "published"):
            if name in entry:
                raise _FaultError(entry[name], f"{name} is of one page; give it with an `address`")
    is_listing = kind in ("sitemap", "feed")
    if "only" in entry and not is_listing:
        raise _FaultError(entry["only"], "only limits a `sitemap` or a `feed`; leave it out")
    for place in _items(entry[kind]) if kind == "addresses" else [entry[kind]]:
        yield Source(
            _address(place),
            licence,
            is_listing,
            _identifier(entry["id"]) if "id" in entry else "",
            {name: value for name, value in metadata.items() if value},
            tuple(_address(prefix) for prefix in _items(entry["only"])) if "only" in entry else (),
        )


# ---- values --------------------------------------------------------------------------------------------


def _mapping(node: yaml.Node, known: tuple[str, ...]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _FaultError(node, f"is no list of `key: value` lines; known keys: {', '.join(known)}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name not in known:
            raise _FaultError(key, f"unknown key {name!r:.42}; known: {', '.join(known)}")
        if name in found:
            raise _FaultError(key, f"{name} stands there twice; remove one of the two")
        found[name] = value
    return found


def _items(node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise _FaultError(node, "is no list; begin each item with `- ` on a line of its own")
    return list(node.value)


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _FaultError(node, "is not a text; write it on one line, in quotes")
    is_null = node.style is None and node.value in ("", "~", "null", "Null", "NULL")
    return "" if is_null else " ".join(node.value.split())


def _checked(name: str, node: yaml.Node, called: str = "") -> str:
    text = _text(node)
    # An empty line of groups was meant to close what would be open.
    if (text or name == "groups") and (problem := unfit(name, text)):
        raise _FaultError(node, f"{called or name} {problem}")
    return text


def _identifier(node: yaml.Node) -> str:
    text = _checked("id", node)
    if not text or text.startswith(_HIDDEN) or text.casefold() == "readme":
        raise _FaultError(node, f"id is {text!r}, which names no document; begin it with a letter or a digit")
    return text


def _address(node: yaml.Node) -> httpx2.URL:
    text = _text(node)
    try:
        return addresses.normal(text)
    except FetchError as error:
        raise _FaultError(node, f"the address {error}") from error


def _named_host(node: yaml.Node) -> str:
    text = _text(node)
    try:
        # Numbers of version 6 stand in brackets in an address.
        url = addresses.normal(f"http://[{text}]/" if text.count(":") > 1 else f"http://{text}/")
    except FetchError:
        url = httpx2.URL("http:/")
    if not text or url.raw_path != b"/" or url.port is not None or not addresses.host(url):
        raise _FaultError(node, f"private names {text!r:.80}, no host; write it as intra.example.fi or 10.0.0.7")
    return addresses.host(url)


def _contact(node: yaml.Node) -> str:
    text = _text(node)
    if not re.fullmatch(r"[!-'*-~]{0,200}", text):
        raise _FaultError(node, "contact is no address; write one of mail or the web, which the sites' keepers may use")
    return text


def _number(node: yaml.Node, least: float, most: float) -> float:
    text = _text(node)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise _FaultError(node, f"is {text!r:.40}; write a number from {least:g} to {most:g}")
    return number
