"""Pages are drawn one at a time, kept up to so many bytes, and what cannot be drawn is not tried again and again."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from lape_qa.documents.sandbox.confinement import Limits
from lape_qa.documents.sandbox.messages import View
from lape_qa.errors import Busy
from lape_qa_api.pages import page_views
from lape_qa_api.pages.page_views import Drawn, PageViews
from support.sources import column, pdf

FILE = Path("ab.pdf")
DRAWN = Drawn(b"x" * 100, View(1, 1, "", ()))


def counting(views: PageViews, monkeypatch: pytest.MonkeyPatch, give: Callable[[int], Drawn | None]) -> list[int]:
    """Have pages given instead of drawn; return the numbers of those that were."""
    drawn: list[int] = []

    def draw(_file: Path, page: int) -> Drawn | None:
        drawn.append(page)
        return give(page)

    monkeypatch.setattr(views, "_draw", draw)
    return drawn


def test_what_was_looked_at_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    views = PageViews(kept=250)
    drawn = counting(views, monkeypatch, lambda _page: DRAWN)

    async def look() -> None:
        for page in (0, 1, 0, 2, 0, 1):
            assert await views.drawn(FILE, page) is DRAWN

    asyncio.run(look())
    assert drawn == [0, 1, 2, 1]


def test_the_places_of_letters_count_as_well() -> None:
    assert Drawn(b"x" * 100, View(9, 9, "abcd", ((0, 0, 1, 1),) * 4)).size == 100 + 4 * 150


def test_a_page_that_is_larger_than_all_that_is_kept_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    views = PageViews(kept=10)
    counting(views, monkeypatch, lambda _page: DRAWN)
    assert asyncio.run(views.drawn(FILE, 0)) is DRAWN


def test_those_who_ask_for_the_same_page_wait_for_one_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    views = PageViews()
    drawn = counting(views, monkeypatch, lambda _page: DRAWN)

    async def together() -> list[Drawn | None]:
        return await asyncio.gather(*(views.drawn(FILE, 0) for _ in range(5)))

    assert asyncio.run(together()) == [DRAWN] * 5
    assert drawn == [0]


def test_what_cannot_be_drawn_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    views = PageViews()
    drawn = counting(views, monkeypatch, lambda _page: None)

    async def twice() -> list[Drawn | None]:
        return [await views.drawn(FILE, 0), await views.drawn(FILE, 0)]

    assert (asyncio.run(twice()), drawn) == ([None, None], [0])


def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_views, "_PATIENCE", 0.0)
    with pytest.raises(Busy, match="too many pages are waiting to be drawn"):
        asyncio.run(PageViews().drawn(FILE, 0))


def test_a_file_that_is_gone_costs_the_next_one_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(column("Nokia")))
    views = PageViews(Limits(seconds=60))

    async def look() -> list[str | None]:
        found = [await views.drawn(tmp_path / "b.pdf", 0), await views.drawn(file, 0)]
        return [drawn.view.letters if drawn else None for drawn in found]

    assert asyncio.run(look()) == [None, "Nokia"]
    views.close()
    # Whoever asks while the service ends is shown the text alone.
    assert asyncio.run(PageViews.drawn(views, tmp_path / "c.pdf", 0)) is None
