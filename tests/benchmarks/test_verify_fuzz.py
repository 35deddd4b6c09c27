"""Altered answers through `verify`: the short form of `benchmarks/verify_fuzz.py`, on three texts."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import verify_fuzz
from benchmarks.verify_fuzz import ALTERATIONS, Alter, Corpus, Told, altered, sound_answer, told
from lape_qa.answer.verification import all_verified
from lape_qa.contract import SavedAnswer
from support.fakes import document, none_kept

CORPUS = Corpus.of(
    [
        document(
            "Kainuun hanke alkoi vuonna 2017, ja siihen tuli mukaan kahdeksan kuntaa. Hanke ei jatkunut enää vuoden "
            "2019 jälkeen, koska rahoitus loppui. Koulutuksiin osallistui ”yli” 1 200 ammattilaista – enemmän kuin "
            "luultiin.",
            "kainuu",
        ),
        document(
            "Lapissa perhekeskuksia perustettiin kolme.\n\nKittilän ”perhekeskus-malli” otettiin\nkäyttöön 2018. "
            "👪 Perheet eivät saaneet apua riittävän nopeasti, vaikka palveluja lisättiin vähitellen alueella.",
            "lappi",
        ),
        document(
            "Rådgivningen i Borgå öppnade våren 2018, men den var inte öppen alla dagar. Familjecentret – ett ”öppet” "
            "hus – fick fem nya anställda under det första verksamhetsåret.",
            "borga",
            language="sv",
        ),
    ]
)


@pytest.mark.parametrize(("alter", "right"), [pytest.param(a, r, id=a.__name__) for a, _, r in ALTERATIONS])
@given(seed=st.integers(0, 2**32))
def test_every_alteration_is_told_rightly(alter: Alter, right: Told, seed: int) -> None:
    answer, place = altered(CORPUS, alter, random.Random(seed))
    assert told(CORPUS, answer, place, right)


@given(seed=st.integers(0, 2**32))
def test_answer_that_nobody_altered_stands_to_the_character(seed: int) -> None:
    answer = sound_answer(CORPUS, random.Random(seed))
    checks = SavedAnswer.model_validate(answer).verify(CORPUS.sources, none_kept)
    assert all_verified(checks)
    for check, citation in zip(checks, answer["citations"], strict=True):
        assert (check.verdict, check.version, check.moved, check.verbatim) == ("found", "same", False, True)
        assert (check.start, check.end) == (citation["start"], citation["end"])


def test_the_command_counts_what_was_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["verify_fuzz", "--answers", "48"])
    with pytest.raises(SystemExit) as ended:
        verify_fuzz.main()
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 0
    assert lines[2:4] == ["| a letter | does not stand | 2 | 2 |", "| a sign | does not stand | 2 | 2 |"]
    assert lines[2 + len(ALTERATIONS)] == "| all | | 48 | 48 |"
