"""The wrapper for MTEB behind a stand-in for what MTEB tells of a model, and by MTEB's own evaluation."""

import importlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lape_qa.errors import UsageError
from lape_qa.reading.reader import Reading
from lape_qa.settings import Settings
from support.collections import CORPUS, QUERIES
from support.fakes import FakeEncoder, FakeReader

WRAPPER = "lape_qa.evaluation.mteb_search"
RELEVANT = {"q1": {"d1": 1}, "q2": {"d2": 1}, "q3": {"d3": 1}}


def test_without_mteb_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mteb", None)
    monkeypatch.delitem(sys.modules, WRAPPER, raising=False)
    with pytest.raises(UsageError, match=r"^measuring by MTEB needs the package mteb, not .*: pip install mteb$"):
        importlib.import_module(WRAPPER)


class ModelMeta:
    """Holds what it is made of, as MTEB's own does."""

    def __init__(self, told: dict[str, object]) -> None:
        self.told = told

    @classmethod
    def create_empty(cls, told: dict[str, object]) -> "ModelMeta":
        """Describe a model by what is known of it."""
        return cls(told)


@pytest.fixture
def wrapper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The wrapper's module over a stand-in for MTEB, whether or not MTEB is installed."""
    models = ModuleType("mteb.models")
    models.ModelMeta = ModelMeta  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "mteb", ModuleType("mteb"))
    monkeypatch.setitem(sys.modules, "mteb.models", models)
    monkeypatch.delitem(sys.modules, WRAPPER, raising=False)
    yield importlib.import_module(WRAPPER)
    del sys.modules[WRAPPER]


def rows(of: Any) -> list[dict[str, str]]:
    return [{"id": row["_id"], "text": row["text"], "title": row.get("title", "")} for row in of]


def test_it_indexes_a_corpus_and_finds_documents(wrapper: Any, tmp_path: Path) -> None:
    search = wrapper.LapeQaSearch(settings=Settings(cache=tmp_path), encoder=FakeEncoder())
    search.index(
        rows(CORPUS), task_metadata=None, hf_split="test", hf_subset="default", encode_kwargs={}, num_proc=None
    )
    queries = [*rows(QUERIES[:3]), {"id": "q0", "text": "?!"}]
    found = search.search(
        queries, task_metadata=None, hf_split="test", hf_subset="x", top_k=2, encode_kwargs={}, num_proc=None
    )
    assert {query: max(of, key=of.get) for query, of in found.items() if of} == {"q1": "d1", "q2": "d2", "q3": "d3"}
    assert found["q0"] == {}
    assert [len(of) for of in found.values()] == [2, 2, 2, 0]


def test_reranking_and_searching_nothing_are_refused(wrapper: Any, tmp_path: Path) -> None:
    search = wrapper.LapeQaSearch(settings=Settings(cache=tmp_path), encoder=FakeEncoder())
    with pytest.raises(UsageError, match=r"^nothing was indexed"):
        search.search([], top_k=2)
    with pytest.raises(UsageError, match=r"^this is a reranking task"):
        search.search([], top_k=2, top_ranked={"q1": ["d1"]})


# ---- which model, which reader ---------------------------------------------------------------------------


def revision(search: Any) -> Any:
    return search.mteb_model_meta.told["revision"].split("-over-")[1]


def with_settings_of(wrapper: Any, monkeypatch: pytest.MonkeyPatch, found: Reading) -> list[tuple[str, bool]]:
    """Give the settings a fake model and some reader; return the calls for it, as they are made."""
    asked: list[tuple[str, bool]] = []

    def reading_of(model: str, _cache: Path, *, wanted: bool) -> Reading:
        asked.append((model, wanted))
        return found

    monkeypatch.setattr(wrapper, "open_encoder", lambda _choice, _cache: FakeEncoder())
    monkeypatch.setattr(wrapper, "reading_of", reading_of)
    return asked


def test_the_model_and_the_reader_are_those_of_the_settings(
    wrapper: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = with_settings_of(wrapper, monkeypatch, Reading(FakeReader()))  # type: ignore[arg-type]
    search = wrapper.LapeQaSearch(settings=Settings(cache=tmp_path, model="some/model"))
    assert search.mteb_model_meta.told == {
        "name": "lape-qa/retrieval",
        "revision": f"{wrapper.__version__}-over-fake-with-the-reader-fake-reader",
        "languages": ["fin-Latn", "swe-Latn", "eng-Latn"],
        "embed_dim": 64,
        "open_weights": True,
    }
    assert asked == [("some/model", True)]


def test_a_reader_that_is_given_is_kept(wrapper: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = with_settings_of(wrapper, monkeypatch, Reading(None, "off", wanted=False))
    settings, mine = Settings(cache=tmp_path), FakeReader()
    search = wrapper.LapeQaSearch(settings=settings, reader=mine)
    assert revision(search) == "fake-with-the-reader-fake-reader"
    search.index(rows(CORPUS))
    search.search(rows(QUERIES[:1]), top_k=2)
    assert [question for question, _ in mine.read_windows] == [QUERIES[0]["text"]]
    assert revision(wrapper.LapeQaSearch(settings=settings, encoder=FakeEncoder(), reader=mine)) == revision(search)
    assert revision(wrapper.LapeQaSearch(settings=settings, encoder=FakeEncoder())) == "fake"
    assert asked == []


@pytest.mark.parametrize(
    ("wanted", "said"), [(True, ["measuring without the reader: no room to make it"]), (False, [])]
)
def test_a_reader_that_should_be_there_and_is_not_is_told_of(
    wrapper: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wanted: bool,
    said: list[str],
) -> None:
    with_settings_of(wrapper, monkeypatch, Reading(None, "no room to make it", wanted=wanted))
    with caplog.at_level(logging.WARNING, WRAPPER):
        search = wrapper.LapeQaSearch(settings=Settings(cache=tmp_path))
    assert revision(search) == "fake"
    assert caplog.messages == said


# ---- MTEB itself -----------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")
def test_mteb_itself_measures_it(tmp_path: Path) -> None:
    mteb = pytest.importorskip("mteb", reason="MTEB is large and in no extra: pip install mteb to try this")
    from datasets import Dataset
    from mteb.abstasks.retrieval import AbsTaskRetrieval
    from mteb.abstasks.retrieval_dataset_loaders import RetrievalSplitData
    from mteb.abstasks.task_metadata import TaskMetadata
    from mteb.models.models_protocols import SearchProtocol

    from lape_qa.evaluation.mteb_search import LapeQaSearch

    class Task(AbsTaskRetrieval):  # type: ignore[misc]
        metadata = TaskMetadata(
            name="LapeQaSmall",
            dataset={"path": "none", "revision": "1"},
            description="Three passages.",
            type="Retrieval",
            eval_langs=["fin-Latn"],
            main_score="ndcg_at_10",
        )

        def load_data(self, *_: object, **__: object) -> None:
            corpus, queries = (Dataset.from_list(rows(of)) for of in (CORPUS, QUERIES[:3]))
            split = RetrievalSplitData(corpus=corpus, queries=queries, relevant_docs=RELEVANT, top_ranked=None)
            self.dataset = {"default": {"test": split}}
            self.data_loaded = True

    search = LapeQaSearch(settings=Settings(cache=tmp_path), encoder=FakeEncoder())
    assert isinstance(search, SearchProtocol)
    assert search.mteb_model_meta.name == "lape-qa/retrieval"
    [result] = mteb.evaluate(search, [Task()], cache=None).task_results
    scores = result.scores["test"][0]
    assert (scores["ndcg_at_10"], scores["recall_at_1"]) == (1.0, 1.0)
