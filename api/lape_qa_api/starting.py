"""`lape-qa init`: three questions, and what a service of one's own begins with: settings, a source, a systemd unit."""

import re
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import typer
from rich.text import Text

from lape_qa.cli.console import err, out
from lape_qa.errors import StorageError, UsageError, plainly

T = TypeVar("T")
Who = Literal["me", "keys", "all"]

_PACKAGE = Path(__file__).parent
_EXAMPLE = _PACKAGE / "starter" / "esimerkki.md"
_SHIPPED_UNIT = _PACKAGE / "lape-qa.service"
_CHECKOUT_UNIT = _PACKAGE.parents[1] / "deploy" / "lape-qa.service"
_UNIT = "lape-qa.service"
_ENV = ".env"
_HOSTS: Mapping[Who, str] = {"me": "127.0.0.1", "keys": "0.0.0.0", "all": "0.0.0.0"}  # noqa: S104 - asked for
_MOST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the three questions ask."""

    corpus: str = "sources"
    who: Who = "me"
    port: int = 8000


def init(
    folder: Annotated[
        Path | None, typer.Argument(help="Where; the working folder by default.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: sources/, this machine only, port 8000.")] = False,
) -> None:
    """Begin a service of your own: asks three questions and writes settings, a folder with an example and a unit.

    Settings are in `.env`, which `lape-qa` reads in the folder that it is run in. Nothing that is there is overwritten.
    """
    home = (folder or Path()).resolve()
    if not _is_plain(str(home)):
        raise UsageError(f"{home} has a sign in its name that settings cannot hold: take another folder")
    env = home / _ENV
    if env.exists():
        out.print(Text(f"{env} is there: its settings stay, and nothing is asked"), soft_wrap=True)
    else:
        wanted = Wanted() if yes else _asked()
        _write(env, _settings(wanted))
        corpus = home / wanted.corpus
        if corpus.is_dir() and any(corpus.iterdir()):
            out.print(Text(f"{corpus} holds something, and stays as it is"), soft_wrap=True)
        else:
            _write(corpus / _EXAMPLE.name, _EXAMPLE.read_text(encoding="utf-8"))
    _write(home / _UNIT, unit(home, _program(), _owner(home)))
    _tell_next(home)


# ---- questions -----------------------------------------------------------------------------------------------


def _asked() -> Wanted:
    if not sys.stdin.isatty():
        raise UsageError("three questions are asked at a terminal; --yes takes what they propose")
    default = Wanted()
    corpus = _answer("Folder of your sources", default.corpus, _folder, "a folder, such as sources")
    said = "Who may ask: me (this machine only), keys (others with a key), all (whoever reaches it)"
    who: Who = _answer(said, default.who, _who, "me, keys or all")
    port = _answer("Port", str(default.port), _port, f"a number from 1 to {_MOST_PORT}")
    return Wanted(corpus, who, port)


def _answer(question: str, default: str, read: Callable[[str], T | None], expected: str) -> T:
    """Ask until the answer is one."""
    while True:
        try:
            said = input(f"{question} [{default}]: ").strip() or default
        except EOFError as error:
            raise UsageError("the input ended: nothing was written") from error
        found = read(said)
        if found is not None:
            return found
        err.print(Text(f"{said!r:.60} is none: give {expected}"), soft_wrap=True)


def _is_plain(name: str) -> bool:
    """Tell whether a name means itself in settings and in units."""
    return re.search(r"[\x00-\x1f\x7f\"'$\\]", name) is None


def _folder(said: str) -> str | None:
    return said if _is_plain(said) and not Path(said).is_file() else None


def _who(said: str) -> Who | None:
    return next((who for who in _HOSTS if who == said.lower()), None)


def _port(said: str) -> int | None:
    return int(said) if re.fullmatch(r"[0-9]{1,5}", said) and 0 < int(said) <= _MOST_PORT else None


# ---- what is written -----------------------------------------------------------------------------------------


def _settings(wanted: Wanted) -> str:
    lines = [
        "# Settings of LAPE-QA, read by every `lape-qa` that is run in this folder; docs/settings.md has all of them.",
        f"LAPE_QA_CORPUS='{wanted.corpus}'",
        "LAPE_QA_INDEX=index",
        "LAPE_QA_STATE=state",
        f"LAPE_QA_HOST={_HOSTS[wanted.who]}",
        f"LAPE_QA_PORT={wanted.port}",
        *(["LAPE_QA_OPEN=true"] if wanted.who == "all" else []),
    ]
    return "\n".join(lines) + "\n"


def unit(home: Path, program: Path, user: str) -> str:
    """Return the unit of deploy/ for a service in a folder of its own, run by a user of this machine."""
    said = (_SHIPPED_UNIT if _SHIPPED_UNIT.is_file() else _CHECKOUT_UNIT).read_text(encoding="utf-8")
    own = {
        "ExecStart": f"ExecStart={_quoted(program)} serve",
        "EnvironmentFile": None,
        "Environment": None,
        "DynamicUser": f"User={user}",
        "StateDirectory": None,
        "StateDirectoryMode": None,
        "CacheDirectory": "CacheDirectory=lape-qa\nEnvironment=LAPE_QA_CACHE=/var/cache/lape-qa",
        "WorkingDirectory": f"WorkingDirectory={_escaped(home)}\nReadWritePaths={_quoted(home)}",
        # Homes are read, as the folder may be in one; only the folder is written to.
        "ProtectHome": "ProtectHome=read-only",
    }
    lines = [
        "# A system service, made by `lape-qa init`; its settings are in .env beside it. To use it:",
        f"# cp {_UNIT} /etc/systemd/system/ && systemctl enable --now lape-qa",
    ]
    for line in said.splitlines():
        changed = own.get(line.partition("=")[0], line)
        if changed is not None and not line.startswith("#"):
            lines.append(changed)
    return "\n".join(lines) + "\n"


def _quoted(path: Path) -> str:
    return f'"{_escaped(path)}"'


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")


def _program() -> Path:
    """Return the command that the unit is to start: the one that is running."""
    return Path(shutil.which(sys.argv[0]) or Path(sys.executable).with_name("lape-qa")).absolute()


def _owner(folder: Path) -> str:
    try:
        return folder.owner()
    except KeyError:
        # A number without a name, as in containers.
        return str(folder.stat().st_uid)


def _write(file: Path, text: str) -> None:
    """Write a file that is not there, and say so; one that is there stays."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot make the folder {file.parent}: {plainly(error)}") from error
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        out.print(Text(f"{file} is there, and stays as it is"), soft_wrap=True)
    except OSError as error:
        raise StorageError(f"cannot write {file}: {plainly(error)}") from error
    else:
        out.print(Text(f"written: {file}"), soft_wrap=True)


def _tell_next(home: Path) -> None:
    here = Path.cwd() == home
    out.print(
        Text(
            "\nNext:"
            + ("" if here else f"\n  cd {shlex.quote(str(home))}")
            + "\n  lape-qa index                        # again whenever sources change\n"
            '  lape-qa ask "Miten uusi lähde lisätään?"\n'
            "  lape-qa serve"
        ),
        soft_wrap=True,
    )
