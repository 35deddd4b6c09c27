"""The port: texts in, vectors out."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

from lape_qa.encoding.model import Encoded, Vectors

Role = Literal["query", "passage"]

Advance = Callable[[int], None]
"""Called with the number of texts just done."""


class Encoder(Protocol):
    """The port: texts in, one vector of unit length for each out."""

    @property
    def name(self) -> str:
        """The model's name as the manifest shows it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could get another vector."""

    @property
    def weights(self) -> str:
        """Tells the model from others, whatever it is called and however it is prompted; "" where that is unknown."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def fits(self, text: str) -> bool:
        """Tell whether a passage is within the model's own maximum, prompt included."""

    def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
        """Return vectors of shape (len(texts), dimensions), rows of unit length, in the order of the texts."""

    def encode_tokens(
        self, texts: Sequence[str], role: Role, advance: Advance | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Yield each text's number and its Encoded, in any order; what is beyond the model's maximum has no tokens."""
