"""The pages for people, and the chat widget: /, /arviointi, /rajapinta, /lue/{id}, /widget/lape-qa.js."""

import json
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import StringConstraints
from starlette.responses import FileResponse, HTMLResponse

from lape_qa.contract import document_url, reader_url
from lape_qa.language.model import Language
from lape_qa_api.dependencies import AssistantDep, ComponentsDep
from lape_qa_api.pages.coverage import coverage
from lape_qa_api.pages.reader import elements, locate, place_now, version
from lape_qa_api.pages.templating import page
from lape_qa_api.pages.texts import LANGUAGES, page_texts, reader_texts, written_date

router = APIRouter(include_in_schema=False)

_PACKAGE = Path(__file__).parents[1]
_WIDGET = _PACKAGE / "pages" / "static" / "widget" / "lape-qa.js"
_SHIPPED_EVALUATION = _PACKAGE / "evaluation.json"
_CHECKOUT_EVALUATION = _PACKAGE.parents[1] / "eval" / "baselines" / "test.json"

# Pages of other origins load the script with a checksum (SRI), which a browser allows only with this.
_ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

_Lang = Annotated[Language, Query()]
_Stretch = Annotated[str, StringConstraints(pattern=r"^\d{1,9}-\d{1,9}$")]


@router.api_route("/", methods=["GET", "HEAD"])
async def home_page(assistant: AssistantDep, components: ComponentsDep, lang: _Lang = "fi") -> HTMLResponse:
    """Return the demo page: ask, and see what the sources cover."""
    texts = page_texts(lang, llm=components.config.llm)
    documents = assistant.generation.documents.values()
    rows = coverage(documents, lang, texts["nationwide"], texts["unknown"])
    return page("home.html", language=lang, languages=LANGUAGES, texts=texts, rows=rows, total=len(documents))


@router.api_route("/arviointi", methods=["GET", "HEAD"])
async def evaluation_page(lang: _Lang = "fi") -> HTMLResponse:
    """Return the page of the evaluation's results."""
    return page("evaluation.html", language=lang, languages=LANGUAGES, texts=page_texts(lang), measured=_evaluation())


@router.api_route("/rajapinta", methods=["GET", "HEAD"])
async def api_page(request: Request) -> HTMLResponse:
    """Return the page of the API, made from what /openapi.json says."""
    return page("api.html", language="en", api=request.app.openapi())


@router.api_route("/widget/lape-qa.js", methods=["GET", "HEAD"])
async def widget_script() -> FileResponse:
    """Return the chat widget, for pages of any origin."""
    return FileResponse(_WIDGET, headers=_ANYWHERE, media_type="text/javascript")


@router.api_route("/lue/{identifier:path}", methods=["GET", "HEAD"])
async def reader_page(
    identifier: str,
    assistant: AssistantDep,
    components: ComponentsDep,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
    sha256: Annotated[str, Query()] = "",
    also: Annotated[list[_Stretch] | None, Query(max_length=20)] = None,
) -> HTMLResponse:
    """Return the version of a document that was quoted, as a page with the stretch from start to end marked.

    `also` holds further stretches, START-END: the other quotes of the same answer, which are marked more lightly.
    The page of another version than the present one says so, and leads to the present one.
    """
    shown = version(identifier, sha256.lower(), assistant.generation.documents, components.serving.versions.find)
    if shown is None:
        raise HTTPException(404, f"no document has the id {identifier!r}")
    document = shown.document
    bounds = [stretch.split("-") for stretch in also or ()]
    found = [locate(document, start, end), *(locate(document, int(first), int(last)) for first, last in bounds)]
    # Offsets of a version that is not kept mean nothing; where one is wrong, none can be trusted.
    unmarked = "changed" if shown.notice == "changed" else next((wrong for _, wrong in found if wrong), None)
    quote, *rest = [None if unmarked else span for span, _ in found]
    others = [span for span in rest if span]
    notice = unmarked or shown.notice
    stands = place_now(document, quote, shown.now) if quote and shown.now else None
    language, texts = reader_texts(document.language)
    return page(
        "reader.html",
        document=document,
        date=written_date(document.published, language),
        # Any other scheme, such as javascript:, is shown as text.
        linked=document.url.startswith(("https://", "http://")),
        elements=elements(document.text, quote, others),
        quote=quote,
        page=quote and document.page(quote.start),
        others=others,
        notice=notice and texts[notice],
        now=shown.now and (reader_url(shown.now, stands.start, stands.end) if stands else document_url(shown.now)),
        stands=stands,
        language=language,
        texts=texts,
    )


@cache
def _evaluation() -> Any:
    """Return the stored run over the `test` questions, which a wheel carries within the package."""
    stored = _SHIPPED_EVALUATION if _SHIPPED_EVALUATION.is_file() else _CHECKOUT_EVALUATION
    return json.loads(stored.read_text(encoding="utf-8"))
