"""Every regular expression of the packages on adversarial texts: none holds the interpreter for long.

    python -m benchmarks.attacks.patterns

A regular expression keeps the interpreter's lock while it runs, so one that backtracks over a long text stops every
thread of the service. Each is timed on texts of 5 kB made of one atom over and over; the worst text of each then at
20 kB, where it may take 50 ms of processor time. The exit status is 1 when one takes longer.
"""

import argparse
import ast
import importlib
import itertools
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import lape_qa
import lape_qa_api
from benchmarks.attacks import figures
from lape_qa.language import glossary

Pattern = re.Pattern[Any]

MOST_MS = 50.0
"""Of processor time that a pattern may take for LONG characters."""
SHORT, LONG = 5_000, 20_000
_GIVEN_UP_MS = 1_000.0
_ATTEMPTS = 5
_LINEAR = 9.0
"""Of times for LONG and for SHORT: between four, of what is linear, and sixteen, of what is quadratic."""
_WORTH_A_LOOK_MS = 0.5
"""A pattern that takes less for SHORT characters is not looked at further."""

PACKAGES = (lape_qa, lape_qa_api)
_OTHERWISE = ("tracing", "mteb_search")
"""Ends of the names of modules that need packages of an extra, or of none."""

_HELD = "lape_qa.language.packs."
"""What functions of these modules make stands in their variables."""

ATOMS = (
    *("a", "ä", "1", "A", "Aa", "Ää ", "é", "漢", "_", " ", "\n", "\t", "\r\n", " \n", "\xa0", "\u200b", "\u2028"),
    *(
        "e\u0301",
        "a ",
        "a. ",
        "a.",
        "A. ",
        "a,",
        "a, ",
        "; ",
        ". ",
        ".",
        "..",
        "…",
        "? ",
        "a-",
        "-",
        "–",
        "aa-aa",
        "A-",
    ),
    *(
        "AA-a",
        "xxx ",
        "1.",
        "1,",
        "1 ",
        "1\xa0",
        "1.1.",
        "1.1.2019",
        "19",
        "2019",
        "2019-",
        "12 345 ",
        "(",
        ")",
        "[",
        "]",
    ),
    *(
        "[1] ",
        "[1, ",
        '"',
        "”",
        "a”",
        "’",
        "'",
        "a'",
        "#",
        "# ",
        "## a\n",
        "- ",
        "* ",
        "1) ",
        "+",
        "://",
        "http://a",
        "a@a.",
    ),
    *(
        "@",
        "a@",
        "www.",
        "vuonna 1",
        "vuonna ",
        "ja ",
        "ja",
        "kuka ",
        "mitä ",
        "milloin ja ",
        "Missä ja milloin ",
        "entä ",
    ),
    *("on ", "se ", "hän ", "Oulu vai Kemi vai ", "vai ", "kuin ", "Anna Berg ", "Anna-Liisa ", "ei ole ", "mikä on "),
    *("och ", "vad är ", "vem ", "and ", "what is ", "who ", "the ", "ohita ", "ohita a", "ignore ", "kielimalli "),
    *(
        "kielimalli vastaa",
        "<|a",
        "<!--",
        "<!-- -->",
        "<?xml ",
        "<html",
        "<meta ",
        "<meta charset",
        "---\n",
        "--- \n",
        "a: b\n",
    ),
    *("0 ", "0401 ", "klo ", "12.30–", "tammikuu ", "1. tammikuuta ", "LAPE ", "LAPEssa ", "hei ", "voitko kertoa "),
)
"""What texts are made of."""
ENDS = ("", "!", "1", "\n", "?")
"""What they end in: a pattern that fails at the end goes back."""


@dataclass(frozen=True)
class Found:
    """A pattern, and the place that has it: a module's variable or a line."""

    where: str
    pattern: Pattern


@dataclass(frozen=True)
class Timed:
    """The text that a pattern takes longest for."""

    found: Found
    atom: str
    end: str
    short_ms: float
    long_ms: float


# ---- the patterns ------------------------------------------------------------------------------------------


def _names_of_places() -> Iterator[Pattern]:
    for language in ("sv", "en"):
        for name in glossary.region_names(language).values():
            yield re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)


MADE: Mapping[str, Callable[[], Iterable[Pattern]]] = {
    # Compiled from words of a question set by those who write it, not from what users send.
    "lape_qa.evaluation.question_set.additions.exact": lambda: [re.compile(r"Perhekeskus[\s\n]+avattiin[\s\n]+")],
    "lape_qa.evaluation.question_set.interview._items": lambda: [re.compile("[;\n]")],
    "lape_qa.answer.pool._named_alone": lambda: [re.compile(r"(?<![\w-])(?:Pohjanm|Uusim|Etelä-Sa)", re.IGNORECASE)],
    "lape_qa.answer.towns.tells_of": lambda: [re.compile(r"\b(?:kainuu|lapi)", re.IGNORECASE)],
    "lape_qa.documents.formats.markdown._next_comment": lambda: [re.compile(r"^ {0,3}```", re.MULTILINE)],
    "lape_qa.documents.formats.composing.told_by": lambda: [re.compile(r"\b2019\b")],
    "lape_qa.language.detection._of_a_place": _names_of_places,
    "lape_qa.language.glossary.long_names": lambda: map(glossary.long_names, ("fi", "sv", "en")),
    "lape_qa.language.glossary._inflected": lambda: [glossary._inflected()],
    "lape_qa.language.glossary._hyphenated": lambda: [pattern for pattern, _ in glossary._hyphenated()],
}
"""Functions that make patterns as they run, and patterns as each makes them."""


def patterns() -> list[Found]:
    """Return every pattern of the packages, each once; LookupError when a function that makes some is not in MADE."""
    found: dict[tuple[Any, int], Found] = {}
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _held(value):
                found.setdefault((pattern.pattern, pattern.flags), Found(f"{module.__name__}.{name}", pattern))
        for where, pattern in _written(module):
            found.setdefault((pattern.pattern, pattern.flags), Found(where, pattern))
    return sorted(found.values(), key=lambda one: one.where)


def _modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(_OTHERWISE):
                yield importlib.import_module(module.name)


def _held(value: object) -> Iterator[Pattern]:
    """Yield the patterns of a variable: itself, or those in its containers and dataclasses."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from itertools.chain.from_iterable(map(_held, value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        yield from itertools.chain.from_iterable(map(_held, value))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from itertools.chain.from_iterable(_held(getattr(value, field.name)) for field in fields(value))


def _written(module: ModuleType) -> Iterator[tuple[str, Pattern]]:
    """Yield the patterns that stand in calls within functions: `re.sub(r"\\d+", …)`, and those of MADE."""
    file = Path(module.__file__ or "")
    for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for call in filter(_compiles, ast.walk(function)):
            assert isinstance(call, ast.Call)
            where = f"{module.__name__}.{function.name}"
            if isinstance(call.args[0], ast.Constant):
                yield where, re.compile(call.args[0].value, _flags(call))
            elif not module.__name__.startswith(_HELD):
                if where not in MADE:
                    raise LookupError(f"{where} makes patterns as it runs: give some of them in MADE of {__name__}")
                yield from ((where, pattern) for pattern in MADE[where]())


def _compiles(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr != "escape"
    )


def _flags(call: ast.Call) -> re.RegexFlag:
    flags = re.RegexFlag(0)
    for part in (part for arg in call.args[1:] for part in ast.walk(arg)):
        if isinstance(part, ast.Attribute) and part.attr in re.RegexFlag.__members__:
            flags |= re.RegexFlag[part.attr]
    return flags


# ---- their times -------------------------------------------------------------------------------------------


class _GivenUpError(Exception):
    pass


@contextmanager
def _at_most(milliseconds: float) -> Iterator[None]:
    """Raise within when the time is over: a pattern looks for signals as it goes."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise _GivenUpError

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, milliseconds / 1000)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def text(atom: str, end: str, length: int) -> str:
    """Return a text of an atom over and over, that length and its end."""
    return (atom * (length // len(atom) + 1))[:length] + end


def milliseconds(pattern: Pattern, text: str, tries: int = 1) -> float:
    """Return the processor time that a pattern takes to find all that it finds in a text; the least of some tries."""
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    return min(_once(pattern, given) for _ in range(tries))


def _once(pattern: Pattern, given: str | bytes) -> float:
    started = time.thread_time()
    try:
        with _at_most(_GIVEN_UP_MS):
            for _ in pattern.finditer(given):
                pass
    except _GivenUpError:
        return _GIVEN_UP_MS
    return (time.thread_time() - started) * 1000


def worst(found: Found, atoms: Sequence[str] = ATOMS, ends: Sequence[str] = ENDS) -> Timed:
    """Return the text that a pattern takes longest for, and how long; `long_ms` is 0 where that is hardly any time."""
    timed: dict[tuple[str, str], float] = {}
    for atom, end in itertools.product(atoms, ends):
        timed[atom, end] = milliseconds(found.pattern, text(atom, end, SHORT))
        if timed[atom, end] > MOST_MS:
            # Four times as much takes no less.
            break
    longest = sorted(timed, key=lambda one: -timed[one])[:3]
    short = {one: milliseconds(found.pattern, text(*one, SHORT), tries=3) for one in longest}
    atom, end = max(short, key=lambda one: short[one])
    long_ms = milliseconds(found.pattern, text(atom, end, LONG), 3) if short[atom, end] >= _WORTH_A_LOOK_MS else 0.0
    return Timed(found, atom, end, short[atom, end], long_ms)


def suspects(found: Found, length: int, count: int = 5) -> list[tuple[str, str, float]]:
    """Return atoms and ends of the texts of a length that a pattern takes longest for, and how long, longest first.

    Whatever else the machine does adds to some times, so the longest are taken again, and several are returned.
    """
    timed: list[tuple[str, str, float]] = []
    for atom, end in itertools.product(ATOMS, ENDS[:2]):
        given = text(atom, end, length)
        taken = milliseconds(found.pattern, given)
        timed.append((atom, end, taken))
        if taken > MOST_MS / 5 and milliseconds(found.pattern, given) > MOST_MS / 5:
            break
    longest = sorted(timed, key=lambda one: -one[2])[:count]
    again = [(atom, end, milliseconds(found.pattern, text(atom, end, length), tries=3)) for atom, end, _ in longest]
    return sorted(again, key=lambda one: -one[2])


def is_slow(found: Found, atom: str, end: str) -> bool:
    """Tell whether a pattern takes too long for LONG characters, and more than its share of what SHORT ones take.

    Believed only when several attempts say so: whatever else the machine does adds to some, and a slow one takes long
    for what is linear too.
    """
    for _ in range(_ATTEMPTS):
        long_ms = milliseconds(found.pattern, text(atom, end, LONG))
        if long_ms >= _GIVEN_UP_MS:
            return True
        if long_ms < MOST_MS or long_ms < _LINEAR * milliseconds(found.pattern, text(atom, end, SHORT), 3):
            return False
    return True


def main() -> None:
    """Print the slowest patterns; the exit status is 1 when one takes too long."""
    parser = argparse.ArgumentParser(description="time every regular expression of the packages on adversarial texts")
    parser.add_argument("--most-ms", type=float, default=MOST_MS, help="for 20,000 characters")
    parser.add_argument("--shown", type=int, default=20, help="how many of the slowest to print")
    figures.add_option(parser)
    options = parser.parse_args()
    timed = sorted(map(worst, patterns()), key=lambda one: -one.long_ms)
    slow = [one for one in timed if one.long_ms > options.most_ms]
    for one in timed[: max(options.shown, len(slow))]:
        print(
            f"{one.short_ms:9.1f} ms at 5 kB {one.long_ms:9.1f} ms at 20 kB  {one.found.where}"
            f"  {one.atom!r}…{one.end!r}  {str(one.found.pattern.pattern)[:90]!r}"
        )
    print(f"{len(timed)} patterns, {len(slow)} take more than {options.most_ms:g} ms for 20,000 characters")
    if options.store:
        longest = round(timed[0].long_ms, 1)
        figures.keep("patterns", {"patterns": len(timed), "slow": len(slow), "longest_ms": longest})
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
