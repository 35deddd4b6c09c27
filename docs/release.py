"""Check that everything has the version that is to be released, and print its notes: `python -m docs.release [TAG]`.

With a tag (`v1.2.3`) it is that of a release: the changelog's newest part is of that version, has a day and says
something, and nothing is left under Unreleased. Needs Python alone, as it is asked before anything is installed.
"""

import json
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_UNRELEASED = "Unreleased"


@dataclass(frozen=True)
class Part:
    """A part of the changelog: `## [1.2.3] - 2026-11-30` and what follows it."""

    version: str
    day: str
    text: str


def version(root: Path = ROOT) -> str:
    """Return the project's version."""
    return _first(r'^__version__ = "(.+)"$', root / "lape_qa" / "__init__.py")


def elsewhere(root: Path = ROOT) -> dict[str, str]:
    """Return the version that each other file names, by file and place."""
    package = json.loads((root / "widget" / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((root / "widget" / "package-lock.json").read_text(encoding="utf-8"))
    chart = root / "deploy" / "helm" / "lape-qa" / "Chart.yaml"
    return {
        "widget/package.json": package["version"],
        "widget/package-lock.json": lock["version"],
        "widget/package-lock.json, packages": lock["packages"][""]["version"],
        "CITATION.cff": _first(r'^version: "?([^"\s]+)"?$', root / "CITATION.cff"),
        "deploy/helm/lape-qa/Chart.yaml, version": _first(r"^version: (.+)$", chart),
        "deploy/helm/lape-qa/Chart.yaml, appVersion": _first(r"^appVersion: (.+)$", chart),
        **{
            file.relative_to(root).as_posix(): _first(r'^version = "(.+)"$', file)
            for file in sorted((root / "integrations").glob("*/pyproject.toml"))
        },
    }


def changes(root: Path = ROOT) -> list[Part]:
    """Return the parts of the changelog, newest first."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    return [
        Part(name, day or "", body.strip())
        for name, day, body in re.findall(
            r"^## \[(.+?)\](?: - (\S+))?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
        )
    ]


def faults(tag: str | None = None, root: Path = ROOT) -> list[str]:
    """Return what stands in the way of this version, and of a release by a tag: a line each."""
    expected = version(root)
    found = [f"{place} says {other}, and lape_qa/__init__.py {expected}" for place, other in elsewhere(root).items()
             if other != expected]  # fmt: skip
    unreleased, *released = changes(root)
    if unreleased.version != _UNRELEASED:
        found.append(f"CHANGELOG.md has no part [{_UNRELEASED}] before the others")
        released.insert(0, unreleased)
    newest = released[0]
    if newest.version != expected:
        found.append(f"CHANGELOG.md tells of {newest.version} last, and lape_qa/__init__.py says {expected}")
    if not _is_day(newest.day):
        found.append(f"CHANGELOG.md has no day (2026-11-30) beside {newest.version}")
    if not newest.text:
        found.append(f"CHANGELOG.md tells nothing of {newest.version}")
    if tag is not None:
        if tag != f"v{expected}":
            found.append(f"the tag is {tag}, and that of this version would be v{expected}")
        if unreleased.version == _UNRELEASED and unreleased.text:
            found.append(f"CHANGELOG.md has changes under [{_UNRELEASED}]: put them under [{expected}]")
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _first(pattern: str, file: Path) -> str:
    found = re.search(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "no version"


def main() -> None:
    """Print the notes of the version; the faults, with exit status 1, where there are any."""
    if found := faults(next(iter(sys.argv[1:]), None)):
        sys.exit("\n".join(found))
    sys.stdout.write(next(part.text for part in changes() if part.version == version()) + "\n")


if __name__ == "__main__":
    main()
