"""axe-core finds nothing wrong: every state of the widget in both themes and at two sizes, and every page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from support.axe import LOOKS, axe_source, violations
from support.stage import (
    BORGA,
    COMPARISON,
    GUIDANCE,
    HELP,
    LAPPI,
    NOT_FOUND,
    OVERVIEW,
    QUESTION,
    TEXT,
    Handler,
    Stage,
    answer,
    ask,
    host,
    refuse,
    story,
)

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", autouse=True)
def axe() -> str:
    """The script of axe-core."""
    return axe_source()


@pytest.fixture(params=LOOKS)
def page(browser: Browser, axe: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab with axe-core in it."""
    context = browser.new_context(**LOOKS[request.param], reduced_motion="reduce")
    context.add_init_script(axe)
    yield context.new_page()
    context.close()


def answered(page: Page) -> None:
    ask(page)
    expect(page.get_by_role("blockquote")).to_have_count(3)


def expanded(page: Page) -> None:
    answered(page)
    page.get_by_role("button", name="Näytä asiayhteydessä").first.click()
    expect(page.locator(".context mark").first).to_be_visible()


def commented(page: Page) -> None:
    answered(page)
    page.get_by_role("button", name="Kyllä").click()
    expect(page.get_by_label("Haluatko kertoa lisää?")).to_be_visible()


def busy(page: Page) -> None:
    ask(page, "Hidas?")
    expect(page.locator(".busy")).to_be_visible()


def not_found(page: Page) -> None:
    ask(page, "Kuka?")
    expect(page.locator(".not-found")).to_be_visible()


def overview(page: Page) -> None:
    ask(page, "Yleiskuva?")
    page.get_by_text("Aiheesta kertoo myös 2 lähdettä").click()
    expect(page.locator(".more li").first).to_be_visible()


def comparison(page: Page) -> None:
    ask(page, "Vertaile.")
    expect(page.locator("section")).to_have_count(2)


def guidance(page: Page) -> None:
    ask(page, "moi")
    expect(page.locator(".guidance")).to_be_visible()


def distress(page: Page) -> None:
    ask(page, "Apua!")
    expect(page.locator(".help")).to_be_visible()


def failed(page: Page) -> None:
    ask(page, "Vika?")
    expect(page.locator(".failure")).to_be_visible()


def complained(page: Page) -> None:
    ask(page, " ")
    expect(page.get_by_role("alert")).not_to_be_empty()


def swedish(page: Page) -> None:
    answered(page)
    page.get_by_role("button", name="SV, svenska").click()
    expect(page.get_by_role("link", name="Öppna i källan")).to_have_count(2)


STATES: dict[str, Callable[[Page], None]] = {
    "welcome": lambda page: None,
    "busy": busy,
    "answer": answered,
    "quote in context": expanded,
    "comment": commented,
    "overview": overview,
    "comparison": comparison,
    "guidance": guidance,
    "help": distress,
    "not found": not_found,
    "failure": failed,
    "complaint": complained,
    "Swedish": swedish,
}


REPLIES = {
    QUESTION: answer(QUESTION, read_as="Montako?", answer_id="a1", carried=[{"kind": "region", "text": "Lappi"}]),
    "Yleiskuva?": OVERVIEW,
    "Vertaile.": COMPARISON,
    "moi": GUIDANCE,
    "Apua!": HELP,
}


def contract(stage: Stage) -> None:
    """Answer as the contract says, with everything that it allows."""

    def act(handler: Handler, body: dict[str, Any]) -> None:
        if body["question"] == "Hidas?":
            stage.hold()
        elif body["question"] == "Vika?":
            refuse(429, Retry_After="7")(handler, body)
        else:
            handler.stream(story(REPLIES.get(body["question"], NOT_FOUND | {"regions": ["Lappi"]})))

    config = {"contact": {"name": "Perhekeskus", "email": "perhekeskus@example.fi"}, "token": None}
    stage.acts |= {
        "/v1/ask/stream": act,
        "/v1/widget/config": lambda handler, _: handler.json(config),
        "/v1/documents": lambda handler, _: handler.json({"documents": [LAPPI, BORGA]}),
        "/v1/documents/lappi%2F1": lambda handler, _: handler.json({"text": TEXT, "sha256": "ab" * 32}),
        "/v1/feedback": lambda handler, _: handler.give(204, b""),
    }


@pytest.mark.parametrize("state", STATES)
def test_the_open_widget(stage: Stage, page: Page, state: str) -> None:
    contract(stage)
    stage.page("/sivu", host("<main><h1>Intranet</h1><lape-qa-chat></lape-qa-chat></main>"))
    page.goto(stage.address + "/sivu")
    page.get_by_role("button", name="Kysy LAPEsta").click()
    expect(page.get_by_label("Alue")).to_be_visible()
    STATES[state](page)
    assert violations(page) == []


@pytest.mark.parametrize(
    "element", ["<lape-qa-chat></lape-qa-chat>", '<lape-qa-chat position="inline"></lape-qa-chat>']
)
def test_the_widget_in_a_page(stage: Stage, page: Page, element: str) -> None:
    contract(stage)
    stage.page("/sivu", host(f"<main><h1>Intranet</h1>{element}</main>"))
    page.goto(stage.address + "/sivu")
    expect(page.get_by_role("button").first).to_be_visible()
    assert violations(page) == []


def test_axe_sees_into_the_widget(stage: Stage, page: Page) -> None:
    pale = "<style>lape-qa-chat { --lape-qa-accent: #ccc; --lape-qa-on-accent: #fff }</style>"
    stage.page("/sivu", host(f"<main><h1>Intranet</h1>{pale}<lape-qa-chat></lape-qa-chat></main>"), "")
    page.goto(stage.address + "/sivu")
    expect(page.get_by_role("button")).to_be_visible()
    assert [violation.split(":")[0] for violation in violations(page)] == ["color-contrast"]


def test_forced_colours_keep_the_edges_of_what_can_be_pressed(stage: Stage, browser: Browser) -> None:
    contract(stage)
    stage.page("/sivu", host("<lape-qa-chat></lape-qa-chat>"))
    page = browser.new_page(forced_colors="active")
    page.goto(stage.address + "/sivu")
    launcher = page.get_by_role("button", name="Kysy LAPEsta")
    edge = "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopWidth]"
    assert launcher.evaluate(edge) == ["solid", "1px"]
    launcher.click()
    answered(page)
    for pressed in (page.get_by_role("button", name="Kysy", exact=True), page.get_by_role("button", name="Kyllä")):
        assert pressed.evaluate(edge) == ["solid", "1px"]
    page.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?lang=sv",
        "/lahteet",
        "/lahteet?alue=Lappi&lang=en",
        "/lahteet?q=ei+ole",
        "/arviointi",
        "/rajapinta",
        "/rajapinta?lang=en",
        "/tietosuoja",
        "/saavutettavuus?lang=sv",
        "/lue/kanta-hame-loppuseminaari-2018",
        "/lue/kanta-hame-loppuseminaari-2018?start=33&end=200&also=210-300",
        "/lue/kanta-hame-loppuseminaari-2018?start=1&end=2&sha256=00",
        "/lue/ei-ole",
    ],
)
def test_a_page(address: str, page: Page, path: str) -> None:
    page.goto(address + path)
    assert violations(page) == []
