"""/v1/chat/completions and /v1/models, with OpenAI's own client over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
import pytest
from fastapi.testclient import TestClient

from lape_qa.answer.model import Answer, Kind, Section, Sentence
from lape_qa.assistant import Assistant
from lape_qa.documents.model import Document
from lape_qa_api.openai.chat_text import chat_text

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"
QUOTE = "Nokian perhekeskuspilotti alkoi syyskuussa 2017."
ON_PAGE_TWO = "När öppnade familjecentret i Borgå sina dörrar?"
UNKNOWN = "Paljonko polkupyörä maksaa torilla?"
Messages = list[Any]


@pytest.fixture(scope="module")
def chat(address: str) -> Iterator[openai.OpenAI]:
    """The official client."""
    with openai.OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as client:
        yield client


def user(*texts: str) -> Messages:
    """Return user messages, with something said in between."""
    messages: Messages = [{"role": "system", "content": "Vastaa lyhyesti."}]
    for text in texts:
        messages += [{"role": "user", "content": text}, {"role": "assistant", "content": "Selvä."}]
    return messages[:-1]


def test_the_service_is_the_one_model(chat: openai.OpenAI) -> None:
    [model] = chat.models.list().data
    assert (model.id, model.object, model.owned_by) == ("lape-qa", "model", "lape-qa")


def test_a_model_is_had_by_its_name(chat: openai.OpenAI) -> None:
    [listed] = chat.models.list().data
    assert chat.models.retrieve("lape-qa") == listed
    for name in ("gpt-5", "a/b"):
        with pytest.raises(openai.NotFoundError, match=f"there is no model '{name}'; there is 'lape-qa'"):
            chat.models.retrieve(name)


def test_an_answer_has_footnotes_and_annotations(chat: openai.OpenAI, address: str) -> None:
    completion = chat.chat.completions.create(model="lape-qa", messages=user(ANSWERED), temperature=0.2)

    [choice] = completion.choices
    content = choice.message.content
    assert content is not None
    assert choice.finish_reason == "stop"
    text, _, footnotes = content.partition("\n\n")
    assert text.startswith(f"{QUOTE} [1]")
    heading, first, *_ = footnotes.splitlines()
    # Two spaces end a line that Markdown keeps.
    assert heading == "Lähteet  "
    assert first.startswith(
        f"[1] Nokian perhekeskus · Nokian kaupunki · 2018-11-05 · Pirkanmaa · {address}/lue/nokia?start=23&end=71&"
    )
    assert choice.message.annotations
    cited = choice.message.annotations[0].url_citation
    assert content[cited.start_index : cited.end_index] == QUOTE
    assert (cited.title, urlsplit(cited.url).path) == ("Nokian perhekeskus", "/lue/nokia")


def test_a_footnote_names_the_page_of_a_source_that_has_pages(chat: openai.OpenAI, address: str) -> None:
    message = chat.chat.completions.create(model="lape-qa", messages=user(ON_PAGE_TWO)).choices[0].message
    content = message.content
    assert content is not None
    assert "\n[1] Familjecentret i Borgå · 2018 · s. 2 · http://" in content


def test_a_footnote_says_what_is_a_digest_and_leads_to_the_original(digest_address: str, digest: Document) -> None:
    with openai.OpenAI(base_url=f"{digest_address}/v1", api_key="unused", max_retries=0) as chat:
        asked = user("Milloin LAPE-akatemia alkoi Helsingissä?")
        message = chat.chat.completions.create(model="lape-qa", messages=asked).choices[0].message
    assert message.content is not None
    assert message.content.splitlines()[-1] == (
        "[1] Tiivistelmä julkaisusta ”LAPE-akatemia” · STM · 2019 · "
        f"{digest_address}/lue/akatemia?start=0&end=46&sha256={digest.sha256[:12]}#lainaus"
        " · alkuperäinen: https://stm.example.fi/lapeakatemia"
    )
    assert message.annotations
    assert message.annotations[0].url_citation.title == "Tiivistelmä julkaisusta ”LAPE-akatemia”"


def test_a_stream_brings_the_same_text_and_annotations(chat: openai.OpenAI) -> None:
    whole = chat.chat.completions.create(model="lape-qa", messages=user(ANSWERED)).choices[0].message
    chunks = list(chat.chat.completions.create(model="lape-qa", messages=user(ANSWERED), stream=True))

    assert len({chunk.id for chunk in chunks}) == 1
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert whole.annotations
    assert (deltas[-1].model_extra or {})["annotations"] == [found.model_dump() for found in whole.annotations]


def test_what_the_sources_do_not_answer_is_said_so(chat: openai.OpenAI) -> None:
    message = chat.chat.completions.create(model="lape-qa", messages=user(UNKNOWN)).choices[0].message
    assert (message.content, message.annotations) == ("En löytänyt tähän vastausta lähteistä.", [])


def test_the_last_user_message_is_the_question_and_earlier_ones_the_history(
    chat: openai.OpenAI, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []
    ask = assistant.ask

    def noted(question: str, **further: Any) -> Any:
        asked.append((question, further["history"]))
        return ask(question, **further)

    monkeypatch.setattr(assistant, "ask", noted)
    parts = [{"type": "text", "text": ANSWERED}, {"type": "image_url", "image_url": {"url": "data:,"}}]
    messages: Messages = [*user("Mikä on LAPE?", " ", "a" * 1001), {"role": "user", "content": parts}]
    chat.chat.completions.create(model="lape-qa", messages=messages)
    assert asked == [(ANSWERED, ("Mikä on LAPE?",))]


def test_what_a_question_took_over_from_the_history_is_said_first(chat: openai.OpenAI) -> None:
    history = user("Milloin perhekeskuspilotti alkoi Nokialla?", "Entä milloin Lapissa?")
    message = chat.chat.completions.create(model="lape-qa", messages=history).choices[0].message
    assert message.content == (
        "Kysymys luettiin näin: Entä milloin Lapissa? perhekeskuspilotti alkoi\n\n"
        "En löytänyt tähän vastausta lähteistä."
    )
    history = user("Milloin pilotti alkoi syyskuussa 2017?", "Entä milloin Nokian perhekeskuspilotti?")
    message = chat.chat.completions.create(model="lape-qa", messages=history).choices[0].message
    content, annotations = message.content, message.annotations
    assert content is not None
    assert annotations
    assert content.startswith("Kysymys luettiin näin: Entä milloin Nokian perhekeskuspilotti? ")
    cited = annotations[0].url_citation
    assert content[cited.start_index : cited.end_index] == QUOTE


def test_what_is_optional_may_be_null(client: TestClient) -> None:
    parts = [{"type": "text", "text": ANSWERED}, {"type": "text", "text": None}]
    optional = (
        "stream",
        "n",
        "temperature",
        "max_tokens",
        "stop",
        "user",
        "tools",
        "response_format",
        "stream_options",
    )
    body = {"model": "lape-qa", "messages": [{"role": "user", "content": parts, "name": None}]}
    answered = client.post("/v1/chat/completions", json=body | dict.fromkeys(optional))
    assert answered.status_code == 200
    [choice] = answered.json()["choices"]
    assert choice["message"]["content"].startswith(f"{QUOTE} [1]")
    assert (choice["logprobs"], choice["message"]["refusal"]) == (None, None)


def test_a_list_keeps_its_bullets(assistant: Assistant) -> None:
    reply = assistant.ask(ANSWERED)
    assert isinstance(reply.outcome, Answer)
    [citation] = reply.outcome.citations
    said = (Sentence("Ensin neuvola.", 1), Sentence("Sitten kerhotalo.", 1))
    listed = replace(reply.outcome, kind=Kind.LIST, sentences=said, confidence=0.9)

    def text(answer: Answer) -> tuple[str, list[str]]:
        made = chat_text(replace(reply, outcome=answer), "https://lape.example.fi")
        return made.text.partition("\n\nLähteet")[0], [made.text[s.start : s.end] for s in made.sentences]

    quotes = ["Ensin neuvola.", "Sitten kerhotalo."]
    assert text(listed) == ("- Ensin neuvola. [1]\n- Sitten kerhotalo. [1]", quotes)
    # Headings stay above theirs; one item alone is a sentence.
    sections = (Section("Nokia", (1,)), Section("Muut", (2,)))
    assert text(replace(listed, sections=sections)) == (
        "**Nokia**\n\n- Ensin neuvola. [1]\n\n**Muut**\n\n- Sitten kerhotalo. [1]",
        quotes,
    )
    assert text(replace(listed, sentences=said[:1])) == ("Ensin neuvola. [1]", quotes[:1])
    assert text(replace(listed, kind=Kind.FACT)) == ("Ensin neuvola. [1] Sitten kerhotalo. [1]", quotes)
    assert citation.number == 1


def test_feedback_takes_the_id_of_a_completion(chat: openai.OpenAI, address: str) -> None:
    identifier = chat.chat.completions.create(model="lape-qa", messages=user(ANSWERED)).id.removeprefix("chatcmpl-")
    given = httpx2.post(f"{address}/v1/feedback", json={"answer_id": identifier, "useful": True})
    assert given.status_code == 204


def test_the_clients_errors_carry_the_problem(chat: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-5'; there is 'lape-qa'"):
        chat.chat.completions.create(model="gpt-5", messages=user(ANSWERED))
    with pytest.raises(openai.UnprocessableEntityError, match="no message has the role 'user'"):
        chat.chat.completions.create(model="lape-qa", messages=[{"role": "system", "content": "Vastaa."}])
    with pytest.raises(openai.UnprocessableEntityError, match="the question is empty"):
        chat.chat.completions.create(model="lape-qa", messages=user(" "))


def test_an_error_in_a_stream_is_raised_by_the_client(chat: openai.OpenAI) -> None:
    with pytest.raises(openai.APIError, match="the question holds no word"):
        list(chat.chat.completions.create(model="lape-qa", messages=user("?!"), stream=True))


def test_several_answers_cannot_be_had(client: TestClient) -> None:
    response = client.post("/v1/chat/completions", json={"model": "lape-qa", "messages": user(ANSWERED), "n": 2})
    assert response.status_code == 422
    assert response.json()["detail"].startswith("body.n")
