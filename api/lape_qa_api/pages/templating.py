"""HTML pages from templates; every value is escaped, and every link to the service holds below any path."""

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from lape_qa_api.pages.texts import counted, frame_texts
from lape_qa_api.root import ROOT

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals.update(counted=counted, frame_texts=frame_texts)
# What people read is written with its own letters.
_TEMPLATES.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
# A quotation mark of a value is escaped: these are attributes that a template has.
_OWN_ADDRESS = re.compile(r'\b((?:form)?action|href|src)="(?=/(?!/))')


def page(
    template: str, status: int = 200, headers: Mapping[str, str] | None = None, /, **values: object
) -> HTMLResponse:
    """Return a page made from a template, which names addresses of the service by their own paths, such as `/lue/…`."""
    html = _TEMPLATES.get_template(template).render(**values)
    if root := ROOT.get():
        html = _OWN_ADDRESS.sub(lambda found: found[0] + root, html)
    return HTMLResponse(html, status, headers)
