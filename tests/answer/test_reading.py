"""Windows around the likeliest sentences, logits beside their scores, and passages in the order of what was read."""

from pathlib import Path

import numpy as np
import pytest

from lape_qa.answer import reading
from lape_qa.answer.confidence_features import CONFIDENCE_FEATURES, READ_FEATURES, confidence_features
from lape_qa.answer.extractive import ExtractiveAnswerer
from lape_qa.answer.fitted import Model, ReadModel
from lape_qa.answer.model import Answer, NoAnswer
from lape_qa.answer.sentence_features import SENTENCE_FEATURES
from lape_qa.answer.weighing import Weighed
from lape_qa.assistant import Assistant
from lape_qa.documents.metadata import make_document
from lape_qa.index.generation import Generation
from lape_qa.index.model import Ranking
from lape_qa.language import morphology
from lape_qa.language.model import Span
from lape_qa.reading.windows import Window
from lape_qa.retrieval.candidates import Candidates, gather
from support.fakes import FakeEncoder, FakeReader
from support.indexes import ask, indexed

KEMI = make_document(
    "kemi",
    "Kerho alkoi Kemissä. Kerhossa leikittiin. Kerhon vetäjä oli Aino. Kahvia juotiin. Ovi suljettiin.",
    {"title": "Kemin kerho", "region": "Lappi", "language": "fi"},
)
KUOPIO = make_document(
    "kuopio", "Kerho alkoi Kuopiossa. Laulettiin.", {"title": "Kuopion kerho", "language": "fi"}
)  # fmt: skip
TEXTS = [KEMI, KUOPIO]


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return indexed(tmp_path_factory.mktemp("index"), TEXTS)


def candidates(generation: Generation, question: str, *names: str) -> Candidates:
    """The passages of some documents, in the order given, their scores 2, 1, 0…"""
    rows = np.array([generation.rows_of(name)[0] for name in names], np.int64)
    ranking = Ranking(rows, np.arange(len(names) - 1.0, -1.0, -1.0))
    query = ask(question)
    part = gather(generation, query, ranking, generation.lexical.scores(query.words))
    return Candidates(query, ranking, part.passages, (part,))


MODEL = Model.of(
    {
        "sentence": dict.fromkeys(SENTENCE_FEATURES, 0.0) | {"coverage": 10.0},
        "confidence": dict.fromkeys(CONFIDENCE_FEATURES, 0.0),
        "bias": 5.0, "threshold": 0.0, "word_cost": 0.01, "second": 2.0,
    }
)  # fmt: skip


def read_model(*, score: float = 0.0, passage: float = 1.0, unread: float = -6.0, **confidence: float) -> ReadModel:
    return ReadModel.of(
        {
            "score": score,
            "passage": passage,
            "unread": unread,
            "confidence": dict.fromkeys(READ_FEATURES, 0.0) | confidence,
            "bias": 0.0,
            "threshold": 0.5,
            "word_cost": 0.5,
            "second": 2.0,
        }
    )


def weighed(generation: Generation, found: Candidates) -> list[Weighed]:
    return ExtractiveAnswerer(generation, MODEL, read_model()).weigh(found)


def test_a_window_is_the_sentence_with_its_neighbours_and_what_stands_before_the_passage(
    generation: Generation,
) -> None:
    [part] = weighed(generation, candidates(generation, "Kuka oli vetäjä?", "kemi"))
    first = reading.lay(generation, part)[0]
    text = "Kerhossa leikittiin. Kerhon vetäjä oli Aino. Kahvia juotiin."
    assert first.window == Window("Kemin kerho. Lappi", text, (Span(0, 20), Span(21, 44), Span(45, 60)))
    assert first.places == range(1, 4)


def test_a_sentence_already_in_a_window_gets_none_of_its_own_and_no_window_leaves_its_passage(
    generation: Generation,
) -> None:
    [part] = weighed(generation, candidates(generation, "Kuka oli vetäjä?", "kemi", "kuopio"))
    found = [list(laid.places) for laid in reading.lay(generation, part)]
    # Of equal scores the earlier goes first: 0 with its neighbour, then 4 with 3, then Kuopio's two.
    assert found == [[1, 2, 3], [0, 1], [3, 4], [5, 6]]
    assert [list(laid.places) for laid in reading.lay(generation, part, 2)] == [[1, 2, 3], [0, 1]]


@pytest.mark.parametrize(("short", "read"), [(0.0, [[1, 2, 3], [0, 1], [3, 4], [5, 6]]), (0.01, [[1, 2, 3]])])
def test_a_sentence_too_far_behind_the_likeliest_gets_no_window(
    generation: Generation, short: float, read: list[list[int]]
) -> None:
    [part] = weighed(generation, candidates(generation, "Kuka oli vetäjä?", "kemi", "kuopio"))
    highest, second = np.unique(part.scores)[[-1, -2]]
    found = reading.lay(generation, part, lead=float(highest - second) - short)
    assert [list(laid.places) for laid in found] == read


def test_logits_join_the_scores_and_what_was_not_read_cannot_be_quoted(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WINDOWS", 2)
    part = weighed(generation, candidates(generation, "Kuka oli vetäjä?", "kemi", "kuopio"))
    reader = FakeReader(vetäjä=3.0, alkoi=1.0)
    [found] = reading.read(reader, generation, part, read_model(score=0.5), lead=10.0)
    assert found.logits is not None
    assert found.logits.tolist() == [1.0, -5.0, 3.0, -5.0, -np.inf, -np.inf, -np.inf]
    expected = found.logits + 0.5 * part[0].scores
    assert found.scores == pytest.approx(expected)
    assert found.shares()[4:].tolist() == [0, 0, 0]
    assert reader.read_windows[0][0] == "Kuka oli vetäjä?"
    [found] = reading.read(reader, generation, part, read_model(), lead=1.0)
    assert found.logits is not None
    assert found.logits.tolist() == [-np.inf, -5.0, 3.0, -5.0, -np.inf, -np.inf, -np.inf]


def test_passages_follow_what_was_read_and_keep_their_place_where_it_says_nothing(generation: Generation) -> None:
    found = candidates(generation, "Missä kerho alkoi?", "kemi", "kuopio")
    part = weighed(generation, found)
    logits = reading.read(FakeReader(Kuopiossa=4.0), generation, part, read_model())
    moved = reading.reordered(found, logits, read_model(passage=1.0))
    # Kuopio: 0 + (4 + 5), Kemi: 1 + (-5 + 5).
    assert [passage.document_id for passage in moved.passages] == ["kuopio", "kemi"]
    assert moved.ranking.scores.tolist() == [9.0, 1.0]
    assert moved.ranking.rows.tolist() == found.ranking.rows[::-1].tolist()
    kept = reading.reordered(found, logits, read_model(passage=0.1))
    assert [passage.document_id for passage in kept.passages] == ["kemi", "kuopio"]
    assert kept.ranking.scores == pytest.approx([1.0, 0.9])


def test_without_logits_the_order_stays(generation: Generation) -> None:
    found = candidates(generation, "Missä kerho alkoi?", "kemi", "kuopio")
    assert reading.reordered(found, weighed(generation, found), read_model()) is found


def test_the_confidence_rests_on_the_best_logit_and_its_lead_over_other_passages(generation: Generation) -> None:
    part = weighed(generation, candidates(generation, "Missä kerho alkoi?", "kemi", "kuopio"))
    [found] = reading.read(FakeReader(Kuopiossa=4.0, Kemissä=1.5), generation, part, read_model())
    features = confidence_features(found, generation)
    assert list(features) == list(READ_FEATURES)
    assert features["logit"] == 4.0
    assert features["logit_lead"] == 2.5
    # Nothing of another passage is read: it counts as if its best logit were -3.
    [alone] = weighed(generation, candidates(generation, "Kuka oli vetäjä?", "kemi", "kuopio"))
    [found] = reading.read(FakeReader(vetäjä=4.0), generation, [alone], read_model(), lead=0.0)
    assert confidence_features(found, generation)["logit_lead"] == 7.0


def test_a_name_that_no_source_has_is_counted(generation: Generation) -> None:
    part = weighed(generation, candidates(generation, "Johtiko Kemin kerhoa Pentti Virtanen?", "kemi"))
    [found] = reading.read(FakeReader(), generation, part, read_model())
    assert confidence_features(found, generation)["unknown_names"] == pytest.approx(2 / 3)


@pytest.mark.skipif(not morphology.known("perhekeskus"), reason="no morphology")
@pytest.mark.parametrize(
    ("question", "things"),
    [
        # A noun that no source has; a compound of which no source has more than a part.
        ("Mistä saan Kemin kerhosta passin?", ["passin"]),
        ("Alkoiko kerho kerhopassilla?", ["kerhopassilla"]),
        # Its two parts are known: "ovi" and "kahvi".
        ("Missä kerhon ovikahvi on?", []),
        ("Missä kerho alkoi?", []),
        # A verb or a place is no thing, and what every source speaks of none that would be missing.
        ("Sukelsiko kerho Kajaanissa?", []),
        ("Mikä oli kerhon tulos?", []),
        # In another language every word that no source has.
        ("Where is the swimming pool?", ["swimming", "pool"]),
    ],
)
def test_things_that_no_source_has_are_weighed(generation: Generation, question: str, things: list[str]) -> None:
    part = weighed(generation, candidates(generation, question, "kemi"))
    [found] = reading.read(FakeReader(), generation, part, read_model())
    grounds = found.grounds
    strange = [word in things for word in grounds.query.written]
    assert strange.count(True) == len(things)
    assert confidence_features(found, generation)["unknown_things"] == pytest.approx(
        float(grounds.share[strange].sum())
    )


@pytest.mark.parametrize(("logit", "answered"), [(2.0, True), (-2.0, False)])
def test_whether_it_answers_follows_the_reader(generation: Generation, logit: float, answered: bool) -> None:
    model = read_model(logit=1.0)
    answerer = ExtractiveAnswerer(generation, MODEL, model)
    found = candidates(generation, "Kuka oli vetäjä?", "kemi")
    read = reading.read(FakeReader(vetäjä=logit), generation, answerer.weigh(found), model)
    outcome = answerer.choose(found, read)
    assert isinstance(outcome, Answer if answered else NoAnswer)
    assert outcome.confidence == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-6)
    if isinstance(outcome, Answer):
        assert [citation.quote for citation in outcome.citations] == ["Kerhon vetäjä oli Aino."]


def test_an_assistant_says_which_reader_read_and_orders_hits_by_it(generation: Generation) -> None:
    reader = FakeReader(Kuopiossa=9.0)
    assistant = Assistant(generation, FakeEncoder(), reader=reader)
    reply = assistant.ask("Missä kerho alkoi?")
    assert reply.reader == "fake reader"
    assert "read" in reply.timing_ms
    assert reply.hits[0].passage.document_id == "kuopio"
    _, hits = assistant.search("Missä kerho alkoi?", 2)
    assert [hit.passage.document_id for hit in hits] == ["kuopio", "kemi"]
    assert Assistant(generation, FakeEncoder()).ask("Missä kerho alkoi?").reader is None


def test_nothing_to_read_is_no_fault(tmp_path: Path) -> None:
    bare = indexed(tmp_path, [make_document("bare", "## Pelkkä otsikko\n", {"title": "T", "language": "fi"})])
    outcome = Assistant(bare, FakeEncoder(), reader=FakeReader()).ask("Missä kerho alkoi?").outcome
    assert isinstance(outcome, NoAnswer)
