"""What a run felt like and how far its confidence is to be trusted, as counts and as lines of a drawing; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lape_qa.evaluation.curves import Bin, Point, calibration, risk_coverage, risk_coverage_area


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a run, and what came of it."""

    confidence: float
    answerable: bool
    answered: bool
    complete: bool
    """Whether the answer holds every fact; False where there is none, or the sources do not answer."""


@dataclass(frozen=True, slots=True)
class Felt:
    """How many questions ended as whoever asked them would say."""

    right: int
    """Answered with every fact."""
    lacking: int
    """Answered, but a fact is lacking, or all is beside the point."""
    silent: int
    """Not answered, though the sources do."""
    rightly_silent: int
    """Not answered, as the sources do not either."""
    wrong: int
    """Answered, though the sources do not."""

    @property
    def answerable(self) -> int:
        """Questions that the sources answer."""
        return self.right + self.lacking + self.silent

    @property
    def unanswerable(self) -> int:
        """Questions that they do not answer."""
        return self.rightly_silent + self.wrong


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values stand in a drawing of WIDTH by HEIGHT units; both axes begin at 0."""

    x_end: float = 1.0
    y_end: float = 1.0
    width: int = 420
    height: int = 300
    left: int = 52
    right: int = 20
    top: int = 26
    bottom: int = 46

    def x(self, value: float) -> float:
        """Return the horizontal place of a value."""
        return round(self.left + value / self.x_end * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        """Return the vertical place of a value."""
        return round(self.height - self.bottom - value / self.y_end * (self.height - self.top - self.bottom), 1)

    def line(self, points: Sequence[tuple[float, float]]) -> str:
        """Return the `points` of an SVG polyline."""
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)


@dataclass(frozen=True, slots=True)
class Risk:
    """Risk and coverage, the surest question first: of unanswerable questions, and of wrong or incomplete answers."""

    plot: Plot
    unanswerable: str
    wrong: str
    area: float | None
    coverage: float
    """Share of the questions that are answered."""
    risk: float | None
    """Share of those whose answer is wrong or incomplete; None when none is answered."""
    threshold: float | None
    """The lowest confidence of an answer."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidence against truth, in bins."""

    plot: Plot
    bins: tuple[Bin, ...]
    """Those that hold a question."""
    line: str


def stored(details: Mapping[str, Mapping[str, Any]]) -> list[Asked]:
    """Return the questions of a stored run, from its `questions_detail`."""
    return [
        Asked(
            row["confidence"],
            row["answerable"],
            row["answered"],
            row["answered"] and bool(row["answer_holds_every_fact"]),
        )
        for row in details.values()
    ]


def felt(asked: Sequence[Asked]) -> Felt:
    """Return how the questions of a run ended."""
    answerable = [one for one in asked if one.answerable]
    others = [one for one in asked if not one.answerable]
    return Felt(
        right=sum(one.answered and one.complete for one in answerable),
        lacking=sum(one.answered and not one.complete for one in answerable),
        silent=sum(not one.answered for one in answerable),
        rightly_silent=sum(not one.answered for one in others),
        wrong=sum(one.answered for one in others),
    )


def risk(asked: Sequence[Asked]) -> Risk:
    """Return the curves of risk over coverage; what would have been answered below the threshold is not known."""
    all_asked = risk_coverage([one.confidence for one in asked], [one.answerable for one in asked])
    answered = [one for one in asked if one.answered]
    shown = len(answered) / len(asked)
    given = [
        Point(point.confidence, point.coverage * shown, point.risk)
        for point in risk_coverage([one.confidence for one in answered], [one.complete for one in answered])
    ]
    highest = max(point.risk for point in (*all_asked, *given))
    plot = Plot(y_end=next(end for end in (0.2, 0.5, 1.0) if highest <= end))
    return Risk(
        plot,
        plot.line([(p.coverage, p.risk) for p in all_asked]),
        plot.line([(p.coverage, p.risk) for p in given]),
        risk_coverage_area(all_asked),
        shown,
        given[-1].risk if given else None,
        given[-1].confidence if given else None,
    )


def reliability(asked: Sequence[Asked]) -> Reliability:
    """Return how often the sources answer a question of which so much confidence was had."""
    bins = calibration([one.confidence for one in asked], [one.answerable for one in asked])
    filled = tuple(b for b in bins if b.count)
    plot = Plot()
    return Reliability(plot, filled, plot.line([(b.confidence, b.right) for b in filled]))
