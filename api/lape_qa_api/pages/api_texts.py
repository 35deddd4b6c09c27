"""The words of the page of the API: in Finnish and English; a Swedish visitor reads the English ones."""

from collections.abc import Mapping
from typing import Literal

from lape_qa.language.model import Language

_Known = Literal["fi", "en"]

_TEXTS: Mapping[_Known, Mapping[str, str]] = {
    "fi": {
        "kicker": "Kehittäjälle",
        "title": "Rajapinta",
        "lead": "Samat vastaukset omaan ohjelmaasi: JSONia HTTP:n yli, sanatarkat lainaukset ja niiden paikat "
        "lähteissä.",
        "contents": "Sisällys",
        "begin": "Aluksi",
        "key": "Avaimen saat palvelun ylläpidolta (lape-qa keys add). Lähetä se otsakkeessa Authorization: Bearer. "
        "Esimerkit lukevat sen muuttujasta LAPE_QA_KEY. Palvelin ja avain ovat esimerkeissä keksittyjä.",
        "offsets": "Paikat lasketaan Unicode-merkkeinä asiakirjan tekstissä: text[start:end] on lainaus.",
        "limits": "Pyynnön rungossa saa olla enintään 64 kibitavua ja lähetettävässä tiedostossa 200 mebitavua. Tilat "
        "429 ja 503 kertovat otsakkeessa Retry-After, milloin voi yrittää uudelleen.",
        "named": "Jokaisella vastauksella on tunniste X-Request-ID. Se on myös lokissa, joten mainitse se, kun kysyt "
        "apua.",
        "described": "Sama koneille, kaikkien kenttien kuvauksineen:",
        "mcp": "Model Context Protocol toimii osoitteessa /mcp. Sen työkalut ovat ask_lape, search_lape ja "
        "read_source.",
        "scope": "Avaimelta vaaditaan",
        "or": "tai",
        "open": "Avainta ei tarvita.",
        "response": "Vastaus",
        "empty": "Vastauksessa ei ole runkoa.",
        "errors": "Ongelmat",
        "problems": "Ongelmat ja niiden syyt",
        "problems_lead": "Jokainen virhe on RFC 9457:n mukainen application/problem+json. Kenttä detail kertoo, mikä "
        "tällä kertaa on vialla ja miten sen voi korjata.",
        "problem_example": "Esimerkki ongelmasta",
        "status": "Tila",
        "type": "type",
        "meaning": "Mitä se tarkoittaa ja mitä voi tehdä",
    },
    "en": {
        "kicker": "For developers",
        "title": "The API",
        "lead": "The same answers for your own program: JSON over HTTP, verbatim quotes and their places in the "
        "sources.",
        "contents": "Contents",
        "begin": "To begin with",
        "key": "You get a key from whoever keeps the service (lape-qa keys add). Send it in the header Authorization: "
        "Bearer. The examples read it from the variable LAPE_QA_KEY. Server and key are made up.",
        "offsets": "Offsets count Unicode code points of a document’s text: text[start:end] is the quote.",
        "limits": "A request body has at most 64 KiB, a file that is sent in 200 MiB. 429 and 503 say in Retry-After "
        "when to come again.",
        "named": "Every response has an X-Request-ID, which the log has too: name it when you ask for help.",
        "described": "The same for programs, with every field described:",
        "mcp": "The Model Context Protocol is spoken at /mcp. Its tools are ask_lape, search_lape and read_source.",
        "scope": "The key needs",
        "or": "or",
        "open": "No key is needed.",
        "response": "Response",
        "empty": "The response has no body.",
        "errors": "Problems",
        "problems": "Problems and their causes",
        "problems_lead": "Every error is an application/problem+json of RFC 9457. Its detail says what is wrong this "
        "time, and how to mend it.",
        "problem_example": "Example of a problem",
        "status": "Status",
        "type": "type",
        "meaning": "What it means, and what to do",
    },
}

_TAGS: Mapping[str, str] = {
    "questions": "Kysymykset",
    "documents": "Lähteet",
    "editing": "Lähteiden ylläpito",
    "OpenAI": "OpenAI-yhteensopivat ohjelmat",
    "feedback": "Palaute",
    "widget": "Keskusteluikkuna",
    "health": "Palvelun tila",
}
_TAGS_IN_ENGLISH: Mapping[str, str] = {
    "questions": "Questions",
    "documents": "Sources",
    "editing": "Editing the sources",
    "OpenAI": "For clients of OpenAI",
    "feedback": "Feedback",
    "widget": "The chat widget",
    "health": "Is it in order?",
}

ROUTES: Mapping[str, tuple[str, str]] = {
    "POST /v1/ask": (
        "Vastaa kysymykseen",
        "Palauttaa vastauksen sanatarkkoine lainauksineen tai kertoo, etteivät lähteet vastaa (outcome on not_found).",
    ),
    "POST /v1/ask/stream": (
        "Vastaa kysymykseen osissa",
        "Sama vastaus tapahtumina (SSE): ensin lähteet, sitten virkkeet yksi kerrallaan ja lopuksi koko vastaus.",
    ),
    "GET /v1/search": (
        "Hae tekstikohtia",
        "Palauttaa kohdat, jotka vastaavat hakua parhaiten. Vastausta niistä ei muodosteta.",
    ),
    "GET /v1/documents": ("Luettele lähteet", "Palauttaa kaikkien lähteiden tiedot ilman tekstejä."),
    "POST /v1/documents": (
        "Lisää lähde",
        "Lähetä tiedosto lomakkeena (multipart/form-data) ja sen tiedot kenttinä. Palauttaa työn, jonka etenemistä voi "
        "seurata.",
    ),
    "GET /v1/documents/{identifier}": (
        "Hae yksi lähde",
        "Palauttaa lähteen tiedot ja tekstin, johon kaikki paikat viittaavat.",
    ),
    "PUT /v1/documents/{identifier}": ("Korvaa lähde", "Korvaa lähteen tiedoston uudella. Tunniste säilyy."),
    "DELETE /v1/documents/{identifier}": (
        "Poista tai hävitä lähde",
        "Poistaa lähteen. erase=true hävittää myös sen vanhat versiot, eikä sitä voi perua.",
    ),
    "GET /v1/jobs": ("Luettele lähteiden muutokset", "Palauttaa viimeisimmät muutokset, uusin ensin."),
    "POST /v1/jobs": (
        "Päivitä hakemisto tai palauta edellinen",
        "index lukee lähdekansion uudelleen, rollback palauttaa edellisen hakemiston käyttöön.",
    ),
    "GET /v1/jobs/{identifier}": ("Miten muutos etenee?", "Palauttaa yhden muutoksen tilan ja tuloksen."),
    "POST /v1/verify": (
        "Tarkista tallennettu vastaus",
        "Kertoo jokaisesta lainauksesta, seisooko se yhä lähteessä ja nimetäänkö lähde oikein.",
    ),
    "GET /v1/models": ("Luettele mallit", "OpenAI:n rajapinnan mukainen luettelo, jossa on yksi malli."),
    "GET /v1/models/{identifier}": ("Hae malli", "Yksi malli OpenAI:n rajapinnan mukaan; muita kuin lape-qa ei ole."),
    "POST /v1/chat/completions": (
        "Vastaa keskustelumallina",
        "OpenAI:n rajapinnan mukainen vastaus: viimeisin käyttäjän viesti on kysymys, lähteet ovat viesteissä.",
    ),
    "POST /v1/feedback": (
        "Kerro, oliko vastauksesta apua",
        "Tallentaa palautteen vastauksesta, jonka answer_id nimeää.",
    ),
    "GET /v1/unanswered": (
        "Luettele aiheet ilman vastausta",
        "Sanat, joista on kysytty ilman vastausta. Toimii, kun aiheiden laskeminen on otettu käyttöön.",
    ),
    "GET /v1/widget/config": ("Mitä keskusteluikkuna näyttää ensin", "Ehdotetut kysymykset ja yhteystieto."),
    "POST /v1/widget/token": (
        "Hae tunnus sivulle",
        "Palauttaa lyhytikäisen tunnuksen sivulle, jonka alkuperä on sallittu asetuksella LAPE_QA_ORIGINS.",
    ),
    "GET /healthz": ("Onko palvelu käynnissä?", "Vastaa heti, kun prosessi elää."),
    "GET /readyz": ("Onko palvelu kunnossa?", "Kertoo, millä vastataan ja mitä puuttuu."),
    "GET /metrics": ("Luvut Prometheukselle", "Laskurit ja kestot ilman kysymysten sanoja."),
}
"""The summary and description of each route in Finnish; in English they are those of the OpenAPI description."""

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "urn:lape-qa:problem:invalid-request": (
        "Pyyntö ei ole rajapinnan mukainen. detail nimeää kentän ja vian.",
        "The request does not fit the API. detail names the field and what is wrong with it.",
    ),
    "urn:lape-qa:problem:question": (
        "Kysymys on tyhjä, liian pitkä tai ei ole kysymys. Korjaa se ja kysy uudelleen.",
        "The question is empty, too long, or none. Mend it and ask again.",
    ),
    "urn:lape-qa:problem:conflict": (
        "Toinen muutos on kesken tai tunniste on jo käytössä. Odota tai valitse toinen tunniste.",
        "Another change is being made, or the id is taken. Wait, or choose another id.",
    ),
    "urn:lape-qa:problem:document": (
        "Tiedosto ei kelpaa lähteeksi. detail kertoo syyn ja korjauksen.",
        "The file cannot be a source. detail says why, and how to mend it.",
    ),
    "urn:lape-qa:problem:index-unavailable": (
        "Hakemistoa tai mallia ei voi käyttää. Syy on palvelun lokissa, ja palvelu yrittää itse uudelleen.",
        "The index or the model cannot be used. The service’s log says why, and it tries again by itself.",
    ),
    "urn:lape-qa:problem:state-unavailable": (
        "Palvelun tietokantaa ei juuri nyt voi lukea tai kirjoittaa. Yritä uudelleen.",
        "The service’s database cannot be read or written at the moment. Try again.",
    ),
    "urn:lape-qa:problem:starting": (
        "Palvelu on käynnistymässä. Yritä uudelleen muutaman sekunnin kuluttua.",
        "The service is starting. Try again in a few seconds.",
    ),
    "urn:lape-qa:problem:busy": (
        "Kysymyksiä on jonossa liikaa. Yritä hetken kuluttua uudelleen.",
        "Too many questions are waiting. Try again in a moment.",
    ),
    "urn:lape-qa:problem:internal": (
        "Palvelu ei ole kunnossa. Syy on sen lokissa; mainitse X-Request-ID ylläpidolle.",
        "The service is not in order. Its log says why; tell whoever keeps it the X-Request-ID.",
    ),
}
"""What each type of problem means, in Finnish and English."""

STATUSES: Mapping[str, tuple[str, str]] = {
    "400": ("Pyynnön runko ei ole JSONia.", "The body is no JSON."),
    "401": ("Avain puuttuu tai ei kelpaa.", "There is no key, or none that is good."),
    "403": ("Avaimella ei ole tarvittavaa oikeutta.", "The key lacks the scope."),
    "404": ("Sillä nimellä tai osoitteella ei ole mitään.", "There is nothing of that name, or at that address."),
    "408": ("Pyyntö ei tullut perille ajoissa.", "The request did not arrive in time."),
    "409": ("Jokin muu on tiellä: katso type.", "Something else stands in the way: see type."),
    "413": ("Pyyntö on liian suuri.", "The request is too large."),
    "415": ("Content-Type on väärä.", "The Content-Type is another than it should be."),
    "422": ("Pyyntö ymmärrettiin, mutta se ei kelpaa: katso type.", "Understood, but not acceptable: see type."),
    "429": ("Pyyntöjä tuli liikaa. Odota Retry-After sekuntia.", "Too many requests. Wait Retry-After seconds."),
    "503": ("Palvelu ei juuri nyt vastaa: katso type.", "The service does not answer at the moment: see type."),
}
"""What each status means, in Finnish and English; problems whose status says it all have the type about:blank."""


def api_language(language: Language) -> _Known:
    """Return the language in which a visitor reads of the API."""
    return "fi" if language == "fi" else "en"


def api_texts(language: _Known) -> Mapping[str, str]:
    """Return the words around the routes."""
    return _TEXTS[language]


def tag_names(language: _Known) -> Mapping[str, str]:
    """Return what groups of routes are called."""
    return _TAGS if language == "fi" else _TAGS_IN_ENGLISH
