"""The documents of a generation: what tells them apart is in memory, their texts where there is room."""

import hashlib
import json
import sys
from abc import ABC, abstractmethod
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.membership import Membership
from lape_qa.documents.model import Document, Told
from lape_qa.documents.quote_index import Quotable
from lape_qa.index.contents import Checked, Opened
from lape_qa.index.payloads import DIGEST, Kept
from lape_qa.index.records import Records
from lape_qa.index.versions import document_of

_BESIDE = 1_500
"""Bytes that a document takes in memory beside its text, about."""


class Texts(Sequence[Document], ABC):
    """The documents of a generation by their number."""

    @property
    @abstractmethod
    def ids(self) -> Iterable[str]:
        """The id of each, in order."""

    @property
    @abstractmethod
    def told(self) -> Sequence[Told]:
        """What tells each of them apart."""

    @abstractmethod
    def read(self, number: int) -> Document:
        """Return one of them, which is not kept."""

    @abstractmethod
    def with_texts(self, hashes: Collection[str]) -> list[int]:
        """Return the numbers of those whose text has one of some hashes, rising."""


class HeldTexts(Texts):
    """Documents in memory."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Take them."""
        self._documents = list(documents)

    @property
    def ids(self) -> Iterable[str]:
        """The id of each, in order."""
        return (document.id for document in self._documents)

    @property
    def told(self) -> Sequence[Told]:
        """They do it themselves."""
        return self._documents

    def read(self, number: int) -> Document:
        """Return one of them."""
        return self._documents[number]

    def with_texts(self, hashes: Collection[str]) -> list[int]:
        """Return the numbers of those whose text has one of some hashes, rising."""
        return [number for number, document in enumerate(self._documents) if document.sha256 in hashes]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._documents)

    @overload
    def __getitem__(self, number: int) -> Document: ...

    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...

    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        """Return one of them, or several."""
        return self._documents[number]


@dataclass(frozen=True, slots=True)
class _Told:
    id: str
    title: str
    publisher: str
    author: str
    published: str
    region: str
    language: str
    digest: bool
    groups: tuple[str, ...]


_others = attrgetter(*_Told.__slots__[2:])


class ReadTexts(Texts):
    """Documents that are read and checked when they are looked at; IndexUnavailable when one is not as it was."""

    def __init__(self, file: Checked, kept: Kept) -> None:
        """Go through them once; `kept`: what is held of what was looked at. IndexUnavailable when damaged."""
        self._kept = kept
        self._told: list[Told] = []
        starts, digests, texts = array("q", [0]), bytearray(), bytearray()
        shared: dict[Any, Any] = {}
        opened, whole = Opened(file), hashlib.sha256()
        with file.open() as stream:
            try:
                for line in stream:
                    whole.update(line)
                    digests += hashlib.sha256(line).digest()
                    starts.append(starts[-1] + len(line))
                    document = document_of(json.loads(line))
                    # What several have, such as a publisher, is held once.
                    others = (shared.setdefault(value, value) for value in _others(document))
                    told = _Told(document.id, document.title, *others)
                    self._told.append(told)
                    texts += bytes.fromhex(document.sha256)
            except (ValueError, TypeError, AttributeError):
                raise file.damaged() from None
        file.check_hash(whole.hexdigest())
        self._texts = np.frombuffer(bytes(texts), np.uint8).reshape(-1, DIGEST)
        self._lines = Records([opened], [0], np.array(starts, np.int64), bytes(digests))

    @property
    def ids(self) -> Iterable[str]:
        """The id of each, in order."""
        return (told.id for told in self._told)

    @property
    def told(self) -> Sequence[Told]:
        """What tells each of them apart."""
        return self._told

    @property
    def digests(self) -> bytes:
        """The hash of each line, one after the other."""
        return self._lines.digests

    def with_texts(self, hashes: Collection[str]) -> list[int]:
        """Return the numbers of those whose text has one of some hashes, rising."""
        found = np.zeros(len(self), np.bool_)
        for each in hashes:
            wanted: NDArray[np.uint8] = np.frombuffer(bytes.fromhex(each), np.uint8)
            found |= (self._texts == wanted).all(axis=1)
        return np.flatnonzero(found).tolist()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._told)

    @overload
    def __getitem__(self, number: int) -> Document: ...

    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...

    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        """Return a document, or several; IndexError where there is none."""
        if isinstance(number, slice):
            return [self[each] for each in range(len(self))[number]]
        number = range(len(self))[number]
        digest = self._lines.digest(number)
        found = self._kept.get(digest, Document)
        if found is None:
            found = self.read(number)
            self._kept.put(digest, found, sys.getsizeof(found.text) + _BESIDE)
        return found

    def read(self, number: int) -> Document:
        """Return one of them, which is not kept."""
        return document_of(json.loads(self._lines.read(number)))


class Documents(Quotable):
    """The documents of a generation by id, in the order of their numbers, or some of them."""

    def __init__(self, texts: Texts, numbers: Mapping[str, int]) -> None:
        """Take all of them, and the numbers of those that are there by their ids, rising."""
        self._texts, self._numbers = texts, numbers

    @classmethod
    def of(cls, texts: Texts) -> Self:
        """Return all of them."""
        return cls(texts, {name: number for number, name in enumerate(texts.ids)})

    def among(self, membership: Membership) -> Self:
        """Return those that members of some groups may see."""
        told = self._texts.told
        seen = {name: number for name, number in self._numbers.items() if membership.opens(told[number].groups)}
        return type(self)(self._texts, seen)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of each by its id, rising."""
        return self._numbers

    @property
    def told(self) -> list[Told]:
        """What tells each of them apart, in their order."""
        told = self._texts.told
        return [told[number] for number in self._numbers.values()]

    def about(self, identifier: str) -> Told:
        """Return what tells one of them apart; KeyError when there is none."""
        return self._texts.told[self._numbers[identifier]]

    def with_texts(self, hashes: Collection[str]) -> list[Document]:
        """Return those whose text has one of some hashes."""
        found = (self._texts[number] for number in self._texts.with_texts(hashes))
        return [document for document in found if document.id in self._numbers]

    def with_text(self, sha256: str) -> Document | None:
        """Return the first whose text has a hash, None when there is none."""
        return next(iter(self.with_texts([sha256])), None)

    def __getitem__(self, identifier: str) -> Document:
        """Return one of them; KeyError when there is none, IndexUnavailable when it is not as it was."""
        return self._texts[self._numbers[identifier]]

    def __iter__(self) -> Iterator[str]:
        """Yield their ids."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._numbers)

    def values(self) -> "_Values":
        """Return them, each read when it is yielded, and not kept."""
        return _Values(self)

    def all(self) -> Iterator[Document]:
        """Yield them, which are not kept."""
        return map(self._texts.read, self._numbers.values())


class _Values(ValuesView[Document]):
    """Documents, none of which is kept."""

    def __init__(self, documents: Documents) -> None:
        super().__init__(documents)
        self._documents = documents

    def __iter__(self) -> Iterator[Document]:
        return self._documents.all()
