"""What a word names as a whole: its base forms, and those of the name that it says in other words; pure and cached."""

from functools import lru_cache

from lape_qa.language import glossary, morphology
from lape_qa.language.model import Language
from lape_qa.language.packs.forms import FORMS, PROGRAMME

_TWO_PARTS = 3
"""Terms of a compound of two parts: the whole and either."""


@lru_cache(maxsize=20_000)
def own_forms(word: str, language: Language) -> frozenset[str]:
    """Return the base forms of a word, and of what stands before a word for the same thing in it."""
    own = morphology.base_forms(word, language)
    named, _, head = word.rpartition("-")
    # An abbreviation hides from the morphology what stands behind it: OT-keskusten.
    if named.isupper() and head:
        own |= {f"{named.casefold()}-{form}" for form in morphology.base_forms(head, language)}
    is_name = named[:1].isupper() or glossary.full_name(named) is not None
    if is_name and morphology.base_forms(head, language) & FORMS[language].same_thing:
        return own | morphology.base_forms(named, language)
    parts = morphology.terms(word, language)
    # Written as one: "lapehanke".
    if len(parts) == _TWO_PARTS and parts[-1] in FORMS[language].same_thing and parts[1] in PROGRAMME:
        return own | {parts[1]}
    # "kuntaagentti" is written with a hyphen, since two like vowels meet in it.
    if language == "fi" and len(parts) == _TWO_PARTS and parts[1][-1:] == parts[2][:1] and parts[1] + parts[2] in own:
        return own | {f"{parts[1]}-{parts[2]}"}
    return own
