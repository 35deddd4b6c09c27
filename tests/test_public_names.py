"""What `import lape_qa` offers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import lape_qa
from lape_qa.answer import extractive
from lape_qa.answer.model import Answer, NoAnswer
from lape_qa.assistant import Assistant
from lape_qa.documents.model import Filters
from lape_qa.errors import LapeQAError
from lape_qa.indexing import build_index
from support.fakes import FakeEncoder, fitted_by_coverage

README = Path(__file__).parents[1] / "README.md"


def test_the_public_names_are_these_and_are_what_they_say() -> None:
    assert {name: getattr(lape_qa, name) for name in lape_qa.__all__} == {
        "Answer": Answer,
        "Assistant": Assistant,
        "Filters": Filters,
        "LapeQAError": LapeQAError,
        "NoAnswer": NoAnswer,
        "__version__": lape_qa.__version__,
        "build_index": build_index,
    }


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'lape_qa' has no attribute 'Searcher'"):
        _ = lape_qa.Searcher


def test_importing_the_package_imports_nothing_that_takes_time() -> None:
    code = "import lape_qa, sys; print(sorted({'numpy', 'torch', 'faiss', 'pydantic'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_readmes_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [example] = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAPE_QA_READER", "off")
    for module in ("assistant", "indexing"):
        monkeypatch.setattr(f"lape_qa.{module}.open_encoder", lambda _choice, _cache: FakeEncoder())
    monkeypatch.setattr(extractive, "fitted_model", lambda: fitted_by_coverage(coverage=8.0))
    Path("corpus").mkdir()
    quote = "Muutosagentti Pohjanmaalla vuonna 2019 on Maija Mallikas."
    Path("corpus/akatemia.md").write_text(
        f"---\ntitle: Akatemia\nregion: Pohjanmaa\n---\nAkatemia pidettiin. {quote}\n", encoding="utf-8"
    )
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out == f"{quote} Akatemia 20 77\n"
