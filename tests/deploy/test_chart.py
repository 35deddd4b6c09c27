"""The Helm chart as it was rendered: rights, probes, ports, volumes and names are those of the service."""

import json
from typing import Any, get_args

import pytest
import yaml
from fastapi.routing import APIRoute
from jsonschema import Draft7Validator
from pydantic import SecretStr

from docs import chart
from lape_qa.settings import Settings
from lape_qa_api.routers import health, metrics

VALUES = yaml.safe_load((chart.CHART / "values.yaml").read_text(encoding="utf-8"))
SCHEMA = json.loads((chart.CHART / "values.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rendered() -> dict[str, dict[str, dict[str, Any]]]:
    """What was rendered: case to kind to object."""
    return chart.objects()


def pod(objects: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = objects["Deployment"]["spec"]["template"]["spec"]
    return found


def container(objects: dict[str, dict[str, Any]]) -> dict[str, Any]:
    (found,) = pod(objects)["containers"]
    return dict(found)


def test_what_was_rendered_is_of_this_chart() -> None:
    head = chart.RENDERED.read_text(encoding="utf-8").splitlines()[0]
    assert head == f"# {chart.digest()}", "run `make deployment`"


def test_each_case_makes_these(rendered: dict[str, dict[str, dict[str, Any]]]) -> None:
    plain = {"Deployment", "NetworkPolicy", "PersistentVolumeClaim", "Service"}
    assert {case: set(objects) for case, objects in rendered.items()} == {
        "defaults": plain,
        "everything": plain | {"ServiceMonitor"},
        "maintenance": plain - {"PersistentVolumeClaim"},
    }


@pytest.mark.parametrize("case", chart.CASES)
def test_the_pod_has_no_rights_that_it_does_not_need(case: str, rendered: dict[str, dict[str, dict[str, Any]]]) -> None:
    whole, inner = pod(rendered[case]), container(rendered[case])
    assert whole["automountServiceAccountToken"] is False
    assert whole["securityContext"]["runAsNonRoot"] is True
    assert whole["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    # Rights of the group on every file would have the state folder refused.
    assert whole["securityContext"]["fsGroupChangePolicy"] == "OnRootMismatch"
    assert inner["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {mount["mountPath"] for mount in inner["volumeMounts"]} == {"/var/lib/lape-qa", "/tmp"}
    deployment = rendered[case]["Deployment"]["spec"]
    assert (deployment["replicas"], deployment["strategy"]) == (1, {"type": "Recreate"})


def test_probes_ask_what_the_service_answers_without_a_key(rendered: dict[str, dict[str, dict[str, Any]]]) -> None:
    inner = container(rendered["defaults"])
    assert inner["ports"] == [{"name": "http", "containerPort": Settings.model_fields["port"].default}]
    asked = {probe: inner[probe]["httpGet"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert asked == {
        "startupProbe": {"path": "/healthz", "port": "http"},
        "livenessProbe": {"path": "/healthz", "port": "http"},
        "readinessProbe": {"path": "/readyz", "port": "http"},
    }
    open_routes = {route.path for route in health.router.routes if isinstance(route, APIRoute)}
    assert {probe["path"] for probe in asked.values()} <= open_routes
    # A trial question waits three seconds.
    assert inner["readinessProbe"]["timeoutSeconds"] > 3


def test_maintenance_starts_nothing_and_has_the_volume(rendered: dict[str, dict[str, dict[str, Any]]]) -> None:
    inner = container(rendered["maintenance"])
    assert inner["args"] == ["sleep", "infinity"]
    assert [name for name in inner if name.endswith("Probe")] == []
    assert pod(rendered["maintenance"])["volumes"][0] == {
        "name": "data",
        "persistentVolumeClaim": {"claimName": "lape-qa-data"},
    }


@pytest.mark.parametrize("case", chart.CASES)
def test_everything_means_the_same_pods(case: str, rendered: dict[str, dict[str, dict[str, Any]]]) -> None:
    objects = rendered[case]
    labels = objects["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert labels == {"app.kubernetes.io/name": "lape-qa", "app.kubernetes.io/instance": case}
    assert objects["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert objects["Service"]["spec"]["selector"] == labels
    assert objects["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    assert objects["Service"]["spec"]["ports"][0]["targetPort"] == "http"
    names = {found["metadata"]["name"] for found in objects.values()}
    assert names == {f"{case}-lape-qa"}
    if case != "maintenance":
        assert pod(objects)["volumes"][0]["persistentVolumeClaim"]["claimName"] == f"{case}-lape-qa"
        assert objects["PersistentVolumeClaim"]["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}


def test_by_default_nothing_goes_out_and_neighbours_come_in(rendered: dict[str, dict[str, dict[str, Any]]]) -> None:
    policy = rendered["defaults"]["NetworkPolicy"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert policy["egress"] == []
    assert policy["ingress"] == [{"ports": [{"port": "http"}], "from": [{"podSelector": {}}]}]
    everything = rendered["everything"]["NetworkPolicy"]["spec"]
    assert everything["egress"] == chart.EVERYTHING["networkPolicy"]["egress"]
    assert everything["ingress"][0]["from"] == chart.EVERYTHING["networkPolicy"]["from"]


def test_prometheus_asks_with_a_key_and_by_the_job_of_the_rules(
    rendered: dict[str, dict[str, dict[str, Any]]],
) -> None:
    monitor = rendered["everything"]["ServiceMonitor"]["spec"]
    service = rendered["everything"]["Service"]
    assert service["metadata"]["labels"][monitor["jobLabel"]] == "lape-qa"
    assert monitor["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    (endpoint,) = monitor["endpoints"]
    assert endpoint["path"] in {route.path for route in metrics.router.routes if isinstance(route, APIRoute)}
    assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}
    assert endpoint["authorization"] == {"credentials": {"name": "lape-qa-metrics", "key": "key"}}


def test_settings_and_secrets_come_into_the_environment(rendered: dict[str, dict[str, dict[str, Any]]]) -> None:
    inner = container(rendered["everything"])
    assert inner["env"] == [
        {"name": "LAPE_QA_HOSTS", "value": "lape.example.fi"},
        {"name": "LAPE_QA_OPEN", "value": "true"},
    ]
    assert inner["envFrom"] == [{"secretRef": {"name": "lape-qa"}}]
    assert inner["image"] == f"images.example.fi/lape-qa@sha256:{'0' * 64}"


# ---- values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [VALUES, *chart.CASES.values()], ids=["values.yaml", *chart.CASES])
def test_the_schema_lets_these_pass(values: dict[str, Any]) -> None:
    assert list(Draft7Validator(SCHEMA).iter_errors(VALUES | values)) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"imag": {}}, "'imag' was unexpected"),
        ({"settings": {"LAPE_QA_OPEN": True}}, "True is not of type 'string'"),
        ({"settings": {"PATH": "/"}}, "'PATH' does not match"),
        ({"settings": {"LAPE_QA_HOST": "127.0.0.1"}}, "'LAPE_QA_HOST' should not be valid"),
        ({"image": {"repository": "a", "digest": "sha256:12"}}, "'sha256:12' does not match"),
        ({"persistence": {"size": "5 GB"}}, "'5 GB' does not match"),
        ({"secrets": [{"name": "a"}]}, "is not of type 'string'"),
        ({"service": {"port": 70000}}, "70000 is greater than the maximum"),
    ],
)
def test_the_schema_refuses(values: dict[str, Any], said: str) -> None:
    (error,) = Draft7Validator(SCHEMA).iter_errors(VALUES | values)
    assert said in error.message


def test_no_secret_may_stand_among_the_settings() -> None:
    private = {
        f"LAPE_QA_{name}".upper()
        for name, field in Settings.model_fields.items()
        if SecretStr in (field.annotation, *get_args(field.annotation))
    }
    assert private
    assert private <= set(SCHEMA["properties"]["settings"]["propertyNames"]["not"]["enum"])
