"""Every error as an RFC 9457 problem; a browser that opens a page gets a page that says the same in plain words.

Nothing here shows a traceback: an unexpected error is raised on to the server's log, its caller gets a bare 500.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lape_qa.errors import (
    Busy,
    Conflict,
    DatabaseUnavailable,
    DocumentError,
    IndexUnavailable,
    LapeQAError,
    QuestionError,
    Starting,
    StateUnavailable,
    UsageError,
)
from lape_qa_api.pages.templating import page
from lape_qa_api.root import rooted
from lape_qa_api.schemas import Problem
from lape_qa_api.security import rights
from lape_qa_api.security.headers import security_headers
from lape_qa_api.telemetry.logs import log

MEDIA_TYPE = "application/problem+json"
_MOST_FAULTS, _LONGEST_FAULT, _LONGEST_NAME = 5, 300, 100
"""Of a request: how many faults are told, and characters of each and of a field's name."""
CLIENT_GONE = 499
"""A status for the log: nobody is there to read it."""
_OPENAI = ("/v1/chat/", "/v1/models")
FAILED = "the index or the model cannot be used: the service's log says why, and it is tried again"
"""What is said where neither can be loaded."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem that deserves a type of its own: something a program may act on."""

    type: str
    title: str
    status: int
    retry_after: int = 0
    """Seconds after which it may be over."""
    said: str = ""
    """What is said in place of the error's own words, where these are for the log: they may name a path."""


_UNEXPECTED = "the service failed to answer; its log says why"
_INVALID = Kind("urn:lape-qa:problem:invalid-request", "The request does not fit the API", 422)
KINDS: Mapping[type[Exception], Kind] = {
    QuestionError: Kind("urn:lape-qa:problem:question", "This is not a question that can be answered", 422),
    UsageError: _INVALID,
    Conflict: Kind("urn:lape-qa:problem:conflict", "Something else stands in the way", 409),
    DocumentError: Kind("urn:lape-qa:problem:document", "The file cannot be a source", 422),
    IndexUnavailable: Kind("urn:lape-qa:problem:index-unavailable", "There is no usable index", 503, said=FAILED),
    DatabaseUnavailable: Kind(
        "urn:lape-qa:problem:index-unavailable", "There is no usable index", 503, retry_after=5, said=FAILED
    ),
    StateUnavailable: Kind(
        "urn:lape-qa:problem:state-unavailable",
        "What the service keeps cannot be used",
        503,
        retry_after=10,
        said="what the service keeps cannot be read or written at the moment: come again in a few seconds",
    ),
    # Its words are for everyone.
    Starting: Kind("urn:lape-qa:problem:starting", "The service is starting", 503, retry_after=5),
    Busy: Kind("urn:lape-qa:problem:busy", "Too much is asked at once", 503, retry_after=1),
    LapeQAError: Kind("urn:lape-qa:problem:internal", "The service is not in order", 500, said=_UNEXPECTED),
}
"""The kind of problem that each error is."""

_DETAILS: Mapping[int, str] = {
    404: "there is nothing at this address",
    405: "this address does not take this method; the Allow header names those it takes",
}


def problem(
    request: Request, status: int, detail: str, kind: Kind | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error: a problem for a program, a page for a browser."""
    if _is_browser(request):
        owner = request.app.state.components.config.owner
        return page("error.html", status, headers, status=status, owner=owner)
    body = Problem(
        type=kind.type if kind else "about:blank",
        title=kind.title if kind else _phrase(status),
        status=status,
        detail=detail,
        instance=rooted(request.scope["path"]),
    )
    content = body.model_dump()
    if request.url.path.startswith(_OPENAI):
        # Where OpenAI's clients look for what to show; an extension member of the problem.
        content["error"] = {"message": detail, "type": body.type, "code": None, "param": None}
    return JSONResponse(content, status, headers, MEDIA_TYPE)


def expected(request: Request, error: LapeQAError) -> Response:
    """Return an error that was raised on purpose."""
    kind = next(KINDS[base] for base in type(error).__mro__ if base in KINDS)
    headers = {"Retry-After": str(kind.retry_after)} if kind.retry_after else None
    if kind.status == 500:
        log.error("a request failed", reason=str(error))
    return problem(request, kind.status, kind.said or str(error), kind, headers)


def example(status: int, path: str) -> dict[str, Any]:
    """Return a problem with a status as an example."""
    return _EXAMPLES[status] | {"instance": path}


def documented(path: str, *statuses: int, missing: str = "") -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of the problems of the route at a path; `missing` is what its 404 says."""
    return {
        status: {
            "description": _EXAMPLES[status]["title"],
            **({"headers": _RETRY_AFTER} if status in (429, 503) else {}),
            "content": {
                MEDIA_TYPE: {
                    "schema": Problem.model_json_schema(),
                    "example": _EXAMPLES[status]
                    | ({"detail": missing} if status == 404 and missing else {})
                    | {"instance": path},
                }
            },
        }
        for status in statuses
    }


def install(app: FastAPI, origins: Sequence[str]) -> None:
    """Make an application answer every error with a problem; the pages of some origins may frame its pages."""

    async def unexpected(request: Request, _: Exception) -> Response:
        response = problem(request, 500, _UNEXPECTED)
        # This response is made outside all middleware.
        response.headers.update(security_headers(request.url.path, origins))
        return response

    app.exception_handler(LapeQAError)(_expected)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(unexpected)


async def _expected(request: Request, error: LapeQAError) -> Response:
    return expected(request, error)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    faults = error.errors()
    said = [f"{_place(fault['loc'])}: {fault['msg']}"[:_LONGEST_FAULT] for fault in faults[:_MOST_FAULTS]]
    if more := len(faults) - len(said):
        said.append(f"and {more} more")
    return problem(request, _INVALID.status, "; ".join(said), _INVALID)


def _place(location: Sequence[int | str]) -> str:
    """Return where a fault is; names of fields that a client made up are no part of one line."""
    return ".".join(" ".join(str(part).split())[:_LONGEST_NAME] for part in location)


async def _http(request: Request, error: HTTPException) -> Response:
    bare = error.detail == _phrase(error.status_code)
    detail = _DETAILS.get(error.status_code, error.detail) if bare else error.detail
    if isinstance(error.__cause__, UnicodeDecodeError):
        detail = f"the body is not UTF-8, from byte {error.__cause__.start + 1} on: send UTF-8"
    return problem(request, error.status_code, detail, headers=_headers(request, error))


def _headers(request: Request, error: HTTPException) -> dict[str, str]:
    """Return the headers of an error; a method that is refused names those of every route with its path."""
    headers = dict(error.headers or {})
    if error.status_code == 405:
        own = headers.get("Allow", "").split(", ")
        headers["Allow"] = ", ".join(sorted({*own, *rights.methods(request.scope["path"])}))
    return headers


def _phrase(status: int) -> str:
    # The names of 413 and 422 depend on Python's version; these are those of RFC 9110. 499 is common, but in no RFC.
    names = {413: "Content Too Large", 422: "Unprocessable Content", 499: "Client Closed Request"}
    return names.get(status) or HTTPStatus(status).phrase


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


def _example(status: int, title: str, detail: str, type_: str = "about:blank") -> dict[str, Any]:
    return {"type": type_, "title": title, "status": status, "detail": detail}


_RETRY_AFTER = {
    "Retry-After": {"description": "Seconds after which to come again.", "schema": {"type": "integer", "minimum": 1}}
}
_EXAMPLES: Mapping[int, dict[str, Any]] = {
    400: _example(400, "Bad Request", "There was an error parsing the body"),
    401: _example(401, "Unauthorized", "this needs a key with the scope 'ask': Authorization: Bearer lqa_…"),
    403: _example(403, "Forbidden", "this needs the scope 'admin', which the key shown does not have"),
    404: _example(404, "Not Found", "no document has the id 'kainuu-2031'"),
    408: _example(408, "Request Timeout", "the body did not arrive within 10 seconds"),
    409: _example(
        409,
        KINDS[Conflict].title,
        "another change is being made (add oulu-2019, by Kirsi): try again when it has ended",
        KINDS[Conflict].type,
    ),
    413: _example(413, "Content Too Large", "the body has more than 65536 bytes: send less"),
    415: _example(
        415, "Unsupported Media Type", "the body must be JSON: send the header Content-Type: application/json"
    ),
    422: _example(
        422,
        KINDS[QuestionError].title,
        "the question is empty: write a question in Finnish, Swedish or English",
        KINDS[QuestionError].type,
    ),
    429: _example(429, "Too Many Requests", "too many requests: come again in 3 seconds"),
    503: _example(503, KINDS[Busy].title, "too many questions are waiting: ask again in a moment", KINDS[Busy].type),
}
