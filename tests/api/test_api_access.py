"""Who is let in: keys, tokens, proxies, origins; and how often."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lape_qa_api import Config
from lape_qa_api.security.keys import Keys
from lape_qa_api.security.limits import Limiter, network
from lape_qa_api.state.database import Database
from support.servers import Serve

QUESTION = {"question": "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"}
INTRANET = "https://intra.example.fi"
ASKING = ("POST", "/v1/ask")
READING = ("GET", "/v1/documents")
ADMIN = ("GET", "/metrics")
PUBLIC = [
    "/",
    "/arviointi",
    "/rajapinta",
    "/widget/lape-qa.js",
    "/healthz",
    "/readyz",
    "/openapi.json",
    "/v1/widget/config",
    "/static/style.css",
]


def status(client: TestClient, route: tuple[str, str], **headers: str) -> int:
    """Return the status of a call; names of headers are written with `_`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    method, path = route
    return client.request(method, path, headers=named, json=QUESTION if method == "POST" else None).status_code


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """The keys of the folder that `exposed` names."""
    return Keys(Database(tmp_path))


@pytest.fixture
def exposed(tmp_path: Path) -> Config:
    """A service that other machines reach."""
    return Config(exposed=True, state=tmp_path)


def test_on_loopback_everything_is_open_until_the_first_key(serve: Serve, tmp_path: Path, keys: Keys) -> None:
    client = serve(Config(state=tmp_path))
    assert [status(client, route) for route in (ASKING, READING, ADMIN)] == [200, 200, 200]
    key = keys.add("first", ["ask"])
    assert [status(client, route) for route in (ASKING, READING, ADMIN)] == [401, 401, 401]
    keys.revoke(key.split("_")[1])
    assert status(client, ASKING) == 401, "revoking the last key must not open the service"


def test_an_exposed_service_asks_for_a_key(serve: Serve, exposed: Config) -> None:
    client = serve(exposed, "192.0.2.7")
    for route in (
        ASKING,
        READING,
        ADMIN,
        ("GET", "/lue/nokia"),
        ("POST", "/mcp"),
        ("GET", "/v1/none"),
        ("GET", "/none"),
    ):
        assert status(client, route) == 401
    response = client.get("/v1/documents")
    assert response.headers["www-authenticate"] == 'Bearer realm="LAPE-QA"'
    assert response.json()["detail"] == "this needs a key with the scope 'read': Authorization: Bearer lqa_…"
    assert [client.get(path).status_code for path in PUBLIC] == [200] * len(PUBLIC)


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        (["ask"], [200, 403, 403]),
        (["read"], [403, 200, 403]),
        (["admin"], [403, 403, 200]),
        (["ask", "admin"], [200, 403, 200]),
    ],
)
def test_a_key_opens_what_its_scopes_name(
    serve: Serve, exposed: Config, keys: Keys, scopes: list[str], statuses: list[int]
) -> None:
    client = serve(exposed)
    bearer = f"Bearer {keys.add('somebody', scopes)}"
    assert [status(client, route, Authorization=bearer) for route in (ASKING, READING, ADMIN)] == statuses


def test_a_revoked_key_is_useless_at_once(serve: Serve, exposed: Config, keys: Keys) -> None:
    client = serve(exposed)
    key = keys.add("somebody", ["ask"])
    assert status(client, ASKING, Authorization=f"Bearer {key}") == 200
    keys.revoke(key.split("_")[1])
    assert status(client, ASKING, Authorization=f"Bearer {key}") == 401


def test_only_a_hash_of_a_key_is_kept_and_only_for_the_owner(keys: Keys, tmp_path: Path) -> None:
    secret = keys.add("somebody", ["ask"]).split("_", 2)[2]
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert sorted(file.name for file in files) == ["secret", "service.sqlite"]
    assert not any(secret.encode() in file.read_bytes() for file in files)
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]


def test_guessing_keys_ends_in_429_and_a_good_key_still_works(serve: Serve, exposed: Config, keys: Keys) -> None:
    client = serve(exposed)
    good = keys.add("somebody", ["read"])
    guesses = [good[:-1] + ("A" if good[-1] != "A" else "B"), "lqa_00000000_" + "A" * 43, "x", good + "=", *"abcdefgh"]
    statuses = [status(client, READING, Authorization=f"Bearer {guess}") for guess in guesses]
    assert statuses == [401] * 10 + [429] * 2
    assert status(client, READING, Authorization=f"Bearer {good}") == 200


def test_without_keys_only_this_machine_is_let_in_wherever_it_listens(serve: Serve) -> None:
    client = serve(Config(), "192.0.2.7")
    assert [status(client, route) for route in (ASKING, READING, ADMIN)] == [401, 401, 401]
    assert status(serve(Config(), "::1"), ASKING) == 200


def test_an_open_service_lets_everyone_ask_and_read_but_not_administer(serve: Serve) -> None:
    client = serve(Config(exposed=True, open=True), "192.0.2.7")
    assert [status(client, route) for route in (ASKING, READING, ADMIN)] == [200, 200, 401]


# ---- proxies -------------------------------------------------------------------------------------------


def test_the_user_header_counts_only_from_a_named_proxy(serve: Serve) -> None:
    config = Config(exposed=True, trusted_proxies=("10.0.0.0/8",), user_header="x-remote-user")
    proxy, stranger = serve(config, "10.1.2.3"), serve(config, "192.0.2.7")
    assert status(proxy, ASKING, X_Remote_User="kirsi") == 200
    assert status(proxy, ASKING) == 401
    assert status(proxy, ADMIN, X_Remote_User="kirsi") == 403
    assert status(stranger, ASKING, X_Remote_User="kirsi") == 401
    assert status(stranger, ASKING, X_Remote_User="kirsi", X_Forwarded_For="10.1.2.3") == 401
    assert status(stranger, ASKING, X_Remote_User="kirsi", Forwarded="for=10.1.2.3") == 401


def test_behind_a_proxy_on_loopback_nobody_passes_as_local(serve: Serve) -> None:
    client = serve(Config(trusted_proxies=("127.0.0.1",), user_header="x-remote-user"))
    assert status(client, ASKING) == 401
    assert status(client, ASKING, X_Remote_User="kirsi") == 200


def test_a_forwarded_address_is_believed_from_a_named_proxy_only(serve: Serve) -> None:
    config = Config(exposed=True, open=True, rate=3, trusted_proxies=("10.0.0.1",))
    stranger = serve(config, "192.0.2.7")
    assert [status(stranger, READING, X_Forwarded_For=f"198.51.100.{n}") for n in range(3)] == [200, 429, 429]
    proxy = serve(config, "10.0.0.1")
    assert [status(proxy, READING, X_Forwarded_For=f"198.51.100.{n}") for n in range(3)] == [200, 200, 200]
    # What the client itself put in front does not count.
    assert status(proxy, READING, X_Forwarded_For="203.0.113.9, 198.51.100.0") == 429


def test_a_public_name_that_leads_to_loopback_is_not_let_in(serve: Serve) -> None:
    client = serve(Config())
    assert status(client, READING, Host="rebound.example.com:8000") == 401
    for host in ("127.0.0.1:8000", "[::1]:8000", "localhost", "lape.localhost"):
        assert status(client, READING, Host=host) == 200


# ---- origins and tokens --------------------------------------------------------------------------------


def token(client: TestClient, origin: str) -> str:
    response = client.post("/v1/widget/token", headers={"Origin": origin})
    assert response.status_code == 200
    assert response.json()["expires_in"] == 900
    made: str = response.json()["token"]
    return made


def test_a_token_is_good_for_its_origin_only(serve: Serve) -> None:
    client = serve(Config(exposed=True, origins=(INTRANET, "https://other.example.fi")), "192.0.2.7")
    bearer = f"Bearer {token(client, INTRANET)}"
    assert status(client, ASKING, Authorization=bearer, Origin=INTRANET) == 200
    assert status(client, ADMIN, Authorization=bearer, Origin=INTRANET) == 403
    assert status(client, ASKING, Authorization=bearer, Origin="https://other.example.fi") == 401
    assert status(client, ASKING, Authorization=bearer) == 401
    assert status(client, ASKING, Origin=INTRANET) == 401


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "https://intra.example.fi.evil.example"])
def test_no_token_for_another_origin(serve: Serve, origin: str | None) -> None:
    client = serve(Config(exposed=True, origins=(INTRANET,)))
    assert client.post("/v1/widget/token", headers={"Origin": origin} if origin else {}).status_code == 403


def test_the_services_own_page_gets_a_token_only_where_anyone_may_ask(serve: Serve) -> None:
    own = {"Origin": "http://testserver"}
    assert serve(Config()).post("/v1/widget/token", headers=own).status_code == 200
    assert serve(Config(exposed=True)).post("/v1/widget/token", headers=own).status_code == 403


def test_where_the_widget_is_in_use_the_pages_it_links_to_are_public(serve: Serve) -> None:
    assert status(serve(Config(exposed=True)), ("GET", "/lue/nokia")) == 401
    assert status(serve(Config(exposed=True, origins=(INTRANET,))), ("GET", "/lue/nokia")) == 200


PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


def test_a_preflight_of_a_named_origin_passes_without_a_key(serve: Serve) -> None:
    client = serve(Config(exposed=True, origins=(INTRANET,)))
    response = client.options("/v1/ask", headers={"Origin": INTRANET, **PREFLIGHT})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == INTRANET
    assert "Authorization" in response.headers["access-control-allow-headers"]
    answered = client.post("/v1/ask", json=QUESTION, headers={"Origin": INTRANET})
    assert (answered.status_code, answered.headers["access-control-allow-origin"]) == (401, INTRANET)


def test_a_foreign_origin_gets_neither_a_preflight_nor_an_effect(serve: Serve) -> None:
    client = serve(Config(origins=(INTRANET,)))
    evil = {"Origin": "https://evil.example"}
    preflight = client.options("/v1/ask", headers=evil | PREFLIGHT)
    assert (preflight.status_code, preflight.headers["content-type"]) == (403, "application/problem+json")
    posted = client.post("/v1/ask", json=QUESTION, headers=evil)
    assert (posted.status_code, "access-control-allow-origin" in posted.headers) == (403, False)
    assert "access-control-allow-origin" not in client.get("/v1/documents", headers=evil).headers


def test_the_pages_of_a_named_origin_may_frame_the_service(serve: Serve) -> None:
    framed = serve(Config(origins=(INTRANET,))).get("/").headers
    assert framed["content-security-policy"].endswith(f"frame-ancestors {INTRANET}")
    assert "x-frame-options" not in framed
    alone = serve(Config()).get("/").headers
    assert (alone["content-security-policy"][-22:], alone["x-frame-options"]) == ("frame-ancestors 'none'", "DENY")


# ---- limits --------------------------------------------------------------------------------------------


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
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_network_counts_as_one_address(address: str, counted: str) -> None:
    assert network(address) == counted


def test_too_many_requests_are_429_with_the_time_to_wait(serve: Serve, exposed: Config, keys: Keys) -> None:
    client = serve(Config(exposed=True, state=exposed.state, rate=6), "192.0.2.7")
    one, other = (f"Bearer {keys.add(name, ['read'])}" for name in ("one", "other"))
    # Six a minute with a reserve of twenty seconds.
    assert [status(client, READING, Authorization=one) for _ in range(3)] == [200, 200, 429]
    response = client.get("/v1/documents", headers={"Authorization": one})
    assert response.headers["retry-after"] == "10"
    assert response.headers["content-type"] == "application/problem+json"
    assert status(client, READING, Authorization=other) == 200, "each key has its own limit"


def test_tokens_are_limited_too_but_not_the_pages(serve: Serve) -> None:
    client = serve(Config(exposed=True, origins=(INTRANET,), rate=6), "192.0.2.7")
    posts = [client.post("/v1/widget/token", headers={"Origin": INTRANET}).status_code for _ in range(3)]
    assert posts == [200, 200, 429]
    assert [client.get("/v1/widget/config").status_code for _ in range(5)] == [200] * 5


def test_loopback_without_keys_has_no_limit(serve: Serve) -> None:
    client = serve(Config(rate=3))
    assert [status(client, READING) for _ in range(5)] == [200] * 5
