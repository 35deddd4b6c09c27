"""The examples on the page of the API: each route has them, they are code, and they do what they say."""

import json
import shutil
import subprocess
import sys
from types import ModuleType
from typing import Any

import httpx2
import pytest

from lape_qa_api import openapi
from lape_qa_api.http import problems
from lape_qa_api.pages.api_page import HOST, Call, Route, curl, javascript, python, routes
from lape_qa_api.pages.api_texts import PROBLEMS, ROUTES, STATUSES, api_texts, tag_names
from lape_qa_api.security import rights

SCOPES = {(row.method, row.path.replace(":path", "")): row.needs for row in rights.TABLE}


@pytest.fixture(scope="module")
def shown() -> dict[str, Route]:
    """Every route of the description, by method and path."""
    return {f"{route.method} {route.path}": route for route in routes(openapi.described(), SCOPES)}


def test_every_route_has_finnish_words_and_a_group(shown: dict[str, Route]) -> None:
    assert list(shown) == list(ROUTES)
    assert {route.tag for route in shown.values()} == set(tag_names("fi")) == set(tag_names("en"))
    assert list(api_texts("fi")) == list(api_texts("en"))


def test_every_problem_and_status_that_a_route_may_answer_with_is_explained(shown: dict[str, Route]) -> None:
    assert set(PROBLEMS) == {kind.type for kind in problems.KINDS.values()}
    assert set(STATUSES) == {status for route in shown.values() for status in route.problems}


def test_a_request_is_written_in_three_tongues() -> None:
    call = Call("POST", f"{HOST}/v1/ask", False, {"question": "Mikä on 'LAPE'?"})
    assert curl(call) == (
        f"curl {HOST}/v1/ask \\\n"
        '  -H "Authorization: Bearer $LAPE_QA_KEY" \\\n'
        """  --json '{"question": "Mikä on '"'"'LAPE'"'"'?"}'"""
    )
    assert python(call, "application/json") == (
        "import os\n\nimport requests\n\nresponse = requests.post(\n"
        f'    "{HOST}/v1/ask",\n'
        """    headers={"Authorization": f"Bearer {os.environ['LAPE_QA_KEY']}"},\n"""
        """    json={'question': "Mikä on 'LAPE'?"},\n"""
        "    timeout=30,\n)\nresponse.raise_for_status()\nprint(response.json())"
    )
    assert javascript(call, "application/json") == (
        f'const response = await fetch("{HOST}/v1/ask", {{\n'
        '  method: "POST",\n'
        '  headers: { "Authorization": `Bearer ${key}`, "Content-Type": "application/json" },\n'
        '  body: JSON.stringify({\n    "question": "Mikä on \'LAPE\'?"\n  }),\n'
        "});\n"
        "if (!response.ok) throw new Error((await response.json()).detail);\n"
        "console.log(await response.json());"
    )


def test_a_request_without_a_key_or_a_body_is_as_short_as_it_can_be() -> None:
    call = Call("GET", f"{HOST}/healthz", True)
    assert curl(call) == f"curl {HOST}/healthz"
    assert curl(Call("POST", f"{HOST}/v1/widget/token", True)) == f"curl -X POST {HOST}/v1/widget/token"
    assert "Authorization" not in python(call, "application/json") + javascript(call, "application/json")


def test_a_response_is_that_of_the_description_in_the_order_of_its_fields(shown: dict[str, Route]) -> None:
    answer = json.loads(shown["POST /v1/ask"].response)
    assert list(answer)[:6] == ["answer_id", "question", "read_as", "carried", "language", "outcome"]
    assert list(answer["citations"][0])[:3] == ["number", "document", "quote"]
    assert list(answer["citations"][0]["document"])[:3] == ["id", "title", "publisher"]
    assert shown["POST /v1/feedback"].media == ""
    assert shown["POST /v1/ask/stream"].response.startswith("event: sources\ndata: ")
    empty = [name for name, route in shown.items() if not route.response]
    assert empty == ["POST /v1/feedback"]


def test_what_is_shown_as_python_is_python(shown: dict[str, Route]) -> None:
    for name, route in shown.items():
        compile(route.python, name, "exec")


def test_what_is_shown_as_javascript_is_javascript(shown: dict[str, Route]) -> None:
    if shutil.which("node") is None:
        pytest.skip("there is no node on this machine")
    modules = [f"async function f{at}(key, file) {{\n{route.javascript}\n}}" for at, route in enumerate(shown.values())]
    checked = subprocess.run(
        ["node", "--check", "-"], check=False, input="\n".join(modules), text=True, capture_output=True
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    "name",
    [
        "POST /v1/ask",
        "GET /v1/search",
        "GET /v1/documents",
        "POST /v1/chat/completions",
        "POST /v1/verify",
        "GET /readyz",
    ],
)
def test_the_python_example_does_what_it_says(
    shown: dict[str, Route],
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    # The package is the reader's choice and not among ours; what is used of it is the same in both.
    requests: Any = ModuleType("requests")
    requests.get, requests.post = httpx2.get, httpx2.post
    monkeypatch.setitem(sys.modules, "requests", requests)
    monkeypatch.setenv("LAPE_QA_KEY", "any")

    exec(compile(shown[name].python.replace(HOST, address), name, "exec"), {})

    said = capsys.readouterr().out
    assert {key for key in json.loads(shown[name].response) if f"'{key}': " not in said} <= {"reader"}
