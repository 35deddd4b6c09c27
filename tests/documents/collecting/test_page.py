"""One page at a time: it comes by the rules of collecting, or there is one line that says why not."""

import httpx2
import pytest

from lape_qa.documents.collecting.page import Fetched, fetch
from lape_qa.errors import FetchError
from support.collecting import NAMED
from support.web_server import HOST, Site, hangs, leads, page, sends

PAGE = page("Nokian perhekeskus", "Nokialla avattiin perhekeskus vuonna 2018.")


def refusal(url: str, named: frozenset[str] = NAMED, most: int = 1_000, seconds: float = 60) -> str:
    with pytest.raises(FetchError) as error:
        fetch(httpx2.URL(url), named, most, seconds)
    return str(error.value)


def test_a_page_comes_from_where_it_lastingly_is(served: Site) -> None:
    served.answers |= {"/a": leads("/b"), "/b": leads("/c", 302), "/c": sends(PAGE)}
    assert fetch(httpx2.URL(f"{served.url}/a"), NAMED) == Fetched(".html", PAGE.encode(), f"{served.url}/b")
    assert served.asked == ["/robots.txt", "/a", "/b", "/c"]


def test_a_page_of_just_the_limit_comes_and_one_byte_more_does_not(served: Site) -> None:
    served.answers["/a"] = sends(b"a" * 1_000, "text/plain")
    assert fetch(httpx2.URL(f"{served.url}/a"), NAMED, 1_000) == Fetched(".txt", b"a" * 1_000, f"{served.url}/a")
    served.answers["/a"] = sends(b"a" * 1_001, "text/plain")
    assert refusal(f"{served.url}/a") == "has more than 1,000 bytes; send it in as a file"


def test_an_answer_that_does_not_come_is_given_up_after_the_time_for_all_of_it(served: Site) -> None:
    served.answers["/a"] = hangs(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    assert refusal(f"{served.url}/a", seconds=0.3) == (
        "the page did not come within 0.3 s; try again later, or send it in as a file"
    )


def test_a_private_host_is_told_without_its_number(served: Site) -> None:
    assert refusal(f"{served.url}/a", frozenset()) == (
        f"{HOST} is a private address; LAPE_QA_PRIVATE_HOSTS names those that pages may come from"
    )
    assert served.asked == []


def test_a_redirect_to_a_private_host_is_refused_by_its_site(served: Site) -> None:
    served.answers["/a"] = leads("http://localhost/a")
    assert refusal(f"{served.url}/a") == (
        "leads to another site, http://localhost/a; if that is right, write that address in its place"
    )
