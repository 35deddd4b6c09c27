"""What every stack is given: the job, the same depth, and vectors from one pass of the model, kept by content.

    python -m benchmarks.peers.shared WORK-FOLDER

encodes whatever has no vector yet.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Role = Literal["query", "passage"]
Search = Callable[[str], list[str]]
"""Question to the ids of the passages found, best first."""
DEPTH = 100
BATCH = 16


class Encoder:
    """The model in plain float32, as sentence-transformers loads it, with its own prompts ("query: ", "passage: ").

    Passages come from the store; a query does too, unless `live` is set: then the model encodes it.
    """

    def __init__(self, folder: Path, store: Path) -> None:
        self.model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self.live = False
        self._model_sha256 = _folder_sha256(folder)
        self._store = store
        self._rows: dict[str, int] = {}
        self._vectors: Vectors = np.zeros((0, 0), np.float32)
        self.seconds: dict[str, float] = {}
        if store.is_file():
            with np.load(store) as saved:
                self._rows = {str(key): row for row, key in enumerate(saved["keys"])}
                self._vectors = saved["vectors"]
                self.seconds = {"passage": float(saved["passage_seconds"]), "query": float(saved["query_seconds"])}

    def fill(self, passages: Sequence[str], queries: Sequence[str]) -> None:
        """Encode all texts and store them with the seconds it took; nothing is done when all of them are stored."""
        texts: list[tuple[Role, Sequence[str]]] = [("passage", passages), ("query", queries)]
        if all(self._key(role, text) in self._rows for role, some in texts for text in some):
            return
        keys, vectors = [], []
        for role, some in texts:
            started = time.perf_counter()
            vectors.append(self._encode(role, some, progress=True))
            self.seconds[role] = time.perf_counter() - started
            keys += [self._key(role, text) for text in some]
        self._rows = {key: row for row, key in enumerate(keys)}
        self._vectors = np.concatenate(vectors)
        unfinished = self._store.with_name("unfinished.npz")
        np.savez(
            unfinished,
            keys=np.array(keys),
            vectors=self._vectors,
            passage_seconds=np.float64(self.seconds["passage"]),
            query_seconds=np.float64(self.seconds["query"]),
        )
        unfinished.replace(self._store)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the stored vectors of passages, shape (len(texts), dimensions), rows of unit length."""
        found: Vectors = self._vectors[[self._rows[self._key("passage", text)] for text in texts]]
        return found

    def query(self, text: str) -> Vectors:
        """Return the vector of a query, shape (dimensions,), of unit length."""
        found: Vectors = (
            self._encode("query", [text])[0] if self.live else self._vectors[self._rows[self._key("query", text)]]
        )
        return found

    def _encode(self, role: Role, texts: Sequence[str], progress: bool = False) -> Vectors:
        encode = self.model.encode_query if role == "query" else self.model.encode_document
        return np.asarray(encode(list(texts), batch_size=BATCH, show_progress_bar=progress), np.float32)

    def _key(self, role: Role, text: str) -> str:
        return hashlib.sha256(f"{self._model_sha256} {role} {text}".encode()).hexdigest()


def open_job(work: Path) -> tuple[dict[str, Any], Encoder]:
    """Return what `prepare` wrote, and the encoder over its store."""
    job = json.loads((work / "job.json").read_text(encoding="utf-8"))
    return job, Encoder(Path(job["folder"]), work / "vectors.npz")


def _folder_sha256(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as stream:
            digest.update(f"{file.relative_to(folder).as_posix()} {file.stat().st_size}\n".encode())
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


if __name__ == "__main__":
    job, encoder = open_job(Path(sys.argv[1]))
    encoder.fill(list(job["passages"].values()), list(job["queries"].values()))
