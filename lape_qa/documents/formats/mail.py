"""What e-mail of both kinds is put together from: what its writer has written anew, without quotes and signatures.

Who sent it, and to whom, is not read: that somebody wrote to somebody is no published fact, and senders are no authors.
"""

import re
from collections.abc import Sequence
from datetime import date

from lape_qa.documents.formats import composing, html
from lape_qa.documents.formats.composing import Extracted, clean, stated
from lape_qa.reasons import because

_REPLY = re.compile(r"\A(?:(?:re|fw|fwd|vs|vl|sv|vb)\s*:\s*)+", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|alkuperäinen viesti|edelleenlähetetty viesti"
    r"|välitetty viesti|ursprungligt meddelande|vidarebefordrat meddelande)\s*-{2,}|_{20,})\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\W{0,3}(?:lähettäjä|from|från)\W{0,3}:", re.IGNORECASE)
_SENT = re.compile(r"^\W{0,3}(?:lähetetty|päiväys|sent|date|skickat|datum)\W{0,3}:", re.IGNORECASE)
_SENT_WITHIN = 3
"""Lines below the sender of a quoted message that say when it was sent."""
_WROTE = re.compile(r"(?:kirjoitti|wrote|skrev)\b.{0,200}:\s*$", re.IGNORECASE)
_SIGNATURE = re.compile(r"^--\s*$")
_QUOTED = "//blockquote[@type='cite'] | //*[contains(@class, 'gmail_quote')]"
_QUOTED += " | //*[@id='divRplyFwdMsg' or @id='appendonsend']/following-sibling::* | //*[@id='divRplyFwdMsg']"
_MOST_NAMED = 10
_LONGEST_NAME = 100


def composed(
    subject: str, sent: date | None, text: str, page: bytes, attachments: Sequence[str], language: str = ""
) -> Extracted:
    """Return a message of its plain text, or where it has none of its page, with what is to be said of the rest."""
    quotes = False
    if not text.strip() and page.strip():
        parts, quotes = html.whole(page, left_out=_QUOTED)
        text = composing.composed(parts)
    written = _written(text.replace("\r\n", "\n").split("\n"))
    own = "\n".join(written).strip()
    quotes = (
        quotes or any(map(str.strip, text.split("\n")[len(written) :])) or own.count("\n") < text.strip().count("\n")
    )
    notes = []
    if quotes and own:
        notes.append(because("answered_messages"))
    if attachments:
        names = ", ".join(clean(name)[:_LONGEST_NAME] or "without a name" for name in attachments[:_MOST_NAMED])
        code = "many_attachments" if len(attachments) > _MOST_NAMED else "attachments"
        notes.append(because(code, files=names))
    said = stated(title=_REPLY.sub("", clean(subject)), published=sent, language=language)
    # Who only passes a message on has written nothing anew.
    return Extracted(own or text.strip(), said, notes=tuple(notes))


def _written(lines: Sequence[str]) -> list[str]:
    """Return the lines that are neither quoted nor part of a signature."""
    kept: list[str] = []
    for at, line in enumerate(lines):
        following = lines[at + 1 : at + 1 + _SENT_WITHIN]
        begins_quoted = _ORIGINAL.match(line) or (_FROM.match(line) and any(map(_SENT.match, following)))
        if begins_quoted or _SIGNATURE.match(line):
            break
        if line.lstrip().startswith(">"):
            while kept and (not kept[-1].strip() or _WROTE.search(kept[-1])):
                if kept.pop().strip():
                    break
            continue
        kept.append(line.rstrip())
    return kept
