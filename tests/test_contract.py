import re
from dataclasses import replace
from types import MappingProxyType

import pytest

from lape_qa import contract
from lape_qa.answer.model import Answer, Citation, Copy, Guidance, Kind, LlmUse, NoAnswer, Outcome, Section, Sentence
from lape_qa.answer.verification import Check
from lape_qa.assistant import Reply
from lape_qa.contract import Answer as AnswerJson
from lape_qa.contract import Citation as CitationJson
from lape_qa.contract import Document as DocumentJson
from lape_qa.contract import Json, SavedAnswer, reader_url
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Passage
from lape_qa.errors import UsageError
from lape_qa.index.model import Hit, Manifest
from lape_qa.language.glossary import Place
from lape_qa.language.model import Span
from support.fakes import document, make_query, none_kept

LAPPI = make_document(
    "lappi",
    "Lapissa on perhekeskus. Loppu.",
    {
        "title": "Lappi",
        "publisher": "THL",
        "author": "Maija",
        "published": "2019",
        "region": "Lappi",
        "url": "https://example.fi",
        "rights": "CC BY 4.0",
    },
)
LAPPI_JSON: Json = {
    "id": "lappi",
    "title": "Lappi",
    "publisher": "THL",
    "published": "2019",
    "region": "Lappi",
    "language": "fi",
    "url": "https://example.fi",
    "digest": False,
    # Of the text, by sha256sum.
    "sha256": "86e90d9640219f9279608d976d33c7e5482377a256163692a2608d12fe4b6a0b",
}
MANIFEST = Manifest(
    1, "20190320T120000Z-abc", "2019-03-20", "fake", "f", 64, MappingProxyType({}), {}, "c", 1, 1, 1, {}
)
CITATION = Citation(1, LAPPI, "Lapissa on perhekeskus.", 0, 23)
HIT = Hit(Passage("lappi", 0, 30, LAPPI.text, "Otsikko", ()), 0.123456789)
URL = "/lue/lappi?start=0&end={end}&sha256=" + LAPPI_JSON["sha256"][:12] + "#lainaus"


def reply(outcome: Outcome) -> Reply:
    return Reply(make_query(text="Missä?", language="sv"), (HIT,), outcome, MANIFEST, {"analyse": 1.5, "total": 2.25})


def answer_json(outcome: Outcome) -> Json:
    return AnswerJson.of(reply(outcome), {"lappi": LAPPI}).model_dump()


def hits_json(*hits: Hit, document: Document = LAPPI) -> list[Json]:
    return [hit.model_dump() for hit in contract.hits(hits, {"lappi": document})]


def test_answered_reply_is_the_json_of_the_contract() -> None:
    outcome = Answer((Sentence("Lapissa on perhekeskus.", 1),), (CITATION,), 0.87654321)
    assert answer_json(outcome) == {
        "question": "Missä?",
        "read_as": "Missä?",
        "carried": [],
        "language": "sv",
        "outcome": "answered",
        "kind": "fact",
        "sections": [],
        "text": "",
        "more": [],
        "suggestions": [],
        "sentences": [{"text": "Lapissa on perhekeskus.", "citation": 1, "highlights": []}],
        "citations": [
            {
                "number": 1,
                "document": LAPPI_JSON,
                "quote": "Lapissa on perhekeskus.",
                "start": 0,
                "end": 23,
                "reader_url": URL.format(end=23),
                "copies": [],
            }
        ],
        "confidence": 0.8765,
        "uncertain": False,
        "regions": [],
        "nearest": [],
        # The contract's two, and what reads Finnish, which an administrator must see.
        "index": {"generation": "20190320T120000Z-abc", "model": "fake", "morphology": "voikko", "reader": None},
        "timing_ms": {"analyse": 1.5, "total": 2.25},
    }


def test_not_found_reply_has_the_same_keys_and_its_nearest_passages() -> None:
    found = answer_json(NoAnswer((HIT,), 0.1))
    assert found == {
        "question": "Missä?",
        "read_as": "Missä?",
        "carried": [],
        "language": "sv",
        "outcome": "not_found",
        "kind": None,
        "sections": [],
        "text": "",
        "more": [],
        "suggestions": [],
        "sentences": [],
        "citations": [],
        "confidence": 0.1,
        "uncertain": False,
        "regions": [],
        "nearest": hits_json(HIT),
        "index": {"generation": "20190320T120000Z-abc", "model": "fake", "morphology": "voikko", "reader": None},
        "timing_ms": {"analyse": 1.5, "total": 2.25},
    }


def test_the_copies_of_a_quote_lead_to_their_own_places() -> None:
    other = document("Alku. Lapissa on perhekeskus.", "kittila", title="Kittilä")
    cited = replace(CITATION, copies=(Copy(other, 6, 29),))
    [copy] = answer_json(Answer((Sentence("Lapissa on perhekeskus.", 1),), (cited,), 0.9))["citations"][0]["copies"]
    assert (copy["document"]["id"], copy["start"], copy["end"]) == ("kittila", 6, 29)
    assert copy["reader_url"] == f"/lue/kittila?start=6&end=29&sha256={other.sha256[:12]}#lainaus"


@pytest.mark.parametrize(("confidence", "uncertain"), [(0.6999, True), (0.7, False)])
def test_an_answer_below_the_limit_is_marked_uncertain(confidence: float, uncertain: bool) -> None:
    outcome = Answer((Sentence("Lapissa on perhekeskus.", 1),), (CITATION,), confidence)
    assert answer_json(outcome)["uncertain"] is uncertain
    assert answer_json(NoAnswer((), confidence))["uncertain"] is False


def test_regions_that_the_question_names_are_told_once() -> None:
    found = reply(NoAnswer((), 0.0))
    places = (Place("Kittilä", "Lappi"), Place("Lappi", "Lappi"), Place("Nokia", "Pirkanmaa"))
    asked = replace(found.query, shape=replace(found.query.shape, places=places))
    assert AnswerJson.of(replace(found, query=asked), {}).regions == ["Lappi", "Pirkanmaa"]


def test_hits_are_ranked_from_one() -> None:
    second = Hit(Passage("lappi", 24, 30, "Loppu.", "", ()), 0.0)
    assert hits_json(HIT, second) == [
        {
            "rank": 1,
            "score": 0.123457,
            "document": LAPPI_JSON,
            "text": LAPPI.text,
            "start": 0,
            "end": 30,
            "heading": "Otsikko",
            "reader_url": URL.format(end=30),
        },
        {
            "rank": 2,
            "score": 0.0,
            "document": LAPPI_JSON,
            "text": "Loppu.",
            "start": 24,
            "end": 30,
            "heading": "",
            "reader_url": "/lue/lappi?start=24&end=30&sha256=" + LAPPI_JSON["sha256"][:12] + "#lainaus",
        },
    ]


def test_citations_and_hits_of_a_paged_source_name_the_page_they_begin_on() -> None:
    paged = replace(LAPPI, pages=(0, 10, 24))
    hit = Hit(Passage("lappi", 24, 30, "Loppu.", "", ()), 0.0)
    assert CitationJson.of(replace(CITATION, document=paged)).model_dump()["page"] == 1
    assert hits_json(HIT, hit, document=paged)[0]["page"] == 1
    assert hits_json(HIT, hit, document=paged)[1]["page"] == 3
    assert "page" not in CitationJson.of(CITATION).model_dump()
    assert "page" not in hits_json(HIT)[0]


def test_a_quote_from_a_page_that_was_recognised_says_so() -> None:
    paged = replace(LAPPI, pages=(0, 24), recognised=(1,))
    hit = Hit(Passage("lappi", 24, 30, "Loppu.", "", ()), 0.0)
    first, second = hits_json(HIT, hit, document=paged)
    assert ("recognised" in first, second["page"], second["recognised"]) == (False, 2, True)


def test_a_page_that_its_source_calls_otherwise_has_that_too() -> None:
    paged = replace(LAPPI, pages=(0, 10, 24), page_labels=("i", "2", "1"))
    places = [Citation(1, paged, "", at, at + 1) for at in (0, 10, 24)]
    assert [
        {key: value for key, value in CitationJson.of(place).model_dump().items() if key in ("page", "page_label")}
        for place in places
    ] == [{"page": 1, "page_label": "i"}, {"page": 2}, {"page": 3, "page_label": "1"}]
    hit = Hit(Passage("lappi", 24, 30, "Loppu.", "", ()), 0.0)
    assert hits_json(hit, document=paged)[0]["page_label"] == "1"


def test_citations_and_hits_name_the_slide_or_the_sheet_and_row_that_they_begin_on() -> None:
    slides = replace(LAPPI, pages=(0, 10, 24), paged="slide")
    hit = Hit(Passage("lappi", 24, 30, "Loppu.", "", ()), 0.0)
    [_, found] = hits_json(HIT, hit, document=slides)
    assert (found["slide"], found.keys() & {"page", "sheet", "row"}) == (3, set())
    sheets = document("# Perheet\n\nKainuu\n\n14. Kunta: Kuhmo\n- Kunta: Vaala", "a")
    sheets = replace(sheets, pages=(0,), paged="sheet")
    places = [Citation(1, sheets, "", at, at + 1) for at in (11, 23, 40)]
    assert [
        {key: value for key, value in CitationJson.of(place).model_dump().items() if key in ("page", "sheet", "row")}
        for place in places
    ] == [{"sheet": "Perheet"}, {"sheet": "Perheet", "row": 14}, {"sheet": "Perheet"}]


def test_a_digest_says_so_in_its_json() -> None:
    digest = replace(LAPPI, digest=True)
    assert DocumentJson.of(digest).model_dump() == LAPPI_JSON | {"digest": True}
    cited = replace(CITATION, document=digest)
    [citation] = answer_json(Answer((Sentence("Lapissa on perhekeskus.", 1),), (cited,), 0.9))["citations"]
    assert citation["document"]["digest"] is True


def test_document_json_has_the_fields_of_the_contract_and_no_text() -> None:
    assert DocumentJson.of(LAPPI).model_dump() == LAPPI_JSON


@pytest.mark.parametrize(
    ("identifier", "path"),
    [("lappi", "/lue/lappi"), ("a b/ä?#", "/lue/a%20b%2F%C3%A4%3F%23"), ("../etc", "/lue/..%2Fetc")],
)
def test_id_is_quoted_in_the_readers_address(identifier: str, path: str) -> None:
    found: Document = document("Teksti", identifier)
    assert reader_url(found, 2, 5) == f"{path}?start=2&end=5&sha256={found.sha256[:12]}#lainaus"


def test_sentence_worded_by_a_language_model_says_so() -> None:
    outcome = Answer(
        (Sentence("Perhekeskus on Lapissa.", 1, "llm"), Sentence("Lapissa on perhekeskus.", 1)),
        (CITATION,), 0.9, LlmUse(True),
    )  # fmt: skip
    found = answer_json(outcome)
    assert found["sentences"] == [
        {"text": "Perhekeskus on Lapissa.", "citation": 1, "written_by": "llm", "highlights": []},
        {"text": "Lapissa on perhekeskus.", "citation": 1, "highlights": []},
    ]
    assert found["llm"] == {"used": True}


def test_reply_says_why_a_language_model_was_not_used() -> None:
    found = answer_json(NoAnswer((), 0.1, LlmUse(False, "no_evidence")))
    assert found["llm"] == {"used": False, "reason": "no_evidence"}


# ---- saved answers -----------------------------------------------------------------------------------------


def test_answer_that_was_printed_can_be_read_and_verified() -> None:
    answer = Answer((Sentence("Lapissa on perhekeskus.", 1),), (CITATION,), 0.9)
    [check] = SavedAnswer.read(answer_json(answer), "it").verify({"lappi": LAPPI}, none_kept)
    assert check == Check(1, "found", "same", "lappi", 0, 23, verbatim=True, held=True)


SENTENCE = {"text": "a", "citation": 2}
NUMBERED = {"number": 1, "document": {"id": "a", "sha256": "b"}, "quote": "c", "start": 0, "end": 1}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ([], "Input should be a valid dictionary or instance of SavedAnswer"),
        (None, "Input should be a valid dictionary or instance of SavedAnswer"),
        ({"citations": []}, "sentences: Field required"),
        ({"sentences": []}, "citations: Field required"),
        (
            {"sentences": [7], "citations": []},
            "sentences.0: Input should be a valid dictionary or instance of SavedSentence",
        ),
        ({"sentences": [], "citations": [{"number": 1}]}, "citations.0.document: Field required"),
        (
            {"sentences": [], "citations": [NUMBERED | {"number": "x"}]},
            "citations.0.number: Input should be a valid integer, unable to parse string as an integer",
        ),
        (
            {"sentences": [], "citations": [NUMBERED | {"end": True}]},
            "citations.0.end: Value error, is true or false, not a number",
        ),
        ({"sentences": [SENTENCE], "citations": [NUMBERED]}, "a sentence cites [2], which is not in it"),
    ],
)
def test_what_is_no_answer_is_refused(answer: object, why: str) -> None:
    mend = "give what `ask --json` printed, or the service answered, as a whole"
    with pytest.raises(UsageError, match=f"^{re.escape(f'it is not a saved answer: {why}; {mend}')}$"):
        SavedAnswer.read(answer, "it")


def test_composed_answer_has_its_kind_sections_remark_and_further_documents() -> None:
    outcome = Answer(
        (Sentence("Lapissa on perhekeskus.", 1, highlights=(Span(0, 7),)),),
        (CITATION,),
        0.7,
        kind=Kind.OVERVIEW,
        sections=(Section("Lappi", (1,)), Section("Kainuu", ())),
        text="Poimintoja lähteistä – ei tyhjentävä.",
        more=(LAPPI,),
    )
    found = answer_json(outcome)
    assert (found["kind"], found["text"]) == ("overview", "Poimintoja lähteistä – ei tyhjentävä.")
    assert found["sections"] == [{"title": "Lappi", "sentences": [1]}, {"title": "Kainuu", "sentences": []}]
    assert found["sentences"] == [{"text": "Lapissa on perhekeskus.", "citation": 1, "highlights": [[0, 7]]}]
    assert found["more"] == [LAPPI_JSON]


def test_guidance_has_a_text_and_questions_and_quotes_nothing() -> None:
    found = answer_json(Guidance("Hei! Kysy LAPEsta.", ("Mikä on LAPE?",)))
    assert (found["outcome"], found["kind"]) == ("guidance", None)
    assert (found["text"], found["suggestions"]) == ("Hei! Kysy LAPEsta.", ["Mikä on LAPE?"])
    assert (found["sentences"], found["citations"], found["nearest"], found["confidence"]) == ([], [], [], 0.0)
