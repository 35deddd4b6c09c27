"""Word documents as other programs write them -> packages as python-docx reads them.

Parts that are named but missing are no longer named, and Strict Open XML gets the names of the usual kind. A package
that needs neither is left as it is.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterable

from lxml import etree

from lape_qa.documents.formats import archive

_STRICT = b"http://purl.oclc.org/ooxml/"
_RENAMED = (
    (_STRICT + b"officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    *(
        (_STRICT + name + b"/main", b"http://schemas.openxmlformats.org/" + name + b"/2006/main")
        for name in (b"wordprocessingml", b"drawingml")
    ),
    (_STRICT, b"http://schemas.openxmlformats.org/"),
)
"""Beginnings of the names of Strict Open XML, and what they are called elsewhere."""
_TYPES = "[Content_Types].xml"
_ROOT = "_rels/.rels"


def mended(content: bytes) -> bytes:
    """Return a package that can be opened, without pictures when it had to be mended; DocumentError when it is damaged.

    Raises etree.XMLSyntaxError when a part that says what belongs together does not parse.
    """
    with archive.opened(content) as package:
        entries = {entry.filename: entry for entry in package.infolist()}
        if _ROOT not in entries or _TYPES not in entries:
            return content
        relations = {
            name: archive.unpacked(package, entry) for name, entry in entries.items() if name.endswith(".rels")
        }
        typed = _typed(entries, archive.unpacked(package, entries[_TYPES]))
        is_strict = _STRICT in relations[_ROOT]
        if not is_strict and all(_whole(name, part, typed) for name, part in relations.items()):
            return content
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as written:
            for name, entry in entries.items():
                if name in relations:
                    part = _without_missing(name, relations[name], {part for part in typed if part.endswith(".xml")})
                elif name.endswith(".xml"):
                    part = archive.unpacked(package, entry)
                else:
                    continue
                if is_strict:
                    for strict, usual in _RENAMED:
                        part = part.replace(strict, usual)
                written.writestr(name, part)
    return file.getvalue()


def _parsed(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _whole(name: str, relations: bytes, parts: set[str]) -> bool:
    return all(part in parts for _relation, part in _named(name, _parsed(relations)))


def _without_missing(name: str, relations: bytes, parts: set[str]) -> bytes:
    root = _parsed(relations)
    for relation, part in _named(name, root):
        if part not in parts:
            root.remove(relation)
    # In ASCII, which is UTF-8.
    return bytes(etree.tostring(root))


def _named(name: str, root: etree._Element) -> list[tuple[etree._Element, str]]:
    """Return the relations that lead to parts of the package, each with its part."""
    folder = posixpath.dirname(posixpath.dirname(name))
    return [
        (relation, posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"))
        for relation in root.iterchildren("{*}Relationship")
        if relation.get("TargetMode") != "External"
    ]


def _typed(parts: Iterable[str], types: bytes) -> set[str]:
    """Return the parts that the package says the kind of."""
    kinds = list(_parsed(types).iterchildren("{*}Override", "{*}Default"))
    names = {kind.get("PartName", "").lower() for kind in kinds}
    endings = {kind.get("Extension", "").lower() for kind in kinds} - {""}
    return {
        part
        for part in parts
        if f"/{part}".lower() in names or posixpath.splitext(part)[1].removeprefix(".").lower() in endings
    }
