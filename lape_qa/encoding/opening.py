"""A choice of model -> its encoder."""

from importlib.util import find_spec
from pathlib import Path

from lape_qa.encoding.bundled_e5 import BUNDLED_MODEL
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.e5_encoder import open_bundled
from lape_qa.encoding.texts import TextEncoder
from lape_qa.errors import ModelError

_TORCH = ("sentence_transformers", "torch", "onnx", "onnxscript")
"""What another model than the bundled one needs, from the extra `torch`."""


def open_encoder(choice: ModelChoice, cache: Path) -> TextEncoder:
    """Return the encoder of a model; what can be prepared once for it is kept in the cache folder.

    Raises ModelError with the remedy when the model is not there, cannot be loaded, or needs what is not installed.
    """
    if choice.name == BUNDLED_MODEL:
        return open_bundled(choice, cache)
    if missing := [name for name in _TORCH if find_spec(name) is None]:
        raise ModelError(
            f"the model {choice.name!r} needs {', '.join(missing)}, not installed here: "
            f'pip install "lape-qa[torch]", or leave LAPE_QA_MODEL unset for {BUNDLED_MODEL}'
        )
    from lape_qa.encoding.sentence_transformer import open_sentence_transformer

    return open_sentence_transformer(choice, cache)
