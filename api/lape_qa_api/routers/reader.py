"""GET /lue/{id}: the version of a document that was quoted, with the quotes marked, also on its page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import StringConstraints
from starlette.responses import HTMLResponse, Response

from lape_qa import budget
from lape_qa.answer.plain_text import place_name
from lape_qa.contract import document_url, reader_url
from lape_qa.documents import page_view
from lape_qa.documents.model import Document
from lape_qa.documents.page_view import Part
from lape_qa.errors import Busy
from lape_qa.language.model import Language, Span
from lape_qa_api.components import Components
from lape_qa_api.config import Owner
from lape_qa_api.dependencies import ComponentsDep, SeenDep, unless_gone
from lape_qa_api.pages.changes import changes
from lape_qa_api.pages.page_views import Drawn
from lape_qa_api.pages.reader import Marks, ShownVersion, elements, marks, place_now, version_to_show
from lape_qa_api.pages.templating import page
from lape_qa_api.pages.texts import LANGUAGES, reader_texts, written_date

router = APIRouter(include_in_schema=False)

_NUMBERED = re.compile(r"(?<=\.) | (?=\d)")
_Stretch = Annotated[str, StringConstraints(pattern=r"^\d{1,9}-\d{1,9}$")]
_ROOM = 4
"""Dots around what is marked in a picture."""
_MOST_SHEETS = 3
"""Pages that are shown of a quote that goes over several."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What to show, and what to mark in it."""

    shown: ShownVersion
    marked: Marks
    parts: tuple[Part, ...]
    """Of the quote: where its pages can be shown."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as it looks, with the places of the quote and of the other quotes of the answer."""

    name: str
    address: str
    anchor: str
    """Its name within the page that shows it."""
    drawn: Drawn | None
    """None where it cannot be drawn."""
    quoted: str
    quote: Sequence[page_view.Place] = ()
    others: Sequence[page_view.Place] = ()


@router.api_route("/lue/{identifier:path}", methods=["GET", "HEAD"])
async def reader_page(
    identifier: str,
    request: Request,
    seen: SeenDep,
    components: ComponentsDep,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
    sha256: Annotated[str, Query(max_length=64)] = "",
    also: Annotated[list[_Stretch] | None, Query(max_length=20)] = None,
    lang: Annotated[Language | None, Query()] = None,
) -> HTMLResponse:
    """Return the version of a document that was quoted, as a page with the stretch from start to end marked.

    `also` holds further stretches, START-END: the other quotes of the same answer, which are marked more lightly.
    The page of another version than the present one says so, leads to the present one and shows what has changed.
    `lang`: the language of what the page says itself; by default that of the document.
    """
    served, versions = seen.assistant.generation.documents, seen.versions
    others = [_bounds(stretch) for stretch in also or ()]

    def found() -> _Found | None:
        shown = version_to_show(identifier, sha256.lower(), served, versions.find)
        return _found(shown, marks(shown, start, end, others)) if shown else None

    # A long text takes a second: in a thread, as a question does.
    to_show = await unless_gone(request, components.questions.work(found))
    if to_show is None:
        raise HTTPException(404, f"no document has the id {identifier!r}")
    language, texts = reader_texts(lang or to_show.shown.document.language)
    drawn = await _drawn_pages(to_show, components)
    here = {code: _address(request, code, to_show.marked.quote) for code in LANGUAGES}
    return await unless_gone(
        request,
        components.questions.work(lambda: _page_of(to_show, drawn, here, language, texts, components.config.owner)),
    )


@router.api_route("/lue-kuva/{page}/{identifier:path}", methods=["GET", "HEAD"])
async def page_picture(
    number: Annotated[int, Path(alias="page", ge=1, le=100_000)],
    identifier: str,
    request: Request,
    seen: SeenDep,
    components: ComponentsDep,
    sha256: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Return a page, counted from 1, of the file that a version of a document was read from, as a picture."""
    served, versions = seen.assistant.generation.documents, seen.versions
    shown = await unless_gone(
        request,
        components.questions.work(lambda: version_to_show(identifier, sha256.lower(), served, versions.find)),
    )
    drawn = await _drawn(components, shown.document, number - 1) if shown and shown.notice != "changed" else None
    if drawn is None:
        raise HTTPException(404, f"there is no picture of page {number} of {identifier!r}")
    return Response(drawn.picture, media_type="image/webp")


def _found(shown: ShownVersion, marked: Marks) -> _Found:
    document, quote = shown.document, marked.quote
    parts = page_view.parts(document, quote) if quote and document.original else ()
    return _Found(shown, marked, tuple(islice(parts, _MOST_SHEETS)))


async def _drawn_pages(found: _Found, components: Components) -> list[Drawn | None]:
    """Return the pages that the quote stands on; none where the file that was read is not kept."""
    document = found.shown.document
    if components.serving.originals.find(document.original) is None:
        return []
    drawn = []
    for part in found.parts:
        try:
            drawn.append(await _drawn(components, document, part.page))
        except Busy:
            # The text is shown all the same.
            drawn.append(None)
    return drawn


async def _drawn(components: Components, document: Document, number: int) -> Drawn | None:
    file = components.serving.originals.find(document.original)
    return await components.views.drawn(file, number) if file and number < len(document.pages) else None


def _sheet(document: Document, part: Part, others: Sequence[Span], drawn: Drawn | None, language: Language) -> _Sheet:
    sheet = _Sheet(
        _NUMBERED.sub("\u00a0", place_name(document, part.span.start, language)),
        f"/lue-kuva/{part.page + 1}{document_url(document).removeprefix('/lue')}?"
        + urlencode({"sha256": document.sha256[:12]}),
        f"sivu-{part.page + 1}",
        drawn,
        document.text[part.span.start : part.span.end],
    )
    if drawn is None:
        return sheet
    view = drawn.view

    def placed(span: Span) -> list[page_view.Place]:
        places = page_view.places(document.text, span, view.letters, view.places)
        return [_padded(place, view.width, view.height) for place in places]

    on_page = [its for other in others if (its := page_view.on_page(document, other, part.page))]
    beside = [place for its in on_page for place in placed(its)]
    return replace(sheet, quote=placed(part.span), others=beside)


def _padded(place: page_view.Place, width: int, height: int) -> page_view.Place:
    """Return a place with some room around it, so that its edge does not run through the letters."""
    left, top, right, bottom = place
    return max(0, left - _ROOM), max(0, top - _ROOM), min(width, right + _ROOM), min(height, bottom + _ROOM)


def _page_of(
    found: _Found,
    drawn: Sequence[Drawn | None],
    here: Mapping[Language, str],
    language: Language,
    texts: Mapping[str, str],
    owner: Owner,
) -> HTMLResponse:
    document, now = found.shown.document, found.shown.now
    quote, others = found.marked.quote, found.marked.others
    notice = found.marked.notice
    stands = place_now(document, quote, now) if quote and now else None
    return page(
        "reader.html",
        document=document,
        # Many have no other author than their publisher.
        author=document.author if document.author != document.publisher else "",
        date=written_date(document.published, language),
        # Any other scheme, such as javascript:, is shown as text.
        linked=document.url.startswith(("https://", "http://")),
        elements=budget.checked(elements(document.text, quote, others)),
        quote=quote,
        place=quote and _NUMBERED.sub("\u00a0", place_name(document, quote.start, language)),
        others=others,
        notice=notice and texts[notice],
        now=now and (reader_url(now, stands.start, stands.end) if stands else document_url(now)),
        stands=stands,
        is_compared=notice == "earlier",
        changes=changes(document.text, now.text) if now and notice == "earlier" else None,
        # None where the file is not kept.
        sheets=[_sheet(document, part, others, its, language) for part, its in zip(found.parts, drawn, strict=False)],
        here=here,
        languages=LANGUAGES,
        language=language,
        texts=texts,
        owner=owner,
    )


def _address(request: Request, language: Language, quote: Span | None) -> str:
    """Return where the same is shown in another language."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*asked, ('lang', language)])}{'#lainaus' if quote else ''}"


def _bounds(stretch: str) -> tuple[int, int]:
    first, last = stretch.split("-")
    return int(first), int(last)
