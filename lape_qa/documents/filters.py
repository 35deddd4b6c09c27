"""Filters -> which documents may answer; pure."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Filters, Told
from lape_qa.errors import UsageError

Bools = NDArray[np.bool_]
_NAMED = ("region", "publisher", "language")


class FilterIndex:
    """What documents can be told apart by, one number a document and field, so that a filter is a few comparisons."""

    def __init__(self, documents: Collection[Told]) -> None:
        self._known = {name: {getattr(document, name) for document in documents} for name in _NAMED}
        self._numbers = {
            name: {value: number for number, value in enumerate(sorted(set(map(str.casefold, known))))}
            for name, known in self._known.items()
        }
        self._values = {
            name: _column([numbers[getattr(document, name).casefold()] for document in documents])
            for name, numbers in self._numbers.items()
        }
        years = [document.published[:4] for document in documents]
        self._dated = np.array([year.isdecimal() for year in years], np.bool_)
        self._years = _column([int(year) if year.isdecimal() else 0 for year in years])

    def admitted(self, filters: Filters) -> Bools:
        """Tell of each document, in their order, whether it passes; case does not matter.

        Raises UsageError when a value is none that any document has, and when the years are the wrong way round.
        """
        admitted = np.ones(len(self._years), np.bool_)
        for name in _NAMED:
            if value := getattr(filters, name):
                admitted &= self._values[name] == self._number(name, value)
        first, last = filters.from_year, filters.to_year
        if first is not None and last is not None and first > last:
            raise UsageError(f"no year is from {first} to {last}: the first must not be the later")
        if first is not None or last is not None:
            admitted &= self._dated & (self._years >= (first or 0)) & (self._years <= (last or 9999))
        return admitted

    def _number(self, name: str, value: str) -> int:
        number = self._numbers[name].get(value.casefold())
        if number is None:
            known = ", ".join(sorted(filter(None, self._known[name])))
            raise UsageError(f"no source has the {name} {value!r}; there are: {known}")
        return number


def _column(numbers: list[int]) -> NDArray[np.int32]:
    return np.array(numbers, np.int32)
