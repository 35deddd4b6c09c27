"""The example questions of the demo page: what it offers, it answers."""

import re
from functools import partial
from pathlib import Path

import pytest

import lape_qa_api
from lape_qa import corpus, passages, storage
from lape_qa.assistant import Assistant
from lape_qa.encoder import SentenceTransformerEncoder
from lape_qa.passages import Chunking
from lape_qa.types import Answer

pytestmark = pytest.mark.e2e

CORPUS = Path(__file__).parents[2] / "corpus"
TEXTS = Path(lape_qa_api.__file__).parent / "static" / "texts.js"
EXAMPLES = re.findall(r'^    "(.+)",$', TEXTS.read_text(encoding="utf-8").split("export const EXAMPLES")[1], re.M)


@pytest.fixture(scope="module")
def assistant(real_encoder: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over the shipped corpus."""
    root = tmp_path_factory.mktemp("index")
    split = partial(passages.split, chunking=Chunking(), fits=real_encoder.fits)
    storage.build(root, corpus.load([CORPUS]), split, real_encoder, Chunking(), lambda _work, _done, _total: None)
    return Assistant(storage.open_index(root, real_encoder), real_encoder)


def test_there_are_examples_in_each_language() -> None:
    assert len(EXAMPLES) == 9


@pytest.mark.parametrize("question", EXAMPLES)
def test_an_example_is_answered(assistant: Assistant, question: str) -> None:
    assert isinstance(assistant.ask(question).outcome, Answer)
