"""Is a language model's sentence said by its quote? Only if it is the quote's own words, and none is lost that binds.

A sentence is proven when it is a sentence of the quote, or what is left of one when clauses are left out that may be
(`answer.omission`): every word in its form and its place. What is shown is put together from the quote, so no character
of it is the model's.
"""

from collections.abc import Sequence
from itertools import pairwise

from lape_qa import budget
from lape_qa.answer import omission
from lape_qa.answer.anaphora import points_back
from lape_qa.answer.omission import Sentence, Token
from lape_qa.language.detection import analysed_as
from lape_qa.language.sentences import sentence_spans

MOST_TOKENS = 100
"""Of a sentence that is looked at, and of what is said of it."""

_MOST_TRIED = 16
"""Shorter sentences that are tried: no sentence of a source has so many clauses that may be left out."""


def proven(quote: str, sentence: str, language: str) -> str | None:
    """Return a sentence in the quote's own characters if the quote proves it, else None.

    `language` is that of the quote; another than ours is read as Finnish.
    """
    wanted = _without_stop(omission.tokens(sentence))
    if not 0 < len(wanted) <= MOST_TOKENS:
        return None
    for number, span in enumerate(sentence_spans(quote, 0, len(quote))):
        text = quote[span.start : span.end]
        whole = omission.tokens(text)
        found = _left(_without_stop(whole), wanted, language) if len(whole) <= MOST_TOKENS else None
        # A sentence that leans on the one before says nothing certain without it.
        if found and not (number and points_back(sentence, language)):
            unstopped = _without_stop(whole)
            return text if found == unstopped else _written(text, found, stopped=len(unstopped) < len(whole))
    return None


def may_be_shortened(sentence: str, language: str) -> bool:
    """Tell whether there is anything that may be left out of a sentence."""
    whole = omission.tokens(sentence)
    return len(whole) <= MOST_TOKENS and any(omission.shorter(Sentence(_without_stop(whole), analysed_as(language))))


def _left(whole: Sequence[Token], wanted: Sequence[Token], language: str) -> Sequence[Token] | None:
    """Return the tokens of a sentence that are wanted, if all others may be left out, one thing after another."""
    waiting, seen = [tuple(whole)] if _within(wanted, whole) else [], {tuple(whole)}
    while waiting and len(seen) < _MOST_TRIED:
        budget.check()
        given = waiting.pop()
        if _same(given, wanted):
            return given
        for rest in omission.shorter(Sentence(given, analysed_as(language))):
            if (shorter := tuple(rest)) not in seen and _within(wanted, shorter):
                seen.add(shorter)
                waiting.append(shorter)
    return None


def _same(given: Sequence[Token], wanted: Sequence[Token]) -> bool:
    return len(given) == len(wanted) and _begins(given[0], wanted[0]) and _keys(given)[1:] == _keys(wanted)[1:]


def _begins(given: Token, wanted: Token) -> bool:
    return wanted.key in (given.key, given.key[:1].upper() + given.key[1:])


def _keys(tokens: Sequence[Token]) -> list[str]:
    return [token.key for token in tokens]


def _within(wanted: Sequence[Token], given: Sequence[Token]) -> bool:
    """Tell whether the wanted tokens stand in a sentence in their order, whatever lies between."""
    left = iter(given)
    return any(_begins(token, wanted[0]) for token in left) and all(
        any(token.key == other.key for token in left) for other in wanted[1:]
    )


def _without_stop(tokens: Sequence[Token]) -> Sequence[Token]:
    return tokens[:-1] if tokens and tokens[-1].written == "." else tokens


def _written(text: str, kept: Sequence[Token], *, stopped: bool) -> str:
    """Return what is left of a text, spaced as there, with a capital first and a full stop if there was one."""
    written = text[kept[0].start : kept[0].end]
    written = written[:1].upper() + written[1:]
    for before, token in pairwise(kept):
        between = text[before.end : token.start]
        if any(char.isalnum() for char in between):
            # Something is left out here.
            between = " " if text[token.start - 1].isspace() else ""
        written += between + token.written
    return written + ("." if stopped else "")
