"""The settings of retrieval that can be measured side by side, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lape_qa.errors import UsageError
from lape_qa.retrieval.retriever import RetrievalConfig

_SHIPPED = RetrievalConfig()
_FIRST_STAGE = RetrievalConfig(second_stage=False, place_and_year=False)


@dataclass(frozen=True, slots=True)
class Variant:
    """Which parts are at work."""

    meaning: str
    config: RetrievalConfig = _SHIPPED
    reader: bool = False
    """Whether the reader orders the best passages, where the settings have one."""


DEFAULT = "default"
NO_READER = "no-reader"
VARIANTS: Mapping[str, Variant] = {
    DEFAULT: Variant("as the settings say", reader=True),
    NO_READER: Variant("retrieval alone"),
    "no-late": Variant("retrieval without late interaction", RetrievalConfig(late_interaction=False)),
    "fusion": Variant("words and vectors fused by convex combination, no second stage", _FIRST_STAGE),
    "rrf": Variant("words and vectors fused by reciprocal rank", replace(_FIRST_STAGE, fusion="reciprocal")),
    "lexical": Variant("words alone (BM25 over Finnish terms)", replace(_FIRST_STAGE, dense=False)),
    "dense": Variant("vectors alone", replace(_FIRST_STAGE, lexical=False)),
}
"""What `--system` may name."""


def variant(name: str) -> Variant:
    """Return a variant by its name; UsageError says which there are."""
    if name not in VARIANTS:
        raise UsageError(f"--system is {name!r}, expected one of {', '.join(VARIANTS)}")
    return VARIANTS[name]
