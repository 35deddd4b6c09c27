"""Does the gate keep what a quote says, and nothing else? Sentences that a language model could write of quotes.

    python -m benchmarks.rewordings eval/rewordings.jsonl

prints how many false ones pass and how many true ones are kept, by kind, of the half that reports (`--split dev` for
the other), how long a check takes, and, of `dev` alone, which are told wrongly. A file of another's making serves as
well: lines of `quote`, `false` or `true`, and `lang`. The exit status is 1 when more than one false one of a hundred
passes.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lape_qa.answer.proof import proven

REWORDINGS = Path(__file__).resolve().parent.parent / "eval" / "rewordings.jsonl"
MOST_FALSE = 0.01

KINDS = {
    "attribution": "who says, fears or denies it is left out",
    "plan": "what was meant is told as done",
    "negation": "a negation, an exception or its reach is changed",
    "condition": "what it depends on is left out",
    "restrictive": "which ones are meant is left out",
    "quantity": "how many, which of several, all or only some",
    "hedge": "about, at most, almost, perhaps",
    "comparison": "turned, or without what is compared with",
    "number": "another number, or one that belongs elsewhere",
    "date": "another time, or one that belongs elsewhere",
    "place": "another place, or one that belongs elsewhere",
    "roles": "who did what to whom",
    "merged": "parts of two clauses or sentences made one",
    "coordination": "one of two that did it together",
    "list": "a list cut short (false where it was meant as a whole)",
    "pronoun": "a word whose meaning stood before it",
    "order": "what came first (false), the order of words (true)",
    "cause": "reason and effect turned",
    "tense": "another time of the verb",
    "mood": "a question told as a fact",
    "whole": "one of several sentences, whole",
    "second clause": "without the last clause",
    "first clause": "without the first clause",
    "second predicate": "without the last of two predicates",
    "first predicate": "without the first of two predicates",
    "relative": "without a clause that tells more",
    "reason": "without a reason or an objection",
    "brackets": "without an abbreviation in brackets",
    "opening": "without a joining word",
    "colon": "without what a colon announces",
    "several": "without two of these",
    "adjunct": "without a time, a place or a manner",
    "temporal": "without a clause of time",
    "form": "a number or a date written otherwise",
    "other": "said otherwise in the quote's words",
}  # fmt: skip


@dataclass(frozen=True)
class Rewording:
    """A sentence that could be written of a quote, and whether the quote says it."""

    id: str
    lang: str
    quote: str
    sentence: str
    said: bool
    kind: str
    split: str

    @staticmethod
    def of(line: dict[str, Any], number: int) -> "Rewording":
        """Read a line of ours, or one of another's making."""
        if "said" in line:
            return Rewording(**line)
        said = "true" in line
        return Rewording(str(number), line["lang"], line["quote"], line["true" if said else "false"], said, "", "")


def read_rewordings(path: Path = REWORDINGS) -> list[Rewording]:
    """Return the rewordings of a file, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Rewording.of(json.loads(line), number) for number, line in enumerate(lines, start=1)]


def passes(rewording: Rewording) -> bool:
    """Tell whether the gate lets a rewording through."""
    return proven(rewording.quote, rewording.sentence, rewording.lang) is not None


def table(rewordings: Sequence[Rewording]) -> str:
    """Return as Markdown how many pass, by kind: of the false ones none should, of the true ones many."""
    passed = {rewording.id for rewording in rewordings if passes(rewording)}

    def cells(of_kind: Iterable[Rewording]) -> str:
        found = list(of_kind)
        parts = ([r for r in found if r.said is said] for said in (False, True))
        return " | ".join(f"{sum(r.id in passed for r in part)} of {len(part)}" if part else "–" for part in parts)

    rows = [("**all**", "", rewordings)]
    rows += [(f"**{lang}**", "", [r for r in rewordings if r.lang == lang]) for lang in ("fi", "sv", "en")]
    rows += [(f"`{kind}`", words, [r for r in rewordings if r.kind == kind]) for kind, words in KINDS.items()]
    return "| kind | what it is | false that pass | true that are kept |\n| --- | --- | ---: | ---: |\n" + "".join(
        f"| {name} | {words} | {cells(of_kind)} |\n" for name, words, of_kind in rows if of_kind
    )


def shares(rewordings: Iterable[Rewording]) -> tuple[float, float]:
    """Return which share of the false ones pass, and which share of the true ones are kept."""
    found: dict[bool, list[bool]] = {False: [], True: []}
    for rewording in rewordings:
        found[rewording.said].append(passes(rewording))
    false, true = (sum(told) / len(told) if told else 0.0 for told in (found[False], found[True]))
    return false, true


def main() -> None:
    """Measure the gate on a file of rewordings and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=REWORDINGS)
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    options = parser.parse_args()
    chosen = [r for r in read_rewordings(options.file) if r.split in (options.split, "")]
    shares(chosen)
    started = time.perf_counter()
    false, true = shares(chosen)
    each = (time.perf_counter() - started) / max(1, len(chosen))
    print(table(chosen))
    print(f"false that pass {false:.2%}, true that are kept {true:.1%}; {1000 * each:.2f} ms a check, words known")
    for rewording in chosen if options.split == "dev" else []:
        if passes(rewording) is not rewording.said:
            print(
                f"{'lost' if rewording.said else 'PASSED'}: {rewording.kind}: {rewording.quote} -> {rewording.sentence}"
            )
    sys.exit(false > MOST_FALSE)


if __name__ == "__main__":
    main()
