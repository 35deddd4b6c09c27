"""POST, PUT and DELETE /v1/documents, and /v1/jobs: documents come and go; what cannot be is refused with a line."""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from lape_qa.documents.collecting.addresses import identifier, normal
from lape_qa.documents.formats import SUFFIXES
from lape_qa.documents.recognition import Tesseract
from lape_qa.index.store import Layout, current_name
from lape_qa_api import Config
from lape_qa_api.editing import uploads
from support.editing import OULU, Edited, editing
from support.servers import Serve
from support.sources import pictured_pdf
from support.web_server import HOST, Answer, Site, leads, page, resets, sends, site

FORMATS = ", ".join(SUFFIXES)
PAGE = "https://oulu.fi/a"
NO_ADDRESS = "no address of the web; write one that begins with https:// or http://"
OF_PAGES = "address, id, title, publisher, author, published, region, language, rights, groups"


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None) -> Iterator[Edited]:
    """A service with three documents: borga, lappi and nokia."""
    with editing(tmp_path, monkeypatch) as edited:
        yield edited


def detail(edited: Edited, response: object, status: int) -> str:
    """Check a refusal, after which everything is as before; return its one line."""
    assert response.status_code == status, response.text  # type: ignore[attr-defined]
    said: str = response.json()["detail"]  # type: ignore[attr-defined]
    assert "\n" not in said
    assert str(edited.corpus.parent) not in said
    assert edited.files() == ["borga.md", "lappi.md", "nokia.txt"]
    assert edited.served() == ["borga", "lappi", "nokia"]
    assert [path for path in (edited.state / "editing").rglob("*") if path.is_file() and path.name != "lock"] == []
    return said


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site of the house, which editors may name."""
    monkeypatch.setenv("LAPE_QA_PRIVATE_HOSTS", HOST)
    with site() as found:
        yield found


# ---- what an editor does ---------------------------------------------------------------------------------


def test_scans_are_read_where_the_service_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None
) -> None:
    program = tmp_path / "tesseract"
    told = "--list-langs) echo fin;; --version) echo 5"
    program.write_text(
        f'#!/bin/sh\ncase "$1" in {told};; *) cat > /dev/null; echo Skannattu kertoo kerhosta.;; esac\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("LAPE_QA_OCR", "on")
    with editing(tmp_path / "service", monkeypatch, recognise=Tesseract(tmp_path / "kept")) as edited:
        job = edited.ended(edited.send("skannattu.pdf", pictured_pdf()))
        assert (job["state"], job["added"]) == ("done", ["skannattu"])
        assert edited.watcher.assistant.generation.documents["skannattu"].text == "Skannattu kertoo kerhosta."
        # It stays when others change.
        edited.ended(edited.send("oulu.txt", OULU))
        assert edited.served() == ["borga", "lappi", "nokia", "oulu", "skannattu"]


def test_a_file_is_added_and_answers(edited: Edited) -> None:
    begun = edited.send("Oulun työ.txt", OULU, title="Oulun työ", region="Pohjois-Pohjanmaa", published="2018")
    assert begun.json()["state"] == "running"
    job = edited.ended(begun)
    assert {name: job[name] for name in ("kind", "document", "file", "by", "state", "error")} == {
        **{"kind": "add", "document": "Oulun työ", "file": "Oulun työ.txt", "by": "Kirsi"},
        **{"state": "done", "error": ""},
    }
    assert (job["added"], job["changed"], job["removed"], job["skipped"]) == (["Oulun työ"], [], [], [])
    assert job["generation"] == current_name(edited.index)
    assert edited.files() == ["Oulun työ.txt", "Oulun työ.txt.meta.yaml", "borga.md", "lappi.md", "nokia.txt"]
    assert (edited.corpus / "Oulun työ.txt").read_text(encoding="utf-8") == OULU
    added = edited.watcher.assistant.generation.documents["Oulun työ"]
    assert (added.title, added.region, added.published, added.inferred) == (
        *("Oulun työ", "Pohjois-Pohjanmaa", "2018"),
        ("language",),
    )
    reader = edited.new_key("Lukija", "ask")
    asked = {"question": "Milloin Oulussa avattiin kohtaamispaikkaa?"}
    answer = edited.client.post("/v1/ask", json=asked, headers={"Authorization": f"Bearer {reader}"}).json()
    assert [sentence["text"] for sentence in answer["sentences"]] == [OULU]


def test_what_was_left_out_and_noted_is_told_with_the_paths_of_the_folder(edited: Edited) -> None:
    (edited.corpus / "rikki.pdf").write_bytes(b"no PDF")
    (edited.corpus / "vanha.txt").write_bytes("Äidit ja isät kävivät kerhossa Oulussa.".encode("cp1252"))
    (edited.corpus / "nokia.md").write_text("Nokialla on toinenkin teksti.", encoding="utf-8")
    job = edited.ended(edited.send("oulu.txt", OULU))
    assert [line["file"] for line in job["skipped"]] == ["nokia.txt", "rikki.pdf"]
    assert job["skipped"][0]["said"].startswith("has the id 'nokia', as nokia.md has; ")
    assert [line["file"] for line in job["noted"]] == ["vanha.txt"]
    assert job["added"] == ["oulu", "vanha"]


def test_a_document_is_replaced_and_keeps_its_id_and_what_was_said_of_it(edited: Edited) -> None:
    edited.ended(edited.send("nokia.md", "# Nokia\n\nNokian perhekeskuspilotti alkoi 2016.\n", put="nokia"))
    assert edited.files() == ["borga.md", "lappi.md", "nokia.md"]
    old = edited.watcher.assistant.generation.documents["lappi"]
    job = edited.ended(edited.send("mikä vain.txt", OULU, put="lappi", publisher="", region="Kainuu", digest="true"))
    assert (job["kind"], job["state"], job["changed"], job["added"], job["removed"]) == (
        *("replace", "done", ["lappi"]),
        *([], []),
    )
    assert edited.files() == ["borga.md", "lappi.txt", "lappi.txt.meta.yaml", "nokia.md"]
    new = edited.watcher.assistant.generation.documents["lappi"]
    assert (new.title, new.publisher, new.region, new.url, new.digest) == (old.title, "", "Kainuu", old.url, True)
    assert new.text == OULU
    assert Layout(edited.index).versions.find("lappi", old.sha256) == old


def test_a_document_that_is_closed_stays_so_when_it_is_replaced_unless_it_is_said(edited: Edited) -> None:
    def groups() -> tuple[str, ...]:
        return edited.watcher.assistant.generation.documents["oulu"].groups

    assert edited.ended(edited.send("oulu.txt", OULU, groups="Johto, talous"))["state"] == "done"
    assert groups() == ("johto", "talous")
    assert edited.ended(edited.send("oulu.txt", OULU + " Uutta.", put="oulu", title="Oulu"))["state"] == "done"
    assert groups() == ("johto", "talous")
    refused = edited.send("oulu.md", "---\nid: oulu\n---\n" + OULU, put="oulu")
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "the document is for johto, talous only; write `groups: johto, talous` into the front matter of what takes its "
        "place",
    )
    assert edited.ended(edited.send("oulu.txt", OULU, put="oulu", groups=""))["state"] == "done"
    assert groups() == ()
    assert edited.send("a.txt", OULU, groups="oma johto").status_code == 422


def test_an_older_sidecar_gives_way_to_the_new_one(edited: Edited) -> None:
    (edited.corpus / "nokia.meta.yaml").write_text("region: Pirkanmaa\n", encoding="utf-8")
    edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "index"}))
    edited.ended(edited.send("nokia.txt", OULU, put="nokia", title="Oulu"))
    assert edited.files() == ["borga.md", "lappi.md", "nokia.txt", "nokia.txt.meta.yaml"]
    nokia = edited.watcher.assistant.generation.documents["nokia"]
    assert (nokia.title, nokia.region) == ("Oulu", "Pirkanmaa")


def test_a_document_that_is_called_otherwise_than_its_file_is_replaced_where_it_stands(edited: Edited) -> None:
    (edited.corpus / "2018").mkdir()
    (edited.corpus / "2018" / "a.md").write_text(f"---\nid: oulu\n---\n{OULU}\n", encoding="utf-8")
    edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "index"}))
    lost = edited.ended(edited.send("x.md", "# Oulu\n\nOulussa oli kerho.\n", put="oulu"))
    assert (lost["state"], lost["error"]) == (
        "failed",
        "2018/a.md: would not have the id 'oulu'; write `id: oulu` into its front matter",
    )
    assert (edited.corpus / "2018" / "a.md").read_text(encoding="utf-8") == f"---\nid: oulu\n---\n{OULU}\n"
    done = edited.ended(edited.send("x.txt", "Oulussa oli kerho.", put="oulu"))
    assert (done["state"], done["changed"]) == ("done", ["oulu"])
    assert edited.files()[:2] == ["2018/a.txt", "2018/a.txt.meta.yaml"]


def test_a_page_of_the_web_is_fetched_by_the_job_and_answers(edited: Edited, web: Site) -> None:
    web.answers["/oulu"] = sends(page("Oulun perhekeskus", OULU))
    begun = edited.link(f"{web.url}/oulu#luku", rights="CC BY 4.0", id="oulun-sivu", publisher="Oulu")
    assert (begun.json()["state"], begun.json()["file"], begun.json()["address"]) == ("running", "", f"{web.url}/oulu")
    job = edited.ended(begun)
    assert (job["kind"], job["document"], job["file"], job["state"], job["added"]) == (
        *("add", "oulun-sivu", "oulun-sivu.html", "done"),
        ["oulun-sivu"],
    )
    assert web.asked == ["/robots.txt", "/oulu"]
    assert web.headers[1]["user-agent"].startswith("lape-qa/")
    assert (edited.corpus / "oulun-sivu.html").read_text(encoding="utf-8") == page("Oulun perhekeskus", OULU)
    sidecar = yaml.safe_load((edited.corpus / "oulun-sivu.html.meta.yaml").read_text(encoding="utf-8"))
    assert sidecar == {"publisher": "Oulu", "rights": "CC BY 4.0", "url": f"{web.url}/oulu"}
    added = edited.watcher.assistant.generation.documents["oulun-sivu"]
    assert (added.title, added.text) == ("Oulun perhekeskus", OULU)
    assert list((edited.state / "editing" / "staged").iterdir()) == []


def test_a_page_without_an_id_is_called_as_collect_calls_it_and_a_moved_one_is_where_it_is(
    edited: Edited, web: Site
) -> None:
    web.answers["/vanha"] = leads("/uusi")
    web.answers["/uusi"] = sends(page("Oulun perhekeskus", OULU))
    job = edited.ended(edited.link(f"{web.url}/vanha", rights="CC BY 4.0"))
    assert job["added"] == [identifier(normal(f"{web.url}/vanha"))]
    assert edited.watcher.assistant.generation.documents[job["document"]].url == f"{web.url}/uusi"


def test_an_original_takes_the_place_of_its_digest(edited: Edited, web: Site) -> None:
    web.answers["/lappi"] = sends(page("Lapin perhekeskus", OULU))
    old = edited.watcher.assistant.generation.documents["lappi"]
    assert detail(edited, edited.link(f"{web.url}/lappi", put="lappi", id="muu"), 422) == (
        "the id of a document cannot be changed: leave it out, or write 'lappi'"
    )
    job = edited.ended(edited.link(f"{web.url}/lappi", put="lappi", rights="CC BY 4.0"))
    assert (job["kind"], job["changed"], job["added"], job["removed"]) == ("replace", ["lappi"], [], [])
    assert edited.files() == ["borga.md", "lappi.html", "lappi.html.meta.yaml", "nokia.txt"]
    new = edited.watcher.assistant.generation.documents["lappi"]
    assert (new.title, new.publisher, new.region, new.digest) == (old.title, old.publisher, old.region, False)
    assert (new.url, new.rights, new.text) == (f"{web.url}/lappi", "CC BY 4.0", OULU)


def test_a_document_is_removed_and_its_citations_still_open(edited: Edited) -> None:
    old = edited.watcher.assistant.generation.documents["nokia"]
    (edited.corpus / "nokia.meta.yaml").write_text("region: Pirkanmaa\n", encoding="utf-8")
    job = edited.ended(edited.call("DELETE", "/v1/documents/nokia"))
    assert (job["kind"], job["state"], job["removed"]) == ("remove", "done", ["nokia"])
    assert edited.files() == ["borga.md", "lappi.md"]
    assert Layout(edited.index).versions.find("nokia", old.sha256) == old


def test_a_document_is_erased_for_good_and_it_is_noted_by_whom(edited: Edited) -> None:
    old = edited.watcher.assistant.generation.documents["nokia"]
    edited.ended(edited.call("DELETE", "/v1/documents/nokia"))
    job = edited.ended(edited.call("DELETE", "/v1/documents/nokia?erase=true"))
    assert (job["kind"], job["state"], job["removed"], job["versions"]) == ("erase", "done", ["nokia"], 1)
    assert Layout(edited.index).versions.find("nokia", old.sha256) is None
    [note] = map(json.loads, Layout(edited.index).erased.read_text(encoding="utf-8").splitlines())
    assert (note["id"], note["by"]) == ("nokia", "Kirsi")
    for file in edited.state.rglob("*"):
        assert not file.is_file() or b"Pippuri" not in file.read_bytes()


def test_one_goes_back_to_the_generation_before_and_indexes_anew(edited: Edited) -> None:
    first = current_name(edited.index)
    second = edited.ended(edited.send("oulu.txt", OULU))["generation"]
    back = edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "rollback"}))
    assert (back["state"], back["generation"]) == ("done", first)
    assert edited.served() == ["borga", "lappi", "nokia"]
    again = edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "index"}))
    assert (again["generation"], again["added"]) == (second, ["oulu"])


def test_jobs_are_listed_newest_first(edited: Edited) -> None:
    ids = [edited.ended(edited.call("POST", "/v1/jobs", json={"kind": "index"}))["id"] for _ in range(2)]
    assert [job["id"] for job in edited.call("GET", "/v1/jobs").json()["jobs"]] == ids[::-1]
    assert edited.call("GET", "/v1/jobs/none").json()["detail"] == "there is no job of this id"


# ---- what is refused -------------------------------------------------------------------------------------


def test_a_name_leads_nowhere_and_keeps_its_letters(edited: Edited) -> None:
    edited.ended(edited.send("../../etc/A\u0308iti.TXT", OULU))
    assert edited.files() == ["borga.md", "lappi.md", "nokia.txt", "Äiti.txt"]
    assert sorted(path.name for path in edited.corpus.parent.iterdir()) == ["corpus", "index", "state"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("oulu.exe", OULU, f"oulu.exe: unknown format '.exe'; supported: {FORMATS}"),
        ("oulu.zip", OULU, f"oulu.zip: unknown format '.zip'; supported: {FORMATS}"),
        (
            "oulu.meta.yaml",
            OULU,
            f"oulu.meta.yaml: unknown format '.yaml'; supported: {FORMATS}",
        ),
        ("..", OULU, f"a file: unknown format ''; supported: {FORMATS}"),
        ("README.md", OULU, "README.md: a README is not read as a source; give it another name"),
        (f"{'ä' * 100}.txt", OULU, f"{'ä' * 60}…: its name is too long; shorten it"),
        ("oulu.txt", "", "oulu.txt: is empty"),
        ("oulu.txt", " \n", "oulu.txt: holds no text"),
    ],
)
def test_a_file_that_cannot_be_a_source_is_refused(edited: Edited, name: str, content: str, said: str) -> None:
    assert detail(edited, edited.send(name, content), 422) == said


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 300_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("oulu.pdf", OULU.encode()),
        ("oulu.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj"),
        ("oulu.docx", bomb()),
        ("oulu.html", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("oulu.txt", bytes(range(256))),
    ],
)
def test_what_is_damaged_or_hostile_is_refused_as_indexing_would(edited: Edited, name: str, content: bytes) -> None:
    assert detail(edited, edited.send(name, content), 422).startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"published": "eilen"}, "published is 'eilen'; write a date as 2019-02-01, 2019-02 or 2019"),
        ({"id": "a/b"}, "id is 'a/b'; write letters, digits, `-`, `_` or `.`, without slashes"),
        ({"url": "javascript:alert(1)"}, "url is 'javascript:alert(1)', no address of the web; write one that begins "
         "with https:// or http://"),
        ({"title": "x" * 501}, "title has 501 characters, more than 500; shorten it"),
        ({"title": "a\u202eb"}, "title holds a character that turns the direction of writing (U+202E); remove it"),
        ({"digest": "maybe"}, "digest is 'maybe'; write true or false"),
        ({"colour": "red"}, "there is no field 'colour'; known: file, title, publisher, author, published, region, "
         "language, url, rights, groups, id, digest"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_one_is_refused(edited: Edited, fields: dict[str, str], said: str) -> None:
    assert detail(edited, edited.send("oulu.txt", OULU, **fields), 422) == said


def test_what_an_editor_says_is_no_yaml(edited: Edited) -> None:
    title = 'a: [b, *c, &d] "e" #f !!python/object:os.system'
    edited.ended(edited.send("oulu.txt", OULU, title=title))
    assert edited.watcher.assistant.generation.documents["oulu"].title == title


@pytest.mark.parametrize(
    ("address", "fields", "said"),
    [
        ("", {}, "address is empty"),
        ("oulu.fi/a", {}, f"address is 'oulu.fi/a', {NO_ADDRESS}"),
        ("ftp://oulu.fi/a", {}, f"address is 'ftp://oulu.fi/a', {NO_ADDRESS}"),
        ("https://matti:x@oulu.fi/", {}, "address holds a user name or a password, which would end up in the sources; "
         "remove it"),
        (PAGE, {"rights": " "}, "rights is empty; write what permits to keep a copy of the page"),
        (PAGE, {"published": "eilen"}, "published is 'eilen'; write a date as 2019-02-01, 2019-02 or 2019"),
        (PAGE, {"id": ".oulu"}, "id is '.oulu'; write letters, digits, `-`, `_` or `.`, without slashes"),
        (PAGE, {"id": "README"}, "README.html: a README is not read as a source; give it another name"),
        (PAGE, {"url": PAGE}, f"there is no field 'url' beside an address; known: {OF_PAGES}"),
        (PAGE, {"digest": "true"}, f"there is no field 'digest' beside an address; known: {OF_PAGES}"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_a_source_is_refused(
    edited: Edited, address: str, fields: dict[str, str], said: str
) -> None:
    assert detail(edited, edited.link(address, **({"rights": "CC BY 4.0"} | fields)), 422) == said


def test_a_file_in_another_part_is_refused_and_not_left_out(edited: Edited, web: Site) -> None:
    known = "address, id, title, publisher, author, published, region, language, rights, groups"
    sent = {"attachment": ("a.txt", OULU), "address": (None, f"{web.url}/a"), "rights": (None, "CC BY 4.0")}
    said = detail(edited, edited.call("POST", "/v1/documents", files=sent), 422)
    assert said == f"there is no field 'attachment' beside an address; known: {known}"
    assert web.asked == []


def test_an_id_that_is_taken_is_not_fetched_for(edited: Edited, web: Site) -> None:
    said = detail(edited, edited.link(f"{web.url}/a", id="nokia", rights="CC BY 4.0"), 409)
    assert said.startswith("the id 'nokia' is that of ")
    both = {"file": ("a.txt", OULU), "address": (None, f"{web.url}/a")}
    assert detail(edited, edited.call("POST", "/v1/documents", files=both), 422) == (
        "send a file or an address, not both"
    )
    assert web.asked == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "HTTP status 404"),
        ({"/a": resets()}, "the host does not answer ("),
        ({"/robots.txt": sends("User-agent: *\nDisallow: /", "text/plain")}, "its robots.txt forbids it"),
        ({"/a": leads("https://oulu.fi/a")}, "leads to another site, https://oulu.fi/a; if that is right, write that "
         "address in its place"),
        ({"/a": leads("/"), "/": sends(page("Oulu", OULU))}, "leads to the front page SITE/: the page itself is hardly "
         "there any more"),
        ({"/a": sends(b"\x89PNG", "image/png")}, "is image/png, which is not read"),
        ({"/a": sends(b"", Content_Length="50000001")}, "has more than 50,000,000 bytes; send it in as a file"),
    ],
)  # fmt: skip
def test_a_page_that_does_not_come_changes_nothing(
    edited: Edited, web: Site, answers: dict[str, Answer], said: str
) -> None:
    web.answers |= answers
    job = edited.ended(edited.link(f"{web.url}/a", rights="CC BY 4.0"))
    assert job["state"] == "failed"
    assert job["error"].startswith(f"{web.url}/a: {said.replace('SITE', web.url)}")
    assert edited.files() == ["borga.md", "lappi.md", "nokia.txt"]
    assert list((edited.state / "editing" / "staged").iterdir()) == []


def test_a_page_without_text_is_refused_as_its_file_would_be(edited: Edited, web: Site) -> None:
    web.answers["/a"] = sends("<html><head><title>a</title></head><body></body></html>")
    job = edited.ended(edited.link(f"{web.url}/a", id="tyhja", rights="CC BY 4.0"))
    assert (job["state"], job["error"]) == ("failed", "tyhja.html: holds no text")
    assert edited.files() == ["borga.md", "lappi.md", "nokia.txt"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_address_is_asked_nothing_unless_it_is_named(edited: Edited, host: str) -> None:
    with site() as inside:
        port = inside.url.rpartition(":")[2]
        inside.answers["/a"] = sends(page("Oulun perhekeskus", OULU))
        job = edited.ended(edited.link(f"http://{host}:{port}/a", rights="CC BY 4.0"))
        assert inside.asked == []
    refused = f"{host} is a private address; LAPE_QA_PRIVATE_HOSTS names those that pages may come from"
    assert (job["state"], job["error"]) == ("failed", f"http://{host}:{port}/a: {refused}")
    assert edited.files() == ["borga.md", "lappi.md", "nokia.txt"]


def test_markdown_says_itself_what_it_is(edited: Edited) -> None:
    said = "oulu.md: Markdown has its own front matter; write title, region there"
    assert detail(edited, edited.send("oulu.md", OULU, title="Oulu", region="Lappi", author=""), 422) == said


def test_a_name_or_an_id_that_is_taken_is_refused(edited: Edited) -> None:
    assert detail(edited, edited.send("nokia.txt", OULU), 409) == (
        "the id 'nokia' is that of 'Nokian perhekeskus 👪' already: replace that document, or give the file another "
        "name"
    )
    assert detail(edited, edited.send("oulu.txt", OULU, id="lappi"), 409).startswith("the id 'lappi' is that of")
    said = detail(edited, edited.send("nokia.txt", OULU, id="oulu"), 409)
    assert said == "nokia.txt is in the folder already: replace its document, or give the file another name"


def test_a_sidecar_that_waits_for_a_document_is_not_taken_for_its_own(edited: Edited) -> None:
    (edited.corpus / "oulu.meta.yaml").write_text("title: Oulu\n", encoding="utf-8")
    response = edited.send("oulu.txt", OULU)
    assert (response.status_code, response.json()["detail"]) == (
        409,
        "oulu.meta.yaml is in the folder already: replace its document, or give the file another name",
    )


def test_the_id_of_a_document_is_not_changed(edited: Edited) -> None:
    assert detail(edited, edited.send("x.txt", OULU, put="nokia", id="oulu"), 422) == (
        "the id of a document cannot be changed: leave it out, or write 'nokia'"
    )
    assert edited.ended(edited.send("x.txt", OULU, put="nokia", id="nokia"))["changed"] == ["nokia"]


@pytest.mark.parametrize(("method", "path"), [("PUT", "/v1/documents/oulu"), ("DELETE", "/v1/documents/oulu")])
def test_a_document_that_is_not_there_is_404(edited: Edited, method: str, path: str) -> None:
    response = edited.send("x.txt", OULU, put="oulu") if method == "PUT" else edited.call(method, path)
    assert detail(edited, response, 404) == "no document has the id 'oulu'"


def test_what_was_never_there_cannot_be_erased(edited: Edited) -> None:
    job = edited.ended(edited.call("DELETE", "/v1/documents/oulu?erase=true"))
    assert (job["state"], job["error"]) == ("failed", "no document has or had the id 'oulu': nothing is erased")


def test_the_only_document_stays(edited: Edited) -> None:
    for name in ("nokia", "borga"):
        edited.ended(edited.call("DELETE", f"/v1/documents/{name}"))
    for query, what in (("", "removed"), ("?erase=true", "erased")):
        response = edited.call("DELETE", f"/v1/documents/lappi{query}")
        assert (response.status_code, response.json()["detail"]) == (
            409,
            f"'lappi' is the only document: add another one before it is {what}",
        )


def test_there_is_nothing_to_go_back_to(edited: Edited) -> None:
    response = edited.call("POST", "/v1/jobs", json={"kind": "rollback"})
    assert detail(edited, response, 409) == "there is no older generation to go back to"


def test_a_body_that_is_no_form_with_a_file_is_refused(edited: Edited) -> None:
    assert detail(edited, edited.call("POST", "/v1/documents", json={}), 415) == (
        "send the file as multipart/form-data, in a part named `file`"
    )
    unsent = edited.call("POST", "/v1/documents", files={"title": (None, "Oulu")})
    assert detail(edited, unsent, 422) == "no file was sent: choose one, in a part named `file`"
    two = edited.call("POST", "/v1/documents", files=[("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))])
    assert detail(edited, two, 422).startswith("this is no form with a file: Too many files")
    head = edited.shown | {"Content-Type": "multipart/form-data; boundary=x"}
    garbled = edited.client.post("/v1/documents", content=b"--y\r\n\r\nz", headers=head)
    assert detail(edited, garbled, 422).startswith("this is no form with a file: ")
    bare = edited.client.post(
        "/v1/documents", content=b"", headers=edited.shown | {"Content-Type": "multipart/form-data"}
    )
    assert detail(edited, bare, 422) == "this is no form with a file: Missing boundary in multipart."


@pytest.mark.parametrize("declared", [True, False])
def test_a_file_that_is_too_long_is_413_whatever_it_declares(
    edited: Edited, monkeypatch: pytest.MonkeyPatch, declared: bool
) -> None:
    monkeypatch.setattr(uploads, "_MAX_BYTES", 1000)
    head = edited.shown | {"Content-Type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + b"a" * 2000
    sent = body if declared else iter([body[:500], body[500:]])
    response = edited.client.post("/v1/documents", content=sent, headers=head)
    assert detail(edited, response, 413) == "the file has more than 209,715,200 bytes: split it"
    assert response.headers["connection"] == "close"


def test_without_a_folder_to_edit_every_address_says_so(serve: Serve, tmp_path: Path) -> None:
    client = serve(Config(state=tmp_path))
    said = "editing is off: LAPE_QA_CORPUS names the folder to edit"
    calls = [("POST", "/v1/documents"), ("PUT", "/v1/documents/nokia"), ("DELETE", "/v1/documents/nokia"),
             ("GET", "/v1/jobs"), ("GET", "/v1/jobs/x")]  # fmt: skip
    for method, path in calls:
        response = client.request(method, path)
        assert (response.status_code, response.json()["detail"]) == (404, said)
    response = client.post("/v1/jobs", json={"kind": "index"})
    assert (response.status_code, response.json()["detail"]) == (404, said)


@pytest.mark.parametrize("scopes", [(), ("ask", "read"), ("admin",)])
def test_who_is_no_editor_changes_nothing(edited: Edited, scopes: tuple[str, ...]) -> None:
    edited.key = edited.new_key("Muu", *scopes)
    for response in (
        edited.send("oulu.txt", OULU),
        edited.send("oulu.txt", OULU, put="nokia"),
        edited.call("DELETE", "/v1/documents/nokia"),
        edited.call("POST", "/v1/jobs", json={"kind": "index"}),
        edited.call("GET", "/v1/jobs"),
    ):
        assert detail(edited, response, 403) == "this needs the scope 'editor', which the key shown does not have"


def test_an_editor_reads_only_with_that_right(edited: Edited) -> None:
    assert edited.call("GET", "/v1/documents").status_code == 403
    assert edited.call("GET", "/metrics").status_code == 403
    assert edited.call("GET", "/v1/unanswered").status_code == 404


def test_a_page_of_another_site_adds_nothing(edited: Edited) -> None:
    head = edited.shown | {"Origin": "https://evil.example"}
    files = {"file": ("oulu.txt", OULU.encode(), "text/plain")}
    assert edited.client.post("/v1/documents", files=files, headers=head).status_code == 403
    assert edited.served() == ["borga", "lappi", "nokia"]
