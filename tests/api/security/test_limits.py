"""How often a caller may come."""

import pytest

from lape_qa_api import Config
from lape_qa_api.security.keys import Keys
from lape_qa_api.security.limits import Limiter, network, networks
from support.callers import READING, status
from support.servers import Serve


def test_a_bucket_refills_steadily_and_says_when_to_come_again() -> None:
    now = 0.0
    limiter = Limiter(per_minute=30, burst=2, clock=lambda: now)
    assert [limiter.take("a") for _ in range(3)] == [0, 0, 2]
    assert limiter.take("b") == 0, "another caller has a bucket of its own"
    now = 1.0
    assert limiter.take("a") == 1
    now = 2.0
    assert [limiter.take("a"), limiter.take("a")] == [0, 2]
    now = 1000.0
    assert [limiter.take("a") for _ in range(3)] == [0, 0, 2], "the reserve does not grow beyond the burst"


def test_the_limiter_forgets_those_who_were_away_longest() -> None:
    limiter = Limiter(per_minute=1, burst=1, clock=lambda: 0.0)
    for caller in range(10_001):
        limiter.take(str(caller))
    assert limiter.take("0") == 0
    assert limiter.take("10000") == 60


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", ("192.0.2.7",)),
        ("2001:db8:1:2:3:4:5:6", ("2001:db8:1:2::", "2001:db8:1::")),
        ("::ffff:192.0.2.7", ("192.0.2.7",)),
        ("testclient", ("testclient",)),
    ],
)
def test_an_ipv6_network_counts_as_one_address(address: str, counted: tuple[str, ...]) -> None:
    assert (network(address), networks(address)) == (counted[0], counted)


def test_too_many_requests_are_429_with_the_time_to_wait(serve: Serve, exposed: Config, keys: Keys) -> None:
    client = serve(Config(exposed=True, state=exposed.state, rate=6), "192.0.2.7")
    one, other = (f"Bearer {keys.add(name, ['read'])}" for name in ("one", "other"))
    # Six a minute with a reserve of twenty seconds.
    assert [status(client, READING, Authorization=one) for _ in range(3)] == [200, 200, 429]
    response = client.get("/v1/documents", headers={"Authorization": one})
    assert response.headers["retry-after"] == "10"
    assert response.headers["content-type"] == "application/problem+json"
    assert status(client, READING, Authorization=other) == 200, "each key has its own limit"


def test_loopback_without_keys_has_no_limit(serve: Serve) -> None:
    client = serve(Config(rate=3))
    assert [status(client, READING) for _ in range(5)] == [200] * 5
