"""Every state of the widget and every page, light and dark, at a desk and in 320 pixels (1,280 at 400 %).

axe-core finds nothing wrong, contrast included, nothing is cut off or scrolls sideways, and nothing moves.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from support.axe import LOOKS, axe_source, violations
from support.stage import Stage, host
from support.states import STATES, answered, contract, open_widget

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


@pytest.mark.parametrize("state", STATES)
def test_the_open_widget(stage: Stage, page: Page, state: str) -> None:
    open_widget(stage, page)
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
