"""API keys: made, listed, revoked and recognised; only a hash of each is kept."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args

from lape_qa.errors import StateUnavailable, UsageError
from lape_qa_api.state.database import Database, Statement

Scope = Literal["ask", "read", "editor", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

_KEY = re.compile(r"lqa_(?P<id>[0-9a-f]{8})_(?P<secret>[A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Key:
    """What is known about a key; the key itself is shown once, when it is made."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created: str
    revoked: str | None
    expires: str | None = None
    """The last day that it is good, ISO date in UTC; None: there is none."""
    groups: frozenset[str] = frozenset()
    """Whose documents it opens, beside those that are open to everybody."""

    def is_over(self, day: date) -> bool:
        """Tell whether its time is over on a day."""
        return self.expires is not None and day.isoformat() > self.expires


class Keys:
    """The API keys of a state folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, scopes: Iterable[str], expires: date | None = None, groups: Iterable[str] = ()) -> str:
        """Make a key, good up to a day if one is given, and return it; UsageError for a scope that does not exist.

        `groups` are names as `membership.groups_in` gives them.
        """
        wanted = tuple(dict.fromkeys(scopes))
        for scope in wanted:
            if scope not in SCOPES:
                raise UsageError(f"there is no scope {scope!r}; there are {', '.join(SCOPES)}")
        identifier, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        self._database.write(
            "insert into keys (id, name, hash, scopes, created, expires, groups) values (?, ?, ?, ?, ?, ?, ?)",
            (
                identifier,
                name,
                _hash(secret),
                " ".join(wanted),
                _now(),
                expires and expires.isoformat(),
                " ".join(sorted(groups)),
            ),
        )
        return f"lqa_{identifier}_{secret}"

    def all(self) -> list[Key]:
        """Return every key ever made, oldest first."""
        rows = self._database.rows(
            "select id, name, scopes, created, revoked, expires, groups from keys order by created, id"
        )
        return [_key(*row) for row in rows]

    def revoke(self, identifier: str) -> None:
        """Make a key useless at once; UsageError when there is none with this id, or it is revoked already."""
        if not self._database.write(
            "update keys set revoked = ? where id = ? and revoked is null", (_now(), identifier)
        ):
            raise UsageError(f"no key in use has the id {identifier!r}; `lape-qa keys list` shows all")

    def any(self) -> bool:
        """Tell whether a key was ever made: revoking the last one does not open the service."""
        return bool(self._database.rows("select 1 from keys limit 1"))

    def held(self) -> "dict[str, tuple[bytes, Key]]":
        """Return every key ever made with its hash, by id."""
        rows = self._database.rows("select hash, id, name, scopes, created, revoked, expires, groups from keys")
        return {row[1]: (row[0], _key(*row[1:])) for row in rows}

    def ended(self) -> frozenset[str]:
        """Return the sessions that editors have signed out of, each by the text of its forms."""
        return frozenset(form for (form,) in self._database.rows("select form from ended_sessions"))


def ending(form: str) -> Statement:
    """Return what ends a session, in every browser and process, by the text of its forms."""
    return "insert or ignore into ended_sessions values (?, ?)", (form, datetime.now(UTC).date().isoformat())


class KeyRing:
    """The keys in the memory of a service: read again when the database says that somebody wrote, never waited for.

    While the database cannot be read, those that are known stay good. Until it was read once nobody is let in by them,
    nor because there were none.
    """

    def __init__(self, database: Database) -> None:
        """Take a connection of its own, which waits for no lock."""
        self._database = database
        self._keys = Keys(database)
        self._version: tuple[int, int] | None = None
        self._held: dict[str, tuple[bytes, Key]] = {}
        self._ended: frozenset[str] = frozenset()
        self._ever = False

    @property
    def known(self) -> bool:
        """Whether the keys could be read, now or earlier."""
        self._refresh()
        return self._version is not None

    def any(self) -> bool:
        """Tell whether a key was ever made, or may have been: losing the keys does not open a service either."""
        self._refresh()
        return self._ever or self._version is None

    def find(self, presented: str) -> Key | None:
        """Return the key that was presented and is not revoked, or None; its time may be over."""
        match = _KEY.fullmatch(presented)
        if match is None:
            return None
        self._refresh()
        kept, key = self._held.get(match["id"], (_hash(""), None))
        # Compared in constant time, also when no key has the id.
        if not hmac.compare_digest(kept, _hash(match["secret"])) or key is None or key.revoked is not None:
            return None
        return key

    def in_use(self, identifier: str) -> Key | None:
        """Return a key by its id, None when there is none or it is revoked; its time may be over."""
        self._refresh()
        _, key = self._held.get(identifier, (b"", None))
        return key if key and key.revoked is None else None

    def has_ended(self, form: str) -> bool:
        """Tell whether its editor has signed out of a session."""
        self._refresh()
        return form in self._ended

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _refresh(self) -> None:
        try:
            version = self._database.version()
            if version != self._version:
                self._held, self._ended = self._keys.held(), self._keys.ended()
                self._version = version
                self._ever = self._ever or bool(self._held)
        except StateUnavailable:
            # The bookkeeper says so; what is known stays.
            pass


def _hash(secret: str) -> bytes:
    # The secret is 256 random bits: a slow hash would protect it no better.
    return hashlib.sha256(secret.encode()).digest()


def _key(
    identifier: str, name: str, scopes: str, created: str, revoked: str | None, expires: str | None, groups: str
) -> Key:
    return Key(identifier, name, _scopes(scopes), created, revoked, expires, frozenset(groups.split()))


def _scopes(words: str) -> frozenset[Scope]:
    return frozenset(scope for scope in SCOPES if scope in words.split())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
