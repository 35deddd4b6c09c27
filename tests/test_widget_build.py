"""The widget that is served is what its sources give, within its budget, and calls regions by their names."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lape_qa.language.glossary import region_names
from lape_qa.language.model import Language
from lape_qa_api import openapi

WIDGET = Path(__file__).parents[1] / "widget"


def run(program: str, *arguments: str, fed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program of the widget's build; skip the test where it cannot be, but not on CI."""
    found = shutil.which(program)
    if found is None or not (WIDGET / "node_modules").is_dir():
        wanting = f"{program} is not on this machine" if found is None else "run `npm ci` in widget/"
        if os.environ.get("CI"):
            pytest.fail(f"CI is set, but the widget cannot be built: {wanting}")
        pytest.skip(f"the widget cannot be built: {wanting}")
    return subprocess.run([found, *arguments], cwd=WIDGET, check=False, capture_output=True, text=True, input=fed)


def test_the_served_file_is_what_the_sources_give_within_its_budget() -> None:
    built = run("npm", "run", "check")
    assert built.returncode == 0, built.stdout + built.stderr
    size = re.search(r"(\d+) gzipped \(budget (\d+)\)", built.stdout)
    assert size
    assert int(size[1]) <= int(size[2]) == 22 * 1024


def test_the_package_holds_the_element_its_types_and_examples() -> None:
    packed = run("npm", "pack", "--dry-run", "--json")
    assert packed.returncode == 0, packed.stderr
    # What the build says stands before the list.
    (package,) = json.loads(packed.stdout[packed.stdout.index("[\n") :])
    assert [file["path"] for file in package["files"]] == [
        "README.md",
        "custom-elements.json",
        "dist/lape-qa.js",
        "dist/LICENSE",
        "example/index.html",
        "example/react.tsx",
        "package.json",
        "types/index.d.ts",
        "types/react.d.ts",
    ]
    served = WIDGET.parent / "api" / "lape_qa_api" / "pages" / "static" / "widget" / "lape-qa.js"
    assert (WIDGET / "dist" / "lape-qa.js").read_bytes() == served.read_bytes()


@pytest.mark.parametrize(("language", "refused"), [("fi", 0), ("et", 2)])
def test_an_application_is_checked_against_the_types(tmp_path: Path, language: str, refused: int) -> None:
    example = (WIDGET / "example" / "react.tsx").read_text(encoding="utf-8")
    checked = WIDGET / "dist" / f"example-{tmp_path.name}.tsx"
    checked.parent.mkdir(exist_ok=True)
    checked.write_text(example.replace('language="fi"', f'language="{language}"'), encoding="utf-8")
    how = (
        "--strict",
        "--jsx",
        "react-jsx",
        "--target",
        "es2022",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
    )
    try:
        told = run("node", "node_modules/typescript/bin/tsc", "--noEmit", *how, str(checked))
    finally:
        checked.unlink()
    assert told.returncode == refused, told.stdout
    assert ("is not assignable to type" in told.stdout) == (refused != 0)


def test_the_types_name_the_attributes_that_there_are() -> None:
    manifest = json.loads((WIDGET / "custom-elements.json").read_text(encoding="utf-8"))
    declared = manifest["modules"][0]["declarations"][0]
    types = (WIDGET / "types" / "index.d.ts").read_text(encoding="utf-8")
    block = types.split("interface LapeQaChatAttributes {\n")[1].split("\n}")[0]
    assert re.findall(r'^  "?([\w-]+)"?\?: ', block, re.MULTILINE) == [one["name"] for one in declared["attributes"]]
    assert [member["name"] for member in declared["members"]] == ["headers"]


def test_the_types_are_those_of_the_api() -> None:
    checked = run("node", "api-types.mjs", "--check", fed=json.dumps(openapi.described()))
    assert checked.returncode == 0, checked.stderr


def test_the_lock_file_names_no_host() -> None:
    lock = json.loads((WIDGET / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if not package.get("integrity")] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_regions_are_called_as_everywhere_else(language: Language) -> None:
    source = (WIDGET / "src" / "texts" / f"{language}.ts").read_text(encoding="utf-8")
    block = source.split("  regions: {\n")[1].split("  },\n")[0]
    names = dict(re.findall(r'^    "?([^":]+)"?: "(.+)",$', block, re.MULTILINE))
    assert names.pop("valtakunnallinen")
    assert names == {region: name for region, name in region_names(language).items() if name != region}
