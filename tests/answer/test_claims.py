"""The sentences of what a language model writes, as it comes."""

import pytest

from lape_qa.answer.claims import Claims

ONE, TWO = "Oulun perhekeskus avattiin vuonna 2019.", "Kemi sai omansa."


def heard(*pieces: str) -> list[str]:
    claims = Claims(100)
    return [claim for piece in pieces for claim in claims.hear(piece)] + claims.rest()


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "written",
    [
        pytest.param(f"{ONE} {TWO}", id="in a row"),
        pytest.param(f"{ONE}\n{TWO}\n", id="on lines"),
        pytest.param(f"{ONE} [1]\n\n{TWO} [2, 3]", id="cited"),
        pytest.param(f"- {ONE}\n2. {TWO}", id="listed"),
        pytest.param(f"<think>Mitä kysyttiin?\n{TWO}</think>\n{ONE}\n{TWO}", id="thought before"),
        pytest.param(f'"{ONE}",\n   "{TWO}"\n', id="as in JSON"),
        pytest.param(f"Oulun   perhekeskus avattiin\tvuonna 2019. {TWO}", id="spaced otherwise"),
    ],
)
def test_sentences_are_the_same_however_they_are_marked_and_in_whatever_pieces(written: str, size: int) -> None:
    assert heard(*(written[at : at + size] for at in range(0, len(written), size))) == [ONE, TWO]


def test_sentence_is_whole_when_something_is_written_behind_it() -> None:
    claims = Claims(100)
    assert [claims.hear(piece) for piece in ("Oulun perhekeskus avattiin vuonna ", "2019.", " Kemi", " sai")] == [
        [],
        [],
        [ONE],
        [],
    ]
    assert claims.rest() == ["Kemi sai"]


@pytest.mark.parametrize("written", ["", " \n", "[1]", "<think>Oulun perhekeskus", "- *", "…"])
def test_what_has_no_word_is_no_sentence(written: str) -> None:
    assert heard(written) == []


def test_a_sentence_said_again_or_without_an_end_goes_round() -> None:
    claims = Claims(20)
    claims.hear(f"{ONE}\n{TWO}\n")
    assert not claims.goes_round
    claims.hear(f"{ONE}\n")
    assert claims.goes_round
    claims = Claims(20)
    claims.hear("keskus " * 8)
    assert not claims.goes_round
    claims.hear("keskus ")
    assert claims.goes_round
