"""The command line in one process, behind a fake encoder, and the sources and questions that its tests share."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lape_qa.answer import extractive
from lape_qa.cli import main
from support.fakes import FakeEncoder, fitted_by_coverage

# 👪 is beyond the 16-bit plane: offsets count code points.
NOKIA = """\
Nokian perhekeskus 👪

Nokian perhekeskuspilotti alkoi syyskuussa 2017 (Pippuri). Pilotissa kokeiltiin yhteistä asiakasohjausta.
"""
LAPPI = """\
---
title: "Lapin hanke"
publisher: "Lapin liitto"
published: "2018-05-16"
region: "Lappi"
language: "fi"
url: "https://example.fi/lappi"
---
## Kunnat

Kittilässä avattiin kolme kohtaamispaikkaa. Rovaniemellä koulutettiin työntekijöitä.
"""
BORGA = "## Familjecentret 👪\r\n\r\nFamiljecentret i Borgå öppnade sina dörrar våren 2018.\r\n"
BORGA_MD = '---\r\ntitle: "Familjecentret i Borgå"\r\nlanguage: "sv"\r\n---\r\n' + BORGA
ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi?"
QUOTE = "Nokian perhekeskuspilotti alkoi syyskuussa 2017 (Pippuri)."
WORDED = "Nokian perhekeskuspilotti alkoi syyskuussa 2017."
"""What a language model makes of it."""
ANSWER_KEYS = {
    *(
        "question",
        "read_as",
        "carried",
        "language",
        "outcome",
        "kind",
        "sentences",
        "sections",
        "text",
        "citations",
        "more",
        "suggestions",
        "confidence",
        "uncertain",
        "regions",
        "nearest",
    ),
    *("index", "timing_ms"),
}
"""The keys of an answer's JSON that are always there."""


class Ran(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, for one that succeeded."""
        assert (self.status, self.err) == (0, "")
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line of one that was refused."""
        assert self.status == 2
        assert self.out == ""
        assert self.err.endswith("\n")
        [line] = self.err.splitlines()
        assert line.startswith("lape-qa: ")
        return line.removeprefix("lape-qa: ")


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `lape-qa ARGUMENTS` with a fake model, away from the user's own settings, index and cache."""
    for name in os.environ:
        if name.startswith("LAPE_QA_"):
            monkeypatch.delenv(name)
    for name in ("HOST", "PORT", "WORKERS", "OPEN"):
        # `serve` sets these for its processes: afterwards they are as they were.
        monkeypatch.setenv(f"LAPE_QA_{name}", "")
        monkeypatch.delenv(f"LAPE_QA_{name}")
    monkeypatch.setenv("LAPE_QA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LAPE_QA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("LAPE_QA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("LAPE_QA_READER", "off")  # its graph takes half a minute to make
    monkeypatch.setenv("COLUMNS", "40")  # a narrow terminal must not break an error into two lines
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("lape_qa.cli.setup.open_encoder", lambda _choice, _cache: FakeEncoder())
    monkeypatch.setattr("lape_qa.cli.doctor.open_encoder", lambda _choice, _cache: FakeEncoder())
    monkeypatch.setattr(extractive, "fitted_model", lambda: fitted_by_coverage(coverage=8.0))

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr("sys.argv", ["lape-qa", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            status: Any = 0
        except SystemExit as end:
            status = end.code or 0
        return Ran(status, *capsys.readouterr())

    return run


def case(**changed: Any) -> dict[str, Any]:
    """Return a row of a question set, which those sources answer."""
    row = {
        "id": "q1",
        "question": ANSWERED,
        "lang": "fi",
        "answerable": True,
        "evidence": [{"document": "nokia", "quote": QUOTE}],
        "answer": ["2017"],
        "tags": ["when"],
        "split": "dev",
    }
    return row | changed


UNANSWERABLE: dict[str, Any] = case(
    id="q2", question="Hur är vädret?", lang="sv", answerable=False, evidence=[], answer=[], tags=["far-off"]
)


def questions(folder: Path, *rows: dict[str, Any]) -> Path:
    """Write a question set."""
    file = folder / "questions.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file
