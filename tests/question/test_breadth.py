"""How likely a question is to want several sentences: signals of its words, and their fitted sum."""

import json
from importlib.resources import files
from math import exp

import pytest

from lape_qa.question.analysis import asking
from lape_qa.question.breadth import SIGNALS, BreadthModel, fitted_breadth_model


def signals(question: str) -> dict[str, float]:
    """Return the signals of a question that are not 0."""
    read = asking(question)
    return {name: value for name, signal in SIGNALS.items() if (value := signal(read))}


def test_signals_of_a_finnish_question() -> None:
    assert signals("Mitä uusia palveluja perheille annettiin Kainuussa?") == {
        **{"asks_other": 1.0, "places": 1.0, "length": 6.0, "opens": 1.0, "aspect": 1.0},
        **{"plural_first": 1.0, "plural": 1.0, "partitive": 1.0, "passive": 1.0},
    }


def test_several_of_a_kind_are_a_signal() -> None:
    assert "several" in signals("Mitä palveluja kunnat saivat?")
    assert "several" not in signals("Mitä palvelua kunta sai?")


def test_an_order_and_a_number_are_signals() -> None:
    assert {"order", "requests"} <= signals("Luettele kerhot").keys()
    assert "number" in signals("Mitä tehtiin vuonna 2018?")
    assert "compares" in signals("Mikä oli tärkein kerho?")


def test_the_chance_is_that_of_the_weighed_sum() -> None:
    model = BreadthModel({"places": 2.0, "passive": -0.5, "number": 9.0}, bias=0.25, threshold=0.5)
    # 2 · 1 − 0.5 + 0.25
    assert model.chance(asking("Mitä Kainuussa tehtiin?")) == pytest.approx(1 / (1 + exp(-1.75)))


def test_the_fitted_weights_are_those_of_the_signals() -> None:
    fitted = json.loads((files("lape_qa.question") / "breadth.json").read_text(encoding="utf-8"))
    model = fitted_breadth_model()
    assert list(model.weights) == list(fitted["weights"]) == list(SIGNALS)
    assert 0 < model.threshold < 1


def test_what_is_asked_is_read_with_what_it_takes_over() -> None:
    assert asking("Entä Kainuussa?", ["Mitä palveluja Lapissa on?"]).text == "Entä Kainuussa? Mitä palveluja on?"
