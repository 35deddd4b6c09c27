"""What only some need is installed with an extra: without it the rest works, and what needs it names it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.command_line import ANSWERED, QUOTE, UNANSWERABLE, Run, questions
from support.ray_stand_in import unset_for_ray

HIDDEN = ("ir_measures", "ray", "scipy", "sklearn")


class NotInstalled:
    """Finds none of the hidden packages, as Python does where they are not installed."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process in which the packages of the extras `evaluation` and `ray` cannot be imported."""
    again = re.compile(rf"({'|'.join(HIDDEN)})(\..*)?|lape_qa\.evaluation\..*")
    for name in filter(again.fullmatch, list(sys.modules)):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NotInstalled, *sys.meta_path])
    unset_for_ray(monkeypatch)


def beir_folder(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text('{"_id": "a", "text": "Nokia"}\n', encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "Nokia"}\n', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("q\ta\t1\n", encoding="utf-8")
    return folder


def test_measuring_without_its_extra_names_it(run: Run, indexed: Path, bare: None, tmp_path: Path) -> None:
    remedy = 'not installed here: pip install "lape-qa[evaluation]"'
    measured = run("eval", questions(tmp_path, UNANSWERABLE))
    compared = run("eval", "--compare", tmp_path / "a.json", tmp_path / "b.json")
    benchmarked = run("benchmark", beir_folder(tmp_path / "beir"))
    assert compared.refusal == f"measuring needs scipy, {remedy}"
    assert [measured.refusal, benchmarked.refusal] == [compared.refusal] * 2


def test_spreading_without_its_extra_names_it(run: Run, sources: Path, bare: None) -> None:
    assert run("encode", sources).refusal == (
        'spreading the encoding over machines needs ray, not installed here: pip install "lape-qa[ray]"'
    )


def test_asking_and_adding_questions_need_no_extra(run: Run, indexed: Path, bare: None, tmp_path: Path) -> None:
    asked = run("ask", ANSWERED, "--json").json
    assert [sentence["text"] for sentence in asked["sentences"]] == [QUOTE]
    assert run("search", "perhekeskuspilotti", "--json").json["hits"][0]["document"]["id"] == "nokia"
    added = ("Mitä Nokialla alkoi?", "--document", "nokia", "--quote", QUOTE, "--fact", "pilot", "--tag", "what")
    assert run("eval", "add", questions(tmp_path, UNANSWERABLE), *added).status == 0


def test_neither_the_command_line_nor_the_service_imports_them() -> None:
    hidden = f"sys.modules.update(dict.fromkeys({HIDDEN!r}))"
    imports = "import lape_qa.cli.app, lape_qa_api.app, lape_qa_api.mcp, lape_qa_api.routers"
    done = subprocess.run([sys.executable, "-c", f"import sys; {hidden}; {imports}"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
