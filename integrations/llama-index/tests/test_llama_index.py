"""The retriever and the query engine within LlamaIndex, against the real service."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode, get_response_synthesizer
from llama_index.core.schema import MetadataMode, NodeWithScore
from llama_index.core.tools import QueryEngineTool

from lape_qa_client import InvalidRequestError, KeyRefusedError, NoServiceError, QuestionRefusedError, UsageError
from llama_index.retrievers.lape_qa import LapeQAQueryEngine, LapeQARetriever

QUERY = "avoin kohtaamispaikka Kerhotalolla"
QUESTION = "Milloin Nokian perhekeskuspilotti alkoi?"
QUOTE = "Nokian perhekeskuspilotti alkoi syyskuussa 2017."


def ids(nodes: list[NodeWithScore]) -> list[str]:
    return list(dict.fromkeys(str(found.node.ref_doc_id) for found in nodes))


def test_a_passage_is_a_node_with_what_is_known_of_it(service: SimpleNamespace) -> None:
    [best] = LapeQARetriever(service.open, similarity_top_k=1).retrieve(QUERY)
    node, metadata = best.node, best.node.metadata
    sha = metadata["sha256"][:12]
    assert node.get_content(MetadataMode.NONE).endswith("Avoin kohtaamispaikka on Kerhotalolla.")
    assert (node.node_id, node.ref_doc_id, metadata["document_id"]) == (f"nokia#0-110@{sha}", "nokia", "nokia")
    assert (node.start_char_idx, node.end_char_idx) == (metadata["start"], metadata["end"]) == (0, 110)
    assert metadata["reader_url"] == f"{service.open}/lue/nokia?start=0&end=110&sha256={sha}#lainaus"
    assert best.score == metadata["score"] > 0
    assert node.get_metadata_str(MetadataMode.LLM) == (
        "title: Nokian perhekeskus\npublisher: Nokian kaupunki\npublished: 2018-11-05\nregion: Pirkanmaa\n"
        "heading: Perhekeskuspilotti"
    )


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"region": "Lappi"}, ["inari"]),
        ({"publisher": "Nokian kaupunki"}, ["nokia"]),
        ({"language": "sv"}, ["borgå/<b>"]),
        ({"from_year": 2018, "to_year": 2018, "language": "fi"}, ["nokia"]),
    ],
)
def test_only_some_documents_are_looked_in(service: SimpleNamespace, filters: Any, found: list[str]) -> None:
    retriever = LapeQARetriever(service.open, similarity_top_k=100, **filters)
    assert ids(retriever.retrieve(QUERY)) == found
    for _ in range(2):
        assert ids(asyncio.run(retriever.aretrieve(QUERY))) == found


def test_an_answer_has_its_quotes_as_sources(service: SimpleNamespace) -> None:
    engine = LapeQAQueryEngine(service.open)
    for answer in (engine.query(QUESTION), asyncio.run(engine.aquery(QUESTION))):
        assert str(answer) == f"{QUOTE} [1]"
        (source,) = answer.source_nodes
        assert (source.node.get_content(), source.node.start_char_idx, source.node.ref_doc_id) == (QUOTE, 23, "nokia")
        assert (answer.metadata["outcome"], answer.metadata["confidence"]) == ("answered", source.score)


def test_what_is_not_found_is_said_and_has_no_sources(service: SimpleNamespace) -> None:
    answer = LapeQAQueryEngine(service.open).query("Paljonko bussilippu maksaa Helsingissä?")
    assert (str(answer), answer.source_nodes) == ("En löytänyt tähän vastausta lähteistä.", [])
    assert LapeQAQueryEngine(service.open, region="Lappi").query(QUESTION).source_nodes == []


def test_they_work_with_the_parts_of_llama_index(service: SimpleNamespace) -> None:
    retriever = LapeQARetriever(service.open, similarity_top_k=1)
    synthesizer = get_response_synthesizer(llm=MockLLM(), response_mode=ResponseMode.COMPACT)
    answer = RetrieverQueryEngine(retriever, synthesizer).query(QUERY)
    assert ids(answer.source_nodes) == ["nokia"]
    # What a language model is given to read.
    assert "Avoin kohtaamispaikka on Kerhotalolla." in str(answer)
    assert "sha256" not in str(answer)
    tool = QueryEngineTool.from_defaults(LapeQAQueryEngine(service.open), name="lape", description="LAPE.")
    assert str(tool.call(QUESTION)) == f"{QUOTE} [1]"


@pytest.mark.parametrize(
    "ask",
    [
        lambda *made, **more: LapeQARetriever(*made, **more).retrieve,
        lambda *made, **more: LapeQAQueryEngine(*made, **more).query,
    ],
)
def test_each_fault_is_one_error(service: SimpleNamespace, ask: Any) -> None:
    with pytest.raises(QuestionRefusedError, match=r"^the question is empty"):
        ask(service.open)("")
    with pytest.raises(KeyRefusedError, match=r"^this needs a key"):
        ask(service.keyed)(QUERY)
    with pytest.raises(InvalidRequestError, match=r"^no source has the region 'X'"):
        ask(service.open, region="X")(QUERY)
    with pytest.raises(NoServiceError, match=r"^no service answers at http://127\.0\.0\.1:1 "):
        ask("http://127.0.0.1:1")(QUERY)
    with pytest.raises(UsageError, match=r"^from_year: Input should be a valid integer"):
        ask(from_year="eilen")
    assert ask(service.keyed, service.key)(QUESTION)


def test_so_many_passages_there_are_not(service: SimpleNamespace) -> None:
    for k in (0, 101):
        with pytest.raises(InvalidRequestError, match=r"^query\.k: "):
            LapeQARetriever(service.open, similarity_top_k=k).retrieve(QUERY)
