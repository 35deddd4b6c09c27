"""The pages for people, the description of the API, and the chat widget."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from lape_qa.language.model import Language
from lape_qa_api.dependencies import AssistantDep, ComponentsDep
from lape_qa_api.pages.coverage import coverage
from lape_qa_api.pages.templating import page
from lape_qa_api.pages.texts import LANGUAGES, page_texts
from lape_qa_api.root import ROOT

router = APIRouter(include_in_schema=False)

_PACKAGE = Path(__file__).parents[1]
_WIDGET = _PACKAGE / "pages" / "static" / "widget" / "lape-qa.js"
_SHIPPED_EVALUATION = _PACKAGE / "evaluation.json"
_CHECKOUT_EVALUATION = _PACKAGE.parents[1] / "eval" / "baselines" / "test.json"

# Pages of other origins load the script with a checksum (SRI), which a browser allows only with this.
_ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

_Lang = Annotated[Language, Query()]


@router.api_route("/", methods=["GET", "HEAD"])
async def home_page(assistant: AssistantDep, components: ComponentsDep, lang: _Lang = "fi") -> HTMLResponse:
    """Return the demo page: ask, and see what the sources cover."""
    texts = page_texts(lang, llm=components.config.llm)
    documents = assistant.generation.documents.values()
    rows = coverage(documents, lang, texts["nationwide"], texts["unknown"])
    return page(
        "home.html",
        language=lang,
        languages=LANGUAGES,
        texts=texts,
        rows=rows,
        total=len(documents),
        digests=sum(document.digest for document in documents),
    )


@router.api_route("/arviointi", methods=["GET", "HEAD"])
async def evaluation_page(lang: _Lang = "fi") -> HTMLResponse:
    """Return the page of the evaluation's results."""
    return page("evaluation.html", language=lang, languages=LANGUAGES, texts=page_texts(lang), measured=_evaluation())


@router.api_route("/rajapinta", methods=["GET", "HEAD"])
async def api_page(request: Request) -> HTMLResponse:
    """Return the page of the API, made from what /openapi.json says."""
    app = request.app
    return HTMLResponse(_once(app, "api_page", lambda: bytes(page("api.html", language="en", api=app.openapi()).body)))


@router.api_route("/openapi.json", methods=["GET", "HEAD"])
async def api_description(request: Request) -> Response:
    """Return what the API says of itself to programs."""
    app = request.app
    below = {"servers": [{"url": ROOT.get()}]} if ROOT.get() else {}
    described = _once(app, "api_description", lambda: json.dumps(app.openapi() | below, ensure_ascii=False).encode())
    return Response(described, media_type="application/json")


@router.api_route("/widget/lape-qa.js", methods=["GET", "HEAD"])
async def widget_script() -> FileResponse:
    """Return the chat widget, for pages of any origin."""
    return FileResponse(_WIDGET, headers=_ANYWHERE, media_type="text/javascript")


def _once(app: FastAPI, name: str, make: Callable[[], bytes]) -> bytes:
    """Return what changes only with the path that the service is below, made when it is first asked for.

    Anybody may ask, and making it takes milliseconds. One is kept: a proxy seldom has two paths for one service.
    """
    root = ROOT.get()
    kept: tuple[str, bytes] | None = getattr(app.state, name, None)
    if kept is None or kept[0] != root:
        kept = root, make()
        setattr(app.state, name, kept)
    return kept[1]


@cache
def _evaluation() -> Any:
    """Return the stored run over the `test` questions, which a wheel carries within the package."""
    stored = _SHIPPED_EVALUATION if _SHIPPED_EVALUATION.is_file() else _CHECKOUT_EVALUATION
    return json.loads(stored.read_text(encoding="utf-8"))
