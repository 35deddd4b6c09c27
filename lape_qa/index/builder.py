"""Documents -> the files of a generation; what was computed for a text before is taken from the cache."""

import dataclasses
import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from lape_qa import durable_files
from lape_qa.documents.model import Document, Passage
from lape_qa.encoding.model import Vectors
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import StorageError
from lape_qa.index import dense, lexical, positions, token_vectors
from lape_qa.index.cache import Cache, key
from lape_qa.index.generation import Files, passage_of, passage_row, write_lines, write_manifest
from lape_qa.index.model import CONTEXT, Manifest
from lape_qa.index.positions import ForwardIndex, Occurrence
from lape_qa.index.recipe import IndexRecipe, analysis
from lape_qa.index.versions import row_of
from lape_qa.language import glossary, morphology, spelling
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language

T = TypeVar("T")

FORMAT = 4

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def silent(_work: str, _done: int, _total: int) -> None:
    """Tell nobody how far a build is."""


_BLOCK = 256
"""Texts given to the encoder at once, so that a kill loses no more of them."""


def corpus_sha256(documents: Sequence[Document]) -> str:
    """Hash every document's text and metadata."""
    digest = hashlib.sha256()
    for document in documents:
        known = {k: v for k, v in row_of(document).items() if k != "text"}
        digest.update(json.dumps(known, ensure_ascii=False, sort_keys=True).encode("utf-8"))
    return digest.hexdigest()


def write(
    folder: Path, documents: Sequence[Document], recipe: IndexRecipe, cache: Cache, progress: Progress
) -> tuple[Manifest, int]:
    """Write a generation into an empty folder, to disk; return its manifest and how many texts were encoded.

    Raises StorageError when the documents hold no text, OSError and sqlite3.Error when the disk refuses.
    """
    files = Files(folder)
    placed = [(d, p) for d in _counted(documents, "cutting texts", progress) for p in _passages(d, recipe, cache)]
    if not placed:
        raise StorageError("the documents hold no text: nothing to index")
    sentences = [document.text[s.start : s.end] for document, passage in placed for s in passage.sentences]

    texts = [_Text.of(document, passage, recipe) for document, passage in placed]
    encoded = _encode(texts, sentences, recipe, cache, progress)
    _write_vectors(files, texts, sentences, recipe, cache)
    rows = (_occurrences(*place, recipe, cache) for place in _counted(placed, "analysing words", progress))
    ids = positions.write(files.forward, rows)
    spelling.write(files.forms, (text.text for text in texts))
    lexical.write(files.lexical, ids, ForwardIndex(files.forward).vocabulary)
    write_lines(files.documents, map(row_of, documents))
    write_lines(files.passages, (passage_row(passage) for _, passage in placed))

    corpus = corpus_sha256(documents)
    created = datetime.now(UTC)
    manifest = Manifest(
        format=FORMAT,
        generation=f"{created:%Y%m%dT%H%M%S%f}Z-{corpus[:8]}",
        created=created.isoformat(timespec="seconds"),
        model=recipe.encoder.name,
        model_fingerprint=recipe.encoder.fingerprint,
        dimensions=recipe.encoder.dimensions,
        chunking=dataclasses.asdict(recipe.chunking),
        shape=dataclasses.asdict(recipe.shape),
        corpus_sha256=corpus,
        documents=len(documents),
        passages=len(placed),
        sentences=len(sentences),
        files={
            p.relative_to(folder).as_posix(): durable_files.sha256(p) for p in sorted(folder.rglob("*")) if p.is_file()
        },
    )
    write_manifest(folder, manifest)
    durable_files.sync_tree(folder)
    return manifest, encoded


def _counted(items: Sequence[T], work: str, progress: Progress) -> Iterator[T]:
    for done, item in enumerate(items, start=1):
        yield item
        progress(work, done, len(items))


# ---- passages ------------------------------------------------------------------------------------------


def _passages(document: Document, recipe: IndexRecipe, cache: Cache) -> Sequence[Passage]:
    before = recipe.context(document, "")
    wanted = key("passages", recipe.key(), before, str(document.pages), document.text)
    stored = cache.get(wanted)
    if stored is not None:
        return [passage_of(row, document) for row in json.loads(stored)]
    passages = recipe.passages(document)
    cache.put(wanted, json.dumps([passage_row(passage) for passage in passages]).encode("ascii"))
    return passages


# ---- vectors -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """A passage as the encoder sees it."""

    text: str
    sentence_starts: tuple[int, ...]
    """Where its quotable sentences begin in the text."""
    vector: bytes
    """Key of its vector."""
    tokens: bytes
    """Key of its tokens; empty when none are stored."""

    @staticmethod
    def of(document: Document, passage: Passage, recipe: IndexRecipe) -> "_Text":
        encoder = recipe.encoder
        text = recipe.indexed_text(document, passage)
        before = len(text) - len(passage.text)
        starts = tuple(span.start - passage.start + before for span in passage.sentences)
        tokens = key("tokens", encoder.fingerprint, token_vectors.fingerprint(), str(starts), text)
        return _Text(text, starts, _key_of_vector(text, encoder), tokens if recipe.late else b"")


def _key_of_vector(text: str, encoder: Encoder) -> bytes:
    return key("vector", encoder.fingerprint, "passage", text)


@dataclass
class _Steps:
    """Counts what is done towards a total."""

    progress: Progress
    work: str
    total: int
    done: int = 0

    def advance(self, count: int) -> None:
        self.done += count
        self.progress(self.work, self.done, self.total)


def _encode(
    texts: Sequence[_Text], sentences: Sequence[str], recipe: IndexRecipe, cache: Cache, progress: Progress
) -> int:
    """Put into the cache what it does not hold yet of the passages and sentences; return how many texts that were."""
    encoder = recipe.encoder
    with_tokens = {text.tokens: text for text in texts if text.tokens}
    alone = {text.vector: text.text for text in texts if not text.tokens}
    alone |= {_key_of_vector(sentence, encoder): sentence for sentence in sentences}
    new_texts = [text for wanted, text in with_tokens.items() if not cache.holds(wanted, text.vector)]
    # Of similar length, so that a batch holds little padding.
    new_alone = sorted((text for wanted, text in alone.items() if not cache.holds(wanted)), key=len)

    steps = _Steps(progress, "encoding", len(new_texts) + len(new_alone))
    for at, encoded in encoder.encode_tokens([text.text for text in new_texts], "passage", steps.advance):
        text = new_texts[at]
        cache.put(text.tokens, token_vectors.to_bytes(token_vectors.pack(encoded, text.sentence_starts, CONTEXT)))
        cache.put(text.vector, encoded.vector.astype(np.float32).tobytes())
    for start in range(0, len(new_alone), _BLOCK):
        block = new_alone[start : start + _BLOCK]
        for plain, vector in zip(block, encoder.encode(block, "passage", steps.advance), strict=True):
            cache.put(_key_of_vector(plain, encoder), vector.tobytes())
        cache.commit()
    return steps.total


def _write_vectors(
    files: Files[Path], texts: Sequence[_Text], sentences: Sequence[str], recipe: IndexRecipe, cache: Cache
) -> None:
    """Write what the cache now holds, in row order; the tokens pass through one passage at a time."""
    encoder = recipe.encoder
    dense.write(files.dense, _vectors([text.vector for text in texts], encoder, cache), recipe.shape.exact_up_to)
    if recipe.late:
        token_vectors.write(files.tokens, (token_vectors.from_bytes(cache[text.tokens]) for text in texts))
    of_sentences = _vectors([_key_of_vector(sentence, encoder) for sentence in sentences], encoder, cache)
    np.save(files.sentences, of_sentences.astype(np.float16))


def _vectors(keys: Sequence[bytes], encoder: Encoder, cache: Cache) -> Vectors:
    vectors = np.zeros((len(keys), encoder.dimensions), np.float32)
    for row, wanted in enumerate(keys):
        vectors[row] = np.frombuffer(cache[wanted], np.float32)
    return vectors


# ---- words ---------------------------------------------------------------------------------------------


def _occurrences(document: Document, passage: Passage, recipe: IndexRecipe, cache: Cache) -> list[Occurrence]:
    before = recipe.context(document, passage.heading)
    starts = [span.start - passage.start for span in passage.sentences]
    wanted = key("terms", analysis(), analysed_as(document.language), before, passage.text, str(starts))
    stored = cache.get(wanted)
    if stored is not None:
        return [Occurrence(*row) for row in json.loads(stored)]
    found = occurrences(document, passage, before)
    cache.put(wanted, json.dumps([[o.term, o.word, o.sentence] for o in found]).encode("ascii"))
    return found


def occurrences(document: Document, passage: Passage, before: str) -> list[Occurrence]:
    """Return the search terms of a passage and of what stands before it, in reading order.

    The context is read as Finnish (region, publisher) and in the document's own language.
    """
    language = analysed_as(document.language)
    starts = [span.start - passage.start for span in passage.sentences]
    texts: list[tuple[str, Language]] = [(before, "fi"), (passage.text, language)]
    if language != "fi":
        texts.insert(0, (before, language))
    found: list[Occurrence] = []
    word = 0
    for text, its_language in texts:
        for token in glossary.annotate(morphology.tokens(text, its_language), its_language):
            sentence = bisect_right(starts, token.start) - 1 if text is passage.text else CONTEXT
            found.extend(Occurrence(term, word, sentence) for term in token.terms)
            word += 1
    return found
