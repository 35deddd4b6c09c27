"""What a collection is called on the command line -> the collection."""

from pathlib import Path

from lape_qa.errors import UsageError
from lape_qa.evaluation import beir, irds, trec
from lape_qa.evaluation.collection import Collection
from lape_qa.evaluation.judgements import read_judgements


def open_collection(name: str, qrels: Path | None = None, split: str | None = None) -> Collection:
    """Read a BEIR or MTEB folder, a TREC folder, or `irds:ID`; judged by a file or a split of its own, if one is given.

    Raises UsageError when it is none of these, or with the file and line that is wrong.
    """
    if qrels is not None and split is not None:
        raise UsageError("give --qrels or --split, not both")
    judgements = read_judgements(qrels) if qrels is not None else None
    folder = Path(name)
    if not folder.is_dir() and name.startswith(irds.PREFIX):
        if split is not None:
            raise UsageError(f"--split is for BEIR folders: the id says it, like {irds.PREFIX}beir/scifact/test")
        return irds.read(name.removeprefix(irds.PREFIX), judgements)
    if not folder.is_dir():
        raise UsageError(f"{name} is no folder; a collection of ir_datasets is written {irds.PREFIX}ID")
    if trec.is_collection(folder):
        if split is not None:
            raise UsageError("--split is for BEIR folders: name TREC's judgements by --qrels")
        return trec.read(folder, judgements)
    return beir.read(folder, split, judgements)
