"""Which addresses may be connected to, and that it is the checked one that is."""

from ipaddress import ip_address

import anyio
import httpcore2
import pytest

from lape_qa.documents.collecting.network import CheckedBackend, is_public
from lape_qa.errors import FetchError

INSIDE = (
    "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.2.1 "
    "192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%lo "
    "fc00::1 fd12:3456::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe "
    "2002:7f00:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1"
).split()
OUTSIDE = "1.1.1.1 8.8.8.8 193.166.3.2 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1".split()


@pytest.mark.parametrize("number", INSIDE)
def test_what_is_not_for_everybody_is_not_public(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize("number", OUTSIDE)
def test_what_is_for_everybody_is_public(number: str) -> None:
    assert is_public(ip_address(number))


class Wire:
    """Names that lead somewhere else each time they are looked up, and what was connected to."""

    def __init__(self, *answers: list[str], failing: frozenset[str] = frozenset()) -> None:
        self.answers = list(answers)
        self.failing = failing
        self.connected: list[tuple[str, int]] = []

    async def resolve(self, _host: str, _port: int) -> list[str]:
        return self.answers.pop(0)

    async def connect(self, number: str, port: int) -> httpcore2.AsyncNetworkStream:
        self.connected.append((number, port))
        if number in self.failing:
            raise httpcore2.ConnectError("refused")
        return httpcore2.AsyncMockStream([])

    def open(self, host: str, named: frozenset[str] = frozenset()) -> None:
        anyio.run(CheckedBackend(named, self.resolve, self.connect).connect_tcp, host, 443)


def test_the_number_that_was_checked_is_the_one_that_is_connected_to() -> None:
    # A second look-up would give 127.0.0.1: DNS rebinding.
    wire = Wire(["8.8.8.8"], ["127.0.0.1"])
    wire.open("kunta.fi")
    assert (wire.connected, wire.answers) == ([("8.8.8.8", 443)], [["127.0.0.1"]])


@pytest.mark.parametrize("numbers", [["127.0.0.1"], ["8.8.8.8", "169.254.169.254"], ["8.8.8.8", "fe80::1%eth0"]])
def test_a_name_with_a_private_number_is_refused_before_any_connection(numbers: list[str]) -> None:
    wire = Wire(numbers)
    with pytest.raises(
        FetchError, match=f"kunta.fi is {numbers[-1]}, a private address; name kunta.fi under `private`"
    ):
        wire.open("kunta.fi")
    assert wire.connected == []


def test_a_host_that_is_named_may_be_private() -> None:
    wire = Wire(["10.0.0.7"])
    wire.open("intra.kunta.fi", frozenset(["intra.kunta.fi"]))
    assert wire.connected == [("10.0.0.7", 443)]


def test_the_next_number_is_tried_where_one_does_not_answer() -> None:
    wire = Wire(["2001:4860:4860::8888", "8.8.8.8"], failing=frozenset(["2001:4860:4860::8888"]))
    wire.open("kunta.fi")
    assert wire.connected == [("2001:4860:4860::8888", 443), ("8.8.8.8", 443)]


def test_other_spellings_of_loopback_are_found_out_by_what_they_lead_to() -> None:
    # The real resolver: it reads these as numbers, without asking any server.
    for host in ("2130706433", "0x7f.1", "127.1", "017700000001"):
        with pytest.raises(FetchError, match=f"{host} is 127.0.0.1, a private address"):
            anyio.run(CheckedBackend(frozenset()).connect_tcp, host, 80)


def test_a_name_without_a_number_is_told() -> None:
    class Nameless(Wire):
        async def resolve(self, _host: str, _port: int) -> list[str]:
            raise OSError(-2, "Name or service not known")

    with pytest.raises(FetchError, match=r"the host kunta\.fi has no address") as raised:
        Nameless().open("kunta.fi")
    assert raised.value.host_is_down
