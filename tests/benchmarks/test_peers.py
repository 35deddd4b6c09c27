"""The comparison with other stacks: what all are given, what is stored, and the table; no stack is run here."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from benchmarks.peers import collect, results
from benchmarks.peers.prepare import prepare
from benchmarks.peers.results import Measure, Results, Row, System, read, table, write
from lape_qa.errors import UsageError

FOLDER = Path(results.__file__).parent
MEASURES: dict[Measure, float] = {
    "recall@1": 0.5,
    "recall@5": 0.75,
    "recall@10": 0.8,
    "recall@100": 1.0,
    "mrr@10": 0.61249,
    "ndcg@10": 0.6996,
}
OURS = Row(
    version="lape-qa 1",
    machine="one, 1 thread",
    measures=MEASURES,
    index_seconds=1049.72,
    encode_seconds=None,
    timed_queries=4000,
    query_ms_p50=59.77,
    query_ms_p95=160.5,
)
THEIRS = OURS.model_copy(update={"version": "txtai 2", "encode_seconds": 900.4, "timed_queries": 300})
JOB: dict[str, Any] = {
    "collection": "some/dev",
    "model": "m",
    "folder": "/m",
    "passages": {"a": "yksi", "b": "kaksi", "c": "kolme"},
    "queries": {"q1": "eka?", "q2": "toka?"},
    "relevant": {"q1": {"a": 1}, "q2": {"b": 1}},
}
ABOUT: dict[str, Any] = {"collection": "some/dev", "passages": 3, "queries": 2, "model": "m"}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    run = {
        "version": "txtai 2",
        "own_index_seconds": 2.004,
        "encode_seconds": 10.5,
        "query_ms": [30.0, 10.0, 20.0],
        "rankings": {"q1": ["a", "b"], "q2": ["c", "b"]},
    }
    times = {"query_ms_p50": 59.77, "query_ms_p95": 160.5, "index_seconds": 1049.72}
    ours = {str(name): value for name, value in MEASURES.items()} | times
    files: dict[str, dict[str, Any]] = {"job": JOB, "txtai": run, "lape-qa": ours}
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


# ---- the table and what is stored ------------------------------------------------------------------------


def test_the_table_shows_our_row_first_and_what_the_figures_were_taken_on() -> None:
    given = Results(
        collection="some/dev", passages=6456, queries=4000, model="m", systems={"txtai": THEIRS, "lape-qa": OURS}
    )
    assert table(given) == (
        "| system | recall@1 | recall@5 | recall@10 | recall@100 | mrr@10 | ndcg@10 | index s | of it encoding"
        " | query ms p50 | p95 |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        "| **LAPE-QA**: as it is served | 0.500 | 0.750 | 0.800 | 1.000 | 0.612 | 0.700 | 1050 | its own | 60 | 160 |\n"
        "| txtai: BM25 + Faiss, sum of normalised scores"
        " | 0.500 | 0.750 | 0.800 | 1.000 | 0.612 | 0.700 | 1050 | 900 | 60 | 160 |\n"
        "\n"
        "6,456 passages and 4,000 questions of `some/dev`, model m.\n"
        "\n"
        "- LAPE-QA: lape-qa 1; one, 1 thread; times of 4,000 questions.\n"
        "- txtai: txtai 2; one, 1 thread; times of 300 questions.\n"
    )


def test_the_stored_results_are_of_the_whole_folder_and_hold_our_own() -> None:
    stored = read(results.STORED)
    assert (stored.collection, stored.passages, stored.queries) == ("squad-fi/dev", 6456, 4000)
    assert set(get_args(System)) == set(results.SETUPS)
    assert set(stored.systems) == set(results.SETUPS)
    assert {name for name, row in stored.systems.items() if row.encode_seconds is None} == {"lape-qa"}


def test_results_come_back_as_they_were_written(tmp_path: Path) -> None:
    given = Results(**ABOUT, systems={"lape-qa": OURS})
    write(tmp_path / "r.json", given)
    assert read(tmp_path / "r.json") == given


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"measures": {"recall@1": 0.5}}, "systems.txtai: Value error, the measure recall@5 is missing"),
        ({"measures": {**MEASURES, "mrr@10": 1.5}}, "systems.txtai.measures.mrr@10: Input should be less than or"),
        ({"index_seconds": 0}, "systems.txtai.index_seconds: Input should be greater than 0"),
        ({"colour": "red"}, "systems.txtai.colour: Extra inputs are not permitted"),
    ],
)
def test_results_of_another_form_are_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    row = {**THEIRS.model_dump(), **change}
    (tmp_path / "r.json").write_text(json.dumps({**ABOUT, "systems": {"txtai": row}}), encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(message)):
        read(tmp_path / "r.json")


def test_missing_results_say_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"r\.json does not exist: run `make peers BEIR=…` first"):
        read(tmp_path / "r.json")


# ---- collecting ------------------------------------------------------------------------------------------


def test_a_stack_is_measured_by_the_code_of_the_benchmark(work: Path) -> None:
    found = collect.stacks(work, ["txtai"], "one, 1 thread")
    assert found.model_dump(exclude={"systems"}) == ABOUT
    assert found.systems == {
        "txtai": Row(
            version="txtai 2",
            machine="one, 1 thread",
            # q1 finds its passage first, q2 second: (1 + 1/2) / 2 and (1 + 1 / log2(3)) / 2.
            measures={
                "recall@1": 0.5,
                "recall@5": 1.0,
                "recall@10": 1.0,
                "recall@100": 1.0,
                "mrr@10": 0.75,
                "ndcg@10": 0.8155,
            },
            index_seconds=12.5,
            encode_seconds=10.5,
            timed_queries=3,
            query_ms_p50=20.0,
            # Nine tenths of the way from 20 to 30.
            query_ms_p95=29.0,
        )
    }


def test_our_row_joins_the_others_and_takes_the_place_of_an_older_one(work: Path) -> None:
    old = OURS.model_copy(update={"index_seconds": 1.0})
    without = Results(**ABOUT, systems={"txtai": THEIRS})
    for before in (without, Results(**ABOUT, systems={"txtai": THEIRS, "lape-qa": old})):
        after = collect.with_ours(before, work, "one, 1 thread")
        assert after.systems["txtai"] == THEIRS
        assert after.systems["lape-qa"].model_dump(exclude={"version"}) == {
            **OURS.model_dump(exclude={"version"}),
            "timed_queries": 2,
        }


def test_our_row_does_not_join_results_of_another_collection(work: Path) -> None:
    other = Results(**{**ABOUT, "passages": 4}, systems={"txtai": THEIRS})
    with pytest.raises(UsageError, match="run `make peers` anew"):
        collect.with_ours(other, work, "one, 1 thread")


def test_a_missing_or_damaged_run_is_named(work: Path) -> None:
    with pytest.raises(UsageError, match=r"haystack\.json does not exist"):
        collect.stacks(work, ["haystack"], "")
    (work / "txtai.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"txtai\.json is damaged"):
        collect.stacks(work, ["txtai"], "")


def test_our_row_and_the_stacks_are_not_collected_at_once(work: Path) -> None:
    with pytest.raises(UsageError, match=r"name lape-qa alone, or some of haystack, .*: not txtai lape-qa$"):
        collect.main(work, ["txtai", "lape-qa"])


def test_the_threads_and_the_load_of_the_machine_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (9.0, 8.0, 1.04))
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert collect.machine().endswith(", 1 thread, load 1.0 on 2 processors")
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert collect.machine().endswith(", 2 threads, load 1.0 on 2 processors")


# ---- what every system is given --------------------------------------------------------------------------


def test_every_system_gets_the_same_texts_and_only_judged_queries(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "dev"
    (folder / "qrels").mkdir(parents=True)
    rows = [{"_id": "a", "text": "Teksti."}, {"_id": "b", "title": "Otsikko", "text": "Toinen."}]
    queries = [{"_id": "q1", "text": "Mikä?"}, {"_id": "q2", "text": "Kuka?"}]
    for name, content in {"corpus": rows, "queries": queries}.items():
        lines = "".join(json.dumps(row) + "\n" for row in content)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq2\tb\t1\n", encoding="utf-8")
    prepare(folder, tmp_path / "work", tmp_path / "model")
    assert json.loads((tmp_path / "work" / "job.json").read_text(encoding="utf-8")) == {
        "collection": "some/dev",
        "model": "multilingual-e5-small",
        "folder": str(tmp_path / "model"),
        "passages": {"a": "Teksti.", "b": "Otsikko\nToinen."},
        "queries": {"q2": "Kuka?"},
        "relevant": {"q2": {"b": 1}},
    }


def test_their_packages_are_pinned_and_none_of_them_is_ours() -> None:
    pins = [line for line in (FOLDER / "requirements.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    names = {pin.partition("==")[0] for pin in pins}
    theirs = {"haystack-ai", "llama-index-core", "llama-index-retrievers-bm25", "langchain-classic", "txtai"}
    assert theirs <= names
    project = (FOLDER.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert [name for name in theirs if name in project] == []


def test_the_makefile_runs_every_stack_there_is() -> None:
    makefile = (FOLDER.parents[1] / "Makefile").read_text(encoding="utf-8")
    stacks = re.findall(r"^STACKS := (.*)$", makefile, re.MULTILINE)[0].split()
    assert stacks == [name for name in results.SETUPS if name != results.OURS]
    assert sorted(stacks) == sorted(file.stem.removeprefix("with_") for file in FOLDER.glob("with_*.py"))
