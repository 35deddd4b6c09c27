"""Lock the packages that are installed (`python -m docs.packages --lock`), and list them (`python -m docs.packages`).

The lock is what `deploy/install.sh` installs: what runs the program, what develops it besides, PyTorch's build for
CPUs where a package index offers it, and what its build for NVIDIA cards asks for where none does; what the extra `ray`
asks for; and what `make integrations` installs into an environment of its own. The list, of all but that, is
`deploy/sbom.cdx.json`.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from lape_qa import __version__

ROOT = Path(__file__).resolve().parent.parent
SBOM = ROOT / "deploy" / "sbom.cdx.json"

SCOPES = {
    "constraints.txt": ComponentScope.REQUIRED,
    "constraints-dev.txt": ComponentScope.EXCLUDED,
    "constraints-cuda.txt": ComponentScope.OPTIONAL,
    "constraints-ray.txt": ComponentScope.OPTIONAL,
}
"""File of the lock to what its packages are to a running service: needed, not there, or there in some places."""

_PARTS = {"required": "service", "excluded": "development", "optional": "optional"}

INTEGRATIONS = "integrations/requirements.txt"
"""The lock of the libraries that the packages of integrations/ are for."""

_INCLUDED = "-r constraints.txt\n"

_HEADINGS = {
    "constraints.txt": "# What installing and running takes, locked by `make lock`; deploy/install.sh installs it.\n",
    "constraints-dev.txt": f"# What `make setup` installs: that, and what develops the project.\n{_INCLUDED}",
    "constraints-cuda.txt": "# What PyTorch's build for NVIDIA cards asks for besides; that for CPUs does not.\n",
    "constraints-ray.txt": "# What the extra ray asks for besides: `lape-qa encode`, which only some machines need.\n",
    "constraints-cpu.txt": "# PyTorch's build for CPUs on Linux, which is taken where a package index offers it.\n",
    INTEGRATIONS: "# What `make integrations` installs into integrations/.venv, locked by `make lock`.\n",
}

_PLUGGED = ("lape-qa-client", "langchain-lape-qa", "lape-qa-haystack", "llama-index-retrievers-lape-qa")

_RUNNING = ("--extra", "postgres", "--extra", "tracing")
"""What the service may be set to use beside what it always needs: an image has it."""

_TORCH = "2.13.0"
_TORCH_CPU = (
    "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b",  # Python 3.11, x86_64
    "84453b69508ec79902f899c5ed9495acb9e2bbe9fda5f1d5d6f19e3c3842e1a7",  # Python 3.11, aarch64
    "4ca4a9394b0c771238a4f73590fdbbc4debad85ed0fa63d026ae1b085da7d6e2",  # Python 3.12, x86_64
    "6f307c2c32d764ffc6ff6893b801fad6d4752f3e67966cb8abf1843427c02604",  # Python 3.12, aarch64
    "3fbf9c9d1f3c10c2d59d04aca426dee9ccc6ceb32d255c61e93acc3b4f75fae6",  # Python 3.13, x86_64
    "0b8f7d0423027ae8b90c7977c627f3379f325363a08224dffad9b4b2d684a83d",  # Python 3.13, aarch64
    "d20fa53ee744502fa4c69818a720b05ca0d37abd055d4f6e66cae155114bc691",  # Python 3.14, x86_64
    "ca021f9eb2f8345c83fa03e3a04587308afb8df71bd472670b3ece00df58621c",  # Python 3.14, aarch64
)
"""SHA-256 of PyTorch's builds for CPUs on Linux, from PyTorch's own index: a general one does not have them."""

_ELSEWHERE = {
    "cuda-bindings": "Apache-2.0",
    "cuda-pathfinder": "Apache-2.0",
    "cuda-toolkit": "",
    "msgpack": "Apache-2.0",
    "nvidia-nvtx": "Apache-2.0",
    "pandas": "BSD-3-Clause",
    "pyarrow": "Apache-2.0",
    "pymdown-extensions": "MIT",
    "pywin32": "PSF-2.0",
    "ray": "Apache-2.0",
    "triton": "MIT",
}
"""Licences, by their metadata, of packages that some machines do not install; "" where none is stated.

NVIDIA's others are all under NVIDIA's own terms.
"""

_NVIDIA = "LicenseRef-NVIDIA-Proprietary"

_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "GNU LGPLv3 or later": "LGPL-3.0-or-later",
    "ISC License": "ISC",
    "PSFL": "PSF-2.0",
    "MIT License": "MIT",
    "The BSD 2-Clause License": "BSD-2-Clause",
    # What it says of itself is "GNU GPLv3"; its classifier adds "or later".
    "GNU GPLv3": "GPL-3.0-or-later",
    # Without the number of clauses:
    "BSD": "BSD",
    "BSD License": "BSD",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What metadata say for a licence to its SPDX identifier."""


@dataclass(frozen=True)
class Package:
    """A package of the lock: where it is installed, the SHA-256 of its files, and what asks for it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]


def packages(lock: str) -> list[Package]:
    """Return the packages of a file of the lock."""
    return [_package(block) for block in _blocks(lock)]


def _blocks(lock: str) -> list[str]:
    """Return the text of each package: the line of its version, and the indented ones that follow."""
    return re.findall(r"^[a-z0-9][^\n]*\n(?:[ ][^\n]*\n)*", lock, re.MULTILINE)


def _package(block: str) -> Package:
    head = re.match(r"([\w.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? ?\\?\n", block)
    if not head:
        raise ValueError(f"no package and version in {block.splitlines()[0]!r}")
    name, version, marker = head.groups(default="")
    comment = "\n".join(line.strip("# ") for line in block.splitlines() if line.startswith("    #"))
    wanted = comment.removeprefix("via").split("\n")
    return Package(
        name,
        version,
        marker,
        tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block)),
        tuple(word.strip() for word in wanted if word.strip()),
    )


# ---- lock ------------------------------------------------------------------------------------------------


def lock(*options: str) -> None:
    """Write the files anew, with the versions that they have; uv's `--upgrade` or `--upgrade-package NAME` renews."""
    before = _before(*SCOPES)
    project = ("pyproject.toml", "--group", "build")
    run = {package.name for package in packages(_resolved(before, options, *project, *_RUNNING))}
    developed = {package.name for package in packages(_resolved(before, options, *project, "--extra", "dev"))}
    # Of one resolution, so that what the extra asks for besides goes with all others.
    everything = _blocks(_resolved(before, options, *project, "--extra", "dev", "--extra", "ray"))
    parts: dict[str, list[str]] = {file: [] for file in SCOPES}
    for block in everything:
        package = _package(block)
        if "== 'emscripten'" in package.marker:  # a browser: numpy's and PyTorch's wheels are not for it
            continue
        parts[_file(package.name, run, developed)].append(block)
    parts["constraints-cpu.txt"] = [_cpu_build(everything)]
    # Its own packages come from the checkout.
    own = [f"--no-emit-package={name}" for name in _PLUGGED]
    plugged = _blocks(_resolved(_before(INTEGRATIONS), options, "integrations/requirements.in", *own))
    parts[INTEGRATIONS] = [block for block in plugged if "== 'emscripten'" not in _package(block).marker]
    for file, blocks in parts.items():
        (ROOT / file).write_text(_HEADINGS[file] + "".join(blocks), encoding="utf-8")


def _before(*files: str) -> str:
    return "".join(block for file in files for block in _blocks((ROOT / file).read_text(encoding="utf-8")))


def _resolved(before: str, options: Sequence[str], *what: str) -> str:
    """Return all that is asked for, for every system and Python, keeping the versions of before."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "lock.txt"
        output.write_text(before, encoding="utf-8")
        subprocess.run(  # noqa: S603
            [sys.executable, "-m", "uv", "pip", "compile", *what, "--universal",
             "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet", "-o", output, *options],
            cwd=ROOT, check=True,
        )  # fmt: skip
        return output.read_text(encoding="utf-8")


def _file(name: str, run: Container[str], developed: Container[str]) -> str:
    if name.startswith(("nvidia-", "cuda-")) or name == "triton":
        return "constraints-cuda.txt"
    if name not in developed:
        return "constraints-ray.txt"
    return "constraints.txt" if name in run else "constraints-dev.txt"


def _cpu_build(blocks: Iterable[str]) -> str:
    (version,) = (package.version for package in map(_package, blocks) if package.name == "torch")
    if version != _TORCH:
        sys.exit(
            f"torch is now {version}: put the SHA-256 of its CPU builds in place of those of {_TORCH} in {__file__}"
        )
    return (
        " \\\n".join([f"torch=={version}+cpu", *(f"    --hash=sha256:{value}" for value in sorted(_TORCH_CPU))]) + "\n"
    )


# ---- list ------------------------------------------------------------------------------------------------


def licence(package: Package) -> str:
    """Return a package's licence by its own metadata, in SPDX where they give it so; "" where they say nothing."""
    if package.name in _ELSEWHERE:
        return _ELSEWHERE[package.name]
    if package.name.startswith("nvidia-"):
        return _NVIDIA
    try:
        found = metadata.metadata(package.name)
    except metadata.PackageNotFoundError:
        sys.exit(
            f"{package.name} is locked and not installed here: run `make setup`, or put its licence into {__file__}"
        )
    if found["Version"].split("+")[0] != package.version:
        sys.exit(f"{package.name} is {found['Version']} here and {package.version} in the lock: run `make setup`")
    return stated(found)


def stated(found: metadata.PackageMetadata) -> str:
    """Return the licence that metadata state: by the newest field, and of a whole text by its first line."""
    classifiers = [c.split(" :: ")[-1] for c in found.get_all("Classifier", []) if c.startswith("License :: ")]
    for expression in found.get_all("License-Expression", []):
        return str(expression)
    name, _, rest = "".join(found.get_all("License", [])).strip().partition("\n")
    if name in _SPDX or (name and not rest and name != "UNKNOWN"):
        return _SPDX.get(name, name)
    return " OR ".join(sorted(_SPDX.get(classifier, classifier) for classifier in classifiers))


def sbom() -> str:
    """Return the software bill of materials of the lock, in CycloneDX 1.6 as JSON: the same for the same lock."""
    locks = {file: (ROOT / file).read_text(encoding="utf-8") for file in SCOPES}
    digests = {file: hashlib.sha256(text.encode()).hexdigest() for file, text in locks.items()}
    licences = LicenseFactory()
    project = Component(
        name="lape-qa",
        version=__version__,
        type=ComponentType.APPLICATION,
        licenses=[licences.make_from_string("EUPL-1.2")],
        bom_ref="lape-qa",
        external_references=[
            ExternalReference(
                type=ExternalReferenceType.BUILD_META,
                url=XsUri(file),
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
            )
            for file, digest in digests.items()
        ],
    )
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_OID, "".join(digests.values())))
    bom.metadata.component = project
    bom.metadata.timestamp = None  # type: ignore[assignment] # with a time it would never be the same
    listed = [(package, SCOPES[file]) for file, text in locks.items() for package in packages(text)]
    components = {(package.name, package.version): _component(package, scope, licences) for package, scope in listed}
    for component in components.values():
        bom.components.add(component)
    for package, _ in listed:
        component = components[package.name, package.version]
        for parent in (project, *components.values()):
            if any(parent.name == _asker(words) for words in package.wanted_by):
                bom.register_dependency(parent, [component])
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _component(package: Package, scope: ComponentScope, licences: LicenseFactory) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        scope=scope,
        type=ComponentType.LIBRARY,
        purl=PackageURL("pypi", None, package.name, package.version),
        bom_ref=f"{package.name}=={package.version}",
        licenses=[licences.make_from_string(words)] if (words := licence(package)) else [],
    )


def _asker(words: str) -> str:
    """Return the name of what asks for a package: "lape-qa (pyproject.toml:build)" is the project."""
    return re.split(r"[ \[]", words, maxsplit=1)[0]


# ---- licences ------------------------------------------------------------------------------------------


def licences_table() -> str:
    """Return every package of the list with its licence, those of the service first."""
    listed = json.loads(SBOM.read_text(encoding="utf-8"))["components"]
    order = list(_PARTS)
    rows = sorted((order.index(c["scope"]), c["name"], c["version"], _licence_listed(c)) for c in listed)
    lines = [
        f"| `{name}` | {version} | {words or 'not stated'} | {_PARTS[order[part]]} |"
        for part, name, version, words in rows
    ]
    return "\n".join(["| package | version | licence | part |", "| --- | --- | --- | --- |", *lines]) + "\n"


def _licence_listed(component: dict[str, Any]) -> str:
    (stated,) = component.get("licenses") or [{"expression": ""}]
    named: dict[str, str] = stated.get("license", {})
    return str(stated.get("expression") or named.get("id") or named.get("name") or "")


def main() -> None:
    """Lock, or list what was locked once it is installed."""
    if "--lock" in sys.argv:
        lock(*sys.argv[sys.argv.index("--lock") + 1 :])
    else:
        SBOM.write_text(sbom(), encoding="utf-8")


if __name__ == "__main__":
    main()
