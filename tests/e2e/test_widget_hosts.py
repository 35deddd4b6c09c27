"""The widget where it lives: in frameworks and content management under strict policies, moved, watched, ill set up."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import ConsoleMessage, Page, expect
from starlette.types import Receive, Scope, Send

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from support import hosts
from support.servers import listening
from support.stage import (
    FIRST,
    QUESTION,
    SECOND,
    THIRD,
    WIDGET,
    Act,
    Handler,
    Stage,
    answer,
    ask,
    host,
    refuse,
    story,
    turns,
)

pytestmark = pytest.mark.e2e

ALL = [FIRST, SECOND, THIRD]


@pytest.fixture
def site() -> Iterator[Stage]:
    """Another origin than the service's, whose pages hold the widget."""
    with Stage() as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        hosts.serve_files(site)
        yield site
        site.shutdown()
        thread.join()


@pytest.fixture
def told(page: Page) -> list[str]:
    """What policies and scripts complain of; a stage that lacks some addresses is no complaint."""
    told: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            told.append(message.text)

    page.on("console", note)
    return told


def policy(service: str, script: str = "") -> str:
    """Return a policy that allows what docs/widget.md says, and the site's own files."""
    return (
        f"default-src 'none'; script-src 'self' {script} {service}/widget/lape-qa.js; connect-src {service}; "
        "style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
    )


def tag(service: str) -> str:
    return f'<script type="module" src="{service}/widget/lape-qa.js"></script>'


def application(site: Stage, stage: Stage, name: str, body: str) -> None:
    """Put a page at `/sovellus` whose script is written for a framework."""
    hosts.serve(site, f"/{name}.js", hosts.bundled(f"{name}.js"))
    html = f'<!doctype html><html lang="fi"><head><title>Sovellus</title>{tag(stage.address)}</head><body>{body}'
    # In the page's order, so that the element is known when the framework makes it.
    script = f'<script src="/{name}.js" defer></script>'
    site.page("/sovellus", f"{html}{script}</body></html>", policy(stage.address))


@pytest.fixture
def held(stage: Stage) -> list[str | None]:
    """Hold each answer until it is released, and note what the page adds to its question."""
    added: list[str | None] = []

    def act(handler: Handler, body: dict[str, Any]) -> None:
        added.append(handler.headers["X-Gateway"])
        stage.hold()
        handler.stream(story(answer(body["question"])))

    stage.acts["/v1/ask/stream"] = act
    allow = "content-type, authorization, x-gateway, x-correlation, traceparent, x-dynamic"
    stage.allows = allow
    return added


def answered(page: Page, stage: Stage) -> None:
    """Let the answer come, and see it whole; nobody stopped anything."""
    stage.release()
    expect(turns(page).get_by_role("blockquote")).to_have_text(ALL)
    expect(page.locator(".failure")).to_have_count(0)


# ---- frameworks ----------------------------------------------------------------------------------------------


def test_react_in_strict_mode_shows_the_same_conversation_in_another_view(
    stage: Stage, site: Stage, held: list[str | None], page: Page, told: list[str]
) -> None:
    application(site, stage, "react", '<div id="sovellus"></div>')
    page.goto(f"{site.address}/sovellus")
    ask(page)
    expect(page.locator(".busy")).to_be_visible()
    page.get_by_role("textbox").fill("kesken")
    first = page.locator("section lape-qa-chat").element_handle()
    page.get_by_role("button", name="Vaihda näkymää").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Palvelut")
    expect(page.locator("aside .busy")).to_be_visible()
    assert not first.evaluate("chat => chat.isConnected"), "it is another element"
    answered(page, stage)
    expect(page.get_by_role("textbox")).to_have_value("kesken")
    page.get_by_role("button", name="Vaihda näkymää").click()
    expect(page.locator("section").get_by_role("blockquote").first).to_have_text(FIRST)
    assert (held, stage.asked()) == (["react"], [{"question": QUESTION}])
    assert told == []


def test_vue_moves_the_chat_and_makes_it_anew(
    stage: Stage, site: Stage, held: list[str | None], page: Page, told: list[str]
) -> None:
    application(site, stage, "vue", '<div id="sovellus"></div><aside id="sivu"></aside>')
    page.goto(f"{site.address}/sovellus")
    ask(page)
    page.get_by_role("button", name="Siirrä sivuun").click()
    expect(page.locator("aside .busy")).to_be_visible()
    page.get_by_role("button", name="Vaihda näkymää").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Palvelut")
    expect(page.locator("aside .busy")).to_be_visible()
    answered(page, stage)
    assert (held, stage.asked()) == (["vue"], [{"question": QUESTION}])
    assert told == []


@pytest.mark.parametrize("permanent", ["", "data-turbo-permanent"])
def test_turbo_keeps_the_conversation_from_page_to_page(
    stage: Stage, site: Stage, held: list[str | None], page: Page, permanent: str
) -> None:
    hosts.serve(site, "/turbo.js", hosts.bundled("turbo.js"))
    for path, other in (("/yksi", "/kaksi"), ("/kaksi", "/yksi")):
        body = (
            f"<h1>{path}</h1><a href='{other}'>Toiselle sivulle</a>",
            f"<lape-qa-chat id='a' {permanent}></lape-qa-chat>",
        )
        head = '<script src="/turbo.js" defer></script><meta name="turbo-prefetch" content="false">'
        html = host(*body, head=head).replace("/widget/lape-qa.js", f"{stage.address}/widget/lape-qa.js")
        # Turbo fetches the pages, and adds a style of its own for its bar, which a policy may forbid.
        site.page(path, html, policy(stage.address).replace("connect-src", "connect-src 'self'"))
    page.goto(f"{site.address}/yksi")
    page.evaluate("window.same = true")
    page.get_by_role("button", name="Kysy LAPEsta").click()
    ask(page)
    page.get_by_role("link", name="Toiselle sivulle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("/kaksi")
    expect(page.get_by_role("dialog").locator(".busy")).to_be_visible()
    answered(page, stage)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("/yksi")
    expect(turns(page).get_by_role("blockquote")).to_have_text(ALL)
    assert page.evaluate("window.same") is True, "the page was never loaded again"
    assert stage.asked() == [{"question": QUESTION}]


def test_an_element_that_is_moved_goes_on_with_its_question(stage: Stage, held: list[str | None], page: Page) -> None:
    stage.page("/sivu", host("<lape-qa-chat></lape-qa-chat>", "<div id='toinen'></div>"))
    page.goto(f"{stage.address}/sivu")
    page.get_by_role("button", name="Kysy LAPEsta").click()
    ask(page)
    page.evaluate("document.querySelector('#toinen').append(document.querySelector('lape-qa-chat'))")
    expect(page.locator("#toinen").get_by_role("dialog").locator(".busy")).to_be_visible()
    answered(page, stage)


def test_two_chats_that_are_made_anew_keep_to_their_own(stage: Stage, page: Page) -> None:
    stage.says(answer("Eka?"), answer("Toka?"))
    stage.page(
        "/sivu",
        host(
            "<main><lape-qa-chat id='a' position='inline'></lape-qa-chat>",
            "<lape-qa-chat id='b' position='inline'></lape-qa-chat></main>",
        ),
    )
    page.goto(f"{stage.address}/sivu")
    for name, question in (("a", "Eka?"), ("b", "Toka?")):
        page.locator(f"#{name}").get_by_role("textbox").fill(question)
        page.locator(f"#{name}").get_by_role("textbox").press("Enter")
        expect(page.locator(f"#{name}").get_by_role("blockquote")).to_have_count(3)
    page.evaluate("""() => {
      const main = document.querySelector('main');
      const [a, b] = main.children;
      main.replaceChildren(b.cloneNode(), a.cloneNode());
    }""")
    expect(page.locator("#a").get_by_role("heading", level=3)).to_contain_text("Eka?")
    expect(page.locator("#b").get_by_role("heading", level=3)).to_contain_text("Toka?")
    # One that comes besides begins anew.
    page.evaluate("document.querySelector('main').append(document.querySelector('#a').cloneNode())")
    expect(page.locator("#a").nth(1).get_by_role("article")).to_have_count(0)


def test_the_example_of_the_package_needs_nothing_but_its_own_files(
    stage: Stage, site: Stage, page: Page, told: list[str]
) -> None:
    stage.says(answer(QUESTION))
    example = (hosts.ROOT / "widget" / "example" / "index.html").read_text("utf-8")
    own = "default-src 'none'; script-src 'self'; connect-src " + stage.address
    site.page("/example/", example.replace("https://lape-qa.example.fi", stage.address), own)
    hosts.serve(site, "/dist/lape-qa.js", WIDGET.read_bytes())
    page.goto(f"{site.address}/example/")
    page.get_by_role("button", name="Kysy LAPEsta").click()
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_text(ALL)
    expect(turns(page).get_by_role("link").first).to_have_attribute("href", re.compile(f"^{stage.address}/lue/"))
    assert told == []


# ---- content management --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["drupal", "wordpress"])
def test_a_bubble_in_a_page_of_content_management(
    stage: Stage, site: Stage, page: Page, told: list[str], name: str
) -> None:
    stage.says(answer(QUESTION, answer_id="a1"))
    site.page(
        "/sivu", hosts.in_block(name, f"{tag(stage.address)}<lape-qa-chat></lape-qa-chat>"), policy(stage.address)
    )
    page.goto(f"{site.address}/sivu")
    launcher = page.get_by_role("button", name="Kysy LAPEsta")
    # At the corner of the window, wherever the block is, and not under anything.
    box = launcher.bounding_box()
    assert box
    assert (round(1280 - box["x"] - box["width"]), round(800 - box["y"] - box["height"])) == (24, 24)
    launcher.click()
    ask(page)
    quote = turns(page).get_by_role("blockquote")
    expect(quote).to_have_text(ALL)
    look = "q => [getComputedStyle(q).color, getComputedStyle(q).fontSize, getComputedStyle(q).letterSpacing]"
    assert quote.first.evaluate(look) == ["rgb(20, 38, 42)", "18px", "normal"]
    assert page.get_by_role("button", name="Kyllä").evaluate("b => getComputedStyle(b).textTransform") == "none"
    assert told == []


def test_a_web_part_that_editing_makes_anew_on_a_page_that_trusts_no_html(
    stage: Stage, site: Stage, held: list[str | None], page: Page, told: list[str]
) -> None:
    html = hosts.in_block("sharepoint", "<lape-qa-chat id='osa' position='inline'></lape-qa-chat>")
    trusting_none = "; require-trusted-types-for 'script'; trusted-types 'none'"
    site.page("/sivu", html.replace("</head>", f"{tag(stage.address)}</head>"), policy(stage.address) + trusting_none)
    page.goto(f"{site.address}/sivu")
    ask(page)
    expect(page.locator(".busy")).to_be_visible()
    page.get_by_role("button", name="Muokkaa sivua").click()
    expect(page.locator("#webPart .busy")).to_be_visible()
    answered(page, stage)
    expect(turns(page).get_by_role("blockquote").last).to_be_visible()
    assert told == []


# ---- scripts that watch --------------------------------------------------------------------------------------

HABITS = re.findall(r'^    "(.+)": ', (hosts.HOSTS / "watching.js").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("habit", HABITS)
def test_scripts_that_wrap_fetch_do_no_harm(
    stage: Stage, site: Stage, held: list[str | None], page: Page, told: list[str], habit: str
) -> None:
    watching = f'<script src="/hosts/watching.js" data-habit="{habit}"></script>'
    html = host("<lape-qa-chat position='inline'></lape-qa-chat>", head=watching)
    html = html.replace("/widget/lape-qa.js", f"{stage.address}/widget/lape-qa.js")
    site.page("/sivu", html, policy(stage.address))
    page.goto(f"{site.address}/sivu")
    ask(page)
    expect(page.locator(".busy")).to_be_visible()
    # Stopping stops, whatever became of the signal.
    page.get_by_role("button", name="Keskeytä").click()
    expect(turns(page).locator(".failure")).to_contain_text("Keskeytit haun.")
    stage.release()
    page.get_by_role("button", name="Yritä uudelleen").click()
    expect(page.locator(".busy")).to_be_visible()
    answered(page, stage)


# ---- what is not set up --------------------------------------------------------------------------------------

FORBIDDEN = "Palvelu ei ole käytössä tällä sivulla. Vika on asetuksissa, ei verkkoyhteydessä"


def closed(handler: Handler, _: dict[str, Any]) -> None:
    """Refuse a page of another origin, as the service does: without leave to read why."""
    handler.give(403, b"{}", Content_Type="application/problem+json", Access_Control_Allow_Origin="")


@pytest.mark.parametrize(
    ("acts", "connect", "logged"),
    [
        ({"/v1/widget/token": closed}, "{0}", "{0} is there, but LAPE_QA_ORIGINS must name {1}"),
        ({}, "'none'", "this page’s policy must name {0} in connect-src"),
        ({}, "{0}", "{0}/v1/ask answered 404: is it the service’s address, and may this page ask it?"),
        ({"/v1/ask/stream": refuse(421)}, "{0}", "{0}/v1/ask/stream answered 421: is it the service’s"),
        (
            {"/v1/ask/stream": lambda handler, _: handler.give(200, b"<html>", Content_Type="text/html")},
            "{0}",
            "{0}/v1/ask/stream answered with text/html: is it a sign-in page?",
        ),
    ],
    ids=["origin", "policy", "address", "name", "sign-in"],
)
def test_what_is_not_set_up_is_not_blamed_on_the_network(
    stage: Stage,
    site: Stage,
    page: Page,
    told: list[str],
    acts: dict[str, Act],
    connect: str,
    logged: str,
) -> None:
    stage.acts.update(acts)
    html = host("<lape-qa-chat position='inline'></lape-qa-chat>")
    html = html.replace("/widget/lape-qa.js", f"{stage.address}/widget/lape-qa.js")
    connects = f"connect-src {connect.format(stage.address)}"
    site.page("/sivu", html, policy(stage.address).replace(f"connect-src {stage.address}", connects))
    page.goto(f"{site.address}/sivu")
    ask(page)
    expect(turns(page).locator(".failure")).to_contain_text(FORBIDDEN)
    expected = logged.format(stage.address, site.address)
    assert [line for line in told if line.startswith(f"lape-qa-chat: {expected}")] != [], told


def test_a_service_that_is_gone_is_the_network(stage: Stage, site: Stage, page: Page) -> None:
    html = host("<lape-qa-chat position='inline'></lape-qa-chat>")
    site.page("/sivu", html.replace("/widget/lape-qa.js", f"{stage.address}/widget/lape-qa.js"), policy(stage.address))
    page.goto(f"{site.address}/sivu")
    page.route(f"{stage.address}/**", lambda route: route.abort())
    ask(page)
    expect(turns(page).locator(".failure")).to_contain_text("Palvelimeen ei saada yhteyttä.")


# ---- the real service ----------------------------------------------------------------------------------------


class Below:
    """An application as it is behind a proxy that has put it below a path, and the headers of questions to it."""

    def __init__(self, path: str, app: FastAPI) -> None:
        self._path = path
        self._app = app
        self.state = app.state
        self.seen: list[dict[bytes, bytes]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "path": scope["path"].removeprefix(self._path)}
            scope["raw_path"] = scope["raw_path"].removeprefix(self._path.encode())
            if (scope["method"], scope["path"]) == ("POST", "/v1/ask/stream"):
                self.seen.append(dict(scope["headers"]))
        await self._app(scope, receive, send)


def test_below_a_path_with_headers_of_the_page_and_a_script_that_adds_more(
    watcher: IndexWatcher, site: Stage, page: Page, told: list[str], tmp_path: Path
) -> None:
    config = Config(exposed=True, origins=(site.address,), state=tmp_path)
    app = Below("/palvelut/lape", create_app(Serving(lambda: watcher), config))
    with listening(app) as address:  # type: ignore[arg-type]
        watching = '<script src="/hosts/watching.js" data-habit="adds headers"></script>'
        html = host("<lape-qa-chat position='inline'></lape-qa-chat>", head=watching)
        script = f"{address}/palvelut/lape/widget/lape-qa.js"
        rules = policy(address).replace(f"{address}/widget/lape-qa.js", script)
        site.page("/sivu", html.replace("/widget/lape-qa.js", script), rules)
        page.goto(f"{site.address}/sivu")
        page.evaluate("document.querySelector('lape-qa-chat').headers = { 'X-Gateway': 'intra' }")
        ask(page, "Kuka on LAPE-muutosagentti Pohjanmaalla vuonna 2019?")
        expect(turns(page).get_by_role("blockquote")).to_contain_text("muutosagentti Riku Niemistö")
        link = turns(page).get_by_role("link", name="Avaa tiivistelmä")
        expect(link).to_have_attribute("href", re.compile(f"^{re.escape(address)}/palvelut/lape/lue/pohjanmaa-"))
        expect(page.get_by_label("Alue")).to_be_visible()
    assert [(sent[b"x-gateway"], sent[b"traceparent"]) for sent in app.seen] == [(b"intra", b"00-a-b-01")]
    assert told == []
