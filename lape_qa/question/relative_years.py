"""Years that are named from today: "ensi vuonna" -> "vuonna 2027"; pure."""

from datetime import date

from lape_qa.language.model import Language
from lape_qa.language.packs import PACKS


def with_years(text: str, language: Language, today: date) -> str:
    """Return a question with the years that it names from today in figures, as the sources have them."""
    for pattern, years_on, words in PACKS[language].relative_years:
        text = pattern.sub(f"{words} {today.year + years_on}", text)
    return text
