"""What the demo page offers to ask: questions of each kind, and one about the results of each region; pure."""

from collections.abc import Mapping

from lape_qa.language.glossary import region_names
from lape_qa.language.model import Language

QUESTIONS: Mapping[Language, tuple[str, ...]] = {
    "fi": (
        "Mikä on LAPE?",
        "Mitä digipalveluja perheille kehitettiin?",
        "Miten ensimmäinen ja toinen LAPE-kausi eroavat?",
        "Mitä Pohjois-Savossa tehtiin perheiden hyväksi?",
        "Paljonko LAPE maksoi valtiolle?",
        "Saako Perheentaloon tulla kuka vaan?",
    ),
    "sv": (
        "Vad är familjecentret?",
        "Vilka kommuner deltog i LAPE Nyland?",
        "Vad är skillnaden mellan en förändringsagent och en kommunagent?",
        "Vad uppnåddes i Österbotten?",
        "När tog LAPE slut?",
        "Deltog Borgå i LAPE?",
    ),
    "en": (
        "What does LAPE stand for?",
        "Where has child budgeting been tried?",
        "How does child protection in Finland compare with Britain?",
        "What did LAPE want to change?",
        "How many family centres were there in Finland in 2021?",
        "Was LAPE evaluated?",
    ),
}
"""Of each kind one that people ask, from the `dev` half of eval/first-questions.jsonl: tests hold that they
are answered."""

_IN_FINNISH: Mapping[str, str] = {
    "Uusimaa": "Uudellamaalla",
    "Varsinais-Suomi": "Varsinais-Suomessa",
    "Satakunta": "Satakunnassa",
    "Kanta-Häme": "Kanta-Hämeessä",
    "Pirkanmaa": "Pirkanmaalla",
    "Päijät-Häme": "Päijät-Hämeessä",
    "Kymenlaakso": "Kymenlaaksossa",
    "Etelä-Karjala": "Etelä-Karjalassa",
    "Etelä-Savo": "Etelä-Savossa",
    "Pohjois-Savo": "Pohjois-Savossa",
    "Pohjois-Karjala": "Pohjois-Karjalassa",
    "Keski-Suomi": "Keski-Suomessa",
    "Etelä-Pohjanmaa": "Etelä-Pohjanmaalla",
    "Pohjanmaa": "Pohjanmaalla",
    "Keski-Pohjanmaa": "Keski-Pohjanmaalla",
    "Pohjois-Pohjanmaa": "Pohjois-Pohjanmaalla",
    "Kainuu": "Kainuussa",
    "Lappi": "Lapissa",
    "Ahvenanmaa": "Ahvenanmaalla",
}


def region_question(region: str, language: Language) -> str:
    """Return the question about the results of a region, which is given by its Finnish name; empty for no region."""
    if region not in _IN_FINNISH:
        return ""
    name = region_names(language)[region]
    match language:
        case "fi":
            return f"Mitä tuloksia {_IN_FINNISH[region]} saatiin?"
        case "sv":
            return f"Vilka resultat nåddes {'på' if region == 'Ahvenanmaa' else 'i'} {name}?"
        case "en":
            return f"What was achieved in {name}?"
