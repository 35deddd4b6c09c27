"""The weights of overviews and lists: a loss with its slope, and what it is fitted to."""

import numpy as np
import pytest

from training.fit_broad import _loss

FEATURES = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
BELONGS = np.array([True, False, False])


def test_the_loss_of_a_sentence_is_that_against_all_others() -> None:
    # With no weights all scores are 0: ln(1 + 2) for one of three.
    loss, slope = _loss(FEATURES, BELONGS, np.zeros(2))
    assert loss == pytest.approx(np.log(3))
    # Two thirds pull it up, and the others down by their share, here a half each.
    assert slope.tolist() == pytest.approx([-2 / 3, 2 / 3 * 1.0])


def test_the_slope_is_that_of_the_loss() -> None:
    weights, step = np.array([0.3, -0.7]), 1e-6
    features, belongs = np.array([[1.0, 0.5], [0.0, 2.0], [0.4, 0.0], [2.0, 1.0]]), np.array([True, False, False, True])
    _, slope = _loss(features, belongs, weights)
    for axis in range(2):
        moved = weights + step * np.eye(2)[axis]
        assert (_loss(features, belongs, moved)[0] - _loss(features, belongs, weights)[0]) / step == pytest.approx(
            slope[axis], abs=1e-4
        )
