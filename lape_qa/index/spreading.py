"""Entries of the cache, computed by the workers of a Ray cluster (the extra `ray`).

Ray Data hands blocks of texts to as many workers as the cluster has cores, each of which opens the encoder once. What
comes back does not depend on who made it: an encoder puts each text through by itself. A worker that is lost is
replaced, and its block computed again by another.
"""

import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from threadpoolctl import threadpool_limits

from lape_qa.encoding.protocol import Advance, Encoder
from lape_qa.errors import LapeQAError, ModelError, UsageError, from_extra
from lape_qa.index import token_vectors
from lape_qa.index.lacking import Compute, Entry, Lacking, entries
from lape_qa.index.recipe import version

Opened: TypeAlias = Callable[[], Encoder]
"""Opens the encoder on the machine of a worker, which imports it by its name."""

_AT_ONCE = 256
"""Texts that a worker gets at once: so many are computed again when it is lost."""
_STDERR = 2
_PATIENCE = 5.0
"""Seconds in which the head of a cluster must take a connection; Ray itself would wait for two minutes."""


@contextmanager
def cluster(address: str) -> Iterator[None]:
    """Join a Ray cluster by the address of its head, `auto` for that of this machine; without one, start one here.

    Raises UsageError when Ray is not installed or the cluster is not reached.
    """
    # One that is started here must listen, and takes no work but from who knows this.
    os.environ.update({} if address else {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)})
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    with from_extra("ray", "spreading the encoding over machines"):
        import ray
    _require_there(address)
    # Ray tells on standard output of workers that are lost and replaced.
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        try:
            with _unheard():
                ray.init(address or "local", log_to_driver=False, logging_level="CRITICAL")
        # What is at the address need not be Ray, which ends the process then.
        except (OSError, ValueError, RuntimeError, SystemExit, ray.exceptions.RayError) as error:
            raise UsageError(
                f"cannot join the Ray cluster at {address or 'this machine'} ({error}): this machine must be one of "
                "it, with the same version of Ray and the same RAY_AUTH_MODE and RAY_AUTH_TOKEN"
            ) from error
        try:
            yield
        finally:
            ray.shutdown()


@contextmanager
def _unheard() -> Iterator[None]:
    """Send to nowhere what is written to standard error: what Ray warns of each time, past Python's streams."""
    before = os.dup(_STDERR)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), _STDERR)
        yield
    finally:
        os.dup2(before, _STDERR)
        os.close(before)


def _require_there(address: str) -> None:
    if address in ("", "auto"):
        return
    host, _, port = address.rpartition(":")
    if not (host and port.isascii() and port.isdigit()):
        raise UsageError(
            f"{address!r} is no address of a Ray cluster: write that of its head like 10.0.0.5:6379, or auto"
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"no Ray cluster at {address}: {reason}; its head starts with `ray start --head`") from error


def identity(encoder: Encoder) -> str:
    """Return what two machines must have in common for the same text to have the same entries."""
    return f"lape-qa {version('lape-qa')}, encoder {encoder.fingerprint}, tokens {token_vectors.fingerprint()}"


def spread(opened: Opened, expected: str) -> Compute:
    """Return what computes entries in the cluster that was joined.

    `expected`: the `identity` of this machine's encoder. Raises ModelError, while it computes, when a worker has
    another or cannot open it, or Ray gives up.
    """

    def compute(blocks: Iterable[Sequence[Lacking]], advance: Advance) -> Iterator[Iterable[Entry]]:
        for done in _results(blocks, opened, expected):
            if done["refused"]:
                raise ModelError(done["refused"])
            advance(done["texts"])
            yield zip(done["keys"], done["values"], strict=True)

    return compute


def _results(blocks: Iterable[Sequence[Lacking]], opened: Opened, expected: str) -> Iterator[dict[str, Any]]:
    """Yield what `Worker` makes of some texts, a row for so many of them as it gets at once."""
    import pyarrow
    import ray
    import ray.data

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    # They lie with Ray, which moves to disk what its memory does not hold.
    given = [
        ray.put(pyarrow.Table.from_pylist([asdict(one) for one in block[start : start + _AT_ONCE]]))
        for block in blocks
        for start in range(0, len(block), _AT_ONCE)
    ]
    if not given:
        return
    cores = min(int(ray.cluster_resources().get("CPU", 0)), len(given))
    if not cores:
        raise UsageError(
            "no machine of the Ray cluster offers a core: start a worker with `ray start --address=HOST:PORT`"
        )
    computed = ray.data.from_arrow_refs(given).map_batches(
        Worker,
        fn_constructor_args=(opened, expected),
        # As many as there are cores; fewer do when machines are lost.
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=cores, initial_size=cores),
        num_cpus=1,
        batch_size=None,
        batch_format="pyarrow",
    )
    tables = iter(computed.iter_batches(batch_size=None, batch_format="pyarrow"))
    try:
        with _unheard():
            first = next(tables)
        for table in chain([first], tables):
            yield from table.to_pylist()
    except ray.exceptions.RayError as error:
        raise ModelError(f"the workers of the Ray cluster failed: {str(error).strip().splitlines()[-1]}") from error


class Worker:
    """Computes entries on one core of a machine of the cluster."""

    def __init__(self, opened: Opened, expected: str) -> None:
        """Open the encoder; what is wrong with it is said with the results, in a line."""
        self._refused = ""
        try:
            self._encoder = opened()
        except LapeQAError as error:
            self._refused = f"{socket.gethostname()}, a machine of the Ray cluster: {error}"
            return
        if (own := identity(self._encoder)) != expected:
            self._refused = (
                f"{socket.gethostname()}, a machine of the Ray cluster, has {own}, and this one {expected}: "
                "install the same lape-qa, with its packages, on both"
            )

    def __call__(self, given: Any) -> Any:
        """Return one row for a table of texts (`Lacking`): keys and values, or why there are none."""
        import pyarrow

        computed: list[Entry] = []
        if not self._refused:
            with threadpool_limits(1, "blas"):
                computed.extend(entries(self._encoder, [Lacking(**row) for row in given.to_pylist()]))
        keys, values = ([entry[side] for entry in computed] for side in (0, 1))
        row = {"refused": self._refused, "texts": len(given), "keys": keys, "values": values}
        return pyarrow.Table.from_pylist([row])
