"""The editors' pages at /yllapito: who has signed in with a key adds, replaces, removes and erases sources.

A cookie holds who has signed in; it is signed, goes to these pages only, and no script reads it. Every form repeats a
text of the cookie, which no page of another site knows.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lape_qa.contract import document_url
from lape_qa.documents.formats import SUFFIXES
from lape_qa.errors import Conflict, DocumentError, StateUnavailable
from lape_qa.index import store
from lape_qa.language.model import Language
from lape_qa_api.components import Components
from lape_qa_api.config import Config
from lape_qa_api.dependencies import ComponentsDep, LanguageDep
from lape_qa_api.editing.editor import Editor
from lape_qa_api.editing.jobs import Job
from lape_qa_api.editing.sources import FIELDS
from lape_qa_api.editing.uploads import Linked, NothingBrought, Upload, received
from lape_qa_api.pages.editing import listed, row_of
from lape_qa_api.pages.editing_texts import editing_texts
from lape_qa_api.pages.reason_texts import told
from lape_qa_api.pages.templating import page
from lape_qa_api.pages.texts import LANGUAGES, written_date
from lape_qa_api.root import rooted
from lape_qa_api.security.access import Caller, cookie_name, named
from lape_qa_api.security.keys import ending
from lape_qa_api.security.limits import Limiter, network
from lape_qa_api.security.rights import EDITORS, SIGN_IN
from lape_qa_api.security.signing import SESSION_SECONDS, Session

router = APIRouter(include_in_schema=False)

_ATTEMPTS = Limiter(10, 10)
"""Keys that an address may try in a minute."""
_PATIENCE = 2.0
"""Seconds that who signs out waits for the end of the session to be on disk."""
_SHOWN_JOBS = 10
_READING = ("add", "replace", "remove", "index")
"""Changes that read all sources."""
_SWITCHING = timedelta(seconds=10)
"""Within which the service answers from a new generation, where it can be opened."""


class EditingIsOff(HTTPException):
    """The folder of sources was not named."""

    def __init__(self, language: Language) -> None:
        super().__init__(404, "editing is off: LAPE_QA_CORPUS names the folder to edit")
        self.language = language


async def off(request: Request, error: EditingIsOff) -> HTMLResponse:
    """Return the page that says so."""
    return _page(request.app.state.components.config, "editing_off.html", error.language, EDITORS, error.status_code)


def _page(
    config: Config, template: str, language: Language, here: str, status: int = 200, **values: object
) -> HTMLResponse:
    texts = editing_texts(language)
    return page(
        template,
        status,
        None,
        **{"may_sign_out": False, "here": here} | values,
        language=language,
        languages=LANGUAGES,
        owner=config.owner,
        contact=config.contact,
        texts=texts,
        told=partial(told, language),
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a page of an editor: in which language, in which session, and how its page is made."""

    request: Request
    components: Components
    editor: Editor
    language: Language
    session: Session
    is_new: bool
    """Whether the session has begun with this request."""

    @property
    def by(self) -> str:
        """Who has signed in, as the record of a change names them."""
        return named(self.request, self.components.keys)

    def page(self, template: str, here: str, status: int = 200, **values: object) -> HTMLResponse:
        """Return the page of an address, whose forms are good for the session."""
        values |= {"csrf": self.session.form, "may_sign_out": bool(self.session.key)}
        made = _page(self.components.config, template, self.language, here, status, **values)
        if self.is_new:
            _keep(made, self.request, self.components.signer.session(self.session))
        return made

    def require_form(self, said: Mapping[str, Any]) -> None:
        """Raise _FormIsOverError unless a form is one of this session."""
        if not hmac.compare_digest(str(said.get("csrf", "")).encode(), self.session.form.encode()):
            raise _FormIsOverError


class _FormIsOverError(Exception):
    """A form is none of the session that it comes with."""


def _visit(request: Request, components: ComponentsDep, lang: LanguageDep) -> Visit:
    if components.editor is None:
        raise EditingIsOff(lang)
    # Who needs no cookie to be let in has one for the forms.
    session = components.signer.session_of(request.cookies.get(cookie_name(request), ""))
    made = session or Session("", secrets.token_urlsafe(24))
    return Visit(request, components, components.editor, lang, made, session is None)


VisitDep = Annotated[Visit, Depends(_visit)]


def _keep(response: Response, request: Request, cookie: str) -> None:
    name, secure = cookie_name(request), request.scope["scheme"] == "https"
    response.set_cookie(
        name, cookie, SESSION_SECONDS, path=rooted(EDITORS), secure=secure, httponly=True, samesite="strict"
    )


def _drop(response: Response, request: Request) -> None:
    name, secure = cookie_name(request), request.scope["scheme"] == "https"
    response.delete_cookie(name, rooted(EDITORS), secure=secure, httponly=True, samesite="strict")


async def _end(components: Components, session: Session) -> None:
    """End a session wherever its cookie is: where that cannot be written now, when it can."""
    if kept := components.bookkeeper.keep([ending(session.form)]):
        await asyncio.wait({asyncio.wrap_future(kept)}, timeout=_PATIENCE)


# ---- signing in --------------------------------------------------------------------------------------------


@router.api_route(SIGN_IN, methods=["GET", "HEAD"])
async def sign_in_page(components: ComponentsDep, lang: LanguageDep) -> HTMLResponse:
    """Return the page that asks for a key."""
    if components.editor is None:
        raise EditingIsOff(lang)
    return _page(components.config, "editing_sign_in.html", lang, SIGN_IN, said="")


@router.post(SIGN_IN)
async def sign_in(request: Request, components: ComponentsDep, lang: LanguageDep) -> Response:
    """Begin a session for who shows a key that sources may be edited with."""
    if components.editor is None:
        raise EditingIsOff(lang)
    if _ATTEMPTS.take(network(request.client.host) if request.client else ""):
        return _page(components.config, "editing_sign_in.html", lang, SIGN_IN, 429, said="too_often")
    if not components.keys.known:
        raise StateUnavailable("the keys were never read", "nobody is let in before they are")
    form = await request.form()
    key = components.keys.find(str(form.get("key", "")).strip())
    if key is None or "editor" not in key.scopes or key.is_over(datetime.now(UTC).date()):
        return _page(components.config, "editing_sign_in.html", lang, SIGN_IN, 401, said="wrong_key")
    if before := components.signer.session_of(request.cookies.get(cookie_name(request), "")):
        await _end(components, before)
    # For the log: who has signed in.
    request.state.caller = Caller("session", key.id, frozenset())
    response = RedirectResponse(rooted(f"{EDITORS}?lang={lang}"), 303)
    _keep(response, request, components.signer.session(Session(key.id, secrets.token_urlsafe(24))))
    return response


@router.post(f"{EDITORS}/ulos")
async def sign_out(visit: VisitDep) -> Response:
    """End the session, wherever its cookie is."""
    try:
        visit.require_form(await visit.request.form())
    except _FormIsOverError:
        return await _overview(visit, 403, said="form_over")
    await _end(visit.components, visit.session)
    response = RedirectResponse(rooted(f"{SIGN_IN}?lang={visit.language}"), 303)
    _drop(response, visit.request)
    return response


# ---- pages -------------------------------------------------------------------------------------------------


@router.api_route(EDITORS, methods=["GET", "HEAD"])
async def overview(
    visit: VisitDep,
    q: Annotated[str, Query(max_length=200)] = "",
    sivu: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Return the page of all sources, of what is asked without an answer, of the index and of the last changes."""
    return await _overview(visit, q=q, sivu=sivu)


async def _overview(
    visit: Visit, status: int = 200, *, form: "Form | None" = None, q: str = "", sivu: int = 1, **why: str
) -> HTMLResponse:
    generation = visit.components.serving.whole.generation
    sources = await to_thread.run_sync(listed, generation, visit.language, q, sivu)
    jobs = await to_thread.run_sync(visit.editor.jobs.all)
    generations = await to_thread.run_sync(visit.editor.generations)
    counted = visit.components.config.unanswered_topics
    topics = await to_thread.run_sync(visit.components.topics.all) if counted else None
    return visit.page(
        "editing.html",
        EDITORS,
        status,
        **_again(form, **why),
        sources=sources,
        total=len(generation.documents),
        q=q,
        jobs=jobs[:_SHOWN_JOBS],
        left_out=next((job for job in jobs if job.state == "done" and job.kind in _READING), None),
        generations=generations,
        can_go_back=await to_thread.run_sync(visit.editor.can_go_back),
        topics=topics,
        fields=FIELDS,
        suffixes=SUFFIXES,
        moment=partial(_moment, visit.language),
    )


@router.api_route(f"{EDITORS}/lahde/{{identifier:path}}", methods=["GET", "HEAD"])
async def source_page(visit: VisitDep, identifier: str) -> HTMLResponse:
    """Return the page of one source."""
    return _source(visit, identifier)


def _source(
    visit: Visit, identifier: str, status: int = 200, *, form: "Form | None" = None, **why: str
) -> HTMLResponse:
    generation = visit.components.serving.whole.generation
    document = generation.documents.get(identifier)
    if document is None:
        raise HTTPException(404, f"no document has the id {identifier!r}")
    row = row_of(generation, document, visit.language)
    return visit.page(
        "editing_source.html",
        f"{EDITORS}/lahde/{quote(identifier)}",
        status,
        **_again(form, **why),
        row=row,
        document=document,
        reader=document_url(document),
        fields=FIELDS,
        suffixes=SUFFIXES,
        licence_missing=not document.rights or "rights" in document.inferred,
    )


@router.api_route(f"{EDITORS}/tyo/{{identifier}}", methods=["GET", "HEAD"])
async def job_page(visit: VisitDep, identifier: str) -> HTMLResponse:
    """Return the page of a change: how far it is, or how it ended."""
    job = await to_thread.run_sync(visit.editor.jobs.find, identifier)
    if job is None:
        raise HTTPException(404, "there is no job of this id")
    generation = visit.components.serving.whole.generation
    if _switching(visit, job, generation.manifest.generation):
        job = replace(job, state="running").at("switching")
    return visit.page(
        "editing_job.html",
        f"{EDITORS}/tyo/{quote(identifier)}",
        job=job,
        served=generation.documents,
        moment=partial(_moment, visit.language),
    )


def _switching(visit: Visit, job: Job, served: str) -> bool:
    """Tell whether a change is done, and this process about to answer from what came of it."""
    if job.state != "done" or served == job.generation:
        return False
    just = datetime.now(UTC) - datetime.fromisoformat(job.ended) < _SWITCHING
    return just and store.current_name(visit.editor.index) == job.generation


def _moment(language: Language, iso: str) -> str:
    """Return a moment as it is written in a language, in the service's own time."""
    at = datetime.fromisoformat(iso).astimezone()
    return f"{written_date(at.date().isoformat(), language)} {at:%H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was refused, to be shown as it was filled in."""

    prefix: str
    """Of the names of its fields on the page."""
    fields: Mapping[str, str]
    details: frozenset[str] = frozenset()
    """The fields that are folded away on the page until one of them is filled in."""

    @property
    def is_detailed(self) -> bool:
        """Whether one of these is."""
        return any(self.fields.get(name, "").strip() for name in self.details) or self.fields.get("digest") == "true"


def _again(form: Form | None, *, said: str = "", refused: str = "") -> dict[str, Any]:
    """Return what a page says of a refusal, and the fields of the form that it is about."""
    form = form or Form("", {})
    return {
        **{"said": said, "refused": refused},
        **{"filled_in": form.prefix, "filled": form.fields, "is_detailed": form.is_detailed},
    }


# ---- forms -------------------------------------------------------------------------------------------------


@router.post(f"{EDITORS}/lisaa")
async def add(visit: VisitDep) -> Response:
    """Add a source."""
    again = partial(_overview, visit)
    return await _received(visit, lambda brought: visit.editor.add(brought, visit.by), again, ("uusi", "sivu"))


@router.post(f"{EDITORS}/korvaa")
async def replace_source(visit: VisitDep, id: Annotated[str, Query(max_length=200)]) -> Response:
    """Replace a source."""

    async def again(status: int, **shown: Any) -> HTMLResponse:
        return _source(visit, id, status, **shown)

    forms = ("korvaava", "korvaava-sivu")
    return await _received(visit, lambda brought: visit.editor.replace(id, brought, visit.by), again, forms)


@router.post(f"{EDITORS}/poista")
async def remove(visit: VisitDep) -> Response:
    """Remove a source."""
    return await _asked(visit, lambda form: visit.editor.remove(form["id"], visit.by))


@router.post(f"{EDITORS}/havita")
async def erase(visit: VisitDep) -> Response:
    """Erase a source for good, if its id was written once more."""
    form = await visit.request.form()
    if str(form.get("confirmed", "")).strip() != form.get("id"):
        return _source(visit, str(form.get("id", "")), 422, said="erase_wrong")
    return await _asked(visit, lambda form: visit.editor.erase(form["id"], visit.by))


@router.post(f"{EDITORS}/paivita")
async def index(visit: VisitDep) -> Response:
    """Index the folder as it is."""
    return await _asked(visit, lambda _form: visit.editor.run("index", visit.by))


@router.post(f"{EDITORS}/palauta")
async def go_back(visit: VisitDep) -> Response:
    """Go back to the generation before."""
    return await _asked(visit, lambda _form: visit.editor.run("rollback", visit.by))


async def _received(
    visit: Visit, begin: Callable[[Upload | Linked], Job], again: Callable[..., Any], forms: tuple[str, str]
) -> Response:
    """Receive a file or an address, and begin a job with it; `forms` are the prefixes of those that send them."""
    form = None
    try:
        async with received(visit.request, visit.components.config.timeout) as brought:
            form = _filled(brought, *forms)
            visit.require_form(brought.fields)
            # A field that is left empty says nothing.
            said = replace(brought, fields={name: text for name, text in brought.fields.items() if text.strip()})
            return _to(visit, await to_thread.run_sync(begin, said))
    except KeyError as error:
        raise HTTPException(404, "no document has this id") from error
    except NothingBrought as error:
        response: Response = await again(error.status_code, refused=error.why)
        return response
    except (Conflict, DocumentError, _FormIsOverError) as error:
        status, words = _refused(error)
        refusal: Response = await again(status, form=form, **words)
        return refusal


def _filled(brought: Upload | Linked, file: str, page: str) -> Form:
    if isinstance(brought, Linked):
        return Form(page, {**brought.fields, "address": brought.address}, frozenset(FIELDS) - {"rights"})
    return Form(file, brought.fields, frozenset(FIELDS))


async def _asked(visit: Visit, begin: Callable[[Mapping[str, str]], Job]) -> Response:
    """Take a form without a file, and begin a job."""
    form = await visit.request.form()
    try:
        visit.require_form(form)
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        return _to(visit, await to_thread.run_sync(begin, said))
    except KeyError as error:
        raise HTTPException(404, "no document has this id") from error
    except (Conflict, DocumentError, _FormIsOverError) as error:
        status, words = _refused(error)
        return await _overview(visit, status, **words)


def _refused(error: Conflict | DocumentError | _FormIsOverError) -> tuple[int, dict[str, Any]]:
    """Return the status of a refusal, and what a page says of it."""
    if isinstance(error, _FormIsOverError):
        return 403, {"said": "form_over"}
    return 409 if isinstance(error, Conflict) else 422, {"refused": error.why}


def _to(visit: Visit, job: Job) -> Response:
    return RedirectResponse(rooted(f"{EDITORS}/tyo/{quote(job.id)}?lang={visit.language}"), 303)
