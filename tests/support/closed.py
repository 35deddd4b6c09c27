"""A service of which some sources are for a group alone, and one to which those sources never came."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lape_qa.answer import extractive
from lape_qa.documents import loading
from lape_qa.documents.model import Document
from lape_qa.index.ports import Generations
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.stores import FileStore
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.security.keys import SCOPES, Keys
from support.callers import INTRANET
from support.fakes import FakeEncoder, fitted_by_coverage
from support.servers import running
from support.sources import column, pdf

PROXY = "10.0.0.1"
QUOTE = "Kuparipalaverissa sovittiin kolmesta huippusalaisesta hankkeesta."
ASKED = "Mistä kuparipalaverissa sovittiin?"
BEFORE = "Kuparipalaveri pidettiin vielä julkisesti."
SECRETS = ("kuparipalaver", "huippusalai", "kuparinen", "salakustantamo", "salakirjoittaja", "salamaakunta")
"""What no response to a stranger holds, unless the stranger said it first."""
_ABOUT = """\
title: Kuparinen muistio
publisher: Salakustantamo
author: Salakirjoittaja
published: 2031-05-05
region: Salamaakunta
"""
_OPEN = {
    "nokia.txt": "Nokian perhekeskus avattiin syyskuussa 2017. Kerhotalolla on kohtaamispaikka.",
    "lappi.txt": "Lapissa toimii neuvola. Kittilässä avattiin perhekeskus, jossa sovittiin kolmesta hankkeesta.",
}


@dataclass(frozen=True, slots=True)
class Service:
    """A service with keys, single sign-on and the widget, all at once."""

    client: TestClient
    watcher: IndexWatcher
    documents: dict[str, Document]
    """Its sources as the files have them."""
    earlier: tuple[Document, ...]
    """What closed ones were before."""

    def key(self, *groups: str) -> dict[str, str]:
        """The header of a new key of every scope."""
        components = self.client.app.state.components  # type: ignore[attr-defined]
        return {"Authorization": f"Bearer {Keys(components.database).add('a', SCOPES, None, groups)}"}

    def widget(self) -> dict[str, str]:
        """The headers of a page with the widget."""
        components = self.client.app.state.components  # type: ignore[attr-defined]
        return {"Authorization": f"Bearer {components.signer.token(INTRANET)}", "Origin": INTRANET}


def signed_in(*groups: str) -> dict[str, str]:
    """The headers of the proxy for somebody who has signed in."""
    return {"X-Remote-User": "kirsi", "X-Remote-Groups": ", ".join(groups)}


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an index is kept: as it is built, and as it is served."""

    building: Generations
    serving: Generations


def in_files(folder: Path) -> Kept:
    """Keep an index in a folder."""
    store = FileStore(folder / "index")
    return Kept(store, store)


@contextmanager
def services(folder: Path, keep: Callable[[Path], Kept] = in_files) -> Iterator[tuple[Service, Service]]:
    """Serve the open and the closed sources, and the open ones alone, each from an index of its own."""
    with ExitStack() as stack:
        yield (
            stack.enter_context(_serving(folder / "closed", keep, closed=True)),
            stack.enter_context(_serving(folder / "open", keep, closed=False)),
        )


@contextmanager
def _serving(folder: Path, keep: Callable[[Path], Kept], *, closed: bool) -> Iterator[Service]:
    corpus, kept, encoder = folder / "corpus", keep(folder), FakeEncoder()
    corpus.mkdir(parents=True)
    for name, text in _OPEN.items():
        (corpus / name).write_text(text, encoding="utf-8")
    earlier: tuple[Document, ...] = ()
    if closed:
        # One was another text before, the other was open.
        _put(
            corpus, "kupari.pdf", pdf(column("Kuparinen luonnos, joka on huippusalainen.")), _ABOUT + "groups: johto\n"
        )
        _put(corpus, "kuparipalaveri.txt", BEFORE.encode(), _ABOUT)
        before = _build(corpus, kept.building, encoder)
        earlier = (before["kupari"], before["kuparipalaveri"])
        _put(corpus, "kupari.pdf", pdf(column(QUOTE, "Huippusalainen on kuparinen.")), _ABOUT + "groups: johto\n")
        _put(corpus, "kuparipalaveri.txt", (BEFORE + " Ei enää.").encode(), _ABOUT + "groups: talous, Johto\n")
    documents = _build(corpus, kept.building, encoder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(extractive, "fitted_model", lambda: fitted_by_coverage(coverage=8.0, word_cost=0.2))
        watcher = IndexWatcher(kept.serving, encoder)
        config = Config(
            exposed=True,
            trusted_proxies=(PROXY,),
            user_header="x-remote-user",
            groups_header="x-remote-groups",
            group_map={"LAPE-johto": ("johto",), "LAPE-muut": ("muut",)},
            origins=(INTRANET,),
            unanswered_topics=True,
            topic_minimum=2,
            state=folder / "state",
            rate=0,
        )
        with running(create_app(Serving(lambda: watcher), config), PROXY) as client:
            yield Service(client, watcher, documents, earlier)


def _put(corpus: Path, name: str, content: bytes, about: str) -> None:
    (corpus / name).write_bytes(content)
    (corpus / f"{name}.meta.yaml").write_text(about, encoding="utf-8")


def _build(corpus: Path, index: Generations, encoder: FakeEncoder) -> dict[str, Document]:
    loaded = loading.load([corpus])
    assert not loaded.skipped
    with loading.originals(loaded) as originals:
        index.build(loaded.documents, IndexRecipe(encoder), originals=originals)
    return {document.id: document for document in loaded.documents}
