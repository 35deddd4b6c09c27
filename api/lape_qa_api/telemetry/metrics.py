"""Numbers for Prometheus; with several processes, those of all of them (PROMETHEUS_MULTIPROC_DIR)."""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from lape_qa.answer.model import outcome_name
from lape_qa.assistant import Reply
from lape_qa.language.morphology import MORPHOLOGY
from lape_qa_api.readiness import Standing

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.25, 0.5, 1, 2, 5, 10)
_STATES = ("starting", "ready", "degraded", "failed")


class Metrics:
    """What is counted while the service runs, and how it stands when asked."""

    def __init__(self, standing: Standing) -> None:
        self._live = _Live(standing)
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "lape_qa_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "lape_qa_request_seconds",
            "Time to answer a request.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._stages = Histogram(
            "lape_qa_stage_seconds",
            "Time of each step of a question.",
            ("stage",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._outcomes = Counter(
            "lape_qa_outcomes", "Questions by outcome and language.", ("outcome", "language"), registry=self._registry
        )
        self.refused = Counter(
            "lape_qa_refused", "Questions that were not taken or not answered in time.", registry=self._registry
        )

    def replied(self, reply: Reply) -> None:
        """Count a reply and its steps."""
        self._outcomes.labels(outcome_name(reply.outcome), reply.query.language).inc()
        for stage, milliseconds in reply.timing_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        counted = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        live = CollectorRegistry()
        live.register(self._live)
        return generate_latest(counted) + generate_latest(live)


class _Live(Collector):
    """How the process that answers stands at this moment."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        state = GaugeMetricFamily("lape_qa_state", "1 for the state that the service is in.", labels=("state",))
        for name in _STATES:
            state.add_metric((name,), float(name == self._standing.state))
        yield state
        workers, bookkeeper = self._standing.workers, self._standing.bookkeeper
        yield GaugeMetricFamily("lape_qa_queue", "Questions that wait for a thread.", value=workers.waiting)
        yield GaugeMetricFamily("lape_qa_overdue", "Threads held by work whose time is over.", value=workers.overdue)
        yield GaugeMetricFamily(
            "lape_qa_unwritten", "Feedback, questions and counts that wait to be written.", value=bookkeeper.waiting
        )
        yield CounterMetricFamily(
            "lape_qa_given_up", "Feedback, questions and counts that could not be written.", value=bookkeeper.given_up
        )
        if self._standing.state not in ("ready", "degraded"):
            return
        manifest = self._standing.serving.assistant.generation.manifest
        index = GaugeMetricFamily(
            "lape_qa_index", "1 for the index generation in use.", labels=("generation", "model", "morphology")
        )
        index.add_metric((manifest.generation, manifest.model, MORPHOLOGY), 1)
        yield index
        for name in ("documents", "passages"):
            yield GaugeMetricFamily(f"lape_qa_{name}", f"Number of {name}.", value=getattr(manifest, name))
