"""The pages for people, the description of the API, and the chat widget."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from lape_qa.evaluation import pictures
from lape_qa.language.glossary import region_names
from lape_qa.language.model import Language
from lape_qa_api.components import Components
from lape_qa_api.dependencies import AssistantDep, ComponentsDep, LanguageDep, unless_gone
from lape_qa_api.http import problems
from lape_qa_api.pages.api_page import routes
from lape_qa_api.pages.api_texts import PROBLEMS, ROUTES, STATUSES, api_language, api_texts, tag_names
from lape_qa_api.pages.coverage import NATIONWIDE, coverage
from lape_qa_api.pages.evaluation import Failure, by_kind, examples
from lape_qa_api.pages.evaluation_texts import evaluation_texts
from lape_qa_api.pages.finland import HEIGHT, WIDTH, outlines
from lape_qa_api.pages.home import QUESTIONS, region_question
from lape_qa_api.pages.source_texts import source_texts
from lape_qa_api.pages.sources import ROWS, Kind, Wanted, listed
from lape_qa_api.pages.statement_texts import ACCESSIBILITY_FACTS, Statement, privacy_facts, statement_texts
from lape_qa_api.pages.statements import owners_statement
from lape_qa_api.pages.templating import page
from lape_qa_api.pages.texts import LANGUAGES, counted, page_texts
from lape_qa_api.root import ROOT
from lape_qa_api.security import rights

router = APIRouter(include_in_schema=False)

_PACKAGE = Path(__file__).parents[1]
_ICON = _PACKAGE / "pages" / "static" / "icon.svg"
_WIDGET = _PACKAGE / "pages" / "static" / "widget" / "lape-qa.js"
_RUNS = {"evaluation": "test.json", "first_questions": "first-questions.json"}
"""Files of the checkout: the run over the `test` questions, and that over the first questions."""

# Pages of other origins load the script with a checksum (SRI), which a browser allows only with this.
_ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

_Said = Annotated[str, Query(max_length=200)]


def _visit(template: str, language: Language, components: Components, here: str, **values: object) -> HTMLResponse:
    """Return a page for visitors, in their language and with the owner's name on it."""
    config = components.config
    shown = {"language": language, "languages": LANGUAGES, "here": here, "owner": config.owner}
    return page(template, 200, _spoken(language), **shown, contact=config.contact, **values)


def _spoken(language: Language) -> Mapping[str, str]:
    # Caches must not show one visitor the language of another.
    return {"Content-Language": language, "Vary": "Accept-Language"}


@router.api_route("/", methods=["GET", "HEAD"])
async def home_page(
    request: Request, assistant: AssistantDep, components: ComponentsDep, language: LanguageDep
) -> HTMLResponse:
    """Return the demo page: ask, and see what the sources cover."""
    config = components.config

    def made() -> HTMLResponse:
        # Once: from a database they come anew each time.
        documents = assistant.generation.told
        texts = page_texts(language, llm=config.llm)
        rows = coverage(documents, language, texts["nationwide"], texts["unknown"])
        counts = {row.value: row.documents for row in rows}
        drawn = outlines()
        return _visit(
            "home.html",
            language,
            components,
            "/",
            texts=texts,
            questions=config.suggestions.get(language) or QUESTIONS[language],
            rows=[(row, region_question(row.value, language)) for row in rows],
            regions=[
                (region_names(language)[region], counts.get(region, 0), outline, region_question(region, language))
                for region, outline in drawn.items()
            ],
            most=max(counts.values(), default=0),
            most_on_map=max((counts.get(region, 0) for region in drawn), default=0),
            width=WIDTH,
            height=HEIGHT,
            total=len(documents),
            digests=sum(document.digest for document in documents),
        )

    return await unless_gone(request, components.questions.work(made))


@router.api_route("/lahteet", methods=["GET", "HEAD"])
async def sources_page(
    request: Request,
    assistant: AssistantDep,
    components: ComponentsDep,
    language: LanguageDep,
    q: _Said = "",
    alue: _Said = "",
    julkaisija: _Said = "",
    vuosi: _Said = "",
    kieli: _Said = "",
    laji: Kind = "",
    sivu: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """Return a page of the list of sources: all of them, or those that are looked for."""
    generation = assistant.generation
    wanted = Wanted(q.strip(), alue, julkaisija, vuosi, kieli, laji)

    def made() -> HTMLResponse:
        texts = source_texts(language)
        names = {**region_names(language), NATIONWIDE: texts["nationwide"]}
        return _visit(
            "sources.html",
            language,
            components,
            "/lahteet",
            texts=texts,
            sources=listed(generation.told, wanted, language, sivu, generation.document),
            wanted=wanted,
            said=wanted.said(),
            carried=wanted.said() | ({"sivu": sivu} if sivu > 1 else {}),
            region=lambda region: names.get(region, region),
            rows_on_page=ROWS,
        )

    return await unless_gone(request, components.questions.work(made))


@router.api_route("/tietosuoja", methods=["GET", "HEAD"])
async def privacy_page(components: ComponentsDep, language: LanguageDep) -> HTMLResponse:
    """Return the statement of privacy: the owner's own, or what the settings say."""
    return await _statement("tietosuoja", components, language)


@router.api_route("/saavutettavuus", methods=["GET", "HEAD"])
async def accessibility_page(components: ComponentsDep, language: LanguageDep) -> HTMLResponse:
    """Return the statement of accessibility: the owner's own, or the service's."""
    return await _statement("saavutettavuus", components, language)


async def _statement(name: Statement, components: Components, language: Language) -> HTMLResponse:
    config = components.config
    own = await to_thread.run_sync(owners_statement, config.owner.statements, name, language)
    texts = statement_texts(name, language)
    days = counted(statement_texts("tietosuoja", language), "days", config.retention_days)
    if own:
        return _visit("own_statement.html", language, components, f"/{name}", texts=texts, own=own)
    facts = privacy_facts(config) if name == "tietosuoja" else ACCESSIBILITY_FACTS
    return _visit("statement.html", language, components, f"/{name}", texts=texts, facts=facts, days=days)


@router.api_route("/tunnus", methods=["GET", "HEAD"])
async def owners_logo(components: ComponentsDep) -> FileResponse:
    """Return the owner's logo, or the service's own."""
    return FileResponse(components.config.owner.logo or _ICON)


@router.api_route("/arviointi", methods=["GET", "HEAD"])
async def evaluation_page(components: ComponentsDep, language: LanguageDep) -> HTMLResponse:
    """Return the page of the evaluation's results."""
    measured, first = _stored("evaluation"), _stored("first_questions")
    asked = pictures.stored(measured["questions_detail"])
    return _visit(
        "evaluation.html",
        language,
        components,
        "/arviointi",
        texts=evaluation_texts(language),
        measured=measured,
        felt=pictures.felt(asked),
        risk=pictures.risk(asked),
        reliability=pictures.reliability(asked),
        kinds=by_kind(first["questions_detail"]),
        failures=await to_thread.run_sync(_failures),
    )


@router.api_route("/rajapinta", methods=["GET", "HEAD"])
async def api_page(request: Request, components: ComponentsDep, language: LanguageDep) -> HTMLResponse:
    """Return the page of the API, made from what /openapi.json says."""
    app = request.app
    made = _once(app, f"api_page_{language}", lambda: bytes(_api_page(app.openapi(), components, language).body))
    return HTMLResponse(made, headers=_spoken(language))


def _api_page(described: Mapping[str, Any], components: Components, language: Language) -> HTMLResponse:
    spoken = api_language(language)
    at = 0 if spoken == "fi" else 1
    scopes = {(row.method, row.path.replace(":path", "")): row.needs for row in rights.TABLE}
    shown = [
        replace(route, summary=ROUTES[name][0], description=ROUTES[name][1])
        if spoken == "fi" and (name := f"{route.method} {route.path}") in ROUTES
        else route
        for route in routes(described, scopes)
    ]
    return _visit(
        "api.html",
        language,
        components,
        "/rajapinta",
        spoken=spoken,
        texts=api_texts(spoken),
        tags=tag_names(spoken),
        groups=[(tag, [route for route in shown if route.tag == tag]) for tag in tag_names(spoken)],
        statuses={status: meaning[at] for status, meaning in STATUSES.items()},
        kinds=tuple(dict.fromkeys(problems.KINDS.values())),
        meanings={type_: meaning[at] for type_, meaning in PROBLEMS.items()},
        example=json.dumps(problems.example(422, "/v1/ask"), ensure_ascii=False, indent=2),
    )


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
def _failures() -> list[Failure]:
    """Return the failures that are shown; telling the languages of their quotes takes a second the first time."""
    return examples(_stored("first_questions")["questions_detail"])


@cache
def _stored(run: str) -> Any:
    """Return a stored run, which a wheel carries within the package."""
    shipped = _PACKAGE / f"{run}.json"
    stored = shipped if shipped.is_file() else _PACKAGE.parents[1] / "eval" / "baselines" / _RUNS[run]
    return json.loads(stored.read_text(encoding="utf-8"))
