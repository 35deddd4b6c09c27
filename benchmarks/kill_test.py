"""Kill index builds with SIGKILL, fill the disk, and look each time whether what is served is whole.

    make kill-test        200 kills and 30 full disks, about five minutes

Half of the kills come at a file operation chosen in advance, so that build, swap and clean-up are all met; the others
at a random time. After each, the index is opened afresh and by a server that has been following it all the while:
both must serve one whole edition, the one before or the new one. Every third time the next build has to repair what
is left. Every document of every edition that was ever served must stay readable as a version.
"""

import argparse
import ctypes
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from lape_qa.documents.chunking import Chunking
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.errors import StorageError
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.index.model import Keep
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout, open_index
from lape_qa.live_assistant import IndexWatcher
from support.fakes import FakeEncoder

KEEP = Keep(generations=2)
_RECIPE = IndexRecipe(FakeEncoder(), Chunking(target=20, maximum=60))
_STEPS = frozenset("open os.rename os.remove os.rmdir os.mkdir os.utime os.listdir os.scandir sqlite3.connect".split())
"""Audit events that count as file operations, where they name a path inside the index folder."""
_REPAIR_EVERY = 3
_ROLLBACK_EVERY = 8


class BrokenPromise(AssertionError):  # noqa: N818 - what it is
    """What must never happen has happened."""


def edition(number: int) -> list[Document]:
    """Return the documents of one edition: each names it, one is only in even ones, one is always the same."""
    texts = {
        f"doc{at}": f"Painos {number}. Perhekeskus {at} avattiin vuonna {1900 + number}. Siellä oli {at} ihmistä."
        for at in range(6 + (number % 2 == 0))
    }
    texts["sama"] = "Kainuussa pidettiin akatemia."
    return [make_document(name, text, {"title": name}) for name, text in sorted(texts.items())]


def edition_of(generation: Generation) -> int:
    """Return the edition that a generation holds; BrokenPromise when it holds anything but all of one."""
    number = int(generation.document("doc0").text.split(".")[0].removeprefix("Painos "))
    wanted = edition(number)
    if list(generation.documents.values()) != wanted:
        raise BrokenPromise(f"{generation.manifest.generation} is not all of edition {number}")
    if list(generation.passages) != [passage for document in wanted for passage in _RECIPE.passages(document)]:
        raise BrokenPromise(f"{generation.manifest.generation} has other passages than edition {number}")
    return number


def build(root: Path, number: int) -> None:
    """Put an edition into use."""
    store.build(root, edition(number), _RECIPE, keep=KEEP)


# ---- the process that is killed --------------------------------------------------------------------------


def _victim(root: Path, number: int, roll_back: bool, die_at: int, report: Connection) -> None:
    """Build an edition or roll back, and die at a file operation; report how many there were."""
    steps = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if event in _STEPS and arguments and str(root) in os.fsdecode(str(arguments[0])):
            if steps == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            steps += 1

    sys.addaudithook(count)
    if roll_back:
        store.rollback(root, FakeEncoder())
    else:
        build(root, number)
    report.send(steps)


def _run(root: Path, number: int, *, roll_back: bool = False, die_at: int = -1, after: float | None = None) -> int:
    """Run a victim, killed at a step, or after some seconds, or not; return its steps, or -1 when it was killed."""
    # Forked, because loading the libraries anew would take longer than all the rest.
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    victim = context.Process(target=_victim, args=(root, number, roll_back, die_at, sender))
    victim.start()
    victim.join(after)
    if victim.is_alive():
        victim.kill()
        victim.join()
    if victim.exitcode not in (0, -signal.SIGKILL):
        raise BrokenPromise(f"edition {number} ended with status {victim.exitcode}")
    return int(receiver.recv()) if victim.exitcode == 0 else -1


# ---- what must hold --------------------------------------------------------------------------------------


class Trial:
    """An index folder, a server that follows it, and all that was ever served from it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.layout = Layout(root)
        build(root, 0)
        self.watcher = IndexWatcher(root, FakeEncoder())
        self.served = {0}
        self.instants: Counter[str] = Counter()

    def look(self, *allowed: int) -> int:
        """Return the edition in use; BrokenPromise unless it is whole, one of those allowed, and followed."""
        generation = open_index(self.root, FakeEncoder())
        number = edition_of(generation)
        if number not in allowed:
            raise BrokenPromise(f"edition {number} is in use, expected one of {allowed}")
        self.watcher.look()
        live = self.watcher.assistant
        if live.generation.manifest != generation.manifest:
            raise BrokenPromise(f"the server is at {live.generation.manifest.generation}")
        _, [hit] = live.search(f"Painos {number}", 1)
        if hit.passage.text not in {passage.text for passage in generation.passages}:
            raise BrokenPromise(f"the server shows {hit.passage.id} of another edition than {number}")
        self.served.add(number)
        return number

    def note(self, before: str, names: Sequence[str]) -> None:
        """Count where the kill came, judged by what it left of what was in use and in the folder before."""
        if any(self.root.glob("removing-*")):
            instant = "clean-up: half removed"
        elif store.current_name(self.root) != before:
            instant = "after the swap"
        elif set(self.layout.names()) - set(names):
            instant = "before the swap: complete, not in use"
        elif any(self.root.glob("building-*")):
            instant = "build: half written"
        else:
            instant = "before or after the build"
        self.instants[instant] += 1

    def repair(self, number: int) -> None:
        """Build once more; BrokenPromise unless everything is then in order."""
        build(self.root, number)
        self.look(number)
        leftovers = [p.name for pattern in ("building-*", "removing-*", "**/*.new") for p in self.root.glob(pattern)]
        if leftovers or len(self.layout.names()) > KEEP.generations:
            raise BrokenPromise(f"the next build left {leftovers or self.layout.names()}")
        for row in store.listing(self.root):
            edition_of(store.open_generation(self.root, row.name, FakeEncoder()))
        held = {name for row in store.listing(self.root) if row.manifest for name in row.manifest.segments}
        if left := {file.name for file in self.layout.segments.iterdir()} - held:
            raise BrokenPromise(f"the next build left the segments {left}")
        for seen in sorted(self.served):
            for document in edition(seen):
                if self.layout.versions.find(document.id, document.sha256) != document:
                    raise BrokenPromise(f"{document.id} of edition {seen} cannot be read any more")


def kill(root: Path, steps: int, clock: int, dice: random.Random) -> Trial:
    """Kill so many builds at steps spread over the whole of them, and so many at random times."""
    trial = Trial(root)
    build(root, 1)
    started = time.perf_counter()
    total = _run(root, 2)
    seconds = time.perf_counter() - started
    rolling = _run(root, 2, roll_back=True)
    in_use = trial.look(1)
    number, killed = 2, 0
    # To the last step, after the swap: there are more of them where a kill has left something, how many the first tells
    # that ended.
    reach = total + total // 4
    while killed < steps + clock:
        number += 1
        if number > 5 * (steps + clock) + 10:
            raise BrokenPromise("most builds ended before they were killed")
        roll_back = number % _ROLLBACK_EVERY == 0
        before, names = store.current_name(root), trial.layout.names()
        allowed = {in_use, *_kept(root)} if roll_back else {in_use, number}
        if killed < steps:
            die_at = dice.randrange(rolling) if roll_back else killed * reach // max(1, steps - 1)
            ended = _run(root, number, roll_back=roll_back, die_at=die_at)
            if ended >= 0 and not roll_back:
                reach = ended - 1
        else:
            ended = _run(root, number, roll_back=roll_back, after=dice.uniform(0, seconds))
        if ended < 0:
            killed += 1
            trial.note(before, names)
        in_use = trial.look(*allowed)
        if number % _REPAIR_EVERY == 0:
            trial.repair(in_use := number)
    trial.repair(number + 1)
    return trial


def _kept(root: Path) -> Iterator[int]:
    for row in store.listing(root):
        yield edition_of(store.open_generation(root, row.name, FakeEncoder()))


# ---- a full disk -----------------------------------------------------------------------------------------


@contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[None]:
    """Mount a file system of some bytes, which takes the superuser; OSError without."""
    libc = ctypes.CDLL(None, use_errno=True)
    folder.mkdir()
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={size}".encode()):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    try:
        yield
    finally:
        libc.umount2(os.fsencode(folder), 2)


def fill(root: Path, times: int) -> Counter[str]:
    """Build on a disk with ever more room; a build that does not fit must leave the index as it was."""
    found: Counter[str] = Counter()
    with _small_disk(root, 8 << 20):
        index, filler = root / "index", root / "filler"
        for number in range(KEEP.generations):
            before = _free(root)
            build(index, number)
            needed = before - _free(root)
        in_use = number
        for turn in range(KEEP.generations, KEEP.generations + times):
            with filler.open("wb") as stream:
                os.posix_fallocate(stream.fileno(), 0, _free(root) - 4 * needed * (turn - 1) // times)
            try:
                build(index, turn)
                in_use = turn
                found["it fitted"] += 1
            except StorageError:
                found["refused, the old one in use"] += 1
            filler.unlink()
            if edition_of(open_index(index, FakeEncoder())) != in_use:
                raise BrokenPromise(f"after a full disk edition {in_use} is not in use")
            if turn % _REPAIR_EVERY == 0:
                build(index, in_use := turn)
                if edition_of(open_index(index, FakeEncoder())) != in_use:
                    raise BrokenPromise(f"with room again edition {in_use} was not built")
    return found


def _free(folder: Path) -> int:
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize


def main(arguments: Sequence[str] | None = None) -> None:
    """Run both trials and print how often what happened."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--steps", type=int, default=100, help="kills at a file operation")
    parser.add_argument("--clock", type=int, default=100, help="kills at a random time")
    parser.add_argument("--full", type=int, default=30, help="full disks; 0 where file systems cannot be mounted")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lape-qa-kill-") as folder:
        trial = kill(Path(folder) / "index", options.steps, options.clock, random.Random(options.seed))
        full = fill(Path(folder) / "disk", options.full) if options.full else Counter[str]()
    summary = {"kills": dict(trial.instants), "editions served": len(trial.served), "full disk": dict(full)}
    print(json.dumps(summary, indent=1))


if __name__ == "__main__":
    main()
