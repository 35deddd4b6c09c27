"""What may be left out of a sentence so that the rest is still said by it; pure.

Each rule looks at a sentence as it stands and yields stretches of words that it is safe to leave out: whatever makes
the whole true makes the rest true. Nothing else is ever left out, and nothing is put in or moved.

- An opening that only joins the sentence to the one before: "Lisäksi".
- A name or an abbreviation in brackets.
- A clause about a proper name: it tells more of it, and cannot tell which one is meant, as one about "vanhemmat, jotka
  osallistuivat" can, which stays. Likewise "jolloin …" after a year, and "joista kolme …".
- A last clause about what the sentence has just brought in ("avattiin keskus, joka …", "X on malli, joka …").
- The second of two main clauses, of two predicates of one subject, or of two things said; the first of two predicates
  of a plain subject; the first of two main clauses where the second begins with a name.
- A reason, or what speaks against it ("koska …", "vaikka …"), and what is told after a colon.

What is left out never holds a word that negates, denies or doubts (`Clauses`), since that could be about what stays.
What stays holds none in whose reach the other could stand: "kukaan ei", "jos", "harva kunta", "30 prosenttia".
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lape_qa.language import morphology
from lape_qa.language.model import Language
from lape_qa.language.packs.clauses import CLAUSES, Clauses
from lape_qa.language.typography import fold

_UNSEEN = "\u0300-\u036f\xad\u200b\u2060\ufeff"
_TOKEN = re.compile(rf"\w[\w{_UNSEEN}]*(?:[-‐‑–'’:.,/&]+\w[\w{_UNSEEN}]*)*|[^\w\s{_UNSEEN}]")
_SMALL_PART = re.compile(r"[-‐‑–][a-zåäö]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign of a sentence: as it is written, as it is compared, and where it stands in its text."""

    written: str
    key: str
    lower: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Tell a word or a number from a sign."""
        return self.written[0].isalnum()

    @property
    def is_number(self) -> bool:
        """Tell whether a figure stands in it."""
        return any(char.isdigit() for char in self.written)


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words and signs of a text in order."""
    return tuple(
        Token(match[0], key := fold(match[0]), key.casefold(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    )


def _are_years(token: Token) -> bool:
    return all(map(morphology.is_year, re.split(r"[^\d]", token.key)))


def _is_sum(token: Token) -> bool:
    return token.is_number and not _are_years(token)


def _is_number_at(tokens: "Tokens", at: int) -> bool:
    return at < len(tokens) and tokens[at].is_number


Tokens = Sequence[Token]
Left = tuple[int, int]
"""A stretch to be left out: the numbers of its first token and of the one after its last."""
Rule = Callable[["Sentence"], Iterator[Left]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's tokens without its full stop, and the words of its language."""

    tokens: Tokens
    language: Language

    @property
    def words(self) -> Clauses:
        """The words by which the language's clauses hang together."""
        return CLAUSES[self.language]

    def all_of(self, start: int, end: int, pattern: re.Pattern[str]) -> bool:
        """Tell whether one of the tokens of a stretch is a word of a pattern."""
        return any(pattern.fullmatch(token.lower) for token in self.tokens[start:end])

    def lower(self, at: int) -> str:
        """Return a token in small letters, or nothing beyond the end."""
        return self.tokens[at].lower if 0 <= at < len(self.tokens) else ""

    def negates(self, start: int, end: int) -> bool:
        """Tell whether a stretch negates, excepts or makes a condition."""
        return self.all_of(start, end, self.words.negates)

    def is_held(self, start: int, end: int) -> bool:
        """Tell whether a stretch says who means it, or whether it may be."""
        return (
            self.all_of(start, end, self.words.doubts)
            or self.all_of(start, end, self.words.intends)
            or (self.language == "fi" and any(morphology.supposes(t.written) for t in self.tokens[start:end]))
        )

    def takes_back(self, start: int, end: int) -> bool:
        """Tell whether a stretch negates, denies, doubts or names a speaker: it could be about what is beside it."""
        return (
            # "…, iloitsi kunnanjohtaja"
            any(self.tokens[at].written == "," and self.is_finite(at + 1, surely=True) for at in range(start, end - 1))
            or self.negates(start, end)
            or self.all_of(start, end, self.words.denies)
            or self.all_of(start, end, self.words.doubts)
        )

    def binds(self, start: int, end: int) -> bool:
        """Tell whether a stretch negates or denies, or says who means it or whether it may be."""
        return self.negates(start, end) or self.all_of(start, end, self.words.denies) or self.is_held(start, end)

    def counts(self, start: int, end: int) -> bool:
        """Tell whether a stretch counts or compares; the figures of a year do not."""
        return self.all_of(start, end, self.words.counts) or any(
            _is_sum(token)
            if token.is_number
            else self.language == "fi" and morphology.counts_or_compares(token.written)
            for token in self.tokens[start:end]
        )

    def opens(self, at: int) -> bool:
        """Tell whether a token opens a dependent clause."""
        lower = self.lower(at)
        if lower in self.words.each and at > 0 and self.tokens[at - 1].is_word:
            return self.lower(at - 1) in self.words.coordinates
        return bool(self.words.subordinates.fullmatch(lower))

    def depends(self, start: int, end: int) -> bool:
        """Tell whether a stretch holds a word that opens a dependent clause."""
        return any(map(self.opens, range(start, end)))

    def points(self, start: int, end: int) -> bool:
        """Tell whether a stretch holds a word that means something named elsewhere; "den 4 maj" does not."""
        return any(
            self.words.points.fullmatch(self.lower(at)) and not _is_number_at(self.tokens, at + 1)
            for at in range(start, end)
        )

    def is_finite(self, at: int, surely: bool = False) -> bool:
        """Tell whether a token can be a finite verb, or can be nothing else."""
        token = self.tokens[at]
        if at > 0 and token.written[0].isupper():
            # "Liikutaan Yhes" is a name.
            return False
        if self.language != "fi":
            return bool(self.words.finite.fullmatch(token.lower))
        return morphology.is_finite(token.written) if surely else morphology.may_be_finite(token.written)

    def finite(self, start: int, end: int, surely: bool = False) -> int | None:
        """Return the first finite verb of a stretch that no dependent clause or comma stands before."""
        for at in range(start, end):
            if self.opens(at) or self.tokens[at].written in {",", ";", ":"}:
                return None
            if self.is_finite(at, surely):
                return at
        return None

    def is_clause(self, start: int, end: int) -> bool:
        """Tell whether a stretch is one main clause, lists and all: it has a verb, and nothing in it depends."""
        return not self.depends(start, end) and any(self.is_finite(at) for at in range(start, end))

    def is_name(self, at: int) -> bool:
        """Tell whether a token is a proper name as a whole: not "LAPE-hanke", not a sentence's first word at large."""
        token = self.tokens[at]
        if not token.written[0].isupper() or _SMALL_PART.search(token.written):
            return False
        if self.language == "en" and token.written.endswith("s") and not self.tokens[at - 1].written[0].isupper():
            # "Finns, who live abroad".
            return False
        return at > 0 or (self.language == "fi" and morphology.is_nothing_but_a_name(token.written))

    def is_called(self, at: int) -> bool:
        """Tell whether a token is a thing with a name: "LAPE-hanke"."""
        written = self.tokens[at].written
        return at > 0 and written[0].isupper() and bool(_SMALL_PART.search(written))

    def next_comma(self, start: int) -> int | None:
        """Return the next comma, if there is one."""
        return next((at for at in range(start, len(self.tokens)) if self.tokens[at].written == ","), None)


def shorter(sentence: Sentence) -> Iterator[Tokens]:
    """Yield every sentence that is left of one when one thing that may be left out is."""
    for rule in _RULES:
        for start, end in rule(sentence):
            rest = (*sentence.tokens[:start], *sentence.tokens[end:])
            if rest and _is_closed(sentence.tokens[start:end]):
                yield rest


def _is_closed(left: Tokens) -> bool:
    """Tell whether every quotation mark and bracket of a stretch has its other in it."""
    signs = [token.key for token in left]
    return signs.count('"') % 2 == 0 and signs.count("(") == signs.count(")")


def _opening(s: Sentence) -> Iterator[Left]:
    if s.lower(0) in s.words.openings and len(s.tokens) > 2:
        if s.language == "fi":
            # "Lisäksi, että" and "Esimerkiksi (Oulu)" are none.
            if s.tokens[1].is_word:
                yield 0, 1
        elif s.tokens[1].written == ",":
            yield 0, 2


def _brackets(s: Sentence) -> Iterator[Left]:
    for start, token in enumerate(s.tokens):
        if token.written != "(":
            continue
        end = next((at for at in range(start, len(s.tokens)) if s.tokens[at].written == ")"), None)
        inner = s.tokens[start + 1 : end] if end else ()
        if end and inner and all(t.written[0].isupper() and not t.is_number for t in inner) and not s.binds(start, end):
            yield start, end + 1


def _of_a_name(s: Sentence) -> Iterator[Left]:
    """Leave out a clause that tells more of a name, a year, or how many of those before."""
    for comma, token in enumerate(s.tokens[:-1]):
        if token.written != "," or comma == 0 or not _tells_more(s, comma):
            continue
        closing = s.next_comma(comma + 1)
        end = closing if closing is not None else len(s.tokens)
        if s.takes_back(comma, end) or not any(s.is_finite(at) for at in range(comma, end)):
            continue
        if closing is None:
            yield comma, end
        elif _goes_on(s, closing):
            yield comma, closing + 1
            if s.lower(closing + 1) in s.words.coordinates:
                yield comma, closing


def _tells_more(s: Sentence, comma: int) -> bool:
    opens = s.lower(comma + 1)
    head = comma - 2 if s.tokens[comma - 1].written == ")" else comma - 1
    if s.words.then.fullmatch(opens):
        return any(map(morphology.is_year, re.split(r"\D+", s.tokens[head].key)))
    is_last = s.next_comma(comma + 1) is None
    if s.words.comments.fullmatch(f"{opens} {s.lower(comma + 2)}"):
        return is_last and s.is_clause(0, comma) and not s.binds(0, comma)
    if s.words.parts_of.fullmatch(opens) and (s.counts(comma + 2, comma + 3) or _is_sum(s.tokens[head - 1])):
        return is_last
    if not s.words.relatives.fullmatch(opens):
        return False
    if s.words.plural_relatives.fullmatch(opens):
        return s.is_name(head) and s.lower(head - 1) in s.words.coordinates
    if s.is_name(head) or s.words.definite.fullmatch(s.lower(head)):
        return not s.points(head - 1, head)
    # "Simon kunta", and at the end "SATULA-hanke": there may be others of the name.
    named = s.words.bodies.fullmatch(s.lower(head)) and s.is_name(head - 1)
    called = is_last and s.is_called(head) and s.is_clause(0, comma)
    in_reach = s.binds(0, comma) or s.counts(0, comma) or _has_done(s, 0, comma, s.words.receives)
    return bool(named or called) and not in_reach


def _goes_on(s: Sentence, closing: int) -> bool:
    """Tell whether the sentence goes on behind a clause that a comma closes, and is whole without it."""
    after = closing + 1
    if s.lower(after) in s.words.coordinates:
        after += 1
        return after < len(s.tokens) and not s.opens(after)
    after += bool(s.words.adverbs.fullmatch(s.lower(after)))
    return after < len(s.tokens) and s.is_finite(after, surely=True)


def _of_something_new(s: Sentence) -> Iterator[Left]:
    """Leave out a last clause about what the sentence has brought in, or about the kind of thing that something is."""
    at = next((n for n in range(1, len(s.tokens)) if s.words.relatives.fullmatch(s.lower(n))), None)
    if at is None or at < 3:
        return
    head = at - 2 if s.tokens[at - 1].written == "," else at - 1
    start = head + 1
    verb = s.finite(0, head)
    if (
        verb is None
        or (s.language == "fi" and start == at)
        or s.depends(0, start)
        or s.binds(0, start)
        or s.takes_back(start, len(s.tokens))
        or s.counts(verb + 1, start)
        or s.points(0, start)
    ):
        return
    if _brings_in(s, verb, head, bool(s.words.plural_relatives.fullmatch(s.lower(at)))):
        yield start, len(s.tokens)


def _brings_in(s: Sentence, verb: int, head: int, several: bool) -> bool:
    """Tell whether a verb brings in what a clause is about, or says what kind of thing something is."""
    says_what = (
        verb > 0
        and s.words.being.fullmatch(s.lower(verb))
        and not s.all_of(0, verb, s.words.roles)
        # "Ainoa keino on laki, joka …" tells which.
        and not (s.counts(0, verb) and _has_subject(s, 0, verb))
    )
    if s.language != "fi":
        # "A" brings in one of several, whatever is done with it.
        one = s.all_of(verb + 1, verb + 2, s.words.one) and not several
        return one and bool(says_what or not s.words.being.fullmatch(s.lower(verb)))
    written = s.tokens[head].written
    if not s.tokens[head].is_word or (s.words.wholes.fullmatch(s.lower(head)) and not says_what):
        return False
    presents = _has_done(s, verb, head, s.words.presents)
    if several:
        # "Toteutettiin hankkeita, joiden …": some, never all.
        return presents and morphology.may_be_in(written, "osanto", "plural")
    cases: tuple[str, ...] = _PREDICATE if says_what else _NEWS if presents else ()
    if says_what and any(morphology.is_participle(token.written) for token in s.tokens[verb + 1 : verb + 2]):
        cases = _NEWS if presents else ()
    if _has_done(s, verb, head, s.words.receives):
        # "Avun sai perhe, joka …" tells which.
        cases = ("omanto",)
    return any(morphology.may_be_in(written, case, "singular") for case in cases)


def _has_done(s: Sentence, start: int, end: int, verbs: re.Pattern[str]) -> bool:
    """Tell whether a stretch of Finnish says that something has been done, by verbs given in their base form."""
    return any(
        any(verbs.fullmatch(form) for form in morphology.base_forms(token.written, "fi"))
        and (morphology.is_past(token.written) or morphology.is_participle(token.written))
        for token in s.tokens[start:end]
    )


_PREDICATE = ("nimento", "osanto")
_PLACES = ("sisaolento", "sisaeronto", "sisatulento", "ulkoolento", "ulkoeronto", "ulkotulento", "tulento")
_NEWS = ("nimento", "omanto", *_PLACES)


def _joints(s: Sentence) -> Iterator[tuple[int, int, bool]]:
    """Yield where two clauses may be joined: where the first ends, where the second begins, and whether by a sign.

    Behind a colon, clauses are what it announces, all of them.
    """
    for at, token in enumerate(s.tokens):
        if token.written == ":":
            return
        by_comma = at > 0 and s.tokens[at - 1].written == ","
        if token.written == ";":
            yield at, at + 1, True
        elif by_comma and (length := _contrast(s, at)):
            # "Lapset tulivat, mutta Ville jäi pois" is an exception.
            if s.language == "fi" and not s.counts(0, at) and not _are_several(s, at):
                yield at - 1, at + length, True
        elif token.lower in s.words.coordinates and at > 0:
            yield at - by_comma, at + 1, by_comma


def _says_something(s: Sentence, end: int) -> bool:
    """Tell whether a first clause says, hopes or plans one thing, which it does not deny: "Tavoitteena on, että …"."""
    opening = [at for at in range(end) if s.opens(at)]
    return (
        len(opening) == 1
        and s.lower(opening[0]) in s.words.contents
        and not s.negates(0, opening[0])
        and not s.all_of(0, opening[0], s.words.denies)
    )


def _looks_back(s: Sentence, start: int, by_sign: bool) -> bool:
    """Tell whether a last clause could be about the one before: "…, ja luku on arvio", "…, ja näin on määrä tehdä"."""
    whole = len(s.tokens)
    if s.takes_back(start, whole):
        return True
    goes_on = any(s.tokens[at].written == "," and s.opens(at + 1) for at in range(start, whole - 1))
    alone = by_sign and not goes_on and not s.all_of(start, whole, s.words.points_to_all)
    return not alone and s.binds(start, whole)


def _are_several(s: Sentence, end: int) -> bool:
    return any(morphology.may_be_in(token.written, "nimento", "plural") for token in s.tokens[:end])


def _contrast(s: Sentence, at: int) -> int:
    """Return how many words at a place set one clause against another."""
    return next((n for n in (2, 1) if " ".join(map(s.lower, range(at, at + n))) in s.words.contrasts), 0)


def _second_clause(s: Sentence) -> Iterator[Left]:
    """Leave out the last of several clauses: "…, ja työ jatkui", "… ja päättyi vuonna 2018"."""
    for end, start, by_sign in _joints(s):
        whole = len(s.tokens)
        if start >= whole or s.depends(start, start + 1) or _looks_back(s, start, by_sign):
            continue
        if not s.is_clause(0, end) and not (by_sign and _says_something(s, end)):
            continue
        verb = s.finite(start, whole, surely=not by_sign)
        if verb is None or (not by_sign and s.is_finite(end - 1, surely=True) and not _is_passive(s, end - 1)):
            continue
        # With a comma, or a subject of its own, the second clause shares nothing with the first.
        apart = verb > start and (by_sign or _has_subject(s, start, verb))
        if not by_sign and verb > start and not (apart and _is_whole(s, end, start, verb)):
            continue
        if apart or (not s.negates(0, end) and not s.counts(0, _verb_of(s, end))):
            yield end, whole


def _second_content(s: Sentence) -> Iterator[Left]:
    """Leave out the last of two things said or meant: "…, että lapset oppivat ja että perheet jaksavat"."""
    opening = [at for at in range(1, len(s.tokens)) if s.lower(at) in s.words.contents]
    if len(opening) == 2 and s.lower(opening[1] - 1) in s.words.coordinates:
        end = opening[1] - 1 - (s.tokens[opening[1] - 2].written == ",")
        denied = s.negates(0, opening[0]) or s.all_of(0, opening[0], s.words.denies)
        if not denied and not s.binds(opening[1], len(s.tokens)) and not s.depends(opening[0] + 1, opening[1]):
            yield end, len(s.tokens)


def _is_whole(s: Sentence, end: int, start: int, verb: int) -> bool:
    """Tell whether what a mere "and" joins are clauses, not the last two things of a list."""
    border = max((at for at in range(end) if not s.tokens[at].is_word), default=0)
    joined = any(s.lower(at) in s.words.coordinates for at in range(start, verb))
    begins = s.is_name(start) or bool(s.words.articles.fullmatch(s.lower(start)))
    if s.language != "fi" and (s.counts(0, end) or not begins):
        return False
    return not joined and any(s.is_finite(at) for at in range(border, end))


def _verb_of(s: Sentence, end: int) -> int:
    """Return the first finite verb before a place, or the place."""
    found = s.finite(0, end)
    return end if found is None else found


def _is_passive(s: Sentence, at: int) -> bool:
    written = s.tokens[at].written
    return s.language == "fi" and not any(morphology.is_active(written, number) for number in ("singular", "plural"))


def _has_subject(s: Sentence, start: int, verb: int) -> bool:
    """Tell whether a clause has a subject of its own before its verb."""
    if s.language == "fi":
        return any(morphology.may_be_in(t.written, "nimento") for t in s.tokens[start:verb])
    return verb > start


def _first_clause(s: Sentence) -> Iterator[Left]:
    """Leave out the first of two main clauses where the other names what it is about."""
    for end, start, by_sign in _joints(s):
        whole = len(s.tokens)
        if start >= whole or not s.is_clause(0, end) or s.binds(0, end):
            continue
        verb = s.finite(start, whole, surely=True)
        if (
            verb is not None
            and _begins_with_itself(s, end)
            and verb > start
            and not s.points(start, whole)
            and (by_sign or _has_subject(s, start, verb))
            and s.is_name(start)
            # Not the last of a list.
            and s.next_comma(0) in (None, end)
        ):
            yield 0, start


def _begins_with_itself(s: Sentence, end: int) -> bool:
    """Tell whether a first clause begins with what it is about, not with a when, where or if that may be for both."""
    verb = s.finite(0, end)
    if not verb or s.counts(0, verb) or s.points(0, verb):
        return False
    if s.language == "fi":
        return all(map(_is_subject_or_place, s.tokens[:verb]))
    if s.language == "sv":
        # "Beviljas bidraget …" is a condition.
        return not s.words.prepositions.fullmatch(s.lower(0)) and not re.search(r"(?:[sr]|de|te)$", s.lower(0))
    return _is_noun_in_english(s, verb)


def _is_subject_or_place(token: Token) -> bool:
    return token.written == "-" or _may_be_a_subject(token) or morphology.is_name(token.written)


def _first_predicate(s: Sentence) -> Iterator[Left]:
    """Leave out the first of two predicates of one plain subject: "Hanke (alkoi 2017 ja) päättyi 2018"."""
    for end, start, by_sign in _joints(s):
        if by_sign or start >= len(s.tokens) or not s.is_clause(0, end) or not s.is_finite(start, surely=True):
            continue
        verb = s.finite(0, end, surely=True)
        if not verb or s.points(0, verb) or s.points(start, len(s.tokens)):
            continue
        if any(s.is_finite(at) for at in range(verb + 1, end)):
            # Another clause stands between them, with a subject of its own.
            continue
        if not s.binds(0, end) and not s.counts(0, verb) and _PLAIN_SUBJECT[s.language](s, verb, start):
            yield verb, start


def _plain_in_finnish(s: Sentence, verb: int, other: int) -> bool:
    """Tell whether nothing but a subject stands before a verb, and that of another verb too."""
    before = [token for token in s.tokens[:verb] if token.written != "-"]
    number = next((n for n in ("singular", "plural") if morphology.is_active(s.tokens[verb].written, n)), None)
    return (
        number is not None
        and morphology.is_active(s.tokens[other].written, number)
        and morphology.may_be_in(before[-1].written, "nimento", number)
        and all(map(_may_be_a_subject, before))
    )


def _may_be_a_subject(token: Token) -> bool:
    if token.written[0].isupper() and not morphology.known(token.written):
        # A name that the morphology does not know, without the ending of a place.
        return not _PLACED.search(token.lower)
    return any(morphology.may_be_in(token.written, case) for case in ("nimento", "omanto"))


_PLACED = re.compile(r"(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|n[aä]|t[aä]|n)$")


def _plain_in_swedish(s: Sentence, verb: int, _other: int) -> bool:
    """Likewise: the subject may stand behind the verb, but not where a preposition or a date does."""
    dated = s.lower(verb + 1) == "den" and _is_number_at(s.tokens, verb + 2)
    return dated or bool(s.words.prepositions.fullmatch(s.lower(verb + 1)))


def _plain_in_english(s: Sentence, verb: int, other: int) -> bool:
    """Likewise; "was funded and led" has one helping verb for two."""
    helped = s.words.auxiliary.fullmatch(s.lower(verb)) and not s.words.auxiliary.fullmatch(s.lower(other))
    return not helped and _is_noun_in_english(s, verb)


def _is_noun_in_english(s: Sentence, verb: int) -> bool:
    """Tell whether what stands before a verb is a name, or begins with the one article in it."""
    before = [token.written for token in s.tokens[:verb]]
    articles = [bool(s.words.articles.fullmatch(word.casefold())) for word in before]
    return (articles[0] and sum(articles) == 1) or all(word[0].isupper() for word in before)


_PLAIN_SUBJECT: Mapping[Language, Callable[[Sentence, int, int], bool]] = {
    "fi": _plain_in_finnish,
    "sv": _plain_in_swedish,
    "en": _plain_in_english,
}


def _reason(s: Sentence) -> Iterator[Left]:
    """Leave out a reason or an objection, behind the clause that it is about or before it."""
    whole, comma = len(s.tokens), s.next_comma(0)
    at = next((n for n in range(2, whole) if s.lower(n) in s.words.explains | s.words.purposes), None)
    if at is not None and (s.tokens[at - 1].written == "," or s.language != "fi"):
        end = at - (s.tokens[at - 1].written == ",")
        main, reason, left = (0, end), (at, whole), (end, whole)
    elif comma and s.lower(0) in s.words.explains_first and s.next_comma(comma + 1) is None:
        main, reason, left = (comma + 1, whole), (0, comma), (0, comma + 1)
        if s.points(*main):
            return
    else:
        return
    in_reach = s.negates(*main) or s.is_held(*main) or s.all_of(*main, _FOCUS)
    if at is not None and s.lower(at) in s.words.purposes:
        # What it was for is never said to be so; only what has been done is.
        done = _verb_of(s, main[1])
        said = s.negates(*reason) or done == main[1] or not morphology.is_past(s.tokens[done].written)
    else:
        said = s.binds(*reason)
    if s.is_clause(*main) and not in_reach and not said:
        yield left


_FOCUS = re.compile(r"vain|ainoastaan|juuri|osittain|endast|bara|just|only|partly|delvis")


def _told_after(s: Sentence) -> Iterator[Left]:
    """Leave out what a colon announces."""
    at = next((at for at, token in enumerate(s.tokens) if token.written == ":"), None)
    # Without a number, what is announced may tell which are meant: "Rahaa saivat kunnat: Oulu ja Kemi".
    if (
        at
        and s.is_clause(0, at)
        and not s.is_finite(at - 1)
        and s.counts(0, at)
        and not s.binds(0, len(s.tokens))
        and not s.points(0, at)
    ):
        yield at, len(s.tokens)


_RULES: tuple[Rule, ...] = (
    _opening,
    _brackets,
    _of_a_name,
    _of_something_new,
    _second_clause,
    _second_content,
    _first_clause,
    _first_predicate,
    _reason,
    _told_after,
)
