"""Retrieval quality and speed of one or several systems on a collection, query by query."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import quantiles
from typing import Any

from lape_qa.counting import counted
from lape_qa.errors import UsageError, from_extra
from lape_qa.evaluation.asking import Asked
from lape_qa.evaluation.collection import Collection, not_among
from lape_qa.evaluation.judgements import Relevant
from lape_qa.evaluation.metrics import Interval, mean_interval
from lape_qa.evaluation.significance import paired_changes
from lape_qa.evaluation.trec import Scored, TrecRun

with from_extra("evaluation", "measuring"):
    import ir_measures
    from ir_measures import RR, R, nDCG

DEPTH = 100
_MEASURES = {
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}
MEASURES = tuple(_MEASURES)
TESTED = ("mrr@10", "ndcg@10", "recall@100")
"""Measures whose differences are tested, each of another kind: the more are looked at, the less any can show."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A system on a collection: its value of each measure for each query, in the order of the queries."""

    name: str
    values: Mapping[str, Mapping[str, float]]
    rankings: Mapping[str, Scored]
    details: Mapping[str, Any]
    """What else is told of it: setting, model, reader, times; for a run of another system its name there."""

    @property
    def means(self) -> dict[str, float]:
        """The mean of each measure over the queries."""
        return _means(self.values)

    @property
    def intervals(self) -> dict[str, Interval | None]:
        """The 95 % bootstrap interval of each mean."""
        return {name: mean_interval(list(those.values())) for name, those in self.values.items()}


def measured(name: str, collection: Collection, asked: Asked, details: Mapping[str, Any]) -> Measured:
    """Measure what one of our systems found; its details get the times of a query, in milliseconds."""
    times = {**query_times(asked.milliseconds), "queries_kept": asked.kept}
    return Measured(name, _values(collection.relevant, asked.rankings), asked.rankings, {**details, **times})


def measured_run(run: TrecRun, file: str, collection: Collection) -> tuple[Measured, list[str]]:
    """Measure a run of another system; return what should be known of how it fits the collection, too.

    A query that it lacks counts 0 in every measure. Raises UsageError when it has no judged query.
    """
    judged = {query: found[:DEPTH] for query, found in run.rankings.items() if query in collection.queries}
    if not judged:
        raise UsageError(
            f"{file}: none of its {counted(len(run.rankings), 'query', 'queries')} is judged here, "
            f"first {next(iter(run.rankings))!r}: is it a run of another collection?"
        )
    others = len(run.rankings) - len(judged)
    lacking = [query for query in collection.queries if query not in judged]
    known = {document.id for document in collection.documents}
    absent = not_among((document for found in judged.values() for document, _ in found), known)
    notes = [
        f"{counted(others, 'query', 'queries')} that are not judged left out" if others else "",
        f"{counted(len(lacking), 'query', 'queries')} missing (first {lacking[0]!r}), counted 0" if lacking else "",
        f"{absent} not in the collection, counted as not relevant" if absent else "",
    ]
    rankings = {query: judged.get(query, ()) for query in collection.queries}
    told = Measured(run.name, _values(collection.relevant, rankings), rankings, {"run": file})
    return told, [f"{file}: {note}" for note in notes if note]


def told_apart(names: Sequence[str]) -> list[str]:
    """Return names of which none occurs twice: a second one gets its number behind it."""
    return [
        f"{name} ({names[:place].count(name) + 1})" if name in names[:place] else name
        for place, name in enumerate(names)
    ]


def report(collection: Collection, system: Measured) -> dict[str, Any]:
    """Return the contract's measures of one system, their 95 % intervals, and what else is told of it."""
    return {
        "documents": len(collection.documents),
        **system.details,
        "queries": len(collection.queries),
        **system.means,
        "intervals": system.intervals,
    }


def quality(relevant: Relevant, rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return the contract's measures of rankings: the documents found for each query, best first, at most DEPTH."""
    return _means(_values(relevant, {q: [(document, 0.0) for document in found] for q, found in rankings.items()}))


def query_times(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile of the times of queries; there is at least one."""
    cuts = quantiles(milliseconds, n=20, method="inclusive") if len(milliseconds) > 1 else [milliseconds[0]] * 19
    return {"query_ms_p50": round(cuts[9], 2), "query_ms_p95": round(cuts[18], 2)}


def _means(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {name: round(sum(those.values()) / len(those), 4) for name, those in values.items()}


def _values(relevant: Relevant, rankings: Mapping[str, Scored]) -> dict[str, dict[str, float]]:
    """Return each query's value of each measure; a query without hits has 0."""
    # Ranks, not scores, are what is measured; equal scores must not be reordered.
    run = {
        identifier: {document: float(DEPTH - place) for place, (document, _) in enumerate(islice(found, DEPTH))}
        for identifier, found in rankings.items()
    }
    names = {measure: name for name, measure in _MEASURES.items()}
    values = {name: dict.fromkeys(run, 0.0) for name in _MEASURES}
    for found in ir_measures.iter_calc(list(names), relevant, run):
        values[names[found.measure]][found.query_id] = float(found.value)
    return values


# ---- side by side ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a system is from the first one in one measure."""

    system: str
    measure: str
    difference: float
    interval: Interval | None
    """95 % bootstrap interval of the mean difference, drawing queries."""
    p: float
    """By the paired randomisation test: how often chance alone makes a difference at least this large."""
    p_holm: float
    """The same, corrected for the number of differences looked at."""
    won: tuple[str, ...]
    """Ids of the queries that are better than with the first system."""
    lost: tuple[str, ...]


def differences(systems: Sequence[Measured]) -> list[Difference]:
    """Compare each system with the first one, query by query."""
    first, *others = systems
    pairs = [(other.name, measure, other.values[measure]) for other in others for measure in TESTED]
    tested = paired_changes([(measure, first.values[measure], values) for _, measure, values in pairs])
    return [
        Difference(
            system=name,
            measure=measure,
            difference=change.difference,
            interval=mean_interval([values[query] - value for query, value in first.values[measure].items()]),
            p=change.p,
            p_holm=change.p_holm,
            won=change.won,
            lost=change.lost,
        )
        for (name, measure, values), change in zip(pairs, tested, strict=True)
    ]


def comparison_json(
    collection: Collection, systems: Sequence[Measured], compared: Sequence[Difference]
) -> dict[str, Any]:
    """Return several systems side by side, for other programs."""
    return {
        "first": systems[0].name,
        "systems": {system.name: report(collection, system) for system in systems},
        "differences": [
            {
                "system": one.system,
                "measure": one.measure,
                "difference": one.difference,
                "interval": one.interval,
                "p": one.p,
                "p_holm": one.p_holm,
                "won": len(one.won),
                "lost": len(one.lost),
            }
            for one in compared
        ],
    }


# ---- each query ------------------------------------------------------------------------------------------

_COLUMNS = ("system", "query", *MEASURES)
PER_QUERY = (".jsonl", ".csv")
"""Endings of files that each query's values are written to."""


def per_query_text(systems: Sequence[Measured], suffix: str) -> str:
    """Return each query's value of each measure with each system, as JSON Lines or CSV."""
    rows: Iterable[dict[str, object]] = (
        {"system": system.name, "query": query, **{name: those[query] for name, those in system.values.items()}}
        for system in systems
        for query in system.values[MEASURES[0]]
    )
    if suffix == ".jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    written = io.StringIO()
    writer = csv.DictWriter(written, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()
