"""PostgreSQL gives what files give: hits with their scores, answers and citations, to the last bit."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lape_qa.assistant import EVERYTHING, Assistant
from lape_qa.documents import loading
from lape_qa.documents.membership import Membership
from lape_qa.documents.model import Document, Filters
from lape_qa.encoding.model import Encoded
from lape_qa.encoding.protocol import Advance, Role
from lape_qa.errors import UsageError
from lape_qa.evaluation.question_set.questions import read_cases
from lape_qa.index import store
from lape_qa.index.postgres.store import PostgresStore
from lape_qa.index.recipe import IndexRecipe, Shape
from support.fakes import FakeEncoder, document
from support.late import late_interaction
from support.postgres import as_serving

ROOT = Path(__file__).parents[3]
FILTERS = (EVERYTHING, Filters(region="Kainuu"), Filters(language="sv"), Filters(from_year=2018, to_year=2019))
CASES = read_cases(ROOT / "eval" / "questions.jsonl")[::14]
SHAPE = Shape()


class Pair:
    """The same documents in files and in a database, with token vectors, which a fake encoder has none of.

    The database is read by a role that row security holds for.
    """

    def __init__(self, url: str, root: Path) -> None:
        self.encoder: FakeEncoder = FakeEncoder()
        self.root = root
        self.url = url
        self.store = PostgresStore(url, root / "cache")

    def build(self, documents: Sequence[Document], shape: Shape = SHAPE) -> tuple[Assistant, Assistant]:
        """Build both; return their assistants, that of files first."""
        recipe = IndexRecipe(self.encoder, shape=shape)
        store.build(self.root / "index", documents, recipe)
        # What texts become is the same for both, and computed once.
        (self.root / "cache").mkdir(exist_ok=True)
        shutil.copy(store.Layout(self.root / "index").cache, self.root / "cache" / "cache.sqlite")
        self.store.build(documents, recipe)
        of_files = store.open_index(self.root / "index", self.encoder)
        serving = PostgresStore(as_serving(self.url), self.root / "serving")
        stored = serving.open(serving.current(), self.encoder)
        assert (of_files.tokens is None, stored.tokens is None) == (False, False)
        return Assistant(of_files, self.encoder), Assistant(stored, self.encoder)


@pytest.fixture(scope="module", autouse=True)
def late() -> Iterator[None]:
    """Let token vectors be stored and compared."""
    with late_interaction():
        yield


@pytest.fixture(scope="module")
def assistants(session_database: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Assistant, Assistant]:
    # Every document is open, for one group, for another, or for both.
    documents = [
        replace(one, groups=((), ("johto",), (), ("talous",), ("johto", "talous"))[number % 5])
        for number, one in enumerate(loading.load([ROOT / "corpus"]).documents)
    ]
    return Pair(session_database, tmp_path_factory.mktemp("pair")).build(documents)


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: repr(filters)[8:-1])
def test_answers_are_those_of_files(filters: Filters, assistants: tuple[Assistant, Assistant]) -> None:
    of_files, stored = assistants
    for case in CASES:
        expected = of_files.ask(case.question, history=case.history, filters=filters)
        given = stored.ask(case.question, history=case.history, filters=filters)
        assert [(hit.passage, hit.score) for hit in given.hits] == [(hit.passage, hit.score) for hit in expected.hits]
        assert given.outcome == expected.outcome


MEMBERS = [Membership(frozenset(groups)) for groups in ((), ("johto",), ("talous", "muut"), ("muut",))]


@pytest.mark.parametrize("who", MEMBERS, ids=lambda who: "+".join(sorted(who.groups)) or "stranger")
def test_members_of_each_group_and_strangers_are_answered_as_from_files(
    who: Membership, assistants: tuple[Assistant, Assistant]
) -> None:
    of_files, stored = (assistant.seen_by(who) for assistant in assistants)
    assert list(stored.generation.documents) == list(of_files.generation.documents)
    manifests = [assistant.generation.manifest for assistant in (of_files, stored)]
    counts = [(known.documents, known.passages, known.sentences, known.corpus_sha256) for known in manifests]
    assert counts[1] == counts[0]
    assert stored.generation.forward.vocabulary.keys() == of_files.generation.forward.vocabulary.keys()
    assert stored.generation.speller._forms == of_files.generation.speller._forms
    for case in CASES[::2]:
        for filters in FILTERS[:2]:
            expected = of_files.ask(case.question, history=case.history, filters=filters)
            given = stored.ask(case.question, history=case.history, filters=filters)
            assert [(hit.passage, hit.score) for hit in given.hits] == [
                (hit.passage, hit.score) for hit in expected.hits
            ]
            assert given.outcome == expected.outcome


def test_a_value_that_no_source_has_is_refused_in_the_same_words(assistants: tuple[Assistant, Assistant]) -> None:
    for filters in (Filters(region="Atlantis"), Filters(publisher="Ei kukaan"), Filters(from_year=2020, to_year=2019)):
        said = []
        for assistant in assistants:
            with pytest.raises(UsageError) as refusal:
                assistant.ask("Mikä on perhekeskus?", filters=filters)
            said.append(str(refusal.value))
        assert said[0] == said[1]


def test_what_is_read_of_a_generation_is_that_of_files(assistants: tuple[Assistant, Assistant]) -> None:
    of_files, stored = (assistant.generation for assistant in assistants)
    assert list(stored.documents) == list(of_files.documents)
    assert list(stored.documents.values()) == list(of_files.documents.values())
    assert list(stored.passages) == list(of_files.passages)
    assert dict(stored.quotable()) == dict(of_files.documents)
    name = next(iter(of_files.documents))
    rows, others = stored.rows_of(name), of_files.rows_of(name)
    assert [stored.passages[row] for row in rows] == [of_files.passages[row] for row in others]
    assert (stored.rows_of("ei-ole"), stored.documents.get("ei-ole")) == ((), None)
    assert stored.speller.mended("perhekekuksessa", "fi", False) == "perhekeskuksessa"
    for region in ("Kainuu", "ei ole"):
        assert len(stored.rows_of_region(region)) == len(of_files.rows_of_region(region))
    assert len(stored.naming(["kainuu"])) == len(of_files.naming(["kainuu"])) > 0


WORDS = "akatemia perhekeskus kunta lapsi nuori koulu hanke vuosi toiminta malli palvelu tuki".split()


def text(number: int) -> str:
    """Return a text of words drawn by a number: some are the same to the letter."""
    drawn = np.random.default_rng(number % 40).choice(WORDS, 9)
    return f"{' '.join(drawn[:5]).capitalize()}. {' '.join(drawn[5:]).capitalize()} {2000 + number % 7}."


def numbered(*numbers: int, prefix: str = "") -> list[Document]:
    return [document(prefix + text(number), f"d{number:03}", title=f"T{number % 5}") for number in sorted(numbers)]


STEPS = {
    "some are added between others": numbered(*range(0, 60, 2), 1, 3, 31, 57),
    "some go, the first and the last among them": numbered(*range(4, 50, 2), 31),
    "one is changed": [
        replace(one, title="Toinen") if one.id == "d010" else one for one in numbered(*range(4, 50, 2), 31)
    ],
    "all are in another order": numbered(*range(4, 50, 2), 31)[::-1],
    "another beginning": numbered(*range(10), prefix="Uusi alku. "),
}


def test_after_any_change_equals_come_in_the_order_of_files_and_counts_are_whole(database: str, tmp_path: Path) -> None:
    pair = Pair(database, tmp_path)
    pair.build(numbered(*range(0, 60, 2)))
    for step, documents in STEPS.items():
        of_files, stored = pair.build(documents)
        assert list(stored.generation.documents) == [one.id for one in documents], step
        for word in WORDS:
            question = f"Mitä {word} {WORDS[0]} tarkoittaa?"
            hits = [assistant.search(question, 20)[1] for assistant in (of_files, stored)]
            assert [(hit.passage, hit.score) for hit in hits[1]] == [(hit.passage, hit.score) for hit in hits[0]], step
        assert stored.generation.speller._forms == of_files.generation.speller._forms, step


class CloseEncoder(FakeEncoder):
    """Gives every fourth passage a direction of its own, the next two one beside it, and the fourth the very same."""

    def encode_tokens(
        self, texts: Sequence[str], role: Role, advance: Advance | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Yield each text's number with its vector."""
        for row, encoded in super().encode_tokens(texts, role, advance):
            number = int(texts[row].split()[-1].strip("."))
            vector = np.random.default_rng(number // 4).normal(size=self.dimensions).astype(np.float32) + 1
            vector = (vector / np.linalg.norm(vector)).astype(np.float32)
            if number % 4 in {1, 2}:
                up = np.random.default_rng(number).random(self.dimensions) < 0.5
                vector = np.nextafter(vector, np.where(up, np.float32(1), np.float32(-1)), dtype=np.float32)
            yield row, replace(encoded, vector=vector)


def test_what_is_as_near_but_for_the_last_digit_comes_in_the_same_order(database: str, tmp_path: Path) -> None:
    pair = Pair(database, tmp_path)
    pair.encoder = CloseEncoder()
    of_files, stored = pair.build([document(f"Tämä on numero {number}.", f"d{number:03}") for number in range(480)])
    asked = np.random.default_rng(1000).normal(size=(20, FakeEncoder.dimensions)).astype(np.float32) + 1
    for query in asked / np.linalg.norm(asked, axis=1, keepdims=True):
        found = []
        for generation in (of_files.generation, stored.generation):
            ranking = generation.dense.search(query, 200)
            names = [generation.passages[row].document_id for row in ranking.rows.tolist()]
            found.append(list(zip(names, ranking.scores.tolist(), strict=True)))
        assert found[1] == found[0]
        # Copies are as near, and the last comes first.
        scores = dict(found[0])
        copies = [name for name in scores if int(name[1:]) % 4 == 3 and f"d{int(name[1:]) - 3:03}" in scores]
        assert len(copies) > 40
        assert all(scores[name] == scores[f"d{int(name[1:]) - 3:03}"] for name in copies)


def test_a_graph_finds_what_an_exact_search_finds_among_few_and_filters_go_on_looking(
    database: str, tmp_path: Path
) -> None:
    documents = [
        replace(one, region="Kainuu" if number % 50 == 0 else "Lappi")
        for number, one in enumerate(numbered(*range(300)))
    ]
    of_files, stored = Pair(database, tmp_path).build(documents, Shape(exact_up_to=100))
    query = FakeEncoder().encode(["Perhekeskus kunta 2003"], "query")[0]
    for filters in (EVERYTHING, Filters(region="Kainuu")):
        exact, found = (
            set(a.generation.dense.search(query, 6, a.generation.within(filters)).scores.round(5))
            for a in (of_files, stored)
        )
        assert found == exact
