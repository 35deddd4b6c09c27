"""LAPE-QA's retrieval as a model of MTEB: `mteb.evaluate(LapeQaSearch(), tasks)`."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from lape_qa import __version__
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import UsageError
from lape_qa.evaluation.collection import Row
from lape_qa.evaluation.corpus_search import CorpusSearch
from lape_qa.reading.reader import SentenceReader, reading_of
from lape_qa.settings import Settings, load_settings

try:
    from mteb.models import ModelMeta
except ModuleNotFoundError as error:  # in no extra: it brings more than the whole project
    raise UsageError("measuring by MTEB needs the package mteb, not installed here: pip install mteb") from error

NAME = "lape-qa/retrieval"
_log = logging.getLogger(__name__)


class LapeQaSearch:
    """The whole of retrieval, as MTEB's `SearchProtocol` wants it: words, vectors, second stage and reader.

    With the model of the settings (`LAPE_QA_…`) and its reader, or those that are given: a model that is given has no
    reader unless one is given too. Retrieval tasks are measured; reranking tasks, which give the candidates, are
    refused.
    """

    def __init__(
        self,
        *,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        reader: SentenceReader | None = None,
    ) -> None:
        self._settings = settings or load_settings()
        self._encoder = encoder or open_encoder(self._settings.model_choice(), self._settings.cache)
        self._reader = reader
        if encoder is None and reader is None:
            self._reader = _reader_of(self._settings)
        self._corpus: CorpusSearch | None = None

    @property
    def mteb_model_meta(self) -> ModelMeta:
        """What MTEB writes of the model."""
        reader = f" with the reader {self._reader.name}" if self._reader else ""
        return ModelMeta.create_empty(
            {
                "name": NAME,
                "revision": f"{__version__} over {self._encoder.name}{reader}".replace(" ", "-"),
                "languages": ["fin-Latn", "swe-Latn", "eng-Latn"],
                "embed_dim": self._encoder.dimensions,
                "open_weights": True,
            }
        )

    def index(self, corpus: Iterable[Mapping[str, Any]], **_: Any) -> None:
        """Index a task's corpus, unless it was indexed with this model before."""
        rows = [Row(str(row["id"]), str(row["text"]), str(row.get("title") or "")) for row in corpus]
        self._corpus = CorpusSearch(rows, self._encoder, self._settings.cache, reader=self._reader)

    def search(
        self, queries: Iterable[Mapping[str, Any]], *, top_k: int, top_ranked: object = None, **_: Any
    ) -> dict[str, dict[str, float]]:
        """Return the scores of the documents found for each query, at most `top_k`.

        Raises UsageError for a reranking task, and when nothing was indexed.
        """
        if top_ranked is not None:
            raise UsageError("this is a reranking task: LAPE-QA finds documents, it does not order given ones")
        if self._corpus is None:
            raise UsageError("nothing was indexed: call index() before search()")
        asked = {str(query["id"]): str(query["text"]) for query in queries}
        return {query: dict(found) for query, found in self._corpus.rankings(asked, top_k).items()}


def _reader_of(settings: Settings) -> SentenceReader | None:
    found = reading_of(settings.model, settings.cache, wanted=settings.reader)
    if found.wanted and found.absence:
        _log.warning("measuring without the reader: %s", found.absence)
    return found.reader
