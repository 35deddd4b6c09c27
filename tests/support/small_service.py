"""A real service over four small sources, in a process of its own: for programs that are not in this environment.

`python -m support.small_service FOLDER` prints one line of JSON, the fields of `Addresses`, and serves until its
standard input ends.
"""

import json
import sys
import threading
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest.mock import patch

from fastapi import FastAPI

from lape_qa.answer import extractive
from lape_qa.documents.metadata import make_document
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.security.keys import Keys
from lape_qa_api.state.database import Database
from support.fakes import FakeEncoder, fitted_by_coverage
from support.servers import listening

SOURCES = {
    "nokia": (
        "## Perhekeskuspilotti\n\nNokian perhekeskuspilotti alkoi syyskuussa 2017. "
        "Avoin kohtaamispaikka on Kerhotalolla.\n",
        {"title": "Nokian perhekeskus", "publisher": "Nokian kaupunki", "published": "2018-11-05"}
        | {"region": "Pirkanmaa", "language": "fi", "url": "https://example.fi/nokia?a=1&b=2"},
    ),
    "inari": (
        "Inarin perhekeskus avattiin tammikuussa 2019. Avoin kohtaamispaikka on kirjastossa.\n",
        {"title": "Inarin perhekeskus", "publisher": "Inarin kunta", "published": "2019"}
        | {"region": "Lappi", "language": "fi"},
    ),
    "kuopio": (
        "Kuopion perhekeskuksessa avoin kohtaamispaikka toimii arkisin.\n",
        {"title": "Kuopion perhekeskus", "published": "2017-02-01", "region": "Pohjois-Savo", "language": "fi"},
    ),
    # A sign beyond the 16-bit plane in front of the quote: offsets count code points.
    "borgå/<b>": (
        "Borgå 👪 arbetar för barnens bästa.\r\n\r\nFamiljecentret i Borgå öppnade sina dörrar våren 2018.\r\n",
        {"title": "Familjecentret i Borgå", "published": "2018", "region": "Uusimaa", "language": "sv"},
    ),
}
"""Text and metadata by id."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the service is found, in each of its states."""

    open: str
    """It answers whoever is on this machine."""
    keyed: str
    """It asks for `key`."""
    key: str
    starting: str
    """It never ends loading."""
    limited: str
    """It lets everybody ask one question, and the next one after twenty seconds."""


def watcher(root: Path) -> IndexWatcher:
    """Index the sources with a fake encoder."""
    encoder = FakeEncoder()
    store.build(root, [make_document(name, *source) for name, source in SOURCES.items()], IndexRecipe(encoder))
    with patch.object(extractive, "fitted_model", lambda: fitted_by_coverage(coverage=8.0, word_cost=0.2)):
        return IndexWatcher(root, encoder)


def main(folder: Path) -> None:
    """Serve all of them until standard input ends."""
    loaded = watcher(folder / "index")
    never = threading.Event()

    def stays_starting() -> IndexWatcher:
        never.wait()
        return loaded

    state = folder / "state"
    key = Keys(Database(state)).add("small service", ["ask", "read"])
    with ExitStack() as stack:

        def serve(app: FastAPI, *, loads: bool = True) -> str:
            return stack.enter_context(listening(app, loads=loads))

        addresses = Addresses(
            open=serve(create_app(Serving(lambda: loaded))),
            keyed=serve(create_app(Serving(lambda: loaded), Config(exposed=True, state=state))),
            key=key,
            starting=serve(create_app(Serving(stays_starting)), loads=False),
            limited=serve(create_app(Serving(lambda: loaded), Config(exposed=True, open=True, rate=3))),
        )
        print(json.dumps(asdict(addresses)), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
