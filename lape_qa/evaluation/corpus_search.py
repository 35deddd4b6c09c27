"""The whole of retrieval over passages that another library gives, for that library to measure."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from lape_qa.assistant import Assistant
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import QuestionError
from lape_qa.evaluation.collection import Row, documents_of
from lape_qa.evaluation.collection_index import open_indexed
from lape_qa.evaluation.trec import Scored, falling
from lape_qa.index.model import silent
from lape_qa.reading.reader import SentenceReader

_log = logging.getLogger(__name__)


class CorpusSearch:
    """An index over passages, kept in a cache folder by their content, and the search in it."""

    def __init__(
        self, rows: Iterable[Row], encoder: Encoder, cache: Path, *, reader: SentenceReader | None = None
    ) -> None:
        indexed = open_indexed(documents_of(list(rows)), encoder, cache, silent)
        self._assistant = Assistant(indexed.generation, encoder, reader=reader)

    def rankings(self, queries: Mapping[str, str], depth: int) -> dict[str, Scored]:
        """Return the passages found for each query with scores that fall, at most `depth` of them.

        A query that is no question, such as one without a word, is logged and finds nothing.
        """
        return {identifier: self._found(identifier, text, depth) for identifier, text in queries.items()}

    def _found(self, identifier: str, text: str, depth: int) -> Scored:
        try:
            _, hits = self._assistant.search(text, depth)
        except QuestionError as error:
            _log.warning("nothing is found for the query %r: %s", identifier, error)
            return []
        names = [hit.passage.document_id for hit in hits]
        return list(zip(names, falling(hit.score for hit in hits), strict=True))
