"""Who is let in."""

from pathlib import Path

from lape_qa_api import Config
from lape_qa_api.security.keys import Keys
from support.callers import ADMIN, ASKING, INTRANET, READING, status
from support.servers import Serve

PUBLIC = [
    "/",
    "/arviointi",
    "/rajapinta",
    "/tietosuoja",
    "/saavutettavuus",
    "/widget/lape-qa.js",
    "/healthz",
    "/readyz",
    "/openapi.json",
    "/v1/widget/config",
    "/static/style.css",
]


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


def test_without_keys_only_this_machine_is_let_in_wherever_it_listens(serve: Serve) -> None:
    client = serve(Config(), "192.0.2.7")
    assert [status(client, route) for route in (ASKING, READING, ADMIN)] == [401, 401, 401]
    assert status(serve(Config(), "::1"), ASKING) == 200


def test_an_open_service_lets_everyone_ask_and_read_but_not_administer(serve: Serve) -> None:
    client = serve(Config(exposed=True, open=True), "192.0.2.7")
    assert [status(client, route) for route in (ASKING, READING, ADMIN)] == [200, 200, 401]


def test_the_user_header_counts_only_from_a_named_proxy(serve: Serve) -> None:
    config = Config(exposed=True, trusted_proxies=("10.0.0.0/8",), user_header="x-remote-user")
    proxy, stranger = serve(config, "10.1.2.3"), serve(config, "192.0.2.7")
    assert status(proxy, ASKING, X_Remote_User="kirsi") == 200
    assert status(proxy, ASKING) == 401
    assert status(proxy, ADMIN, X_Remote_User="kirsi") == 403
    # One may be the client's, which the proxy did not remove.
    twice = [("X-Remote-User", "kirsi"), ("X-Remote-User", "proxy")]
    assert proxy.get("/v1/documents", headers=twice).status_code == 401
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


def test_where_the_widget_is_in_use_the_pages_it_links_to_are_public(serve: Serve) -> None:
    assert status(serve(Config(exposed=True)), ("GET", "/lue/nokia")) == 401
    assert status(serve(Config(exposed=True, origins=(INTRANET,))), ("GET", "/lue/nokia")) == 200
