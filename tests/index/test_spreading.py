"""Entries computed by workers are those computed here; a worker that is not like this machine is refused."""

import os
import re
import socket

import pytest

from lape_qa.errors import ModelError, UsageError
from lape_qa.index import spreading, token_vectors
from lape_qa.index.lacking import Entry, Lacking, entries
from lape_qa.index.recipe import version
from lape_qa.index.spreading import cluster, identity, spread
from support.fakes import FakeEncoder
from support.late import late_interaction
from support.ray_stand_in import Cluster, ray_cluster
from support.refusals import line

__all__ = ["ray_cluster"]
TEXTS = [Lacking(f"Virke numero {number}", b"v%d" % number) for number in range(600)]
LATE = [Lacking("Nokia ja Lappi", b"v", b"t", (0, 6))]


def computed(blocks: list[list[Lacking]], advanced: list[int], expected: str) -> list[Entry]:
    """What workers with a fake encoder send, and how far each says to be."""
    compute = spread(FakeEncoder, expected)
    return [entry for done in compute(blocks, advanced.append) for entry in done]


def test_what_workers_send_is_what_would_be_computed_here(ray_cluster: Cluster) -> None:
    advanced: list[int] = []
    with late_interaction():
        expected = identity(FakeEncoder())
        found = computed([LATE, TEXTS], advanced, expected)
        here = [*entries(FakeEncoder(), LATE), *entries(FakeEncoder(), TEXTS)]
    assert len(found) == 602
    assert dict(found) == dict(here)
    # Blocks of 256, whatever there is at once; the last that was given is done first.
    assert advanced == ray_cluster.blocks == [88, 256, 256, 1]
    assert ray_cluster.workers == [2]


def test_there_are_no_more_workers_than_blocks(ray_cluster: Cluster) -> None:
    ray_cluster.cores = 64.0
    assert len(computed([TEXTS[:300]], [], identity(FakeEncoder()))) == 300
    assert ray_cluster.workers == [2]


def test_nothing_is_asked_of_ray_when_nothing_lacks(ray_cluster: Cluster) -> None:
    assert computed([], [], "whatever") == []
    assert ray_cluster.workers == []


def test_machines_must_have_the_same_version_and_encoder(ray_cluster: Cluster) -> None:
    own = f"lape-qa {version('lape-qa')}, encoder fake-fingerprint, tokens {token_vectors.fingerprint()}"
    assert identity(FakeEncoder()) == own
    with pytest.raises(ModelError) as refused:
        computed([TEXTS], [], identity(FakeEncoder(fingerprint="another")))
    assert line(refused) == (
        f"{socket.gethostname()}, a machine of the Ray cluster, has {own}, and this one "
        f"{own.replace('fake-fingerprint', 'another')}: install the same lape-qa, with its packages, on both"
    )


def no_room() -> FakeEncoder:
    raise ModelError("cannot unpack the bundled model: no space left on device")


def test_a_worker_that_cannot_open_the_encoder_says_why(ray_cluster: Cluster) -> None:
    with pytest.raises(ModelError) as refused:
        list(spread(no_room, "whatever")([TEXTS], lambda _count: None))
    assert line(refused) == (
        f"{socket.gethostname()}, a machine of the Ray cluster: "
        "cannot unpack the bundled model: no space left on device"
    )


def test_when_ray_gives_up_what_came_before_was_given_and_the_reason_is_one_line(ray_cluster: Cluster) -> None:
    ray_cluster.fails_at = 1
    given = spread(FakeEncoder, identity(FakeEncoder()))([TEXTS], lambda _count: None)
    assert len(list(next(given))) == 88
    with pytest.raises(ModelError) as failed:
        next(given)
    assert line(failed) == "the workers of the Ray cluster failed: ModuleNotFoundError: No module named 'lape_qa'"


def test_a_cluster_without_a_core_is_refused(ray_cluster: Cluster) -> None:
    ray_cluster.cores = 0
    with pytest.raises(UsageError) as refused:
        computed([TEXTS], [], "whatever")
    assert line(refused) == (
        "no machine of the Ray cluster offers a core: start a worker with `ray start --address=HOST:PORT`"
    )


# ---- joining -------------------------------------------------------------------------------------------


def test_one_that_is_started_here_takes_work_from_this_process_alone(ray_cluster: Cluster) -> None:
    with cluster(""):
        assert os.environ["RAY_AUTH_MODE"] == "token"
        assert re.fullmatch(r"[0-9a-f]{64}", os.environ["RAY_AUTH_TOKEN"])
        assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    assert ray_cluster.asked == ["init local", "shutdown"]


def test_one_that_is_there_is_joined_as_it_is(ray_cluster: Cluster) -> None:
    with socket.create_server(("127.0.0.1", 0)) as head:
        address = f"127.0.0.1:{head.getsockname()[1]}"
        with pytest.raises(KeyboardInterrupt), cluster(address):
            raise KeyboardInterrupt
    assert "RAY_AUTH_TOKEN" not in os.environ
    assert ray_cluster.asked == [f"init {address}", "shutdown"]


def test_what_ray_prints_reaches_nobody(ray_cluster: Cluster, capfd: pytest.CaptureFixture[str]) -> None:
    with cluster("auto"):
        print("(raylet) a worker died")
    with spreading._unheard():
        os.write(2, b"core_worker.cc: a warning\n")
    os.write(2, b"heard\n")
    assert capfd.readouterr() == ("", "heard\n")


@pytest.mark.parametrize("error", [ConnectionError, ValueError, RuntimeError, SystemExit])
def test_a_cluster_that_lets_nobody_join_is_told_in_one_line(ray_cluster: Cluster, error: type[BaseException]) -> None:
    ray_cluster.refuses = error
    with pytest.raises(UsageError) as refused, cluster("auto"):
        pass
    assert line(refused) == (
        "cannot join the Ray cluster at auto (it said no): this machine must be one of it, with the same version of "
        "Ray and the same RAY_AUTH_MODE and RAY_AUTH_TOKEN"
    )


@pytest.mark.parametrize("address", ["10.0.0.5", "ray://10.0.0.5", "10.0.0.5:x", "10.0.0.5:6379 "])
def test_what_is_no_address_is_refused(ray_cluster: Cluster, address: str) -> None:
    with pytest.raises(UsageError) as refused, cluster(address):
        pass
    assert line(refused) == (
        f"{address!r} is no address of a Ray cluster: write that of its head like 10.0.0.5:6379, or auto"
    )
    assert ray_cluster.asked == []


def test_where_nobody_listens_it_is_said_at_once(ray_cluster: Cluster) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(UsageError) as refused, cluster(address):
        pass
    assert line(refused) == f"no Ray cluster at {address}: Connection refused; its head starts with `ray start --head`"
    with pytest.raises(UsageError, match=r"no Ray cluster at 127\.0\.0\.1:99999: "), cluster("127.0.0.1:99999"):
        pass
    assert ray_cluster.asked == []
