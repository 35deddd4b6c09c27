"""GET / and /lue/{id}: the demo page, and the page that shows a quote where it stands."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import FileResponse, HTMLResponse

from lape_qa.rendering import document_url, reader_url
from lape_qa_api.dependencies import AssistantDep, VersionsDep
from lape_qa_api.reader import blocks, locate, place_now, version
from lape_qa_api.templating import page
from lape_qa_api.texts import reader_texts, written_date

router = APIRouter(include_in_schema=False)

_INDEX = Path(__file__).parents[1] / "static" / "index.html"


@router.api_route("/", methods=["GET", "HEAD"])
async def index() -> FileResponse:
    """Return the demo page."""
    return FileResponse(_INDEX)


@router.api_route("/lue/{identifier:path}", methods=["GET", "HEAD"])
async def read(
    identifier: str,
    assistant: AssistantDep,
    versions: VersionsDep,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
    sha256: Annotated[str, Query()] = "",
) -> HTMLResponse:
    """Return the version of a document that was quoted, as a page with the stretch from start to end marked.

    The page of another version than the present one says so, and leads to the present one.
    """
    shown = version(identifier, sha256.lower(), assistant.generation.documents, versions.read)
    if shown is None:
        raise HTTPException(404, f"no document has the id {identifier!r}")
    document = shown.document
    quote, notice = (None, shown.notice) if shown.notice == "changed" else locate(document, start, end)
    notice = notice or shown.notice
    stands = place_now(document, quote, shown.now) if quote and shown.now else None
    language, texts = reader_texts(document.language)
    return page(
        "reader.html",
        document=document,
        date=written_date(document.published, language),
        # Any other scheme, such as javascript:, is shown as text.
        linked=document.url.startswith(("https://", "http://")),
        blocks=blocks(document.text, quote),
        quote=quote,
        page=quote and document.page(quote.start),
        notice=notice and texts[notice],
        now=shown.now and (reader_url(shown.now, stands.start, stands.end) if stands else document_url(shown.now)),
        stands=stands,
        language=language,
        texts=texts,
    )
