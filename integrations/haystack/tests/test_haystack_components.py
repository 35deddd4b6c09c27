"""The components within Haystack, against the real service."""

import asyncio
import re
from types import SimpleNamespace
from typing import Any

import pytest
from haystack import Document, ExtractedAnswer, GeneratedAnswer, Pipeline
from haystack.components.retrievers import MultiQueryTextRetriever
from haystack.utils import Secret

from haystack_integrations.components.retrievers.lape_qa import LapeQAAnswerer, LapeQARetriever
from lape_qa_client import InvalidRequestError, KeyRefusedError, NoServiceError, QuestionRefusedError, UsageError

QUERY = "avoin kohtaamispaikka Kerhotalolla"
QUESTION = "Milloin Nokian perhekeskuspilotti alkoi?"
QUOTE = "Nokian perhekeskuspilotti alkoi syyskuussa 2017."
MODULE = "haystack_integrations.components.retrievers.lape_qa"


def where(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


def both(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"operator": "AND", "conditions": list(conditions)}


def ids(found: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(document.meta["document_id"] for document in found["documents"]))


# ---- passages ----------------------------------------------------------------------------------------------


def test_a_passage_has_what_is_known_of_it(service: SimpleNamespace) -> None:
    [best] = LapeQARetriever(service.open, top_k=1).run(QUERY)["documents"]
    sha = best.meta["sha256"][:12]
    assert best.content.endswith("Avoin kohtaamispaikka on Kerhotalolla.")
    assert best.id == f"nokia#0-110@{sha}"
    assert (best.meta["title"], best.meta["region"], best.meta["published"]) == (
        "Nokian perhekeskus",
        "Pirkanmaa",
        "2018-11-05",
    )
    assert best.meta["reader_url"] == f"{service.open}/lue/nokia?start=0&end=110&sha256={sha}#lainaus"
    assert best.score == best.meta["score"] > 0
    assert Document.from_dict(best.to_dict()) == best


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (where("meta.region", "==", "Lappi"), ["inari"]),
        (where("meta.published", ">=", 2019), ["inari"]),
        (where("meta.published", "<=", "2017"), ["kuopio"]),
        (both(where("meta.published", "==", 2018), where("meta.language", "==", "fi")), ["nokia"]),
        (both(where("publisher", "==", "Inarin kunta"), both(where("meta.published", ">=", 2018))), ["inari"]),
    ],
)
def test_filters_are_those_of_haystack(service: SimpleNamespace, filters: dict[str, Any], found: list[str]) -> None:
    assert ids(LapeQARetriever(service.open, filters=filters).run(QUERY)) == found
    elsewhere = LapeQARetriever(service.open, filters=where("meta.region", "==", "Uusimaa"))
    assert ids(elsewhere.run(QUERY, filters=filters)) == found
    assert ids(asyncio.run(elsewhere.run_async(QUERY, filters=filters))) == found
    assert len(ids(elsewhere.run(QUERY, filters={}, top_k=100))) == 4


@pytest.mark.parametrize(
    "filters",
    [
        where("meta.region", "!=", "Lappi"),
        where("meta.title", "==", "Nokia"),
        where("meta.published", ">=", "2018-01-01"),
        where("meta.published", "==", True and "x"),
        {"operator": "OR", "conditions": [where("meta.region", "==", "Lappi")]},
        {"region": "Lappi"},
        both(where("meta.region", "==", "Lappi"), where("meta.region", "==", "Kainuu")),
    ],
)
def test_a_filter_that_cannot_be_kept_is_refused_at_once(filters: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^filters: "):
        LapeQARetriever(filters=filters)
    with pytest.raises(UsageError, match=r"^filters: "):
        LapeQAAnswerer(filters=filters)


def test_it_is_a_text_retriever_as_others_are(service: SimpleNamespace) -> None:
    several = MultiQueryTextRetriever(retriever=LapeQARetriever(service.open, top_k=1))
    found = several.run(queries=["Kerhotalolla", "kirjastossa"], retriever_kwargs={})
    assert set(ids(found)) == {"nokia", "inari"}


# ---- answers -----------------------------------------------------------------------------------------------


def test_an_answer_has_its_quotes(service: SimpleNamespace) -> None:
    answered = LapeQAAnswerer(service.open).run(QUESTION)
    (answer,), (quote,) = answered["answers"], answered["quotes"]
    assert (type(answer), answer.query, answer.data) == (GeneratedAnswer, QUESTION, f"{QUOTE} [1]")
    assert (answer.meta["kind"], answer.meta["sentences"][0]["text"]) == ("fact", QUOTE)
    assert [document.content for document in answer.documents] == [QUOTE]
    assert (type(quote), quote.data, quote.score) == (ExtractedAnswer, QUOTE, answer.meta["confidence"])
    assert (quote.meta["start"], quote.meta["end"], quote.meta["document_id"]) == (23, 71, "nokia")
    assert quote.document.content[quote.document_offset.start : quote.document_offset.end] == QUOTE
    assert answered["text"] == answer.data
    for made in (answer, quote):
        assert type(made).from_dict(made.to_dict()) == made


def test_what_is_not_found_is_no_answer(service: SimpleNamespace) -> None:
    component = LapeQAAnswerer(service.open)
    nothing = {"answers": [], "quotes": [], "text": "En löytänyt tähän vastausta lähteistä."}
    assert component.run("Paljonko bussilippu maksaa Helsingissä?") == nothing
    assert asyncio.run(component.run_async("Paljonko bussilippu maksaa Helsingissä?")) == nothing
    assert component.run(QUESTION, filters=where("meta.region", "==", "Lappi"))["answers"] == []


# ---- pipelines ---------------------------------------------------------------------------------------------


def test_a_pipeline_is_kept_and_run_again(service: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPE_QA_KEY", service.key)
    pipeline = Pipeline()
    pipeline.add_component("lape", LapeQAAnswerer(service.keyed))
    pipeline.add_component("passages", LapeQARetriever(service.keyed, top_k=1, timeout=5))
    kept = pipeline.dumps()
    assert service.key not in kept
    again = Pipeline.loads(kept)
    assert again == pipeline
    ran = again.run({"lape": {"query": QUESTION, "history": []}, "passages": {"query": QUERY}})
    assert ran["lape"]["text"] == f"{QUOTE} [1]"
    assert ids(ran["passages"]) == ["nokia"]


def test_a_component_is_kept_with_all_that_it_was_made_with() -> None:
    filters = where("meta.region", "==", "Lappi")
    assert LapeQARetriever("http://a", Secret.from_env_var("OMA"), 3, filters, 5.0).to_dict() == {
        "type": f"{MODULE}.retriever.LapeQARetriever",
        "init_parameters": {
            "url": "http://a",
            "key": {"type": "env_var", "env_vars": ["OMA"], "strict": True},
            "top_k": 3,
            "filters": filters,
            "timeout": 5.0,
        },
    }
    made = LapeQAAnswerer("http://a", None, filters, 5.0)
    assert LapeQAAnswerer.from_dict(made.to_dict()).to_dict() == made.to_dict()


def test_it_runs_beside_others(service: SimpleNamespace) -> None:
    pipeline = Pipeline()
    pipeline.add_component("lape", LapeQAAnswerer(service.open))
    ran = asyncio.run(pipeline.run_async({"lape": {"query": QUESTION}}))
    assert ran["lape"]["text"] == f"{QUOTE} [1]"


# ---- faults ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("component", [LapeQARetriever, LapeQAAnswerer])
def test_each_fault_is_one_error(service: SimpleNamespace, component: Any) -> None:
    with pytest.raises(QuestionRefusedError, match=r"^the question is empty"):
        component(service.open).run("")
    with pytest.raises(KeyRefusedError, match=r"^this needs a key"):
        component(service.keyed, key=None).run(QUERY)
    with pytest.raises(KeyRefusedError):
        asyncio.run(component(service.keyed, key=Secret.from_token("lqa_x")).run_async(QUERY))
    with pytest.raises(NoServiceError, match=re.escape("no service answers at http://127.0.0.1:1 ")):
        component("http://127.0.0.1:1").run(QUERY)


def test_so_many_passages_there_are_not(service: SimpleNamespace) -> None:
    with pytest.raises(InvalidRequestError, match=r"^query\.k: "):
        LapeQARetriever(service.open).run(QUERY, top_k=101)
    with pytest.raises(InvalidRequestError, match=r"^query\.k: "):
        LapeQARetriever(service.open).run(QUERY, top_k=0)
