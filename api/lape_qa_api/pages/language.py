"""In which language a visitor is spoken to: the one that the address names, or the first that the browser asks for."""

from lape_qa.language.model import Language
from lape_qa_api.pages.texts import LANGUAGES


def preferred(accepted: str) -> Language:
    """Return the language of the pages that an Accept-Language header likes best; Finnish where it likes none.

    Of languages with the same weight, the first; a weight that is no number is 0.
    """
    weighed: list[tuple[float, Language]] = []
    for part in accepted.split(","):
        tag, _, weight = part.partition(";")
        code = tag.strip().partition("-")[0].casefold()
        weighed += [(_weight(weight), language) for language in LANGUAGES if language == code]
    best = max(weighed, key=lambda one: one[0], default=(0.0, "fi"))
    return best[1] if best[0] > 0 else "fi"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
