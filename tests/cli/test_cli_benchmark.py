"""`lape-qa benchmark` on a small folder."""

import json
from pathlib import Path

from support.command_line import ANSWERED, QUOTE, Run


def test_benchmark_writes_the_measures_and_times_of_the_contract(run: Run, tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(json.dumps({"_id": "d1", "text": QUOTE}) + "\n", encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": ANSWERED}) + "\n", encoding="utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text("q1\td1\t1\n", encoding="utf-8")
    ran = run("benchmark", tmp_path, "--json", tmp_path / "out.json")
    assert (ran.status, ran.err) == (0, "")
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    names = ("recall@1", "recall@5", "recall@10", "recall@100", "mrr@10", "ndcg@10")
    assert {name: found[name] for name in names} == dict.fromkeys(names, 1.0)
    assert found["intervals"] == {name: [1.0, 1.0] for name in names}
    assert (found["documents"], found["queries"], found["model"]) == (1, 1, "fake")
    assert min(found[name] for name in ("index_seconds", "query_ms_p50", "query_ms_p95")) > 0
    again = run("benchmark", tmp_path, "--json", tmp_path / "again.json")
    assert again.status == 0
    assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))["index_seconds"] == found["index_seconds"]
