"""The demo page: what it offers as an example it answers, and a browser can ask it."""

import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright

import lape_qa_api
from lape_qa.assistant import Assistant
from lape_qa.serving import IndexWatcher
from lape_qa.types import Answer
from lape_qa_api import create_app

pytestmark = pytest.mark.e2e

TEXTS = Path(lape_qa_api.__file__).parent / "static" / "texts.js"
EXAMPLES = re.findall(r'^    "(.+)",$', TEXTS.read_text(encoding="utf-8").split("export const EXAMPLES")[1], re.M)


def test_there_are_examples_in_each_language() -> None:
    assert len(EXAMPLES) == 9


@pytest.mark.parametrize("question", EXAMPLES)
def test_an_example_is_answered(assistant: Assistant, question: str) -> None:
    assert isinstance(assistant.ask(question).outcome, Answer)


@pytest.fixture(scope="module")
def address(watcher: IndexWatcher) -> Iterator[str]:
    """The service on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(watcher), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    """The demo page in a real browser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("CI is set, but there is no chromium")
        pytest.skip("there is no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        # Without its background services the browser asks nothing of the network.
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=chromium, args=quiet)
        opened = browser.new_page(base_url=address)
        yield opened
        browser.close()


def test_a_question_typed_into_the_page_is_answered_with_its_source(page: Page) -> None:
    page.goto("/")
    page.get_by_role("textbox").fill("Kuka on LAPE-muutosagentti Pohjanmaalla vuonna 2019?")
    page.get_by_role("button", name="Kysy", exact=True).click()
    expect(page.get_by_role("heading", name="Vastaus")).to_be_visible()
    expect(page.locator("#tulos")).to_contain_text("muutosagentti Riku Niemistö ja LAPE-kehittäjä Ann Backman.")
    page.get_by_role("link", name="LAPE-akatemiat tukemaan muutostyötä").first.click()
    expect(page.locator("mark").first).to_contain_text("Riku Niemistö")
    assert page.url.endswith("#lainaus")


def test_a_question_that_the_sources_do_not_answer_says_so(page: Page) -> None:
    page.goto("/")
    page.get_by_role("textbox").fill("Milloin Turun linna rakennettiin?")
    page.get_by_role("button", name="Kysy", exact=True).click()
    expect(page.locator("#tulos")).to_contain_text("En löytänyt tähän vastausta lähteistä")
