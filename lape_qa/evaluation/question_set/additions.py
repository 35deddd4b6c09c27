"""A question becomes a case of a question set: every part is checked, then one line is appended or nothing is."""

import difflib
import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lape_qa.documents.model import Document
from lape_qa.errors import StorageError, UsageError
from lape_qa.evaluation.question_set.questions import (
    LANGUAGES,
    MEASURED,
    TAGS,
    TRAIN,
    Case,
    check_facts,
    gold_spans,
    read_cases,
    shared_evidence,
)
from lape_qa.evaluation.text_lines import json_rows
from lape_qa.question.analysis import MAX_QUESTION_CHARS

Documents = Mapping[str, Document]

_ALIKE = (r"""["”“„»«]""", r"""['’‘‚´`]""", "[-‐‑–—−]", r"(?:…|\.\.\.)")
"""Characters that are typed one for another; runs of white space are, too."""
_TYPED = re.compile(r"(?P<space>\s+)|" + "|".join(f"({alike})" for alike in _ALIKE))


@dataclass(frozen=True, slots=True)
class Feedback:
    """A question that someone asked, and what they said of the answer."""

    question: str
    comment: str


# ---- what is proposed ------------------------------------------------------------------------------------


def cases_so_far(path: Path) -> list[Case]:
    """Read the set to add to: before its first question there is none, or an empty file."""
    return read_cases(path) if path.exists() and path.stat().st_size else []


def next_id(cases: Sequence[Case]) -> str:
    """Return the id after the highest of the form q123."""
    numbers = [int(case.id[1:]) for case in cases if re.fullmatch(r"q\d+", case.id, re.ASCII)]
    return f"q{max(numbers, default=0) + 1:03}"


def next_split(cases: Sequence[Case]) -> str:
    """Return the split that has fewer questions."""
    return min(MEASURED, key=lambda split: sum(case.split == split for case in cases))


def exact(text: str, quote: str) -> str | None:
    """Return the stretch of a text that a quote means: the same but for white space, quotation marks and dashes."""
    quote = unicodedata.normalize("NFC", quote).strip()
    pattern, done = "", 0
    for typed in _TYPED.finditer(quote):
        alike = r"\s+" if typed["space"] else _ALIKE[(typed.lastindex or 0) - 2]
        pattern += re.escape(quote[done : typed.start()]) + alike
        done = typed.end()
    found = re.search(pattern + re.escape(quote[done:]), text) if quote else None
    return found[0] if found else None


# ---- what is refused -------------------------------------------------------------------------------------


def check_question(question: str, history: Sequence[str], cases: Sequence[Case]) -> None:
    """Raise UsageError for what is no question, or one that the set has already, asked after the same others."""
    if not any(char.isalnum() for char in question):
        raise UsageError("the question holds no word")
    if len(question) > MAX_QUESTION_CHARS:
        raise UsageError(f"the question has {len(question)} characters, at most {MAX_QUESTION_CHARS} are read")
    key = [_plain(text) for text in (*history, question)]
    same = next((case for case in cases if [_plain(text) for text in (*case.history, case.question)] == key), None)
    if same:
        raise UsageError(f"the question is in the set already: {same.id} {same.question!r}")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))


def check_lang(lang: str) -> None:
    """Raise UsageError for a language that a question cannot have."""
    if lang not in LANGUAGES:
        raise UsageError(f"the language is {lang!r}, expected one of {', '.join(LANGUAGES)}")


def check_document(name: str, documents: Documents) -> None:
    """Raise UsageError when the index has no such document, with the nearest names there are."""
    if name not in documents:
        near = difflib.get_close_matches(name, documents, cutoff=0.5)
        raise UsageError(f"the index has no document {name!r}" + (f"; near are {', '.join(near)}" if near else ""))


def check_quote(quote: str, document: Document) -> None:
    """Raise UsageError unless a quote stands in its document to the character, with the text that it may mean."""
    if not quote.strip() or quote not in document.text:
        meant = exact(document.text, quote)
        raise UsageError(
            f"the quote does not stand in {document.id!r}: {quote[:60]!r}"
            + (f"; but for white space, quotation marks and dashes it is {meant!r}" if meant else "")
        )


def check_tags(tags: Sequence[str], cases: Sequence[Case]) -> None:
    """Raise UsageError for no tag, and for one that neither the set has nor TAGS."""
    known = {*TAGS, *(tag for case in cases for tag in case.tags)}
    if not tags:
        raise UsageError("a question needs at least one tag")
    unknown = [tag for tag in tags if tag not in known]
    if unknown:
        raise UsageError(f"there is no tag {unknown[0]!r}; the tags are {', '.join(sorted(known))}")


def check_split(case: Case, cases: Sequence[Case], documents: Documents) -> None:
    """Raise UsageError for a split that is not measured, and for one whose counterpart rests on the same sentence."""
    if case.split not in MEASURED:
        raise UsageError(f"the split is {case.split!r}, expected one of {', '.join(MEASURED)}")
    if any(other.split == TRAIN for other in cases):
        raise UsageError(f"the set holds {TRAIN!r} questions: give one that is measured to another file")
    other = shared_evidence(case, cases, documents)
    if other:
        raise UsageError(
            f"{other.id}, a {other.split!r} question, rests on the same sentence: "
            f"give this one to {other.split!r} too, or choose another quote"
        )


def check(case: Case, cases: Sequence[Case], documents: Documents) -> None:
    """Raise UsageError with the first thing that is wrong with a case to be added to others."""
    if not case.id.strip() or case.id in {other.id for other in cases}:
        raise UsageError(f"the id {case.id!r} is empty or in the set already")
    check_question(case.question, case.history, cases)
    check_lang(case.lang)
    if case.answerable != bool(case.evidence):
        raise UsageError("a question that the sources answer needs a quote, one that they do not has none")
    for evidence in case.evidence:
        check_document(evidence.document, documents)
        check_quote(evidence.quote, documents[evidence.document])
    if case.answerable != bool(case.answer):
        raise UsageError("a question that the sources answer needs a fact, one that they do not has none")
    check_facts(case)
    check_tags(case.tags, cases)
    check_split(case, cases, documents)
    gold_spans(case, documents)


# ---- what is written -------------------------------------------------------------------------------------


def add(path: Path, case: Case, documents: Documents) -> Case:
    """Append a case to a set and return it as written, with an id when it had none.

    UsageError when anything is wrong with it. The file is replaced whole, by a rename: it has the line or is unchanged.
    The first case makes the file.
    """
    cases = cases_so_far(path)
    case = replace(case, id=case.id or next_id(cases))
    check(case, cases, documents)
    _append(path, _line(case))
    return case


def _line(case: Case) -> str:
    row = {
        "id": case.id,
        "question": case.question,
        "lang": case.lang,
        "answerable": case.answerable,
        "evidence": [{"document": e.document, "quote": e.quote} for e in case.evidence],
        "answer": list(case.answer),
        "tags": list(case.tags),
        "split": case.split,
    }
    return json.dumps(row | ({"history": list(case.history)} if case.history else {}), ensure_ascii=False) + "\n"


def _append(path: Path, line: str) -> None:
    target = path.resolve()
    try:
        target.touch()  # with the rights that new files of this user have
        before = target.read_bytes()
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as stream:
            fresh = Path(stream.name)
            try:
                stream.write(before + (b"\n" if before and not before.endswith(b"\n") else b"") + line.encode())
                stream.flush()
                os.fsync(stream.fileno())
                shutil.copymode(target, fresh)
                fresh.replace(target)
            finally:
                fresh.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}; nothing was added") from error


# ---- feedback --------------------------------------------------------------------------------------------


def read_feedback(path: Path) -> tuple[list[Feedback], int]:
    """Read exported feedback, rows with perhaps "question" and "comment", and count the rows without a question.

    UsageError names the first wrong line, and says when no row has a question.
    """
    found, without = [], 0
    for number, row in json_rows(path, "the feedback"):
        question, comment = (row.get(name) or "" for name in ("question", "comment"))
        if not (isinstance(question, str) and isinstance(comment, str)):
            raise UsageError(f"{path}, line {number}: 'question' and 'comment' are to be text")
        if question:
            found.append(Feedback(" ".join(question.split()), comment))
        else:
            without += 1
    if not found:
        raise UsageError(f"{path} holds no question: the service keeps them where LAPE_QA_KEEP_QUESTIONS is set")
    return found, without
