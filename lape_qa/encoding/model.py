"""What a model makes of a text."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""Shape (n, dimensions), rows of unit length."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One text as the model sees it: a vector for the whole, and one for each of its tokens."""

    vector: NDArray[np.float32]
    """Shape (dimensions,), unit length."""
    ids: NDArray[np.int64]
    """Token ids of the text itself, without prompt and special tokens."""
    starts: NDArray[np.int64]
    """Where each token begins in the text, in code points."""
    tokens: NDArray[np.float32]
    """Shape (tokens, dimensions), as they leave the model."""
