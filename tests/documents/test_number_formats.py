"""Numbers as a spreadsheet shows them."""

import pytest

from lape_qa.documents.formats.number_formats import Style, shown


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (1240.0, "", "1240"),
        (12.5, "General", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1 / 3, "General", "0,3333333333"),
        (1e20, "General", "100000000000000000000"),
        (-7.0, "@", "-7"),
        (1240.4, "#,##0", "1 240"),
        (1240.4, "# ##0,0", "1 240"),
        (0.5, "0", "1"),
        (2.675, "0.00", "2,68"),
        (0.455, "0.0%", "45,5 %"),
        (0.285, "0%", "29 %"),
        (1234567.0, '#,##0.00" €"', "1 234 567,00 €"),
        (1234567.0, "#,##0.00 [$€-40B]", "1 234 567,00 €"),
        (12.0, '0 "perhettä"', "12 perhettä"),
        (-12.0, "0;[Red]-0", "-12"),
        (-0.4, "0", "0"),
        (2_500_000.0, '0.0,, "milj."', "2,5 milj."),
        (12.0, "0.00E+00", "12"),
        (float("inf"), "0", ""),
        (43348.0, "d.m.yyyy", "5.9.2018"),
        (43348.5625, "dd/mm/yyyy\\ h:mm", "5.9.2018 13.30"),
        (43348.0, "[$-40B]mmmm yyyy", "9/2018"),
        (43348.0, "yyyy", "2018"),
        (43348.0, "d-mmm", "5.9."),
        (0.5625, "h:mm", "13.30"),
        (0.5625, "h:mm:ss", "13.30.00"),
        (1.5, "[h]:mm", "36.00"),
        (1.0, "d.m.yyyy", "1.1.1900"),
        (-1.0, "d.m.yyyy", ""),
        (1e300, "d.m.yyyy", ""),
    ],
)
def test_a_number_is_shown_by_its_format(value: float, code: str, expected: str) -> None:
    assert shown(value, Style(code)) == expected


def test_days_may_be_counted_from_1904() -> None:
    assert shown(41886.0, Style("d.m.yyyy"), is_1904=True) == "5.9.2018"
