"""What a streamed answer consists of: the sources, each sentence, and the whole answer at its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import httpx2

from lape_qa_client.calls import reading
from lape_qa_client.connection import problem_of
from lape_qa_client.errors import UnexpectedReplyError, error_of
from lape_qa_client.models import Citation, Model, Reply, Sentence


class Sources(Model):
    """The citations of the sentences that follow."""

    citations: tuple[Citation, ...]


Event: TypeAlias = Sources | Sentence | Reply
"""`Sources` comes first, then each `Sentence`, and the whole `Reply` last."""

_KINDS: Mapping[str, Callable[[bytes], Event]] = {
    "sources": reading(Sources),
    "sentence": reading(Sentence),
    "verdict": reading(Reply),
}


@dataclass(slots=True)
class Reader:
    """Reads the events of one answer, and tells whether it came to its end."""

    url: str
    """The address that it is read from, for errors."""
    ended: bool = False

    def read(self, event: httpx2.ServerSentEvent) -> Event | None:
        """Return an event, or None for one of a kind that is not known; ProblemError for one that is an error."""
        if event.event == "error":
            problem = problem_of(event.data, 500)
            if problem is None:
                raise UnexpectedReplyError(f"{self.url} sent an error that is no problem: {event.data[:200]!r}")
            raise error_of(problem, self.url)
        known = _KINDS.get(event.event)
        self.ended = self.ended or event.event == "verdict"
        return known(event.data.encode()) if known else None

    def end(self) -> None:
        """Raise UnexpectedReplyError if the answer broke off."""
        if not self.ended:
            raise UnexpectedReplyError(f"{self.url} broke off before the end of its answer: ask again")
