"""A drawing of Finland's regions: our own, of a few corners each, which neighbours share; pure.

It shows where a region is and what is beside it, and no border to the kilometre: corners were set by hand at about the
degrees of the places where regions of 2019 meet, and bays, lakes and islands are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import cos, radians

_SCALE = 62.0
"""Units of the drawing for a degree of latitude."""
_WEST, _NORTH = 19.2, 70.2
"""Degrees of the drawing's upper left corner."""
_NARROW = cos(radians(64.6))
"""How much narrower a degree of longitude is in the middle of Finland."""
WIDTH, HEIGHT = 340, 660

_CORNERS: Mapping[str, tuple[float, float]] = {
    # The coast and the borders, from the three countries' corner clockwise; longitude, latitude.
    "kilpis": (20.55, 69.06), "halti": (21.30, 69.31), "porojarvi": (22.30, 68.78), "enontekio": (23.20, 68.65),
    "raja": (24.90, 68.58), "karigas": (25.75, 68.98), "angeli": (25.70, 69.25), "karasjoki": (25.90, 69.68),
    "utsjoki": (27.00, 69.93), "nuorgam": (27.95, 70.08), "naatamo": (29.10, 69.70), "muotka": (28.90, 69.05),
    "raja_jooseppi": (28.45, 68.54), "korvatunturi": (29.30, 68.07), "tulppio": (29.98, 67.68),
    "salla": (29.05, 66.92), "kuusamo_n": (29.55, 66.35), "kuusamo": (30.12, 65.68), "kainuu_ne": (29.72, 65.32),
    "suomussalmi": (29.62, 64.93), "raate": (30.05, 64.78), "kuhmo": (30.55, 64.22), "kainuu_se": (30.02, 63.76),
    "lieksa": (31.20, 63.22), "ilomantsi": (31.58, 62.90), "mohko": (31.15, 62.45), "varsila": (30.65, 62.20),
    "kitee": (29.98, 61.80), "parikkala": (29.30, 61.32), "imatra": (28.85, 61.12), "vainikkala": (28.25, 60.88),
    "ylamaa": (27.90, 60.68), "virolahti": (27.72, 60.52), "kotka": (26.95, 60.44), "pyhtaa": (26.42, 60.40),
    "porvoo": (25.65, 60.25), "helsinki": (24.98, 60.13), "porkkala": (24.40, 59.98), "hanko": (22.92, 59.82),
    "hanko_w": (23.05, 60.02), "kemio": (22.50, 60.00), "nauvo": (21.75, 59.98), "korppoo": (21.50, 60.20),
    "kustavi": (21.30, 60.55), "uusikaupunki": (21.32, 60.82), "pyharanta": (21.38, 61.00), "rauma": (21.42, 61.20),
    "pori": (21.48, 61.60), "merikarvia": (21.38, 61.95), "kristiina": (21.25, 62.25), "narpio": (21.10, 62.50),
    "korsnas": (21.12, 62.82), "replot": (21.20, 63.20), "oravainen": (22.05, 63.42), "pietarsaari": (22.62, 63.74),
    "kruunupyy": (22.98, 63.82), "himanka": (23.55, 64.06), "kalajoki": (23.85, 64.30), "raahe": (24.42, 64.72),
    "siikajoki": (24.75, 64.90), "oulu": (25.38, 65.02), "kuivaniemi": (25.12, 65.55), "kemi": (24.50, 65.72),
    "tornio": (24.15, 65.80), "ylitornio": (23.66, 66.32), "pello": (23.98, 66.80), "kolari": (23.60, 67.25),
    "muonio": (23.62, 67.95), "karesuvanto": (22.45, 68.45),
    # Where regions meet inland.
    "ranua": (26.10, 65.68), "posio": (27.50, 65.78), "livo": (28.55, 66.05),
    "taivalkoski": (27.45, 65.18), "nalja": (28.50, 65.35), "puolanka": (27.15, 64.82), "vaala": (27.00, 64.45),
    "vuolijoki": (26.55, 64.02), "sonkajarvi": (27.60, 63.92), "valtimo": (28.35, 63.72), "nurmes": (29.30, 63.80),
    "juuka": (28.75, 63.15), "outokumpu": (28.70, 62.75), "heinavesi_n": (28.92, 62.58), "savonranta": (29.35, 62.20),
    "kesalahti": (29.45, 61.84), "pyhajarvi": (26.40, 63.72), "keitele": (26.15, 63.38), "vesanto": (26.25, 62.92),
    "konnevesi": (26.62, 62.46), "suonenjoki": (27.20, 62.50), "varkaus": (27.90, 62.24), "kangaslampi": (28.35, 62.42),
    "kangasniemi": (26.45, 62.05), "joutsa": (26.28, 61.66), "mantyharju": (26.50, 61.30),
    "savitaipale": (27.15, 61.24), "puumala": (28.20, 61.36), "punkaharju": (29.00, 61.58),
    "luumaki": (27.20, 60.94), "miehikkala": (27.62, 60.76),
    "iitti": (26.02, 60.80), "jaala": (26.10, 61.05), "mantsala": (25.28, 60.78), "hyvinkaa": (24.75, 60.66),
    "karkkila": (23.92, 60.54), "lohja": (23.58, 60.38), "perttula": (23.30, 60.18), "ypaja": (23.15, 60.78),
    "humppila": (23.10, 60.98), "kalvola": (23.95, 61.16), "padasjoki": (24.95, 61.28), "kuhmoinen_s": (24.95, 61.42),
    "lammi": (25.15, 61.02), "sysma": (25.55, 61.58), "punkalaidun": (22.72, 61.10), "huittinen": (22.45, 61.38),
    "ikaalinen": (22.78, 61.78), "parkano": (22.72, 62.10), "virrat": (23.45, 62.36), "ahtari": (24.12, 62.42),
    "vilppula": (24.82, 62.05), "jamsa": (24.62, 61.70), "multia": (24.52, 62.70), "kyyjarvi": (24.35, 63.12),
    "kinnula": (24.85, 63.50), "reisjarvi": (25.20, 63.56), "sakyla": (22.20, 60.92), "isojoki": (21.75, 62.02),
    "teuva": (21.60, 62.50), "laihia": (22.05, 62.92), "vora": (22.55, 63.25), "evijarvi": (23.52, 63.46),
    "perho": (24.00, 63.18), "terjarvi": (23.50, 63.62), "toholampi": (24.40, 63.86),
    # Åland, by itself.
    "eckero": (19.55, 60.22), "geta": (19.85, 60.42), "saltvik": (20.22, 60.38), "lumparland": (20.40, 60.18),
    "foglo": (20.15, 60.02), "mariehamn": (19.78, 60.06),
}  # fmt: skip

_OUTLINES: Mapping[str, str] = {
    "Uusimaa": "pyhtaa porvoo helsinki porkkala hanko hanko_w perttula lohja karkkila hyvinkaa mantsala iitti",
    "Varsinais-Suomi": "hanko_w kemio nauvo korppoo kustavi uusikaupunki pyharanta sakyla punkalaidun humppila ypaja "
    "karkkila lohja perttula",
    "Satakunta": "pyharanta rauma pori merikarvia isojoki parkano ikaalinen huittinen punkalaidun sakyla",
    "Kanta-Häme": "karkkila ypaja humppila kalvola padasjoki lammi mantsala hyvinkaa",
    "Pirkanmaa": "humppila punkalaidun huittinen ikaalinen parkano virrat ahtari vilppula jamsa kuhmoinen_s padasjoki "
    "kalvola",
    "Päijät-Häme": "mantsala lammi padasjoki kuhmoinen_s sysma joutsa mantyharju jaala iitti",
    "Kymenlaakso": "virolahti kotka pyhtaa iitti jaala mantyharju savitaipale luumaki miehikkala ylamaa",
    "Etelä-Karjala": "ylamaa miehikkala luumaki savitaipale puumala punkaharju kesalahti kitee parikkala imatra "
    "vainikkala",
    "Etelä-Savo": "mantyharju joutsa kangasniemi konnevesi suonenjoki varkaus kangaslampi heinavesi_n savonranta "
    "kesalahti punkaharju puumala savitaipale",
    "Pohjois-Savo": "konnevesi vesanto keitele pyhajarvi vuolijoki sonkajarvi valtimo juuka outokumpu heinavesi_n "
    "kangaslampi varkaus suonenjoki",
    "Pohjois-Karjala": "valtimo nurmes kainuu_se lieksa ilomantsi mohko varsila kitee kesalahti savonranta heinavesi_n "
    "outokumpu juuka",
    "Keski-Suomi": "kuhmoinen_s jamsa vilppula ahtari multia kyyjarvi kinnula reisjarvi keitele vesanto konnevesi "
    "kangasniemi joutsa sysma",
    "Etelä-Pohjanmaa": "parkano isojoki teuva laihia vora evijarvi perho kyyjarvi multia ahtari virrat",
    "Pohjanmaa": "merikarvia kristiina narpio korsnas replot oravainen pietarsaari kruunupyy terjarvi evijarvi vora "
    "laihia teuva isojoki",
    "Keski-Pohjanmaa": "kruunupyy himanka toholampi reisjarvi kinnula kyyjarvi perho evijarvi terjarvi",
    "Pohjois-Pohjanmaa": "himanka kalajoki raahe siikajoki oulu kuivaniemi ranua posio livo kuusamo_n kuusamo "
    "kainuu_ne nalja taivalkoski puolanka vaala vuolijoki pyhajarvi keitele reisjarvi toholampi",
    "Kainuu": "vuolijoki vaala puolanka taivalkoski nalja kainuu_ne suomussalmi raate kuhmo kainuu_se nurmes valtimo "
    "sonkajarvi",
    "Lappi": "kuivaniemi kemi tornio ylitornio pello kolari muonio karesuvanto kilpis halti porojarvi enontekio raja "
    "karigas angeli karasjoki utsjoki nuorgam naatamo muotka raja_jooseppi korvatunturi tulppio salla kuusamo_n livo "
    "posio ranua",
    "Ahvenanmaa": "eckero geta saltvik lumparland foglo mariehamn",
}
"""Each region by its Finnish name, its corners in order."""

_NUMBERS: Mapping[str, tuple[float, float]] = {"Pohjanmaa": (21.45, 63.0)}
"""Where the number stands in a region that is bent around another."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A region in the drawing: the `points` of an SVG polygon, and where the number in it stands."""

    points: str
    x: float
    y: float


@cache
def outlines() -> Mapping[str, Outline]:
    """Return the outline of each region, by its Finnish name in the official order."""
    return {region: _outline(region, corners.split()) for region, corners in _OUTLINES.items()}


def _place(east: float, north: float) -> tuple[float, float]:
    return (east - _WEST) * _NARROW * _SCALE, (_NORTH - north) * _SCALE


def _outline(region: str, corners: list[str]) -> Outline:
    places = [_place(*_CORNERS[corner]) for corner in corners]
    x, y = _place(*_NUMBERS[region]) if region in _NUMBERS else _centre(places)
    return Outline(" ".join(f"{x:.1f},{y:.1f}" for x, y in places), round(x, 1), round(y, 1))


def _centre(places: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the centre of an area."""
    crosses = [
        (x * other_y - other_x * y, x + other_x, y + other_y)
        for (x, y), (other_x, other_y) in zip(places, places[1:] + places[:1], strict=True)
    ]
    area = sum(cross for cross, _, _ in crosses)
    return (
        sum(cross * x for cross, x, _ in crosses) / (3 * area),
        sum(cross * y for cross, _, y in crosses) / (3 * area),
    )
