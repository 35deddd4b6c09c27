"""The XML parts of documents that are ZIP archives: Office Open XML, OpenDocument and EPUB.

Nothing outside the archive is ever opened, whatever a part refers to, and nothing in it is run.
"""

import posixpath
import re
import zipfile
from datetime import date

from lxml import etree

from lape_qa.documents.formats import archive
from lape_qa.documents.formats.composing import stated, told_by
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

MAX_PART = 64 * 2**20
"""Bytes of one XML part; taken apart it fills ten times as much memory."""
_ENTITY = re.compile(rb"<!\s*ENTITY\b")
_CORE = "core-properties"


class Parts:
    """An opened document, whose parts are unpacked and taken apart when they are asked for."""

    def __init__(self, content: bytes, pictures: str) -> None:
        """Open it; DocumentError when it is damaged, encrypted or made to burst. `pictures` is their folder in it."""
        self._archive: zipfile.ZipFile = archive.opened(content)
        self._entries = {entry.filename: entry for entry in archive.measured(self._archive, pictures)}

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name in self._entries

    def content(self, name: str) -> bytes:
        """Return a part as it is; DocumentError when it is missing or too large."""
        if name not in self._entries:
            raise DocumentError(because("lacks_part", part=f"{name!r:.80}"))
        entry = self._entries[name]
        if entry.file_size > MAX_PART:
            raise DocumentError(because("part_too_large", part=f"{name!r:.80}", count=entry.file_size, most=MAX_PART))
        return archive.unpacked(self._archive, entry)

    def xml(self, name: str) -> etree._Element:
        """Return the root of a part; etree.XMLSyntaxError when it does not parse."""
        content = self.content(name)
        if _ENTITY.search(content):
            raise DocumentError(because("defines_entities", part=f"{name!r:.80}"))
        return parsed(content)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the parts that a part of Office Open XML names: by identifier, the last word of its kind and its name.

        Those outside the archive are left out.
        """
        folder, file = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        if listed not in self:
            return {}
        return {
            relation.get("Id", ""): (
                relation.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in self.xml(listed).iterchildren("{*}Relationship")
            if relation.get("TargetMode") != "External"
        }

    def main(self) -> str:
        """Return the name of the part that a document of Office Open XML begins with."""
        found = next((part for kind, part in self.relations("").values() if kind == "officeDocument"), None)
        if found is None:
            raise DocumentError(because("lacks_beginning"))
        return found

    def stated(self, text: str) -> dict[str, str]:
        """Return what the core properties of Office Open XML say."""
        core = next((part for kind, part in self.relations("").values() if kind == _CORE), "")
        if core not in self:
            return {}
        root = self.xml(core)
        saved = day(own(root, "modified")) or day(own(root, "created"))
        return stated(
            title=own(root, "title"),
            author=own(root, "creator"),
            published=told_by(text, saved),
            language=own(root, "language"),
        )


def parsed(content: bytes) -> etree._Element:
    """Return the root of an XML text; no entity is put in, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(content, parser)


def own(root: etree._Element, name: str) -> str:
    """Return the words of the first element of a name below a root, in any namespace; empty when there is none."""
    found = root.find(f".//{{*}}{name}")
    return "" if found is None else "".join(map(str, found.itertext())).strip()


def named(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def valued(element: etree._Element, name: str) -> str:
    """Return the value of an attribute, whatever its namespace; empty when there is none."""
    found = element.get(name)
    if found is None:
        found = next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")
    return str(found)


def is_on(element: etree._Element | None, name: str) -> bool:
    """Tell whether an attribute is there and switched on."""
    return element is not None and valued(element, name).lower() in ("1", "true", "on")


def day(text: str) -> date | None:
    """Return the day that an ISO date with or without its time begins with; None when it is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
