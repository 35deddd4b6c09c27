"""The words of the pages: the reader's in the language of the document it shows, the others' in the visitor's."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from lape_qa.answer.model import SURE
from lape_qa.language.model import Language

LANGUAGES: Mapping[Language, str] = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
"""The languages of the pages, each by its own name."""

_DATES: Mapping[Language, str] = {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMMM y"}

_SURE_COMMA = f"{SURE}".replace(".", ",")
_FRAME: Mapping[Language, Mapping[str, str]] = {
    "fi": {
        "skip": "Siirry sisältöön",
        "languages": "Kieli",
        "places": "Sivut",
        "ask": "Kysy",
        "sources": "Lähteet",
        "evaluation": "Arviointi",
        "api": "Rajapinta",
        "privacy": "Tietosuoja",
        "accessibility": "Saavutettavuus",
        "owner": "Palvelun tarjoaa",
        "contact": "Ota yhteyttä",
    },
    "sv": {
        "skip": "Gå till innehållet",
        "languages": "Språk",
        "places": "Sidor",
        "ask": "Fråga",
        "sources": "Källor",
        "evaluation": "Utvärdering",
        "api": "Gränssnitt",
        "privacy": "Dataskydd",
        "accessibility": "Tillgänglighet",
        "owner": "Tjänsten tillhandahålls av",
        "contact": "Ta kontakt",
    },
    "en": {
        "skip": "Go to the content",
        "languages": "Language",
        "places": "Pages",
        "ask": "Ask",
        "sources": "Sources",
        "evaluation": "Evaluation",
        "api": "API",
        "privacy": "Privacy",
        "accessibility": "Accessibility",
        "owner": "The service is offered by",
        "contact": "Contact",
    },
}

_READER: Mapping[Language, Mapping[str, str]] = {
    "fi": {
        "document": "Lähdeasiakirja",
        "digest": "Tiivistelmä julkaisusta",
        "digest_more": "Yllä olevat tiedot kertovat alkuperäisestä julkaisusta. Alla oleva teksti on siitä tehty "
        "tiivistelmä, eivätkä sen virkkeet ole kirjoittajan tai julkaisijan sanoja.",
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
        "marked_on_page": "Lainattu kohta (%s) on korostettu.",
        "others": "Saman vastauksen muut lainaukset on alleviivattu.",
        "changed": "Asiakirja on muuttunut lainaamisen jälkeen. Siksi lainattua kohtaa ei korosteta tässä versiossa.",
        "earlier": "Tämä on se versio, jota lainattiin. Asiakirja on muuttunut sen jälkeen.",
        "renamed": "Tämä on se versio, jota lainattiin. Sama teksti on nyt lähteissä toisella tunnuksella.",
        "removed": "Tämä on se versio, jota lainattiin. Asiakirja on sittemmin poistettu lähteistä.",
        "stands": "Näytä sama kohta nykyisessä versiossa",
        "gone": "Lainattua kohtaa ei ole nykyisessä versiossa.",
        "newest": "Avaa nykyinen versio",
        "outside": "Pyydettyä kohtaa ei ole tässä asiakirjassa, joten mitään ei korosteta.",
        "languages": "Kieli",
        "changes": "Katso, mitä on muuttunut",
        "changes_lead": "Poistettu teksti on yliviivattu ja lisätty teksti alleviivattu. Muuttumattomia kohtia "
        "ei näytetä.",
        "unchanged": "Kappaleita ennallaan: %d",
        "deleted": "poistettu:",
        "added": "lisätty:",
        "end": "(loppu)",
        "too_long": "Versiot ovat liian pitkiä verrattaviksi tässä.",
        "sheet": "Alkuperäinen, %s.",
        "sheet_marked": "Kuva alkuperäisestä, %s. Kuvassa on korostettu lainaus: ”%s”",
        "sheet_plain": "Kuva alkuperäisestä, %s. Sivulla on lainaus, jota ei ole korostettu: ”%s”",
        "unplaced": "Lainattua kohtaa ei löytynyt kuvasta, joten sitä ei ole korostettu. Tekstissä se on.",
        "undrawn": "Alkuperäisen sivun (%s) kuvaa ei voi nyt näyttää.",
        "enlarge": "Näytä sivu suurempana",
        "reduce": "Pienennä sivu ja siirry lainattuun kohtaan",
        "as_text": "Asiakirja tekstinä",
    },
    "sv": {
        "document": "Källdokument",
        "digest": "Sammandrag av",
        "digest_more": "Uppgifterna ovan gäller den ursprungliga publikationen. Texten nedan är ett sammandrag av den, "
        "och meningarna är inte författarens eller utgivarens egna ord.",
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
        "marked_on_page": "Det citerade stället (%s) är markerat.",
        "others": "De övriga citaten i samma svar är understrukna.",
        "changed": "Dokumentet har ändrats sedan det citerades. Därför markeras inget ställe i den här versionen.",
        "earlier": "Det här är den version som citerades. Dokumentet har ändrats sedan dess.",
        "renamed": "Det här är den version som citerades. Samma text finns nu bland källorna under ett annat namn.",
        "removed": "Det här är den version som citerades. Dokumentet har sedan dess tagits bort ur källorna.",
        "stands": "Visa samma ställe i den nuvarande versionen",
        "gone": "Det citerade stället finns inte i den nuvarande versionen.",
        "newest": "Öppna den nuvarande versionen",
        "outside": "Det begärda stället finns inte i dokumentet, så inget markeras.",
        "languages": "Språk",
        "changes": "Se vad som har ändrats",
        "changes_lead": "Text som har strukits är överstruken och ny text är understruken. Oförändrade ställen "
        "visas inte.",
        "unchanged": "Oförändrade stycken: %d",
        "deleted": "struket:",
        "added": "tillagt:",
        "end": "(slut)",
        "too_long": "Versionerna är för långa för att jämföras här.",
        "sheet": "Originalet, %s.",
        "sheet_marked": "Bild av originalet, %s. Citatet är markerat i bilden: ”%s”",
        "sheet_plain": "Bild av originalet, %s. På sidan finns ett citat som inte är markerat: ”%s”",
        "unplaced": "Det citerade stället hittades inte i bilden, så det är inte markerat där. I texten är det "
        "markerat.",
        "undrawn": "Bilden av originalets sida (%s) kan inte visas just nu.",
        "enlarge": "Visa sidan större",
        "reduce": "Minska sidan och gå till det citerade stället",
        "as_text": "Dokumentet som text",
    },
    "en": {
        "document": "Source document",
        "digest": "Summary of",
        "digest_more": "The facts above are those of the original publication. The text below is a summary of it, and "
        "its sentences are not the words of the author or the publisher.",
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
        "marked_on_page": "The quoted passage (%s) is highlighted.",
        "others": "The other quotes of the same answer are underlined.",
        "changed": "This document has changed since it was quoted, so nothing is highlighted in this version.",
        "earlier": "This is the version that was quoted. The document has changed since then.",
        "renamed": "This is the version that was quoted. The same text is now among the sources under another name.",
        "removed": "This is the version that was quoted. The document has since been removed from the sources.",
        "stands": "Show the same place in the current version",
        "gone": "The quoted words do not stand in the current version.",
        "newest": "Open the current version",
        "outside": "The requested passage is not in this document, so nothing is highlighted.",
        "languages": "Language",
        "changes": "See what has changed",
        "changes_lead": "Removed text is struck through, and added text is underlined. What is unchanged is not shown.",
        "unchanged": "Unchanged paragraphs: %d",
        "deleted": "removed:",
        "added": "added:",
        "end": "(end)",
        "too_long": "The versions are too long to be compared here.",
        "sheet": "The original, %s.",
        "sheet_marked": "Picture of the original, %s. The quote is highlighted in it: “%s”",
        "sheet_plain": "Picture of the original, %s. The page has a quote that is not highlighted: “%s”",
        "unplaced": "The quoted words were not found in the picture, so they are not highlighted there. In the text "
        "they are.",
        "undrawn": "The picture of the original’s page (%s) cannot be shown now.",
        "enlarge": "Show the page larger",
        "reduce": "Make the page smaller and go to the quoted passage",
        "as_text": "The document as text",
    },
}


_PAGES: Mapping[Language, Mapping[str, str]] = {
    "fi": {
        "title": "Kysy LAPEn tuloksista",
        "lead": "LAPE on lapsi- ja perhepalveluiden muutosohjelma. Tämä automaattinen palvelu vastaa lähteiden omin "
        "sanoin tai sanoo, ettei vastausta löytynyt.",
        "description": "Kysy LAPE-muutosohjelman tuloksista: vastaukset ovat suoria lainauksia lähteistä.",
        "chat": "Kysy lähteiltä",
        "asked": "Näin voit kysyä",
        "script": "Kysyminen tällä sivulla vaatii JavaScriptin. Lähteitä voi lukea ilmankin.",
        "coverage": "Mitä lähteet kattavat",
        "coverage_lead": "Vastauksia haetaan vain näistä asiakirjoista.",
        "digests": "Niistä {count} on alkuperäisten julkaisujen tiivistelmiä.",
        "digests_one": "Niistä yksi on alkuperäisen julkaisun tiivistelmä.",
        "map": "Suomen maakunnat kartalla",
        "map_hint": "Valitse maakunta, niin palvelu kertoo sen tuloksista. Taulukon luvusta avautuvat sen asiakirjat.",
        "map_note": "Kartta on yksinkertaistettu: maakunnat ovat vuoden 2019 mukaiset, ja rajat on piirretty suurin "
        "piirtein.",
        "map_region": "{region}, {count} asiakirjaa. Kysy: {question}",
        "map_region_one": "{region}, 1 asiakirja. Kysy: {question}",
        "map_none": "%s, ei asiakirjoja",
        "of_region": "{count} asiakirjaa: {region}",
        "of_region_one": "1 asiakirja: {region}",
        "all_sources": "Selaa kaikkia lähteitä",
        "total": "Yhteensä",
        "region": "Alue",
        "documents": "Asiakirjoja",
        "years": "Julkaistu",
        "nationwide": "Valtakunnallinen",
        "unknown": "Ei aluetietoa",
        "trust": "Miten tähän voi luottaa",
        "verbatim": "Lainaus tarkistetaan",
        "verbatim_more": "Jokaista lainausta verrataan lähteen tekstiin merkki merkiltä, ennen kuin se näytetään. Jos "
        "lähde on tiivistelmä julkaisusta, se sanotaan lainauksen alla.",
        "abstains": "Epävarma vastaus merkitään",
        "abstains_more": "Se, vastaako lainaus kysymykseen, on palvelun arvio, ja arvio voi olla väärä. Jos varmuus "
        f"jää alle {_SURE_COMMA}:n (asteikolla 0–1), vastauksen yllä lukee ”Epävarma”. Tarkista tärkeä asia lähteestä.",
        "house": "Mikään ei lähde talosta",
        "house_more": "Palvelu toimii omalla palvelimella ilman verkkoyhteyttä. Evästeitä ei ole.",
        "evaluation_link": "Kuinka usein vastaus on oikein: arvioinnin tulokset",
    },
    "sv": {
        "title": "Fråga om resultaten av LAPE",
        "lead": "LAPE är programmet för utveckling av barn- och familjetjänsterna. Den här automatiska tjänsten svarar "
        "med källornas egna ord eller säger att inget svar hittades.",
        "description": "Fråga om resultaten av LAPE-programmet: svaren är ordagranna citat ur källorna.",
        "chat": "Fråga källorna",
        "asked": "Så här kan du fråga",
        "script": "Det krävs JavaScript för att fråga på den här sidan. Källorna kan läsas utan.",
        "coverage": "Vad källorna omfattar",
        "coverage_lead": "Svaren söks bara i de här dokumenten.",
        "digests": "{count} av dem är sammandrag av publikationer.",
        "digests_one": "Ett av dem är ett sammandrag av en publikation.",
        "map": "Finlands landskap på kartan",
        "map_hint": "Välj ett landskap, så berättar tjänsten om dess resultat. Antalet i tabellen öppnar dokumenten.",
        "map_note": "Kartan är förenklad: landskapen är de från 2019, och gränserna är ritade ungefär.",
        "map_region": "{region}, {count} dokument. Fråga: {question}",
        "map_region_one": "{region}, 1 dokument. Fråga: {question}",
        "map_none": "%s, inga dokument",
        "of_region": "{count} dokument: {region}",
        "of_region_one": "1 dokument: {region}",
        "all_sources": "Bläddra bland alla källor",
        "total": "Sammanlagt",
        "region": "Område",
        "documents": "Dokument",
        "years": "Publicerade",
        "nationwide": "Riksomfattande",
        "unknown": "Inget område angivet",
        "trust": "Varför man kan lita på svaren",
        "verbatim": "Citatet kontrolleras",
        "verbatim_more": "Varje citat jämförs tecken för tecken med källans text innan det visas. Om källan är ett "
        "sammandrag av en publikation sägs det under citatet.",
        "abstains": "Ett osäkert svar märks ut",
        "abstains_more": "Om citatet svarar på frågan är tjänstens bedömning, och den kan vara fel. Är säkerheten "
        f"under {_SURE_COMMA} (på skalan 0–1) står det ”Osäkert” ovanför svaret. Kontrollera viktiga saker i källan.",
        "house": "Ingenting lämnar huset",
        "house_more": "Tjänsten körs på den egna servern utan nätförbindelse. Den använder inga kakor.",
        "evaluation_link": "Hur ofta är svaret rätt: resultaten av utvärderingen",
    },
    "en": {
        "title": "Ask about the results of LAPE",
        "lead": "LAPE is Finland’s programme to address child and family services. This automatic service answers in "
        "the sources’ own words, or says that it found no answer.",
        "description": "Ask about the results of the LAPE programme: answers are verbatim quotes from the sources.",
        "chat": "Ask the sources",
        "asked": "You can ask like this",
        "script": "Asking on this page needs JavaScript. The sources can be read without it.",
        "coverage": "What the sources cover",
        "coverage_lead": "Answers are looked for in these documents only.",
        "digests": "{count} of them are summaries of publications.",
        "digests_one": "One of them is a summary of a publication.",
        "map": "Finland’s regions on the map",
        "map_hint": "Choose a region, and the service tells of its results. The number in the table opens the "
        "documents.",
        "map_note": "The map is simplified: regions are those of 2019, and borders are drawn roughly.",
        "map_region": "{region}, {count} documents. Ask: {question}",
        "map_region_one": "{region}, 1 document. Ask: {question}",
        "map_none": "%s, no documents",
        "of_region": "{count} documents: {region}",
        "of_region_one": "1 document: {region}",
        "all_sources": "Browse all sources",
        "total": "In all",
        "region": "Region",
        "documents": "Documents",
        "years": "Published",
        "nationwide": "Nationwide",
        "unknown": "No region stated",
        "trust": "Why it can be trusted",
        "verbatim": "The quote is checked",
        "verbatim_more": "Each quote is compared with the source’s text, character by character, before it is shown. "
        "Where a source is a summary of a publication, it says so below the quote.",
        "abstains": "An uncertain answer is marked",
        "abstains_more": "Whether a quote answers the question is the service’s estimate, which may be wrong. Below a "
        f"confidence of {SURE} (from 0 to 1), the answer is marked as uncertain. Check what matters in the source.",
        "house": "Nothing leaves the house",
        "house_more": "The service runs on your own server without a network connection. There are no cookies.",
        "evaluation_link": "How often the answer is right: the evaluation results",
    },
}


# What is said otherwise where a language model may word answers.
_WITH_LLM: Mapping[Language, Mapping[str, str]] = {
    "fi": {
        "lead": "LAPE on lapsi- ja perhepalveluiden muutosohjelma. Tämä automaattinen palvelu lainaa vastauksen "
        "lähteistä tai muotoilee sen kielimallilla ja näyttää aina lähteen omat sanat.",
        "description": "Kysy LAPE-muutosohjelman tuloksista: jokaisella vastauksen virkkeellä on lähde.",
        "verbatim": "Jokaisella virkkeellä on lähde",
        "verbatim_more": "Jos kielimalli on muotoillut virkkeen, se sanotaan, ja lähteen omat sanat ovat sen alla. "
        "Jokaista lainausta verrataan lähteen tekstiin merkki merkiltä, ennen kuin se näytetään. Jos lähde on "
        "tiivistelmä julkaisusta, sekin sanotaan.",
        "house": "Kielimalli saa vain tarpeellisen",
        "house_more": "Kysymys ja vastauksen lähdekohdat lähetetään kielimallin palvelimelle, jonka ylläpitäjä on "
        "valinnut. Muuta ei lähetetä. Evästeitä ei ole.",
    },
    "sv": {
        "lead": "LAPE är programmet för utveckling av barn- och familjetjänsterna. Den här automatiska tjänsten "
        "citerar svaret ur källorna eller formulerar det med en språkmodell och visar alltid källans egna ord.",
        "description": "Fråga om resultaten av LAPE-programmet: varje mening i svaret har en källa.",
        "verbatim": "Varje mening har en källa",
        "verbatim_more": "Om en språkmodell har formulerat meningen sägs det, och källans egna ord står under den. "
        "Varje citat jämförs tecken för tecken med källans text innan det visas. Om källan är ett sammandrag av en "
        "publikation sägs det också.",
        "house": "Språkmodellen får bara det som behövs",
        "house_more": "Frågan och de ställen i källorna som svaret bygger på skickas till språkmodellens server, som "
        "administratören har valt. Inget annat skickas. Tjänsten använder inga kakor.",
    },
    "en": {
        "lead": "LAPE is Finland’s programme to address child and family services. This automatic service quotes the "
        "answer from its sources or words it with a language model, and always shows the source’s own words.",
        "description": "Ask about the results of the LAPE programme: every sentence of an answer has a source.",
        "verbatim": "Every sentence has a source",
        "verbatim_more": "When a language model has worded a sentence, it says so, and the source’s own words stand "
        "below. Each quote is compared with the source’s text, character by character, before it is shown. Where a "
        "source is a summary of a publication, it says that too.",
        "house": "The language model gets only what it needs",
        "house_more": "The question and the passages that the answer is from are sent to the language model’s server, "
        "which the administrator has chosen. Nothing else is sent. There are no cookies.",
    },
}


def frame_texts(language: Language) -> Mapping[str, str]:
    """Return the words around every page: the ways to the others, and who offers the service."""
    return _FRAME[language]


def page_texts(language: Language, *, llm: bool = False) -> Mapping[str, str]:
    """Return the words of the demo page, also where a language model may word answers, and of the pages it links to."""
    return {**_PAGES[language], **(_WITH_LLM[language] if llm else {})}


def reader_texts(language: str) -> tuple[Language, Mapping[str, str]]:
    """Return a language and its words: the document's own if there are words in it, or Finnish."""
    known: Language = next((known for known in _READER if known == language), "fi")
    return known, _READER[known]


def counted(texts: Mapping[str, str], name: str, count: int, **named: str | int) -> str:
    """Return a text in which something is counted: that for one by the name `NAME_one`, that for none and several."""
    return texts[f"{name}_one" if count == 1 else name].format(count=count, **named)


def written_date(published: str, language: Language) -> str:
    """Return an ISO date as it is written in a language; a year, or anything else, stays as it is."""
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return published
    return format_date(day, _DATES[language], locale=language)
