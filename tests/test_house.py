"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from docs.generate import PARTS, WHOLE, rendered

ROOT = Path(__file__).parents[1]
PACKAGES = {"lape_qa": ROOT / "lape_qa", "lape_qa_api": ROOT / "api" / "lape_qa_api"}


def python_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


# ---- documentation ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", PARTS)
def test_generated_documentation_is_up_to_date(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for part in PARTS[file]:
        assert text.count(f"<!-- {part} -->\n") == text.count(f"<!-- end {part} -->") == 1
    assert rendered(file) == text, "run `make docs`"


@pytest.mark.parametrize("file", WHOLE)
def test_generated_pictures_are_up_to_date(file: str) -> None:
    assert rendered(file) == (ROOT / file).read_text(encoding="utf-8"), "run `make docs`"


def test_a_commit_is_checked_as_make_lint_does() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    lint = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nlint:")[1].split("\n\n")[0]
    (types,) = (hook["entry"].removeprefix(".venv/bin/") for hook in hooks if hook["id"] == "mypy")
    assert f"$(BIN)/{types}\n" in lint


# ---- code ------------------------------------------------------------------------------------------------


def caught(handler: ast.ExceptHandler) -> set[str]:
    return {"everything"} if handler.type is None else {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)}


def test_no_error_is_caught_without_a_name() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}, line {node.lineno}"
        for folder in PACKAGES.values()
        for file in python_files(folder)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ExceptHandler) and caught(node) & {"everything", "Exception", "BaseException"}
    ]
    assert wrong == []


DATA = {
    "answer": ["answering.json", "broad.json", "reading.json"],
    "index": ["directions.npz"],
    "language/packs": ["glossary.yaml", "places.yaml", "themes.yaml"],
    "question": ["breadth.json"],
    "reading": ["reader.json", "reader.npz"],
    "retrieval": ["ranking.json"],
}


def test_package_data_stands_beside_what_reads_it() -> None:
    kinds = {".json", ".npz", ".yaml"}
    found = sorted(file for file in PACKAGES["lape_qa"].rglob("*") if file.suffix in kinds)
    assert found == sorted(PACKAGES["lape_qa"] / wing / name for wing, names in DATA.items() for name in names)
    for wing, names in DATA.items():
        folder = PACKAGES["lape_qa"] / wing.split("/", maxsplit=1)[0]
        source = "".join(file.read_text(encoding="utf-8") for file in python_files(folder))
        assert [name for name in names if f'"{name}"' not in source] == []
    assert [package for package in PACKAGES if not (files(package) / "py.typed").is_file()] == []


# ---- no sentence taken over from the sources ---------------------------------------------------------------

WORDS = 10
OURS = (
    "corpus",
    "eval",
    "docs",
    "lape_qa",
    "api",
    "integrations/client",
    "integrations/haystack",
    "integrations/langchain",
    "integrations/llama-index",
    "integrations/README.md",
    "training",
    "tests",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
)


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every ten words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + WORDS]) for start in range(len(words) - WORDS + 1)}


BINARY = {".npz", ".png", ".ico", ".odp", ".ods", ".odt", ".epub", ".pptx", ".rtf", ".xlsx"}


def texts() -> Iterator[tuple[Path, str]]:
    for name in OURS:
        top = ROOT / name
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.is_file() and "__pycache__" not in file.parts and file.suffix not in BINARY:
                yield file, file.read_text(encoding="utf-8")


def test_no_ten_words_in_a_row_are_those_of_a_seed(shared: Path) -> None:
    seeds = {run for file in (shared / "seeds").glob("*.txt") for run in runs(file.read_text(encoding="utf-8"))}
    assert len(seeds) > 1000
    taken = {f"{file.relative_to(ROOT)}: {' '.join(run)}" for file, text in texts() for run in runs(text) & seeds}
    assert sorted(taken) == []
