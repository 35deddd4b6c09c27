from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lape_qa.answer.nearest import CLOSE, HELD, MOST, nearest
from lape_qa.documents.metadata import make_document
from lape_qa.index.generation import Generation
from lape_qa.index.model import Ranking
from lape_qa.retrieval.candidates import SIGNALS, Candidates, gather
from support.indexes import ask, indexed

TEXTS = {
    "kerho": "Kerho alkoi syksyllä.\n\n## Jatko\n\nKerho jatkuu talvella.",
    "leiri": "Leiri pidettiin kesällä.",
    "retki": "Retki tehtiin keväällä.",
    "messu": "Messut olivat talvella.",
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    root: Path = tmp_path_factory.mktemp("index")
    return indexed(root, [make_document(name, text, {"language": "fi"}) for name, text in TEXTS.items()])


def candidates(source: Generation, question: str, signals: dict[str, tuple[float, float]]) -> Candidates:
    """The passages in their order, with a coverage and a cosine for those of each document."""
    query = ask(question)
    rows = np.arange(len(source.passages))
    ranking = Ranking(rows, -rows.astype(np.float64))
    parts = []
    for asked in query.parts or (query,):
        part = gather(source, asked, ranking)
        values = np.zeros_like(part.signals)
        for row, passage in enumerate(part.passages):
            held, close = signals.get(passage.document_id, (0.0, 0.0))
            values[row, SIGNALS.index("coverage")], values[row, SIGNALS.index("dense")] = held, close
        parts.append(replace(part, signals=values))
    return Candidates(query, ranking, parts[0].passages, tuple(parts))


def shown(source: Generation, signals: dict[str, tuple[float, float]]) -> list[tuple[str, int]]:
    found = nearest(candidates(source, "Milloin kerho alkoi?", signals))
    return [(hit.passage.document_id, hit.passage.start) for hit in found]


def test_what_holds_half_the_question_or_means_about_the_same_is_shown(source: Generation) -> None:
    assert (HELD, CLOSE) == (0.5, 0.86)
    assert shown(source, {"kerho": (0.5, 0.0), "leiri": (0.0, 0.875)}) == [("kerho", 0), ("leiri", 0)]
    assert shown(source, {"kerho": (0.4375, 0.8125), "leiri": (0.4375, 0.8125)}) == []


def test_two_documents_at_most_each_by_its_best_passage(source: Generation) -> None:
    everything = dict.fromkeys(TEXTS, (1.0, 1.0))
    assert MOST == 2
    assert shown(source, everything) == [("kerho", 0), ("leiri", 0)]


def test_what_speaks_of_one_of_two_questions_is_shown(source: Generation) -> None:
    given = candidates(source, "Milloin kerho alkoi ja missä leiri pidettiin?", {"leiri": (0.5, 0.0)})
    silent, speaking = given.answerable_parts
    silent = replace(silent, signals=np.zeros_like(silent.signals))
    [hit] = nearest(replace(given, answerable_parts=(silent, speaking)))
    assert hit.passage.document_id == "leiri"


def test_passages_that_were_put_in_another_order_keep_what_is_known_of_them(source: Generation) -> None:
    given = candidates(source, "Milloin kerho alkoi?", {"messu": (1.0, 0.0)})
    turned = given.ranking.rows[::-1].copy()
    reordered = replace(
        given,
        ranking=Ranking(turned, np.zeros(len(turned))),
        passages=tuple(source.passages[row] for row in turned.tolist()),
    )
    [hit] = nearest(reordered)
    assert hit.passage.document_id == "messu"
