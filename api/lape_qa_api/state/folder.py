"""The state folder: its owner's alone, with the database and the secret that tokens are signed with."""

import os
import pwd
import secrets
from pathlib import Path

from lape_qa.errors import StateUnavailable, StorageError

FILE = "service.sqlite"
GONE = "it is gone"
_SECRET = "secret"  # noqa: S105 - a file name
_SECRET_BYTES = 32


def prepare(folder: Path) -> bool:
    """Have a state folder, and tell whether it is new; StorageError when it cannot be used or others can.

    A folder that was in use and has lost its database is refused: a new one would hold no key, and a service without
    keys lets everyone on its machine in.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (folder, folder / FILE, folder / _SECRET):
            if path is folder or path.exists():
                _require_private(path)
        file = folder / FILE
        known = (folder / _SECRET).exists()
        if known and not (file.exists() and file.stat().st_size):
            raise StateUnavailable(
                f"{folder / FILE} is gone or empty, but the folder was in use: restore it with `lape-qa restore`, "
                f"or delete {folder / _SECRET} to begin without keys and feedback",
                GONE,
            )
        create(file, b"")
    except OSError as error:
        raise StorageError(f"cannot use the state folder {folder}: {error.strerror}; set LAPE_QA_STATE") from error
    return not known


def create(file: Path, content: bytes) -> None:
    """Create a file that only its owner reads; one that is there already stays as it is."""
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


def secret(folder: Path | None) -> bytes:
    """Return the secret of a folder, made when there is none; without a folder, one that is kept nowhere."""
    fresh = secrets.token_bytes(_SECRET_BYTES)
    if folder is None:
        return fresh
    file = folder / _SECRET
    try:
        if not file.exists():
            # Written aside and linked into place: another process never reads half of it.
            aside = folder / f"secret.{os.getpid()}.{secrets.token_hex(4)}"
            create(aside, fresh)
            try:
                file.hardlink_to(aside)
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        content = file.read_bytes()
    except OSError as error:
        raise StorageError(f"cannot use the state folder {folder}: {error.strerror}; set LAPE_QA_STATE") from error
    if len(content) != _SECRET_BYTES:
        raise StorageError(f"{file} does not hold {_SECRET_BYTES} bytes: delete it, and a new one is made")
    return content


def _require_private(path: Path) -> None:
    found = path.stat()
    # What root owns is as safe as root: folders of a volume often are.
    if found.st_uid not in (os.geteuid(), 0):
        raise StorageError(
            f"{path} belongs to {_user(found.st_uid)}, but {_user(os.geteuid())} runs this: run it as "
            f"{_user(found.st_uid)} (`sudo -u`), or change the owner"
        )
    if found.st_mode & 0o077:
        wanted = "700" if path.is_dir() else "600"
        raise StorageError(
            f"{path} is open to others than its owner (mode {found.st_mode & 0o777:o}): run `chmod {wanted} {path}`"
        )


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
