"""What a run of collecting did, or would do."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that gave nothing, and why."""

    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose page is gone, or which nothing in `sources.yaml` names any more."""

    address: str
    file: str
    reason: str
    removed: bool


@dataclass(slots=True)
class Report:
    """What a run did."""

    goes_on: bool = False
    """Whether it went on with one that had been ended."""
    new: list[str] = field(default_factory=list)
    """Ids of documents."""
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    replaced: list[str] = field(default_factory=list)
    """Ids of the digests that were put away, as their originals have come."""
    moved: list[tuple[str, str]] = field(default_factory=list)
    """Addresses, with those that they have been given for good."""
    gone: list[Kept] = field(default_factory=list)
    unlisted: list[Kept] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    left_out: int = 0
    """Pages that were not asked for: the limits of the run were reached, or their host does not answer."""
    faults: tuple[str, ...] = ()
    """Entries of `sources.yaml` that were left out."""

    @property
    def is_whole(self) -> bool:
        """Whether all that was to be collected was."""
        return not (self.failed or self.left_out or self.faults or any(not kept.removed for kept in self.gone))


@dataclass(frozen=True, slots=True)
class Planned:
    """A page that would be asked for."""

    address: str
    id: str
    kind: str
    """`new`, `known`, or `digest`: it would replace one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would ask for."""

    pages: tuple[Planned, ...]
    failed: tuple[Failure, ...]
    left_out: int
    faults: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all that is to be collected may be asked for."""
        return not (self.failed or self.left_out or self.faults)
