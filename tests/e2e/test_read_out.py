"""Each state of the widget and of the pages, as a screen reader has it: a script that is stored, and read in review."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from support.paged import Paged
from support.read_out import check
from support.stage import Stage
from support.states import STATES, open_widget

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="fi-FI", timezone_id="Europe/Helsinki", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("state", STATES)
def test_the_widget(stage: Stage, page: Page, state: str) -> None:
    open_widget(stage, page)
    STATES[state](page)
    check(page, f"widget-{state.replace(' ', '-').lower()}")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_demo_page(paged: Paged, page: Page, language: str) -> None:
    page.goto(f"{paged.address}/?lang={language}")
    # Comes last, when the documents are known.
    expect(page.get_by_role("combobox")).to_be_visible()
    check(page, f"demo-{language}")


def test_the_list_of_sources(paged: Paged, page: Page) -> None:
    page.goto(f"{paged.address}/lahteet?lang=fi")
    check(page, "sources")


def test_the_reader(paged: Paged, page: Page) -> None:
    page.goto(paged.address + paged.quote)
    check(page, "reader-quote")
    page.goto(paged.address + paged.earlier)
    page.get_by_text("Katso, mitä on muuttunut").click()
    check(page, "reader-changes")


def test_the_pages_for_editors(paged: Paged, page: Page) -> None:
    page.goto(f"{paged.address}/yllapito")
    check(page, "editors-sign-in")
    page.get_by_label("Avain").fill(paged.key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lähteiden ylläpito")
    check(page, "editors-sources")
    page.goto(f"{paged.address}/yllapito/lahde/lappi")
    check(page, "editors-source")
