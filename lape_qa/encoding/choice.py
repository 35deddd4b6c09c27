"""Which model encodes."""

from dataclasses import dataclass

from lape_qa.encoding.bundled_e5 import BUNDLED_MODEL


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which sentence-transformers model to use, and how to speak to it.

    `name`: the bundled model's name, a folder, or a name in the local hub cache. A prompt or length left
    as None is taken from the model's own configuration.
    """

    name: str = BUNDLED_MODEL
    query_prompt: str | None = None
    passage_prompt: str | None = None
    max_tokens: int | None = None
