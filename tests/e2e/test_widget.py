"""`<lape-qa-chat>` in a real browser: over the real service, and over one that misbehaves."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback
from support.servers import listening
from support.stage import (
    BORGA,
    CITATIONS,
    COMPARISON,
    COPY,
    FIRST,
    GUIDANCE,
    HELP,
    LAPPI,
    NEAREST,
    NOT_FOUND,
    OVERVIEW,
    QUESTION,
    SECOND,
    SENTENCES,
    TAG,
    TEXT,
    THIRD,
    WIDGET,
    Act,
    Handler,
    Stage,
    answer,
    ask,
    citation,
    event,
    host,
    refuse,
    story,
    turns,
)

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
# Both in one look: between two looks the list may still be scrolling.
TOPS = "(one, other) => [one, other].map(part => part.getBoundingClientRect().top)"


# ---- over the real service -----------------------------------------------------------------------------------


@pytest.fixture
def service(stage: Stage, watcher: IndexWatcher, tmp_path: Path) -> Iterator[str]:
    """The real service as other machines reach it: without a token, pages of the stage get nothing."""
    config = Config(exposed=True, origins=(stage.address,), state=tmp_path)
    with listening(create_app(Serving(lambda: watcher), config)) as address:
        yield address


@pytest.fixture
def intranet(stage: Stage, service: str) -> str:
    """A page of another origin that holds the widget of the real service under a strict policy, with a checksum.

    Its styles reset everything, its fonts are small, and it trusts no string as HTML.
    """
    integrity = base64.b64encode(hashlib.sha384(WIDGET.read_bytes()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src {service}/widget/lape-qa.js; connect-src {service}; style-src 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"
    )
    hostile = (
        "*{all:unset!important;color:red!important;font:1px/1 fantasy!important;display:block!important;"
        "position:static!important;transform:rotate(9deg)!important;visibility:hidden!important;opacity:.1!important}"
        "html{font-size:2px}button,textarea,dialog,section{display:none!important}"
    )
    html = host('<lape-qa-chat id="yksi"></lape-qa-chat>', '<lape-qa-chat position="inline"></lape-qa-chat>')
    tag = (
        f'<link rel="stylesheet" href="/vihamielinen.css"><script type="module" src="{service}/widget/lape-qa.js" '
        f'integrity="sha384-{integrity}" crossorigin="anonymous"></script>'
    )
    stage.page("/intranet", html.replace(TAG, tag), policy)
    stage.acts["/vihamielinen.css"] = lambda handler, _: handler.give(200, hostile.encode(), Content_Type="text/css")
    return stage.address + "/intranet"


def test_a_hostile_page_of_another_origin_with_a_strict_policy_and_two_widgets(
    intranet: str, service: str, page: Page, context: BrowserContext, tmp_path: Path
) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(intranet)
    page.get_by_role("button", name="Kysy LAPEsta").click()
    bubble, inline = page.get_by_role("dialog"), page.get_by_role("region", name="Kysy LAPEn tuloksista")
    bubble.get_by_role("textbox").fill("Kuka on LAPE-muutosagentti Pohjanmaalla vuonna 2019?")
    bubble.get_by_role("button", name="Kysy", exact=True).click()

    quote = bubble.get_by_role("blockquote")
    expect(quote).to_contain_text("muutosagentti Riku Niemistö ja LAPE-kehittäjä Ann Backman.")
    expect(quote).to_be_visible()
    expect(inline.get_by_role("textbox")).to_be_visible()
    expect(inline.get_by_role("article")).to_have_count(0)
    look = quote.evaluate("q => [getComputedStyle(q).color, getComputedStyle(q).fontSize, q.checkVisibility()]")
    assert look == ["rgb(20, 38, 42)", "18px", True]

    bubble.get_by_role("button", name="Näytä asiayhteydessä").first.click()
    expect(bubble.locator(".context mark").first).to_have_text(quote.first.inner_text())
    bubble.get_by_role("button", name="Kyllä", exact=True).click()
    expect(bubble.get_by_role("button", name="Kyllä", exact=True)).to_have_attribute("aria-pressed", "true")
    bubble.get_by_label("Haluatko kertoa lisää?").fill("Juuri tätä hain.")
    bubble.get_by_role("button", name="Lähetä").click()
    expect(bubble.get_by_text("Kiitos palautteesta.")).to_be_visible()
    [given] = Feedback(Database(tmp_path)).export()
    assert (given["useful"], given["comment"]) == (True, "Juuri tätä hain.")

    assert told == []
    assert asked.count(f"{service}/v1/widget/token") == 2, "one for each widget"
    assert {url for url in asked if not url.startswith((service, intranet.rsplit("/", 1)[0]))} == set()
    assert context.cookies() == []
    assert page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]") == [0, 0, ""]


def test_a_script_with_another_checksum_does_not_run(intranet: str, page: Page) -> None:
    changed = WIDGET.read_text("utf-8") + " "
    headers = {"access-control-allow-origin": "*", "content-type": "text/javascript"}
    page.route("**/widget/lape-qa.js", lambda route: route.fulfill(body=changed, headers=headers))
    with page.expect_console_message(lambda message: "digest in the 'integrity' attribute" in message.text):
        page.goto(intranet)
    assert page.evaluate("customElements.get('lape-qa-chat') === undefined")


def test_a_quote_is_shown_in_its_context_and_opened_in_its_source(address: str, page: Page) -> None:
    page.goto(f"{address}/")
    ask(page, "Kuka on LAPE-muutosagentti Pohjanmaalla vuonna 2019?")
    first = turns(page).first
    expect(first.locator("cite").first).to_have_text("LAPE-akatemiat tukemaan muutostyötä")
    expect(first.locator(".cite .small").nth(0)).to_have_text("Tiivistelmä julkaisusta")
    expect(first.locator(".cite .small").nth(1)).to_have_text(
        "Pohjanmaan sote- ja maakuntauudistus (Kärkihankeblogi) · 20.2.2019 · Pohjanmaa"
    )

    first.get_by_role("button", name="Näytä asiayhteydessä").first.click()
    quote = first.get_by_role("blockquote").first.inner_text()
    expect(first.locator(".context mark").first).to_have_text(quote)
    expect(first.locator(".passage strong").first).to_have_text("Hankkeen tulokset Pohjanmaalla")

    with page.expect_popup() as popup:
        first.get_by_role("link", name="Avaa tiivistelmä").first.click()
    reader = popup.value
    expect(reader.locator("mark#lainaus")).to_have_text(quote)
    expect(reader.locator("mark#lainaus")).to_be_in_viewport()


def test_a_slip_of_the_pen_is_mended_and_said(address: str, page: Page) -> None:
    page.goto(f"{address}/")
    ask(page, "Missä Kanta-Hämeen LAPE-hanke piti loppuseminarinsa?")
    expect(turns(page).locator(".read-as")).to_have_text(
        "Kysymys luettiin näin: Missä Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa?"
    )
    expect(turns(page).get_by_role("blockquote").first).to_contain_text("Hämeenlinnassa vuoden 2018 lopulla")


@pytest.mark.parametrize(
    ("question", "nearest"),
    [("När byggdes Åbo slott?", 0), ("Mikä on Lapin Lape-hankkeen muutosagentin nimi?", 2)],
)
def test_a_question_that_the_sources_do_not_answer_says_so_and_shows_what_speaks_of_it(
    address: str, page: Page, question: str, nearest: int
) -> None:
    page.goto(f"{address}/?lang=sv")
    ask(page, question)
    first = turns(page).first
    expect(first.get_by_role("heading", name="Jag hittade inget svar på detta i källorna")).to_be_visible()
    expect(first.get_by_role("listitem")).to_have_count(nearest)
    expect(first.get_by_role("blockquote")).to_have_count(0)


# ---- a conversation ------------------------------------------------------------------------------------------


def test_sentences_are_shown_as_they_come_under_their_sources(stage: Stage, chat: Callable[..., Page]) -> None:
    whole = b": heartbeat\r\n\r\n" + b"".join(story(answer(QUESTION)))
    cut = whole.index("👪".encode()) + 2

    def act(handler: Handler, _: dict[str, Any]) -> None:
        def pieces() -> Iterator[bytes]:
            # Cut inside a character, between the two signs of a line's end, and before the second sentence's end.
            yield whole[:cut]
            second = whole.index(SECOND.encode(), whole.index(b"event: sentence"))
            yield whole[cut : second - 40]
            line = whole.index(b"\r\n", second)
            yield whole[second - 40 : line + 1]
            yield whole[line + 1 : line + 4]
            stage.hold()
            yield whole[line + 4 :]

        handler.stream(pieces())

    stage.acts["/v1/ask/stream"] = act
    page = chat()
    ask(page)

    quotes = turns(page).get_by_role("blockquote")
    expect(quotes).to_have_text([FIRST, SECOND])
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_text("Haetaan vastausta…").first).to_be_visible()
    stage.release()
    expect(quotes).to_have_text([FIRST, SECOND, THIRD])
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    assert [quotes.nth(n).get_attribute("lang") for n in range(3)] == ["fi", "fi", "sv"]
    expect(turns(page).locator(".cite")).to_have_text(
        [
            "Kohtaamispaikat Lapissa Lapin kunnat · 1.3.2019 · Lappi",
            "Familjecentret 2018 · Uusimaa · s.\u00a012",
        ]
    )
    assert turns(page).get_by_role("link").first.get_attribute("href") == (
        f"{stage.address}/lue/lappi%2F1?start={CITATIONS[0]['start']}&end={CITATIONS[0]['end']}&sha256=abababababab"
        f"&also={CITATIONS[1]['start']}-{CITATIONS[1]['end']}#lainaus"
    )


def test_a_slide_and_a_row_are_named_as_pages_are(stage: Stage, chat: Callable[..., Page]) -> None:
    places = [citation(1, LAPPI, FIRST, 0, slide=4), citation(2, BORGA, THIRD, 7, sheet="Perheet", row=14)]
    places.append(citation(3, BORGA | {"id": "c"}, SECOND, 7, page=2, recognised=True))
    places.append(citation(4, BORGA | {"id": "d"}, FIRST, 7, page=3, page_label="iii"))
    sentences = [{"text": cited["quote"], "citation": cited["number"]} for cited in places]
    stage.says(answer(QUESTION, citations=places, sentences=sentences))
    page = chat()
    ask(page)
    expect(turns(page).locator(".cite")).to_have_text(
        [
            "Kohtaamispaikat Lapissa Lapin kunnat · 1.3.2019 · Lappi · dia\u00a04",
            "Familjecentret 2018 · Uusimaa · taulukko Perheet, rivi\u00a014",
            "Familjecentret 2018 · Uusimaa · s.\u00a02, tunnistettu kuvasta",
            "Familjecentret 2018 · Uusimaa · s.\u00a0iii",
        ]
    )


def test_what_is_said_aloud_is_said_in_batches(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION))
    page = chat()
    page.evaluate(
        """() => {
          const status = document.querySelector('lape-qa-chat').shadowRoot.querySelector('[role=status]');
          window.said = [];
          new MutationObserver(() => said.push([...status.children].map(p => [p.lang, p.textContent])))
            .observe(status, {childList: true});
        }"""
    )
    ask(page)
    expect(page.get_by_role("status")).to_contain_text("2018 · Uusimaa")
    said = page.evaluate("said")
    assert len(said) <= 2
    assert [words for batch in said for _, words in batch][:5] == [
        "Haetaan vastausta…",
        FIRST,
        SECOND,
        THIRD,
        "2 lähdettä.",
    ]
    assert ["sv", THIRD] in [line for batch in said for line in batch]
    assert page.get_by_role("log").get_attribute("aria-live") == "off"


READ_AS = {
    "FI, suomi": "Kysymys luettiin näin:",
    "SV, svenska": "Frågan lästes så här:",
    "EN, English": "The question was read as:",
}


def test_a_mended_question_is_shown_said_and_saved_and_another_is_not_repeated(
    stage: Stage, chat: Callable[..., Page]
) -> None:
    slip = "Montako kohtaamispiakkaa Lapissa on?"
    stage.says(answer(slip, read_as=QUESTION), answer(QUESTION))
    page = chat()
    ask(page, slip)
    line = turns(page).locator(".read-as")
    expect(line).to_have_text(f"Kysymys luettiin näin: {QUESTION}")
    expect(line.locator("[lang=fi]")).to_have_text(QUESTION)
    expect(page.get_by_role("status").get_by_text(QUESTION)).to_be_attached()
    for language, words in READ_AS.items():
        page.get_by_role("button", name=language).click()
        expect(line).to_have_text(f"{words} {QUESTION}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    saved = download.value.path().read_text("utf-8")
    assert f"\nYou asked: {slip}\nThe question was read as: {QUESTION}\n\n“{FIRST}” [1]\n" in saved
    ask(page)
    expect(turns(page).nth(1).get_by_role("blockquote")).to_have_count(3)
    expect(line).to_have_count(1)


def test_history_filters_and_what_was_forgotten_go_along(stage: Stage, chat: Callable[..., Page]) -> None:
    carried = [{"kind": "region", "text": "Lappi"}, {"kind": "year", "text": "2019"}]
    stage.acts["/v1/documents"] = lambda handler, _: handler.json({"documents": [LAPPI, BORGA, LAPPI]})
    stage.says(answer("Eka?"), answer("Entä toka?", carried=carried), answer("Entä toka?", carried=carried[1:]))
    page = chat()

    expect(page.get_by_label("Alue").get_by_role("option")).to_have_text(["Kaikki alueet", "Lappi", "Uusimaa"])
    ask(page, "Eka?")
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    page.get_by_label("Alue").select_option("Lappi")
    ask(page, "Entä toka?")
    expect(turns(page).nth(1)).to_contain_text("Rajattu alueeseen Lappi")
    page.get_by_role("button", name="Poista Lappi ja kysy uudelleen").click()

    expect(page.get_by_role("button", name="Poista Lappi ja kysy uudelleen")).to_have_count(0)
    expect(page.get_by_role("button", name="Poista 2019 ja kysy uudelleen")).to_be_visible()
    expect(turns(page)).to_have_count(2)
    expect(turns(page).nth(1).get_by_role("heading", level=3)).to_be_focused()
    filters = {"region": "Lappi"}
    assert stage.asked() == [
        {"question": "Eka?"},
        {"question": "Entä toka?", "history": ["Eka?"], "filters": filters},
        {"question": "Entä toka?", "history": ["Eka?"], "not_carried": ["Lappi"], "filters": filters},
    ]


def test_a_service_that_knows_no_stream_and_no_history_is_asked_without(
    stage: Stage, chat: Callable[..., Page]
) -> None:
    def act(handler: Handler, body: dict[str, Any]) -> None:
        handler.json(answer(body["question"]), 422 if "history" in body else 200)

    stage.acts["/v1/ask"] = act
    page = chat()
    for number, question in enumerate(("Eka?", "Toka?", "Kolmas?"), 1):
        ask(page, question)
        expect(turns(page).get_by_role("blockquote")).to_have_count(3 * number)
    assert [(path, body) for path, body, _ in stage.seen if path.startswith("/v1/ask")] == [
        ("/v1/ask/stream", {"question": "Eka?"}),
        ("/v1/ask", {"question": "Eka?"}),
        ("/v1/ask", {"question": "Toka?", "history": ["Eka?"]}),
        ("/v1/ask", {"question": "Toka?"}),
        ("/v1/ask", {"question": "Kolmas?"}),
    ]


def test_editors_choose_the_suggestions_and_say_where_a_person_is(stage: Stage, chat: Callable[..., Page]) -> None:
    contact = {"name": "Perhekeskus", "url": "https://perhekeskus.example.fi/", "email": "x@example.fi"}
    config = {"suggestions": {"fi": ["Mikä on perhekeskus?"]}, "contact": contact}
    stage.acts["/v1/widget/config"] = lambda handler, _: handler.json(config)
    stage.says(NOT_FOUND)
    page = chat()

    expect(page.locator(".suggestion")).to_have_text(["Mikä on perhekeskus?"])
    page.get_by_role("button", name="Mikä on perhekeskus?").click()
    link = turns(page).get_by_role("link", name="Perhekeskus", exact=True)
    expect(link).to_have_attribute("href", "https://perhekeskus.example.fi/")
    expect(turns(page)).to_contain_text("Ihmisen tavoitat täältä: Perhekeskus")
    expect(page.locator(".tools .contact")).to_have_text("Ihmisen tavoitat täältä: Perhekeskus")
    expect(turns(page).locator(".nearest .passage")).to_have_text("Lähin kohta.")
    expect(turns(page).locator(".nearest .cite")).to_have_text(
        "Kohtaamispaikat Lapissa Lapin kunnat · 1.3.2019 · Lappi · s.\u00a03"
    )


def test_a_token_is_fetched_once_and_again_when_it_is_refused(stage: Stage, chat: Callable[..., Page]) -> None:
    given: list[str] = []

    def token(handler: Handler, _: dict[str, Any]) -> None:
        given.append(f"t{len(given) + 1}")
        handler.json({"token": given[-1], "expires_in": 600})

    def act(handler: Handler, body: dict[str, Any]) -> None:
        restarted = len(stage.asked()) >= 3 and handler.headers["Authorization"] != "Bearer t2"
        handler.json({}, 401) if restarted else handler.stream(story(answer(body["question"])))

    stage.acts |= {"/v1/widget/token": token, "/v1/ask/stream": act}
    page = chat()
    for number in (1, 2, 3):
        ask(page, f"{number}?")
        expect(turns(page).get_by_role("blockquote")).to_have_count(3 * number)
    sent = [authorization for path, _, authorization in stage.seen if path == "/v1/ask/stream"]
    assert sent == ["Bearer t1", "Bearer t1", "Bearer t1", "Bearer t2"]


def test_an_opinion_and_its_comment_are_sent(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION, answer_id="a1"))
    stage.acts["/v1/feedback"] = lambda handler, _: handler.give(204, b"")
    page = chat()
    ask(page)
    page.get_by_role("button", name="Ei", exact=True).click()
    expect(page.get_by_role("button", name="Ei", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Haluatko kertoa lisää?").fill("Vuosi puuttui.")
    page.get_by_role("button", name="Lähetä").click()
    expect(turns(page).get_by_text("Kiitos palautteesta.")).to_be_focused()
    assert [body for path, body, _ in stage.seen if path == "/v1/feedback"] == [
        {"answer_id": "a1", "useful": False},
        {"answer_id": "a1", "useful": False, "comment": "Vuosi puuttui."},
    ]


def test_a_service_that_takes_no_opinions_is_offered_none(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION, answer_id="a1"), answer(QUESTION))
    page = chat()
    ask(page)
    page.get_by_role("button", name="Kyllä").click()
    expect(page.get_by_role("group", name="Oliko vastauksesta apua?")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_be_focused()


def test_an_opinion_that_does_not_arrive_is_not_shown_as_given(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION, answer_id="a1"))
    stage.acts["/v1/feedback"] = lambda handler, _: handler.json({}, 503)
    page = chat()
    ask(page)
    page.get_by_role("button", name="Kyllä").click()
    expect(turns(page)).to_contain_text("Palautetta ei saatu lähetettyä.")
    expect(page.get_by_role("button", name="Kyllä")).to_have_attribute("aria-pressed", "false")


CURRENT = {"text": TEXT, "sha256": "ab" * 32}
OTHER = {"text": "Muuta.", "sha256": "cd" * 32}
REFERENCES = """\
”{0}” [1]
”{1}” [2]
”{2}” [3]

[1] Kohtaamispaikat Lapissa · Lapin kunnat · 1.3.2019 · Lappi
    {3}/lue/lappi%2F1?start={4}&end={5}&sha256=abababababab#lainaus
[2] Kohtaamispaikat Lapissa · Lapin kunnat · 1.3.2019 · Lappi
    {3}/lue/lappi%2F1?start={6}&end={7}&sha256=abababababab#lainaus
[3] Familjecentret · 2018 · Uusimaa · s.\u00a012
    {3}/lue/borga?start=7&end=26&sha256=abababababab#lainaus"""


def references(address: str) -> str:
    places = [place for cited in CITATIONS[:2] for place in (cited["start"], cited["end"])]
    return REFERENCES.format(FIRST, SECOND, THIRD, address, *places)


def test_an_answer_is_copied_with_its_references(
    stage: Stage, chat: Callable[..., Page], context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=stage.address)
    stage.says(answer(QUESTION))
    page = chat()
    ask(page)
    page.get_by_role("button", name="Kopioi: Teksti").click()
    expect(page.get_by_role("status").get_by_text("Vastaus ja lähteet on kopioitu.")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == references(stage.address)


ORIGINAL = "https://lappi.example.fi/kohtaamispaikat"
DIGESTS = [
    # A scheme that could run a script is no link.
    *(
        {"document": LAPPI | {"digest": True, "url": ORIGINAL}},
        {"document": BORGA | {"digest": True, "url": "javascript:1"}},
    ),
]


def test_a_digest_says_so_and_leads_to_the_original(
    stage: Stage, chat: Callable[..., Page], context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=stage.address)
    lappi, borga = DIGESTS
    cited = [CITATIONS[0] | lappi | {"copies": [COPY | borga]}, CITATIONS[2] | borga]
    sections = [{"title": "Kohtaamispaikat Lapissa", "sentences": [1]}, {"title": "Uusimaa", "sentences": [2]}]
    said = [SENTENCES[0], SENTENCES[2]]
    stage.says(answer(QUESTION, citations=cited, sentences=said, sections=sections, more=[borga["document"]]))
    page = chat()
    ask(page)

    turn = turns(page)
    # Also below a heading that is the title: it is not the title of the text that is quoted.
    expect(turn.locator(".cite")).to_have_text(
        [
            "Tiivistelmä julkaisusta Kohtaamispaikat Lapissa Lapin kunnat · 1.3.2019 · Lappi",
            "Tiivistelmä julkaisusta Familjecentret 2018 · Uusimaa · s.\u00a012",
        ]
    )
    expect(turn.locator(".copies")).to_contain_text("Sama teksti myös: Tiivistelmä julkaisusta ”Familjecentret”")
    expect(turn.locator(".links").get_by_role("link")).to_have_text(
        [
            "Avaa tiivistelmä: Kohtaamispaikat Lapissa (avautuu uuteen välilehteen)",
            "Avaa alkuperäinen: Kohtaamispaikat Lapissa (avautuu uuteen välilehteen)",
            "Avaa tiivistelmä: Familjecentret (avautuu uuteen välilehteen)",
        ]
    )
    expect(turn.get_by_role("link", name="Avaa alkuperäinen")).to_have_attribute("href", ORIGINAL)
    expect(turn.locator(".more li")).to_contain_text("Tiivistelmä julkaisusta Familjecentret")
    expect(page.get_by_role("status").get_by_text("Tiivistelmä julkaisusta")).to_have_count(2)

    page.get_by_role("button", name="Kopioi: Teksti").click()
    expect(page.get_by_role("status").get_by_text("Vastaus ja lähteet on kopioitu.")).to_be_attached()
    start, end = CITATIONS[0]["start"], CITATIONS[0]["end"]
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"Kohtaamispaikat Lapissa\n”{FIRST}” [1]\n\nUusimaa\n”{THIRD}” [3]\n\n"
        "[1] Tiivistelmä julkaisusta ”Kohtaamispaikat Lapissa” · Lapin kunnat · 1.3.2019 · Lappi\n"
        "    Sama teksti myös: Tiivistelmä julkaisusta ”Familjecentret”\n"
        f"    {stage.address}/lue/lappi%2F1?start={start}&end={end}&sha256=abababababab#lainaus\n"
        f"    Avaa alkuperäinen: {ORIGINAL}\n"
        "[3] Tiivistelmä julkaisusta ”Familjecentret” · 2018 · Uusimaa · s.\u00a012\n"
        f"    {stage.address}/lue/borga?start=7&end=26&sha256=abababababab#lainaus\n\n"
        f"Aiheesta kertoo myös yksi lähde:\n– Tiivistelmä julkaisusta ”Familjecentret”\n    {stage.address}/lue/borga"
    )


@pytest.mark.parametrize(
    ("language", "what", "ways"),
    [
        ("sv", "Sammandrag av", ["Öppna sammandraget", "Öppna originalet"]),
        ("en", "Summary of", ["Open the summary", "Open the original"]),
    ],
)
def test_a_digest_says_so_in_the_visitors_language(
    stage: Stage, chat: Callable[..., Page], language: str, what: str, ways: list[str]
) -> None:
    stage.says(answer(QUESTION, citations=[CITATIONS[0] | DIGESTS[0]], sentences=SENTENCES[:1]))
    page = chat(f'language="{language}" fixed-language')
    ask(page)
    expect(turns(page).locator(".cite")).to_contain_text(f"{what} Kohtaamispaikat Lapissa")
    expect(turns(page).locator(".links").get_by_role("link")).to_have_text([re.compile(f"^{way}:") for way in ways])


def test_a_page_without_https_has_the_old_way_to_copy(
    stage: Stage, chat: Callable[..., Page], context: BrowserContext
) -> None:
    context.add_init_script("delete Navigator.prototype.clipboard")
    stage.says(answer(QUESTION))
    page = chat()
    page.evaluate("document.addEventListener('copy', () => (window.copied = true))")
    ask(page)
    page.get_by_role("button", name="Kopioi: Teksti").click()
    expect(page.get_by_role("status").get_by_text("Vastaus ja lähteet on kopioitu.")).to_be_attached()
    assert page.evaluate("window.copied") is True
    expect(page.get_by_role("button", name="Kopioi: Teksti")).to_be_focused()


def test_a_conversation_is_saved_as_a_file_and_cleared(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION), NOT_FOUND)
    page = chat()
    page.clock.set_fixed_time("2026-11-22T10:05:00Z")
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    ask(page, "Kuka?")
    expect(turns(page).nth(1)).to_contain_text("En löytänyt")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tallenna").click()
    assert download.value.suggested_filename == "lape-qa-2026-11-22.txt"
    assert download.value.path().read_text("utf-8-sig") == (
        "Keskustelu LAPEn tuloksista\n22. marraskuuta 2026 klo 12.05\n"
        "Lainaukset ovat lähteiden teksteistä sanasta sanaan, ellei toisin mainita. "
        "Automaattinen palvelu arvioi, vastaavatko ne kysymykseen.\n\n"
        f"Kysyit: {QUESTION}\n\n{references(stage.address)}\n\n"
        "Kysyit: Kuka?\n\nEn löytänyt tähän vastausta lähteistä.\n"
    )

    page.get_by_role("button", name="Tyhjennä").click()
    expect(turns(page)).to_have_count(0)
    expect(page.get_by_role("textbox")).to_be_focused()
    expect(page.locator(".suggestion")).to_have_count(3)


def test_what_a_language_model_worded_is_told_apart_from_quotes(
    stage: Stage, chat: Callable[..., Page], context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    worded: dict[str, Any] = {"text": "Kohtaamispaikkoja avattiin Lapissa kolme.", "citation": 1, "written_by": "llm"}
    stage.says(answer(QUESTION, sentences=[worded, *SENTENCES[:2]], citations=CITATIONS[:2]))
    stage.acts["/v1/widget/config"] = lambda handler, _: handler.json({"llm": True})
    page = chat()
    expect(page.locator(".welcome")).to_contain_text("muotoilee ne kielimallilla")
    ask(page)
    quoted = turns(page).locator(".quoted")
    expect(quoted).to_have_count(2)
    expect(quoted.nth(0).locator("> p")).to_have_text([worded["text"], "Kielimallin muotoilema. Lähteessä lukee:"])
    expect(quoted.locator("> p")).to_have_count(2)
    expect(quoted.get_by_role("blockquote")).to_have_text([FIRST, SECOND])
    said = page.get_by_role("status")
    for words in (worded["text"], "Kielimallin muotoilema. Lähteessä lukee:", FIRST):
        expect(said.get_by_text(words, exact=True).first).to_be_attached()
    page.get_by_role("button", name="Kopioi: Teksti").click()
    expect(said.get_by_text("Vastaus ja lähteet on kopioitu.")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()").splitlines()[:4] == [
        f"{worded['text']} [1]",
        f"    Kielimallin muotoilema. Lähteessä lukee: ”{FIRST}”",
        f"”{FIRST}” [1]",
        f"”{SECOND}” [2]",
    ]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (CURRENT, f"Ennen oli neuvola. {FIRST} {SECOND} Sitten tuli kesä."),
        (OTHER, f"Lähde on muuttunut lainaamisen jälkeen. Lainaus kuului näin:{FIRST}{SECOND}"),
        (None, f"Lähteen tekstiä ei saatu juuri nyt. Lainaus kuuluu näin:{FIRST}{SECOND}"),
    ],
    ids=["there", "changed", "missing"],
)  # fmt: skip
def test_the_quotes_of_a_source_expand_to_their_context(
    stage: Stage, chat: Callable[..., Page], document: dict[str, str] | None, words: str
) -> None:
    stage.says(answer(QUESTION))
    stage.acts["/v1/documents/lappi%2F1"] = lambda handler, _: handler.json(document, 200 if document else 500)
    page = chat()
    ask(page)
    expect(page.locator(".busy")).to_have_count(0)
    more = page.get_by_role("button", name="Näytä asiayhteydessä").first
    more.click()
    context = page.locator(".context").first
    expect(context.locator("mark")).to_have_text([FIRST, SECOND])
    assert " ".join((context.text_content() or "").split()) == words
    expect(more).to_have_attribute("aria-expanded", "true")
    more.click()
    expect(context).to_be_hidden()


def test_a_context_opened_while_the_answer_comes_stays_open(stage: Stage, chat: Callable[..., Page]) -> None:
    def act(handler: Handler, _: dict[str, Any]) -> None:
        def pieces() -> Iterator[bytes]:
            told = story(answer(QUESTION))
            yield b"".join(told[:2])
            for rest in (b"".join(told[2:-1]), told[-1]):
                stage.hold()
                yield rest

        handler.stream(pieces())

    stage.acts["/v1/ask/stream"] = act
    stage.acts["/v1/documents/lappi%2F1"] = lambda handler, _: handler.json(CURRENT)
    page = chat()
    ask(page)
    more = page.get_by_role("button", name="Näytä asiayhteydessä").first
    more.press("Enter")
    marked = page.locator(".context").first.locator("mark")
    expect(marked).to_have_text([FIRST])
    stage.release()
    expect(marked).to_have_text([FIRST, SECOND])
    expect(more).to_be_focused()
    stage.release()
    expect(page.locator(".busy")).to_have_count(0)
    expect(marked).to_have_text([FIRST, SECOND])
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(more).to_be_focused()
    more.press("Enter")
    expect(page.locator(".context").first).to_be_hidden()


# ---- kinds of answers ----------------------------------------------------------------------------------------


def test_an_overview_is_grouped_with_a_card_for_each_source(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(OVERVIEW)
    page = chat()
    ask(page)
    sections = turns(page).locator("section")
    expect(sections.get_by_role("heading", level=4)).to_have_text(["Lappi", "Uusimaa"])
    expect(sections.nth(0).get_by_role("blockquote")).to_have_text([FIRST, SECOND])
    expect(turns(page).locator(".number")).to_have_text(["Lainaus 1:1", "Lainaus 2:2", "Lainaus 3:3"])
    expect(turns(page).locator(".source cite")).to_have_text(["Kohtaamispaikat Lapissa", "Familjecentret"])
    mark = turns(page).get_by_role("blockquote").locator("mark")
    expect(mark).to_have_text(["kolme"])
    assert mark.evaluate("m => getComputedStyle(m).fontWeight") == "700"
    expect(turns(page).locator(".doubt")).to_have_text(
        "Epävarma. Lainaukset eivät ehkä vastaa kysymykseesi. Tarkista lähteestä."
    )
    remark = turns(page).get_by_text("Poimintoja lähteistä – ei tyhjentävä.")
    expect(remark).to_be_visible()
    # Before the quotes: that there is more is to be known before the first is taken for all.
    tops = remark.evaluate(TOPS, sections.nth(0).element_handle())
    assert tops[0] < tops[1]

    expect(turns(page).locator(".copies")).to_have_text(
        "Sama teksti myös: Simon perhekeskus (avautuu uuteen välilehteen)"
    )
    expect(turns(page).locator(".copies a")).to_have_attribute(
        "href", f"{stage.address}/lue/simo%2F1?start=2&end=9#lainaus"
    )
    further = turns(page).locator(".more li a")
    expect(further.first).to_be_hidden()
    turns(page).get_by_text("Aiheesta kertoo myös 2 lähdettä").click()
    expect(further).to_have_text(
        ["Simon perhekeskus (avautuu uuteen välilehteen)", "Esbo (avautuu uuteen välilehteen)"]
    )
    assert [link.get_attribute("href") for link in further.all()] == [
        f"{stage.address}/lue/simo%2F1",
        f"{stage.address}/lue/esbo",
    ]
    expect(turns(page).get_by_role("link", name="Selaa lähteitä")).to_have_attribute(
        "href", f"{stage.address}/lahteet?lang=fi&alue=Lappi"
    )


def test_a_grouped_answer_is_copied_with_its_headings(
    stage: Stage, chat: Callable[..., Page], context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=stage.address)
    stage.says(OVERVIEW)
    page = chat()
    ask(page)
    page.get_by_role("button", name="Kopioi: Teksti").click()
    expect(page.get_by_role("status").get_by_text("Vastaus ja lähteet on kopioitu.")).to_be_attached()
    given, _, sources = references(stage.address).partition("\n\n")
    sources = sources.replace("Lappi\n", "Lappi\n    Sama teksti myös: Simon perhekeskus\n", 1)
    assert given == f"”{FIRST}” [1]\n”{SECOND}” [2]\n”{THIRD}” [3]"
    assert page.evaluate("navigator.clipboard.readText()") == (
        "Epävarma. Lainaukset eivät ehkä vastaa kysymykseesi. Tarkista lähteestä.\n\n"
        "Poimintoja lähteistä – ei tyhjentävä.\n\n"
        f"Lappi\n”{FIRST}” [1]\n”{SECOND}” [2]\n\nUusimaa\n”{THIRD}” [3]\n\n{sources}\n\n"
        f"Aiheesta kertoo myös 2 lähdettä:\n– Simon perhekeskus\n    {stage.address}/lue/simo%2F1\n"
        f"– Esbo\n    {stage.address}/lue/esbo"
    )


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (500, False)])
def test_a_comparison_stands_side_by_side_where_there_is_room(
    stage: Stage, chat: Callable[..., Page], page: Page, width: int, beside: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    stage.says(COMPARISON)
    chat('position="inline"')
    ask(page)
    one, other = turns(page).locator("section").nth(0), turns(page).locator("section").nth(1)
    expect(other).to_contain_text("Lähteistä ei löytynyt tästä lainattavaa.")
    tops = one.evaluate(TOPS, other.element_handle())
    assert (tops[0] == tops[1]) is beside


def test_guidance_offers_questions_and_asks_for_no_opinion(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(GUIDANCE, answer("Mikä on perhekeskus?"))
    page = chat()
    ask(page, "moi")
    guidance = turns(page).first
    expect(guidance.get_by_text("Hei! Kysy minulta LAPEsta.")).to_be_visible()
    expect(guidance.get_by_role("heading", level=4)).to_have_count(0)
    expect(guidance.get_by_role("button")).to_have_text(["Mikä on LAPE?", "Mikä on perhekeskus?"])
    expect(page.get_by_role("status")).to_contain_text("Hei! Kysy minulta LAPEsta.")
    guidance.get_by_role("button", name="Mikä on perhekeskus?").click()
    expect(turns(page).nth(1).get_by_role("blockquote")).to_have_count(3)
    assert stage.asked()[1] == {"question": "Mikä on perhekeskus?", "history": ["moi"]}


def test_help_stands_alone_with_numbers_to_call_and_the_contact(stage: Stage, chat: Callable[..., Page]) -> None:
    contact = {"name": "Perhekeskus", "email": "x@example.fi"}
    stage.acts["/v1/widget/config"] = lambda handler, _: handler.json({"contact": contact})
    stage.says(HELP)
    page = chat()
    ask(page, "Apua!")
    links = turns(page).get_by_role("link")
    expect(links).to_have_text(["112", "116\u00a0117", "116 111", "Perhekeskus"])
    assert [link.get_attribute("href") for link in links.all()] == [
        "tel:112",
        "tel:116117",
        "tel:116111",
        "mailto:x@example.fi",
    ]
    expect(turns(page).get_by_role("heading", level=4)).to_have_count(0)
    expect(turns(page).get_by_role("button")).to_have_count(0)


def test_that_there_is_no_more_is_not_set_off_like_help(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(NOT_FOUND | {"text": "Enempää en löytänyt lähteistä tästä aiheesta.", "nearest": []})
    page = chat()
    ask(page, "Kerro lisää")
    expect(turns(page).get_by_text("Enempää en löytänyt lähteistä tästä aiheesta.")).to_be_visible()
    expect(turns(page).locator(".help")).to_have_count(0)
    expect(turns(page).get_by_role("heading", level=4)).to_have_count(0)


def test_what_is_not_found_is_asked_of_a_region_and_of_all_again(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.acts["/v1/documents"] = lambda handler, _: handler.json({"documents": [LAPPI, BORGA]})
    stage.says(NOT_FOUND | {"regions": ["Lappi", "Kainuu"]})
    page = chat()
    ask(page, "Kuka?")
    # There are no sources of Kainuu.
    offered = turns(page).locator(".others").get_by_role("button")
    expect(offered).to_have_text(["Rajaa alueeseen Lappi"])
    offered.click()
    expect(offered).to_have_text(["Kysy kaikista alueista"])
    expect(turns(page)).to_contain_text("Rajattu alueeseen Lappi")
    expect(page.get_by_label("Alue")).to_have_value("")
    offered.click()
    expect(offered).to_have_text(["Rajaa alueeseen Lappi"])
    assert [body.get("filters") for body in stage.asked()] == [None, {"region": "Lappi"}, None]


def test_regions_that_come_later_than_the_answer_are_offered_too(stage: Stage, chat: Callable[..., Page]) -> None:
    def late(handler: Handler, _: dict[str, Any]) -> None:
        stage.hold()
        handler.json({"documents": [LAPPI, BORGA]})

    stage.acts["/v1/documents"] = late
    stage.says(NOT_FOUND | {"regions": ["Lappi"]})
    page = chat()
    ask(page, "Kuka?")
    expect(turns(page)).to_contain_text("En löytänyt tähän vastausta lähteistä")
    expect(turns(page).locator(".others")).to_have_count(0)
    stage.release()
    expect(turns(page).locator(".others").get_by_role("button")).to_have_text(["Rajaa alueeseen Lappi"])


LONG = (
    "## Ohjaus\n\nPilotti alkoi. Ohjausta kokeiltiin Kittilässä. Tulos oli hyvä.\n\n- Lopuksi juotiin kahvia ja "
    + "puhuttiin pitkään " * 20
    + "perhekeskuksesta."
)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Kuka alkoi?", "Pilotti alkoi. Ohjausta kokeiltiin Kittilässä. …"),
        ("Kuka ohjasi Kittilää?", "… Ohjausta kokeiltiin Kittilässä. Tulos oli hyvä. …"),
        ("Kuka joi kahvia?", "… Lopuksi juotiin kahvia ja " + "puhuttiin pitkään " * 14 + "…"),
    ],
)
def test_what_speaks_of_a_question_is_cut_to_its_best_place(
    stage: Stage, chat: Callable[..., Page], question: str, shown: str
) -> None:
    near = NEAREST | {"text": LONG}
    stage.says(NOT_FOUND | {"question": question, "read_as": question, "nearest": [near]})
    page = chat()
    ask(page, question)
    expect(turns(page).locator(".nearest .passage")).to_have_text(shown)


# ---- what goes wrong -----------------------------------------------------------------------------------------


def stream(*pieces: bytes) -> Act:
    return lambda handler, _: handler.stream(pieces)


TOLD = story(answer(QUESTION))
FAULTS = {
    "limited": (refuse(429, Retry_After="12"), "Yritä uudelleen 12 sekunnin kuluttua."),
    "limited without a time": (refuse(429), "liian monta lyhyessä ajassa. Yritä hetken kuluttua"),
    "unreadable": (refuse(422), "Kysymystä ei voitu lukea."),
    "too large": (refuse(413), "Kysymystä ei voitu lukea."),
    "forbidden": (refuse(403), "Palvelu ei ole käytössä tällä sivulla."),
    "no index": (refuse(503), "Palvelu ei ole juuri nyt käytettävissä."),
    "out of order": (refuse(500), "Palvelussa on häiriö (virhe 500)."),
    "dies at once": (stream(), "Yhteys palvelimeen katkesi kesken vastauksen."),
    "dies after a sentence": (stream(*TOLD[:2]), "Yhteys palvelimeen katkesi kesken vastauksen."),
    "dies inside an event": (stream(*TOLD[:3], TOLD[-1][:-30]), "Yhteys palvelimeen katkesi kesken vastauksen."),
    "an error in the stream": (stream(TOLD[0], event("error", {"status": 503})), "Palvelu ei ole juuri nyt"),
    "no JSON": (stream(b"event: verdict\ndata: {\n\n"), "Yhteys palvelimeen katkesi kesken vastauksen."),
    "no reply": (stream(event("verdict", {"outcome": "answered"})), "Palvelu ei ole juuri nyt käytettävissä."),
    "a sentence without a source": (
        stream(event("verdict", answer(QUESTION, citations=CITATIONS[:2]))),
        "Palvelu ei ole juuri nyt käytettävissä.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_in_words_and_the_question_is_kept(stage: Stage, chat: Callable[..., Page], fault: str) -> None:
    act, words = FAULTS[fault]
    stage.acts["/v1/ask/stream"] = act
    page = chat()
    ask(page)
    failure = turns(page).locator(".failure")
    expect(failure).to_contain_text(words)
    expect(failure).to_contain_text("Kysymyksesi on tallessa.")
    expect(turns(page).get_by_role("blockquote")).to_have_count(0)
    page.get_by_role("textbox").fill("seuraava")

    stage.says(answer(QUESTION))
    page.get_by_role("button", name="Yritä uudelleen").click()
    expect(turns(page).get_by_role("blockquote")).to_have_text([FIRST, SECOND, THIRD])
    expect(page.get_by_role("textbox")).to_have_value("seuraava")
    assert {body["question"] for body in stage.asked()} == {QUESTION}


def test_a_server_that_is_gone_and_a_network_that_is_gone(
    stage: Stage, chat: Callable[..., Page], context: BrowserContext
) -> None:
    page = chat()
    page.route("**/v1/**", lambda route: route.abort())
    ask(page)
    expect(turns(page)).to_contain_text("Palvelimeen ei saada yhteyttä.")
    context.set_offline(True)
    page.get_by_role("button", name="Yritä uudelleen").click()
    expect(turns(page)).to_contain_text("Verkkoyhteys on poikki.")


def test_a_server_that_falls_silent_is_waited_for_no_longer_than_half_a_minute(
    stage: Stage, chat: Callable[..., Page]
) -> None:
    def act(handler: Handler, _: dict[str, Any]) -> None:
        def pieces() -> Iterator[bytes]:
            yield TOLD[0] + TOLD[1]
            stage.hold()
            yield b": still here\n\n" + TOLD[2]
            stage.hold()

        handler.stream(pieces())

    stage.acts["/v1/ask/stream"] = act
    page = chat()
    page.clock.install()
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(1)
    page.clock.run_for(29_000)
    stage.release()
    expect(turns(page).get_by_role("blockquote")).to_have_count(2)
    page.clock.run_for(29_000)
    expect(turns(page).locator(".failure")).to_have_count(0)
    page.clock.run_for(2_000)
    expect(turns(page).locator(".failure")).to_contain_text("Palvelin ei vastannut ajoissa.")


def test_a_search_can_be_stopped_and_what_is_being_written_stays(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.acts["/v1/ask/stream"] = lambda handler, _: stage.hold()
    page = chat()
    ask(page)
    page.get_by_role("textbox").press_sequentially("uusi")
    page.get_by_role("textbox").press("Enter")
    expect(turns(page)).to_have_count(1)
    page.get_by_role("button", name="Keskeytä").click()
    expect(turns(page).locator(".failure")).to_contain_text("Keskeytit haun.")
    expect(page.get_by_role("textbox")).to_have_value("uusi")


@pytest.mark.parametrize(
    ("written", "words"),
    [("  ", "Kirjoita ensin kysymys."), ("a" * 1001, "Kysymys on liian pitkä. Lyhennä se enintään 1 000 merkkiin.")],
)
def test_what_cannot_be_asked_is_said_beside_the_field(
    stage: Stage, chat: Callable[..., Page], written: str, words: str
) -> None:
    page = chat()
    ask(page, written)
    field = page.get_by_role("textbox")
    expect(page.get_by_role("alert")).to_have_text(words)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(words)
    expect(field).to_be_focused()
    expect(field).to_have_value(written)
    assert stage.asked() == []
    field.press("a")
    expect(page.get_by_role("alert")).to_have_text("")


# ---- attributes ----------------------------------------------------------------------------------------------


def test_nothing_is_asked_of_the_service_before_somebody_looks(stage: Stage, page: Page) -> None:
    stage.page("/sivu", host("<lape-qa-chat></lape-qa-chat>"))
    page.goto(stage.address + "/sivu")
    expect(page.get_by_role("button", name="Kysy LAPEsta")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert {path for path, _, _ in stage.seen} <= {"/sivu", "/widget/lape-qa.js", "/favicon.ico"}


def test_a_conversation_is_remembered_only_when_the_page_says_so(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION))
    page = chat()
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]

    page = chat('remember id="muisti"', "/muistava")
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    page.get_by_role("textbox").fill("kesken")
    page.get_by_role("button", name="SV, svenska").click()
    assert page.evaluate("[Object.keys(sessionStorage), localStorage.length]") == [["lape-qa-chat:muisti"], 0]
    page.reload()
    expect(turns(page).get_by_role("blockquote")).to_have_text([FIRST, SECOND, THIRD])
    expect(page.get_by_role("textbox")).to_have_value("kesken")
    expect(page.get_by_role("dialog", name="Fråga om resultaten av LAPE")).to_be_visible()


def test_a_question_under_way_when_the_page_was_left_can_be_asked_again(
    stage: Stage, chat: Callable[..., Page]
) -> None:
    stage.acts["/v1/ask/stream"] = lambda handler, _: stage.hold()
    page = chat("remember")
    ask(page)
    expect(turns(page)).to_have_count(1)
    page.reload()
    stage.says(answer(QUESTION))
    page.get_by_role("button", name="Yritä uudelleen").click()
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)


LANGUAGES = {
    "fi": ("Kysy LAPEn tuloksista", "Avaa lähteessä", "1.3.2019 · Lappi", "s.\u00a012"),
    "sv": ("Fråga om resultaten av LAPE", "Öppna i källan", "1.3.2019 · Lappland", "s.\u00a012"),
    "en": ("Ask about the results of LAPE", "Open in the source", "1 March 2019 · Lapland", "p.\u00a012"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_widget_speaks_the_language_of_its_attribute_or_its_page(
    stage: Stage, chat: Callable[..., Page], language: str
) -> None:
    heading, link, facts, place = LANGUAGES[language]
    stage.says(answer(QUESTION))
    page = chat(f'language="{language}" fixed-language position="inline"')
    expect(page.get_by_role("region", name=heading)).to_be_visible()
    expect(page.get_by_role("group", name=re.compile("Kieli|Språk|Language"))).to_have_count(0)
    ask(page)
    expect(turns(page).get_by_role("link", name=link)).to_have_count(2)
    expect(turns(page).locator(".cite").first).to_contain_text(facts)
    expect(turns(page).locator(".cite").last).to_contain_text(place)

    page.evaluate("""language => {
      const chat = document.querySelector('lape-qa-chat');
      chat.removeAttribute('language');
      document.documentElement.lang = language;
      chat.setAttribute('heading', '');
    }""", language)  # fmt: skip
    expect(page.get_by_role("region", name=heading)).to_be_visible()
    expect(turns(page).get_by_role("blockquote").first).to_have_text(FIRST)


def test_the_language_can_be_switched_in_the_middle(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION))
    page = chat()
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    page.get_by_role("textbox").fill("kesken")
    page.get_by_role("button", name="EN, English").click()
    expect(page.get_by_role("button", name="EN, English")).to_be_focused()
    expect(page.get_by_role("dialog", name="Ask about the results of LAPE")).to_be_visible()
    expect(turns(page).get_by_role("link", name="Open in the source")).to_have_count(2)
    expect(page.get_by_role("textbox")).to_have_value("kesken")


def test_attributes_are_followed_while_the_page_lives(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION))
    page = chat('heading="Kysy kunnalta" theme="dark"')
    dialog = page.get_by_role("dialog", name="Kysy kunnalta")
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    background = "e => getComputedStyle(e).backgroundColor"
    assert dialog.evaluate(background) == "rgb(18, 29, 32)"
    page.evaluate("document.querySelector('lape-qa-chat').setAttribute('theme', 'light')")
    assert dialog.evaluate(background) == "rgb(255, 255, 255)"
    page.evaluate("document.querySelector('lape-qa-chat').removeAttribute('open')")
    expect(dialog).to_be_hidden()
    page.evaluate("document.querySelector('lape-qa-chat').setAttribute('position', 'inline')")
    expect(page.get_by_role("region", name="Kysy kunnalta")).to_be_visible()
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)


def test_a_service_behind_a_path_of_a_proxy_is_asked_there(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.acts["/lape/v1/ask/stream"] = stream(*TOLD)
    page = chat('endpoint="/lape"')
    ask(page)
    expect(turns(page).get_by_role("link").first).to_have_attribute(
        "href", re.compile(re.escape(f"{stage.address}/lape/lue/lappi%2F1?"))
    )


def test_the_manifest_lists_the_attributes_parts_and_properties_that_there_are(
    stage: Stage, chat: Callable[..., Page]
) -> None:
    manifest = json.loads((ROOT / "widget" / "custom-elements.json").read_text("utf-8"))
    (declared,) = manifest["modules"][0]["declarations"]
    page = chat()
    observed = page.evaluate("customElements.get('lape-qa-chat').observedAttributes")
    assert [attribute["name"] for attribute in declared["attributes"]] == observed
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "widget" / "src").glob("*.ts"))
    parts = sorted(set(re.findall(r'part: "([\w-]+)"', sources)))
    assert sorted(part["name"] for part in declared["cssParts"]) == parts
    style = (ROOT / "widget" / "src" / "style.css").read_text("utf-8")
    properties = sorted(set(re.findall(r"var\((--lape-qa-[\w-]+)", style)))
    assert sorted(prop["name"] for prop in declared["cssProperties"]) == properties


# ---- keyboard and size ---------------------------------------------------------------------------------------

ACTIVE = """() => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  const label = active.getAttribute('aria-label') ?? active.labels?.[0]?.innerText ?? active.innerText;
  return `${active.localName} ${label.trim().split(/[\\n:]/)[0].trim()}`;
}"""


def test_the_keyboard_alone_is_enough(stage: Stage, page: Page) -> None:
    stage.acts["/v1/documents"] = lambda handler, _: handler.json({"documents": [LAPPI, BORGA]})
    stage.acts["/v1/documents/lappi%2F1"] = lambda handler, _: handler.json({"text": TEXT, "sha256": "ab" * 32})
    stage.says(answer(QUESTION, answer_id="a1", sentences=SENTENCES[:1], citations=CITATIONS[:1]))
    stage.page("/sivu", host('<a href="#x">Ennen</a>', "<lape-qa-chat></lape-qa-chat>", '<a href="#y">Jälkeen</a>'))
    page.goto(stage.address + "/sivu")

    def reached(*keys: str) -> list[str]:
        found = []
        for key in keys:
            page.keyboard.press(key)
            found.append(page.evaluate(ACTIVE))
        return found

    assert reached("Tab", "Tab", "Enter") == ["a Ennen", "button Kysy LAPEsta", "textarea Kysymyksesi"]
    page.keyboard.type(QUESTION)
    assert reached("Shift+Enter", "Backspace", "Enter") == ["textarea Kysymyksesi"] * 3
    expect(turns(page).get_by_role("blockquote")).to_have_text([FIRST])
    expect(page.get_by_role("button", name="Tyhjennä")).to_be_visible()
    assert reached(*["Shift+Tab"] * 13) == [
        "button Kopioi",
        "button Kopioi",
        "button Kopioi",
        "button Kopioi",
        "button Ei",
        "button Kyllä",
        "a Avaa lähteessä",
        "button Näytä asiayhteydessä",
        "div Keskustelu",
        "button Sulje keskustelu",
        "button EN, English",
        "button SV, svenska",
        "button FI, suomi",
    ]
    assert reached(*["Tab"] * 5) == [
        "button SV, svenska",
        "button EN, English",
        "button Sulje keskustelu",
        "div Keskustelu",
        "button Näytä asiayhteydessä",
    ]
    page.keyboard.press("Enter")
    expect(page.locator(".context mark")).to_have_text(FIRST)
    assert reached(*["Tab"] * 12) == [
        "a Avaa lähteessä",
        "button Kyllä",
        "button Ei",
        "button Kopioi",
        "button Kopioi",
        "button Kopioi",
        "button Kopioi",
        "textarea Kysymyksesi",
        "button Kysy",
        "select Alue",
        "button Tallenna",
        "button Tyhjennä",
    ]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Kysy LAPEsta")).to_be_focused()
    assert reached("Tab") == ["a Jälkeen"]


def test_on_a_phone_the_conversation_fills_the_screen_and_keeps_the_focus(stage: Stage, page: Page) -> None:
    stage.page("/sivu", host("<lape-qa-chat></lape-qa-chat>", '<a href="#y">Takana</a>'))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(stage.address + "/sivu")
    page.get_by_role("button", name="Kysy LAPEsta").click()
    dialog = page.get_by_role("dialog")
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 640}
    expect(page.get_by_role("heading", name="Kysy LAPEn tuloksista")).to_be_focused()
    assert dialog.evaluate("dialog => dialog.matches(':modal')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Kysy LAPEsta")).to_be_focused()


SIZES = {
    "phone": {"width": 320, "height": 640},
    "200 %": {"width": 640, "height": 400},
    "400 %": {"width": 320, "height": 256},
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("position", ["bubble", "panel", "inline"])
def test_nothing_is_lost_on_a_small_or_enlarged_screen(
    stage: Stage, chat: Callable[..., Page], page: Page, size: str, position: str
) -> None:
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    stage.says(answer(QUESTION, answer_id="a1"))
    chat(f'position="{position}"')
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    wide = """() => {
      const shadow = document.querySelector('lape-qa-chat').shadowRoot;
      return [document.documentElement, ...shadow.querySelectorAll('*')]
        .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && e.checkVisibility()
                     && !e.matches('select, .unseen') && getComputedStyle(e).display !== 'inline')
        .map(e => e.className || e.localName);
    }"""
    assert page.evaluate(wide) == []
    for part in (page.get_by_role("textbox"), turns(page).get_by_role("blockquote").last):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()


def test_no_movement_where_none_is_wanted(browser: Browser, stage: Stage) -> None:
    stage.acts["/v1/ask/stream"] = lambda handler, _: stage.hold()
    stage.page("/sivu", host("<lape-qa-chat></lape-qa-chat>"))
    still = browser.new_page(reduced_motion="reduce")
    still.goto(stage.address + "/sivu")
    still.get_by_role("button", name="Kysy LAPEsta").click()
    ask(still)
    expect(still.locator(".busy")).to_be_visible()
    moving = (
        "document.getAnimations().length + document.querySelector('lape-qa-chat').shadowRoot.getAnimations().length"
    )
    assert still.evaluate(moving) == 0
    still.close()
