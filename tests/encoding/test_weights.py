import json
from pathlib import Path

import pytest

from lape_qa.encoding.weights import identity

Tensors = dict[str, tuple[str, list[int], bytes]]

TENSORS: Tensors = {
    "embeddings": ("F32", [2, 1], b"\x00\x00\x80?\x00\x00\x00@"),
    "layer": ("F32", [1], b"\x00\x00@@"),
}


def folder(root: Path, tensors: Tensors, metadata: dict[str, str] | None = None) -> Path:
    """A folder with a file of weights, laid out in the order given."""
    header: dict[str, object] = {"__metadata__": metadata} if metadata else {}
    at = 0
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(content)]}
        at += len(content)
    written = json.dumps(header).encode()
    root.mkdir(exist_ok=True)
    contents = b"".join(content for *_, content in tensors.values())
    (root / "model.safetensors").write_bytes(len(written).to_bytes(8, "little") + written + contents)
    return root


def test_the_same_weights_are_the_same_however_the_file_is_arranged(tmp_path: Path) -> None:
    first = identity(folder(tmp_path / "a", TENSORS))
    other = folder(tmp_path / "b", dict(reversed(TENSORS.items())), {"format": "pt"})
    (other / "config.json").write_text("{}", encoding="utf-8")
    assert len(first) == 16
    assert identity(other) == first


@pytest.mark.parametrize(
    "changed",
    [
        TENSORS | {"layer": ("F32", [1], b"\x00\x00@A")},
        TENSORS | {"layer": ("F16", [2], b"\x00\x00@@")},
        TENSORS | {"another": ("F32", [0], b"")},
        {"embeddings": TENSORS["embeddings"]},
    ],
)
def test_other_weights_are_told_apart(tmp_path: Path, changed: Tensors) -> None:
    assert identity(folder(tmp_path / "a", TENSORS)) != identity(folder(tmp_path / "b", changed))


def test_a_folder_without_such_weights_has_no_identity(tmp_path: Path) -> None:
    assert identity(tmp_path) == ""
    (tmp_path / "model.safetensors").write_bytes(b"no weights at all")
    assert identity(tmp_path) == ""
