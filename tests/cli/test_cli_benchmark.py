"""`lape-qa benchmark`: one system or several on a small collection, and what is written of them."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from ir_measures import RR, R, nDCG

from lape_qa.encoding.choice import ModelChoice
from lape_qa.evaluation import asking, trec
from lape_qa.evaluation.benchmark import MEASURES
from support.collections import CORPUS, QUERIES, rescored, write_collection
from support.command_line import Run
from support.fakes import FakeEncoder


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    """The collection as a BEIR folder."""
    return write_collection(tmp_path / "beir")


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def test_benchmark_writes_the_measures_and_times_of_the_contract(run: Run, beir: Path, tmp_path: Path) -> None:
    ran = run("benchmark", beir, "--json", tmp_path / "out.json")
    assert (ran.status, ran.err) == (0, "")
    found = read(tmp_path / "out.json")
    # q3 has two relevant documents, of which one is the first and the other the third: (1 + 1/2) / (1 + 1/log2(3)).
    expected = dict.fromkeys(MEASURES, 1.0) | {"recall@1": 0.8333, "ndcg@10": 0.9732}
    assert {name: found[name] for name in MEASURES} == expected
    assert found["intervals"]["mrr@10"] == [1.0, 1.0]
    assert (found["documents"], found["queries"], found["model"], found["reader"]) == (3, 3, "fake", None)
    assert min(found[name] for name in ("index_seconds", "query_ms_p50", "query_ms_p95")) > 0
    assert found["queries_kept"] == 0
    again = run("benchmark", beir, "--json", tmp_path / "again.json")
    assert again.status == 0
    assert read(tmp_path / "again.json") == found | {"queries_kept": 3}, "nothing is asked again, nor timed"
    assert run("benchmark", beir, "--fresh", "--json", tmp_path / "fresh.json").status == 0
    assert read(tmp_path / "fresh.json")["queries_kept"] == 0


def test_what_was_found_with_another_generation_of_the_index_is_asked_anew(
    run: Run, beir: Path, tmp_path: Path
) -> None:
    assert run("benchmark", beir).status == 0
    [index] = (tmp_path / "cache" / "collections").glob("*/index")
    shutil.rmtree(index)
    assert run("benchmark", beir, "--json", tmp_path / "out.json").status == 0
    assert read(tmp_path / "out.json")["queries_kept"] == 0


def test_a_run_that_cannot_be_written_is_told_before_anything_is_asked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(asking, "_asked", lambda identifier, *_: asked.append(identifier))
    corpus = [*CORPUS, {"_id": "d 4", "text": "Neljäs."}]
    document = write_collection(tmp_path / "document", corpus=corpus)
    query = write_collection(tmp_path / "query", queries=[{**QUERIES[0], "_id": "q 1"}], qrels="q 1\td1\t1\n")
    remedy = "which has white space: rename it (the id of a source is the name of its file), or leave out --run"
    for beir, identifier in ((document, "d 4"), (query, "q 1")):
        refused = run("benchmark", beir, "--run", tmp_path / "ours.run").refusal
        assert refused == f"a TREC run cannot hold the id {identifier!r}, {remedy}"
    assert asked == []


def test_a_run_is_scored_by_others_to_the_same_figures(run: Run, beir: Path, tmp_path: Path) -> None:
    ran = run("benchmark", beir, "--run", tmp_path / "ours.run", "--json", tmp_path / "out.json")
    assert (ran.status, ran.err) == (0, "")
    lines = (tmp_path / "ours.run").read_text(encoding="utf-8").splitlines()
    assert [line.split()[5] for line in lines] == ["lape-qa-default"] * 9
    qrels = {"q1": {"d1": 1}, "q2": {"d2": 2}, "q3": {"d3": 1, "d1": 1}}
    found = rescored(tmp_path / "ours.run", qrels, R @ 1, R @ 10, RR @ 10, nDCG @ 10)
    ours = read(tmp_path / "out.json")
    assert {name: round(sum(values.values()) / 3, 4) for name, values in found.items()} == {
        "R@1": ours["recall@1"],
        "R@10": ours["recall@10"],
        "RR@10": ours["mrr@10"],
        "nDCG@10": ours["ndcg@10"],
    }


def test_systems_and_a_run_of_another_stand_side_by_side(
    run: Run, beir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    other = tmp_path / "other.run"
    other.write_text("q1 Q0 d2 1 2 theirs\nq1 Q0 d1 2 1 theirs\nq2 Q0 d2 1 1 theirs\nq2 Q0 x 2 0 theirs\n", "utf-8")
    out = {name: tmp_path / name for name in ("out.json", "values.csv", "page.html", "a.run")}
    ran = run(
        *("benchmark", beir, "--system", "lexical", "--no-reader", "--compare", other, "--json", out["out.json"]),
        *("--per-query", out["values.csv"], "--report", out["page.html"], "--run", out["a.run"]),
    )
    assert ran.status == 0
    assert ran.err.splitlines() == [
        f"note: {other}: 1 query missing (first 'q3'), counted 0",
        f"note: {other}: 1 document (first 'x') not in the collection, counted as not relevant",
    ]
    found = read(out["out.json"])
    assert list(found["systems"]) == ["lexical", "no-reader", "theirs"]
    assert found["systems"]["theirs"]["mrr@10"] == 0.5
    assert found["systems"]["lexical"]["mrr@10"] == 1.0
    assert [(row["system"], row["measure"]) for row in found["differences"]] == [
        (system, measure) for system in ("no-reader", "theirs") for measure in ("mrr@10", "ndcg@10", "recall@100")
    ]
    assert (found["differences"][3]["difference"], found["differences"][3]["lost"]) == (-0.5, 2)
    assert len(out["values.csv"].read_text(encoding="utf-8").splitlines()) == 1 + 3 * 3
    written = [trec.read_run(tmp_path / f"a-{name}.run") for name in ("lexical", "no-reader")]
    assert [one.name for one in written] == ["lape-qa-lexical", "lape-qa-no-reader"]
    assert [found[0][0] for found in written[1].rankings.values()] == ["d1", "d2", "d3"]
    shown = [line.split() for line in ran.out.splitlines()]
    assert ["theirs", "0.333", *["0.667"] * 3, "0.500", "0.544", "–"] in shown
    assert ["theirs", "mrr@10", "-0.500", "-1.000…+0.000", "0.5000", "1.0000", "0", "2"] in shown


def test_the_page_loads_nothing_and_shows_each_system_and_query(run: Run, tmp_path: Path) -> None:
    queries = [{**QUERIES[0], "text": "Milloin <b>Nokian</b> pilotti alkoi?"}, *QUERIES[1:]]
    beir = write_collection(tmp_path / "b&w", queries=queries)
    other = tmp_path / "other.run"
    other.write_text("q1 Q0 d2 1 2 <theirs>\nq2 Q0 d2 1 1 <theirs>\nq3 Q0 d3 1 1 <theirs>\n", "utf-8")
    assert run("benchmark", beir, "--compare", other, "--report", tmp_path / "page.html").status == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|https?://|\{\{|\{%", page)
    assert page.count("<svg") == page.count('role="img" aria-label="') == len(MEASURES) + 1
    assert 'aria-label="&lt;theirs&gt; is better on 0 queries, worse on 2, the same on 1."' in page
    assert "Milloin &lt;b&gt;Nokian&lt;/b&gt; pilotti alkoi?" in page
    assert "b&amp;w</b>" in page
    assert re.search(r'aria-label="mrr@10: default 1\.000 \([^)]+\), &lt;theirs&gt; 0\.667 \([^)]+\)\."', page)


def test_one_system_alone_has_a_page_too(run: Run, beir: Path, tmp_path: Path) -> None:
    assert run("benchmark", beir, "--report", tmp_path / "page.html").status == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.count("<svg") == len(MEASURES)
    assert "Differences" not in page


def with_models(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give each model a fingerprint of its own; return the names of those that are opened, as they are."""
    opened: list[str] = []

    def load(choice: ModelChoice, _cache: Path) -> FakeEncoder:
        opened.append(choice.name)
        return FakeEncoder(fingerprint=f"of-{choice.name.replace('/', '-')}")

    monkeypatch.setattr("lape_qa.cli.setup.open_encoder", load)
    return opened


def test_models_are_measured_one_after_the_other(
    run: Run, beir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = with_models(monkeypatch)
    arguments = ("--model", "some/small", "--model", "large", "--system", "dense", "--system", "lexical")
    ran = run("benchmark", beir, *arguments, "--json", tmp_path / "out.json")
    assert ran.status == 0
    assert opened == ["some/small", "large"]
    systems = read(tmp_path / "out.json")["systems"]
    assert {name: (row["setting"], row["queries_kept"]) for name, row in systems.items()} == {
        "small dense": ("vectors alone", 0),
        "small lexical": ("words alone (BM25 over Finnish terms)", 0),
        "large dense": ("vectors alone", 0),
        "large lexical": ("words alone (BM25 over Finnish terms)", 0),
    }
    assert list(systems) == ["small dense", "small lexical", "large dense", "large lexical"]


def test_the_page_tells_the_setting_of_systems_of_one_name(
    run: Run, beir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_models(monkeypatch)
    arguments = ("--model", "a/small", "--model", "b/small", "--system", "dense", "--report", tmp_path / "page.html")
    assert run("benchmark", beir, *arguments).status == 0
    told = re.findall(r"<li><b>(small [^<]+)</b> ([^<]+)</li>", (tmp_path / "page.html").read_text(encoding="utf-8"))
    what = "vectors alone; model fake; no reader"
    assert told == [("small dense", what), ("small dense (2)", what)]


def test_what_was_cut_off_goes_on(run: Run, beir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "BLOCK", 1)
    asked: list[str] = []
    before = asking._asked

    def cut_off(identifier: str, *rest: Any) -> Any:
        if identifier == "q3" and len(asked) == 2:
            asked.append("cut off")
            raise KeyboardInterrupt
        asked.append(identifier)
        return before(identifier, *rest)

    monkeypatch.setattr(asking, "_asked", cut_off)
    assert run("benchmark", beir).status == 130
    assert run("benchmark", beir, "--json", tmp_path / "out.json").status == 0
    assert asked == ["q1", "q2", "cut off", "q3"]
    assert read(tmp_path / "out.json")["queries_kept"] == 2


def test_other_judgements_and_splits_are_taken(run: Run, beir: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("q1 0 d2 1\n", encoding="utf-8")
    (beir / "qrels" / "train.tsv").write_text("q2\td2\t1\nq1\td1\t1\n", encoding="utf-8")
    for arguments, count in ((("--qrels", tmp_path / "mine.txt"), 1), (("--split", "train"), 2)):
        assert run("benchmark", beir, *arguments, "--json", tmp_path / "out.json").status == 0
        assert read(tmp_path / "out.json")["queries"] == count
    refused = run("benchmark", beir, "--qrels", tmp_path / "mine.txt", "--split", "train").refusal
    assert refused == "give --qrels or --split, not both"


def test_a_trec_folder_is_measured(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "trec"
    folder.mkdir()
    (folder / "corpus.tsv").write_text("".join(f"{row['_id']}\t{row['text']}\n" for row in CORPUS), encoding="utf-8")
    (folder / "topics.tsv").write_text("".join(f"{q['_id']}\t{q['text']}\n" for q in QUERIES), encoding="utf-8")
    (folder / "qrels.txt").write_text("q1 0 d1 1\nq2 0 d2 1\n", encoding="utf-8")
    assert run("benchmark", folder, "--json", tmp_path / "out.json").status == 0
    assert [read(tmp_path / "out.json")[name] for name in ("documents", "queries", "mrr@10")] == [3, 2, 1.0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{beir}", "--system", "bm25"), "--system is 'bm25', expected one of default, no-reader, "),
        (("{beir}", "--per-query", "a.txt"), "--per-query is a.txt: name a file that ends in .jsonl or .csv"),
        (("{beir}", "--compare", "none.run"), "cannot read none.run: no such file"),
        (("{beir}", "--split", "dev"), "{beir}/qrels holds test: --split is 'dev'"),
        (("nowhere",), "nowhere is no folder; a collection of ir_datasets is written irds:ID"),
        (("irds:nothing/known", "--split", "dev"), "--split is for BEIR folders: the id says it, like irds:"),
        (("{tmp}",), "{tmp} is no BEIR folder: corpus.jsonl is missing"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    run: Run, beir: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = run("benchmark", *(argument.format(beir=beir, tmp=tmp_path) for argument in arguments))
    assert ran.refusal.startswith(said.format(beir=beir, tmp=tmp_path))


def test_a_query_that_cannot_be_asked_is_named(run: Run, tmp_path: Path) -> None:
    beir = write_collection(tmp_path / "beir", queries=[*QUERIES[:2], {"_id": "q3", "text": "?!"}])
    assert run("benchmark", beir).refusal.startswith("query 'q3': the question holds no word")
