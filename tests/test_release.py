"""One version everywhere, a wheel that holds what is needed outside a checkout, and the workflow of a release."""

import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from docs import release
from docs.packages import SBOM
from lape_qa import __version__

ROOT = Path(__file__).parents[1]
PACKAGES = {"lape_qa": ROOT / "lape_qa", "lape_qa_api": ROOT / "api" / "lape_qa_api"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return ZipFile(built)


def test_the_wheel_has_the_version_and_every_interpreter(wheel: ZipFile) -> None:
    metadata = Parser().parsestr(wheel.read(f"lape_qa-{__version__}.dist-info/METADATA").decode("utf-8"))
    assert metadata["Version"] == __version__ == release.version()
    pythons = [c.rpartition(" ")[2] for c in metadata.get_all("Classifier", []) if "Python :: 3" in c]
    assert pythons == list(interpreters())
    assert metadata["Requires-Python"] == f">={pythons[0]}"


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
    assert "[console_scripts]\nlape-qa = lape_qa.cli:main\n" in entries
    assert "[lape_qa.commands]\nservice = lape_qa_api.commands:register\n" in entries


def test_the_wheel_of_the_sdist_is_that_of_the_checkout(wheel: ZipFile, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--directory", str(tmp_path)]
    subprocess.run([*build, "--target", "sdist"], cwd=ROOT, check=True, capture_output=True)
    (packed,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as sdist:
        sdist.extractall(tmp_path, filter="data")
    unpacked = tmp_path / f"lape_qa-{__version__}"
    subprocess.run([*build, "--target", "wheel"], cwd=unpacked, check=True, capture_output=True)
    (built,) = tmp_path.glob("*.whl")
    made = ZipFile(built)
    assert {(file.filename, file.CRC) for file in made.infolist()} == {
        (file.filename, file.CRC) for file in wheel.infolist()
    }


# ---- what a release waits for ------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The files that name a version, in order for a release of it."""
    named = [place.partition(",")[0] for place in release.elsewhere()]
    for file in {*named, "lape_qa/__init__.py"}:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "CHANGELOG.md").write_text(
        f"# Changes\n\n## [Unreleased]\n\n## [{__version__}] - 2026-11-30\n\n### Added\n\n- Much.\n\n"
        "## [0.0.1] - 2026-01-02\n\n- Little.\n",
        encoding="utf-8",
    )
    return tmp_path


def test_nothing_stands_in_the_way_of_this_checkout() -> None:
    assert release.faults() == []


def test_a_tree_in_order_is_released_with_its_notes(tree: Path) -> None:
    assert release.faults(f"v{__version__}", tree) == []
    assert release.changes(tree) == [
        release.Part("Unreleased", "", ""),
        release.Part(__version__, "2026-11-30", "### Added\n\n- Much."),
        release.Part("0.0.1", "2026-01-02", "- Little."),
    ]


V = __version__


@pytest.mark.parametrize(
    ("file", "old", "new", "tag", "said"),
    [
        ("CHANGELOG.md", "", "", "v9.9.9", f"the tag is v9.9.9, and that of this version would be v{V}"),
        ("CHANGELOG.md", "[Unreleased]\n", "[Unreleased]\n\n- More.\n", f"v{V}",
         f"CHANGELOG.md has changes under [Unreleased]: put them under [{V}]"),
        ("CHANGELOG.md", " - 2026-11-30", "", None, f"CHANGELOG.md has no day (2026-11-30) beside {V}"),
        ("CHANGELOG.md", " - 2026-11-30", " - 2026-11-31", None, f"CHANGELOG.md has no day (2026-11-30) beside {V}"),
        ("CHANGELOG.md", "### Added\n\n- Much.\n", "", None, f"CHANGELOG.md tells nothing of {V}"),
        ("CHANGELOG.md", f"[{V}]", "[0.1.9]", None,
         f"CHANGELOG.md tells of 0.1.9 last, and lape_qa/__init__.py says {V}"),
        ("CHANGELOG.md", "## [Unreleased]\n", "", None, "CHANGELOG.md has no part [Unreleased] before the others"),
        ("CITATION.cff", f"version: {V}", "version: 0.1.9", None,
         f"CITATION.cff says 0.1.9, and lape_qa/__init__.py {V}"),
        ("deploy/helm/lape-qa/Chart.yaml", f"appVersion: {V}", "appVersion: 0.1.9", None,
         f"deploy/helm/lape-qa/Chart.yaml, appVersion says 0.1.9, and lape_qa/__init__.py {V}"),
        ("widget/package.json", f'"version": "{V}"', '"version": "0.1.9"', None,
         f"widget/package.json says 0.1.9, and lape_qa/__init__.py {V}"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_said(file: str, old: str, new: str, tag: str | None, said: str, tree: Path) -> None:
    text = (tree / file).read_text(encoding="utf-8")
    assert old in text
    (tree / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert release.faults(tag, tree) == [said]


def test_the_command_prints_the_notes_or_ends_with_the_faults() -> None:
    def ran(*tag: str) -> subprocess.CompletedProcess[str]:
        # Without the packages of the environment: the workflow asks before anything is installed.
        command = [sys.executable, "-S", "-m", "docs.release", *tag]
        return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    notes, refused = ran(), ran("v0")
    assert (notes.returncode, notes.stderr) == (0, "")
    assert notes.stdout == next(part.text for part in release.changes() if part.version == V) + "\n"
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[0] == f"the tag is v0, and that of this version would be v{V}"


# ---- the workflow ------------------------------------------------------------------------------------------

WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"


def jobs() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    return found


def interpreters() -> tuple[str, ...]:
    """Return the interpreters that a release is tested with."""
    (pythons,) = {tuple(job["strategy"]["matrix"]["python"]) for job in jobs().values() if "strategy" in job}
    return pythons


def ran(job: dict[str, Any]) -> Iterator[str]:
    for step in job["steps"]:
        yield from step.get("run", "").splitlines()


def test_every_action_is_named_by_its_commit() -> None:
    lines = [line.strip(" -") for line in WORKFLOW.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert len(lines) == 17
    assert [
        line for line in lines if not re.fullmatch(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
    ] == []
    # One commit for each, and one action for each purpose.
    assert len({line.partition("@")[0] for line in lines}) == len(set(lines)) == 7


def test_no_secret_is_read_and_each_job_has_the_rights_it_needs() -> None:
    text = WORKFLOW.read_text(encoding="utf-8")
    assert "secrets." not in text
    assert yaml.safe_load(text)["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs().items()} == {
        "build": {"contents": "read"},
        "tests": {"contents": "read"},
        "installed": {},
        "publish": {"attestations": "write", "id-token": "write"},
        "image": {"attestations": "write", "contents": "read", "id-token": "write", "packages": "write"},
        "release": {"contents": "write"},
    }
    # Nothing that a tag or a branch is called is put into a script.
    assert [line for job in jobs().values() for line in ran(job) if "${{" in line] == []


def test_nothing_is_published_before_everything_was_tested() -> None:
    assert {name: job.get("needs") for name, job in jobs().items()} == {
        "build": None,
        "tests": "build",
        "installed": "build",
        "publish": ["tests", "installed"],
        "image": ["tests", "installed"],
        "release": ["publish", "image"],
    }
    assert next(ran(jobs()["build"])) == 'python -m docs.release "$GITHUB_REF_NAME" > notes.md'
    assert list(ran(jobs()["tests"])) == [
        'git config --global --add safe.directory "$GITHUB_WORKSPACE"',
        "env --unset=CI bash .ci/run",
    ]
    # Where the packages are that .ci/run asks for.
    assert jobs()["tests"]["container"] == "python:${{ matrix.python }}-bookworm"
    assert jobs()["installed"]["strategy"]["matrix"]["kind"] == ["whl", "tar.gz"]


def test_what_is_published_is_attested_with_the_list_of_packages_and_signed() -> None:
    told = [
        step.get("with", {})
        for name in ("publish", "image")
        for step in jobs()[name]["steps"]
        if "attest" in step.get("uses", "")
    ]
    listed = [f"{folder}{SBOM.relative_to(ROOT).as_posix()}" for folder in ("notes/", "")]
    assert [step.get("sbom-path") for step in told] == [None, listed[0], None, listed[1]]
    assert [step.get("subject-path") for step in told] == ["dist/*", "dist/*", None, None]
    assert 'cosign sign --yes "$IMAGE@$DIGEST"' in list(ran(jobs()["image"]))


def test_the_version_of_uv_is_read_from_the_lock() -> None:
    (command,) = [line for line in ran(jobs()["build"]) if line.startswith("awk ")]
    said = subprocess.run(
        ["sh", "-c", command.partition(" > ")[0]], cwd=ROOT, check=True, capture_output=True, text=True
    )
    head, *hashes = [line.strip(" \\") for line in said.stdout.splitlines() if not line.startswith("    #")]
    assert head.startswith("uv==")
    assert hashes
    assert all(line.startswith("--hash=sha256:") for line in hashes)
