"""The program of each package's README runs as it stands there."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

HERE = Path(__file__).parents[1]
ASKED = "Mikä on LAPE-akatemia?"
QUESTION = "Milloin Nokian perhekeskuspilotti alkoi?"
ANSWER = "Nokian perhekeskuspilotti alkoi syyskuussa 2017. [1]\n"


@pytest.mark.parametrize(("package", "said"), [("haystack", ANSWER), ("langchain", ""), ("llama-index", ANSWER)])
def test_it_prints_what_the_service_says(
    service: SimpleNamespace, package: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = HERE / package / "README.md"
    (program,) = re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    assert (program.count("http://127.0.0.1:8000"), program.count(ASKED)) == (1, 1)
    exec(
        compile(program.replace("http://127.0.0.1:8000", service.open).replace(ASKED, QUESTION), str(readme), "exec"),
        {},
    )
    assert capsys.readouterr().out.startswith(f"{said}Nokian perhekeskus {service.open}/lue/nokia?start=")
