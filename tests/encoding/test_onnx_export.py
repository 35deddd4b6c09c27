"""How a question model is made once and kept, and what running its graph gives; the conversion itself is in e2e."""

import errno
import json
import math
import os
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models

from lape_qa.encoding import onnx_export
from lape_qa.encoding.agreement import SEEN
from lape_qa.encoding.conversion import ConversionRefusedError
from lape_qa.encoding.onnx_export import QuestionModel, Traits, make, open_made

TABLE = np.array([[0, 1], [2, 3], [4, 5]], np.float32)
"""The vectors of the tokens 0, 1 and 2."""


def write(folder: Path) -> None:
    """Write a graph that looks tokens up and averages them."""
    values = [
        helper.make_node("Gather", ["table", "ids"], ["tokens"]),
        helper.make_node("ReduceMean", ["tokens", "axis"], ["vector"], keepdims=0),
    ]
    graph = helper.make_graph(
        values,
        "lookup",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])],
        [
            helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "tokens", 2]),
            helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, 2]),
        ],
        [numpy_helper.from_array(TABLE, "table"), numpy_helper.from_array(np.array([1]), "axis")],
    )
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), folder / "graph.onnx"
    )
    traits = {"prompts": {"query": "k : "}, "max_tokens": 32, "dimensions": 2}
    (folder / "traits.json").write_text(json.dumps(traits), encoding="utf-8")
    Tokenizer(models.WordLevel({"perhe": 0}, unk_token="perhe")).save(str(folder / "tokenizer.json"))


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The models converted so far, each into the graph above."""
    converted: list[Path] = []

    def convert(source: Path, target: Path) -> None:
        converted.append(source)
        write(target)

    monkeypatch.setattr(onnx_export, "_convert_apart", convert)
    return converted


def refusing(monkeypatch: pytest.MonkeyPatch, reason: str, *, lasting: bool) -> list[Path]:
    """Let every conversion be refused; return the models that it was tried with."""
    tried: list[Path] = []

    def convert(source: Path, target: Path) -> None:
        tried.append(source)
        (target / "graph.onnx").write_bytes(b"half")
        raise ConversionRefusedError(reason, lasting)

    monkeypatch.setattr(onnx_export, "_convert_apart", convert)
    return tried


def test_graph_gives_the_vectors_of_the_tokens_and_of_the_whole(tmp_path: Path) -> None:
    write(tmp_path)
    model = QuestionModel(tmp_path)
    assert model.traits == Traits({"query": "k : "}, 32, 2)
    tokens, vector = model.run([2, 0, 1, 2])
    assert tokens.tolist() == [[4, 5], [0, 1], [2, 3], [4, 5]]
    assert vector.tolist() == [2.5, 3.5]


def test_graph_is_made_once_and_then_found(tmp_path: Path, conversions: list[Path]) -> None:
    assert open_made(tmp_path, "malli") is None
    assert isinstance(make(tmp_path, "malli", Path("source")), QuestionModel)
    assert isinstance(make(tmp_path, "malli", Path("source")), QuestionModel)
    found = open_made(tmp_path, "malli")
    assert found is not None
    assert found.run([1])[1].tolist() == [2, 3]
    assert conversions == [Path("source")]
    assert open_made(tmp_path, "toinen") is None


@pytest.mark.parametrize("name", ["graph.onnx", "traits.json", "tokenizer.json"])
def test_damaged_graph_is_made_anew(name: str, tmp_path: Path, conversions: list[Path]) -> None:
    make(tmp_path, "malli", Path("source"))
    (file,) = tmp_path.glob(f"questions-*/{name}")
    file.write_bytes(file.read_bytes()[:-1])
    assert open_made(tmp_path, "malli") is None
    assert isinstance(make(tmp_path, "malli", Path("source")), QuestionModel)
    assert len(conversions) == 2


def test_refusal_is_remembered_until_a_library_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = refusing(monkeypatch, "unknown operator", lasting=True)
    assert [make(tmp_path, "malli", Path("source")) for _ in range(2)] == ["unknown operator"] * 2
    assert len(tried) == 1
    monkeypatch.setattr("importlib.metadata.version", lambda _: "99")
    assert make(tmp_path, "malli", Path("source")) == "unknown operator"
    assert len(tried) == 2
    monkeypatch.setattr(onnx_export, "_convert_apart", lambda _, target: write(target))
    monkeypatch.setattr("importlib.metadata.version", lambda _: "100")
    assert isinstance(make(tmp_path, "malli", Path("source")), QuestionModel)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == ["", ".lock"]


def test_what_was_no_fault_of_the_model_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = refusing(monkeypatch, "killed", lasting=False)
    assert [make(tmp_path, "malli", Path("source")) for _ in range(2)] == ["killed"] * 2
    assert len(tried) == 2
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]


def test_full_disk_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path, target: Path) -> None:
        (target / "graph.data").write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(onnx_export, "_convert_apart", full)
    with pytest.raises(OSError, match="No space left on device"):
        make(tmp_path, "malli", Path("source"))
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]


def test_leftover_of_a_killed_conversion_is_removed(tmp_path: Path, conversions: list[Path]) -> None:
    make(tmp_path, "malli", Path("source"))
    (folder,) = tmp_path.glob("questions-*[!k]")
    leftover = folder.with_name(f"{folder.name}.new-abc")
    leftover.mkdir()
    (leftover / "graph.onnx").write_bytes(b"half")
    (folder / "graph.onnx").unlink()
    make(tmp_path, "malli", Path("source"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder.name, f"{folder.name}.lock"]


class Model:
    """Stands for a model: the vectors that the graph above gives any text, turned by an angle."""

    def __init__(self, tokens: float = 0, vector: float = 0) -> None:
        self.tokens, self.vector = tokens, vector

    def encode(self, *_: object, **__: object) -> dict[str, torch.Tensor]:
        vectors = {"token_embeddings": [[0.0, 1.0]], "sentence_embedding": [0.0, 1.0]}
        angles = {"token_embeddings": self.tokens, "sentence_embedding": self.vector}
        return {name: torch.tensor(values) @ turn(angles[name]) for name, values in vectors.items()}


def turn(angle: float) -> torch.Tensor:
    cosine, sine = math.cos(angle), math.sin(angle)
    return torch.tensor([[cosine, sine], [-sine, cosine]])


def test_graph_must_give_the_vectors_of_the_model(tmp_path: Path) -> None:
    write(tmp_path)
    made = QuestionModel(tmp_path)
    near: Any = Model(tokens=math.acos(0.9971), vector=math.acos(0.9991))
    onnx_export._check(near, made)
    for far, cosine in (
        (Model(tokens=math.acos(0.9968)), "0.9968"),
        (Model(vector=math.acos(0.9988)), "0.9988"),
        (Model(vector=math.nan), "nan"),
    ):
        with pytest.raises(ValueError, match=f"in 8 bits are not near enough to its own: cosine {cosine}"):
            onnx_export._check(cast(Any, far), made)


def test_what_is_compared_was_not_looked_at_before() -> None:
    assert not {*SEEN} & {*onnx_export._PROBES}
