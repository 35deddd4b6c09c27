"""What routes need: the components of the service, the assistant, a JSON body, and a client that is still there."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, HTTPException, Query, Request, Security
from fastapi.security import HTTPBearer

from lape_qa.assistant import Assistant
from lape_qa.documents.membership import Membership
from lape_qa.language.model import Language
from lape_qa_api.components import Components
from lape_qa_api.editing.editor import Editor
from lape_qa_api.http.problems import CLIENT_GONE
from lape_qa_api.pages.language import preferred
from lape_qa_api.readiness import Seen
from lape_qa_api.security.access import membership_of

T = TypeVar("T")


async def require_json(request: Request) -> None:
    """Refuse a body that is not declared as JSON, with status 415."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, "the body must be JSON: send the header Content-Type: application/json")


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return the result of work, which is cancelled as soon as the client has gone."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise HTTPException(CLIENT_GONE, "the client has gone")
    finally:
        task.cancel()
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _components(request: Request) -> Components:
    components: Components = request.app.state.components
    return components


ComponentsDep = Annotated[Components, Depends(_components)]


async def _membership(request: Request) -> Membership:
    return membership_of(request.scope)


MembershipDep = Annotated[Membership, Depends(_membership)]
"""The groups of who asks."""


async def _seen(components: ComponentsDep, membership: MembershipDep) -> Seen:
    # Once for each request, which so gets everything from one generation.
    return await components.serving.seen_by(membership)


SeenDep = Annotated[Seen, Depends(_seen)]
"""What who asks may see."""


async def _assistant(seen: SeenDep) -> Assistant:
    return seen.assistant


AssistantDep = Annotated[Assistant, Depends(_assistant)]


async def _editor(components: ComponentsDep) -> Editor:
    if components.editor is None:
        raise HTTPException(404, "editing is off: LAPE_QA_CORPUS names the folder to edit")
    return components.editor


EditorDep = Annotated[Editor, Depends(_editor)]


async def _visitors_language(
    lang: Annotated[Language | None, Query()] = None, accept_language: Annotated[str, Header(max_length=1000)] = ""
) -> Language:
    return lang or preferred(accept_language)


LanguageDep = Annotated[Language, Depends(_visitors_language)]
"""The language that the address names in `lang`, or that the browser likes best."""

KEY = Security(HTTPBearer(auto_error=False, description="An API key, or a token from `/v1/widget/token`."))
"""Only describes it: `security.access` has checked before."""
