"""Whether an errand is asked, as for an appointment, of which nothing that is quoted tells; pure."""

import re

from lape_qa.answer.model import Answer, NoAnswer
from lape_qa.language.detection import analysed_as
from lape_qa.language.packs.errands import ERRANDS
from lape_qa.question.model import Query

_WORD = re.compile(r"\w+")


def instead(outcome: Answer | NoAnswer, query: Query) -> NoAnswer | None:
    """Return what to say in place of an answer whose first quote does not tell of the errand that is asked; else None.

    Who wants an appointment at the clinic of a town is not helped by what else a source tells of that town, however
    near it comes, nor by excerpts. What asks two things in one is answered as ever.
    """
    if query.parts or (isinstance(outcome, NoAnswer) and outcome.text):
        return None
    pack = ERRANDS[query.language]
    said = " ".join(_WORD.findall(query.meant[: query.own_end].casefold()))
    asked = [errand for errand in pack.kinds if errand.asked.search(said)]
    if not asked:
        return None
    first = outcome.citations[0] if isinstance(outcome, Answer) else None
    if first and any(errand.told[analysed_as(first.document.language)].search(first.quote) for errand in asked):
        return None
    return NoAnswer((), 0.0 if first else outcome.confidence, text=pack.text)
