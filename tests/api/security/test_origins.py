"""What pages of other origins may do."""

import logging
from typing import Any

import pytest

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
    assert response.headers["access-control-allow-headers"] == "authorization,content-type"
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


def logged(caplog: pytest.LogCaptureFixture, event: str) -> list[dict[str, Any]]:
    """Return what was logged of an event, without what every line has."""
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict) and record.msg["event"] == event]
    return [{name: line[name] for name in ("origin", "headers", "setting") if name in line} for line in lines]


def test_an_origin_that_is_not_named_is_logged_with_the_setting_to_change(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    client = serve(Config(origins=(INTRANET,)))
    evil = "https://evil.example"
    with caplog.at_level(logging.WARNING, "lape_qa"):
        client.options("/v1/ask", headers={"Origin": evil} | PREFLIGHT)
        client.post("/v1/widget/token", headers={"Origin": evil + "x" * 500})
        client.post("/v1/widget/token", headers={"Origin": INTRANET})
    assert logged(caplog, "origin refused") == [
        {"origin": evil, "setting": "LAPE_QA_ORIGINS"},
        {"origin": (evil + "x" * 500)[:200], "setting": "LAPE_QA_ORIGINS"},
    ]


def test_named_origins_may_add_any_headers_or_those_that_are_named(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    asked = {"Origin": INTRANET, "Access-Control-Request-Method": "POST"}
    asked |= {"Access-Control-Request-Headers": "content-type,traceparent,x-gateway"}
    anything = serve(Config(origins=(INTRANET,))).options("/v1/ask", headers=asked)
    assert (anything.status_code, anything.headers["access-control-allow-headers"]) == (
        200,
        "content-type,traceparent,x-gateway",
    )
    listed = serve(Config(origins=(INTRANET,), origin_headers=("X-Gateway", "traceparent")))
    assert listed.options("/v1/ask", headers=asked).status_code == 200
    few = serve(Config(origins=(INTRANET,), origin_headers=("X-Gateway",)))
    with caplog.at_level(logging.WARNING, "lape_qa"):
        refused = few.options("/v1/ask", headers=asked)
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "pages of this origin may not send this request with these headers; LAPE_QA_ORIGIN_HEADERS names those that "
        "they may",
    )
    assert logged(caplog, "headers refused") == [
        {
            "origin": INTRANET,
            "headers": "content-type,traceparent,x-gateway",
            "setting": "LAPE_QA_ORIGIN_HEADERS",
        }
    ]


def test_the_pages_of_a_named_origin_may_frame_the_service(serve: Serve) -> None:
    framed = serve(Config(origins=(INTRANET,))).get("/").headers
    assert framed["content-security-policy"].endswith(f"frame-ancestors {INTRANET}")
    assert "x-frame-options" not in framed
    alone = serve(Config()).get("/").headers
    assert (alone["content-security-policy"][-22:], alone["x-frame-options"]) == ("frame-ancestors 'none'", "DENY")
