"""What pages of other origins may do."""

from lape_qa_api import Config
from support.callers import INTRANET, QUESTION
from support.servers import Serve

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
