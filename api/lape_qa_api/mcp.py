"""The service as tools for language models: the Model Context Protocol at /mcp."""

from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field
from starlette.requests import Request

from lape_qa.answer.plain_text import reference, titled
from lape_qa.contract import WHOLE, Document, Json, Name, document_url
from lape_qa.documents.membership import STRANGER, Membership
from lape_qa.documents.model import Filters
from lape_qa.errors import LapeQAError
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language
from lape_qa.question.analysis import MAX_QUESTION_CHARS
from lape_qa_api.openai.chat_text import chat_text
from lape_qa_api.questions import QuestionAsked, Questions
from lape_qa_api.root import base_url
from lape_qa_api.schemas import Typed
from lape_qa_api.security import rights
from lape_qa_api.security.access import caller_of, membership_of

_INSTRUCTIONS = (
    "Answers about the results of LAPE, Finland's programme to address child and family services, as sentences that "
    "stand word for word in the sources. Quote them unchanged and name the source. When nothing is found, say so. "
    "A source that is called a summary of something (`digest`) has the summary's words, not those of the author or the "
    "publisher that it names: say so, and give the address of the original. How well a quote answers is an estimate. "
    "A sentence marked as worded by a language model is no quote: the source's own words stand with its number."
)
_LONGEST_READING = 20_000
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)

_HISTORY = "Earlier questions of the conversation, oldest first."
_Earlier = Annotated[str, Field(max_length=MAX_QUESTION_CHARS)]
_Region = Annotated[
    str, Field(max_length=200, description="Only sources of this region, such as 'Kanta-Häme'; empty for all."), WHOLE
]


class Mcp:
    """The tools, and the address that they are called at."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self.server = MCPServer(
            "lape-qa", title="LAPE-QA", instructions=_INSTRUCTIONS, log_level="WARNING", middleware=[_permitted]
        )
        self.server.tool(annotations=_READS)(self.ask_lape)
        self.server.tool(annotations=_READS)(self.search_lape)
        self.server.tool(annotations=_READS)(self.read_source)
        # Each call stands alone, so that any process can answer it. Hosts and origins are checked by `security.access`,
        # which knows the names of the service; the library's own check knows this machine's alone.
        self.server.streamable_http_app(
            stateless_http=True,
            json_response=True,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        self.sessions: StreamableHTTPSessionManager = self.server.session_manager
        self.endpoint = StreamableHTTPASGIApp(self.sessions)

    async def ask_lape(
        self,
        question: Annotated[Typed, Field(description="A question in Finnish, Swedish or English.")],
        history: Annotated[list[_Earlier] | None, Field(max_length=20, description=_HISTORY)] = None,
        region: _Region = "",
        *,
        ctx: Context,
    ) -> CallToolResult:
        """Answer a question with sentences of the sources, word for word or marked, or say that they do not answer."""
        try:
            given = await self._questions.ask(
                QuestionAsked(
                    question, tuple(history or ()), filters=Filters(region=region), membership=_membership(ctx)
                )
            )
        except LapeQAError as error:
            raise ToolError(str(error)) from error
        address = _address(ctx)
        return _result(chat_text(given.reply, address).text, {**given.json(), "base_url": address})

    async def search_lape(
        self,
        query: Annotated[Typed, Field(description="A question or search words.")],
        k: Annotated[int, Field(ge=1, le=20, description="How many passages.")] = 5,
        region: _Region = "",
        *,
        ctx: Context,
    ) -> CallToolResult:
        """Find the passages that match best; none of them claims to be an answer."""
        try:
            found = await self._questions.search(query, k, Filters(region=region), _membership(ctx))
        except LapeQAError as error:
            raise ToolError(str(error)) from error
        address = _address(ctx)
        shown = (
            f"{hit.rank}. {_named(hit.document, found.language)}\n{address}{hit.reader_url}\n{hit.text}"
            for hit in found.hits
        )
        return _result("\n\n".join(shown), {**found.model_dump(), "base_url": address})

    async def read_source(
        self,
        identifier: Annotated[Name, Field(description="A document's id, as citations and passages name it.")],
        start: Annotated[int, Field(ge=0, description="Where to begin, in code points.")] = 0,
        *,
        ctx: Context,
    ) -> CallToolResult:
        """Read a source document, up to 20,000 code points at a time."""
        try:
            assistant = await self._questions.assistant(_membership(ctx))
            document = await self._questions.work(lambda: assistant.generation.documents.get(identifier))
        except LapeQAError as error:
            raise ToolError(str(error)) from error
        if document is None:
            raise ToolError(f"no document has the id {identifier!r}: search_lape and ask_lape name those there are")
        text = document.text[start : start + _LONGEST_READING]
        end = start + len(text)
        more = "" if end >= len(document.text) else f"\n\n[goes on at {end} of {len(document.text)}]"
        address = _address(ctx)
        named = reference(document, "", document.url, analysed_as(document.language))
        return _result(
            f"{named}\n{address}{document_url(document)}\n\n{text}{more}",
            {
                "document": Document.of(document).model_dump(),
                "text": text,
                "start": start,
                "end": end,
                "base_url": address,
            },
        )


async def _permitted(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Let a caller see and use the tools that it has the scope for."""
    caller = caller_of(ctx.request.scope) if ctx.request else None
    scopes = caller.scopes if caller else frozenset()
    if ctx.method == "tools/call":
        tool = str((ctx.params or {}).get("name"))
        wanted = rights.tool_needs(tool)
        if not rights.suffice(scopes, wanted):
            text = f"{tool} needs a key with the scope {' or '.join(map(repr, wanted))}"
            return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)
    result = await call_next(ctx)
    if ctx.method == "tools/list" and isinstance(result, dict):
        shown = [tool for tool in result["tools"] if rights.suffice(scopes, rights.tool_needs(tool["name"]))]
        return {**result, "tools": shown}
    return result


def _membership(ctx: Context) -> Membership:
    request: Request | None = ctx.request_context.request
    return membership_of(request.scope) if request else STRANGER


def _address(ctx: Context) -> str:
    """Return the whole address of the service for the client: what it gets stands by itself, beside no page of ours."""
    request: Request | None = ctx.request_context.request
    return base_url(request) if request else ""


def _named(document: Document, language: Language) -> str:
    return f"{titled(document.title, document.digest, language)} ({document.id})"


def _result(text: str, structured: Json) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)
