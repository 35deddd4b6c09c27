import pytest

from lape_qa.evaluation.metrics import auroc, share


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
    assert auroc(positive, negative) == expected
