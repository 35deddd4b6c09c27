"""What the widget is given: its script, its words and its tokens."""

import pytest
from fastapi.testclient import TestClient

from lape_qa.language.model import Language
from lape_qa_api import Config
from support.callers import ADMIN, ASKING, INTRANET, status
from support.servers import Serve


def test_the_widget_is_told_what_to_suggest_and_whom_to_name(serve: Serve) -> None:
    contact = {"name": "Neuvonta", "url": "", "email": "neuvonta@example.fi"}
    suggestions: dict[Language, list[str]] = {"fi": ["Mikä on LAPE-akatemia?"], "en": []}
    config = Config(contact=contact, suggestions=suggestions)
    assert serve(config).get("/v1/widget/config").json() == {
        "suggestions": suggestions,
        "contact": contact,
        "llm": False,
    }
    assert serve(Config()).get("/v1/widget/config").json() == {"suggestions": {}, "contact": None, "llm": False}


def test_the_widget_is_served_to_pages_of_any_origin(client: TestClient) -> None:
    response = client.get("/widget/lape-qa.js")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "lape-qa-chat" in response.text


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


def test_tokens_are_limited_too_but_not_the_pages(serve: Serve) -> None:
    client = serve(Config(exposed=True, origins=(INTRANET,), rate=6), "192.0.2.7")
    posts = [client.post("/v1/widget/token", headers={"Origin": INTRANET}).status_code for _ in range(3)]
    assert posts == [200, 200, 429]
    assert [client.get("/v1/widget/config").status_code for _ in range(5)] == [200] * 5
