"""One form of an address, what belongs to what, and the ids of documents."""

import httpx2
import pytest

from lape_qa.documents.collecting.addresses import identifier, is_below, normal, same_site
from lape_qa.errors import FetchError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("HTTPS://WWW.Kunta.FI/Lape/../Tulos#luku-2", "https://www.kunta.fi/Tulos"),
        ("http://kunta.fi:80", "http://kunta.fi"),
        ("https://äänekoski.fi/äiti", "https://xn--nekoski-4waa.fi/%C3%A4iti"),
        (" http://[::1]:8080/a ", "http://[::1]:8080/a"),
    ],
)
def test_an_address_has_one_form(written: str, read: str) -> None:
    assert str(normal(written)) == read


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("ftp://kunta.fi/a", "no address of the web"),
        ("javascript:alert(1)", "no address of the web"),
        ("file:///etc/passwd", "no address of the web"),
        ("/lape", "no address of the web"),
        (" ", "is empty"),
        ("https://matti:salasana@kunta.fi/", "holds a user name or a password"),
        ("https://kunta.fi:0/", "names the port 0"),
        ("https://kunta.fi:99999/", "names the port 99999"),
        ("https://ä..fi/", "Invalid IDNA hostname"),
        ("https://kunta.fi/" + "a" * 2000, "more than 2,000"),
    ],
)
def test_what_is_no_address_is_refused(written: str, problem: str) -> None:
    with pytest.raises(FetchError, match=problem):
        normal(written)


def test_a_relative_address_is_read_from_where_it_stands() -> None:
    assert str(normal("../b?c=1#d", base=httpx2.URL("https://kunta.fi/a/x/y"))) == "https://kunta.fi/a/b?c=1"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://kunta.fi/a", "https://www.kunta.fi/b", True),
        ("https://kunta.fi/", "https://kunta.fi:8443/", False),
        ("https://kunta.fi/", "https://kunta.fi.example/", False),
        ("https://kunta.fi/", "https://lape.kunta.fi/", False),
    ],
)
def test_a_site_is_its_host(one: str, other: str, same: bool) -> None:
    assert same_site(httpx2.URL(one), httpx2.URL(other)) is same


def test_a_beginning_is_no_beginning_of_another_host() -> None:
    prefix = httpx2.URL("https://kunta.fi/lape")
    assert is_below(httpx2.URL("https://kunta.fi/lape/a"), prefix)
    assert not is_below(httpx2.URL("https://kunta.fi/muu"), prefix)
    assert not is_below(httpx2.URL("https://kunta.fi.example/lape"), prefix)


def test_an_id_is_made_of_host_and_path_and_kept_apart_by_a_hash() -> None:
    assert identifier(httpx2.URL("https://www.kunta.fi/Lape/Äitiys.html?sivu=2")) == "kunta-fi-lape-aitiys-31dfc636"
    assert identifier(httpx2.URL("https://kunta.fi/a-b/c")) != identifier(httpx2.URL("https://kunta.fi/a/b-c"))
    assert len(identifier(httpx2.URL("https://kunta.fi/" + "a/" * 500))) == 80 + 9
