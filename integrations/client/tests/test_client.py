"""Both clients against the real service."""

from types import SimpleNamespace
from typing import Any

import pytest

from lape_qa_client import (
    Client,
    Filters,
    InvalidRequestError,
    KeyRefusedError,
    LapeQAError,
    NotFoundError,
    QuestionRefusedError,
    Reply,
    Sentence,
    Sources,
    StartingError,
    TooManyRequestsError,
    UsageError,
)
from support.clients import Ask, Made, streamed

QUESTION = "Milloin Nokian perhekeskuspilotti alkoi?"
QUOTE = "Nokian perhekeskuspilotti alkoi syyskuussa 2017."
SWEDISH = "När öppnade familjecentret i Borgå sina dörrar?"


# ---- what comes back ---------------------------------------------------------------------------------------


def test_an_answer_is_quoted_from_its_source(ask: Ask, service: SimpleNamespace) -> None:
    reply = ask(lambda client: client.ask(QUESTION), service.open)
    assert (reply.outcome, reply.kind, reply.language) == ("answered", "fact", "fi")
    assert [(sentence.text, sentence.citation) for sentence in reply.sentences] == [(QUOTE, 1)]
    (citation,) = reply.citations
    assert (citation.number, citation.document.id, citation.quote) == (1, "nokia", QUOTE)
    assert (citation.start, citation.end) == (23, 23 + len(QUOTE))
    assert citation.page is None
    assert citation.reader_url == f"/lue/nokia?start=23&end=71&sha256={citation.document.sha256[:12]}#lainaus"


def test_offsets_count_code_points_of_the_document(ask: Ask, service: SimpleNamespace) -> None:
    (citation,) = ask(lambda client: client.ask(SWEDISH), service.open).citations
    document = ask(lambda client: client.document("borgå/<b>"), service.open)
    assert document.text[citation.start : citation.end] == citation.quote
    assert (citation.start, citation.quote) == (38, "Familjecentret i Borgå öppnade sina dörrar våren 2018.")


def test_what_the_sources_do_not_say_is_not_found(ask: Ask, service: SimpleNamespace) -> None:
    reply = ask(lambda client: client.ask("Paljonko bussilippu maksaa Helsingissä?"), service.open)
    assert (reply.outcome, reply.sentences, reply.citations) == ("not_found", (), ())


def test_a_later_question_leans_on_an_earlier_one(ask: Ask, service: SimpleNamespace) -> None:
    reply = ask(lambda client: client.ask("Entä milloin?", history=[QUESTION]), service.open)
    assert [carried.kind for carried in reply.carried] == ["topic", "region"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {"nokia", "inari", "kuopio"}),
        (Filters(region="Lappi"), {"inari"}),
        (Filters(publisher="Nokian kaupunki"), {"nokia"}),
        (Filters(from_year=2018, language="fi"), {"nokia", "inari"}),
        (Filters(to_year=2017), {"kuopio"}),
    ],
)
def test_passages_are_searched_where_filters_say(
    ask: Ask, service: SimpleNamespace, filters: Filters, found: set[str]
) -> None:
    result = ask(lambda client: client.search("avoin kohtaamispaikka", 100, filters=filters), service.open)
    assert {hit.document.id for hit in result.hits} - {"borgå/<b>"} == found
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))


def test_the_sources_are_listed(ask: Ask, service: SimpleNamespace) -> None:
    documents = ask(lambda client: client.documents(), service.open)
    assert {document.id: document.published for document in documents} == {
        "borgå/<b>": "2018",
        "inari": "2019",
        "kuopio": "2017-02-01",
        "nokia": "2018-11-05",
    }


def test_an_answer_is_checked_and_a_changed_one_does_not_stand(ask: Ask, service: SimpleNamespace) -> None:
    reply = ask(lambda client: client.ask(QUESTION), service.open)
    assert ask(lambda client: client.verify(reply), service.open).stand
    saved = reply.model_dump(mode="json", exclude_unset=True)
    saved["citations"][0]["quote"] = "Nokian perhekeskuspilotti alkoi lokakuussa 2016."
    checked = ask(lambda client: client.verify(saved), service.open)
    assert (checked.stand, [check.verdict for check in checked.checks]) == (False, ["absent"])


def test_feedback_is_taken(ask: Ask, service: SimpleNamespace) -> None:
    reply = ask(lambda client: client.ask(QUESTION), service.open)
    assert ask(lambda client: client.feedback(reply.answer_id, useful=True), service.open) is None
    with pytest.raises(NotFoundError, match=r"^no answer of the last thirty days has this answer_id \(404 from http"):
        ask(lambda client: client.feedback("x", useful=True), service.open)


def test_it_says_what_answers(ask: Ask, service: SimpleNamespace) -> None:
    ready = ask(lambda client: client.ready(), service.open)
    assert (ready.model, ready.documents) == ("fake", 4)


# ---- events ------------------------------------------------------------------------------------------------


def test_an_answer_comes_in_events(ask: Ask, service: SimpleNamespace) -> None:
    sources, sentence, verdict = streamed(ask, QUESTION, service.open)
    assert (type(sources), type(sentence), type(verdict)) == (Sources, Sentence, Reply)
    assert [citation.quote for citation in sources.citations] == [QUOTE]
    assert (sentence,) == verdict.sentences
    assert sources.citations == verdict.citations


def test_events_are_read_inside_their_block(service: SimpleNamespace) -> None:
    with Client(service.open) as client:
        with client.stream(QUESTION) as events:
            assert isinstance(next(events), Sources)
        with client.stream(QUESTION) as events:
            pass
        with pytest.raises(UsageError, match="inside the `with` block"):
            next(events)


# ---- keys --------------------------------------------------------------------------------------------------


def test_a_key_is_given_or_stands_in_the_environment(
    ask: Ask, service: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(lambda client: client.ask(QUESTION), service.keyed, key=service.key).outcome == "answered"
    monkeypatch.setenv("LAPE_QA_KEY", service.key)
    monkeypatch.setenv("LAPE_QA_URL", service.keyed)
    assert ask(lambda client: client.ask(QUESTION), None).outcome == "answered"


def test_without_a_key_that_is_good_it_says_what_is_needed(ask: Ask, service: SimpleNamespace) -> None:
    with pytest.raises(KeyRefusedError, match=r"^this needs a key with the scope 'ask'.* \(401 from http") as refused:
        ask(lambda client: client.ask(QUESTION), service.keyed)
    assert refused.value.problem.instance == "/v1/ask"
    wrong = f"lqa_00000000_{'x' * 43}"
    with pytest.raises(KeyRefusedError) as refused:
        streamed(ask, QUESTION, service.keyed, key=wrong)
    assert refused.value.problem.status == 401
    assert wrong not in f"{refused.value}{refused.value!r}"


# ---- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda client: client.ask(""), QuestionRefusedError, "the question is empty"),
        (lambda client: client.search("  "), QuestionRefusedError, "the question is empty"),
        (lambda client: client.search("perhe", 0), InvalidRequestError, "query.k: "),
        (lambda client: client.search("perhe", 101), InvalidRequestError, "query.k: "),
        (lambda client: client.ask("Mikä?" * 3000), InvalidRequestError, "body.question: "),
        (lambda client: client.search("perhe", filters=Filters(from_year=1)), InvalidRequestError, "query.from_year: "),
        (
            lambda client: client.search("perhe", filters=Filters(region="X")),
            InvalidRequestError,
            "no source has the reg",
        ),
        (lambda client: client.document("ei/ole"), NotFoundError, "no document has the id 'ei/ole'"),
        (lambda client: client.verify({"sentences": []}), InvalidRequestError, "body.citations: "),
    ],
)
def test_a_refusal_has_the_words_of_the_service(
    ask: Ask, service: SimpleNamespace, call: Made, kind: type[LapeQAError], said: str
) -> None:
    with pytest.raises(kind) as refused:
        ask(call, service.open)
    assert type(refused.value) is kind
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


def test_while_the_service_starts_it_is_waited_for_no_longer_than_wanted(ask: Ask, service: SimpleNamespace) -> None:
    with pytest.raises(StartingError, match=r"^the model and the index are being loaded: .* \(503 from") as refused:
        ask(lambda client: client.ask(QUESTION), service.starting, longest_wait=4.9)
    assert refused.value.problem.retry_after == 5


def test_more_than_is_let_is_refused_with_when_to_come_again(ask: Ask, service: SimpleNamespace) -> None:
    def twice(client: Any) -> Any:
        if isinstance(client, Client):
            return [client.documents() for _ in range(2)]

        async def main() -> Any:
            return [await client.documents() for _ in range(2)]

        return main()

    with pytest.raises(TooManyRequestsError, match="too many requests: come again in") as refused:
        ask(twice, service.limited)
    assert 10 < (refused.value.problem.retry_after or 0) <= 20


def test_a_path_that_is_not_the_services_is_told(ask: Ask, service: SimpleNamespace) -> None:
    with pytest.raises(
        NotFoundError, match=rf"^there is nothing at this address \(404 from {service.open}/qa/v1/ask\)$"
    ):
        ask(lambda client: client.ask(QUESTION), f"{service.open}/qa/")
