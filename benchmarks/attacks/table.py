"""The table of docs/attacks.md: what attacks should not be able to do, and what was measured of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import rewordings
from benchmarks.attacks import figures
from lape_qa_api.security import rights

Figures = Mapping[str, Any]

_HARMS = ("locked", "full", "read-only", "overwritten", "deleted")
_HEALTHY_MS = 100.0
_REWORDINGS = "python -m benchmarks.rewordings"
_RIGHTS = "tests/api/security/test_rights.py"
"""Fails where one has none."""


@dataclass(frozen=True)
class Goal:
    """Something to be reached: what, of which attack, what was measured of it, and whether that is enough."""

    what: str
    attack: str
    shown: Callable[[Figures], str]
    met: Callable[[Figures], bool]


def _all_answered(row: Figures) -> bool:
    return set(row["answers"]) == {"200"}


def _answers(row: Figures) -> str:
    statuses = row["answers"]
    return f"{statuses.get('200', 0):,} of {sum(statuses.values()):,}"


def _each(rows: Figures, shown: Callable[[Figures], str], names: Sequence[str] | None = None) -> str:
    return "; ".join(f"{name}: {shown(rows[name])}" for name in names or rows)


def _attacked(rows: Figures) -> dict[str, Any]:
    return {mode: row for mode, row in rows.items() if mode != "none"}


def _refusals(met: Figures) -> tuple[int, int]:
    refused = sum(count for how, count in met.items() if how.endswith(": one line"))
    return refused, sum(count for how, count in met.items() if not how.startswith("afterwards"))


GOALS = (
    Goal(
        "10,000 generated requests over every route: no 5xx but 503",
        "bodies",
        lambda f: f"{f['faults']} of {f['requests']:,} over {f['routes']} routes; {f['statuses'].get('503', 0)} × 503",
        lambda f: f["faults"] == 0 and f["requests"] >= 10_000 and f["routes"] == len(rights.TABLE),
    ),
    Goal(
        "`/healthz` meanwhile: p99 below 100 ms",
        "bodies",
        lambda f: (
            f"p99 {f['healthz_ms_p99']:,.0f} ms of {f['healthz']:,}; at rest {f['healthz_at_rest_ms_p99']:,.0f} ms"
        ),
        lambda f: f["healthz_ms_p99"] < _HEALTHY_MS,
    ),
    Goal(
        "50,000 questions of each of five indexes: no error",
        "questions",
        lambda f: _each(f, lambda row: f"{row['outcomes'].get('error', 0)} of {row['asked']:,}"),
        lambda f: len(f) == 5 and all(row["asked"] >= 50_000 and "error" not in row["outcomes"] for row in f.values()),
    ),
    Goal(
        "no pattern takes 50 ms of the processor for 20,000 characters",
        "patterns",
        lambda f: f"{f['slow']} of {f['patterns']}; the longest {f['longest_ms']} ms",
        lambda f: f["slow"] == 0,
    ),
    Goal(
        "state locked for 60 s, full, read-only, overwritten, deleted: every question answered",
        "state",
        lambda f: _each(f, _answers, _HARMS),
        lambda f: all(_all_answered(f[harm]) for harm in _HARMS),
    ),
    Goal(
        "of the feedback that was taken meanwhile nothing is lost",
        "state",
        lambda f: f"{sum(f[harm]['feedback_lost'] for harm in _HARMS)} lost",
        lambda f: not any(f[harm]["feedback_lost"] for harm in _HARMS),
    ),
    Goal(
        "`/healthz` meanwhile: p99 below 100 ms",
        "state",
        lambda f: _each(f, lambda row: f"{row['healthz_ms_p99']:,.0f} ms", ("unharmed", *_HARMS)),
        lambda f: all(f[harm]["healthz_ms_p99"] < _HEALTHY_MS for harm in _HARMS),
    ),
    Goal(
        "5,000 connections of one address, `ulimit -n 1024`: p95 of others below 1 s",
        "connections",
        lambda f: _each(f, lambda row: f"{row['p95_ms']:,} ms"),
        lambda f: all(row["p95_ms"] < 1000 for row in _attacked(f).values()),
    ),
    Goal(
        "every other is answered",
        "connections",
        lambda f: _each(f, lambda row: f"{row['outcomes'].get('200', 0)} of {sum(row['outcomes'].values())}"),
        lambda f: all(set(row["outcomes"]) == {"200"} for row in _attacked(f).values()),
    ),
    Goal(
        "fewer than 10 lines in the log a second",
        "connections",
        lambda f: _each(_attacked(f), lambda row: f"{row['lines_a_second']}"),
        lambda f: all(row["lines_a_second"] < 10 for row in _attacked(f).values()),
    ),
    Goal(
        "1,000 flipped bits of the index, manifest and CURRENT included: all refused",
        "flips",
        lambda f: "{:,} of {:,}".format(*_refusals(f)),
        lambda f: _refusals(f)[0] == _refusals(f)[1] >= 1000,
    ),
    Goal(
        "damage while serving: no process ends, every question answered",
        "damage",
        lambda f: _each(f, lambda row: f"{_answers(row)}{'' if row['alive'] else ', ended'}"),
        lambda f: all(row["alive"] and _all_answered(row) for row in f.values()),
    ),
    Goal(
        "and it is noticed within 60 s",
        "damage",
        lambda f: _each(f, lambda row: "never" if row["noticed_after_s"] is None else f"{row['noticed_after_s']} s"),
        lambda f: all(row["noticed_after_s"] is not None for row in f.values()),
    ),
    Goal(
        "backups, every second one killed, at 1,000 opinions a minute: nothing lost, none half",
        "backups",
        lambda f: (
            f"{f['lost'] + f['missing_in_backups']} of {f['feedback_kept']:,} lost, {f['feedback_a_minute']:,} a "
            f"minute; {f['backups_whole']} whole, {f['backups_killed']} killed, {len(f['left_behind'])} left behind"
        ),
        lambda f: not (f["lost"] or f["missing_in_backups"] or f["left_behind"]) and f["feedback_a_minute"] >= 990,
    ),
)


def table() -> str:
    """Return each goal with what was measured of it, whether it is met, and the command."""
    kept = figures.kept()
    rows = [
        (goal.what, goal.shown(kept[goal.attack]["figures"]), goal.met(kept[goal.attack]["figures"]), goal.attack)
        if goal.attack in kept
        else (goal.what, "not measured", False, goal.attack)
        for goal in GOALS
    ]
    lines = [
        (what, shown, _yes(met), f"`{kept[attack]['command'] if attack in kept else figures.command(attack, [])}`")
        for what, shown, met, attack in rows
    ]
    head = ("goal", "measured", "met", "command")
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, ("---",) * 4, *_other(), *lines))


def _other() -> list[tuple[str, str, str, str]]:
    """Return the goals that are looked at as the table is made: what a quote proves, and the table of rights."""
    false, true = rewordings.shares([r for r in rewordings.read_rewordings() if r.split == "test"])
    covered = f"{len(rights.TABLE)} routes and {len(rights.TOOLS)} tools"
    return [
        ("false rewordings that pass: 1 % at most", f"{false:.1%}", _yes(false <= 0.01), f"`{_REWORDINGS}`"),
        ("true ones that are kept: 60 % at least", f"{true:.1%}", _yes(true >= 0.6), f"`{_REWORDINGS}`"),
        ("every route and tool has its row of rights", covered, _yes(met=True), f"`pytest {_RIGHTS}`"),
    ]


def _yes(met: bool) -> str:
    return "yes" if met else "**no**"
