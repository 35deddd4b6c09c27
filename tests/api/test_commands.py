"""`lape-qa keys`, `feedback`, `unanswered` and what `serve` refuses."""

import json
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from benchmarks.attacks.state import locked
from lape_qa_api.security.keys import KeyRing
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback, asked
from support.command_line import Run


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state folder that `run` names."""
    return tmp_path / "state"


def test_a_key_is_made_listed_and_revoked(run: Run, state: Path) -> None:
    made = run("keys", "add", "Intranet", "--scopes", "ask, admin")
    assert (made.status, made.err) == (0, "")
    key = made.out.strip()
    found = KeyRing(Database(state)).find(key)
    assert found is not None
    assert (found.name, sorted(found.scopes)) == ("Intranet", ["admin", "ask"])
    [listed] = run("keys", "list", "--json").json
    assert {name: listed[name] for name in ("id", "name", "scopes", "revoked")} == {
        "id": key.split("_")[1],
        "name": "Intranet",
        "scopes": ["ask", "admin"],
        "revoked": None,
    }
    assert key.split("_", 2)[2] not in run("keys", "list").out
    assert run("keys", "revoke", listed["id"]).status == 0
    assert KeyRing(Database(state)).find(key) is None
    assert run("keys", "revoke", listed["id"]).refusal == (
        f"no key in use has the id '{listed['id']}'; `lape-qa keys list` shows all"
    )


def test_a_key_may_have_a_last_day(run: Run) -> None:
    assert run("keys", "add", "Intranet", "--expires", "2099-01-31").status == 0
    [listed] = run("keys", "list", "--json").json
    assert listed["expires"] == "2099-01-31"
    assert run("keys", "add", "Intranet", "--expires", "2020-01-31").refusal == (
        "a key that was good until 2020-01-31 would never be: give a day to come"
    )


def test_a_scope_that_does_not_exist_is_refused(run: Run) -> None:
    assert run("keys", "add", "x", "--scopes", "ask,write").refusal == (
        "there is no scope 'write'; there are ask, read, editor, admin"
    )


def test_feedback_is_exported_and_deleted(run: Run, state: Path, tmp_path: Path) -> None:
    today = datetime.now(UTC).date().isoformat()
    database = Database(state)
    kept = Feedback(database)
    database.write_all([asked("b", "Mikä on LAPE-akatemia?")])
    kept.give("b", useful=False, comment="Väärä vuosi.")
    kept.give("a", useful=True, comment="")
    database.write("insert into feedback values ('old', '2020-01-01', 1, '')")
    lines = [json.loads(line) for line in run("feedback", "export").out.splitlines()]
    assert lines == [
        {"answer_id": "old", "given": "2020-01-01", "useful": True},
        {"answer_id": "a", "given": today, "useful": True},
        {
            "answer_id": "b",
            "given": today,
            "useful": False,
            "question": "Mikä on LAPE-akatemia?",
            "comment": "Väärä vuosi.",
        },
    ]
    file = tmp_path / "feedback.jsonl"
    assert run("feedback", "export", "--out", file).out == ""
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == lines
    assert run("feedback", "delete", "--older-than", "30").out == "1\n"
    assert run("feedback", "delete", "a").out == "1\n"
    assert run("feedback", "delete", "--all").out == "1\n"
    assert run("feedback", "export").out == ""


@pytest.mark.parametrize("arguments", [[], ["a", "--all"], ["--all", "--older-than", "3"]])
def test_deleting_needs_one_choice(run: Run, arguments: list[str]) -> None:
    assert run("feedback", "delete", *arguments).refusal == (
        "say what to delete: an answer_id, --older-than DAYS or --all"
    )


def test_a_key_has_the_groups_that_it_was_made_with(run: Run) -> None:
    assert run("keys", "add", "open").status == run("keys", "add", "closed", "--groups", "Talous, johto").status == 0
    assert {row["name"]: row["groups"] for row in run("keys", "list", "--json").json} == {
        "open": [],
        "closed": ["johto", "talous"],
    }
    for groups in ("", "johto,", "oma johto"):
        assert "is no group; write letters" in run("keys", "add", "x", "--groups", groups).refusal


def test_unanswered_topics_are_shown(run: Run, state: Path) -> None:
    Database(state).write("insert into topics values (x'00', 'isyysvapaa', 7, '2026-11-20')")
    assert run("unanswered", "--json").json == [{"term": "isyysvapaa", "count": 7, "last": "2026-11-20"}]
    assert "isyysvapaa" in run("unanswered").out


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "intra.example.fi"])
def test_serve_refuses_other_machines_before_a_decision(run: Run, host: str) -> None:
    assert run("serve", "--host", host).refusal == (
        f"not listening on {host} before it is decided who may ask: make a key with `lape-qa keys add NAME`, "
        "set LAPE_QA_TRUSTED_PROXIES and LAPE_QA_USER_HEADER, or give --open"
    )


def test_serve_refuses_to_be_behind_a_proxy_before_a_decision(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPE_QA_TRUSTED_PROXIES", "127.0.0.1")
    assert run("serve").refusal.startswith("not listening behind 127.0.0.1 before it is decided who may ask: ")


def test_each_decision_lets_serve_go_on(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # The next thing that is wrong is told instead.
    monkeypatch.setenv("LAPE_QA_CORPUS", str(tmp_path / "none"))
    beyond = ("serve", "--host", "0.0.0.0")
    assert "none" in run(*beyond, "--open").refusal
    monkeypatch.delenv("LAPE_QA_OPEN")
    with monkeypatch.context() as patched:
        patched.setenv("LAPE_QA_USER_HEADER", "X-Remote-User")
        assert run(*beyond).refusal.startswith("LAPE_QA_USER_HEADER is believed from proxies only")
        patched.setenv("LAPE_QA_TRUSTED_PROXIES", "10.0.0.1, 10.1.0.0/16")
        assert "none" in run(*beyond).refusal
        patched.setenv("LAPE_QA_GROUPS_HEADER", "X-Remote-Groups")
        assert run(*beyond).refusal.startswith("LAPE_QA_GROUPS_HEADER opens nothing by itself: set LAPE_QA_USER_HEADER")
        patched.setenv("LAPE_QA_GROUP_MAP", '{"LAPE-johto": "johto, Talous"}')
        assert "none" in run(*beyond).refusal
    assert run("keys", "add", "x").status == 0
    assert "none" in run(*beyond).refusal


def test_a_service_that_stops_gives_its_streams_the_time_that_they_have(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "CURRENT").touch()
    made: list[uvicorn.Config] = []

    def stopped(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        made.append(server.config)
        for each in sockets:
            each.close()

    monkeypatch.setattr(uvicorn.Server, "run", stopped)
    monkeypatch.setenv("LAPE_QA_TIMEOUT", "9.5")
    assert run("serve", "--index", tmp_path, "--port", "0").status == 0
    # Five seconds for a place, the time of an answer, one for what ends the stream, and one more.
    assert [config.timeout_graceful_shutdown for config in made] == [17]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXIES", "intranet"),
        ("ORIGINS", "https://intra.example.fi/"),
        ("HOSTS", "https://lape.example.fi"),
        ("RATE", "-1"),
        ("USER_HEADER", "a b"),
        ("CONTACT", "Neuvonta"),
        ("GROUPS_HEADER", "a b"),
        ("GROUP_MAP", "[]"),
        ("GROUP_MAP", '{"a": ""}'),
        ("GROUP_MAP", '{"a": ["johto"]}'),
        ("GROUP_MAP", '{"a,b": "johto"}'),
        ("GROUP_MAP", '{" ": "johto"}'),
    ],
)
def test_a_wrong_setting_of_the_service_is_named(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(f"LAPE_QA_{name}", value)
    assert run("serve").refusal.startswith(f"the setting LAPE_QA_{name}=")


def test_serve_refuses_a_state_folder_that_others_can_use(run: Run, state: Path) -> None:
    state.mkdir(mode=0o755)
    assert run("serve").refusal == (f"{state} is open to others than its owner (mode 755): run `chmod 700 {state}`")


@pytest.mark.parametrize("beyond", [[], ["--host", "0.0.0.0"]])
def test_serve_refuses_keys_that_are_damaged_where_they_decide(
    run: Run, state: Path, beyond: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPE_QA_CORPUS", "none")
    assert run("keys", "add", "x").status == 0
    (state / "service.sqlite").write_bytes(b"garbage" * 3000)
    assert run("serve", *beyond).refusal == (f"the database of the state folder {state} cannot be used: it is damaged")
    # Where they do not decide, it goes on to the next thing that is wrong.
    assert "none" in run("serve", *beyond, "--open").refusal


def test_serve_goes_on_closed_while_the_keys_are_locked(run: Run, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("keys", "add", "x").status == 0
    monkeypatch.setattr("lape_qa_api.commands._PATIENCE", 0.01)
    monkeypatch.setenv("LAPE_QA_CORPUS", "none")
    with locked(state):
        ran = run("serve", "--host", "0.0.0.0")
    told, wrong = ran.err.splitlines()
    assert told == "lape-qa: the keys cannot be read yet, so nobody is let in: another program holds it locked"
    assert "none" in wrong


def test_a_state_folder_that_cannot_be_used_is_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LAPE_QA_STATE", str(tmp_path / "file"))
    assert run("keys", "list").refusal.startswith(f"cannot use the state folder {tmp_path / 'file'}: ")
