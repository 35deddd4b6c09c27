from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lape_qa.answer import pool as pools
from lape_qa.answer.pool import Pool, Pools, _of_aspect, asks_for_people, last_year
from lape_qa.documents.model import Filters
from lape_qa.index.generation import Generation
from lape_qa.index.model import Ranking
from lape_qa.language.model import Span
from lape_qa.question.form import Aspect, Form, Shape
from lape_qa.question.model import Query
from support.fakes import document
from support.indexes import ask, indexed
from support.pools import any_pool, found_for, pool, quotable, scores

OPENED = "Hankkeessa koulutettiin viisi ohjaajaa ja avattiin kohtaamispaikka."
KITTILA = "Kittilä sai uuden kerhon ja kaksi ohjaajaa."
GOES_ON = "Kerho jatkuu vuonna 2019 omin voimin."
KAINUU = "Kainuussa koulutettiin perheohjaajia pitkään."
LAPPI_TOO = "Myös Lapissa koulutettiin perheohjaajia samaan aikaan."
LAPINJARVI = "Lapinjärvi avasi kerhon nuorille kesällä."
VANTAA = "Vantaalla avattiin toinen kerho lapsille kesällä."
EVERYWHERE = "Ohjelmassa koulutettiin ohjaajia joka puolella maata."
INARI = "Inarissa avattiin kerho nuorille syksyn aikana."
DOCUMENTS = [
    document(
        f"# Hanke\n\n{OPENED} {KITTILA}\n\n## Jatko\n\n{GOES_ON}\n",
        "lappi",
        title="Hanke pohjoisessa",
        region="Lappi",
        published="2018-03-01",
    ),
    document(f"# Toinen\n\n{KAINUU} {LAPPI_TOO}\n", "kainuu", title="Toinen", region="Kainuu", published="2017"),
    document(f"# Kerhot\n\n{LAPINJARVI} {VANTAA}\n", "uusimaa", title="Kerhot", region="Uusimaa", published="2016"),
    document(f"# Ohjelma\n\n{EVERYWHERE} {INARI}\n", "maa", title="Ohjelma", region="valtakunnallinen"),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return indexed(tmp_path_factory.mktemp("index"), DOCUMENTS)


# ---- places and years ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # All of the region's document, and what names the region elsewhere. Lapinjärvi is not in Lappi.
        ("Mitä Lapissa tehtiin?", {OPENED, KITTILA, GOES_ON, LAPPI_TOO}),
        # Of a municipality only what names it, wherever that stands.
        ("Mitä Kittilässä tehtiin?", {KITTILA}),
        ("Mitä Inarissa tehtiin?", {INARI}),
        ("Mitä Lapinjärvellä tehtiin?", {LAPINJARVI}),
        ("Mitä Uudellamaalla tehtiin?", {LAPINJARVI, VANTAA}),
        ("Hur gick det i Lappland?", {OPENED, KITTILA, GOES_ON, LAPPI_TOO}),
        ("Kerro Kainuun ohjaajista", {KAINUU, LAPPI_TOO}),
        ("Mitä Helsingissä tehtiin?", set()),
    ],
)
def test_of_a_place_what_its_documents_say_or_what_names_it_is_quoted(
    question: str, expected: set[str], source: Generation
) -> None:
    assert quotable(any_pool(source, question)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # Published then, or naming the year anywhere.
        ("Mitä vuonna 2018 tehtiin?", {OPENED, KITTILA, GOES_ON}),
        ("Mitä vuonna 2019 tehtiin?", {OPENED, KITTILA, GOES_ON}),
        ("Mitä vuonna 2017 tehtiin?", {KAINUU, LAPPI_TOO}),
        ("Mitä Lapissa tehtiin vuonna 2017?", {LAPPI_TOO}),
        ("Mitä Lapissa tehtiin vuonna 2016?", set()),
    ],
)
def test_of_a_year_only_documents_that_name_it_tell(question: str, expected: set[str], source: Generation) -> None:
    assert quotable(any_pool(source, question)) == expected


NEARER, FARTHER = "Kerho avattiin nuorille. Kerho alkoi.", "Kerho avattiin nuorille syksyllä torin laidalla."
SIX = [
    document(f"{text}\n", f"d{number}", title=f"T{number}", region="Lappi")
    for number, text in enumerate(
        ["Leirejä pidettiin kaksi.", NEARER, "Retki tehtiin.", FARTHER, "Laulu laulettiin.", "Talo maalattiin."]
    )
]


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        # What retrieval found, here the last, and then those with the question's words, the shorter before the longer.
        (2, ["d1", "d5"]),
        (3, ["d1", "d3", "d5"]),
        (6, ["d0", "d1", "d2", "d3", "d4", "d5"]),
    ],
)
def test_of_a_place_with_many_passages_only_the_likeliest_are_weighed(
    most: int, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "_MOST_WEIGHED", most)
    generation = indexed(tmp_path, SIX)
    part, weighed = found_for(generation, ask("Mitä kerhoja Lapissa avattiin?"))
    last = int(generation.rows_of("d5")[0])
    found = Pools(generation).of(part.at(generation, Ranking(np.array([last]), np.ones(1))), weighed)
    assert found is not None
    assert [passage.document_id for passage in found.grounds.part.passages] == expected


def test_what_came_after_a_year_need_not_name_it(source: Generation) -> None:
    query = ask("Mitä Lapissa tehtiin vuoden 2016 jälkeen?")
    assert query.shape.newest
    assert quotable(any_pool(source, query)) == {OPENED, KITTILA, GOES_ON, LAPPI_TOO}


def test_a_place_alone_asks_about_no_subject(source: Generation) -> None:
    found = pool(source, "Mitä Lapissa tehtiin?")
    assert found.support.tolist() == [1.0] * len(found.grounds.texts)
    assert found.speaking() == {"lappi", "kainuu"}


def test_a_word_of_the_theme_speaks_of_it_less_surely_than_the_word_itself(tmp_path: Path) -> None:
    texts = ["Viestintä oli hankkeen tehtävä.", "Uutiskirje tuli kuukausittain.", "Blogg skrevs ofta.", "Kerho alkoi."]
    languages = ["fi", "fi", "sv", "fi"]
    documents = [
        document(text, f"d{number}", title="T", language=language)
        for number, (text, language) in enumerate(zip(texts, languages, strict=True))
    ]
    found = any_pool(indexed(tmp_path, documents), "Kerro viestinnästä")
    assert found is not None
    support = dict(zip(found.grounds.texts, found.support.tolist(), strict=True))
    assert support[texts[0]] == pytest.approx(1.0)
    assert support[texts[1]] == support[texts[2]] == pytest.approx(0.7)
    assert support[texts[3]] < 0.4


def test_a_word_of_another_language_weighs_what_stands_for_it(tmp_path: Path) -> None:
    texts = ["Perheet tapasivat Oulussa.", "Perheet lauloivat.", "Perheet hiihtivät.", "Kunta auttoi erossa."]
    source = indexed(tmp_path, [document(text, f"d{number}", title="T") for number, text in enumerate(texts)])
    question = with_shape(ask("What was done about families and divorce?"), aspect=Aspect.ANYTHING, subject=(1, 2))
    assert [word[0] for word in question.words] == ["done", "famili", "divorc"]
    found = pool(source, question)
    family, divorce = source.forward.word_weights([("perhe",), ("ero",)]).tolist()
    assert divorce > 2 * family
    support = dict(zip(found.grounds.texts, found.support.tolist(), strict=True))
    assert support[texts[3]] == pytest.approx(divorce / (divorce + family), abs=0.1)
    assert support[texts[0]] == support[texts[1]] == pytest.approx(family / (divorce + family), abs=0.1)


def test_what_is_not_within_the_limits_is_no_part_of_a_pool(source: Generation) -> None:
    for region, expected in [
        ("Kainuu", {LAPPI_TOO}),
        ("Lappi", {OPENED, KITTILA, GOES_ON}),
        ("Uusimaa", set()),
        ("valtakunnallinen", set()),
    ]:
        found = any_pool(source, "Mitä Lapissa tehtiin?", source.within(Filters(region=region)))
        assert quotable(found) == expected, region
        assert found is None or found.speaking() == {region.casefold()}


# ---- which passages -----------------------------------------------------------------------------------------

CROWD = [
    document(f"Kerhossa numero {number} leikittiin, laulettiin ja tehtiin tulos.", f"crowd{number}", title=f"K{number}")
    for number in range(70)
]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    further = [
        document("Uutiskirje lähetettiin postissa kaikille.", "kirje", title="U"),
        document("Valtio rahoitti muistojen keräämistä kaikkialla.", "maa", title="M", region="valtakunnallinen"),
        document("Muutosagenttina toimi Maija Mallikas Kuopiosta.", "agent", title="A"),
        document("Sodankylässä hiihdettiin ja laskettiin mäkeä.", "hiihto", title="H", region="Lappi"),
    ]
    return indexed(tmp_path_factory.mktemp("crowd"), [*CROWD, *further])


def owners(found: Pool) -> set[str]:
    return {document.id for document in found.documents if not document.id.startswith("crowd")}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # Of the programme as a whole the national sources tell, in whatever words.
        ("Mitä LAPEssa tehtiin tulokseksi?", {"maa"}),
        ("Mitä kerhossa tehtiin?", set()),
        # Those who hold an office are named where the office is.
        ("Ketkä olivat kerhojen vetäjiä?", {"agent"}),
        # Of a theme the words tell that stand for it.
        ("Miten viestintää tehtiin?", {"kirje"}),
        # Of a region its documents, and nothing that was merely found.
        ("Mitä Lapissa tehtiin?", {"hiihto"}),
    ],
)
def test_passages_are_looked_at_that_retrieval_has_not_found(
    question: str, expected: set[str], crowded: Generation
) -> None:
    part, _ = found_for(crowded, ask(question))
    assert len(part.passages) == 40
    found = pool(crowded, question)
    assert owners(found) == expected
    if expected == {"hiihto"}:
        assert len(found.documents) == 1


def test_people_are_asked_for_by_their_office() -> None:
    assert asks_for_people(ask("Ketkä olivat hankkeiden vetäjiä?"))
    assert asks_for_people(ask("Vilka var förändringsagenter?")) is True
    assert not asks_for_people(ask("Ketkä olivat mukana?"))


# ---- the subject --------------------------------------------------------------------------------------------


def test_what_speaks_of_none_of_the_subject_is_not_quoted(source: Generation) -> None:
    found = pool(source, "Kerro kerhoista")
    assert quotable(found) == {KITTILA, GOES_ON, LAPINJARVI, VANTAA, INARI}
    assert found.speaking() == {"lappi", "uusimaa", "maa"}


def test_where_nothing_speaks_of_the_subject_there_is_no_pool(source: Generation) -> None:
    assert any_pool(source, "Kerro avaruudesta") is None
    # Of the subject something is told, but not there.
    assert any_pool(source, "Kerro Kainuun kerhoista") is None
    assert any_pool(source, "Kerro kerhoista", source.within(Filters(region="Kainuu"))) is None


def test_a_document_speaks_of_a_subject_that_it_holds_half_of(source: Generation) -> None:
    found = pool(source, "Kerro kerhoista")
    number = found.grounds.texts.index(INARI)
    support = np.where(np.arange(len(found.support)) == number, 0.49, found.support)
    assert replace(found, support=support).speaking() == {"lappi", "uusimaa"}
    support[number] = 0.5
    assert replace(found, support=support).speaking() == {"lappi", "uusimaa", "maa"}
    # What is not quoted does not speak.
    assert found.only(np.arange(len(support)) != number).speaking() == {"lappi", "uusimaa"}


def test_a_word_that_no_source_has_counts_less_than_one_that_some_have(source: Generation) -> None:
    # Alone "avaruus" is all that is asked about; beside two known words another one may stand for it.
    found = pool(source, "Kerro kerhon ohjaajista avaruudessa")
    number = found.grounds.texts.index(KITTILA)
    assert found.support.argmax() == number
    assert KITTILA in quotable(found)


# ---- what may be quoted -------------------------------------------------------------------------------------


def test_a_sentence_that_shares_a_character_with_a_quote_is_left_out(source: Generation) -> None:
    found = pool(source, "Mitä Lapissa tehtiin?")
    text = DOCUMENTS[0].text
    opened, kittila = text.index(OPENED), text.index(KITTILA)
    last = Span(kittila - 2, kittila)
    assert quotable(found.without([("lappi", last)])) == {KITTILA, GOES_ON, LAPPI_TOO}
    assert quotable(found.without([("lappi", Span(opened, kittila + 1))])) == {GOES_ON, LAPPI_TOO}
    # The space between them is of neither, and the same place in another document is another.
    assert quotable(found.without([("lappi", Span(kittila - 1, kittila)), ("maa", last)])) == quotable(found)
    assert found.without([]).quotable() == found.quotable()


def test_only_and_raised_change_nothing_else(source: Generation) -> None:
    found = pool(source, "Mitä Lapissa tehtiin?")
    allowed = np.array([text == KITTILA for text in found.grounds.texts], np.bool_)
    raised = found.raised(np.full(len(allowed), 2, np.float32)).only(allowed)
    assert scores(raised) == {KITTILA: pytest.approx(scores(found)[KITTILA] + 2)}
    assert len(raised.scores) == len(found.scores)


LISTS = [
    document(
        "Kerhon palveluja ovat seuraavat asiat:\n\n- Neuvonta auttaa kerhossa.\n- Laulu kuuluu kerhoon.\n"
        "- Leikki on kerhossa.\n- Retki alkaa kerholta.\n- Uinti on kerhon ilo.\n",
        "five",
        title="Kerhon palvelut",
    ),
    document("Kerhoon tarvitaan aina:\n\n- Ohjaaja vetää kerhoa.\n", "one", title="Kerhon tarpeet"),
    document("Kerhosta puuttui kaikkea:\n\n- Ovi puuttui kerhosta.\n", "another", title="Kerhon puutteet"),
]


def test_items_are_the_first_four_behind_a_colon_in_one_passage(tmp_path: Path) -> None:
    found = pool(indexed(tmp_path, LISTS), "Kerro kerhosta")
    texts = found.grounds.texts
    items = {text: [texts[other] for other in found.items(number)] for number, text in enumerate(texts)}
    assert {text: those for text, those in items.items() if those} == {
        "Kerhon palveluja ovat seuraavat asiat:": [
            "Neuvonta auttaa kerhossa.",
            "Laulu kuuluu kerhoon.",
            "Leikki on kerhossa.",
            "Retki alkaa kerholta.",
        ],
        "Kerhoon tarvitaan aina:": ["Ohjaaja vetää kerhoa."],
        "Kerhosta puuttui kaikkea:": ["Ovi puuttui kerhosta."],
    }


# ---- what speaks for a sentence -----------------------------------------------------------------------------


def with_shape(query: Query, **changes: object) -> Query:
    return replace(query, shape=replace(query.shape, **changes))  # type: ignore[arg-type]


def gained(generation: Generation, query: Query, other: Query) -> Mapping[str, float]:
    """By how much each sentence's score is greater for the second of two questions that differ in their shape."""
    before, after = scores(pool(generation, query)), scores(pool(generation, other))
    return {text: after[text] - before[text] for text in after}


YEARS = [
    document("Kerhossa soudettiin aina illalla järvellä.", "old", title="T", published="2015"),
    document("Kerhossa laulettiin usein yhdessä aamulla.", "y2018", title="T", published="2018-12-31"),
    document("Kerhossa hiihdettiin usein metsässä pimeällä.", "y2020", title="T", published="2020"),
    document("Kerhossa uitiin kauan vielä 2026 rannalla.", "named", title="T", published="2016"),
    document("Kerhossa pelattiin kauan palloa pihalla.", "undated", title="T"),
]


def test_newer_sentences_are_worth_more_where_what_is_so_now_is_asked(tmp_path: Path) -> None:
    generation = indexed(tmp_path, YEARS)
    query = ask("Kerro kerhosta")
    assert gained(generation, query, with_shape(query, newest=True)) == pytest.approx(
        {
            YEARS[0].text: 0.0,
            YEARS[1].text: 0.0,
            YEARS[2].text: 0.6,
            # Eight years, of which five count.
            YEARS[3].text: 1.5,
            YEARS[4].text: 0.0,
        },
        abs=1e-5,
    )


def test_the_last_year_is_named_or_that_of_publication(tmp_path: Path) -> None:
    found = pool(indexed(tmp_path, YEARS), "Kerro kerhosta")
    at = {document.id: number for number, document in enumerate(found.documents)}
    assert last_year(found, [at["old"], at["y2018"]]) == 2018
    assert last_year(found, list(at.values())) == 2026
    assert last_year(found, [at["undated"]]) == last_year(found, []) == 0


SIGNED = [
    document("Kerhossa avattiin uusi ovi lapsille syksyllä.", "done", title="T"),
    document("Kerhossa haasteena oli pula tilasta koulun lähellä.", "hard", title="T"),
    document("Kerhossa tavoitteena oli hyvä mieli kaikille.", "goal", title="T"),
    document("Kerhossa laulettiin aamulla ja illalla yhdessä.", "none", title="T"),
]


def test_a_sentence_gains_by_a_sign_of_what_is_asked_about(tmp_path: Path) -> None:
    generation = indexed(tmp_path, SIGNED)
    query = ask("Kerro kerhosta")
    assert query.shape.aspect is Aspect.ANYTHING
    # Where nothing in particular is asked about, a sign of what was done counts 0.5; asked about, it counts 1.5, and
    # what was done at all counts 0.5. A goal is no result.
    assert gained(generation, query, with_shape(query, aspect=Aspect.RESULTS)) == pytest.approx(
        {SIGNED[0].text: 1.5, SIGNED[1].text: 0.5, SIGNED[2].text: -1.0, SIGNED[3].text: 0.5}, abs=1e-5
    )
    assert gained(generation, query, with_shape(query, aspect=Aspect.LESSONS)) == pytest.approx(
        {SIGNED[0].text: -0.5, SIGNED[1].text: 0.0, SIGNED[2].text: 0.0, SIGNED[3].text: 0.0}, abs=1e-5
    )


def test_of_a_sharp_aspect_only_what_bears_its_sign_is_quoted_where_two_do(tmp_path: Path) -> None:
    second = document("Kerhossa ongelmana oli kiire aamulla ja illalla.", "hurry", title="T")
    query = with_shape(ask("Kerro kerhosta"), aspect=Aspect.CHALLENGES)
    assert quotable(pool(indexed(tmp_path / "two", [*SIGNED, second]), query)) == {SIGNED[1].text, second.text}
    # Of what was hard one sentence is enough where not three name the subject; of goals it is not.
    assert quotable(pool(indexed(tmp_path / "one", SIGNED[:2]), query)) == {SIGNED[1].text}
    assert quotable(pool(indexed(tmp_path / "named", SIGNED), query)) == {document.text for document in SIGNED}
    goals = with_shape(query, aspect=Aspect.GOALS)
    assert quotable(pool(indexed(tmp_path / "goal", SIGNED), goals)) == {document.text for document in SIGNED}


@pytest.mark.parametrize(
    ("named", "signed", "left"),
    [
        # Of five sentences the first three name the subject: what bears a sign alone is left out.
        (3, [3, 4], [0, 1, 2]),
        # Where four of those that name it bear one, these alone are left; of three it is not enough.
        (4, [0, 1, 2, 3, 5], [0, 1, 2, 3]),
        (4, [1, 2, 3, 4], [0, 1, 2, 3]),
        # Two that name it are too few to leave out what bears a sign.
        (2, [3, 4], [3, 4]),
    ],
)
def test_what_names_the_subject_comes_before_what_bears_a_sign_alone(
    named: int, signed: list[int], left: list[int], tmp_path: Path
) -> None:
    texts = [f"Iloinen kerho numero {number} aukeaa aamulla." for number in "ABCD"[:named]]
    texts += [f"Laiva numero {number} seisoo satamassa." for number in "ABCD"[: 6 - named]]
    found = pool(
        indexed(tmp_path, [document(" ".join(texts), "a", title="T")]), "Mitä kokemuksia iloisesta kerhosta on?"
    )
    assert found.query.shape.aspect is Aspect.LESSONS
    found = replace(found, scores=np.zeros(len(texts), np.float32))
    assert _of_aspect(found, np.isin(np.arange(len(texts)), signed)).quotable() == left


def test_the_very_word_of_the_aspect_counts(tmp_path: Path) -> None:
    documents = [
        document("Kerhon hyötynä pidettiin iloa.", "a", title="T"),
        document("Kerhon etuna pidettiin iloa.", "b", title="T"),
    ]
    found = pool(indexed(tmp_path, documents), "Mitä hyötyä kerhosta on?")
    one, other = (scores(found)[document.text] for document in documents)
    without = pool(indexed(tmp_path, documents), with_shape(found.query, aspect=Aspect.ANYTHING))
    one_less, other_less = (scores(without)[document.text] for document in documents)
    assert (one - one_less) - (other - other_less) == pytest.approx(1.0, abs=1e-5)


def test_who_took_part_has_to_be_named_by_the_sentence_that_says_so(tmp_path: Path) -> None:
    texts = [
        "Nuoria kuultiin kerhossa kyselyssä.",
        "Kunnat osallistuivat kerhoon.",
        "Nuorten ehdotuksia kerättiin kerhossa.",
        "Nuorille oli kerhossa pelejä.",
    ]
    found = pool(
        indexed(tmp_path, [document(text, f"d{number}", title="T") for number, text in enumerate(texts)]),
        with_shape(ask("Kerro nuorista kerhossa"), aspect=Aspect.INVOLVEMENT, subject=(0,)),
    )
    assert quotable(found) == {texts[0], texts[2]}


def test_passages_on_what_was_hard_are_looked_for_by_its_words(tmp_path: Path) -> None:
    documents = [document("Työssä oli haasteita.", "hard", title="T"), document("Työ alkoi.", "begun", title="T")]
    pools = Pools(indexed(tmp_path, documents))
    assert [pools._of_aspect(Shape(Form.OVERVIEW, aspect)) for aspect in (Aspect.CHALLENGES, Aspect.GOALS)] == [[0], []]


def test_what_a_reader_said_counts_within_what_is_sure(tmp_path: Path) -> None:
    generation = indexed(tmp_path, SIGNED)
    part, weighed = found_for(generation, ask("Kerro kerhosta"))
    said = {SIGNED[0].text: 18.0, SIGNED[1].text: -18.0, SIGNED[2].text: 1.5, SIGNED[3].text: -np.inf}
    read = replace(weighed, logits=np.array([said[text] for text in weighed.grounds.texts], np.float32))
    before, after = (Pools(generation).of(part, each) for each in (weighed, read))
    assert before is not None and after is not None
    assert {text: scores(after)[text] - scores(before)[text] for text in said} == pytest.approx(
        # One that was not read is taken for rather unlikely.
        {SIGNED[0].text: 8.0, SIGNED[1].text: -8.0, SIGNED[2].text: 1.5, SIGNED[3].text: -4.0},
        abs=1e-5,
    )


def test_a_region_whose_name_ends_alike_is_another(tmp_path: Path) -> None:
    own = "Pohjanmaalla avattiin perhekeskus."
    other = "MLL:n Pohjanmaan piiri avasi kerhon."
    found = pool(
        indexed(
            tmp_path,
            [document(own, "a", region="Pohjanmaa"), document(other, "b", region="Etelä-Pohjanmaa")],
        ),
        "Mitä Pohjanmaalla tehtiin?",
    )
    assert {found.grounds.texts[number] for number in found.quotable()} == {own}
