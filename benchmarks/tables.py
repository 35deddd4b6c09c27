"""The tables of docs/retrieval.md, operations.md, reader.md and goals.md, from stored benchmarks and evaluations."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from lape_qa.evaluation.curves import risk_coverage, risk_coverage_area

_FOLDER = Path(__file__).parent
_BASELINES = _FOLDER.parent / "eval" / "baselines"
_MEASURES = ("mrr@10", "recall@1", "recall@5", "recall@10", "recall@100")
_CHANGED = 10
"""Questions of either kind that are named."""
_SLICES = ("fi", "sv", "en", "keyword", "typo", "paraphrase", "colloquial")


def _stored(name: str) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return stored


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def ablation(name: str) -> str:
    """Return a table of variants: measures, the difference in MRR@10 and its p, MRR@10 by slice."""
    table = _stored("ablation")["tables"][name]
    slices = [part for part in _SLICES if part in next(iter(table["rows"].values()))["slices"]]
    rows = [
        [
            variant,
            *(f"{row[measure]:.3f}" for measure in _MEASURES),
            f"{row['difference']:+.3f}",
            f"{row['p']:.3f}",
            *(f"{row['slices'][part]:.3f}" for part in slices),
        ]
        for variant, row in table["rows"].items()
    ]
    head = [f"{table['questions']:,} questions", *_MEASURES, "difference", "p", *slices]
    return _markdown(head, rows)


def words() -> str:
    """Return how fast Finnish words are analysed."""
    speed = _stored("speed")["words_per_second"]
    rows = [[label, f"{speed[key]:,}"] for label, key in (("met for the first time", "first"), ("met again", "again"))]
    return _markdown([f"{speed['words']:,} words", "words a second"], rows)


def times() -> str:
    """Return what each stage of retrieval adds to encoding the question."""
    stored = _stored("speed")
    rows = [[name, f"{row['p50']:.2f}", f"{row['p95']:.2f}"] for name, row in stored["added_ms"].items()]
    return _markdown([f"{stored['passages']:,} passages, one core", "ms p50", "ms p95"], rows)


def encoding() -> str:
    """Return how the encoder compares with plain sentence-transformers."""
    rows = []
    for row in _stored("speed")["encoding"]:
        on = f"on {row['threads']} thread{'s' if row['threads'] > 1 else ''}"
        passage, question = row["passages_ms"], row["question_ms"]
        rows.append(
            [
                f"a passage, {on}",
                f"{passage['plain']:.1f}",
                f"{passage['ours']:.1f}",
                "",
                "",
                f"{passage['plain'] / passage['ours']:.1f}",
            ]
        )
        plain, ours = question["plain"], question["ours"]
        rows.append(
            [
                f"a question, {on}",
                f"{plain['p50']:.1f}",
                f"{ours['p50']:.1f}",
                f"{plain['p95']:.1f}",
                f"{ours['p95']:.1f}",
                f"{plain['p50'] / ours['p50']:.1f}",
            ]
        )
    return _markdown(["", "plain ms", "ours ms", "plain p95", "ours p95", "times as fast"], rows)


def sizes() -> str:
    """Return the size of each part of an index."""
    parts = _stored("speed")["bytes_per_passage"]
    rows = [[name, f"{size:,}"] for name, size in parts.items()]
    return _markdown(["part", "bytes a passage"], [*rows, ["all", f"{sum(parts.values()):,}"]])


def graphs() -> str:
    """Return how an exact search and a graph compare as the index grows."""
    rows = [
        [f"{row['passages']:,}", f"{row['exact_ms']:.2f}", f"{row['graph_ms']:.2f}", f"{row['graph_recall@200']:.3f}",
         f"{row['graph_building_s']:,}"]
        for row in _stored("speed")["exact_or_graph"]
    ]  # fmt: skip
    return _markdown(["passages", "exact ms", "graph ms", "graph recall@200", "building the graph, s"], rows)


def load() -> str:
    """Return what clients of a service saw, beside a route that does nothing."""
    stored = _stored("load")
    rows = []
    for clients in (1, 16):
        run = stored[f"clients_{clients}"]
        for name, figures in (("LAPE-QA", run["service"]), ("bare route", run["echo"])):
            times = [f"{figures[f'p{share}_ms']:.1f}" for share in (50, 95, 99)]
            rows.append([f"{name}, {clients} at once", *times, f"{figures['answered_per_second']:,.0f}"])
    head = [f"{stored['passages']:,} passages", "ms p50", "ms p95", "ms p99", "answers a second"]
    overload, soak = stored["overload"], stored["soak"]
    return (
        f"{_markdown(head, rows)}\n"
        f"With {overload['clients']} clients: {_statuses(overload)}; normal again {stored['recovery_seconds']:.1f} s "
        f"later. {soak['requests']:,} questions of {soak['clients']} clients: {_statuses(soak)}, memory "
        f"{soak['memory_mib_before']:,.0f} MiB before and {soak['memory_mib_after']:,.0f} after.\n"
    )


def postgres() -> str:
    """Return how much longer a question takes from PostgreSQL than from files, and whether answers are the same."""
    stored = _stored("postgres")
    kinds = {"without a filter": stored["questions"], "with a filter": stored["with filters"]}
    rows = []
    for kind, run in kinds.items():
        for share in ("p50", "p95"):
            files, database = (run[f"ms_{share}"][name] for name in ("files", "postgres"))
            rows.append(
                [f"a question {kind}, {share}", f"{files:,.0f} ms", f"{database:,.0f} ms", f"{database / files:.2f}"]
            )
    files, database = (stored["one change"][name]["cpu_s"] for name in ("files", "postgres"))
    work = "one changed document, built: processor time of the program"
    rows.append([work, f"{files:.1f} s", f"{database:.1f} s", f"{database / files:.2f}"])
    head = [f"{stored['passages']:,} passages", "files", "PostgreSQL", "ratio"]
    same = [f"{run['answered the same']} of {run['asked']} answers {kind}" for kind, run in kinds.items()]
    return (
        f"{_markdown(head, rows)}\n"
        f"The same from both, hits and scores included: {' and '.join(same)}. Opening took the program "
        f"{stored['opening']['cpu_s']:.1f} s of processor time; the database takes {stored['database_mib']:,} MiB.\n"
    )


def _statuses(run: dict[str, Any]) -> str:
    return " and ".join(f"{count:,} × {status}" for status, count in run["statuses"].items())


_READ = {
    "hit@1": "the right passage is the first",
    "mrr@10": "mean reciprocal rank of the right passage",
    "answer_recall": "the answer holds every fact asked for",
    "citation_precision": "a quote that is shown answers",
    "answered_when_answerable": "it answers when the sources do",
    "abstained_when_unanswerable": "it does not answer when the sources do not",
    "abstention_auroc": "the confidence tells answerable from not (AUROC)",
}


_RUNS = {
    "dev-no-reader": "`dev`, retrieval alone",
    "dev": "with the reader",
    "test-no-reader": "`test`, retrieval alone",
    "test": "with the reader",
}
_COVERAGES = (0.2, 0.3, 0.4, 0.5, 0.6)
"""Shares of all questions; hardly more than the last are answered."""
_COLLECTIONS = {"squad-fi-dev": "Finnish SQuAD, dev", "nq-fi-dev": "Finnish Natural Questions, dev"}
_RANKED = ("recall@1", "recall@10", "mrr@10")


def baseline(name: str) -> dict[str, Any]:
    """Return a stored run of `eval/baselines/`."""
    stored: dict[str, Any] = json.loads((_BASELINES / f"{name}.json").read_text(encoding="utf-8"))
    return stored


def reader() -> str:
    """Return a table of the question set's measures, from retrieval alone and with the reader."""
    runs = [baseline(name) for name in _RUNS]
    rows = [[meaning, *(f"{run[measure]:.3f}" for run in runs)] for measure, meaning in _READ.items()]
    return _markdown(["share of the questions", *_RUNS.values()], rows)


def risk() -> str:
    """Return how many of the surest answers are wrong, from retrieval alone and with the reader."""
    runs = [_risks(baseline(name)["questions_detail"].values()) for name in _RUNS]
    shares = [f"{coverage:.0%} of the questions, the surest" for coverage in _COVERAGES]
    rows = [[name, *values] for name, *values in zip([*shares, "all that are answered", "area"], *runs, strict=True)]
    return _markdown(["wrong, of the answers to", *_RUNS.values()], rows)


def _risks(questions: Collection[Mapping[str, Any]]) -> list[str]:
    """Return the risk at each of _COVERAGES, at the whole coverage, and the area under the curve."""
    answered = [row for row in questions if row["answered"]]
    right = [bool(row["answer_holds_every_fact"]) for row in answered]
    points = risk_coverage([row["confidence"] for row in answered], right)
    shown = len(answered) / len(questions)
    at = [
        next((f"{point.risk:.3f}" for point in points if point.coverage * shown >= coverage), "–")
        for coverage in _COVERAGES
    ]
    return [*at, f"{points[-1].risk:.3f} at {shown:.0%}", f"{risk_coverage_area(points):.3f}"]


def changed() -> str:
    """Return `dev` questions that the reader answers better than retrieval alone, and those it answers worse."""
    alone, read = (baseline(name)["questions_detail"] for name in ("dev-no-reader", "dev"))
    moved = [identifier for identifier in read if _is_right(read[identifier]) != _is_right(alone[identifier])]
    better = [identifier for identifier in moved if _is_right(read[identifier])]
    worse = [identifier for identifier in moved if not _is_right(read[identifier])]
    rows = [
        [way, f"`{identifier}` {read[identifier]['question']}", _outcome(alone[identifier]), _outcome(read[identifier])]
        for way, those in (("better", better), ("worse", worse))
        for identifier in sorted(those, key=lambda name: (-_swing(alone[name], read[name]), name))[:_CHANGED]
    ]
    table = _markdown(["", "question", "retrieval alone", "with the reader"], rows)
    return f"{len(better)} of {len(read)} questions are answered better, {len(worse)} worse.\n\n{table}"


def _is_right(row: Mapping[str, Any]) -> bool:
    """Tell whether a question was answered with every fact, or rightly not answered."""
    return bool(row["answer_holds_every_fact"]) if row["answerable"] else not row["answered"]


def _outcome(row: Mapping[str, Any]) -> str:
    said = "right" if _is_right(row) else "wrong" if row["answered"] else "silent"
    return f"{said}, {row['confidence']:.2f}"


def _swing(alone: Mapping[str, Any], read: Mapping[str, Any]) -> float:
    """Return how far the confidence moved."""
    return abs(float(read["confidence"]) - float(alone["confidence"]))


def collections() -> str:
    """Return how passages are ranked in two BEIR folders, from retrieval alone and with the reader."""
    rows = []
    for name, meaning in _COLLECTIONS.items():
        for suffix, how in (("-no-reader", "retrieval alone"), ("", "with the reader")):
            run = baseline(name + suffix)
            rows.append(
                [
                    f"{meaning}: {run['queries']:,} over {run['documents']:,}, {how}",
                    *(f"{run[measure]:.3f}" for measure in _RANKED),
                ]
            )
    return _markdown(["questions over passages", *_RANKED], rows)


@dataclass(frozen=True, slots=True)
class Goal:
    """A share that a run of `eval/baselines/` is to reach at least, and the keys of the measure in it."""

    meaning: str
    run: str
    measure: tuple[str, ...]
    least: float

    def row(self, alone: Mapping[str, Any], read: Mapping[str, Any]) -> list[str]:
        """Return the goal beside what the run has from retrieval alone and with the reader."""
        before, now = (_within(run, self.measure) for run in (alone, read))
        return [self.meaning, f"{self.least:.2f}", f"{before:.3f}", f"{now:.3f}", "yes" if now >= self.least else "no"]


_NEAR_MISSES = ("by_tag", "near-miss", "abstained_when_unanswerable")
_GOALS = (
    Goal("`test`: the answer holds every fact asked for", "test", ("answer_recall",), 0.88),
    Goal("`test`: a quote that is shown answers", "test", ("citation_precision",), 0.85),
    Goal("`test`: it answers when the sources do", "test", ("answered_when_answerable",), 0.96),
    Goal("`test`: it does not answer when the sources do not", "test", ("abstained_when_unanswerable",), 0.90),
    Goal("`test`: nor to a near miss", "test", _NEAR_MISSES, 0.85),
    Goal("`test`: the confidence tells answerable from not (AUROC)", "test", ("abstention_auroc",), 0.97),
    Goal("Finnish SQuAD, dev: mrr@10", "squad-fi-dev", ("mrr@10",), 0.86),
    Goal("Finnish SQuAD, dev: recall@1", "squad-fi-dev", ("recall@1",), 0.81),
    Goal("Finnish Natural Questions, dev: mrr@10", "nq-fi-dev", ("mrr@10",), 0.86),
    Goal("Finnish Natural Questions, dev: recall@1", "nq-fi-dev", ("recall@1",), 0.82),
    Goal("Finnish Natural Questions, dev: recall@10", "nq-fi-dev", ("recall@10",), 0.92),
)


def _within(run: Mapping[str, Any], keys: tuple[str, ...]) -> float:
    value: Any = run
    for key in keys:
        value = value[key]
    return float(value)


def goals() -> str:
    """Return what was to be reached, beside what the stored runs have from retrieval alone and with the reader."""
    rows = [goal.row(baseline(f"{goal.run}-no-reader"), baseline(goal.run)) for goal in _GOALS]
    return _markdown(["share", "to reach", "retrieval alone", "with the reader", "reached"], rows)


_FIRST_GOALS = {
    "all": 0.85, "overview": 0.75, "list": 0.75, "compare": 0.75, "definition": 0.95, "meta": 1.0, "none": 0.85,
}  # fmt: skip
"""Share of the first questions of a kind that are to pass."""
_FIRST_WORDS = 90
"""Words that a reader is to be shown at most, in the median."""


def first_goals() -> str:
    """Return what was to be reached of first questions, beside what passes of the `test` half of the stored run."""
    return of_first_questions(baseline("first-questions")["questions_detail"].values())


def of_first_questions(questions: Collection[Mapping[str, Any]]) -> str:
    """Return each goal of first questions, how many of the `test` half pass, and whether it is reached."""
    asked = [row for row in questions if row["split"] == "test"]
    rows = []
    for kind, least in _FIRST_GOALS.items():
        those = [row["passed"] for row in asked if kind in (row["kind"], "all")]
        share = sum(those) / len(those)
        rows.append(
            [kind, f"{least:.2f}", f"{sum(those)} of {len(those)}", f"{share:.3f}", "yes" if share >= least else "no"]
        )
    words = median(row["words"] for row in asked if row["outcome"] != "not_found")
    reached = "yes" if words <= _FIRST_WORDS else "no"
    rows.append(["words, in the median", f"at most {_FIRST_WORDS}", "", f"{words:g}", reached])
    return _markdown(["first questions, `test`", "to reach", "pass", "reached so far", "reached"], rows)


def held_out() -> str:
    """Return how the reader, as fitted, does on documents that it has not learnt from."""
    stored = json.loads((_FOLDER.parent / "lape_qa" / "answer" / "reading.json").read_text(encoding="utf-8"))
    held: Mapping[str, float] = stored["cross_validated"]
    rows = [
        ["documents held out: the best sentence answers", f"{held['of_held_out_documents']:.3f}"],
        [f"{stored['fitted_on']}, held out by document: AUROC", f"{held['auroc']:.3f}"],
    ]
    return _markdown(["share", f"reader {stored['reader'].split()[-1]}"], rows)


def quotes() -> str:
    """Return how many of the quotes that `test` answers show are to the point, by how many an answer shows."""
    return quotes_by_number(baseline("test")["questions_detail"].values())


_NUMBERS = {"one quote": (1, 1), "two": (2, 2), "three and more": (3, 1_000)}


def quotes_by_number(questions: Collection[Mapping[str, Any]]) -> str:
    """Return the quotes of answered questions, and those that overlap a gold quote, by how many an answer shows.

    Answers to what the sources do not answer have a row of their own: none of their quotes is to the point.
    """
    answered = [row for row in questions if row["answered"]]
    groups = {
        f"with {name}": [row for row in answered if row["answerable"] and least <= row["citations"] <= most]
        for name, (least, most) in _NUMBERS.items()
    } | {"to what the sources do not answer": [row for row in answered if not row["answerable"]]}
    rows = []
    for name, those in (groups | {"all": answered}).items():
        shown, gold = (sum(row[key] for row in those) for key in ("citations", "citations_gold"))
        rows.append([name, f"{len(those)}", f"{shown}", f"{gold}", f"{gold / shown:.3f}" if shown else "–"])
    return _markdown(["answers", "of them", "quotes", "to the point", "share"], rows)
