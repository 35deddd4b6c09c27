"""The console blocks of a page of documentation: what a reader types, and what is to come back."""

import re
from dataclasses import dataclass

_BLOCK = re.compile(r"^ *```console\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_HERE = re.compile(r"<<'(\w+)'$")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command, which may have several lines, and what is shown below it; `…` stands for anything."""

    command: str
    shown: str

    def tells(self, printed: str) -> bool:
        """Tell whether what was printed is what the page shows; how lines are broken is the terminal's."""
        parts = (re.escape(" ".join(part.split())) for part in self.shown.split("…"))
        return re.fullmatch(" ?.* ?".join(parts).strip(), " ".join(printed.split())) is not None


def typed(page: str) -> list[Typed]:
    """Return the commands of a page, in their order: lines that begin with `$ `."""
    found = []
    for block in _BLOCK.findall(page):
        lines = iter(block.splitlines())
        command, shown = "", []
        for line in lines:
            if not line.lstrip().startswith("$ "):
                shown.append(line)
                continue
            if command:
                found.append(Typed(command, "\n".join(shown)))
            command, shown = line.lstrip().removeprefix("$ "), []
            while command.endswith("\\"):
                command += "\n" + next(lines)
            if here := _HERE.search(command):
                while not command.endswith("\n" + here[1]):
                    command += "\n" + next(lines)
        if command:
            found.append(Typed(command, "\n".join(shown)))
    return found
