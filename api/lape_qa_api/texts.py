"""The words of the reader page, in the language of the document it shows."""

from collections.abc import Mapping
from datetime import date

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "fi": {
        "document": "Lähdeasiakirja",
        "publisher": "Julkaisija",
        "author": "Kirjoittaja",
        "published": "Julkaistu",
        "region": "Alue",
        "original": "Alkuperäinen julkaisu",
        "rights": "Käyttöoikeus",
        "version": "Version tunniste",
        "inferred": "päätelty tekstistä",
        "jump": "Siirry lainattuun kohtaan",
        "home": "Kysy LAPEn tuloksista",
        "marked": "Lainattu kohta on korostettu.",
        "marked_on_page": "Lainattu kohta (s. %d) on korostettu.",
        "changed": "Asiakirja on muuttunut lainaamisen jälkeen. Siksi lainattua kohtaa ei korosteta tässä versiossa.",
        "earlier": "Tämä on se versio, jota lainattiin. Asiakirja on muuttunut sen jälkeen.",
        "renamed": "Tämä on se versio, jota lainattiin. Sama teksti on nyt lähteissä toisella tunnuksella.",
        "removed": "Tämä on se versio, jota lainattiin. Asiakirja on sittemmin poistettu lähteistä.",
        "stands": "Näytä sama kohta nykyisessä versiossa",
        "gone": "Lainattua kohtaa ei ole nykyisessä versiossa.",
        "newest": "Avaa nykyinen versio",
        "outside": "Pyydettyä kohtaa ei ole tässä asiakirjassa, joten mitään ei korosteta.",
    },
    "sv": {
        "document": "Källdokument",
        "publisher": "Utgivare",
        "author": "Författare",
        "published": "Publicerat",
        "region": "Område",
        "original": "Ursprunglig publikation",
        "rights": "Användningsrätt",
        "version": "Versionens kontrollsumma",
        "inferred": "härlett ur texten",
        "jump": "Gå till det citerade stället",
        "home": "Fråga om resultaten av LAPE",
        "marked": "Det citerade stället är markerat.",
        "marked_on_page": "Det citerade stället (s. %d) är markerat.",
        "changed": "Dokumentet har ändrats sedan det citerades. Därför markeras inget ställe i den här versionen.",
        "earlier": "Det här är den version som citerades. Dokumentet har ändrats sedan dess.",
        "renamed": "Det här är den version som citerades. Samma text finns nu bland källorna under ett annat namn.",
        "removed": "Det här är den version som citerades. Dokumentet har sedan dess tagits bort ur källorna.",
        "stands": "Visa samma ställe i den nuvarande versionen",
        "gone": "Det citerade stället finns inte i den nuvarande versionen.",
        "newest": "Öppna den nuvarande versionen",
        "outside": "Det begärda stället finns inte i dokumentet, så inget markeras.",
    },
    "en": {
        "document": "Source document",
        "publisher": "Publisher",
        "author": "Author",
        "published": "Published",
        "region": "Region",
        "original": "Original publication",
        "rights": "Rights",
        "version": "Version checksum",
        "inferred": "inferred from the text",
        "jump": "Go to the quoted passage",
        "home": "Ask about the results of LAPE",
        "marked": "The quoted passage is highlighted.",
        "marked_on_page": "The quoted passage (p. %d) is highlighted.",
        "changed": "This document has changed since it was quoted, so nothing is highlighted in this version.",
        "earlier": "This is the version that was quoted. The document has changed since then.",
        "renamed": "This is the version that was quoted. The same text is now among the sources under another name.",
        "removed": "This is the version that was quoted. The document has since been removed from the sources.",
        "stands": "Show the same place in the current version",
        "gone": "The quoted words do not stand in the current version.",
        "newest": "Open the current version",
        "outside": "The requested passage is not in this document, so nothing is highlighted.",
    },
}


def reader_texts(language: str) -> tuple[str, Mapping[str, str]]:
    """Return a language and its words: the document's own if there are words in it, or Finnish."""
    known = language if language in _TEXTS else "fi"
    return known, _TEXTS[known]


def written_date(published: str, language: str) -> str:
    """Return an ISO date as it is written in a language; a year, or anything else, stays as it is."""
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}" if language == "en" else f"{day.day}.{day.month}.{day.year}"
