"""GET /lue/{id}: the version of a document that was quoted, with the quotes marked."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import StringConstraints
from starlette.responses import HTMLResponse

from lape_qa import budget
from lape_qa.answer.plain_text import place_name
from lape_qa.contract import document_url, reader_url
from lape_qa_api.dependencies import AssistantDep, ComponentsDep, unless_gone
from lape_qa_api.pages.reader import ShownVersion, elements, marks, place_now, version_to_show
from lape_qa_api.pages.templating import page
from lape_qa_api.pages.texts import reader_texts, written_date

router = APIRouter(include_in_schema=False)

_NUMBERED = re.compile(r"(?<=\.) | (?=\d)")
_Stretch = Annotated[str, StringConstraints(pattern=r"^\d{1,9}-\d{1,9}$")]


@router.api_route("/lue/{identifier:path}", methods=["GET", "HEAD"])
async def reader_page(
    identifier: str,
    request: Request,
    assistant: AssistantDep,
    components: ComponentsDep,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
    sha256: Annotated[str, Query(max_length=64)] = "",
    also: Annotated[list[_Stretch] | None, Query(max_length=20)] = None,
) -> HTMLResponse:
    """Return the version of a document that was quoted, as a page with the stretch from start to end marked.

    `also` holds further stretches, START-END: the other quotes of the same answer, which are marked more lightly.
    The page of another version than the present one says so, and leads to the present one.
    """
    served, versions = assistant.generation.documents, components.serving.versions
    others = [_bounds(stretch) for stretch in also or ()]

    def made() -> HTMLResponse | None:
        shown = version_to_show(identifier, sha256.lower(), served, versions.find)
        return _page_of(shown, start, end, others) if shown else None

    # A long text takes a second: in a thread, as a question does.
    found = await unless_gone(request, components.questions.work(made))
    if found is None:
        raise HTTPException(404, f"no document has the id {identifier!r}")
    return found


def _page_of(
    shown: ShownVersion, start: int | None, end: int | None, others: Sequence[tuple[int, int]]
) -> HTMLResponse:
    document, now = shown.document, shown.now
    marked = marks(shown, start, end, others)
    quote = marked.quote
    stands = place_now(document, quote, now) if quote and now else None
    language, texts = reader_texts(document.language)
    return page(
        "reader.html",
        document=document,
        date=written_date(document.published, language),
        # Any other scheme, such as javascript:, is shown as text.
        linked=document.url.startswith(("https://", "http://")),
        elements=budget.checked(elements(document.text, quote, marked.others)),
        quote=quote,
        place=quote and _NUMBERED.sub("\u00a0", place_name(document, quote.start, language)),
        others=marked.others,
        notice=marked.notice and texts[marked.notice],
        now=now and (reader_url(now, stands.start, stands.end) if stands else document_url(now)),
        stands=stands,
        language=language,
        texts=texts,
    )


def _bounds(stretch: str) -> tuple[int, int]:
    first, last = stretch.split("-")
    return int(first), int(last)
