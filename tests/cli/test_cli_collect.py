"""`lape-qa collect`: sources from the web on the command line."""

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from lape_qa.documents import loading
from lape_qa.documents.collecting.sources import read_sources
from support.command_line import Run
from support.web_server import HOST, Site, sends, site, status

TEXT = "Nokialla avattiin perhekeskus vuonna 2018, ja siellä on kohtaamispaikka perheille."
ROOT = Path(__file__).parents[2]


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as found:
        found.answers["/a"] = sends(TEXT, "text/plain; charset=utf-8")
        yield found


@pytest.fixture
def folder(tmp_path: Path, served: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus folder that the settings name, with a `sources.yaml` in it."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    monkeypatch.setenv("LAPE_QA_CORPUS", str(folder))
    write(folder, f"- address: {served.url}/a\n  id: nokia\n  licence: CC BY 4.0\n")
    return folder


def write(folder: Path, entries: str) -> None:
    (folder / "sources.yaml").write_text(f"private: [{HOST}]\npause: 0\nsources:\n{entries}", encoding="utf-8")


def test_what_is_collected_is_indexed_and_answers(run: Run, folder: Path, served: Site) -> None:
    ran = run("collect")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "1 new, 0 changed, 0 unchanged, 0 gone, 0 not named any more, 0 not collected, 0 left out",
        "new: nokia",
    ]
    assert run("index", "--json").json["added"] == ["nokia"]
    answer = run("ask", "Milloin Nokian perhekeskus avattiin?", "--json").json
    assert [sentence["text"] for sentence in answer["sentences"]] == [TEXT]
    assert answer["citations"][0]["document"]["url"] == f"{served.url}/a"


def test_a_second_run_says_that_nothing_changed(run: Run, folder: Path, served: Site) -> None:
    run("collect")
    assert run("collect", "--json").json == {
        **{"goes_on": False, "new": [], "changed": [], "unchanged": 1, "replaced": [], "moved": []},
        **{"gone": [], "unlisted": [], "failed": [], "left_out": 0, "faults": []},
    }


def test_what_is_not_collected_is_a_line_and_exit_status_1(run: Run, folder: Path, served: Site) -> None:
    served.answers["/b"] = status(500)
    entries = f"- address: {served.url}/b\n- adress: x\n- address: {served.url}/a\n  id: nokia\n"
    write(folder, entries)
    ran = run("collect", "--licence", "Lupa")
    assert ran.status == 1
    assert ran.err.splitlines() == [
        f"{folder}/sources.yaml, line 5: unknown key 'adress'; known: address, addresses, sitemap, feed, id, licence, "
        "title, publisher, author, published, region, language, groups, only",
        f"not collected: {served.url}/b: HTTP status 500",
    ]
    assert ran.out.splitlines()[-1] == "new: nokia"


def test_a_dry_run_writes_nothing(run: Run, folder: Path, served: Site) -> None:
    ran = run("collect", "--dry-run")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"new: {served.url}/a → nokia",
        "1 page would be asked for, 0 would not be collected, 0 left out; nothing was written",
    ]
    assert run("collect", "--dry-run", "--json").json == {
        "pages": [{"address": f"{served.url}/a", "id": "nokia", "kind": "new"}],
        **{"failed": [], "left_out": 0, "faults": []},
    }
    assert ([path.name for path in folder.iterdir()], served.pages()) == (["sources.yaml"], [])


def test_another_file_and_another_folder_may_be_named(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "muu").mkdir()
    (folder / "sources.yaml").rename(tmp_path / "oma.yaml")
    assert run("collect", tmp_path / "oma.yaml", "--into", tmp_path / "muu").status == 0
    assert (tmp_path / "muu" / "nokia.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--dry-run", "--prune"], "--dry-run goes with neither --prune nor --watch-every"),
        (["--dry-run", "--watch-every", "24h"], "--dry-run goes with neither --prune nor --watch-every"),
        (["--json", "--watch-every", "24h"], "--watch-every goes with no --json"),
        (["--watch-every", "soon"], "--watch-every is 'soon'; write 30m, 24h or 7d, say, and at least 10m"),
        (["--watch-every", "9m"], "--watch-every is '9m'; write 30m, 24h or 7d, say, and at least 10m"),
        (["none.yaml"], "none.yaml does not exist; write there what to collect, as docs/sources.md says"),
        (["--into", "none"], "none/sources.yaml does not exist; write there what to collect, as docs/sources.md says"),
    ],
)
def test_wrong_usage_is_one_line(run: Run, folder: Path, arguments: list[str], said: str) -> None:
    assert run("collect", *arguments).refusal == said


def test_watching_goes_on_after_a_fault_and_until_it_is_stopped(
    run: Run, folder: Path, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 1:
            write(folder, "[")
        if len(waited) == 2:
            raise KeyboardInterrupt

    # The command's alone: other threads sleep too.
    clock = SimpleNamespace(sleep=sleep, monotonic=time.monotonic, strftime=time.strftime)
    monkeypatch.setattr("lape_qa.cli.collect.time", clock)
    ran = run("collect", "--watch-every", "24h")
    assert ran.status == 0
    assert len(waited) == 2
    assert all(0 < seconds <= 86_400 for seconds in waited)
    [first, new, stopped] = ran.out.splitlines()
    assert (first[20:25], new) == ("1 new", "new: nokia")
    assert stopped.endswith(" stopped; what was collected stays, and what was not is asked for the next time")
    [fault] = ran.err.splitlines()
    assert " nothing done: " in fault
    assert "sources.yaml, line 4, does not parse: " in fault


def test_the_shipped_list_names_the_original_of_every_digest() -> None:
    file = ROOT / "corpus" / "sources.yaml"
    listed = read_sources(file, "Lupa")
    assert listed.faults == ()
    found = {
        (source.id, str(source.url).removesuffix("/")): dict(source.metadata).get("title", "")
        for source in listed.sources
    }
    documents = loading.load([ROOT / "corpus"]).documents
    assert {document.digest for document in documents} == {True}
    from lape_qa.documents.collecting.addresses import normal

    wanted = {
        (document.id, str(normal(document.url)).removesuffix("/")): document.title
        for document in documents
        if document.url
    }
    assert found == wanted
    assert len(found) == 73


def test_the_shipped_list_collects_nothing_before_somebody_says_what_permits_it(run: Run, folder: Path) -> None:
    said = run("collect", ROOT / "corpus" / "sources.yaml").refusal
    assert said.startswith(f"{ROOT}/corpus/sources.yaml, line ")
    assert said.endswith("and 70 more); write what permits to keep a copy there, at the top, or by --licence")
