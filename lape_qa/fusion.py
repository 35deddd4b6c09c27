"""Several rankings -> one; pure, and without knowing where a ranking came from."""

from collections.abc import Sequence

from lape_qa.types import Hit, Passage


def convex(rankings: Sequence[Sequence[Hit]], weights: Sequence[float], k: int) -> list[Hit]:
    """Fuse rankings, each best first, by a convex combination of min-max normalised scores (Bruch et al. 2023).

    fused(p) = sum over rankings r of w_r * (s_r(p) - min s_r) / (max s_r - min s_r); a passage missing
    from a ranking gets 0 from it. Ties go to the passage seen first. Returns at most k hits, best first.
    """
    passages: dict[str, Passage] = {}
    fused: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        if not ranking:
            continue
        low = ranking[-1].score
        spread = ranking[0].score - low
        for hit in ranking:
            key = hit.passage.id
            passages.setdefault(key, hit.passage)
            share = (hit.score - low) / spread if spread > 0 else 1.0
            fused[key] = fused.get(key, 0.0) + weight * share
    best = sorted(fused, key=fused.__getitem__, reverse=True)[:k]
    return [Hit(passages[key], fused[key]) for key in best]
