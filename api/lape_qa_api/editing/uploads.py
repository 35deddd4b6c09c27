"""What is sent in as `multipart/form-data`: a file or the address of a page, with what its editor says of it.

A file is streamed to disk, within limits.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from fastapi import HTTPException
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.types import Scope

from lape_qa.documents.metadata import unfit
from lape_qa.errors import DocumentError
from lape_qa.reasons import because
from lape_qa_api.editing.sources import FIELDS, MAX_FILE_BYTES
from lape_qa_api.http.problems import CLIENT_GONE
from lape_qa_api.security.rights import EDITORS

_FIELDS = (*FIELDS, "id", "digest")
_OF_PAGES = ("id", *(name for name in FIELDS if name != "url"))
"""A page is no digest, and is where it was found."""
_ADDRESS = "address"
_BESIDE = ("csrf",)
"""What a page's form has besides."""
_MAX_FIELD_BYTES = 16 * 1024
_MAX_BYTES = MAX_FILE_BYTES + 256 * 1024
"""Of a whole body: the file and the fields around it."""
_LONGEST_SECONDS = 900.0
"""For a whole body, however steadily it comes."""
_UPLOADS = {("POST", "/v1/documents"), ("POST", f"{EDITORS}/lisaa"), ("POST", f"{EDITORS}/korvaa")}
_TRUE, _FALSE = ("true", "on"), ("false", "")


def is_upload(scope: Scope) -> bool:
    """Tell whether a request may bring a file."""
    method, path = scope["method"], scope["path"]
    return (method, path) in _UPLOADS or (method == "PUT" and path.startswith("/v1/documents/"))


class NothingBrought(HTTPException):
    """What was sent cannot be taken, for the reason `why`."""

    def __init__(self, status: int, why: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, str(why), headers)
        self.why = why


@dataclass(frozen=True, slots=True)
class Brought:
    """What an editor says of a document, beside what it is read from."""

    fields: Mapping[str, str]

    def said(self) -> dict[str, str | bool]:
        """Return what the editor says of the document, an empty text for what it is not to have.

        Raises DocumentError with the field that cannot be one.
        """
        said: dict[str, str | bool] = {}
        for name in ("id", *FIELDS):
            if name in self.fields:
                said[name] = " ".join(self.fields[name].split())
                if said[name] and (problem := unfit(name, str(said[name]))):
                    raise DocumentError(because("field", field=name, problem=problem))
        if "digest" in self.fields:
            if self.fields["digest"] not in (*_TRUE, *_FALSE):
                problem = because("no_truth", value=f"{self.fields['digest']!r:.42}")
                raise DocumentError(because("field", field="digest", problem=problem))
            said["digest"] = self.fields["digest"] in _TRUE
        return said


@dataclass(frozen=True, slots=True)
class Upload(Brought):
    """A file as it was sent."""

    name: str
    """As the sender calls it: not to be trusted."""
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Linked(Brought):
    """A page of the web that is to be fetched."""

    address: str
    """As it was written."""


@asynccontextmanager
async def received(request: Request, seconds: float) -> AsyncIterator[Upload | Linked]:
    """Receive a file, which is gone at the end of the block, or an address.

    `seconds` is how long nothing may come. Raises HTTPException 408, 413, 415 and 422.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise HTTPException(415, "send the file as multipart/form-data, in a part named `file`")
    if int(request.headers.get("content-length", "0")) > _MAX_BYTES:
        raise _too_long()
    parser = MultiPartParser(
        request.headers, _limited(request, seconds), max_files=1, max_fields=20, max_part_size=_MAX_FIELD_BYTES
    )
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            form = await parser.parse()
    except MultiPartException as error:
        raise NothingBrought(422, because("no_form", detail=error.message)) from error
    except TimeoutError as error:
        raise _too_slow(_LONGEST_SECONDS) from error
    except ClientDisconnect as error:
        raise HTTPException(CLIENT_GONE, "the client has gone") from error
    try:
        yield _brought(list(form.multi_items()))
    finally:
        await form.close()


def _brought(parts: list[tuple[str, object]]) -> Upload | Linked:
    fields = {name: part for name, part in parts if isinstance(part, str)}
    file = next((part for name, part in parts if name == "file" and isinstance(part, UploadFile)), None)
    address = fields.pop(_ADDRESS, None)
    code, known = ("unknown_field", _FIELDS) if address is None else ("field_of_files", _OF_PAGES)
    strays = [name for name, part in parts if isinstance(part, UploadFile) and name != "file"]
    for name in (*fields, *strays):
        if name not in (*known, *_BESIDE) or name in strays:
            named = ", ".join(("file" if address is None else _ADDRESS, *known))
            raise NothingBrought(422, because(code, field=repr(name[:40]), known=named))
    if address is not None:
        if file is not None:
            raise NothingBrought(422, because("two_sent"))
        return Linked(fields, address)
    if file is None or not file.filename:
        raise NothingBrought(422, because("nothing_sent"))
    return Upload(fields, file.filename, file.file)


async def _limited(request: Request, seconds: float) -> AsyncGenerator[bytes, None]:
    """Yield a body as it comes; HTTPException when too much of it has, or nothing for too long."""
    size = 0
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(seconds):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise _too_slow(seconds) from error
        size += len(chunk)
        if size > _MAX_BYTES:
            raise _too_long()
        yield chunk


def _too_long() -> HTTPException:
    # What may still come belongs to no request.
    return NothingBrought(413, because("upload_too_large", most=MAX_FILE_BYTES), {"Connection": "close"})


def _too_slow(seconds: float) -> HTTPException:
    detail = f"the file did not arrive: for {seconds:g} seconds nothing came, or not enough"
    return HTTPException(408, detail, headers={"Connection": "close"})
