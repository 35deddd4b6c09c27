"""Flip bits of an index: `python -m benchmarks.attacks.flips --index DIR [--flips 1000]`.

In a copy, one bit at a time, in every file of the generation in use, its segments, its manifest and CURRENT in turn.
Each time the index is opened as one too large to be held in memory, and all that is stored of its passages is read: one
or the other must be refused with one line, and both go well when the bit is back.
"""

import argparse
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.attacks import figures
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import IndexUnavailable
from lape_qa.index import store
from lape_qa.index.payloads import Kept
from lape_qa.index.store import Layout


def flip(root: Path, encoder: Encoder, flips: int, *, room: int = 0, seed: int = 3) -> Counter[str]:
    """Flip bits of an index, which is afterwards as before; return how each was met, and which file it was in.

    `room` is how many bytes of segments are held in memory.
    """
    used = store.current(root)
    files = [Layout(root).current, *store.files_of(root, used)]
    places = random.Random(seed)
    met: Counter[str] = Counter()
    for number in range(flips):
        file = files[number % len(files)]
        content = file.read_bytes()
        harmed = bytearray(content)
        harmed[places.randrange(len(harmed))] ^= 1 << places.randrange(8)
        file.write_bytes(harmed)
        met[_read(root, encoder, room, file.name)] += 1
        file.write_bytes(content)
    met[f"afterwards {_read(root, encoder, room, 'whole')}"] += 1
    return met


def _read(root: Path, encoder: Encoder, room: int, name: str) -> str:
    step = "opening"
    try:
        generation = store.open_current(root, store.current(root), encoder, Kept(room))
        step = "reading"
        generation.segments.of_rows(range(len(generation.passages)))
    except IndexUnavailable as error:
        return f"{step}: one line" if "\n" not in str(error) and str(root) in str(error) else f"{step}: {error}"
    return f"read: {name}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Flip, and print how often what happened as JSON."""
    from lape_qa.cli import setup
    from lape_qa.settings import load_settings

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="an index folder; it is left as it is")
    parser.add_argument("--flips", type=int, default=1000)
    figures.add_option(parser)
    options = parser.parse_args(arguments)
    encoder = setup.load_encoder(load_settings())
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "index"
        shutil.copytree(options.index, root)
        met = flip(root, encoder, options.flips)
    print(json.dumps(met, indent=1))
    if options.store:
        figures.keep("flips", met)


if __name__ == "__main__":
    main()
