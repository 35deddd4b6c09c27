"""Times and memory of indexing many documents, first and again after small changes.

    python -m benchmarks.ingestion --documents 5000 --encoder bundled --words 190

The documents are copies of the shipped corpus with every seventh word changed, so that no sentence is known already.
With `--encoder hashed` the model is left out: what remains is all that comes on top of it.
"""

import argparse
import json
import random
import re
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from lape_qa.documents import loading
from lape_qa.documents.model import Document
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.index import store
from lape_qa.index.store import Layout
from lape_qa.settings import load_settings
from support.fakes import FakeEncoder

_CHANGED = 1 / 7


def copies(sources: Sequence[Document], count: int, longest: int, dice: random.Random) -> dict[str, str]:
    """Return texts by file name: copies of the sources of at most some words, each with other words in some places."""
    words = sorted({word for source in sources for word in re.findall(r"\w+", source.text)})

    def changed(match: re.Match[str]) -> str:
        return dice.choice(words) if dice.random() < _CHANGED else match[0]

    texts = {}
    for number in range(count):
        source = sources[number % len(sources)]
        shortened = re.match(rf"(?:\S+\s*){{0,{longest}}}", source.text)
        body = re.sub(r"\w+", changed, shortened[0] if shortened else "")
        head = (
            f'---\ntitle: "{number} {source.region}"\nregion: "{source.region}"\nlanguage: "{source.language}"\n---\n'
        )
        texts[f"copy-{number:05}.md"] = head + body
    return texts


def main(arguments: Sequence[str] | None = None) -> None:
    """Index the copies, then again after one change of each kind, and print seconds, texts encoded and memory."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--words", type=int, default=190, help="longest document, in words")
    parser.add_argument("--encoder", choices=["bundled", "hashed"], default="bundled")
    options = parser.parse_args(arguments)
    settings = load_settings()
    encoder: Encoder = FakeEncoder()
    if options.encoder == "bundled":
        encoder = open_encoder(settings.model_choice(), settings.cache)
    texts = copies(loading.load([settings.corpus]).documents, options.documents + 1, options.words, random.Random(1))
    results = []
    with tempfile.TemporaryDirectory(prefix="lape-qa-ingestion-") as scratch:
        folder, root = Path(scratch) / "sources", Path(scratch) / "index"
        folder.mkdir()

        def index(what: str) -> None:
            started = time.perf_counter()
            documents = loading.load([folder]).documents
            read, cpu = time.perf_counter(), time.process_time()
            built = store.build(root, documents, settings.recipe(encoder))
            results.append(
                {
                    "what": what,
                    "read_seconds": round(read - started, 1),
                    "build_seconds": round(time.perf_counter() - read, 1),
                    "build_cpu_seconds": round(time.process_time() - cpu, 1),
                    "documents": built.manifest.documents,
                    "passages": built.manifest.passages,
                    "sentences": built.manifest.sentences,
                    "encoded": built.encoded,
                }
            )
            print(json.dumps(results[-1]), flush=True)

        *most, last = texts
        for name in most:
            (folder / name).write_text(texts[name], encoding="utf-8")
        index("first")
        index("again")
        (folder / last).write_text(texts[last], encoding="utf-8")
        index("one added")
        (folder / most[0]).write_text(texts[most[0]] + "\n\nTämä virke on uusi.\n", encoding="utf-8")
        index("one changed")
        (folder / most[1]).rename(folder / "renamed.md")
        index("one renamed")
        (folder / last).unlink()
        index("one removed")
        layout = Layout(root)
        sizes = {
            "generation": sum(file.stat().st_size for file in store.files_of(root, store.current(root))),
            "cache": layout.cache.stat().st_size,
            "versions": sum(file.stat().st_size for file in layout.versions.files()),
        }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_memory_mb": round(peak), "disk_mb": {k: round(v / 1e6, 1) for k, v in sizes.items()}}))


if __name__ == "__main__":
    main()
