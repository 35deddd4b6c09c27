"""Many connections from one address keep nobody else waiting: the short version of the benchmark."""

import pytest

from benchmarks.attacks.connections import MODES, Mode, measured
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Serving, create_app
from support.servers import listening


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "none"])
def test_others_are_answered_during_an_attack(watcher: IndexWatcher, mode: Mode) -> None:
    with listening(create_app(Serving(lambda: watcher)), most=40) as address:
        host, port = address.removeprefix("http://").split(":")
        seen, held = measured((host, int(port)), mode, clients=150, seconds=1.5)
    # A quarter of the connections may be of one address; what is being ended may still look open to it.
    assert held <= 150
    assert set(seen.outcomes) == {"200"}
