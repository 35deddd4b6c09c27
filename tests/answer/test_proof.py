"""What a quote proves: its sentences, and what is left of them when clauses are left out that may be."""

import pytest

from benchmarks.rewordings import Rewording, passes, read_rewordings, shares
from lape_qa.answer import omission
from lape_qa.answer.omission import Sentence, tokens
from lape_qa.answer.proof import MOST_TOKENS, proven
from lape_qa.language import morphology

OULU = "Lisäksi Oulu (PSHP) avasi vuonna 2019 perhekeskuksen, jossa on kahvila, ja Kemi vuokrasi tilat."


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (OULU, OULU),
        (OULU.removesuffix("."), OULU),
        (OULU.replace(" (", "\u00a0(").replace("keskuksen", "\u00adkeskuksen"), OULU),
        ("Oulu avasi vuonna 2019 perhekeskuksen.", "Oulu avasi vuonna 2019 perhekeskuksen."),
        ("Oulu (PSHP) avasi vuonna 2019 perhekeskuksen", "Oulu (PSHP) avasi vuonna 2019 perhekeskuksen."),
        ("Kemi vuokrasi tilat.", None),
        ("Oulu vuokrasi tilat.", None),
        ("Oulu avasi perhekeskuksen.", None),
        ("Vuonna 2019 Oulu avasi perhekeskuksen.", None),
        ("Oulu avasi vuonna 2019 perhekeskuksen!", None),
        ("oulu avasi vuonna 2019 perhekeskuksen.", None),
        ("Oulu avasi vuonna 2019 perhekeskuksen ja.", None),
        ("Oulu avaa vuonna 2019 perhekeskuksen.", None),
        ("Оulu avasi vuonna 2019 perhekeskuksen.", None),
        ("Oulu avasi vuonna 2019 perhekeskuksen\u202e.", None),
        ("", None),
        (".", None),
    ],
)
def test_what_is_proven_is_shown_in_the_quotes_own_characters(sentence: str, shown: str | None) -> None:
    assert proven(OULU, sentence, "fi") == shown


@pytest.mark.parametrize(
    ("quote", "sentence", "language"),
    [
        ("Kerho alkoi. Hanke päättyi.", "Hanke päättyi.", "fi"),
        ("Projektet startade i Vasa och avslutades 2018.", "Projektet startade i Vasa.", "sv"),
        ("Anna Koski, who led the pilot, works in Turku.", "Anna Koski works in Turku.", "en"),
        ("Kemi avasi kerhon, ja Oulu maksoi.", "Kemi avasi kerhon.", "se"),
    ],
)
def test_quote_is_read_in_its_language_and_another_as_finnish(quote: str, sentence: str, language: str) -> None:
    assert proven(quote, sentence, language) == sentence


def test_sentence_that_leans_on_the_one_before_is_not_proven_without_it() -> None:
    assert proven("Kemi avasi kerhon. Se oli auki arkisin.", "Se oli auki arkisin.", "fi") is None
    assert proven("Se oli auki arkisin.", "Se oli auki arkisin.", "fi") == "Se oli auki arkisin."


def test_question_is_not_told_as_a_fact() -> None:
    assert proven("Avattiinko kerho Kemiin?", "Avattiinko kerho Kemiin.", "fi") is None


def test_longer_sentence_than_any_proves_nothing() -> None:
    words = " ".join(["Oulu"] * (MOST_TOKENS - 1))
    assert proven(f"{words}.", f"{words}.", "fi") == f"{words}."
    assert proven(f"Oulu {words}.", f"Oulu {words}.", "fi") is None


def test_without_morphology_only_whole_sentences_are_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(morphology, "pyvoikko", None)
    # Words that no other test has: what is known of a word is kept.
    quote = "Alajärvi vehnäsi pullia, ja Lappajärvi ruisti leipää."
    assert proven(quote, quote, "fi") == quote
    assert proven(quote, "Alajärvi vehnäsi pullia.", "fi") is None


# ---- what may be left out --------------------------------------------------------------------------------


def left(text: str, language: str = "fi") -> set[str]:
    """What may be left out of a sentence, one thing at a time, as it stands there."""
    given = tokens(text.removesuffix("."))
    stretches = [s for rule in omission._RULES for s in rule(Sentence(given, language))]  # type: ignore[arg-type]
    return {text[given[start].start : given[end - 1].end] for start, end in stretches}


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Lisäksi Kemi maksoi.", {"Lisäksi"}),
        ("Lisäksi, kuten sanottu, Kemi maksoi.", set()),
        ("Ministeriö (STM) maksoi.", {"(STM)"}),
        ("Ministeriö (arvio) maksoi.", set()),
        ("Anna Salo, joka johti hanketta, muutti Kemiin.", {", joka johti hanketta,"}),
        ("Vanhemmat, jotka osallistuivat, muuttivat Kemiin.", set()),
        ("Anna Salo, joka ei johtanut hanketta, muutti Kemiin.", set()),
        ("Hanke päättyi vuonna 2018, jolloin Kemi jatkoi työtä.", {", jolloin Kemi jatkoi työtä"}),
        ("Mukana oli 12 kuntaa, joista neljä maksoi.", {", joista neljä maksoi"}),
        ("Mukana oli 12 kuntaa, jotka maksoivat.", set()),
        ("Kemissä avattiin kerho, jossa luetaan.", {", jossa luetaan"}),
        ("Avun sai perhe, joka haki sitä.", set()),
        ("Malli on tapa, jota käytetään.", {", jota käytetään"}),
        ("Ongelma on tapa, jota käytetään.", set()),
        ("Kunta lopetti tuen, jota maksettiin.", set()),
        ("Kunta maksoi tilat, ja järjestö hoiti kerhoa.", {", ja järjestö hoiti kerhoa"}),
        ("Kunta maksoi tilat, ja summa on arvio.", set()),
        ("Kunta maksoi tilat, ja kerho alkoi, iloitsi johtaja.", set()),
        ("Hanke alkoi 2017 ja päättyi 2018.", {"ja päättyi 2018", "alkoi 2017 ja"}),
        ("Vuonna 2017 hanke alkoi Kemissä ja levisi muualle.", {"ja levisi muualle"}),
        ("Harva kunta haki rahaa ja sai sitä.", set()),
        ("Kukaan ei hakenut rahaa ja kerho loppui.", set()),
        (
            "Kemissä kerho avattiin ja Oulussa koulu suljettiin.",
            {"ja Oulussa koulu suljettiin", "Kemissä kerho avattiin ja"},
        ),
        ("Kerho oli hyvä, ja väki tuli ja kiitti.", {", ja väki tuli ja kiitti", "ja kiitti"}),
        ("Rahan loputtua kerho suljettiin ja Kemi päätti jatkosta.", {"ja Kemi päätti jatkosta"}),
        ("Jos rahaa on, kerho jatkuu, ja Kemi maksaa.", set()),
        ("Tavoitteena on, että lapset oppivat ja että perheet jaksavat.", {"ja että perheet jaksavat"}),
        ("Ei pidä paikkaansa, että lapset oppivat ja että perheet jaksavat.", set()),
        ("Kerho loppui, koska raha loppui.", {", koska raha loppui"}),
        ("Kerho ei loppunut, koska raha loppui.", set()),
        ("Koska raha loppui, Kemi maksoi.", {"Koska raha loppui,"}),
        ("Mukana oli kolme kuntaa: Kemi, Tornio ja Simo.", {": Kemi, Tornio ja Simo"}),
        ("Rahaa saivat kunnat: Kemi ja Tornio.", set()),
        ("Lapset lähtivät retkelle, mutta Ville jäi kotiin.", set()),
        ("Kerho alkoi hyvin, mutta väki väheni.", {", mutta väki väheni"}),
    ],
)
def test_left_out_is_only_what_the_rest_does_not_hang_on(text: str, without: set[str]) -> None:
    assert left(text) == without


@pytest.mark.parametrize(
    ("text", "without", "language"),
    [
        ("However, the town paid.", {"However,"}, "en"),
        ("The town opened a club that serves families.", {"that serves families"}, "en"),
        ("The town ended the support that served families.", set(), "en"),
        ("Parents, who took part, were satisfied.", set(), "en"),
        ("The region consists of Kemi and the islands joined to it.", set(), "en"),
        ("The town paid because the club was new.", {"because the club was new"}, "en"),
        ("The club was funded by Oulu and led by Kemi.", {"and led by Kemi"}, "en"),
        ("Staden öppnade en klubb som hjälper familjer.", {"som hjälper familjer"}, "sv"),
        ("De familjer, som bodde nära, kom ofta.", set(), "sv"),
        ("Beviljas bidraget startade kaféet, och Vasa ledde det.", {", och Vasa ledde det"}, "sv"),
        ("Om bidraget kommer öppnas kaféet, och Vasa betalade.", set(), "sv"),
    ],
)
def test_in_swedish_and_english_as_in_finnish(text: str, without: set[str], language: str) -> None:
    assert left(text, language) == without


# ---- the published set -------------------------------------------------------------------------------------


def test_set_holds_enough_of_either_and_halves_share_no_quote() -> None:
    rewordings = read_rewordings()
    assert sum(not r.said for r in rewordings) >= 500
    assert sum(r.said for r in rewordings) >= 300
    assert {r.lang for r in rewordings} == {"fi", "sv", "en"}
    assert len({r.id for r in rewordings}) == len({(r.quote, r.sentence) for r in rewordings}) == len(rewordings)
    quotes = {split: {r.quote for r in rewordings if r.split == split} for split in ("dev", "test")}
    assert not quotes["dev"] & quotes["test"]


@pytest.mark.parametrize(("split", "kept"), [("dev", 0.66), ("test", 0.60)])
def test_no_false_rewording_passes_and_as_many_true_ones_as_before(split: str, kept: float) -> None:
    false, true = shares(r for r in read_rewordings() if r.split == split)
    assert false <= 0.01
    assert true >= kept


def test_line_of_anothers_making_is_read() -> None:
    line = {"quote": "Kunta rahoitti maakuntaa.", "false": "Maakunta rahoitti kuntaa.", "lang": "fi"}
    rewording = Rewording.of(line, 3)
    assert rewording == Rewording("3", "fi", line["quote"], line["false"], False, "", "")
    assert not passes(rewording)
