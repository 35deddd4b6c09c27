"""How many texts are encoded at once."""

import pytest

from lape_qa.encoding import cores


@pytest.mark.parametrize(("told", "expected"), [("1", 1), ("3", 3), ("", 7), ("0", 7), ("4,2", 7), ("many", 7)])
def test_as_many_as_are_set_otherwise_as_many_as_cores(
    told: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 7)
    monkeypatch.setenv("OMP_NUM_THREADS", told)
    assert cores.threads() == expected
