"""Base and stored differences -> the reader's graph in 8 bits; run in a process of its own."""

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from lape_qa.encoding.onnx_export import DISK_REFUSES
from lape_qa.language.model import Span
from lape_qa.reading.network import HIDDEN, LAYERS, Network, from_base
from lape_qa.reading.reader import OnnxReader
from lape_qa.reading.weights import Weights
from lape_qa.reading.windows import Window

_LEAST_AGREEMENT = 0.98
"""Correlation of the graph's logits with the network's over the probes' sentences."""
_PER_LAYER = 4
"""Products of a layer, in their order: joined, attended, widen, narrow."""
_WIDE = (4, 5, 6, 7)
"""Layers whose narrowing product stays in float32."""
_QUESTIONS = (
    "Missä kunnissa perhekeskuksia avattiin?",
    "Kuinka moni lapsi sai apua vuonna 2018?",
    "Vem leder familjecentret i Österbotten?",
    "When did the programme end?",
)
_PROBE = (
    "Perhekeskus avattiin Kemissä maaliskuussa 2018.",
    "Ohjelma päättyi joulukuussa 2018, mutta työ jatkuu kunnissa.",
    "Apua sai 310 lasta, joista 40 oli alle kouluikäisiä.",
    "Toimintaa johtaa palvelupäällikkö.",
)


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

    Raises whatever the exporter does, and ValueError when the logits are not those of the network.
    """
    stored = target / "reader.npz"
    reader = network(base, stored.read_bytes())
    stored.unlink()
    whole, small = target / "float32.onnx", target / "graph.onnx"
    onnx.save(_exported(reader), whole)
    quantize_dynamic(
        whole, small, per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=_in_float32(onnx.load(whole))
    )
    whole.unlink()
    _check(reader, base, small)


def _exported(reader: Network) -> onnx.ModelProto:
    rows, sentences = torch.export.Dim("rows", min=1, max=64), torch.export.Dim("sentences", min=1, max=64)
    tokens = torch.export.Dim("tokens", min=2, max=512)
    exported = torch.onnx.export(
        reader,
        _drawn(3, 17, 2),
        dynamo=True,
        dynamic_shapes=({0: rows, 1: tokens}, {0: rows, 1: tokens}, {0: rows, 1: sentences, 2: tokens}),
        input_names=["embedded", "mask", "inside"],
        output_names=["logits"],
        verbose=False,
    )
    if exported is None:
        raise ValueError("the exporter made no graph")
    return exported.model_proto


def _in_float32(graph: onnx.ModelProto) -> list[str]:
    """Return the names of the products that stay in float32: most of the error of 8 bits would come from them.

    They are the narrowing ones of the middle layers, as measured, and the head.
    """
    products = _products(graph)
    narrowing = [products[_PER_LAYER * number + _PER_LAYER - 1] for number in _WIDE]
    return narrowing + products[_PER_LAYER * LAYERS :]


def _products(graph: onnx.ModelProto) -> list[str]:
    """Return the names of the graph's products with weights, in its order."""
    weights = {tensor.name for tensor in graph.graph.initializer}
    return [node.name for node in graph.graph.node if node.op_type == "MatMul" and node.input[1] in weights]


def _drawn(rows: int, tokens: int, sentences: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return input of some shape, to trace the network with."""
    return torch.zeros(rows, tokens, HIDDEN), torch.ones(rows, tokens), torch.ones(rows, sentences, tokens)


def _check(reader: Network, base: Path, graph: Path) -> None:
    text = " ".join(_PROBE)
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in _PROBE)])
    spans = tuple(Span(start, start + len(sentence)) for start, sentence in zip(starts.tolist(), _PROBE, strict=False))
    made = OnnxReader(graph.parent, base, "")
    expected, found = [], []
    for question in _QUESTIONS:
        windows = [Window("Lappi", text, spans), Window("", _PROBE[0], spans[:1])]
        ids, mask, inside = made.padded(question, windows)
        with torch.no_grad():
            embedded = reader.words(torch.from_numpy(ids))
            logits = reader(embedded, torch.from_numpy(mask), torch.from_numpy(inside)).numpy()
        expected += [logits[0], logits[1][:1]]
        found += made.read(question, windows)
    agreement = float(np.corrcoef(np.concatenate(expected), np.concatenate(found))[0, 1])
    if not agreement >= _LEAST_AGREEMENT:
        raise ValueError(f"its logits in 8 bits are not near enough to its own: correlation {agreement:.3f}")


if __name__ == "__main__":
    try:
        convert(Path(sys.argv[1]), Path(sys.argv[2]))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(DISK_REFUSES)
