"""What the service hands out signed, and keeps no record of: tokens for the widget, and names of answers."""

import base64
import hashlib
import hmac
import secrets
import struct
import time

TOKEN_SECONDS = 900
ANSWER_SECONDS = 30 * 24 * 3600
_SIGNATURE_BYTES = 18


class Signer:
    """Signs and checks with one secret; times are seconds since 1970."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def token(self, origin: str, now: float | None = None) -> str:
        """Return a token that pages of one origin may ask with for fifteen minutes."""
        return self._sign("widget", _at(now) + TOKEN_SECONDS, origin)

    def opens(self, token: str, origin: str, now: float | None = None) -> bool:
        """Tell whether a token was made for an origin and is still good."""
        return self._holds("widget", token, origin, _at(now))

    def answer_id(self, now: float | None = None) -> str:
        """Return a new name for an answer; it says nothing of the question."""
        return self._sign("answer", _at(now) + ANSWER_SECONDS, "")

    def named(self, answer_id: str, now: float | None = None) -> bool:
        """Tell whether an answer of the last thirty days was given this name."""
        return self._holds("answer", answer_id, "", _at(now))

    def fingerprint(self, text: str) -> bytes:
        """Return a hash of a text that nobody without the secret can search for."""
        return self._mac("topic", text.encode())

    def _sign(self, purpose: str, expires: int, bound: str) -> str:
        head = struct.pack(">Q", expires) + secrets.token_bytes(10)
        return _text(head + self._mac(purpose, head + bound.encode()))

    def _holds(self, purpose: str, signed: str, bound: str, now: int) -> bool:
        raw = _bytes(signed)
        head, signature = raw[:18], raw[18:]
        genuine = hmac.compare_digest(signature, self._mac(purpose, head + bound.encode()))
        return genuine and struct.unpack(">Q", head[:8])[0] > now

    def _mac(self, purpose: str, content: bytes) -> bytes:
        return hmac.digest(self._secret, purpose.encode() + b"\0" + content, hashlib.sha256)[:_SIGNATURE_BYTES]


def _at(now: float | None) -> int:
    return int(time.time() if now is None else now)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode(), altchars=b"-_", validate=True)
    except ValueError:
        return b""
