"""Question -> Query: checked, its language detected, its search terms found, its vector computed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import compress, zip_longest

from lape_qa.encoding.model import Encoded
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import QuestionError
from lape_qa.language import glossary, morphology, spoken
from lape_qa.language.detection import detect
from lape_qa.language.model import Language, Span
from lape_qa.language.morphology import Token
from lape_qa.language.packs.forms import FORMS
from lape_qa.language.spelling import Speller
from lape_qa.question import follow_up, form, kinds, splitting
from lape_qa.question.breadth import Asking
from lape_qa.question.follow_up import Resolved
from lape_qa.question.form import Form
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query
from lape_qa.question.named_twice import by_one_name
from lape_qa.question.relative_years import with_years
from lape_qa.question.side_names import named_side

MAX_QUESTION_CHARS = 1000
_MOST_SIGNS = 4 * MAX_QUESTION_CHARS
"""Of a question before its accents are joined with their letters, which takes time by the square of their number."""
MOST_HISTORY = 10
"""Earlier questions that are looked at, the latest ones."""


def analyse(
    question: str,
    encoder: Encoder,
    speller: Speller | None = None,
    history: Sequence[str] = (),
    exclude: Sequence[str] = (),
    *,
    readily: bool = False,
    today: date | None = None,
) -> Query:
    """Return everything that later stages need to know of a question.

    With a speller, words that no source has are read as what they were most likely meant to be. A question
    that leans on the earlier ones of `history`, oldest first, takes over what it needs, but for `exclude`;
    `readily` also one that might stand alone, for when it finds nothing so. Earlier ones that are too long are left
    out. "Next year" is counted from `today`.
    Raises QuestionError as `checked` does.
    """
    text = checked(question, history)
    on = today or date.today()
    earlier = [_plainly(asked, on) for asked in history[-MOST_HISTORY:] if _tidied(asked)[1] <= MAX_QUESTION_CHARS]
    # Before it is read as speech, which `kohtaamis paikka` might be.
    plain = _plainly(_in_one(text, speller) if speller else text, on)
    resolved = follow_up.resolve(plain, earlier, exclude, readily=readily)
    language = detect(resolved.text if resolved.more else text)
    meant = _mended(resolved.text, language, speller) if speller else resolved.text
    return replace(_read(replace(resolved, text=meant), plain, language, encoder, speller), text=text)


def checked(question: str, history: Sequence[str] = ()) -> str:
    """Return a question with one space between its words, in NFC.

    Raises QuestionError when it is empty, too long, or holds neither a letter nor a digit.
    """
    text, count = _tidied(question)
    for name, asked in (("the question", text), *(("an earlier question", asked) for asked in history)):
        if any("\ud800" <= char <= "\udfff" for char in asked):
            raise QuestionError(f"{name} is not valid Unicode: send it as UTF-8")
    if not text:
        raise QuestionError("the question is empty: write a question in Finnish, Swedish or English")
    if count > MAX_QUESTION_CHARS:
        raise QuestionError(f"the question has {count} characters, at most {MAX_QUESTION_CHARS} are read: shorten it")
    if not any(char.isalnum() for char in text):
        raise QuestionError("the question holds no word: write a question in Finnish, Swedish or English")
    return text


def _tidied(question: str) -> tuple[str, int]:
    """Return a question with one space between its words, in NFC, and how many characters it counts.

    A sign that stands for several, such as a ligature, counts for as many: so many are what the model reads.
    """
    text = " ".join(question.split())
    if len(text) > _MOST_SIGNS:
        return text, len(text)
    text = unicodedata.normalize("NFC", text)
    return text, max(len(text), len(unicodedata.normalize("NFKC", text)))


def asking(question: str, history: Sequence[str] = (), today: date | None = None) -> Asking:
    """Return what the breadth of a question is judged by, without a speller; errors as for `analyse`."""
    text = checked(question, history)
    on = today or date.today()
    meant = follow_up.resolve(_plainly(text, on), [_plainly(asked, on) for asked in history]).text
    language = detect(text)
    tokens = _topical(meant, language)
    return form.asking(
        meant, language, [token.terms for token in tokens], [Span(token.start, token.end) for token in tokens]
    )


_OF_PARTS = frozenset({Form.TOPIC, Form.OVERVIEW})
"""Forms for which a compound may be told of by its parts; what something is, is said of it as a whole."""
_APART = re.compile(r"\A\W*(?P<first>[^\W\d_]{2,}+) (?P<second>[^\W\d_A-ZÅÄÖ][^\W\d_]++)(?![\w-])")
"""Two words, the second in small letters."""
_WORD = re.compile(r"(?<![\w-])[^\W\d_]++(?![\w-])")
"""A word without hyphens."""


def _plainly(text: str, today: date) -> str:
    """Return a question as it would be written: by one name of a thing, its years in figures, nothing before it."""
    language = detect(text)
    pack = FORMS[language]
    if language == "fi":
        text = _WORD.sub(lambda word: spoken.written(word[0]), text)
    plain = pack.frames.sub("", text) or text
    for said, written in pack.spoken:
        plain = said.sub(written, plain)
    return with_years(by_one_name(plain, language), language, today)


def _read(
    resolved: Resolved,
    text: str,
    language: Language,
    encoder: Encoder,
    speller: Speller | None,
    *,
    whole: bool = True,
    parted: bool = False,
) -> Query:
    """Return a query; `text` is what it asks itself, and `whole` tells whether it may consist of several.

    Where it is `parted`, a compound that no source has is read as the two words that it consists of.
    """
    meant = resolved.text
    tokens = _topical(meant, language)
    in_parts = _in_parts(meant, tokens, speller) if speller and language == "fi" else tokens
    tokens = in_parts if parted else tokens
    spans = [Span(token.start, token.end) for token in tokens]
    written = [meant[span.start : span.end] for span in spans]
    required = [_is_required(word, token, language) for word, token in zip(written, tokens, strict=True)]
    named = [_is_name(word, token) or must for word, token, must in zip(written, tokens, required, strict=True)]
    # What is taken over is no question of its own.
    whole = whole and (not resolved.carried or resolved.more > 0 or resolved.compared)
    names, places = list(compress(spans, named)), list(compress(spans, required))
    sides = form.sides(meant, language) if whole else ()
    texts = (splitting.parts(meant, language, names, places) if whole else ()) or sides
    parts = [
        _read(
            _of_its_own(part, () if texts == sides else texts[:number]), part, language, encoder, speller, whole=False
        )
        for number, part in enumerate(texts)
    ]
    if sides:
        parts = [_asking_what_it_is(part, encoder, speller, opens=meant.startswith(part.meant)) for part in parts]
    # "Milloin ja missä kerho alkoi?" asks two things of one.
    parts = parts if all(len(part.words) > (0 if sides else 1) for part in parts) else []
    words = tuple(token.terms for token in tokens)
    shape = form.shape(meant, language, words, spans, required)
    if not (parts or parted) and in_parts != tokens and shape.form in _OF_PARTS:
        return _read(resolved, text, language, encoder, speller, whole=whole, parted=True)
    shape = replace(shape, parted=parted)
    if parts and (sides or FORMS[language].comparing.search(meant) or _are_sums(parts)):
        shape = replace(shape, form=Form.COMPARISON, is_open=False)
    elif parts and shape.is_open:
        # Two questions in one name what they want.
        shape = replace(shape, form=Form.FACT, is_open=False)
    return Query(
        text=text,
        meant=meant,
        own_end=len(text) if resolved.carried and not (resolved.more or resolved.compared) else len(meant),
        carried=resolved.carried,
        language=language,
        words=words,
        named=tuple(named),
        required=tuple(required),
        spans=tuple(spans),
        shape=shape,
        parts=tuple(parts),
        encoded=parts[0].encoded if parts else _encoded(meant, encoder),
        more=resolved.more,
    )


def _asking_what_it_is(side: Query, encoder: Encoder, speller: Speller | None, *, opens: bool) -> Query:
    """Return a side of a comparison that is the bare name of something as the question what that is.

    `opens` tells whether the comparison begins with it.
    """
    if not side.shape.asks_what_it_is:
        return side
    name = named_side(side)
    # A capital that only began the question is none within one; Finnish words are in their base forms anyway.
    if opens and side.language != "fi" and not side.named[0]:
        name = name[:1].lower() + name[1:]
    question = FORMS[side.language].what_is.format(name)
    return _read(Resolved(question, ()), question, side.language, encoder, speller, whole=False)


def _are_sums(parts: Sequence[Query]) -> bool:
    """Tell whether each of two questions asks what a place of its own got or cost."""
    return all(part.shape.places and kinds.asked(part.meant, part.language) is Asked.MONEY for part in parts)


def _of_its_own(part: str, before: Sequence[str]) -> Resolved:
    """Return one of the questions that a question consists of; it may lean on those before, a side of two may not."""
    return follow_up.resolve(part, before, readily=True) if before else Resolved(part, ())


def _encoded(text: str, encoder: Encoder) -> Encoded:
    [(_, encoded)] = encoder.encode_tokens([text], "query")
    return encoded


def _mended(text: str, language: Language, speller: Speller) -> str:
    """Return the question with its typing mistakes mended; the first word's capital says nothing of a name."""
    text = glossary.with_hyphens(text)
    mended, end = [], 0
    for word in morphology.words(text):
        is_name = word.start() > 0 and word[0][0].isupper()
        written = glossary.with_its_case(word[0]) if language == "fi" else None
        mended += [text[end : word.start()], written or speller.mended(word[0], language, is_name)]
        end = word.end()
    return "".join([*mended, text[end:]])


def _in_one(text: str, speller: Speller) -> str:
    """Return a Finnish question with each compound that is written apart in one word."""
    if detect(text) != "fi":
        return text
    words = text.split(" ")
    found = words[:1]
    for word, behind in zip_longest(words[1:], words[2:], fillvalue=""):
        match = _APART.match(f"{found[-1]} {word}")
        # "LAPEn jatko vuosina 2020–2022": the second belongs to what follows.
        apart = match and not behind[:1].isdigit() and glossary.full_name(match["first"]) is None
        if match and apart and speller.joins(match["first"], match["second"]):
            found[-1] += word
        else:
            found.append(word)
    return " ".join(found)


def _tokens(text: str, language: Language) -> list[Token]:
    tokens = glossary.translate(glossary.annotate(morphology.tokens(text, language), language), language)
    if language == "fi":
        return glossary.with_homes(text, tokens)
    # The sources are mostly Finnish: a name in a Swedish or English question is also read as a Finnish word.
    return [_as_finnish_too(text, token) for token in tokens]


def _in_parts(text: str, tokens: Sequence[Token], speller: Speller) -> list[Token]:
    """Return the words with each compound that no source has, but whose two parts are known, as these two."""
    found: list[Token] = []
    for token in tokens:
        word = text[token.start : token.end]
        held = any(map(speller.knows, morphology.base_forms(word, "fi"))) or word.casefold() in FORMS["fi"].fillers
        borders = () if held or glossary.place_among(token.terms) else morphology.halves(word)
        at, before, behind = next((each for each in borders if all(map(speller.knows, each[1:]))), (0, "", ""))
        middle = token.start + at
        halves = [Token(token.start, middle, _terms_of(before)), Token(middle, token.end, _terms_of(behind))]
        found += halves if at and all(half.terms for half in halves) else [token]
    return found


def _terms_of(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(morphology.terms(word)))


def _topical(text: str, language: Language) -> list[Token]:
    """Return the words that carry a topic; in a question about an author those that say more than that it is one.

    A word that asks to be told carries none, unless there is nothing else.
    """
    requests = FORMS[language].requests
    tokens = [token for token in _tokens(text, language) if token.terms]
    tokens = [token for token in tokens if not requests.fullmatch(text[token.start : token.end])] or tokens
    if kinds.asked(text, language) is not Asked.AUTHOR:
        return tokens
    about = [token for token in tokens if not kinds.is_of_a_text(text[token.start : token.end], language)]
    return about or tokens


_ACRONYM_COMPOUND = re.compile(r"(?<![A-ZÅÄÖ])[A-ZÅÄÖ]{2,}+-?[a-zåäö]")


def _is_required(word: str, token: Token, language: Language) -> bool:
    # A Finnish word's later readings are parts of it. In another language they are what the glossary adds.
    readings = token.terms[: morphology.FIRST_READINGS] if language == "fi" or not word[0].isupper() else token.terms
    return morphology.is_year(word) or glossary.place_among(readings) is not None


def _is_name(word: str, token: Token) -> bool:
    capital = word[0].isupper() and (token.start > 0 or word.isupper()) and not _ACRONYM_COMPOUND.match(word)
    return capital or any(char.isdigit() for char in word)


def _as_finnish_too(text: str, token: Token) -> Token:
    word = text[token.start : token.end]
    if not (word[0].isupper() and token.terms):
        return token
    finnish = morphology.terms(word)
    # The capital of the first word says nothing, unless it is a place.
    if token.start == 0 and glossary.place_among(finnish) is None:
        return token
    return Token(token.start, token.end, tuple(dict.fromkeys((*token.terms, *finnish))))
