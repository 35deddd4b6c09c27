"""How near vectors come to those that they stand for."""

import numpy as np
from numpy.typing import NDArray


def least_cosine(ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> float:
    """Return the least cosine of the vectors, along the last axis, with their counterparts; 0 where shapes differ."""
    if ours.shape != theirs.shape:
        return 0.0
    norms = np.linalg.norm(ours, axis=-1) * np.linalg.norm(theirs, axis=-1)
    return float(((ours * theirs).sum(axis=-1) / norms).min())
