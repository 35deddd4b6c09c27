"""Text -> search terms: Voikko lemmas and compound parts for Finnish, Snowball stems for Swedish and English.

Pure and cached. Without pyvoikko every Finnish word falls back to its Snowball stem; `MORPHOLOGY` says
which of the two is at work, and is shown wherever an answer is.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import snowballstemmer

from lape_qa import budget
from lape_qa.language.model import Language
from lape_qa.language.packs import PACKS

try:
    import pyvoikko
except ImportError:  # pragma: no cover - a declared dependency; the branch is for broken installations
    pyvoikko = None

MORPHOLOGY: Literal["voikko", "snowball"] = "snowball" if pyvoikko is None else "voikko"

# A soft hyphen or a combining mark stands inside a word.
_WORD = re.compile(r"\w[\w\u0300-\u036f]*(?:[-‐‑'’:.&\xad]+[\w\u0300-\u036f]+)*")
_NOTE_MARK = re.compile(r"(?<=\d)(?<!^10)[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
"""The mark of a note behind a number, as plain text has it: 2018¹ is the year 2018, and 10⁶ a million."""
_CASE_ENDING = re.compile(r"[:'’]\w*$")
_SNOWBALL = {"fi": "finnish", "sv": "swedish", "en": "english"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_WITHIN = re.compile(r"\b(?:19|20)\d\d(?=\b|[⁰¹²³⁴⁵⁶⁷⁸⁹])")
_GROUPED_NUMBER = re.compile(
    r"(?<![\w.,:/+§-])(?<!\d[ \u00a0\u202f])[1-9]\d{0,2}(?:([ \u00a0\u202f.])\d{3})(?:\1\d{3})*"
    r"(?![\d-])(?![ \u00a0\u202f.,/]\d)"
)
"""A number whose thousands stand apart: `12 000` and `12.000` are 12000; a telephone number and a date are none."""
_NO_DIGIT = re.compile(r"\D")
_SEPARATOR = re.compile(r"[-'.:&]")
_MIN_PART = 3
_NAMES = frozenset(["paikannimi", "etunimi", "sukunimi", "nimi"])

_MONTHS = {name: number for pack in PACKS.values() for number, name in enumerate(pack.months, start=1)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:\.\s?(?P<month>\d{{1,2}})\.(?:\s?(?P<short_year>\d{{4}}|\d{{2}}))?(?!\d)"
    rf"|\.?\s+(?P<name>{_MONTH})(?:ta|n|ssa|na|lla)?\b(?:\s+(?P<year>\d{{4}})\b)?)",
    re.IGNORECASE,
)

# Words that ask or bind and carry no topic; lemmas as the analyser gives them.
# Forms that Voikko also reads as something else: keitä (keittää), milloin (Milla).
_ASKING = frozenset(["keitä", "milloin", "monessako", "moneenko"])


FIRST_READINGS = 3
"""Terms of a word, most exact first, among which a place name is believed."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: where it stands and the search terms it gives (none for a word without a topic)."""

    start: int
    end: int
    terms: tuple[str, ...]


def words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text as they are written, hyphenated ones whole."""
    return _WORD.finditer(text)


def is_year(word: str) -> bool:
    """Tell whether a word is a year of the last or of this century."""
    return bool(_YEAR.fullmatch(word))


def years(text: str) -> list[str]:
    """Return the years of the last and of this century that a text names, in its order; a note's mark ends one."""
    return _YEAR_WITHIN.findall(text)


@lru_cache(maxsize=20_000)
def known(word: str) -> bool:
    """Tell whether a word is good Finnish; without morphology none is known to be."""
    return bool(_analysed(word))


def tokens(text: str, language: Language = "fi") -> list[Token]:
    """Return the words of a text in order, each with its search terms, most exact first."""
    dates = {match.start(): match for match in _DATE.finditer(text)}
    grouped = {match.start(): match for match in _GROUPED_NUMBER.finditer(text)}
    found: list[Token] = []
    inside = 0
    for match in words(text):
        budget.check()
        if match.start() < inside:
            found[-1] = Token(found[-1].start, max(inside, match.end()), found[-1].terms)
            continue
        if number := grouped.get(match.start()):
            inside = number.end()
            found.append(Token(match.start(), max(inside, match.end()), (_NO_DIGIT.sub("", number[0]),)))
            continue
        terms = _word_terms(_plain(match[0]), language)
        date = dates.get(match.start())
        found.append(Token(match.start(), match.end(), (*_date_terms(date), *terms) if date else terms))
    return found


def terms(text: str, language: Language = "fi") -> list[str]:
    """Return all search terms of a text in order, repeats kept."""
    return [term for token in tokens(text, language) for term in token.terms]


def is_word(word: str) -> bool:
    """Tell whether a word is known to the Finnish morphology; without it, none is."""
    return bool(_readings(word.casefold()))


def is_verb(word: str) -> bool:
    """Tell whether a word can be nothing but a verb; without morphology none is known to be."""
    readings = _analysed(word)
    return bool(readings) and all(reading.CLASS == "teonsana" for reading in readings)


@lru_cache(maxsize=20_000)
def may_be_finite(word: str) -> bool:
    """Tell whether a word can be a finite verb of the third person or the passive; without morphology none can."""
    return any(map(_finite, _analysed(word)))


@lru_cache(maxsize=20_000)
def is_finite(word: str) -> bool:
    """Tell whether a word can be nothing but a finite verb of the third person or the passive; no text says "your"."""
    readings = [reading for reading in _analysed(word) if reading.POSSESSIVE != "2s"]
    return bool(readings) and all(map(_finite, readings))


def _finite(reading: "pyvoikko.VoikkoAnalysis") -> bool:
    return (
        reading.CLASS == "teonsana"
        and reading.MOOD in ("indicative", "conditional", "potential")
        and reading.PERSON in ("3", "4")
        and reading.NEGATIVE != "true"
    )


@lru_cache(maxsize=20_000)
def is_participle(word: str) -> bool:
    """Tell whether a word can be a participle of the past: `avattu`, `sulkenut`."""
    return any((reading.PARTICIPLE or "").startswith("past") for reading in _analysed(word))


@lru_cache(maxsize=20_000)
def is_past(word: str) -> bool:
    """Tell whether a word can be a finite verb of the past."""
    return any(_finite(reading) and reading.TENSE == "past_imperfective" for reading in _analysed(word))


@lru_cache(maxsize=20_000)
def is_active(word: str, wanted: str) -> bool:
    """Tell whether a word is an active verb of the third person, "singular" or "plural"."""
    readings = [reading for reading in _analysed(word) if _finite(reading) and reading.PERSON == "3"]
    return wanted in {reading.NUMBER for reading in readings}


@lru_cache(maxsize=20_000)
def supposes(word: str) -> bool:
    """Tell whether a word is a verb that says what would be or may be: in the conditional or the potential."""
    return any(reading.MOOD in ("conditional", "potential") for reading in _analysed(word))


@lru_cache(maxsize=20_000)
def counts_or_compares(word: str) -> bool:
    """Tell whether a word can be a numeral, a comparative or a superlative; `vanhempi`, a parent, is none."""
    readings = _analysed(word)
    return not any(reading.BASEFORM == "vanhempi" for reading in readings) and any(
        reading.CLASS == "lukusana" or reading.COMPARISON in ("comparative", "superlative") for reading in readings
    )


@lru_cache(maxsize=20_000)
def may_be_in(word: str, wanted: str, number: str | None = None) -> bool:
    """Tell whether a word can be a noun or an adjective in a case, by Voikko's name of it, and in a number."""
    readings = [reading for reading in _analysed(word) if reading.CLASS != "teonsana"]
    return any((wanted, number or reading.NUMBER) == (reading.SIJAMUOTO, reading.NUMBER) for reading in readings)


@lru_cache(maxsize=20_000)
def is_nothing_but_a_name(word: str) -> bool:
    """Tell whether a word can be nothing but the name of a place or a person."""
    readings = _analysed(word)
    return bool(readings) and all(reading.CLASS in _NAMES for reading in readings)


def is_name(word: str) -> bool:
    """Tell whether a word can be the name of a place or a person; without morphology none is known to be."""
    return any(reading.CLASS in _NAMES for reading in _analysed(word))


_LONGEST_WORD = 100
"""Characters; the longest words of the field have half as many."""
_NOUNS = frozenset(["nimisana", "nimisana_laatusana", "lyhenne", *_NAMES])
_THERE = {
    "siellä": ("sisaolento", "ulkoolento"),
    "sieltä": ("sisaeronto", "ulkoeronto"),
    "sinne": ("sisatulento", "ulkotulento"),
}
"""The cases of the noun, of one or of several, that each of these may stand with: `siellä perhekeskuksissa`."""
_NEVER = re.compile(r"(?!)")
_UNKNOWN = {
    case: re.compile(rf"(?:{ending})$")
    for case, ending in {
        "osanto": "[aä]",
        "sisaolento": "ss[aä]?",
        "sisaeronto": "st[aä]?",
        "sisatulento": "n",
        "ulkoolento": "ll[aä]?",
        "ulkoeronto": "lt[aä]?",
        "ulkotulento": "lle",
    }.items()
}
"""How a word that the morphology does not know may end in each case, in speech too."""


def may_be_a_noun(word: str) -> bool:
    """Tell whether a word can be a noun or a name; an unknown word can, and without morphology every word."""
    readings = _analysed(word)
    return not readings or any(reading.CLASS in _NOUNS for reading in readings)


_BEHIND_WHAT = frozenset("osanto sisaolento sisaeronto sisatulento ulkoolento ulkoeronto ulkotulento".split())
"""Cases in which a noun stands behind "mitä", "missä", "mistä", "mihin", "millä", "miltä", "mille"."""


def is_several(word: str) -> bool:
    """Tell whether a word is a noun that means several of its kind: `palveluja`, `tehtäviä`."""
    return _is_plural(word, frozenset({"osanto"}))


def asks_for_several(word: str) -> bool:
    """Tell whether a noun behind a question word asks for several of its kind: `palveluja`, `palveluihin`."""
    return _is_plural(word, _BEHIND_WHAT)


@lru_cache(maxsize=20_000)
def is_plural_noun(word: str) -> bool:
    """Tell whether a word can be a noun in the plural, in whatever case; a name is none."""
    return any(reading.CLASS in _NOUNS - _NAMES and reading.NUMBER == "plural" for reading in _analysed(word))


@lru_cache(maxsize=20_000)
def is_passive(word: str) -> bool:
    """Tell whether a word can be a finite verb of the passive: `tehtiin`, `saadaan`."""
    return any(_finite(reading) and reading.PERSON == "4" for reading in _analysed(word))


@lru_cache(maxsize=20_000)
def is_order(word: str) -> bool:
    """Tell whether a word can be a verb that gives an order: `kerro`, `luettele`."""
    return any(reading.MOOD == "imperative" for reading in _analysed(word))


def _is_plural(word: str, cases: frozenset[str]) -> bool:
    return any(
        reading.CLASS in _NOUNS and reading.SIJAMUOTO in cases and reading.NUMBER == "plural"
        for reading in _analysed(word)
    )


_PARTICIPLE = re.compile(r"(?:t[uy]|n[uy]t|neet)$", re.IGNORECASE)


def may_be_a_topic(word: str) -> bool:
    """Tell whether a Finnish word can name what is spoken of: not a verb, a participle or an adverb."""
    readings = _analysed(word)
    adjective = any(reading.CLASS == "laatusana" for reading in readings) and not _PARTICIPLE.search(word)
    return adjective or may_be_a_noun(word)


def speaks_of_us(word: str) -> bool:
    """Tell whether a word can be nothing but a verb of the first or second person, `osaat`, that gives no order."""
    readings = _analysed(word)
    return bool(readings) and all(reading.PERSON in ("1", "2") and reading.MOOD != "imperative" for reading in readings)


def noun_pointed_at(pronoun: str, before: Sequence[str], behind: Sequence[str]) -> str | None:
    """Return the noun behind a Finnish pronoun that only points at it: `siitä uudesta mallista`, `ne kuusi kuntaa`.

    The noun, or a numeral, agrees with it in case and number; adjectives and genitives may stand between them. What may
    be the verb is one where nothing else in the question is: `kauanko se kesti`. None where there is no such noun.
    """
    forms = {(case, number) for case in _THERE.get(_plain(pronoun), ()) for number in ("singular", "plural")} or {
        (reading.SIJAMUOTO, reading.NUMBER) for reading in _analysed(pronoun) if reading.CLASS == "asemosana"
    }
    for number, word in enumerate(behind):
        others = (*before, *behind[:number], *behind[number + 1 :])
        if may_be_finite(word) and not any(map(may_be_finite, others)):
            return None
        readings = _analysed(word)
        agreeing = [reading for reading in readings if (reading.SIJAMUOTO, reading.NUMBER) in forms]
        may_agree = not readings and any(_UNKNOWN.get(case, _NEVER).search(word) for case, _ in forms)
        numeral = any(reading.CLASS == "lukusana" for reading in readings)
        if may_agree or numeral or any(reading.CLASS in _NOUNS for reading in agreeing):
            return word
        genitive = any(reading.SIJAMUOTO == "omanto" for reading in readings)
        if not agreeing and not genitive and (readings or not word.endswith("n")):
            return None
    return None


def _analysed(word: str) -> Sequence["pyvoikko.VoikkoAnalysis"]:
    return _readings(_plain(word))


# Each word of a question is looked at from many sides.
@lru_cache(maxsize=4096)
def _readings(word: str) -> Sequence["pyvoikko.VoikkoAnalysis"]:
    # The analysis goes one step deeper with each character: a "word" of some thousands ends the process.
    return tuple(pyvoikko.analyse(word)) if pyvoikko is not None and len(word) <= _LONGEST_WORD else ()


@lru_cache(maxsize=200_000)
def base_forms(word: str, language: Language) -> frozenset[str]:
    """Return the base forms that a whole word can have, without its parts; the stem where no morphology knows it."""
    plain = _CASE_ENDING.sub("", _plain(word)) if language == "fi" else _plain(word).removesuffix("'s")
    readings = _readings(plain) if language == "fi" else ()
    return frozenset(_base(reading.BASEFORM) for reading in readings) or frozenset([_stem(plain, language)])


# LAPEn, STMssä: a case ending put straight onto an abbreviation.
_INFLECTED_ABBREVIATION = re.compile(
    r"(?<![A-ZÅÄÖ])([A-ZÅÄÖ]{2,}+)(?:n|a|ä|ta|tä|ssa|ssä|sta|stä|an|en|in|iin|hin|lla|llä|lta|ltä|lle|ksi|na|nä)"
)


def _plain(word: str) -> str:
    abbreviation = _INFLECTED_ABBREVIATION.fullmatch(word)
    word = abbreviation[1] if abbreviation else word
    composed = unicodedata.normalize("NFC", word).casefold()
    if not composed.isascii():
        composed = _NOTE_MARK.sub("", composed)
    return composed.replace("‐", "-").replace("‑", "-").replace("\xad", "").replace("’", "'")


def _date_terms(match: re.Match[str]) -> Iterator[str]:
    """A date written in any of the usual ways becomes one term; without a year, its month and day do."""
    month = int(match["month"]) if match["month"] else _MONTHS[match["name"].casefold()]
    day = int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return
    yield f"{month:02}-{day:02}"
    year = match["year"] or match["short_year"]
    if year:
        year = year if len(year) == 4 else f"20{year}"
        yield year
        yield f"{year}-{month:02}-{day:02}"


@lru_cache(maxsize=200_000)
def _word_terms(word: str, language: Language) -> tuple[str, ...]:
    """Return the terms of one casefolded word; a hyphenated word gives those of its whole and of its parts."""
    if language == "fi" and word in _ASKING:
        return ()
    word = _CASE_ENDING.sub("", word) if language == "fi" else word.removesuffix("'s")
    found = dict.fromkeys(_lemmas(word) if language == "fi" else [_stem(word, language)])
    if language != "fi" and _is_code(word):
        found[word] = None
    for part in _SEPARATOR.split(word) if _SEPARATOR.search(word) and not _is_place(word, language) else ():
        if len(part) > 1:
            found.update(dict.fromkeys(_word_terms(part, language)))
    return tuple(term for term in found if term not in PACKS[language].stop_words)


def _is_place(word: str, language: Language) -> bool:
    """Tell a place name: the parts of Etelä-Pohjanmaa must not make it match Pohjanmaa, which is another region."""
    readings = _readings(word) if language == "fi" else ()
    return any(reading.CLASS == "paikannimi" for reading in readings)


def _is_code(word: str) -> bool:
    return any(char.isdigit() for char in word)


def _lemmas(word: str) -> Iterator[str]:
    # Voikko reads 18-vuotiaat as a compound; other codes mean nothing to it.
    readings = () if _is_code(word) and "-" not in word else _readings(word)
    # The word itself is its likeliest base form: Nokia before noki, Uusimaa before uusima.
    readings = sorted(readings, key=lambda reading: _base(reading.BASEFORM) != word)
    for reading in readings:
        yield _base(reading.BASEFORM)
    # Lapinjärvi is not in Lappi, nor is Etelä-Pohjanmaa in Pohjanmaa.
    if not any(reading.CLASS == "paikannimi" for reading in readings):
        for reading in readings:
            yield from _parts(reading)
    if not readings:
        yield word
        if not _is_code(word):
            yield _stem(word, "fi")


def _parts(reading: "pyvoikko.VoikkoAnalysis") -> Iterator[str]:
    """Yield the parts of a compound, longest first.

    `perhekeskusmalli` gives perhekeskus, keskusmalli, perhe, keskus, malli.
    """
    parts = reading.COMPOUND_PARTS or ()
    for length in range(len(parts) - 1, 0, -1):
        for first in range(len(parts) - length + 1):
            *before, last = parts[first : first + length]
            joined = _base("".join(part.FORM for part in before) + last.BASEFORM)
            if len(joined) >= _MIN_PART:
                yield joined


@lru_cache(maxsize=20_000)
def halves(word: str) -> tuple[tuple[int, str, str], ...]:
    """Return each border inside a compound, with the base forms of what stands before and behind it, last border first.

    `maahanmuuttajaperheet` has one at 14, between maahanmuuttaja and perhe.
    """
    found: dict[int, tuple[str, str]] = {}
    for reading in _analysed(word):
        parts = list(reading.COMPOUND_PARTS or ())
        for number in range(len(parts) - 1, 0, -1):
            before = "".join(part.FORM for part in parts[:number])
            behind = "".join(part.FORM for part in parts[number:-1]) + parts[-1].BASEFORM
            named = "".join(part.FORM for part in parts[: number - 1]) + parts[number - 1].BASEFORM
            at = len(_base(before))
            if min(at, len(word) - at) >= _MIN_PART and word[:at].isalpha():
                found.setdefault(at, (_base(named), _base(behind)))
    return tuple((at, before, behind) for at, (before, behind) in found.items())


def _base(baseform: str) -> str:
    """Drop Voikko's marks of compound borders: `hyvin=vointi`, `sote--uudistus`."""
    return baseform.replace("=", "").replace("--", "-").strip("-").casefold()


def _stem(word: str, language: Language) -> str:
    # One of its own for each word: a stemmer holds the word that it works on, so threads would share theirs.
    return str(snowballstemmer.stemmer(_SNOWBALL[language]).stemWord(word))
