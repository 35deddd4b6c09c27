"""The editors' pages: signing in, forms that no other site can send, and what each page says."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lape_qa.index.store import current_name
from lape_qa_api import Config
from lape_qa_api.config import Owner
from lape_qa_api.pages import editing as lists
from lape_qa_api.pages.editing_texts import editing_texts
from lape_qa_api.routers import editing_pages
from lape_qa_api.security.access import COOKIE
from lape_qa_api.security.keys import KeyRing, Keys
from lape_qa_api.security.limits import Limiter
from lape_qa_api.security.signing import Session
from support.editing import OULU, Edited, editing
from support.servers import Serve
from support.web_server import HOST, sends, site
from support.web_server import page as web_page

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None) -> Iterator[Edited]:
    """A service with three documents: borga, lappi and nokia; who comes has tried no key yet."""
    monkeypatch.setattr(editing_pages, "_ATTEMPTS", Limiter(10, 10))
    with editing(tmp_path, monkeypatch, exposed=True) as edited:
        edited.client.follow_redirects = False
        yield edited


def sign_in(edited: Edited, key: str | None = None) -> Any:
    response = edited.client.post("/yllapito/kirjaudu", data={"key": key or edited.key}, headers=BROWSER)
    edited.client.cookies.clear()
    for name, morsel in SimpleCookie(response.headers.get("set-cookie", "")).items():
        edited.client.headers["Cookie"] = f"{name}={morsel.value}"
    return response


def page(edited: Edited, path: str = "/yllapito", status: int = 200) -> str:
    response = edited.client.get(path, headers=BROWSER)
    assert response.status_code == status, response.text
    return str(response.text)


def csrf(edited: Edited, path: str = "/yllapito") -> str:
    found = set(re.findall(r'name="csrf" value="([\w-]{32})"', page(edited, path)))
    assert len(found) == 1
    return str(found.pop())


def post(edited: Edited, form: str, **data: str) -> Any:
    return edited.client.post(f"/yllapito/{form}", data={"csrf": csrf(edited)} | data, headers=BROWSER)


def send(edited: Edited, name: str, content: str, form: str = "lisaa", **data: str) -> Any:
    files = {"file": (name, content.encode(), "text/plain")}
    data = {"csrf": csrf(edited)} | data
    return edited.client.post(f"/yllapito/{form}", files=files, data=data, headers=BROWSER)


def send_address(edited: Edited, address: str, form: str = "lisaa", **data: str) -> Any:
    fields = {"csrf": csrf(edited), "address": address} | data
    files = {name: (None, value) for name, value in fields.items()}
    return edited.client.post(f"/yllapito/{form}", files=files, headers=BROWSER)


def source(edited: Edited, identifier: str) -> str:
    return page(edited, f"/yllapito/lahde/{identifier}")


def ended(edited: Edited, response: Any) -> str:
    """Return the page of the job that a form has begun, at its end."""
    assert response.status_code == 303, response.text
    assert response.headers["location"].startswith("/yllapito/tyo/")
    edited.wait()
    return page(edited, response.headers["location"])


# ---- signing in ------------------------------------------------------------------------------------------


def test_who_has_not_signed_in_is_asked_for_a_key(edited: Edited) -> None:
    for method, path in [("GET", "/yllapito"), ("GET", "/yllapito/lahde/nokia"), ("POST", "/yllapito/poista")]:
        response = edited.client.request(method, path, headers=BROWSER)
        assert (response.status_code, response.headers["location"]) == (303, "/yllapito/kirjaudu")
    assert '<label for="avain">Avain</label>' in page(edited, "/yllapito/kirjaudu")


def test_a_key_of_an_editor_opens_the_pages_by_a_cookie_that_no_script_reads(edited: Edited) -> None:
    response = sign_in(edited)
    assert (response.status_code, response.headers["location"]) == (303, "/yllapito?lang=fi")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert cookie.split("; ")[1:] == ["HttpOnly", "Max-Age=28800", "Path=/yllapito", "SameSite=strict"]
    assert edited.key not in cookie
    assert "<h1>Lähteiden ylläpito</h1>" in page(edited)


def test_the_cookie_goes_over_tls_only_where_there_is_tls(serve: Serve, tmp_path: Path) -> None:
    proxied = Config(corpus=tmp_path, index=tmp_path, state=tmp_path / "s", trusted_proxies=("10.0.0.1",), exposed=True)
    client = serve(proxied, "10.0.0.1")
    key = Keys(client.app.state.components.database).add("Kirsi", ["editor"])  # type: ignore[attr-defined]
    head = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    response = client.post("/yllapito/kirjaudu", data={"key": key}, headers=head, follow_redirects=False)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"__Secure-{COOKIE}=")
    assert "Secure" in cookie.split("; ")
    value = cookie.partition("=")[2].partition(";")[0]
    # One without the prefix may come from another host of the domain, or from a page without TLS.
    for name, opened in ((f"__Secure-{COOKIE}", True), (COOKIE, False)):
        shown = client.get("/yllapito", headers=head | {"Cookie": f"{name}={value}"}, follow_redirects=False)
        assert (shown.headers.get("location") != "/yllapito/kirjaudu") == opened


@pytest.mark.parametrize("wrong", ["none", "reader", "revoked", "over"])
def test_a_key_that_is_not_good_is_refused(edited: Edited, wrong: str) -> None:
    keys = Keys(edited.client.app.state.components.database)  # type: ignore[attr-defined]
    key = {
        "none": lambda: "lqa_00000000_" + "x" * 43,
        "reader": lambda: keys.add("a", ["ask", "read", "admin"]),
        "revoked": lambda: keys.add("a", ["editor"]),
        "over": lambda: keys.add("a", ["editor"], date(2020, 1, 1)),
    }[wrong]()
    if wrong == "revoked":
        keys.revoke(key.split("_")[1])
    response = sign_in(edited, key)
    assert response.status_code == 401
    assert "set-cookie" not in response.headers
    assert editing_texts("fi")["wrong_key"] in response.text
    assert key not in response.text


def test_keys_are_not_tried_without_end(edited: Edited) -> None:
    statuses = [sign_in(edited, "x").status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]


@pytest.mark.parametrize("end", ["revoked", "over", "altered", "old"])
def test_a_session_ends_with_its_key_and_with_the_day(
    edited: Edited, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    sign_in(edited)
    page(edited)
    components = edited.client.app.state.components  # type: ignore[attr-defined]
    keys = Keys(components.database)
    if end == "revoked":
        keys.revoke(edited.key.split("_")[1])
    elif end == "over":
        components.database.write("update keys set expires = '2020-01-01'")
    elif end == "altered":
        edited.client.headers["Cookie"] = edited.client.headers["Cookie"].replace("=W", "=X").replace("=e", "=f")
    else:
        later = datetime.now(UTC) + timedelta(hours=8)
        monkeypatch.setattr("itsdangerous.timed.time.time", later.timestamp)
    assert edited.client.get("/yllapito", headers=BROWSER).headers["location"] == "/yllapito/kirjaudu"


def test_the_cookie_opens_nothing_but_the_pages(edited: Edited) -> None:
    sign_in(edited)
    for method, path in [("GET", "/v1/jobs"), ("DELETE", "/v1/documents/nokia"), ("GET", "/v1/unanswered")]:
        assert edited.client.request(method, path).status_code == 401


def test_signing_out_ends_the_session_and_no_other(edited: Edited) -> None:
    sign_in(edited)
    other = edited.client.headers.pop("Cookie")
    sign_in(edited)
    response = post(edited, "ulos")
    assert (response.status_code, response.headers["location"]) == (303, "/yllapito/kirjaudu?lang=fi")
    assert "Max-Age=0" in response.headers["set-cookie"]
    # Whoever has kept the cookie.
    assert edited.client.get("/yllapito", headers=BROWSER).headers["location"] == "/yllapito/kirjaudu"
    edited.client.headers["Cookie"] = other
    page(edited)


def test_signing_in_anew_ends_the_session_before(edited: Edited) -> None:
    sign_in(edited)
    before = edited.client.headers["Cookie"]
    sign_in(edited)
    page(edited)
    edited.client.headers["Cookie"] = before
    assert edited.client.get("/yllapito", headers=BROWSER).headers["location"] == "/yllapito/kirjaudu"


def test_the_field_of_the_key_is_masked_and_kept_by_browsers(edited: Edited) -> None:
    (field,) = re.findall(r"<input [^>]*name=\"key\"[^>]*>", page(edited, "/yllapito/kirjaudu"))
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in field
    assert "maxlength" not in field


def test_pages_of_editors_are_in_no_frame_and_no_cache(serve: Serve, tmp_path: Path) -> None:
    client = serve(Config(origins=("https://intra.example.fi",), state=tmp_path))
    head = client.get("/yllapito/kirjaudu").headers
    assert "frame-ancestors 'none'" in head["content-security-policy"]
    assert (head["x-frame-options"], head["cache-control"]) == ("DENY", "no-store")
    # Without it a browser says `null` of where a form comes from.
    assert head["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Lähteiden ylläpito ei ole käytössä"),
        ("sv", "Underhållet av källor är inte i bruk"),
        ("en", "Editing the sources is off"),
    ],
)
def test_without_a_folder_the_pages_say_that_editing_is_off(
    serve: Serve, tmp_path: Path, language: str, words: str
) -> None:
    client = serve(Config(state=tmp_path, owner=Owner("Kunta")))
    for path in ("/yllapito", "/yllapito/kirjaudu", "/yllapito/tyo/x"):
        response = client.get(f"{path}?lang={language}", headers=BROWSER)
        assert response.status_code == 404
        assert words in response.text
        assert "LAPE_QA_CORPUS" in response.text
        assert '<span>Kunta <span class="service">' in response.text


# ---- forms -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["lisaa", "korvaa?id=nokia", "poista", "havita", "paivita", "palauta", "ulos"])
@pytest.mark.parametrize("token", ["", "x" * 32, "other"])
def test_a_form_without_the_text_of_its_session_changes_nothing(edited: Edited, form: str, token: str) -> None:
    sign_in(edited)
    if token == "other":
        token = edited.client.app.state.components.signer.session(Session("", "y"))  # type: ignore[attr-defined]
    data = {"csrf": token, "id": "nokia", "confirmed": "nokia"}
    files = {"file": ("oulu.txt", OULU.encode())} if form.startswith(("lisaa", "korvaa")) else None
    data = {"csrf": token} if files else data
    response = edited.client.post(f"/yllapito/{form}", data=data, files=files, headers=BROWSER)
    assert response.status_code == 403
    assert editing_texts("fi")["form_over"] in response.text
    assert edited.files() == ["borga.md", "lappi.md", "nokia.txt"]
    assert not (edited.state / "editing" / "jobs").exists()


def test_a_page_of_another_site_sends_no_form(edited: Edited) -> None:
    sign_in(edited)
    text = csrf(edited)
    for origin in ("https://evil.example", "null"):
        response = edited.client.post("/yllapito/paivita", data={"csrf": text}, headers=BROWSER | {"Origin": origin})
        assert response.status_code == 403
    own = edited.client.post("/yllapito/paivita", data={"csrf": text}, headers={"Origin": "http://testserver"})
    assert "Valmis" in ended(edited, own)


def test_a_program_of_this_machine_without_keys_needs_the_text_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None
) -> None:
    with editing(tmp_path, monkeypatch) as edited:
        edited.client.app.state.components.database.write("delete from keys")  # type: ignore[attr-defined]
        edited.client.app.state.components.keys._ever = False  # type: ignore[attr-defined]
        edited.client.headers["Host"] = "localhost"
        edited.client.follow_redirects = False
        refused = edited.client.post("/yllapito/paivita", data={}, headers=BROWSER)
        assert refused.status_code == 403
        edited.client.cookies.clear()
        shown = edited.client.get("/yllapito", headers=BROWSER)
        edited.client.headers["Cookie"] = shown.headers["set-cookie"].split(";")[0]
        assert "Valmis" in ended(edited, post(edited, "paivita"))
        assert "<dd>local</dd>" in page(
            edited, f"/yllapito/tyo/{edited.client.get('/v1/jobs').json()['jobs'][0]['id']}"
        )


def test_an_editor_adds_replaces_removes_goes_back_and_erases(edited: Edited) -> None:
    first = current_name(edited.index)
    sign_in(edited)
    done = ended(edited, send(edited, "oulu.txt", OULU, title="Oulun paikat", region=" ", digest="false"))
    assert "<h1>Lähteen lisääminen: oulu</h1>" in done
    assert f"<code>{current_name(edited.index)}</code>" in done
    assert '<a href="/yllapito/lahde/oulu?lang=fi">oulu</a>' in done
    oulu = edited.watcher.assistant.generation.documents["oulu"]
    assert (oulu.title, oulu.region, oulu.digest) == ("Oulun paikat", "", False)

    done = ended(edited, send(edited, "uusi.txt", f"{OULU} Kerho alkoi.", "korvaa?id=oulu", publisher="Oulu"))
    assert "<h1>Lähteen korvaaminen: oulu</h1>" in done
    new = edited.watcher.assistant.generation.documents["oulu"]
    assert (new.title, new.publisher, new.text) == ("Oulun paikat", "Oulu", f"{OULU} Kerho alkoi.")

    assert "Poistui" in ended(edited, post(edited, "poista", id="oulu"))
    assert edited.served() == ["borga", "lappi", "nokia"]
    assert current_name(edited.index) == first
    ended(edited, post(edited, "havita", id="nokia", confirmed=" nokia "))
    assert edited.served() == ["borga", "lappi"]
    ended(edited, post(edited, "paivita"))
    ended(edited, send(edited, "oulu.txt", OULU))
    ended(edited, post(edited, "palauta"))
    assert edited.served() == ["borga", "lappi"]


def test_a_refusal_stands_on_the_page_of_its_form(edited: Edited) -> None:
    sign_in(edited)
    refused = send(edited, "oulu.pdf", OULU)
    assert refused.status_code == 422
    assert "<title>Muutosta ei tehty: Lähteiden ylläpito – LAPE-QA</title>" in refused.text
    assert "Syy: oulu.pdf: sisältö ei ole sitä, mitä tiedoston pääte lupaa. Tallenna tiedosto uudelleen" in refused.text
    refused = send(edited, "nokia.txt", OULU)
    assert refused.status_code == 409
    assert "<details open>" not in refused.text
    refused = send(edited, "nokia.txt", OULU, "korvaa?id=nokia", published="eilen")
    assert refused.status_code == 422
    assert "Korvaa lähde</h2>" in refused.text
    assert "kenttä ”Julkaistu” ei kelpaa: &#39;eilen&#39; ei ole päiväys. Kirjoita se näin" in refused.text
    assert 'id="korvaava-published" name="published" value="eilen"' in refused.text
    assert refused.text.count("<details open>") == 1
    empty = edited.client.post("/yllapito/lisaa", files={"csrf": (None, csrf(edited))}, headers=BROWSER)
    assert empty.status_code == 422
    assert "tiedostoa ei tullut. Valitse tiedosto." in empty.text
    unsure = post(edited, "havita", id="nokia", confirmed="Nokia")
    assert unsure.status_code == 422
    assert editing_texts("fi")["erase_wrong"] in unsure.text
    assert edited.served() == ["borga", "lappi", "nokia"]


def test_a_page_of_the_web_is_added_and_put_in_the_place_of_a_source(
    edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPE_QA_PRIVATE_HOSTS", HOST)
    sign_in(edited)
    with site() as found:
        found.answers["/oulu"] = sends(web_page("Oulun perhekeskus", OULU))
        found.answers["/nokia"] = sends(web_page("Nokian perhekeskus", f"{OULU} Kerho alkoi."))
        fields = {"rights": "CC BY 4.0", "region": "Oulu", "author": " "}
        done = ended(edited, send_address(edited, f"{found.url}/oulu", **fields))
        assert f'<dd class="url">{found.url}/oulu</dd>' in done
        identifier = next(name for name in edited.served() if name not in ("borga", "lappi", "nokia"))
        added = edited.watcher.assistant.generation.documents[identifier]
        assert (added.title, added.region, added.rights, added.url) == (
            *("Oulun perhekeskus", "Oulu", "CC BY 4.0"),
            f"{found.url}/oulu",
        )
        # Whose licence is known need not be told again.
        asked = [re.search(r'id="korvaava-sivu-rights"[^>]*>', source(edited, it)) for it in ("nokia", identifier)]
        assert [bool(field and " required" in field[0]) for field in asked] == [True, False]
        ended(edited, send_address(edited, f"{found.url}/nokia", "korvaa?id=nokia", rights="Lupa saatu"))
        new = edited.watcher.assistant.generation.documents["nokia"]
        assert (new.url, new.rights, new.text) == (f"{found.url}/nokia", "Lupa saatu", f"{OULU} Kerho alkoi.")


@pytest.mark.parametrize(
    ("language", "missing", "private", "licence"),
    [
        (
            "fi",
            "sivua ei löydy (HTTP-tila 404). Tarkista osoite.",
            "LOCAL on sisäverkon osoite. ",
            "kenttä ”Käyttöoikeus”",
        ),
        (
            "sv",
            "sidan hittas inte (HTTP-status 404). ",
            "LOCAL är en adress i ett internt nät. ",
            "fältet ”Användningsrätt”",
        ),
        ("en", "HTTP status 404", "LOCAL is a private address; ", "rights is empty; "),
    ],
)
def test_why_a_page_did_not_come_is_told_in_the_language_of_the_page(
    edited: Edited, monkeypatch: pytest.MonkeyPatch, language: str, missing: str, private: str, licence: str
) -> None:
    sign_in(edited)
    with site() as found:
        refused = send_address(edited, f"{found.url}/a", f"lisaa?lang={language}")
        assert refused.status_code == 422
        assert licence in refused.text
        assert f'name="address" value="{found.url}/a"' in refused.text
        done = ended(edited, send_address(edited, f"{found.url}/a", f"lisaa?lang={language}", rights="CC BY 4.0"))
        assert f"{found.url}/a: {private.replace('LOCAL', HOST)}" in done
        assert found.asked == []
        monkeypatch.setenv("LAPE_QA_PRIVATE_HOSTS", HOST)
        done = ended(edited, send_address(edited, f"{found.url}/a", f"lisaa?lang={language}", rights="CC BY 4.0"))
        assert f"{found.url}/a: {missing}" in done


def test_files_that_were_left_out_are_told_with_the_reasons(edited: Edited) -> None:
    sign_in(edited)
    assert "jäi viimeksi lukematta" not in page(edited)
    (edited.corpus / "rikki.pdf").write_bytes(b"no PDF")
    done = ended(edited, post(edited, "paivita"))
    assert "<strong>rikki.pdf</strong>: sisältö ei ole sitä, mitä tiedoston pääte lupaa." in done
    assert "Kansiosta jäi viimeksi lukematta tiedostoja: 1." in page(edited)


@pytest.mark.parametrize("form", ["poista", "havita", "korvaa?id=oulu"])
def test_what_is_not_there_is_404(edited: Edited, form: str) -> None:
    sign_in(edited)
    if form.startswith("korvaa"):
        assert send(edited, "x.txt", OULU, form).status_code == 404
    elif form == "havita":
        assert post(edited, form, id="oulu", confirmed="x").status_code == 404
    else:
        assert post(edited, form, id="oulu").status_code == 404
        assert post(edited, form).status_code == 404
    assert page(edited, "/yllapito/lahde/oulu", 404)
    assert page(edited, "/yllapito/tyo/oulu", 404)


# ---- pages -----------------------------------------------------------------------------------------------


def test_the_list_tells_of_each_source_what_an_editor_needs(edited: Edited) -> None:
    sign_in(edited)
    text = page(edited)
    assert "Lähteitä on 3." in text
    [row] = re.findall(r"<tr>\s*<th scope=\"row\"><a href=\"/yllapito/lahde/lappi.*?</tr>", text, re.DOTALL)
    assert re.findall(r">([^<>\n]+)<", row) == ["Lapin hanke", "fi", "Lappi", "16.5.2018", "8", "1", "–"]
    [row] = re.findall(r"<tr>\s*<th scope=\"row\"><a href=\"/yllapito/lahde/nokia.*?</tr>", text, re.DOTALL)
    assert re.findall(r"<td>([^<>\n]+)</td></tr>|<td>([^<>\n]+)</td>\s*</tr>", row) == [("", "Otsikko, Kieli, Alue")]
    assert page(edited, "/yllapito?q=LAPIN").count('<th scope="row"><a href="/yllapito/lahde/') == 1


def test_a_long_list_has_pages(edited: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ROWS", 2)
    sign_in(edited)
    first, last = page(edited), page(edited, "/yllapito?sivu=9")
    assert "Sivu 1 / 2" in first
    assert "Sivu 2 / 2" in last
    assert [text.count('<th scope="row"><a href="/yllapito/lahde/') for text in (first, last)] == [2, 1]
    assert 'rel="next" href="?lang=fi&amp;q=&amp;sivu=2#lahteet"' in first


def test_topics_without_an_answer_are_shown_where_they_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None
) -> None:
    with editing(tmp_path, monkeypatch, exposed=True, unanswered_topics=True) as edited:
        edited.client.follow_redirects = False
        sign_in(edited)
        assert editing_texts("fi")["unanswered_none"] in page(edited)
        insert = "insert into topics values (x'00', 'isyysvapaa', 7, '2026-11-20')"
        edited.client.app.state.components.database.write(insert)  # type: ignore[attr-defined]
        assert '<tr><th scope="row">isyysvapaa</th><td class="number">7</td>' in page(edited)


def test_where_they_are_not_counted_it_says_so(edited: Edited) -> None:
    sign_in(edited)
    assert editing_texts("fi")["unanswered_off"] in page(edited)


def test_while_a_change_is_being_made_its_page_says_how_far_it_is(edited: Edited) -> None:
    sign_in(edited)
    stop = edited.stop()
    begun = send(edited, "oulu.txt", OULU)
    running = page(edited, begun.headers["location"])
    assert 'role="status" id="tila">Kesken</p>' in running
    assert '<progress aria-label="Edistyminen"' in running
    assert 'src="/static/editing.js"' in running
    assert "Muutos on kesken." in page(edited)
    second = send(edited, "turku.txt", "Turussa avattiin kerho.")
    assert second.status_code == 409
    assert "Syy: toinen muutos on kesken (Lähteen lisääminen: oulu, tekijä Kirsi). Yritä uudelleen" in second.text
    stop.unlink()
    done = ended(edited, begun)
    assert 'id="tila">Valmis</p>' in done
    assert "editing.js" not in done


def test_a_change_is_done_when_the_service_answers_from_it(edited: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(edited)
    with monkeypatch.context() as patched:
        patched.setattr(edited.watcher, "look", lambda: False)
        begun = send(edited, "oulu.txt", OULU)
        edited.wait_for_job()
        switching = page(edited, begun.headers["location"])
    assert editing_texts("fi")["work_switching"] in switching
    assert 'id="tila">Kesken</p>' in switching
    job = re.search(r"/yllapito/tyo/\w+", switching)
    assert job
    edited.watcher.look()
    assert 'id="tila">Valmis</p>' in page(edited, job[0])


def test_what_comes_from_files_is_escaped(edited: Edited) -> None:
    sign_in(edited)
    name = "<img src=x onerror=alert(1)>.txt"
    done = ended(edited, send(edited, name, "Oulu <script>alert(1)</script> kerho.", title='"><script>alert(2)'))
    for text in (done, page(edited), page(edited, "/yllapito/lahde/img%20src%3Dx%20onerror%3Dalert(1)")):
        assert "<script>alert" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_is_in_the_language_of_whoever_edits(edited: Edited, language: str) -> None:
    sign_in(edited)
    job = ended(edited, post(edited, "paivita"))
    identifier = re.search(r"/yllapito/tyo/(\w+)", job)
    assert identifier
    for path in ("", "/kirjaudu", "/lahde/nokia", f"/tyo/{identifier[1]}"):
        text = page(edited, f"/yllapito{path}?lang={language}")
        assert f'<html lang="{language}">' in text
        assert f'<a href="/yllapito{path}?lang=sv" lang="sv"' in text


def test_the_owner_stands_on_every_page_of_editors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None
) -> None:
    owner = Owner("Lapin <hyvinvointialue>", "https://lapha.example.fi/")
    contact = {"name": "Neuvonta", "url": "", "email": "neuvonta@lapha.example.fi"}
    with editing(tmp_path, monkeypatch, exposed=True, owner=owner, contact=contact) as edited:
        signed_out = page(edited, "/yllapito/kirjaudu")
        sign_in(edited)
        for shown in (signed_out, page(edited), page(edited, "/yllapito/lahde/nokia")):
            assert '<span>Lapin &lt;hyvinvointialue&gt; <span class="service">LAPE-QA</span></span>' in shown
            assert '<a href="https://lapha.example.fi/">Lapin &lt;hyvinvointialue&gt;</a>' in shown
            assert 'Neuvonta, <a href="mailto:neuvonta@lapha.example.fi">' in shown


def test_every_language_has_every_word() -> None:
    words = [editing_texts(language) for language in ("fi", "sv", "en")]
    assert {frozenset(one) for one in words} == {frozenset(words[0])}
    for name in words[0]:
        assert len({one[name].count("%") for one in words}) == 1, name
    # A template would find a method of the dictionary in its place.
    assert not any(hasattr(dict, name) for name in words[0])


def test_who_has_signed_in_may_sign_out(edited: Edited) -> None:
    sign_in(edited)
    assert "Kirjaudu ulos" in page(edited)


def test_who_needs_no_key_has_nothing_to_sign_out_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None
) -> None:
    monkeypatch.setattr(KeyRing, "any", lambda _: False)
    with editing(tmp_path, monkeypatch) as edited:
        here = TestClient(edited.client.app, "http://localhost", client=("127.0.0.1", 50000))
        shown = here.get("/yllapito", headers={"Accept": "text/html"}).text
        assert ("Lisää lähde" in shown, "Kirjaudu ulos" in shown) == (True, False)
