"""Base and stored differences -> the reader's graph in 8 bits; run in a process of its own."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from lape_qa.encoding.onnx_export import DISK_REFUSES
from lape_qa.language.model import Span
from lape_qa.reading.graph import Greatest, graph
from lape_qa.reading.network import LAYERS, Network, from_base
from lape_qa.reading.reader import Floats, OnnxReader, laid_out, row_tokenizer
from lape_qa.reading.weights import Weights
from lape_qa.reading.windows import Row, Window, rows

_LEAST_AGREEMENT = 0.99
"""Correlation of the graph's logits with the network's over the sentences of the probes."""
_QUESTIONS = (
    "Missä kunnissa perhekeskuksia avattiin?",
    "Kuinka moni lapsi sai apua vuonna 2018?",
    "Vem leder familjecentret i Österbotten?",
    "When did the programme end?",
)
_SEEN = (
    ("Lappi", ("Perhekeskus avattiin Kemissä maaliskuussa 2018.", "Ohjelma päättyi joulukuussa, mutta työ jatkuu.")),
    (
        "Österbotten",
        ("Familjecentret leds av en servicechef.", "Antalet barn var 310 och av dem var 40 under skolåldern."),
    ),
)
"""Windows that show which channels are the greatest."""
_PROBES = (
    (
        "Kainuu. Palvelut",
        (
            "Apua sai 412 lasta, joista 57 oli alle kouluikäisiä.",
            "Hanke alkoi vuonna 2017 ja päättyi joulukuussa 2018.",
            "Toimintaa johtaa palvelupäällikkö, ja mukana ovat kaikki maakunnan kunnat.",
        ),
    ),
    ("", ("Perhekeskukset avattiin Sotkamossa ja Kajaanissa.",)),
)
"""Other windows, over which the graph is compared with the network."""


def network(base: Path, packed: bytes) -> Network:
    """Return the trained reader in float32; KeyError when the differences are of another network."""
    reader = from_base(base)
    with torch.no_grad():
        trained = reader.trained()
        differences = Weights(packed, "", "").differences()
        if set(differences) != set(trained):
            raise KeyError(f"the weights hold {len(differences)} parameters, the network trains {len(trained)}")
        for name, parameter in trained.items():
            change = torch.from_numpy(differences[name]).reshape(parameter.shape)
            # The head is new: the base has none of it.
            parameter.copy_(change if name.startswith("head.") else parameter + change)
    return reader.eval()


def convert(base: Path, target: Path) -> None:
    """Write the graph of the reader whose weights lie in `target` there, checked against the network itself.

    Raises ValueError when the logits are not those of the network.
    """
    stored = target / "reader.npz"
    reader = network(base, stored.read_bytes())
    stored.unlink()
    weights = {name: values.numpy() for name, values in reader.state_dict().items() if name != "words.weight"}
    onnx.save(graph(weights, _greatest(reader, base)), target / "graph.onnx")
    _check(reader, OnnxReader(target, base, ""))


def _greatest(reader: Network, base: Path) -> Greatest:
    """Return the greatest size of each channel over the windows that are seen."""
    sizes: dict[str, list[Tensor]] = {"widen": [], "narrow": []}
    # A layer notes what is widened before what is narrowed, a row after the other.
    hooks = [
        getattr(layer, name).register_forward_pre_hook(_noting(sizes[name]))
        for layer in reader.layers
        for name in sizes
    ]
    tokenizer = row_tokenizer(base)
    seen = [row for question, windows in _asked(_SEEN) for row in rows(tokenizer, question, windows)]
    for row in seen:
        _logits(reader, row)
    for hook in hooks:
        hook.remove()
    outer, middle = (torch.stack(sizes[name]).view(len(seen), LAYERS, -1).amax(0).numpy() for name in sizes)
    return Greatest(outer, middle)


def _noting(sizes: list[Tensor]) -> Callable[[nn.Module, tuple[Tensor]], None]:
    def note(_: nn.Module, given: tuple[Tensor]) -> None:
        sizes.append(given[0].abs().amax((0, 1)))

    return note


def _check(reader: Network, made: OnnxReader) -> None:
    expected, found = [], []
    for question, windows in _asked(_PROBES):
        expected += [_logits(reader, row) for row in rows(made.tokenizer, question, windows)]
        found += made.read(question, windows)
    agreement = float(np.corrcoef(np.concatenate(expected), np.concatenate(found))[0, 1])
    if not agreement >= _LEAST_AGREEMENT:
        raise ValueError(f"its logits in 8 bits are not near enough to its own: correlation {agreement:.3f}")


def _logits(reader: Network, row: Row) -> Floats:
    ids, inside = laid_out(row)
    with torch.no_grad():
        logits: Floats = reader(torch.from_numpy(ids), torch.from_numpy(inside))[0].numpy()
    return logits


def _asked(texts: Sequence[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, list[Window]]]:
    """Yield each question with windows of some contexts and sentences."""
    windows = [Window(context, " ".join(sentences), _spans(sentences)) for context, sentences in texts]
    yield from ((question, windows) for question in _QUESTIONS)


def _spans(sentences: Sequence[str]) -> tuple[Span, ...]:
    """Return where sentences stand with a space between two."""
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)]).tolist()
    return tuple(Span(start, start + len(sentence)) for start, sentence in zip(starts, sentences, strict=False))


if __name__ == "__main__":
    try:
        convert(Path(sys.argv[1]), Path(sys.argv[2]))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(DISK_REFUSES)
