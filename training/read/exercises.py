"""Groups from questions about the exercise texts: made-up documents of the corpus's kind, so that there are more.

Their people have no names of their own but marks, `[N1]` for a name and `[S1]` for its surname; each training puts
others in, so that none is learnt.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lape_qa.encoding.protocol import Encoder
from lape_qa.evaluation.question_set.questions import Case, Evidence, training_cases
from lape_qa.index.generation import Generation
from training.read.corpus_questions import Maker, Reserved
from training.read.groups import Group

TEXTS = Path("training/exercises")
QUESTIONS = TEXTS / "questions.jsonl"

MARK = re.compile(r"\[([NSX])([1-9])\]")
"""A name, a surname, or the name of somebody who is in no text."""
_MOST = 9
_FIRST = (
    "Anna Maria Helena Kaisa Riitta Tuula Päivi Satu Sari Minna Heidi Johanna Katja Laura Emilia Hanna Outi Leena Eeva"
    " Tiina Juha Matti Timo Kari Mikko Jari Antti Pekka Heikki Ville Sami Petri Janne Lauri Eero Olli Tuomas Markku Ari"
).split()
_LAST = (
    "Ahola Alatalo Anttila Harjula Haapala Hakala Honkala Jaakkola Junttila Jokela Kangasala Karjala Kauppila"
    " Koskela Kujala Kurkela Lahtela Lampila Laurila Lehtola Mattila Mannila Marttila Ojala Peltola Pohjola"
    " Rantala Ruokola Saarela Salmela Suomela Tuomola Vainola Vuorela"
).split()
"""They take every ending as the marks do: `[N1]lle`."""


def names(seed: str) -> Mapping[str, tuple[str, str]]:
    """Return a first and a last name for each number of a text's marks, and for that of somebody in no text."""
    chance = random.Random(seed)  # noqa: S311
    first, last = chance.sample(_FIRST, _MOST + 1), chance.sample(_LAST, _MOST + 1)
    numbers = [*map(str, range(1, _MOST + 1)), "X"]
    return dict(zip(numbers, zip(first, last, strict=True), strict=True))


def named(text: str, people: Mapping[str, tuple[str, str]]) -> str:
    """Return a text with names for its marks."""

    def name(mark: re.Match[str]) -> str:
        kind, number = mark.groups()
        first, last = people["X" if kind == "X" else number]
        return last if kind == "S" else f"{first} {last}"

    return MARK.sub(name, text)


def texts(into: Path, seed: int) -> Path:
    """Write the texts with names into a folder, and return it."""
    into.mkdir(parents=True, exist_ok=True)
    for source in sorted(TEXTS.glob("*.md")):
        if source.name != "README.md":
            people = names(f"{seed} {source.stem}")
            (into / source.name).write_text(named(source.read_text(encoding="utf-8"), people), encoding="utf-8")
    return into


def cases(seed: int) -> list[Case]:
    """Return the questions with the names that `texts` put into their documents."""
    return [_named(case, seed) for case in training_cases(QUESTIONS)]


def _named(case: Case, seed: int) -> Case:
    of = {evidence.document: names(f"{seed} {evidence.document}") for evidence in case.evidence}
    people = next(iter(of.values())) if of else names(f"{seed} {case.id}")
    evidence: Sequence[Evidence] = [
        replace(found, quote=named(found.quote, of[found.document])) for found in case.evidence
    ]
    answer = tuple(named(fact, people) for fact in case.answer)
    return replace(case, question=named(case.question, people), evidence=tuple(evidence), answer=answer)


def exercise_groups(indexed: tuple[Generation, Encoder], seed: int) -> list[Group]:
    """Return the groups to learn from, given the index of the texts and its encoder; none of them is kept back."""
    generation, encoder = indexed
    maker = Maker(generation, encoder, Reserved(frozenset(), {}), random.Random(f"{seed} exercises"))  # noqa: S311
    return list(maker.groups(cases(seed), learning=True))
