"""An answer as plain text: sentences with the numbers of their citations, and one line for each source."""

from lape_qa.answer.model import Answer, Citation, Sentence
from lape_qa.documents.model import Document, Place
from lape_qa.language.model import Language
from lape_qa.language.packs import PACKS
from lape_qa.language.packs.forms import FORMS


def titled(title: str, digest: bool, language: Language) -> str:
    """Return a source's title; of a digest, whose title is that of the original, what it is as well."""
    return PACKS[language].digest.format(title) if digest else title


def reference(document: Document, place: str, url: str, language: Language) -> str:
    """Return who published what and when, and where to read it, on one line; what is empty is left out."""
    title = titled(document.title, document.digest, language)
    parts = (title, document.publisher, document.published, document.region, place, url)
    return " · ".join(part for part in parts if part)


def place_name(document: Document, start: int, language: Language) -> str:
    """Return the page, slide or row that a stretch begins on as readers write it, empty for a source without pages."""
    place, pack = document.place(start), PACKS[language]
    match place:
        case None:
            return ""
        case Place(kind="sheet"):
            return f"{pack.sheet} {place.name}" + (f", {pack.row} {place.row}" if place.row else "")
        case Place(kind="slide"):
            return f"{pack.slide} {place.number}"
        case _:
            page = f"{pack.page} {place.label or place.number}"
            return f"{page}, {pack.recognised}" if place.is_recognised else page


def marked(sentence: Sentence, language: Language) -> str:
    """Return a sentence with the number of its citation, as text; what a language model worded says so."""
    worded = "" if sentence.written_by == "source" else f" ({PACKS[language].worded})"
    return f"{sentence.text} [{sentence.citation}]{worded}"


def grouped(answer: Answer) -> list[tuple[str, tuple[Sentence, ...]]]:
    """Return an answer's sentences by section, each with its heading; one without a heading where there is none."""
    if not answer.sections:
        return [("", answer.sentences)]
    return [
        (section.title, tuple(answer.sentences[number - 1] for number in section.sentences))
        for section in answer.sections
    ]


def remarks(answer: Answer, language: Language) -> list[str]:
    """Return what is said before the quotes, so that it is read before them: doubt, and of what kind they are."""
    doubt = PACKS[language].uncertain if answer.is_uncertain else ""
    return [text for text in (doubt, answer.text) if text]


def further(answer: Answer, language: Language) -> str:
    """Return how many more documents speak of it, for behind the quotes; empty when none does."""
    return FORMS[language].more.format(len(answer.more)) if answer.more else ""


def copies(citation: Citation, language: Language) -> str:
    """Return the other documents in which a quote stands word for word, as a further line; empty when there is none."""
    named = "; ".join(reference(copy.document, "", "", language) for copy in citation.copies)
    return f"\n    {PACKS[language].copies}: {named}" if named else ""


def source_words(answer: Answer, citation: Citation) -> str:
    """Return a citation's quote as a further line, if a sentence rests on it in a language model's words."""
    worded = {sentence.citation for sentence in answer.sentences if sentence.written_by == "llm"}
    return f"\n    ”{citation.quote}”" if citation.number in worded else ""
