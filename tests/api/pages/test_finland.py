"""The drawing of Finland's regions: all are there, neighbours touch, and each number stands in its own region."""

from collections import Counter

from lape_qa.language.glossary import region_names
from lape_qa_api.pages.finland import HEIGHT, WIDTH, outlines

Corner = tuple[float, float]
SHAPES: dict[str, list[Corner]] = {
    region: [(float(x), float(y)) for x, y in (corner.split(",") for corner in outline.points.split())]
    for region, outline in outlines().items()
}


def edges(corners: list[Corner]) -> list[tuple[Corner, ...]]:
    return [tuple(sorted(pair)) for pair in zip(corners, corners[1:] + corners[:1], strict=True)]


def holds(corners: list[Corner], x: float, y: float) -> bool:
    """Tell whether a ray to the right of a point leaves a shape an odd number of times."""
    crossed = [
        x < one[0] + (y - one[1]) * (other[0] - one[0]) / (other[1] - one[1])
        for one, other in edges(corners)
        if (one[1] > y) != (other[1] > y)
    ]
    return sum(crossed) % 2 == 1


def test_every_region_is_drawn_within_the_picture() -> None:
    assert set(SHAPES) == set(region_names("fi"))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for corners in SHAPES.values() for x, y in corners)


def test_neighbours_share_their_borders_and_what_is_left_is_the_edge_of_the_mainland_and_of_aland() -> None:
    drawn = Counter(edge for corners in SHAPES.values() for edge in edges(corners))
    assert set(drawn.values()) == {1, 2}
    # Each corner of an outer edge has two of them: the lines close, without a gap between regions.
    outer = Counter(corner for edge, times in drawn.items() if times == 1 for corner in edge)
    assert set(outer.values()) == {2}


def test_each_number_stands_in_its_own_region_alone() -> None:
    for region, outline in outlines().items():
        assert [name for name, corners in SHAPES.items() if holds(corners, outline.x, outline.y)] == [region]


def test_places_are_where_they_are() -> None:
    # Lapland is the northernmost, Åland the westernmost and without a neighbour, North Karelia the easternmost.
    assert min(SHAPES, key=lambda region: outlines()[region].y) == "Lappi"
    assert min(SHAPES, key=lambda region: outlines()[region].x) == "Ahvenanmaa"
    assert max(SHAPES, key=lambda region: outlines()[region].x) == "Pohjois-Karjala"
    border = {frozenset({one, other}) for one in SHAPES for other in SHAPES if one != other} - {
        frozenset({one, other})
        for one in SHAPES
        for other in SHAPES
        if not set(edges(SHAPES[one])) & set(edges(SHAPES[other]))
    }
    assert {next(iter(pair - {"Lappi"})) for pair in border if "Lappi" in pair} == {"Pohjois-Pohjanmaa"}
    assert {next(iter(pair - {"Kanta-Häme"})) for pair in border if "Kanta-Häme" in pair} == {
        "Uusimaa",
        "Varsinais-Suomi",
        "Pirkanmaa",
        "Päijät-Häme",
    }
    assert not [pair for pair in border if "Ahvenanmaa" in pair]
