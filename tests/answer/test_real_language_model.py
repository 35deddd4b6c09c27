"""A real language model on a real server: skipped where none is named, as the weights are no part of the project.

LAPE_QA_TEST_LLM_URL is such as http://127.0.0.1:8080/v1, LAPE_QA_TEST_LLM_MODEL the name that the server knows it by.
"""

import os
from pathlib import Path

import anyio
import pytest

from benchmarks.language_model import stands
from lape_qa.answer import extractive
from lape_qa.answer.llm_client import LlmServer
from lape_qa.answer.model import Answer
from lape_qa.assistant import Assistant
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from support.fakes import FakeEncoder, document, fitted_by_coverage

URL, MODEL = (os.environ.get(f"LAPE_QA_TEST_LLM_{name}", "") for name in ("URL", "MODEL"))
pytestmark = pytest.mark.skipif(
    not (URL and MODEL),
    reason="LAPE_QA_TEST_LLM_URL and LAPE_QA_TEST_LLM_MODEL name no server with a model (docs/answers.md)",
)


def test_whatever_a_real_model_writes_only_what_its_quote_carries_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted = fitted_by_coverage(coverage=10.0, word_cost=0.01)
    monkeypatch.setattr(extractive, "fitted_model", lambda: fitted)
    text = "Oulun perhekeskus avattiin vuonna 2019, ja Kemi sai omansa. Oulun perhekeskuksessa työskentelee 12 ihmistä."
    encoder = FakeEncoder()
    store.build(tmp_path, [document(text, "oulu", title="Oulu")], IndexRecipe(encoder))
    generation = store.open_index(tmp_path, encoder)
    assistant = Assistant(generation, encoder, LlmServer(URL, MODEL, timeout=300))
    quoted = assistant.ask("Milloin Oulun perhekeskus avattiin?")
    assert isinstance(quoted.outcome, Answer)
    reply = anyio.run(assistant.worded, quoted)
    assert isinstance(reply.outcome, Answer)
    assert reply.outcome.llm is not None
    assert reply.outcome.llm.used or reply.outcome.llm.reason in {"unsupported", "too_long", "malformed"}
    assert stands(reply, generation)
