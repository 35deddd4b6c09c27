"""/openapi.json: what the API says of itself holds, and is enough to use it by."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from lape_qa import __version__, contract
from lape_qa_api import schemas
from lape_qa_api.openai import chat_schemas

GUARDED = {"200", "401", "403", "429", "503"}
POSTED = {"400", "408", "413", "415", "422"}
CHANGING = {"202", "401", "403", "409", "429", "503"}
SENT = {"408", "413", "415", "422"}
ROUTES = {
    ("/v1/ask", "post"): GUARDED | POSTED,
    ("/v1/ask/stream", "post"): GUARDED | POSTED,
    ("/v1/search", "get"): GUARDED | {"422"},
    ("/v1/documents", "get"): GUARDED,
    ("/v1/documents/{identifier}", "get"): GUARDED | {"404", "422"},
    ("/v1/documents", "post"): CHANGING | SENT | {"404"},
    ("/v1/documents/{identifier}", "put"): CHANGING | SENT | {"404"},
    ("/v1/documents/{identifier}", "delete"): CHANGING | {"404", "422"},
    ("/v1/jobs", "get"): GUARDED | {"404"},
    ("/v1/jobs", "post"): CHANGING | POSTED | {"404"},
    ("/v1/jobs/{identifier}", "get"): GUARDED | {"404", "422"},
    ("/v1/verify", "post"): GUARDED | POSTED,
    ("/v1/models", "get"): GUARDED,
    ("/v1/models/{identifier}", "get"): GUARDED | {"404", "422"},
    ("/v1/chat/completions", "post"): GUARDED | POSTED | {"404"},
    ("/v1/feedback", "post"): {"202", "204", "401", "403", "404", "429", "503"} | POSTED,
    ("/v1/unanswered", "get"): GUARDED | {"404"},
    ("/v1/widget/config", "get"): {"200"},
    ("/v1/widget/token", "post"): {"200", "403", "408", "413", "429"},
    ("/metrics", "get"): {"200", "401", "403", "429"},
    ("/healthz", "get"): {"200"},
    ("/readyz", "get"): {"200", "503"},
}


UNSHOWN = {"Answer", "_Named", "Problem"}
"""Over HTTP an answer has a name: `Reply`. Problems stand with each route."""


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> Any:
    return client.get("/openapi.json").json()


def test_the_version_is_that_of_the_project(openapi: Any) -> None:
    assert openapi["info"]["version"] == __version__


def test_every_route_of_the_api_is_described(openapi: Any) -> None:
    described = {(path, method) for path, item in openapi["paths"].items() for method in item}

    assert described == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_route_has_words_and_its_problems(openapi: Any, route: tuple[str, str]) -> None:
    path, method = route
    operation = openapi["paths"][path][method]

    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]
    assert set(operation["responses"]) == ROUTES[route]
    for status, response in operation["responses"].items():
        if not status.startswith("2"):
            problem = response["content"]["application/problem+json"]
            assert problem["example"]["status"] == int(status)
            assert problem["example"]["instance"].startswith(path.split("{")[0])
            schemas.Problem.model_validate(problem["example"])


def test_a_question_has_examples_in_three_languages(openapi: Any) -> None:
    body = openapi["paths"]["/v1/ask"]["post"]["requestBody"]["content"]["application/json"]

    assert set(body["examples"]) == {"fi", "sv", "en", "later"}


@pytest.mark.parametrize(
    "schema",
    [
        made
        for module in (contract, schemas, chat_schemas)
        for made in vars(module).values()
        if isinstance(made, type) and made.__module__ == module.__name__ and made.__name__ not in UNSHOWN
    ],
)
def test_every_schema_has_an_example_that_fits_it(openapi: Any, schema: type[BaseModel]) -> None:
    (example,) = openapi["components"]["schemas"][schema.__name__]["examples"]

    assert schema.model_validate(example).model_dump(exclude_unset=True) == example


def test_the_example_citation_stands_in_the_example_document(openapi: Any) -> None:
    made = openapi["components"]["schemas"]
    (citation,) = made["Citation"]["examples"]
    (document,) = made["DocumentDetail"]["examples"]

    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
