"""What a process that reads a hostile file gives up before it does: rights, memory and time.

Everywhere, Python itself refuses to write, to connect and to start programs. On POSIX the kernel limits memory, time
and the size of written files; on Linux it also refuses, to native code as well, to change files (Landlock) and to open
sockets or start programs (seccomp). Where the kernel has less, less is given up. Files may still be opened for
reading: libraries are imported when a format needs them.
"""

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass
from typing import Any

try:
    import resource
except ModuleNotFoundError:  # Windows has none
    resource = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    memory: int = 2**30
    """Bytes of address space of the process, its libraries included."""
    seconds: int = 60


_REFUSED = frozenset(
    """os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile os.system pty.spawn subprocess.Popen
    os.chmod os.chown os.link os.mkdir os.remove os.rename os.rmdir os.symlink os.truncate os.utime os.setxattr os.kill
    shutil.copyfile shutil.move shutil.rmtree
    socket.__new__ socket.bind socket.connect socket.getaddrinfo socket.gethostbyname socket.sendto""".split()
)
"""Python's names for what reading a file never does."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def confine(limits: Limits) -> None:
    """Give up, for good, what reading does not need."""
    if resource is not None:
        _limit(resource.RLIMIT_AS, limits.memory)
        # Standard output is a pipe, which this does not concern.
        _limit(resource.RLIMIT_FSIZE, 0)
        _limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        _refuse_in_the_kernel()
    sys.addaudithook(_refuse_in_python)


def allow_time(seconds: int) -> None:
    """Let the process take so much more time of the processor: it ends by itself when nobody is left to end it."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        soon = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soon if most == resource.RLIM_INFINITY else min(soon, most), most))


def _limit(what: int, value: int) -> None:
    # ValueError and OSError: the system has a lower limit, or none of this kind.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (value, value))


def _refuse_in_python(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        _path, mode, flags = arguments
        refused = bool(flags & _WRITING) if mode is None else not set("wax+").isdisjoint(mode)
    else:
        refused = event in _REFUSED
    if refused:
        raise PermissionError(f"{event} while a source is read")


# ---- the kernel ----------------------------------------------------------------------------------------

_NO_NEW_PRIVILEGES = 38
"""Of prctl; what follows needs it."""
_SET_SECCOMP = 22
_FILTER = 2

_CREATE_RULESET = 444
_RESTRICT_SELF = 446
_VERSION = 1
"""Flag: return the version of Landlock instead."""
_CHANGE_FILES = 0b1111111110010
"""Landlock's rights to write into files and to make and remove files and folders of any kind."""
_REFER, _TRUNCATE = 1 << 13, 1 << 14
"""Rights that came with versions 2 and 3."""
_CONNECT = 0b11
"""The rights to bind and connect TCP sockets, of version 4."""

_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ARCHITECTURE_AT, _CALL_AT = 4, 0
_X32 = 0x40000000
"""From here on, x86-64 numbers its calls a second time."""
_CALLS = {
    # socket, socketpair, execve, execveat, ptrace, process_vm_readv, process_vm_writev, kill, io_uring_setup, and what
    # changes modes and owners.
    "x86_64": (0xC000003E, (41, 53, 59, 322, 101, 310, 311, 62, 425, 90, 91, 92, 93, 94, 260, 268, 452)),
    "aarch64": (0xC00000B7, (198, 199, 221, 281, 117, 270, 271, 129, 425, 52, 53, 54, 55, 452)),
}


class _Instruction(ctypes.Structure):
    """One step of a filter, as the kernel has it: what to do, how many steps to skip if so and if not, a number."""

    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Instruction)))


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64))


def _refuse_in_the_kernel() -> None:
    libc = ctypes.CDLL(None)
    none = ctypes.c_ulong(0)
    if libc.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), none, none, none) == 0:
        _restrict_files(libc)
        _restrict_calls(libc)


def _restrict_files(libc: ctypes.CDLL) -> None:
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        return
    files = _CHANGE_FILES | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    rules = _Ruleset(files, _CONNECT if version >= 4 else 0)
    # Before version 4 the kernel knows the first number only.
    size = ctypes.sizeof(rules) if version >= 4 else ctypes.sizeof(ctypes.c_uint64)
    descriptor = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if descriptor >= 0:
        libc.syscall(_RESTRICT_SELF, descriptor, 0)
        os.close(descriptor)


def _restrict_calls(libc: ctypes.CDLL) -> None:
    known = _CALLS.get(os.uname().machine)
    if known is None:
        return
    architecture, calls = known
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _CALL_AT),
        # All that is refused leads to the last step.
        (_IF_AT_LEAST, len(calls) + 1, 0, _X32),
        *((_IF_EQUAL, len(calls) - at, 0, call) for at, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    program = _Program(len(steps), (_Instruction * len(steps))(*(_Instruction(*step) for step in steps)))
    none = ctypes.c_ulong(0)
    libc.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program), none, none)
