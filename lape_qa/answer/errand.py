"""Whether an errand is asked, as for an appointment, of which nothing that is quoted tells; pure."""

import re
from collections.abc import Sequence
from functools import partial

from lape_qa.answer.model import Answer, Citation, NoAnswer
from lape_qa.language.detection import analysed_as
from lape_qa.language.packs.errands import ERRANDS, Errand
from lape_qa.question.model import Query

_WORD = re.compile(r"\w+")


def instead(outcome: Answer | NoAnswer, query: Query) -> NoAnswer | None:
    """Return what to say in place of an answer whose first quote does not tell of the errand that is asked; else None.

    Who wants an appointment at the clinic of a town is not helped by what else a source tells of that town, however
    near it comes, nor by excerpts. What asks two things in one is answered as ever.
    """
    if query.parts:
        return None
    pack = ERRANDS[query.language]
    said = " ".join(_WORD.findall(query.meant[: query.own_end].casefold()))
    asked = [errand for errand in pack.kinds if errand.asked.search(said)]
    if not asked or (isinstance(outcome, NoAnswer) and not _is_near(outcome, asked)):
        return None
    first = outcome.citations[0] if isinstance(outcome, Answer) else None
    if first and any(map(partial(_tells, first), asked)):
        return None
    return NoAnswer((), 0.0 if first else outcome.confidence, text=pack.text)


def _is_near(outcome: NoAnswer, asked: Sequence[Errand]) -> bool:
    """Tell whether what found nothing comes near the sources, and they could tell of it.

    Who asks for a bus ticket or tomorrow's weather need not be told whom to call.
    """
    return bool(outcome.nearest) and not outcome.text and any(errand.told for errand in asked)


def _tells(citation: Citation, errand: Errand) -> bool:
    told = errand.told.get(analysed_as(citation.document.language))
    return told is not None and told.search(citation.quote) is not None
