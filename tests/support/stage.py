"""A real HTTP server that speaks the service's contract and misbehaves when told to, and pages to put the widget in."""

import json
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeAlias

from playwright.sync_api import Locator, Page

import lape_qa_api

WIDGET = Path(lape_qa_api.__file__).parent / "pages" / "static" / "widget" / "lape-qa.js"

TEXT = (
    "## Kohtaamispaikat\n\nEnnen oli neuvola.\n\n"
    "👪 Lapissa avattiin kolme kohtaamispaikkaa. Kittilä oli ensimmäinen.\n\nSitten tuli kesä.\n\nLoppu."
)
LAPPI = {
    "id": "lappi/1",
    "title": "Kohtaamispaikat Lapissa",
    "publisher": "Lapin kunnat",
    "published": "2019-03-01",
    "region": "Lappi",
    "language": "fi",
    "url": "",
    "sha256": "ab" * 32,
}
BORGA = LAPPI | {"id": "borga", "title": "Familjecentret", "publisher": "", "published": "2018", "region": "Uusimaa"}
BORGA |= {"language": "sv"}


def citation(number: int, document: dict[str, str], quote: str, start: int, **more: int | str) -> dict[str, Any]:
    """Return a citation as the service gives it."""
    name = document["id"].replace("/", "%2F")
    reader_url = f"/lue/{name}?start={start}&end={start + len(quote)}&sha256={document['sha256'][:12]}#lainaus"
    place = {"start": start, "end": start + len(quote), "reader_url": reader_url}
    return {"number": number, "document": document, "quote": quote, **place, **more}


FIRST, SECOND, THIRD = "👪 Lapissa avattiin kolme kohtaamispaikkaa.", "Kittilä oli ensimmäinen.", "Borgå öppnade sitt."
CITATIONS = [
    citation(1, LAPPI, FIRST, TEXT.index(FIRST)),
    citation(2, LAPPI, SECOND, TEXT.index(SECOND)),
    citation(3, BORGA, THIRD, 7, page=12),
]
SENTENCES = [{"text": cited["quote"], "citation": cited["number"]} for cited in CITATIONS]


def answer(question: str, **more: Any) -> dict[str, Any]:
    """Return an answer of three sentences to a question."""
    return {
        "question": question,
        "read_as": question,
        "language": "fi",
        "outcome": "answered",
        "sentences": SENTENCES,
        "citations": CITATIONS,
        "confidence": 0.8,
        "nearest": [],
        **more,
    }


QUESTION = "Montako kohtaamispaikkaa Lapissa on?"
FURTHER = [LAPPI | {"id": "simo/1", "title": "Simon perhekeskus"}, BORGA | {"id": "esbo", "title": "Esbo"}]
# The sign beyond the 16-bit plane is one code point: "kolme" is the fourth word.
MARKED = [SENTENCES[0] | {"highlights": [[19, 24]]}, SENTENCES[1] | {"highlights": []}, SENTENCES[2]]
COPY = {"document": FURTHER[0], "start": 2, "end": 9, "reader_url": "/lue/simo%2F1?start=2&end=9#lainaus"}
OVERVIEW = answer(
    QUESTION,
    regions=["Lappi"],
    citations=[CITATIONS[0] | {"copies": [COPY]}, *CITATIONS[1:]],
    kind="overview",
    sentences=MARKED,
    sections=[{"title": "Lappi", "sentences": [1, 2]}, {"title": "Uusimaa", "sentences": [3]}],
    text="Poimintoja lähteistä – ei tyhjentävä.",
    more=FURTHER,
    uncertain=True,
)
COMPARISON = answer(
    "Vertaile.",
    kind="comparison",
    sections=[{"title": "Lappi", "sentences": [1, 2, 3]}, {"title": "Kainuu", "sentences": []}],
)
GUIDANCE = answer(
    "moi",
    outcome="guidance",
    sentences=[],
    citations=[],
    text="Hei! Kysy minulta LAPEsta.",
    suggestions=["Mikä on LAPE?", "Mikä on perhekeskus?"],
    answer_id="a3",
)
HELP = answer(
    "Apua!",
    outcome="not_found",
    sentences=[],
    citations=[],
    text="Hengenvaarassa soita 112. Päivystysapu 116\u00a0117, lasten ja nuorten puhelin 116 111; ei 1122.",
    answer_id="a4",
)
NEAREST = {
    "rank": 1,
    "score": 1.0,
    "document": LAPPI,
    "text": "## Otsikko\n\nLähin kohta.",
    "heading": "Otsikko",
    "start": 3,
    "end": 9,
    "page": 3,
    "reader_url": "/lue/lappi%2F1?start=3&end=9",
}
NOT_FOUND = answer("Kuka?", outcome="not_found", sentences=[], citations=[], nearest=[NEAREST], answer_id="a2")


def event(name: str, value: object) -> bytes:
    """Return a server-sent event."""
    return f"event: {name}\r\ndata: {json.dumps(value, ensure_ascii=False)}\r\n\r\n".encode()


def story(reply: dict[str, Any]) -> list[bytes]:
    """Return the events that tell a reply."""
    told = [event("sentence", sentence) for sentence in reply["sentences"]]
    return [event("sources", {"citations": reply["citations"]}), *told, event("verdict", reply)]


class Handler(BaseHTTPRequestHandler):
    """One request; what a test has not said is 404."""

    server: "Stage"
    protocol_version = "HTTP/1.1"

    def give(self, status: int, body: bytes, **headers: str) -> None:
        """Answer with a body."""
        self.send_response(status)
        for name, value in {"Access_Control_Allow_Origin": "*", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def json(self, value: object, status: int = 200, **headers: str) -> None:
        """Answer with JSON."""
        self.give(status, json.dumps(value).encode(), Content_Type="application/json", **headers)

    def stream(self, pieces: Iterable[bytes]) -> None:
        """Answer with an event stream, piece by piece, and hang up."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
        self.close_connection = True

    def do_OPTIONS(self) -> None:
        """Allow what a page of another origin asks leave for."""
        allowed = {"Access_Control_Allow_Headers": self.server.allows}
        self.give(204, b"", **allowed)

    def do_GET(self) -> None:
        """Answer with a page, the widget, or what the test says."""
        self._act({})

    def do_POST(self) -> None:
        """Note what was sent, and answer as the test says."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._act(json.loads(body or b"{}"))

    def _act(self, body: dict[str, Any]) -> None:
        path = self.path.partition("?")[0]
        self.server.seen.append((path, body, self.headers.get("Authorization")))
        act = self.server.acts.get(path)
        try:
            if act:
                act(self, body)
            else:
                self.give(404, b"{}", Content_Type="application/problem+json")
        except (BrokenPipeError, ConnectionResetError):
            # The browser has given up on this one, as some tests want it to.
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


Act: TypeAlias = Callable[[Handler, dict[str, Any]], None]


class Stage(ThreadingHTTPServer):
    """The server: `acts` holds what to do at a path, `seen` what came in."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.acts: dict[str, Act] = {"/widget/lape-qa.js": self._widget}
        self.seen: list[tuple[str, dict[str, Any], str | None]] = []
        self.allows = "content-type, authorization"
        """Headers that pages of other origins may send."""
        self._go = threading.Semaphore(0)

    @property
    def address(self) -> str:
        """The origin, as a browser calls it."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def page(self, path: str, html: str, policy: str = "default-src 'self'") -> None:
        """Put a page at a path, under a content security policy."""
        self.acts[path] = lambda handler, _: handler.give(
            200, html.encode(), Content_Type="text/html; charset=utf-8", Content_Security_Policy=policy
        )

    def says(self, *replies: dict[str, Any]) -> None:
        """Stream a reply to each question in turn, the last one from then on."""
        waiting = list(replies)

        def act(handler: Handler, _: dict[str, Any]) -> None:
            handler.stream(story(waiting.pop(0) if len(waiting) > 1 else waiting[0]))

        self.acts["/v1/ask/stream"] = act

    def asked(self) -> list[dict[str, Any]]:
        """Return the bodies of the questions that came in."""
        return [body for path, body, _ in self.seen if path.startswith("/v1/ask")]

    def hold(self) -> None:
        """Wait, in the thread of a request, until the test lets it go on."""
        self._go.acquire()

    def release(self) -> None:
        """Let a request that waits go on."""
        self._go.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a browser hangs up."""

    def _widget(self, handler: Handler, _: dict[str, Any]) -> None:
        handler.give(200, WIDGET.read_bytes(), Content_Type="text/javascript; charset=utf-8")


# ---- pages

TAG = '<script type="module" src="/widget/lape-qa.js"></script>'


def host(*elements: str, head: str = "") -> str:
    """Return a page that holds the widget."""
    body = "\n".join(elements)
    return f'<!doctype html><html lang="fi"><head><title>Intranet</title>{head}{TAG}</head><body>{body}</body></html>'


def ask(page: Page, question: str = QUESTION) -> None:
    """Ask in the first widget of a page, as with the keyboard."""
    page.get_by_role("textbox").first.fill(question)
    page.get_by_role("textbox").first.press("Enter")


def turns(page: Page) -> Locator:
    """Return the questions of a conversation with what came of them."""
    return page.get_by_role("article")


def refuse(status: int, **headers: str) -> Act:
    """Refuse whatever is asked, as a problem."""
    return lambda handler, _: handler.json({"status": status, "title": "?", "detail": "?"}, status, **headers)
