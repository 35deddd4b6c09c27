"""What an editor may do with the sources: each begins a job, after what can be told at once has been refused."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import httpx2

from lape_qa.documents.collecting import addresses
from lape_qa.documents.model import Document
from lape_qa.documents.recognition import Recognise
from lape_qa.errors import Conflict, DocumentError, FetchError
from lape_qa.index import store
from lape_qa.index.model import Listed
from lape_qa.reasons import because
from lape_qa_api.config import Config
from lape_qa_api.editing import sources
from lape_qa_api.editing.jobs import Job, Jobs, Kind, Turn
from lape_qa_api.editing.uploads import Linked, Upload
from lape_qa_api.readiness import Serving

Said = Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Editor:
    """Begins the jobs of one service; every method that begins one blocks for as long as a file is tried."""

    corpus: Path
    index: Path
    serving: Serving
    jobs: Jobs
    recognise: Recognise | None = None

    @classmethod
    def of(cls, config: Config, serving: Serving) -> "Editor | None":
        """Return the editor of a service, None where the folder of sources was not named."""
        if config.corpus is None or config.index is None or config.state is None:
            return None
        return cls(config.corpus, config.index, serving, Jobs(config.state / "editing"), config.recognise)

    def add(self, brought: Upload | Linked, by: str) -> Job:
        """Add a document; DocumentError when it cannot be read, Conflict when its name or id is taken.

        A page is fetched by its job: what is wrong with it is told there.
        """
        return self._add_page(brought, by) if isinstance(brought, Linked) else self._add_file(brought, by)

    def _add_file(self, upload: Upload, by: str) -> Job:
        name, said = sources.safe_name(upload.name), _kept(upload.said())
        _require_no_front_matter(name, said)
        with self.jobs.turn() as turn:
            job = turn.prepared("add", by, file=name)
            with _staged(turn, job) as folder:
                document, _ = sources.tried(sources.put(folder / "new", name, upload.content, said), self.recognise)
                if taken := self._served.get(document.id):
                    raise Conflict(because("id_taken", id=repr(document.id), title=f"{taken.title!r:.100}"))
                sources.require_free(self.corpus, self.corpus / name)
                return _begun(turn, replace(job, document=document.id))

    def _add_page(self, page: Linked, by: str) -> Job:
        url, said = _url(page), _kept(page.said())
        identifier = str(said.pop("id", "")) or addresses.identifier(url)
        _require_page_name(identifier)
        _require_licence(said)
        if taken := self._served.get(identifier):
            raise Conflict(because("page_taken", id=repr(identifier), title=f"{taken.title!r:.100}"))
        return self._begin_page("add", identifier, url, said, by)

    def replace(self, identifier: str, brought: Upload | Linked, by: str) -> Job:
        """Put another file or page in the place of a document's; what its editor said stays, where nothing new is said.

        Raises KeyError for an id that is not served, otherwise as `add`.
        """
        old, said = self._served[identifier], brought.said()
        if said.pop("id", identifier) not in ("", identifier):
            raise DocumentError(because("id_fixed", id=repr(identifier)))
        stays = {"id": identifier, **sources.said_by_editor(old)}
        if isinstance(brought, Linked):
            said = _kept(stays | {"digest": False} | said)
            _require_licence(said)
            return self._begin_page("replace", identifier, _url(brought), said, by)
        return self._replace_by_file(identifier, brought, stays, said, by)

    def _replace_by_file(self, identifier: str, upload: Upload, stays: Said, said: Said, by: str) -> Job:
        name = sources.safe_name(upload.name)
        _require_no_front_matter(name, _kept(said))
        if not sources.has_front_matter(name):
            said = _kept({**stays, **said})
        with self.jobs.turn() as turn:
            job = turn.prepared("replace", by, identifier, name)
            with _staged(turn, job) as folder:
                document, _ = sources.tried(
                    sources.put(folder / "new", name, upload.content, _kept(said)), self.recognise
                )
                if sources.has_front_matter(name):
                    _require_closed(document, stays)
                return _begun(turn, job)

    def remove(self, identifier: str, by: str) -> Job:
        """Remove a document; its versions stay for old citations. KeyError for an id that is not served."""
        served = self._served
        if served[identifier] and len(served) == 1:
            raise Conflict(because("only_document_removed", id=repr(identifier)))
        return self._begin("remove", by, identifier)

    def erase(self, identifier: str, by: str) -> Job:
        """Erase a document for good, with its versions; it need not be served any more."""
        served = self._served
        if identifier in served and len(served) == 1:
            raise Conflict(because("only_document_erased", id=repr(identifier)))
        return self._begin("erase", by, identifier)

    def run(self, kind: Literal["index", "rollback"], by: str) -> Job:
        """Index the folder as it is, or go back to the generation before."""
        if kind == "rollback" and not self.can_go_back():
            raise Conflict(because("nothing_before"))
        return self._begin(kind, by)

    def generations(self) -> list[Listed]:
        """Return the generations that are kept, newest first."""
        return store.listing(self.index)

    def can_go_back(self) -> bool:
        """Tell whether an older generation than the one in use is kept."""
        names = [row.name for row in self.generations() if row.manifest]
        return min(names, default="") < store.current_name(self.index)

    @property
    def _served(self) -> Mapping[str, Document]:
        return self.serving.whole.generation.documents

    def _begin_page(self, kind: Kind, identifier: str, url: httpx2.URL, said: Said, by: str) -> Job:
        with self.jobs.turn() as turn:
            job = turn.prepared(kind, by, identifier, address=str(url))
            with _staged(turn, job) as folder:
                sources.keep_said(folder, said)
                return _begun(turn, job)

    def _begin(self, kind: Literal["remove", "erase", "index", "rollback"], by: str, document: str = "") -> Job:
        with self.jobs.turn() as turn:
            return _begun(turn, turn.prepared(kind, by, document))


class _staged:  # noqa: N801 - a context manager
    """Gives the folder of a job, which is removed when the job cannot begin."""

    def __init__(self, turn: Turn, job: Job) -> None:
        self._folder = turn.records.staged(job.id)

    def __enter__(self) -> Path:
        return self._folder

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _begun(turn: Turn, job: Job) -> Job:
    turn.begin(job)
    return job


def _kept(said: Said) -> dict[str, str | bool]:
    """Return what is said without what is empty."""
    return {name: value for name, value in said.items() if value}


def _require_no_front_matter(name: str, said: Said) -> None:
    if said and sources.has_front_matter(name):
        problem = because("markdown_says_itself", fields=", ".join(said))
        raise DocumentError(because("in_file", file=name, problem=problem))


def _require_closed(document: Document, stays: Said) -> None:
    """Raise DocumentError where a file that says itself who may see it would open what was closed."""
    if (groups := stays.get("groups")) and not document.groups:
        raise DocumentError(because("groups_left_out", groups=groups))


def _url(page: Linked) -> httpx2.URL:
    try:
        return addresses.normal(page.address)
    except FetchError as error:
        raise DocumentError(because("field", field="address", problem=error.why)) from error


def _require_page_name(identifier: str) -> None:
    """Raise DocumentError for an id that a page's file cannot be called by."""
    name = f"{identifier}.html"
    if sources.safe_name(name) != name:
        raise DocumentError(because("field", field="id", problem=because("no_id", value=repr(identifier))))


def _require_licence(said: Said) -> None:
    if not said.get("rights"):
        raise DocumentError(because("licence_missing"))
