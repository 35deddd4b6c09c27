"""The demo page and the pages it links to: what is offered as an example is answered, and a browser finds its way."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lape_qa.answer.model import Answer
from lape_qa.assistant import Assistant

pytestmark = pytest.mark.e2e

TEXTS = Path(__file__).parents[2] / "widget" / "src" / "texts"
EXAMPLES = [
    question
    for language in ("fi", "sv", "en")
    for question in re.findall(
        r'^    "(.+)",$',
        (TEXTS / f"{language}.ts").read_text(encoding="utf-8").split("suggestions: [")[1].split("]")[0],
        re.MULTILINE,
    )
]


def test_there_are_examples_in_each_language() -> None:
    assert len(EXAMPLES) == 9


@pytest.mark.parametrize("question", EXAMPLES)
def test_an_example_is_answered(assistant: Assistant, question: str) -> None:
    assert isinstance(assistant.ask(question).outcome, Answer)


def test_the_page_leads_to_the_evaluation_and_to_the_api_in_the_visitors_language(
    address: str, browser: Browser
) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/")
    page.get_by_role("link", name="Svenska").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fråga om resultaten av LAPE")
    expect(page.get_by_role("region", name="Fråga källorna").get_by_label("Din fråga")).to_be_visible()
    page.get_by_role("link", name="resultaten av utvärderingen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resultaten av utvärderingen")
    page.go_back()
    page.get_by_role("link", name="beskrivning av gränssnittet").click()
    expect(page.get_by_role("heading", name="POST /v1/ask", exact=True)).to_be_visible()
    page.close()


def test_the_page_shows_what_the_sources_cover(address: str, browser: Browser) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/?lang=en")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(1 + 19 + 1)
    expect(rows.nth(1)).to_have_text(re.compile(r"Nationwide\s*20\s*2018–2021"))
    expect(rows.filter(has_text="Lapland")).to_have_text(re.compile(r"Lapland\s*3\s*2018"))
    expect(rows.last).to_have_text(re.compile(r"In all\s*77"))
    page.close()


def test_the_conversation_outlives_a_change_of_language(address: str, browser: Browser) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/")
    page.get_by_role("textbox").fill("Milloin Turun linna rakennettiin?")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("article")).to_contain_text("En löytänyt tähän vastausta lähteistä")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("article")).to_contain_text("I found no answer to this in the sources")
    page.close()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_fits_a_screen_of_320_pixels(address: str, browser: Browser, language: str) -> None:
    page = browser.new_page(base_url=address, viewport={"width": 320, "height": 640})
    reader = "/lue/kanta-hame-loppuseminaari-2018?start=33&end=200"
    for path in (f"/?lang={language}", f"/arviointi?lang={language}", "/rajapinta", reader):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
    page.close()
