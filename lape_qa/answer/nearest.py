"""What is shown beside an honest not-found: passages that speak of what was asked, though they do not answer it."""

import numpy as np

from lape_qa.index.model import Hit
from lape_qa.retrieval.candidates import SIGNALS, Candidates

MOST = 2
"""Passages, each of another document."""
HELD = 0.5
"""Share of the question's weight from which a passage that holds it by terms speaks of what was asked."""
CLOSE = 0.86
"""Cosine with the question from which it does so by meaning.

Of 102 `dev` questions that are not answered, those about something else, such as the weather, come to 0.847 at most,
and most of those that the sources come close to, to 0.86 and more.
"""

_COVERAGE, _COSINE = SIGNALS.index("coverage"), SIGNALS.index("dense")


def nearest(candidates: Candidates) -> tuple[Hit, ...]:
    """Return the best passages that speak of what was asked, or of one of the questions that it consists of."""
    relevant: set[int] = set()
    for part in candidates.answerable_parts:
        speaks = (part.signals[:, _COVERAGE] >= HELD) | (part.signals[:, _COSINE] >= CLOSE)
        relevant.update(part.ranking.rows[np.flatnonzero(speaks)].tolist())
    found: dict[str, Hit] = {}
    for row, hit in zip(candidates.ranking.rows.tolist(), candidates.hits(), strict=True):
        if row in relevant and len(found) < MOST:
            found.setdefault(hit.passage.document_id, hit)
    return tuple(found.values())
