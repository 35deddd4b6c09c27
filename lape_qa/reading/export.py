"""Base and stored differences -> the reader's graph in 8 bits; run in a process of its own."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lape_qa.encoding import conversion, onnx_session
from lape_qa.encoding.bundled_e5 import word_vectors
from lape_qa.encoding.layers import read_base
from lape_qa.language.model import Span
from lape_qa.reading.graph import Greatest, graph, plain_graph
from lape_qa.reading.reader import Floats, OnnxReader, laid_out, row_tokenizer
from lape_qa.reading.weights import Weights
from lape_qa.reading.windows import Row, Window, rows

FROZEN = 4
"""Layers, from the embeddings up, that keep the base's weights."""
_LEAST_AGREEMENT = 0.99
"""Correlation of the graph's logits with those in float32 over the sentences of the probes."""
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
"""Other windows, over which the graph is compared with that in float32."""


def joined(base: Path, packed: bytes) -> dict[str, Floats]:
    """Return the trained reader's weights by the network's names, without the word vectors.

    Raises KeyError when the differences are of another network.
    """
    weights = read_base(base).weights
    differences = Weights(packed, "", "").differences()
    trained = {name for name in weights if name.startswith("layers.") and int(name.split(".")[1]) >= FROZEN}
    head = {"head.0.weight", "head.0.bias", "head.2.weight", "head.2.bias"}
    if set(differences) != trained | head:
        raise KeyError(f"the weights hold {len(differences)} parameters, the network trains {len(trained | head)}")
    # The head is new: the base has none of it. A vector is kept as one row.
    return weights | {
        name: change if name in head else weights[name] + change.reshape(weights[name].shape)
        for name, change in differences.items()
    }


def convert(base: Path, target: Path) -> None:
    """Write the graph of the reader whose weights lie in `target` there, checked against the same in float32.

    Raises ValueError when the logits are not those of the graph in float32.
    """
    stored = target / "reader.npz"
    weights = joined(base, stored.read_bytes())
    stored.unlink()
    plain = _Plain(plain_graph(weights), base)
    (target / "graph.onnx").write_bytes(graph(weights, plain.greatest()))
    _check(plain, OnnxReader(target, base, ""))


class _Plain:
    """The reader in float32."""

    def __init__(self, made: bytes, base: Path) -> None:
        self._session = onnx_session.opened(made, threads=0)
        self._words = word_vectors(base)
        self._tokenizer = row_tokenizer(base)

    def greatest(self) -> Greatest:
        """Return the greatest size of each channel over the windows that are seen."""
        seen = [row for question, windows in _asked(_SEEN) for row in rows(self._tokenizer, question, windows)]
        sizes = zip(*(self._run(row)[1:] for row in seen), strict=True)
        return Greatest(*(np.max(each, axis=0) for each in sizes))

    def logits(self, row: Row) -> Floats:
        """Return the logits of a row's sentences."""
        [logits] = self._run(row)[0]
        found: Floats = logits
        return found

    def _run(self, row: Row) -> Sequence[Floats]:
        ids, inside = laid_out(row)
        found: Sequence[Floats] = self._session.run(
            ["logits", "outer", "middle"], {"embedded": self._words[ids], "inside": inside}
        )
        return found


def _check(plain: _Plain, made: OnnxReader) -> None:
    expected, found = [], []
    for question, windows in _asked(_PROBES):
        expected += [plain.logits(row) for row in rows(made.tokenizer, question, windows)]
        found += made.read(question, windows)
    agreement = float(np.corrcoef(np.concatenate(expected), np.concatenate(found))[0, 1])
    if not agreement >= _LEAST_AGREEMENT:
        raise ValueError(f"its logits in 8 bits are not near enough to its own: correlation {agreement:.3f}")


def _asked(texts: Sequence[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, list[Window]]]:
    """Yield each question with windows of some contexts and sentences."""
    windows = [Window(context, " ".join(sentences), _spans(sentences)) for context, sentences in texts]
    yield from ((question, windows) for question in _QUESTIONS)


def _spans(sentences: Sequence[str]) -> tuple[Span, ...]:
    """Return where sentences stand with a space between two."""
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)]).tolist()
    return tuple(Span(start, start + len(sentence)) for start, sentence in zip(starts, sentences, strict=False))


if __name__ == "__main__":
    conversion.main(convert)
