"""The programme as a whole: what it cost, how long it took and how many took part, no source about one region tells."""

import re
from collections.abc import Sequence

from lape_qa.answer.counted import is_of_an_amount
from lape_qa.answer.model import Citation
from lape_qa.answer.pool import NATIONAL
from lape_qa.language import morphology
from lape_qa.language.packs import PACKS
from lape_qa.question import kinds
from lape_qa.question.form import Form
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query

_MEASURES = frozenset({Asked.MONEY, Asked.NUMBER, Asked.TIME})
"""What a part has less of than the whole."""
_PROGRAMME = re.compile(
    r"(?:lape(?:[:’']?\w{1,5})?(?:-(?:ohjelma|hanke|hankk|työ|uudistu|muutosohjelma|program|reform)\w*)?|muutosohjelma\w{0,5})",
    re.IGNORECASE,
)
"""The programme by name, or what leaves it the same: LAPE-ohjelma is LAPE, LAPE-akatemia is not."""
_LASTS = re.compile(r"kauan\w{0,2}|länge|vara(?:de|t|r)|pågick|long|last(?:ed)?|took", re.IGNORECASE)
"""Words for how long it took."""


def asks_of_programme(query: Query) -> bool:
    """Tell whether a question asks for a measure of the programme, and of nothing and nowhere in particular."""
    if query.parts or any(query.required) or query.shape.form is not Form.FACT:
        return False
    others = [number for number in query.shape.subject if not _PROGRAMME.fullmatch(query.written[number])]
    return (
        kinds.asked(query.meant, query.language) in _MEASURES
        and any(_PROGRAMME.fullmatch(word) for word in query.written)
        and all(_names_nothing(query, number) for number in others)
    )


def is_told_of_a_part(citations: Sequence[Citation]) -> bool:
    """Tell whether what is quoted first stands in a source about one region."""
    return citations[0].document.region not in {"", NATIONAL}


def _names_nothing(query: Query, number: int) -> bool:
    """Tell whether a word says nothing of what is measured: "kesti", "budjetti"."""
    word, pack = query.written[number], PACKS[query.language]
    forms = {word.casefold(), *morphology.base_forms(word, "fi")} if query.language == "fi" else {word.casefold()}
    return (
        is_of_an_amount(word)
        or _LASTS.fullmatch(word) is not None
        or any(pack.names_no_topic.fullmatch(form) for form in forms)
        or (query.language == "fi" and morphology.may_be_finite(word))
    )
