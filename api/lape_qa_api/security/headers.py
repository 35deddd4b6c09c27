"""The headers that every response carries."""

from collections.abc import Mapping, Sequence

from lape_qa_api.security.rights import EDITORS

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors "
)
# A reader page has the quotes of an answer in its address, the list of sources what was looked for.
_PRIVATE = ("/v1/", "/mcp", "/metrics", "/lue/", "/lue-kuva/", "/lahteet", EDITORS)
_EMBEDDED = ("/widget/", "/static/widget/")


def security_headers(path: str, origins: Sequence[str] = ()) -> Mapping[str, str]:
    """Return the headers for a path; the pages of some origins may frame the service's pages."""
    editing = path.startswith(EDITORS)
    framed = " ".join(() if editing else origins)
    headers = {
        "Content-Security-Policy": _POLICY + (framed or "'none'"),
        "X-Content-Type-Options": "nosniff",
        # Without any, a browser would not say of a form where it comes from.
        "Referrer-Policy": "same-origin" if editing else "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if path.startswith(_EMBEDDED) else "same-origin",
        # Answers stay out of every cache. A new version of a script is seen at once; static files still answer 304.
        "Cache-Control": "no-store" if path.startswith(_PRIVATE) else "no-cache",
    }
    return headers if framed else headers | {"X-Frame-Options": "DENY"}
