"""/v1/widget/…: what the chat widget needs before the first question."""

from fastapi import APIRouter, HTTPException, Request

from lape_qa_api.dependencies import ComponentsDep
from lape_qa_api.http import problems
from lape_qa_api.schemas import Contact, Suggestions, WidgetConfig, WidgetToken
from lape_qa_api.security.access import same_origin
from lape_qa_api.security.signing import TOKEN_SECONDS

router = APIRouter(tags=["widget"])


@router.get(
    "/v1/widget/config",
    summary="What the widget shows first",
    response_model_exclude_unset=True,
    response_description="Suggested questions, and whom to ask for help.",
)
async def widget_config(components: ComponentsDep) -> WidgetConfig:
    """Return the questions that the widget suggests, whom it names for help, and whether a model may word answers."""
    config = components.config
    return WidgetConfig(
        suggestions=Suggestions.model_validate(config.suggestions),
        contact=Contact.model_validate(config.contact) if config.contact else None,
        llm=config.llm,
    )


@router.post(
    "/v1/widget/token",
    summary="Get a token for a page",
    response_description="A token for the origin of the page that asks.",
    responses=problems.documented("/v1/widget/token", 403, 408, 413, 429),
)
async def widget_token(request: Request, components: ComponentsDep) -> WidgetToken:
    """Return a token for the page's origin, so that no key stands in a page; `LAPE_QA_ORIGINS` names the origins.

    A page of the service itself gets one where anyone may ask.
    """
    origin = request.headers.get("origin", "")
    anyone = "ask" in request.state.caller.scopes
    if origin not in components.config.origins and not (anyone and same_origin(request)):
        raise HTTPException(403, "tokens are for pages of the origins that LAPE_QA_ORIGINS names")
    return WidgetToken(token=components.signer.token(origin), expires_in=TOKEN_SECONDS)
