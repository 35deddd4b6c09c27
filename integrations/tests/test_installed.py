"""The packages as they are installed: typed, of the project's version, and asking for no more than they need."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

VERSION = re.search(
    r'__version__ = "(.+)"', (Path(__file__).parents[2] / "lape_qa" / "__init__.py").read_text(encoding="utf-8")
)
HAYSTACK = "haystack_integrations/components/retrievers/lape_qa"
NEEDS = {
    "lape-qa-client": ("lape_qa_client", {"httpx2", "pydantic"}),
    "langchain-lape-qa": ("langchain_lape_qa", {"langchain-core", "lape-qa-client", "pydantic"}),
    "lape-qa-haystack": (HAYSTACK, {"haystack-ai", "lape-qa-client"}),
    "llama-index-retrievers-lape-qa": ("llama_index/retrievers/lape_qa", {"lape-qa-client", "llama-index-core"}),
}


@pytest.mark.parametrize("name", NEEDS)
def test_a_package_is_whole(name: str) -> None:
    package, needed = NEEDS[name]
    installed = distribution(name)
    assert VERSION
    assert installed.version == VERSION[1]
    files = {str(file) for file in installed.files or () if not re.search(r"\.dist-info|__pycache__", str(file))}
    assert {f"{package}/__init__.py", f"{package}/py.typed"} <= files
    # Namespaces that several packages share have no file of their own.
    assert {str(Path(file).parent) for file in files} == {package}
    assert {re.split(r"[<>=;\[ ]", text)[0] for text in installed.requires or () if "extra ==" not in text} == needed
    # The client that comes with it is one that it takes.
    asked = [
        text.removeprefix("lape-qa-client") for text in installed.requires or () if text.startswith("lape-qa-client")
    ]
    assert all(VERSION[1] in SpecifierSet(bounds) for bounds in asked)
    assert "Suomeksi" in str(installed.read_text("METADATA"))
