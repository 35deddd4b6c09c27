"""The web as a polite visitor sees it: a host is asked one thing at a time, with pauses, and what robots.txt allows."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import anyio
import httpx2
from protego import Protego

from lape_qa.documents.collecting.addresses import host, normal, origin, same_site
from lape_qa.documents.collecting.fetching import Client, Reply
from lape_qa.documents.collecting.network import CheckedBackend, PrivateAddressError
from lape_qa.errors import FetchError
from lape_qa.reasons import because

ROBOT = "lape-qa"
"""What robots.txt calls this program."""
MOST_ROBOTS = 512 * 1024
"""Bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB."""
_MOST_RULES = 2_000_000
"""Rules times robots that one may name: every rule of a group is kept once for each of its robots."""
LONGEST_PAUSE = 60.0
"""Seconds between two pages that a site may ask for."""
LONGEST_WAIT = 120.0
"""Seconds that a busy server may ask to wait before it is asked once more."""
_SHORTEST_PAUSE = 1.0
"""Seconds between two requests to a host that is not the operator's own."""
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_LASTING = (301, 308)
GONE = (404, 410)
"""What a server answers where there is no page."""
_BUSY = (429, 503)

Sleep = Callable[[float], Awaitable[None]]

Allowed = Callable[[httpx2.URL], bool]
"""Tells whether a redirect may lead to an address."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock of the pauses."""

    now: Callable[[], float] = time.monotonic
    sleep: Sleep = anyio.sleep


@dataclass(frozen=True, slots=True)
class Found:
    """What an address led to."""

    reply: Reply
    last: httpx2.URL
    """Where the answer came from."""
    lasting: httpx2.URL
    """What should be asked the next time: where the redirects that are meant for good lead."""


@dataclass(frozen=True, slots=True)
class _Rules:
    allows: Callable[[str], bool]
    pause: float = 0.0
    refusal: str = because("robots_forbid")


@dataclass(slots=True)
class _Host:
    """A host's turn: one request at a time, the next not before its time."""

    lock: anyio.Lock = field(default_factory=anyio.Lock)
    free_at: float = 0.0


@dataclass(slots=True)
class _Origin:
    lock: anyio.Lock = field(default_factory=anyio.Lock)
    rules: _Rules | None = None


class Web:
    """Fetches addresses through a client."""

    def __init__(self, client: Client, pause: float, named: frozenset[str], timing: Timing) -> None:
        self._client = client
        self._pause = pause
        self._named = named
        self._timing = timing
        self._hosts: dict[str, _Host] = {}
        self._origins: dict[tuple[str, str, int], _Origin] = {}

    async def get(
        self, url: httpx2.URL, most: int, headers: Mapping[str, str] | None = None, also: Allowed = lambda _url: False
    ) -> Found:
        """Return what an address leads to, by at most five redirects on its own site or to what `also` allows.

        FetchError when robots.txt forbids it or cannot be asked, and as `Client.get`.
        """
        at = lasting = url
        is_lasting = True
        seen = {url}
        while True:
            rules = await self.rules(at)
            if not rules.allows(str(at)):
                raise FetchError(rules.refusal)
            reply = await self._patiently(at, most, headers, rules.pause)
            if reply.status not in _REDIRECTS:
                return Found(reply, at, lasting)
            at = _next(at, reply, seen)
            if not same_site(at, url) and not also(at):
                raise FetchError(because("other_site", address=str(at)))
            is_lasting = is_lasting and reply.status in _LASTING
            lasting = at if is_lasting else lasting

    async def rules(self, url: httpx2.URL) -> _Rules:
        """Return what the robots.txt of an address's site says, asked once; FetchError when the pause is too long."""
        site = self._origins.setdefault(origin(url), _Origin())
        async with site.lock:
            if site.rules is None:
                site.rules = await self._asked(url.copy_with(raw_path=b"/robots.txt"))
        if site.rules.pause > LONGEST_PAUSE:
            raise FetchError(
                because("robots_rest_too_long", seconds=f"{site.rules.pause:g}", most=f"{LONGEST_PAUSE:g}")
            )
        return site.rules

    async def _asked(self, url: httpx2.URL) -> _Rules:
        """Return the rules of a robots.txt as RFC 9309 has it: none where there is none, all where nobody can tell."""
        at, seen = url, {url}
        try:
            while True:
                reply = await self._in_turn(at, MOST_ROBOTS, None, 0.0, cut=True)
                if reply.status not in _REDIRECTS:
                    break
                at = _next(at, reply, seen)
            if reply.status == 200:
                return _parsed(reply.body)
        except FetchError as error:
            if error.host_is_down or isinstance(error, PrivateAddressError):
                raise
            return _Rules(lambda _url: False, refusal=because("robots_unreadable", problem=error.why))
        if reply.status in _BUSY or reply.status >= 500:
            problem = because("http_status", status=reply.status)
            return _Rules(lambda _url: False, refusal=because("robots_unreadable", problem=problem))
        return _Rules(lambda _url: True)

    async def _patiently(self, url: httpx2.URL, most: int, headers: Mapping[str, str] | None, pause: float) -> Reply:
        """Ask once more where a busy server says when."""
        reply = await self._in_turn(url, most, headers, pause)
        if reply.status not in _BUSY or not (after := reply.headers.get("retry-after")):
            return reply
        wait = _seconds(after)
        if wait is None or wait > LONGEST_WAIT:
            return reply
        self._hosts[host(url)].free_at = self._timing.now() + wait
        return await self._in_turn(url, most, headers, pause)

    async def _in_turn(
        self, url: httpx2.URL, most: int, headers: Mapping[str, str] | None, pause: float, *, cut: bool = False
    ) -> Reply:
        name = host(url)
        turn = self._hosts.setdefault(name, _Host())
        async with turn.lock:
            wait = turn.free_at - self._timing.now()
            if wait > 0:
                await self._timing.sleep(wait)
            try:
                return await self._client.get(url, most, headers, cut=cut)
            finally:
                shortest = 0.0 if name in self._named else _SHORTEST_PAUSE
                turn.free_at = self._timing.now() + max(self._pause, pause, shortest)


@asynccontextmanager
async def visiting(
    pause: float,
    named: frozenset[str],
    contact: str = "",
    backend: CheckedBackend | None = None,
    timing: Timing = Timing(),
) -> AsyncIterator[Web]:
    """Visit the web under this program's name, which `contact` follows; hosts that are `named` may be private."""
    agent = f"{ROBOT}/{version('lape-qa')}" + (f" (+{contact})" if contact else "")
    async with Client(agent, backend or CheckedBackend(named)) as client:
        yield Web(client, pause, named, timing)


def require_page(found: Found, asked: httpx2.URL) -> None:
    """Raise FetchError unless what an address led to is the page that it stands for."""
    status = found.reply.status
    if status != 200:
        raise FetchError(because("page_missing" if status in GONE else "http_status", status=status))
    if _is_front(found.last) and not _is_front(asked):
        raise FetchError(because("front_page", address=str(found.last)))


def _is_front(url: httpx2.URL) -> bool:
    return url.raw_path in (b"", b"/")


def _next(at: httpx2.URL, reply: Reply, seen: set[httpx2.URL]) -> httpx2.URL:
    """Return where a redirect leads; FetchError where it goes round, on and on, or nowhere."""
    target = reply.headers.get("location", "")
    try:
        url = normal(target, base=at)
    except FetchError as error:
        raise FetchError(because("leads_astray", address=f"{target!r:.80}", problem=error.why)) from error
    if url in seen:
        raise FetchError(because("leads_round"))
    if len(seen) > _MOST_REDIRECTS:
        raise FetchError(because("leads_on", most=_MOST_REDIRECTS))
    if at.scheme == "https" and url.scheme == "http":
        raise FetchError(because("leads_from_tls", address=str(url)))
    seen.add(url)
    return url


def _parsed(content: bytes) -> _Rules:
    text = content.decode("utf-8-sig", "replace")
    lines = [line.lstrip().lower() for line in text.splitlines()]
    robots = sum(line.startswith("user") for line in lines)
    if robots * (len(lines) - robots) > _MOST_RULES:
        raise FetchError(because("robots_too_long", count=len(lines), robots=robots))
    rules = Protego.parse(text)
    return _Rules(lambda url: rules.can_fetch(url, ROBOT), rules.crawl_delay(ROBOT) or 0.0)


def _seconds(after: str) -> float | None:
    """Return how long a Retry-After asks to wait, by seconds or by date; None when it says neither."""
    if after.strip().isdecimal():
        return float(after.strip()[:9])
    try:
        moment = parsedate_to_datetime(after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
