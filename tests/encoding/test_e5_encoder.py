"""The bundled model by ONNX Runtime, on a small one of its kind: vectors of the model, whatever is encoded beside."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from lape_qa.encoding import bundled_e5, conversion, e5_encoder, e5_graph, layers
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.conversion import ConversionRefusedError
from lape_qa.encoding.e5_encoder import open_bundled
from lape_qa.encoding.model import Encoded
from lape_qa.encoding.texts import TextEncoder
from lape_qa.errors import ModelError
from support.small_e5 import HIDDEN, POSITIONS, install, weights

TEXTS = ["perhekeskus", "", "perhe s perhe", "s", "perhekeskus perhe " * 9, "perhe " * 30]
"""The last ones are longer than the model has places for."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def encoder(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TextEncoder:
    """The small model, its prompts empty: their letters are none of its pieces."""
    install(tmp_path, monkeypatch, weights())
    return open_bundled(ModelChoice(query_prompt="", passage_prompt=""), cache)


def by_number(encoder: TextEncoder, texts: list[str]) -> list[Encoded]:
    found = dict(encoder.encode_tokens(texts, "passage"))
    return [found[number] for number in range(len(texts))]


def test_the_graph_in_float32_gives_the_vectors_of_the_model_by_torch(
    encoder: TextEncoder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    base = bundled_e5.bundled_folder(cache)
    model = transformers.BertModel.from_pretrained(base, attn_implementation="eager").eval()
    monkeypatch.setattr(e5_graph, "agrees", lambda *_: False)
    (tmp_path / "plain").mkdir()
    e5_graph.convert(base, tmp_path / "plain")
    engine = e5_encoder.E5Engine(tmp_path / "plain", base)
    assert engine.described == "ONNX Runtime, float32: this processor's 8 bits do not give the model's vectors"
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    texts = [(text, tokenizer.encode(text)) for text in ("perhekeskus", "perhe s", "perhe " * 9)]
    found = list(engine.run(texts, "passage"))
    assert [number for number, _, _ in found] == [0, 1, 2]
    for (_, marks), (_, given, output) in zip(texts, found, strict=True):
        assert given is marks
        with torch.no_grad():
            states = model(torch.tensor([marks.ids])).last_hidden_state[0].numpy()
        np.testing.assert_allclose(output.tokens, states, atol=1e-4)
        mean = states.mean(axis=0)
        np.testing.assert_allclose(output.vector, mean / np.linalg.norm(mean), atol=1e-5)


def test_tokens_are_the_texts_own_and_say_where_they_begin(encoder: TextEncoder) -> None:
    assert encoder.described == "ONNX Runtime, 8 bits"
    [encoded] = by_number(encoder, ["perhekeskus s"])
    assert (encoded.ids.tolist(), encoded.starts.tolist()) == ([4, 5, 6, 7], [0, 5, 12, 12])
    assert encoded.tokens.shape == (4, HIDDEN)


def test_a_text_has_the_same_vectors_to_the_bit_alone_and_among_others_in_any_order(encoder: TextEncoder) -> None:
    together = encoder.encode(TEXTS, "passage")
    assert together.shape == (len(TEXTS), HIDDEN)
    np.testing.assert_array_equal(encoder.encode(TEXTS[::-1], "passage"), together[::-1])
    np.testing.assert_array_equal([encoder.encode([text], "passage")[0] for text in TEXTS], together)
    alone = [by_number(encoder, [text])[0] for text in TEXTS]
    for ours, theirs, vector in zip(by_number(encoder, TEXTS), alone, together, strict=True):
        np.testing.assert_array_equal(ours.tokens, theirs.tokens)
        np.testing.assert_array_equal(ours.vector, theirs.vector)
        np.testing.assert_allclose(ours.vector, vector, atol=1e-6)


def test_as_many_texts_are_encoded_at_once_as_there_are_threads_and_questions_on_the_thread_that_asks(
    encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()
    both = threading.Barrier(2, timeout=60)
    output = e5_encoder.E5Engine._output

    def noting(engine: Any, marks: Any) -> Any:
        seen.add(threading.current_thread().name)
        if "encode" in threading.current_thread().name:
            both.wait()
        return output(engine, marks)

    monkeypatch.setattr(e5_encoder.E5Engine, "_output", noting)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    done: list[int] = []
    encoder.encode(["perhe", "s"] * 20, "passage", done.append)
    assert seen == {"encode_0", "encode_1"}
    assert sum(done) == 40
    seen.clear()
    encoder.encode(["perhe", "s"], "query")
    assert seen == {threading.current_thread().name}


def test_what_is_not_taken_any_more_is_not_encoded(encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    output = e5_encoder.E5Engine._output

    def noting(engine: Any, marks: Any) -> Any:
        begun.append(marks)
        return output(engine, marks)

    monkeypatch.setattr(e5_encoder.E5Engine, "_output", noting)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder.encode(["perhe"] * 500, "passage", stop)
    assert len(begun) < 20


def test_a_text_beyond_the_models_places_counts_to_its_end(encoder: TextEncoder) -> None:
    assert encoder.max_tokens == POSITIONS
    assert not encoder.fits("perhe " * 30)
    first, whole = encoder.encode(["perhe " * 13, "perhe " * 13 + "s " * 13], "passage")
    assert float(first @ whole) < 0.9999


def test_fingerprint_changes_with_whatever_changes_a_vector(
    encoder: TextEncoder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = [
        ModelChoice(query_prompt="", passage_prompt=""),
        ModelChoice(query_prompt="k", passage_prompt=""),
        ModelChoice(query_prompt="", passage_prompt="k"),
        ModelChoice(query_prompt="", passage_prompt="", max_tokens=8),
        ModelChoice(),
    ]
    fingerprints = [open_bundled(choice, cache).fingerprint for choice in choices]
    assert fingerprints[0] == encoder.fingerprint
    monkeypatch.setattr(e5_graph, "_RECIPE", 99)
    fingerprints.append(open_bundled(choices[0], cache).fingerprint)
    monkeypatch.undo()
    install(tmp_path, monkeypatch, weights() + b"\0")
    fingerprints.append(open_bundled(choices[0], cache).fingerprint)
    assert len(set(fingerprints)) == len(fingerprints) == 7


def test_more_tokens_than_the_model_has_places_for_are_not_asked_of_it(encoder: TextEncoder, cache: Path) -> None:
    longer = open_bundled(ModelChoice(query_prompt="", passage_prompt="", max_tokens=POSITIONS + 1), cache)
    assert (longer.max_tokens, longer.fingerprint) == (POSITIONS, encoder.fingerprint)


def test_the_graph_in_8_bits_is_taken_where_it_gives_the_models_vectors(
    encoder: TextEncoder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = bundled_e5.bundled_folder(cache)
    fitting, other = tmp_path / "fitting", tmp_path / "other"
    fitting.mkdir()
    other.mkdir()
    monkeypatch.setattr(e5_graph, "agrees", lambda *_: True)
    e5_graph.convert(base, fitting)
    assert [path.name for path in fitting.iterdir()] == ["graph.onnx"]
    monkeypatch.setattr(e5_graph, "agrees", lambda *_: False)
    e5_graph.convert(base, other)
    assert [path.name for path in other.iterdir()] == ["plain.onnx"]
    assert e5_encoder.E5Engine(fitting, base).described == "ONNX Runtime, 8 bits"
    assert e5_encoder.E5Engine(fitting, base).name == "fitting 8 bits"
    assert e5_encoder.E5Engine(other, base).name == "other float32"


def test_a_graph_agrees_with_itself_and_not_with_one_of_other_weights(encoder: TextEncoder, cache: Path) -> None:
    base = layers.read_base(bundled_e5.bundled_folder(cache))
    plain = e5_graph.plain_graph(base)
    embedded = {"embedded": np.random.default_rng(1).normal(size=(1, 5, HIDDEN)).astype(np.float32)}
    assert e5_graph.agrees(plain, plain, [embedded])
    changed = base.weights | {"layers.0.narrow.bias": -base.weights["layers.0.narrow.bias"] * 20}
    other = e5_graph.plain_graph(layers.Base(changed, base.heads, base.epsilon))
    assert not e5_graph.agrees(other, plain, [embedded])


def test_what_is_compared_was_not_looked_at_before() -> None:
    assert not {*e5_graph._SEEN} & {*e5_graph._PROBES}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ConversionRefusedError("killed", lasting=False),
            "the encoder's graph cannot be made: killed; ",
        ),
        (OSError("no space left"), "no space left; free some disk space (0.2 GB) or set LAPE_QA_CACHE"),
    ],
)
def test_a_graph_that_cannot_be_made_says_why_and_how_to_go_on(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise error

    monkeypatch.setattr(conversion, "run_apart", refused)
    with pytest.raises(ModelError) as caught:
        e5_graph.made(tmp_path / "base", tmp_path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
