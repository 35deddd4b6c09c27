"""What attacks measured, kept in `benchmarks/attacks.json` for the table of docs/attacks.md, and with which command."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "attacks.json"
_OF_THIS_MACHINE = {"--index": "INDEX", "--port": "", "--progress": "FILE"}
"""Options of the command that are told otherwise; with nothing to tell they are left out."""


def add_option(parser: argparse.ArgumentParser) -> None:
    """Let the figures be kept when that is asked for."""
    parser.add_argument("--store", action="store_true", help="keep the figures in benchmarks/attacks.json")


def kept() -> dict[str, dict[str, Any]]:
    """Return the command and the figures of each attack, by its name."""
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def keep(name: str, figures: Mapping[str, Any]) -> None:
    """Keep the figures of an attack in the place of its earlier ones, with the command that was given."""
    run = {"command": command(name, sys.argv[1:]), "figures": figures}
    written = json.dumps(dict(sorted((kept() | {name: run}).items())), indent=1, ensure_ascii=False)
    FILE.write_text(f"{written}\n", encoding="utf-8")


def command(name: str, arguments: list[str]) -> str:
    """Return the command of an attack as anybody may give it."""
    words = ["python", "-m", f"benchmarks.attacks.{name}"]
    given = iter(arguments)
    for word in given:
        option = word.partition("=")[0]
        if option in _OF_THIS_MACHINE:
            if "=" not in word:
                next(given, None)
            words += [option, _OF_THIS_MACHINE[option]] if _OF_THIS_MACHINE[option] else []
        elif word != "--store":
            words.append(word)
    return " ".join(words)
