"""The retriever within LangChain, against the real service."""

import asyncio
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from langchain_lape_qa import LapeQARetriever
from lape_qa_client import (
    InvalidRequestError,
    KeyRefusedError,
    NoServiceError,
    NotFoundError,
    QuestionRefusedError,
    StartingError,
    UsageError,
)

QUERY = "avoin kohtaamispaikka Kerhotalolla"


def test_a_passage_has_what_is_known_of_it(service: SimpleNamespace) -> None:
    [best] = LapeQARetriever(url=service.open, k=1).invoke(QUERY)
    sha256 = best.metadata["sha256"]
    score = best.metadata.pop("score")
    assert best.page_content == (
        "## Perhekeskuspilotti\n\n"
        "Nokian perhekeskuspilotti alkoi syyskuussa 2017. Avoin kohtaamispaikka on Kerhotalolla."
    )
    assert best.id == f"nokia#0-110@{sha256[:12]}"
    assert best.metadata == {
        "document_id": "nokia",
        "title": "Nokian perhekeskus",
        "publisher": "Nokian kaupunki",
        "published": "2018-11-05",
        "region": "Pirkanmaa",
        "language": "fi",
        "url": "https://example.fi/nokia?a=1&b=2",
        "digest": False,
        "sha256": sha256,
        "start": 0,
        "end": 110,
        "heading": "Perhekeskuspilotti",
        "rank": 1,
        "reader_url": f"{service.open}/lue/nokia?start=0&end=110&sha256={sha256[:12]}#lainaus",
    }
    assert score > 0
    # Stores of documents keep metadata as JSON.
    assert json.loads(json.dumps(best.metadata)) == best.metadata


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"region": "Lappi"}, ["inari"]),
        ({"publisher": "Nokian kaupunki"}, ["nokia"]),
        ({"language": "sv"}, ["borgå/<b>"]),
        ({"from_year": 2019}, ["inari"]),
        ({"to_year": 2017}, ["kuopio"]),
    ],
)
def test_filters_are_fields_or_given_for_once(
    service: SimpleNamespace, filters: dict[str, Any], found: list[str]
) -> None:
    def ids(documents: list[Document]) -> list[str]:
        return [document.metadata["document_id"] for document in documents]

    plain, limited = LapeQARetriever(url=service.open, k=100), LapeQARetriever(url=service.open, **filters)
    assert list(dict.fromkeys(ids(limited.invoke(QUERY)))) == found
    assert list(dict.fromkeys(ids(plain.invoke(QUERY, **filters)))) == found
    assert list(dict.fromkeys(ids(asyncio.run(plain.ainvoke(QUERY, **filters))))) == found
    assert {"nokia", "inari", "kuopio"} <= set(ids(plain.invoke(QUERY)))


def test_it_is_part_of_chains_and_batches_in_any_event_loop(service: SimpleNamespace) -> None:
    retriever = LapeQARetriever(url=service.open, k=1)
    chain = retriever | RunnableLambda(lambda documents: documents[0].metadata["document_id"])
    queries = ["Kerhotalolla", "kirjastossa"]
    assert [chain.invoke(query) for query in queries] == ["nokia", "inari"]
    assert chain.batch(queries) == ["nokia", "inari"]
    for _ in range(2):
        assert asyncio.run(chain.abatch(queries)) == ["nokia", "inari"]


def test_it_is_a_tool(service: SimpleNamespace) -> None:
    from langchain_core.tools import create_retriever_tool

    tool = create_retriever_tool(LapeQARetriever(url=service.open, k=1), "lape", "Etsii LAPE-aineistosta.")
    assert tool.invoke({"query": QUERY}).startswith("## Perhekeskuspilotti\n\nNokian perhekeskuspilotti alkoi")


def test_the_key_is_not_shown(service: SimpleNamespace) -> None:
    retriever = LapeQARetriever(url=service.keyed, key=service.key, k=1)
    assert len(retriever.invoke(QUERY)) == 1
    assert service.key not in f"{retriever!r}{retriever.to_json()}"


@pytest.mark.parametrize(
    ("made", "query", "kind", "said"),
    [
        (lambda service: LapeQARetriever(url=service.open), "", QuestionRefusedError, "the question is empty"),
        (lambda service: LapeQARetriever(url=service.open, k=0), QUERY, InvalidRequestError, "query.k: "),
        (lambda service: LapeQARetriever(url=service.open, k=101), QUERY, InvalidRequestError, "query.k: "),
        (lambda service: LapeQARetriever(url=service.open, region="X"), QUERY, InvalidRequestError, "no source has "),
        (lambda service: LapeQARetriever(url=service.keyed), QUERY, KeyRefusedError, "this needs a key"),
        (lambda service: LapeQARetriever(url=service.open + "/x"), QUERY, NotFoundError, "there is nothing at this"),
        (lambda _: LapeQARetriever(url="http://127.0.0.1:1"), QUERY, NoServiceError, "no service answers at "),
        (lambda _: LapeQARetriever(url="localhost"), QUERY, UsageError, "'localhost' is no address of a service"),
    ],
)
def test_each_fault_is_one_error(service: SimpleNamespace, made: Any, query: str, kind: type, said: str) -> None:
    retriever = made(service)
    with pytest.raises(kind, match=re.escape(said)):
        retriever.invoke(query)
    with pytest.raises(kind, match=re.escape(said)):
        asyncio.run(retriever.ainvoke(query))


def test_a_service_that_starts_is_waited_for(service: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("lape_qa_client.client.time", SimpleNamespace(sleep=waits.append))
    with pytest.raises(StartingError, match=r"^the model and the index are being loaded"):
        LapeQARetriever(url=service.starting).invoke(QUERY)
    assert waits == [5, 5]


def test_what_is_no_filter_is_refused(service: SimpleNamespace) -> None:
    with pytest.raises(UsageError, match=r"^regio: Extra inputs are not permitted"):
        LapeQARetriever(url=service.open).invoke(QUERY, regio="Lappi")
