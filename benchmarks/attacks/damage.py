"""Damage the index of a service under load: `python -m benchmarks.attacks.damage --index DIR [--seconds 10]`.

A copy of the index is served. Its files are cut off, changed in place, deleted, and the whole generation is removed:
each time all questions are to be answered, no process ends, and `/readyz` says `degraded` within a minute; when the
files are back, it says `ready`.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.attacks import figures
from benchmarks.attacks.service import Service, serving, watched
from lape_qa.index import store
from lape_qa.index.store import Layout


def cut_off(folder: Path) -> None:
    """Leave nothing of any file."""
    for file in _files(folder):
        os.truncate(file, 0)


def changed(folder: Path) -> None:
    """Change a byte of each file in place, and its time back."""
    for file in _files(folder):
        change(file)


def change(file: Path) -> None:
    """Change a byte in place, and say that nothing was."""
    before = file.stat()
    with file.open("r+b") as stream:
        stream.seek(before.st_size // 2)
        byte = stream.read(1)[0]
        stream.seek(before.st_size // 2)
        stream.write(bytes([byte ^ 255]))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def deleted(folder: Path) -> None:
    """Delete every file."""
    for file in _files(folder):
        file.unlink()


HARMS: dict[str, Callable[[Path], None]] = {
    "cut off": cut_off,
    "changed": changed,
    "deleted": deleted,
    "removed": shutil.rmtree,
}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def attack(service: Service, root: Path, harm: str, seconds: float) -> dict[str, Any]:
    """Do one harm for some seconds under load, and mend it; return what was seen."""
    folders = [Layout(root).generations / store.current_name(root), Layout(root).segments]
    copies = [shutil.copytree(folder, root.parent / "whole" / folder.name) for folder in folders]
    with watched(service, "", secret=str(root)) as seen:
        for folder in folders:
            HARMS[harm](folder)
        noticed = _until(service, "degraded", 60)
        ready = service.ready()
        time.sleep(seconds)
    for copy, folder in zip(copies, folders, strict=True):
        shutil.copytree(copy, folder, dirs_exist_ok=True)
    mended = _until(service, "ready", 60)
    shutil.rmtree(root.parent / "whole")
    alive = service.process.poll() is None
    return {**seen.json(), "noticed_after_s": noticed, "readyz": ready, "mended_after_s": mended, "alive": alive}


def _until(service: Service, status: str, seconds: float) -> float | None:
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if service.ready()["status"] == status:
            return round(time.monotonic() - began, 1)
        time.sleep(0.1)
    return None


def main() -> None:
    """Do every harm, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="an index folder; it is left as it is")
    parser.add_argument("--seconds", type=float, default=10, help="how long each harm lasts once it is noticed")
    parser.add_argument("--port", type=int, default=0, help="port of the service; a free one by default")
    figures.add_option(parser)
    options = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = shutil.copytree(options.index, Path(folder) / "index")
        with serving(root, Path(folder) / "state", options.port) as service:
            for harm in HARMS:
                found[harm] = attack(service, root, harm, options.seconds)
                print(json.dumps({harm: found[harm]}, indent=1), flush=True)
    if options.store:
        figures.keep("damage", found)


if __name__ == "__main__":
    main()
