"""One version everywhere, and a wheel that holds what the project needs outside a checkout."""

import json
import re
import subprocess
import sys
import tomllib
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from lape_qa import __version__

ROOT = Path(__file__).parents[1]
PLUGGED = sorted((ROOT / "integrations").glob("[a-z]*/pyproject.toml"))
PACKAGES = {"lape_qa": ROOT / "lape_qa", "lape_qa_api": ROOT / "api" / "lape_qa_api"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return ZipFile(built)


def test_every_part_has_the_same_version(wheel: ZipFile) -> None:
    metadata = Parser().parsestr(wheel.read(f"lape_qa-{__version__}.dist-info/METADATA").decode("utf-8"))
    widget = json.loads((ROOT / "widget" / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "widget" / "package-lock.json").read_text(encoding="utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = re.findall(r"^## \[(\d.*?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    versions = {
        "wheel": metadata["Version"],
        "widget": widget["version"],
        "its lock file": lock["version"],
        "and the package in it": lock["packages"][""]["version"],
        "citation": citation["version"],
        "newest change": changes[0],
        **{file.parent.name: tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"] for file in PLUGGED},
    }
    assert [file.parent.name for file in PLUGGED] == ["client", "haystack", "langchain", "llama-index"]
    assert {part: version for part, version in versions.items() if version != __version__} == {}


def test_a_wheel_holds_both_packages_and_the_corpus_and_nothing_else(wheel: ZipFile) -> None:
    expected = {f"lape_qa_api/{name}" for name in ("evaluation.json", "first_questions.json", "lape-qa.service")}
    for package, folder in {**PACKAGES, "lape_qa/shipped_corpus": ROOT / "corpus"}.items():
        files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        expected |= {f"{package}/{file.relative_to(folder).as_posix()}" for file in files}
    assert {
        "lape_qa/py.typed",
        "lape_qa_api/py.typed",
        "lape_qa_api/pages/static/widget/lape-qa.js",
        "lape_qa_api/pages/templates/reader.html",
        "lape_qa/shipped_corpus/README.md",
    } <= expected
    names = {name for name in wheel.namelist() if not name.startswith("lape_qa-")}
    assert names == expected


def test_a_wheel_brings_the_command(wheel: ZipFile) -> None:
    entries = wheel.read(f"lape_qa-{__version__}.dist-info/entry_points.txt").decode("utf-8")
    assert "[console_scripts]\nlape-qa = lape_qa.cli.app:main\n" in entries
    assert "[lape_qa.commands]\nservice = lape_qa_api.commands:register\n" in entries
