"""What docs/integrations.md offers, run or replayed as it stands there against the service."""

import contextlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.security.keys import Keys
from lape_qa_api.state.database import Database
from support.servers import listening

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "integrations.md"
WORKFLOW = ROOT / "integrations" / "n8n" / "lape-qa-ask.json"
QUESTION = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"
QUOTE = "Nokian perhekeskuspilotti alkoi syyskuussa 2017."
HERE = "http://127.0.0.1:8000"
NOT_FOUND = "En löytänyt tähän vastausta lähteistä."


def part(name: str, language: str = "python") -> str:
    """Return what stands on the page under a name."""
    found = re.search(
        rf"<!-- {name} -->\n```{language}\n(.*?)```\n<!-- end {name} -->", PAGE.read_text(encoding="utf-8"), re.S
    )
    assert found
    return found[1]


# ---- programs ----------------------------------------------------------------------------------------------


# These sources do not answer what the page asks of the shipped ones.
@pytest.mark.parametrize(("name", "said"), [("client", "not_found []"), ("openai", NOT_FOUND), ("mcp", NOT_FOUND)])
def test_a_client_prints_what_the_service_says(name: str, said: str, address: str) -> None:
    program = part(name)
    assert program.count(HERE) == 1
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(program.replace(HERE, address), str(PAGE), "exec"), {"__name__": "snippet"})
    assert printed.getvalue() == f"{said}\n"


# ---- n8n ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workflow() -> Any:
    return json.loads(WORKFLOW.read_text(encoding="utf-8"))


def evaluated(item: Any, *expressions: str) -> list[Any]:
    """Return what n8n makes of parameters: `={{ … }}` is JavaScript over the item before it."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to evaluate n8n's expressions with")
    codes = [expression.removeprefix("={{ ").removesuffix(" }}") for expression in expressions]
    assert [f"={{{{ {code} }}}}" for code in codes] == list(expressions)
    program = (
        f"const $json = JSON.parse(require('fs').readFileSync(0)); console.log(JSON.stringify([{','.join(codes)}]))"
    )
    done = subprocess.run([node, "-e", program], input=json.dumps(item), capture_output=True, text=True, check=True)
    values: list[Any] = json.loads(done.stdout)
    return values


def test_a_workflow_for_n8n_has_its_shape(workflow: Any) -> None:
    assert set(workflow) == {"name", "nodes", "connections", "settings", "pinData", "active"}
    nodes = {node["name"]: node for node in workflow["nodes"]}
    assert [(node["type"].removeprefix("n8n-nodes-base."), node["typeVersion"]) for node in nodes.values()] == [
        ("webhook", 2),
        ("httpRequest", 4.2),
        ("set", 3.4),
    ]
    for node in nodes.values():
        assert {"id", "name", "type", "typeVersion", "position", "parameters"} <= set(node)
        assert [type(number) for number in node["position"]] == [int, int]
    identifiers = re.findall(r'"id": "([0-9a-f-]{36})"', WORKFLOW.read_text(encoding="utf-8"))
    assert len(set(identifiers)) == len(identifiers) == 6
    # One node after the other, from the webhook to what it answers with.
    after = {
        name: [[to["node"] for to in out] for out in outs["main"]] for name, outs in workflow["connections"].items()
    }
    assert after == {"Question": [["Ask LAPE-QA"]], "Ask LAPE-QA": [["Answer and sources"]]}
    # A key belongs into n8n's own store of credentials.
    assert "Bearer" not in json.dumps(workflow)


def ran(workflow: Any, address: str, body: Any) -> dict[str, Any]:
    """Do what n8n does with the workflow when something is sent to its webhook."""
    _, asking, saying = (node["parameters"] for node in workflow["nodes"])
    assert (asking["sendBody"], asking["contentType"], asking["specifyBody"]) == (True, "json", "json")
    reply = httpx2.request(
        asking["method"],
        asking["url"].replace(HERE, address),
        content=evaluated({"body": body}, asking["jsonBody"])[0],
        headers={"Content-Type": "application/json"},
        timeout=asking["options"]["timeout"] / 1000,
    )
    assert reply.status_code == 200
    fields = {field["name"]: field["value"].replace(HERE, address) for field in saying["assignments"]["assignments"]}
    return dict(zip(fields, evaluated(reply.json(), *fields.values()), strict=True))


def test_a_workflow_for_n8n_asks_and_answers(workflow: Any, address: str) -> None:
    answered = ran(workflow, address, {"question": QUESTION, "region": "Pirkanmaa"})
    [source] = answered.pop("sources")
    assert answered == {"outcome": "answered", "answer": f"{QUOTE} [1]"}
    assert (source["number"], source["title"], source["quote"]) == (1, "Nokian perhekeskus", QUOTE)
    assert httpx2.get(source["address"]).status_code == 200
    assert ran(workflow, address, {"question": "Paljonko polkupyörä maksaa torilla?"}) == {
        "outcome": "not_found",
        "answer": NOT_FOUND,
        "sources": [],
    }


# ---- Open WebUI --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keyed(watcher: IndexWatcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A service that other machines reach, and a key with the scopes that the page gives Open WebUI."""
    state = tmp_path_factory.mktemp("state")
    key = Keys(Database(state)).add("Open WebUI", ["ask", "read"])
    with listening(create_app(Serving(lambda: watcher), Config(exposed=True, state=state))) as address:
        yield address, key


def test_open_webui_finds_the_model_and_streams_an_answer(keyed: tuple[str, str]) -> None:
    address, key = keyed
    settings = dict(line.split("=", 1) for line in part("open webui", "").splitlines())
    assert settings["OPENAI_API_KEY"] == "lqa_…"
    base = settings["OPENAI_API_BASE_URL"].replace(HERE, address)
    with openai.OpenAI(base_url=base, api_key=key, max_retries=0) as chat:
        assert [model.id for model in chat.models.list()] == ["lape-qa"]
        # What it sends with each question besides.
        chunks = chat.chat.completions.create(
            model="lape-qa",
            messages=[{"role": "system", "content": "You help."}, {"role": "user", "content": QUESTION}],
            stream=True,
            stream_options={"include_usage": True},
            temperature=0.8,
            extra_body={"num_ctx": 2048, "metadata": {"chat_id": "1"}},
        )
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text.startswith(f"{QUOTE} [1]\n\n")
    wrong = openai.OpenAI(base_url=base, api_key="lqa_wrong", max_retries=0)
    with wrong, pytest.raises(openai.AuthenticationError, match="the key or token is not good here"):
        wrong.models.list()


def test_open_webui_reaches_the_tools_with_the_same_key(keyed: tuple[str, str]) -> None:
    address, key = keyed
    said = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json, text/event-stream"}
    reply = httpx2.post(f"{address}/mcp", json=said, headers=headers)
    named = re.findall(r'"name":\s*"(\w+)"', reply.text)
    assert named == ["ask_lape", "search_lape", "read_source"]
    assert httpx2.post(f"{address}/mcp", json=said).status_code == 401
