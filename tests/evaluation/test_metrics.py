import numpy as np
import pytest

from lape_qa.evaluation.curves import Bin, Point, calibration, calibration_error, risk_coverage, risk_coverage_area
from lape_qa.evaluation.metrics import (
    auroc,
    auroc_interval,
    aurocs,
    bootstrap_interval,
    mean_interval,
    ratio_interval,
    share,
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([True, False, True, True], 0.75), ([False], 0.0), ([True], 1.0), ([], None)],
)
def test_share_of_true_values(values: list[bool], expected: float | None) -> None:
    assert share(values) == expected


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1, 0.2], [0.9, 0.8], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.5, 0.5], [0.5, 0.5, 0.5], 0.5),
        # Pairs: 0.8 beats both, 0.4 beats 0.2, 0.4 loses to 0.6: 3 of 4.
        ([0.8, 0.4], [0.6, 0.2], 0.75),
        # 0.8 beats both (2), 0.6 ties with 0.6 (0.5) and beats 0.2 (1), 0.1 beats none: 3.5 of 6.
        ([0.8, 0.6, 0.1], [0.6, 0.2], 3.5 / 6),
        ([], [0.5], None),
        ([0.5], [], None),
        ([], [], None),
    ],
)
def test_auroc_is_the_chance_that_a_positive_scores_above_a_negative(
    positive: list[float], negative: list[float], expected: float | None
) -> None:
    assert auroc(positive, negative) == pytest.approx(expected)


# ---- risk and coverage -----------------------------------------------------------------------------------


def test_risk_is_the_wrong_share_of_what_is_covered_from_the_surest_down() -> None:
    points = risk_coverage([0.2, 0.9, 0.6, 0.4], [True, True, False, True])
    assert points == [
        Point(0.9, 1 / 4, 0.0),
        Point(0.6, 2 / 4, 1 / 2),
        Point(0.4, 3 / 4, 1 / 3),
        Point(0.2, 1.0, 1 / 4),
    ]
    # A quarter of the questions at each point.
    assert risk_coverage_area(points) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)


@pytest.mark.parametrize("right", [[True, False, True], [False, True, True]], ids=["right first", "wrong first"])
def test_equal_confidences_are_one_point_whatever_their_order(right: list[bool]) -> None:
    points = risk_coverage([0.5, 0.5, 0.1], right)
    assert points == [Point(0.5, 2 / 3, 1 / 2), Point(0.1, 1.0, 1 / 3)]
    assert risk_coverage_area(points) == pytest.approx(2 / 3 * 1 / 2 + 1 / 3 * 1 / 3)


@pytest.mark.parametrize(("right", "area"), [(True, 0.0), (False, 1.0)])
def test_area_is_between_all_right_and_all_wrong(right: bool, area: float) -> None:
    assert risk_coverage_area(risk_coverage([0.3, 0.2, 0.1], [right] * 3)) == pytest.approx(area)


def test_no_question_has_no_curve() -> None:
    assert risk_coverage([], []) == []
    assert risk_coverage_area([]) is None


# ---- calibration -----------------------------------------------------------------------------------------


def test_calibration_error_weighs_each_bins_gap_by_its_questions() -> None:
    # In (0.7, 0.8] mean 0.75 and one of two right: gap 0.25. In (0.1, 0.2] none right: gap 0.2. In (0.9, 1] no gap.
    confidences, right = [0.72, 0.78, 0.2, 1.0], [True, False, False, True]
    assert calibration_error(confidences, right) == pytest.approx(2 / 4 * 0.25 + 1 / 4 * 0.2)


def test_gaps_within_a_bin_cancel_but_not_across_bins() -> None:
    assert calibration_error([0.55, 0.55], [True, False]) == pytest.approx(0.05)
    assert calibration_error([0.45, 0.55], [True, False]) == pytest.approx(0.55)


def test_a_bin_holds_its_upper_end_and_the_first_its_lower_too() -> None:
    edges = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    bins = calibration(edges, [True] * 11)
    assert [b.count for b in bins] == [2, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert bins[0] == Bin(0.0, 0.1, 2, 0.05, 1.0)


def test_an_empty_bin_counts_nothing() -> None:
    assert calibration([0.9], [True], bins=2) == [Bin(0.0, 0.5, 0, 0.0, 0.0), Bin(0.5, 1.0, 1, 0.9, 1.0)]
    assert calibration_error([], []) is None


# ---- intervals -------------------------------------------------------------------------------------------


def test_interval_of_a_share_has_the_ends_of_the_binomial() -> None:
    # Of ten drawn at even odds at most 1 is right in 1.1 % of draws and at most 2 in 5.5 %: the 2.5th percentile is 2.
    assert mean_interval([True] * 5 + [False] * 5) == (0.2, 0.8)
    # Two drawn of two: both the same one in a quarter of the draws each.
    assert mean_interval([0.0, 1.0]) == (0.0, 1.0)


def test_interval_of_what_never_differs_has_no_width() -> None:
    assert mean_interval([1.0] * 7) == pytest.approx((1.0, 1.0))
    assert auroc_interval([0.9, 0.8], [0.1]) == (1.0, 1.0)


def test_interval_of_a_ratio_keeps_parts_and_wholes_together() -> None:
    # Drawn: the first twice (3/3), both (3/4) or the second twice (0/2), the ends in a quarter of the draws each.
    assert ratio_interval([3, 0], [3, 1]) == (0.0, 1.0)
    assert ratio_interval([1, 2, 3], [2, 4, 6]) == pytest.approx((0.5, 0.5))


def test_interval_of_auroc_draws_each_side_by_itself() -> None:
    # 0.8 beats 0.5 and 0.2 does not: the two positives drawn decide, both the same in a quarter of the draws each.
    assert auroc_interval([0.8, 0.2], [0.5]) == (0.0, 1.0)
    assert auroc_interval([0.5, 0.5], [0.5]) == (0.5, 0.5)


def test_aurocs_of_resamples_are_those_of_each_by_itself() -> None:
    positive, negative = np.array([[0.8, 0.6, 0.1], [0.6, 0.6, 0.6]]), np.array([[0.6, 0.2], [0.6, 0.6]])
    assert aurocs(positive, negative).tolist() == pytest.approx([3.5 / 6, 0.5])
    assert auroc([0.8, 0.6, 0.1], [0.6, 0.2]) == pytest.approx(3.5 / 6)


def test_one_question_is_drawn_as_itself() -> None:
    assert mean_interval([0.25]) == (0.25, 0.25)
    assert ratio_interval([1], [4]) == (0.25, 0.25)


def test_interval_is_the_same_every_time_and_another_with_another_seed() -> None:
    values = np.sqrt(np.arange(40.0))
    first = bootstrap_interval(np.mean, values)
    assert bootstrap_interval(np.mean, values) == first
    assert bootstrap_interval(np.mean, values, seed=1) != first


@pytest.mark.parametrize("interval", [mean_interval([]), ratio_interval([], []), auroc_interval([], [0.5])])
def test_nothing_to_draw_from_has_no_interval(interval: object) -> None:
    assert interval is None
