"""What the service hands out signed, and keeps no record of: tokens for the widget, sessions, names of answers."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

TOKEN_SECONDS = 900
"""From when it is made; at this age a token is good no more. The library takes the greatest age that still is."""
SESSION_SECONDS = 8 * 3600
"""A working day; after it an editor signs in again."""
ANSWER_SECONDS = 30 * 24 * 3600
_FINGERPRINT_BYTES = 18
_SHA256: dict[str, Any] = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


@dataclass(frozen=True, slots=True)
class Session:
    """What the cookie of the editors' pages holds: whose it is, and what each of their forms has to say."""

    key: str
    """The id of the key that was signed in with; empty for a program of this machine that needs none."""
    form: str
    """A random text that no page of another site knows."""


class Signer:
    """Signs and checks with one secret; what is signed for one purpose is good for no other."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._tokens = URLSafeTimedSerializer(secret, salt="widget", signer_kwargs=_SHA256)
        self._sessions = URLSafeTimedSerializer(secret, salt="session", signer_kwargs=_SHA256)
        self._answers = TimestampSigner(secret, salt="answer", **_SHA256)

    def token(self, origin: str) -> str:
        """Return a token that pages of one origin may ask with for fifteen minutes."""
        return str(self._tokens.dumps(origin))

    def opens(self, token: str, origin: str) -> bool:
        """Tell whether a token was made for an origin and is still good."""
        try:
            return _is_canonical(token) and bool(self._tokens.loads(token, max_age=TOKEN_SECONDS - 1) == origin)
        except BadData:
            return False

    def session(self, session: Session) -> str:
        """Return the cookie of a session, good for a working day."""
        return str(self._sessions.dumps([session.key, session.form]))

    def session_of(self, cookie: str) -> Session | None:
        """Return the session of a cookie that is still good."""
        try:
            if not _is_canonical(cookie):
                return None
            return Session(*self._sessions.loads(cookie, max_age=SESSION_SECONDS - 1))
        except BadData:
            return None

    def answer_id(self) -> str:
        """Return a new name for an answer; it says nothing of the question."""
        return self._answers.sign(secrets.token_hex(10)).decode()

    def named(self, answer_id: str) -> bool:
        """Tell whether an answer of the last thirty days was given this name."""
        # Its first part is hexadecimal, and signed as it stands.
        signed = answer_id.partition(".")[2]
        return _is_canonical(signed) and self._answers.validate(answer_id, max_age=ANSWER_SECONDS - 1)

    def fingerprint(self, text: str) -> bytes:
        """Return a hash of a text that nobody without the secret can search for."""
        return hmac.digest(self._secret, b"topic\0" + text.encode(), hashlib.sha256)[:_FINGERPRINT_BYTES]


def _is_canonical(signed: str) -> bool:
    """Tell whether each part is written as it was made: base64 lets the same bytes be written in other ways."""
    try:
        return all(base64_encode(base64_decode(part)).decode() == part for part in signed.split("."))
    except (BadData, UnicodeEncodeError):
        return False
