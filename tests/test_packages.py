"""The lock: complete, hashed, installed as it says and nothing else; the lists made from it are those of the lock."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.packages import INTEGRATIONS, SBOM, SCOPES, Package, packages, sbom, stated

ROOT = Path(__file__).parents[1]
LOCKS = [*SCOPES, "constraints-cpu.txt", INTEGRATIONS]


def lock(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def locked() -> list[Package]:
    return [package for file in SCOPES for package in packages(lock(file))]


def test_a_package_of_the_lock_is_read_whole() -> None:
    text = (
        "# heading\n-r other.txt\n"
        f"cffi==2.1.1 ; sys_platform == 'linux' \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\n"
        "    # via\n    #   lape-qa (pyproject.toml)\n    #   cryptography\n"
        f"h11==0.16.0 \\\n    --hash=sha256:{'c' * 64}\n    # via uvicorn\n"
    )
    asked_by = ("lape-qa (pyproject.toml)", "cryptography")
    assert packages(text) == [
        Package("cffi", "2.1.1", "sys_platform == 'linux'", ("a" * 64, "b" * 64), asked_by),
        Package("h11", "0.16.0", "", ("c" * 64,), ("uvicorn",)),
    ]


@pytest.mark.parametrize("file", LOCKS)
def test_every_package_is_pinned_with_its_hashes_and_no_address(file: str) -> None:
    text = lock(file)
    assert [package.name for package in packages(text) if not package.hashes] == []
    assert "://" not in text
    # Each line is a comment, the other file, a package, a hash or a reason: nothing that pip would read as an option.
    odd = r"#|-r constraints\.txt$|[a-z0-9][\w.-]*==[\w.+]+( ; [^\\]+)? \\$|    --hash=sha256:[0-9a-f]{64}( \\)?$|    #"
    assert [line for line in text.splitlines() if not re.match(odd, line)] == []


def test_what_the_project_asks_for_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = {package.name: package.version for package in packages(lock("constraints.txt"))}
    both = run | {package.name: package.version for package in packages(lock("constraints-dev.txt"))}
    with_ray = both | {package.name: package.version for package in packages(lock("constraints-ray.txt"))}
    optional = project["project"]["optional-dependencies"]
    extras = [group for extra, group in optional.items() if extra != "ray"]
    # An image is made of the first file: it has what settings alone turn on.
    needed = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    asked = [
        (run, [*needed, *optional["postgres"], *optional["tracing"]]),
        (both, [text for group in extras for text in group if not text.startswith("lape-qa[")]),
        (with_ray, optional["ray"]),
    ]
    for pins, texts in asked:
        for requirement in map(Requirement, texts):
            assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)], prereleases=True)


def test_what_the_integrations_ask_for_is_in_their_own_lock() -> None:
    read = {
        file.parent.name: tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        for file in (ROOT / "integrations").glob("*/pyproject.toml")
    }
    versions = {package.name: package.version for package in packages(lock(INTEGRATIONS))}
    assert sorted(read) == ["client", "haystack", "langchain", "llama-index"]
    for project in read.values():
        further = project.get("optional-dependencies", {}).get("test", [])
        for asked in map(Requirement, [*project["dependencies"], *further]):
            if asked.name != "lape-qa-client":
                assert asked.specifier.contains(versions[canonicalize_name(asked.name)]), asked


def test_what_ray_asks_for_besides_is_no_part_of_what_others_install() -> None:
    besides = [package.name for package in packages(lock("constraints-ray.txt"))]
    assert besides == ["msgpack", "pandas", "pyarrow", "ray"]
    others = [*SCOPES, "constraints-cpu.txt", "deploy/install.sh", "deploy/Dockerfile"]
    others.remove("constraints-ray.txt")
    assert [file for file in others if re.search(rf"^({'|'.join(besides)})==|constraints-ray", lock(file), re.M)] == []


def test_the_tests_of_the_integrations_and_of_ray_are_run_with_all_others() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (test,) = re.findall(r"^test:.*\n((?:\t.+\n)+)", makefile, re.MULTILINE)
    assert "test-apart test-e2e integrations test-ray\n" in test
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "make test"


def test_the_builds_of_pytorch_are_of_one_version() -> None:
    (cpu,) = re.findall(r"^torch==(\S+)\+cpu ", lock("constraints-cpu.txt"), re.MULTILINE)
    assert cpu == next(package.version for package in locked() if package.name == "torch")


def test_the_bill_of_materials_is_that_of_the_lock() -> None:
    text = SBOM.read_text(encoding="utf-8")
    assert text == sbom(), "run `make lock LOCK=`"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    listed = {(c["name"], c["version"], c["scope"]) for c in bill["components"]}
    scopes = {file: scope.value for file, scope in SCOPES.items()}
    assert listed == {(p.name, p.version, scopes[file]) for file in SCOPES for p in packages(lock(file))}
    files = {r["url"]: r["hashes"][0]["content"] for r in bill["metadata"]["component"]["externalReferences"]}
    assert files == {file: hashlib.sha256(lock(file).encode()).hexdigest() for file in SCOPES}
    voikko = next(c for c in bill["components"] if c["name"] == "pyvoikko")
    assert voikko["licenses"] == [{"license": {"id": "GPL-3.0-or-later"}}]
    asks = {d["ref"]: d.get("dependsOn", []) for d in bill["dependencies"]}
    assert asks[f"pyvoikko=={voikko['version']}"] == [f"kfst=={metadata.version('kfst')}"]


def test_licences_that_ask_for_more_are_explained() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    explained, table = page.split("## Every package")
    more = re.findall(r"^\| `([^`]+)` \| [^|]+ \| (?:[^|]*(?:GPL|MPL)[^|]*|not stated) \|", table, re.MULTILINE)
    assert len(more) >= 9
    assert [name for name in more if f"`{name}`" not in explained] == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("License-Expression: MIT OR Apache-2.0\nLicense: other\n", "MIT OR Apache-2.0"),
        ("License: Apache 2.0 License\n", "Apache-2.0"),
        ("License: MIT License\n        \n        Copyright (c) 2020\n", "MIT"),
        ("License: UNKNOWN\nClassifier: License :: OSI Approved :: ISC License (ISCL)\n", "ISC License (ISCL)"),
        ("Classifier: Topic :: Text Processing\n", ""),
    ],
)
def test_a_licence_is_what_metadata_state(fields: str, expected: str, tmp_path: Path) -> None:
    folder = tmp_path / "a-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: a\nVersion: 1.0\n{fields}\n", encoding="utf-8")
    assert stated(metadata.PathDistribution(folder).metadata) == expected


# ---- installing ------------------------------------------------------------------------------------------


def wheel(folder: Path, name: str, content: str) -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", content)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(
            f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return path


def installed(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script on a lock of one package beside a project, from a folder of wheels alone."""
    alone = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder),
        "PIP_TARGET": str(folder / "to"),
        "PIP_CONFIG_FILE": os.devnull,
    }
    return subprocess.run(
        ["sh", ROOT / "deploy" / "install.sh", sys.executable, "lock.txt", "project-1.0-py3-none-any.whl"],
        cwd=folder, env=os.environ | alone, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_package_is_installed_only_if_it_is_the_one_of_the_lock(tmp_path: Path) -> None:
    wheel(tmp_path, "project", "")
    meant = hashlib.sha256(wheel(tmp_path, "someone_elses", "good = True\n").read_bytes()).hexdigest()
    for name in ("constraints-cpu.txt", "constraints-cuda.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "lock.txt").write_text(f"someone-elses==1.0 \\\n    --hash=sha256:{meant}\n", encoding="utf-8")
    wheel(tmp_path, "someone_elses", "good = False\n")
    refused = installed(tmp_path)
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not (tmp_path / "to" / "someone_elses.py").exists()
    again = hashlib.sha256(wheel(tmp_path, "someone_elses", "good = True\n").read_bytes()).hexdigest()
    (tmp_path / "lock.txt").write_text(f"someone-elses==1.0 \\\n    --hash=sha256:{again}\n", encoding="utf-8")
    assert "Successfully installed project-1.0" in installed(tmp_path).stdout
    assert (tmp_path / "to" / "someone_elses.py").read_text(encoding="utf-8") == "good = True\n"


def test_the_makefile_and_the_image_install_by_the_lock_alone() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    image = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert "sh deploy/install.sh $(BIN)/python constraints-dev.txt -e ." in makefile
    assert "sh deploy/install.sh /opt/lape-qa/bin/python constraints.txt ." in image
    # The comparison with other stacks, the integrations and Ray have environments of their own.
    others = re.compile(r"\$\(((PEERS|INTEGRATIONS)\)/\.venv|RAY\))/bin/python -m pip install ")
    assert [line for line in makefile.splitlines() if "pip install" in line and not others.search(line)] == []
    assert "pip install" not in image


def test_the_image_begins_with_what_its_builder_names() -> None:
    image = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^(?:ARG BASE.*|FROM .*)$", image, re.MULTILINE) == [
        "ARG BASE",
        "FROM ${BASE} AS build",
        "FROM ${BASE}",
    ]


def test_advisories_are_asked_for_every_package_of_the_lock() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (audit,) = re.findall(r"^audit:.*\n((?:\t.+\n)+)", makefile, re.MULTILINE)
    (locks,) = re.findall(r"for lock in (.+?);", audit)
    assert set(locks.split()) == {*SCOPES, "$(INTEGRATIONS)/requirements.txt"}
    # What nobody knows anything of counts as weak, and tests never ask.
    assert " --strict " in audit
    assert "audit" not in re.findall(r"^test:.*\n(?:\t.+\n)+", makefile, re.MULTILINE)[0]
    times = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## Weak packages")[2]
    assert re.findall(r"\| (\d+ (?:working )?days) \|", times) == ["3 working days", "14 days", "90 days"]
