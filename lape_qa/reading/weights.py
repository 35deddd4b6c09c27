"""What training changed of the base, as the wheel carries it: one file of small whole numbers.

A matrix is stored as its difference from the base's, each row by a scale of its own and whole numbers of up to
LEVELS in size, which zip well; a vector (biases, norms) and the new head's matrices in the same way, their base 0
where the base has none. `reader.json` beside it says which base it belongs to, what its bytes hash to, and how it
was made.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lape_qa.errors import ModelError

LEVELS = 31
"""Steps on either side of zero: six bits."""
_FORMAT = 1

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The stored file and what is said of it."""

    packed: bytes
    base: str
    """Hash of the base's weights that the differences belong to."""
    digest: str
    """Hash of the stored file."""

    def differences(self) -> dict[str, Floats]:
        """Return the difference of each parameter from the base's, by the network's names."""
        with np.load(io.BytesIO(self.packed)) as stored:
            names = [name.removesuffix(".codes") for name in stored.files if name.endswith(".codes")]
            return {name: _widened(stored[f"{name}.codes"], stored[f"{name}.scale"]) for name in names}


def _widened(codes: NDArray[np.int8], scale: NDArray[np.float32]) -> Floats:
    wide: Floats = codes.astype(np.float32) * scale.astype(np.float32)
    return wide


def shipped() -> Weights:
    """Return the weights that came with the package.

    Raises ModelError, naming what is wrong and the remedy, when they are missing, damaged or of another format.
    """
    folder = files("lape_qa") / "reading"
    mend = "install lape-qa anew, or set LAPE_QA_READER=off to answer without the reader"
    try:
        said = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        packed = (folder / "reader.npz").read_bytes()
    except (OSError, ValueError) as error:
        raise ModelError(f"the reader's weights cannot be read ({error}): {mend}") from error
    return checked(said, packed, mend)


def checked(said: Mapping[str, Any], packed: bytes, mend: str) -> Weights:
    """Return weights whose bytes are those that are said; ModelError with the remedy otherwise."""
    if said.get("format") != _FORMAT:
        raise ModelError(f"the reader's weights have format {said.get('format')!r}, expected {_FORMAT}: {mend}")
    digest = sha256(packed).hexdigest()
    if digest != said.get("sha256"):
        raise ModelError(
            f"the reader's weights are damaged (sha256 {digest[:12]}, expected {str(said.get('sha256'))[:12]}): {mend}"
        )
    return Weights(packed, str(said["base"]), digest)


def pack(differences: Mapping[str, Floats]) -> bytes:
    """Return the bytes of the file for some differences: matrices by row, vectors as one row."""
    stored: dict[str, NDArray[Any]] = {}
    for name, values in sorted(differences.items()):
        greatest = np.abs(values).max(axis=-1, keepdims=True)
        levels = LEVELS if values.ndim > 1 else 127
        scale = np.maximum(greatest / levels, 1e-12).astype(np.float32)
        stored[f"{name}.codes"] = np.round(values / scale).astype(np.int8)
        stored[f"{name}.scale"] = scale
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **stored)
    return buffer.getvalue()


def describe(packed: bytes, base: str, made: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `reader.json` holds for a file."""
    return {"format": _FORMAT, "base": base, "sha256": sha256(packed).hexdigest(), **made}
