"""GET / and /lue/{id}: the demo page, and the page that shows a quote where it stands."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import FileResponse, HTMLResponse

from lape_qa_api.dependencies import AssistantDep
from lape_qa_api.reader import blocks, locate
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
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
    sha256: Annotated[str, Query()] = "",
) -> HTMLResponse:
    """Return a document as a page, the stretch from start to end marked when this is the version quoted."""
    document = assistant.generation.documents.get(identifier)
    if document is None:
        raise HTTPException(404, f"no document has the id {identifier!r}")
    quote, notice = locate(document, start, end, sha256)
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
        language=language,
        texts=texts,
    )
