"""A thing that a question calls by two names -> the question about one of them; pure."""

from lape_qa.language import glossary, morphology
from lape_qa.language.detection import detect
from lape_qa.language.model import Language
from lape_qa.language.packs.forms import FORMS
from lape_qa.language.packs.model import named_parts


def by_one_name(text: str, language: Language) -> str:
    """Return a question what something is with one of the two names that it gives that; any other as it is.

    Of a Swedish or English question that is the Finnish name, which the sources have. A place or a year in brackets
    is no other name.
    """
    match = FORMS[language].named_twice.match(text)
    if match is None:
        return text
    found = named_parts(match)
    one, other = found["one"], found["other"]
    if any(_says_where_or_when(word[0]) for word in morphology.words(other)):
        return text
    if language == "fi":
        return f"{FORMS[language].what_is.format(one)}?"
    in_finnish = [name for name in (other, one) if detect(name) == "fi"]
    return f"{FORMS[language].what_is.format(in_finnish[0])}?" if in_finnish else text


def _says_where_or_when(word: str) -> bool:
    terms = morphology.terms(word)[: morphology.FIRST_READINGS]
    return morphology.is_year(word) or glossary.place_among(terms) is not None
