"""Which model a folder holds, whatever it is called and however it is prompted."""

import hashlib
import json
from pathlib import Path

_SAMPLE = 4096
"""Bytes looked at of each tensor: training anew changes all of them."""


def identity(folder: Path) -> str:
    """Return a hash of a model's weights: of each tensor its name, type, shape and first bytes; "" without weights.

    The weights are those of the file `model.safetensors` of a sentence-transformers folder. How a library arranges that
    file, or writes what stands beside it, changes nothing.
    """
    file = folder / "model.safetensors"
    if not file.is_file():
        return ""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if length > file.stat().st_size:
            return ""
        try:
            tensors = json.loads(stream.read(length))
            for name in sorted(tensors.keys() - {"__metadata__"}):
                tensor = tensors[name]
                start, end = tensor["data_offsets"]
                digest.update(f"{name} {tensor['dtype']} {tensor['shape']}\n".encode())
                stream.seek(8 + length + start)
                digest.update(stream.read(min(_SAMPLE, end - start)))
        except (ValueError, KeyError, TypeError, AttributeError):
            # What is wrong with such a file is said by whoever loads it.
            return ""
    return digest.hexdigest()[:16]
