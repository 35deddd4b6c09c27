"""What a run leaves on disk: rounded, in the same order every time, one entry a line, so that a diff can be read."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from lape_qa.errors import UsageError, plainly

DIGITS = 6
_FEWER = {"confidence": 2}
"""What processors compute a little differently is rounded more, lest a renewed baseline differ in every line."""


def question_set(path: Path, split: str | None) -> dict[str, str | None]:
    """Return what a run says of the questions it asked: the set's hash and the split, None for all of it."""
    try:
        return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "split": split}
    except OSError as error:
        raise UsageError(f"cannot read the question set {path}: {plainly(error)}") from error


def dumps(result: Mapping[str, object]) -> str:
    """Return a run's measures as JSON: those of a mapping inside, such as each question's, on a line each."""
    return "{\n" + ",\n".join(f" {_json(name)}: {_part(value)}" for name, value in _rounded(result).items()) + "\n}\n"


def _part(value: object) -> str:
    if not (isinstance(value, dict) and value):
        return _json(value)
    return "{\n" + ",\n".join(f"  {_json(name)}: {_json(inner)}" for name, inner in value.items()) + "\n }"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rounded(values: Mapping[str, object], /) -> dict[str, object]:
    return {name: _round(value, _FEWER.get(name, DIGITS)) for name, value in values.items()}


def _round(value: object, digits: int) -> object:
    match value:
        case float():
            return round(value, digits)
        case dict():
            return _rounded(value)
        case list() | tuple():
            return [_round(item, digits) for item in value]
        case _:
            return value
