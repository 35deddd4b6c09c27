"""Addresses of the web: one form for each, what belongs to what, and the id of the document that one becomes."""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

import httpx2

from lape_qa.documents.metadata import unfit
from lape_qa.errors import FetchError
from lape_qa.reasons import because

_NAME_CHARS = 80


def normal(address: str, base: httpx2.URL | None = None) -> httpx2.URL:
    """Return an address in its one form, without a fragment; FetchError, with what is wrong, when it is none.

    With `base`, it may be relative.
    """
    if not address.strip():
        raise FetchError(because("address_empty"))
    try:
        url = httpx2.URL(address.strip())
        if base is not None and not url.scheme:
            url = base.join(url)
        url = url.copy_with(fragment=None) if url.fragment else url
    except httpx2.InvalidURL as error:
        raise FetchError(because("address_garbled", detail=str(error))) from error
    if problem := unfit("url", str(url)):
        raise FetchError(problem)
    if url.userinfo:
        raise FetchError(because("address_with_user"))
    if url.port is not None and not 0 < url.port < 2**16:
        raise FetchError(because("address_port", port=str(url.port)))
    return url


def host(url: httpx2.URL) -> str:
    """Return the name or number of an address's host, as it is asked for."""
    return url.raw_host.decode("ascii")


def origin(url: httpx2.URL) -> tuple[str, str, int]:
    """Return what a robots.txt holds for: scheme, host and port."""
    return url.scheme, host(url), url.port or (443 if url.scheme == "https" else 80)


def same_site(one: httpx2.URL, other: httpx2.URL) -> bool:
    """Tell whether two addresses are of one host and port; `www.` and http or https make no difference."""
    return _site(one) == _site(other)


def _site(url: httpx2.URL) -> tuple[str, int | None]:
    # httpx2 names no port that is the scheme's own.
    return host(url).removeprefix("www."), url.port


def is_below(url: httpx2.URL, prefix: httpx2.URL) -> bool:
    """Tell whether an address begins with another, of which the path may be cut off anywhere."""
    return same_site(url, prefix) and url.raw_path.startswith(prefix.raw_path)


def identifier(url: httpx2.URL) -> str:
    """Return the id of the document at an address: host and path in plain letters, and a hash that keeps it apart."""
    path = PurePosixPath(url.path)
    words = f"{url.host.removeprefix('www.')} {path.with_suffix('') if path.name else path}".casefold()
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_NAME_CHARS].strip("-")
    return f"{name}-{hashlib.sha256(str(url).encode()).hexdigest()[:8]}"
