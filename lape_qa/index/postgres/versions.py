"""Every document version that could be cited, in rows that never change."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.errors import DataError
from psycopg.types.json import Jsonb

from lape_qa.documents.membership import EVERYTHING, Membership
from lape_qa.documents.model import Document
from lape_qa.errors import StorageError
from lape_qa.index.postgres.database import Connection, Database
from lape_qa.index.versions import document_of, row_of

_PREFIX = re.compile(r"[0-9a-f]{12,64}")
# Operators that PostgreSQL trusts, so that row security leaves it the indexes: `LIKE` is none.
_FIND = """
SELECT metadata, text FROM lape_qa.version
WHERE sha256 ^@ %(sha256)s AND id = %(id)s ORDER BY let_go DESC, number DESC
"""


@dataclass(frozen=True, slots=True)
class StoredVersions:
    """The versions of a database; see `ports.Versions`."""

    database: Database

    def find(self, identifier: str, sha256: str) -> Document | None:
        """Return a version of a document by the hash of its text, or by 12 digits or more of its beginning."""
        return next(self.find_all(identifier, sha256), None)

    def find_all(self, identifier: str, sha256: str, seen: Membership = EVERYTHING) -> Iterator[Document]:
        """Yield a version as it was served, with each title and the like that it had, newest first.

        Of those the ones that members of some groups may see. What does not have its hash, whoever wrote it there, is
        left out.
        """
        if not _PREFIX.fullmatch(sha256):
            return
        [found] = self.database.read((_FIND, {"id": identifier, "sha256": sha256}), seen=seen)
        for metadata, text in found:
            document = document_of(metadata | {"text": text})
            sound = hashlib.sha256(document.text.encode("utf-8")).hexdigest() == document.sha256
            if sound and seen.admits(document):
                yield document


def row_sha256(document: Document) -> str:
    """Return the hash of a document with all that is known of it."""
    content = json.dumps(row_of(document), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def add(
    connection: Connection, documents: Sequence[Document], audiences: Mapping[tuple[str, ...], int]
) -> dict[str, int]:
    """Store the documents that are not there yet; return the number of each one's version, by the hash of its row.

    `audiences` are the numbers of the sets of groups that they are for.
    Raises StorageError when PostgreSQL cannot hold a text.
    """
    rows = {row_sha256(document): document for document in documents}
    with connection.cursor() as cursor:
        for sha256, document in rows.items():
            metadata: dict[str, Any] = row_of(document)
            text = metadata.pop("text")
            try:
                cursor.execute(
                    "INSERT INTO lape_qa.version (row_sha256, id, sha256, audience, metadata, text)"
                    " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (row_sha256) DO NOTHING",
                    (sha256, document.id, document.sha256, audiences[document.groups], Jsonb(metadata), text),
                )
            except DataError as error:
                raise StorageError(
                    f"the text of {document.id!r} holds a sign that PostgreSQL cannot keep ({error}): "
                    "remove it from the source"
                ) from error
        cursor.execute("SELECT row_sha256, number FROM lape_qa.version WHERE row_sha256 = ANY(%s)", (list(rows),))
        return dict(cursor.fetchall())
