import pytest

from lape_qa.language import morphology, spoken

pytestmark = pytest.mark.skipif(not morphology.known("perhekeskus"), reason="no morphology")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("löytyyks", "löytyykö"),
        ("tehtiinks", "tehtiinkö"),
        ("onks", "onko"),
        ("tietoo", "tietoa"),
        ("tuloksii", "tuloksia"),
        ("selvis", "selvisi"),
        ("siel", "siellä"),
        ("koulus", "koulussa"),
        ("koulust", "koulusta"),
        ("nuoril", "nuorilla"),
        ("kainuus", "kainuussa"),
        # A place before a verb: not "kotkasi".
        ("kotkas", "kotkassa"),
        ("uudellamaal", "uudellamaalla"),
    ],
)
def test_what_is_said_is_written_out(said: str, meant: str) -> None:
    assert spoken.written(said) == meant


@pytest.mark.parametrize(
    "word", ["hanketta", "toimii", "mitäs", "lapessa", "THL", "Eskoo", "eskoo", "ooo", "xyzzyks", "lukas", "opas"]
)
def test_other_words_stay(word: str) -> None:
    assert spoken.written(word) == word
