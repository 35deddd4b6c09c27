"""Which closed documents somebody may see: the groups that they are in, against the groups that a document is for."""

import re
import unicodedata
from collections.abc import Collection, Set
from dataclasses import dataclass

from lape_qa.documents.model import Document

MOST_GROUPS = 50
"""Of one document, key or entry of a map."""
_NAME = re.compile(r"\w[\w.-]{0,59}")


def groups_in(text: str) -> tuple[str, ...]:
    """Return the groups that a line names by comma, each once, in the order of their names; case does not matter.

    Raises ValueError, with the part that names none, for what is no such line: nothing that is meant to close a
    document may be read as less than it says.
    """
    names = [unicodedata.normalize("NFC", part.strip()).casefold() for part in text.split(",")]
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
    if len(names) > MOST_GROUPS:
        raise ValueError(names[MOST_GROUPS])
    return tuple(sorted(set(names)))


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's groups; who has none sees the open documents, and so does whoever nobody asked about."""

    groups: frozenset[str] | None = frozenset()
    """None: all documents, as whoever reads the files sees them."""

    def admits(self, document: Document) -> bool:
        """Tell whether a document may be seen: one without groups by everybody, else by who is in one of them."""
        return self.opens(document.groups)

    def opens(self, groups: Collection[str]) -> bool:
        """Tell whether what is for some groups may be seen: what is for none by everybody."""
        return self.groups is None or not groups or not self.groups.isdisjoint(groups)

    def among(self, groups: Set[str]) -> frozenset[str] | None:
        """Return those of some groups that count, None where everything may be seen."""
        return None if self.groups is None else self.groups & groups


STRANGER = Membership()
EVERYTHING = Membership(None)
