"""Whatever a file does to the process that reads it is one line, and the rest goes on."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lape_qa.documents.discovery import Skipped
from lape_qa.documents.loading import Loaded, load
from lape_qa.documents.sandbox import pool
from lape_qa.documents.sandbox.confinement import Limits
from lape_qa.documents.sandbox.pool import Sandbox
from lape_qa.errors import StorageError
from support.sources import Write

HOSTILE = "support.hostile_child"


def loaded(folder: Path, limits: Limits | None = None) -> Loaded:
    return load([folder], Sandbox(limits, HOSTILE))


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("kaadu", "ended the process that read it (SIGABRT); save it anew with another program"),
        ("lopeta", "ended the process that read it (exit status 3); save it anew with another program"),
        ("odota", "took longer than 5 seconds to be read; split it, or save it anew"),
        ("kierrä", "took longer than 5 seconds to be read; split it, or save it anew"),
        ("muisti", "needs more than 1,024 MB of memory to be read; split it"),
        ("virhe", "cannot be read (RuntimeError: outo virhe); save it anew"),
        ("syvä", "cannot be read (RecursionError: maximum recursion depth exceeded); save it anew"),
        ("roskaa", "the process that read it gave a senseless answer; save it anew"),
        ("nimet", "the process that read it gave a senseless answer; save it anew"),
        ("yhdistä", "cannot be read (PermissionError: socket.getaddrinfo while a source is read); save it anew"),
        ("ohjelma", "cannot be read (PermissionError: subprocess.Popen while a source is read); save it anew"),
    ],
)
def test_what_a_file_does_to_its_process_is_one_line_and_its_neighbours_are_read(
    does: str, reason: str, write: Write
) -> None:
    write("a.txt", "Ensimmäinen")
    path = write("b.txt", does)
    write("c.txt", "Kolmas")
    found = loaded(write.folder, Limits(seconds=5))
    assert [(document.id, document.text) for document in found.documents] == [("a", "Ensimmäinen"), ("c", "Kolmas")]
    assert found.skipped == (Skipped(str(path), reason),)


def test_what_a_file_leaves_behind_does_not_harm_the_next(write: Write) -> None:
    write("a.txt", "myrkky")
    write("b.txt", "Toinen")
    assert [document.text for document in loaded(write.folder).documents] == ["myrkky", "Toinen"]


def test_a_file_is_not_tried_again_in_a_process_that_was_new(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Limits] = []

    class Counted(pool._Process):
        def __init__(self, child: str, limits: Limits) -> None:
            started.append(limits)
            super().__init__(child, limits)

    monkeypatch.setattr(pool, "_Process", Counted)
    write("a.txt", "kaadu")
    assert len(loaded(write.folder).skipped) == 1
    assert started == [Limits(2**30, 60)]


def test_nothing_is_written_and_no_socket_opened(write: Write) -> None:
    target = write.folder / "kirjoitettu"
    write("a.txt", f"kirjoita {target}")
    found = loaded(write.folder)
    assert [skipped.reason for skipped in found.skipped] == [
        "cannot be read (PermissionError: open while a source is read); save it anew"
    ]
    assert not target.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
def test_native_code_is_refused_by_the_kernel_too(write: Write) -> None:
    kept = write("sources/a.txt", "Säilyy")
    target = write.folder / "kirjoitettu"
    write("sources/b.txt", f"kirjoita ytimessä {target}")
    write("sources/c.txt", f"poista ytimessä {kept}")
    write("sources/d.txt", "yhdistä ytimessä")
    found = loaded(write.folder / "sources")
    assert [document.text for document in found.documents] == ["Säilyy", "-1", "-1", "-1"]
    assert (kept.exists(), target.exists()) == (True, False)


def test_a_process_knows_no_secrets(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPE_QA_SECRET", "salaisuus")
    write("a.txt", "ympäristö")
    [document] = loaded(write.folder).documents
    assert "LAPE_QA_SECRET" not in document.text.split()
    assert "PATH" in document.text.split()


def test_processes_that_do_not_start_are_an_error_of_the_whole(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt", "Teksti")
    with pytest.raises(StorageError, match=r"^the process that reads sources does not start \(exit status 1\): "):
        load([write.folder], Sandbox(child="no_such_module"))
    monkeypatch.setattr(sys, "executable", str(write.folder / "ei"))
    with pytest.raises(StorageError, match=r"^no process to read sources can be started: No such file or directory"):
        load([write.folder])


def test_who_stops_waits_for_nobody(write: Write) -> None:
    path = write("a.txt", "odota")
    sandbox = Sandbox(child=HOSTILE)
    with ThreadPoolExecutor(1) as executor:
        reading = executor.submit(load, [path], sandbox)
        while not any(process._is_ready for process in list(sandbox._all)):
            time.sleep(0.01)
        sandbox.__exit__(None, None, None)
        with pytest.raises(StorageError, match=r"^reading the sources was stopped$"):
            reading.result(timeout=10)


def test_a_program_needs_no_guard_for_its_main_module(write: Write) -> None:
    write("sources/a.txt", "Perhekeskus avattiin.")
    program = write(
        "ohjelma.py",
        "from pathlib import Path\n"
        "from lape_qa.documents.loading import load\n"
        f"print('alku', [d.text for d in load([Path({str(write.folder / 'sources')!r})]).documents])\n",
    )
    run = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("alku ['Perhekeskus avattiin.']\n", "")


def test_many_files_are_read_by_several_processes_and_told_in_their_order(write: Write) -> None:
    for number in range(1_100):
        write(f"{number:04}.txt", f"kaadu {number}" if number % 500 == 7 else "x" * (number + 1))
    write("0007.txt", "kaadu")
    write("0507.txt", "kaadu")
    found = loaded(write.folder)
    assert len(found.documents) == 1_098
    assert [Path(skipped.path).name for skipped in found.skipped] == ["0007.txt", "0507.txt"]
