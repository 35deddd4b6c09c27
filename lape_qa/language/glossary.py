"""The field's own words: abbreviations, place names and the programme's vocabulary in three languages.

The lists are data/glossary.yaml and data/places.yaml, for editors to change. Pure and cached.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import contains
from typing import Any

import yaml

from lape_qa.language import morphology
from lape_qa.language.model import Language
from lape_qa.language.morphology import Token

_ENDING = 2
"""Letters at the end of a place name that inflection may change."""
_CHANGES = "nen"
"""The end of a place name that becomes "sen" and "sia": Uurainen, Ikaalinen."""

_SHORTEST_PART = 3
"""Letters of a compound's part."""
_LINKING = "seoua"
"""Letters that a compound's first part may end with and the word itself not: `utvecklingsarbete`, `familjedag`."""

_WORDS_OF_REGIONS = re.compile(r"[\w-]+")

Phrase = tuple[str, ...]
"""The first search term of each word."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region, or a municipality with its region of 2019 and, where it changed, that since 2021; names in Finnish."""

    name: str
    region: str
    later: str = ""

    @property
    def is_region(self) -> bool:
        """Whether it is a whole region."""
        return self.name == self.region

    def is_in(self, regions: str) -> bool:
        """Tell whether it is one of some regions, written as a document's metadata do, or in one of them."""
        return any(region in _WORDS_OF_REGIONS.findall(regions) for region in (self.region, self.later) if region)


def annotate(tokens: list[Token], language: Language) -> list[Token]:
    """Give the first word of a full name its abbreviation too: `Terveyden ja hyvinvoinnin laitos` gets thl.

    Texts and questions both pass through here, so either form finds the other.
    """
    return _extended(tokens, _abbreviations()) if language == "fi" else tokens


def translate(tokens: list[Token], language: Language) -> list[Token]:
    """Give the words of a Swedish or English question the Finnish terms of their equivalents.

    A Swedish compound that has none is read as its two parts: `utvecklingsarbete` as `utveckling` and `arbete`.
    """
    if language == "fi":
        return tokens
    extended = _extended(tokens, _equivalents(language))
    if language == "en":
        return extended
    return [
        Token(token.start, token.end, (*token.terms, *_of_parts(token.terms[0])))
        if token.terms and token.terms == before.terms
        else token
        for before, token in zip(tokens, extended, strict=True)
    ]


def with_homes(text: str, tokens: list[Token]) -> list[Token]:
    """Give the words of a Finnish text for the people of a place its terms too: `satakuntalaiset` those of Satakunta.

    They come first: the word is read as that place.
    """
    found = []
    for token in tokens:
        match = _PEOPLE.match(text[token.start : token.end].casefold().replace("-", ""))
        home = _homes().get(match[1], ()) if match else ()
        terms = tuple(dict.fromkeys((*home, *token.terms)))
        found.append(Token(token.start, token.end, terms))
    return found


def said_in_one(words: Sequence[Phrase], language: Language) -> tuple[range, Phrase] | None:
    """Return the first stretch of words that is one entry, with its Finnish terms; None where there is none.

    `words` are the search terms of each word of a question: "family centre" is `perhekeskus`. One word counts where it
    is several in Finnish: "barnkonsekvensbedömning".
    """
    phrases = {} if language == "fi" else _equivalents(language)
    for at, word in enumerate(words):
        for phrase, terms in (pair for term in word for pair in phrases.get(term, ())):
            behind = words[at : at + len(phrase)]
            stands = len(behind) == len(phrase) and all(map(contains, behind, phrase))
            if stands and max(len(phrase), len(terms)) > 1:
                return range(at, at + len(phrase)), terms
    return None


def holds(term: str, language: Language) -> bool:
    """Tell whether a search term is an abbreviation of the glossary, or a word of an entry in a language."""
    return full_name(term) is not None or term in _words_of_entries(language)


@cache
def _words_of_entries(language: Language) -> frozenset[str]:
    forms = [
        form
        for entry in _load("glossary.yaml")["terms"]
        for form in ((entry["fi"],) if language == "fi" else entry.get(language, ()))
    ]
    return frozenset(term for form in forms for term in _phrase(form, language))


def place_of(phrase: Phrase) -> Place | None:
    """Return the place that a phrase of Finnish terms names."""
    return _places().get(phrase)


def place_among(terms: Iterable[str]) -> Place | None:
    """Return the place that the longest of some terms names by itself: Päijät-Häme is not Häme."""
    return next(filter(None, (place_of((term,)) for term in sorted(terms, key=len, reverse=True))), None)


@cache
def municipalities_of(region: str) -> Phrase:
    """Return the terms of a region's municipalities whose name is one word."""
    return tuple(
        phrase[0]
        for phrase, place in _places().items()
        if len(phrase) == 1 and not place.is_region and region in (place.region, place.later)
    )


def region_terms(region: str) -> Phrase:
    """Return the terms of a region's own name."""
    return _phrase(region, "fi")


def places_in(tokens: list[Token]) -> Iterator[Place]:
    """Yield the places named in an analysed Finnish text, longest names first at each word."""
    known = _places()
    for start in range(len(tokens)):
        for length in (3, 2, 1):
            for phrase in _phrases(tokens[start : start + length]):
                if len(phrase) == length and phrase in known:
                    yield known[phrase]
                    break
            else:
                continue
            break


_CASES = r"i?(?:n|[st]?s[aä]|ss|st[aä]?|ll[aä]?|lt[aä]?|lle|ks|ksi|n[aä]|t?[aä]|[aeäi]n|een|[aä][aä]n|h[aäiy]n|seen)"
"""Endings that a case puts onto an abbreviation, in speech too."""
_SHORTEST_ABBREVIATION = 3
_VOWELS = "AEIOUYÄÖ"


def with_its_case(word: str) -> str | None:
    """Return an abbreviation with a case ending as it is written: `LAPEssa` for `lapessa`, `THL:n` for `thln`.

    None for another word, and for one that is good Finnish: `kelan`, `ison`.
    """
    match = _inflected().fullmatch(word)
    if match is None or morphology.known(word):
        return None
    short, ending = _short_forms()[match[1].casefold()], match[2].lower()
    return f"{short}{ending}" if short.isupper() and short[-1] in _VOWELS else f"{short}:{ending}"


def with_hyphens(text: str) -> str:
    """Put back what is often left out of a place name: `etela pohjanmaalla` becomes `Etelä-Pohjanmaalla`."""
    for pattern, written in _hyphenated():
        text = pattern.sub(written, text)
    return text


@cache
def long_names(language: Language) -> re.Pattern[str]:
    """Return what finds the names of places that are several words: Norra Karelen, North Karelia, Mellersta Nyland.

    In Finnish those of parts of a region are one word, and what else is two is an authority's (Siun sote).
    """
    entries = () if language == "fi" else _load("places.yaml")
    others = (name for entry in entries for name in entry.get("also", {}).get(language, ()))
    known = (place.get(language, "") for place in _regions_and_municipalities())
    names = sorted({*known, *others}, key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in names if " " in name) or "(?!)", re.IGNORECASE)


_PEOPLE = re.compile(r"\A(\w{1,30}l[aä]i)(?:nen|s\w{0,9})\Z")
"""A word for the people of a place, up to what no case changes."""
_BENT = ("niemi", "joki", "lahti", "saari", "lampi")
"""Ends of names whose last letter changes before an ending: `rovaniemeläinen`."""
_FRONT = ("niemi", "vesi")
"""Ends of names after which the ending has front vowels, whatever stands before."""


@cache
def _homes() -> Mapping[str, Phrase]:
    """Return the terms of each place, by what its people are called, up to what no case changes."""
    homes: dict[str, Phrase] = {}
    for entry in _load("places.yaml"):
        homes |= {_people_of(place["fi"]): _phrase(place["fi"], "fi") for place in entry["municipalities"]}
        homes |= {people.removesuffix("nen"): _phrase(entry["region"]["fi"], "fi") for people in entry["people"]}
    return homes


def _people_of(municipality: str) -> str:
    """Return what the people of a municipality are called, up to what no case changes: `kittiläläi`."""
    name = municipality.casefold()
    stem = name[:-1] + "e" if name.endswith(_BENT) else name
    last = next((letter for letter in reversed(name) if letter in "aouäöy"), "y")
    back = last in "aou" and not name.endswith(_FRONT)
    return stem.replace("-", "") + ("lai" if back else "läi")


@cache
def _names_of_places(language: Language) -> Mapping[str, str]:
    return {place["fi"]: place[language] for place in _regions_and_municipalities() if language in place}


def place_name(finnish: str, language: Language) -> str:
    """Return the name of a region or a municipality in a language; the Finnish one where it has no other."""
    return _names_of_places(language).get(finnish, finnish)


def beginning_of_place(name: str) -> str:
    """Return the letters of a place's name that no case changes: `Kitti|lä`, `Uurai|nen` (Uuraisten)."""
    return name[: -len(_CHANGES)] if name.endswith(_CHANGES) else name[:-_ENDING]


@cache
def region_names(language: Language) -> Mapping[str, str]:
    """Return the name in a language of each region, by its Finnish name, in the official order."""
    return {entry["region"]["fi"]: entry["region"][language] for entry in _load("places.yaml")}


def _extended(tokens: list[Token], phrases: Mapping[str, list[tuple[Phrase, Phrase]]]) -> list[Token]:
    extended = []
    inside = 0
    for at, token in enumerate(tokens):
        standing = [
            (phrase, terms)
            for first in token.terms
            for phrase, terms in phrases.get(first, ())
            if _stands(phrase, tokens, at)
        ]
        # Norra Österbotten is not Österbotten too.
        extra = [term for _, terms in standing for term in terms if inside == 0 or place_of(terms) is None]
        inside = max([inside - 1, *(len(phrase) - 1 for phrase, terms in standing if place_of(terms))], default=0)
        inside = max(inside, 0)
        extended.append(Token(token.start, token.end, tuple(dict.fromkeys((*token.terms, *extra)))))
    return extended


@lru_cache(maxsize=20_000)
def _of_parts(stem: str) -> Phrase:
    """Return the Finnish terms of the two words that a Swedish compound consists of; of several readings the first.

    The one with the longest second part comes first. The first part may have an `s` or a changed vowel at its end.
    """
    known = _equivalents("sv")
    for at in range(_SHORTEST_PART, len(stem) - _SHORTEST_PART + 1):
        heads = (stem[:at], stem[: at - 1] if stem[at - 1] in _LINKING else "")
        first = next(filter(None, (_alone(known, _stemmed(head)) for head in heads if head)), ())
        second = _alone(known, stem[at:]) or _alone(known, _stemmed(stem[at:]))
        if first and second:
            return tuple(dict.fromkeys((*first, *second)))
    return ()


def _alone(phrases: Mapping[str, list[tuple[Phrase, Phrase]]], stem: str) -> Phrase:
    """Return the Finnish terms of a word that is an entry by itself."""
    return tuple(term for phrase, terms in phrases.get(stem, ()) if len(phrase) == 1 for term in terms)


def _stemmed(word: str) -> str:
    return next(iter(morphology.terms(word, "sv")), "")


def _stands(phrase: Phrase, tokens: list[Token], at: int) -> bool:
    """Tell whether a phrase stands at a place; words without a term are passed over."""
    words = (token.terms for token in tokens[at:] if token.terms)
    return all(term in next(words, ()) for term in phrase)


def _phrases(tokens: list[Token]) -> Iterator[Phrase]:
    """Yield the phrases that some words can be read as; a name is read as any one of its words' first readings."""
    if all(token.terms for token in tokens):
        readings: list[Phrase] = [()]
        for token in tokens:
            readings = [(*reading, term) for reading in readings for term in token.terms[:3]]
        yield from readings


# ---- the lists -----------------------------------------------------------------------------------------


@cache
def _load(name: str) -> Any:
    return yaml.safe_load((files("lape_qa.language.packs") / name).read_text(encoding="utf-8"))


def _regions_and_municipalities() -> list[Mapping[str, str]]:
    """Return the names of each place by language."""
    return [place for entry in _load("places.yaml") for place in (entry["region"], *entry["municipalities"])]


def _phrase(text: str, language: Language) -> Phrase:
    return tuple(token.terms[0] for token in morphology.tokens(text, language) if token.terms)


def _by_first(pairs: Iterable[tuple[Phrase, Phrase]]) -> dict[str, list[tuple[Phrase, Phrase]]]:
    table: dict[str, list[tuple[Phrase, Phrase]]] = {}
    for phrase, terms in pairs:
        if phrase and terms:
            table.setdefault(phrase[0], []).append((phrase, terms))
    return table


@cache
def _abbreviations() -> dict[str, list[tuple[Phrase, Phrase]]]:
    pairs = (
        (_phrase(full, "fi"), (short.casefold(),)) for short, full in _load("glossary.yaml")["abbreviations"].items()
    )
    # A one-word full name would tie an ordinary word to its abbreviation.
    return _by_first((phrase, terms) for phrase, terms in pairs if len(phrase) > 1)


@cache
def _short_forms() -> Mapping[str, str]:
    """Return the abbreviations of one word as they are written, by how they are typed."""
    return {
        short.casefold(): short
        for short in _load("glossary.yaml")["abbreviations"]
        if short.isalpha() and len(short) >= _SHORTEST_ABBREVIATION
    }


@cache
def _full_names() -> Mapping[str, str]:
    return {short.casefold(): full for short, full in _load("glossary.yaml")["abbreviations"].items()}


def full_name(short: str) -> str | None:
    """Return what an abbreviation, however its letters are written, stands for."""
    return _full_names().get(short.casefold())


@cache
def _inflected() -> re.Pattern[str]:
    shorts = "|".join(sorted(_short_forms(), key=len, reverse=True))
    return re.compile(rf"({shorts})({_CASES})", re.IGNORECASE)


@cache
def _equivalents(language: Language) -> dict[str, list[tuple[Phrase, Phrase]]]:
    pairs = [
        (_phrase(form, language), _phrase(entry["fi"], "fi"))
        for entry in _load("glossary.yaml")["terms"]
        for other in entry.get(language, ())
        for form in _forms(other, language)
    ]
    for entry in _load("places.yaml"):
        region = _phrase(entry["region"]["fi"], "fi")
        names = [entry["region"].get(language, ""), *entry.get("also", {}).get(language, ())]
        pairs += [(_phrase(name, language), region) for name in names]
        pairs += [
            (
                _phrase(town.get("sv", town["fi"]) if language == "sv" else town["fi"], language),
                _phrase(town["fi"], "fi"),
            )
            for town in entry["municipalities"]
        ]
    return _by_first(pairs)


_DEFINITE = (
    (re.compile(r"[ai]$"), "", ("n",)),
    (re.compile(r"s$"), "", ("en",)),
    (re.compile(r"er$"), "er", ("ret", "ren")),
    (re.compile(r"[^aeiouyåäö]$"), "", ("et",)),
)
"""How Swedish words end, and what their definite form has instead where the stemmer does not see that it is one."""


def _forms(word: str, language: Language) -> Iterator[str]:
    """Yield a word and, where the stemmer would take that for another, its definite form: `skolan`, `centret`."""
    yield word
    if language == "sv" and " " not in word:
        for ending, dropped, forms in _DEFINITE:
            if ending.search(word):
                yield from (word.removesuffix(dropped) + added for added in forms)


@cache
def _hyphenated() -> list[tuple[re.Pattern[str], str]]:
    """Return how each hyphenated place name may be typed, up to its ending, and how it is written."""
    names = [place["fi"] for place in _regions_and_municipalities()]
    parts = [name.split("-") for name in names if name.count("-") == 1]
    return [
        (
            re.compile(rf"\b{_loose(first)}[ -]?{_loose(second[:-_ENDING])}", re.IGNORECASE),
            f"{first}-{second[:-_ENDING]}",
        )
        for first, second in parts
    ]


def _loose(text: str) -> str:
    return text.replace("ä", "[äa]").replace("ö", "[öo]")


@cache
def _places() -> dict[Phrase, Place]:
    places: dict[Phrase, Place] = {}
    for entry in _load("places.yaml"):
        region = entry["region"]["fi"]
        for name in (region, *entry.get("also", {}).get("fi", ())):
            places[_phrase(name, "fi")] = Place(region, region)
        for town in entry["municipalities"]:
            places.setdefault(_phrase(town["fi"], "fi"), Place(town["fi"], region, town.get("since_2021", "")))
    return places
