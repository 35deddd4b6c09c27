"""The words of the pages."""

from collections.abc import Mapping

import pytest

from lape_qa.language.model import Language
from lape_qa_api.pages.editing_texts import editing_texts
from lape_qa_api.pages.source_texts import source_texts
from lape_qa_api.pages.statement_texts import statement_texts
from lape_qa_api.pages.texts import counted, page_texts, reader_texts, written_date


@pytest.mark.parametrize(
    ("published", "language", "written"),
    [
        ("2018-11-05", "fi", "5.11.2018"),
        ("2018-11-05", "sv", "5.11.2018"),
        ("2018-11-05", "en", "5 November 2018"),
        ("2018", "fi", "2018"),
        ("", "en", ""),
        ("keväällä 2018", "fi", "keväällä 2018"),
    ],
)
def test_a_date_is_written_as_in_its_language(published: str, language: Language, written: str) -> None:
    assert written_date(published, language) == written


@pytest.mark.parametrize(("language", "known"), [("fi", "fi"), ("sv", "sv"), ("en", "en"), ("se", "fi"), ("", "fi")])
def test_a_document_in_a_language_without_words_is_shown_in_finnish(language: str, known: Language) -> None:
    assert reader_texts(language)[0] == known


COUNTED: Mapping[Language, Mapping[str, tuple[str, str, str]]] = {
    "fi": {
        "digests": (
            "Niistä 0 on alkuperäisten julkaisujen tiivistelmiä.",
            "Niistä yksi on alkuperäisen julkaisun tiivistelmä.",
            "Niistä 2 on alkuperäisten julkaisujen tiivistelmiä.",
        ),
        "map_region": (
            "Lappi, 0 asiakirjaa. Kysy: Mitä?",
            "Lappi, 1 asiakirja. Kysy: Mitä?",
            "Lappi, 2 asiakirjaa. Kysy: Mitä?",
        ),
        "of_region": ("0 asiakirjaa: Lappi", "1 asiakirja: Lappi", "2 asiakirjaa: Lappi"),
        "all": ("Lähteitä on 0.", "Lähteitä on yksi.", "Lähteitä on 2."),
        "found": (
            "Rajausta vastaa 0 lähdettä (kaikkiaan 3).",
            "Rajausta vastaa yksi lähde (kaikkiaan 3).",
            "Rajausta vastaa 2 lähdettä (kaikkiaan 3).",
        ),
        "sources_count": ("Lähteitä on 0.", "Lähteitä on yksi.", "Lähteitä on 2."),
        "days": ("0 päivän", "yhden päivän", "2 päivän"),
    },
    "sv": {
        "digests": (
            "0 av dem är sammandrag av publikationer.",
            "Ett av dem är ett sammandrag av en publikation.",
            "2 av dem är sammandrag av publikationer.",
        ),
        "map_region": (
            "Lappi, 0 dokument. Fråga: Mitä?",
            "Lappi, 1 dokument. Fråga: Mitä?",
            "Lappi, 2 dokument. Fråga: Mitä?",
        ),
        "of_region": ("0 dokument: Lappi", "1 dokument: Lappi", "2 dokument: Lappi"),
        "all": ("Källorna är 0.", "Det finns en källa.", "Källorna är 2."),
        "found": (
            "0 källor motsvarar begränsningen (av 3).",
            "En källa motsvarar begränsningen (av 3).",
            "2 källor motsvarar begränsningen (av 3).",
        ),
        "sources_count": ("Det finns 0 källor.", "Det finns en källa.", "Det finns 2 källor."),
        "days": ("0 dagar", "en dag", "2 dagar"),
    },
    "en": {
        "digests": (
            "0 of them are summaries of publications.",
            "One of them is a summary of a publication.",
            "2 of them are summaries of publications.",
        ),
        "map_region": (
            "Lappi, 0 documents. Ask: Mitä?",
            "Lappi, 1 document. Ask: Mitä?",
            "Lappi, 2 documents. Ask: Mitä?",
        ),
        "of_region": ("0 documents: Lappi", "1 document: Lappi", "2 documents: Lappi"),
        "all": ("There are 0 sources.", "There is one source.", "There are 2 sources."),
        "found": ("0 sources match (of 3).", "One source matches (of 3).", "2 sources match (of 3)."),
        "sources_count": ("There are 0 sources.", "There is one source.", "There are 2 sources."),
        "days": ("0 days", "one day", "2 days"),
    },
}


@pytest.mark.parametrize("language", COUNTED)
def test_what_is_counted_is_told_as_one_counts(language: Language) -> None:
    texts = (page_texts, editing_texts, source_texts, lambda language: statement_texts("tietosuoja", language))
    words = {name: text for of in texts for name, text in of(language).items()}
    assert {name.removesuffix("_one") for name in words if name.endswith("_one")} == set(COUNTED[language])
    told = {
        name: tuple(counted(words, name, count, region="Lappi", question="Mitä?", total=3) for count in range(3))
        for name in COUNTED[language]
    }
    assert told == COUNTED[language]
