"""Weights -> a graph, in a process of its own: what it takes of memory, and what may go wrong, stays there."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

DISK_REFUSES = 74
"""Exit status of a conversion that the disk, not the model, is to blame for."""


class ConversionRefusedError(Exception):
    """A graph cannot be made of a model; `lasting`: not before one of the libraries changes."""

    def __init__(self, reason: str, lasting: bool) -> None:
        super().__init__(reason)
        self.lasting = lasting


def run_apart(module: str, source: Path, target: Path) -> None:
    """Run a conversion from one folder to another in a process of its own.

    Raises ConversionRefusedError with its last word, and OSError when the disk refuses.
    """
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore", "-m", module, str(source.absolute()), str(target.absolute())],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if ran.returncode:
        reason = next((line for line in reversed(ran.stderr.splitlines()) if line.strip()), "")
        if ran.returncode == DISK_REFUSES:
            raise OSError(reason)
        raise ConversionRefusedError(
            reason or f"the conversion ended with {ran.returncode}", lasting=ran.returncode == 1
        )


def main(convert: Callable[[Path, Path], None]) -> None:
    """Be the process: convert from one folder to another, which are its arguments."""
    try:
        convert(Path(sys.argv[1]), Path(sys.argv[2]))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(DISK_REFUSES)
