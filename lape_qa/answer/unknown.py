"""What a question is about that the sources do not know."""

from collections.abc import Container, Iterator

from lape_qa.answer.model import Answer
from lape_qa.index.ports import Source
from lape_qa.language import glossary, morphology
from lape_qa.language.detection import analysed_as
from lape_qa.language.packs.forms import FORMS
from lape_qa.question.follow_up import names_another
from lape_qa.question.model import Query
from lape_qa.retrieval.candidates import Candidates


def knows_nothing(candidates: Candidates, generation: Source) -> bool:
    """Tell whether no word of a question, nor a part of one, stands in any source.

    So it is told of sources in the question's own language alone: in another one its words stand otherwise. What asks
    two things in one is left to those.
    """
    query = candidates.query
    known = generation.forward.vocabulary
    if query.parts or not query.words or any(term in known for word in query.words for term in word):
        return False
    return any(generation.document(hit.passage.document_id).language == query.language for hit in candidates.hits())


def is_strange(word: str, known: Container[str]) -> bool:
    """Tell whether a Finnish word is a noun of which no source has any base form, nor both parts."""
    return _is_new(word, known) and not any(
        before in known and behind in known for _, before, behind in morphology.halves(word)
    )


def leaves_out(answer: Answer, query: Query, known: Container[str]) -> bool:
    """Tell whether "Entä lapsilisät?" names a thing that no source names, nor the quotes in two words.

    After a question about LAPE it is none about LAPE, which the words that it takes over would answer.
    """
    if query.language != "fi" or not query.carried or not names_another(query.meant[: query.own_end]):
        return False
    new = {word for word in _own(query) if _is_new(word, known)}
    if not new:
        return False
    quotes = ((each.quote, analysed_as(each.document.language)) for each in answer.citations)
    held = {term for quote, language in quotes for term in morphology.terms(quote, language)}
    return not all(
        any(before in held and behind in held for _, before, behind in morphology.halves(word)) for word in new
    )


def _own(query: Query) -> Iterator[str]:
    """Yield the words that a question does not take over from those before."""
    for word, span in zip(query.written, query.spans, strict=True):
        if span.start < query.own_end:
            yield word


def _is_new(word: str, known: Container[str]) -> bool:
    """Tell whether a Finnish word is a noun of which no source has any base form."""
    if morphology.is_verb(word) or not morphology.may_be_a_noun(word):
        return False
    if glossary.place_among(morphology.terms(word)[: morphology.FIRST_READINGS]):
        return False
    forms = morphology.base_forms(word, "fi")
    return not (forms & (FORMS["fi"].general | FORMS["fi"].fillers) or any(form in known for form in forms))
