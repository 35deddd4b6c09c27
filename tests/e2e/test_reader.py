"""A quote on the page of its PDF, and what has changed since, in Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from support.axe import LOOKS, axe_source, violations
from support.paged import QUOTE, Paged

pytestmark = pytest.mark.e2e


@pytest.fixture(params=LOOKS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab with axe-core in it."""
    context = browser.new_context(**LOOKS[request.param], reduced_motion="reduce")
    context.add_init_script(axe_source())
    yield context.new_page()
    context.close()


def test_a_quote_is_marked_on_the_page_of_its_file_and_in_the_text(paged: Paged, page: Page) -> None:
    page.goto(paged.address + paged.quote)
    said = f"Kuva alkuperäisestä, s.\u00a0i. Kuvassa on korostettu lainaus: ”{QUOTE % 2019}”"
    picture = page.get_by_role("img", name=said, exact=True)
    expect(picture).to_be_visible()
    assert picture.evaluate("async e => (await e.decode(), [e.naturalWidth, e.naturalHeight])") == [1414, 2000]
    [mark] = page.locator(".sheet rect").all()
    # 56 points from the left of 595, the baseline 102 from the top of 842: the marked place is drawn there.
    at = mark.evaluate(
        """e => { const [a, b] = [e.getBoundingClientRect(), e.ownerSVGElement.getBoundingClientRect()];
            return [(a.left - b.left) / b.width * 595, (a.top - b.top) / b.height * 842,
                    (a.bottom - b.top) / b.height * 842]; }"""
    )
    assert (round(at[0] - 56) in (-1, -2), at[1] < 102 < at[2]) == (True, True)
    side = "e => ['left', 'top', 'right', 'bottom'].map(side => e.getBoundingClientRect()[side])"
    # Half a dot may be lost to rounding.
    assert page.locator(".sheet svg").evaluate(side) == pytest.approx(picture.evaluate(side), abs=1)
    expect(page.locator("mark#lainaus")).to_have_text(QUOTE % 2019)
    expect(page.locator("mark#lainaus")).to_be_in_viewport()
    assert violations(page) == []


def test_a_page_is_enlarged_with_what_is_marked_in_it(paged: Paged, page: Page) -> None:
    page.goto(paged.address + paged.quote)
    # The picture's width, and what part of it lies left of the mark and is the mark.
    looked = """async e => {
        await e.decode();
        const [all, mark] = [e, document.querySelector(".sheet rect")].map(one => one.getBoundingClientRect());
        return [all.width, (mark.left - all.left) / all.width, mark.width / all.width]; }"""
    picture = page.locator(".sheet img")
    narrow, *places = picture.evaluate(looked)
    assert narrow < 1414
    page.get_by_role("link", name="Näytä sivu suurempana").press("Enter")
    larger = page.get_by_role("link", name="Pienennä sivu ja siirry lainattuun kohtaan")
    expect(larger).to_be_visible()
    assert picture.evaluate(looked) == pytest.approx([1414, *places], rel=1e-3)
    expect(page.locator("figure")).to_be_in_viewport()
    assert violations(page) == []
    larger.press("Enter")
    expect(page.locator("mark#lainaus")).to_be_in_viewport()
    assert picture.evaluate(looked)[0] == narrow


def test_what_has_changed_is_opened_with_the_keyboard(paged: Paged, page: Page) -> None:
    page.goto(paged.address + paged.earlier)
    summary = page.get_by_text("Katso, mitä on muuttunut")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("deletion")).to_have_text("poistettu: 2018. (loppu)")
    expect(page.get_by_role("insertion")).to_have_text("lisätty: 2019. (loppu)")
    lines = "e => getComputedStyle(e).textDecorationLine"
    assert page.get_by_role("deletion").evaluate(lines) == "line-through"
    assert page.get_by_role("insertion").evaluate(lines) == "underline"
    assert violations(page) == []


def test_a_row_of_a_table_is_marked_and_the_page_can_be_read_in_another_language(paged: Paged, page: Page) -> None:
    page.goto(paged.address + paged.row)
    page.get_by_role("link", name="Svenska").click()
    expect(page.get_by_text("Originalet, s.\u00a0i.")).to_be_visible()
    expect(page.locator(".sheet rect")).to_have_count(2)
    expect(page.locator("mark#lainaus")).to_be_in_viewport()
    assert violations(page) == []


def test_no_script_is_needed(paged: Paged, browser: Browser) -> None:
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(paged.address + paged.earlier)
    expect(page.locator(".sheet rect")).to_have_count(1)
    page.get_by_text("Katso, mitä on muuttunut").click()
    expect(page.locator(".changes del")).to_be_visible()
    page.get_by_role("link", name="Näytä sivu suurempana").press("Enter")
    expect(page.get_by_role("link", name="Pienennä sivu")).to_be_visible()
    context.close()


def test_forced_colours_keep_the_marks(paged: Paged, browser: Browser) -> None:
    page = browser.new_page(forced_colors="active")
    page.goto(paged.address + paged.earlier)
    page.get_by_text("Katso, mitä on muuttunut").click()
    assert page.locator(".sheet rect").evaluate("e => getComputedStyle(e).fill") == "rgb(191, 230, 234)"
    line = "e => getComputedStyle(e).textDecorationLine"
    assert [page.locator(name).evaluate(line) for name in ("del", "ins")] == ["line-through", "underline"]
    mark = page.locator("mark#lainaus")
    edge = "e => [getComputedStyle(e).borderBottomStyle, getComputedStyle(e).borderBottomWidth]"
    assert mark.evaluate(edge) == ["solid", "2px"]
    page.close()
