"""A name for each request, which its response and every line of the log about it carry."""

import re
import secrets

from asgi_correlation_id import CorrelationIdMiddleware
from starlette.types import ASGIApp

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestId(CorrelationIdMiddleware):
    """Takes the name that a proxy or client gives in `X-Request-ID`, or makes one where that is none or unfit."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            header_name="X-Request-ID",
            update_request_header=False,
            generator=lambda: secrets.token_hex(8),
            validator=lambda shown: _GIVEN.fullmatch(shown) is not None,
        )
