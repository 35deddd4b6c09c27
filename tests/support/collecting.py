"""A corpus folder that is collected into from a site on loopback, with a clock that nobody waits for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lape_qa.documents.collecting import run as collecting
from lape_qa.documents.collecting.report import Report
from lape_qa.documents.collecting.sources import Sources, read_sources
from lape_qa.documents.collecting.web import Timing
from lape_qa.documents.discovery import SIDECAR
from lape_qa.documents.loading import read_in
from lape_qa.documents.model import Document
from lape_qa.documents.sandbox.pool import Sandbox
from support.web_server import HOST, Site

NAMED = frozenset([HOST])
FIRST_RUN = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


@dataclass
class Waits:
    """A clock that goes on only while something sleeps."""

    at: float = 1000.0
    slept: list[float] = field(default_factory=list)

    @property
    def timing(self) -> Timing:
        return Timing(lambda: self.at, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.at += seconds


@dataclass
class Collecting:
    """A corpus folder and what is collected into it; each run is a day after the one before."""

    folder: Path
    site: Site
    waits: Waits
    sandbox: Sandbox
    told: list[str] = field(default_factory=list)
    """What the last run told."""
    now: datetime = FIRST_RUN

    def sources(self, entries: str, top: str = "", also_named: Sequence[str] = ()) -> Sources:
        """Read a `sources.yaml` in which SITE stands for the site."""
        file = self.folder.parent / "sources.yaml"
        text = f"licence: CC BY 4.0\nprivate: [{', '.join([HOST, *also_named])}]\npause: 0\n{top}sources:\n{entries}"
        file.write_text(text.replace("SITE", self.site.url), encoding="utf-8")
        return read_sources(file)

    def run(self, entries: str, top: str = "", *, prune: bool = False, also_named: Sequence[str] = ()) -> Report:
        """Collect, and a day passes."""
        self.told.clear()
        try:
            return collecting.collect(
                self.sources(entries, top, also_named),
                self.folder,
                prune=prune,
                tell=self.told.append,
                sandbox=self.sandbox,
                timing=self.waits.timing,
                now=self.now,
            )
        finally:
            self.now += timedelta(days=1)

    def documents(self) -> list[Document]:
        """Read what stands in the folder, each by itself."""
        read = [read_in(self.sandbox, self.folder / name) for name in self.files() if not name.endswith(SIDECAR)]
        return [document for document in read if isinstance(document, Document)]

    def files(self) -> list[str]:
        """Return the names of what stands in the folder, but for what collecting keeps for itself."""
        return sorted(path.name for path in self.folder.iterdir() if path.name != ".collected")

    def said(self) -> list[str]:
        """Return what the last run told, with SITE for the site and FOLDER for the folder."""
        return [line.replace(self.site.url, "SITE").replace(str(self.folder), "FOLDER") for line in self.told]
