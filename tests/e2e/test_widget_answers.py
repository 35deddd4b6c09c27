"""How an answer is taken along and found again: three styles of references, an address for a question, paper."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from support.stage import (
    BORGA,
    CITATIONS,
    FIRST,
    LAPPI,
    NOT_FOUND,
    OVERVIEW,
    QUESTION,
    SECOND,
    SENTENCES,
    THIRD,
    Stage,
    answer,
    ask,
    citation,
    host,
    turns,
)

pytestmark = pytest.mark.e2e


@pytest.fixture
def copied(stage: Stage, context: BrowserContext) -> Iterator[Callable[[Page, str], str]]:
    """Press a button that copies, and give what is on the clipboard."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=stage.address)

    def press(page: Page, what: str) -> str:
        done = "Linkki kysymykseen on kopioitu." if what == "Linkki" else "Vastaus ja lähteet on kopioitu."
        page.get_by_role("button", name=f"Kopioi: {what}").last.click()
        expect(turns(page).last.get_by_role("group", name="Kopioi")).to_contain_text(done)
        return str(page.evaluate("navigator.clipboard.readText()"))

    yield press


# ---- references ----------------------------------------------------------------------------------------------

STARRED = "Tulos* oli [hyvä] <b>."


def test_an_answer_is_copied_as_markdown_that_shows_every_sign_as_it_is(
    stage: Stage, chat: Callable[..., Page], copied: Callable[[Page, str], str]
) -> None:
    starred = citation(1, LAPPI, STARRED, 0) | {
        "document": LAPPI | {"digest": True, "url": "https://lappi.example.fi/a"}
    }
    stage.says(
        OVERVIEW
        | {
            "citations": [starred, CITATIONS[2]],
            "sentences": [{"text": STARRED, "citation": 1}, {"text": THIRD, "citation": 3}],
            "sections": [{"title": "Lappi", "sentences": [1]}, {"title": "Uusimaa", "sentences": [2]}],
            "uncertain": False,
        }
    )
    page = chat()
    ask(page)
    end = len(STARRED)
    assert copied(page, "Markdown") == (
        "Poimintoja lähteistä – ei tyhjentävä.\n\n"
        "### Lappi\n\n> ”Tulos\\* oli \\[hyvä\\] \\<b\\>.” \\[1\\]\n\n"
        "### Uusimaa\n\n> ”Borgå öppnade sitt.” \\[3\\]\n\n"
        f"\\[1\\] [Tiivistelmä julkaisusta ”Kohtaamispaikat Lapissa”]({stage.address}/lue/lappi%2F1?start=0&end={end}"
        "&sha256=abababababab#lainaus) · Lapin kunnat · 1.3.2019 · Lappi"
        " · [Avaa alkuperäinen](https://lappi.example.fi/a)\n\n"
        f"\\[3\\] [Familjecentret]({stage.address}/lue/borga?start=7&end=26&sha256=abababababab#lainaus)"
        " · 2018 · Uusimaa · s.\u00a012\n\n"
        f"Aiheesta kertoo myös 2 lähdettä:\n\n- [Simon perhekeskus]({stage.address}/lue/simo%2F1)\n\n"
        f"- [Esbo]({stage.address}/lue/esbo)"
    )


def test_an_answer_is_copied_with_notes_that_say_when_they_were_read(
    stage: Stage, chat: Callable[..., Page], copied: Callable[[Page, str], str]
) -> None:
    cited = [CITATIONS[0], CITATIONS[2] | {"number": 10}]
    stage.says(answer(QUESTION, citations=cited, sentences=[SENTENCES[0], SENTENCES[2] | {"citation": 10}]))
    page = chat()
    page.clock.set_fixed_time("2026-11-22T10:05:00Z")
    ask(page)
    start, end = CITATIONS[0]["start"], CITATIONS[0]["end"]
    assert copied(page, "Alaviitteet") == (
        f"”{FIRST}”¹\n”{THIRD}”¹⁰\n\n"
        "¹ Kohtaamispaikat Lapissa · Lapin kunnat · 1.3.2019 · Lappi · "
        f"Viitattu 22.11.2026: {stage.address}/lue/lappi%2F1?start={start}&end={end}&sha256=abababababab#lainaus\n"
        "¹⁰ Familjecentret · 2018 · Uusimaa · s.\u00a012 · "
        f"Viitattu 22.11.2026: {stage.address}/lue/borga?start=7&end=26&sha256=abababababab#lainaus"
    )


def test_what_is_not_known_of_a_source_is_said(stage: Stage, chat: Callable[..., Page]) -> None:
    bare = citation(1, BORGA | {"published": "", "region": ""}, THIRD, 0)
    stage.says(answer(QUESTION, citations=[bare], sentences=[{"text": THIRD, "citation": 1}]))
    page = chat()
    ask(page)
    expect(turns(page).locator(".cite")).to_have_text("Familjecentret päiväys ei tiedossa · alue ei tiedossa")
    page.get_by_role("button", name="EN, English").click()
    expect(turns(page).locator(".cite")).to_have_text("Familjecentret date unknown · region unknown")


def test_the_context_of_a_quote_ends_before_the_next_heading(stage: Stage, chat: Callable[..., Page]) -> None:
    text = f"## Ennen\n\nOli neuvola.\n\n{SECOND} Tuli toinen.\n\n## Jälkeen\n\nTuli kesä."
    cited = citation(1, LAPPI, SECOND, text.index(SECOND))
    stage.says(answer(QUESTION, citations=[cited], sentences=[{"text": SECOND, "citation": 1}]))
    stage.acts["/v1/documents/lappi%2F1"] = lambda handler, _: handler.json({"text": text, "sha256": "ab" * 32})
    page = chat()
    ask(page)
    page.get_by_role("button", name="Näytä asiayhteydessä").click()
    expect(page.locator(".context")).to_have_text(f"Oli neuvola. {SECOND} Tuli toinen.")


# ---- the address of a question -------------------------------------------------------------------------------


def fragment(address: str) -> list[tuple[str, str]]:
    """Return the names and values behind an address."""
    return parse_qsl(address.partition("#")[2])


def test_the_address_of_a_question_asks_it_as_it_was_understood(
    stage: Stage, chat: Callable[..., Page], context: BrowserContext, copied: Callable[[Page, str], str]
) -> None:
    stage.acts["/v1/documents"] = lambda handler, _: handler.json({"documents": [LAPPI, BORGA]})
    leaning = answer("Entä & Lapissa?", carried=[{"kind": "topic", "text": "perhekeskus"}])
    stage.says(answer(QUESTION), answer("Mikä on perhekeskus?"), leaning)
    page = chat('id="kysy"')
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    alone = copied(page, "Linkki")
    assert alone.startswith(f"{stage.address}/sivu#")
    assert fragment(alone) == [("kysy", QUESTION)]
    ask(page, "Mikä on perhekeskus?")
    expect(turns(page).get_by_role("blockquote")).to_have_count(6)
    page.get_by_label("Alue").select_option("Lappi")
    ask(page, "Entä & Lapissa?")
    expect(turns(page).get_by_role("blockquote")).to_have_count(9)
    before = [("before", QUESTION), ("before", "Mikä on perhekeskus?")]
    leaning_on = copied(page, "Linkki")
    assert fragment(leaning_on) == [("kysy", "Entä & Lapissa?"), ("region", "Lappi"), *before]

    stage.seen.clear()
    stage.says(leaning, answer("Entä siellä?"))
    other = context.new_page()
    other.goto(leaning_on)
    expect(other.get_by_role("dialog")).to_be_visible()
    expect(turns(other).get_by_role("blockquote")).to_have_count(3)
    expect(turns(other)).to_contain_text("Rajattu alueeseen Lappi")
    ask(other, "Entä siellä?")
    expect(turns(other).get_by_role("blockquote")).to_have_count(6)
    history = [QUESTION, "Mikä on perhekeskus?"]
    filters = {"region": "Lappi"}
    assert stage.asked() == [
        {"question": "Entä & Lapissa?", "history": history, "filters": filters},
        {"question": "Entä siellä?", "history": [*history, "Entä & Lapissa?"], "filters": filters},
    ]
    # Whoever follows another link on the page asks that too: it leans on nothing of this conversation.
    other.evaluate("location.hash = 'kysy=Kuka%3F'")
    expect(turns(other)).to_have_count(3)
    expect(other.get_by_role("log")).to_have_attribute("aria-busy", "false")
    assert stage.asked()[2:] == [{"question": "Kuka?"}]


def test_a_page_that_remembers_asks_its_address_once(stage: Stage, page: Page) -> None:
    stage.says(answer(QUESTION))
    stage.page("/sivu", host("<lape-qa-chat remember position=inline></lape-qa-chat>"))
    page.goto(f"{stage.address}/sivu#lape-qa=Montako+kohtaamispaikkaa+Lapissa+on%3F")
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    page.reload()
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    assert stage.asked() == [{"question": QUESTION}]


def test_an_unanswered_question_has_an_address_too_and_nothing_else_to_copy(
    stage: Stage, chat: Callable[..., Page], copied: Callable[[Page, str], str]
) -> None:
    stage.says(NOT_FOUND)
    page = chat()
    ask(page, "Kuka?")
    expect(turns(page).get_by_role("group", name="Kopioi").get_by_role("button")).to_have_text(["Linkki"])
    assert fragment(copied(page, "Linkki")) == [("lape-qa", "Kuka?")]


# ---- cleared, and had back -----------------------------------------------------------------------------------


def test_clearing_clears_the_filter_too_and_can_be_undone(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.acts["/v1/documents"] = lambda handler, _: handler.json({"documents": [LAPPI, BORGA]})
    stage.says(answer(QUESTION), answer("Toka?"))
    page = chat()
    page.get_by_label("Alue").select_option("Lappi")
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    page.get_by_role("button", name="Tyhjennä").click()
    expect(turns(page)).to_have_count(0)
    expect(page.get_by_label("Alue")).to_have_value("")
    expect(page.locator(".tools")).to_contain_text("Keskustelu on tyhjennetty.")
    page.get_by_role("button", name="Kumoa").click()
    expect(turns(page).get_by_role("blockquote")).to_have_text([FIRST, SECOND, THIRD])
    expect(page.get_by_label("Alue")).to_have_value("Lappi")
    expect(page.get_by_role("button", name="Kumoa")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_be_focused()

    page.get_by_role("button", name="Tyhjennä").click()
    ask(page, "Toka?")
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    expect(page.get_by_role("button", name="Kumoa")).to_have_count(0)
    assert stage.asked()[1] == {"question": "Toka?"}


def test_what_was_on_its_way_when_it_was_cleared_can_be_asked_again(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.acts["/v1/ask/stream"] = lambda handler, _: stage.hold()
    page = chat()
    ask(page)
    page.get_by_role("button", name="Tyhjennä").click()
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    page.get_by_role("button", name="Kumoa").click()
    expect(turns(page).locator(".failure")).to_contain_text("Keskeytit haun.")


# ---- how it looks --------------------------------------------------------------------------------------------

HYPHENS = "Perhekeskustoimintamalli Lappiin -hankkeen ehdotus koskee koko Lapin yhteistä LAPE Uusimaa -hanketta."


@pytest.mark.parametrize("width", range(320, 420, 10))
def test_a_word_that_begins_with_a_hyphen_is_not_parted_behind_it(
    stage: Stage, chat: Callable[..., Page], page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    cited = citation(1, LAPPI, HYPHENS, 0)
    stage.says(answer(QUESTION, citations=[cited], sentences=[{"text": HYPHENS, "citation": 1}]))
    chat('position="inline"')
    ask(page)
    quote = turns(page).get_by_role("blockquote")
    expect(quote).to_have_text(HYPHENS)
    # The hyphen's line is that of the letter after it.
    tops = quote.evaluate("""quote => {
      const tops = [];
      const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode());) {
        for (let at = 0; at < node.length; at++) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          tops.push(range.getClientRects()[0]?.top ?? null);
        }
      }
      return tops;
    }""")
    hyphens = [at for at, character in enumerate(HYPHENS) if character == "-"]
    assert [tops[at] == tops[at + 1] for at in hyphens] == [True, True]


def test_the_form_for_a_comment_comes_into_view(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION, answer_id="a1", sentences=SENTENCES * 4))
    stage.acts["/v1/feedback"] = lambda handler, _: handler.give(204, b"")
    page = chat()
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    no = page.get_by_role("button", name="Ei", exact=True)
    # As somebody sees it who has just scrolled to the buttons.
    no.evaluate("no => no.scrollIntoView({block: 'end', behavior: 'instant'})")
    no.click()
    expect(page.get_by_role("button", name="Lähetä")).to_be_in_viewport(ratio=0.9)


def test_on_paper_there_is_what_can_be_read_and_the_addresses(stage: Stage, chat: Callable[..., Page]) -> None:
    stage.says(answer(QUESTION, answer_id="a1"))
    page = chat('theme="dark"')
    ask(page)
    expect(turns(page).get_by_role("blockquote")).to_have_count(3)
    page.emulate_media(media="print")
    for gone in (".form", ".header", ".footer", ".welcome"):
        expect(page.locator(gone)).to_be_hidden()
    link = turns(page).get_by_role("link").first
    expect(link).to_be_visible()
    assert link.evaluate("a => getComputedStyle(a, '::after').content") == f'": {link.get_attribute("href")}"'
    look = "e => [getComputedStyle(e).position, getComputedStyle(e).colorScheme]"
    assert page.get_by_role("dialog").evaluate(look) == ["static", "light"]
    log = page.get_by_role("log")
    assert log.evaluate("log => log.scrollHeight - log.clientHeight") == 0
