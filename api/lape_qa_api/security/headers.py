"""The headers that every response carries."""

from collections.abc import Mapping, Sequence

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors "
)
# A reader page has the quotes of an answer in its address.
_PRIVATE = ("/v1/", "/mcp", "/metrics", "/lue/")
_EMBEDDED = ("/widget/", "/static/widget/")


def security_headers(path: str, origins: Sequence[str] = ()) -> Mapping[str, str]:
    """Return the headers for a path; the pages of some origins may frame the service's pages."""
    headers = {
        "Content-Security-Policy": _POLICY + (" ".join(origins) or "'none'"),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if path.startswith(_EMBEDDED) else "same-origin",
        # Answers stay out of every cache. A new version of a script is seen at once; static files still answer 304.
        "Cache-Control": "no-store" if path.startswith(_PRIVATE) else "no-cache",
    }
    return headers if origins else headers | {"X-Frame-Options": "DENY"}
