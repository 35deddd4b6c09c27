"""The states that the widget can be in, each brought about over a stage that answers as the contract says."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

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


def open_widget(stage: Stage, page: Page) -> None:
    """Open the widget on a page of its own, over a stage that answers as the contract says."""
    contract(stage)
    stage.page("/sivu", host("<main><h1>Intranet</h1><lape-qa-chat></lape-qa-chat></main>"))
    page.goto(stage.address + "/sivu")
    page.get_by_role("button", name="Kysy LAPEsta").click()
    expect(page.get_by_label("Alue")).to_be_visible()


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
