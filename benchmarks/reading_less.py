"""What reading less loses: `python -m benchmarks.reading_less INDEX`.

Reads the `dev` questions of eval/ and the training questions of held-out documents once, in up to five windows each,
then fits what `training/fit_reading` fits as if less had been read: fewer windows, or only those whose sentence is
not too far behind the likeliest. Nothing is stored. It prints a table for docs/reader.md.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from lape_qa.answer.reading import LEAD, WINDOWS, Laid, lay
from lape_qa.encoding.opening import open_encoder
from lape_qa.evaluation.question_set.questions import training_cases, tuning_cases
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.reading.reader import OnnxReader, open_reader
from lape_qa.reading.windows import rows
from lape_qa.settings import load_settings
from training.fit_reading import Example, best_right, examples, fit, mean_reciprocal_rank
from training.read import corpus_questions

AMOUNTS = [
    *((most, np.inf) for most in range(WINDOWS, 0, -1)),
    *((WINDOWS, lead) for lead in (LEAD + 1, LEAD + 0.5, LEAD, LEAD - 0.5, LEAD - 1)),
]
"""At most so many windows, their sentences at most so far behind the likeliest."""
HEAD = """\
| windows at most | at most behind | windows | tokens | an answer is read | is the best | reciprocal rank | AUROC |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def as_if(example: Example, laid: Sequence[Laid]) -> Example:
    """Return an example as if only some windows of it had been read."""
    kept = np.zeros(len(example.logits), np.bool_)
    for each in laid:
        kept[each.places] = True
    return replace(example, logits=np.where(kept, example.logits, -np.inf).astype(np.float32))


def is_read(example: Example) -> bool:
    """Tell whether a sentence that answers is among those read."""
    return bool((example.gold & np.isfinite(example.logits)).any())


def main() -> None:
    """Read, fit each amount, and print."""
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    generation = store.open_index(Path(sys.argv[1]), encoder)
    reader = open_reader(settings.cache)
    kept = [case for case in training_cases(corpus_questions.TRAIN) if corpus_questions.is_for_measuring(case)]
    own, others = (
        examples(cases, generation, encoder, reader, lead=np.inf)
        for cases in (tuning_cases(corpus_questions.OTHERS), kept)
    )
    print(HEAD)
    for most, lead in AMOUNTS:
        print(_line(own, others, generation, reader, most, lead))


def _line(
    own: Sequence[Example],
    others: Sequence[Example],
    generation: Generation,
    reader: OnnxReader,
    most: int,
    lead: float,
) -> str:
    read, tokens, windows = [], [], []
    for example in (*own, *others):
        laid = lay(generation, example.before, most, lead)
        read.append(as_if(example, laid))
        windows.append(len(laid))
        texts = [each.window for each in laid]
        tokens.append(sum(len(row.ids) for row in rows(reader.tokenizer, example.before.grounds.query.meant, texts)))
    fitted = fit(read[: len(own)], read[len(own) :], generation)
    figures = [
        np.mean([is_read(example) for example in read if example.case.answerable]),
        best_right(read, fitted["score"]),
        mean_reciprocal_rank(read, fitted["passage"], fitted["unread"]),
        fitted["cross_validated"]["auroc"],
    ]
    shown = " | ".join(f"{figure:.3f}" for figure in figures)
    behind = "any" if lead == np.inf else f"{lead:g}"
    return f"| {most} | {behind} | {np.mean(windows):.2f} | {np.mean(tokens):.0f} | {shown} |"


if __name__ == "__main__":
    main()
