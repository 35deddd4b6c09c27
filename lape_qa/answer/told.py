"""What a sentence tells: what came about, what was meant to, whose duty it is, or where to ask; pure."""

from enum import StrEnum
from functools import lru_cache

from lape_qa.language import morphology
from lape_qa.language.model import Language
from lape_qa.language.packs.forms import FORMS, OFFICE, Forms
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked


class Told(StrEnum):
    """What a sentence tells."""

    DONE = "done"
    """What was done or came about."""
    GOAL = "goal"
    """What was meant to be."""
    DUTY = "duty"
    """What somebody has to do, or what something takes."""
    SET_UP = "set up"
    """How it was set up: who led it, who paid for it, from when to when it ran."""
    CONTACT = "contact"
    """Where to ask or to read on."""
    OTHER = "other"


# The same sentences are looked at for many questions, and analysing their words takes long.
@lru_cache(maxsize=20_000)
def told(text: str, heading: str, language: Language) -> Told:
    """Return what a sentence tells; where its words leave it open, the heading above it decides."""
    forms = FORMS[language]
    if forms.contacts.search(text):
        return Told.CONTACT
    mark = forms.goals.search(text) or forms.duties.search(text)
    if mark is None:
        return _past(text, language) if _happened(text, language) else _of(heading, forms)
    # "Palveluohjausta pilotoi 12 kuntaa, ja tavoitteena on …" tells first of what was done.
    clause, comma, _ = text[: mark.start()].rpartition(", ")
    return Told.DONE if comma and _happened(clause, language) else _of(mark[0], forms)


def _of(text: str, forms: Forms) -> Told:
    if forms.goals.search(text):
        return Told.GOAL
    return Told.DUTY if forms.duties.search(text) else Told.OTHER


def _past(text: str, language: Language) -> Told:
    leads = OFFICE.search(text) and kinds.holds(Asked.PERSON, text)
    return Told.SET_UP if leads or FORMS[language].set_up.search(text) else Told.DONE


def _happened(text: str, language: Language) -> bool:
    """Tell whether a text speaks of the past, or of what there is since."""
    if FORMS[language].happened.search(text):
        return True
    return language == "fi" and any(morphology.is_past(word[0]) for word in morphology.words(text))
