"""An evaluator for training with sentence-transformers: what the model is worth inside the whole of retrieval."""

import csv
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sentence_transformers.base.evaluation import BaseEvaluator

from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.opening import open_encoder
from lape_qa.errors import UsageError
from lape_qa.evaluation.benchmark import DEPTH, MEASURES, quality
from lape_qa.evaluation.collection import Collection, Row
from lape_qa.evaluation.corpus_search import CorpusSearch

_PRIMARY = "ndcg@10"


class RetrievalEvaluator(BaseEvaluator):
    """Measures a model with words, second stage and late interaction around it, where its own evaluator has it alone.

    Made like `InformationRetrievalEvaluator`: `queries` and `corpus` map ids to texts, `relevant_docs` a query's id to
    the ids of its documents. A text of the corpus may be a mapping with `title` and `text`. Measures are those of
    `lape-qa benchmark`, by name, each with the evaluator's name before it.
    """

    def __init__(
        self,
        queries: Mapping[str, str],
        corpus: Mapping[str, str | Mapping[str, str]],
        relevant_docs: Mapping[str, Iterable[str]],
        name: str = "",
        *,
        write_csv: bool = True,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.primary_metric = _PRIMARY
        self.name = name
        self._write_csv = write_csv
        self._relevant = {
            query: dict.fromkeys(relevant_docs[query], 1) for query in queries if relevant_docs.get(query)
        }
        self._queries = {query: queries[query] for query in self._relevant}
        self._rows = [_row(identifier, text) for identifier, text in corpus.items()]
        if not self._queries or not self._rows:
            raise UsageError("there is nothing to measure by: no query has a relevant document, or the corpus is empty")

    @classmethod
    def of(cls, collection: Collection, name: str = "", *, write_csv: bool = True) -> "RetrievalEvaluator":
        """Return the evaluator of a collection; every grade above zero counts as relevant."""
        corpus = {d.id: {"title": d.title, "text": d.text} for d in collection.documents}
        return cls(collection.queries, corpus, collection.relevant, name, write_csv=write_csv)

    def __call__(
        self, model: Any, output_path: str | None = None, epoch: int = -1, steps: int = -1
    ) -> dict[str, float]:
        """Return the measures of a model as it is now; a row of them goes to a CSV file in `output_path`, if given."""
        with tempfile.TemporaryDirectory(prefix="lape-qa-evaluator-") as scratch:
            # As it would be served: questions by the model's 8-bit graph, where one can be made.
            folder = Path(scratch) / "model"
            model.save_pretrained(str(folder))
            encoder = open_encoder(ModelChoice(str(folder)), Path(scratch) / "cache")
            found = CorpusSearch(self._rows, encoder, Path(scratch) / "cache").rankings(self._queries, DEPTH)
        measures = quality(self._relevant, {q: [document for document, _ in those] for q, those in found.items()})
        if output_path is not None and self._write_csv:
            self._note(Path(output_path), epoch, steps, measures)
        named: dict[str, float] = self.prefix_name_to_metrics(measures, self.name)
        self.store_metrics_in_model_card_data(model, named, epoch, steps)
        return named

    def _note(self, folder: Path, epoch: int, steps: int, measures: Mapping[str, float]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"Lape-Qa-Retrieval_evaluation{'_' if self.name else ''}{self.name}_results.csv"
        is_new = not file.exists()
        with file.open("a", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            if is_new:
                writer.writerow(["epoch", "steps", *MEASURES])
            writer.writerow([epoch, steps, *(measures[name] for name in MEASURES)])


def _row(identifier: str, text: str | Mapping[str, str]) -> Row:
    return Row(identifier, text) if isinstance(text, str) else Row(identifier, text["text"], text.get("title", ""))
