"""`lape-qa init`: what it asks, what it writes, and that it overwrites nothing."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from lape_qa.documents import loading
from lape_qa.settings import Settings
from lape_qa_api.starting import unit
from support.command_line import Run

NEXT = """
Next:
  lape-qa index                        # again whenever sources change
  lape-qa ask "Miten uusi lähde lisätään?"
  lape-qa serve
"""


class Terminal(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """An empty folder that commands are run in, without settings from elsewhere."""
    folder = tmp_path / "oma palvelu"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("INDEX", "STATE"):
        monkeypatch.delenv(f"LAPE_QA_{name}")
    return folder


def test_without_questions_it_begins_with_what_they_propose(run: Run, home: Path) -> None:
    ran = run("init", "--yes")
    names = (".env", "sources/esimerkki.md", "lape-qa.service")
    assert ran == (0, "".join(f"written: {home}/{name}\n" for name in names) + NEXT, "")
    settings = Settings()
    assert (settings.corpus, settings.index, settings.state) == (Path("sources"), Path("index"), Path("state"))
    assert (settings.host, settings.port, settings.open) == ("127.0.0.1", 8000, False)
    [example] = loading.load([home / "sources"]).documents
    assert (example.id, example.language, example.digest) == ("esimerkki", "fi", False)
    assert run("index").out.startswith("1 document, 3 passages, ")


def test_three_questions_are_asked_until_each_has_an_answer(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "a'b", "aineisto", "everybody", "ALL", "0", "65536", "8123")
    ran = run("init")
    assert ran.status == 0
    assert [line.partition(": give")[0] for line in ran.err.splitlines()] == [
        '"a\'b" is none', "'everybody' is none", "'0' is none", "'65536' is none",
    ]  # fmt: skip
    settings = Settings()
    assert (settings.corpus, settings.host, settings.port, settings.open) == (Path("aineisto"), "0.0.0.0", 8123, True)
    assert [path.name for path in (home / "aineisto").iterdir()] == ["esimerkki.md"]


def test_keys_are_wanted_where_they_decide(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "", "keys", "")
    assert run("init").status == 0
    assert (Settings().host, Settings().open) == ("0.0.0.0", False)
    assert run("serve").refusal.startswith(
        "not listening on 0.0.0.0 before it is decided who may ask: make a key with "
    )


def test_nothing_that_is_there_is_overwritten(run: Run, home: Path) -> None:
    (home / "sources").mkdir()
    (home / "sources" / "oma.txt").write_text("Oma teksti.\n", encoding="utf-8")
    (home / "lape-qa.service").write_text("oma\n", encoding="utf-8")
    ran = run("init", "--yes")
    assert ran.out.removesuffix(NEXT).splitlines() == [
        f"written: {home}/.env",
        f"{home}/sources holds something, and stays as it is",
        f"{home}/lape-qa.service is there, and stays as it is",
    ]
    (home / ".env").write_text("LAPE_QA_PORT=9\n", encoding="utf-8")
    again = run("init")
    assert again.out.removesuffix(NEXT).splitlines() == [
        f"{home}/.env is there: its settings stay, and nothing is asked",
        f"{home}/lape-qa.service is there, and stays as it is",
    ]
    assert (home / ".env").read_text(encoding="utf-8") == "LAPE_QA_PORT=9\n"
    assert (home / "lape-qa.service").read_text(encoding="utf-8") == "oma\n"
    assert sorted(path.name for path in (home / "sources").iterdir()) == ["oma.txt"]


def test_another_folder_is_made_and_named(run: Run, home: Path) -> None:
    ran = run("init", "uusi/oma", "--yes")
    assert ran.status == 0
    assert f"\nNext:\n  cd '{home}/uusi/oma'\n" in ran.out
    assert (home / "uusi" / "oma" / ".env").is_file()


@pytest.mark.parametrize("content", ["", "sources\n"])
def test_an_input_that_ends_leaves_nothing(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(content))
    ran = run("init")
    assert (ran.status, ran.err.splitlines()[-1]) == (2, "lape-qa: the input ended: nothing was written")
    monkeypatch.setattr("sys.stdin", io.StringIO("sources\nme\n8000\n"))
    assert run("init").refusal == "three questions are asked at a terminal; --yes takes what they propose"
    assert list(home.iterdir()) == []


def test_a_name_that_settings_cannot_hold_is_refused(run: Run, home: Path) -> None:
    assert run("init", "a$b", "--yes").refusal == (
        f"{home}/a$b has a sign in its name that settings cannot hold: take another folder"
    )
    (home / "tiedosto").touch()
    assert run("init", "tiedosto", "--yes").refusal == f"cannot make the folder {home}/tiedosto: file exists"


def test_the_unit_has_the_rights_of_that_of_deploy_and_writes_to_its_folder_only(tmp_path: Path) -> None:
    deployed = (Path(__file__).parents[2] / "deploy" / "lape-qa.service").read_text(encoding="utf-8").splitlines()
    home = Path("/srv/oma 100%")
    own = unit(home, Path("/opt/lape qa/bin/lape-qa"), "lape").splitlines()
    assert [line for line in own if line not in deployed and not line.startswith("#")] == [
        'ExecStart="/opt/lape qa/bin/lape-qa" serve',
        "User=lape",
        "Environment=LAPE_QA_CACHE=/var/cache/lape-qa",
        "WorkingDirectory=/srv/oma 100%%",
        'ReadWritePaths="/srv/oma 100%%"',
        "ProtectHome=read-only",
    ]
    assert [line.partition("=")[0] for line in deployed if line not in own and not line.startswith("#")] == [
        *("ExecStart", "EnvironmentFile", "Environment", "DynamicUser", "StateDirectory", "StateDirectoryMode"),
        *("WorkingDirectory", "ProtectHome"),
    ]
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    file = tmp_path / "lape-qa.service"
    file.write_text(unit(tmp_path / "oma 100%", Path("/bin/true"), "root"), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(file)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (ran.returncode, [line for line in ran.stderr.splitlines() if "lape-qa" in line]) == (0, [])
