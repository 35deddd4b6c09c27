"""Reasons: one line of English each, which keep their code and values on every way that they go."""

import ast
import copy
import pickle
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from lape_qa.reasons import ENGLISH, Reason, because, packed, unpacked, without

ROOT = Path(__file__).parents[1]
SIDECAR = because("sidecar", file="a.yaml")
NESTED = because("matter_too_long", where=SIDECAR, count=40_000, most=32_768)


CATALOGUES = ("reasons.py", "reason_texts.py")


def trees() -> Iterator[ast.AST]:
    """What gives reasons: everything but the lists of them."""
    for folder in ("lape_qa", "api/lape_qa_api"):
        for file in (ROOT / folder).rglob("*.py"):
            if file.name not in CATALOGUES:
                yield ast.parse(file.read_text(encoding="utf-8"))


def values_of(code: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(ENGLISH[code]) if name}


def test_a_reason_is_the_line_that_it_says() -> None:
    reason = because("too_large", count=209_715_201, most=209_715_200)
    assert reason == "has 209,715,201 bytes, more than 209,715,200; split it"
    assert (reason.code, reason.values) == ("too_large", {"count": 209_715_201, "most": 209_715_200})
    assert NESTED == "its sidecar a.yaml has 40,000 characters, more than 32,768; shorten it"


def test_what_is_given_as_a_value_is_no_template() -> None:
    assert because("in_file", file="{most}.txt", problem="{0}") == "{most}.txt: {0}"


def test_a_code_that_is_unknown_or_a_value_that_is_missing_is_no_reason() -> None:
    with pytest.raises(KeyError):
        because("unheard_of")
    with pytest.raises(KeyError):
        because("too_large", count=1)


def test_each_reason_that_is_given_is_known_with_its_values_and_each_that_is_known_is_given() -> None:
    given: set[str] = set()
    for node in (node for tree in trees() for node in ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ENGLISH:
            given.add(node.value)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "because"):
            continue
        match node.args:
            case [ast.Constant(value=str(code))]:
                assert {keyword.arg for keyword in node.keywords} == values_of(code), ast.unparse(node)
    assert given == set(ENGLISH)


def test_a_reason_travels_as_json_and_keeps_its_code() -> None:
    row = packed(NESTED)
    assert row == {
        "code": "matter_too_long",
        "values": {"where": {"code": "sidecar", "values": {"file": "a.yaml"}}, "count": 40_000, "most": 32_768},
    }
    came = unpacked(row)
    assert isinstance(came, Reason)
    assert (came, came.code, came.values) == (NESTED, NESTED.code, NESTED.values)
    assert isinstance(came.values["where"], Reason)
    assert (packed("no reason"), unpacked("no reason")) == ("no reason", "no reason")


@pytest.mark.parametrize(
    "row",
    [
        None,
        3,
        ["empty"],
        {"code": "empty"},
        {"code": "unheard_of", "values": {}},
        {"code": "too_large", "values": {"count": 1}},
        {"code": "too_large", "values": {"count": 1, "most": 2.5}},
        {"code": "too_large", "values": [1, 2]},
        {"code": ["empty"], "values": {}},
        {"code": "empty", "values": {}, "more": 1},
    ],
)
def test_json_that_holds_no_reason_is_refused(row: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        unpacked(row)


def test_reasons_do_not_nest_without_end() -> None:
    row: Any = "deep"
    for _ in range(5):
        row = {"code": "in_file", "values": {"file": "a", "problem": row}}
    with pytest.raises(ValueError, match="no reason"):
        unpacked(row)


def test_a_text_is_taken_out_of_all_values() -> None:
    reason = because("in_file", file="/srv/a.txt", problem=because("same_id", id="'a'", other="/srv/b.txt"))
    short = without(reason, "/srv/")
    assert short == (
        "a.txt: has the id 'a', as b.txt has; rename it, or give it another `id` in its front matter or sidecar"
    )
    assert isinstance(short, Reason)
    assert without("/srv/a.txt is gone", "/srv/") == "a.txt is gone"


@pytest.mark.parametrize("again", [copy.deepcopy, lambda reason: pickle.loads(pickle.dumps(reason))])
def test_a_copy_is_a_reason_too(again: Any) -> None:
    copied = again(NESTED)
    assert (copied, copied.code, copied.values) == (NESTED, NESTED.code, NESTED.values)
