"""Make lape_qa/index/directions.npz: the mean and the leading directions of the model's token vectors.

    python -m training.fit_directions ../shared/data/squad-fi/train

Principal components (Pearson 1901) of the tokens of some passages of a BEIR folder, drawn with a fixed seed.
The sign of a direction means nothing to a cosine; it is set so that its largest entry is positive.
"""

import sys
from pathlib import Path

import numpy as np

from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.evaluation import beir
from lape_qa.index import token_vectors
from lape_qa.settings import load_settings

FITTED = Path(token_vectors.__file__).parent / "directions.npz"
PASSAGES = 1500
DIRECTIONS = 192


def directions(
    texts: list[str], encoder: Encoder, count: int = DIRECTIONS
) -> tuple[token_vectors.Floats, token_vectors.Floats]:
    """Return the mean token, shape (dimensions,), and the leading directions, shape (dimensions, count)."""
    total = np.zeros(encoder.dimensions)
    squares = np.zeros((encoder.dimensions, encoder.dimensions))
    tokens = 0
    for _, encoded in encoder.encode_tokens(texts, "passage"):
        values = encoded.tokens.astype(np.float64)
        total += values.sum(axis=0)
        squares += values.T @ values
        tokens += len(values)
    centre = total / tokens
    # eigh gives the least first.
    leading = np.linalg.eigh(squares / tokens - np.outer(centre, centre))[1][:, ::-1][:, :count]
    largest = leading[np.abs(leading).argmax(axis=0), np.arange(count)]
    return centre.astype(np.float32), (leading * np.sign(largest)).astype(np.float32)


def main(folder: Path) -> None:
    """Draw the passages, find the directions and store them in half precision."""
    settings = load_settings()
    texts = sorted(document.text for document in beir.read(folder).documents)
    drawn = np.random.default_rng(0).permutation(len(texts))[:PASSAGES]
    encoder = open_encoder(settings.model_choice(), settings.cache)
    centre, leading = directions([texts[number] for number in drawn], encoder)
    np.savez(
        FITTED,
        centre=centre.astype(np.float16),
        directions=leading.astype(np.float16),
        weights=np.array(encoder.weights),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
