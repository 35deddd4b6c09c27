"""E-mail messages as they are sent: by Python's own parser, in the manner that reads any of them."""

import email
from collections.abc import Iterator
from datetime import date
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from lape_qa.documents.formats import encodings, mail
from lape_qa.documents.formats.composing import Extracted, damaged
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_TELLING = ("from", "date", "subject", "received", "mime-version", "message-id")
"""Fields, one of which every message has."""
_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")
_DEEPEST = 30
"""Parts in parts; programs need five."""


def read(content: bytes) -> Extracted:
    """Return what was written in a message, its subject and its day; attachments are named, not read."""
    try:
        message = email.message_from_bytes(content)
        if not any(field in message for field in _TELLING):
            raise DocumentError(because("no_message"))
        parts = list(_leaves(message, 0))
        if any(part.get_content_type() in _ENCRYPTED for part in [message, *parts]):
            raise DocumentError(because("encrypted"))
        attached = [part for part in parts if _is_attached(part)]
        shown = [part for part in parts if part not in attached]
        texts = [_text(part) for part in shown if part.get_content_type() == "text/plain"]
        page = next((_text(part) for part in shown if part.get_content_type() == "text/html"), "")
        names = [_words(str(part.get_filename() or "")) for part in attached]
        subject = _words(str(message.get("subject", "")))
        return mail.composed(subject, _day(str(message.get("date", ""))), "\n\n".join(texts), page.encode(), names)
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise damaged("an e-mail message", error) from error


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Yield the parts of a message, a message inside it as one."""
    if not part.is_multipart() or part.get_content_maintype() != "multipart":
        yield part
    elif depth < _DEEPEST:
        for child in part.get_payload():
            if isinstance(child, Message):
                yield from _leaves(child, depth + 1)


def _is_attached(part: Message) -> bool:
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return not is_text or part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    named = encodings.named(str(part.get_param("charset", "")))
    # Messages often call UTF-8 something else, as pages do.
    for encoding in ("utf-8", named, "cp1252"):
        try:
            if encoding:
                return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace")


def _words(field: str) -> str:
    """Return the words of a field that may be encoded."""
    try:
        pieces = decode_header(field)
    except (HeaderParseError, ValueError):
        return field
    return "".join(
        piece if isinstance(piece, str) else piece.decode(encodings.named(encoding or "") or "utf-8", "replace")
        for piece, encoding in pieces
    )


def _day(field: str) -> date | None:
    try:
        return parsedate_to_datetime(field).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
