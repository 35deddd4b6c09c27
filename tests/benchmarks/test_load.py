"""The load on a service: what of it may be stored."""

import pytest

from benchmarks.load import arguments


@pytest.mark.parametrize("given", [["--store"], ["--store", "--soak", "9", "http://127.0.0.1:8000"]])
def test_what_the_table_could_not_tell_is_not_stored(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        arguments(given)
    assert ended.value.code == 2
    assert "no URL, and --soak N" in capsys.readouterr().err


def test_a_service_that_runs_is_measured_by_its_address() -> None:
    options = arguments(["http://127.0.0.1:8000", "--pid", "7"])
    assert (options.url, options.pid, options.soak, options.store) == ("http://127.0.0.1:8000", 7, 0, False)
