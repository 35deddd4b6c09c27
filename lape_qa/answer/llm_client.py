"""A language model on any OpenAI-compatible server, asked for one reply.

Chat completions as OpenAI's API has them: https://platform.openai.com/docs/api-reference/chat-streaming
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

import anyio
import httpx2

from lape_qa.errors import LlmFailure

MOST_CHARS = 4000
"""Of what the model may write; more is no short answer."""

MOST_BYTES = 1_000_000
"""Of what the server may send."""

_MOST_TOKENS = 500


@dataclass(frozen=True, slots=True)
class LlmServer:
    """An OpenAI-compatible server and the model asked of it."""

    url: str
    """Up to and without `/chat/completions`, such as `http://127.0.0.1:11434/v1`."""
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 8.0
    """Seconds for the whole of a reply, connecting included."""

    async def write(self, rules: str, data: str) -> AsyncGenerator[str]:
        """Yield what the model writes, piece by piece, as it comes; close it when enough has come.

        LlmFailure at the place where it turns out that the server gives no whole, short, well-formed reply in time.
        """
        deadline = anyio.current_time() + self.timeout
        try:
            async with aclosing(self._pieces(rules, data)) as pieces:
                while True:
                    # No time limit may span a piece that is given away: that would end its taker's work.
                    with anyio.fail_after(max(0, deadline - anyio.current_time())):
                        piece = await anext(pieces, None)
                    if piece is None:
                        return
                    yield piece
        except TimeoutError as error:
            raise LlmFailure("timeout", f"no whole reply in {self.timeout:g} s") from error
        except (httpx2.RemoteProtocolError, httpx2.DecodingError) as error:
            raise LlmFailure("malformed", f"no HTTP: {error}") from error
        except httpx2.HTTPError as error:
            raise LlmFailure("unreachable", f"{type(error).__name__}: {error}") from error

    async def _pieces(self, rules: str, data: str) -> AsyncGenerator[str]:
        request = {
            "model": self.model,
            "messages": [{"role": "system", "content": rules}, {"role": "user", "content": data}],
            "stream": True,
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
        }
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        # No proxy of the environment and no redirect: passages and key go to the server that was set, or nowhere.
        # No time limits of its own: `write` ends all of it.
        async with (
            httpx2.AsyncClient(trust_env=False, timeout=None) as client,
            client.stream(
                "POST", f"{self.url.rstrip('/')}/chat/completions", json=request, headers=headers
            ) as response,
        ):
            if response.status_code != 200:
                raise LlmFailure("http_error", f"HTTP status {response.status_code}")
            if not response.headers.get("content-type", "").startswith("text/event-stream"):
                raise LlmFailure("malformed", "the reply is no event stream")
            if response.headers.get("content-encoding", "identity") != "identity":
                raise LlmFailure("malformed", "the reply is compressed, which was not asked for")
            async for piece in _text(_lines(response.aiter_raw())):
                yield piece


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    total, rest = 0, b""
    async for chunk in chunks:
        total += len(chunk)
        if total > MOST_BYTES:
            raise LlmFailure("too_long", f"the reply has more than {MOST_BYTES} bytes")
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.strip()


async def _text(lines: AsyncIterator[bytes]) -> AsyncGenerator[str]:
    """Yield the pieces of a reply; it is whole when it says so."""
    length = 0
    ended = False
    async for line in lines:
        if not line.startswith(b"data:"):
            continue
        event = line.removeprefix(b"data:").strip()
        if event == b"[DONE]":
            ended = True
            break
        piece, reason = _piece(event)
        length += len(piece)
        if length <= MOST_CHARS and piece:
            yield piece
        if length > MOST_CHARS or reason == "length":
            raise LlmFailure("too_long", f"the model wrote more than {MOST_CHARS} characters or {_MOST_TOKENS} tokens")
        ended = ended or reason == "stop"
    if not ended:
        raise LlmFailure("malformed", "the reply ended in the middle")


def _piece(event: bytes) -> tuple[str, str | None]:
    """Return the text of one event, and why the reply ends with it if it does."""
    try:
        choices = json.loads(event)["choices"]
        # The last event of some servers tells the use of tokens, and has no choice.
        if not choices:
            return "", None
        piece = choices[0]["delta"].get("content") or ""
        if not isinstance(piece, str):
            raise TypeError("content is no text")
        return piece, choices[0].get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise LlmFailure("malformed", f"not a chat completion: {type(error).__name__}") from error
