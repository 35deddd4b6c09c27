"""`lape-qa encode`: what it reports and skips, and that `index` then encodes nothing; Ray has a stand-in here."""

from pathlib import Path

import pytest

from support.command_line import NOKIA, Run
from support.fakes import FakeEncoder
from support.ray_stand_in import Cluster, ray_cluster

__all__ = ["ray_cluster"]


@pytest.fixture(autouse=True)
def on_workers(monkeypatch: pytest.MonkeyPatch, ray_cluster: Cluster) -> None:
    """Workers open the fake model too."""
    monkeypatch.setattr("lape_qa.indexing.open_encoder", lambda _choice, _cache: FakeEncoder())


def test_what_was_encoded_is_not_encoded_by_index(run: Run, sources: Path, ray_cluster: Cluster) -> None:
    assert run("encode", sources, "--json").json == {"documents": 3, "encoded": 8, "skipped": []}
    assert run("ask", "Mitä?").refusal.startswith("no index in ")
    assert run("index", sources, "--json").json["encoded"] == 0
    assert run("encode", sources, "--address", "auto", "--json").json["encoded"] == 0
    # Each joined its cluster and left it; the second had nothing to spread.
    assert ray_cluster.asked == ["init local", "shutdown", "init auto", "shutdown"]
    assert ray_cluster.workers == [1]


def test_without_json_it_says_the_same_in_words(run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (sources / "a.pdf").write_bytes(b"<html>404</html>")
    monkeypatch.setenv("LAPE_QA_CORPUS", str(sources))
    ran = run("encode", "--index", "beside")
    assert (ran.status, ran.out) == (
        0,
        "3 documents, 1 skipped; 8 texts encoded: `lape-qa index` now takes all vectors from its cache\n",
    )
    assert ran.err == (
        f"skipped: {sources}/a.pdf: is an HTML page by its content, not what .pdf says; give it the right suffix, or "
        "save it anew\n"
    )
    assert "; 0 texts encoded\n" in run("index", "--index", "beside").out


def test_only_what_has_changed_is_encoded(run: Run, indexed: Path, sources: Path) -> None:
    (sources / "nokia.txt").write_text(NOKIA.replace("2017", "2018"), encoding="utf-8")
    assert run("encode", sources, "--json").json["encoded"] == 2
    assert run("index", sources, "--json").json["encoded"] == 0


def test_a_path_that_is_not_there_is_refused_before_ray_is_asked(
    run: Run, tmp_path: Path, ray_cluster: Cluster
) -> None:
    assert run("encode", tmp_path / "puuttuu").refusal == f"{tmp_path}/puuttuu: no such file or folder"
    assert ray_cluster.asked == []


def test_workers_with_another_encoder_are_refused_in_one_line(
    run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lape_qa.indexing.open_encoder", lambda _choice, _cache: FakeEncoder(fingerprint="another"))
    assert "encoder another, " in run("encode", sources).refusal
    assert run("index", sources, "--json").json["encoded"] == 8


def test_text_recognition_is_that_of_index(run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert run("encode", sources, "--ocr").refusal.startswith("recognising text in pictures (--ocr, LAPE_QA_OCR)")


def test_interrupted_it_leaves_the_cluster_and_says_so(
    run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch, ray_cluster: Cluster
) -> None:
    def interrupted(*_arguments: object) -> FakeEncoder:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("lape_qa.indexing.open_encoder", interrupted)
        ran = run("encode", sources)
    assert (ran.status, ran.out, ran.err) == (130, "", "lape-qa: interrupted; what was in use before still is\n")
    assert ray_cluster.asked == ["init local", "shutdown"]
    assert run("encode", sources, "--json").json["encoded"] == 8
