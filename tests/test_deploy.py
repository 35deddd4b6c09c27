"""The files of deploy/, checked by the programs that read them where those are installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"


def said(name: str) -> set[str]:
    """Return the lines of a unit that are no comments."""
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_collecting_has_the_rights_of_the_service() -> None:
    service, collecting = said("lape-qa.service"), said("lape-qa-collect.service")
    kinds = ("Restrict", "Protect", "Private", "Lock", "NoNew", "Memory", "System", "Capability", "UMask")
    rights = {line for line in service if line.startswith(kinds)}
    assert len(rights) == 20
    # Both look up names of hosts: the service where an editor adds a page of the web.
    assert "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK" in rights
    assert rights <= collecting
    assert {"User=lape-qa", "DynamicUser=yes", "StateDirectoryMode=0700", "SuccessExitStatus=1"} <= collecting
    assert {line for line in service if line.startswith("ExecStart")} == {"ExecStart=/opt/lape-qa/bin/lape-qa serve"}


def test_a_command_is_run_as_the_service_is() -> None:
    script = (DEPLOY / "lape-qa-run").read_text(encoding="utf-8")
    subprocess.run(["sh", "-n", DEPLOY / "lape-qa-run"], check=True)
    (environment,) = (line for line in said("lape-qa.service") if line.startswith("Environment="))
    assert re.findall(r"--setenv=(\S+)", script) == environment.removeprefix("Environment=").split()
    properties = set(re.findall(r"--property=(\S+)", script))
    # A dynamic user of a unit is called as the unit is.
    assert properties - said("lape-qa.service") == {"User=lape-qa"}
    assert {"DynamicUser=yes", "StateDirectory=lape-qa", "WorkingDirectory=/var/lib/lape-qa"} < properties


def test_nginx_accepts_the_proxy(tmp_path: Path) -> None:
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: the proxy needs a certificate")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=lape.example.fi",
         "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("/etc/ssl/lape-qa", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}}}\n", encoding="utf-8")
    ran = subprocess.run(
        ["nginx", "-t", "-e", tmp_path / "error.log", "-c", whole], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert "test is successful" in ran.stderr


def test_the_proxy_drops_what_clients_claim_to_be_wherever_it_passes_on() -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    places = re.findall(r"^    location .+?^    }", site, re.MULTILINE | re.DOTALL)
    dropped = [set(re.findall(r'proxy_set_header (\S+) "";', place)) for place in places]
    claims = {"X-Forwarded-Prefix", "X-Remote-User", "X-Forwarded-Groups"}
    assert [claims - names for names in dropped] == [set()] * 3


def test_the_proxy_has_tls_and_says_so() -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"^ *listen (.+);", site, re.MULTILINE) == ["443 ssl"]
    assert re.findall(r"^ *ssl_protocols (.+);", site, re.MULTILINE) == ["TLSv1.2 TLSv1.3"]
    (seconds,) = re.findall(r'^ *add_header Strict-Transport-Security "max-age=(\d+)" always;', site, re.MULTILINE)
    assert int(seconds) == 365 * 24 * 3600


@pytest.mark.parametrize("name", ["lape-qa.service", "lape-qa-collect.service", "lape-qa-collect.timer"])
def test_systemd_accepts_the_unit(tmp_path: Path, name: str) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    for file in DEPLOY.glob("lape-qa*.*"):
        text = file.read_text(encoding="utf-8").replace("/opt/lape-qa/bin/lape-qa", "/bin/true")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / name], check=False, capture_output=True, text=True
    )
    assert (ran.returncode, [line for line in ran.stderr.splitlines() if "lape-qa" in line]) == (0, [])
