"""A model's tokenizer, as it was written -> one that neither cuts off nor pads, shared by all who read the same."""

from functools import lru_cache

from tokenizers import Tokenizer


@lru_cache(maxsize=1)
def tokenizer_of(written: str) -> Tokenizer:
    """Return the tokenizer that a text describes; of the last one there is a single copy, as it takes 0.3 GB."""
    tokenizer = Tokenizer.from_str(written)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
