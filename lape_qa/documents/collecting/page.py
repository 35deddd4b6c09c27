"""One page of the web for somebody who waits for it: fetched by the rules of collecting, and kept by who asked."""

from dataclasses import dataclass

import anyio
import httpx2

from lape_qa.documents.collecting.fetching import TooLongError
from lape_qa.documents.collecting.folder import ending
from lape_qa.documents.collecting.network import PrivateAddressError
from lape_qa.documents.collecting.web import require_page, visiting
from lape_qa.errors import FetchError
from lape_qa.reasons import because

MOST_BYTES = 50_000_000
"""Of a page, also when unpacked."""
SECONDS = 180.0
"""For robots.txt, redirects, pauses and the page together."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    ending: str
    """Of its file's name, such as `.html`."""
    content: bytes
    url: str
    """Where it is: its address, or where it was moved for good."""


def fetch(url: httpx2.URL, named: frozenset[str], most: int = MOST_BYTES, seconds: float = SECONDS) -> Fetched:
    """Return the page at an address; hosts that are `named` may have private addresses.

    robots.txt is obeyed and redirects are followed on one site. Raises FetchError with the reason: also for more than
    `most` bytes, and when it has not come after so many seconds.
    """
    return anyio.run(_fetched, url, named, most, seconds)


async def _fetched(url: httpx2.URL, named: frozenset[str], most: int, seconds: float) -> Fetched:
    try:
        with anyio.fail_after(seconds):
            async with visiting(0, named) as web:
                found = await web.get(url, most)
    except TimeoutError as error:
        raise FetchError(because("page_too_slow", seconds=f"{seconds:g}")) from error
    except TooLongError as error:
        raise FetchError(because("page_too_long", most=most)) from error
    except PrivateAddressError as error:
        # Which number it has is nobody's business but the house's.
        raise FetchError(because("private_page", host=error.host)) from error
    require_page(found, url)
    return Fetched(ending(found.reply, found.last), found.reply.body, str(found.lasting))
