"""The bundled model's weights -> its graph for one text in 8 bits, checked against the same in float32.

In 8 bits the greatest channels go apart, in float32 (`onnx_graph` says why); which those are is seen on some texts.
Where a processor's 8 bits do not give the model's vectors, it is the graph in float32.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from lape_qa import durable_files
from lape_qa.encoding import bundled_e5, conversion, onnx_session
from lape_qa.encoding.agreement import SEEN, least_cosine
from lape_qa.encoding.conversion import ConversionRefusedError
from lape_qa.encoding.layers import Base, mixed, pair, placed, read_base, within
from lape_qa.encoding.onnx_file import value
from lape_qa.encoding.onnx_graph import Floats, Graph, Parts
from lape_qa.encoding.tokenizing import tokenizer_of
from lape_qa.errors import ModelError, plainly

_RECIPE = 3
"""Raised when the graph is made otherwise."""
EIGHT_BITS, PLAIN = "graph.onnx", "plain.onnx"
"""The file of the graph in 8 bits, or that in float32 where the first does not give the model's vectors."""
_LEAST_OF_VECTORS, _LEAST_OF_TOKENS = 0.999, 0.99
"""Cosine with the model's own, over the texts that are compared."""
_SEEN = (
    *SEEN,
    "passage: Perhekeskukset Lapissa\nLappi\nLapissa avattiin vuosina 2017–2018 kuusi perhekeskusta: Rovaniemelle, "
    "Kemiin, Tornioon, Sodankylään, Inariin ja Kittilään. Niissä työskentelee neuvolan, varhaiskasvatuksen, "
    "perheneuvolan ja kolmannen sektorin väkeä. Asiakkaita oli ensimmäisenä vuonna 1 240, joista 57 prosenttia alle "
    "kouluikäisiä.",
    "passage: Kainuu – Lastensuojelu\n- Systeeminen malli: 3 tiimiä; koulutettuja 45\n- Perhetyön jonot lyhenivät 14 "
    "viikosta 5 viikkoon (huhtikuu 2018).\n- Kulut: 1,2 milj. euroa, josta valtionavustusta 80 %.",
    "passage: Barnfamiljerna i Österbotten får hjälp vid familjecentret i Vasa. Arbetet leddes av två servicechefer, "
    "och under det första året deltog 310 barn, av vilka 40 var under skolåldern.",
    "passage: The programme reformed services for children, young people and families in all 18 regions (2016–2019).",
    "passage: Hän sanoi, että työ jatkuu.",
)
"""Texts that show which channels are the greatest."""
_PROBES = (
    "query: Kuka on Lapin muutosagentti?",
    "query: Mikä taho arvioi, paljonko kouluterveydenhuollon jonot lyhenivät Kainuussa kevään 2018 aikana?",
    "passage: Vem är förändringsagent i Österbotten?",
    "passage: What did the programme achieve for children, young people and families?",
    "passage: Hanke alkoi vuonna 2017 ja päättyi joulukuussa 2018. Siinä kehitettiin kouluyhteistyötä kymmenessä "
    "kunnassa, ja mukana oli 23 koulua. Arvioinnin mukaan poissaolot vähenivät viidenneksen.",
)
"""Other texts, over which the graph is compared with that in float32."""


def made(base: Path, models: Path) -> Path:
    """Return the folder of the graph of the bundled model's folder, making it the first time.

    Raises ModelError with the remedy when it cannot be made.
    """
    name = sha256(f"{_RECIPE} {base.name}".encode()).hexdigest()[:12]
    folder = models / f"encoder-{name}"
    try:
        durable_files.make_once(folder, lambda fresh: conversion.run_apart(__name__, base, fresh))
    except ConversionRefusedError as error:
        raise ModelError(f"the encoder's graph cannot be made: {error}; remove {base}, it is unpacked anew") from error
    except OSError as error:
        raise ModelError(
            f"cannot write the encoder's graph into {models}: {plainly(error)}; "
            "free some disk space (0.2 GB) or set LAPE_QA_CACHE to a writable folder"
        ) from error
    return folder


def plain_graph(base: Base) -> bytes:
    """Return the graph in float32.

    It takes `embedded` (1, tokens, dimensions), the word vectors of a text, and gives `tokens`, of the same shape, and
    `vector` (1, dimensions), their mean of unit length.
    """
    return _graph(base, Graph.linear)


def graph(base: Base, greatest: Sequence[Floats]) -> bytes:
    """Return the same graph in 8 bits, by the `greatest` sizes of the channels that its products are given."""
    sizes = iter(greatest)

    def product(made: Graph, given: str, weight: Floats, bias: Floats) -> str:
        return Parts.of(made, given, next(sizes)).product(made, weight, bias)

    return _graph(base, product)


def greatest(base: Base, texts: Iterator[dict[str, Floats]]) -> list[Floats]:
    """Return the greatest size of each channel that the graph's products are given over some texts, in their order."""
    results: list[bytes] = []

    def product(made: Graph, given: str, weight: Floats, bias: Floats) -> str:
        name, channels = f"greatest {len(results)}", weight.shape[1]
        made.named(made.op("ReduceMax", made.op("Abs", given), made.axes(0, 1), keepdims=0), name)
        results.append(value(name, channels))
        return made.linear(given, weight, bias)

    session = onnx_session.opened(_graph(base, product, results))
    names = [f"greatest {number}" for number in range(len(results))]
    rows = [session.run(names, text) for text in texts]
    return [np.max(sizes, axis=0) for sizes in zip(*rows, strict=True)]


Product: TypeAlias = Callable[[Graph, str, Floats, Floats], str]
"""Adds a product of what is given with weights, shape (outputs, inputs), and a bias."""


def _graph(base: Base, product: Product, more: Sequence[bytes] = ()) -> bytes:
    """Return the graph with some kind of products; `more` are results that these add, read when all are there."""
    made = Graph()
    states = placed(made, base.weights, len(base.weights["positions.weight"]), base.epsilon)
    for number in range(base.layers):
        layer = within(base.weights, f"layers.{number}.")
        joined = product(made, states, *pair(layer, "joined"))
        attended = product(made, mixed(made, joined, base.heads), *pair(layer, "attended"))
        states = made.normed(made.op("Add", states, attended), *pair(layer, "attended_norm"), base.epsilon)
        narrowed = product(made, made.gelu(product(made, states, *pair(layer, "widen"))), *pair(layer, "narrow"))
        states = made.normed(made.op("Add", states, narrowed), *pair(layer, "norm"), base.epsilon)
    made.named(states, "tokens")
    mean = made.op("ReduceMean", states, made.axes(1), keepdims=0)
    made.named(made.op("LpNormalization", mean, axis=-1, p=2), "vector")
    shape = (1, "tokens", base.hidden)
    return made.model([value("embedded", *shape)], [value("tokens", *shape), value("vector", 1, base.hidden), *more])


def convert(source: Path, target: Path) -> None:
    """Write the graph of the bundled model's folder into an empty folder."""
    base = read_base(source)
    plain, in_8_bits = plain_graph(base), graph(base, greatest(base, _given(source, _SEEN)))
    if agrees(plain, in_8_bits, list(_given(source, _PROBES))):
        (target / EIGHT_BITS).write_bytes(in_8_bits)
    else:
        (target / PLAIN).write_bytes(plain)


def agrees(plain: bytes, graph: bytes, texts: Sequence[dict[str, Any]]) -> bool:
    """Tell whether a graph gives the vectors of that in float32."""
    theirs, ours = onnx_session.opened(plain), onnx_session.opened(graph)
    least = [
        [
            least_cosine(mine, expected)
            for mine, expected in zip(ours.run(_BOTH, text), theirs.run(_BOTH, text), strict=True)
        ]
        for text in texts
    ]
    return all(tokens >= _LEAST_OF_TOKENS and vector >= _LEAST_OF_VECTORS for tokens, vector in least)


_BOTH = ["tokens", "vector"]


def _given(base: Path, texts: Sequence[str]) -> Iterator[dict[str, Floats]]:
    """Yield what the graph is given of each text."""
    tokenizer = tokenizer_of((base / "tokenizer.json").read_text(encoding="utf-8"))
    words, longest = bundled_e5.word_vectors(base), bundled_e5.longest(base)
    for text in texts:
        yield {"embedded": words[np.array([tokenizer.encode(text).ids[:longest]])]}


if __name__ == "__main__":
    conversion.main(convert)
