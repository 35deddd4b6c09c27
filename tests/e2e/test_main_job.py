"""The main job, with the real model: ask what LAPE achieved, get quotes that stand in the sources, or an honest no."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lape_qa.answer.model import NoAnswer
from lape_qa.answer.nearest import MOST
from lape_qa.assistant import Assistant
from lape_qa.contract import Answer
from lape_qa.documents import loading
from lape_qa.encoding.texts import TextEncoder
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.settings import load_settings

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
SODANKYLA = "Missä Lapin kunnassa perhekeskusta pilotoidaan?"
EXPECTED = {
    SODANKYLA: "Sodankylässä",
    "Kuka on LAPE-muutosagentti Pohjanmaalla vuonna 2019?": "Riku Niemistö",
    "Montako tavoitetta Päijät-Hämeen hankkeella oli?": "neljä",
    "Kuka kirjoitti Kanta-Hämeen loppuseminaarin koosteen?": "Laura Lamberg",
}


@pytest.fixture(scope="session")
def seeds(shared: Path) -> Path:
    """Five original posts, plain text."""
    return shared / "seeds"


@pytest.fixture(scope="session")
def seed_index(seeds: Path, real_encoder: TextEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of them."""
    root = tmp_path_factory.mktemp("index")
    store.build(root, loading.load([seeds]).documents, IndexRecipe(real_encoder))
    return root


@pytest.fixture(scope="session")
def seed_assistant(seed_index: Path, real_encoder: TextEncoder) -> Assistant:
    """An assistant over them."""
    return Assistant(store.open_index(seed_index, real_encoder), real_encoder)


def check_quotes(reply: dict[str, Any], seeds: Path) -> None:
    """Every sentence shown stands in the file that it names, to the character."""
    assert [sentence["citation"] for sentence in reply["sentences"]] == [c["number"] for c in reply["citations"]]
    for sentence, citation in zip(reply["sentences"], reply["citations"], strict=True):
        with (seeds / f"{citation['document']['id']}.txt").open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        assert text[citation["start"] : citation["end"]] == citation["quote"] == sentence["text"]


@pytest.mark.parametrize(("question", "fact"), EXPECTED.items(), ids=["where", "who", "count", "author"])
def test_a_question_that_the_sources_answer_is_answered_by_quotes(
    seed_assistant: Assistant, seeds: Path, question: str, fact: str
) -> None:
    reply = Answer.of(seed_assistant.ask(question), seed_assistant.generation.documents).model_dump()
    assert reply["outcome"] == "answered"
    check_quotes(reply, seeds)
    assert fact in " ".join(citation["quote"] for citation in reply["citations"])
    assert fact in reply["citations"][0]["quote"], "the best sentence comes first"


@pytest.mark.parametrize(
    "question",
    [
        "Mikä on Suomen pääkaupunki?",
        "Missä Ahvenanmaan kunnassa perhekeskusta pilotoidaan?",
        "Missä Uudenmaan kunnassa perhekeskusta pilotoidaan?",
        "Kuka on LAPE-muutosagentti Kainuussa vuonna 2019?",
        "Kuka on LAPE-muutosagentti Pohjanmaalla vuonna 2015?",
        "Montako tavoitetta Kainuun hankkeella oli?",
        "Kuka kirjoitti Satakunnan loppuseminaarin koosteen?",
    ],
)
def test_a_question_that_the_sources_do_not_answer_gets_none(seed_assistant: Assistant, question: str) -> None:
    outcome = seed_assistant.ask(question).outcome
    assert isinstance(outcome, NoAnswer)
    sources = [hit.passage.document_id for hit in outcome.nearest]
    assert len(sources) == len(set(sources)) <= MOST


def test_an_answer_needs_no_network(seed_index: Path, seeds: Path) -> None:
    try:
        cut_off = subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        cut_off = False
    if not cut_off:
        pytest.skip("`unshare -rn` does not work here: the network cannot be cut off")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    # What the settings say here, whatever the caller's folder: a copy of the model that is already unpacked.
    environment["LAPE_QA_CACHE"] = str(load_settings().cache)
    network = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
    without = ["unshare", "-rn", sys.executable]
    assert (
        b"Network is unreachable" in subprocess.run([*without, "-c", network], check=False, capture_output=True).stderr
    )
    ran = subprocess.run(
        [*without, "-m", "lape_qa", "ask", SODANKYLA, "--index", str(seed_index), "--json"],
        check=False,
        capture_output=True,
        env=environment,
        cwd=ROOT,
        timeout=300,
    )
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    reply = json.loads(ran.stdout)
    assert "Sodankylässä" in reply["citations"][0]["quote"]
    check_quotes(reply, seeds)
