"""What reading costs: `python -m benchmarks.reading INDEX`.

One client asks the `dev` questions of eval/ with the reader and without it in turns, so that both meet the machine as
it is; then several clients ask at once, each a thread of the same process. Printed are wall and processor time of a
question, the ratio, the time of each step, what was read, and answers a second. For one core: `taskset -c 0`.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from lape_qa.assistant import Assistant
from lape_qa.encoding.opening import open_encoder
from lape_qa.evaluation.question_set.questions import tuning_cases
from lape_qa.index import store
from lape_qa.reading.reader import Floats, OnnxReader, open_reader
from lape_qa.reading.windows import Window, rows
from lape_qa.settings import load_settings

QUESTIONS = Path(__file__).resolve().parents[1] / "eval" / "questions.jsonl"
_WARM = 10


@dataclass(slots=True)
class Counting:
    """A SentenceReader that counts what it is given."""

    reader: OnnxReader
    windows: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The counted reader's."""
        return self.reader.name

    def read(self, question: str, windows: Sequence[Window]) -> list[Floats]:
        """Read, and note how many windows and tokens there were."""
        self.windows.append(len(windows))
        self.tokens.append(sum(len(row.ids) for row in rows(self.reader.tokenizer, question, windows)))
        return self.reader.read(question, windows)


@dataclass(slots=True)
class Times:
    """Milliseconds of some questions."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    steps: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, assistant: Assistant, question: str) -> None:
        """Ask and note the time."""
        wall, processor = time.perf_counter(), time.process_time()
        reply = assistant.ask(question)
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.processor.append((time.process_time() - processor) * 1000)
        for step, spent in reply.timing_ms.items():
            self.steps[step].append(spent)

    def __str__(self) -> str:
        """Return the line that is printed."""
        at = np.percentile(self.wall, [50, 95])
        steps = " ".join(f"{step} {np.median(spent):.1f}" for step, spent in self.steps.items() if step != "total")
        return f"p50 {at[0]:.1f} ms, p95 {at[1]:.1f}, processor {np.median(self.processor):.1f} ({steps})"


def in_turns(read: Assistant, bare: Assistant, questions: Sequence[str]) -> tuple[Times, Times]:
    """Ask each question with the reader and without it."""
    with_reader, without = Times(), Times()
    for question in questions:
        without.ask(bare, question)
        with_reader.ask(read, question)
    return with_reader, without


def a_second(assistant: Assistant, questions: Sequence[str], clients: int) -> float:
    """Return how many questions are answered in a second when some clients ask at once."""
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(assistant.ask, questions))
    return len(questions) / (time.perf_counter() - started)


def main() -> None:
    """Measure over an index and print."""
    # As in the service: threads of BLAS would wait for those of other questions.
    threadpool_limits(1)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--clients", type=int, default=16)
    chosen = parser.parse_args()
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    generation = store.open_index(chosen.index, encoder)
    reader = open_reader(settings.cache)
    read, bare = Assistant(generation, encoder, reader=reader), Assistant(generation, encoder)
    questions = [case.question for case in tuning_cases(QUESTIONS)]
    in_turns(read, bare, questions[:_WARM])
    with_reader, without = in_turns(read, bare, questions)
    print(f"with the reader: {with_reader}\nwithout:         {without}")
    for name, ours, theirs in (
        ("wall", with_reader.wall, without.wall),
        ("processor", with_reader.processor, without.processor),
    ):
        middle, mean = np.median(ours) / np.median(theirs), np.mean(ours) / np.mean(theirs)
        print(f"ratio of {name} time: p50 {middle:.2f}, mean {mean:.2f}")
    for name, assistant in (("with the reader", read), ("without", bare)):
        print(f"{chosen.clients} clients, {name}: {a_second(assistant, questions, chosen.clients):.1f} a second")
    counting = Counting(reader)
    for question in questions:
        Assistant(generation, encoder, reader=counting).ask(question)
    print(f"read for a question: {np.mean(counting.windows):.2f} windows, {np.mean(counting.tokens):.0f} tokens")


if __name__ == "__main__":
    main()
