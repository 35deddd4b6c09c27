"""The alert rules and the dashboard of deploy/ ask for what /metrics has, by its names, labels and types."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Serving, create_app
from support.servers import running

DEPLOY = Path(__file__).parents[3] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yaml"
DASHBOARD = DEPLOY / "grafana" / "lape-qa.json"

ADDED = {"job", "instance"}
"""Labels that Prometheus adds when it asks."""


@dataclass(frozen=True)
class Series:
    """A name as it stands in /metrics, the type of its metric, and its labels with the values they had."""

    type: str
    labels: Mapping[str, frozenset[str]]


@pytest.fixture(scope="module")
def series(watcher: IndexWatcher) -> dict[str, Series]:
    """What /metrics has after a question that was answered, one that was not, and a request that failed."""
    with running(create_app(Serving(lambda: watcher))) as client:
        for question in ("Milloin Nokian perhekeskuspilotti alkoi?", "Paljonko polkupyörä maksaa torilla?"):
            assert client.post("/v1/ask", json={"question": question}).status_code == 200
        assert client.get("/v1/none").status_code == 404
        text = client.get("/metrics").text
    found: dict[str, Series] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            before = found[sample.name].labels if sample.name in found else {}
            labels = {name: before.get(name, frozenset()) | {value} for name, value in sample.labels.items()}
            found[sample.name] = Series(family.type, labels)
    return found


def alerts() -> list[dict[str, str]]:
    (group,) = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return list(group["rules"])


def panels() -> list[tuple[str, str, str]]:
    """Return title, expression and legend of everything that the dashboard draws."""
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return [
        (panel["title"], target["expr"], target["legendFormat"])
        for panel in board["panels"]
        for target in panel["targets"]
    ]


def expressions() -> dict[str, str]:
    drawn = {f"{title} {number}": expression for number, (title, expression, _) in enumerate(panels())}
    return {rule["alert"]: rule["expr"] for rule in alerts()} | drawn


def selectors(expression: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Give each metric of an expression with what is asked of its labels: name, sign, value."""
    for name, asked in re.findall(r"\b(lape_qa_\w+|up)\{([^}]*)\}", expression):
        yield name, re.findall(r'(\w+)(=~|!=|!~|=)"([^"]*)"', asked)


EXPRESSIONS = expressions()


@pytest.mark.parametrize("where", EXPRESSIONS)
def test_what_is_asked_for_is_there(where: str, series: dict[str, Series]) -> None:
    expression = EXPRESSIONS[where]
    names = [name for name, _ in selectors(expression)]
    # Each name has its labels: the job at least, so that another service's numbers are never meant.
    assert names == re.findall(r"\blape_qa_\w+|\bup\b", expression) != []
    for name, asked in selectors(expression):
        assert ("job", "=", "lape-qa") in asked
        if name == "up":
            continue
        labels = series[name].labels
        assert {label for label, _, _ in asked} <= labels.keys() | ADDED
        for label, sign, value in asked:
            if label in ("state", "route", "stage") and sign == "=":
                assert value in labels[label]
            elif label == "state":
                assert set(value.split("|")) <= labels[label]


@pytest.mark.parametrize("where", EXPRESSIONS)
def test_rates_are_of_counters_and_values_of_gauges(where: str, series: dict[str, Series]) -> None:
    expression = EXPRESSIONS[where]
    counted = set(re.findall(r"\b(?:rate|increase)\((lape_qa_\w+)", expression))
    read = {name for name, _ in selectors(expression)} - counted - {"up"}
    assert {series[name].type for name in counted} <= {"counter", "histogram"}
    assert {series[name].type for name in read} <= {"gauge"}
    for labels in re.findall(r"\bby \(([^)]*)\)", expression):
        known = {label for name, _ in selectors(expression) for label in series[name].labels}
        assert set(labels.split(", ")) <= known | ADDED


@pytest.mark.parametrize(("title", "expression", "legend"), panels())
def test_a_legend_names_labels_that_are_left(
    title: str, expression: str, legend: str, series: dict[str, Series]
) -> None:
    summed = re.search(r"\bby \(([^)]*)\)", expression)
    ((name, _), *_) = selectors(expression)
    left = set(summed[1].split(", ")) if summed else series[name].labels.keys() | ADDED
    assert set(re.findall(r"\{\{(\w+)\}\}", legend)) <= left


def test_every_number_of_the_service_is_on_the_dashboard(series: dict[str, Series]) -> None:
    drawn = {name for _, expression, _ in panels() for name, _ in selectors(expression)}
    parts = {name for name in series if name.endswith(("_created", "_sum", "_count"))}
    assert series.keys() - parts - drawn == {"lape_qa_stage_seconds_bucket"}


def test_every_alert_is_tested_before_and_when_it_comes() -> None:
    cases = yaml.safe_load((DEPLOY / "prometheus" / "alerts.test.yaml").read_text(encoding="utf-8"))["tests"]
    seen = [(check["alertname"], bool(check["exp_alerts"])) for case in cases[1:] for check in case["alert_rule_test"]]
    names = [rule["alert"] for rule in alerts()]
    assert seen == [(name, comes) for name in names for comes in (False, True)]
    # In order, none of them comes.
    assert [(check["alertname"], check["exp_alerts"]) for check in cases[0]["alert_rule_test"]] == [
        (name, []) for name in names
    ]


def test_the_rules_do_what_they_say() -> None:
    if not shutil.which("promtool"):
        pytest.skip("promtool is not installed")
    ran = subprocess.run(
        ["promtool", "test", "rules", "alerts.test.yaml"],
        cwd=ALERTS.parent, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout


def test_prometheus_reads_what_the_dashboard_asks(tmp_path: Path) -> None:
    if not shutil.which("promtool"):
        pytest.skip("promtool is not installed")
    rules = [
        {"record": f"drawn:{number}", "expr": expression.replace("$__rate_interval", "5m")}
        for number, (_, expression, _) in enumerate(panels())
    ]
    (tmp_path / "drawn.yaml").write_text(yaml.safe_dump({"groups": [{"name": "drawn", "rules": rules}]}), "utf-8")
    ran = subprocess.run(
        ["promtool", "check", "rules", tmp_path / "drawn.yaml"], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert f"SUCCESS: {len(rules)} rules found" in ran.stdout
