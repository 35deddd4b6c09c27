"""Where the service is for who calls: below which path, and at which whole address."""

from contextvars import ContextVar

from starlette.requests import Request

ROOT: ContextVar[str] = ContextVar("ROOT", default="")
"""The path that the service has for who calls, such as `/lape`; empty when it has a name of its own.

`http.middleware.SubPath` sets it for each request. It is not ASGI's `root_path`: the path of a request never holds it
here, so that what is checked and what is routed are the same to the letter.
"""


def rooted(path: str) -> str:
    """Return a path of the service as who calls has to ask for it: every link, redirect and cookie is made so."""
    return ROOT.get() + path


def base_url(request: Request) -> str:
    """Return the whole address of the service for who calls, without a slash at its end."""
    return f"{request.url.scheme}://{request.url.netloc}{ROOT.get()}"
