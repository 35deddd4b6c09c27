"""Questions of every script, form and length to indexes of any size: none ends in an error but that it is no question.

    python -m benchmarks.attacks.questions --questions 50000

Five indexes are asked, with the model and the reader: of one document, of two, of two of which one holds no text, of
five, and of the shipped corpus. Each question is asked, searched for, or asked after others. What is raised on purpose
(`QuestionError`, `UsageError`) counts as refused; the exit status is 1 when anything else is raised.

It takes hours, so questions come in rounds of 500, each with a seed of its own, and every index is asked a round in
turn. What each round found is kept in questions.json beside this; interrupted, or out of `--seconds`, the same command
goes on, and with that file gone it begins anew.
"""

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.attacks import figures
from lape_qa import durable_files
from lape_qa.assistant import Assistant
from lape_qa.documents import loading
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Filters
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import UsageError
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.question.analysis import MAX_QUESTION_CHARS
from lape_qa.reading.reader import SentenceReader, reading_of
from lape_qa.settings import load_settings

PROGRESS = Path(__file__).with_suffix(".json")
ROUND = 500
"""Questions of one seed."""
_SLOW = 1.0
"""Seconds of processor time that one question may take."""
_DETAILS = 5
"""Errors that are shown whole."""


def _documents() -> list[Document]:
    texts: list[tuple[str, str, dict[str, str]]] = [
        (
            "kainuu",
            "## Perhekeskukset\n\nKainuun perhekeskus avattiin vuonna 2018, ja siinä toimii neuvola. "
            "Perheet olivat mukana.\n",
            {"title": "Kainuun hanke", "region": "Kainuu", "published": "2018-05-16", "publisher": "Kainuun sote"},
        ),
        ("tyhja", "", {"title": "Tyhjä"}),
        (
            "lappi",
            "Lapissa kokeiltiin etäpalveluja:\n\n- Neuvola otti yhteyttä videolla.\n- Perhetyö tehtiin kotona.\n\n"
            "Tekstin kirjoitti Maija Meikäläinen.\n",
            {"title": "Lapin hanke", "region": "Lappi", "published": "2019", "author": "Maija Meikäläinen"},
        ),
        (
            "borga",
            "Familjecentret i Borgå öppnade sina dörrar våren 2018. Projektledaren hette Anna Berg.\n",
            {"title": "Familjecentret", "language": "sv", "region": "Uusimaa", "published": "2018"},
        ),
        ("otsikko", "# Vain otsikko\n", {}),
        ("luku", "1\n", {"region": "Lappi", "published": "2018"}),
    ]
    return [make_document(identifier, text, metadata) for identifier, text, metadata in texts]


def corpora(shipped: Path | None) -> Mapping[str, Sequence[Document]]:
    """Return the documents of each index; `shipped` is the folder of the largest, if any."""
    kainuu, empty, lappi, borga, heading, number = _documents()
    found: dict[str, Sequence[Document]] = {
        "one document": [kainuu],
        "two documents": [kainuu, lappi],
        "two, one without text": [number, empty],
        "five documents": [kainuu, empty, lappi, borga, heading],
    }
    if shipped is not None:
        found["shipped corpus"] = loading.load([shipped]).documents
    return found


# ---- what is asked -----------------------------------------------------------------------------------------

_RANGES = (
    (0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x400), (0x400, 0x530), (0x590, 0x600), (0x600, 0x700),
    (0x900, 0x980), (0xE00, 0xE80), (0xF00, 0x1000), (0x1100, 0x1200), (0x1E00, 0x1F00), (0x2000, 0x2070),
    (0x2070, 0x20D0),
    (0x3040, 0x3100), (0x4E00, 0x5000), (0xAC00, 0xAD00), (0xFB00, 0xFE00), (0xFE00, 0xFE10), (0xFF00, 0xFFF0),
    (0x1D400, 0x1D500), (0x1F300, 0x1F650), (0x20000, 0x20100), (0xE0000, 0xE0080),
)  # fmt: skip
"""Code points of many scripts, marks and signs."""
_FRAMES = (
    "Mikä on {}?", "Mitä tehtiin: {}", "Missä {} ja milloin {}?", "Kuka kirjoitti: {}?", "Kerro lisää", "Entä {}?",
    "Onko {} enemmän kuin {}?", "Vertaa {} ja {}", "Listaa {}", "Milloin {} alkoi?", "Ketkä {}?", "Miksi {}?", "{}",
    "Mitkä olivat {} tulokset?", "Vad är {}?", "Vem {}?", "När började {}?", "Berätta om {} och {}", "What is {}?",
    "Who {}?", "List {}", "Compare {} and {}", "Is {} better than {}?", "{} vai {}", "Hei! Voitko kertoa, mikä {}?",
)  # fmt: skip
_WORDS = (
    "perhekeskus Kainuu Lapissa LAPE vuonna 2018 2018–2019 neuvola etäpalvelu Borgå familjecentret projekt hanke"
    " tulokset Oulu Etelä-Pohjanmaalla muutosagentti puhelinnumero raha lapset ja nuoret se siellä he minä ei 1.1.2019"
    " 12 000 THL:n käsi"
).split()


def questions(seed: int = 1) -> Iterator[str]:
    """Yield questions without end, the same for the same seed: words in frames, signs of all scripts, repetitions."""
    drawn = random.Random(seed)
    kinds: list[Callable[[random.Random], str]] = [_framed, _framed, _words, _signs, _mixed, _repeated]
    while True:
        yield drawn.choice(kinds)(drawn)[:MAX_QUESTION_CHARS]


def _words(drawn: random.Random) -> str:
    count = int(drawn.triangular(1, 160, 3))
    return " ".join(_word(drawn) for _ in range(count))


def _word(drawn: random.Random) -> str:
    word = drawn.choice(_WORDS)
    match drawn.randrange(6):
        case 0:
            return word.upper()
        case 1:
            at = drawn.randrange(len(word))
            return word[:at] + drawn.choice("abcäö-. ") + word[at + 1 :]
        case 2:
            return "".join(drawn.choices("abdefghijklmnoprstuvyäö", k=drawn.randint(1, 30)))
        case _:
            return word


def _framed(drawn: random.Random) -> str:
    frame = drawn.choice(_FRAMES)
    return frame.format(*(" ".join(_word(drawn) for _ in range(drawn.randint(1, 3))) for _ in range(2)))


def _signs(drawn: random.Random) -> str:
    start, end = drawn.choice(_RANGES)
    count = drawn.choice([drawn.randint(1, 40), drawn.randint(1, MAX_QUESTION_CHARS)])
    return "".join(chr(drawn.randrange(start, end)) for _ in range(count))


def _mixed(drawn: random.Random) -> str:
    return drawn.choice(["", " "]).join(
        _word(drawn) if drawn.random() < 0.5 else _signs(drawn)[: drawn.randint(1, 9)]
        for _ in range(drawn.randint(1, 60))
    )


def _repeated(drawn: random.Random) -> str:
    atom = drawn.choice([_word(drawn) + " ", _signs(drawn)[: drawn.randint(1, 3)] + drawn.choice(["", " "])])
    return atom * drawn.randint(1, 1 + MAX_QUESTION_CHARS // len(atom))


# ---- asking ------------------------------------------------------------------------------------------------


Outcomes = dict[str, Any]
"""What became of some questions, as numbers."""


@dataclass
class Result:
    """What became of the questions asked of an index."""

    outcomes: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    """Seconds of processor time, and the question."""
    slow: int = 0

    def json(self) -> Outcomes:
        """Return it as numbers."""
        return {
            "asked": sum(self.outcomes.values()),
            "outcomes": dict(sorted(self.outcomes.items())),
            "slowest_s": round(self.slowest[0], 2),
            "over_a_second": self.slow,
        }


def ask(assistant: Assistant, count: int, seed: int = 1) -> Result:
    """Ask, search for, or ask after others so many questions."""
    result, drawn = Result(), random.Random(seed)
    history: list[str] = []
    # In a thread, as the service asks: whatever is raised there is kept, and the next question is asked.
    with ThreadPoolExecutor(1) as thread:
        for question, _ in zip(questions(seed), range(count), strict=False):
            started = time.process_time()
            asked = thread.submit(_one, assistant, question, history, drawn)
            error = asked.exception()
            taken = time.process_time() - started
            if error is None or isinstance(error, UsageError):
                result.outcomes["refused" if error else asked.result()] += 1
            else:
                result.outcomes["error"] += 1
                told = "".join(traceback.format_exception(error))
                result.errors.append(f"{question!r} after {history!r}\n{told}")
            result.slow += taken > _SLOW
            result.slowest = max(result.slowest, (taken, question))
            history = [*history, question][-3:]
    return result


def _one(assistant: Assistant, question: str, history: Sequence[str], drawn: random.Random) -> str:
    match drawn.randrange(5):
        case 0:
            assistant.search(question, drawn.choice([1, 5, 100]))
            return "searched"
        case 1:
            filters = Filters(region=drawn.choice(["", "Lappi", "Kainuu"]), from_year=drawn.choice([None, 2018]))
            reply = assistant.ask(question, filters=filters)
        case 2:
            reply = assistant.ask(question, history=history, exclude=drawn.choice([[], ["Lappi"]]))
        case _:
            reply = assistant.ask(question)
    return type(reply.outcome).__name__


def opened(root: Path, documents: Sequence[Document], encoder: Encoder, reader: SentenceReader | None) -> Assistant:
    """Build an index in a folder and open it."""
    store.build(root, documents, IndexRecipe(encoder))
    return Assistant(store.open_index(root, encoder), encoder, reader=reader)


# ---- in rounds ---------------------------------------------------------------------------------------------


def rounds(count: int, first: int, kept: Mapping[str, Mapping[str, Outcomes]]) -> Iterator[tuple[int, str]]:
    """Yield what is left to ask, the seed of each round and the name of the index, every index in turn."""
    for seed in range(first, first - (-count // ROUND)):
        for name, known in kept.items():
            if str(seed) not in known:
                yield seed, name


def together(found: Iterable[Outcomes]) -> Outcomes:
    """Return what became of the questions of several rounds."""
    every = list(found)
    outcomes: Counter[str] = sum((Counter(each["outcomes"]) for each in every), Counter())
    return {
        "asked": sum(each["asked"] for each in every),
        "outcomes": dict(sorted(outcomes.items())),
        "slowest_s": max((each["slowest_s"] for each in every), default=0.0),
        "over_a_second": sum(each["over_a_second"] for each in every),
    }


def main() -> None:
    """Print what became of the questions; the exit status is 1 when one ended in an error."""
    parser = argparse.ArgumentParser(description="ask odd questions of small and large indexes")
    parser.add_argument("--questions", type=int, default=50_000, help=f"of each index, in rounds of {ROUND}")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="to spend, after which it can go on later")
    parser.add_argument("--progress", type=Path, default=PROGRESS, help="file where each round is kept")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="folder of the largest")
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    figures.add_option(parser)
    options = parser.parse_args()
    until = time.monotonic() + options.seconds
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    reader = reading_of(settings.model, settings.cache, wanted=settings.reader).reader
    asked = corpora(options.corpus)
    kept: dict[str, dict[str, Outcomes]] = {name: {} for name in asked}
    if options.progress.exists():
        kept |= json.loads(options.progress.read_text(encoding="utf-8"))
    with ExitStack() as folders:
        assistants = {
            name: opened(Path(folders.enter_context(tempfile.TemporaryDirectory())), documents, encoder, reader)
            for name, documents in asked.items()
        }
        for seed, name in rounds(options.questions, options.seed, kept):
            if time.monotonic() > until:
                break
            result = ask(assistants[name], ROUND, seed)
            kept[name][str(seed)] = result.json()
            durable_files.replace(options.progress, json.dumps(kept, indent=1))
            for error in result.errors[:_DETAILS]:
                print(f"{name}, seed {seed}: {error}", file=sys.stderr)
    found = {name: together(known.values()) for name, known in kept.items()}
    for name, outcomes in found.items():
        print(f"{name}: {outcomes}")
    if options.store:
        figures.keep("questions", found)
    sys.exit(1 if any("error" in outcomes["outcomes"] for outcomes in found.values()) else 0)


if __name__ == "__main__":
    main()
