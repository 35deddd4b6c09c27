"""Haystack's filters -> those of LAPE-QA, which know equality, and years from and to."""

from collections.abc import Iterator, Mapping
from typing import Any

from lape_qa_client import Filters, UsageError, made

_EQUAL = ("region", "publisher", "language")
_YEARS: Mapping[str, tuple[str, ...]] = {"==": ("from_year", "to_year"), ">=": ("from_year",), "<=": ("to_year",)}
_KNOWN = (
    "LAPE-QA filters by region, publisher and language (==) and by the year of `published` (==, >=, <=), joined by AND"
)


def lape_filters(filters: Mapping[str, Any] | None) -> Filters:
    """Return Haystack's filters as LAPE-QA has them; UsageError for one that it has not."""
    chosen: dict[str, Any] = {}
    for condition in _conditions(filters or {}):
        for name, value in _chosen(condition):
            if chosen.setdefault(name, value) != value:
                raise UsageError(f"filters: {name} is to be {chosen[name]!r} and {value!r} at once")
    return made(Filters, **chosen)


def _conditions(filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    match filters:
        case {"operator": "AND", "conditions": list(conditions)}:
            for condition in conditions:
                yield from _conditions(condition)
        case {"field": _, "operator": _, "value": _}:
            yield filters
        case {}:
            if filters:
                raise UsageError(f"filters: {_KNOWN}: not {dict(filters)!r}")
        case _:
            raise UsageError(f"filters: {_KNOWN}: not {filters!r}")


def _chosen(condition: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    name, operator, value = str(condition["field"]).removeprefix("meta."), condition["operator"], condition["value"]
    if name in _EQUAL and operator == "==" and isinstance(value, str):
        yield name, value
    elif name == "published" and operator in _YEARS and (isinstance(value, int) or str(value).isdecimal()):
        for end in _YEARS[operator]:
            yield end, int(value)
    else:
        raise UsageError(f"filters: {_KNOWN}: not {name} {operator} {value!r}")
