"""Render the Helm chart into `deploy/helm/rendered.yaml` (`make deployment`) once it has no fault; else say what is.

Helm itself lints and renders, as the library that `helm-python-sdk` brings; each object must be one of Kubernetes'
by its own schemas, the oldest and the newest that `kubernetes-validate` brings. Neither is in the lock, as they take
350 MB: tests look at what was rendered, and the digest in its first line says from which chart.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
CHART = ROOT / "deploy" / "helm" / "lape-qa"
RENDERED = CHART.parent / "rendered.yaml"

EVERYTHING: dict[str, Any] = {
    "image": {"repository": "images.example.fi/lape-qa", "digest": f"sha256:{'0' * 64}"},
    "imagePullSecrets": [{"name": "images"}],
    "settings": {"LAPE_QA_OPEN": "true", "LAPE_QA_HOSTS": "lape.example.fi"},
    "secrets": ["lape-qa"],
    "persistence": {"storageClass": "fast"},
    "networkPolicy": {
        "from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}],
        "egress": [{"ports": [{"port": 5432}], "to": [{"podSelector": {"matchLabels": {"app": "database"}}}]}],
    },
    "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}, "keySecret": {"name": "lape-qa-metrics"}},
    "nodeSelector": {"disk": "ssd"},
    "tolerations": [{"key": "lape", "operator": "Exists"}],
    "affinity": {"nodeAffinity": {}},
}
"""A value for whatever may be set, but for what takes the place of something else."""

CASES: dict[str, dict[str, Any]] = {
    "defaults": {},
    "everything": EVERYTHING,
    "maintenance": {"maintenance": True, "persistence": {"existingClaim": "lape-qa-data"}},
}
"""What is rendered: a release of each name, with its values."""

_KUBERNETES = ("1.25", "1.37")
_WARNING = 2
_FOREIGN = ("ServiceMonitor",)
"""Kinds that are not Kubernetes' own."""


def digest() -> str:
    """Return the SHA-256 of the chart's files, by name, and of the values that it is rendered with."""
    whole = hashlib.sha256(json.dumps(CASES).encode())
    for file in sorted(CHART.rglob("*")):
        if file.is_file():
            whole.update(file.relative_to(CHART).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()


def objects() -> dict[str, dict[str, dict[str, Any]]]:
    """Return what was rendered: case to kind to object."""
    cases: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in CASES}
    for found in yaml.safe_load_all(RENDERED.read_text(encoding="utf-8")):
        cases[found["metadata"]["labels"]["app.kubernetes.io/instance"]][found["kind"]] = found
    return cases


def _render(name: str, values: dict[str, Any]) -> Iterator[str]:
    """Give each object of a release as YAML; ends the program at the first fault."""
    import helm_python
    import kubernetes_validate

    report = helm_python.lint(CHART, values, strict=True)
    faults = [message["error"] for message in report["messages"] if message["severity"] >= _WARNING]
    if faults or report["errors"]:
        sys.exit(f"{name}: {'; '.join([*faults, *report['errors']])}")
    for file, text in helm_python.Chart.load(CHART).render(values, name=name, namespace="lape").items():
        if not file.endswith(".yaml") or not (found := yaml.safe_load(text)):
            continue
        for version in _KUBERNETES:
            if found["kind"] not in _FOREIGN:
                try:
                    kubernetes_validate.validate(found, version, strict=True)
                except kubernetes_validate.ValidationError as error:
                    sys.exit(f"{name}: {file} is not of Kubernetes {version}: {error.message} at {list(error.path)}")
        yield text.strip() + "\n"


def main() -> None:
    """Render every case."""
    rendered = [text for name, values in CASES.items() for text in _render(name, values)]
    head = f"# {digest()}\n# The chart as `make deployment` rendered it, with several values: what it makes, to read.\n"
    RENDERED.write_text(head + "---\n" + "---\n".join(rendered), encoding="utf-8")


if __name__ == "__main__":
    main()
