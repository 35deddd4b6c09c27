"""Two checkouts asked in turns: the table, and an index that one of them does not open."""

from pathlib import Path

import pytest

from benchmarks.against import ROOT, asked, table


def test_the_table_tells_medians_their_ratio_and_that_of_the_pairs() -> None:
    there = [(0.010, 0.008), (0.020, 0.016), (0.040, 0.020)]
    here = [(0.020, 0.004), (0.010, 0.016), (0.060, 0.030)]
    # Pairs by the clock: 2, 0.5 and 1.5; of the processor: 0.5, 1 and 1.5.
    assert table(there, here).splitlines() == [
        "                there ms   here ms   ratio  of pairs",
        "clock              20.00     20.00    1.00      1.50",
        "processor          16.00     16.00    1.00      1.00",
    ]


def test_an_index_that_a_checkout_does_not_open_is_told(tmp_path: Path) -> None:
    told = f"^{ROOT} does not open {tmp_path / 'none'}: what it says stands above$"
    with pytest.raises(SystemExit, match=told), asked(ROOT, tmp_path / "none"):
        pass
