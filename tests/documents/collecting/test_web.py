"""What a polite visitor does: robots.txt, pauses, busy servers, and redirects on one site."""

from collections.abc import Callable

import anyio
import httpx2
import pytest

from lape_qa.documents.collecting.fetching import Client
from lape_qa.documents.collecting.network import CheckedBackend
from lape_qa.documents.collecting.web import Found, Web
from lape_qa.errors import FetchError
from support.collecting import NAMED, Waits
from support.web_server import Answer, Site, hangs, in_turn, leads, never_ends, resets, sends, status

Visit = Callable[..., list[Found]]


def robots(text: str, code: int = 200) -> Answer:
    return sends(text, "text/plain", code)


def refusal(visit: Visit, url: str) -> str:
    with pytest.raises(FetchError) as raised:
        visit(url)
    return str(raised.value)


# ---- robots.txt ------------------------------------------------------------------------------------------


def test_robots_txt_is_asked_once_for_a_site(served: Site, visit: Visit) -> None:
    served.answers |= {"/robots.txt": robots("User-agent: *\nAllow: /"), "/a": sends("a"), "/b": sends("b")}
    visit(f"{served.url}/a", f"{served.url}/b")
    assert served.asked == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /salainen",
        "user-agent: LAPE-QA\ndisallow: /*/sivu$\nUser-agent: *\nAllow: /",
        "User-agent: *\nAllow: /\nDisallow: /salainen/sivu",
        "\ufeffUser-agent: *\r\nDisallow: /salainen/\r\n",
    ],
)
def test_what_robots_txt_forbids_is_not_asked_for(served: Site, visit: Visit, text: str) -> None:
    served.answers |= {"/robots.txt": robots(text), "/salainen/sivu": sends("a")}
    assert refusal(visit, f"{served.url}/salainen/sivu") == "its robots.txt forbids it"
    assert served.pages() == []


@pytest.mark.parametrize(
    "answer",
    [
        robots("User-agent: muu\nDisallow: /\n"),
        robots("User-agent: *\nDisallow: /\nUser-agent: lape-qa\nDisallow: /muu\n"),
        robots("User-agent: *\nDisallow:\n"),
        robots("<!doctype html><title>404</title>"),
        robots("", 404),
        robots("", 403),
        robots("", 401),
        robots("\x00\xff" * 100),
    ],
)
def test_where_robots_txt_forbids_nothing_everything_is_asked_for(served: Site, visit: Visit, answer: Answer) -> None:
    served.answers |= {"/robots.txt": answer, "/sivu": sends("a")}
    [found] = visit(f"{served.url}/sivu")
    assert found.reply.body == b"a"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(500), "its robots.txt cannot be read: HTTP status 500"),
        (status(503), "its robots.txt cannot be read: HTTP status 503"),
        (status(429), "its robots.txt cannot be read: HTTP status 429"),
        (leads("/robots.txt"), "its robots.txt cannot be read: its redirects go round in a circle"),
        (hangs(b"SSH-2.0\r\n\r\n"), "its robots.txt cannot be read: the answer is not whole, or no HTTP"),
        (sends("x", Content_Encoding="br"), "its robots.txt cannot be read: the answer is packed by 'br'"),
        (robots("User-agent: a\n" * 2000 + "Disallow: /b\n" * 2000), "4,000 lines for 2,000 robots"),
        (resets(), "the host does not answer"),
    ],
)
def test_where_nobody_can_tell_nothing_is_asked_for(served: Site, visit: Visit, answer: Answer, said: str) -> None:
    served.answers |= {"/robots.txt": answer, "/sivu": sends("a")}
    assert said in refusal(visit, f"{served.url}/sivu")
    assert served.pages() == []


def test_a_robots_txt_without_end_holds_as_far_as_it_is_read(served: Site, visit: Visit) -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /salainen\n"
    served.answers |= {
        "/robots.txt": never_ends(head, b"# nothing\n" * 100),
        "/salainen": sends("a"),
        "/sivu": sends("b"),
    }
    assert refusal(visit, f"{served.url}/salainen") == "its robots.txt forbids it"
    assert visit(f"{served.url}/sivu")[0].reply.body == b"b"


def test_robots_txt_holds_for_what_a_redirect_leads_to(served: Site, visit: Visit) -> None:
    served.answers |= {
        "/robots.txt": robots("User-agent: *\nDisallow: /b"),
        "/a": leads("/b"),
        "/b": sends("b"),
    }
    assert refusal(visit, f"{served.url}/a") == "its robots.txt forbids it"
    assert served.pages() == ["/a"]


# ---- pauses ----------------------------------------------------------------------------------------------


def test_a_host_rests_between_two_requests(served: Site, visit: Visit, waits: Waits) -> None:
    served.answers |= {"/a": sends("a"), "/b": sends("b")}
    visit(f"{served.url}/a", f"{served.url}/b", pause=2.5)
    assert waits.slept == [2.5, 2.5]


def test_only_the_operators_own_host_is_asked_without_a_pause(served: Site, visit: Visit, waits: Waits) -> None:
    served.answers |= {"/a": sends("a")}
    visit(f"{served.url}/a", pause=0)
    assert waits.slept == []
    visit(f"{served.url}/a", pause=0, named=frozenset())
    assert waits.slept == [1.0]


def test_the_pause_that_robots_txt_asks_for_is_kept(served: Site, visit: Visit, waits: Waits) -> None:
    served.answers |= {
        "/robots.txt": robots("User-agent: *\nCrawl-delay: 7.5"),
        "/a": sends("a"),
        "/b": sends("b"),
        "/c": sends("c"),
    }
    visit(f"{served.url}/a", f"{served.url}/b", f"{served.url}/c", pause=1)
    assert waits.slept == [1, 7.5, 7.5]


def test_a_pause_of_more_than_a_minute_is_not_waited_for(served: Site, visit: Visit) -> None:
    served.answers |= {"/robots.txt": robots("User-agent: *\nCrawl-delay: 86400"), "/a": sends("a")}
    said = refusal(visit, f"{served.url}/a")
    assert said == "its robots.txt asks for 86400 s between two pages, more than 60"
    assert served.pages() == []


# ---- busy servers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_server_is_asked_once_more_when_it_says(served: Site, visit: Visit, waits: Waits, code: int) -> None:
    served.answers["/a"] = in_turn(status(code, Retry_After="90"), sends("a"))
    [found] = visit(f"{served.url}/a")
    assert (found.reply.body, waits.slept) == (b"a", [90])


@pytest.mark.parametrize("after", ["121", "Fri, 31 Dec 2999 23:59:59 GMT", "soon", "-5", ""])
def test_a_busy_server_that_asks_for_long_is_left(served: Site, visit: Visit, waits: Waits, after: str) -> None:
    served.answers["/a"] = in_turn(status(429, Retry_After=after), sends("a"))
    [found] = visit(f"{served.url}/a")
    assert (found.reply.status, waits.slept) == (429, [])


def test_a_date_in_the_past_means_now(served: Site, visit: Visit, waits: Waits) -> None:
    served.answers["/a"] = in_turn(status(503, Retry_After="Fri, 31 Dec 1999 23:59:59 GMT"), sends("a"))
    [found] = visit(f"{served.url}/a")
    assert (found.reply.status, waits.slept) == (200, [])


def test_a_server_that_stays_busy_is_asked_twice(served: Site, visit: Visit) -> None:
    served.answers["/a"] = status(429, Retry_After="1")
    [found] = visit(f"{served.url}/a")
    assert (found.reply.status, served.pages()) == (429, ["/a", "/a"])


# ---- redirects -------------------------------------------------------------------------------------------


def test_redirects_are_followed_and_the_lasting_ones_remembered(served: Site, visit: Visit) -> None:
    served.answers |= {"/a": leads("b", 308), "/b": leads("/c?d=1", 302), "/c?d=1": sends("c")}
    [found] = visit(f"{served.url}/a")
    assert (str(found.last), str(found.lasting)) == (f"{served.url}/c?d=1", f"{served.url}/b")
    assert found.reply.body == b"c"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("/a", "its redirects go round in a circle"),
        ("/a#part", "its redirects go round in a circle"),
        ("", "leads to '', which is empty"),
        ("ftp://127.0.0.1/a", "leads to 'ftp://127.0.0.1/a', which is 'ftp://127.0.0.1/a', no address of the web"),
        ("http://169.254.169.254/latest/meta-data", "leads to another site, http://169.254.169.254/latest/meta-data;"),
        ("http://127.0.0.1:22/", "leads to another site, http://127.0.0.1:22/;"),
        ("http://[::1]/", "leads to another site, http://[::1]/;"),
        ("//kunta.example/a", "leads to another site, http://kunta.example/a;"),
    ],
)
def test_a_redirect_that_leads_astray_is_not_followed(served: Site, visit: Visit, target: str, said: str) -> None:
    served.answers["/a"] = leads(target)
    assert said in refusal(visit, f"{served.url}/a")
    assert served.pages() == ["/a"]


def test_a_redirect_to_another_site_that_is_allowed_is_checked_as_any_address(
    served: Site, visit: Visit, waits: Waits
) -> None:
    async def visited() -> None:
        async with Client("lape-qa/0", CheckedBackend(NAMED)) as client:
            web = Web(client, 0, NAMED, waits.timing)
            await web.get(httpx2.URL(f"{served.url}/a"), 1000, also=lambda _url: True)

    for target in ("http://169.254.169.254/a", "http://127.0.0.2/a", "http://localhost/a"):
        served.answers["/a"] = leads(target)
        with pytest.raises(
            FetchError, match=r"^(169\.254\.169\.254|127\.0\.0\.2|localhost) is \S+, a private address;"
        ):
            anyio.run(visited)


def test_five_redirects_are_followed_and_six_are_not(served: Site, visit: Visit) -> None:
    served.answers |= {f"/{at}": leads(f"/{at + 1}") for at in range(6)} | {"/6": sends("end")}
    assert visit(f"{served.url}/1")[0].reply.body == b"end"
    assert refusal(visit, f"{served.url}/0") == "has more than 5 redirects one after the other"
