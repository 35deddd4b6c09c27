"""What both clients know of the service: where it is, how to show a key, what refusals mean, when to come again."""

import functools
import json
import math
import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from lape_qa_client.calls import Call
from lape_qa_client.errors import (
    LapeQAError,
    NoAnswerInTimeError,
    NoServiceError,
    Problem,
    ProblemError,
    UnexpectedReplyError,
    UsageError,
    error_of,
)

DEFAULT_URL = "http://127.0.0.1:8000"
_URL = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
_KEY = re.compile(r"[!-~]+")
_COMES_AGAIN = (429, 503)
"""Refusals after which it is asked again, if the service says when."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the service is, and how patient a client is with it."""

    url: str
    """What stands before the paths of the API, without a slash at its end."""
    key: str
    """An API key; empty where the service asks for none."""
    timeout: float
    """Seconds that may pass without anything being heard."""
    retries: int
    """How often it is asked again after a refusal that says when to come again."""
    longest_wait: float
    """Seconds that are waited for that at most, each time."""

    @classmethod
    def of(cls, url: str | None, key: str | None, timeout: float, retries: int, longest_wait: float) -> "Connection":
        """Return a connection; what is not given is taken from LAPE_QA_URL and LAPE_QA_KEY. UsageError if amiss."""
        address = (url or os.environ.get("LAPE_QA_URL") or DEFAULT_URL).strip().rstrip("/")
        if not _URL.fullmatch(address):
            raise UsageError(f"{address!r} is no address of a service: give one such as {DEFAULT_URL}")
        shown = (key or os.environ.get("LAPE_QA_KEY") or "").strip()
        if shown and not _KEY.fullmatch(shown):
            # The key itself stays out of messages, which are logged.
            raise UsageError("the key holds a blank or a letter that no key has: give it as it was shown (lqa_…)")
        if not timeout > 0 or retries < 0 or longest_wait < 0:
            raise UsageError("timeout must be above 0 seconds; retries and longest_wait must not be below 0")
        return cls(address, shown, timeout, retries, longest_wait)

    def __repr__(self) -> str:
        """Show all but the key."""
        return f"Connection({self.url!r}, key={'…' if self.key else None}, timeout={self.timeout})"

    def options(self) -> dict[str, Any]:
        """Return what a client of httpx2 is made with."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return {"headers": headers, "timeout": self.timeout, "verify": _tls()}

    def request(self, call: Call[Any]) -> dict[str, Any]:
        """Return the request of a call, as httpx2 makes it."""
        try:
            # Half of a surrogate pair, which Python's strings may hold, is found here too.
            content = json.dumps(call.body or call.params, ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError) as error:
            raise UsageError(f"{call.path} is not asked: its values cannot be sent: {error}") from error
        asked = {"method": call.method, "url": self.url + call.path, "params": call.params}
        return asked | ({"content": content, "headers": {"Content-Type": "application/json"}} if call.body else {})

    def wait(self, response: httpx2.Response, attempt: int) -> float:
        """Return the seconds to wait before a refused call is made again; raise its error if it is not to be.

        `attempt` is how often it was made again before.
        """
        refusal = _refusal(response)
        if not isinstance(refusal, ProblemError) or response.status_code not in _COMES_AGAIN:
            raise refusal
        wait = refusal.problem.retry_after
        if wait is None or wait > self.longest_wait or attempt >= self.retries:
            raise refusal
        return wait

    @contextmanager
    def spoken_to(self) -> Iterator[None]:
        """Turn errors of the connection into those of the client."""
        try:
            yield
        except httpx2.TimeoutException as error:
            raise NoAnswerInTimeError(f"{self.url} did not answer within {self.timeout:g} seconds") from error
        except (httpx2.ProtocolError, httpx2.DecodingError, httpx2.SSEError) as error:
            raise UnexpectedReplyError(f"{self.url} does not answer as LAPE-QA does: {error}") from error
        except httpx2.StreamError as error:
            raise UsageError("the events of an answer are read once, inside the `with` block of `stream`") from error
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            said = str(error) or type(error).__name__
            raise NoServiceError(f"no service answers at {self.url} ({said}): is `lape-qa serve` running?") from error


@functools.cache
def _tls() -> ssl.SSLContext:
    # Made once: reading all authorities takes tens of milliseconds.
    return httpx2.create_ssl_context()


def _refusal(response: httpx2.Response) -> LapeQAError:
    """Return the error of a reply that is no success; its body has been read."""
    status, url = response.status_code, str(response.url.copy_with(query=None))
    if status < 400:
        return UnexpectedReplyError(f"{url} leads elsewhere ({status}): give the address that it leads to")
    return error_of(_problem(response), url)


def problem_of(content: bytes | str, status: int, retry_after: float | None = None) -> Problem | None:
    """Return the problem that some JSON holds, or None when it holds none; `status` is that of the reply."""
    try:
        said = json.loads(content)
    except ValueError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("detail"), str):
        return None
    texts = {name: str(said.get(name, "")) for name in ("title", "type", "instance")}
    stated = said.get("status")
    return Problem(
        stated if isinstance(stated, int) else status, detail=said["detail"], retry_after=retry_after, **texts
    )


def _problem(response: httpx2.Response) -> Problem:
    """Return what a reply says of a refusal; of one that is not the service's own, what its status says."""
    after = _seconds(response.headers.get("retry-after", ""))
    status, phrase = response.status_code, response.reason_phrase
    foreign = f"{phrase or 'an error'}, not in the words of LAPE-QA: is it a proxy that says so, or is it elsewhere?"
    return problem_of(response.content, status, after) or Problem(status, phrase, foreign, retry_after=after)


def _seconds(retry_after: str) -> float | None:
    """Return the seconds that a Retry-After header says, as a number or a date; None when it says neither."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None
