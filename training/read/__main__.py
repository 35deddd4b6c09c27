"""Data in, the reader's weights out, by one command that may be interrupted: see the package's docstring."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import torch
from tokenizers import Tokenizer

from lape_qa.documents import loading
from lape_qa.encoding import bundled_e5
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import plainly
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.reading import weights
from lape_qa.settings import load_settings
from training.read import corpus_questions, exercises, folders, groups, held_out, packing
from training.read.groups import Group
from training.read.network import Network, from_base
from training.read.run import Material, Run

SEED = 20261128
TOKENS = 2_600_000
"""Tokens that are read in the whole run; about 5,000 questions with their windows."""
SOURCES = {
    "Natural Questions in Finnish (TurkuNLP/squad2-fi, machine translation, CC BY-SA 3.0)": "nq-fi/train",
    "SQuAD 2.0 in Finnish (TurkuNLP/squad2-fi, machine translation, CC BY-SA 4.0)": "squad-fi/train",
    "questions about the corpus": "eval/train.jsonl",
    "questions about made-up texts of its kind": "training/exercises/questions.jsonl",
}


def prepared(data: Path, work: Path) -> tuple[Material, dict[str, Path]]:
    """Return what is learnt from and the held-out sets, written into the folder of work when they are not there."""
    train, labels = data / "squad-fi" / "train", Path("eval/sentences/squad-fi-train.tsv")
    natural = data / "nq-fi" / "train"
    near = _kept(work / "squad-fi.jsonl", lambda: folders.learning(train, labels, SEED))
    general = _kept(work / "nq-fi.jsonl", lambda: folders.learning(natural, natural / "sentences.tsv", SEED))
    dev, dev_labels = data / "squad-fi" / "dev", Path("eval/sentences/squad-fi-dev.tsv")
    natural_dev = data / "nq-fi" / "dev"
    sets = {
        "squad-fi dev": _kept(work / "squad-dev.jsonl", lambda: folders.measuring(dev, dev_labels)),
        "nq-fi dev": _kept(
            work / "nq-dev.jsonl", lambda: folders.measuring(natural_dev, natural_dev / "sentences.tsv", 500)
        ),
        "held-out documents": work / "held-out-documents.jsonl",
        "held-out sentences": work / "held-out-sentences.jsonl",
    }
    own = work / "corpus.jsonl"
    if not (own.exists() and sets["held-out documents"].exists() and sets["held-out sentences"].exists()):
        found = corpus_questions.corpus_groups(_indexed(work / "index", load_settings().corpus), SEED)
        groups.write(own, found.learnt)
        groups.write(sets["held-out documents"], found.documents)
        groups.write(sets["held-out sentences"], found.sentences)
    made_up = _kept(work / "exercises.jsonl", lambda: _exercises(work))
    return Material(groups.read(own), groups.read(made_up), groups.read(near), groups.read(general)), sets


def _exercises(work: Path) -> Iterator[Group]:
    texts = exercises.texts(work / "exercises", SEED)
    return iter(exercises.exercise_groups(_indexed(work / "exercises-index", texts), SEED))


def _indexed(folder: Path, texts: Path) -> tuple[Generation, Encoder]:
    """Return texts as the product indexes them, and its encoder."""
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    store.build(folder, loading.load([texts]).documents, settings.recipe(encoder))
    return store.open_index(folder, encoder), encoder


def _kept(path: Path, make: Callable[[], Iterator[Group]]) -> Path:
    if not path.exists():
        print(f"{path.name}: {groups.write(path, make())} groups", flush=True)
    return path


def main() -> None:
    """Prepare, train, measure and store."""
    parser = argparse.ArgumentParser(prog="python -m training.read", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with squad-fi and nq-fi")
    parser.add_argument("work", type=Path, help="folder for what is prepared, the checkpoint and the log")
    parser.add_argument("--tokens", type=int, default=TOKENS, help="tokens to read in all")
    parser.add_argument("--from-shipped", action="store_true", help="begin with the shipped weights, not the base's")
    parser.add_argument(
        "--halfway", action="store_true", help="keep the mean of the weights begun with and those learnt"
    )
    parser.add_argument("--into", type=Path, default=Path(weights.__file__).parent, help="where the weights go")
    options = parser.parse_args()
    # Told now, not after hours: whether what is made can be put there.
    for each in (options.work, options.into):
        try:
            each.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            parser.error(f"{each} cannot be made a folder: {plainly(error)}; name another")
    torch.manual_seed(SEED)
    folder = bundled_e5.bundled_folder(load_settings().cache)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    material, sets = prepared(options.data, options.work)
    network, begun_with = begun(folder, from_shipped=options.from_shipped)
    before = {name: value.detach().clone() for name, value in network.trained().items()}
    run = Run(network, tokenizer, options.work, sets)
    run.train(material, options.tokens, begun_with)
    if options.halfway:
        go_halfway(run.network, before)
    figures = run.measure(None)
    _table(figures)
    made: dict[str, object] = {
        "command": f"python -m training.read DATA WORK --tokens {options.tokens}"
        + " --from-shipped" * options.from_shipped
        + " --halfway" * options.halfway,
        "begun_with": begun_with,
        "seed": SEED,
        "tokens": run.progress.tokens,
        "learnt_from": SOURCES,
        "held_out": {name: asdict(found) for name, found in figures.items()},
    }
    packing.store(run.network, from_base(folder), options.into, made)


def begun(folder: Path, *, from_shipped: bool) -> tuple[Network, str]:
    """Return the network that a run begins with, and what its weights are."""
    network = from_base(folder)
    if not from_shipped:
        return network, "the base"
    shipped = weights.shipped()
    state = network.state_dict()
    for name, difference in shipped.differences().items():
        base = 0 if name.startswith("head.") else state[name]
        state[name] = base + torch.from_numpy(difference).view_as(state[name])
    network.load_state_dict(state)
    return network, f"weights of sha256 {shipped.digest[:12]}"


def go_halfway(network: Network, before: Mapping[str, torch.Tensor]) -> None:
    """Set each trained weight to the mean of what it was before and is now.

    What was learnt before is kept, what is new is mostly kept too: Wortsman et al. 2022, "Robust fine-tuning of
    zero-shot models".
    """
    with torch.no_grad():
        for name, value in network.trained().items():
            value.lerp_(before[name], 0.5)


def _table(figures: dict[str, held_out.Figures]) -> None:
    print(f"{'held out':24}{'questions':>10}{'best right':>12}{'AUROC':>8}")
    for name, found in figures.items():
        print(
            f"{name:24}{found.questions:>10}{found.best_right:>12}{found.auroc if found.auroc is not None else '–':>8}"
        )


if __name__ == "__main__":
    main()
