"""What becomes of answers where a language model is set: a real server with real weights, on questions of the sets.

    python -m benchmarks.language_model INDEX --url http://127.0.0.1:8080/v1 --model NAME --every 3

asks every so many `dev` questions of eval/questions.jsonl and eval/first-questions.jsonl, with and without the model,
verifies each answer that is shown as `lape-qa verify` does, prints how often the model's sentences were used and why
else not, and stores it in benchmarks/language_model.json for docs/answers.md. Any server with OpenAI's chat completions
serves, such as `llama-server -m FILE.gguf` or `transformers serve FOLDER`. The exit status is 1 when a sentence was
shown that its quote does not carry.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import anyio

from lape_qa.answer.llm_client import LlmServer
from lape_qa.answer.model import Answer
from lape_qa.answer.verification import all_verified
from lape_qa.assistant import Assistant, Reply
from lape_qa.contract import Answer as AnswerJson
from lape_qa.contract import SavedAnswer
from lape_qa.index.ports import Source

_ROOT = Path(__file__).resolve().parent.parent
STORED = Path(__file__).with_suffix(".json")
_SETS = ("questions", "first-questions")
_REASONS = {
    "used": "a sentence of it was shown",
    "unsupported": "the quotes proved nothing that it wrote, or nothing that answers",
    "timeout": "it had not ended in time, and nothing had passed",
    "too_long": "it wrote too much, and nothing had passed",
    "malformed": "it wrote nothing",
    "unreachable": "no connection",
    "http_error": "the server refused",
    "instructions": "not asked: a passage speaks to a language model",
    "no_choice": "not asked: one sentence, of which nothing may be left out",
    "no_evidence": "not asked: the sources do not answer",
}


@dataclass(frozen=True)
class Told:
    """What became of one question."""

    kind: str
    why: str
    """`used`, or the reason why the model was not."""
    shortened: int
    """Sentences that the model left something out of."""
    seconds: float
    stands: bool
    """Whether the answer as shown passes the check of saved answers."""


def _questions(name: str, every: int) -> list[dict[str, Any]]:
    lines = (_ROOT / "eval" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row.get("split") == "dev"][::every]


def stands(reply: Reply, generation: Source) -> bool:
    """Tell whether an answer, saved and read again, has the quotes that it says, and they carry its sentences."""
    saved = SavedAnswer.model_validate(AnswerJson.of(reply, generation.documents).model_dump())
    return all_verified(saved.verify(generation.documents, lambda _document, _version: ()))


def ask(assistant: Assistant, question: str, history: list[str]) -> Told:
    """Ask a question, have it worded, and verify what is shown."""
    reply = anyio.run(assistant.worded, assistant.ask(question, history=history))
    outcome = reply.outcome
    answer = outcome if isinstance(outcome, Answer) else None
    return Told(
        answer.kind.value if answer else "",
        (outcome.llm.reason or "used") if outcome.llm else "",
        sum(sentence.written_by == "llm" for sentence in answer.sentences) if answer else 0,
        reply.timing_ms.get("llm", 0.0) / 1000,
        stands(reply, assistant.generation),
    )


def summary(told: list[Told]) -> dict[str, Any]:
    """Return how many there were of each outcome, and how long the model took where it was asked."""
    asked = [each for each in told if each.why not in {"no_choice", "no_evidence", "instructions"}]
    return {
        "questions": len(told),
        "asked": len(asked),
        "outcomes": Counter(each.why for each in told),
        "shortened": sum(each.shortened for each in told),
        "by_kind": {
            kind: {"asked": len(those), "used": sum(each.why == "used" for each in those)}
            for kind in sorted({each.kind for each in asked})
            for those in [[each for each in asked if each.kind == kind]]
        },
        "seconds_median": round(median(each.seconds for each in asked), 1) if asked else None,
        "not_standing": sum(not each.stands for each in told),
    }


def table() -> str:
    """Return the stored figures as Markdown."""
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    rows = [
        (why, words, *(run["outcomes"].get(why, 0) for run in stored["sets"].values()))
        for why, words in _REASONS.items()
    ]
    lines = [f"| `{why}` | {words} | {' | '.join(map(str, counts))} |" for why, words, *counts in rows if any(counts)]
    sets = list(stored["sets"].values())

    def of_all(name: str, key: str) -> str:
        return f"| {name} | | {' | '.join(str(run[key]) for run in sets)} |"

    names = " | ".join(f"`{name}`" for name in stored["sets"])
    head = [
        f"| {stored['model']} on {stored['server']}, at most {stored['timeout']:g} s | | {names} |",
        f"| --- | --- |{' ---: |' * len(sets)}",
    ]
    end = [
        of_all("sentences without some of their clauses", "shortened"),
        of_all("seconds where it was asked, median", "seconds_median"),
        of_all("**answers whose quotes do not carry them**", "not_standing"),
    ]
    return "\n".join([*head, of_all("questions", "questions"), *lines, *end, ""])


def main() -> None:
    """Measure and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--called", help="what the table calls the model")
    parser.add_argument("--server", default="an OpenAI-compatible server", help="what the table calls the server")
    parser.add_argument("--timeout", type=float, default=60.0)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    assistant = Assistant.open(options.index, llm=LlmServer(options.url, options.model, timeout=options.timeout))
    sets: dict[str, Any] = {}
    for name in _SETS:
        told = []
        for row in _questions(name, options.every):
            told.append(ask(assistant, row["question"], list(row.get("history", []))))
            print(row["id"], told[-1], flush=True)
            sets[name] = summary(told)
            # A slow server may take hours: what was measured is kept.
            stored = {
                "model": options.called or options.model,
                "server": options.server,
                "timeout": options.timeout,
                "every": options.every,
                "sets": sets,
            }
            STORED.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table())
    sys.exit(any(run["not_standing"] for run in sets.values()))


if __name__ == "__main__":
    main()
