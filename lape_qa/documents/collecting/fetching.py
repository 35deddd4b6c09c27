"""One request to the web and its answer, bounded in time and bytes while it is read."""

import re
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType

import anyio
import httpcore2
import httpx2

from lape_qa.documents.collecting.addresses import origin
from lape_qa.documents.collecting.network import CheckedBackend
from lape_qa.errors import FetchError
from lape_qa.reasons import because

_SECONDS = 60.0
_GZIP = 31
"""What zlib calls it."""
_CERTIFICATE = re.compile(r"certificate verify failed: (.+?)(?: \(_ssl\.c:\d+\))?$")
_MAGIC = b"\x1f\x8b"


class TooLongError(FetchError):
    """More bytes than were to be read."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered; the body of anything but 200 is not read."""

    status: int
    headers: httpx2.Headers
    body: bytes = b""


class Client:
    """Asks servers for one address at a time; used as an async context."""

    def __init__(self, agent: str, backend: CheckedBackend, seconds: float = _SECONDS) -> None:
        self._headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        self._seconds = seconds
        # No proxy of the environment: it, not this, would look names up.
        self._pool = httpcore2.AsyncConnectionPool(ssl_context=_tls(), network_backend=backend, keepalive_expiry=30)

    async def __aenter__(self) -> "Client":
        """Open no connection yet."""
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self._pool.__aexit__(kind, error, traceback)

    async def get(
        self, url: httpx2.URL, most: int, headers: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> Reply:
        """Return the answer to one GET; redirects are not followed.

        A body has at most `most` bytes, packed and unpacked; with `cut`, what follows is left out, else it is
        FetchError. So are a body that is not whole, a time of more than a minute for all of it, and what is no HTTP.
        """
        try:
            with anyio.fail_after(self._seconds):
                return await self._got(url, most, headers or {}, cut=cut)
        except TimeoutError as error:
            raise FetchError(because("no_answer", seconds=f"{self._seconds:g}"), host_is_down=True) from error
        except (httpcore2.NetworkError, ssl.SSLError) as error:
            raise FetchError(_unreachable(error), host_is_down=True) from error
        except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
            raise FetchError(because("no_http", detail=_brief(error))) from error

    async def _got(self, url: httpx2.URL, most: int, headers: Mapping[str, str], *, cut: bool) -> Reply:
        scheme, host, port = origin(url)
        asked = httpcore2.URL(scheme=scheme, host=host, port=port, target=url.raw_path)
        sent = [("Host", url.netloc.decode("ascii")), *(self._headers | dict(headers)).items()]
        async with self._pool.stream("GET", asked, headers=sent) as response:
            got = httpx2.Headers(response.headers)
            if response.status != 200:
                return Reply(response.status, got)
            return Reply(200, got, await _body(response, got, most, cut=cut))


async def _body(response: httpcore2.Response, headers: httpx2.Headers, most: int, *, cut: bool) -> bytes:
    unpacked = _unpacking(headers.get("content-encoding", "identity"))
    declared = headers.get("content-length", "")
    if not cut and declared.isdecimal() and int(declared[:20]) > most:
        raise _too_long(most)
    packed, body = 0, bytearray()
    async for chunk in response.aiter_stream():
        packed += len(chunk)
        try:
            body += unpacked.feed(chunk, most + 1 - len(body))
        except zlib.error as error:
            raise FetchError(because("badly_packed", detail=str(error))) from error
        if max(packed, len(body)) > most:
            if cut:
                return bytes(body[:most])
            raise _too_long(most)
    if not unpacked.is_whole:
        raise FetchError(because("packed_by_half"))
    return bytes(body)


def gunzipped(content: bytes, most: int) -> bytes:
    """Return what a packed file holds, any other as it is; FetchError beyond `most` bytes, or when it is damaged."""
    if not content.startswith(_MAGIC):
        return content
    unpacked = _Gunzip()
    try:
        body = unpacked.feed(content, most + 1)
    except zlib.error as error:
        raise FetchError(f"is a damaged gzip file ({error})") from error
    if len(body) > most:
        raise _too_long(most)
    if not unpacked.is_whole:
        raise FetchError("is a gzip file that ends in the middle")
    return body


@cache
def _tls() -> ssl.SSLContext:
    """Return what certificates are checked by; reading it takes a while."""
    return httpx2.create_ssl_context()


def _too_long(most: int) -> TooLongError:
    return TooLongError(because("too_many_bytes", most=most))


class _Plain:
    is_whole = True

    def feed(self, chunk: bytes, most: int) -> bytes:
        """Return what is packed in a chunk, at most so many bytes; zlib.error when nothing is."""
        return chunk[:most]


class _Gunzip(_Plain):
    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._begun = False

    @property
    def is_whole(self) -> bool:  # type: ignore[override]
        """Whether no member is open."""
        return self._member.eof or not self._begun

    def feed(self, chunk: bytes, most: int) -> bytes:
        body = bytearray()
        while chunk and len(body) < most:
            if self._member.eof:
                # Several members are one file.
                self._member = zlib.decompressobj(_GZIP)
            self._begun = True
            body += self._member.decompress(chunk, most - len(body))
            chunk = self._member.unused_data or self._member.unconsumed_tail
        return bytes(body)


def _unpacking(encoding: str) -> _Plain:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Gunzip()
    raise FetchError(because("packed_otherwise", encoding=f"{encoding!r:.40}"))


def _unreachable(error: Exception) -> str:
    said = _brief(error)
    if refused := _CERTIFICATE.search(said):
        return because("no_certificate", detail=refused[1])
    return because("no_host_answers", detail=said)


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
