"""A choice of model -> its encoder, or one line that says what is missing."""

from pathlib import Path

import pytest

from lape_qa.encoding import opening
from lape_qa.encoding.choice import ModelChoice
from lape_qa.errors import ModelError


def test_another_model_without_the_extra_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None if name == "torch" else object())
    with pytest.raises(ModelError) as caught:
        opening.open_encoder(ModelChoice("./oma"), tmp_path)
    assert str(caught.value) == (
        "the model './oma' needs torch, not installed here: "
        'pip install "lape-qa[torch]", or leave LAPE_QA_MODEL unset for multilingual-e5-small'
    )


def test_the_bundled_model_needs_no_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda _: None)
    opened: list[tuple[ModelChoice, Path]] = []
    monkeypatch.setattr(opening, "open_bundled", lambda choice, cache: opened.append((choice, cache)))
    opening.open_encoder(ModelChoice(max_tokens=99), tmp_path)
    assert opened == [(ModelChoice(max_tokens=99), tmp_path)]
