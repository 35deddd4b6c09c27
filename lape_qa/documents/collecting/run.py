"""One run of collecting: every address of `sources.yaml` asked, and what came put into the corpus folder."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path, PurePath

import anyio
import httpx2
from filelock import FileLock, Timeout

from lape_qa import durable_files
from lape_qa.counting import counted
from lape_qa.documents.collecting import addresses
from lape_qa.documents.collecting.fetching import TooLongError
from lape_qa.documents.collecting.folder import Checked, Folder, sidecar
from lape_qa.documents.collecting.listings import MOST_BYTES, MOST_LISTED, MOST_SITEMAPS, Listing, Named, read_listing
from lape_qa.documents.collecting.network import CheckedBackend
from lape_qa.documents.collecting.report import Failure, Kept, Plan, Planned, Report
from lape_qa.documents.collecting.sources import Source, Sources
from lape_qa.documents.collecting.state import Outcome, Page, State, told
from lape_qa.documents.collecting.web import GONE, Found, Timing, Web, require_page, visiting
from lape_qa.documents.discovery import SIDECAR
from lape_qa.documents.sandbox.pool import Sandbox
from lape_qa.errors import FetchError, LapeQAError, UsageError
from lape_qa.reasons import because

Tell = Callable[[str], None]
"""Called with one line of what went wrong, or should be known, as it happens."""

Progress = Callable[[int, int], None]
"""Called with how many pages are done, and of how many."""

_HOSTS_AT_ONCE = 8
_FAILURES_OF_A_HOST = 3
"""One after the other, after which its other pages are left for the next run."""
_TRUSTED = timedelta(days=30)
"""How long a server is believed that a page has not changed; then it is asked for the page itself."""
_MOST_ETAG = 1_000
_UNNAMED = "nothing names it any more"


@dataclass(frozen=True, slots=True)
class _Wanted:
    url: httpx2.URL
    source: Source
    title: str = ""
    published: str = ""

    @property
    def address(self) -> str:
        return str(self.url)

    @property
    def id(self) -> str:
        return self.source.id or addresses.identifier(self.url)

    @property
    def listing(self) -> str:
        return str(self.source.url) if self.source.is_listing else ""

    def allows(self, url: httpx2.URL) -> bool:
        """Tell whether a redirect may lead to another site."""
        return any(addresses.is_below(url, prefix) for prefix in self.source.only)


def collect(
    sources: Sources,
    path: Path,
    *,
    prune: bool = False,
    tell: Tell = lambda _line: None,
    progress: Progress = lambda _done, _total: None,
    backend: CheckedBackend | None = None,
    sandbox: Sandbox | None = None,
    timing: Timing | None = None,
    now: datetime | None = None,
) -> Report:
    """Collect what `sources` asks for into a corpus folder.

    A page that fails is told, and the others go on; what was collected before stays. With `prune`, files whose pages
    are gone, or which nothing names any more, are deleted. A sandbox that is given stays open. Raises UsageError when
    the folder is none or another run works on it, and StorageError when the disk refuses: the next run then goes on.
    """
    folder = Folder(path)
    with _locked(folder), ExitStack() as ends:
        if sandbox is None:
            # Not entered: the first page that has changed starts its first process, and often none has.
            sandbox = Sandbox()
            ends.push(sandbox)
        folder.prepare()
        state = State(folder.own / "state.jsonl")
        run = _Run(sources, folder, state, now or datetime.now(UTC), tell)
        run.report.goes_on = state.begin(run.now)
        anyio.run(run.whole, _web(sources, backend, timing), sandbox, progress)
        run.settle_accounts(prune=prune)
        state.end()
        return run.report


def plan(
    sources: Sources,
    path: Path,
    *,
    tell: Tell = lambda _line: None,
    backend: CheckedBackend | None = None,
    timing: Timing | None = None,
) -> Plan:
    """Return what `collect` would ask for: only listings and robots.txt are asked, and nothing is written."""
    folder = Folder(path)
    _refuse_no_folder(path)
    run = _Run(sources, folder, State(folder.own / "state.jsonl"), datetime.now(UTC), tell)
    return anyio.run(run.planned, _web(sources, backend, timing))


@contextmanager
def _locked(folder: Folder) -> Iterator[None]:
    _refuse_no_folder(folder.path)
    with told(folder.own):
        folder.own.mkdir(exist_ok=True)
        lock = FileLock(folder.own / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise UsageError(f"another `lape-qa collect` is working on {folder.path}; wait for it to end") from error
    try:
        yield
    finally:
        lock.release()


def _refuse_no_folder(path: Path) -> None:
    if not path.is_dir():
        raise UsageError(f"{path} is no folder; make it, or name the corpus folder by --into")


_Opened = Callable[[], AbstractAsyncContextManager[Web]]


def _web(sources: Sources, backend: CheckedBackend | None, timing: Timing | None) -> _Opened:
    return partial(visiting, sources.pause, sources.private, sources.contact, backend, timing or Timing())


class _Run:
    """The work of one run, and its report."""

    def __init__(self, sources: Sources, folder: Folder, state: State, now: datetime, tell: Tell) -> None:
        self._sources = sources
        self._folder = folder
        self._state = state
        self.now = now
        self._tell = tell
        self._page_bytes = int(sources.megabytes_a_page * 1e6)
        self._bytes_left = int(sources.megabytes * 1e6)
        self._wanted: dict[str, _Wanted] = {}
        self._failure: LapeQAError | None = None
        self.report = Report(faults=sources.faults)
        for fault in sources.faults:
            tell(fault)

    # ---- the whole -------------------------------------------------------------------------------------

    async def whole(self, opened: _Opened, sandbox: Sandbox, progress: Progress) -> None:
        """Ask for every page."""
        async with opened() as web:
            await self._list(web)
            hosts: dict[str, list[_Wanted]] = defaultdict(list)
            left = self._sources.pages
            for wanted in self._wanted.values():
                if left:
                    hosts[addresses.host(wanted.url).removeprefix("www.")].append(wanted)
                    left -= 1
            self._leave_out(len(self._wanted) - sum(map(len, hosts.values())), f"`pages: {self._sources.pages}`")
            done = _Count(sum(map(len, hosts.values())), progress)
            limiter = anyio.CapacityLimiter(_HOSTS_AT_ONCE)
            async with anyio.create_task_group() as tasks:
                for name, pages in hosts.items():
                    tasks.start_soon(self._visit_host, web, sandbox, name, pages, done, limiter, tasks.cancel_scope)
        if self._failure:
            raise self._failure

    async def planned(self, opened: _Opened) -> Plan:
        """Return what would be asked for."""
        pages: list[Planned] = []
        async with opened() as web:
            await self._list(web)
            for wanted in [*self._wanted.values()][: self._sources.pages]:
                try:
                    rules = await web.rules(wanted.url)
                    if not rules.allows(wanted.address):
                        raise FetchError(rules.refusal)
                    page = self._state.pages.get(wanted.address, Page(wanted.address))
                    self._folder.refuse_clash(wanted.id, page.file)
                except FetchError as error:
                    self._fail(wanted.address, str(error))
                else:
                    digest = self._folder.digest(wanted.id)
                    pages.append(
                        Planned(wanted.address, wanted.id, "digest" if digest else "known" if page.file else "new")
                    )
        self._leave_out(max(0, len(self._wanted) - self._sources.pages), f"`pages: {self._sources.pages}`")
        return Plan(tuple(pages), tuple(self.report.failed), self.report.left_out, self._sources.faults)

    def settle_accounts(self, *, prune: bool) -> None:
        """Tell of files whose pages are gone or which nothing names any more, and remove them where that is asked."""
        for page in [*self._state.pages.values()]:
            if page.run == self._state.run and page.outcome == "gone":
                self.report.gone.append(self._dismissed(page, f"{page.said} since {page.gone[:10]}", prune=prune))
            elif page.address not in self._wanted and page.file:
                self.report.unlisted.append(self._unlisted(page, prune=prune))
            elif page.address not in self._wanted:
                self._state.remove(page.address)

    def _unlisted(self, page: Page, *, prune: bool) -> Kept:
        # An entry with a fault names its pages too; nobody can tell which.
        if prune and self._sources.faults:
            return self._kept(page, _UNNAMED, "--prune removes it once sources.yaml has no fault")
        return self._dismissed(page, _UNNAMED, prune=prune)

    def _dismissed(self, page: Page, reason: str, *, prune: bool) -> Kept:
        if not prune:
            return self._kept(page, reason, "`lape-qa collect --prune` removes it")
        if self._is_edited(page):
            return self._kept(page, reason, "it was changed by hand: remove it by hand")
        self._folder.remove(page.file)
        self._state.remove(page.address)
        self._tell(f"removed: {self._folder.path / page.file}: {page.address}: {reason}")
        return Kept(page.address, page.file, reason, removed=True)

    def _kept(self, page: Page, reason: str, remedy: str) -> Kept:
        self._tell(f"kept: {self._folder.path / page.file}: {page.address}: {reason}; {remedy}")
        return Kept(page.address, page.file, reason, removed=False)

    # ---- what is wanted --------------------------------------------------------------------------------

    async def _list(self, web: Web) -> None:
        """Find every page: those named first, then those of listings, then those that listings named once."""
        listed: dict[httpx2.URL, list[_Wanted]] = {}
        listings = [source for source in self._sources.sources if source.is_listing]
        async with anyio.create_task_group() as tasks:
            for source in listings:
                listed[source.url] = []
                tasks.start_soon(self._read_listings, web, source, listed[source.url])
        named = [_Wanted(source.url, source) for source in self._sources.sources if not source.is_listing]
        for wanted in (*named, *(page for pages in listed.values() for page in pages)):
            self._wanted.setdefault(wanted.address, wanted)
        by_listing = {str(source.url): source for source in listings}
        for page in self._state.pages.values():
            # A feed names its newest pages only, and a sitemap none that is gone: both are asked for once more.
            if page.file and page.address not in self._wanted and page.listing in by_listing:
                self._wanted[page.address] = _Wanted(
                    httpx2.URL(page.address), by_listing[page.listing], page.title, page.published
                )

    async def _read_listings(self, web: Web, source: Source, into: list[_Wanted]) -> None:
        """Gather what a sitemap with its sitemaps, or a feed, names."""
        found: dict[httpx2.URL, Named] = {}
        queue, seen = [source.url], {source.url}
        outside = unfit = 0
        while queue:
            url = queue.pop(0)
            try:
                listing, at = await self._listing(web, source, url)
            except FetchError as error:
                self._fail(str(url), str(error))
                continue
            unfit += listing.unfit
            for page in listing.pages:
                if self._belongs(page.url, source, at):
                    found.setdefault(page.url, page)
                else:
                    outside += 1
            fresh = [sitemap for sitemap in listing.sitemaps if sitemap not in seen]
            ours = [sitemap for sitemap in fresh if self._belongs(sitemap, replace(source, only=()), at)]
            outside += len(fresh) - len(ours)
            room = max(0, MOST_SITEMAPS - len(seen))
            self._leave_out(len(ours[room:]), f"{MOST_SITEMAPS} sitemaps of {source.url}")
            seen.update(ours[:room])
            queue += ours[:room]
        self._leave_out(max(0, len(found) - MOST_LISTED), f"{MOST_LISTED:,} addresses of {source.url}")
        if outside:
            left_out = counted(outside, "address", "addresses")
            self._tell(f"note: {source.url}: {left_out} of other places left out; `only` can allow them")
        if unfit:
            left_out = counted(unfit, "address", "addresses")
            self._tell(f"note: {source.url}: {left_out} left out as none of the web")
        into += [_Wanted(page.url, source, page.title, page.published) for page in [*found.values()][:MOST_LISTED]]

    async def _listing(self, web: Web, source: Source, url: httpx2.URL) -> tuple[Listing, httpx2.URL]:
        found = await web.get(url, MOST_BYTES, also=_Wanted(url, source).allows)
        if found.reply.status != 200:
            raise FetchError(because("http_status", status=found.reply.status))
        return await anyio.to_thread.run_sync(read_listing, found.reply.body, found.last), found.last

    @staticmethod
    def _belongs(url: httpx2.URL, source: Source, at: httpx2.URL) -> bool:
        if source.only:
            return any(addresses.is_below(url, prefix) for prefix in source.only)
        return addresses.same_site(url, source.url) or addresses.same_site(url, at)

    # ---- one page after the other ----------------------------------------------------------------------

    async def _visit_host(
        self,
        web: Web,
        sandbox: Sandbox,
        name: str,
        pages: Iterable[_Wanted],
        done: "_Count",
        limiter: anyio.CapacityLimiter,
        scope: anyio.CancelScope,
    ) -> None:
        failures = 0
        async with limiter:
            for at, wanted in enumerate(pages := [*pages]):
                if failures == _FAILURES_OF_A_HOST:
                    self._leave_out(len(pages) - at, f"{failures} failures of {name} one after the other")
                    return
                try:
                    is_down = await self._visit(web, sandbox, wanted)
                except LapeQAError as error:
                    # The disk, not a page: everything stops here, and goes on in the next run.
                    self._failure = error
                    scope.cancel()
                    return
                failures = failures + 1 if is_down else 0
                done.one_more()

    async def _visit(self, web: Web, sandbox: Sandbox, wanted: _Wanted) -> bool:
        """Ask for one page, unless this run has; tell whether its host did not answer."""
        page = self._settled(self._state.pages.get(wanted.address, Page(wanted.address)))
        page = replace(page, listing=wanted.listing, title=wanted.title, published=wanted.published)
        if page.run == self._state.run:
            self._count(page)
            return False
        most = min(self._page_bytes, self._bytes_left)
        if most <= 0:
            self._leave_out(1, f"`megabytes: {self._sources.megabytes:g}`")
            return False
        self._bytes_left -= most
        is_down = False
        used = 0
        try:
            page, used = await self._collected(web, sandbox, wanted, page, most)
        except TooLongError as error:
            used = most
            if most < self._page_bytes:
                self._leave_out(1, f"`megabytes: {self._sources.megabytes:g}`")
                return False
            page = replace(page, outcome="failed", said=str(error))
        except FetchError as error:
            is_down = error.host_is_down
            page = replace(page, outcome="failed", said=str(error))
        finally:
            self._bytes_left += most - used
        page = replace(page, run=self._state.run)
        self._state.put(page)
        self._count(page)
        return is_down

    def _settled(self, page: Page) -> Page:
        """Bring to its end what a crash left between two files."""
        if not page.next:
            return page
        if not self._folder.holds(page.file, page.next):
            self._folder.remove_lone_sidecar(page.file)
            return replace(page, file=page.old, next="", old="")
        if page.old not in ("", page.file):
            self._folder.remove(page.old)
        return replace(page, sha256=page.next, next="", old="", text="", etag="", modified="")

    async def _collected(self, web: Web, sandbox: Sandbox, wanted: _Wanted, page: Page, most: int) -> tuple[Page, int]:
        """Return what is known of a page after it was asked for, and how many bytes that took."""
        if self._is_edited(page):
            raise FetchError(f"{self._folder.path / page.file} was changed by hand, and is kept; move it away first")
        self._folder.refuse_clash(wanted.id, page.file)
        is_there = PurePath(page.file).stem == wanted.id and self._folder.holds(page.file, page.sha256)
        condition = self._condition(page) if is_there else {}
        found = await web.get(wanted.url, most, condition, also=wanted.allows)
        status = found.reply.status
        if status in GONE and page.file:
            at = page.gone or self.now.isoformat(timespec="seconds")
            return replace(page, outcome="gone", gone=at, said=f"HTTP status {status}"), 0
        page = replace(page, gone="", said="", url=str(found.lasting))
        if status == 304 and condition:
            self._folder.put(f"{page.file}{SIDECAR}", _metadata(wanted, page))
            self._put_away_digest(wanted)
            return replace(page, outcome="same"), 0
        require_page(found, wanted.url)
        checked = await anyio.to_thread.run_sync(self._folder.checked, wanted.id, found.reply, found.last, sandbox)
        self._refuse_less_than_digest(wanted, checked)
        etag, modified = _validators(found)
        page = replace(page, etag=etag, modified=modified, fetched=self.now.isoformat(timespec="seconds"))
        return self._placed(wanted, page, checked, is_there=is_there), len(checked.content)

    def _placed(self, wanted: _Wanted, page: Page, checked: Checked, *, is_there: bool) -> Page:
        """Put what came into its place; a crash at any instant leaves the old or the new."""
        text = checked.document.sha256
        is_same = is_there and page.file == checked.name and page.text == text
        if is_same:
            page = replace(page, outcome="same")
        else:
            sha256 = hashlib.sha256(checked.content).hexdigest()
            outcome: Outcome = "changed" if page.sha256 else "new"
            page = replace(page, file=checked.name, next=sha256, old=page.file)
            self._state.put(page)
            self._folder.put(f"{checked.name}{SIDECAR}", _metadata(wanted, page))
            self._folder.put(checked.name, checked.content)
            if page.old not in ("", page.file):
                self._folder.remove(page.old)
            page = replace(page, sha256=sha256, next="", old="", outcome=outcome, text=text, changed=page.fetched)
        self._folder.put(f"{checked.name}{SIDECAR}", _metadata(wanted, page))
        self._put_away_digest(wanted)
        return page

    def _put_away_digest(self, wanted: _Wanted) -> None:
        if self._folder.put_away_digest(wanted.id):
            self.report.replaced.append(wanted.id)

    def _refuse_less_than_digest(self, wanted: _Wanted, checked: Checked) -> None:
        digest = self._folder.digest(wanted.id)
        if digest is None:
            return
        words, least = len(checked.document.text.split()), len(digest.text.split())
        if words < least:
            raise FetchError(
                f"has {words} words, its digest {least}: this is hardly the original, and the digest stays"
            )

    def _is_edited(self, page: Page) -> bool:
        file = self._folder.path / page.file
        with told(file):
            return bool(page.file) and file.is_file() and durable_files.sha256(file) != page.sha256

    def _condition(self, page: Page) -> dict[str, str]:
        if not page.fetched or self.now - datetime.fromisoformat(page.fetched) >= _TRUSTED:
            return {}
        stated = {"If-None-Match": page.etag, "If-Modified-Since": page.modified}
        return {name: value for name, value in stated.items() if value}

    # ---- what is told ----------------------------------------------------------------------------------

    def _count(self, page: Page) -> None:
        identifier = PurePath(page.file).stem
        match page.outcome:
            case "new":
                self.report.new.append(identifier)
            case "changed":
                self.report.changed.append(identifier)
            case "same":
                self.report.unchanged += 1
            case "failed":
                self._fail(page.address, page.said)
        if page.outcome not in ("failed", "gone") and page.url != page.address:
            self.report.moved.append((page.address, page.url))
            advice = "" if page.listing else "; write that address in its place"
            self._tell(f"moved: {page.address}: it is now {page.url}{advice}")

    def _fail(self, address: str, reason: str) -> None:
        self.report.failed.append(Failure(address, reason))
        self._tell(f"not collected: {address}: {reason}")

    def _leave_out(self, pages: int, why: str) -> None:
        if pages:
            self.report.left_out += pages
            self._tell(f"left out: {pages} more, after {why}")


@dataclass(slots=True)
class _Count:
    total: int
    progress: Progress
    done: int = 0

    def one_more(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


def _metadata(wanted: _Wanted, page: Page) -> bytes:
    """Return the sidecar of a page, in the order of the fields."""
    said = {"title": wanted.title, "published": wanted.published} | dict(wanted.source.metadata)
    said |= {"url": page.url, "rights": wanted.source.licence}
    order = ("title", "publisher", "author", "published", "region", "language", "url", "rights", "groups")
    return sidecar({name: said[name] for name in order if said.get(name)})


def _validators(found: Found) -> Iterator[str]:
    """Yield what a server gives to ask by whether a page has changed: ETag and time, empty where it is none."""
    for name in ("etag", "last-modified"):
        value = found.reply.headers.get(name, "")
        yield value if len(value) <= _MOST_ETAG and value.isascii() and value.isprintable() else ""
