from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from math import log
from pathlib import Path

import numpy as np
import pytest

from lape_qa.answer import composition
from lape_qa.answer.composition import Composer, _chosen
from lape_qa.answer.extractive import ExtractiveAnswerer
from lape_qa.answer.fitted import BroadModel, fitted_broad_model
from lape_qa.answer.model import Answer, Kind, NoAnswer
from lape_qa.answer.pool import BROAD
from lape_qa.answer.selecting import Costs, Limits
from lape_qa.assistant import EVERYTHING, Assistant
from lape_qa.documents.model import Document, Filters
from lape_qa.index.generation import Generation
from lape_qa.index.ports import Source
from lape_qa.question.analysis import analyse
from lape_qa.question.form import Form
from lape_qa.retrieval.retriever import Retriever
from support.fakes import FakeEncoder, document, fitted_by_coverage
from support.indexes import indexed
from support.pools import pool

TRAINED = "Lapin hankkeessa koulutettiin kahdeksan perheohjaajaa keväällä."
KITTILA = "Kittilässä avattiin ensimmäinen kohtaamispaikka lapsiperheille."
GOAL = "Tavoitteena oli tuoda apu lähelle kotia."
SODANKYLA = "Sodankylässä otettiin käyttöön kouluvalmentajan työtapa viidessä koulussa."
ROVANIEMI = "Rovaniemellä järjestettiin kymmenen työpajaa nuorten kanssa."
LAPPI_TOO = "Naapurissa Lapissa pilotoitiin samaa ohjauksen mallia."
KAJAANI = "Kajaanissa avattiin perhekeskus torin laidalle."
EVERYWHERE = "LAPE-ohjelmassa koulutettiin satoja ammattilaisia joka puolella maata."
AIM = "Ohjelmalla pyrittiin uudistamaan kaikki lasten palvelut."
VANTAA = "Vantaalla avattiin perhekeskus lähiöön syksyllä."
ESPOO = "Espoossa pilotoitiin chat-palvelua nuorten kanssa."
NOWHERE = "Seurakunnassa toteutettiin leirejä kesän aikana lapsille."
DOCUMENTS = [
    document(f"{TRAINED} {KITTILA} {GOAL}", "lappi1", title="Hanke", region="Lappi", published="2018-03-01"),
    document(f"{SODANKYLA} {ROVANIEMI}", "lappi2", title="Koulujen työ", region="Lappi", published="2019"),
    document(f"{LAPPI_TOO} {KAJAANI}", "kainuu", title="Toinen", region="Kainuu", published="2017"),
    document(f"{EVERYWHERE} {AIM}", "maa", title="Ohjelma", region="valtakunnallinen", published="2016"),
    document(f"{VANTAA} {ESPOO}", "uusimaa", title="Etelän työ", region="Uusimaa", published="2018"),
    document(NOWHERE, "leirit", title="Leirit"),
]


def all_as_likely(chance: float) -> BroadModel:
    """The shipped order of sentences, each of which is as likely to be to the point."""
    shipped, bias = fitted_broad_model(), log(chance / (1 - chance))
    nothing = dict.fromkeys(shipped.overview.relevance, 0.0)
    overview, listed = (
        replace(each, relevance=nothing, bias=bias, bias_unread=bias) for each in (shipped.overview, shipped.list)
    )
    return BroadModel(overview, listed)


@pytest.fixture(autouse=True)
def to_the_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a sentence is to the point is fitted to real texts, not to those of these tests."""
    likely = all_as_likely(0.9)
    monkeypatch.setattr(composition, "fitted_broad_model", lambda: likely)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return opened(tmp_path_factory.mktemp("index"), DOCUMENTS)


def opened(folder: Path, documents: Sequence[Document]) -> Assistant:
    return Assistant(indexed(folder, documents), FakeEncoder())


def answer(
    assistant: Assistant, question: str, *history: str, filters: Filters = EVERYTHING, kind: Kind = Kind.OVERVIEW
) -> Answer:
    outcome = assistant.ask(question, history=history, filters=filters).outcome
    assert isinstance(outcome, Answer), outcome
    assert outcome.kind is kind
    return sound(outcome)


def sound(given: Answer) -> Answer:
    """An answer that counts its quotes in order; where there are sections, each quote stands in one."""
    numbers = list(range(1, len(given.sentences) + 1))
    assert [sentence.citation for sentence in given.sentences] == numbers
    assert [citation.number for citation in given.citations] == numbers
    for sentence, citation in zip(given.sentences, given.citations, strict=True):
        assert sentence.text == citation.quote == citation.document.text[citation.start : citation.end]
    if given.sections:
        assert list(dict.fromkeys(chain.from_iterable(section.sentences for section in given.sections))) == numbers
    return given


def no_answer(assistant: Assistant, question: str, *history: str, filters: Filters = EVERYTHING) -> NoAnswer:
    outcome = assistant.ask(question, history=history, filters=filters).outcome
    assert isinstance(outcome, NoAnswer), outcome
    return outcome


def composed(
    generation: Source, question: str, history: Sequence[str] = (), filters: Filters = EVERYTHING
) -> Answer | NoAnswer:
    """The draft of an answerer that finds a fact in anything."""
    query, within = analyse(question, FakeEncoder(), None, history), generation.within(filters)
    candidates = Retriever(generation).search(query, BROAD, within)
    answerer = ExtractiveAnswerer(generation, fitted_by_coverage(bias=2.0, threshold=0.0))
    return Composer(generation, answerer).compose(candidates, answerer.weigh(candidates), within)


def quotes(given: Answer) -> list[str]:
    return [sentence.text for sentence in given.sentences]


def sections(given: Answer) -> dict[str, set[str]]:
    return {s.title: {given.sentences[number - 1].text for number in s.sentences} for s in given.sections}


# ---- what is to the point -----------------------------------------------------------------------------------


@pytest.mark.parametrize("chance", [0.5, 0.8])
def test_excerpts_are_as_sure_as_they_are_likely_to_be_to_the_point(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, chance: float
) -> None:
    monkeypatch.setattr(composition, "fitted_broad_model", lambda: all_as_likely(chance))
    assert answer(assistant, "Kerro Lapista").confidence == pytest.approx(chance)


@pytest.mark.parametrize("chance", [0.24, 0.39])
def test_where_no_sentence_is_likely_to_be_to_the_point_there_is_no_overview(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, chance: float
) -> None:
    monkeypatch.setattr(composition, "fitted_broad_model", lambda: all_as_likely(chance))
    given = assistant.ask("Kerro Lapista").outcome
    assert not isinstance(given, Answer) or given.kind is Kind.FACT


def test_what_is_likely_beside_the_point_is_not_quoted(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    every, generation = quotes(answer(assistant, "Kerro Lapista")), assistant.generation
    assert isinstance(generation, Generation)
    found = pool(generation, "Kerro Lapista")
    wording = {found.grounds.texts[number]: float(found.signals.wording[number]) for number in found.quotable()}
    middle = (max(wording[text] for text in every) + min(wording[text] for text in every)) / 2
    # Surely to the point above the middle, and surely not below it.
    shipped = all_as_likely(0.5)
    by_wording = {**shipped.overview.relevance, "wording": 100.0}
    overview = replace(shipped.overview, relevance=by_wording, bias=-100 * middle, bias_unread=-100 * middle)
    monkeypatch.setattr(composition, "fitted_broad_model", lambda: BroadModel(overview, shipped.list))
    given = quotes(answer(assistant, "Kerro Lapista"))
    assert set(given) == {text for text in every if wording[text] > middle}
    assert 0 < len(given) < len(every) == 6


# ---- overviews ----------------------------------------------------------------------------------------------


def test_overview_of_what_was_done_leaves_goals_out_where_enough_was_done(assistant: Assistant) -> None:
    assert set(quotes(answer(assistant, "Mitä Lapissa tehtiin?"))) == {
        TRAINED,
        KITTILA,
        SODANKYLA,
        ROVANIEMI,
        LAPPI_TOO,
    }


def test_overview_of_a_place_stands_under_titles_with_goals_apart(assistant: Assistant) -> None:
    given = answer(assistant, "Kerro Lapista")
    assert sections(given) == {
        "Hanke": {TRAINED, KITTILA},
        "Koulujen työ": {SODANKYLA, ROVANIEMI},
        "Toinen": {LAPPI_TOO},
        "Tavoitteita": {GOAL},
    }
    assert given.sections[-1].title == "Tavoitteita"
    assert (given.text, given.more) == ("Poimintoja lähteistä – ei tyhjentävä.", ())


def test_overview_of_the_programme_stands_under_regions(assistant: Assistant) -> None:
    given = answer(assistant, "Mitä LAPEssa tehtiin?")
    found = sections(given)
    # Eight quotes of 120 words; those of no region stand under the title.
    assert len(given.sentences) == 8
    assert set(found) <= {"Koko maa", "Lappi", "Kainuu", "Uusimaa", "Leirit", "Tavoitteita"}
    assert found["Koko maa"] == {EVERYWHERE}
    assert found["Lappi"] <= {TRAINED, KITTILA, SODANKYLA, ROVANIEMI}
    # What is told of the whole country comes first.
    assert given.sections[0].title == "Koko maa"


@pytest.mark.parametrize(
    ("question", "text", "headings"),
    [
        ("Hur lyckades LAPE?", "Utdrag ur källorna – inte uttömmande.", {"Hela landet", "Mål"}),
        ("How did LAPE go?", "Excerpts from the sources – not exhaustive.", {"The whole country", "Goals"}),
    ],
)
def test_what_no_source_names_is_in_the_language_of_the_question(
    question: str, text: str, headings: set[str], tmp_path: Path
) -> None:
    given = answer(opened(tmp_path, [DOCUMENTS[3]]), question)
    assert (given.text, set(sections(given))) == (text, headings)


def test_further_documents_that_speak_of_it_are_named(tmp_path: Path) -> None:
    # Each fourteen words, no two alike: eight are quoted, which is all of 120 words.
    words = [[chr(97 + one) * 5 + chr(97 + other) for one in range(11)] for other in range(11)]
    documents = [
        document(f"Perhekeskuksessa tehtiin: {' '.join(those)} loppu.".replace(":", ""), f"d{n:02}", title=f"D{n}")
        for n, those in enumerate(words)
    ]
    documents.append(document("Kerhossa uitiin ja laulettiin.", "other", title="Muu"))
    given = answer(opened(tmp_path, documents), "Kerro perhekeskuksista")
    cited = [citation.document.id for citation in given.citations]
    assert len(cited) == len(set(cited)) == 8
    assert sum(len(text.split()) for text in quotes(given)) == 112
    assert [document.id for document in given.more] == sorted({f"d{n:02}" for n in range(11)} - set(cited))


def test_an_answer_to_what_is_so_now_says_of_when_it_is(assistant: Assistant) -> None:
    given = answer(assistant, "Mitä Lapissa nyt tehdään?")
    assert "lappi2" in {citation.document.id for citation in given.citations}
    assert given.text == "Poimintoja lähteistä – ei tyhjentävä. Uusin näistä lähteistä on vuodelta 2019."
    undated = answer(assistant, "Mitä leireillä nyt tehdään?")
    assert (quotes(undated), undated.text) == ([NOWHERE], "Poimintoja lähteistä – ei tyhjentävä.")


def test_what_introduces_a_list_is_quoted_with_its_items(tmp_path: Path) -> None:
    text = (
        "Kerhon palveluja avattiin viisi, ja niitä ovat:\n\n- Neuvonta arkisin.\n- Laulu iltaisin.\n- Uinti kesäisin.\n"
        "- Hiihto talvisin.\n- Soutu syksyisin.\n"
    )
    given = answer(opened(tmp_path, [document(text, "list", title="Palvelut")]), "Kerro kerhosta")
    assert quotes(given)[:5] == [
        "Kerhon palveluja avattiin viisi, ja niitä ovat:",
        "Neuvonta arkisin.",
        "Laulu iltaisin.",
        "Uinti kesäisin.",
        "Hiihto talvisin.",
    ]


@pytest.mark.parametrize(
    ("worth", "chosen"),
    [
        # The four best are of one document, and as many may come from it; else two at most.
        ([9.0, 8.0, 7.0, 6.0, 5.0], [0, 1, 2, 3]),
        ([9.0, 8.0, 7.0, 5.0, 6.0], [0, 1, 4]),
    ],
)
def test_the_best_decide_how_often_a_document_may_be_quoted(
    worth: list[float], chosen: list[int], tmp_path: Path
) -> None:
    own = ["Torille avattiin kerho.", "Kerho opetti soutua.", "Kerho lauloi kirkossa.", "Kerho palkkasi ohjaajia."]
    documents = [document("\n\n".join(own), "a", title="A"), document("Kerho suljettiin viimein.", "b", title="B")]
    found = pool(indexed(tmp_path, documents), "Kerro kerhosta")
    assert found.grounds.texts == (*own, "Kerho suljettiin viimein.")
    given = replace(found, scores=np.array(worth, np.float32))
    assert _chosen(given, Limits(quotes=4, words=120, each=2), Costs(document=0.0)) == chosen


# ---- lists --------------------------------------------------------------------------------------------------


def test_a_list_comes_from_two_documents_at_the_least(assistant: Assistant, tmp_path: Path) -> None:
    given = answer(assistant, "Missä kunnissa on perhekeskus?", kind=Kind.LIST)
    assert {KAJAANI, VANTAA} <= set(quotes(given))
    assert sections(given)["Uusimaa"] == {VANTAA}
    assert given.text == "Poimintoja lähteistä – ei tyhjentävä."
    alone = composed(indexed(tmp_path, [DOCUMENTS[2], DOCUMENTS[5]]), "Missä kunnissa on perhekeskus?")
    assert isinstance(alone, Answer)
    assert (alone.kind, quotes(alone), alone.sections) == (Kind.FACT, [KAJAANI], ())


def test_a_list_of_those_in_office_names_them(tmp_path: Path) -> None:
    documents = [
        document("Kainuun muutosagenttina toimi Maija Mallikas.", "a", title="A", region="Kainuu"),
        document("Lapin muutosagentti oli Pekka Puro.", "b", title="B", region="Lappi"),
        document("Muutosagentin työ oli vaativaa ja raskasta.", "c", title="C", region="Uusimaa"),
        document("Leirillä ohjasi Liisa Laine muutaman viikon.", "d", title="D", region="Satakunta"),
    ]
    given = answer(opened(tmp_path, documents), "Ketkä olivat muutosagentit?", kind=Kind.LIST)
    assert sections(given) == {"Kainuu": {documents[0].text}, "Lappi": {documents[1].text}}


def test_of_things_with_names_what_names_some_is_listed(tmp_path: Path) -> None:
    named = [
        "Mukana oli järjestö Martat.",
        "Järjestöistä tuli Toivo ry.",
        "Järjestö Ilo auttoi.",
        "Järjestö Apu lauloi.",
    ]
    without = ["Mukana oli järjestöjä ja seurakuntia.", "Kainuun järjestöjä kuultiin LAPEssa."]
    texts = [*named, *without]
    documents = [document(text, f"d{number}", title="T") for number, text in enumerate(texts)]
    given = answer(opened(tmp_path, documents), "Mitkä järjestöt olivat mukana?", kind=Kind.LIST)
    assert set(quotes(given)) == set(named)


def test_where_something_is_holds_what_is_looked_for(tmp_path: Path) -> None:
    """Neither a café nor a family is a family café; whose document has a region needs to name no place."""
    cafes = ["Perhekahvila on auki maanantaisin.", "Perhekahviloita pidetään koululla."]
    others = ["Messin kahvila on Kotkassa.", "Perheet tapasivat Helsingissä.", "Inarin kahvila on kaunis."]
    regions = ["Lappi", "Kainuu", "Kymenlaakso", "Uusimaa", "Lappi"]
    documents = [
        document(text, f"d{number}", title="T", region=region)
        for number, (text, region) in enumerate(zip([*cafes, *others], regions, strict=True))
    ]
    assistant = opened(tmp_path, documents)
    for asked in ("Missä kaikkialla on perhekahviloita?", "Missä kunnissa on perhekahvila?"):
        given = answer(assistant, asked, kind=Kind.LIST)
        assert sections(given) == {"Lappi": {cafes[0]}, "Kainuu": {cafes[1]}}


def test_places_are_listed_by_the_sentence_that_enumerates_them(tmp_path: Path) -> None:
    members = "Kerhohankkeen kunnat olivat Askola, Hanko, Lohja ja Vihti."
    others = ["Kerhohankkeen kunnat saivat rahaa.", "Kerhohankkeen kunnat tapasivat Helsingissä."]
    documents = [document(text, f"d{number}", title="T") for number, text in enumerate([members, *others])]
    assistant = opened(tmp_path, documents)
    assert quotes(answer(assistant, "Mitkä kunnat olivat kerhohankkeessa?", kind=Kind.LIST)) == [members]
    assert quotes(answer(assistant, "Oliko Lohja kerhohankkeen kuntia?", kind=Kind.YES_NO)) == [members]


def test_a_fact_goes_on_with_whom_else_its_document_names_where_all_are_asked_for(tmp_path: Path) -> None:
    speakers = [
        "Kainuun seminaarissa 2019 puhuivat Maija Mallikas sekä Pekka Puro.",
        "Kuntayhtymästä puhui Kainuun seminaarissa 2019 johtaja Liisa Laine aamupäivällä.",
        "Seurakunnasta puhui Kainuun seminaarissa 2019 myöhään iltapäivällä Kaisa Kivi.",
    ]
    # Nobody is named; other words; another document.
    nobody = "Kainuun seminaarissa puhuivat monet muutkin ihmiset."
    other_words = "Aamulla leirillä lauloi Ville Vuori."
    text = "\n\n".join([*speakers, nobody, other_words])
    documents = [
        document(text, "a", title="A", region="Kainuu"),
        document("Kainuun seminaarissa pidettiin puheita 2019, ja Oili Oja puhui.", "b", title="B", region="Kainuu"),
    ]
    generation = indexed(tmp_path, documents)
    given = composed(generation, "Ketkä puhuivat Kainuun seminaarissa vuonna 2019?")
    assert isinstance(given, Answer)
    assert (given.kind, quotes(sound(given))[0], set(quotes(given))) == (Kind.LIST, speakers[0], set(speakers))
    # Who asks for one gets one.
    alone = composed(generation, "Kuka puhui Kainuun seminaarissa vuonna 2019?")
    assert isinstance(alone, Answer)
    assert (alone.kind, quotes(alone)) == (Kind.FACT, speakers[:1])


@pytest.mark.parametrize(("logit", "expected"), [(-3.0, True), (-5.0, False)])
def test_what_is_listed_of_a_place_is_told_where_no_sentence_holds_it_all_unless_the_reader_denies_it(
    logit: float, expected: bool, tmp_path: Path
) -> None:
    clubs = ["Kemissä avattiin kerho Riemu lapsille.", "Inarissa avattiin kerho Ilo nuorten iloksi."]
    documents = [document(text, f"d{number}", title="T", region="Lappi") for number, text in enumerate(clubs)]
    generation = indexed(tmp_path, documents)
    candidates = Retriever(generation).search(analyse("Mitkä kerhot avattiin Lapissa?", FakeEncoder()), BROAD)
    answerer = ExtractiveAnswerer(generation)
    # One sentence stands out, and hardly answers.
    read = replace(
        answerer.weigh(candidates)[0],
        scores=np.array([10.0, 0.0], np.float32),
        logits=np.full(2, logit, np.float32),
    )
    outcome = Composer(generation, answerer).compose(candidates, [read])
    told = quotes(outcome) if isinstance(outcome, Answer) else []
    assert set(told) == (set(clubs) if expected else set())


# ---- comparisons --------------------------------------------------------------------------------------------


def test_each_side_of_a_comparison_has_a_section(assistant: Assistant) -> None:
    given = answer(assistant, "Vertaa Uuttamaata ja Lappia", kind=Kind.COMPARISON)
    assert [section.title for section in given.sections] == ["Uusimaa", "Lappi"]
    told = sections(given)
    assert told["Uusimaa"] == {VANTAA, ESPOO}
    assert told["Lappi"] <= {TRAINED, KITTILA, GOAL, SODANKYLA, ROVANIEMI, LAPPI_TOO}
    assert len(told["Lappi"]) == 3
    assert given.text == ""


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Vertaa Uuttamaata ja Pirkanmaata", "Lähteistä ei löytynyt kerrottavaa tästä: Pirkanmaa."),
        ("Vertaa Pirkanmaata ja Uuttamaata", "Lähteistä ei löytynyt kerrottavaa tästä: Pirkanmaa."),
        ("Jämför Birkaland och Nyland", "Källorna berättar inget om detta: Birkaland."),
        ("Compare Pirkanmaa and Uusimaa", "The sources tell nothing of this: Pirkanmaa."),
    ],
)
def test_a_side_that_no_source_tells_of_is_said(question: str, text: str, assistant: Assistant) -> None:
    given = answer(assistant, question, kind=Kind.COMPARISON)
    told = "Nyland" if question.startswith("Jämför") else "Uusimaa"
    assert (sections(given), given.text) == ({told: {VANTAA, ESPOO}}, text)


def test_what_stands_in_a_place_is_told_by_its_name(tmp_path: Path) -> None:
    named = "Lahden Tilkku on kerho vauvoille."
    others = ["Lahden kerhot kokoontuivat usein.", "Lahden kerhoissa laulettiin paljon."]
    other = "Kuopion Talo on kerho koululaisille."
    documents = [
        document(f"# Lahti\n\n{others[0]} {others[1]} {named}\n", "lahti", region="Päijät-Häme"),
        document(f"# Kuopio\n\n{other} Kuopiossa hiihdettiin.\n", "kuopio", region="Pohjois-Savo"),
    ]
    assistant = Assistant(indexed(tmp_path, documents), FakeEncoder())
    given = answer(assistant, "Kuopion Talo vs Lahden Tilkku", kind=Kind.COMPARISON)
    assert {text for told in sections(given).values() for text in told} == {named, other}


def test_a_comparison_of_which_no_side_is_told_of_is_none(assistant: Assistant) -> None:
    assert no_answer(assistant, "Vertaa Pirkanmaata ja Satakuntaa").text == ""


def test_two_things_are_compared_by_what_they_are(tmp_path: Path) -> None:
    documents = [
        document("Neuvola on lapsiperheiden terveydenhuollon palvelu. Neuvola maalattiin kesällä valkoiseksi.", "n"),
        document("Perhekeskus on palvelujen yhteinen verkosto. Perhekeskus sai uuden katon viime syksynä.", "p"),
    ]
    given = answer(opened(tmp_path, documents), "neuvola vai perhekeskus", kind=Kind.COMPARISON)
    assert [section.title for section in given.sections] == ["Neuvola", "Perhekeskus"]
    firsts = [given.sentences[section.sentences[0] - 1].text for section in given.sections]
    assert firsts == [
        "Neuvola on lapsiperheiden terveydenhuollon palvelu.",
        "Perhekeskus on palvelujen yhteinen verkosto.",
    ]


# ---- definitions and topics ---------------------------------------------------------------------------------

DEFINED = [
    document("Kittilän perhekeskus on uudessa talossa.", "kittila", title="A"),
    document("Perhekeskuksessa järjestettiin kaksi leiriä.", "leiri", title="B"),
    document("Perhekeskus on lasten palvelujen verkosto.", "verkosto", title="C"),
    document("Perhekeskustyö on aikuisten keskinäistä työtä.", "tyo", title="D"),
]


@pytest.mark.parametrize("question", ["Mikä on perhekeskus?", "perhekeskus", "Perhekeskus?"])
def test_a_definition_begins_with_what_defines(question: str, tmp_path: Path) -> None:
    given = answer(opened(tmp_path, DEFINED), question, kind=Kind.DEFINITION)
    assert quotes(given)[0] == "Perhekeskus on lasten palvelujen verkosto."
    assert len(given.sentences) <= 3
    assert (given.sections, given.text, given.more) == ((), "", ())


def test_what_is_only_named_is_shown_and_said_to_be_unexplained(tmp_path: Path) -> None:
    named = document("Vuonna 2018 pidettiin leiri lähellä uutta perhekeskusta.", "leiri", title="B")
    others = [document(f"Kesällä pidettiin leiri {number} järvellä.", f"d{number}", title="L") for number in range(3)]
    given = answer(opened(tmp_path, [named, *others]), "Mikä on perhekeskus?", kind=Kind.DEFINITION)
    assert (quotes(given), given.confidence) == ([named.text], 0.6)
    assert given.text == "Lähteissä tämä mainitaan, mutta niissä ei suoraan selitetä, mikä se on."
    assert (given.sections, given.more) == ((), ())


def test_a_topic_that_nothing_defines_is_an_overview(tmp_path: Path) -> None:
    # A compound speaks of its parts, and says of none what it is.
    given = answer(opened(tmp_path, [DEFINED[3]]), "perhekeskus")
    assert (quotes(given), sections(given)) == ([DEFINED[3].text], {"D": {DEFINED[3].text}})


@pytest.mark.parametrize(
    "question",
    [
        "Mikä on avaruusasema?",
        "avaruusasema",
        # The parts are known, the whole is not.
        "Mikä on kerhoperhekeskus?",
        "kerhoperhekeskus",
        "Vad är en rymdstation?",
        "What is a space station?",
    ],
)
def test_what_the_sources_do_not_know_is_not_found(question: str, tmp_path: Path) -> None:
    given = no_answer(opened(tmp_path, DEFINED), question)
    assert (given.confidence, given.text) == (0.0, "")


# ---- times --------------------------------------------------------------------------------------------------

STARTS = [
    document("LAPE-ohjelma käynnistyi vuonna 2016.", "a", title="A"),
    document("LAPE alkoi keväällä 2017 kunnissa.", "b", title="B"),
    document("LAPE alkoi vuonna 2016 syksyllä.", "c", title="C"),
    document("Kainuun LAPE alkoi vuonna 2018.", "d", title="D"),
    document("LAPE-akatemia alkoi vuonna 2015.", "e", title="E"),
    document("LAPE toimi kunnissa vuonna 2014.", "f", title="F"),
]


def test_sources_that_tell_a_beginning_differently_are_all_quoted_in_order(tmp_path: Path) -> None:
    given = answer(opened(tmp_path, STARTS), "Milloin LAPE alkoi?", kind=Kind.FACT)
    first, second = given.sentences
    # One for each year: neither one of its kind, nor another thing, nor what says nothing of a beginning.
    assert first.text in {STARTS[0].text, STARTS[2].text}
    assert second.text == STARTS[1].text
    assert "vuonna 2016" in [first.text[span.start : span.end] for span in first.highlights]
    assert [second.text[span.start : span.end] for span in second.highlights] == ["keväällä 2017"]
    assert given.text == "Lähteet kertovat tämän eri tavoin; tarkista päiväykset lähteistä."
    assert given.sections == ()


@pytest.mark.parametrize(("first", "second"), [("2016", "2017"), ("2017", "2016")])
def test_the_earlier_year_stands_first_whichever_source_is_better(first: str, second: str, tmp_path: Path) -> None:
    documents = [
        document(f"LAPE alkoi vuonna {first}.", "a", title="A"),
        document(f"Kaikkien lasten LAPE-ohjelma alkoi vuonna {second} kunnissa.", "b", title="B"),
    ]
    given = answer(opened(tmp_path, documents), "Milloin LAPE alkoi?", kind=Kind.FACT)
    assert [next(year for year in ("2016", "2017") if year in text) for text in quotes(given)] == ["2016", "2017"]


def test_sources_that_agree_do_not_differ(tmp_path: Path) -> None:
    given = composed(indexed(tmp_path, [STARTS[0], STARTS[2], *STARTS[3:]]), "Milloin LAPE alkoi?")
    assert isinstance(given, Answer)
    assert (given.kind, given.text, len(given.sentences)) == (Kind.FACT, "", 1)


def test_in_yes_or_no_and_in_a_fact_what_answers_is_marked(assistant: Assistant, tmp_path: Path) -> None:
    given = composed(assistant.generation, "Avattiinko Vantaalla perhekeskus?")
    assert isinstance(given, Answer)
    assert (given.kind, quotes(given), given.sentences[0].highlights) == (Kind.YES_NO, [VANTAA], ())
    given = composed(indexed(tmp_path, STARTS), "Milloin LAPE toimi kunnissa?")
    assert isinstance(given, Answer)
    assert (given.kind, quotes(given)) == (Kind.FACT, [STARTS[5].text])
    assert [STARTS[5].text[span.start : span.end] for span in given.sentences[0].highlights] == ["vuonna 2014"]


# ---- more of the same ---------------------------------------------------------------------------------------


def test_more_leaves_out_what_was_shown_until_there_is_no_more(assistant: Assistant) -> None:
    question = "Mitä LAPEssa tehtiin?"
    first = answer(assistant, question)
    second = answer(assistant, "Kerro lisää", question)
    # Goals are not told where enough was done.
    everything = {TRAINED, KITTILA, SODANKYLA, ROVANIEMI, LAPPI_TOO, KAJAANI, EVERYWHERE, VANTAA, ESPOO, NOWHERE}
    assert len(first.sentences) == 8
    assert set(quotes(second)) == everything - set(quotes(first))
    assert second.text == "Poimintoja lähteistä – ei tyhjentävä."
    third = no_answer(assistant, "Kerro lisää", question, "Kerro lisää")
    assert third == NoAnswer((), 0.0, text="Enempää en löytänyt lähteistä tästä aiheesta.")
    assert no_answer(assistant, "Kerro lisää", question, "Kerro lisää", "Kerro lisää") == third


@pytest.mark.parametrize(
    ("question", "more", "text"),
    [
        ("Hur lyckades LAPE?", "Berätta mer", "Jag hittade inget mer om detta i källorna."),
        ("How did LAPE go?", "Tell me more", "I found nothing more about this in the sources."),
    ],
)
def test_that_there_is_no_more_is_said_in_the_language_of_the_question(
    question: str, more: str, text: str, tmp_path: Path
) -> None:
    assert no_answer(opened(tmp_path, [DOCUMENTS[3]]), more, question).text == text


def test_more_on_a_definition_is_an_overview(tmp_path: Path) -> None:
    further = [
        document(f"Perhekeskuksen {what}.", f"p{at}", title=f"P{at}")
        for at, what in enumerate(
            [
                "rannassa soudettiin kesällä järvelle",
                "salissa laulettiin joulun iloksi",
                "ovet maalattiin eilen punaisiksi",
            ]
        )
    ]
    assistant = opened(tmp_path, [*DEFINED, *further])
    shown = quotes(answer(assistant, "Mikä on perhekeskus?", kind=Kind.DEFINITION))
    more = answer(assistant, "Kerro lisää", "Mikä on perhekeskus?")
    assert set(quotes(more)).isdisjoint(shown)
    # A compound is another thing, and no more of this one.
    other = "Perhekeskustyö on aikuisten keskinäistä työtä."
    assert {*shown, *quotes(more)} == {document.text for document in [*DEFINED, *further]} - {other}


# ---- limits that were asked for -----------------------------------------------------------------------------

SAME = "Kaikkien kuntien perhekeskuksissa koulutettiin sata ohjaajaa keväällä 2018."
FORMS = {
    "Mitä Lapissa tehtiin?": Form.OVERVIEW,
    "Mitä LAPEssa tehtiin?": Form.OVERVIEW,
    "Mitä tavoitteita LAPElla oli kaikkiaan?": Form.OVERVIEW,
    "Kerro perhekeskuksista": Form.OVERVIEW,
    "Mikä on perhekeskus?": Form.DEFINITION,
    "perhekeskus": Form.TOPIC,
    "Lappi": Form.TOPIC,
    "Milloin LAPE alkoi?": Form.TIME,
    "Missä kunnissa on perhekeskus?": Form.LIST,
    "Ketkä olivat muutosagentit?": Form.LIST,
    "Vertaa Kainuuta ja Lappia": Form.COMPARISON,
    "neuvola vai perhekeskus": Form.COMPARISON,
    "Mitä perhekeskuksissa koulutettiin Kainuussa?": Form.OVERVIEW,
    "Missä perhekeskuksissa koulutettiin Kainuussa?": Form.FACT,
    "Kuka kirjoitti perhekeskuksista?": Form.FACT,
    "Avattiinko Vantaalla perhekeskus?": Form.YES_NO,
}
LIMITS = [
    Filters(region="Kainuu"),
    Filters(region="Lappi"),
    Filters(region="Uusimaa"),
    Filters(region="valtakunnallinen"),
    Filters(publisher="Kunta"),
    Filters(language="sv"),
    Filters(from_year=2018, to_year=2018),
    Filters(from_year=1990, to_year=1990),
]


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    further = [
        document(f"{SAME} Kajaanissa LAPE alkoi 2016.", "same1", title="S1", region="Kainuu", publisher="Kunta"),
        document(f"{SAME} LAPE alkoi vuonna 2017.", "same2", title="S2", region="Lappi", published="2018"),
        document(SAME, "same3", title="S3", region="Uusimaa", published="2020", publisher="Kunta"),
        document("LAPE alkoi vuonna 2016. Perhekeskus on verkosto.", "maa2", title="M", region="valtakunnallinen"),
        document("Muutosagentti oli Pekka Puro. Neuvola on palvelu.", "b", title="B", region="Lappi", published="2018"),
        document("Muutosagentti oli Maija Mallikas. Neuvola on talo.", "c", title="C", region="Uusimaa"),
        document("Perhekeskusta kehitettiin Kainuussa.\n\nTeksti: Olli Oja.", "d", title="D", region="Uusimaa"),
        document("LAPE började år 2016. Familjecenter öppnades i Lappland.", "sv", title="E", language="sv"),
    ]
    return indexed(tmp_path_factory.mktemp("limited"), [*DOCUMENTS, *further])


@pytest.mark.parametrize("filters", LIMITS, ids=lambda filters: f"{filters.region or filters}")
@pytest.mark.parametrize("question", FORMS)
def test_nothing_outside_the_limits_is_quoted_or_named(question: str, filters: Filters, limited: Generation) -> None:
    within = limited.within(filters)
    assert within is not None
    allowed = {p.document_id for p, inside in zip(limited.passages, within.tolist(), strict=True) if inside}
    assert (filters.from_year == 1990) == (allowed == set())
    for history in ([], [question], [question, "Kerro lisää"]):
        asked = "Kerro lisää" if history else question
        outcomes = [
            composed(limited, asked, history, filters),
            Assistant(limited, FakeEncoder()).ask(asked, history=history, filters=filters).outcome,
        ]
        for outcome in outcomes:
            if isinstance(outcome, NoAnswer):
                assert {hit.passage.document_id for hit in outcome.nearest} <= allowed
                continue
            assert isinstance(outcome, Answer)
            sound(outcome)
            named = [*outcome.more, *(citation.document for citation in outcome.citations)]
            named += [copy.document for citation in outcome.citations for copy in citation.copies]
            assert {document.id for document in named} <= allowed


def test_without_limits_all_of_it_is_quoted(limited: Generation) -> None:
    # What is asked above asks for every form, and gets every kind of answer.
    assert {question: analyse(question, FakeEncoder()).shape.form for question in FORMS} == FORMS
    assert set(FORMS.values()) == set(Form)
    found = [composed(limited, question) for question in FORMS]
    assert {outcome.kind for outcome in found if isinstance(outcome, Answer)} == set(Kind)
    assert all(isinstance(outcome, Answer) for outcome in found)


def test_of_another_region_only_what_speaks_of_it_there_is_told(assistant: Assistant) -> None:
    given = answer(assistant, "Mitä Lapissa tehtiin?", filters=Filters(region="Kainuu"))
    assert (quotes(given), sections(given)) == ([LAPPI_TOO], {"Toinen": {LAPPI_TOO}})
    assert no_answer(assistant, "Mitä Lapissa tehtiin?", filters=Filters(region="Uusimaa")).text == ""
    more = no_answer(assistant, "Kerro lisää", "Mitä Lapissa tehtiin?", filters=Filters(region="Kainuu"))
    assert more.text == "Enempää en löytänyt lähteistä tästä aiheesta."


# ---- who leads ----------------------------------------------------------------------------------------------

LED = "Kerhohankkeen projektipäällikkönä työskenteli Maija Esimerkki."
TEAM = "Kerhohanketta johti ryhmä, jossa oli viisi kuntaa."


@pytest.mark.parametrize("question", ["Kuka johti kerhohanketta?", "Ketkä johtivat kerhohanketta?"])
def test_who_leads_is_told_by_the_name_of_an_office(question: str, tmp_path: Path) -> None:
    generation = indexed(tmp_path, [document(f"{TEAM} {LED}", "kerho", title="Kerhohanke")])
    given = composed(generation, question)
    assert isinstance(given, Answer)
    assert (given.kind, quotes(given), given.confidence) == (Kind.FACT, [LED], 0.75)
    assert [LED[span.start : span.end] for span in given.sentences[0].highlights] == ["Maija Esimerkki"]


def test_where_nobody_is_named_the_fact_stays(tmp_path: Path) -> None:
    given = composed(indexed(tmp_path, [document(TEAM, "kerho", title="Kerhohanke")]), "Kuka johti kerhohanketta?")
    assert isinstance(given, Answer)
    assert quotes(given) == [TEAM]


# ---- numbers ------------------------------------------------------------------------------------------------


def test_where_sources_count_differently_both_are_shown(tmp_path: Path) -> None:
    one, other = "Kerhossa kävi keväällä 40 perhettä.", "Kerhossa kävi keväällä 55 perhettä."
    generation = indexed(tmp_path, [document(one, "a", title="Kerho"), document(other, "b", title="Kerho")])
    given = composed(generation, "Montako perhettä kerhossa kävi keväällä?")
    assert isinstance(given, Answer)
    assert (set(quotes(given)), given.confidence) == ({one, other}, 0.7)
    assert given.text == "Lähteet kertovat tämän eri tavoin; tarkista päiväykset lähteistä."
    marked = {s.text[span.start : span.end] for s in given.sentences for span in s.highlights}
    assert marked == {"40", "55"}


@pytest.mark.parametrize(
    "other",
    [
        "Kerhossa kävi keväällä 40 perhettä ja koiria.",
        "Kerhossa kävi keväällä 2019 noin 55 perhettä.",
        "Kerhossa kävi keväällä 55 koiraa.",
    ],
)
def test_the_same_number_another_year_and_another_thing_are_no_conflict(tmp_path: Path, other: str) -> None:
    one = "Kerhossa kävi keväällä 40 perhettä."
    generation = indexed(tmp_path, [document(one, "a", title="Kerho"), document(other, "b", title="Kerho")])
    given = composed(generation, "Montako perhettä kerhossa kävi keväällä?")
    assert isinstance(given, Answer)
    assert given.text == ""


@pytest.fixture(scope="module")
def leaders(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    told = {"2017-03-01": "Anna Virta", "2021-03-01": "Maija Kivi", "2019-03-01": "Pekka Salo"}
    documents = [
        document(f"Lepolan kerhoa johtaa {name}.", f"kerho-{date[:4]}", title="Lepolan kerho", published=date)
        for date, name in told.items()
    ]
    others = [
        document("Lepolan kerhoa johtaa taitavasti Seija Aalto.", "muu", title="Lepolan kerho", published="2022"),
        document("Rannan kerhoa johtaa Oiva Niemi.", "ranta", title="Rannan kerho", published="2023"),
    ]
    return indexed(tmp_path_factory.mktemp("leaders"), [*documents, *others])


def test_where_sources_name_another_person_all_are_shown_the_newest_first(leaders: Generation) -> None:
    given = composed(leaders, "Kuka johtaa Lepolan kerhoa?")
    assert isinstance(given, Answer)
    names = ["Maija Kivi", "Pekka Salo", "Anna Virta"]
    assert quotes(given) == [f"Lepolan kerhoa johtaa {name}." for name in names]
    assert given.text == "Lähteet kertovat tämän eri tavoin; tarkista päiväykset lähteistä."
    assert [s.text[span.start : span.end] for s in given.sentences for span in s.highlights] == names
    assert given.confidence == 0.7


def test_of_what_is_so_now_the_newest_is_shown_and_of_when_it_is(leaders: Generation) -> None:
    given = composed(leaders, "Kuka johtaa Lepolan kerhoa nyt?")
    assert isinstance(given, Answer)
    assert quotes(given) == ["Lepolan kerhoa johtaa Maija Kivi."]
    assert given.text == "Uusin näistä lähteistä on vuodelta 2021."


def test_without_dates_what_is_so_now_is_shown_as_all_tell_it(tmp_path: Path) -> None:
    told = [
        document(f"Lepolan kerhoa johtaa {name}.", name, title="Lepolan kerho") for name in ("Anna Virta", "Oiva Niemi")
    ]
    given = composed(indexed(tmp_path, told), "Kuka johtaa Lepolan kerhoa nyt?")
    assert isinstance(given, Answer)
    assert set(quotes(given)) == {"Lepolan kerhoa johtaa Anna Virta.", "Lepolan kerhoa johtaa Oiva Niemi."}
    assert given.text == "Lähteet kertovat tämän eri tavoin; tarkista päiväykset lähteistä."


def test_what_answers_of_a_town_stands_with_what_names_it(tmp_path: Path) -> None:
    opened_in, does = "Apupiste aloitti Vantaalla ja Espoossa.", "Apupiste antaa eroapua iltaisin maksutta perheille."
    text = f"{opened_in}\n\nSaunan ovi on sininen.\n\n{does}"
    generation = indexed(tmp_path, [document(text, "a", title="Apu", region="Uusimaa")])
    given = composed(generation, "Saako Vantaalla eroapua iltaisin maksutta perheille?")
    assert isinstance(given, Answer)
    assert quotes(given) == [opened_in, does]
    about = indexed(tmp_path / "other", [document(text, "a", title="Vantaan apu", region="Uusimaa")])
    given = composed(about, "Saako Vantaalla eroapua iltaisin maksutta perheille?")
    assert isinstance(given, Answer)
    assert quotes(given) == [does]


# ---- what no one sentence stands out for --------------------------------------------------------------------


def test_a_compound_that_no_source_has_is_told_of_by_its_parts(tmp_path: Path) -> None:
    documents = [
        document("Tukea saivat perheet, joissa on maahanmuuttajia.", "a", title="A"),
        document("Kerho avattiin aamulla.", "b", title="B"),
    ]
    assistant = opened(tmp_path / "both", documents)
    assert quotes(answer(assistant, "maahanmuuttajaperheet")) == ["Tukea saivat perheet, joissa on maahanmuuttajia."]
    # What something is, is not told by parts, nor are they told of apart.
    assert no_answer(assistant, "Mikä on maahanmuuttajaperhe?").confidence == 0.0
    apart = [document("Tukea saivat perheet.", "a", title="A"), document("Maahanmuuttajat lauloivat.", "b", title="B")]
    assert no_answer(opened(tmp_path / "apart", apart), "maahanmuuttajaperheet").confidence == 0.0


# ---- questions that leave open how much they want -------------------------------------------------------------

GOT = "Pohjois-Savossa kunnat saivat apuvälineitä perheiden kanssa työtä tekeville."
TOO = "Muita apuvälineitä olivat kunnissa Pohjois-Savossa työkirja ja kyselylomake."


def test_what_leaves_open_how_much_it_wants_begins_with_the_fact_and_is_as_sure(tmp_path: Path) -> None:
    generation = indexed(tmp_path, [document(f"{TOO}\n\n{GOT}", "ps", title="Työ", region="Pohjois-Savo")])
    query = analyse("Mitä apuvälineitä kunnat saivat Pohjois-Savossa?", FakeEncoder())
    assert (query.shape.form, query.shape.is_open) == (Form.LIST, True)
    candidates = Retriever(generation).search(query, BROAD)
    answerer = ExtractiveAnswerer(generation, fitted_by_coverage(bias=0.5, threshold=0.0))
    weighed = answerer.weigh(candidates)
    fact = answerer.choose(candidates, weighed)
    assert isinstance(fact, Answer)
    given = Composer(generation, answerer).compose(candidates, weighed)
    assert isinstance(given, Answer)
    assert (given.kind, given.confidence, set(quotes(given))) == (Kind.LIST, fact.confidence, {GOT, TOO})
    assert quotes(given)[0] == quotes(fact)[0]


def test_what_no_sentence_answers_gets_no_list_though_it_leaves_open_how_much_it_wants(tmp_path: Path) -> None:
    generation = indexed(tmp_path, [document(f"{TOO}\n\n{GOT}", "ps", title="Työ", region="Pohjois-Savo")])
    query = analyse("Mitä apuvälineitä kunnat saivat Pohjois-Savossa?", FakeEncoder())
    candidates = Retriever(generation).search(query, BROAD)
    answerer = ExtractiveAnswerer(generation, fitted_by_coverage(bias=-9.0, threshold=0.9))
    assert isinstance(Composer(generation, answerer).compose(candidates, answerer.weigh(candidates)), NoAnswer)
