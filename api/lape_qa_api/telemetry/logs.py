"""Logs as one JSON object a line, or in colours on a terminal; neither questions nor addresses are among them.

Of one kind there are few lines in a second, however many things happen: whoever can make the service write a line can
otherwise fill its disk. The next line of that kind says how many were left out.
"""

import logging
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any, TextIO

import structlog
from asgi_correlation_id import correlation_id
from structlog.typing import EventDict, Processor, WrappedLogger

from lape_qa_api.security.limits import Limiter

_LINES_PER_MINUTE = 180
_LINES_AT_ONCE = 20


class Throttle(logging.Filter):
    """Lets few lines of one kind through, and counts the others."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._limiter = Limiter(_LINES_PER_MINUTE, _LINES_AT_ONCE, clock)
        self._left_out: Counter[str] = Counter()
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is to be written; one that is says how many of its kind were left out before it."""
        kind = _kind(record)
        with self._lock:
            if self._limiter.take(kind):
                self._left_out[kind] += 1
                return False
            record.left_out = self._left_out.pop(kind, 0)
        return True


def _kind(record: logging.LogRecord) -> str:
    """Name what lines have in common: a request's caller and whether it failed, else the place in the code."""
    if isinstance(record.msg, dict):
        failed = int(record.msg.get("status", 0)) >= 500
        return f"{record.msg['event']} {record.msg.get('caller')} {failed}"
    # The text itself may hold what a client sent.
    return f"{record.pathname} {record.lineno}"


def _with_left_out(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say how many lines of this kind were left out before this one."""
    left_out = getattr(event.get("_record"), "left_out", 0)
    return {**event, "left_out": left_out} if left_out else event


def _without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put an exception's kind and places in place of the exception: its message may repeat what somebody asked."""
    raised = event.pop("exc_info", None)
    record: logging.LogRecord | None = event.get("_record")
    if record is not None and record.exc_info:
        raised, record.exc_info, record.exc_text = record.exc_info, None, None
    if raised is True:
        raised = sys.exc_info()
    error: Any = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__qualname__
        event["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _with_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say which request a line is about, if it is about one."""
    request_id = correlation_id.get()
    return {"request_id": request_id, **event} if request_id else event


_SHARED: list[Processor] = [
    _with_request_id,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_values,
]

# Through Python's own logging: a program that embeds the service decides where its logs go.
log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger("lape_qa"),
    processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
)


def configure(stream: TextIO = sys.stderr) -> None:
    """Send what this project and its libraries log to a stream."""
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.INFO)
    handler.addFilter(Throttle())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[_with_left_out, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=_SHARED,
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("lape_qa").setLevel(logging.INFO)
    # Clients choose what they send: that their name for a request was not taken is no warning.
    logging.getLogger("asgi_correlation_id").setLevel(logging.ERROR)
