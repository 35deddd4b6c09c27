"""A process that reads, in which the first word of a file says what happens to it."""

import ctypes
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from lape_qa.documents.extraction import answered
from lape_qa.documents.sandbox import child
from lape_qa.documents.sandbox.messages import Reply, Request

_O_CREATE = os.O_CREAT | os.O_WRONLY

poisoned = False


def main(memory: int, seconds: int) -> None:
    """Run as the true one does, but for what a file does to it."""
    child.main(memory, seconds, _suffered)


def _suffered(request: Request) -> Reply:
    global poisoned  # noqa: PLW0603 - what a file leaves behind in the process
    if poisoned:
        os.abort()
    reply = answered(request)
    libc = ctypes.CDLL(None, use_errno=True)
    match reply.text.split():
        case ["kaadu"]:
            os.abort()
        case ["lopeta"]:
            os._exit(3)
        case ["odota"]:
            time.sleep(600)
        case ["kierrä"]:
            while True:
                pass
        case ["muisti"]:
            bytearray(2**30)
        case ["virhe"]:
            raise RuntimeError("outo\nvirhe")
        case ["syvä"]:
            _deep(0)
        case ["roskaa"]:
            os.write(1, b"\xff" * 16)
            time.sleep(600)
        case ["myrkky"]:
            poisoned = True
        case ["kirjoita", path]:
            Path(path).write_text("x", encoding="utf-8")
        case ["yhdistä"]:
            socket.create_connection(("127.0.0.1", 9))
        case ["ohjelma"]:
            subprocess.run([sys.executable, "-c", ""], check=False)
        case ["kirjoita", "ytimessä", path]:
            return Reply(text=str(libc.open(path.encode(), _O_CREATE, 0o600)))
        case ["poista", "ytimessä", path]:
            return Reply(text=str(libc.unlink(path.encode())))
        case ["yhdistä", "ytimessä"]:
            return Reply(text=str(libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0)))
        case ["nimet"]:
            return Reply(text="x", pages=(0,), page_labels=("[x](javascript:x)",))
        case ["ympäristö"]:
            return Reply(text=" ".join(sorted(os.environ)))
    return reply


def _deep(depth: int) -> int:
    return _deep(depth + 1) + 1
