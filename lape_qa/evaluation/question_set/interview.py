"""What is missing of a case is asked for, each part until it is right; without a terminal it is an error."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from lape_qa.errors import UsageError
from lape_qa.evaluation.question_set import additions
from lape_qa.evaluation.question_set.additions import Documents
from lape_qa.evaluation.question_set.questions import TAGS, Case, Evidence, check_facts
from lape_qa.index.model import Hit
from lape_qa.language.detection import detect

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What an interview works with."""

    cases: Sequence[Case]
    documents: Documents
    search: Callable[[str], Sequence[Hit]]
    ask: Callable[[str, str], str] | None
    """Takes a prompt and the answer that Enter gives, returns what was typed; None without a terminal."""
    say: Callable[[str], None]

    def until_right(self, prompt: str, default: str, flag: str, accept: Callable[[str], T]) -> T:
        """Ask until the answer is accepted, saying what is wrong with it; UsageError names the flag when none can."""
        if self.ask is None:
            raise UsageError(f"{flag} is missing; it is asked for only at a terminal")
        while True:
            try:
                return accept(self.ask(prompt, default).strip())
            except UsageError as error:
                self.say(str(error))

    def agrees(self, prompt: str, default: str, flag: str) -> bool:
        """Ask until the answer is yes or no."""
        return self.until_right(f"{prompt} (y/n)", default, flag, _yes_or_no)


def complete(draft: Case, desk: Desk, *, unanswerable: bool) -> Case:
    """Return a draft with every empty part asked for; UsageError for a given part that is wrong."""
    case = _question(draft, desk)
    case = _language(case, desk)
    if not case.evidence and not unanswerable:
        answerable = desk.agrees("Do the sources answer it?", "y", "--quote (or --unanswerable)")
        case = replace(case, evidence=_evidence(case, desk)) if answerable else case
    case = replace(case, answerable=bool(case.evidence))
    for evidence in case.evidence:
        additions.check_document(evidence.document, desk.documents)
        additions.check_quote(evidence.quote, desk.documents[evidence.document])
    if case.evidence:
        case = _facts(case, desk)
    case = _tags(case, desk)
    return _split(case, desk)


def _question(case: Case, desk: Desk) -> Case:
    def accept(text: str) -> Case:
        question = " ".join(text.split())
        additions.check_question(question, case.history, desk.cases)
        return replace(case, question=question)

    return accept(case.question) if case.question else desk.until_right("Question", "", "the question", accept)


def _language(case: Case, desk: Desk) -> Case:
    def accept(text: str) -> Case:
        additions.check_lang(text)
        return replace(case, lang=text)

    detected = detect(case.question)
    if case.lang or desk.ask is None:
        return accept(case.lang or detected)
    return desk.until_right("Language (fi, sv, en)", detected, "--lang", accept)


def _evidence(case: Case, desk: Desk) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    while not found or desk.agrees("Another quote?", "n", "--quote"):
        document = _document(case.question, desk)
        found.append(Evidence(document, _quote(document, desk)))
    return tuple(found)


def _document(question: str, desk: Desk) -> str:
    """Return a document chosen by its id or among the hits of searches."""
    hits: Sequence[Hit] = ()
    while True:
        prompt = "Number of a hit, document id or other words" if hits else "Document id or words to search for"
        text = desk.until_right(prompt, "" if hits else question, "--document", _something)
        if text.isdecimal() and 0 < int(text) <= len(hits):
            return hits[int(text) - 1].passage.document_id
        if text in desk.documents:
            return text
        try:
            hits = desk.search(text)
        except UsageError as error:
            desk.say(str(error))
            continue
        for number, hit in enumerate(hits, start=1):
            title = desk.documents[hit.passage.document_id].title
            desk.say(f"{number}. {hit.passage.document_id} · {title}\n{hit.passage.text}\n")


def _quote(document: str, desk: Desk) -> str:
    source = desk.documents[document]

    def accept(text: str) -> str:
        meant = additions.exact(source.text, text)
        if text in source.text or meant is None:
            additions.check_quote(text, source)
            return text
        desk.say(f"The text there is: {meant}")
        if not desk.agrees("Take that?", "y", "--quote"):
            raise UsageError("the quote must stand there to the character")
        return meant

    return desk.until_right("Quote, word for word", "", "--quote", accept)


def _facts(case: Case, desk: Desk) -> Case:
    def accept(text: str) -> Case:
        with_facts = replace(case, answer=_items(text, ";"))
        if not with_facts.answer:
            raise UsageError("a question that the sources answer needs a fact")
        check_facts(with_facts)
        return with_facts

    if case.answer:
        check_facts(case)
        return case
    return desk.until_right("Facts that a right answer holds, with ; between", "", "--fact", accept)


def _tags(case: Case, desk: Desk) -> Case:
    def accept(text: str) -> Case:
        return _tagged(case, _items(text, ", "), desk)

    if case.tags:
        return _tagged(case, case.tags, desk)
    if desk.ask is not None:
        desk.say("\n".join(f"{tag}: {meaning}" for tag, meaning in TAGS.items()))
    return desk.until_right("Tags", "", "--tag", accept)


def _tagged(case: Case, tags: tuple[str, ...], desk: Desk) -> Case:
    additions.check_tags(tags, desk.cases)
    return replace(case, tags=tags)


def _split(case: Case, desk: Desk) -> Case:
    def accept(text: str) -> Case:
        given = replace(case, split=text)
        additions.check_split(given, desk.cases, desk.documents)
        return given

    proposed = additions.next_split(desk.cases)
    if case.split or desk.ask is None:
        return accept(case.split or proposed)
    return desk.until_right("Split (dev, test)", proposed, "--split", accept)


def _items(text: str, separators: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in re.split(f"[{separators}]", text) if item.strip())


def _something(text: str) -> str:
    if not text:
        raise UsageError("nothing was typed")
    return text


def _yes_or_no(text: str) -> bool:
    if text.casefold() not in ("y", "n"):
        raise UsageError("answer y or n")
    return text.casefold() == "y"
