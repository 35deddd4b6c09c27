"""Every error that the client raises: one line that says what is wrong, where, and how to mend it.

LapeQAError                      base
├── UsageError                   an address, a key or a value that cannot be one; nothing was sent
├── NoServiceError               nothing answers at the address
├── NoAnswerInTimeError          something does, but not in time
├── UnexpectedReplyError         what answers does not speak as LAPE-QA does: another program, or another version
└── ProblemError                 the service refused, in its own words (RFC 9457)
    ├── InvalidRequestError      400, 408, 413, 415, 422: a value out of range, a field too long
    │   └── QuestionRefusedError    an empty, too long or wordless question
    ├── KeyRefusedError          401, 403: no key, a wrong one, or one without the scope
    ├── NotFoundError            404: no document of this id, or an address that is not the service's
    ├── TooManyRequestsError     429: `retry_after` says when to come again
    └── UnavailableError         502, 503, 504: too much is asked, or there is no index
        └── StartingError        the model and the index are being loaded
"""

from collections.abc import Mapping
from dataclasses import dataclass

_KIND = "urn:lape-qa:problem:"


class LapeQAError(Exception):
    """Base of all errors of the client; `str(error)` is one line fit to show."""


class UsageError(LapeQAError):
    """An address, a key or a value that cannot be one; nothing was sent."""


class NoServiceError(LapeQAError):
    """Nothing answers at the address."""


class NoAnswerInTimeError(LapeQAError):
    """Something is there, but does not answer in time."""


class UnexpectedReplyError(LapeQAError):
    """What answers does not speak as LAPE-QA does."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What the service says of a refusal, as RFC 9457 has it."""

    status: int
    title: str
    detail: str
    """What is wrong this time, and how to mend it."""
    type: str = "about:blank"
    instance: str = ""
    """The path that was asked for."""
    retry_after: float | None = None
    """Seconds after which to come again, where the service says so."""


class ProblemError(LapeQAError):
    """The service refused; `problem` is what it says of it."""

    def __init__(self, problem: Problem, url: str) -> None:
        super().__init__(f"{problem.detail} ({problem.status} from {url})")
        self.problem = problem
        self.url = url

    def __reduce__(self) -> tuple[type["ProblemError"], tuple[Problem, str]]:
        """Errors cross processes, as those of workers do."""
        return type(self), (self.problem, self.url)


class InvalidRequestError(ProblemError):
    """The request does not fit the API."""


class QuestionRefusedError(InvalidRequestError):
    """This is not a question that can be answered."""


class KeyRefusedError(ProblemError):
    """The key is lacking, wrong or not good for this."""


class NotFoundError(ProblemError):
    """There is nothing of this name or at this address."""


class TooManyRequestsError(ProblemError):
    """More was asked than the service lets one caller ask."""


class UnavailableError(ProblemError):
    """The service does not answer questions at the moment."""


class StartingError(UnavailableError):
    """The service is being started."""


_BY_TYPE: Mapping[str, type[ProblemError]] = {
    f"{_KIND}question": QuestionRefusedError,
    f"{_KIND}starting": StartingError,
}
_BY_STATUS: Mapping[int, type[ProblemError]] = {
    **dict.fromkeys((400, 408, 413, 415, 422), InvalidRequestError),
    **dict.fromkeys((401, 403), KeyRefusedError),
    404: NotFoundError,
    429: TooManyRequestsError,
    **dict.fromkeys((502, 503, 504), UnavailableError),
}


def error_of(problem: Problem, url: str) -> ProblemError:
    """Return the error for a problem, by its type or else its status."""
    return (_BY_TYPE.get(problem.type) or _BY_STATUS.get(problem.status, ProblemError))(problem, url)
