"""The client and the service's OpenAPI description say the same."""

import inspect
import json
from typing import Any

import pytest

import lape_qa_client
from integrations.client.generate import MODELS as FILE
from integrations.client.generate import RECEIVED, generated
from lape_qa_api.openapi import described
from lape_qa_client import AsyncClient, Client, Filters, calls
from lape_qa_client.calls import Call
from lape_qa_client.models import Model, Sent

CALLS: list[Call[Any]] = [
    calls.ask("q", ["h"], ["n"], Filters(region="r")),
    calls.stream("q", ["h"], ["n"], Filters(region="r")),
    calls.search("q", 3, Filters(region="r", publisher="p", language="fi", from_year=2017, to_year=2018)),
    calls.documents(),
    calls.document("id"),
    calls.verify({"sentences": [], "citations": []}),
    calls.feedback("id", True, "c"),
    calls.ready(),
]
MODELS = [model for model in (*Model.__subclasses__(), *Sent.__subclasses__()) if model is not Sent]
SOURCES: dict[str, Any] = {"examples": [{"citations": []}]}
"""Of an event of a stream, which no schema is for."""


@pytest.fixture(scope="module")
def description() -> Any:
    return described()


def test_the_committed_models_are_those_of_the_description(description: Any) -> None:
    assert FILE.read_text(encoding="utf-8") == generated(description), "run `make client`"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_example_of_each_schema_is_read_and_written_again(description: Any, model: type[Model]) -> None:
    (example,) = description["components"]["schemas"].get(model.__name__, SOURCES)["examples"]
    assert model.model_validate_json(json.dumps(example)).model_dump(mode="json", exclude_unset=True) == example


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.path)
def test_a_call_asks_for_what_the_description_has(description: Any, call: Call[Any]) -> None:
    path = call.path.replace("/id", "/{identifier}")
    operation = description["paths"][path][call.method.lower()]
    asked = {
        parameter["name"]: parameter for parameter in operation.get("parameters", []) if parameter["in"] == "query"
    }
    assert set(call.params or {}) == set(asked)
    if call.body is None:
        assert "requestBody" not in operation
    else:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert set(call.body) == set(description["components"]["schemas"][schema]["properties"])


def test_as_many_passages_are_asked_for_as_where_none_is_said(description: Any) -> None:
    parameters = description["paths"]["/v1/search"]["get"]["parameters"]
    (k,) = (parameter["schema"]["default"] for parameter in parameters if parameter["name"] == "k")
    assert inspect.signature(Client.search).parameters["k"].default == k == 5


def test_both_clients_have_the_same_calls() -> None:
    def signatures(client: type) -> dict[str, str]:
        public = {name: member for name, member in vars(client).items() if not name.startswith("_")}
        returned = inspect.Signature.empty
        return {name: str(inspect.signature(m).replace(return_annotation=returned)) for name, m in public.items()}

    assert signatures(Client) == signatures(AsyncClient)
    assert set(signatures(Client)) == {
        *("ask", "stream", "search", "documents", "document", "verify", "feedback", "ready", "close")
    }


def test_every_public_name_is_there() -> None:
    assert [name for name in lape_qa_client.__all__ if not hasattr(lape_qa_client, name)] == []
    assert sorted(lape_qa_client.__all__) == lape_qa_client.__all__
    assert {name for name in RECEIVED if name != "DocumentList"} <= set(lape_qa_client.__all__)
