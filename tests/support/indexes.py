"""Small indexes of a test's own texts, and what is found in them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lape_qa.documents.model import Document
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.index.model import Ranking
from lape_qa.index.recipe import IndexRecipe
from lape_qa.question.analysis import analyse
from lape_qa.question.model import Query
from support.fakes import FakeEncoder


def indexed(root: Path, documents: Sequence[Document], encoder: FakeEncoder | None = None) -> Generation:
    """Build an index with a fake encoder and open it."""
    encoder = encoder or FakeEncoder()
    store.build(root, documents, IndexRecipe(encoder))
    return store.open_index(root, encoder)


def ask(question: str) -> Query:
    """Analyse a question with a fake encoder."""
    return analyse(question, FakeEncoder())


def ranked(generation: Generation, **scores: float) -> Ranking:
    """The first passage of each named document, in the order given."""
    rows = [generation.rows_of(name)[0] for name in scores]
    return Ranking(np.array(rows, np.int64), np.array(list(scores.values()), np.float64))
