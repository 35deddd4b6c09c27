"""How likely a question is to want several sentences where no rule says so: a fitted sum of signals; pure."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import exp

from lape_qa.language import morphology
from lape_qa.language.model import Language
from lape_qa.language.packs.forms import FORMS, Forms
from lape_qa.question.kinds import Asked

_MANY_WORDS, _LONG = 6, 16
"""Words that say what a question is about, and words in all, beyond which more make no difference."""
_BEGINNING = 3
"""Words behind the first among which stands what is asked for: `mitä uusia palveluja`."""


@dataclass(frozen=True)
class Asking:
    """A question, as far as it is known when its form is decided."""

    text: str
    language: Language
    kind: Asked
    subject: int
    """How many words say what it is about."""
    places: int
    bare: bool
    several: bool
    """Does its question word stand with several of a kind, see `form.asks_for_several`?"""

    @cached_property
    def written(self) -> list[str]:
        """Its words."""
        return [word[0] for word in morphology.words(self.text)]

    @property
    def pack(self) -> Forms:
        """The patterns of its language."""
        return FORMS[self.language]

    def has(self, sign: Callable[[str], bool], most: int | None = None) -> float:
        """Return 1 where a word behind the first, among so many, bears a sign of the Finnish morphology, else 0."""
        behind = self.written[1 : None if most is None else 1 + most]
        return float(self.language == "fi" and any(map(sign, behind)))


Signal = Callable[[Asking], float]


def _asks_for(kind: Asked) -> Signal:
    return lambda asking: float(asking.kind is kind)


SIGNALS: Mapping[str, Signal] = {
    **{f"asks_{kind}": _asks_for(kind) for kind in Asked},
    "swedish": lambda asking: float(asking.language == "sv"),
    "english": lambda asking: float(asking.language == "en"),
    "subject": lambda asking: float(min(asking.subject, _MANY_WORDS)),
    "places": lambda asking: float(min(asking.places, 2)),
    "length": lambda asking: float(min(len(asking.written), _LONG)),
    "bare": lambda asking: float(asking.bare),
    "several": lambda asking: float(asking.several),
    "number": lambda asking: float(any(map(str.isdigit, asking.text))),
    "clauses": lambda asking: float("," in asking.text),
    "opens": lambda asking: float(asking.pack.opens.search(asking.text) is not None),
    "property": lambda asking: float(asking.pack.property.search(asking.text) is not None),
    "lists": lambda asking: float(asking.pack.lists.search(asking.text) is not None),
    "aspect": lambda asking: float(any(sign.search(asking.text) for _, sign in asking.pack.aspects)),
    "requests": lambda asking: float(asking.pack.requests.match(asking.text) is not None),
    "plural_first": lambda asking: asking.has(morphology.is_plural_noun, _BEGINNING),
    "plural": lambda asking: asking.has(morphology.is_plural_noun),
    "partitive": lambda asking: asking.has(morphology.is_several),
    "passive": lambda asking: asking.has(morphology.is_passive),
    "they": lambda asking: asking.has(lambda word: morphology.is_active(word, "plural")),
    "compares": lambda asking: asking.has(morphology.counts_or_compares),
    "order": lambda asking: float(asking.language == "fi" and morphology.is_order(asking.written[0])),
}
"""What speaks for several sentences or against them, by name."""


@dataclass(frozen=True, slots=True)
class BreadthModel:
    """A logistic model over SIGNALS."""

    weights: Mapping[str, float]
    bias: float
    threshold: float
    """Least chance from which several sentences are looked for."""

    def chance(self, asking: Asking) -> float:
        """Return how likely a question is to want several sentences, 0..1."""
        total = self.bias + sum(weight * SIGNALS[name](asking) for name, weight in self.weights.items())
        return 1 / (1 + exp(-total))


@cache
def fitted_breadth_model() -> BreadthModel:
    """Return the model of breadth.json, which says how it was made; weights go by name, none may be missing."""
    fitted = json.loads((files("lape_qa.question") / "breadth.json").read_text(encoding="utf-8"))
    weights = {name: float(fitted["weights"][name]) for name in SIGNALS}
    return BreadthModel(weights, fitted["bias"], fitted["threshold"])
