"""What the service itself says of privacy and accessibility, where its owner has worded no statement."""

from collections.abc import Mapping
from typing import Literal

from lape_qa.language.model import Language
from lape_qa_api.config import Config

Statement = Literal["tietosuoja", "saavutettavuus"]

ACCESSIBILITY_FACTS = ("keyboard", "reader", "contrast", "zoom", "scriptless", "motion", "tested")
"""What is told of accessibility, in order."""


def privacy_facts(config: Config) -> tuple[str, ...]:
    """Return what is told of privacy under some settings, in order."""
    return (
        "llm" if config.llm else "local",
        "questions_kept" if config.keep_questions else "questions",
        *(("topics",) if config.unanswered_topics else ()),
        "feedback",
        "log",
        "cookies",
    )


_TEXTS: Mapping[Statement, Mapping[Language, Mapping[str, str]]] = {
    "tietosuoja": {
        "fi": {
            "title": "Tietosuoja",
            "lead": "Näin palvelu käsittelee sitä, mitä siltä kysytään. Tämä sivu on tehty palvelun asetuksista.",
            "local": "Vastaus haetaan palvelun omalla palvelimella. Kysymys ei lähde sieltä minnekään.",
            "llm": "Vastattu kysymys ja vastauksen lähdekohtien virkkeitä lähetetään kielimallin palvelimelle, "
            "jonka ylläpitäjä on valinnut. Muuta ei lähetetä.",
            "questions": "Kysymystä ei tallenneta. Se on muistissa vain sen ajan, kun vastausta haetaan.",
            "questions_kept": "Kysymykset tallennetaan sellaisina kuin ne kysyttiin, ilman tietoa kysyjästä. Ne "
            "poistetaan {days} kuluttua.",
            "topics": "Vastaamatta jääneistä kysymyksistä lasketaan yksittäisiä alan sanoja, kun riittävän moni on "
            "kysynyt samaa. Kysyjistä ei jää tietoa. Sanat poistetaan {days} kuluttua.",
            "feedback": "Palaute vastauksesta tallennetaan päivän tarkkuudella ja poistetaan {days} kuluttua. "
            "Älä kirjoita palautteeseen henkilötietoja.",
            "log": "Lokiin kirjataan, milloin ja millaista sivua pyydettiin, mutta ei kysymystä eikä verkko-osoitetta.",
            "cookies": "Kävijältä ei tallenneta evästeitä, eikä sivuille ladata mitään muualta. Keskustelu on selaimen "
            "muistissa, kunnes välilehti suljetaan. Vain lähteiden ylläpitäjillä on kirjautumiseväste.",
            "days": "{count} päivän",
            "days_one": "yhden päivän",
            "who": "Tietosuojasta vastaa {owner}.",
            "nobody": "Palvelun tarjoaja ei ole julkaissut omaa tietosuojaselostettaan tällä sivulla.",
        },
        "sv": {
            "title": "Dataskydd",
            "lead": "Så behandlar tjänsten det som den blir frågad. Den här sidan är gjord av tjänstens inställningar.",
            "local": "Svaret söks på tjänstens egen server. Frågan skickas ingenstans därifrån.",
            "llm": "En besvarad fråga och meningar ur det som svaret bygger på skickas till språkmodellens server, som "
            "administratören har valt. Inget annat skickas.",
            "questions": "Frågan sparas inte. Den finns i minnet bara medan svaret söks.",
            "questions_kept": "Frågorna sparas så som de ställdes, utan uppgift om vem som frågade. De raderas efter "
            "{days}.",
            "topics": "Ur obesvarade frågor räknas enskilda ord inom området, när tillräckligt många har frågat om "
            "samma sak. Inget sparas om vem som frågade. Orden raderas efter {days}.",
            "feedback": "Respons på ett svar sparas med dagens datum och raderas efter {days}. Skriv inga "
            "personuppgifter i responsen.",
            "log": "I loggen står när och vilket slags sida som begärdes, men inte frågan eller nätadressen.",
            "cookies": "Inga kakor sparas hos besökaren, och sidorna laddar ingenting från andra ställen. Samtalet "
            "finns i webbläsarens minne tills fliken stängs. Bara de som sköter källorna har en kaka för inloggning.",
            "days": "{count} dagar",
            "days_one": "en dag",
            "who": "För dataskyddet svarar {owner}.",
            "nobody": "Den som tillhandahåller tjänsten har inte publicerat en egen dataskyddsbeskrivning här.",
        },
        "en": {
            "title": "Privacy",
            "lead": "How the service treats what it is asked. This page is made from the settings of the service.",
            "local": "The answer is found on the service’s own server. The question is sent nowhere else.",
            "llm": "An answered question and sentences of the passages that the answer is from are sent to the "
            "language model’s server, which the administrator has chosen. Nothing else is sent.",
            "questions": "The question is not stored. It is in memory only while its answer is looked for.",
            "questions_kept": "Questions are stored as they were asked, without who asked. They are deleted after "
            "{days}.",
            "topics": "Of questions without an answer, single words of the field are counted once enough people have "
            "asked the same. Nothing is kept of who asked. Words are deleted after {days}.",
            "feedback": "Feedback on an answer is stored with the day, and deleted after {days}. Please write no "
            "personal data in it.",
            "log": "The log says when and what kind of page was asked for, but neither the question nor the network "
            "address.",
            "cookies": "Visitors get no cookies, and pages load nothing from elsewhere. The conversation stays in the "
            "browser’s memory until the tab is closed. Only those who look after the sources have a cookie, for "
            "signing in.",
            "days": "{count} days",
            "days_one": "one day",
            "who": "Responsible for privacy: {owner}.",
            "nobody": "Whoever offers the service has published no privacy statement of their own here.",
        },
    },
    "saavutettavuus": {
        "fi": {
            "title": "Saavutettavuus",
            "lead": "Palvelun tavoitteena on täyttää WCAG 2.1 -ohjeistuksen A- ja AA-tason vaatimukset.",
            "keyboard": "Kaikkea voi käyttää pelkällä näppäimistöllä, ja kohdistus näkyy.",
            "reader": "Ruudunlukija kertoo, kun vastausta haetaan ja kun se on saatu. Sivujen ja lainausten kieli on "
            "merkitty, ja kartan tiedot ovat myös taulukossa.",
            "contrast": "Tekstin kontrasti on vähintään 4,5:1 vaaleassa ja tummassa ulkoasussa. Järjestelmän "
            "suurikontrastiset värit toimivat.",
            "zoom": "Sisältö mahtuu 320 kuvapisteen levyiselle näytölle, ja sen voi suurentaa 400 prosenttiin.",
            "scriptless": "Lähteet, arviointi ja selosteet toimivat ilman JavaScriptiä. Kysyminen vaatii sen.",
            "motion": "Liikettä ei ole, jos laitteen asetuksissa on pyydetty vähentämään sitä.",
            "tested": "Sivut tarkistetaan automaattisesti axe-core-työkalulla jokaisessa versiossa. Automaattinen "
            "tarkistus ei korvaa ihmisen arviota.",
            "who": "Palvelusta vastaa {owner}. Kerro puutteesta alla olevaan yhteystietoon.",
            "nobody": "Palvelun tarjoaja ei ole julkaissut omaa saavutettavuusselostettaan tällä sivulla.",
        },
        "sv": {
            "title": "Tillgänglighet",
            "lead": "Målet är att tjänsten uppfyller kraven på nivåerna A och AA i riktlinjerna WCAG 2.1.",
            "keyboard": "Allt kan användas med enbart tangentbordet, och fokus syns.",
            "reader": "En skärmläsare berättar när svaret söks och när det har kommit. Sidornas och citatens språk är "
            "utmärkt, och kartans uppgifter finns också i en tabell.",
            "contrast": "Textens kontrast är minst 4,5:1 i det ljusa och det mörka utseendet. Systemets färger med hög "
            "kontrast fungerar.",
            "zoom": "Innehållet ryms på en skärm som är 320 bildpunkter bred och kan förstoras till 400 procent.",
            "scriptless": "Källorna, utvärderingen och redogörelserna fungerar utan JavaScript. Det krävs för att "
            "fråga.",
            "motion": "Ingenting rör sig om enheten är inställd på att minska rörelse.",
            "tested": "Sidorna granskas automatiskt med axe-core i varje version. Automatisk granskning ersätter inte "
            "en människas bedömning.",
            "who": "För tjänsten svarar {owner}. Berätta om en brist via kontaktuppgiften nedan.",
            "nobody": "Den som tillhandahåller tjänsten har inte publicerat ett eget tillgänglighetsutlåtande här.",
        },
        "en": {
            "title": "Accessibility",
            "lead": "The aim is that the service meets levels A and AA of the WCAG 2.1 guidelines.",
            "keyboard": "Everything can be used with the keyboard alone, and the focus is visible.",
            "reader": "A screen reader says when an answer is being looked for and when it has come. The language of "
            "pages and quotes is marked, and what the map shows is in a table too.",
            "contrast": "Text has a contrast of at least 4.5:1 in the light and in the dark theme. The system’s "
            "high-contrast colours work.",
            "zoom": "The content fits a screen 320 pixels wide, and can be enlarged to 400 per cent.",
            "scriptless": "Sources, evaluation and statements work without JavaScript. Asking needs it.",
            "motion": "Nothing moves when the device is set to reduce motion.",
            "tested": "Pages are checked automatically with axe-core in every version. An automatic check does not "
            "replace a person’s judgement.",
            "who": "Responsible for the service: {owner}. Report a shortcoming to the contact below.",
            "nobody": "Whoever offers the service has published no accessibility statement of their own here.",
        },
    },
}


def statement_texts(statement: Statement, language: Language) -> Mapping[str, str]:
    """Return the words of a statement."""
    return _TEXTS[statement][language]
