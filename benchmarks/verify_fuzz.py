"""Answers altered in every way, through `verify`: every altered quote must be caught, every typographic variant found.

    python -m benchmarks.verify_fuzz --answers 10000

Each answer quotes one to three sentences of the corpus, as `ask` gives them; one of its quotes is then altered. What
must be told of it is written beside each alteration. The exit status is 1 when one was told wrongly.
"""

import argparse
import copy
import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lape_qa.answer.model import Citation
from lape_qa.answer.verification import Check, all_verified
from lape_qa.contract import Citation as CitationJson
from lape_qa.contract import Json, SavedAnswer
from lape_qa.documents import chunking, loading
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.model import Document
from lape_qa.documents.quote_index import Sources
from lape_qa.language.model import Span
from lape_qa.language.typography import fold
from lape_qa.settings import load_settings

_WORD = re.compile(r"\w+")
_NEGATION = re.compile(r"\b(?:ei|eivät|emme|eikä|inte|not)\b\s?", re.IGNORECASE)


class Unsuited(Exception):  # noqa: N818 - it asks for another quote
    """This quote cannot be altered in this way."""


@dataclass(frozen=True)
class Corpus:
    """What answers are made of."""

    sources: Sources
    sentences: Sequence[tuple[Document, Span]]
    words: Sequence[str]

    @staticmethod
    def of(documents: Sequence[Document]) -> "Corpus":
        """Cut documents into sentences that may be quoted."""
        sentences = [
            (document, span)
            for document in documents
            for passage in chunking.split(document, Chunking(), lambda _text: True)
            for span in passage.sentences
            if len(document.text[span.start : span.end].split()) > 3
        ]
        words = sorted({word for document in documents for word in _WORD.findall(document.text)})
        return Corpus(Sources({document.id: document for document in documents}), sentences, words)

    def other(self, document: Document, dice: random.Random) -> tuple[Document, Span]:
        """Return a sentence of another document."""
        while True:
            found = dice.choice(self.sentences)
            if found[0].id != document.id:
                return found


Alter = Callable[[Json, Corpus, random.Random], None]
"""Changes a citation in place; Unsuited when there is nothing to change."""


def _replaced(citation: Json, quote: str) -> None:
    if fold(quote) == fold(citation["quote"]):
        raise Unsuited
    citation["quote"] = quote


def a_letter(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Drop, double or change one letter."""
    quote = citation["quote"]
    at = dice.choice([place for place, char in enumerate(quote) if char.isalpha()])
    put = dice.choice(["", quote[at] * 2, dice.choice("aeioutnsk")])
    _replaced(citation, quote[:at] + put + quote[at + 1 :])


def a_sign(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Change one punctuation mark."""
    quote = citation["quote"]
    places = [place for place, char in enumerate(quote) if char in ".,;:!?"]
    if not places:
        raise Unsuited
    at = dice.choice(places)
    _replaced(citation, quote[:at] + dice.choice(["", *".,;:!?"]) + quote[at + 1 :])


def a_number(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Change one digit."""
    quote = citation["quote"]
    places = [place for place, char in enumerate(quote) if char.isdigit()]
    if not places:
        raise Unsuited
    at = dice.choice(places)
    _replaced(citation, quote[:at] + dice.choice("0123456789") + quote[at + 1 :])


def a_word(citation: Json, corpus: Corpus, dice: random.Random) -> None:
    """Put another word of the corpus in the place of one."""
    word = dice.choice(list(_WORD.finditer(citation["quote"])))
    _replaced(citation, citation["quote"][: word.start()] + dice.choice(corpus.words) + citation["quote"][word.end() :])


def two_words(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Swap two words."""
    words = citation["quote"].split()
    one, other = dice.sample(range(len(words)), 2)
    words[one], words[other] = words[other], words[one]
    _replaced(citation, " ".join(words))


def a_negation(citation: Json, _corpus: Corpus, _dice: random.Random) -> None:
    """Leave out a negation."""
    if not _NEGATION.search(citation["quote"]):
        raise Unsuited
    _replaced(citation, _NEGATION.sub("", citation["quote"], count=1))


def the_end(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Leave out the last words."""
    words = citation["quote"].split()
    _replaced(citation, " ".join(words[: dice.randrange(1, len(words))]))


def a_part(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Quote a part of the sentence only, and name the right place of that."""
    words = list(_WORD.finditer(citation["quote"]))
    if len(words) < 3:
        raise Unsuited
    first, last = sorted(dice.sample(range(len(words)), 2))
    if (first, last) == (0, len(words) - 1):
        raise Unsuited
    start, end = words[first].start(), words[last].end()
    _replaced(citation, citation["quote"][start:end])
    citation["end"] = citation["start"] + end
    citation["start"] += start


def the_document(citation: Json, corpus: Corpus, dice: random.Random) -> None:
    """Name another document."""
    document, _ = corpus.other(corpus.sources[citation["document"]["id"]], dice)
    if fold(citation["quote"]) in fold(document.text):
        raise Unsuited
    citation["document"] |= {"id": document.id, "sha256": document.sha256}


def an_unknown_document(citation: Json, _corpus: Corpus, _dice: random.Random) -> None:
    """Name a document that there is not."""
    citation["document"]["id"] += "-2"


def stitched(citation: Json, corpus: Corpus, dice: random.Random) -> None:
    """Join the quote with a sentence of another document."""
    document, span = corpus.other(corpus.sources[citation["document"]["id"]], dice)
    _replaced(citation, f"{citation['quote']} {document.text[span.start : span.end]}")


def halves(citation: Json, corpus: Corpus, dice: random.Random) -> None:
    """Join the first words of the quote with the last ones of a sentence of another document."""
    document, span = corpus.other(corpus.sources[citation["document"]["id"]], dice)
    first, last = citation["quote"].split(), document.text[span.start : span.end].split()
    if min(len(first), len(last)) < 8:
        raise Unsuited
    _replaced(citation, " ".join([*first[: len(first) // 2], *last[-len(last) // 2 :]]))


def words_left_out(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Leave words out of the middle."""
    words = citation["quote"].split()
    if len(words) < 9:
        raise Unsuited
    at = dice.randrange(3, len(words) - 5)
    _replaced(citation, " ".join([*words[:at], *words[at + 2 :]]))


def offsets(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Name another place."""
    moved = dice.choice([by for by in (-40, -1, 1, 7, 1000) if citation["start"] + by >= 0])
    citation["start"] += moved
    citation["end"] += moved


def the_version(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Name another version."""
    citation["document"]["sha256"] = f"{dice.getrandbits(256):064x}"


def _said_of_it(citation: Json, name: str, value: str) -> None:
    if value == citation["document"][name]:
        raise Unsuited
    citation["document"][name] = value


def the_title(citation: Json, corpus: Corpus, dice: random.Random) -> None:
    """Say another word in its title."""
    _said_of_it(citation, "title", f"{citation['document']['title']} {dice.choice(corpus.words)}")


def the_publisher(citation: Json, corpus: Corpus, dice: random.Random) -> None:
    """Say another publisher of it."""
    _said_of_it(citation, "publisher", f"{dice.choice(corpus.words).title()} ry")


def the_date(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Say another year of it."""
    _said_of_it(citation, "published", str(dice.randint(2016, 2025)))


def the_address(citation: Json, _corpus: Corpus, _dice: random.Random) -> None:
    """Say that it is somebody else's."""
    _said_of_it(citation, "url", "https://example.org/")


def the_reader_page(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Lead to another page."""
    citation["reader_url"] = dice.choice(["https://example.org/", citation["reader_url"].replace("start=", "start=1")])


def spaces(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Write every space in another way."""
    citation["quote"] = re.sub(r"\s+", lambda _: dice.choice(["\u00a0", "  ", "\n", "\t", "\u2009"]), citation["quote"])


_OTHERWISE = {'"': "”“„«", "”": '"“»', "'": "’‘", "’": "'‘", "-": "‐‑–", "–": "-—", "—": "–-"}


def marks(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Write every quotation mark and dash in another way."""
    quote = "".join(dice.choice(_OTHERWISE.get(char, char)) for char in citation["quote"])
    if quote == citation["quote"]:
        raise Unsuited
    citation["quote"] = quote


def hyphens(citation: Json, _corpus: Corpus, dice: random.Random) -> None:
    """Put soft hyphens into words."""
    quote = citation["quote"]
    at = dice.choice([place for place in range(1, len(quote)) if quote[place - 1 : place + 1].isalpha()])
    citation["quote"] = f"{quote[:at]}\u00ad{quote[at:]}"


def accents(citation: Json, _corpus: Corpus, _dice: random.Random) -> None:
    """Take letters and their dots apart."""
    quote = unicodedata.normalize("NFD", citation["quote"])
    if quote == citation["quote"]:
        raise Unsuited
    citation["quote"] = quote


Told = Callable[[Check, bool], bool]
"""Whether the right thing is told by a check, and by whether the answer stands."""


def _caught(check: Check, stands: bool) -> bool:
    return not stands and (check.verdict != "found" or check.moved)


def _as(verdict: str) -> Told:
    return lambda check, stands: not stands and check.verdict == verdict


def _told_moved(check: Check, stands: bool) -> bool:
    return not stands and check.verdict == "found" and check.moved


def _told_part(check: Check, stands: bool) -> bool:
    return not stands and check.verdict == "found" and not check.moved and not check.carries


def _told_changed(check: Check, _stands: bool) -> bool:
    return check.verdict == "found" and check.version == "changed"


def _told_otherwise(*differs: str) -> Told:
    return lambda check, stands: not stands and check.verdict == "found" and check.differs == differs


def _variant(check: Check, stands: bool) -> bool:
    return stands and check.verdict == "found" and not check.verbatim and not check.moved


ALTERATIONS: Sequence[tuple[Alter, str, Told]] = (
    (a_letter, "does not stand", _caught),
    (a_sign, "does not stand", _caught),
    (a_number, "does not stand", _caught),
    (a_word, "does not stand", _caught),
    (two_words, "does not stand", _caught),
    (a_negation, "does not stand", _caught),
    (the_end, "does not stand", _caught),
    (a_part, "found, but no whole sentence", _told_part),
    (the_document, "misattributed", _as("misattributed")),
    (an_unknown_document, "misattributed", _as("misattributed")),
    (stitched, "stitched", _as("stitched")),
    (halves, "stitched", _as("stitched")),
    (words_left_out, "stitched", _as("stitched")),
    (offsets, "found, but moved", _told_moved),
    (the_title, "found, named otherwise", _told_otherwise("title")),
    (the_publisher, "found, named otherwise", _told_otherwise("publisher")),
    (the_date, "found, named otherwise", _told_otherwise("published")),
    (the_address, "found, named otherwise", _told_otherwise("url")),
    (the_reader_page, "found, named otherwise", _told_otherwise("reader_url")),
    (the_version, "found, but changed", _told_changed),
    (spaces, "found, not verbatim", _variant),
    (marks, "found, not verbatim", _variant),
    (hyphens, "found, not verbatim", _variant),
    (accents, "found, not verbatim", _variant),
)


def sound_answer(corpus: Corpus, dice: random.Random) -> Json:
    """Return an answer of one to three quotes, as it is saved."""
    cited = dice.sample(corpus.sentences, dice.randint(1, 3))
    citations = [
        Citation(number, document, document.text[span.start : span.end], span.start, span.end)
        for number, (document, span) in enumerate(cited, start=1)
    ]
    return {
        "sentences": [{"text": citation.quote, "citation": citation.number} for citation in citations],
        "citations": [CitationJson.of(citation).model_dump() for citation in citations],
    }


def altered(corpus: Corpus, alter: Alter, dice: random.Random) -> tuple[Json, int]:
    """Return an answer with one quote altered, its sentence alike, and the place of the altered citation."""
    while True:
        answer = copy.deepcopy(sound_answer(corpus, dice))
        place = dice.randrange(len(answer["citations"]))
        try:
            alter(answer["citations"][place], corpus, dice)
        except Unsuited:
            continue
        answer["sentences"][place]["text"] = answer["citations"][place]["quote"]
        return answer, place


def _none_kept(_identifier: str, _sha256: str) -> tuple[Document, ...]:
    """There is one version of the corpus."""
    return ()


def told(corpus: Corpus, answer: Any, place: int, right: Told) -> bool:
    """Tell whether `verify` says the right thing of an altered citation, and of the others that they stand."""
    checks = SavedAnswer.read(answer, "the fuzz").verify(corpus.sources, _none_kept)
    others = [check for number, check in enumerate(checks) if number != place]
    return right(checks[place], all_verified(checks)) and all_verified(others)


def main() -> None:
    """Alter answers in turn in each way and print a table of what was told."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--corpus", type=Path, default=load_settings().corpus)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    made = Corpus.of(loading.load([options.corpus]).documents)
    cases = [(*altered(made, alter, dice), number % len(ALTERATIONS))
             for number in range(options.answers)
             for alter, _, _ in [ALTERATIONS[number % len(ALTERATIONS)]]]  # fmt: skip
    started = time.perf_counter()
    right = [told(made, answer, place, ALTERATIONS[kind][2]) for answer, place, kind in cases]
    seconds = time.perf_counter() - started
    print("| altered | must be told | answers | told rightly |\n| --- | --- | ---: | ---: |")
    for kind, (alter, expected, _) in enumerate(ALTERATIONS):
        found = [well for well, case in zip(right, cases, strict=True) if case[2] == kind]
        print(f"| {alter.__name__.replace('_', ' ')} | {expected} | {len(found)} | {sum(found)} |")
    print(f"| all | | {len(right)} | {sum(right)} |\n\n{len(made.sources)} documents, {seconds:.1f} s")
    for well, (answer, place, kind) in zip(right, cases, strict=True):
        if not well:
            print(ALTERATIONS[kind][0].__name__, answer["citations"][place]["quote"], file=sys.stderr)
    sys.exit(sum(right) != len(right))


if __name__ == "__main__":
    main()
