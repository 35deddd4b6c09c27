from collections.abc import Sequence
from functools import partial
from math import exp, log
from pathlib import Path

import numpy as np
import pytest

from lape_qa.answer.confidence_features import CONFIDENCE_FEATURES, READ_FEATURES
from lape_qa.answer.extractive import LACKING, ExtractiveAnswerer
from lape_qa.answer.fitted import Model, fitted_model, fitted_read_model
from lape_qa.answer.grounds import PASSAGES
from lape_qa.answer.model import Answer, NoAnswer
from lape_qa.answer.sentence_features import SENTENCE_FEATURES
from lape_qa.answer.weighing import Weighed
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.index.generation import Generation
from lape_qa.index.model import Hit, Ranking
from lape_qa.question.kinds import Asked
from lape_qa.retrieval.candidates import Candidates, gather
from lape_qa.retrieval.reranking import prefer, rerank
from support.fakes import fitted_by_coverage
from support.indexes import ask, indexed

FORTY = " ".join(["todella"] * 37)
ROUNDS = ["aamulla", "päivällä", "illalla", "taas"]
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
    return indexed(tmp_path_factory.mktemp("index"), DOCUMENTS)


model = partial(fitted_by_coverage, bias=2.0, threshold=0.0, word_cost=0.01)
"""Every question is answered unless told otherwise."""


def hits(source: Generation, *identifiers: str) -> list[Hit]:
    """All passages of some documents, in order, with falling scores."""
    found = [source.passages[row] for identifier in identifiers for row in source.rows_of(identifier)]
    return [Hit(passage, 10.0 - place) for place, passage in enumerate(found)]


def candidates(source: Generation, question: str, found: Sequence[Hit]) -> Candidates:
    """Candidates that are just these hits; of a question of two parts, each has them in its own order."""
    query = ask(question)
    row_of = {passage.id: row for row, passage in enumerate(source.passages)}
    rows = np.array([row_of[hit.passage.id] for hit in found], np.int64)
    ranking = Ranking(rows, np.array([hit.score for hit in found], np.float64))
    parts = [prefer(rerank(gather(source, part, ranking), late=False)) for part in query.parts]
    passages = tuple(hit.passage for hit in found)
    return Candidates(query, ranking, passages, tuple(parts) or (gather(source, query, ranking),))


def weighed(source: Generation, question: str, found: Sequence[Hit]) -> Weighed:
    [one] = ExtractiveAnswerer(source, model()).weigh(candidates(source, question, found))
    return one


def outcome(source: Generation, question: str, found: Sequence[Hit], fitted: Model | None = None) -> Answer | NoAnswer:
    answerer = ExtractiveAnswerer(source, fitted or model())
    given = candidates(source, question, found)
    return answerer.choose(given, answerer.weigh(given))


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


def test_sentences_are_weighed_by_what_they_hold_and_how_they_stand_out(source: Generation) -> None:
    features = weighed(source, "Mitä pilotissa kokeiltiin?", hits(source, "pilot")).features
    columns = {name: values.tolist() for name, values in features.items()}
    # Two words of one weight: the first sentence has one of them, the second both, the third none.
    assert columns["coverage"] == pytest.approx([0.5, 1, 0])
    assert columns["support"] == pytest.approx([0.5, 1, 0])
    # Only "kokeiltiin" stands in one sentence alone; the third lacks both words of the second.
    assert columns["word_lead"] == pytest.approx([0, 0.5, 0])
    assert columns["held_before"] == pytest.approx([0, 0, 1])
    # New are "alkoi" and "syksyllä", "ohjausta", "tulos" and "hyvä".
    assert columns["news"] == pytest.approx([log(3), log(2), log(3)])
    # All of one passage, whose context says nothing of the question; nothing is measured.
    assert columns["context"] == columns["passage"] == columns["no_trace"] == columns["no_sure_trace"] == [0, 0, 0]
    best = max(columns["cosine"])
    assert columns["likest"] == [float(cosine == best) for cosine in columns["cosine"]]


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


def test_support_is_the_share_of_the_questions_weight_that_the_sentence_holds(source: Generation) -> None:
    # "maksaa" stands nowhere; each word counts by its rarity.
    query = ask("Mitä pilotissa maksettiin?")
    held, missing = (source.forward.word_weight(word) for word in query.words)
    given = answer(source, query.text, hits(source, "pilot"), model(bias=0.0, support=1.0))
    assert given.confidence == pytest.approx(sigmoid(held / (held + missing)))


def test_confidence_may_rest_on_the_rarest_word_that_the_document_lacks(source: Generation) -> None:
    fitted = model(bias=0.0, rarest_missing=1.0)
    found = hits(source, "pilot")
    assert answer(source, "Mitä pilotissa kokeiltiin?", found, fitted).confidence == pytest.approx(sigmoid(0.0))
    query = ask("Mitä pilotissa maksettiin?")
    held, missing = (source.forward.word_weight(word) for word in query.words)
    given = answer(source, query.text, found, fitted)
    assert given.confidence == pytest.approx(sigmoid(missing / (held + missing)))


@pytest.mark.parametrize(
    ("documents", "lead"), [(["signed"], 10.0), (["signed", "twins"], 10.0), (["signed", "blog"], 0.0)]
)
def test_lead_is_the_distance_to_the_best_sentence_of_another_document(
    documents: list[str], lead: float, source: Generation
) -> None:
    # One word: a sentence holds it (10) or not (0). Alone, a document leads by the most that counts.
    given = answer(source, "syntyi", hits(source, *documents), model(bias=0.0, lead=1.0))
    assert given.confidence == pytest.approx(sigmoid(lead))


# ---- sentences that stand together --------------------------------------------------------------------------


def test_sentences_side_by_side_are_one_quote_when_each_is_worth_its_words(source: Generation) -> None:
    # Three are equally good, a third of the probability each, for three words each: 0.33 > 3 * 0.01.
    [citation] = answer(source, "Miten kerhossa leikittiin?", hits(source, "twins")).citations
    assert (citation.start, citation.end) == (0, 82)
    # Now they are not: 0.33 < 3 * 0.12.
    [citation] = answer(source, "Miten kerhossa leikittiin?", hits(source, "twins"), model(word_cost=0.12)).citations
    assert len(citation.quote.split()) == 3


@pytest.mark.parametrize(("word_cost", "span"), [(0.002, (0, 56)), (0.0025, (24, 56))])
def test_a_sentence_joins_the_best_one_while_it_holds_more_than_its_words_cost(
    word_cost: float, span: tuple[int, int], source: Generation
) -> None:
    # The one before holds one of two words: e^-5 of the best one's share, 0.00665 in all, for three words.
    [citation] = answer(
        source, "Mitä pilotissa kokeiltiin?", hits(source, "pilot"), model(word_cost=word_cost)
    ).citations
    assert (citation.start, citation.end) == span


def test_a_sentence_elsewhere_is_not_joined_however_good(source: Generation) -> None:
    given = answer(source, "syntyi", hits(source, "signed", "blog"))
    assert [len(quote.split()) for quote in quotes(given)] == [3]


def test_a_quote_has_at_most_three_sentences(tmp_path: Path) -> None:
    source = indexed(tmp_path, [source_text("rows", " ".join(f"Kerhossa leikittiin {word}." for word in ROUNDS))])
    [citation] = answer(source, "Miten kerhossa leikittiin?", hits(source, "rows"), model(word_cost=0.0)).citations
    assert len(citation.quote.split()) == 3 * 3


@pytest.mark.parametrize(("more", "words"), [(17, 60), (18, 40)])
def test_a_quote_of_several_sentences_has_at_most_sixty_words(more: int, words: int, tmp_path: Path) -> None:
    # 40 words, and three more than `more`.
    text = f"Leirillä soudettiin {FORTY} paljon. Leirillä soudettiin {' '.join(['oikein'] * more)} taas."
    source = indexed(tmp_path, [source_text("rows", text)])
    [citation] = answer(source, "Miten leirillä soudettiin?", hits(source, "rows"), model(word_cost=0.0)).citations
    assert len(citation.quote.split()) == words


# ---- a second quote ------------------------------------------------------------------------------------------


def test_a_sentence_as_likely_as_the_best_is_quoted_too(source: Generation) -> None:
    # Each of the two holds the only word. Neither stands beside another that does.
    given = answer(source, "syntyi", hits(source, "signed", "blog"), model(second=0.99))
    assert quotes(given) == ["Lorutunti syntyi puistossa.", "Satutunti syntyi kirjastossa."]
    assert [citation.document.id for citation in given.citations] == ["signed", "blog"]


@pytest.mark.parametrize(("second", "count"), [(0.006, 2), (0.0068, 1)])
def test_a_sentence_is_quoted_too_from_a_share_of_the_best_ones(second: float, count: int, source: Generation) -> None:
    # One of two words that weigh the same: e^-5 of the best one's share, 0.00674; too little to join it.
    given = answer(source, "Mitä pilotissa kokeiltiin?", hits(source, "pilot"), model(second=second))
    assert quotes(given) == ["Pilotissa kokeiltiin 👪 ohjausta.", "Pilotti alkoi syksyllä."][:count]


def test_a_second_quote_is_not_part_of_the_first(source: Generation) -> None:
    given = answer(source, "Miten kerhossa leikittiin?", hits(source, "twins", "pilot"), model(second=0.5))
    assert [(citation.start, citation.end) for citation in given.citations] == [(0, 82)]


def test_two_quotes_have_at_most_sixty_words(source: Generation) -> None:
    # 40 and 30 words, equally good.
    [quote] = quotes(answer(source, "Miten leirillä soudettiin?", hits(source, "long"), model(second=0.5)))
    assert len(quote.split()) == 40


def test_what_lacks_the_place_is_no_second_quote(tmp_path: Path) -> None:
    places = {"kuru": "Pirkanmaa", "inari": "Lappi", "akaa": "Pirkanmaa"}
    texts = [source_text(name, f"Kerho alkoi {name}lla.", region=region) for name, region in places.items()]
    source = indexed(tmp_path, texts)
    given = answer(source, "Milloin kerho alkoi?", hits(source, *places), model(second=0.5))
    assert [citation.document.id for citation in given.citations] == ["kuru", "inari"]
    given = answer(source, "Milloin kerho alkoi Pirkanmaalla?", hits(source, *places), model(second=0.5))
    assert [citation.document.id for citation in given.citations] == ["kuru", "akaa"]


def test_an_author_is_one(tmp_path: Path) -> None:
    text = "Satutunti syntyi kirjastossa.\n\nTeksti: Maija Mallikas.\n\nTeksti: Matti Mallikas.\n"
    source = indexed(tmp_path, [source_text("blog", text)])
    given = answer(source, "Kuka kirjoitti satutunnin synnystä?", hits(source, "blog"), model(second=0.5))
    assert quotes(given) == ["Teksti: Maija Mallikas."]


def test_each_of_two_questions_has_one_quote(source: Generation) -> None:
    question = "Missä satutunti syntyi ja missä lorutunti syntyi?"
    given = answer(source, question, hits(source, "signed", "blog"), model(second=0.001))
    assert quotes(given) == ["Satutunti syntyi kirjastossa.", "Lorutunti syntyi puistossa."]


# ---- questions of two parts ----------------------------------------------------------------------------------


def test_each_part_of_a_question_has_its_own_sentence(source: Generation) -> None:
    given = answer(source, "Missä satutunti syntyi ja missä lorutunti syntyi?", hits(source, "signed", "blog", "twins"))
    assert quotes(given) == ["Satutunti syntyi kirjastossa.", "Lorutunti syntyi puistossa."]


def test_one_sentence_that_answers_both_parts_is_shown_once(source: Generation) -> None:
    question = "Missä kerhossa leikittiin ulkona ja miten leikittiin ulkona?"
    given = answer(source, question, hits(source, "twins", "pilot"), model(word_cost=0.05))
    assert quotes(given) == ["Kerhossa leikittiin ulkona."]


def test_a_quote_within_another_is_not_shown_by_itself(source: Generation) -> None:
    # The first question is answered by all three sentences, the second by one of them.
    given = answer(source, "Missä kerhossa leikittiin ja miten leikittiin ulkona?", hits(source, "twins", "pilot"))
    assert [(citation.start, citation.end) for citation in given.citations] == [(0, 82)]


def test_each_of_two_questions_gets_a_whole_sentence_however_long(source: Generation) -> None:
    question = "Miten leirillä soudettiin taas ja miten retkellä hiihdettiin taas?"
    given = answer(source, question, hits(source, "long", "longest"))
    assert [len(quote.split()) for quote in quotes(given)] == [30, 68]


def test_two_questions_share_the_words_of_an_answer(source: Generation) -> None:
    # Nine words each when asked alone; 60 // 2 = 30 leave room for both.
    given = answer(source, "Miten kerhossa leikittiin ja miten pilotti alkoi?", hits(source, "twins", "pilot"))
    assert quotes(given) == [
        "Kerhossa leikittiin ulkona. Kerhossa leikittiin sisällä. Kerhossa leikittiin taas.",
        "Pilotti alkoi syksyllä.",
    ]
    # A sentence of 40 words and its neighbour of 30 are too much even for one.
    [long, short] = quotes(
        answer(source, "Miten leirillä soudettiin ja miten pilotti alkoi?", hits(source, "long", "pilot"))
    )
    assert (len(long.split()), short) == (40, "Pilotti alkoi syksyllä.")


def test_a_list_ends_before_it_has_more_than_sixty_words(tmp_path: Path) -> None:
    items = "".join(f"- {word} {' '.join(['on'] * 24)}.\n" for word in ("Neuvonta", "Laulu", "Leikki"))
    source = indexed(tmp_path, [source_text("offers", f"Kahvilan palveluja ovat nämä:\n\n{items}")])
    # 4 and 25 and 25; the third item would make 79.
    given = answer(source, "Mitä ovat kahvilan palvelut?", hits(source, "offers"))
    assert [len(quote.split()) for quote in quotes(given)] == [4, 25, 25]


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


def test_below_the_threshold_what_speaks_of_the_question_is_shown(source: Generation) -> None:
    found = hits(source, "twins", "pilot", "long", "longest")
    given = outcome(source, "Mitä pilotissa kokeiltiin?", found, model(bias=-1.0, threshold=0.5))
    assert isinstance(given, NoAnswer)
    assert given.nearest == (found[1],)
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
    with pytest.raises(KeyError, match="likest"):
        Model.of({"sentence": {"cosine": 1.0, "cosine_gap": 1.0}, "confidence": {}})


def test_shipped_weights_are_complete() -> None:
    fitted = fitted_model()
    assert list(fitted.sentence) == list(SENTENCE_FEATURES)
    assert list(fitted.choice.confidence) == list(CONFIDENCE_FEATURES)
    for choice in (fitted.choice, fitted_read_model().choice):
        assert 0 < choice.threshold < 1
        assert 0 < choice.word_cost < 0.1
        assert 0 < choice.second < 1
    assert list(fitted_read_model().choice.confidence) == list(READ_FEATURES)


def test_shares_sum_to_one_and_follow_the_scores(source: Generation) -> None:
    found = weighed(source, "Miten kerhossa leikittiin?", hits(source, "twins", "pilot"))
    share = found.shares()
    assert float(share.sum()) == pytest.approx(1)
    # The three of the kerho are equal; each is e^10 times one that holds no word of the question.
    assert share[:3].tolist() == pytest.approx([float(share[0])] * 3)
    assert float(share[0] / share[3]) == pytest.approx(exp(10), rel=1e-3)
    assert found.grounds.kind is Asked.OTHER


# ---- sentences that point back -----------------------------------------------------------------------------

POINTING = [
    source_text(
        "pointing",
        "Neuvola muutti torille. Se palvelee arkisin perheitä. Tämä neuvola kasvoi paljon.\n\n"
        "Siellä neuvolassa annetaan rokotuksia.\n\n## Kerho\n\nHän johtaa kerhoa tarmokkaasti.\n\n"
        "Ryhmä kokoontuu:\n\n- Laulajat harjoittelevat.\n- He esiintyvät jouluna.\n",
    ),
    source_text("wordy", f"Mökillä lepäiltiin {FORTY} paljon. Se mökki maalattiin {THIRTY} taas."),
    source_text("svensk", "Rådgivningen flyttade. Den är öppen vardagar. Den nya chefen heter Ek.", language="sv"),
]  # fmt: skip


@pytest.fixture(scope="module")
def pointing(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return indexed(tmp_path_factory.mktemp("pointing"), POINTING)


@pytest.mark.parametrize(
    ("document", "question", "quoted"),
    [
        pytest.param(
            "pointing",
            "Palvelee perheitä arkisin?",
            ["Neuvola muutti torille. Se palvelee arkisin perheitä."],
            id="with the sentence before",
        ),
        pytest.param(
            "pointing",
            "Missä annetaan rokotuksia?",
            ["Tämä neuvola kasvoi paljon.\n\nSiellä neuvolassa annetaan rokotuksia."],
            id="over the border of a paragraph, and no further back",
        ),
        pytest.param(
            "pointing", "Johtaa kerhoa tarmokkaasti?", ["Hän johtaa kerhoa tarmokkaasti."], id="not over a heading"
        ),
        pytest.param("pointing", "Esiintyvät jouluna?", ["He esiintyvät jouluna."], id="not over a list mark"),
        pytest.param("wordy", "Maalattiin?", [f"Se mökki maalattiin {THIRTY} taas."], id="not beyond the length"),
        pytest.param(
            "svensk", "Är den öppen vardagar?", ["Rådgivningen flyttade. Den är öppen vardagar."], id="in Swedish"
        ),
        pytest.param("svensk", "Vad heter den nya chefen?", ["Den nya chefen heter Ek."], id="not for an article"),
    ],
)
def test_sentence_that_points_back_is_quoted_with_the_one_before(
    pointing: Generation, document: str, question: str, quoted: list[str]
) -> None:
    assert quotes(answer(pointing, question, hits(pointing, document))) == quoted


def test_quotes_that_overlap_are_one(pointing: Generation) -> None:
    # The second question's sentence is widened to the one that the first question's quote ends with.
    question = "Miten neuvola kasvoi paljon ja missä annetaan rokotuksia?"
    given = answer(pointing, question, hits(pointing, "pointing"), model(word_cost=0.1))
    assert quotes(given) == [
        "Se palvelee arkisin perheitä. Tämä neuvola kasvoi paljon.\n\nSiellä neuvolassa annetaan rokotuksia."
    ]
