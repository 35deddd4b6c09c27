"""How long one thread keeps the interpreter from all others while questions are answered.

    python -m benchmarks.attacks.lock --index INDEX

What the service does in its threads is done in as many: the questions of `eval/`, odd ones of all scripts and lengths,
searches, and checks of saved answers as long as they may be. Meanwhile a thread wakes every millisecond and notes how
late it is. Late it is too where the machine has other work, so of each delay only so much counts as one of those
threads was working in it. Printed are the longest such stretches by kind of work, with the lines at which the threads
stood right after; the exit status is 1 when one was longer than 50 ms.
"""

import argparse
import gc
import itertools
import json
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from benchmarks.attacks.questions import questions
from lape_qa.answer.model import Citation
from lape_qa.assistant import Assistant
from lape_qa.cli import setup
from lape_qa.contract import Citation as CitationJson
from lape_qa.contract import SavedAnswer
from lape_qa.documents.chunking import LONGEST_PASSAGE
from lape_qa.documents.model import Document
from lape_qa.errors import UsageError
from lape_qa.live_assistant import IndexWatcher
from lape_qa.settings import load_settings

MOST_MS = 50.0
"""That a thread may keep the others waiting at a stretch."""
_EACH_SECONDS = 0.001
_WORTH_A_LOOK = 0.01
"""Delays that are shorter are not looked at: a thread that is asked for the lock gives it up after 5 ms."""
_SHOWN = 3
_FRAMES = 4
_ROWS = Path(__file__).resolve().parents[2] / "eval" / "questions.jsonl"
_BODY_CHARS = 60_000
"""Of the quotes in a saved answer: what a body may hold, less what stands around them."""

Work = Callable[[], object]


def stretch(delay: float, before: Mapping[int, float], after: Mapping[int, float]) -> tuple[float, int | None]:
    """Return how much of a delay one thread can have caused, by its processor time, and which thread that is.

    `before` and `after`: seconds of processor time of each thread, by its identity. A thread that is new counts from 0.
    """
    worked = {thread: spent - before.get(thread, 0.0) for thread, spent in after.items()}
    if not worked:
        return 0.0, None
    longest = max(worked, key=worked.__getitem__)
    return min(delay, worked[longest]), longest


@dataclass
class Held:
    """How long the lock was held at a stretch, in seconds, and where the thread stood right after."""

    seconds: list[tuple[float, str]] = field(default_factory=list)
    collections: list[float] = field(default_factory=list)
    """Of those, how long the collector of garbage took each time."""

    def longest(self) -> float:
        """Return the longest stretch, in milliseconds."""
        return 1000 * max((seconds for seconds, _ in self.seconds), default=0.0)

    def json(self) -> dict[str, Any]:
        """Return the figures, in milliseconds."""
        return {
            "over_10_ms": len(self.seconds),
            "over_50_ms": sum(1000 * seconds > MOST_MS for seconds, _ in self.seconds),
            "longest_ms": round(self.longest(), 1),
            "longest_collection_ms": round(1000 * max(self.collections, default=0.0), 1),
            "where": {
                f"{1000 * seconds:.1f} ms": where
                for seconds, where in sorted(self.seconds, reverse=True)[:_SHOWN]
            },
        }  # fmt: skip


class Watch:
    """A thread that looks how late it is woken, beside threads that work."""

    def __init__(self) -> None:
        self._clocks: dict[int, int] = {}

    def join(self) -> None:
        """Count the calling thread among those that work."""
        self._clocks[threading.get_ident()] = time.pthread_getcpuclockid(threading.get_ident())

    @contextmanager
    def watching(self) -> Iterator[Held]:
        """Note what is held until the end of the block."""
        held, stop, begun = Held(), threading.Event(), 0.0

        def collected(phase: str, _: dict[str, int]) -> None:
            nonlocal begun
            if phase == "start":
                begun = time.thread_time()
            else:
                held.collections.append(time.thread_time() - begun)

        thread = threading.Thread(target=self._run, args=(held, stop))
        gc.callbacks.append(collected)
        thread.start()
        try:
            yield held
        finally:
            stop.set()
            thread.join()
            gc.callbacks.remove(collected)

    def _run(self, held: Held, stop: threading.Event) -> None:
        while not stop.is_set():
            before, started = self._spent(), time.perf_counter()
            time.sleep(_EACH_SECONDS)
            delay = time.perf_counter() - started - _EACH_SECONDS
            if delay < _WORTH_A_LOOK:
                continue
            seconds, thread = stretch(delay, before, self._spent())
            if seconds >= _WORTH_A_LOOK:
                held.seconds.append((seconds, _place(thread)))

    def _spent(self) -> dict[int, float]:
        return {thread: time.clock_gettime(clock) for thread, clock in list(self._clocks.items())}


def _place(thread: int | None) -> str:
    """Return where a thread stands, the innermost call last."""
    frame = sys._current_frames().get(thread) if thread else None
    frames = traceback.extract_stack(frame)[-_FRAMES:] if frame else []
    return " > ".join(f"{Path(found.filename).name}:{found.lineno} {found.name}" for found in frames)


# ---- what is done ------------------------------------------------------------------------------------------


def saved(documents: Sequence[Document], drawn: random.Random, *, altered: bool) -> dict[str, Any]:
    """Return a saved answer that quotes as much as a body may hold; `altered` quotes stand nowhere."""
    citations: list[dict[str, Any]] = []
    left = _BODY_CHARS
    while left > 0 and len(citations) < 100:
        document = drawn.choice(documents)
        start = drawn.randrange(max(1, len(document.text) - 200))
        end = min(len(document.text), start + min(left, drawn.choice([200, 2000, LONGEST_PASSAGE])))
        quoted = Citation(len(citations) + 1, document, document.text[start:end], start, end)
        told = CitationJson.of(quoted).model_dump()
        left -= 1000 + end - start
        if altered:
            told["quote"] = told["quote"].replace("a", "ä", 1) + " x"
        citations.append(told)
    sentences = [{"text": one["quote"][:500], "citation": one["number"]} for one in citations]
    return {"sentences": sentences, "citations": citations}


def works(assistant: Assistant, count: int, seed: int) -> dict[str, list[Work]]:
    """Return so much work of each kind."""
    drawn = random.Random(seed)
    rows = [json.loads(line)["question"] for line in _ROWS.read_text(encoding="utf-8").splitlines()]
    asked = list(itertools.islice(itertools.cycle(rows), count))
    odd = list(itertools.islice(questions(seed), count))
    documents = assistant.generation.documents
    answers = [
        SavedAnswer.model_validate(saved([*documents.values()], drawn, altered=bool(number % 2)))
        for number in range(count // 10)
    ]

    def ask(question: str) -> Work:
        return lambda: assistant.ask(question)

    def search(question: str) -> Work:
        return lambda: assistant.search(question, 100)

    def verify(answer: SavedAnswer) -> Work:
        return lambda: answer.verify(documents, lambda _identifier, _sha256: ())

    return {
        "questions of eval": [ask(question) for question in asked],
        "odd questions": [ask(question) for question in odd],
        "searches": [search(question) for question in (*asked[::2], *odd[::2])],
        "saved answers": [verify(answer) for answer in answers],
    }


def measured(todo: Mapping[str, Sequence[Work]], threads: int) -> Iterator[tuple[str, Held]]:
    """Do all of it in some threads, a kind after the other; yield each kind and what was held meanwhile."""
    watch = Watch()

    def begin() -> None:
        # As the service's threads do.
        threadpool_limits(1)
        watch.join()

    with ThreadPoolExecutor(threads, initializer=begin) as pool:
        # What only the first work does in a thread is no question's.
        list(pool.map(lambda _: time.sleep(0.1), range(threads)))
        for kind, work in todo.items():
            with watch.watching() as held:
                list(pool.map(_done, work))
            yield kind, held


def _done(work: Work) -> None:
    # Odd questions may be none.
    with suppress(UsageError):
        work()


def main() -> None:
    """Print what was held, by kind of work; the exit status is 1 when it was too long."""
    parser = argparse.ArgumentParser(description="how long one thread keeps the others from the interpreter")
    parser.add_argument("--index", type=Path, required=True, help="an index folder")
    parser.add_argument("--questions", type=int, default=1000, help="of each kind")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    settings = load_settings()
    watcher = IndexWatcher(options.index, setup.load_encoder(settings), None, setup.load_reader(settings))
    todo = works(watcher.assistant, options.questions, options.seed)
    longest = 0.0
    for kind, held in measured(todo, options.threads):
        print(f"{kind}: {json.dumps({'done': len(todo[kind])} | held.json(), ensure_ascii=False)}", flush=True)
        longest = max(longest, held.longest())
    sys.exit(longest > MOST_MS)


if __name__ == "__main__":
    main()
