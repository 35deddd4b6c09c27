"""Late interaction with the fake encoder, for which no directions were computed."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from lape_qa.index import token_vectors
from support.fakes import FakeEncoder


@contextmanager
def late_interaction() -> Iterator[None]:
    """Let token vectors be stored and compared as they are: the fake encoder has 64 dimensions."""
    directions = (np.zeros(FakeEncoder.dimensions, np.float32), np.eye(FakeEncoder.dimensions, dtype=np.float32))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(token_vectors, "_made_for", lambda: FakeEncoder.weights)
        patched.setattr(token_vectors, "_directions", lambda: directions)
        yield
