"""/openapi.json: what the API says of itself holds, and is enough to use it by."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from lape_qa_api import schemas

ROUTES = {
    ("/v1/ask", "post"): {"200", "400", "413", "415", "422", "503"},
    ("/v1/search", "get"): {"200", "422", "503"},
    ("/v1/documents", "get"): {"200"},
    ("/v1/documents/{identifier}", "get"): {"200", "404", "422"},
    ("/healthz", "get"): {"200"},
    ("/readyz", "get"): {"200"},
}


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> Any:
    return client.get("/openapi.json").json()


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
        if status != "200":
            problem = response["content"]["application/problem+json"]
            assert problem["example"]["status"] == int(status)
            assert problem["example"]["instance"].startswith(path.split("{")[0])
            schemas.Problem.model_validate(problem["example"])


def test_a_question_has_examples_in_three_languages(openapi: Any) -> None:
    body = openapi["paths"]["/v1/ask"]["post"]["requestBody"]["content"]["application/json"]

    assert set(body["examples"]) == {"fi", "sv", "en"}


@pytest.mark.parametrize(
    "schema",
    [
        schemas.Question,
        schemas.Reply,
        schemas.SearchResult,
        schemas.DocumentList,
        schemas.DocumentDetail,
        schemas.Citation,
        schemas.Hit,
        schemas.Health,
        schemas.Readiness,
    ],
)
def test_an_example_fits_its_schema(openapi: Any, schema: type[BaseModel]) -> None:
    (example,) = openapi["components"]["schemas"][schema.__name__]["examples"]

    assert schema.model_validate(example).model_dump(exclude_unset=True) == example


def test_the_example_citation_stands_in_the_example_document(openapi: Any) -> None:
    made = openapi["components"]["schemas"]
    (citation,) = made["Citation"]["examples"]
    (document,) = made["DocumentDetail"]["examples"]

    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
