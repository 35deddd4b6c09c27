"""What is read of a chart: its title and what its axes say. Its numbers stand in a sheet, if anywhere."""

from lxml import etree

from lape_qa.documents.formats.composing import clean
from lape_qa.documents.formats.parts import named


def titled(root: etree._Element) -> str:
    """Return the title of a chart of Office Open XML or of OpenDocument and those of its axes, as one line.

    A chart that names none, but whose program shows its only series' name as its title, has that one.
    """
    plot = next(root.iter("{*}plotArea", "{*}plot-area"), None)
    chart = None if plot is None else plot.getparent()
    if plot is None or chart is None:
        return ""
    title = clean(" ".join(_words(chart.find(f"{{*}}{name}")) for name in ("title", "subtitle"))) or _series(chart)
    axes = [_words(axis.find("{*}title")) for axis in plot if named(axis)]
    named_axes = ", ".join(dict.fromkeys(filter(None, axes)))
    return f"{title} ({named_axes})" if title and named_axes else title or named_axes


def _words(title: etree._Element | None) -> str:
    if title is None:
        return ""
    paragraphs = list(title.iter("{*}p"))
    # A title may be what a cell holds.
    return clean(" ".join("".join(map(str, each.itertext())) for each in paragraphs or title.iter("{*}v")))


def _series(chart: etree._Element) -> str:
    named_by_itself = chart.find("{*}title") is not None
    series = list(chart.iterfind("{*}plotArea/*/{*}ser")) if named_by_itself else []
    return _words(series[0].find("{*}tx")) if len(series) == 1 else ""
