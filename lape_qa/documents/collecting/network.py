"""Connections to public addresses alone: a name is looked up once, and what was checked is what is connected to.

Between a check and a connection of their own, a name could be given another address (DNS rebinding), so both are here.
"""

import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import anyio
import httpcore2

from lape_qa.errors import FetchError
from lape_qa.reasons import because

Address = IPv4Address | IPv6Address

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Returns the numbers of a host's name; OSError when it has none."""

Connect = Callable[[str, int], Awaitable[httpcore2.AsyncNetworkStream]]
"""Connects to a number; httpcore2.ConnectError when it cannot."""

_NAT64 = IPv6Network("64:ff9b::/96")
_IN_FOUR = (IPv6Network("::/96"), _NAT64)
"""Numbers of version 6 whose last 32 bits are one of version 4."""


def is_public(number: Address) -> bool:
    """Tell a number that anybody on the internet may reach, also one of version 4 inside one of version 6."""
    if isinstance(number, IPv6Address):
        if inner := number.ipv4_mapped or number.sixtofour:
            return is_public(inner)
        if number.teredo:
            return False
        if any(number in network for network in _IN_FOUR):
            return is_public(IPv4Address(int(number) & 0xFFFFFFFF))
    return number.is_global and not number.is_multicast and not number.is_reserved


async def resolved(host: str, port: int) -> list[str]:
    """Return the numbers of a name, in the system's order."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def _connected(number: str, port: int) -> httpcore2.AsyncNetworkStream:
    return await httpcore2.AnyIOBackend().connect_tcp(number, port)


class PrivateAddressError(FetchError):
    """A host that is not for everybody, and was not named."""

    def __init__(self, host: str, number: str) -> None:
        super().__init__(because("private_host", host=host, number=number))
        self.host = host


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """What opens connections: to public numbers, and to hosts that the operator named."""

    def __init__(self, named: frozenset[str], resolve: Resolve = resolved, connect: Connect = _connected) -> None:
        self._named = named
        self._resolve = resolve
        self._connect = connect

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the whole of a request has one
        local_address: str | None = None,  # noqa: ARG002 - none is set
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002 - none is set
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first of a host's numbers that answers; FetchError when one of them is not public."""
        try:
            numbers = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchError(because("no_such_host", host=host, detail=str(error)), host_is_down=True) from error
        if host not in self._named:
            self._refuse_inside(host, numbers)
        failure = httpcore2.ConnectError("no address")
        for number in numbers:
            try:
                return await self._connect(number, port)
            except httpcore2.ConnectError as error:
                failure = error
        raise failure

    @staticmethod
    def _refuse_inside(host: str, numbers: Iterable[str]) -> None:
        for number in numbers:
            if not is_public(ip_address(number)):
                raise PrivateAddressError(host, number)
