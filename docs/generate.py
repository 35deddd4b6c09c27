"""Write the generated parts of the documentation, or check that they are as they should be (`--check`)."""

import re
import sys
from pathlib import Path

from typer.testing import CliRunner

from lape_qa.cli import app
from lape_qa.settings import settings_table

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands if command.callback)


def command_help() -> str:
    """Return the help of every command, as a terminal of 100 columns shows it."""
    texts = []
    for command in ([], *([name] for name in COMMANDS)):
        shown = CliRunner().invoke(
            app, [*command, "--help"], prog_name="lape-qa", env={"COLUMNS": "100", "NO_COLOR": "1"}
        )
        lines = (line.rstrip() for line in shown.output.strip().splitlines())
        texts.append("```console\n$ " + " ".join(["lape-qa", *command, "--help"]) + "\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(texts)


PARTS = {"docs/commands.md": {"help": command_help}, "README.md": {"settings": settings_table}}
"""File to the generated parts in it, each between `<!-- NAME -->` and `<!-- end NAME -->`."""


def rendered(file: str) -> str:
    """Return a file's text with its generated parts renewed."""
    text = (ROOT / file).read_text(encoding="utf-8")
    for name, generate in PARTS[file].items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        body = generate()
        text = pattern.sub(lambda match, body=body: match[1] + body + match[2], text)  # type: ignore[misc]
    return text


def main() -> None:
    """Renew every file, or with `--check` exit with 1 when one is out of date."""
    stale = [file for file in PARTS if rendered(file) != (ROOT / file).read_text(encoding="utf-8")]
    if "--check" in sys.argv:
        sys.exit(f"out of date, run `make docs`: {', '.join(stale)}" if stale else 0)
    for file in stale:
        (ROOT / file).write_text(rendered(file), encoding="utf-8")


if __name__ == "__main__":
    main()
