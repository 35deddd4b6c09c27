"""The same with Ray itself, on a cluster that is started here: run by `make test-ray`, which installs it."""

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from lape_qa.errors import ModelError
from lape_qa.index.lacking import Entry, Lacking, entries
from lape_qa.index.spreading import cluster, identity, spread
from support.fakes import FakeEncoder
from support.ray_stand_in import unset_for_ray

pytestmark = [
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed here: `make test-ray` runs it"),
    # Ray warns of its own settings.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

TEXTS = [Lacking(f"Virke numero {number}", b"v%d" % number) for number in range(1500)]


@pytest.fixture(scope="module", autouse=True)
def joined() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        unset_for_ray(patched)
        # Workers are processes of their own, and import what the tests give them.
        patched.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        with cluster(""):
            yield


def computed(opened: Callable[[], FakeEncoder], expected: str) -> list[Entry]:
    return [entry for done in spread(opened, expected)([TEXTS], lambda _count: None) for entry in done]


def lost_once(mark: Path) -> FakeEncoder:
    """Open the encoder, but end the process of the first that does, as it works."""

    class Lost(FakeEncoder):
        def encode(self, *_: object) -> None:  # type: ignore[override]
            os._exit(1)

    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return FakeEncoder()
    return Lost()


def test_what_workers_send_is_what_would_be_computed_here() -> None:
    assert sorted(computed(FakeEncoder, identity(FakeEncoder()))) == sorted(entries(FakeEncoder(), TEXTS))


def test_a_worker_that_is_lost_is_replaced_and_its_texts_are_computed_again(tmp_path: Path) -> None:
    mark = tmp_path / "lost"
    found = computed(partial(lost_once, mark), identity(FakeEncoder()))
    assert mark.exists()
    assert sorted(found) == sorted(entries(FakeEncoder(), TEXTS))


def test_a_worker_with_another_encoder_is_refused() -> None:
    with pytest.raises(ModelError, match="and this one lape-qa of another house: install the same lape-qa"):
        computed(FakeEncoder, "lape-qa of another house")


def no_memory() -> FakeEncoder:
    raise MemoryError("no room for the encoder")


def test_what_no_worker_can_do_is_told_in_one_line() -> None:
    with pytest.raises(ModelError) as failed:
        computed(no_memory, "whatever")
    assert str(failed.value) == "the workers of the Ray cluster failed: MemoryError: no room for the encoder"
