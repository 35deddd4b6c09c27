"""What `spreading` asks of Ray and pyarrow, in this process and without them: workers are plain objects."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest


class RayError(Exception):
    """Stands for `ray.exceptions.RayError`."""


@dataclass
class Table:
    """Stands for `pyarrow.Table`."""

    rows: list[dict[str, Any]]

    @classmethod
    def from_pylist(cls, rows: list[dict[str, Any]]) -> "Table":
        """Return a table of some rows."""
        return cls(rows)

    def to_pylist(self) -> list[dict[str, Any]]:
        """Return the rows; what was a tuple is a list now, as with pyarrow."""
        return [{k: list(v) if isinstance(v, tuple) else v for k, v in row.items()} for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass
class Cluster:
    """What a test says of the cluster, and what was asked of it."""

    cores: float = 2.0
    refuses: type[BaseException] | None = None
    """What joining it raises."""
    fails_at: int | None = None
    """The block with which Ray gives up."""
    asked: list[str] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    """Texts of each block that a worker got."""
    workers: list[int] = field(default_factory=list)
    """How many workers each spreading asked for."""

    def init(self, address: str, **_: object) -> None:
        """Join it."""
        self.asked.append(f"init {address}")
        if self.refuses:
            raise self.refuses("it said no")

    def shutdown(self) -> None:
        """Leave it."""
        self.asked.append("shutdown")

    def from_arrow_refs(self, tables: Sequence[Table]) -> "_Dataset":
        """Return the tables as what is to be mapped."""
        return _Dataset(self, tables)


@dataclass
class _Dataset:
    cluster: Cluster
    tables: Sequence[Table]
    worker: Callable[[Table], Table] | None = None

    def map_batches(
        self, worker: type, *, fn_constructor_args: tuple[object, ...], compute: SimpleNamespace, **_: object
    ) -> "_Dataset":
        self.cluster.workers.append(compute.max_size)
        return _Dataset(self.cluster, self.tables, worker(*fn_constructor_args))

    def iter_batches(self, **_: object) -> Iterator[Table]:
        assert self.worker
        # What is done first need not be what was given first.
        for number, table in enumerate(reversed(self.tables)):
            if number == self.cluster.fails_at:
                raise RayError("ray::Worker\n  Traceback\nModuleNotFoundError: No module named 'lape_qa'\n")
            self.cluster.blocks.append(len(table))
            yield self.worker(table)


@pytest.fixture
def ray_cluster(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """A cluster of two cores, for the code that would join a real one."""
    cluster = Cluster()
    ray, data, pyarrow = (ModuleType(name) for name in ("ray", "ray.data", "pyarrow"))
    vars(pyarrow)["Table"] = Table
    vars(data).update(
        from_arrow_refs=cluster.from_arrow_refs,
        ActorPoolStrategy=SimpleNamespace,
        DataContext=SimpleNamespace(get_current=SimpleNamespace),
    )
    vars(ray).update(
        init=cluster.init,
        shutdown=cluster.shutdown,
        put=lambda value: value,
        cluster_resources=lambda: {"CPU": cluster.cores} if cluster.cores else {},
        exceptions=SimpleNamespace(RayError=RayError),
        data=data,
    )
    for module in (ray, data, pyarrow):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    unset_for_ray(monkeypatch)
    return cluster


def unset_for_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset what `spreading` sets for Ray, until the test ends: afterwards it is as it was."""
    for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_USAGE_STATS_ENABLED"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
