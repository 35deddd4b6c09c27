"""Whether a question is about nothing that the sources know: none of its words stands in any."""

from lape_qa.index.ports import Source
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
