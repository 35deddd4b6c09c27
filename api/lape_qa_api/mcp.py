"""The service as tools for language models: the Model Context Protocol at /mcp."""

from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from lape_qa.answer.plain_text import reference, titled
from lape_qa.contract import Document, Json
from lape_qa.documents.model import Filters
from lape_qa.errors import LapeQAError
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language
from lape_qa.question.analysis import MAX_QUESTION_CHARS
from lape_qa_api.openai.chat_text import chat_text
from lape_qa_api.questions import QuestionAsked, Questions

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
_Region = Annotated[str, Field(description="Only sources of this region, such as 'Kanta-Häme'; empty for all.")]


class Mcp:
    """The tools, and the address that they are called at."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        server = MCPServer("lape-qa", title="LAPE-QA", instructions=_INSTRUCTIONS, log_level="WARNING")
        server.tool(annotations=_READS)(self.ask_lape)
        server.tool(annotations=_READS)(self.search_lape)
        server.tool(annotations=_READS)(self.read_source)
        server.streamable_http_app(stateless_http=True, json_response=True)
        # Each call stands alone, so that any process can answer it. Hosts and origins are checked by `security.access`.
        self.sessions: StreamableHTTPSessionManager = server.session_manager
        self.endpoint = StreamableHTTPASGIApp(self.sessions)

    async def ask_lape(
        self,
        question: Annotated[str, Field(description="A question in Finnish, Swedish or English.")],
        history: Annotated[list[_Earlier] | None, Field(max_length=20, description=_HISTORY)] = None,
        region: _Region = "",
    ) -> CallToolResult:
        """Answer a question with sentences of the sources, word for word or marked, or say that they do not answer."""
        try:
            given = await self._questions.ask(
                QuestionAsked(question, tuple(history or ()), filters=Filters(region=region))
            )
        except LapeQAError as error:
            raise ToolError(str(error)) from error
        return _result(chat_text(given.reply, "").text, given.json())

    async def search_lape(
        self,
        query: Annotated[str, Field(description="A question or search words.")],
        k: Annotated[int, Field(ge=1, le=20, description="How many passages.")] = 5,
        region: _Region = "",
    ) -> CallToolResult:
        """Find the passages that match best; none of them claims to be an answer."""
        try:
            found = await self._questions.search(query, k, Filters(region=region))
        except LapeQAError as error:
            raise ToolError(str(error)) from error
        shown = (f"{hit.rank}. {_named(hit.document, found.language)}\n{hit.text}" for hit in found.hits)
        return _result("\n\n".join(shown), found.model_dump())

    async def read_source(
        self,
        identifier: Annotated[str, Field(description="A document's id, as citations and passages name it.")],
        start: Annotated[int, Field(ge=0, description="Where to begin, in code points.")] = 0,
    ) -> CallToolResult:
        """Read a source document, up to 20,000 code points at a time."""
        try:
            document = self._questions.assistant.generation.documents.get(identifier)
        except LapeQAError as error:
            raise ToolError(str(error)) from error
        if document is None:
            raise ToolError(f"no document has the id {identifier!r}: search_lape and ask_lape name those there are")
        text = document.text[start : start + _LONGEST_READING]
        end = start + len(text)
        more = "" if end >= len(document.text) else f"\n\n[goes on at {end} of {len(document.text)}]"
        return _result(
            f"{reference(document, '', document.url, analysed_as(document.language))}\n\n{text}{more}",
            {"document": Document.of(document).model_dump(), "text": text, "start": start, "end": end},
        )


def _named(document: Document, language: Language) -> str:
    return f"{titled(document.title, document.digest, language)} ({document.id})"


def _result(text: str, structured: Json) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)
