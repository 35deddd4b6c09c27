"""How long a question takes here and in another checkout of this project, in turns in one run.

    git worktree add ../earlier 80a6450
    (cd ../earlier && PYTHONPATH=.:api python -c "from lape_qa.cli.app import main; main()" index corpus --index index)
    LAPE_QA_READER=off python -m benchmarks.against ../earlier ../earlier/index index

asks the `dev` questions without a history, each of two processes in turn, one thread each, and prints the medians and
the median of the pairs' ratios, by the clock and of the processor. Both use the packages of this environment.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from subprocess import PIPE
from typing import TypeAlias

from lape_qa.evaluation.question_set.questions import tuning_cases

ROOT = Path(__file__).parents[1]
ROUNDS = 2
_ASKED = """
import json, sys, time
from lape_qa.assistant import Assistant
assistant = Assistant.open(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    question = json.loads(line)
    clock, processor = time.perf_counter(), time.process_time()
    assistant.ask(question)
    print(json.dumps([time.perf_counter() - clock, time.process_time() - processor]), flush=True)
"""

Times: TypeAlias = tuple[float, float]
"""Seconds by the clock and of the processor."""


@contextmanager
def asked(checkout: Path, index: Path) -> Iterator[Callable[[str], Times]]:
    """Yield what asks a process of a checkout a question, and returns how long that takes."""
    path = f"{checkout}{os.pathsep}{checkout / 'api'}"
    environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _ASKED, str(index)]
    with subprocess.Popen(command, cwd=checkout, env=environment, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        sent, said = process.stdin, process.stdout

        def ask(question: str) -> Times:
            sent.write(json.dumps(question) + "\n")
            sent.flush()
            clock, processor = json.loads(said.readline())
            return clock, processor

        try:
            if said.readline() != "ready\n":
                raise SystemExit(f"{checkout} does not open {index}: what it says stands above")
            yield ask
        finally:
            process.kill()


def table(there: Sequence[Times], here: Sequence[Times]) -> str:
    """Return the medians in milliseconds, their ratio, and the median of the pairs' ratios."""
    lines = [f"{'':14}{'there ms':>10}{'here ms':>10}{'ratio':>8}{'of pairs':>10}"]
    for number, name in enumerate(("clock", "processor")):
        before, now = ([times[number] * 1000 for times in those] for those in (there, here))
        pairs = median(new / old for old, new in zip(before, now, strict=True))
        ratio = median(now) / median(before)
        lines.append(f"{name:14}{median(before):>10.2f}{median(now):>10.2f}{ratio:>8.2f}{pairs:>10.2f}")
    return "\n".join(lines)


def main() -> None:
    """Ask both, whoever is first by turns, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against", description=__doc__)
    parser.add_argument("checkout", type=Path, help="the other checkout")
    parser.add_argument("there", type=Path, help="its index")
    parser.add_argument("here", type=Path, help="the index of this one")
    options = parser.parse_args()
    questions = [case.question for case in tuning_cases(ROOT / "eval" / "questions.jsonl")]
    times: tuple[list[Times], list[Times]] = ([], [])
    with (
        asked(options.checkout.resolve(), options.there.resolve()) as there,
        asked(ROOT, options.here.resolve()) as here,
    ):
        for number, question in enumerate(questions * ROUNDS):
            for side in (0, 1) if number % 2 else (1, 0):
                times[side].append((there, here)[side](question))
    print(table(*times))


if __name__ == "__main__":
    main()
