"""The demo page and the pages it links to: what is offered as an example is answered, and a browser finds its way."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lape_qa.answer.model import Answer, Kind
from lape_qa.assistant import Assistant
from lape_qa.evaluation.first_questions import ask, read_first_questions
from lape_qa.language.glossary import region_names
from lape_qa.language.model import Language
from lape_qa_api import openapi
from lape_qa_api.pages.api_page import HOST, routes
from lape_qa_api.pages.home import QUESTIONS, region_question
from lape_qa_api.security import rights

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "widget" / "src" / "texts"
EXAMPLES = [
    question
    for language in ("fi", "sv", "en")
    for question in re.findall(
        r'^    "(.+)",$',
        (TEXTS / f"{language}.ts").read_text(encoding="utf-8").split("suggestions: [")[1].split("]")[0],
        re.MULTILINE,
    )
]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    """A tab of a Finnish browser, as wide as a laptop's."""
    context = browser.new_context(base_url=address, locale="fi-FI", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(address: str, browser: Browser) -> Iterator[Page]:
    """A tab of a Finnish phone."""
    context = browser.new_context(base_url=address, locale="fi-FI", viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()


def test_there_are_examples_in_each_language() -> None:
    assert len(EXAMPLES) == 9


@pytest.mark.parametrize("question", EXAMPLES)
def test_an_example_is_answered(assistant: Assistant, question: str) -> None:
    assert isinstance(assistant.ask(question).outcome, Answer)


def test_what_the_page_offers_to_ask_is_answered_as_a_fair_reader_demands(assistant: Assistant) -> None:
    by_text = {asked.question: asked for asked in read_first_questions(ROOT / "eval" / "first-questions.jsonl", "dev")}
    scores = ask(assistant, [by_text[question] for offered in QUESTIONS.values() for question in offered])
    assert [(score.question.question, score.failures) for score in scores if not score.passed] == []
    assert len(scores) == 18


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_of_the_map_has_an_overview(assistant: Assistant, language: Language) -> None:
    covered = {document.region for document in assistant.generation.documents.values()}
    asked = [region for region in region_names("fi") if region in covered]
    outcomes = {region: assistant.ask(region_question(region, language)).outcome for region in asked}
    assert {
        region: outcome.kind for region, outcome in outcomes.items() if isinstance(outcome, Answer)
    } == dict.fromkeys(asked, Kind.OVERVIEW)
    for region, outcome in outcomes.items():
        assert isinstance(outcome, Answer)
        assert region in {citation.document.region for citation in outcome.citations}
    assert len(asked) == 18


def test_a_browsers_language_is_spoken_and_a_chosen_one_is_carried_along(address: str, browser: Browser) -> None:
    context = browser.new_context(base_url=address, locale="sv-FI")
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fråga om resultaten av LAPE")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask about the results of LAPE")
    ways = page.get_by_role("navigation", name="Pages")
    ways.get_by_role("link", name="Sources").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sources")
    ways.get_by_role("link", name="Evaluation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How often the answer is right")
    ways.get_by_role("link", name="API").click()
    expect(page.get_by_role("heading", name="POST /v1/ask Answer a question", exact=True)).to_be_visible()
    assert context.cookies() == []
    context.close()


def test_the_field_is_on_the_first_screen_of_a_phone_and_before_all_else(phone: Page) -> None:
    phone.goto("/")
    field = phone.get_by_label("Kysymyksesi")
    expect(field).to_be_visible()
    box = field.bounding_box()
    assert box
    assert box["y"] + box["height"] < 640
    # The page says once what this is: the conversation has no words of its own before the field.
    expect(phone.get_by_role("region", name="Kysy lähteiltä")).to_be_visible()
    expect(phone.get_by_text("Automaattinen palvelu", exact=True)).to_be_hidden()
    expect(phone.get_by_text("Kysy omin sanoin")).to_be_hidden()


def test_a_question_that_is_offered_is_asked(page: Page) -> None:
    page.goto("/")
    page.get_by_role("region", name="Näin voit kysyä").get_by_role(
        "link", name="Paljonko LAPE maksoi valtiolle?"
    ).click()
    expect(page.get_by_role("article")).to_contain_text("Paljonko LAPE maksoi valtiolle?")
    expect(page.get_by_role("article").get_by_role("blockquote").first).to_be_visible()
    # It stands behind #, which no browser sends along.
    assert page.evaluate("location.pathname + location.search") == "/"


def test_an_address_with_a_question_asks_it(page: Page) -> None:
    page.goto("/?lang=en#kysy=Was+LAPE+evaluated%3F")
    expect(page.get_by_role("article")).to_contain_text("Was LAPE evaluated?")
    expect(page.get_by_role("article").get_by_role("blockquote").first).to_be_visible()


def test_a_region_is_chosen_from_the_map_by_keyboard(page: Page) -> None:
    page.goto("/")
    drawn = page.get_by_role("group", name="Suomen maakunnat kartalla")
    expect(drawn.get_by_role("link")).to_have_count(18)
    expect(drawn.get_by_role("img", name="Ahvenanmaa, ei asiakirjoja")).to_be_visible()
    lapland = drawn.get_by_role("link", name="Lappi, 3 asiakirjaa. Kysy: Mitä tuloksia Lapissa saatiin?")
    lapland.focus()
    expect(lapland.locator(".name")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("Mitä tuloksia Lapissa saatiin?")
    expect(page.get_by_role("article").get_by_role("blockquote").first).to_be_visible()


def test_the_page_shows_what_the_sources_cover_and_leads_to_them(page: Page) -> None:
    page.goto("/?lang=en")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(1 + 19 + 1)
    expect(rows.nth(1)).to_have_text(re.compile(r"Nationwide\s*20\s*2018–2021"))
    expect(rows.filter(has_text="Lapland")).to_have_text(re.compile(r"Lapland\s*3\s*2018"))
    expect(rows.last).to_have_text(re.compile(r"In all\s*77"))
    page.get_by_role("link", name="3 documents: Lapland").click()
    expect(page.get_by_text("3 sources match (of 77).")).to_be_visible()
    expect(page.get_by_label("Region")).to_have_value("Lappi")


def test_sources_are_searched_and_limited_without_javascript(address: str, browser: Browser) -> None:
    context = browser.new_context(base_url=address, locale="fi-FI", java_script_enabled=False)
    page = context.new_page()
    page.goto("/lahteet")
    expect(page.locator(".sources-list > li")).to_have_count(50)
    page.get_by_label("Lähteen kieli").select_option(label="Svenska (6)")
    page.get_by_role("button", name="Näytä").click()
    expect(page.locator(".sources-list > li")).to_have_count(6)
    page.get_by_label("Etsi").fill("borgå")
    page.get_by_role("button", name="Näytä").click()
    expect(page.get_by_text("Rajausta vastaa yksi lähde (kaikkiaan 77).")).to_be_visible()
    page.get_by_role("link", name="Svenska").click()
    expect(page.get_by_text("En källa motsvarar begränsningen (av 77).")).to_be_visible()
    page.locator(".sources-list a").first.click()
    assert "/lue/sv-borga-lape" in page.url
    page.goto("/lahteet?lang=fi")
    page.get_by_role("link", name="Seuraava").click()
    expect(page.locator(".sources-list > li")).to_have_count(27)
    context.close()


def test_the_javascript_example_does_what_it_says(page: Page, address: str) -> None:
    scopes = {(row.method, row.path.replace(":path", "")): row.needs for row in rights.TABLE}
    shown = next(route for route in routes(openapi.described(), scopes) if route.path == "/v1/ask")
    page.goto("/rajapinta")
    code = shown.javascript.replace(HOST, address).replace(
        "console.log(await response.json())", "return response.json()"
    )
    said: dict[str, Any] = page.evaluate(f"async () => {{ const key = 'any';\n{code}\n}}")
    assert set(json.loads(shown.response)) == set(said)
    assert said["outcome"] == "answered"


def test_the_conversation_outlives_a_change_of_language(page: Page) -> None:
    page.goto("/")
    page.get_by_role("textbox").fill("Milloin Turun linna rakennettiin?")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("article")).to_contain_text("En löytänyt tähän vastausta lähteistä")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("article")).to_contain_text("I found no answer to this in the sources")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_fits_a_screen_of_320_pixels(address: str, browser: Browser, language: str) -> None:
    page = browser.new_page(base_url=address, viewport={"width": 320, "height": 640})
    reader = "/lue/kanta-hame-loppuseminaari-2018?start=33&end=200"
    paths = ("/", "/lahteet", "/arviointi", "/rajapinta", "/tietosuoja", "/saavutettavuus")
    for path in (*(f"{path}?lang={language}" for path in paths), reader):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
    page.close()
