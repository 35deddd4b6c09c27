"""What a language model writes, piece by piece -> its sentences, each as soon as it is whole; pure."""

import re

from lape_qa.language.sentences import sentence_spans

_CITED = re.compile(r"(?<!\s)\s*+\[[\d, ]{1,20}+\]")
"""Models that are used to citing do so unasked."""
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
"""What some models write before they answer."""
_LISTED = re.compile(r"(?:[-*•–#]|\d{1,2}[.):](?=\s))\s*")
_IN_JSON = re.compile(r'"(?P<words>.*)",?')
"""Small models answer in the form that they were asked in."""
_MOST_BESIDE = 40
"""Characters by which a sentence may be longer than all that are given, for marks that do not count."""


class Claims:
    """Takes the pieces of a reply, and gives its sentences, without list marks and numbers of sources.

    `longest`: characters of the longest sentence that could be proven. Who writes one that is longer has lost the
    thread, and is not listened to any more.
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest + _MOST_BESIDE
        self._text = ""
        self._given: list[str] = []

    def hear(self, piece: str) -> list[str]:
        """Return the sentences that are whole with this piece: something is written behind them."""
        self._text += piece
        found = _sentences(self._text)
        return self._new(found if self._text.endswith("\n") else found[:-1])

    def rest(self) -> list[str]:
        """Return the sentences that are left when nothing more comes."""
        return self._new(_sentences(self._text))

    @property
    def goes_round(self) -> bool:
        """Tell whether the model says a sentence again, or one that has no end: nothing new is to come."""
        last = max(map(len, _sentences(self._text)[-1:]), default=0)
        return last > self._longest or len(set(self._given)) < len(self._given)

    def _new(self, found: list[str]) -> list[str]:
        new = found[len(self._given) :]
        self._given += new
        return new


def _sentences(text: str) -> list[str]:
    found = []
    for line in _CITED.sub("", _THOUGHT.sub("", text)).splitlines():
        bare = _LISTED.sub("", line.strip(), count=1) if _LISTED.match(line.strip()) else line.strip()
        if quoted := _IN_JSON.fullmatch(bare):
            bare = quoted["words"]
        found += [" ".join(bare[span.start : span.end].split()) for span in sentence_spans(bare, 0, len(bare))]
    return [sentence for sentence in found if any(map(str.isalnum, sentence))]
