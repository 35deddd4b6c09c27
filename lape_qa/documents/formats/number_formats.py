"""Numbers, shares, amounts, dates and times as a Finnish spreadsheet program shows them by their format.

What Excel calls a format code: "0.0%", "#,##0 €", "d.m.yyyy". Scientific notation, fractions and conditions are not
known; their numbers are shown plainly.
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

_SECTION = re.compile(r'((?:"[^"]*+"|\\.|\[[^\]\[]*+\]|[^;])*+)(?:;|$)')
_TOKEN = re.compile(r'"([^"]*+)"|\\(.)|\[\$([^\]\[-]*+)[^\]\[]*+\]|\[[^\]\[]*+\]|[_*].|(.)', re.DOTALL)
"""What is shown as it stands, in three ways of writing it; what is not shown; any other sign."""
_PLACES = frozenset("0#?.,")
_LITERALS = {"%": " %", "€": "€", "$": "$", "£": "£", " ": " "}
_DATED = re.compile(r"[dmyhs]", re.IGNORECASE)
_MINUTES = re.compile(r"h+[^a-z]*m+|m+[^a-z]*s+")
_LEAP_DAY = 60
_LAST_DAY = 2_900_000
"""In the year 9839; what is later is no day of a table for people."""
_MOST_DECIMALS = 10
_DIGITS, _SHOWN_DIGITS = 15, 10
"""A program counts no further; what is behind them is an error of its arithmetic. Without a format it shows fewer."""
_LENGTH = re.compile(r"\[([hms]+)\]", re.IGNORECASE)
"""Of a length of time, what may be more than a clock shows."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks."""

    code: str = ""
    """Its format; empty or `General` for none."""
    is_bold: bool = False


def shown(value: float, style: Style, *, is_1904: bool = False) -> str:
    """Return a number as its cell shows it; days are counted from 1900, or from 1904."""
    code = style.code
    if not code or code.lower() == "general" or code == "@":
        return _number(value, None, grouped=False)
    sections = [match[1] for match in _SECTION.finditer(code)]
    section = _LENGTH.sub(r"\1", sections[1] if value < 0 and len(sections) > 2 else sections[0])
    tokens = [match.groups() for match in _TOKEN.finditer(section)]
    signs = "".join(sign for *_, sign in tokens if sign)
    if _DATED.search(signs) and not re.search(r"[0#?]", signs.replace("ss.0", "")):
        return _moment(value, signs.lower(), is_1904, is_length=bool(_LENGTH.search(code)))
    return _amount(value, tokens, signs)


def _amount(value: float, tokens: list[tuple[str | None, ...]], signs: str) -> str:
    places = "".join(sign for sign in signs if sign in _PLACES)
    if not re.search(r"[0#?]", places) or re.search(r"[eE][+-]|/", signs):
        return _number(value, None, grouped=False)
    # A comma behind the last place divides by a thousand.
    thousands = len(places) - len(places.rstrip(","))
    whole, _, decimals = places.rstrip(",").partition(".")
    scaled = value * 100 if "%" in signs else value / 1000**thousands
    count = min(sum(sign in "0#?" for sign in decimals), _MOST_DECIMALS)
    number = _number(abs(scaled), count, grouped="," in whole or " " in _between(signs))
    before, after, seen = "", "", False
    for quoted, escaped, currency, sign in tokens:
        if sign and sign in _PLACES:
            seen = True
            continue
        literal = quoted or escaped or currency or _LITERALS.get(sign or "", "")
        if seen:
            after += literal
        else:
            before += literal
    minus = "-" if scaled < 0 and re.search(r"[1-9]", number) else ""
    return " ".join(f"{minus}{before}{number}{after}".split())


def _between(signs: str) -> str:
    """Return what stands between the first and the last place of a number."""
    at = [number for number, sign in enumerate(signs) if sign in "0#?"]
    return signs[at[0] : at[-1]] if at else ""


def _number(value: float, decimals: int | None, *, grouped: bool) -> str:
    if not math.isfinite(value):
        return ""
    exact = Decimal(f"{value:.{_DIGITS}g}")
    if decimals is not None:
        rounded = format(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP), "f")
    elif exact == exact.to_integral_value():
        rounded = format(exact, "f").partition(".")[0]
    else:
        rounded = format(Decimal(f"{value:.{_SHOWN_DIGITS}g}"), "f").rstrip("0").rstrip(".")
    if grouped:
        whole, point, rest = rounded.partition(".")
        rounded = f"{int(whole):,}".replace(",", " ") + point + rest
    return rounded.replace(".", ",")


def _moment(value: float, signs: str, is_1904: bool, *, is_length: bool) -> str:
    if not 0 <= value <= _LAST_DAY:
        return ""
    # Excel counts a 29 February 1900 that there was not.
    first = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 31 if value < _LEAP_DAY else 30)
    seconds = round(value * 86_400)
    moment = first + timedelta(seconds=seconds)
    has_time = "h" in signs or "s" in signs
    parts = []
    if not is_length and ("y" in signs or "d" in signs or not has_time):
        has_month = "m" in _MINUTES.sub("", signs)
        day = f"{moment.day}." if "d" in signs else ""
        month = f"{moment.month}{'.' if day else '/'}" if has_month else ""
        parts.append((day + month + (str(moment.year) if "y" in signs else "")).rstrip("/"))
    if has_time or is_length:
        hours = seconds // 3600 if is_length else moment.hour
        parts.append(f"{hours}.{moment.minute:02}" + (f".{moment.second:02}" if "s" in signs else ""))
    return " ".join(parts)
