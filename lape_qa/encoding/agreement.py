"""How a copy of a model in 8 bits agrees with it: texts that show its great channels, and how near vectors come."""

import numpy as np
from numpy.typing import NDArray

SEEN = (
    "query: Missä kunnissa perhekeskustoimintamallia pilotoitiin vuosina 2017–2018, ja kuinka moni lapsi sai apua?",
    "query: Milloin ohjelma alkoi ja päättyi?",
    "query: montako työntekijää hankkeessa oli",
    "query: Mitä lastensuojelun systeeminen malli tarkoittaa?",
    "query: Kerro lisää varhaiskasvatuksen yhteistyöstä Etelä-Savossa.",
    "query: Paljonko rahaa maakunnat saivat (euroa)?",
    "query: lape",
    "query: Hur många barn fick hjälp under 2018?",
    "query: Who leads the family centre?",
    "Perhekeskus kokoaa lasten ja perheiden palvelut yhteen.",
)
"""Texts that show which channels of a model of sentences are the greatest."""


def least_cosine(ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> float:
    """Return the least cosine of the vectors, along the last axis, with their counterparts; 0 where shapes differ."""
    if ours.shape != theirs.shape:
        return 0.0
    norms = np.linalg.norm(ours, axis=-1) * np.linalg.norm(theirs, axis=-1)
    return float(((ours * theirs).sum(axis=-1) / norms).min())
