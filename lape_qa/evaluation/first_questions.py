"""The questions that people ask first: read, and their answers scored by what a fair reader would demand of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from lape_qa.assistant import Assistant
from lape_qa.contract import Answer
from lape_qa.errors import UsageError
from lape_qa.evaluation.question_set.questions import LANGUAGES, MEASURED
from lape_qa.evaluation.text_lines import json_rows

KINDS = {
    "definition": "what something is",
    "topic": "bare words",
    "overview": "an account of a region, a theme or the whole",
    "list": "items from one or several documents",
    "compare": "two sides beside each other",
    "people": "who somebody is, or who did it",
    "number": "how many, how much, when",
    "yesno": "yes or no",
    "meta": "about the assistant itself: greetings, thanks, what it can do",
    "none": "what the sources do not answer",
}
"""The kinds of questions, and what each asks for."""
EMERGENCY = "emergency"
"""The tag of a question by somebody in need, whose answer names a number to call."""
_OUTCOMES = {"meta": "guidance", "none": "not_found"}
_NUMBERS = ("112", "116 117", "116 111")
_INVITATIONS = ("kysy", "kysä", "fråg", "ask", "question")
_FIELDS = {
    "id": str,
    "question": str,
    "lang": str,
    "kind": str,
    "answerable": bool,
    "documents": list,
    "facts": list,
    "least": int,
    "at_least_documents": int,
    "forbidden": list,
    "tags": list,
    "split": str,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that an answer may tell: any of the strings in its quotes shows that it does, whatever their case."""

    any: tuple[str, ...]

    def stands_in(self, folded: str) -> bool:
        """Tell whether a casefolded text tells it."""
        return any(words.casefold() in folded for words in self.any)


@dataclass(frozen=True, slots=True)
class FirstQuestion:
    """A question with what an answer to it must hold: so many facts, from so many of the documents."""

    id: str
    question: str
    lang: str
    kind: str
    answerable: bool
    documents: tuple[str, ...]
    """Ids of those that a good answer may quote."""
    facts: tuple[Fact, ...]
    least: int
    """How many of the facts must be told."""
    at_least_documents: int
    """How many of the documents must be quoted."""
    forbidden: tuple[str, ...]
    """Ids of documents that must not be quoted, and strings that no quote may hold."""
    tags: tuple[str, ...]
    split: str
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How the reply to a question fared."""

    question: FirstQuestion
    reply: Mapping[str, Any]
    """The contract's answer JSON."""
    failures: tuple[str, ...]
    """Why it does not pass; empty when it does."""

    @property
    def passed(self) -> bool:
        """Tell whether nothing is wrong with it."""
        return not self.failures

    @property
    def words(self) -> int:
        """How many words a person reads: the text and the sentences."""
        return len(" ".join((_text(self.reply), *(sentence["text"] for sentence in self.reply["sentences"]))).split())

    @property
    def to_the_point(self) -> int:
        """How many of its quotes stand in documents that a good answer may quote."""
        return sum(citation["document"]["id"] in self.question.documents for citation in self.reply["citations"])


# ---- reading ---------------------------------------------------------------------------------------------


def read_first_questions(path: Path, split: str | None = None) -> list[FirstQuestion]:
    """Read a set of first questions (JSON Lines) or one split of it; UsageError names the first line that is wrong."""
    if split not in (None, *MEASURED):
        raise UsageError(f"--split is {split!r}, expected one of {', '.join(MEASURED)}")
    questions: dict[str, FirstQuestion] = {}
    for number, row in json_rows(path, "the first questions"):
        question = _question(f"{path}, line {number}", row)
        if question.id in questions:
            raise UsageError(f"{path}, line {number}: the id {question.id!r} occurs twice")
        questions[question.id] = question
    asked = [question for question in questions.values() if split in (None, question.split)]
    if not asked:
        raise UsageError(f"{path} holds no question" + (f" of the split {split!r}" if split else ""))
    return asked


def _question(where: str, row: Mapping[str, Any]) -> FirstQuestion:
    _check_types(where, row)
    question = FirstQuestion(
        **{name: row[name] for name in ("id", "question", "lang", "kind", "answerable", "least", "at_least_documents")},
        documents=tuple(row["documents"]),
        facts=tuple(Fact(tuple(fact["any"])) for fact in row["facts"]),
        forbidden=tuple(row["forbidden"]),
        tags=tuple(row["tags"]),
        split=row["split"],
        history=tuple(row.get("history", ())),
    )
    _check_sense(where, question)
    return question


def _check_types(where: str, row: Mapping[str, Any]) -> None:
    for name, kind in _FIELDS.items():
        # A truth value is an int to Python, but no number here.
        if not isinstance(row.get(name), kind) or (kind is int and isinstance(row[name], bool)):
            raise UsageError(f"{where}: {name!r} is missing or not {kind.__name__}")
    for name in ("documents", "forbidden", "tags", "history"):
        if not _texts(row.get(name, [])):
            raise UsageError(f"{where}: {name!r} is not a list of texts")
    for fact in row["facts"]:
        if not (isinstance(fact, dict) and fact.get("any") and _texts(fact["any"])):
            raise UsageError(f"{where}: each fact needs 'any', a list of texts")


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _check_sense(where: str, question: FirstQuestion) -> None:
    for name, value, known in (
        ("lang", question.lang, LANGUAGES),
        ("kind", question.kind, KINDS),
        ("split", question.split, MEASURED),
    ):
        if value not in known:
            raise UsageError(f"{where}: {name} is {value!r}, expected one of {', '.join(known)}")
    if question.answerable != (question.kind not in _OUTCOMES):
        raise UsageError(f"{where}: 'answerable' is {question.answerable}, which does not go with {question.kind!r}")
    for name, count, of in (
        ("least", question.least, question.facts),
        ("at_least_documents", question.at_least_documents, question.documents),
    ):
        if not (1 <= count <= len(of) if question.answerable else count == len(of) == 0):
            raise UsageError(f"{where}: {name!r} is {count}, with {len(of)} to choose from")


# ---- scoring ---------------------------------------------------------------------------------------------


def ask(
    assistant: Assistant, questions: Iterable[FirstQuestion], advance: Callable[[], None] = lambda: None
) -> list[Score]:
    """Ask every question and score what is replied."""
    scores = []
    for question in questions:
        reply = assistant.ask(question.question, history=question.history)
        scores.append(score(question, Answer.of(reply, assistant.generation.documents).model_dump()))
        advance()
    return scores


def score(question: FirstQuestion, reply: Mapping[str, Any]) -> Score:
    """Score one reply, which is the contract's answer JSON; a `text` that is not there is an empty one."""
    wanted = _OUTCOMES.get(question.kind, "answered")
    wrong = [] if reply["outcome"] == wanted else [f"outcome {reply['outcome']}, not {wanted}"]
    wrong += _lacking(question, reply) if question.answerable else _unwanted(question, reply)
    return Score(question, reply, tuple(wrong))


def _lacking(question: FirstQuestion, reply: Mapping[str, Any]) -> list[str]:
    # Joined with a line break, so that no fact is made of two quotes.
    folded = "\n".join(citation["quote"] for citation in reply["citations"]).casefold()
    quoted = {citation["document"]["id"] for citation in reply["citations"]}
    told = sum(fact.stands_in(folded) for fact in question.facts)
    documents = len(quoted.intersection(question.documents))
    return [
        *([f"{told} facts of {question.least}"] if told < question.least else []),
        *(
            [f"{documents} documents of {question.at_least_documents}"]
            if documents < question.at_least_documents
            else []
        ),
        *(f"forbidden: {that}" for that in question.forbidden if that in quoted or that.casefold() in folded),
    ]


def _unwanted(question: FirstQuestion, reply: Mapping[str, Any]) -> list[str]:
    # Numbers are written with spaces that do not break, too.
    shown = " ".join(_text(reply).casefold().split())
    wrong = ["quotes a source"] if reply["citations"] else []
    if question.kind == "meta" and not ("lape" in shown and any(word in shown for word in _INVITATIONS)):
        wrong.append("does not say what it knows and how to ask")
    if EMERGENCY in question.tags and not any(number in shown for number in _NUMBERS):
        wrong.append("names no number to call")
    return wrong


def _text(reply: Mapping[str, Any]) -> str:
    return reply.get("text") or ""


# ---- what is told of a run ---------------------------------------------------------------------------------


def report(scores: Sequence[Score]) -> dict[str, object]:
    """Return the measures over all replies, by kind and by language, and each question's own values by id."""
    kinds = [kind for kind in KINDS if any(one.question.kind == kind for one in scores)]
    languages = [lang for lang in LANGUAGES if any(one.question.lang == lang for one in scores)]
    return {
        **summary(scores),
        "by_kind": {kind: summary([one for one in scores if one.question.kind == kind]) for kind in kinds},
        "by_lang": {lang: summary([one for one in scores if one.question.lang == lang]) for lang in languages},
        "questions_detail": {one.question.id: _detail(one) for one in scores},
    }


def summary(scores: Sequence[Score]) -> dict[str, float | int | None]:
    """Return how many of the replies pass, how much of what is quoted is to the point, and the median of their words.

    To the point is what stands in a document that a good answer may quote, and no quote where there is no answer. Words
    are those of replies that say something. None where nothing is quoted, or said.
    """
    quotes = sum(len(one.reply["citations"]) for one in scores)
    words = [one.words for one in scores if one.reply["outcome"] != "not_found"]
    return {
        "questions": len(scores),
        "passed": sum(one.passed for one in scores),
        "pass": sum(one.passed for one in scores) / len(scores),
        "quote_precision": sum(one.to_the_point for one in scores) / quotes if quotes else None,
        "words_median": median(words) if words else None,
    }


def _detail(one: Score) -> dict[str, object]:
    """Return a question's own values; what was replied to one of `test` is not for looking at."""
    question, reply = one.question, one.reply
    measured: dict[str, object] = {
        "kind": question.kind,
        "lang": question.lang,
        "split": question.split,
        "passed": one.passed,
        "outcome": reply["outcome"],
        "answered_as": reply.get("kind"),
        "words": one.words,
        "quoted": len(reply["citations"]),
        "to_the_point": one.to_the_point,
    }
    if question.split == "test":
        return measured
    return {
        "question": question.question,
        **({"history": list(question.history)} if question.history else {}),
        **measured,
        "failures": list(one.failures),
        "text": _text(reply),
        "quotes": [
            {"document": citation["document"]["id"], "quote": citation["quote"]} for citation in reply["citations"]
        ],
    }
