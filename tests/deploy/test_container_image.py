"""deploy/Dockerfile: what it copies is enough to build, and it says what settings, chart and compose file say."""

import fnmatch
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs import chart
from docs.generate import commands
from lape_qa.cli.app import app
from lape_qa.settings import Settings

ROOT = Path(__file__).parents[2]
PORT = Settings.model_fields["port"].default


def steps() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, each with what follows it."""
    text = re.sub(r"^#.*\n", "", (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", text)
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in joined.splitlines())]


def step(name: str) -> str:
    """Return the last instruction of a kind."""
    return [rest for kind, rest in steps() if kind == name][-1]


def environment() -> dict[str, str]:
    return dict(part.split("=", 1) for part in step("ENV").split())


def test_the_context_has_what_the_build_takes_and_nothing_private() -> None:
    left_out = [
        line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )

    def goes(file: str) -> bool:
        starts = [file[:at] for at in (*(m.start() for m in re.finditer("/", file)), len(file))]
        names = [(pattern.removeprefix("**/"), pattern.startswith("**/")) for pattern in left_out]
        return not any(
            fnmatch.fnmatchcase(start.rpartition("/")[2] if anywhere else start, pattern)
            for pattern, anywhere in names
            for start in starts
        )

    sent = {file for file in listed if file and goes(file)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    files = [project["project"]["readme"], *project["project"]["license-files"], *wheel["sbom-files"]]
    wanted = [*files, "deploy/install.sh", "constraints.txt", "pyproject.toml", *wheel["force-include"]]
    parts = [*wanted, *wheel["packages"]]
    assert [part for part in parts if not any(f"{file}/".startswith(f"{part}/") for file in sent)] == []
    whole = [file for file in listed if file.startswith(tuple(f"{part}/" for part in [*wheel["packages"], "corpus"]))]
    assert [file for file in whole if file not in sent] == []
    private = (".git/config", "deploy/.env", ".env", "deploy/tls/key.pem", "index/CURRENT", "widget/node_modules/a.js")
    environments = (".venv/installed", "integrations/.venv/installed", "benchmarks/peers/.venv/installed")
    assert [file for file in (*private, *environments) if goes(file)] == []


def test_the_program_is_where_the_path_looks() -> None:
    (copied,) = re.findall(r"^--from=build (\S+) (\S+)$", step("COPY"))
    assert copied == ("/opt/lape-qa", "/opt/lape-qa")
    assert any(kind == "RUN" and rest.startswith("python -m venv /opt/lape-qa && ") for kind, rest in steps())
    assert environment()["PATH"] == "/opt/lape-qa/bin:$PATH"


def test_settings_of_the_image_are_settings_and_stand_in_its_volume() -> None:
    said = {name: value for name, value in environment().items() if name != "PATH"}
    assert {name.removeprefix("LAPE_QA_").lower() for name in said} <= Settings.model_fields.keys()
    folders = {value for name, value in said.items() if name != "LAPE_QA_HOST"}
    assert {str(Path(folder).parent) for folder in folders} == {step("VOLUME")}
    assert said["LAPE_QA_HOST"] == "0.0.0.0"


def test_it_runs_commands_that_there_are_and_is_asked_at_its_port() -> None:
    known = {words[0] for words in commands(app)}
    ran = re.findall(r"\blape-qa ([a-z]+)", step("RUN")) + re.findall(r'"lape-qa", "([a-z]+)"', step("CMD"))
    assert ran == ["index", "ask", "serve"]
    assert set(ran) <= known
    assert step("EXPOSE") == str(PORT)
    assert f"http://127.0.0.1:{PORT}/readyz" in step("HEALTHCHECK")


def test_its_user_is_a_number_that_the_chart_names() -> None:
    (made,) = [rest for kind, rest in steps() if kind == "RUN" and "useradd" in rest]
    assert "groupadd --system --gid 10001 lape-qa" in made
    assert "useradd --system --uid 10001 --gid lape-qa --home-dir /var/lib/lape-qa --create-home lape-qa" in made
    assert step("USER") == "10001:10001"
    pod = chart.objects()["defaults"]["Deployment"]["spec"]["template"]["spec"]
    assert {pod["securityContext"][name] for name in ("runAsUser", "runAsGroup", "fsGroup")} == {10001}


# ---- compose ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of deploy/compose.yaml."""
    composed = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    mounted = {mount.partition(":")[0] for service in composed["services"].values() for mount in service["volumes"]}
    assert {mount for mount in mounted if not mount.startswith(".")} == composed["volumes"].keys()
    found: dict[str, Any] = composed["services"]
    return found


def mounts(service: dict[str, Any]) -> dict[str, str]:
    """Return where a service's volumes and files are, by what they are."""
    return {mount.split(":")[0]: mount.split(":")[1] for mount in service["volumes"]}


def test_the_composed_service_is_that_of_the_image(services: dict[str, Any]) -> None:
    service = services["app"]
    assert (ROOT / "deploy" / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()
    assert service["build"]["args"].keys() == {rest for kind, rest in steps() if kind == "ARG" and rest == "BASE"}
    assert mounts(service) == {"data": step("VOLUME")}
    said = {name.removeprefix("LAPE_QA_").lower() for name in service["environment"]}
    assert said == {"host", "trusted_proxies"} <= Settings.model_fields.keys()
    assert (service["read_only"], service["cap_drop"], service["tmpfs"]) == (True, ["ALL"], ["/tmp"])


def test_the_composed_proxy_is_deploy_nginx_conf_and_reaches_the_service(services: dict[str, Any]) -> None:
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    proxy, service = services["nginx"], services["app"]
    assert proxy["network_mode"] == "service:app"
    (upstream,) = re.findall(r"^    server (\S+);$", site, re.MULTILINE)
    assert upstream == f"{service['environment']['LAPE_QA_HOST']}:{PORT}"
    assert service["environment"]["LAPE_QA_TRUSTED_PROXIES"] == service["environment"]["LAPE_QA_HOST"]
    # In one network space, the ports are those of the service.
    (listened,) = re.findall(r"^ *listen (\d+) ssl;", site, re.MULTILINE)
    assert service["ports"] == [f"{listened}:{listened}"]
    assert "ports" not in proxy
    placed = mounts(proxy)
    assert placed["./nginx.conf"] == "/etc/nginx/conf.d/default.conf"
    files = re.findall(r"^ *ssl_certificate(?:_key)? (\S+);", site, re.MULTILINE)
    assert {str(Path(file).parent) for file in files} == {placed["./tls"]}
    (log,) = re.findall(r"^ *access_log (\S+) ", site, re.MULTILINE)
    assert f"ln -s /dev/stdout {log}\n" in proxy["command"][2]


def test_postgresql_is_only_there_when_it_is_asked_for(services: dict[str, Any]) -> None:
    assert {name: service.get("profiles") for name, service in services.items()} == {
        "app": None,
        "nginx": None,
        "database": ["postgres"],
    }
    assert services["app"]["depends_on"] == {"database": {"condition": "service_healthy", "required": False}}
    asked = services["database"]["healthcheck"]["test"]
    said = services["database"]["environment"]
    assert asked == ["CMD", "pg_isready", "--username", said["POSTGRES_USER"], "--dbname", said["POSTGRES_DB"]]
