"""The main ways through the service in the distribution's Firefox, also dark and in 320 pixels."""

from collections.abc import Iterator
from typing import Any

import pytest

from support import firefox
from support.axe import LOOK, RUN, axe_source
from support.firefox import ENTER, Firefox, Tab
from support.paged import QUOTE, Paged
from support.stage import QUESTION, Stage, host
from support.states import contract

pytestmark = pytest.mark.e2e

LOOKS: dict[str, dict[str, Any]] = {
    "light desktop": {"preferences": {}, "size": (1280, 800)},
    "dark phone": {"preferences": {"ui.systemUsesDarkTheme": 1}, "size": (320, 640)},
}
ASKED = "Kuka kirjoitti Kanta-Hämeen loppuseminaarin yhteenvedon?"
QUOTED = "all(document).filter(e => e.localName === 'blockquote').map(e => e.textContent)"


@pytest.fixture(scope="module", params=LOOKS)
def look(request: pytest.FixtureRequest) -> Iterator[tuple[Firefox, tuple[int, int]]]:
    """A browser with a theme, and the size of its windows."""
    look = LOOKS[request.param]
    with firefox.running(look["preferences"]) as browser:
        yield browser, look["size"]


@pytest.fixture
def tab(look: tuple[Firefox, tuple[int, int]]) -> Iterator[Tab]:
    """A tab of it."""
    browser, size = look
    tab = browser.tab(*size)
    yield tab
    tab.close()


def faults(tab: Tab) -> list[str]:
    """Return what is wrong with the page that is open."""
    tab.run(axe_source())
    passed, violated = tab.evaluate(RUN)
    assert passed > 10, "axe looked at something"
    return [*violated, *tab.evaluate(LOOK)]


def test_a_question_on_the_demo_page(paged: Paged, tab: Tab) -> None:
    tab.goto(paged.address)
    tab.until("all(document).some(e => e.localName === 'textarea')")
    tab.click(tab.find("textbox", "Kysymyksesi"))
    tab.type(ASKED + ENTER)
    [quote, *_] = tab.until(f"(found => found.length ? found : null)({QUOTED})")
    assert "Laura Lamberg" in quote
    # axe-core asks which comes first, the skip link or a link in a shadow tree: the standard leaves that open.
    assert [fault for fault in faults(tab) if not fault.startswith('region: <a class="skip"')] == []


def test_the_widget_in_a_page_by_keyboard(stage: Stage, tab: Tab) -> None:
    contract(stage)
    stage.page("/sivu", host("<main><h1>Intranet</h1><lape-qa-chat></lape-qa-chat></main>"))
    tab.goto(stage.address + "/sivu")
    tab.until("all(document).some(e => e.localName === 'button')")
    tab.focus(tab.find("button", "Kysy LAPEsta"))
    tab.type(ENTER)
    tab.until("all(document).some(e => e.localName === 'dialog' && e.open)")
    tab.focus(tab.find("textbox", "Kysymyksesi"))
    tab.type(QUESTION + ENTER)
    tab.until(f"{QUOTED}.length")
    assert faults(tab) == []


def test_a_quote_on_the_page_of_its_file(paged: Paged, tab: Tab) -> None:
    tab.goto(paged.address + paged.quote)
    picture = tab.find("image", f"Kuva alkuperäisestä, s.\u00a0i. Kuvassa on korostettu lainaus: ”{QUOTE % 2019}”")
    assert picture["value"]["localName"] == "img"
    size = tab.evaluate(
        "async () => { const e = document.querySelector('.sheet img'); await e.decode(); return "
        "[e.naturalWidth, e.naturalHeight, document.querySelectorAll('.sheet rect').length]; }"
    )
    assert size == [1414, 2000, 1]
    [top, bottom] = tab.evaluate(
        "() => (box => [box.top, box.bottom])(document.querySelector('#lainaus').getBoundingClientRect())"
    )
    assert 0 <= top < bottom <= tab.evaluate("() => innerHeight")
    assert faults(tab) == []


def test_what_has_changed_since(paged: Paged, tab: Tab) -> None:
    tab.goto(paged.address + paged.earlier)
    tab.run("document.querySelector('.changes summary').focus()")
    tab.type(ENTER)
    tab.until("document.querySelector('.changes').open")
    assert tab.find("deletion", "")["value"]["localName"] == "del"
    assert faults(tab) == []


def test_the_list_of_sources(paged: Paged, tab: Tab) -> None:
    tab.goto(f"{paged.address}/lahteet?lang=fi")
    tab.run("document.querySelector('main a[href^=\"/lue/lappi\"]').focus()")
    tab.type(ENTER)
    tab.until("location.pathname === '/lue/lappi' && document.readyState === 'complete'")
    tab.goto(f"{paged.address}/lahteet?lang=fi&alue=Lappi")
    assert faults(tab) == []


def test_an_editor_signs_in(paged: Paged, tab: Tab) -> None:
    tab.goto(f"{paged.address}/yllapito")
    assert faults(tab) == []
    # Firefox gives a field for passwords no role.
    tab.run("document.querySelector('input[type=password]').focus()")
    tab.type(paged.key + ENTER)
    tab.until(
        "document.readyState === 'complete' && document.querySelector('h1')?.textContent === 'Lähteiden ylläpito'"
    )
    assert faults(tab) == []
