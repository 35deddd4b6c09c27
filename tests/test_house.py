"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from docs.generate import PARTS, rendered

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


# ---- the order of modules --------------------------------------------------------------------------------


def listed(package: str) -> list[str]:
    """Return the modules in the order of the package's docstring."""
    docstring = ast.get_docstring(tree(PACKAGES[package] / "__init__.py")) or ""
    return re.findall(r"^(\w+) {2,}\S", docstring, re.MULTILINE)


def modules(package: str) -> dict[str, list[Path]]:
    """Return the files of each module; those of a package inside count as one module."""
    found: dict[str, list[Path]] = {}
    for file in python_files(PACKAGES[package]):
        name = file.relative_to(PACKAGES[package]).parts[0].removesuffix(".py")
        if name != "__init__":
            found.setdefault(name, []).append(file)
    return found


def imported(package: str, file: Path) -> Iterator[str]:
    """Yield the modules of the package that a file imports, wherever in it."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} has a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith(f"{package}."))


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_docstring_lists_every_module_once(package: str) -> None:
    order = listed(package)
    assert [name for name in modules(package) if name not in order] == [], "missing from the docstring"
    assert [name for name in order if name not in modules(package)] == [], "in the docstring, but no module"
    assert len(order) == len(set(order))


@pytest.mark.parametrize("package", PACKAGES)
def test_a_module_imports_only_from_those_above_it(package: str) -> None:
    order = listed(package)
    wrong = [
        f"{file.relative_to(PACKAGES[package])} imports {other}"
        for name, its_files in modules(package).items()
        for file in its_files
        for other in sorted(set(imported(package, file)))
        if name in order and other in order and other != name and order.index(other) > order.index(name)
    ]
    assert wrong == []


def test_types_imports_nothing_of_ours() -> None:
    assert list(imported("lape_qa", PACKAGES["lape_qa"] / "types.py")) == []


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


def test_package_data_is_in_place_and_all_of_it_is_used() -> None:
    data = {file.name for file in (files("lape_qa") / "data").iterdir()}
    assert data == {"answering.json", "directions.npz", "glossary.yaml", "places.yaml", "ranking.json"}
    source = "".join(file.read_text(encoding="utf-8") for file in python_files(PACKAGES["lape_qa"]))
    assert [name for name in sorted(data) if f'"{name}"' not in source] == []
    assert [package for package in PACKAGES if not (files(package) / "py.typed").is_file()] == []


# ---- no sentence taken over from the sources ---------------------------------------------------------------

WORDS = 10
OURS = ("corpus", "eval", "docs", "lape_qa", "api", "tests", "README.md", "CHANGELOG.md")


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every ten words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + WORDS]) for start in range(len(words) - WORDS + 1)}


def texts() -> Iterator[tuple[Path, str]]:
    for name in OURS:
        top = ROOT / name
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.is_file() and "__pycache__" not in file.parts and file.suffix not in {".npz", ".png", ".ico"}:
                yield file, file.read_text(encoding="utf-8")


def test_no_ten_words_in_a_row_are_those_of_a_seed(shared: Path) -> None:
    seeds = {run for file in (shared / "seeds").glob("*.txt") for run in runs(file.read_text(encoding="utf-8"))}
    assert len(seeds) > 1000
    taken = {f"{file.relative_to(ROOT)}: {' '.join(run)}" for file, text in texts() for run in runs(text) & seeds}
    assert sorted(taken) == []
