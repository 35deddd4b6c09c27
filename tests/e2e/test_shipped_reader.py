"""The shipped reader on its graph: it tells the sentence that answers, whatever it is read beside."""

import numpy as np
import pytest

from lape_qa.language.model import Span
from lape_qa.reading.reader import OnnxReader
from lape_qa.reading.windows import Window

pytestmark = pytest.mark.e2e

SENTENCES = ("Kerho avattiin Kemissä maaliskuussa 2018.", "Kerhon vetäjä on Aino Esimerkki.", "Kahvia tarjotaan aina.")


def window(*sentences: str, context: str = "Kemin kerho. Lappi") -> Window:
    """Sentences in a row, a space between two."""
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)]).tolist()
    spans = tuple(Span(start, start + len(s)) for start, s in zip(starts, sentences, strict=False))
    return Window(context, " ".join(sentences), spans)


@pytest.mark.parametrize(
    ("question", "answers"),
    [("Milloin kerho avattiin?", 0), ("Kuka vetää kerhoa?", 1), ("Mitä kerhossa tarjotaan?", 2)],
)
def test_the_sentence_that_answers_has_the_greatest_logit(real_reader: OnnxReader, question: str, answers: int) -> None:
    [logits] = real_reader.read(question, [window(*SENTENCES)])
    assert int(logits.argmax()) == answers


def test_what_else_is_read_at_the_same_time_changes_nothing(real_reader: OnnxReader) -> None:
    question, short = "Milloin kerho avattiin?", window(SENTENCES[0], context="")
    [alone] = real_reader.read(question, [short])
    beside, _ = real_reader.read(question, [short, window(*SENTENCES * 3)])
    assert beside.tolist() == alone.tolist()


def test_a_sentence_beyond_the_longest_input_is_not_read(real_reader: OnnxReader) -> None:
    [logits] = real_reader.read("Milloin kerho avattiin?", [window(" ".join(SENTENCES * 20), SENTENCES[0])])
    assert np.isfinite(logits).tolist() == [True, False]
    assert real_reader.read("Milloin?", []) == []
