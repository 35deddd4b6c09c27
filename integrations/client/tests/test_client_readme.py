"""The programs of the client's README run as they stand there."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

README = Path(__file__).parents[1] / "README.md"
QUESTION = "Milloin Nokian perhekeskuspilotti alkoi?"


def test_its_programs_print_what_the_service_says(
    service: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAPE_QA_URL", service.open)
    first, second = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    asked = first.replace('"http://127.0.0.1:8000"', "").replace('region="Kanta-Häme"', 'region="Pirkanmaa"')
    asked = asked.replace("Missä Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa?", QUESTION)
    for program in (asked, second):
        exec(compile(program, str(README), "exec"), {})
    quote, source, sources, outcome = capsys.readouterr().out.splitlines()
    assert quote == "Nokian perhekeskuspilotti alkoi syyskuussa 2017. [1]"
    assert source.startswith(f"[1] Nokian perhekeskus: {service.open}/lue/nokia?start=23&end=71&sha256=")
    assert (sources, outcome) == ("0 lähdettä", "not_found")
