from collections.abc import Sequence
from functools import partial
from math import exp

import pytest

from fakes import FakeEncoder
from lape_qa import answering, passages, storage
from lape_qa.answering import (
    CONFIDENCE_FEATURES,
    LACKING,
    NEAREST,
    PASSAGES,
    SENTENCE_FEATURES,
    ExtractiveAnswerer,
    Model,
)
from lape_qa.corpus import make_document
from lape_qa.generation import Generation
from lape_qa.passages import Chunking
from lape_qa.query import analyse
from lape_qa.question_type import Asked
from lape_qa.types import Answer, Document, Hit, NoAnswer, Query

FORTY = " ".join(["todella"] * 37)
THIRTY = " ".join(["oikein"] * 27)


def source_text(identifier: str, text: str, **metadata: str) -> Document:
    return make_document(identifier, text, {"title": "Toiminta", "language": "fi"} | metadata)


DOCUMENTS = [
    source_text(
        "pilot",
        "Pilotti alkoi syksyllä. Pilotissa kokeiltiin 👪 ohjausta. Tulos oli hyvä.",
        title="Kelan malli",
        region="Pirkanmaa",
        published="2018-11-05",
    ),
    source_text("twins", "Kerhossa leikittiin ulkona. Kerhossa leikittiin sisällä. Kerhossa leikittiin taas."),
    source_text("long", f"Leirillä soudettiin {FORTY} paljon. Leirillä soudettiin {THIRTY} taas."),
    source_text("longest", f"Retkellä hiihdettiin {FORTY} ja {THIRTY} taas."),
    source_text(
        "list",
        "Kahvilan palveluja ovat nämä:\n\n- Neuvonta on lauantaisin.\n- Laulu on sunnuntaisin.\n\n"
        "## Muuta\n\nOvi on auki.\n",
    ),
    source_text(
        "blog",
        "Satutunti syntyi kirjastossa. Lapset kuuntelivat.\n\n## Jatko\n\nTunti jatkuu ensi vuonna.\n\n"
        "## Lopuksi\n\nTeksti: Maija Mallikas.\n",
    ),
    source_text("signed", "Lorutunti syntyi puistossa.\n\n## Muuta\n\nLapset lauloivat.\n"),
    source_text("bare", "## Pelkkä otsikko\n"),
]  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    root = tmp_path_factory.mktemp("index")
    encoder = FakeEncoder()
    chunking = Chunking()
    split = partial(passages.split, chunking=chunking, fits=encoder.fits)
    storage.build(root, DOCUMENTS, split, encoder, chunking, lambda _work, _done, _total: None)
    return storage.open_index(root, encoder)


def model(
    *, bias: float = 2.0, threshold: float = 0.0, nearly: float = 0.9, beside: float = 0.9, **confidence: float
) -> Model:
    """Sentences by coverage; a confidence that rests on nothing else than the bias unless told."""
    return Model.of(
        {
            "sentence": dict.fromkeys(SENTENCE_FEATURES, 0.0) | {"coverage": 10.0},
            "confidence": dict.fromkeys(CONFIDENCE_FEATURES, 0.0) | confidence,
            "bias": bias,
            "threshold": threshold,
            "nearly": nearly,
            "beside": beside,
        }
    )


def ask(question: str) -> Query:
    return analyse(question, FakeEncoder())


def hits(source: Generation, *identifiers: str) -> list[Hit]:
    """All passages of some documents, in order, with falling scores."""
    found = [source.passages[row] for identifier in identifiers for row in source.rows_of(identifier)]
    return [Hit(passage, 10.0 - place) for place, passage in enumerate(found)]


def outcome(source: Generation, question: str, found: Sequence[Hit], fitted: Model | None = None) -> Answer | NoAnswer:
    return ExtractiveAnswerer(source, fitted or model()).answer(ask(question), found)


def answer(source: Generation, question: str, found: Sequence[Hit], fitted: Model | None = None) -> Answer:
    given = outcome(source, question, found, fitted)
    assert isinstance(given, Answer)
    for number, (sentence, citation) in enumerate(zip(given.sentences, given.citations, strict=True), start=1):
        assert (sentence.citation, citation.number) == (number, number)
        assert sentence.text == citation.quote == citation.document.text[citation.start : citation.end]
    return given


def quotes(given: Answer) -> list[str]:
    return [sentence.text for sentence in given.sentences]


def sigmoid(score: float) -> float:
    return 1 / (1 + exp(-score))


# ---- the best sentence -------------------------------------------------------------------------------------


def test_best_sentence_is_quoted_with_its_place(source: Generation) -> None:
    given = answer(source, "Mitä pilotissa kokeiltiin?", hits(source, "twins", "pilot"))
    assert quotes(given) == ["Pilotissa kokeiltiin 👪 ohjausta."]
    [citation] = given.citations
    # "Pilotti alkoi syksyllä. " is 24 code points, the sentence 32; the sign beyond the 16-bit plane is one.
    assert (citation.document.id, citation.start, citation.end) == ("pilot", 24, 56)
    assert given.confidence == pytest.approx(sigmoid(2.0))


def test_confidence_is_the_logistic_of_the_best_sentences_features(source: Generation) -> None:
    fitted = model(bias=-4.0, coverage=8.0)
    # The best sentence holds every word of the question: -4 + 8 * 1.
    given = answer(source, "Mitä pilotissa kokeiltiin?", hits(source, "pilot", "twins"), fitted)
    assert given.confidence == pytest.approx(sigmoid(4.0))


def test_names_count_by_the_share_that_the_passage_holds(source: Generation) -> None:
    fitted = model(bias=0.0, names=1.0)
    # No name in the question: nothing is missing. Then one of two names is in the title.
    found = hits(source, "pilot")
    assert answer(source, "Mitä pilotissa kokeiltiin?", found, fitted).confidence == pytest.approx(sigmoid(1.0))
    given = answer(source, "Mitä THL kokeili Kelan pilotissa?", found, fitted)
    assert given.confidence == pytest.approx(sigmoid(0.5))


# ---- further sentences -------------------------------------------------------------------------------------


def test_second_sentence_is_added_when_it_is_nearly_as_good(source: Generation) -> None:
    given = answer(source, "Miten kerhossa leikittiin?", hits(source, "twins"))
    # Three are equally good; two are shown, in the order of the text. They stand side by side: one quote.
    assert quotes(given) == ["Kerhossa leikittiin ulkona. Kerhossa leikittiin sisällä."]
    assert [(citation.start, citation.end) for citation in given.citations] == [(0, 56)]


def test_sentence_beside_the_best_one_may_be_weaker_than_one_elsewhere(source: Generation) -> None:
    # pilotti holds one word of two, so its part of the best one's share is e^-5; that of a sentence of kerho e^-10.
    fitted = model(nearly=1.0, beside=0.001)
    given = answer(source, "Miten pilotti alkoi?", hits(source, "pilot"), fitted)
    assert quotes(given)[0].startswith("Pilotti alkoi syksyllä.")
    [citation] = answer(source, "Mitä pilotissa kokeiltiin?", hits(source, "pilot"), fitted).citations
    assert (citation.start, citation.end) == (0, 56)
    [citation] = answer(source, "Mitä pilotissa kokeiltiin?", hits(source, "pilot"), model(nearly=0.001)).citations
    assert (citation.start, citation.end) == (24, 56)


def test_nearly_as_good_sentences_of_two_documents_are_two_quotes(source: Generation) -> None:
    given = answer(source, "syntyi", hits(source, "signed", "blog"))
    assert quotes(given) == ["Lorutunti syntyi puistossa.", "Satutunti syntyi kirjastossa."]


# ---- questions of two parts ----------------------------------------------------------------------------------


def test_each_part_of_a_question_has_its_own_sentence(source: Generation) -> None:
    given = answer(source, "Missä satutunti syntyi ja missä lorutunti syntyi?", hits(source, "signed", "blog", "twins"))
    assert quotes(given) == ["Satutunti syntyi kirjastossa.", "Lorutunti syntyi puistossa."]


def test_one_sentence_that_answers_both_parts_is_shown_once(source: Generation) -> None:
    given = answer(source, "Missä kerhossa leikittiin ja miten leikittiin ulkona?", hits(source, "twins", "pilot"))
    assert quotes(given) == ["Kerhossa leikittiin ulkona."]


def test_second_sentence_is_left_out_when_it_is_not_nearly_as_good(source: Generation) -> None:
    given = answer(source, "Mitä kerhossa leikittiin sisällä?", hits(source, "twins"))
    assert quotes(given) == ["Kerhossa leikittiin sisällä."]


def test_a_question_for_a_list_gets_three(source: Generation) -> None:
    given = answer(source, "Mitkä kerhossa leikittiin?", hits(source, "twins"))
    assert len(given.sentences) == 3


@pytest.mark.parametrize("nearly", [0.0, 1.0])
def test_nearly_is_the_part_of_the_best_share(nearly: float, source: Generation) -> None:
    given = answer(source, "Missä lorutunti syntyi?", hits(source, "signed", "blog"), model(nearly=nearly))
    assert len(given.sentences) == (2 if nearly == 0 else 1)


def test_an_answer_ends_before_it_has_more_than_sixty_words(source: Generation) -> None:
    [hit] = hits(source, "long")
    first = hit.passage
    lengths = [len(first.text[span.start : span.end].split()) for span in first.sentences]
    assert lengths == [40, 30]
    given = answer(source, "Miten leirillä soudettiin?", hits(source, "long"))
    assert [len(quote.split()) for quote in quotes(given)] == [40]


def test_the_best_sentence_is_whole_however_long(source: Generation) -> None:
    given = answer(source, "Miten retkellä hiihdettiin?", hits(source, "longest"))
    assert [len(quote.split()) for quote in quotes(given)] == [2 + 37 + 1 + 27 + 1]


# ---- lists -------------------------------------------------------------------------------------------------


def test_introduction_is_followed_by_its_items(source: Generation) -> None:
    given = answer(source, "Mitä ovat kahvilan palvelut?", hits(source, "list"))
    assert quotes(given) == [
        "Kahvilan palveluja ovat nämä:",
        "Neuvonta on lauantaisin.",
        "Laulu on sunnuntaisin.",
    ]


def test_items_are_left_out_when_their_number_is_asked_for(source: Generation) -> None:
    given = answer(source, "Montako palvelua kahvilassa on?", hits(source, "list"))
    assert quotes(given) == ["Kahvilan palveluja ovat nämä:"]


# ---- authors -----------------------------------------------------------------------------------------------


def test_byline_answers_beyond_the_passages_that_were_found(source: Generation) -> None:
    [first, *others] = hits(source, "blog")
    assert len(others) == 2, "the byline is in a passage of its own"
    given = answer(source, "Kuka kirjoitti satutunnin synnystä?", [first])
    assert quotes(given) == ["Teksti: Maija Mallikas."]


def test_byline_answers_behind_the_best_passages(source: Generation) -> None:
    [first, *_, byline] = hits(source, "blog")
    between = hits(source, "twins", "pilot", "long", "longest", "list", "signed")
    found = [first, *between, byline]
    assert len(found) > PASSAGES + 1
    given = answer(source, "Kuka kirjoitti satutunnin synnystä?", found)
    assert quotes(given) == ["Teksti: Maija Mallikas."]


def test_byline_is_looked_for_in_the_best_document_only(source: Generation) -> None:
    given = answer(source, "Kuka kirjoitti lorutunnin synnystä?", [*hits(source, "signed"), hits(source, "blog")[0]])
    assert quotes(given)[0] == "Lorutunti syntyi puistossa."


def test_byline_is_no_answer_to_another_question(source: Generation) -> None:
    given = answer(source, "Missä satutunti syntyi?", hits(source, "blog"))
    assert quotes(given) == ["Satutunti syntyi kirjastossa."]


# ---- no answer ---------------------------------------------------------------------------------------------


def test_below_the_threshold_the_nearest_hits_are_shown(source: Generation) -> None:
    found = hits(source, "pilot", "twins", "long", "longest")
    given = outcome(source, "Mitä pilotissa kokeiltiin?", found, model(bias=-1.0, threshold=0.5))
    assert NEAREST == 3
    assert isinstance(given, NoAnswer)
    assert given.nearest == tuple(found[:3])
    assert given.confidence == pytest.approx(sigmoid(-1.0))


def test_at_the_threshold_there_is_an_answer(source: Generation) -> None:
    fitted = model(bias=0.0, threshold=0.5)
    assert answer(source, "Mitä pilotissa kokeiltiin?", hits(source, "pilot"), fitted).confidence == 0.5


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Mitä pilotissa kokeiltiin?", 1.0),
        ("Mitä pilotissa kokeiltiin Pirkanmaalla?", 1.0),
        ("Mitä pilotissa kokeiltiin vuonna 2018?", 1.0),
        ("Mitä pilotissa kokeiltiin Lapissa?", LACKING),
        ("Mitä pilotissa kokeiltiin vuonna 2016?", LACKING),
        ("Mitä pilotissa kokeiltiin Pirkanmaalla vuonna 2016?", LACKING),
    ],
)
def test_confidence_is_marked_down_when_a_place_or_year_is_lacking(
    question: str, part: float, source: Generation
) -> None:
    assert LACKING == 0.2
    assert answer(source, question, hits(source, "pilot")).confidence == pytest.approx(part * sigmoid(2.0))


def test_lacking_place_can_make_an_answer_none(source: Generation) -> None:
    found = hits(source, "pilot")
    given = outcome(source, "Mitä pilotissa kokeiltiin Lapissa?", found, model(threshold=0.5))
    assert isinstance(given, NoAnswer)
    assert given.nearest == tuple(found)
    assert given.confidence == pytest.approx(0.2 * sigmoid(2.0))


def test_without_any_sentence_there_is_no_answer(source: Generation) -> None:
    found = hits(source, "bare")
    assert [hit.passage.sentences for hit in found] == [()]
    assert outcome(source, "Mikä otsikko on?", found) == NoAnswer(tuple(found), 0.0)


def test_passage_without_a_sentence_is_passed_over(source: Generation) -> None:
    given = answer(source, "Mitä pilotissa kokeiltiin?", hits(source, "bare", "pilot"))
    assert quotes(given) == ["Pilotissa kokeiltiin 👪 ohjausta."]


def test_without_any_hit_there_is_no_answer(source: Generation) -> None:
    assert outcome(source, "Mitä pilotissa kokeiltiin?", []) == NoAnswer((), 0.0)


# ---- the model ---------------------------------------------------------------------------------------------


def test_outdated_weights_are_an_error() -> None:
    with pytest.raises(KeyError, match="coverage"):
        Model.of({"sentence": {"cosine": 1.0, "cosine_gap": 1.0}, "confidence": {}})


def test_shipped_weights_are_complete() -> None:
    fitted = answering.fitted_model()
    assert fitted.sentence.shape == (len(SENTENCE_FEATURES),)
    assert fitted.confidence.shape == (len(CONFIDENCE_FEATURES),)
    assert 0 < fitted.threshold < 1
    assert 0 < fitted.nearly <= 1


def test_shares_sum_to_one_and_follow_the_scores(source: Generation) -> None:
    query = ask("Miten kerhossa leikittiin?")
    evidence = answering.gather(source, query, hits(source, "twins", "pilot"))
    share = answering.shares(evidence.sentences, model().sentence)
    assert float(share.sum()) == pytest.approx(1)
    # The three of the kerho are equal; each is e^10 times one that holds no word of the question.
    assert share[:3].tolist() == pytest.approx([float(share[0])] * 3)
    assert float(share[0] / share[3]) == pytest.approx(exp(10), rel=1e-3)
    assert evidence.kind is Asked.OTHER
