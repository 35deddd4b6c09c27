"""The process of a job: changes the folder of sources, indexes it, and writes down how far it is.

`python -m lape_qa_api.editing.work FOLDER JOB LOCK`, with the settings of the service in its environment.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from lape_qa import indexing
from lape_qa.documents import loading
from lape_qa.documents.collecting import addresses
from lape_qa.documents.collecting.page import fetch
from lape_qa.documents.discovery import Skipped, shown
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import DocumentError, FetchError, IndexBusy, LapeQAError, StorageError, UsageError
from lape_qa.index import store
from lape_qa.reasons import because, without
from lape_qa.settings import Settings, load_settings
from lape_qa_api.editing import sources
from lape_qa_api.editing.jobs import Job, Line, Records
from lape_qa_api.telemetry.logs import configure, log

T = TypeVar("T")

_WRITE_SECONDS = 0.5
"""Between two records of how far a job is."""
_PATIENCE = 600.0
"""Seconds that another build of the index, such as that of `lape-qa index --watch`, is waited for."""
_AGAIN = 0.5


class Work:
    """Carries out jobs, one after the other, on one corpus and index."""

    def __init__(self, records: Records, settings: Settings, load: Callable[[], Encoder]) -> None:
        self._records = records
        self._settings = settings
        self._corpus = settings.corpus
        self._load = load
        self._written = 0.0

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load()

    def run(self, identifier: str) -> None:
        """Carry out a job, after those that were killed before it: their changes were asked for first."""
        for left in self._records.unfinished(identifier):
            # What was meant by going back was another generation than it would be now.
            if left.kind in ("index", "rollback"):
                self._end(replace(left, state="interrupted"))
            else:
                self._carry_out(left)
        (job,) = (job for job in self._records.all() if job.id == identifier)
        self._carry_out(job)

    def _carry_out(self, job: Job) -> None:
        self._tell(job.at("beginning"), now=True)
        try:
            done = self._done(job)
        except FetchError as error:
            done = replace(job, state="failed", error=because("in_file", file=job.address, problem=error.why))
        except (DocumentError, UsageError) as error:
            done = replace(job, state="failed", error=self._without_folder(error.why))
        except IndexBusy:
            done = replace(job, state="failed", error=because("index_busy"))
        except LapeQAError as error:
            log.error("a change of the sources failed", job=job.id, kind=job.kind, reason=str(error))
            done = replace(job, state="failed", error=because("index_failed"))
        self._end(done)

    def _end(self, job: Job) -> None:
        self._tell(replace(job, ended=datetime.now(UTC).isoformat(timespec="seconds")), now=True)
        shutil.rmtree(self._records.staged(job.id), ignore_errors=True)

    def _done(self, job: Job) -> Job:
        match job.kind:
            case "rollback":
                manifest = self._when_free(lambda: store.rollback(self._settings.index, self._encoder))
                return replace(job, state="done", generation=manifest.generation)
            case "erase":
                erased = self._when_free(lambda: self._erase(job))
                manifest = erased.manifest
                return replace(
                    job, state="done", generation=manifest.generation, versions=erased.versions, removed=(job.document,)
                )
            case _:
                return self._changed(job)

    def _erase(self, job: Job) -> store.Erased:
        return indexing.erase_document(
            [self._corpus],
            job.document,
            self._settings.index,
            by=job.by,
            encoder=self._encoder,
            settings=self._settings,
            progress=lambda *step: self._tell(job.at(*step)),
        )

    # ---- files ---------------------------------------------------------------------------------------------

    def _changed(self, job: Job) -> Job:
        """Change the folder and index it; a change after which the document cannot be read is taken back."""
        job = self._with_page(job)
        staged = self._records.staged(job.id)
        sources.take_back(self._corpus, staged, self._corpus / job.target if job.target else None)
        change = self._prepared(job)
        if change.target:
            # Written down before it is there: what was placed can then be taken back.
            job = replace(job, target=change.target.relative_to(self._corpus).as_posix())
            self._tell(job, now=True)
        try:
            change.make(self._corpus, staged)
            self._tell(job.at("reading"), now=True)
            loaded = indexing.load_documents(
                [self._corpus], lambda _skipped: None, lambda _noted: None, indexing.recogniser(self._settings)
            )
            self._require_read(job, loaded.places.get(job.document), loaded.skipped)
        except (OSError, DocumentError, StorageError, UsageError) as error:
            sources.take_back(self._corpus, staged, change.target)
            if isinstance(error, OSError):
                raise StorageError(f"cannot write {self._corpus}: {error.strerror}") from error
            raise
        recipe, keep = self._settings.recipe(self._encoder), self._settings.keep()
        with loading.originals(loaded) as originals:
            built = self._when_free(
                lambda: store.build(
                    self._settings.index,
                    loaded.documents,
                    recipe,
                    lambda *step: self._tell(job.at(*step)),
                    keep,
                    originals,
                )
            )
        changes = built.changes
        return replace(
            job,
            state="done",
            generation=built.manifest.generation,
            added=changes.added,
            changed=changes.changed,
            renamed=changes.renamed,
            removed=changes.removed,
            skipped=tuple(self._line(file.path, file.reason) for file in loaded.skipped),
            noted=tuple(self._line(file.path, file.note) for file in loaded.noted),
        )

    def _with_page(self, job: Job) -> Job:
        """Return a job with the file that it brings: a page that has not come yet is fetched, and tried as a file is.

        Raises FetchError when it does not come, DocumentError when it cannot be read.
        """
        if not job.address or job.file:
            return job
        self._tell(job.at("fetching"), now=True)
        page = fetch(addresses.normal(job.address), frozenset(self._settings.private_hosts))
        staged = self._records.staged(job.id)
        try:
            file = sources.put_page(staged, f"{job.document}{page.ending}", page)
        except OSError as error:
            raise StorageError(f"cannot write {staged}: {error.strerror}") from error
        sources.tried(file, indexing.recogniser(self._settings))
        job = replace(job, file=file.name)
        # Written down once it is whole on disk, so that it is fetched once.
        self._tell(job, now=True)
        return job

    def _prepared(self, job: Job) -> "_Change":
        new = sources.new_files(self._records.staged(job.id))
        if job.kind == "index":
            return _Change()
        if job.kind == "add":
            target = self._corpus / job.file
            sources.require_free(self._corpus, target)
            return _Change(new, target)
        old = indexing.source_of([self._corpus], job.document, indexing.recogniser(self._settings))
        if old is None:
            raise DocumentError(because("no_source", id=repr(job.document)))
        if job.kind == "remove":
            return _Change(old=old)
        target = old.with_name(f"{old.stem}{Path(job.file).suffix}")
        if target != old:
            sources.require_free(self._corpus, target)
        return _Change(new, target, old)

    def _require_read(self, job: Job, place: object, skipped: tuple[Skipped, ...]) -> None:
        """Raise DocumentError unless the document is read from the file that the job has placed."""
        if not job.target or place == self._corpus / job.target:
            return
        for file in skipped:
            if file.path == shown(self._corpus / job.target):
                raise DocumentError(file.line)
        raise DocumentError(because("in_file", file=job.target, problem=because("other_id", id=job.document)))

    # ---- telling -------------------------------------------------------------------------------------------

    def _tell(self, job: Job, *, now: bool = False) -> None:
        at = time.monotonic()
        if now or at - self._written >= _WRITE_SECONDS:
            self._written = at
            self._records.write(job)

    def _when_free(self, build: Callable[[], T]) -> T:
        """Build when no other build is at work; IndexBusy when that one does not end."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return build()
            except IndexBusy:
                if time.monotonic() > until:
                    raise
                time.sleep(_AGAIN)

    def _line(self, path: str, said: str) -> Line:
        return Line(self._without_folder(path), self._without_folder(said))

    def _without_folder(self, said: str) -> str:
        """Return a line with paths as they are below the folder of sources."""
        return without(said, f"{self._corpus}/")


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of the folder: files come to the place of a target, and what was there, or elsewhere, goes."""

    new: tuple[Path, ...] = ()
    target: Path | None = None
    old: Path | None = None

    def make(self, corpus: Path, staged: Path) -> None:
        """Change the folder; OSError when the disk refuses."""
        if self.old:
            sources.hold(corpus, staged, self.old)
        if self.target:
            sources.place(self.new, self.target)
        if self.old:
            indexing.remove_source(self.old, but={self.target, self.target and sources.sidecar_of(self.target)})


def main(load: Callable[[Settings], Encoder] | None = None) -> None:
    """Carry out the job that the command line names."""
    folder, job, lock = sys.argv[1:]
    configure()
    settings = load_settings()
    load = load or (lambda settings: open_encoder(settings.model_choice(), settings.cache))
    Work(Records(Path(folder)), settings, lambda: load(settings)).run(job)
    # The next job need not wait until all that was loaded is gone.
    os.close(int(lock))


if __name__ == "__main__":
    main()
